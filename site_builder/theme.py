"""Tell MkDocs where the theme's folder is."""

from __future__ import annotations

from site_builder.shipped import shipped

# MkDocs takes the folder of the entry point module's `__file__` for the theme's folder. Naming the folder
# itself as the entry point would do in a wheel, but not in an editable install, where it is not a package.
__file__ = str(shipped("themes", "local_offer") / "mkdocs_theme.yml")
