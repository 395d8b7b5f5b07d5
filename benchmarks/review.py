"""The review desk under load: officers who judge at once, beside a hundred thousand open and two million closed cases.

    python -m benchmarks.review [--open N] [--closed N] [--officers N] [--seconds N] [--processes N] [--sqlite]

Fills a fresh home (PostgreSQL unless --sqlite) with copies of one case, serves the pages in a process of their own as
`ticketing serve` does, and lets officers judge over HTTP: log-in, next case, verdict, next case, each with its page and
without its pictures. Prints how long "verdict and next case" took, at one verdict every two seconds and faster, until
it takes too long; then lets five officers judge one case at the same moment, a thousand times, and recalls all that
still waits. Exit 1: a case was decided twice, a verdict is lost, or a promise is not kept.
"""

import argparse
import json
import os
import random
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

import httpx
import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from benchmarks.cost import processor_of
from benchmarks.postgres import new_database, private_server
from ticketing.agency.accounts import create_account
from ticketing.agency.actors import Actor, Role, machine
from ticketing.cameras.tables import Camera
from ticketing.cases.recall.recalls import Scope, recall, recalled_cases
from ticketing.cases.record import Facts, Opening, apply, open_case
from ticketing.cases.tables import Case
from ticketing.evidence.seal import Sealed, record_sealed
from ticketing.flow.app_context import AppContext, make_home
from ticketing.kit.clock import wall_now
from ticketing.kit.db import insert_rows
from ticketing.kit.digest import sha256
from ticketing.kit.ids import new_id
from ticketing.law.penalties import fine_row, may_explain
from ticketing.review.tables import DECIDED, ReviewVerdict
from ticketing.settings import read_settings

SERVER = "-c shared_buffers=1GB -c max_wal_size=8GB -c checkpoint_timeout=15min"  # as on a machine of its own
PASSWORD = "con ngựa phi nước đại"
MACHINE = machine("benchmark")
CAMERAS, CHUNK, FORMER, FAR = 200, 20_000, "former", 10_000_000  # FAR: where the log of this run never comes
PACES = (2.0, 1.0, 0.5, 0.25, 0.12, 0.06)
PROMISED_MS, TOO_SLOW_MS = 50, 300
KEPT_S = 4.0  # the pages close a connection that rests for five seconds
WARM_UP_S = 60.0  # caches fill, each connection prepares its statements, and the machine recovers from the filling
RACES, RACERS, RACE = 1000, 5, "race"
RACE_SECONDS = 120.0  # that racers wait for each other: one of them may have failed
COOKIE, TOKEN = re.compile(r"__Host-sid=([^;]+)"), re.compile(r'name="csrf" value="([0-9a-f]{64})"')
DESK, VERSION = re.compile(r'data-case="([^"]+)" data-version="(\d+)"'), re.compile(r'data-version="(\d+)"')


# ---- the home -------------------------------------------------------------------------------------------------------


def template_case(context: AppContext) -> str:
    """One case that waits for an officer, made by the rooms' own functions; its pictures are rows without bytes."""
    now = wall_now()
    acted = now - timedelta(days=3)
    row = fine_row("RED_LIGHT", "car", acted.date())
    assert row is not None
    case_id = new_id()
    columns = {
        "plate": "98A12345", "plate_colour": "white", "plate_rows": ["98A12345"], "confidence": 0.995, "vehicle": "car",
        "vehicle_class": row.vehicle, "behaviour": "RED_LIGHT", "act_vi": row.act_vi, "versions": {"networks": "n/1"},
        "law": row.as_facts() | {"may_explain": may_explain(row, acted.date())},
        "registration": {"found": "one", "kind": "car", "plate_colour": "white", "owner_known": True, "load": "l1"},
        "certificate": {"code": "BN-0000", "calibrated_until": "2030-06-30", "plan_no": "12/KH", "certificate_no": "1"},
    }  # fmt: skip
    with context.database.writing() as session:
        session.add_all(
            Camera(code=f"BN-{n:04}", name=f"Nút giao {n}", commune_code="07774", place="Đường Hùng Vương", unit="DOI1",
                   functions=[], plan_no="12/KH", calibrated_until=date(2030, 6, 30), certificate_no=str(n),
                   changed_at=now)
            for n in range(CAMERAS)
        )  # fmt: skip
        opening = Opening(case_id, "e-0", "BN-0000", "Đường Hùng Vương, phường Bắc Giang", acted, now)
        open_case(session, opening, actor=MACHINE, at=now)
        sealed = [Sealed(sha256(f"{n}".encode()), 400_000, role) for n, role in enumerate(("overview", "at", "plate"))]
        record_sealed(session, case_id, sealed, at=now, actor=MACHINE.label)
        apply(session, case_id, "evidence_complete", actor=MACHINE, at=now, facts=Facts(columns=columns))
    return case_id


def fill(context: AppContext, opened: int, closed: int) -> None:
    """Copies of the one case: `opened` that wait, `closed` that were confirmed and paid, each with its verdict."""
    template = template_case(context)
    rng = random.Random(1)
    with context.database.reading() as session:
        rows = {name: _rows(session, name, column, template) for name, column in PARTS.items()}
    for start in range(0, opened + closed, CHUNK):
        numbers = range(start, min(start + CHUNK, opened + closed))
        with context.database.writing() as session:
            for name, originals in rows.items():
                waits = name != "evidence_items"
                copies = [
                    _copied(name, row, number, number < opened, rng)
                    for number in numbers
                    for row in originals
                    if number < opened or waits
                ]
                insert_rows(session, name, list(originals[0]), [list(copy.values()) for copy in copies])
            insert_rows(session, "review_verdicts", *_verdicts(number for number in numbers if number >= opened))
    if context.database.is_sqlite:
        _fold_in_log(context)
    else:
        with context.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for settled in ("VACUUM ANALYZE", "CHECKPOINT"):
                connection.exec_driver_sql(settled)
    os.sync()  # what the filling left in memory would be written while the officers judge


def _fold_in_log(context: AppContext) -> None:
    """SQLite's write-ahead log of the filling, gigabytes long, goes into the database: no office begins a day with it.

    Through a connection of its own, as the engine begins a transaction, in which SQLite folds in nothing.
    """
    context.database.engine.dispose()
    with closing(sqlite3.connect(context.settings.home / "ticketing.db", isolation_level=None)) as connection:
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert not busy


PARTS = {"cases": "id", "case_clocks": "case_id", "evidence_items": "subject", "evidence_events": "subject"}


def _rows(session: Any, table: str, column: str, case_id: str) -> list[dict[str, Any]]:
    found = session.execute(sa.text(f"SELECT * FROM {table} WHERE {column} = :id"), {"id": case_id})
    return [{name: _plain(value) for name, value in row.items()} for row in found.mappings()]


def _plain(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def _id(number: int, part: int = 0) -> str:
    return f"{part:08x}-0000-7000-8000-{number:012x}"


def _copied(table: str, row: dict[str, Any], number: int, waits: bool, rng: random.Random) -> dict[str, Any]:
    """A row of the one case as it stands in the case of this number."""
    made, day = dict(row), timedelta(seconds=number * 7 % 250_000 if waits else 400_000 + number % 20_000_000)
    if table == "cases":
        made |= {
            "id": _id(number), "number": f"VP-2025-{number:07}", "event_id": f"e-{number}",
            "camera": f"BN-{number % CAMERAS:04}", "plate": f"98A{number % 100_000:05}",
            "violated_at": (datetime.fromisoformat(str(row["violated_at"])) - day).isoformat(),
            "state": "REVIEW_PENDING" if waits else "CLOSED", "confidence": 0.95 + rng.random() * 0.05,
        }  # fmt: skip
    elif table == "evidence_events":
        made |= {"seq": FAR + number * 8 + int(row["seq"]) % 8, "subject": _id(number)}
    else:
        column = PARTS[table]
        made |= {"id": _id(number, 1 + hash(row["id"]) % 10_000_000), column: _id(number)}
        if not waits and table == "case_clocks":
            made |= {"state": "met", "ended_on": row["due_on"]}
    return made


def _verdicts(numbers: Iterator[int]) -> tuple[list[str], list[list[Any]]]:
    columns = [
        "id", "case_id", "camera", "case_version", "ordinal", "person", "role", "given_at", "kind", "note", "decisive",
        "second_because", "state", "decided_at", "blind",
    ]  # fmt: skip
    past = datetime(2026, 1, 1, tzinfo=UTC).isoformat()
    return columns, [
        [_id(n, 99), _id(n), f"BN-{n % CAMERAS:04}", 2, 1, f"former-{n % 60}", "officer", past, "confirm", "", True,
         "[]", DECIDED, past, False]
        for n in numbers
    ]  # fmt: skip


def officers_of(context: AppContext, count: int, old_case: str) -> dict[str, str]:
    """Accounts by their log-in names, with their ids; each has decided enough to be nobody new (on `old_case`)."""
    ids = {}
    for n in range(count):
        with context.database.writing() as session:
            made = create_account(
                session, context.keys, name=f"officer{n:02}", role=Role.OFFICER, actor=MACHINE, at=wall_now(),
                full_name=f"Cán bộ {n}", post="Cán bộ", police_rank="Đại úy", password=PASSWORD,
            )  # fmt: skip
            made.account.must_change_password = False
            ids[made.account.name] = made.account.id
            session.flush()
            session.add_all(
                ReviewVerdict(
                    id=new_id(), case_id=old_case, camera="BN-0000", case_version=1, ordinal=ordinal, role="officer",
                    person=made.account.id, given_at=wall_now(), kind="confirm", state=DECIDED, decided_at=wall_now(),
                    decisive=True, second_because=[], note=FORMER,
                )
                for ordinal in range(10)
            )  # fmt: skip
    return ids


# ---- officers -------------------------------------------------------------------------------------------------------


@dataclass
class Officer:
    """A browser of one officer, as far as the server can tell; on a bare connection, whose own cost is next to nothing.

    decided: ids of cases whose verdict was answered.
    """

    name: str
    connection: HTTPConnection
    cookie: str = ""
    token: str = ""
    case_id: str = ""
    version: str = ""
    rested_since: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)

    def send(
        self, method: str, path: str, data: dict[str, str] | None = None, *, by_htmx: bool = False
    ) -> tuple[int, Message, bytes]:
        """A request and its answer: status, headers, page. by_htmx: as the desk's script sends it."""
        headers = {"cookie": f"__Host-sid={self.cookie}"} if self.cookie else {}
        headers |= {"hx-request": "true"} if by_htmx else {}
        form = None
        if data is not None:
            form = urlencode({"csrf": self.token, **data})
            headers["content-type"] = "application/x-www-form-urlencoded"
        if time.perf_counter() - self.rested_since > KEPT_S:
            self.connection.close()  # the server has, or will at this very moment; the next request opens another
        self.connection.request(method, path, form, headers)
        answer = self.connection.getresponse()
        body = answer.read()
        self.rested_since = time.perf_counter()
        return answer.status, answer.headers, body

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> None:
        """A request, and whatever page it leads to."""
        self._take_in(*self.send(method, path, data))

    def _take_in(self, status: int, headers: Message, body: bytes) -> None:
        text = body.decode()
        for line in headers.get_all("set-cookie") or ():
            if found := COOKIE.search(line):
                self.cookie = found[1]
        if found := TOKEN.search(text):
            self.token = found[1]
        if found := DESK.search(text):
            self.case_id, self.version = found[1], found[2]
        if status == 303:
            self.ask("GET", headers["location"])

    def log_in(self) -> None:
        """From the door to the first case."""
        self.ask("GET", "/log-in")
        self.ask("POST", "/log-in", {"name": self.name, "password": PASSWORD})
        self.ask("GET", "/queue")
        self.ask("POST", "/queue/next", {})

    def judge(self, rng: random.Random) -> None:
        """One verdict and the page of the next case."""
        judged = self.case_id
        kind = rng.choices(("confirm", "reject"), (85, 15))[0]
        said = {"version": self.version, "kind": kind, "wording": "fits", "reason_code": "NOT_A_VIOLATION"}
        said |= {} if kind == "reject" else {"reason_code": ""}
        begun = time.perf_counter()
        answer = self.send("POST", f"/desk/{judged}/verdict", said, by_htmx=True)
        self.milliseconds.append((time.perf_counter() - begun) * 1000)
        if answer[0] != 200:
            raise RuntimeError(f"{self.name}: verdict answered {answer[0]}")
        self.decided.append(judged)
        self._take_in(*answer)

    def work(self, pace: float, seconds: float, rng: random.Random) -> None:
        """Judge for so long, one case every `pace` seconds: between half and one and a half of it, as people do.

        In one beat, the same two officers would meet at each verdict, or never.
        """
        time.sleep(rng.random() * pace)
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            begun = time.perf_counter()
            self.judge(rng)
            time.sleep(max(0.0, pace * (0.5 + rng.random()) - (time.perf_counter() - begun)))


def at_once(officers: Sequence[Officer], work: Callable[[int, Officer], object]) -> None:
    """Each officer does it in a thread of his own; what one raises is raised."""
    with ThreadPoolExecutor(len(officers)) as pool:
        list(pool.map(work, range(len(officers)), officers))


def shift(officers: list[Officer], pace: float, seconds: float) -> list[float]:
    """All officers judge; milliseconds of "verdict and next case"."""
    for officer in officers:
        officer.milliseconds.clear()
    at_once(officers, lambda n, officer: officer.work(pace, seconds, random.Random(n)))
    return [one for officer in officers for one in officer.milliseconds]


def race(officers: list[Officer], rounds: int, context: AppContext) -> Counter[int]:
    """Officers who judge the same case at the same moment: how many won its first step, counted over all rounds.

    Where a second, blind verdict is asked for, the fastest of the others gives that: it is another step.
    """
    with context.database.reading() as session:
        query = sa.select(Case.id, Case.version).where(Case.state == "REVIEW_PENDING").order_by(Case.violated_at.desc())
        cases = session.execute(query.limit(rounds)).all()
    together = Barrier(RACERS, timeout=RACE_SECONDS)

    def run(_: int, officer: Officer) -> None:
        for case_id, version in cases:
            said = {"version": str(version), "kind": "reject", "reason_code": "NOT_A_VIOLATION", "note": RACE}
            together.wait()
            officer.send("POST", f"/desk/{case_id}/verdict", said)

    at_once(officers[:RACERS], run)
    with context.database.reading() as session:
        first = sa.select(ReviewVerdict.case_id).where(ReviewVerdict.note == RACE, ReviewVerdict.ordinal == 1)
        winners = Counter(session.scalars(first))
    return Counter(winners[case_id] for case_id, _ in cases)


# ---- the whole ------------------------------------------------------------------------------------------------------


@contextmanager
def served(context: AppContext, processes: int) -> Iterator[tuple[str, int]]:
    """The pages in processes of their own (0: as many as `serve` takes by itself); gives host:port and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = context.settings
    environment = {
        **os.environ, "TICKETING_HOME": str(settings.home), "TICKETING_DATABASE_URL": settings.database_url,
    }  # fmt: skip
    command = [sys.executable, "-m", "ticketing.cli.main", "serve", "--no-worker", "--port", str(port)]
    command += ["--processes", str(processes)] if processes else []
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                httpx.get(f"{address}/health", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.2)
        yield f"127.0.0.1:{port}", server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


def lost_or_double(context: AppContext, officers: list[Officer], ids: dict[str, str]) -> tuple[int, int]:
    """Verdicts that were answered and are not there; cases that more than one person decided in one step."""
    with context.database.reading() as session:
        query = sa.select(ReviewVerdict.case_id, ReviewVerdict.person, ReviewVerdict.ordinal)
        kept = list(session.execute(query.where(ReviewVerdict.person.in_(ids.values()), ReviewVerdict.note != FORMER)))
    there = {(case_id, person) for case_id, person, _ in kept}
    lost = sum((case_id, ids[officer.name]) not in there for officer in officers for case_id in officer.decided)
    steps = Counter((case_id, ordinal) for case_id, _, ordinal in kept)
    return lost, sum(count > 1 for count in steps.values())


def measure(
    context: AppContext, address: str, watched: dict[str, int], ids: dict[str, str], seconds: float, console: Console
) -> bool:
    """Print the table; whether everything that is promised holds. watched: processes by what they do."""
    table = Table(title=f"{len(ids)} officers, verdict and next case, milliseconds")
    for head in (
        "a verdict every",
        "verdicts",
        "verdicts a second",
        "median",
        "95 %",
        "slowest",
        *(f"{one}, processor" for one in watched),
    ):
        table.add_column(head, justify="right")
    good = True
    officers = [Officer(name, HTTPConnection(address, timeout=60)) for name in ids]
    at_once(officers, lambda _, officer: officer.log_in())
    shift(officers, PACES[0], WARM_UP_S)
    for pace in PACES:
        before = {one: processor_of(pid) for one, pid in watched.items()}
        took = shift(officers, pace, seconds)
        costs = [(processor_of(pid) - before[one]) * 1000 / len(took) for one, pid in watched.items()]
        late = statistics.quantiles(took, n=20)[-1]
        row = (statistics.median(took), late, max(took), *costs)
        table.add_row(f"{pace:g} s", str(len(took)), f"{len(took) / seconds:.1f}", *(f"{one:.1f}" for one in row))
        if pace == PACES[0]:
            good = late <= PROMISED_MS
        if late > TOO_SLOW_MS:
            break
    won = race(officers, RACES, context)
    lost, double = lost_or_double(context, officers, ids)
    console.print(table)
    console.print(
        f"races: {dict(won)} (winners of a step: rounds); verdicts lost {lost}, cases decided twice in a step {double}"
    )
    return good and set(won) == {1} and lost == double == 0


def recall_all(context: AppContext) -> str:
    """Hold every case that still waits, as a recall of the networks that read them does; how long it took."""
    scope = Scope(datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC), model="n/1")
    begun = time.perf_counter()
    recall_id = recall(context.database, scope, "benchmark", actor=Actor("lead", Role.SUPERVISOR), at=wall_now())
    with context.database.reading() as session:
        count = len(recalled_cases(session, recall_id))
    return f"recall: {count} cases listed and held in {time.perf_counter() - begun:.0f} s"


def main() -> None:
    """Fill, serve, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--closed", type=int, default=2_000_000)
    parser.add_argument("--officers", type=int)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--processes", type=int, default=0, help="that serve the pages; 0: as `ticketing serve` does")
    parser.add_argument("--sqlite", action="store_true", help="the embedded database, five officers unless given")
    asked = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with nullcontext("") if asked.sqlite else private_server(_made(folder / "pg"), SERVER) as server:
            environment = {"TICKETING_HOME": str(folder / "home")}
            if server:
                environment["TICKETING_DATABASE_URL"] = new_database(server)
            context = make_home(read_settings(environment), "init", at=wall_now() - timedelta(days=4))
            begun = time.perf_counter()
            fill(context, asked.open, asked.closed)
            ids = officers_of(context, asked.officers or (5 if asked.sqlite else 20), _id(asked.open))
            console.print(
                f"{asked.open} open and {asked.closed} closed cases, filled in {time.perf_counter() - begun:.0f} s"
            )
            with served(context, asked.processes) as (address, pages):
                watched = {"pages": pages} | ({"database": _postmaster(folder / "pg")} if server else {})
                good = measure(context, address, watched, ids, asked.seconds, console)
            console.print(recall_all(context))
            context.database.engine.dispose()
    sys.exit(0 if good else 1)


def _postmaster(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


if __name__ == "__main__":
    main()
