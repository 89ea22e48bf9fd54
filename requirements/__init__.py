"""What is installed: asked for in `.in` files and `pyproject.toml`, locked in `.txt` files."""
