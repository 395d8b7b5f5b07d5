"""Builders of the decisions about a penalty decision, the minutes of a hearing and the reminder. Pure.

What the law allows is asked on the day of signing: an order that was possible when it was drawn up may be none today.
"""

from datetime import date

from ticketing.cases.states import Refused
from ticketing.documents.compose_parts import (
    agency_facts,
    mark_of,
    office_facts,
    officer_of,
    owner_of,
    signer_of,
    violator_of,
)
from ticketing.documents.content.letters import build_reminder
from ticketing.documents.content.minutes import HearingFacts, build_hearing_minutes
from ticketing.documents.content.orders import (
    Change,
    Order,
    build_amendment,
    build_cancellation,
    build_correction,
    build_deferral,
    build_instalments,
    build_remission,
)
from ticketing.documents.content.parts import Content, MissingFact
from ticketing.documents.draft import Day, Draft
from ticketing.documents.facts import OfficeFacts, OrganisationFacts, Remitted, ViolationFacts
from ticketing.documents.order_facts import (
    AmendmentOrder,
    CancellationOrder,
    ChangeOrder,
    CorrectionOrder,
    DeferralOrder,
    InstalmentOrder,
    Owed,
    ReminderOrder,
    RemissionOrder,
)
from ticketing.documents.words import short_day
from ticketing.law.calendar import Calendar
from ticketing.law.clocks import term_row
from ticketing.law.easing import NotAllowed, why_not_deferred, why_not_in_parts
from ticketing.law.parameters import parameter

NOTHING_ORDERED = "The decision needs what it orders: draw it up on the page of the case."


def deferral(draft: Draft, _violation: ViolationFacts, day: Day, calendar: Calendar) -> Content:
    """MQĐ03. Raises Refused where the law allows none (LHAV art. 76)."""
    order = draft.extra
    if not isinstance(order, DeferralOrder):
        raise MissingFact(NOTHING_ORDERED)
    _refuse_changed(order.owed, day)
    refuse_forbidden(
        why_not_deferred(
            order.owed.owed_vnd, order.until, organisation=_organisation(draft), ordered_on=day.day, calendar=calendar
        )
    )
    return build_deferral(
        agency_facts(day.agency), signer_of(day), day.mark,
        _order(draft, day, "hoãn thi hành quyết định phạt tiền", order.asked_on), fine_vnd=order.owed.owed_vnd,
        reason=_inside(order.reason), deferred_from=day.day, deferred_until=order.until,
    )  # fmt: skip


def instalments(draft: Draft, _violation: ViolationFacts, day: Day, calendar: Calendar) -> Content:
    """MQĐ05. Raises Refused for a plan that the law does not allow (LHAV art. 79)."""
    order = draft.extra
    if not isinstance(order, InstalmentOrder):
        raise MissingFact(NOTHING_ORDERED)
    _refuse_changed(order.owed, day)
    payments = [(part.vnd, part.until) for part in order.payments]
    refuse_forbidden(
        why_not_in_parts(
            order.owed.owed_vnd, payments, organisation=_organisation(draft), ordered_on=day.day, calendar=calendar,
            in_force_on=mark_of(draft, "decision").day,
        )
    )  # fmt: skip
    return build_instalments(
        agency_facts(day.agency), signer_of(day), day.mark,
        _order(draft, day, "nộp tiền phạt nhiều lần", order.asked_on), fine_vnd=order.owed.owed_vnd,
        reason=_inside(order.reason), payments=payments,
    )  # fmt: skip


def remission(draft: Draft, _violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    """MQĐ04. Whether the reasons are enough is for the signer (LHAV art. 77)."""
    order = draft.extra
    if not isinstance(order, RemissionOrder):
        raise MissingFact(NOTHING_ORDERED)
    _refuse_changed(order.owed, day)
    asked = "giảm tiền phạt" if order.remitted == Remitted.REDUCTION else "miễn tiền phạt"
    return build_remission(
        agency_facts(day.agency), signer_of(day), day.mark, _order(draft, day, asked, order.asked_on),
        fine_vnd=order.owed.owed_vnd, reason=_inside(order.reason), remitted=Remitted(order.remitted),
        remitted_vnd=order.remitted_vnd, left_vnd=order.left_vnd,
    )  # fmt: skip


def amendment(draft: Draft, _violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    """MQĐ38."""
    order = draft.extra
    if not isinstance(order, AmendmentOrder):
        raise MissingFact(NOTHING_ORDERED)
    _refuse_changed(order.owed, day)
    return build_amendment(
        agency_facts(day.agency), signer_of(day), day.mark, _order(draft, day), reason=_inside(order.reason),
        changes=_changes(order.changes),
    )  # fmt: skip


def correction(draft: Draft, _violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    """MQĐ39."""
    order = draft.extra
    if not isinstance(order, CorrectionOrder):
        raise MissingFact(NOTHING_ORDERED)
    return build_correction(
        agency_facts(day.agency), signer_of(day), day.mark, _order(draft, day), reason=_inside(order.reason),
        changes=_changes(order.changes),
    )  # fmt: skip


def cancellation(draft: Draft, _violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    """MQĐ40."""
    order = draft.extra
    if not isinstance(order, CancellationOrder):
        raise MissingFact(NOTHING_ORDERED)
    _refuse_changed(order.owed, day)
    return build_cancellation(
        agency_facts(day.agency), signer_of(day), day.mark, _order(draft, day), reason=_inside(order.reason),
        consequences=order.consequences,
    )  # fmt: skip


def hearing_minutes(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    """MBB03."""
    if not isinstance(draft.extra, HearingFacts):
        raise MissingFact("The minutes of the hearing need what was said there.")
    return build_hearing_minutes(
        agency_facts(day.agency), day.mark, officer_of(day), violator_of(draft), violation, draft.extra
    )


def reminder(draft: Draft, _violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    """A letter before the day on which a notice's waiting ends, or on which a fine is to be paid."""
    order = draft.extra
    if not isinstance(order, ReminderOrder):
        raise MissingFact("The reminder needs what it reminds of.")
    if day.day > order.until:
        raise MissingFact("The day of which this letter reminds is over: nothing is reminded of any more.")
    earlier = mark_of(draft, order.earlier)
    if order.earlier == "notice":
        receiver, name = owner_of(draft), "Thông báo"
        asked = "chủ phương tiện và người điều khiển phương tiện chưa đến giải quyết vụ việc"
        days = term_row("ESCALATE_WARNING", earlier.day).length
        then = (
            f"Quá {days} ngày kể từ ngày gửi thông báo mà không đến giải quyết thì cơ quan gửi thông báo gửi cảnh báo "
            "đối với phương tiện đến cơ quan đăng kiểm, cơ quan đăng ký xe"
        )
        place = office_facts(day.agency.office_of_unit(draft.case.unit))
    else:
        receiver, name = violator_of(draft), "Quyết định"
        asked = "số tiền phạt theo quyết định chưa được nộp đủ"
        rate = parameter("late_interest_per_ten_thousand_a_day", day.day).value
        then = (
            f"Thời hạn nộp đến hết ngày {short_day(order.until)}; quá thời hạn này mà không tự nguyện nộp thì bị cưỡng "
            f"chế thi hành và cứ mỗi ngày chậm nộp phải nộp thêm 0,{rate:02}% tính trên tổng số tiền phạt chưa nộp"
        )
        place = OfficeFacts("nơi nộp tiền phạt ghi trong quyết định")
    return build_reminder(
        agency_facts(day.agency), signer_of(day), day.mark, receiver, draft.case.vehicle, earlier_vi=name,
        earlier=earlier, asked=asked, term=then, office=place,
    )  # fmt: skip


def refuse_forbidden(found: NotAllowed | None) -> None:
    """Raises Refused with the sentence of what the law does not allow."""
    if found is not None:
        raise Refused(found.sentence)


def _refuse_changed(drawn_up_on: Owed, day: Day) -> None:
    if day.owed != drawn_up_on:
        raise MissingFact("What is owed or was paid has changed since this paper was drawn up: draw it up again.")


def _organisation(draft: Draft) -> bool:
    return isinstance(violator_of(draft), OrganisationFacts)


def _order(draft: Draft, day: Day, asked: str = "", asked_on: date | None = None) -> Order:
    punished = violator_of(draft)
    return Order(
        punished=punished,
        decision=mark_of(draft, "decision"),
        treasury=day.agency.treasury.treasury,
        executing_unit=day.agency.full_name,
        request=f"Đơn đề nghị {asked} ngày {short_day(asked_on)} của {punished.name}" if asked else "",
    )


def _changes(orders: tuple[ChangeOrder, ...]) -> list[Change]:
    return [Change(order.place, order.was, order.now) for order in orders]


def _inside(reason: str) -> str:
    """A reason as it stands inside the form's own sentence, which ends it."""
    return reason.strip().rstrip(" .;")
