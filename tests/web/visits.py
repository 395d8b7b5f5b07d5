"""A browser for page tests without a browser: keeps the one cookie, sends forms as our own pages do."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx
import pyotp
from fastapi.testclient import TestClient

from web.town import PASSWORD, Town, version_of

COOKIE = re.compile(r"__Host-sid=([^;]+)")
TOKEN = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


@dataclass
class Browser:
    """A client that keeps the one cookie by hand: it is Secure, and test clients speak plain HTTP."""

    client: TestClient
    cookie: str = ""
    csrf: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **options: Any) -> httpx.Response:
        """GET; takes over the cookie and the token of the page."""
        return self._remember(self.client.get(path, headers=self._headers(options), **options))

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
        """POST a form of one of our own pages."""
        form = {"csrf": self.csrf, **(data or {})}
        return self._remember(self.client.post(path, data=form, headers=self._headers(options), **options))

    def submit(self, page: str, action: str, data: dict[str, Any]) -> httpx.Response:
        """Fill in the form of `page` that goes to `action` and send it: with what it holds, and no field it lacks."""
        held = Forms.of(self.get(page).text)[action]
        assert not data.keys() - held.keys(), f"{action} has no {', '.join(sorted(data.keys() - held.keys()))}"
        return self.post(action, {name: value for name, value in held.items() if value is not None} | data)

    def log_in(self, name: str, secret: str | None = None, password: str = PASSWORD) -> "Browser":
        """Both steps."""
        self.get("/log-in")
        answer = self.post("/log-in", {"name": name, "password": password})
        assert answer.status_code == 303, answer.text
        if secret:
            self.get("/log-in/second-step")
            answer = self.post("/log-in/second-step", {"code": pyotp.TOTP(secret).now()})
            assert answer.status_code == 303, answer.text
        self.get("/password")
        return self

    def _headers(self, options: dict[str, Any]) -> dict[str, str]:
        own = {"cookie": f"__Host-sid={self.cookie}"} if self.cookie else {}
        return {**own, **self.headers, **options.pop("headers", {})}

    def _remember(self, answer: httpx.Response) -> httpx.Response:
        if found := COOKIE.search(answer.headers.get("set-cookie", "")):
            self.cookie = found[1]
        if found := TOKEN.search(answer.text if "text/html" in answer.headers.get("content-type", "") else ""):
            self.csrf = found[1]
        return answer


class Forms(HTMLParser):
    """The forms of a page by their address: each field with the value that it is sent with, None where it has none."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str | None]] = {}
        self._fields: dict[str, str | None] = {}

    @classmethod
    def of(cls, text: str) -> dict[str, dict[str, str | None]]:
        """The forms of this page."""
        parser = cls()
        parser.feed(text)
        return parser.forms

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form begins, or one of its fields does."""
        given = dict(attrs)
        if tag == "form":
            self._fields = self.forms[(given.get("action") or "").partition("#")[0]] = {}
        name = given.get("name")
        if tag not in ("input", "select", "textarea") or not name:
            return
        chosen = given.get("type") not in ("radio", "checkbox") or "checked" in given
        if chosen or name not in self._fields:
            self._fields[name] = given.get("value") if chosen else None


def judge(browser: Browser, town: Town, case_id: str, **form: str) -> httpx.Response:
    """Give a verdict on the desk, a confirmation unless the form says otherwise."""
    browser.get(f"/desk/{case_id}")
    return browser.post(f"/desk/{case_id}/verdict", {"kind": "confirm", "version": version_of(town, case_id), **form})
