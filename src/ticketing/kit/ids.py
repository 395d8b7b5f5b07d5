"""Identifiers: UUIDv7, so that rows lie in the order in which they came."""

import secrets

import uuid_utils

LOOKUP_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no 0/O, 1/I/L: it is typed from paper


def new_id() -> str:
    """A fresh UUIDv7 as text of 36 characters."""
    return str(uuid_utils.uuid7())


def new_code(length: int = 10) -> str:
    """A random code that a person types from paper."""
    return "".join(secrets.choice(LOOKUP_ALPHABET) for _ in range(length))
