"""Files that belong to the product but stand at the root of a checkout: migrations, paper templates, sample media."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def shipped(name: str) -> Path:
    """Folder `name`, from the installed package or from the checkout. Raises FileNotFoundError."""
    for folder in (PACKAGE / "_shipped" / name, PACKAGE.parents[1] / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"The folder '{name}' was not installed with ticketing: install the wheel again.")
