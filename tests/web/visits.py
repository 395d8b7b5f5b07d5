"""A browser for page tests without a browser: keeps the one cookie, sends forms as our own pages do."""

import re
from dataclasses import dataclass, field
from typing import Any

import httpx
import pyotp
from fastapi.testclient import TestClient

from web.town import PASSWORD

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
