"""Builders of the decisions about a penalty decision, of answers, the minutes of a hearing and the reminder. Pure.

What the law allows is asked on the day of signing: an order that was possible when it was drawn up may be none today.
"""

from collections.abc import Callable, Mapping

from ticketing.agency.dispatch_rules import WarnedAgency
from ticketing.agency.values import Agency
from ticketing.cases.decision.payment_schedule import refuse_forbidden
from ticketing.cases.states import Refused
from ticketing.documents.content.applications import ASKED, application_line
from ticketing.documents.content.compose_parts import (
    agency_facts,
    mark_of,
    office_facts,
    officer_of,
    owner_of,
    signer_of,
    treasury_facts,
    violator_of,
)
from ticketing.documents.content.draft import Day, Draft
from ticketing.documents.content.enforcement import Garnishee, Sums, build_enforcement
from ticketing.documents.content.facts import (
    AgencyFacts,
    Mark,
    OfficeFacts,
    OrganisationFacts,
    Remitted,
    SignerFacts,
    ViolationFacts,
)
from ticketing.documents.content.letters import (
    build_hearing_notice,
    build_relief_refusal,
    build_reminder,
    build_warning_lifted,
)
from ticketing.documents.content.minutes import HearingFacts, build_hearing_minutes
from ticketing.documents.content.order_facts import (
    ENFORCEMENTS,
    AmendmentOrder,
    CancellationOrder,
    ChangeOrder,
    CorrectionOrder,
    DeferralOrder,
    EnforcementOrder,
    HearingCall,
    InstalmentOrder,
    Owed,
    Refusal,
    ReminderOrder,
    RemissionOrder,
    WarningEnds,
)
from ticketing.documents.content.orders import (
    Change,
    OrderFacts,
    build_amendment,
    build_cancellation,
    build_correction,
    build_deferral,
    build_instalments,
    build_remission,
)
from ticketing.documents.content.parts import Content, MissingFact
from ticketing.documents.content.wording import late_rate, short_day
from ticketing.law.calendar import Calendar
from ticketing.law.clocks import term_row
from ticketing.law.payment_relief import ARTICLES, why_not_deferred, why_not_in_parts, why_not_remitted

NO_PAYMENT = "Văn bản này không yêu cầu chuyển tiền và không kèm đường dẫn."
PAYMENT_BY_DECISION = (
    "Chỉ nộp tiền phạt tại nơi và theo tài khoản ghi trong Quyết định; văn bản này không kèm số tài khoản, mã QR hay "
    "đường dẫn."
)
"""What a reminder says of money: that of a notice asks for none, that of a fine names no other place to pay."""
NOTHING_ORDERED = "The paper needs what it orders or answers: draw it up on the page of the case."
WARNED = {
    WarnedAgency.INSPECTION: "Cơ quan đăng kiểm xe cơ giới",
    WarnedAgency.REGISTRATION: "Cơ quan đăng ký xe",
}
"""Whom C73 art. 23.4 and 24.5.a have warned: the agencies of inspection and of registration."""
Builder = Callable[[Draft, ViolationFacts, Day, Calendar], Content]


def warned_by(agency: Agency) -> tuple[str, ...]:
    """The agencies that are warned, by the names that the agency's data give them."""
    return tuple(office.name or WARNED[WarnedAgency(code)] for code, office in agency.warnings.offices().items())


Head = tuple[AgencyFacts, SignerFacts, Mark]


def _deferral(order: DeferralOrder, head: Head, draft: Draft, day: Day, calendar: Calendar) -> Content:
    """MQĐ03. Raises Refused where the law allows none (LHAV art. 76)."""
    refuse_forbidden(
        why_not_deferred(
            order.owed.fine_vnd, order.until, organisation=_organisation(draft), ordered_on=day.day, calendar=calendar
        )
    )
    return build_deferral(
        *head, _order(draft, day, _request(draft, "deferral", order)), fine_vnd=order.owed.fine_vnd,
        remitted_before_vnd=order.owed.remitted_vnd, paid_vnd=order.owed.paid_vnd, reason=_inside(order.reason),
        deferred_from=day.day, deferred_until=order.until,
    )  # fmt: skip


def _instalments(order: InstalmentOrder, head: Head, draft: Draft, day: Day, calendar: Calendar) -> Content:
    """MQĐ05. Raises Refused for a plan that the law does not allow (LHAV art. 79)."""
    payments = [(part.vnd, part.until) for part in order.payments]
    refuse_forbidden(
        why_not_in_parts(
            order.owed.owed_vnd, payments, organisation=_organisation(draft), ordered_on=day.day, calendar=calendar,
            in_force_on=mark_of(draft, "decision").day,
        )
    )  # fmt: skip
    return build_instalments(
        *head, _order(draft, day, _request(draft, "instalments", order)), fine_vnd=order.owed.owed_vnd,
        paid_vnd=order.owed.paid_vnd, reason=_inside(order.reason), payments=payments,
    )  # fmt: skip


def _remission(order: RemissionOrder, head: Head, draft: Draft, day: Day, _: Calendar) -> Content:
    """MQĐ04 (LHAV art. 77). Raises Refused where the law allows none; whether the reasons do is for the signer."""
    refuse_forbidden(why_not_remitted(order.owed.fine_vnd, organisation=_organisation(draft), ordered_on=day.day))
    return build_remission(
        *head, _order(draft, day, _request(draft, "remission", order)), fine_vnd=order.owed.fine_vnd,
        reason=_inside(order.reason), remitted_before_vnd=order.owed.remitted_vnd, paid_vnd=order.owed.paid_vnd,
        remitted=Remitted(order.remitted), remitted_vnd=order.remitted_vnd, left_vnd=order.left_vnd,
    )  # fmt: skip


def _amendment(order: AmendmentOrder, head: Head, draft: Draft, day: Day, _: Calendar) -> Content:
    return build_amendment(
        *head, _order(draft, day), reason=_inside(order.reason), changes=_changes(order.changes)
    )  # fmt: skip


def _correction(order: CorrectionOrder, head: Head, draft: Draft, day: Day, _: Calendar) -> Content:
    return build_correction(
        *head, _order(draft, day), reason=_inside(order.reason), changes=_changes(order.changes)
    )  # fmt: skip


def _cancellation(order: CancellationOrder, head: Head, draft: Draft, day: Day, _: Calendar) -> Content:
    return build_cancellation(
        *head, _order(draft, day), reason=_inside(order.reason), consequences=order.consequences
    )  # fmt: skip


def _enforcement(order: EnforcementOrder, head: Head, draft: Draft, day: Day, _: Calendar) -> Content:
    """MQĐ07, MQĐ08 (LHAV art. 86-87)."""
    if day.day >= order.until:
        raise Refused(f"It is to be carried out by {order.until}, which leaves no time: draw it up again.")
    return build_enforcement(
        *head, _order(draft, day), until=order.until, treasury=treasury_facts(day.agency), rate=late_rate(day.day),
        decree=day.agency.enforcement.decree,
        sums=Sums(order.owed.left_vnd, order.interest_vnd, order.counted_on, order.costs_vnd),
        holder=Garnishee(order.holder, order.holder_address, order.account, order.each_time),
    )  # fmt: skip


def _relief_refusal(order: Refusal, head: Head, draft: Draft, _day: Day, _: Calendar) -> Content:
    """Answer to an application (LHAV art. 76, 77, 79)."""
    return build_relief_refusal(
        *head, violator_of(draft), decision=mark_of(draft, "decision"), asked=ASKED[order.kind],
        asked_on=order.asked_on, reason=_inside(order.reason),
        law=f"Điều {ARTICLES[order.kind]} Luật Xử lý vi phạm hành chính",
    )  # fmt: skip


def _hearing_notice(order: HearingCall, head: Head, draft: Draft, _day: Day, _: Calendar) -> Content:
    """Time and place of the hearing (LHAV art. 61.3)."""
    return build_hearing_notice(
        *head, violator_of(draft), minutes=mark_of(draft, "minutes"), asked_on=order.asked_on, held_at=order.held_at,
        place=order.place, chair=order.chair,
    )  # fmt: skip


def _warning_lifted(order: WarningEnds, head: Head, draft: Draft, day: Day, _: Calendar) -> Content:
    """End of a warning (C73 art. 24.3-4)."""
    return build_warning_lifted(
        *head, warned_by(day.agency), order.owner or owner_of(draft), draft.case.vehicle,
        warning=Mark(order.number, order.issued_on), ground=order.ground,
        law="Theo khoản 3 và khoản 4 Điều 24 Thông tư số 73/2024/TT-BCA",
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
        receiver, name, payment = owner_of(draft), "Thông báo", NO_PAYMENT
        asked = "chủ phương tiện và người điều khiển phương tiện chưa đến giải quyết vụ việc"
        days = term_row("ESCALATE_WARNING", earlier.day).length
        then = (
            f"Quá {days} ngày kể từ ngày gửi thông báo mà không đến giải quyết thì cơ quan gửi thông báo sẽ gửi cảnh "
            "báo đối với phương tiện đến cơ quan đăng kiểm, cơ quan đăng ký xe"
        )
        place = office_facts(day.agency.office_of_unit(draft.case.unit))
    else:
        receiver, name, payment = violator_of(draft), "Quyết định", PAYMENT_BY_DECISION
        asked = "số tiền phạt theo quyết định chưa được nộp đủ"
        then = (
            f"Thời hạn nộp đến hết ngày {short_day(order.until)}; quá thời hạn này mà không tự nguyện nộp thì bị cưỡng "
            f"chế thi hành và cứ mỗi ngày chậm nộp phải nộp thêm {late_rate(day.day)} tính trên tổng số tiền phạt chưa "
            "nộp"
        )
        place = OfficeFacts("nơi nộp tiền phạt ghi trong quyết định")
    return build_reminder(
        agency_facts(day.agency), signer_of(day), day.mark, receiver, draft.case.vehicle, earlier_vi=name,
        earlier=earlier, asked=asked, term=then, office=place, payment=payment,
    )  # fmt: skip


# Which facts a paper is drawn up with, and what prints them.
_ORDERED: Mapping[str, tuple[type, Callable[..., Content]]] = {
    "deferral": (DeferralOrder, _deferral),
    "instalments": (InstalmentOrder, _instalments),
    "remission": (RemissionOrder, _remission),
    "amendment": (AmendmentOrder, _amendment),
    "correction": (CorrectionOrder, _correction),
    "cancellation": (CancellationOrder, _cancellation),
    **dict.fromkeys(ENFORCEMENTS, (EnforcementOrder, _enforcement)),
    "easing_refusal": (Refusal, _relief_refusal),
    "hearing_notice": (HearingCall, _hearing_notice),
    "warning_lifted": (WarningEnds, _warning_lifted),
}


def _ordered(kind: str) -> Builder:
    expected, build = _ORDERED[kind]

    def paper(draft: Draft, _violation: ViolationFacts, day: Day, calendar: Calendar) -> Content:
        order = draft.extra
        if not isinstance(order, expected):
            raise MissingFact(NOTHING_ORDERED)
        if isinstance(owed := getattr(order, "owed", None), Owed):
            _refuse_changed(owed, day)
        return build(order, (agency_facts(day.agency), signer_of(day), day.mark), draft, day, calendar)

    return paper


BUILDERS: Mapping[str, Builder] = {
    **{kind: _ordered(kind) for kind in _ORDERED},
    "hearing_minutes": hearing_minutes,
    "reminder": reminder,
}


def _refuse_changed(drawn_up_on: Owed, day: Day) -> None:
    if day.owed != drawn_up_on:
        raise MissingFact("What is owed or was paid has changed since this paper was drawn up: draw it up again.")


def _organisation(draft: Draft) -> bool:
    return isinstance(violator_of(draft), OrganisationFacts)


def _request(draft: Draft, kind: str, order: DeferralOrder | InstalmentOrder | RemissionOrder) -> str:
    return application_line(kind, order.asked_on, order.asked, violator_of(draft).name)


def _order(draft: Draft, day: Day, request: str = "") -> OrderFacts:
    return OrderFacts(
        punished=violator_of(draft),
        decision=mark_of(draft, "decision"),
        treasury=day.agency.treasury.treasury,
        executing_unit=day.agency.full_name,
        request=request,
    )


def _changes(orders: tuple[ChangeOrder, ...]) -> list[Change]:
    return [Change(order.place, order.was, order.now) for order in orders]


def _inside(reason: str) -> str:
    """A reason as it stands inside the form's own sentence, which ends it."""
    return reason.strip().rstrip(" .;")
