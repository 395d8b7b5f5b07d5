"""What forms and addresses bring in, read once: text of a form, a day, a choice. Empty means not given."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Request
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases.states import Refused
from ticketing.kit.money import LARGEST_WRITTEN, vnd_of
from ticketing.web.access import auth

Text = Annotated[str, Form(max_length=4000)]
LongText = Annotated[str, Form(max_length=400_000)]
Texts = Annotated[list[str], Form()]
Version = Annotated[int, Form()]
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def text_or_none(text: str | None) -> str | None:
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
    """A day as people write it here, or as an address has it; None where nothing or nonsense was written.

    >>> day_of("18/11/2026"), day_of("2026-11-18"), day_of("31/2/2026")
    (datetime.date(2026, 11, 18), datetime.date(2026, 11, 18), None)
    """
    if not text:
        return None
    written = DAY.fullmatch(text.strip())
    try:
        return date(*map(int, reversed(written.groups()))) if written else date.fromisoformat(text.strip())
    except ValueError:
        return None


def day_written(text: str, *, latest: date | None = None) -> date | None:
    """A day of a form; None where nothing was written. Raises Refused for nonsense and for a day after `latest`."""
    day = day_of(text)
    if day is None and text_or_none(text):
        raise Refused("Write the day as day/month/year, like 18/11/2026.")
    if day and latest and day > latest:
        raise Refused("This day has not come yet: write the day on which it happened.")
    return day


def hour_of(text: str) -> time | None:
    """An hour of a form; None where nothing or nonsense was written.

    >>> hour_of(" 07:30 "), hour_of("half past seven")
    (datetime.time(7, 30), None)
    """
    try:
        return time.fromisoformat(text.strip())
    except ValueError:
        return None


def number_written(text: str) -> int | None:
    """A whole number of a form; None where nothing was written. Raises Refused for what is none.

    >>> number_written(" 11 "), number_written("")
    (11, None)
    """
    if text_or_none(text) is None:
        return None
    if not text.strip().isdecimal() or len(text.strip()) > 4:
        raise Refused(f"'{text.strip()}' is no whole number: write digits alone.")
    return int(text)


def vnd_written(text: str) -> int | None:
    """A sum of a form in đồng; None where nothing was written. Raises Refused for what is no such sum.

    >>> vnd_written("5.000.000 đ"), vnd_written("  ")
    (5000000, None)
    """
    if text_or_none(text) is None:
        return None
    amount: int | None
    try:
        amount = vnd_of(text)
    except ValueError:
        amount = None
    if amount is None or amount > LARGEST_WRITTEN:
        raise Refused("Write the amount in whole đồng, like 5.000.000.")
    return amount


def lines(text: str) -> tuple[str, ...]:
    """One entry a line.

    >>> lines("a\\n\\n b ")
    ('a', 'b')
    """
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def rows_written(*columns: Sequence[str]) -> list[tuple[str, ...]]:
    """The rows of a table in a form, which comes in as its columns: those in which anything was written.

    >>> rows_written(["phone ", "", ""], ["1", " ", "2"])
    [('phone', '1'), ('', '2')]
    """
    rows = (tuple(cell.strip() for cell in row) for row in zip(*columns, strict=False))
    return [row for row in rows if any(row)]


def address(path: str, **query: object) -> str:
    """A path with the parts of the query that say something."""
    said = {name: str(value) for name, value in query.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(said)}" if said else path


def actor_of(request: Request, session: Session) -> Actor:
    """The hand behind this request."""
    return auth.acting(session, request.state.person, request.app.state.context.clock.now())
