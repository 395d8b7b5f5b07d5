"""What the pages say in Vietnamese: `python -m ticketing.web.text.catalogues` brings both catalogues up to date.

messages.po holds the words of pages and templates, marked with gettext. sentences.po holds the sentences that rooms
answer with (refusals, findings, problems): rooms know no gettext, so their sentences are found by their shape.
New messages are added without a translation (a test fails until they have one), old ones that nothing says any more go.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from ticketing.documents.kinds import KINDS, OF_A_CASE
from ticketing.web.text.i18n import LOCALE, read_catalogue

WEB = Path(__file__).parents[1]
METHODS = [("static/**", "ignore"), ("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"extensions": "jinja2.ext.i18n,jinja2.ext.do"}}
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
MESSAGES = LOCALE / "vi" / "LC_MESSAGES" / "messages.po"
SENTENCES = LOCALE / "vi" / "LC_MESSAGES" / "sentences.po"

# Where sentences stand that a page may repeat; what only the command line says stays English.
ROOMS = (
    "addresses", "agency", "cameras", "cases", "dispatch", "documents", "evidence/verify.py",
    "demo/mail_server.py", "demo/template_check.py",
    "flow/clip_frames.py", "flow/doctor.py", "kit/sheets.py", "law", "payments", "plates", "registry", "review",
    "web/pages",
)  # fmt: skip
SENTENCE = re.compile(r"(The|it|cover list) .* .*|['{A-Za-z].* .*[.]", re.DOTALL)
VIETNAMESE = re.compile("[\u1ea0-\u1ef9]")

Message = str | tuple[str, ...]


def messages() -> Iterator[Message]:
    """Every message that a page or a template can say, and names of papers; a pair has a singular and a plural."""
    found = extract_from_dir(str(WEB), method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS)
    yield from (message for _, _, message, _, _ in found)
    yield from (KINDS[code].name for code in OF_A_CASE)


def sentences() -> Iterator[str]:
    """Every sentence of the rooms, {name} for what varies in it."""
    marked = {message if isinstance(message, str) else message[0] for message in messages()}
    for room in ROOMS:
        place = WEB.parent / room
        for path in sorted(place.rglob("*.py")) if place.is_dir() else (place,):
            yield from (text for text in _texts(ast.parse(path.read_text(encoding="utf-8"))) if text not in marked)


def _texts(node: ast.AST) -> Iterator[str]:
    """Strings of a program that read like a sentence; docstrings say something to programmers and are left out."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return
        case ast.Constant(value=str(text)) if _is_english_sentence(text):
            yield text
        case ast.JoinedStr():
            text = _with_names(node)
            if _is_english_sentence(text):
                yield text
            return
    for child in ast.iter_child_nodes(node):
        yield from _texts(child)


def _is_english_sentence(text: str) -> bool:
    """Rooms that speak in both languages themselves have their Vietnamese already; "đồng" is said in English too."""
    return bool(SENTENCE.fullmatch(text)) and not VIETNAMESE.search(text.replace("đồng", ""))


def _with_names(node: ast.JoinedStr) -> str:
    """An f-string with a name in each place: the last word of what is put there, numbered where it comes twice."""
    text, seen = "", set[str]()
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            name = _name_of(part.value)
            while name in seen:
                name += "_"
            seen.add(name)
            text += f"{{{name}}}"
    return text


def _name_of(expression: ast.expr) -> str:
    """What stands there, in one word: `case.number` is number, `", ".join(codes)` is codes."""
    match expression:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.strip("_").lower()
        case ast.Call(args=[*_, inner]) | ast.Subscript(value=inner) | ast.IfExp(body=inner) | ast.BinOp(left=inner):
            return _name_of(inner)
        case ast.Call(func=ast.Attribute(value=inner)) | ast.BoolOp(values=[inner, *_]) | ast.Starred(value=inner):
            return _name_of(inner)
        case ast.GeneratorExp(generators=[first, *_]) | ast.ListComp(generators=[first, *_]):
            return _name_of(first.iter)
    return "it"


def brought_up_to_date(known: Catalog, said: Iterable[Message], header: str) -> Catalog:
    """A catalogue of what is said today with the translations that are known."""
    fresh = Catalog(
        locale="vi",
        project="ticketing",
        version="1",
        header_comment=f"# {header}",
        last_translator="ticketing",
        language_team="vi",
        msgid_bugs_address="",
        creation_date=known.creation_date,
        revision_date=known.creation_date,
        fuzzy=False,
    )
    for message in sorted(set(said), key=str):
        singular = message if isinstance(message, str) else message[0]
        before = known.get(singular)
        fresh.add(message, string=before.string if before else None)
    return fresh


def update(path: Path, said: Iterable[Message], header: str) -> None:
    """Rewrite one file and say what it lacks."""
    known = read_catalogue(path) if path.exists() else Catalog(locale="vi")
    fresh = brought_up_to_date(known, said, header)
    with path.open("wb") as file:
        write_po(file, fresh, width=120, no_location=True, omit_header=False)
    lacking = [entry.id for entry in fresh if entry.id and not entry.string]
    print(f"{path.name}: {len(fresh)} messages, {len(lacking)} without a translation")


def main() -> None:
    """Rewrite both files."""
    update(MESSAGES, messages(), "Messages of the pages in Vietnamese (AGPL-3.0-or-later). Message ids are English.")
    update(SENTENCES, sentences(), "Sentences of the rooms in Vietnamese (AGPL-3.0-or-later). {name}: what varies.")


if __name__ == "__main__":
    main()
