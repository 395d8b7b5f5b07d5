"""`ticketing serve`: the web pages, and on an embedded database one worker beside them."""

import ctypes
import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Annotated

import typer

STOP_SECONDS = 30
AGAIN_SECONDS = 5
PR_SET_PDEATHSIG = 1
MOST_BY_ITSELF = 4  # each may open 20 connections to the database, and PostgreSQL as it comes has 100


def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on; behind a proxy with TLS stay on 127.0.0.1.")] = (
        "127.0.0.1"
    ),
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Start no worker beside the pages.")] = False,
    behind_proxy: Annotated[
        bool, typer.Option(help="Believe X-Forwarded-For of a proxy on this machine: it names who asks.")
    ] = False,
    processes: Annotated[
        int | None,
        typer.Option(
            help="Processes that serve the pages: one a core on PostgreSQL, four at most; one on SQLite.", min=1, max=64
        ),
    ] = None,
) -> None:
    """Serve the pages until told to stop; ends with a checkpoint over all events.

    Example: ticketing serve --port 8000
    """
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    context = open_app(read_settings())
    try:
        with _worker(context.database.is_sqlite and not no_worker):
            count = processes or (
                1 if context.database.is_sqlite else min(len(os.sched_getaffinity(0)), MOST_BY_ITSELF)
            )
            run_pages(context, host, port, behind_proxy=behind_proxy, processes=count)
    finally:
        context.finish()


def _stop(number: int, _frame: object) -> None:
    """Leave through every `finally`: the web server closes and then sends the signal on, which would kill us there."""
    sys.exit(0)


def run_pages(context: object, host: str, port: int, *, behind_proxy: bool = False, processes: int = 1) -> None:
    """Run the web server until it is told to stop: in this process, or in several that share the port.

    office: `flow.office.Office`; each process of several opens it for itself. One that dies is started again.
    """
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    alone = processes == 1
    config = uvicorn.Config(
        _settled_app(context) if alone else partial(_pages_of_one, processes, os.getpid()),  # type: ignore[arg-type]
        factory=not alone,
        workers=processes,
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        proxy_headers=behind_proxy,
        timeout_graceful_shutdown=5,
    )
    typer.echo(f"http://{host}:{port}")
    if alone:
        uvicorn.Server(config).run()
    else:
        Multiprocess(config, sockets=[config.bind_socket()]).run()


def _pages_of_one(processes: int, parent: int) -> object:
    """The pages in one of several processes; all that they share lies in the database."""
    from ticketing.flow.app_context import open_app
    from ticketing.settings import read_settings

    _end_with_parent()
    if os.getppid() != parent:
        sys.exit(0)  # it was killed before we could ask to be told
    return _settled_app(open_app(read_settings(), upgrade=False), processes)


def _settled_app(context: object, processes: int = 1) -> object:
    """The pages. What is loaded by now stays loaded: the collector, which halts everybody, need not walk it again."""
    from ticketing.web.app import create_app

    app = create_app(context, processes=processes)  # type: ignore[arg-type]
    gc.collect()
    gc.freeze()
    return app


@contextmanager
def _worker(wanted: bool) -> Iterator[None]:
    """`ticketing work` in a process of its own while the pages are served; one that dies is started again."""
    if not wanted:
        yield
        return
    stopping = threading.Event()
    keeper = threading.Thread(target=_supervise_worker, args=(stopping,), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join(timeout=STOP_SECONDS + 5)


def _supervise_worker(stopping: threading.Event) -> None:
    while not stopping.is_set():
        child = subprocess.Popen([sys.executable, "-m", "ticketing.cli.main", "work"], preexec_fn=_end_with_parent)
        while child.poll() is None and not stopping.wait(0.5):
            pass
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
        elif not stopping.wait(AGAIN_SECONDS):
            typer.echo("The worker ended; it is started again.", err=True)


def _end_with_parent() -> None:
    """Nothing that was started here outlives a parent that was killed (Linux, prctl): an embedded database has one
    worker, and a port one server.
    """
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
