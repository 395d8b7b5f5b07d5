"""Processes that render papers: WeasyPrint holds the interpreter, so that a machine with four cores needs four of them.

A process gets sheets and pictures and gives back the unsigned file; it has no keys and no database. One that has grown
is replaced by a fresh one, and so is one that died.
"""

import multiprocessing
import os
import queue
import signal
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Self

from ticketing.documents.content.sheet import Sheet
from ticketing.documents.layout.render import render

MOST_MB = 400
"""A process that has grown beyond this is renewed. With notices it has 80 and does not grow (benchmarks/README.md)."""
SECONDS_A_PAPER = 120
STOP_SECONDS = 5

# Forked from a process that has loaded the libraries and nothing else: this one has threads, keys and a database.
_context = multiprocessing.get_context("forkserver")


class RendererLost(RuntimeError):
    """A process that rendered a paper died, or gave no answer, twice in a row."""


class RenderPool:
    """As many processes as asked for, each begun when there is a paper for it. Several threads may use it at once."""

    def __init__(self, processes: int) -> None:
        _context.set_forkserver_preload(["ticketing.documents.layout.render"])
        self.processes = processes
        self._idle: queue.LifoQueue[_Renderer | None] = queue.LifoQueue()
        self._starting = threading.Lock()
        for _ in range(processes):
            self._idle.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def render(
        self,
        sheets: Sequence[Sheet],
        pictures: Mapping[str, bytes],
        *,
        made_at: datetime,
        own_templates: Path | None = None,
    ) -> bytes:
        """As `render.render`, in another process; waits for an idle one. Raises what that raises, and RendererLost."""
        renderer, whole = self._idle.get(), None
        try:
            for _ in range(2):
                renderer = renderer or self._start()
                answer = renderer.ask(sheets, pictures, made_at, own_templates)
                if answer is not None and answer.megabytes <= MOST_MB:
                    whole = renderer
                else:
                    renderer.stop()
                    renderer = None
                if answer is not None:
                    return answer.unsigned()
        finally:
            self._idle.put(whole)  # one that was left in the middle of a paper would answer with it to the next
        raise RendererLost("The process that lays out papers died or hung over this one, twice in a row.")

    def stop(self) -> None:
        """End the processes that are idle. Others end with their paper, when this process ends."""
        for renderer in [self._idle.get() for _ in range(self._idle.qsize())]:
            if renderer is not None:
                renderer.stop()
            self._idle.put(None)

    def _start(self) -> "_Renderer":
        with self._starting:
            ours, theirs = _context.Pipe()
            process = _context.Process(target=_serve, args=(theirs,), name="renderer", daemon=True)
            process.start()
            theirs.close()
            return _Renderer(process, ours)


@dataclass(frozen=True)
class _Answer:
    """The file, or why there is none; and how large the process is now."""

    made: bytes | Exception
    megabytes: float

    def unsigned(self) -> bytes:
        if isinstance(self.made, Exception):
            raise self.made
        return self.made


@dataclass(frozen=True)
class _Renderer:
    process: ForkServerProcess
    connection: Connection

    def ask(
        self, sheets: Sequence[Sheet], pictures: Mapping[str, bytes], made_at: datetime, own_templates: Path | None
    ) -> _Answer | None:
        """None: it died, or is silent for too long."""
        try:
            self.connection.send((sheets, pictures, made_at, own_templates))
            if not self.connection.poll(SECONDS_A_PAPER):
                return None
            answer: _Answer = self.connection.recv()
        except (EOFError, OSError):
            return None
        return answer

    def stop(self) -> None:
        """It ends when nobody is at the other end of its pipe any more; if it hangs, it is ended."""
        self.connection.close()
        self.process.join(STOP_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _serve(connection: Connection) -> None:
    """What a renderer does: one paper after the other, until the process that asks is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at the keyboard reaches all; who asks decides when to end
    while True:
        try:
            connection.send(_rendered(*connection.recv()))
        except (EOFError, OSError):
            return


def _rendered(
    sheets: Sequence[Sheet], pictures: Mapping[str, bytes], made_at: datetime, own_templates: Path | None
) -> _Answer:
    made: bytes | Exception
    try:
        made = render(sheets, pictures, made_at=made_at, own_templates=own_templates)
    except Exception as problem:
        made = problem
    return _Answer(made, _resident_mb())


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
