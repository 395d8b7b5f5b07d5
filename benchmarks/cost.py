"""Measuring: processor time of this process and of the children that it waited for, beside wall time."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Cost:
    """Seconds. processor: of all cores together, so that a busy machine changes it little; wall: on the clock."""

    processor: float = 0.0
    wall: float = 0.0


@contextmanager
def measured() -> Iterator[Cost]:
    """The cost of the block; known when it has ended."""
    cost, processor, wall = Cost(), _processor_seconds(), time.perf_counter()
    yield cost
    cost.processor, cost.wall = _processor_seconds() - processor, time.perf_counter() - wall


def _processor_seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)
