"""How commands print what others wrote: free text never steers the terminal, JSON stays JSON."""

import getpass
import json
from typing import Any

from ticketing.agency.actors import Actor, Role


def json_line(value: Any) -> str:
    """`value` as JSON on one line: readable Vietnamese, every sign that does not print as an escape.

    >>> json_line({"place": "Bắc Giang\\u202e"})
    '{"place": "Bắc Giang\\\\u202e"}'
    """
    return "".join(
        sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in json.dumps(value, ensure_ascii=False)
    )


def plain(text: object) -> str:
    """Text as a terminal may show it; what does not print stands as an escape, None as a dash."""
    if text is None:
        return "-"
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in str(text))


def at_the_keyboard() -> Actor:
    """Who runs this command, by the name he has on this machine: administrators have no other log-in here."""
    try:
        name = getpass.getuser()
    except OSError:
        name = "unknown"
    return Actor(f"shell:{name}"[:60], Role.ADMINISTRATOR)
