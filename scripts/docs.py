#!/usr/bin/env python3
"""Print into docs/ what the code knows: states, settings, commands. A test fails when a page is stale.

usage: .venv/bin/python scripts/docs.py     rewrites what stands between `<!-- printed: NAME -->` and `<!-- end -->`
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

from ticketing.cases.states import FINAL, TRANSITIONS, CaseState, Row
from ticketing.cli.main import COMMANDS, app
from ticketing.settings import VARIABLES
from ticketing.web.text.i18n import catalogue
from ticketing.web.text.names.cases import STATES

DOCS = Path(__file__).resolve().parents[1] / "docs"
BLOCK = re.compile(r"(<!-- printed: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
# Ways out that are possible nearly everywhere would cover the picture; the table has them all.
OUT_OF_THE_WAY = (CaseState.EXPIRED, CaseState.LAPSED, CaseState.ANNULLED)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "".join(f"| {' | '.join(str(cell).replace('|', '/') for cell in line)} |\n" for line in lines)


def settings() -> str:
    """The variables of the environment."""
    return table(("variable", "default", "meaning"), ((f"`{one.name}`", one.default, one.meaning) for one in VARIABLES))


def states() -> str:
    """Every state with its names on the screen."""
    vietnamese = catalogue("vi").gettext
    rows = (
        (f"`{state}`", vietnamese(STATES[state]), STATES[state], "final" if state in FINAL else "")
        for state in CaseState
    )
    return table(("state", "Vietnamese", "English", ""), rows)


def diagram() -> str:
    """The way of a case as a Mermaid diagram, without flags and the ways out of OUT_OF_THE_WAY."""
    arrows = dict.fromkeys(
        f"    {row.source or '[*]'} --> {row.target}: {row.event}\n"
        for row in TRANSITIONS
        if row.source != row.target and row.target not in OUT_OF_THE_WAY
    )
    ends = "".join(f"    {state} --> [*]\n" for state in CaseState if state in FINAL and state not in OUT_OF_THE_WAY)
    return f"```mermaid\nstateDiagram-v2\n{''.join(arrows)}{ends}```\n"


def transitions() -> str:
    """The whole table, rows that differ in their source alone taken together."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in TRANSITIONS:
        flag = row.event.startswith("flag_")
        key = (row.number, row.event, None if flag else row.target, row.law, row.form, row.confidence)
        groups.setdefault(key, []).append(row)
    return table(
        ("row", "from", "event", "to", "who", "paper", "law", "how sure"),
        (_table_row(group) for group in groups.values()),
    )


def _table_row(group: list[Row]) -> tuple[object, ...]:
    row = group[0]
    sources = [one.source for one in group]
    shown = (
        "every state that is not final"
        if set(sources) == set(CaseState) - FINAL
        else ", ".join(s or "–" for s in sources)
    )
    target = "(mark, the state stays)" if row.source == row.target else row.target
    who = " or ".join(sorted(row.by)) if row.two_persons != "each" else " and ".join(sorted(row.by))
    who += ", two persons" if row.two_persons else ""
    return (row.number or "own", shown, f"`{row.event}`", target, who, row.form, row.law, row.confidence)


def commands() -> str:
    """Every command with what it does and its example."""
    return "".join(_described(words, command) for words, command in leaves())


def leaves() -> Iterator[tuple[str, Any]]:
    """All commands that do something, with the words that call them."""
    root: Any = typer.main.get_command(app)
    for name in COMMANDS:
        yield from _below(f"ticketing {name}", root.get_command(None, name))


def _below(words: str, command: Any) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if not children:
        yield words, command
        return
    for name, child in children.items():
        yield from _below(f"{words} {name}", child)


def _described(words: str, command: Any) -> str:
    text = re.sub(r"\s+", " ", command.help or "").strip()
    told, _, example = text.partition("Example: ")
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option" and one.name != "help"]
    named = "".join(f" {(one.metavar or one.name).upper()}" for one in arguments)
    lines = [f"### `{words}{named}`\n", told.strip(), "", *map(_option, options)]
    lines += ["", "```sh", example.strip(), "```", ""] if example else [""]
    return "\n".join(lines) + "\n"


def _option(option: Any) -> str:
    names = " / ".join([max(option.opts, key=len), *option.secondary_opts])
    return f"- `{names}` {option.help or ''}".rstrip()


BLOCKS: dict[str, Callable[[], str]] = {
    "settings": settings,
    "states": states,
    "diagram": diagram,
    "transitions": transitions,
    "commands": commands,
}


def printed(page: str) -> str:
    """A page with its blocks as the code has them now."""
    return BLOCK.sub(lambda block: f"{block[1]}\n{BLOCKS[block[2]]().strip()}\n\n{block[3]}", page)


def main() -> None:
    """Rewrite every page that has a block."""
    for path in sorted(DOCS.glob("*.md")):
        old = path.read_text(encoding="utf-8")
        new = printed(old)
        if new != old:
            path.write_text(new, encoding="utf-8")
            print(f"docs: {path.name} is printed anew")


if __name__ == "__main__":
    main()
