"""Kill -9 at each named place, start again, and nothing is lost and nothing doubled."""

import itertools
import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from ticketing.agency import accounts
from ticketing.cases.tables import Case
from ticketing.demo import demo_home
from ticketing.demo.mail_server import demo_mail_server
from ticketing.evidence.checkpoint import verify_log
from ticketing.flow.app_context import AppContext, open_app
from ticketing.settings import read_settings

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
KILLS_A_HOME = 5

# One process loads the libraries and forks each player: what is killed is a process of its own, and starts at once.
PLAYERS = multiprocessing.get_context("forkserver")
PLAYERS.set_forkserver_preload(
    [
        "openvino",
        "ticketing.detect.openvino",
        "ticketing.demo.mail_server",
        "ticketing.documents.issuing.press",
        "ticketing.demo.demo_home",
        "ticketing.read.service",
    ]
)


def play_to_the_end(environment: dict[str, str], media: Path, mailboxes: Path) -> None:
    """What the player does: open the demo of this environment and play its story, with a mail server beside it."""
    os.environ.update(environment)
    accounts._hasher = accounts.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    opened = demo_home.open_demo(read_settings(), story=True, media=media)
    with demo_mail_server(mailboxes, port=opened.mail_port):
        for _ in opened.play():
            pass


def invariants() -> list[tuple[str, str]]:
    """Names and statements of invariants.sql."""
    text = (Path(__file__).parent / "invariants.sql").read_text(encoding="utf-8")
    parts = [part.split("\n", 1) for part in text.split("-- name: ")[1:]]
    return [(name.strip(), statement.strip().rstrip(";")) for name, statement in parts]


def broken_invariants(context: AppContext) -> dict[str, list[object]]:
    with context.database.reading() as session:
        found = {name: list(session.execute(sa.text(statement))) for name, statement in invariants()}
    return {name: rows for name, rows in found.items() if rows}


def run(environment: dict[str, str], play: Path, mailboxes: Path) -> int:
    """Exit status of one player: 0 at the end of the story, -SIGKILL where a failpoint killed it."""
    player = PLAYERS.Process(target=play_to_the_end, args=(environment, play, mailboxes))
    player.start()
    player.join()
    ended = player.exitcode
    assert ended in (0, -signal.SIGKILL), "the player failed; its traceback stands in the captured output"
    return ended


def kill_and_start_again(name: str, folder: Path, play: Path, new_database: Callable[[], str | None]) -> None:
    """ROUNDS times the play dies at the failpoint `name`; what it left behind is gone on with, and comes to its end.

    A home dies up to KILLS_A_HOME times, each time where the one before it died; the first death of a later home comes
    a pass later in the story.
    """
    kills, first_pass = 0, 1
    for number in itertools.count(1):
        home = folder / str(number)
        home.mkdir()
        environment = {"TICKETING_HOME": str(home / "home")}
        if url := new_database():
            environment["TICKETING_DATABASE_URL"] = url
        died = 0
        for at_pass in [first_pass, *[1] * (KILLS_A_HOME - 1)][: ROUNDS - kills]:
            if run(environment | {"TICKETING_FAILPOINT": f"{name}:kill:{at_pass}"}, play, home / "mail") == 0:
                break
            died += 1
        assert died or first_pass > 1, f"nothing ever passes the failpoint {name}"
        assert run(environment, play, home / "mail") == 0
        check(environment, home / "mail")
        kills, first_pass = kills + died, first_pass + 1 if died else 1
        if kills == ROUNDS:
            return


def check(environment: dict[str, str], mailboxes: Path) -> None:
    context = open_app(read_settings(environment))
    with context.database.reading() as session:
        assert list(session.scalars(sa.select(Case.state))) == ["PAID"]
    assert broken_invariants(context) == {}
    report = verify_log(
        context.database, context.store, context.settings.checkpoints, (context.settings.keys / "log.vkey").read_text()
    )
    assert report.faults == []
    assert report.uncovered == 0
    mails = [path.name for path in mailboxes.rglob("*.eml")]
    assert len(mails) == len(set(mails)) == 1, mails
    context.database.engine.dispose()
