"""Where people open the pages: what security keys are bound to and what the organisation's log-in comes back to."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Site:
    """origin: the pages' address in a browser, as it says it itself: scheme, host and port, no path."""

    origin: str

    @property
    def host(self) -> str:
        """The name alone: keys are bound to it (relying party id)."""
        return urlsplit(self.origin).hostname or ""


def read_site(origin: str) -> Site:
    """The site of an address. Raises ValueError for one to which no browser would bind a key.

    >>> read_site("https://phatnguoi.example.vn/").origin
    'https://phatnguoi.example.vn'
    """
    parts = urlsplit(origin)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError(f"'{origin}' is no address of pages: write it like https://HOST.")
    if parts.query or parts.fragment or parts.username:
        raise ValueError(f"'{origin}' is no address of pages: write it like https://HOST.")
    if parts.scheme == "http" and parts.hostname != "localhost":
        raise ValueError(f"'{origin}' is not encrypted: only http://localhost may be, browsers use no key elsewhere.")
    if re.fullmatch(r"[0-9.]+|.*:.*", parts.hostname):
        raise ValueError(f"'{origin}' names a machine by its number: security keys are bound to a name.")
    return Site(f"{parts.scheme}://{parts.netloc.lower()}")
