"""What surrounds every request and answer: the cookie, the language, security headers, size of bodies, a request id.

One cookie, `__Host-sid`: Secure, HttpOnly, SameSite=Strict. It holds the language and a random token; a visitor has
one too, so that his forms are protected like everybody's. Browsers send Secure cookies on http://127.0.0.1.
"""

import hmac
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response

from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.web.text.i18n import DEFAULT, LANGUAGES, gettext, language

COOKIE = "__Host-sid"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
KEPT_FOR_FORMS = 21
"""So many signs of a token (126 bits) stay when its log-in gets a fresh one: forms that are open in other tabs hold."""
MAX_BODY = 12 * 1024 * 1024
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_FIELD, FORM_HEADER = "csrf", "x-csrf-token"

CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY,
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "cache-control": "no-store",
}

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

log = logging.getLogger(__name__)


class CrossSite(PermissionError):
    """An unsafe request that does not come from one of our own pages."""


def cookie_of(headers: Iterable[tuple[bytes, bytes]]) -> tuple[str, str | None]:
    """Language and token of a request's cookie; the token is None where there is none or it has no right form."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(Headers(raw=list(headers)).get("cookie", ""))
    except CookieError:
        return DEFAULT, None
    if COOKIE not in jar:
        return DEFAULT, None
    code, _, token = jar[COOKIE].value.partition(".")
    return code if code in LANGUAGES else DEFAULT, token if TOKEN.fullmatch(token) else None


def new_token(kept: str = "") -> str:
    """256 random bits in 43 characters; `kept`: the part of the token before it that its forms are bound to."""
    return kept + secrets.token_urlsafe(32)[len(kept) :]


def token_for_forms(token: str) -> str:
    """The part of a token that the forms of its pages are bound to. It opens nothing without the rest."""
    return token[:KEPT_FOR_FORMS]


def cookie_line(code: str, token: str) -> str:
    """The Set-Cookie line. Without Max-Age: it ends with the browser, the table ends it earlier."""
    return f"{COOKIE}={code}.{token}; Path=/; Secure; HttpOnly; SameSite=Strict"


def form_token(keys: FieldKeys, token: str) -> str:
    """What a form must carry: bound to the cookie, so that no other site can know it."""
    return keys.index("form", token_for_forms(token))


class Middleware:
    """ASGI middleware around the whole application."""

    def __init__(self, app: Any, broken: Callable[[Request, Exception], Response]) -> None:
        """`app`: what is wrapped. `broken`: the answer to what nobody planned."""
        self.app = app
        self.broken = broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the request its language, token and id; give the answer its headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        code, token = cookie_of(scope["headers"])
        state = scope.setdefault("state", {})
        state.update(language=code, token=token or new_token(), has_cookie=token is not None, request_id=new_id())
        reset = language.set(code)

        started = False

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(raw=message["headers"])
                message["headers"] = headers.raw
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers["x-request-id"] = state["request_id"]
                if state.get("token_renewed"):
                    headers.append("set-cookie", cookie_line(code, state["token"]))
            await send(message)

        try:
            if _too_large(Headers(raw=scope["headers"])):
                answer: Response = PlainTextResponse(
                    gettext("The request is larger than 12 MB. Send less at once."), 413
                )
                await answer(scope, receive, send_with_headers)
            else:
                await self.app(scope, _counted(receive), send_with_headers)
        except Exception as problem:
            if started:
                raise
            answer = self.broken(Request(scope), problem)
            await answer(scope, receive, send_with_headers)
        finally:
            language.reset(reset)


def _too_large(headers: Headers) -> bool:
    length = headers.get("content-length", "0")
    return not length.isdigit() or int(length) > MAX_BODY


def _counted(receive: Receive) -> Receive:
    """Stop a body that is longer than it said or that said nothing."""
    seen = 0

    async def counting() -> MutableMapping[str, Any]:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MAX_BODY:
            log.warning("a request body was cut off after %d bytes", seen)
            return {"type": "http.disconnect"}
        return message

    return counting


async def check_origin(request: Request) -> None:
    """Let an unsafe request pass only from our own page: Fetch Metadata, Origin and the form's token. GET is free.

    Raises CrossSite. A program that is no browser sends neither header; it still needs the token.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("sec-fetch-site")
    if site not in (None, "same-origin"):
        raise CrossSite(f"Sec-Fetch-Site is {site}")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise CrossSite("Origin is another host")
    if not request.state.has_cookie:
        raise CrossSite("no cookie")
    given = request.headers.get(FORM_HEADER) or (await request.form()).get(FORM_FIELD)
    keys: FieldKeys = request.app.state.context.keys
    if not isinstance(given, str) or not hmac.compare_digest(
        given.encode(), form_token(keys, request.state.token).encode()
    ):
        raise CrossSite("the form's token is missing or of another session")
