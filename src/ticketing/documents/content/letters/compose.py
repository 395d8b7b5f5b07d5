"""From draft and day to letters, and to the warnings of the agencies. Pure."""

from ticketing.agency.dispatch_rules import WarnedAgency
from ticketing.agency.values import Agency
from ticketing.documents import codes
from ticketing.documents.content.compose_parts import (
    agency_facts,
    letter_of,
    mark_of,
    office_facts,
    owner_of,
    signer_of,
    violator_of,
)
from ticketing.documents.content.draft import Day, Draft
from ticketing.documents.content.facts import (
    Mark,
    OfficeFacts,
    OfficerFacts,
    ViolationFacts,
)
from ticketing.documents.content.forms import form_on
from ticketing.documents.content.letters.letters import (
    build_closing_note,
    build_hearing_notice,
    build_relief_refusal,
    build_reminder,
)
from ticketing.documents.content.letters.warnings import build_warning, build_warning_lifted
from ticketing.documents.content.letters.withdrawals import build_notice_withdrawal, build_withdrawal_letter
from ticketing.documents.content.ordered import Head, inside, ordered
from ticketing.documents.content.orders.applications import ASKED
from ticketing.documents.content.orders.order_facts import (
    HearingCall,
    Refusal,
    ReminderOrder,
    WarningEnds,
    WithdrawnFrom,
)
from ticketing.documents.content.parts import Content, MissingFact, paper_line
from ticketing.documents.content.wording import late_rate, short_day
from ticketing.law.calendar import Calendar
from ticketing.law.clocks import term_row
from ticketing.law.payment_relief import ARTICLES

NO_PAYMENT = "Văn bản này không yêu cầu chuyển tiền và không kèm đường dẫn."


PAYMENT_BY_DECISION = (
    "Chỉ nộp tiền phạt tại nơi và theo tài khoản ghi trong Quyết định; văn bản này không kèm số tài khoản, mã QR hay "
    "đường dẫn."
)

"""What a reminder says of money: that of a notice asks for none, that of a fine names no other place to pay."""


WARNED = {
    WarnedAgency.INSPECTION: "Cơ quan đăng kiểm xe cơ giới",
    WarnedAgency.REGISTRATION: "Cơ quan đăng ký xe",
}

"""Whom C73 art. 23.4 and 24.5.a have warned: the agencies of inspection and of registration."""


def warned_by(agency: Agency) -> tuple[str, ...]:
    """The agencies that are warned, by the names that the agency's data give them."""
    return tuple(office.name or WARNED[WarnedAgency(code)] for code, office in agency.warnings.offices().items())


def warning(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    notice = mark_of(draft, codes.NOTICE)
    days = term_row("ESCALATE_WARNING", notice.day).length
    ground = (
        f"Thông báo số {notice.number} ngày {notice.day:%d/%m/%Y} đã được gửi cho chủ phương tiện; quá {days} ngày kể "
        "từ ngày gửi, chủ phương tiện và người điều khiển phương tiện chưa đến giải quyết vụ việc"
    )
    law = "Theo khoản 5 Điều 24 Thông tư số 73/2024/TT-BCA và khoản 11 Điều 47 Nghị định số 168/2024/NĐ-CP"
    return build_warning(
        agency_facts(day.agency), signer_of(day), day.mark, warned_by(day.agency), owner_of(draft),
        draft.case.vehicle, violation, ground=ground, law=law,
    )  # fmt: skip


def services_warning(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    """After the term of payment: until the fine is paid the agencies refuse their services (D168 art. 47.11)."""
    decision = mark_of(draft, codes.DECISION)
    ground = (
        f"Quyết định xử phạt vi phạm hành chính số {decision.number} ngày {decision.day:%d/%m/%Y} đối với hành vi vi "
        "phạm được thực hiện bằng phương tiện dưới đây đã quá thời hạn mà chưa được thi hành"
    )
    law = "Theo khoản 4 Điều 23 Thông tư số 73/2024/TT-BCA và khoản 11 Điều 47 Nghị định số 168/2024/NĐ-CP"
    return build_warning(
        agency_facts(day.agency), signer_of(day), day.mark, warned_by(day.agency), owner_of(draft),
        draft.case.vehicle, violation, ground=ground, law=law,
    )  # fmt: skip


def closing_note(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    letter = letter_of(draft)
    papers = [paper_line(form_on(paper.kind, paper.mark.day).title, paper.mark) for paper in draft.case.earlier]
    keeper = day.officer or OfficerFacts(signer_of(day).name, signer_of(day).post, day.agency.name)
    return build_closing_note(
        agency_facts(day.agency), signer_of(day), day.mark, keeper, draft.case.vehicle, violation,
        case_no=draft.case.case_no, papers=papers, reason=letter.reason, law=letter.law, measures=letter.measures,
    )  # fmt: skip


def withdrawal_letter(draft: Draft, _violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    letter = letter_of(draft)
    return build_withdrawal_letter(
        agency_facts(day.agency), signer_of(day), day.mark, owner_of(draft), draft.case.vehicle,
        notice=mark_of(draft, codes.NOTICE), reason=letter.reason, law=letter.law,
    )  # fmt: skip


def withdrawal_letter_to_person(draft: Draft, _violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    if not isinstance(draft.extra, WithdrawnFrom):
        raise MissingFact("The letter needs whom it is for, its reason and its article.")
    return build_notice_withdrawal(
        agency_facts(day.agency), signer_of(day), day.mark, owner_of(draft), draft.case.vehicle,
        notice=mark_of(draft, codes.NOTICE), reason=draft.extra.reason, law=draft.extra.law,
    )  # fmt: skip


def relief_refusal(order: Refusal, head: Head, draft: Draft, _day: Day, _: Calendar) -> Content:
    """Answer to an application (LHAV art. 76, 77, 79)."""
    return build_relief_refusal(
        *head, violator_of(draft), decision=mark_of(draft, codes.DECISION), asked=ASKED[order.kind],
        asked_on=order.asked_on, reason=inside(order.reason),
        law=f"Điều {ARTICLES[order.kind]} Luật Xử lý vi phạm hành chính",
    )  # fmt: skip


def hearing_notice(order: HearingCall, head: Head, draft: Draft, _day: Day, _: Calendar) -> Content:
    """Time and place of the hearing (LHAV art. 61.3)."""
    return build_hearing_notice(
        *head, violator_of(draft), minutes=mark_of(draft, codes.MINUTES), asked_on=order.asked_on,
        held_at=order.held_at, place=order.place, chair=order.chair,
    )  # fmt: skip


def warning_lifted(order: WarningEnds, head: Head, draft: Draft, day: Day, _: Calendar) -> Content:
    """End of a warning (C73 art. 24.3-4)."""
    return build_warning_lifted(
        *head, warned_by(day.agency), order.owner or owner_of(draft), draft.case.vehicle,
        warning=Mark(order.number, order.issued_on), ground=order.ground,
        law="Theo khoản 3 và khoản 4 Điều 24 Thông tư số 73/2024/TT-BCA",
    )  # fmt: skip


def reminder(draft: Draft, _violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    """A letter before the day on which a notice's waiting ends, or on which a fine is to be paid."""
    order = draft.extra
    if not isinstance(order, ReminderOrder):
        raise MissingFact("The reminder needs what it reminds of.")
    if day.day > order.until:
        raise MissingFact("The day of which this letter reminds is over: nothing is reminded of any more.")
    earlier = mark_of(draft, order.earlier)
    if order.earlier == codes.NOTICE:
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


RELIEF_REFUSAL = ordered(Refusal, relief_refusal)
HEARING_NOTICE = ordered(HearingCall, hearing_notice)
WARNING_LIFTED = ordered(WarningEnds, warning_lifted)
