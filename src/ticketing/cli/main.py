"""`ticketing`: the table of commands. A command's module is imported when it is used, so that help is quick."""

import importlib
import logging
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

# Every library that would like to look around or ask home is told not to, before anything is imported.
QUIET = {
    "YOLO_OFFLINE": "true",
    "YOLO_AUTOINSTALL": "false",
    "YOLO_VERBOSE": "false",
    "ULTRALYTICS_SAFE_LOAD": "1",
    "OMP_WAIT_POLICY": "passive",
    "OMP_NUM_THREADS": "1",
    "OPENCV_IO_MAX_IMAGE_PIXELS": "33554432",
}

COMMANDS = {
    "demo": ("demo:demo", "A home with sample data and a story, then the web pages on it."),
    "init": ("home:init", "Begin a real home with its first administrator."),
    "serve": ("serve:serve", "The web pages (and one worker on an embedded database)."),
    "work": ("work:work", "A worker: detection, reading, papers, mail, clocks."),
    "ingest": ("ingest:ingest", "Take in a folder of drops."),
    "cameras": ("cameras:cameras", "Cameras and their certificates."),
    "registry": ("registry:registry", "Vehicles and owners."),
    "plates": ("plates:plates", "Read plates in pictures (needs no home)."),
    "places": ("places:places", "Old and new addresses (needs no home)."),
    "law": ("law:law", "Fines, terms and competence (needs no home)."),
    "case": ("case:case", "Cases: list, show."),
    "recall": ("recall:recall", "Hold every case that one fault touches."),
    "review": ("review:review", "How good the reviewing is."),
    "documents": ("documents:documents", "Check templates, verify a signed PDF."),
    "dispatch": ("dispatch:dispatch", "Consignments to communes."),
    "payments": ("payments:payments", "Statements and the ledger."),
    "report": ("report:report", "Funnel and collection."),
    "agency": ("agency:agency", "What papers say of the agency; accounts."),
    "retention": ("retention:retention", "Delete what is over its agreed term."),
    "evidence": ("evidence:evidence", "Verify the log, blobs and checkpoints; export them."),
    "backup": ("home:backup", "Copy a home while it runs."),
    "restore": ("home:restore", "Bring a copy back into an empty home."),
    "doctor": ("doctor:doctor", "What is missing or wrong, and what to do."),
}


class Nouns(TyperGroup):
    """Commands by name, loaded when asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names in the order of the table."""
        return list(COMMANDS)

    def invoke(self, ctx: Any) -> Any:
        """Run what was asked for. A problem that a person can mend is one sentence and exit code 2, no traceback."""
        try:
            return super().invoke(ctx)
        except Exception as problem:
            from ticketing.cli.problems import in_a_sentence, refuse

            sentence = in_a_sentence(problem)
            if sentence is None:
                raise
            raise refuse(sentence) from None

    def get_command(self, ctx: Any, name: str) -> Any:
        """The command behind a name, or None."""
        if name not in COMMANDS:
            return None
        path, short_help = COMMANDS[name]
        module, attribute = path.split(":")
        found = getattr(importlib.import_module(f"ticketing.cli.{module}"), attribute)
        command = typer.main.get_command(found if isinstance(found, typer.Typer) else _single(found))
        command.name, command.short_help = name, short_help
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """One line a command, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def _single(function: object) -> typer.Typer:
    app = typer.Typer(add_completion=False)
    app.command()(function)  # type: ignore[type-var]
    return app


app = typer.Typer(
    cls=Nouns,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Camera-detected traffic violations, from the camera's frame to the paid decision.",
)


@app.callback()
def _root() -> None:
    """Camera-detected traffic violations, from the camera's frame to the paid decision."""


def main() -> None:
    """Run a command."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    app()


if __name__ == "__main__":
    main()
