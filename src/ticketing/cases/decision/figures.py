"""What a decision may be: amount, points and term, worked out from the law of the day of the act. Pure.

The row is that of the day of the act, the length of a term that of the day of its start event (domain.md, "one rule,
three days"). Whoever chooses inside the range says why; outside it nothing is possible.
"""

from dataclasses import dataclass
from datetime import date

from ticketing.cases.states import Refused
from ticketing.kit.money import format_vnd
from ticketing.law.calendar import Calendar
from ticketing.law.circumstances import (
    AgeUnknown,
    Circumstances,
    Fine,
    NotLiable,
    Offender,
    Sanction,
    Warned,
    points_of_act,
    sanction,
)
from ticketing.law.clocks import Term, term, term_row
from ticketing.law.penalties import FineRow

ORDINARY_TERM = "DECISION"
LONGER_TERMS = ("DECISION_TRANSFERRED", "DECISION_EXPLANATION", "DECISION_COMPLEX")


class NoFinePossible(Refused):
    """The law allows no fine here: too late, too young, or a warning is all."""


@dataclass(frozen=True)
class Grounds:
    """What the law looks at.

    row:          fines of the day of the act. handled_on: the day on which it is decided.
    minutes_on:   day of the minutes, from which the term of the decision counts.
    term_code:    DECISION, or a longer term that an officer gave a reason for (LHAV art. 66).
    driver_identified: the violator drove; an owner who is liable without it loses no points (domain.md 2.5).
    amount_vnd:   the amount that is chosen; None: what the law gives without choice.
    persons_over, persons_permitted: for rows that count persons above the limit.
    limited_from: the day from which the limitation counts, where an evasion that has ended moved it; None: the act's.
    rests:        the limitation rests, because the person evades on purpose (LHAV art. 6.2.d).
    """

    row: FineRow
    violated_on: date
    handled_on: date
    minutes_on: date
    organisation: bool
    birth_date: date | None
    driver_identified: bool
    circumstances: Circumstances
    amount_vnd: int | None = None
    term_code: str = ORDINARY_TERM
    persons_over: int = 1
    persons_permitted: int = 0
    limited_from: date | None = None
    rests: bool = False


@dataclass(frozen=True)
class Figures:
    """A decision's figures. fine: what the law allows; amount_vnd lies inside it. pay_within_days: term PAYMENT.

    warning: a warning is the main sanction, and there is nothing to pay.
    """

    fine: Fine
    amount_vnd: int
    points: int
    points_because: str
    term: Term
    pay_within_days: int
    warning: bool = False


def work_out(grounds: Grounds, calendar: Calendar) -> Figures:
    """The figures of a decision. Raises NoFinePossible, and Refused for an amount that the law does not allow."""
    decided_in = _term(grounds, calendar)
    found = _sanction(grounds)
    if isinstance(found, Warned):
        return _warning(grounds, found, decided_in)
    fine = _fine(found)
    points, because = _points(grounds)
    return Figures(
        fine=fine,
        amount_vnd=_amount(grounds, fine),
        points=points,
        points_because=because,
        term=decided_in,
        # Its length is read again on the day of delivery; the paper names the one in force when it is signed.
        pay_within_days=term_row("PAYMENT", grounds.handled_on).length,
    )


def amount_within(grounds: Grounds) -> int:
    """The amount that was chosen, where the law allows it here; no term is asked. Raises Refused, NoFinePossible."""
    return _amount(grounds, _fine(_sanction(grounds)))


def _term(grounds: Grounds, calendar: Calendar) -> Term:
    limitation = term("LIMITATION", grounds.limited_from or grounds.violated_on, calendar)
    if not grounds.rests and limitation.is_over(grounds.handled_on):
        raise NoFinePossible(
            f"The act is past its limitation since {limitation.due_on} ({limitation.article}): no fine may be decided. "
            "Close the case without a sanction; remedies remain possible (LHAV art. 65.2)."
        )
    if grounds.term_code not in (ORDINARY_TERM, *LONGER_TERMS):
        raise Refused(f"'{grounds.term_code}' is no term of a decision: {ORDINARY_TERM}, {', '.join(LONGER_TERMS)}.")
    decided_in = term(grounds.term_code, grounds.minutes_on, calendar)
    if decided_in.is_over(grounds.handled_on):
        raise NoFinePossible(
            f"The term {grounds.term_code} ended on {decided_in.due_on} ({decided_in.article}): no fine may be decided "
            f"after it. Where the law gives a longer one ({', '.join(LONGER_TERMS)}), name it with its reason; else "
            "close the case without a sanction."
        )
    return decided_in


def _sanction(grounds: Grounds) -> Sanction:
    offender = Offender(grounds.organisation, grounds.birth_date)
    return sanction(grounds.row, offender, grounds.violated_on, grounds.circumstances, grounds.persons_over)


def _warning(grounds: Grounds, found: Warned, decided_in: Term) -> Figures:
    """A person of 14 or 15 years (LHAV art. 5.1.a, 22, 134.3): no amount, no payment, no points."""
    if grounds.amount_vnd is not None:
        raise NoFinePossible(f"A person of this age is warned, never fined ({found.article}): write no amount.")
    return Figures(
        Fine(0, 0, 0, found.article), 0, 0, "A warning takes no licence points.", decided_in, 0, warning=True
    )


def _fine(found: Sanction) -> Fine:
    match found:
        case Fine():
            return found
        case Warned():
            raise NoFinePossible(f"A person of this age is warned, never fined ({found.article}).")
        case NotLiable():
            raise NoFinePossible(
                f"A person of this age bears no sanction ({found.article}): close the case without one, by a note."
            )
        case AgeUnknown():
            raise Refused(
                f"The birth date of the violator is not known, and with it his age ({found.article}): enter it before "
                "a decision is proposed."
            )


def _amount(grounds: Grounds, fine: Fine) -> int:
    allowed = f"{format_vnd(fine.lowest_vnd)} to {format_vnd(fine.highest_vnd)} ({fine.article})"
    amount = fine.usual_vnd if grounds.amount_vnd is None else grounds.amount_vnd
    if amount is None:
        raise Refused(f"With one circumstance left the amount is chosen and justified: {allowed}.")
    if not fine.allows(amount):
        raise Refused(f"{format_vnd(amount)} is not possible here: {allowed}.")
    return amount


def _points(grounds: Grounds) -> tuple[int, str]:
    if grounds.organisation:
        return 0, "An organisation holds no licence."
    if not grounds.driver_identified:
        return 0, "The driver is not identified: no licence points (domain.md 2.5, unconfirmed)."
    counted = grounds.persons_over if grounds.row.per_person else 0
    return points_of_act(grounds.row, grounds.violated_on, counted, grounds.persons_permitted), ""
