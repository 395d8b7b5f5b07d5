"""The table of cameras: odd cells are warned of; refused is only what has no code or contradicts itself."""

from datetime import date
from pathlib import Path

import pytest

from cameras.camera_drops import CAMERAS, HEAD
from ticketing.agency.actors import machine
from ticketing.cameras.certificates import hold
from ticketing.cameras.estate import load_cameras
from ticketing.cameras.observation import CameraFacts
from ticketing.cameras.tables import Camera
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import parse_moment
from ticketing.kit.sheets import LoadReport, SheetFault


def load(context: AppContext, folder: Path, table: str | bytes) -> LoadReport:
    path = folder / "cameras.csv"
    path.write_bytes(table.encode() if isinstance(table, str) else table)
    return load_cameras(context.database, path, folder / "rejects", at=context.clock.now(), actor=machine("test"))


def camera(context: AppContext, code: str) -> CameraFacts:
    with context.database.reading() as session:
        return session.get_one(Camera, code).facts()


def test_cameras_are_loaded_and_each_is_an_event(context: AppContext, tmp_path: Path) -> None:
    report = load(context, tmp_path, CAMERAS)
    assert (report.rows, report.loaded, report.changed, report.unchanged, report.rejected) == (3, 3, 0, 0, 0)
    found = camera(context, "BG-02")
    assert (found.functions, found.calibrated_until, found.plan_no) == (("SPEED",), date(2026, 1, 31), "KH-12/2025")
    assert camera(context, "BG-01").functions == ()
    with context.database.reading() as session:
        assert [event.kind for event in events_of(session, "camera BG-02")] == ["camera_loaded"]


def test_the_same_table_again_changes_nothing(context: AppContext, tmp_path: Path) -> None:
    load(context, tmp_path, CAMERAS)
    report = load(context, tmp_path, CAMERAS)
    assert (report.loaded, report.changed, report.unchanged) == (0, 0, 3)
    with context.database.reading() as session:
        assert len(events_of(session, "camera BG-01")) == 1


def test_a_changed_certificate_is_an_event_with_what_stood_before(context: AppContext, tmp_path: Path) -> None:
    load(context, tmp_path, CAMERAS)
    report = load(context, tmp_path, CAMERAS.replace("2026-01-31", "2027-01-31"))
    assert (report.loaded, report.changed, report.unchanged) == (0, 1, 2)
    with context.database.reading() as session:
        _, second = events_of(session, "camera BG-02")
    assert second.kind == "camera_changed" and "2026-01-31" in second.leaf and "2027-01-31" in second.leaf


@pytest.mark.parametrize(
    ("row", "warning"),
    [
        ("C1,,,7210,,,,,", None),
        ("C1,,,99999,,,,,", "none of today's communes"),
        ("C1,,,no code,,,,,", "no code of five digits"),
        ("C1,,,,,FLYING SPEED,,,", "no behaviour"),
        ("C1,,,,,,,soon,", "no day"),
        ("C1,,,,,,,31/01/2027,", None),
        ("C1,,,,Any unit at all,speed red_light,,,", None),
    ],
)
def test_an_odd_row_is_loaded_with_a_warning(
    context: AppContext, tmp_path: Path, row: str, warning: str | None
) -> None:
    report = load(context, tmp_path, HEAD + row + "\n")
    assert (report.loaded, report.rejected, report.warned) == (1, 0, 1 if warning else 0)
    if warning:
        assert warning in report.warnings[0]["sentence"] and report.warnings[0]["row"] == 2


def test_a_spreadsheets_lost_zero_and_its_days_are_understood(context: AppContext, tmp_path: Path) -> None:
    load(context, tmp_path, HEAD + "C1,,,7210,,speed  Speed,,31/01/2027,\n")
    found = camera(context, "C1")
    assert (found.commune_code, found.calibrated_until, found.functions) == ("07210", date(2027, 1, 31), ("SPEED",))


def test_rows_without_a_code_or_in_contradiction_are_kept_aside(context: AppContext, tmp_path: Path) -> None:
    report = load(context, tmp_path, HEAD + ",Name,,,,,,,\nC1,=A,,,,,,,\nC1,B,,,,,,,\nC1,=A,,,,,,,\nC2,,,,,,,,,,x\n")
    assert (report.rows, report.loaded, report.unchanged, report.rejected) == (5, 1, 1, 3)
    assert report.rejects_file
    lines = Path(report.rejects_file).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "row,reason," + HEAD.strip() + ",position,junction"
    assert [line.split(",")[0] for line in lines[1:]] == ["2", "4", "6"]
    assert Path(report.rejects_file).stat().st_mode & 0o077 == 0


def test_semicolons_and_a_byte_order_mark_are_read(context: AppContext, tmp_path: Path) -> None:
    report = load(context, tmp_path, ("\ufeff" + CAMERAS.replace(",", ";")).encode())
    assert report.loaded == 3


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "is empty"),
        ("code,name\nC1,x\n", "no column place"),
        (HEAD.encode() + "C1,Bắc".encode("cp1258", "replace") + b"\xff\n", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(
    context: AppContext, tmp_path: Path, table: str | bytes, words: str
) -> None:
    with pytest.raises(SheetFault, match=words):
        load(context, tmp_path, table)


def test_a_file_that_is_not_there_is_said(context: AppContext, tmp_path: Path) -> None:
    with pytest.raises(SheetFault, match="cannot be read"):
        load_cameras(context.database, tmp_path / "none.csv", tmp_path, at=context.clock.now(), actor=machine("test"))


def test_the_certificate_counts_by_the_day_in_vietnam() -> None:
    facts = CameraFacts("C", None, None, None, None, (), None, date(2026, 1, 31), None)
    last_minute = parse_moment("2026-01-31T16:59:59Z")
    first_minute = parse_moment("2026-01-31T17:00:00Z")
    held = [
        hold(facts, behaviour="SPEED", captured_at=moment, moments=[moment], clip_began=None, received_at=moment)
        for moment in (last_minute, first_minute)
    ]
    assert held[0] is None and held[1] is not None
