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
from ticketing.flow.app_context import AppContext
from ticketing.flow.engine import ATTEMPTS, do_again, drain, due_jobs, given_up
from ticketing.kit.jobs import DONE, FAILED, PENDING, Job, enqueue

WORKER = """
import os, sys, time
from datetime import timedelta
from ticketing.evidence.log import append, events_of
from ticketing.flow import engine
from ticketing.flow.app_context import open_app
from ticketing.settings import read_settings

office = open_app(read_settings())
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
    machine.heartbeat()
    machine.adopt()
    if not machine.sweep() and machine.idle():
        break
    time.sleep(0.2)
machine.stop()
"""


def start(context: AppContext, name: str, **environment: str) -> subprocess.Popen[str]:
    settings = context.settings
    env = os.environ | {
        "TICKETING_HOME": str(settings.home),
        "TICKETING_DATABASE_URL": settings.database_url,
        "TICKETING_WORKER": name,
        **environment,
    }
    return subprocess.Popen([sys.executable, "-c", WORKER], env=env, stdout=subprocess.PIPE, text=True)


def ask(context: AppContext, *subjects: str, task: str = "write") -> None:
    from ticketing.kit.clock import wall_now

    for subject in subjects:
        with context.database.writing() as session:
            enqueue(session, task, subject, key=subject, at=wall_now() - timedelta(days=30))


def states(context: AppContext) -> list[str]:
    with context.database.reading() as session:
        return list(session.scalars(sa.select(Job.state)))


def events(context: AppContext, subject: str) -> int:
    with context.database.reading() as session:
        return len(events_of(session, subject))


def test_a_job_asked_for_twice_is_one(context: AppContext) -> None:
    ask(context, "a", "a")
    assert states(context) == [PENDING]


def test_draining_does_what_is_due_and_nothing_twice(context: AppContext) -> None:
    seen: list[str] = []
    ask(context, "a", "b")
    assert drain(context, {"write": lambda _, subject: seen.append(subject)}) == 2
    assert drain(context, {"write": lambda _, subject: seen.append(subject)}) == 0
    assert seen == ["a", "b"]
    assert states(context) == [DONE, DONE]


def test_a_task_that_fails_is_tried_again_later_and_at_last_shown_to_people(context: AppContext) -> None:
    def fail(_context: AppContext, _subject: str) -> None:
        raise RuntimeError("the registry does not answer")

    ask(context, "a")
    for _ in range(20):
        drain(context, {"write": fail})
        context.clock.set(context.clock.now() + timedelta(hours=1))
    with context.database.reading() as session:
        job = session.scalars(sa.select(Job)).one()
    assert job.state == FAILED
    assert "does not answer" in job.problem


def give_up(context: AppContext, *subjects: str) -> None:
    ask(context, *subjects)
    with context.database.writing() as session:
        session.execute(sa.update(Job).values(state=FAILED, attempts=ATTEMPTS, problem="RuntimeError: before"))


def test_what_was_given_up_is_done_again_when_a_person_asks(context_on_both: AppContext) -> None:
    context = context_on_both
    give_up(context, "a", "b")
    seen: list[str] = []
    tasks = {"write": lambda _, subject: seen.append(subject)}
    (job_id,) = given_up(context, "b")
    done = do_again(context, tasks, job_id)
    assert (done.state, done.problem, seen) == (DONE, None, ["b"])
    assert given_up(context, job_id) == given_up(context, "b") == []
    assert len(given_up(context, "all")) == 1
    do_again(context, tasks, job_id)
    assert seen == ["b"]


def test_what_fails_again_is_given_up_again_with_its_new_problem(context: AppContext) -> None:
    def fail(_context: AppContext, _subject: str) -> None:
        raise RuntimeError("still no answer")

    give_up(context, "a")
    (job_id,) = given_up(context, "a")
    failed = do_again(context, {"write": fail}, job_id)
    assert (failed.state, failed.problem) == (FAILED, "RuntimeError: still no answer")
    assert given_up(context, "all") == [job_id]


def test_what_is_done_again_is_not_handed_to_a_worker_meanwhile(context: AppContext) -> None:
    give_up(context, "a")
    (job_id,) = given_up(context, "all")
    handed: list[str] = []
    do_again(context, {"write": lambda one, _: handed.extend(job.id for job in due_jobs(one))}, job_id)
    assert handed == []


@pytest.mark.faults
def test_what_a_killed_worker_held_is_done_by_another_once(context_on_both: AppContext) -> None:
    context = context_on_both
    ask(context, "a", "b", "c")
    hanging = start(context, "worker-1", HANG="1")
    assert hanging.stdout is not None
    assert hanging.stdout.readline() == "hanging\n"
    hanging.send_signal(signal.SIGKILL)
    hanging.wait()
    time.sleep(2.5)
    other = start(context, "worker-2")
    assert other.wait(timeout=90) == 0
    assert states(context) == [DONE] * 3
    assert [events(context, subject) for subject in "abc"] == [1, 1, 1]
