"""A worker process: takes up jobs, sweeps clocks and mail, keeps checkpoints coming, says that it is alive.

Papers are laid out in processes of their own, one a core (`documents.layout.render_pool`); all else happens in its
threads.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from ticketing.documents.drafting.steps import PRESS
from ticketing.documents.issuing.printing import PdfPrinter
from ticketing.documents.layout.render_pool import RenderPool
from ticketing.evidence.checkpoint import CheckpointDiffers
from ticketing.flow.app_context import AppContext
from ticketing.flow.deadline_recalculation import count_terms_again
from ticketing.flow.engine import Engine
from ticketing.flow.reactions import TASKS
from ticketing.flow.retention import sweep_retention
from ticketing.flow.timers import sweep_timers
from ticketing.kit.clock import monotonic
from ticketing.registry.load import make_indices
from ticketing.review.seeded import end_unjudged, top_up

log = logging.getLogger(__name__)

SWEEP_EVERY = 0.5
BEAT_EVERY = 15.0
TIMERS_EVERY = 60.0
SEED_EVERY = 600.0
MOST_PRINTERS = 8
RETENTION_EVERY = 3600.0
RECOUNT_EVERY = 86_400.0
ERASED_A_PASS = 50
"""So many of a kind go at once: the loop that says that this process is alive waits for them."""
CHECKPOINT_EVERY = timedelta(hours=1).total_seconds()


@dataclass
class Every:
    """Runs `action` when `seconds` have passed since it ran last."""

    seconds: float
    action: Callable[[], object]
    last: float = float("-inf")

    def run_if_due(self) -> None:
        """Run the action if it is time."""
        if monotonic() - self.last >= self.seconds:
            self.action()
            self.last = monotonic()


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))


def printers() -> int:
    """Processes that lay papers out. Signing and keeping happen in this one and take a quarter: more would wait."""
    return min(cores(), MOST_PRINTERS)


def work(context: AppContext, *, until_idle: bool) -> None:
    """Work until told to stop, or until nothing that is due waits. Ends with a checkpoint over all events."""
    make_indices(context.database)
    with _printing(context), _engine(context) as engine, _stop_signal() as stop:
        loops = [
            Every(BEAT_EVERY, engine.heartbeat),
            Every(BEAT_EVERY, engine.adopt),
            Every(TIMERS_EVERY, lambda: sweep_timers(context)),
            Every(SEED_EVERY, lambda: seed_queue(context)),
            Every(RECOUNT_EVERY, lambda: count_terms_again(context)),  # also when a new version brought days off
            Every(RETENTION_EVERY, lambda: _retention(context)),
            Every(CHECKPOINT_EVERY, lambda: _checkpoint(context)),
            Every(TIMERS_EVERY * 60, engine.forget_done),
        ]
        while not stop.is_set():
            for loop in loops:
                loop.run_if_due()
            handed = engine.sweep()
            if until_idle and not handed and engine.idle():
                if not sweep_timers(context):
                    break
                continue
            stop.wait(SWEEP_EVERY if not handed else 0.05)
    context.finish()


def seed_queue(context: AppContext) -> None:
    """Mix a known case among the others where the policy's share is not reached, and end those that nobody judged."""
    with context.database.writing() as session:
        end_unjudged(session, at=context.clock.now())
        top_up(session, at=context.clock.now())


def _checkpoint(context: AppContext) -> None:
    try:
        context.checkpoint()
    except CheckpointDiffers as problem:  # the terms of the law run on; `evidence verify` names what was changed
        log.error("%s", problem)


def _retention(context: AppContext) -> None:
    try:
        sweep_retention(context, ERASED_A_PASS)
    except OSError as problem:  # a folder that cannot be read stops no paper and no term of the law
        log.error("retention: %s", problem)


@contextmanager
def _printing(context: AppContext) -> Iterator[None]:
    """Papers of this office are laid out on all cores; the processes begin with the first paper."""
    with RenderPool(printers()) as pool:
        context.printer = PdfPrinter(context.signing, pool.render, context.settings.templates)
        yield


@contextmanager
def _engine(context: AppContext) -> Iterator[Engine]:
    # One paper more than there are processes, so that the next is at hand when one has ended.
    engine = Engine(context, TASKS, concurrency=cores(), apart={PRESS: printers() + 1})
    try:
        yield engine
    finally:
        engine.stop()


@contextmanager
def _stop_signal() -> Iterator[threading.Event]:
    """Set when the process is asked to end; the previous handlers come back afterwards."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    previous = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
