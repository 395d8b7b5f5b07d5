"""Which decision a payment is for, from the free text that the payer wrote. Pure.

A payment is booked by itself only where the text leaves no doubt: the reference, number and day, or a number that only
one decision bears and whose sum fits. Employers and banks name the order by which they deduct ("01/QĐ-CCXP"): it stands
for the decision that it is about. Everything else is a question to a person, with what speaks for which decision.
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
class Order:
    """A signed decision about a penalty decision, by which money may come for it too. number: "01/QĐ-CCXP"."""

    number: str
    issued_on: date

    @property
    def symbol(self) -> str:
        """What stands behind its number, as a text may write it."""
        return bare_symbol(self.number.partition("/")[2])


@dataclass(frozen=True)
class Payable:
    """A decision as payments see it. number: "07/QĐ-XPHC".

    unpaid_vnd: what is left of the fine; interest_vnd: late interest by the day of the payment, for information.
    costs_vnd: what is left of the costs of its enforcement.
    open: whether its case still takes money. orders: those about it, where the text names such a number.
    """

    decision_id: str
    number: str
    issued_on: date
    unpaid_vnd: int
    interest_vnd: int = 0
    costs_vnd: int = 0
    open: bool = True
    orders: tuple[Order, ...] = ()

    def is_named_by(self, mention: "Mention") -> bool:
        """Whether a mention means this decision, or an order about it."""
        if not mention.symbol:
            return mention.fits(self.number, self.issued_on)
        return any(
            order.symbol == mention.symbol and mention.fits(order.number, order.issued_on) for order in self.orders
        )


@dataclass(frozen=True)
class Mention:
    """A decision as a text names it; year and day where the text gives them.

    symbol: of a number that is no penalty decision's, as `bare_symbol` gives it: "CCXP".
    """

    ordinal: int
    year: int | None = None
    day: date | None = None
    symbol: str = ""

    def fits(self, number: str, issued_on: date) -> bool:
        """Whether it may mean a paper with this number and day, symbols left out."""
        digits = re.match(r"[0-9]+", number)
        return (
            digits is not None
            and int(digits.group()) == self.ordinal
            and self.year in (None, issued_on.year)
            and self.day in (None, issued_on)
        )

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
_SANCTION = r"X ?P[ ./-]*(?:V ?P)?[ ./-]*H ?C"
_SYMBOL = rf"Q ?D[ ./-]*{_SANCTION}"
_WORD = r"QUYET DINH(?: XU PHAT)?(?: VI PHAM HANH CHINH| VPHC| HANH CHINH)?|(?<![A-Z0-9])QD(?: ?XP)?"
_NUMBER_FIRST = re.compile(rf"(?<![0-9/])([0-9]{{1,6}})[ ./-]*{_SYMBOL}")
_BARE_NUMBER = r"[ .:]*(?:SO|S0)?[ .:]*([0-9]{1,6})(?![0-9])(?![ ]?[/.-][ ]?[0-9])"
_SYMBOL_FIRST = re.compile(_SYMBOL + _BARE_NUMBER)
_WORD_FIRST = re.compile(rf"(?:{_WORD}){_BARE_NUMBER}")
# "01/QD-CCXP", "01 QD CCXP", and behind a word "QD SO 01/CCXP". Words that follow a number are no symbol.
_OTHER = rf"(?!{_SANCTION}|X ?P(?:V ?P)?\b|(?:NGAY|CUA|SO|VE|DO|XU|NOP|PHAT|CHO|THEO)\b)([A-Z]{{2,}}(?:-[A-Z]{{2,}})*)"
_OTHER_SYMBOL = (
    re.compile(rf"(?<![0-9/])([0-9]{{1,6}})[ ./-]*Q ?D[ ./-]*{_OTHER}"),
    re.compile(rf"(?:{_WORD}){_BARE_NUMBER}(?: ?/ ?|-)(?!Q ?D){_OTHER}"),
)
_ENFORCED = re.compile(r"KHAU ?TRU|CUONG ?CHE")
_DAY = re.compile(r"(?<![0-9/.-])([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]((?:20)?[0-9]{2})(?![0-9])")


def folded(text: str) -> str:
    """A text as banks pass it on: capitals without accents, single spaces.

    >>> folded("Nộp phạt QĐ số 07/QĐ-XPHC")
    'NOP PHAT QD SO 07/QD-XPHC'
    """
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(bare.upper().split())


def bare_symbol(symbol: str) -> str:
    """A decision's symbol however it is written.

    >>> bare_symbol("QĐ-CCXP"), bare_symbol("CCXP")
    ('CCXP', 'CCXP')
    """
    return "".join(char for char in folded(symbol) if char.isalpha()).removeprefix("QD")


def mentions(content: str) -> tuple[Mention, ...]:
    """Decisions that a text names, each once.

    >>> mentions("NOP PHAT QD00000726")
    (Mention(ordinal=7, year=2026, day=None, symbol=''),)
    >>> mentions("Nộp tiền theo QĐ số 07/QĐ-XPHC ngày 20/11/2026")
    (Mention(ordinal=7, year=None, day=datetime.date(2026, 11, 20), symbol=''),)
    >>> mentions("Khấu trừ lương theo QĐ số 01/QĐ-CCXP")
    (Mention(ordinal=1, year=None, day=None, symbol='CCXP'),)
    >>> mentions("Nguyen Van A nop phat nguoi 98A12345")
    ()
    """
    text = folded(content)
    by_reference = {(int(found[1]), ""): 2000 + int(found[2]) for found in _REFERENCE.finditer(text)}
    rest = _REFERENCE.sub(" ", text)
    named = _numbers(rest) | set(by_reference)
    days = {day for found in _DAY.finditer(rest) if (day := _day(*found.groups()))}
    day = days.pop() if len(days) == 1 and len(named) == 1 else None  # beside two numbers it says nothing of either
    return tuple(
        Mention(number[0], by_reference.get(number), None if number in by_reference else day, number[1])
        for number in sorted(named)
        if number[0] > 0
    )


def _numbers(text: str) -> set[tuple[int, str]]:
    """Numbers of decisions in a text, each with its symbol where that is no penalty decision's."""
    others = {
        found.start(1): (int(found[1]), bare_symbol(found[2]))
        for pattern in _OTHER_SYMBOL
        for found in pattern.finditer(text)
    }
    # Of an employer or a bank, a number without a symbol may as well be that of the enforcement decision.
    patterns = (_NUMBER_FIRST, _SYMBOL_FIRST) if _ENFORCED.search(text) else (_NUMBER_FIRST, _SYMBOL_FIRST, _WORD_FIRST)
    penalties = {
        (int(found[1]), "") for pattern in patterns for found in pattern.finditer(text) if found.start(1) not in others
    }
    return penalties | set(others.values())


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
    everything = tuple(payables)
    found = [[payable for payable in everything if payable.is_named_by(mention)] for mention in named]
    agreed = [payable for payable in found[0] if all(payable in others for others in found[1:])]
    if len(named) > 1 and len(agreed) != 1:
        candidates = tuple(payable.decision_id for each in found for payable in each)
        return Match(Kind.UNKNOWN, doubt=Doubt.SEVERAL_NUMBERS, candidates=candidates)
    return _judge(len(named) > 1 or named[0].sure, agreed, amount_vnd)


def _judge(sure: bool, candidates: Sequence[Payable], amount_vnd: int) -> Match:
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
    if kind is not Kind.EXACT and not sure:
        return Match(Kind.UNKNOWN, doubt=Doubt.AMOUNT_DIFFERS, candidates=names)
    return Match(kind, payable.decision_id, candidates=names)


def amount_kind(amount_vnd: int, payable: Payable) -> Kind:
    """Whether a sum settles a decision. With late interest and costs of the enforcement, or a part, it still does."""
    if amount_vnd < payable.unpaid_vnd:
        return Kind.PARTIAL
    whole_vnd = payable.unpaid_vnd + payable.interest_vnd + payable.costs_vnd
    return Kind.EXACT if amount_vnd <= whole_vnd else Kind.OVER
