"""The engine: work is done once, also when its worker dies in the middle of it."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from ticketing.evidence.log import events_of
from ticketing.flow.engine import ATTEMPTS, do_again, drain, due_wakeups, given_up
from ticketing.flow.office import Office
from ticketing.kit.wakeups import DONE, FAILED, PENDING, Wakeup, wake

WORKER = """
import os, sys, time
from datetime import timedelta
from ticketing.evidence.log import append, events_of
from ticketing.flow import engine
from ticketing.flow.office import open_office
from ticketing.settings import read_settings

office = open_office(read_settings())
engine.SILENT_FOR = timedelta(seconds=2)
engine.HAND_OVER_AGAIN = timedelta(seconds=2)

def write_once(office, subject):
    if os.environ.get("HANG"):
        os.write(1, b"hanging\\n")  # one call: two threads hang at once, and each says a whole line
        time.sleep(600)
    with office.database.writing() as session:
        if not events_of(session, subject):
            append(session, at=office.clock.now(), kind="worked", subject=subject, actor="machine:test")

machine = engine.Engine(office, {"write": write_once}, concurrency=1, apart={"write": 2})
deadline = time.monotonic() + 60
while time.monotonic() < deadline:
    machine.beat()
    machine.adopt()
    if not machine.sweep() and machine.idle():
        break
    time.sleep(0.2)
machine.stop()
"""


def start(office: Office, name: str, **environment: str) -> subprocess.Popen[str]:
    settings = office.settings
    env = os.environ | {
        "TICKETING_HOME": str(settings.home),
        "TICKETING_DATABASE_URL": settings.database_url,
        "TICKETING_WORKER": name,
        **environment,
    }
    return subprocess.Popen([sys.executable, "-c", WORKER], env=env, stdout=subprocess.PIPE, text=True)


def ask(office: Office, *subjects: str, task: str = "write") -> None:
    from ticketing.kit.clock import wall_now

    for subject in subjects:
        with office.database.writing() as session:
            wake(session, task, subject, key=subject, at=wall_now() - timedelta(days=30))


def states(office: Office) -> list[str]:
    with office.database.reading() as session:
        return list(session.scalars(sa.select(Wakeup.state)))


def events(office: Office, subject: str) -> int:
    with office.database.reading() as session:
        return len(events_of(session, subject))


def test_a_wakeup_asked_for_twice_is_one(office: Office) -> None:
    ask(office, "a", "a")
    assert states(office) == [PENDING]


def test_draining_does_what_is_due_and_nothing_twice(office: Office) -> None:
    seen: list[str] = []
    ask(office, "a", "b")
    assert drain(office, {"write": lambda _, subject: seen.append(subject)}) == 2
    assert drain(office, {"write": lambda _, subject: seen.append(subject)}) == 0
    assert seen == ["a", "b"]
    assert states(office) == [DONE, DONE]


def test_a_task_that_fails_is_tried_again_later_and_at_last_shown_to_people(office: Office) -> None:
    def fail(_office: Office, _subject: str) -> None:
        raise RuntimeError("the registry does not answer")

    ask(office, "a")
    for _ in range(20):
        drain(office, {"write": fail})
        office.clock.set(office.clock.now() + timedelta(hours=1))
    with office.database.reading() as session:
        wakeup = session.scalars(sa.select(Wakeup)).one()
    assert wakeup.state == FAILED
    assert "does not answer" in wakeup.problem


def give_up(office: Office, *subjects: str) -> None:
    ask(office, *subjects)
    with office.database.writing() as session:
        session.execute(sa.update(Wakeup).values(state=FAILED, attempts=ATTEMPTS, problem="RuntimeError: before"))


def test_what_was_given_up_is_done_again_when_a_person_asks(office_on_both: Office) -> None:
    office = office_on_both
    give_up(office, "a", "b")
    seen: list[str] = []
    tasks = {"write": lambda _, subject: seen.append(subject)}
    (wakeup_id,) = given_up(office, "b")
    done = do_again(office, tasks, wakeup_id)
    assert (done.state, done.problem, seen) == (DONE, None, ["b"])
    assert given_up(office, wakeup_id) == given_up(office, "b") == []
    assert len(given_up(office, "all")) == 1
    do_again(office, tasks, wakeup_id)
    assert seen == ["b"]


def test_what_fails_again_is_given_up_again_with_its_new_problem(office: Office) -> None:
    def fail(_office: Office, _subject: str) -> None:
        raise RuntimeError("still no answer")

    give_up(office, "a")
    (wakeup_id,) = given_up(office, "a")
    failed = do_again(office, {"write": fail}, wakeup_id)
    assert (failed.state, failed.problem) == (FAILED, "RuntimeError: still no answer")
    assert given_up(office, "all") == [wakeup_id]


def test_what_is_done_again_is_not_handed_to_a_worker_meanwhile(office: Office) -> None:
    give_up(office, "a")
    (wakeup_id,) = given_up(office, "all")
    handed: list[str] = []
    do_again(office, {"write": lambda one, _: handed.extend(wakeup.id for wakeup in due_wakeups(one))}, wakeup_id)
    assert handed == []


@pytest.mark.faults
def test_what_a_killed_worker_held_is_done_by_another_once(office_on_both: Office) -> None:
    office = office_on_both
    ask(office, "a", "b", "c")
    hanging = start(office, "worker-1", HANG="1")
    assert hanging.stdout is not None
    assert hanging.stdout.readline() == "hanging\n"
    hanging.send_signal(signal.SIGKILL)
    hanging.wait()
    time.sleep(2.5)
    other = start(office, "worker-2")
    assert other.wait(timeout=90) == 0
    assert states(office) == [DONE] * 3
    assert [events(office, subject) for subject in "abc"] == [1, 1, 1]
