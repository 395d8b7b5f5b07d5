"""`ticketing places`: today's commune of an address, old or new. Needs no home and makes none."""

import sys
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from ticketing.cli.lines import Json, json_line, plain
from ticketing.cli.problems import refuse

places = typer.Typer(help="Find today's commune of an address.", no_args_is_help=True)


@places.callback()
def _places() -> None:
    # A callback keeps `resolve` a verb of its own while it is the only one.
    pass


@places.command()
def resolve(
    address: Annotated[str | None, typer.Argument(help="An address as people write it.")] = None,
    file: Annotated[Path | None, typer.Option(help="A file with one address a line; - reads standard input.")] = None,
    as_json: Json = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="With --file: one JSON answer a line.")] = False,
) -> None:
    """Say which commune of today an address means: resolved, ambiguous with candidates, or unknown.

    Example: ticketing places resolve "thôn 3, xã Nghĩa Hồ, huyện Lục Ngạn, Bắc Giang"
    """
    if (address is None) == (file is None):
        raise refuse("Give one address, or a file of addresses with --file.")
    if isinstance(sys.stdout, TextIOWrapper):  # answers are UTF-8 like the questions, whatever the terminal is set to
        sys.stdout.reconfigure(encoding="utf-8")
    if address is not None:
        _print(address, as_json or jsonl)
    elif file is not None:
        for line in _lines(file):
            _print(line, as_json or jsonl)
            if str(file) == "-":  # who asks line by line gets each answer at once
                sys.stdout.flush()


def _lines(file: Path) -> Iterator[str]:
    if str(file) == "-":
        yield from _decoded(sys.stdin.buffer)
        return
    try:
        opened = file.open("rb")
    except OSError as error:
        raise refuse(f"'{file}' cannot be read ({error.strerror}): give a text file in UTF-8.") from None
    with opened:
        yield from _decoded(opened)


def _decoded(lines: BinaryIO) -> Iterator[str]:
    # Only \n ends a line here: one answer a line of the file, whatever else stands in it.
    strange = []
    for number, line in enumerate(lines, start=1):
        text = line.decode("utf-8", errors="replace")
        if "\ufffd" in text:
            strange.append(number)
        yield text.removeprefix("\ufeff").rstrip("\r\n")
    if strange:
        raise refuse(
            f"{len(strange)} lines are not UTF-8 (the first is line {strange[0]}), their answers mean nothing: save "
            "the file as UTF-8 and ask again."
        )


def _print(address: str, as_json: bool) -> None:
    from ticketing.addresses.resolution import resolve as resolve_address

    answer = resolve_address(address)
    if as_json:
        print(json_line(answer.as_facts()))
        return
    print(f"{answer.status}: {plain(address)}")
    for candidate in answer.candidates:
        print(f"  {candidate.commune.code}  {candidate.commune.full_name}  {candidate.score}")
