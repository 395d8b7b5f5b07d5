"""From draft and day to the decisions about a penalty decision. Pure.

What the law allows is asked on the day of signing: an order that was possible when it was drawn up may be none today.
"""

from ticketing.cases.decision.payment_schedule import refuse_forbidden
from ticketing.cases.states import Refused
from ticketing.documents import codes
from ticketing.documents.content.compose_parts import (
    mark_of,
    treasury_facts,
    violator_of,
)
from ticketing.documents.content.draft import Day, Draft
from ticketing.documents.content.facts import (
    OrganisationFacts,
    Remitted,
)
from ticketing.documents.content.ordered import Head, inside, ordered
from ticketing.documents.content.orders.applications import application_line
from ticketing.documents.content.orders.enforcement import Garnishee, Sums, build_enforcement
from ticketing.documents.content.orders.order_facts import (
    AmendmentOrder,
    CancellationOrder,
    ChangeOrder,
    CorrectionOrder,
    DeferralOrder,
    EnforcementOrder,
    InstalmentOrder,
    RemissionOrder,
)
from ticketing.documents.content.orders.orders import (
    Change,
    OrderFacts,
    build_amendment,
    build_cancellation,
    build_correction,
    build_deferral,
    build_instalments,
    build_remission,
)
from ticketing.documents.content.parts import Content
from ticketing.documents.content.wording import late_rate
from ticketing.law.calendar import Calendar
from ticketing.law.payment_relief import why_not_deferred, why_not_in_parts, why_not_remitted


def deferral(order: DeferralOrder, head: Head, draft: Draft, day: Day, calendar: Calendar) -> Content:
    """MQĐ03. Raises Refused where the law allows none (LHAV art. 76)."""
    refuse_forbidden(
        why_not_deferred(
            order.owed.fine_vnd, order.until, organisation=_organisation(draft), ordered_on=day.day, calendar=calendar
        )
    )
    return build_deferral(
        *head, _order(draft, day, _request(draft, codes.DEFERRAL, order)), fine_vnd=order.owed.fine_vnd,
        remitted_before_vnd=order.owed.remitted_vnd, paid_vnd=order.owed.paid_vnd, reason=inside(order.reason),
        deferred_from=day.day, deferred_until=order.until,
    )  # fmt: skip


def instalments(order: InstalmentOrder, head: Head, draft: Draft, day: Day, calendar: Calendar) -> Content:
    """MQĐ05. Raises Refused for a plan that the law does not allow (LHAV art. 79)."""
    payments = [(part.vnd, part.until) for part in order.payments]
    refuse_forbidden(
        why_not_in_parts(
            order.owed.owed_vnd, payments, organisation=_organisation(draft), ordered_on=day.day, calendar=calendar,
            in_force_on=mark_of(draft, codes.DECISION).day,
        )
    )  # fmt: skip
    return build_instalments(
        *head, _order(draft, day, _request(draft, codes.INSTALMENTS, order)), fine_vnd=order.owed.owed_vnd,
        paid_vnd=order.owed.paid_vnd, reason=inside(order.reason), payments=payments,
    )  # fmt: skip


def remission(order: RemissionOrder, head: Head, draft: Draft, day: Day, _: Calendar) -> Content:
    """MQĐ04 (LHAV art. 77). Raises Refused where the law allows none; whether the reasons do is for the signer."""
    refuse_forbidden(why_not_remitted(order.owed.fine_vnd, organisation=_organisation(draft), ordered_on=day.day))
    return build_remission(
        *head, _order(draft, day, _request(draft, codes.REMISSION, order)), fine_vnd=order.owed.fine_vnd,
        reason=inside(order.reason), remitted_before_vnd=order.owed.remitted_vnd, paid_vnd=order.owed.paid_vnd,
        remitted=Remitted(order.remitted), remitted_vnd=order.remitted_vnd, left_vnd=order.left_vnd,
    )  # fmt: skip


def amendment(order: AmendmentOrder, head: Head, draft: Draft, day: Day, _: Calendar) -> Content:
    return build_amendment(
        *head, _order(draft, day), reason=inside(order.reason), changes=_changes(order.changes)
    )  # fmt: skip


def correction(order: CorrectionOrder, head: Head, draft: Draft, day: Day, _: Calendar) -> Content:
    return build_correction(
        *head, _order(draft, day), reason=inside(order.reason), changes=_changes(order.changes)
    )  # fmt: skip


def cancellation(order: CancellationOrder, head: Head, draft: Draft, day: Day, _: Calendar) -> Content:
    return build_cancellation(
        *head, _order(draft, day), reason=inside(order.reason), consequences=order.consequences
    )  # fmt: skip


def enforcement(order: EnforcementOrder, head: Head, draft: Draft, day: Day, _: Calendar) -> Content:
    """MQĐ07, MQĐ08 (LHAV art. 86-87)."""
    if day.day >= order.until:
        raise Refused(f"It is to be carried out by {order.until}, which leaves no time: draw it up again.")
    return build_enforcement(
        *head, _order(draft, day), until=order.until, treasury=treasury_facts(day.agency), rate=late_rate(day.day),
        decree=day.agency.enforcement.decree,
        sums=Sums(order.owed.left_vnd, order.interest_vnd, order.counted_on, order.costs_vnd),
        holder=Garnishee(order.holder, order.holder_address, order.account, order.each_time),
    )  # fmt: skip


def _organisation(draft: Draft) -> bool:
    return isinstance(violator_of(draft), OrganisationFacts)


def _request(draft: Draft, kind: str, order: DeferralOrder | InstalmentOrder | RemissionOrder) -> str:
    return application_line(kind, order.asked_on, order.asked, violator_of(draft).name)


def _order(draft: Draft, day: Day, request: str = "") -> OrderFacts:
    return OrderFacts(
        punished=violator_of(draft),
        decision=mark_of(draft, codes.DECISION),
        treasury=day.agency.treasury.treasury,
        executing_unit=day.agency.full_name,
        request=request,
    )


def _changes(orders: tuple[ChangeOrder, ...]) -> list[Change]:
    return [Change(order.place, order.was, order.now) for order in orders]


DEFERRAL = ordered(DeferralOrder, deferral)
INSTALMENTS = ordered(InstalmentOrder, instalments)
REMISSION = ordered(RemissionOrder, remission)
AMENDMENT = ordered(AmendmentOrder, amendment)
CORRECTION = ordered(CorrectionOrder, correction)
CANCELLATION = ordered(CancellationOrder, cancellation)
ENFORCEMENT = ordered(EnforcementOrder, enforcement)
