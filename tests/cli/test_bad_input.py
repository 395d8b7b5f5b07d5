"""Whatever a command is given, it answers with a sentence and an exit code: never a traceback, never a half home."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ticketing.cli.main import app
from ticketing.flow.app_context import AppContext

VEHICLES = b"plate,plate_colour,kind,make,model,colour,owner_id,valid_from,valid_to\n"
BAD_FILES: dict[str, bytes | None] = {
    "empty": b"",
    "another header": b"a,b,c\n1,2,3\n",
    "UTF-16": "tên,Đội\n".encode("utf-16"),
    "Latin-1": "tên,Đội\n".encode("cp1258", "replace"),
    "binary": random.Random(1).randbytes(3000),
    "NUL signs": b"\0" * 100,
    "a huge field": VEHICLES + b"98A-123.45,white,car," + b"x" * 200_000 + b",,,N1,,\n",
}
MISSING, FOLDER = "missing", "a folder"
COMMANDS = {
    "cameras load": ("cameras", "load"),
    "vehicles": ("registry", "load", "vehicles"),
    "residents": ("registry", "load", "residents"),
    "agency check": ("agency", "check"),
    "agency load": ("agency", "load"),
    "documents verify": ("documents", "verify"),
    "trust": ("documents", "verify", "GOOD", "--trust"),
    "witness": ("evidence", "verify", "--witness"),
    "payments import": ("payments", "import", "--as", "finance"),
    "init": ("init", "--admin", "Nguyễn Văn Mẫu", "--agency"),
    "ingest": ("ingest",),
    "restore": ("restore",),
    "plates": ("plates", "read"),
    "backup": ("backup",),
}
ANSWERS_WITH_FINDINGS = ("agency", "documents", "evidence", "plates", "restore", "backup")

Run = Callable[..., Result]


@pytest.fixture
def run(context: AppContext) -> Run:
    def invoke(*words: str, home: Path | None = None, **environment: str) -> Result:
        environment = {"TICKETING_HOME": str(home or context.settings.home), **environment}
        return CliRunner().invoke(app, list(words), env=environment)

    return invoke


def sentences(done: Result) -> list[str]:
    """What a person reads; fails where the command ended in a traceback."""
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return [line for line in done.output.splitlines() if line.strip()]


def bad_file(folder: Path, name: str) -> Path:
    path = folder / f"{name.replace(' ', '_')}.csv"
    if name == FOLDER:
        path.mkdir()
    elif name != MISSING:
        path.write_bytes(BAD_FILES[name] or b"")
    return path


@pytest.mark.parametrize("name", [MISSING, FOLDER, *BAD_FILES])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_of_the_wrong_kind_is_named_in_a_sentence(run: Run, tmp_path: Path, command: str, name: str) -> None:
    path = bad_file(tmp_path, name)
    good = tmp_path / "good.pdf"
    good.write_bytes(b"%PDF-1.7")
    words = [str(good) if word == "GOOD" else word for word in COMMANDS[command]]
    home = tmp_path / "fresh" if words[0] in ("init", "restore") else None
    done = run(*words, str(path), home=home)
    lines = sentences(done)
    if command in ("ingest", "backup") and name in (FOLDER, MISSING):
        return  # an empty folder holds no drop, and a new or empty one is what a backup needs
    assert done.exit_code in ((1, 2) if words[0] in ANSWERS_WITH_FINDINGS else (2,)) or command == "vehicles"
    assert lines and len(lines) <= 3 and max(map(len, lines)) < 400
    if words[0] == "init":
        assert home and not home.exists(), "nothing was made"


NO_HOME = {
    "work": ("work", "--until-idle"),
    "work again": ("work", "--again", "x"),
    "serve": ("serve",),
    "ingest": ("ingest", "."),
    "cameras": ("cameras", "load", "x.csv"),
    "registry": ("registry", "load", "vehicles", "x.csv"),
    "owner": ("registry", "owner", "98A-123.45", "--on", "2026-11-16", "--purpose", "x"),
    "case list": ("case", "list"),
    "case show": ("case", "show", "x"),
    "dispatch": ("dispatch", "list"),
    "documents": ("documents", "again", "x"),
    "payments": ("payments", "list"),
    "funnel": ("report", "funnel"),
    "reconcile": ("report", "reconcile"),
    "agency": ("agency", "show"),
    "accounts": ("agency", "accounts"),
    "evidence": ("evidence", "verify"),
    "backup": ("backup", "b"),
    "doctor": ("doctor",),
}


@pytest.mark.parametrize("command", NO_HOME)
def test_without_a_home_a_command_says_how_to_begin_one(run: Run, tmp_path: Path, command: str) -> None:
    done = run(*NO_HOME[command], home=tmp_path / "none")
    (line,) = sentences(done)
    assert done.exit_code == 2 and "`ticketing init` to begin" in line
    assert not (tmp_path / "none").exists()


WRONG_WORDS = {
    "an unknown state": (("case", "list", "--state", "X"), "'X' is no state. Possible: DETECTED"),
    "an unknown case": (("case", "show", "x"), "case id, a case number or an event id"),
    "an unknown state of a consignment": (("dispatch", "list", "--state", "X"), "Possible: gathering"),
    "an unknown consignment": (("dispatch", "close", "x"), "`ticketing dispatch list` lists them"),
    "no month": (("report", "funnel", "--from", "2026-13"), "write it like 2026-11"),
    "a period that ends before it begins": (("report", "funnel", "--from", "2026-11", "--to", "2026-10"), "before it"),
    "a workbook in no folder": (("report", "funnel", "--xlsx", "/none/f.xlsx"), "a folder that is there"),
    "no day": (("law", "show", "RED_LIGHT", "--vehicle", "car", "--on", "x"), "write it like 2026-11-24"),
    "an unknown behaviour": (("law", "show", "X", "--vehicle", "car", "--on", "2026-11-16"), "Possible: BANNED_TURN"),
    "a term beyond the calendar": (("law", "deadline", "NOTICE", "--from", "9999-12-30"), "name an earlier day"),
    "no purpose": (("registry", "owner", "98A-123.45", "--on", "2026-11-16", "--purpose", ""), "needs a purpose"),
    "an unknown account": (("agency", "reset", "x"), "`ticketing agency accounts` lists them"),
    "no agency yet": (("agency", "show"), "`ticketing agency load`"),
    "nothing given up": (("work", "--again", "x"), "`ticketing doctor` lists what was"),
    "an address and a file": (("places", "resolve", "x", "--file", "y"), "one address, or a file"),
    "no folder of templates": (("documents", "check", "--templates", "/none"), "give the folder"),
}


@pytest.mark.parametrize("name", WRONG_WORDS)
def test_a_wrong_word_is_answered_with_what_is_possible(run: Run, name: str) -> None:
    words, expected = WRONG_WORDS[name]
    done = run(*words)
    lines = sentences(done)
    assert done.exit_code == 2
    assert expected in lines[-1]


@pytest.mark.parametrize("name", ["", "  ", "A", "x" * 61, "a\x1b[31m", "-x"])
def test_an_administrator_s_name_that_is_none_is_refused_before_a_home_is_made(
    run: Run, tmp_path: Path, name: str
) -> None:
    home = tmp_path / "fresh"
    done = run("init", f"--admin={name}", home=home)
    (line,) = sentences(done)
    assert done.exit_code == 2 and "is no name: 2 to 60 letters" in line and line.isprintable()
    assert not home.exists()


def test_a_home_that_has_its_administrator_is_not_begun_again(run: Run) -> None:
    assert run("init", "--admin", "Nguyễn Văn Mẫu").exit_code == 0
    done = run("init", "--admin", "Trần Văn Mẫu")
    assert done.exit_code == 2 and "has its administrator already" in sentences(done)[-1]


def test_a_home_where_a_file_lies_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("init", "--admin", "Nguyễn Văn Mẫu", home=tmp_path / "file")
    (line,) = sentences(done)
    assert done.exit_code == 2 and str(tmp_path / "file") in line


@pytest.mark.parametrize("name", ["fields.json", "log.key"])
def test_a_damaged_key_is_named(run: Run, context: AppContext, name: str) -> None:
    (context.settings.keys / name).write_text("{")
    done = run("case", "list")
    (line,) = sentences(done)
    assert done.exit_code == 2 and f"{name} is damaged: restore it" in line


def test_rejected_rows_end_a_load_with_1_and_the_others_are_loaded(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_bytes(VEHICLES + b"98A-123.45,white,car,,,,N1,,\n,white,car,,,,N2,,\n98A-222.22,white,car,,,,N3,,\n")
    done = run("registry", "load", "vehicles", str(path))
    lines = sentences(done)
    assert done.exit_code == 1
    assert lines[0] == "3 rows: 2 new, 0 changed, 0 unchanged, 1 rejected."
    assert lines[1] == "  row 3 rejected: it has no plate: fill it in, or take the row out"
    report = json.loads(run("registry", "load", "vehicles", str(path), "--json").stdout)
    assert (report["unchanged"], report["rejected"]) == (2, 1)
    assert set(report) == {"rows", "loaded", "unchanged", "changed", "rejected", "rejects_file"}
    kept = Path(report["rejects_file"])
    assert kept.read_text("utf-8-sig").splitlines()[1].startswith('3,"it has no plate: fill it in')
    assert kept.stat().st_mode & 0o077 == 0
    path.write_bytes(VEHICLES + b"98A-123.45,white,car,,,,N1,,\n")
    assert run("registry", "load", "vehicles", str(path)).exit_code == 0


def test_addresses_that_are_not_utf_8_are_named_after_the_others_were_answered(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "addresses.txt"
    path.write_bytes("phường Đa Mai, tỉnh Bắc Ninh\n".encode() + b"ph\xfeng\n")
    done = run("places", "resolve", "--file", str(path))
    assert done.exit_code == 2 and "the first is line 2" in done.stderr
    assert "phường Đa Mai" in done.stdout
