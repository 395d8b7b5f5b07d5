"""The commands around drops, cameras, registry and cases: what they print for a machine, and how they end."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from cameras.camera_drops import CAMERAS, write_drop
from cases.walked_cases import PEOPLE, TABLE, confirm, reading, walk
from ticketing.cli.lines import json_line, plain
from ticketing.cli.main import app
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.flow.engine import ATTEMPTS
from ticketing.kit.jobs import FAILED, Job


class Shell:
    """Runs commands in a home."""

    def __init__(self, home: Path, folder: Path) -> None:
        self.home, self.folder = home, folder

    def run(self, *words: str) -> tuple[int, str]:
        """Exit code and stdout."""
        done = CliRunner().invoke(app, list(words), env={"TICKETING_HOME": str(self.home)})
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.exit_code, done.stdout

    def json(self, *words: str) -> Any:
        """What a command prints with --json."""
        return json.loads(self.run(*words, "--json")[1])

    def file(self, name: str, text: str) -> str:
        """A file with this text."""
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)


@pytest.fixture
def shell(context: AppContext, tmp_path: Path) -> Shell:
    opened = Shell(context.settings.home, tmp_path)
    assert opened.json("cameras", "load", opened.file("cameras.csv", CAMERAS))["loaded"] == 3
    assert opened.json("registry", "load", "vehicles", opened.file("v.csv", TABLE))["loaded"] == 5
    assert opened.json("registry", "load", "residents", opened.file("r.csv", PEOPLE))["loaded"] == 4
    return opened


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def test_ingest_prints_a_line_a_drop_and_ends_with_a_checkpoint(shell: Shell, inbox: Path) -> None:
    write_drop(inbox, "d1")
    code, output = shell.run("ingest", str(inbox), "--json")
    (line,) = output.splitlines()
    assert code == 0
    assert list(json.loads(line)) == ["drop", "event_id", "camera", "result", "case_id", "reason"]
    assert shell.json("evidence", "verify")["uncovered"] == 0


def test_ingest_ends_with_1_for_a_bad_drop_and_2_for_no_folder(shell: Shell, inbox: Path) -> None:
    write_drop(inbox, "bad", {"a.jpg": b""})
    code, output = shell.run("ingest", str(inbox))
    assert code == 1 and "bad: quarantined (CORRUPT: a.jpg cannot be used: it is empty (0 bytes).)" in output
    assert output.endswith("0 accepted, 0 known, 0 conflict, 1 quarantined\n")
    assert shell.run("ingest", str(inbox / "nowhere"))[0] == 2


def test_free_text_never_steers_the_terminal(shell: Shell, inbox: Path) -> None:
    write_drop(inbox, "d1", event_id="\u202e\x1b[2JE1", camera="\x07", place="<b>")
    for words in (("ingest", str(inbox)), ("case", "list"), ("case", "show", "\u202e\x1b[2JE1")):
        for flag in ((), ("--json",)):
            output = shell.run(*words, *flag)[1]
            assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", output), (words, flag)


def test_case_list_is_one_json_list(shell: Shell, inbox: Path) -> None:
    assert shell.json("case", "list") == []
    for number in range(3):
        write_drop(inbox, f"d{number}", event_id=f"E{number}")
    shell.run("ingest", str(inbox))
    assert [entry["event_id"] for entry in shell.json("case", "list")] == ["E0", "E1", "E2"]
    assert len(shell.json("case", "list", "--state", "DETECTED")) == 3
    assert shell.run("case", "list", "--state", "OPEN")[0] == 2


def test_case_show_opens_a_person_only_for_a_purpose_that_is_logged(
    shell: Shell, context: AppContext, inbox: Path
) -> None:
    from ticketing.agency.actors import machine
    from ticketing.cases.owner.identification import identify_owner

    write_drop(inbox, "d1")
    shell.run("ingest", str(inbox))
    case_id = shell.json("case", "list")[0]["case_id"]
    walk(context, case_id, reading())
    assert shell.run("case", "show", "E1", "--purpose", "whose is it")[0] == 2, "no verdict stands"
    confirm(context, case_id)
    with context.database.writing() as session:
        identify_owner(session, context.keys, case_id, at=context.clock.now(), actor=machine("reactions"))
    shown = shell.json("case", "show", "VP-2026-000001")
    assert shown["state"] == "OWNER_IDENTIFIED" and "persons" not in shown and "Nguyễn" not in json.dumps(shown)
    opened = shell.json("case", "show", "E1", "--purpose", "letter of the owner")
    assert opened["persons"][0]["name"] == "Nguyễn Thị Mẫu" and opened["persons"][0]["role"] == "owner"
    with context.database.reading() as session:
        last = events_of(session, case_id)[-1]
    assert (
        last.kind == "owner_opened" and "letter of the owner" in last.leaf and last.actor.startswith("administrator:")
    )
    assert shell.run("case", "show", "E1", "--purpose", " ")[0] == 2
    assert shell.run("case", "show", "nobody")[0] == 2


def test_the_owner_of_a_plate_is_opened_for_a_purpose(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("registry", "owner", "98A-123.45", "--on", "2026-11-16", "--purpose", "test")
    answer = shell.json(*words)
    assert answer["status"] == "found" and set(answer["owner"]) == {"kind", "name", "personal_id", "address"}
    assert (answer["owner"]["name"], answer["commune_code"]) == ("Nguyễn Thị Mẫu", "07228")
    assert set(answer["vehicle"]) == {"kind", "make", "model", "colour", "plate_colour"} and answer["load"]
    for plate, status in (("98A-999.99", "none"), ("AA-12-34", "special"), ("80-441-NG-02", "special")):
        code, output = shell.run("registry", "owner", plate, "--on", "2026-11-16", "--purpose", "test", "--json")
        assert (code, json.loads(output)["status"]) == (1, status)
    assert "NOT_IN_REGISTRY: " in shell.run("registry", "owner", "98A-999.99", *words[3:])[1]
    assert shell.run("registry", "owner", "98A-123.45", "--on", "16/11", "--purpose", "x")[0] == 2
    assert shell.run("registry", "owner", "98A-123.45", "--on", "2026-11-16")[0] == 2
    monkeypatch.setenv("TICKETING_REGISTER_URL", "https://register.example/")
    assert shell.run(*words) == (2, ""), "what a register outside said once is not taken for its answer"


def test_a_table_that_is_none_ends_with_2(shell: Shell) -> None:
    wrong = shell.file("wrong.csv", "a,b\n1,2\n")
    assert shell.run("cameras", "load", wrong)[0] == 2
    assert shell.run("registry", "load", "vehicles", wrong)[0] == 2
    assert shell.run("registry", "load", "residents", shell.file("none.txt", ""))[0] == 2


def test_a_report_names_rows_and_the_file_of_rejects(shell: Shell) -> None:
    head = PEOPLE.splitlines()[0]
    code, output = shell.run("registry", "load", "residents", shell.file("r2.csv", f"{head}\n,individual,A,,,B,\n"))
    assert code == 1 and "1 rows: 0 new, 0 changed, 0 unchanged, 1 rejected." in output
    rejects = Path(output.splitlines()[2].partition("load it: ")[2])
    assert rejects.read_text("utf-8-sig").startswith(f"row,reason,{head}")


def test_lines_escape_what_does_not_print() -> None:
    assert json.loads(json_line({"a": "Đ\u202e\n\U000e0041"})) == {"a": "Đ\u202e\n\U000e0041"}
    assert json_line({"a": "Đ\u202e"}) == '{"a": "Đ\\u202e"}'
    assert (plain(None), plain("a\x1b[1m"), plain("Bắc Giang")) == ("-", "a\\x1b[1m", "Bắc Giang")


def test_what_was_given_up_is_done_again_by_the_id_that_doctor_names(
    context: AppContext, shell: Shell, inbox: Path
) -> None:
    def give_up() -> list[str]:
        values = {"state": FAILED, "attempts": ATTEMPTS, "problem": "OSError: no register"}
        with context.database.writing() as session:
            session.execute(sa.update(Job).where(Job.subject == case.id).values(**values))
        sentences = [
            one["do"] for one in shell.json("doctor") if one["check"] == "work" and "'react'" in one["sentence"]
        ]
        return [words for one in sentences for words in re.findall(r"`ticketing (work --again \S+)`", one)]

    write_drop(inbox, "d1", event_id="d1")
    (answer,) = shell.run("ingest", str(inbox), "--json")[1].splitlines()
    case = walk(context, json.loads(answer)["case_id"])
    (again,) = give_up()
    assert shell.run(*again.split()) == (0, f"'react' on {case.id}: done\n")
    assert shell.run(*again.split())[0] == 2
    confirm(context, case.id)  # without a verdict there is no evidence record: that reaction fails, the other does not
    code, output = shell.run(*give_up()[-1].split())
    assert code == 1 and "failed again: " in output and "verdict" in output
    assert shell.json("case", "show", case.id)["state"] == "OWNER_IDENTIFIED"
