"""A register that is asked over HTTP, by the protocol of docs/register-openapi.yaml.

Never hangs: one deadline over the whole exchange, name look-up and last byte included. Never floods: Pace. Never takes
another vehicle's answer: an answer repeats the question's id, plate and day, or it is refused. Nothing is cached, no
redirect is followed, no proxy of the environment is used, and no plate stands in an address.
"""

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from ticketing.kit.digest import sha256
from ticketing.kit.hosts import is_guarded
from ticketing.kit.ids import new_id
from ticketing.plates.layouts import normalise
from ticketing.registry.ports import Answer, AnswerRefused, Cells, Unreachable
from ticketing.registry.rate_limit import RateLimit
from ticketing.registry.rows import RESIDENT_COLUMNS, VEHICLE_COLUMNS

DEADLINE_S = 10.0
MOST_BYTES = 1_000_000
MOST_ROWS = 200
PER_SECOND, BURST = 5.0, 10
HTTP_OK, TOO_MANY = 200, 429


@dataclass(frozen=True)
class Address:
    """Where the register is."""

    host: str
    port: int
    path: str
    tls: bool


def read_address(url: str) -> Address:
    """The address of a register. Raises ValueError for one that is none, or not encrypted to another machine."""
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError(f"'{url}' is no address of a register: write it like https://HOST/PATH.")
    if not is_guarded(url):
        raise ValueError(f"'{url}' is not encrypted: a register of another machine is asked over https only.")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return Address(parts.hostname, port, parts.path.rstrip("/"), parts.scheme == "https")


class HttpRegister:
    """The register at an address. One for all threads of a process, so that its pace holds for all."""

    def __init__(
        self, url: str, token: str = "", *, deadline_s: float = DEADLINE_S, pace: RateLimit | None = None
    ) -> None:
        """token: sent as bearer token. Raises ValueError, see read_address."""
        self._address, self._token, self._deadline_s = read_address(url), token, deadline_s
        self._pace = pace or RateLimit(PER_SECOND, BURST, time.monotonic)

    def vehicles(self, plate: str, on: date) -> Answer:
        """See ports.Register."""
        rows = self._ask("vehicles", plate, on, {}, VEHICLE_COLUMNS)
        others = [row for row in rows.rows if normalise(row["plate"]) != normalise(plate)]
        if others:
            raise AnswerRefused(f"Answer {rows.request_id} of the register holds a vehicle with another plate.")
        return rows

    def owners(self, plate: str, on: date, *, purpose: str, case_id: str) -> Answer:
        """See ports.Register."""
        return self._ask("owners", plate, on, {"purpose": purpose, "case_id": case_id}, RESIDENT_COLUMNS)

    def expect_answers(self) -> None:
        """See ports.Register."""
        _refuse_rest(self._pace.left_s())

    def _ask(self, what: str, plate: str, on: date, more: Mapping[str, str], columns: tuple[str, ...]) -> Answer:
        question = {"request_id": new_id(), "plate": normalise(plate), "on": on.isoformat()}
        body = self._paced(f"{self._address.path}/v1/{what}", json.dumps({**question, **more}).encode())
        try:
            rows = _rows(_answered(body, question), what, columns)
        except AnswerRefused:
            self._pace.failed()
            raise
        self._pace.succeeded()
        return Answer(rows, question["request_id"], sha256(body))

    def _paced(self, path: str, question: bytes) -> bytes:
        _refuse_rest(self._pace.rests_s())
        wait = self._pace.wait_s()
        if wait > self._deadline_s:
            self._pace.give_back()
            raise Unreachable("Too many questions wait for the register already: this one is asked later.")
        time.sleep(wait)
        try:
            status, rest_s, body = _Exchange(self._address, self._token, path, question).within(self._deadline_s)
        except AnswerRefused:
            self._pace.failed()
            raise
        except (OSError, http.client.HTTPException, ValueError) as problem:
            # TimeoutError and ssl.SSLError are OSErrors; a head that nothing can read is a ValueError.
            self._pace.failed()
            raise Unreachable(f"The register did not answer ({type(problem).__name__}).") from None
        if status != HTTP_OK:
            self._pace.failed(rest_s if status == TOO_MANY else None)
            raise Unreachable(f"The register answered with status {status}.")
        return body


class _Exchange:
    """One question and its answer in a thread of its own, which is left behind where it does not end in time.

    A socket's time-out holds for one read only, and a name look-up has none: a server that sends a byte a second would
    hold the case for ever. So the whole is waited for, and at the deadline the socket is shut: its thread ends too.
    """

    def __init__(self, address: Address, token: str, path: str, question: bytes) -> None:
        self._address, self._path, self._question = address, path, question
        json_only = {"Content-Type": "application/json", "Accept": "application/json"}
        self._headers = {**json_only, "Accept-Encoding": "identity"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._socket: socket.socket | None = None
        self._done: tuple[int, float | None, bytes] | None = None
        self._problem: Exception | None = None

    def within(self, seconds: float) -> tuple[int, float | None, bytes]:
        """Status, seconds of rest that it asked for, body. Raises OSError, HTTPException, AnswerRefused."""
        thread = threading.Thread(target=self._run, args=(seconds,), daemon=True)
        thread.start()
        thread.join(seconds)
        if self._done is not None:
            return self._done
        if self._problem is not None:
            raise self._problem
        self._shut()
        raise TimeoutError(f"no answer within {seconds} s")

    def _run(self, seconds: float) -> None:
        try:
            self._done = self._exchange(seconds)
        except Exception as problem:
            self._problem = problem

    def _exchange(self, seconds: float) -> tuple[int, float | None, bytes]:
        kind = http.client.HTTPSConnection if self._address.tls else http.client.HTTPConnection
        connection = kind(self._address.host, self._address.port, timeout=seconds)
        try:
            connection.sock = self._connected(seconds)
            connection.request("POST", self._path, self._question, self._headers)
            response = connection.getresponse()
            _check_form(response)
            body = response.read(MOST_BYTES + 1)
            if len(body) > MOST_BYTES:
                raise AnswerRefused(f"The register's answer is longer than {MOST_BYTES} bytes.")
            if response.length:  # http.client ends a read early without a word where a limit was given
                raise http.client.IncompleteRead(body, response.length)
            return response.status, _rest(response.getheader("Retry-After")), body
        finally:
            connection.close()

    def _connected(self, seconds: float) -> socket.socket:
        found = socket.create_connection((self._address.host, self._address.port), seconds)
        self._socket = found
        if self._address.tls:  # the handshake too can be shut at the deadline
            context = ssl.create_default_context()
            found = context.wrap_socket(found, server_hostname=self._address.host, do_handshake_on_connect=False)
            self._socket = found
            found.do_handshake()
        return found

    def _shut(self) -> None:
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it ended by itself in the meantime


def _refuse_rest(seconds: float) -> None:
    if seconds:
        raise Unreachable(f"The register is left alone for {seconds:.0f} seconds more: it did not answer before.")


def _check_form(response: http.client.HTTPResponse) -> None:
    if response.status != HTTP_OK:
        return
    if response.getheader("Content-Encoding", "identity") != "identity":
        raise AnswerRefused("The register's answer is packed, which nobody asked for.")
    if response.headers.get_content_type() != "application/json":
        raise AnswerRefused("The register's answer is no JSON.")


def _rest(retry_after: str | None) -> float | None:
    """Seconds that it asked for; None for anything else that may stand there, a day among it."""
    text = (retry_after or "").strip()
    return float(text) if text.isascii() and text.isdecimal() else None


def _answered(body: bytes, question: Mapping[str, str]) -> dict[str, Any]:
    try:
        answer = json.loads(body, object_pairs_hook=_once)
    except (ValueError, RecursionError) as problem:
        raise AnswerRefused(f"The register's answer is no JSON ({type(problem).__name__}).") from None
    if not isinstance(answer, dict):
        raise AnswerRefused("The register's answer is no JSON object.")
    for name, asked in question.items():
        if answer.get(name) != asked:
            raise AnswerRefused(f"The register's answer has another {name} than question {question['request_id']}.")
    return answer


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return made


def _rows(answer: Mapping[str, Any], what: str, columns: tuple[str, ...]) -> tuple[Cells, ...]:
    rows = answer.get(what)
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise AnswerRefused(f"The register's answer has no list '{what}', or one of more than {MOST_ROWS}.")
    return tuple(_cells(row, columns) for row in rows)


def _cells(row: Any, columns: tuple[str, ...]) -> Cells:
    if not isinstance(row, dict) or set(row) != set(columns):
        raise AnswerRefused(f"A row of the register's answer has not the names {', '.join(columns)}.")
    if not all(value is None or (isinstance(value, str) and "\0" not in value) for value in row.values()):
        raise AnswerRefused("A row of the register's answer holds something that is no text.")
    return {column: (row[column] or "").strip() for column in columns}
