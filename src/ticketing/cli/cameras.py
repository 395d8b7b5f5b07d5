"""`ticketing cameras`: the cameras and their certificates."""

from pathlib import Path
from typing import Annotated

import typer

from ticketing.cli.lines import Json
from ticketing.cli.problems import refuse

cameras = typer.Typer(no_args_is_help=True, help="Cameras and their certificates.")


@cameras.callback()
def _noun() -> None:
    """Cameras and their certificates."""


@cameras.command()
def load(
    file: Annotated[Path, typer.Argument(help="CSV: code,name,place,commune_code,unit,function,plan_no,…")],
    as_json: Json = False,
) -> None:
    """Load a table of cameras. Drops that waited for one of them go on by themselves.

    Columns: code,name,place,commune_code,unit,function,plan_no,calibrated_until,certificate_no. `function` holds
    behaviour codes or SPEED with spaces between, empty = any. Cameras that the file does not name stay. Two more are
    read where the table has them: position (latitude and longitude, "21.2731 106.1946") and junction (a code that the
    cameras of one junction share); they tell twin plates and two records of one act.
    Exit 1: rows were rejected; the others are loaded.

    Example: ticketing cameras load sample_media/cameras.csv
    """
    from ticketing.cameras.estate import load_cameras
    from ticketing.cli.loads import give_report
    from ticketing.cli.who import at_the_keyboard
    from ticketing.flow.app_context import open_app
    from ticketing.kit.sheets import SheetFault
    from ticketing.settings import read_settings

    context = open_app(read_settings())
    try:
        report = load_cameras(
            context.database, file, context.settings.home / "rejects", at=context.clock.now(), actor=at_the_keyboard()
        )
    except SheetFault as problem:
        raise refuse(problem) from None
    finally:
        context.finish()
    give_report(report, as_json)
