"""What forms and addresses bring in, read once: text of a form, a day, a choice. Empty means not given."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Request
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.web import auth

Text = Annotated[str, Form(max_length=4000)]
LongText = Annotated[str, Form(max_length=400_000)]
Texts = Annotated[list[str], Form()]
Version = Annotated[int, Form()]


def given(text: str | None) -> str | None:
    """The text without spaces around it; None where nothing was written.

    >>> given("  98A "), given("   "), given(None)
    ('98A', None, None)
    """
    stripped = (text or "").strip()
    return stripped or None


def one_of(text: str | None, possible: Iterable[str]) -> str | None:
    """The text where it is one of what is possible, else None: an old address shows everything, it does not break."""
    return text if text in set(possible) else None


def day_of(text: str | None) -> date | None:
    """A day as a date field sends it; None where nothing or nonsense was written."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def address(path: str, **query: object) -> str:
    """A path with the parts of the query that say something."""
    said = {name: str(value) for name, value in query.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(said)}" if said else path


def actor_of(request: Request, session: Session) -> Actor:
    """The hand behind this request."""
    return auth.acting(session, request.state.person, request.app.state.office.clock.now())
