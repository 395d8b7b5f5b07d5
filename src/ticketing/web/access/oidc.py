"""The organisation's log-in over OpenID Connect (authorization code with PKCE): the only door to authlib and joserfc.

Never hangs: a question has DEADLINE_S to its last byte, and an answer at most MOST_BYTES. No redirect is followed, no
proxy of the environment is used. What the provider says of itself is kept for an hour; its keys are fetched anew when a
token names one that nobody knows, so that it may rotate them.
"""

import json
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests.adapters import HTTPAdapter

from ticketing.agency.log_in_rules import SingleSignOn
from ticketing.kit.hosts import is_guarded

DEADLINE_S = 8.0
MOST_BYTES = 1_000_000
KEPT_S = 3600.0
KEYS_AGAIN_S = 10.0  # between two questions for keys that somebody's token asks for
REST_S = 5.0  # after a question that was not answered: strangers who press the button must not hold all our threads
LEEWAY_S = 60  # clocks of two machines
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderAway(RuntimeError):
    """The provider gave no answer that can be used; people wait or, as administrators, come in by password."""


class TokenRefused(ValueError):
    """What the provider handed out does not say that this person logged in just now, for us."""


@dataclass(frozen=True)
class Journey:
    """A log-in on its way: where the browser goes, and what the way back must fit."""

    address: str
    state: str
    nonce: str
    verifier: str


class _Bounded(HTTPAdapter):
    """Reads an answer whole, within the deadline and up to a size; requests' own time-out holds for one read only."""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        end = time.monotonic() + DEADLINE_S
        answer = super().send(request, stream=True, timeout=DEADLINE_S, verify=True)
        body = b""
        while part := answer.raw.read1(65536, decode_content=True):
            body += part
            if len(body) > MOST_BYTES or time.monotonic() > end:
                answer.close()
                raise requests.ConnectionError("an answer without end")
        answer._content = body
        return answer


class Provider:
    """One provider as the agency has set it; one for all threads of a process."""

    def __init__(self, rules: SingleSignOn) -> None:
        """`rules`: with an issuer."""
        self.rules = rules
        self._lock = threading.Lock()
        self._said: dict[str, Any] = {}
        self._said_at = self._keys_at = -KEPT_S
        self._keys = KeySet([])
        self._rests_until = 0.0

    def begin(self, back: str, *, anew: bool = False) -> Journey:
        """The address to send a browser to; it comes back to `back`. anew: whoever is logged in there is asked again.

        Raises ProviderAway.
        """
        state, nonce, verifier = generate_token(43), generate_token(43), generate_token(64)
        more = {"acr_values": self.rules.acr} if self.rules.acr else {}
        more |= {"prompt": "login", "max_age": "0"} if anew else {}
        with self._session("", back) as session:
            endpoint = self._discovered()["authorization_endpoint"]
            address, _ = session.create_authorization_url(
                endpoint, state=state, code_verifier=verifier, nonce=nonce, **more
            )
        return Journey(address, state, nonce, verifier)

    def claims(self, code: str, *, back: str, verifier: str, nonce: str, secret: str, now: int) -> dict[str, Any]:
        """What the provider says of who logged in. Raises ProviderAway, TokenRefused."""
        said = self._discovered()
        with self._session(secret, back) as session:
            try:
                tokens = session.fetch_token(
                    said["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=verifier
                )
            except OAuthError as problem:
                raise TokenRefused(f"no token for this code: {problem.error}") from None
            except (requests.RequestException, ValueError, OSError) as problem:
                raise ProviderAway(f"no token: {type(problem).__name__}") from None
        id_token = tokens.get("id_token")
        if not isinstance(id_token, str):
            raise TokenRefused("an answer without an ID token")
        return self._checked(id_token, nonce, tokens.get("access_token"), now)

    def counts_twice(self, claims: dict[str, Any]) -> bool:
        """Whether the provider saw two steps, in the words that the agency takes for it."""
        amr = claims.get("amr")
        by_method = bool(self.rules.amr) and isinstance(amr, list) and self.rules.amr in amr
        return by_method or (bool(self.rules.acr) and claims.get("acr") == self.rules.acr)

    def asked_since(self, claims: dict[str, Any], moment: int) -> bool:
        """Whether the person proved himself at the provider after `moment`, and not some time before."""
        at = claims.get("auth_time")
        return isinstance(at, int) and at >= moment - LEEWAY_S

    def _checked(self, id_token: str, nonce: str, access_token: str | None, now: int) -> dict[str, Any]:
        try:
            token = self._decoded(id_token)
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": self.rules.issuer},
                    "aud": {"essential": True, "value": self.rules.client_id},
                },
                params={"nonce": nonce, "client_id": self.rules.client_id, "access_token": access_token},
            )
            claims.validate(now=now, leeway=LEEWAY_S)
        except (JoseError, ValueError, TypeError) as problem:
            raise TokenRefused(f"{type(problem).__name__}: {problem}") from None
        return dict(claims)

    def _decoded(self, id_token: str) -> jwt.Token:
        """The token, its signature checked with the keys that are known, then with those of now."""
        try:
            return jwt.decode(id_token, self._known_keys(), algorithms=SIGNATURES)
        except (JoseError, ValueError):
            if not self._fetch_keys_again():
                raise
        return jwt.decode(id_token, self._keys, algorithms=SIGNATURES)

    def _known_keys(self) -> KeySet:
        if time.monotonic() - self._keys_at > KEPT_S:
            self._fetch_keys()
        return self._keys

    def _fetch_keys_again(self) -> bool:
        """Fetch the keys anew, at intervals: a stranger's token must not make us ask without end."""
        with self._lock:
            if time.monotonic() - self._keys_at < KEYS_AGAIN_S:
                return False
        self._fetch_keys()
        return True

    def _fetch_keys(self) -> None:
        found = self._asked(self._discovered()["jwks_uri"])
        try:
            keys = KeySet.import_key_set(found)  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as problem:
            raise self._away(f"no keys: {type(problem).__name__}") from None
        with self._lock:
            self._keys, self._keys_at = keys, time.monotonic()

    def _discovered(self) -> dict[str, Any]:
        """What the provider says of itself, of the last hour."""
        if time.monotonic() - self._said_at <= KEPT_S:
            return self._said
        said = self._asked(self.rules.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if said.get("issuer") != self.rules.issuer:
            raise self._away("it calls itself another issuer")
        for name in ENDPOINTS:
            if not is_guarded(str(said.get(name))):
                raise self._away(f"its {name} is no encrypted address")
        with self._lock:
            self._said, self._said_at = said, time.monotonic()
        return said

    def _asked(self, address: str) -> dict[str, Any]:
        if time.monotonic() < self._rests_until:
            raise ProviderAway("it did not answer a moment ago")
        try:
            with self._session("", "") as session:
                answer = session.get(address, withhold_token=True)
            found = json.loads(answer.content) if answer.status_code == requests.codes.ok else None
        except (requests.RequestException, ValueError, OSError, RecursionError) as problem:
            raise self._away(type(problem).__name__) from None
        if not isinstance(found, dict):
            raise self._away(f"status {answer.status_code}, or no JSON object")
        return found

    def _away(self, why: str) -> ProviderAway:
        """It gave nothing that can be used: it is left alone for a moment."""
        self._rests_until = time.monotonic() + REST_S
        return ProviderAway(why)

    def _session(self, secret: str, back: str) -> OAuth2Session:
        methods = self._said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        by_body = "client_secret_basic" not in methods and "client_secret_post" in methods
        method = "none" if not secret else "client_secret_post" if by_body else "client_secret_basic"
        session = OAuth2Session(
            self.rules.client_id,
            secret or None,
            token_endpoint_auth_method=method,
            scope="openid profile email",
            redirect_uri=back,
            code_challenge_method="S256",
        )
        session.trust_env, session.max_redirects = False, 0
        session.mount("https://", _Bounded())
        session.mount("http://", _Bounded())
        return session


@lru_cache(maxsize=4)
def provider_of(rules: SingleSignOn) -> Provider:
    """The provider of these rules, with what it has said before."""
    return Provider(rules)
