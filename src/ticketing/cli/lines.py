"""How commands print what others wrote: free text never steers the terminal, JSON stays JSON."""

import json
from typing import Annotated, Any

import typer

Json = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]


def json_line(value: Any) -> str:
    """`value` as JSON on one line: readable Vietnamese, every sign that does not print as an escape.

    >>> json_line({"place": "Bắc Giang\\u202e"})
    '{"place": "Bắc Giang\\\\u202e"}'
    """
    line = json.dumps(value, ensure_ascii=False)
    if line.isprintable():
        return line
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in line)


def plain(text: object) -> str:
    """Text as a terminal may show it; what does not print stands as an escape, None as a dash."""
    if text is None:
        return "-"
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in str(text))


def say(text: object) -> None:
    """Print one line that holds what others wrote: it stays one line."""
    typer.echo(plain(text))


def say_json(value: Any) -> None:
    """Print JSON on one line."""
    typer.echo(json_line(value))
