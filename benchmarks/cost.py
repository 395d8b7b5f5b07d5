"""Measuring: processor time of this process and of the children that it waited for, beside wall time."""

import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


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


def processor_of(root: int) -> float:
    """Processor seconds so far of a process and of all that it started and that live (Linux, /proc)."""
    parents, used = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            pid, fields = int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
            parents[pid], used[pid] = int(fields[1]), int(fields[11]) + int(fields[12])
    total, next_ones = 0, {root}
    while next_ones:
        total += sum(used.get(pid, 0) for pid in next_ones)
        next_ones = {pid for pid, parent in parents.items() if parent in next_ones}
    return total / os.sysconf("SC_CLK_TCK")


def _processor_seconds() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)
