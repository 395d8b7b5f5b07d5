"""A register over HTTP that misbehaves in every way: it costs seconds, never a hang and never a wrong vehicle."""

import http.server
import json
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from cameras.camera_drops import with_cameras
from cases.walked_cases import receive
from registry.test_vehicle_on import ask, open_for
from ticketing.flow.app_context import AppContext
from ticketing.flow.engine import ATTEMPTS, run_job
from ticketing.flow.pipeline import observe
from ticketing.kit.jobs import DONE, PENDING, Job, enqueue
from ticketing.registry.access import Missing
from ticketing.registry.ports import Answer, AnswerRefused, RegisterFault, Unreachable
from ticketing.registry.rate_limit import FAILURES_BEFORE_REST, FIRST_REST_S, RateLimit
from ticketing.registry.remote import MOST_BYTES, HttpRegister, read_address
from ticketing.registry.remote_cache import bring_owners, bring_vehicles
from ticketing.registry.rows import RESIDENT_COLUMNS, VEHICLE_COLUMNS
from ticketing.registry.tables import FormerRow
from ticketing.registry.vehicles import Found

ON = date(2026, 11, 16)
ROW = {
    "plate": "98A12345", "plate_colour": "white", "kind": "car", "make": "Toyota", "model": "Vios", "colour": None,
    "owner_id": "N1", "valid_from": "2024-03-01", "valid_to": None,
}  # fmt: skip
DEADLINE_S = 0.4

Handler = http.server.BaseHTTPRequestHandler
Behaviour = Callable[[Handler, dict[str, Any]], None]


def send(to: Handler, body: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
    to.send_response(status)
    for name, value in {"Content_Type": "application/json", **headers}.items():
        to.send_header(name.replace("_", "-"), value)
    to.send_header("Content-Length", str(len(body) if length is None else length))
    to.end_headers()
    to.wfile.write(body)


def answer(asked: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({**asked, "vehicles": [ROW], **more}).encode()


def drip(to: Handler, data: bytes) -> None:
    for place in range(len(data)):
        to.wfile.write(data[place : place + 1])
        to.wfile.flush()
        time.sleep(0.05)


def endless(to: Handler, asked: dict[str, Any]) -> None:
    to.send_response(200)
    to.send_header("Content-Type", "application/json")
    to.end_headers()
    for _ in range(20 * MOST_BYTES // 65536):
        to.wfile.write(b" " * 65536)


MISBEHAVIOUR: dict[str, tuple[Behaviour, type[RegisterFault]]] = {
    "hangs before a word": (lambda to, asked: time.sleep(1.5), Unreachable),
    "drips its head": (lambda to, asked: drip(to, b"HTTP/1.1 200 OK\r\nX-A: 1\r\nX-B: 2\r\n" * 9), Unreachable),
    "drips its body": (
        lambda to, asked: (send(to, b"", length=len(answer(asked))), drip(to, answer(asked)))[0], Unreachable,
    ),
    "closes without a word": (lambda to, asked: to.connection.close(), Unreachable),
    "breaks off": (lambda to, asked: send(to, answer(asked)[:50], length=len(answer(asked))), Unreachable),
    "says no HTTP": (lambda to, asked: to.wfile.write(b"hello\r\n\r\n"), Unreachable),
    "has an error": (lambda to, asked: send(to, answer(asked), 500), Unreachable),
    "redirects": (lambda to, asked: send(to, b"", 307, Location=to.path), Unreachable),
    "is too busy": (lambda to, asked: send(to, b"", 429, Retry_After="7"), Unreachable),
    "is busy for a superscript": (lambda to, asked: send(to, b"", 429, Retry_After="\u00b2"), Unreachable),
    "has nothing": (lambda to, asked: send(to, b"", 404), Unreachable),
    "wants another log-in": (lambda to, asked: send(to, b"<html>", 401), Unreachable),
    "is endless": (endless, AnswerRefused),
    "answers with a page": (lambda to, asked: send(to, answer(asked), Content_Type="text/html"), AnswerRefused),
    "packs its answer": (lambda to, asked: send(to, answer(asked), Content_Encoding="gzip"), AnswerRefused),
    "says no JSON": (lambda to, asked: send(to, b"{'a'"), AnswerRefused),
    "nests without end": (lambda to, asked: send(to, b"[" * 500_000), AnswerRefused),
    "says a list": (lambda to, asked: send(to, b"[]"), AnswerRefused),
    "answers another question": (lambda to, asked: send(to, answer(asked, request_id="other")), AnswerRefused),
    "answers for another plate": (lambda to, asked: send(to, answer(asked, plate="98A99999")), AnswerRefused),
    "answers for another day": (lambda to, asked: send(to, answer(asked, on="2026-11-17")), AnswerRefused),
    "repeats nothing": (lambda to, asked: send(to, json.dumps({"vehicles": [ROW]}).encode()), AnswerRefused),
    "says a name twice": (
        lambda to, asked: send(to, answer(asked)[:-1] + b', "vehicles": []}'), AnswerRefused,
    ),
    "holds another vehicle's row": (
        lambda to, asked: send(to, answer(asked, vehicles=[{**ROW, "plate": "98A99999"}])), AnswerRefused,
    ),
    "holds too many rows": (lambda to, asked: send(to, answer(asked, vehicles=[ROW] * 201)), AnswerRefused),
    "holds no rows": (lambda to, asked: send(to, answer(asked, vehicles=None)), AnswerRefused),
    "holds a row without names": (lambda to, asked: send(to, answer(asked, vehicles=[{}])), AnswerRefused),
    "holds a number": (lambda to, asked: send(to, answer(asked, vehicles=[{**ROW, "make": 3}])), AnswerRefused),
}  # fmt: skip


class Server:
    """A register on 127.0.0.1 that does what `behaves` says. asked: the questions, with path and token."""

    def __init__(self) -> None:
        self.behaves: Behaviour = lambda to, asked: send(to, answer(asked))
        self.asked: list[tuple[str, str | None, dict[str, Any]]] = []
        outer = self

        class OneHandler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append((self.path, self.headers.get("Authorization"), asked))
                try:
                    outer.behaves(self, asked)
                except OSError:
                    self.close_connection = True

            def log_message(self, format: str, *args: Any) -> None:
                pass

        class Threads(http.server.ThreadingHTTPServer):
            daemon_threads, block_on_close = True, False

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass

        self.server: socketserver.BaseServer = Threads(("127.0.0.1", 0), OneHandler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/register"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """End it."""
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def register(server: Server, **more: Any) -> HttpRegister:
    return HttpRegister(server.url, "secret", deadline_s=DEADLINE_S, **more)


@pytest.mark.parametrize("name", MISBEHAVIOUR)
def test_a_register_that_misbehaves_gives_no_answer_in_time(server: Server, name: str) -> None:
    server.behaves, expected = MISBEHAVIOUR[name]
    start = time.monotonic()
    with pytest.raises(expected) as problem:
        register(server).vehicles("98A-123.45", ON)
    assert time.monotonic() - start < DEADLINE_S + 0.5
    assert "98A" not in str(problem.value) and str(problem.value).endswith((".", ")."))


def test_a_question_names_the_plate_in_its_body_and_gets_its_rows(server: Server) -> None:
    server.asked.clear()
    server.behaves = lambda to, asked: send(to, answer(asked))
    found = register(server).vehicles("98a - 123.45", ON)
    assert found.rows == ({**ROW, "colour": "", "valid_to": ""},)
    ((path, token, asked),) = server.asked
    assert (path, token) == ("/register/v1/vehicles", "Bearer secret")
    assert asked == {"request_id": found.request_id, "plate": "98A12345", "on": "2026-11-16"}


def test_nobody_there_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        HttpRegister("http://127.0.0.1:9", deadline_s=DEADLINE_S).vehicles("98A12345", ON)


def test_a_register_that_fails_is_left_alone_and_tried_once_after_its_rest(server: Server) -> None:
    now = [0.0]
    server.asked.clear()
    server.behaves = MISBEHAVIOUR["has an error"][0]
    one = register(server, pace=RateLimit(1000, 1000, lambda: now[0]))
    for _ in range(20):
        with pytest.raises(Unreachable):
            one.vehicles("98A12345", ON)
    assert len(server.asked) == FAILURES_BEFORE_REST
    with pytest.raises(Unreachable, match="left alone for 30 seconds"):
        one.expect_answers()
    now[0] += FIRST_REST_S
    server.behaves = lambda to, asked: send(to, answer(asked))
    one.expect_answers()
    assert one.vehicles("98A12345", ON).rows and one.vehicles("98A12345", ON).rows


def test_no_picture_is_looked_at_while_the_register_is_left_alone(
    context: AppContext, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_cameras(context, tmp_path)
    drop = receive(context, tmp_path / "inbox")
    one = register(server, pace=RateLimit(1000, 1000, lambda: 0.0))
    server.behaves = MISBEHAVIOUR["has an error"][0]
    for _ in range(FAILURES_BEFORE_REST):
        with pytest.raises(Unreachable):
            one.vehicles("98A12345", ON)
    monkeypatch.setitem(context.__dict__, "register", one)
    monkeypatch.setattr("ticketing.flow.pipeline.look_at", lambda *_: pytest.fail("it was looked at"))
    with pytest.raises(Unreachable, match="left alone"):
        observe(context, drop)


def test_a_busy_register_is_asked_no_sooner_than_it_says(server: Server) -> None:
    now = [0.0]
    server.asked.clear()
    server.behaves = MISBEHAVIOUR["is too busy"][0]
    one = register(server, pace=RateLimit(1000, 1000, lambda: now[0]))
    for seconds in (0.0, 6.9, 7.1):
        now[0] = seconds
        with pytest.raises(Unreachable):
            one.vehicles("98A12345", ON)
    assert len(server.asked) == 2


def test_questions_keep_their_pace(server: Server) -> None:
    server.behaves = lambda to, asked: send(to, answer(asked))
    one, start = register(server, pace=RateLimit(20, 2, time.monotonic)), time.monotonic()
    for _ in range(6):
        one.vehicles("98A12345", ON)
    assert time.monotonic() - start >= 4 / 20 * 0.9
    slow = register(server, pace=RateLimit(0.1, 1, time.monotonic))
    slow.vehicles("98A12345", ON)
    with pytest.raises(Unreachable, match="Too many"):
        slow.vehicles("98A12345", ON)


@pytest.mark.parametrize(
    "url", ["ftp://a/", "http://register.example/", "https://", "https://u@h/", "https://h/?a=1", "x"]
)
def test_an_address_that_is_none_or_not_encrypted_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="register"):
        read_address(url)


OWNER = {
    "owner_id": "N1", "owner_kind": "individual", "name": "Nguyễn Thị Mẫu", "personal_id": "024190012345",
    "birth_date": None, "address": "xã Quế Nham, huyện Tân Yên", "phone": None,
}  # fmt: skip


def bring(context: AppContext, server: Server, vehicles: list[dict[str, Any]], owners: list[dict[str, Any]]) -> None:
    server.behaves = lambda to, asked: send(to, answer(asked, vehicles=vehicles, owners=owners))
    at, one = context.clock.now(), register(server)
    bring_vehicles(context.database, context.keys, one, "98A-123.45", ON, at=at)
    bring_owners(context.database, context.keys, one, "98A-123.45", ON, case_id="case-1", at=at)


def test_what_the_register_answers_is_found_here_as_if_it_were_loaded(context: AppContext, server: Server) -> None:
    bring(context, server, [ROW], [OWNER])
    bring(context, server, [ROW], [OWNER])
    assert ask(context, "98A-123.45").vehicle and server.asked[-1][2]["case_id"] == "case-1"
    opened = open_for(context, "98A-123.45")
    assert opened.owner and opened.owner.name == "Nguyễn Thị Mẫu"
    with context.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(FormerRow)) == 0


def test_what_it_does_not_name_any_more_is_not_found_and_kept(context: AppContext, server: Server) -> None:
    bring(context, server, [ROW], [OWNER])
    bring(context, server, [{**ROW, "valid_to": "2026-01-01"}], [])
    assert ask(context, "98A-123.45").found is Found.NONE
    bring(context, server, [], [])
    assert open_for(context, "98A-123.45").missing is Missing.NOT_IN_REGISTRY
    with context.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(FormerRow)) == 2


def test_an_owner_of_yesterday_whom_it_does_not_name_any_more_is_opened_for_nobody(
    context: AppContext, server: Server
) -> None:
    earlier = {**ROW, "owner_id": "N0", "valid_from": "2020-01-01", "valid_to": "2024-03-01"}
    bring(context, server, [earlier, ROW], [OWNER, {**OWNER, "owner_id": "N0", "name": "Trần Văn Thử"}])
    for owners in ([], [{**OWNER, "owner_id": "N2"}]):
        bring(context, server, [earlier, ROW], [OWNER])
        assert open_for(context, "98A-123.45").owner
        bring(context, server, [earlier, ROW], owners)
        assert open_for(context, "98A-123.45").missing is Missing.OWNER_NOT_AMONG_RESIDENTS
    # Nobody asked for the day of him who owned it before: he stays on record.
    assert open_for(context, "98A-123.45", date(2023, 1, 1)).owner


def test_a_plate_that_two_ask_for_at_once_is_kept_once(context_on_both: AppContext, server: Server) -> None:
    server.behaves = lambda to, asked: send(to, answer(asked))
    both_answered, outside = threading.Barrier(2), register(server)

    class Together:
        def vehicles(self, plate: str, on: date) -> Answer:
            found = outside.vehicles(plate, on)
            both_answered.wait()
            return found

    def ask_once(_: int) -> None:
        at = context_on_both.clock.now()
        bring_vehicles(context_on_both.database, context_on_both.keys, Together(), "98A12345", ON, at=at)  # type: ignore[arg-type]

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(ask_once, range(2)))
    assert ask(context_on_both, "98A12345").vehicle


def test_an_answer_that_contradicts_itself_changes_nothing(context: AppContext, server: Server) -> None:
    bring(context, server, [ROW], [OWNER])
    for wrong in ([ROW, {**ROW, "make": "Kia"}], [{**ROW, "valid_to": "2020-01-01"}], [{**ROW, "valid_to": "soon"}]):
        with pytest.raises(AnswerRefused):
            bring(context, server, wrong, [OWNER])
    assert ask(context, "98A-123.45").vehicle


def test_a_task_waits_for_the_register_however_long_it_is_away(context: AppContext) -> None:
    def task(_: AppContext, subject: str) -> None:
        if subject == "away" and len(tried) <= ATTEMPTS + 2:
            tried.append(subject)
            raise Unreachable("The register did not answer (TimeoutError).")

    tried: list[str] = []
    with context.database.writing() as session:
        job_id = enqueue(session, "ask", "away", key="1", at=context.clock.now())
    for state in [PENDING] * (ATTEMPTS + 3) + [DONE]:
        run_job(context, {"ask": task}, job_id)
        with context.database.reading() as session:
            job = session.get_one(Job, job_id)
        assert job.state == state and (state == DONE or "did not answer" in (job.problem or ""))


def test_the_protocol_is_documented_as_it_is_spoken() -> None:
    spoken = yaml.safe_load((Path(__file__).parents[2] / "docs" / "register-openapi.yaml").read_text("utf-8"))
    schemas = spoken["components"]["schemas"]
    assert tuple(schemas["Vehicle"]["properties"]) == VEHICLE_COLUMNS
    assert tuple(schemas["Owner"]["properties"]) == RESIDENT_COLUMNS
    assert set(spoken["paths"]) == {"/v1/vehicles", "/v1/owners"}
