"""Kill -9 at each named place, start again, and nothing is lost and nothing doubled."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from ticketing.cases.tables import Case
from ticketing.evidence.checkpoint import verify_log
from ticketing.flow.office import Office, open_office
from ticketing.settings import read_settings

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))

PLAYER = """
import sys
from pathlib import Path
from ticketing.dispatch.demo_mail import demo_mail_server
from ticketing.flow import demo
from ticketing.settings import read_settings

opened = demo.open_demo(read_settings(), story=True, media=Path(sys.argv[1]))
with demo_mail_server(Path(sys.argv[2]), port=opened.mail_port):
    for _ in opened.play():
        pass
"""


def invariants() -> list[tuple[str, str]]:
    """Names and statements of invariants.sql."""
    text = (Path(__file__).parent / "invariants.sql").read_text(encoding="utf-8")
    parts = [part.split("\n", 1) for part in text.split("-- name: ")[1:]]
    return [(name.strip(), statement.strip().rstrip(";")) for name, statement in parts]


def broken_invariants(office: Office) -> dict[str, list[object]]:
    with office.database.reading() as session:
        found = {name: list(session.execute(sa.text(statement))) for name, statement in invariants()}
    return {name: rows for name, rows in found.items() if rows}


def run(environment: dict[str, str], play: Path, mailboxes: Path) -> int:
    command = [sys.executable, "-c", PLAYER, str(play), str(mailboxes)]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    if done.returncode > 0:
        pytest.fail(done.stderr)
    return done.returncode


def kill_and_start_again(name: str, folder: Path, play: Path, new_database: Callable[[], str | None]) -> None:
    """Each round in a fresh home: the play dies at the failpoint `name`, is started again and comes to its end."""
    for attempt in range(1, ROUNDS + 1):
        round_folder = folder / str(attempt)
        round_folder.mkdir()
        environment = {"TICKETING_HOME": str(round_folder / "home")}
        if url := new_database():
            environment["TICKETING_DATABASE_URL"] = url
        armed = environment | {"TICKETING_FAILPOINT": f"{name}:kill:{1 if attempt == 1 else attempt // 2 + 1}"}
        ended = run(armed, play, round_folder / "mail")
        assert ended in (-signal.SIGKILL, 0)
        assert ended == -signal.SIGKILL or attempt > 1, f"nothing ever passes the failpoint {name}"
        assert run(environment, play, round_folder / "mail") == 0
        check(environment, round_folder / "mail")


def check(environment: dict[str, str], mailboxes: Path) -> None:
    office = open_office(read_settings(environment))
    with office.database.reading() as session:
        assert list(session.scalars(sa.select(Case.state))) == ["PAID"]
    assert broken_invariants(office) == {}
    report = verify_log(
        office.database, office.store, office.settings.checkpoints, (office.settings.keys / "log.vkey").read_text()
    )
    assert report.faults == []
    assert report.uncovered == 0
    mails = [path.name for path in mailboxes.rglob("*.eml")]
    assert len(mails) == len(set(mails)) == 1, mails
    office.database.engine.dispose()
