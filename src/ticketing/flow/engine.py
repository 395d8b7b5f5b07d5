"""The only door to the durable engine (DBOS).

A job row is the truth; the engine carries it. `sweep` hands due jobs to a queue under an id made of the
job and its attempt, so that handing over twice is harmless. What a dead worker held is resumed by the others
(`adopt`): DBOS does that by itself only in its paid edition.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID

from ticketing.flow.app_context import AppContext
from ticketing.flow.tables import Worker
from ticketing.kit.clock import wall_now
from ticketing.kit.db import table_of
from ticketing.kit.failpoints import failpoint
from ticketing.kit.jobs import DONE, FAILED, PENDING, Job, TryLater

Task = Callable[[AppContext, str], None]

APPLICATION_VERSION = "1"  # change it on purpose: work of another version is not taken up
QUEUE = "office"
POLL_SECONDS = 0.25
SILENT_FOR = timedelta(seconds=60)
HAND_OVER_AGAIN = timedelta(seconds=90)
ATTEMPTS = 8
BATCH = 200

_JOBS = table_of(Job)
_MARK_DONE = (
    sa.update(_JOBS)
    .where(_JOBS.c.id == sa.bindparam("job"))
    .values(state=DONE, done_at=sa.bindparam("now"), problem=None)
)

log = logging.getLogger(__name__)
_running: dict[str, Any] = {}


def run_job(context: AppContext, tasks: Mapping[str, Task], job_id: str) -> None:
    """Do what a job asks for, once. A task that fails is tried again later, and in the end shown to people.

    The task commits its own work; a crash before the mark runs it again, so every task checks before it acts.
    """
    with context.database.reading() as session:
        job = session.get(Job, job_id)
    if job is not None and job.state == PENDING:
        _carry_out(context, tasks, job)


def _carry_out(context: AppContext, tasks: Mapping[str, Task], job: Job) -> None:
    try:
        tasks[job.task](context, job.subject)
    except Exception as problem:
        _postpone(context, job.id, problem)
        return
    with context.database.writing() as session:
        session.execute(_MARK_DONE, {"job": job.id, "now": wall_now()})
        failpoint("job_done_before_commit")


def _postpone(context: AppContext, job_id: str, problem: Exception) -> None:
    log.exception("job %s failed", job_id)
    with context.database.writing() as session:
        job = session.get_one(Job, job_id)
        job.attempts += 1
        job.handed_at = None
        job.problem = f"{type(problem).__name__}: {problem}"
        job.due_at = context.clock.now() + timedelta(seconds=min(2 ** min(job.attempts, 10), 600))
        if job.attempts >= ATTEMPTS and not isinstance(problem, TryLater):
            job.state = FAILED


def due_jobs(context: AppContext) -> list[Job]:
    """Jobs that nobody has taken up yet, or that were handed over too long ago."""
    again = wall_now() - HAND_OVER_AGAIN
    query = (
        sa.select(Job)
        .where(Job.state == PENDING, Job.due_at <= context.clock.now())
        .where(sa.or_(Job.handed_at.is_(None), Job.handed_at < again))
        .order_by(Job.due_at, Job.id)
        .limit(BATCH)
    )
    with context.database.reading() as session:
        return list(session.scalars(query))


def drain(context: AppContext, tasks: Mapping[str, Task]) -> int:
    """Do all due jobs here and now, in their order, without the engine. Returns how many were done.

    For a process that is alone with its home: the demo's story, and tests that follow one case.
    """
    done = 0
    while jobs := due_jobs(context):
        for job in jobs:
            _carry_out(context, tasks, job)
            done += 1
    return done


def given_up(context: AppContext, name: str) -> list[str]:
    """Ids of what was given up: everything for "all", else the job of this id or those on this subject."""
    query = sa.select(Job.id).where(Job.state == FAILED).order_by(Job.due_at, Job.id)
    if name != "all":
        query = query.where(sa.or_(Job.id == name, Job.subject == name))
    with context.database.reading() as session:
        return list(session.scalars(query))


def do_again(context: AppContext, tasks: Mapping[str, Task], job_id: str) -> Job:
    """Do what was given up once more, here and now, without the engine. Returns it done, or given up with its problem.

    It counts as handed over meanwhile, so that no worker takes it up beside us; should we die, one does later.
    """
    with context.database.writing() as session:
        job = session.get_one(Job, job_id, with_for_update=True)
        if job.state == FAILED:
            job.state, job.due_at, job.handed_at = PENDING, context.clock.now(), wall_now()
    run_job(context, tasks, job_id)
    with context.database.reading() as session:
        return session.get_one(Job, job_id)


@DBOS.step()
def _do(job_id: str) -> None:
    run_job(_running["office"], _running["tasks"], job_id)


@DBOS.workflow()
def _run(job_id: str) -> None:
    _do(job_id)


class Engine:
    """The engine of one worker process."""

    def __init__(
        self,
        context: AppContext,
        tasks: Mapping[str, Task],
        *,
        concurrency: int,
        apart: Mapping[str, int] | None = None,
    ) -> None:
        """Launch.

        concurrency: jobs that this process works on at one time. apart: tasks that come by the thousand and must not
        keep the others waiting; each has a queue of its own with a concurrency of its own.
        """
        _running.update(office=context, tasks=tasks)
        self.context = context
        self.apart = apart or {}
        self.name = context.settings.worker_name
        config: DBOSConfig = {
            "name": "ticketing",
            "system_database_url": context.settings.engine_url.replace("postgresql://", "postgresql+psycopg://"),
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
        self.heartbeat(starting=True)

    def stop(self) -> None:
        """Let running work end, then leave."""
        DBOS.destroy(workflow_completion_timeout_sec=30)
        with self.context.database.writing() as session:
            session.execute(sa.delete(Worker).where(Worker.name == self.name))

    def sweep(self) -> int:
        """Hand due jobs to the queue; returns how many."""
        jobs = due_jobs(self.context)
        for job in jobs:
            with SetWorkflowID(f"wakeup-{job.id}-{job.attempts}"):
                DBOS.enqueue_workflow(job.task if job.task in self.apart else QUEUE, _run, job.id)
        if jobs:
            with self.context.database.writing() as session:
                ids = [job.id for job in jobs]
                session.execute(sa.update(Job).where(Job.id.in_(ids)).values(handed_at=wall_now()))
        return len(jobs)

    def idle(self) -> bool:
        """Whether nothing waits that is due by now."""
        query = sa.select(sa.func.count()).where(Job.state == PENDING, Job.due_at <= self.context.clock.now())
        with self.context.database.reading() as session:
            return session.scalar(query) == 0

    def heartbeat(self, *, starting: bool = False) -> None:
        """Say that this worker is alive."""
        now = wall_now()
        with self.context.database.writing() as session:
            worker = session.get(Worker, self.name)
            if worker is None:
                session.add(Worker(name=self.name, started_at=now, seen_at=now, idle=False))
            else:
                worker.seen_at = now
                worker.started_at = now if starting else worker.started_at

    def adopt(self) -> int:
        """Take over what silent workers held. Returns how many workflows were resumed."""
        with self.context.database.reading() as session:
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
