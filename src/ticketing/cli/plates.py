"""`ticketing plates`: read plates from picture files. Needs no home and makes none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ticketing.cli.lines import json_line, plain
from ticketing.cli.problems import PROBLEM, refuse

if TYPE_CHECKING:
    from ticketing.read.plates import PlateOnPicture
    from ticketing.read.service import PlateService

plates = typer.Typer(help="Find and read number plates.", no_args_is_help=True)

SUFFIXES = {".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"}


@plates.callback()
def _noun() -> None:
    """Find and read number plates."""


def _files(paths: list[Path]) -> Iterator[Path]:
    """The files in the order given; a folder gives its pictures sorted by name."""
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file())
        else:
            yield path


def _json_entry(plate: PlateOnPicture, box: tuple[int, int, int, int]) -> dict[str, Any]:
    reading = plate.reading
    return {
        "text": reading.text,
        "confidence": reading.confidence,
        "box": list(box),
        "colour": reading.colour,
        "rows": list(reading.rows),
    }


def _json_row(file: Path, service: PlateService) -> dict[str, Any]:
    from ticketing.read.pictures import NoPicture, open_picture

    start = time.perf_counter()
    try:
        picture = open_picture(file.read_bytes())
    except OSError as problem:
        return {"image": file.name, "plates": [], "ms": 0.0, "error": f"The file cannot be read: {problem.strerror}."}
    except NoPicture as problem:
        return {"image": file.name, "plates": [], "ms": 0.0, "error": str(problem)}
    found = service.read(picture.upright)
    ms = round((time.perf_counter() - start) * 1000, 1)
    entries = [(plate.painted, _json_entry(plate, picture.stored_box(plate.box))) for plate in found]
    line: dict[str, Any] = {"image": file.name, "plates": [entry for painted, entry in entries if not painted]}
    # Only where there are some: nearly no picture shows one.
    if numbers := [entry for painted, entry in entries if painted]:
        line["painted"] = numbers
    return line | {"ms": ms}


def _sentence(line: dict[str, Any]) -> str:
    if "error" in line:
        return f"{line['image']}: {line['error']}"
    said = [_phrase(one) for one in line["plates"]] or ["no plate"]
    said += [f"painted on the body: {_phrase(one)}" for one in line.get("painted", ())]
    return f"{line['image']}: {', '.join(said)}"


def _phrase(one: dict[str, Any]) -> str:
    return f"{one['text'] or 'unreadable'} ({one['colour']}, {one['confidence']:.2f})"


@plates.command()
def read(
    paths: Annotated[list[Path], typer.Argument(help="Picture files, or folders of them.", metavar="PATH...")],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a picture and line.")] = False,
) -> None:
    """Read the plates in pictures. Exit 1: at least one file is no picture.

    A number that is painted on the body of a vehicle, with no plate beside it that says the same, is named apart.

    Example: ticketing plates read sample_media/drops --jsonl
    """
    from ticketing.read.service import PlateService

    files = list(_files(paths))
    if not files:
        raise refuse(f"There is no picture ({', '.join(sorted(SUFFIXES))}) in what was named.")
    service = PlateService.shipped()
    failed = False
    for file in files:
        line = _json_row(file, service)
        failed = failed or "error" in line
        typer.echo(json_line(line) if jsonl else plain(_sentence(line)))
    raise typer.Exit(PROBLEM if failed else 0)
