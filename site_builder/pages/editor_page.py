"""Make the page of the form editor: Sveltia CMS as npm brings it, told what to show and whom it may reach."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from site_builder.editing.form_editor import allowed_hosts, editor_config
from site_builder.pages.edition import Edition, up_from
from site_builder.pages.templates import Markup, email_link, render
from site_builder.shipped import from_npm, shipped

EDITOR = "edit/index.html"
"""The page of the form editor; what it needs stands in the same folder."""

_FOLDER = "edit/"
_PROGRAM = f"{_FOLDER}program/"
_WORDS = "locales/en-GB"
_LOCALE = re.compile(r"import\(`\.\./(locales/[A-Za-z-]+\.json)`\)")
_PACKAGE = ("@sveltia", "cms")
_LOADED_LATE = {
    "immutable": ("immutable", "dist", "immutable.es.js"),
    "turndown/lib/turndown.browser.es.js": ("turndown", "lib", "turndown.browser.es.js"),
}
"""What the editor imports by name when it needs it: for events, and to paste formatted text."""


def asks_for_editor(edition: Edition) -> bool:
    """Whether the authority wants a form editor on its site."""
    return "editor" in edition.authority.facts


def has_editor(edition: Edition) -> bool:
    """Whether the site gets a form editor: the authority wants one, and this installation has it."""
    if not asks_for_editor(edition) or edition.is_copy_to_keep:
        return False
    try:
        from_npm(*_PACKAGE)
    except FileNotFoundError:
        return False
    return True


def editor_files(edition: Edition) -> dict[str, str]:
    """The text of the files of the form editor, by address; none where the site `has_editor` not."""
    facts = edition.authority.facts
    if not has_editor(edition):
        return {}
    email = edition.authority.fact("contact.email")
    schemas, vocabularies = edition.rules.schemas, edition.rules.vocabularies
    config = editor_config("sveltia", facts, schemas, vocabularies)
    import_map = json.dumps({"imports": _imports()}, sort_keys=True, separators=(",", ":"))
    return {
        EDITOR: render(
            "editor.html",
            {
                "title": f"Edit – {edition.site_name}",
                "name": edition.authority.name,
                "email": email_link(email) if email else "",
                "home": up_from(EDITOR),
                "import_map": Markup(import_map),
                "policy": _policy(import_map, allowed_hosts(facts["editor"])),
            },
        ),
        f"{_FOLDER}config.json": json.dumps(config, ensure_ascii=False, separators=(",", ":")),
        f"{_FOLDER}start.js": _own("start.js"),
        f"{_FOLDER}style.css": _own("style.css"),
        f"{_PROGRAM}{_WORDS}.js": f"export default {_program_text(f'{_WORDS}.json')}",
    }


def editor_program(edition: Edition) -> Mapping[str, Path]:
    """The files of the editor's own program by their address in the site, to be copied as they are."""
    if not has_editor(edition):
        return {}
    package = from_npm(*_PACKAGE)
    names = ("LICENSE.txt", "npm/index.js", "npm/chunks/react-*.js", "npm/assets/*.woff2", "npm/assets/*.txt")
    paths = [path for name in names for path in sorted(package.glob(name))]
    return {
        **{f"{_PROGRAM}{path.relative_to(package).as_posix()}": path for path in paths},
        **{_late_address(name): from_npm(*parts) for name, parts in _LOADED_LATE.items()},
        **{
            f"{_PROGRAM}{package}.LICENSE.txt": from_npm(package, "LICENSE")
            for package, *_ in _LOADED_LATE.values()
        },
    }


def _own(name: str) -> str:
    return shipped("themes", "local_offer", "editor", name).read_text(encoding="utf-8")


def _program_text(name: str) -> str:
    return from_npm(*_PACKAGE, *name.split("/")).read_text(encoding="utf-8")


def _late_address(name: str) -> str:
    return f"{_PROGRAM}{_LOADED_LATE[name][0]}.js"


def _imports() -> dict[str, str]:
    """Where the browser finds what the program imports under a name that no browser takes.

    Its own words are JSON, which browsers refuse to import. Those of every language lead to the British ones:
    the fields are in English, and half a form in another language would help nobody.
    """
    locales = _LOCALE.findall(_program_text("npm/index.js"))
    words = {f"./program/{name}": f"./program/{_WORDS}.js" for name in locales}
    late = {name: f"./{_late_address(name).removeprefix(_FOLDER)}" for name in _LOADED_LATE}
    return words | late


def _policy(import_map: str, hosts: Iterable[str]) -> str:
    """Nothing from elsewhere, and nothing sent but to *hosts*.

    An import map has to stand in the page, so it is allowed by its hash. The editor makes styles as it goes,
    and shows pictures and its preview from memory.
    """
    digest = base64.b64encode(hashlib.sha256(import_map.encode("utf-8")).digest()).decode("ascii")
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' 'sha256-{digest}'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            "font-src 'self' data:",
            " ".join(["connect-src 'self' blob: data:", *hosts]),
            "worker-src 'self' blob:",
            "manifest-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
