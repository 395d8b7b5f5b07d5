"""What is sealed can be read: every place that the program seals a text for is opened by it, by code that is called."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ticketing

SOURCES = Path(ticketing.__file__).parent


@dataclass(frozen=True)
class Place:
    """A place "table|column|row id" as code names it; None: a name that stands in a variable.

    opens: by the function `by`. words: texts in the file outside of what it seals: a variable may be one of them.
    """

    file: str
    opens: bool
    by: str
    table: str | None
    column: str | None
    words: frozenset[str]

    def is_of(self, table: str | None, column: str | None) -> bool:
        """Whether this may be the place."""
        return _may_be(self.table, table, self.words) and _may_be(self.column, column, self.words)


def test_whatever_is_sealed_is_opened() -> None:
    sealed = [place for place in places() if not place.opens]
    assert len(sealed) >= 20
    opened = [place for place in places() if place.opens]
    lost = {
        f"{one.table}|{one.column or '…'} sealed in {one.file}"
        for one in sealed
        if not any(other.is_of(one.table, one.column) for other in opened)
    }
    assert lost == set(), "nobody can read these: show them where their reader needs them"


def test_whatever_opens_is_called() -> None:
    text = "\n".join(path.read_text("utf-8") for path in SOURCES.rglob("*.py"))
    opening = {(one.by, one.file) for one in places() if one.opens}
    assert {name for name in opening if len(re.findall(rf"\b{name[0]}\b", text)) < 2} == set()


def _may_be(found: str | None, wanted: str | None, words: frozenset[str]) -> bool:
    return found == wanted if found is not None else wanted is None or wanted in words


@cache
def places() -> tuple[Place, ...]:
    """Every call of `seal` and `open` of a field, with its place."""
    return tuple(place for path in sorted(SOURCES.rglob("*.py")) for place in _places_in(path))


def _places_in(path: Path) -> Iterator[Place]:
    text = path.read_text("utf-8")
    if "|{" not in text:  # no place is written here
        return
    tree = ast.parse(text)
    calls = [(call, _name(call)) for call in ast.walk(tree) if isinstance(call, ast.Call) and call.args]
    sealing = {id(node) for call, name in calls if name == "seal" for node in ast.walk(call)}
    words = frozenset(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in sealing
    )
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for call, name in calls:
        written = _written(call.args[0], functions) if name in ("seal", "open") else ""
        if written.count("|") == 2:
            table, column, _ = (None if "{" in part else part for part in written.split("|"))
            yield Place(path.relative_to(SOURCES).as_posix(), name == "open", _around(tree, call), table, column, words)


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _written(place: ast.expr, functions: dict[str, ast.FunctionDef]) -> str:
    """The place with the names of its variables in braces; of a function that writes places, with what it is given."""
    if isinstance(place, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}"
            for part in place.values
            if isinstance(part, ast.Constant | ast.FormattedValue)
        )
    maker = functions.get(_name(place)) if isinstance(place, ast.Call) else None
    if maker is None or not isinstance(place, ast.Call) or not isinstance(maker.body[-1], ast.Return):
        return ""
    written = _written(maker.body[-1].value or ast.Constant(""), {})
    for parameter, given in zip(maker.args.args, place.args, strict=False):
        if isinstance(given, ast.Constant):
            written = written.replace(f"{{{parameter.arg}}}", str(given.value))
    return written


def _around(tree: ast.Module, call: ast.Call) -> str:
    """The name of the function in which a call stands."""
    holders = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and call in ast.walk(node)]
    return holders[-1].name
