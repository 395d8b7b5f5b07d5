"""What a signed decision about a penalty decision changes: what is owed, and by which days (LHAV art. 76, 77, 79).

Given the rows, it writes them and says what the event tells; the press calls it in the transaction of the signature.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ticketing.cases.decision.payment_schedule import DuePart, Plan, as_json, extended, first_unpaid, fitted, read_plan
from ticketing.cases.decision.tables import Decision
from ticketing.cases.states import Refused
from ticketing.documents.content.draft import Extra
from ticketing.documents.content.orders.order_facts import (
    AmendmentOrder,
    CancellationOrder,
    DeferralOrder,
    EnforcementOrder,
    InstalmentOrder,
    RemissionOrder,
)
from ticketing.law.calendar import Calendar


@dataclass(frozen=True)
class Effect:
    """log: what the event says in clear. ends_on, starts_on: of the term that it starts, where the order names them.

    moves: whether the signature is an event of the case; a fine that is remitted in part stays to be paid.
    """

    log: Mapping[str, object] = field(default_factory=dict)
    starts_on: date | None = None
    ends_on: date | None = None
    moves: bool = True


def take_effect(decision: Decision, extra: Extra | None, calendar: Calendar) -> Effect:
    """Write what the order changes into the decision. Other papers change nothing."""
    match extra:
        case DeferralOrder():
            return _paid_by(decision, (DuePart(decision.owed_vnd, extra.until),), extra.until, None, calendar)
        case InstalmentOrder():
            due = first_unpaid(extra.payments, decision.paid_vnd)
            if due is None:
                raise Refused("Everything is paid already: there are no parts left to pay.")
            return _paid_by(decision, extra.payments, due.until, decision.issued_on, calendar)
        case RemissionOrder():
            _owes(decision, decision.owed_vnd - extra.remitted_vnd)
            log = {"remitted_vnd": extra.remitted_vnd, "owed_vnd": decision.owed_vnd}
            return Effect(log, moves=extra.left_vnd == 0)
        case AmendmentOrder(amount_vnd=int(amount)):
            _owes(decision, amount)
            return Effect({"owed_vnd": amount})
        case EnforcementOrder():
            decision.costs_vnd = extra.costs_vnd
            sums = {"interest_vnd": extra.interest_vnd, "costs_vnd": extra.costs_vnd}
            return Effect({"enforced_vnd": extra.total_vnd} | sums)
        case CancellationOrder():
            return Effect({"to_be_paid_back_vnd": decision.paid_vnd, "points": decision.points})
    return Effect()


def _paid_by(decision: Decision, plan: Plan, ends_on: date, starts_on: date | None, calendar: Calendar) -> Effect:
    decision.pay_plan = as_json(extended(plan, calendar))
    return Effect({"pay_plan": decision.pay_plan}, starts_on, ends_on)


def _owes(decision: Decision, vnd: int) -> None:
    decision.changed_vnd = vnd
    if decision.pay_plan is not None:
        decision.pay_plan = as_json(fitted(read_plan(decision.pay_plan), vnd))
