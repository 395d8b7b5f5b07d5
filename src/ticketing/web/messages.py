"""The messages of the pages: `python -m ticketing.web.messages` brings locale/vi/LC_MESSAGES/messages.po up to date.

New messages are added without a translation (a test fails until they have one), old ones that nothing says any more go.
"""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from ticketing.web.i18n import LOCALE, read_catalogue

WEB = Path(__file__).parent
METHODS = [("static/**", "ignore"), ("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"extensions": "jinja2.ext.i18n,jinja2.ext.do"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
MESSAGES = LOCALE / "vi" / "LC_MESSAGES" / "messages.po"


def messages() -> Iterator[str | tuple[str, ...]]:
    """Every message that a page or a template can say; a pair has a singular and a plural."""
    found = extract_from_dir(str(WEB), method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS)
    return (message for _, _, message, _, _ in found)


def brought_up_to_date(known: Catalog) -> Catalog:
    """A catalogue of the messages of today with the translations that are known."""
    fresh = Catalog(
        locale="vi",
        project="ticketing",
        version="1",
        header_comment="# Messages of the pages in Vietnamese (AGPL-3.0-or-later). Message ids are English.",
        last_translator="ticketing",
        language_team="vi",
        msgid_bugs_address="",
        creation_date=known.creation_date,
        revision_date=known.creation_date,
        fuzzy=False,
    )
    for message in sorted(set(messages()), key=str):
        singular = message if isinstance(message, str) else message[0]
        before = known.get(singular)
        fresh.add(message, string=before.string if before else None)
    return fresh


def main() -> None:
    """Rewrite the file."""
    known = read_catalogue(MESSAGES) if MESSAGES.exists() else Catalog(locale="vi")
    fresh = brought_up_to_date(known)
    with MESSAGES.open("wb") as file:
        write_po(file, fresh, width=120, no_location=True, omit_header=False)
    open_ones = [entry.id for entry in fresh if entry.id and not entry.string]
    print(f"{len(fresh)} messages, {len(open_ones)} without a translation")


if __name__ == "__main__":
    main()
