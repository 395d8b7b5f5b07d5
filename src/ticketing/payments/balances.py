"""What is due on a decision on a day: the fine, what was paid, late interest, costs of the enforcement."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cases.decision.payment_schedule import first_unpaid, read_plan
from ticketing.cases.decision.tables import ISSUED, Decision
from ticketing.cases.events import CaseEvent
from ticketing.cases.states import CaseState, events_from
from ticketing.cases.tables import Case, CaseClock
from ticketing.documents.kinds import ORDERS
from ticketing.documents.tables import SIGNED, Document
from ticketing.payments.interest import Part, interest_by_plan, interest_until
from ticketing.payments.match import Mention, Order, Payable, folded, mentions
from ticketing.payments.tables import LedgerEntry
from ticketing.plates.layouts import printed

# The last day of a deferral or of instalments counts in place of the ten days: lateness stops meanwhile (domain.md 7).
PAYMENT_TERMS = ("PAYMENT", "DEFERRAL_MAX", "INSTALMENT_MAX")


@dataclass(frozen=True)
class Balance:
    """A decision on a day. Sums in đồng.

    plate: as people write it. fine_vnd: as it is owed on it today.
    due_on: the last day for what is due next; None: it was not received yet.
    interest_vnd: by the day, for information, less what came of it already. costs_vnd: of the enforcement, likewise.
    orders: as `Payable` has them.
    """

    decision_id: str
    case_id: str
    number: str
    plate: str
    issued_on: date
    state: CaseState
    fine_vnd: int
    paid_vnd: int
    interest_vnd: int
    costs_vnd: int
    over_vnd: int
    due_on: date | None
    orders: tuple[Order, ...] = ()

    @property
    def unpaid_vnd(self) -> int:
        """What is left of the fine."""
        return self.fine_vnd - self.paid_vnd

    @property
    def due_vnd(self) -> int:
        """What may still be booked as fine: nothing on a case that takes no money any more."""
        return max(self.unpaid_vnd, 0) if self.takes_money else 0

    @property
    def takes_money(self) -> bool:
        """Whether its case can still become PAID."""
        return CaseEvent.FINE_PAID in events_from(self.state)

    @property
    def beside_vnd(self) -> tuple[int, int]:
        """Interest and costs that may still be booked: an employer goes on deducting when the fine itself is paid."""
        settled = self.state in (CaseState.PAID, CaseState.CLOSED)
        return (self.interest_vnd, self.costs_vnd) if self.takes_money or settled else (0, 0)

    def as_payable(self) -> Payable:
        """As matching sees it."""
        return Payable(
            self.decision_id, self.number, self.issued_on, self.unpaid_vnd, self.interest_vnd, self.costs_vnd,
            self.takes_money, self.orders,
        )  # fmt: skip


def balance_of(session: Session, decision_id: str, on: date) -> Balance | None:
    """The balance of one issued decision on a day."""
    return next(iter(_balances(session, Decision.id == decision_id, on)), None)


def balance_of_case(session: Session, case_id: str, on: date) -> Balance | None:
    """The balance of a case's issued decision on a day."""
    return next(iter(_balances(session, Decision.case_id == case_id, on)), None)


def balances_named(session: Session, named: Sequence[Mention], on: date) -> list[Balance]:
    """Issued decisions that these mentions may mean, of all years and units, with the orders that they name."""
    orders = _orders_named(session, [mention for mention in named if mention.symbol])
    patterns = [Decision.number.like(f"{mention.ordinal:02}/%") for mention in named if not mention.symbol]
    found = _balances(session, sa.or_(*patterns, Decision.case_id.in_(list(orders))), on)
    return [replace(balance, orders=tuple(orders.get(balance.case_id, ()))) for balance in found]


def _orders_named(session: Session, named: Sequence[Mention]) -> dict[str, list[Order]]:
    """Signed orders about penalty decisions that these mentions may mean, by case."""
    patterns = [Document.no.like(f"{mention.ordinal:02}/%") for mention in named]
    query = sa.select(Document.case_id, Document.no, Document.issued_on).where(
        Document.kind.in_(ORDERS), Document.state == SIGNED, sa.or_(*patterns)
    )
    found: dict[str, list[Order]] = {}
    for case_id, number, issued_on in session.execute(query) if patterns else ():
        assert number and issued_on  # it is signed
        found.setdefault(case_id, []).append(Order(number, issued_on))
    return found


class NotFound(LookupError):
    """No decision, or more than one, bears the name that a person typed."""


def decision_named(session: Session, text: str, on: date) -> Balance:
    """The decision that a person names as payers do: "07/QĐ-XPHC", with its day where several years have one.

    The number of an order about it ("01/QĐ-CCXP") names it too.

    Raises NotFound.
    """
    found = _balances(session, Decision.number == text.strip(), on) or _named(session, text, on)
    if not found:
        raise NotFound(f"No decision bears '{text}': search it by a part of its number or of the plate.")
    if len(found) > 1:
        days = ", ".join(f"{balance.issued_on:%d/%m/%Y}" for balance in found)
        raise NotFound(f"'{text}' was given {len(found)} times ({days}): add the day, like 'ngày {days[:10]}'.")
    return found[0]


def _named(session: Session, text: str, on: date) -> list[Balance]:
    named = mentions(text)
    if len(named) != 1:
        raise NotFound(f"'{text}' names {len(named) or 'no'} decisions: write one number, like 07/QĐ-XPHC.")
    return [one for one in balances_named(session, named, on) if one.as_payable().is_named_by(named[0])]


def search_balances(session: Session, text: str, on: date, limit: int = 20) -> list[Balance]:
    """Decisions that a person looks for by a part of the number or of the plate, newest first."""
    wanted = text.strip().replace("%", "").replace("_", "")
    bare = "".join(char for char in folded(wanted) if char.isalnum())
    if not bare:
        return []
    where = sa.or_(Decision.number.like(f"%{wanted}%"), Case.plate.like(f"%{bare}%"))
    return _balances(session, where, on, limit=limit)


def _balances(session: Session, where: sa.ColumnElement[bool], on: date, limit: int | None = None) -> list[Balance]:
    query = (
        sa.select(Decision, Case.state, Case.plate, Case.plate_rows, Case.plate_colour, Case.vehicle)
        .join(Case, Case.id == Decision.case_id)
        .where(Decision.state == ISSUED, where)
        .order_by(Decision.issued_on.desc(), Decision.id.desc())
        .limit(limit)
    )
    return [
        _balance(session, decision, CaseState(state), printed(plate, rows, colour, kind) if plate else "", on)
        for decision, state, plate, rows, colour, kind in session.execute(query)
    ]


def _balance(session: Session, decision: Decision, state: CaseState, plate: str, on: date) -> Balance:
    assert decision.number and decision.issued_on
    entries = list(session.scalars(sa.select(LedgerEntry).where(LedgerEntry.decision_id == decision.id)))
    parts = [Part(entry.value_date, entry.principal_vnd) for entry in entries]
    plan, paid_vnd = read_plan(decision.pay_plan), sum(part.principal_vnd for part in parts)
    if plan:
        due = first_unpaid(plan, paid_vnd) or plan[-1]
        due_on: date | None = due.until
        interest = interest_by_plan(plan, parts, on)
    else:
        due_on = _term_ends_on(session, decision.case_id)
        interest = interest_until(decision.owed_vnd, parts, due_on, on)
    return Balance(
        decision_id=decision.id,
        case_id=decision.case_id,
        number=decision.number,
        plate=plate,
        issued_on=decision.issued_on,
        state=state,
        fine_vnd=decision.owed_vnd,
        paid_vnd=paid_vnd,
        interest_vnd=max(interest - sum(entry.interest_vnd for entry in entries), 0),
        costs_vnd=max(decision.costs_vnd - sum(entry.costs_vnd for entry in entries), 0),
        over_vnd=sum(entry.over_vnd for entry in entries),
        due_on=due_on,
    )


def _term_ends_on(session: Session, case_id: str) -> date | None:
    query = sa.select(sa.func.max(CaseClock.due_on)).where(
        CaseClock.case_id == case_id, CaseClock.code.in_(PAYMENT_TERMS)
    )
    return session.scalar(query)
