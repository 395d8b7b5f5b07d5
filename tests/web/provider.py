"""An OpenID provider for tests that does what it should, until a test makes it lie: real HTTP, real signatures."""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

CLIENT, SECRET = "ticketing", "not a secret"


@dataclass
class Provider:
    """What it says. `claims`: changed by a test; `sign`: how its ID token is made."""

    address: str = ""
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=True))
    claims: dict[str, Any] = field(default_factory=dict)
    sign: Callable[["Provider", dict[str, Any]], str] = lambda provider, claims: provider.signed(claims)
    asked: Mapping[str, str] = field(default_factory=dict)
    issuer: str | None = None
    broken: bytes | None = None
    questions: int = 0

    def signed(self, claims: dict[str, Any]) -> str:
        """An ID token as it should be."""
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)

    def rotate(self) -> None:
        """Sign with another key from now on, and publish that alone."""
        self.key = ECKey.generate_key("P-256", auto_kid=True)

    def authorise(self, address: str) -> tuple[str, str]:
        """What a person does at its page: gives the state and a code to come back with."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return self.asked["state"], "a-code"

    def answer(self, path: str, form: Mapping[str, str]) -> Any:
        """What stands at an address."""
        if path == "/.well-known/openid-configuration":
            here = self.address
            return {
                "issuer": self.issuer or here,
                "authorization_endpoint": f"{here}/authorise",
                "token_endpoint": f"{here}/token",
                "jwks_uri": f"{here}/keys",
            }
        if path == "/keys":
            return KeySet([self.key]).as_dict(private=False)
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        assert challenge == self.asked["code_challenge"], "PKCE"
        now = int(time.time())
        usual = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "7",
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked["nonce"],
        }
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.sign(self, {**usual, **self.claims})}


def unsigned(_: Provider, claims: dict[str, Any]) -> str:
    """A token that says it needs no signature."""
    parts = (json.dumps(part).encode() for part in ({"alg": "none", "typ": "JWT"}, claims))
    return ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


def changed_after_signing(provider: Provider, claims: dict[str, Any]) -> str:
    """Somebody else's name under a good signature."""
    head, body, signature = provider.signed(claims).split(".")
    said = json.loads(urlsafe_b64decode(body + "=="))
    other = urlsafe_b64encode(json.dumps({**said, "preferred_username": "administrator"}).encode()).decode().rstrip("=")
    return f"{head}.{other}.{signature}"


def of_another_key(provider: Provider, claims: dict[str, Any]) -> str:
    """A key that the provider never published, under the name of its own."""
    return jwt.encode({"alg": "ES256", "kid": provider.key.kid}, claims, ECKey.generate_key("P-256"))


@contextmanager
def served(provider: Provider) -> Iterator[Provider]:
    """The provider on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            self._send({name: values[0] for name, values in parse_qs(body).items()})

        def _send(self, form: Mapping[str, str]) -> None:
            provider.questions += 1
            body = provider.broken
            if body is None:
                body = json.dumps(provider.answer(urlsplit(self.path).path, form)).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing to read."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
