"""A security key in software, as browsers pass on what keys answer: attestation "none", ES256, a counter of uses."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

PRESENT, VERIFIED, NEW_CREDENTIAL = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """One key on one site. What stands on it can be changed, so that it lies."""

    origin: str
    verifies: bool = True
    counter: int = 0
    signs_with: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = field(default_factory=lambda: token_bytes(32))

    def create(self, options: dict[str, Any]) -> str:
        """Answer `navigator.credentials.create`."""
        numbers = self.signs_with.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
        made = bytes(16) + len(self.credential).to_bytes(2) + self.credential + public
        data = self._data(options["rp"]["id"], NEW_CREDENTIAL) + made
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._client_data("webauthn.create", options)
        return self._answer(said, attestationObject=bytes_to_base64url(attestation))

    def get(self, options: dict[str, Any]) -> str:
        """Answer `navigator.credentials.get`, counting one use more."""
        self.counter += 1
        data, said = self._data(options["rpId"]), self._client_data("webauthn.get", options)
        signature = self.signs_with.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(said, authenticatorData=bytes_to_base64url(data), signature=bytes_to_base64url(signature))

    def _data(self, site: str, more: int = 0) -> bytes:
        flags = PRESENT | more | (VERIFIED if self.verifies else 0)
        return sha256(site.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4)

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _answer(self, said: bytes, **response: str) -> str:
        name = bytes_to_base64url(self.credential)
        whole = {"clientDataJSON": bytes_to_base64url(said), **response}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": whole})
