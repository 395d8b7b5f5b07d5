"""Which decision a payment is for, from the free text that the payer wrote. Pure.

A payment is booked by itself only where the text leaves no doubt: the reference, number and day, or a number that only
one decision bears and whose sum fits. Everything else is a question to a person, with what speaks for which decision.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a payment is to the decision it names."""

    EXACT = "exact"
    PARTIAL = "partial"
    OVER = "over"
    UNKNOWN = "unknown"


class Doubt(StrEnum):
    """Why a person has to look."""

    NO_NUMBER = "NO_NUMBER"
    SEVERAL_NUMBERS = "SEVERAL_NUMBERS"
    NO_SUCH_DECISION = "NO_SUCH_DECISION"
    SEVERAL_DECISIONS = "SEVERAL_DECISIONS"
    AMOUNT_DIFFERS = "AMOUNT_DIFFERS"
    NOTHING_DUE = "NOTHING_DUE"


@dataclass(frozen=True)
class Payable:
    """A decision as payments see it. number: "07/QĐ-XPHC".

    unpaid_vnd: what is left of the fine; interest_vnd: late interest by the day of the payment, for information.
    open: whether its case still takes money.
    """

    decision_id: str
    number: str
    issued_on: date
    unpaid_vnd: int
    interest_vnd: int = 0
    open: bool = True

    @property
    def ordinal(self) -> int | None:
        """The number without its symbol."""
        digits = re.match(r"[0-9]+", self.number)
        return int(digits.group()) if digits else None


@dataclass(frozen=True)
class Mention:
    """A decision as a text names it; year and day where the text gives them."""

    ordinal: int
    year: int | None = None
    day: date | None = None

    @property
    def sure(self) -> bool:
        """Whether number and year are both there: numbers begin again each year."""
        return self.year is not None or self.day is not None


@dataclass(frozen=True)
class Match:
    """Where a payment goes. doubt: why nobody but a person may book it; candidates: decisions that it may be for."""

    kind: Kind
    decision_id: str | None = None
    doubt: Doubt | None = None
    candidates: tuple[str, ...] = ()


_REFERENCE = re.compile(r"(?<![A-Z0-9])QD ?([0-9]{6})([0-9]{2})(?![0-9])")
_SYMBOL = r"Q ?D[ ./-]*X ?P[ ./-]*(?:V ?P)?[ ./-]*H ?C"
_NUMBER_FIRST = re.compile(rf"(?<![0-9/])([0-9]{{1,6}})[ ./-]*{_SYMBOL}")
_WORD_FIRST = re.compile(
    rf"(?:{_SYMBOL}|QUYET DINH(?: XU PHAT)?(?: VI PHAM HANH CHINH| VPHC| HANH CHINH)?|(?<![A-Z0-9])QD(?: ?XP)?)"
    r"[ .:]*(?:SO|S0)?[ .:]*([0-9]{1,6})(?![0-9])(?![ ]?[/.-][ ]?[0-9])"
)
_DAY = re.compile(r"(?<![0-9/.-])([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]((?:20)?[0-9]{2})(?![0-9])")


def folded(text: str) -> str:
    """A text as banks pass it on: capitals without accents, single spaces.

    >>> folded("Nộp phạt QĐ số 07/QĐ-XPHC")
    'NOP PHAT QD SO 07/QD-XPHC'
    """
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(bare.upper().split())


def mentions(content: str) -> tuple[Mention, ...]:
    """Decisions that a text names, each once.

    >>> mentions("NOP PHAT QD00000726")
    (Mention(ordinal=7, year=2026, day=None),)
    >>> mentions("Nộp tiền theo QĐ số 07/QĐ-XPHC ngày 20/11/2026")
    (Mention(ordinal=7, year=None, day=datetime.date(2026, 11, 20)),)
    >>> mentions("Nguyen Van A nop phat nguoi 98A12345")
    ()
    """
    text = folded(content)
    by_reference = {int(found[1]): 2000 + int(found[2]) for found in _REFERENCE.finditer(text)}
    rest = _REFERENCE.sub(" ", text)
    named = {int(found[1]) for pattern in (_NUMBER_FIRST, _WORD_FIRST) for found in pattern.finditer(rest)}
    days = {day for found in _DAY.finditer(rest) if (day := _day(*found.groups()))}
    day = days.pop() if len(days) == 1 else None
    only = len(named | set(by_reference)) == 1  # a day beside two numbers says nothing of either
    return tuple(
        Mention(ordinal, by_reference.get(ordinal), day if only and ordinal not in by_reference else None)
        for ordinal in sorted(named | set(by_reference))
        if ordinal > 0
    )


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(day))
    except ValueError:
        return None


def match(content: str, amount_vnd: int, payables: Iterable[Payable]) -> Match:
    """Where a payment of `amount_vnd` with this text goes among `payables` (all decisions, paid ones too)."""
    named = mentions(content)
    if not named:
        return Match(Kind.UNKNOWN, doubt=Doubt.NO_NUMBER)
    by_mention = [(mention, _candidates(mention, payables)) for mention in named]
    if len(named) > 1:
        everything = tuple(found.decision_id for _, candidates in by_mention for found in candidates)
        return Match(Kind.UNKNOWN, doubt=Doubt.SEVERAL_NUMBERS, candidates=everything)
    mention, candidates = by_mention[0]
    return _judge(mention, candidates, amount_vnd)


def _candidates(mention: Mention, payables: Iterable[Payable]) -> list[Payable]:
    return [
        payable
        for payable in payables
        if payable.ordinal == mention.ordinal
        and mention.year in (None, payable.issued_on.year)
        and mention.day in (None, payable.issued_on)
    ]


def _judge(mention: Mention, candidates: Sequence[Payable], amount_vnd: int) -> Match:
    names = tuple(payable.decision_id for payable in candidates)
    if not candidates:
        return Match(Kind.UNKNOWN, doubt=Doubt.NO_SUCH_DECISION)
    still_open = [payable for payable in candidates if payable.open and payable.unpaid_vnd > 0]
    if not still_open:
        return Match(Kind.UNKNOWN, doubt=Doubt.NOTHING_DUE, candidates=names)
    if len(still_open) > 1:
        return Match(Kind.UNKNOWN, doubt=Doubt.SEVERAL_DECISIONS, candidates=names)
    [payable] = still_open
    kind = amount_kind(amount_vnd, payable)
    if kind is not Kind.EXACT and not mention.sure:
        return Match(Kind.UNKNOWN, doubt=Doubt.AMOUNT_DIFFERS, candidates=names)
    return Match(kind, payable.decision_id, candidates=names)


def amount_kind(amount_vnd: int, payable: Payable) -> Kind:
    """Whether a sum settles a decision. With the late interest, or a part of it, it still does."""
    if amount_vnd < payable.unpaid_vnd:
        return Kind.PARTIAL
    return Kind.EXACT if amount_vnd <= payable.unpaid_vnd + payable.interest_vnd else Kind.OVER
