"""Kill -9 in the middle of a batch of papers, then the same command again: each number once, none skipped."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from documents.document_fixtures import NOW, furnish
from documents.document_fixtures import DocumentContext as DocumentContext
from faults.killing import PLAYERS, ROUNDS, invariants
from ticketing.documents.issuing.batch import press_all
from ticketing.documents.issuing.press import press
from ticketing.documents.tables import Document
from ticketing.evidence.checkpoint import verify_log
from ticketing.flow.app_context import make_home, open_app
from ticketing.settings import read_settings

pytestmark = pytest.mark.faults

FAILPOINTS = ("document_printed_before_turn", "document_signed_before_row", "document_row_before_commit")
PAPERS = 8


@dataclass(frozen=True)
class Home:
    """A demo home with papers that were released."""

    environment: dict[str, str]

    def press(self, failpoint: str = "") -> "subprocess.Popen[bytes]":
        """`ticketing documents press`, in a session of its own."""
        command = [Path(sys.executable).parent / "ticketing", "documents", "press", "--processes", "2"]
        environment = {**os.environ, **self.environment, "TICKETING_FAILPOINT": failpoint}
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)

    def fill(self, papers: int = PAPERS) -> None:
        """So many notices, released."""
        context = make_home(read_settings(self.environment), "demo", at=NOW)
        furnish(context.database)
        DocumentContext(context.database, context.store, context.keys, context.signing).in_the_press(papers)
        context.database.engine.dispose()

    def numbers(self) -> list[int | None]:
        """What the notices are numbered by, and that nothing else is wrong."""
        context = open_app(read_settings(self.environment))
        with context.database.reading() as session:
            for name, statement in invariants():
                if "number" in name or "paper" in name:
                    assert list(session.execute(sa.text(statement))) == [], name
            found = list(session.scalars(sa.select(Document.number).where(Document.kind == "notice")))
        key = (context.settings.keys / "log.vkey").read_text()
        assert verify_log(context.database, context.store, context.settings.checkpoints, key).faults == []
        context.database.engine.dispose()
        return sorted(found, key=lambda number: number or 0)


def test_a_batch_that_was_killed_is_gone_on_with(tmp_path: Path) -> None:
    home = Home(environment(tmp_path / "home"))
    home.fill(papers=4)
    died = PLAYERS.Process(
        target=press_in_threads, args=(home.environment | {"TICKETING_FAILPOINT": "document_row_before_commit:kill:2"},)
    )
    died.start()
    died.join()
    assert died.exitcode == -signal.SIGKILL
    assert home.numbers() == [None, None, None, 1]
    press_in_threads(home.environment)
    assert home.numbers() == [1, 2, 3, 4]


def press_in_threads(environment: dict[str, str]) -> None:
    """What the command does, in the process that calls."""
    os.environ.update({name: value for name, value in environment.items() if name == "TICKETING_FAILPOINT"})
    context = open_app(read_settings(environment))

    def press_one(one: str) -> bool:
        return press(context.database, context.store, context.keys, context.signing, one, at=context.clock.now())

    assert press_all(context.database, press_one, at_once=3).problems == []
    context.finish()


LONG = pytest.mark.skipif(ROUNDS < 2, reason="the long run is make test-faults")


@LONG
@pytest.mark.parametrize("round_no", range(ROUNDS))
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_the_command_that_was_killed_goes_on(
    database: str, round_no: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    home = Home(environment(tmp_path / "home"))
    if database == "postgresql":
        home.environment["TICKETING_DATABASE_URL"] = request.getfixturevalue("postgres_url")
    home.fill()
    chance = random.Random(round_no)
    if round_no % 4:
        killed = home.press(f"{chance.choice(FAILPOINTS)}:kill:{chance.randint(1, PAPERS - 1)}")
        assert killed.wait() == -signal.SIGKILL
    else:  # at any moment
        killed = home.press()
        time.sleep(chance.uniform(2, 6))
        killed.kill()
        assert killed.wait() in (-signal.SIGKILL, 0)
    assert home.press().wait() == 0
    assert home.numbers() == list(range(1, PAPERS + 1))


def environment(home: Path) -> dict[str, str]:
    return {"TICKETING_HOME": str(home), "TICKETING_CLOCK": "2026-11-18T10:00:00+07:00"}
