"""The only door to the durable engine (DBOS).

A wakeup row is the truth; the engine carries it. `sweep` hands due wakeups to a queue under an id made of the
wakeup and its attempt, so that handing over twice is harmless. What a dead worker held is resumed by the others
(`adopt`): DBOS does that by itself only in its paid edition.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID

from ticketing.flow.office import Office
from ticketing.flow.tables import Worker
from ticketing.kit.clock import wall_now
from ticketing.kit.db import table_of
from ticketing.kit.failpoints import failpoint
from ticketing.kit.wakeups import DONE, FAILED, PENDING, TryLater, Wakeup

Task = Callable[[Office, str], None]

APPLICATION_VERSION = "1"  # change it on purpose: work of another version is not taken up
QUEUE = "office"
POLL_SECONDS = 0.25
SILENT_FOR = timedelta(seconds=60)
HAND_OVER_AGAIN = timedelta(seconds=90)
ATTEMPTS = 8
BATCH = 200

_WAKEUPS = table_of(Wakeup)
_MARK_DONE = (
    sa.update(_WAKEUPS)
    .where(_WAKEUPS.c.id == sa.bindparam("wakeup"))
    .values(state=DONE, done_at=sa.bindparam("now"), problem=None)
)

log = logging.getLogger(__name__)
_running: dict[str, Any] = {}


def run_wakeup(office: Office, tasks: Mapping[str, Task], wakeup_id: str) -> None:
    """Do what a wakeup asks for, once. A task that fails is tried again later, and in the end shown to people.

    The task commits its own work; a crash before the mark runs it again, so every task checks before it acts.
    """
    with office.database.reading() as session:
        wakeup = session.get(Wakeup, wakeup_id)
    if wakeup is not None and wakeup.state == PENDING:
        _carry_out(office, tasks, wakeup)


def _carry_out(office: Office, tasks: Mapping[str, Task], wakeup: Wakeup) -> None:
    try:
        tasks[wakeup.task](office, wakeup.subject)
    except Exception as problem:
        _postpone(office, wakeup.id, problem)
        return
    with office.database.writing() as session:
        session.execute(_MARK_DONE, {"wakeup": wakeup.id, "now": wall_now()})
        failpoint("wakeup_done_before_commit")


def _postpone(office: Office, wakeup_id: str, problem: Exception) -> None:
    log.exception("wakeup %s failed", wakeup_id)
    with office.database.writing() as session:
        wakeup = session.get_one(Wakeup, wakeup_id)
        wakeup.attempts += 1
        wakeup.handed_at = None
        wakeup.problem = f"{type(problem).__name__}: {problem}"
        wakeup.due_at = office.clock.now() + timedelta(seconds=min(2 ** min(wakeup.attempts, 10), 600))
        if wakeup.attempts >= ATTEMPTS and not isinstance(problem, TryLater):
            wakeup.state = FAILED


def due_wakeups(office: Office) -> list[Wakeup]:
    """Wakeups that nobody has taken up yet, or that were handed over too long ago."""
    again = wall_now() - HAND_OVER_AGAIN
    query = (
        sa.select(Wakeup)
        .where(Wakeup.state == PENDING, Wakeup.due_at <= office.clock.now())
        .where(sa.or_(Wakeup.handed_at.is_(None), Wakeup.handed_at < again))
        .order_by(Wakeup.due_at, Wakeup.id)
        .limit(BATCH)
    )
    with office.database.reading() as session:
        return list(session.scalars(query))


def drain(office: Office, tasks: Mapping[str, Task]) -> int:
    """Do all due wakeups here and now, in their order, without the engine. Returns how many were done.

    For a process that is alone with its home: the demo's story, and tests that follow one case.
    """
    done = 0
    while wakeups := due_wakeups(office):
        for wakeup in wakeups:
            _carry_out(office, tasks, wakeup)
            done += 1
    return done


def given_up(office: Office, name: str) -> list[str]:
    """Ids of what was given up: everything for "all", else the wakeup of this id or those on this subject."""
    query = sa.select(Wakeup.id).where(Wakeup.state == FAILED).order_by(Wakeup.due_at, Wakeup.id)
    if name != "all":
        query = query.where(sa.or_(Wakeup.id == name, Wakeup.subject == name))
    with office.database.reading() as session:
        return list(session.scalars(query))


def do_again(office: Office, tasks: Mapping[str, Task], wakeup_id: str) -> Wakeup:
    """Do what was given up once more, here and now, without the engine. Returns it done, or given up with its problem.

    It counts as handed over meanwhile, so that no worker takes it up beside us; should we die, one does later.
    """
    with office.database.writing() as session:
        wakeup = session.get_one(Wakeup, wakeup_id, with_for_update=True)
        if wakeup.state == FAILED:
            wakeup.state, wakeup.due_at, wakeup.handed_at = PENDING, office.clock.now(), wall_now()
    run_wakeup(office, tasks, wakeup_id)
    with office.database.reading() as session:
        return session.get_one(Wakeup, wakeup_id)


@DBOS.step()
def _do(wakeup_id: str) -> None:
    run_wakeup(_running["office"], _running["tasks"], wakeup_id)


@DBOS.workflow()
def _wake(wakeup_id: str) -> None:
    _do(wakeup_id)


class Engine:
    """The engine of one worker process."""

    def __init__(
        self, office: Office, tasks: Mapping[str, Task], *, concurrency: int, apart: Mapping[str, int] | None = None
    ) -> None:
        """Launch.

        concurrency: wakeups that this process works on at one time. apart: tasks that come by the thousand and must not
        keep the others waiting; each has a queue of its own with a concurrency of its own.
        """
        _running.update(office=office, tasks=tasks)
        self.office = office
        self.apart = apart or {}
        self.name = office.settings.worker_name
        config: DBOSConfig = {
            "name": "ticketing",
            "system_database_url": office.settings.engine_url.replace("postgresql://", "postgresql+psycopg://"),
            "executor_id": self.name,
            "application_version": APPLICATION_VERSION,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "ERROR",
            "notification_listener_polling_interval_sec": POLL_SECONDS,
        }
        DBOS(config=config)
        queues = {QUEUE: concurrency, **self.apart}
        DBOS.listen_queues(list(queues))
        DBOS.launch()
        for queue, at_once in queues.items():
            DBOS.register_queue(queue, worker_concurrency=at_once, polling_interval_sec=POLL_SECONDS)
        self.beat(starting=True)

    def stop(self) -> None:
        """Let running work end, then leave."""
        DBOS.destroy(workflow_completion_timeout_sec=30)
        with self.office.database.writing() as session:
            session.execute(sa.delete(Worker).where(Worker.name == self.name))

    def sweep(self) -> int:
        """Hand due wakeups to the queue; returns how many."""
        wakeups = due_wakeups(self.office)
        for wakeup in wakeups:
            with SetWorkflowID(f"wakeup-{wakeup.id}-{wakeup.attempts}"):
                DBOS.enqueue_workflow(wakeup.task if wakeup.task in self.apart else QUEUE, _wake, wakeup.id)
        if wakeups:
            with self.office.database.writing() as session:
                ids = [wakeup.id for wakeup in wakeups]
                session.execute(sa.update(Wakeup).where(Wakeup.id.in_(ids)).values(handed_at=wall_now()))
        return len(wakeups)

    def idle(self) -> bool:
        """Whether nothing waits that is due by now."""
        query = sa.select(sa.func.count()).where(Wakeup.state == PENDING, Wakeup.due_at <= self.office.clock.now())
        with self.office.database.reading() as session:
            return session.scalar(query) == 0

    def beat(self, *, starting: bool = False) -> None:
        """Say that this worker is alive."""
        now = wall_now()
        with self.office.database.writing() as session:
            worker = session.get(Worker, self.name)
            if worker is None:
                session.add(Worker(name=self.name, started_at=now, seen_at=now, idle=False))
            else:
                worker.seen_at = now
                worker.started_at = now if starting else worker.started_at

    def adopt(self) -> int:
        """Take over what silent workers held. Returns how many workflows were resumed."""
        with self.office.database.reading() as session:
            alive = set(session.scalars(sa.select(Worker.name).where(Worker.seen_at >= wall_now() - SILENT_FOR)))
        resumed = 0
        for workflow in DBOS.list_workflows(status="PENDING"):
            if workflow.executor_id not in alive:
                DBOS.resume_workflow(workflow.workflow_id, queue_name=workflow.queue_name or QUEUE)
                resumed += 1
        return resumed

    def forget_done(self, before: timedelta = timedelta(days=7)) -> None:
        """Drop the engine's own rows of work that ended long ago."""
        cutoff = (wall_now() - before).isoformat()
        old = [
            w.workflow_id for w in DBOS.list_workflows(status=["SUCCESS", "ERROR"], completed_before=cutoff, limit=1000)
        ]
        if old:
            DBOS.delete_workflows(old)
