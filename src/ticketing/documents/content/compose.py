"""From a draft and the day of signing to the sheets of a paper. Pure: every form is chosen and filled here.

A form of the day of handling that lacks a fact refuses (`MissingFact`), and so does a day on which no form holds.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from ticketing.documents.content import compose_orders, vietqr
from ticketing.documents.content.compose_parts import (
    agency_facts,
    letter_of,
    mark_of,
    office_facts,
    officer_of,
    owner_of,
    signer_of,
    treasury_facts,
    violator_of,
)
from ticketing.documents.content.decision import DecisionFacts, build_decision
from ticketing.documents.content.draft import Appointment, Confirmation, Day, Draft, FineOrder, TransferTo
from ticketing.documents.content.facts import (
    NO_NUMBER,
    DeviceFacts,
    FineFacts,
    LicenceFacts,
    OfficeFacts,
    OfficerFacts,
    PartyFacts,
    PersonFacts,
    ViolationFacts,
)
from ticketing.documents.content.forms import form_on
from ticketing.documents.content.letters import (
    build_closing_note,
    build_notice_withdrawal,
    build_warning,
    build_withdrawal_letter,
)
from ticketing.documents.content.minutes import (
    MinutesFacts,
    VerificationFacts,
    build_evidence_record,
    build_minutes,
    build_verification_minutes,
)
from ticketing.documents.content.notice import build_annex, build_notice
from ticketing.documents.content.order_facts import WithdrawnFrom
from ticketing.documents.content.parts import Content, MissingFact, paper_line
from ticketing.documents.content.points import build_points_notice
from ticketing.documents.content.police import commune_police, police_of_commune
from ticketing.documents.content.sheet import Sheet
from ticketing.documents.content.transfer import build_commune_slip, build_transfer_slip
from ticketing.kit.clock import VIETNAM
from ticketing.law.calendar import Calendar
from ticketing.law.circumstances import age_on, born_at_the_latest
from ticketing.law.clocks import term_row
from ticketing.law.parameters import parameter

APPOINTMENT_AFTER = timedelta(days=15)
"""Own proposal: long enough for delivery, before the twentieth day after which the office acts (C73 art. 24.5)."""
APPOINTMENT_HOUR = time(8)


def compose(kind: str, draft: Draft, day: Day, calendar: Calendar) -> tuple[Sheet, ...]:
    """The sheets of a paper. Raises MissingFact (what the form lacks), NoFormInForce, KeyError for a strange kind."""
    content = _BUILDERS[kind](draft, _filled(draft, day), day, calendar)
    form = Sheet(form_on(kind, day.day), content)
    if kind != "notice":
        return (form,)
    return form, Sheet(form_on("evidence_annex", day.day), _annex(draft, _filled(draft, day), day))


def appointment_of(draft: Draft, day: date, calendar: Calendar) -> datetime:
    """When the receiver of a notice that is signed on `day` is to come."""
    if isinstance(draft.extra, Appointment):
        return draft.extra.at
    return datetime.combine(calendar.next_working_day(day + APPOINTMENT_AFTER), APPOINTMENT_HOUR, VIETNAM)


def _filled(draft: Draft, day: Day) -> ViolationFacts:
    """The act with the name that the detecting unit bears on the day of signing."""
    return replace(draft.case.violation, detecting_unit=day.agency.unit_name(draft.case.unit))


def _notice(draft: Draft, violation: ViolationFacts, day: Day, calendar: Calendar) -> Content:
    return build_notice(
        agency_facts(day.agency),
        signer_of(day),
        day.mark,
        owner_of(draft),
        draft.case.vehicle,
        violation,
        appointment_at=appointment_of(draft, day.day, calendar),
        office_a=office_facts(day.agency.office_of_unit(draft.case.unit)),
        office_b=OfficeFacts(day.other_office or commune_police(draft.case.owner_commune, day.day)),
        pictures=len(draft.case.pictures),
    )


def _annex(draft: Draft, violation: ViolationFacts, day: Day) -> Content:
    if day.lookup is None:
        raise MissingFact("The annex needs the codes by which the case is looked up: none were given.")
    return build_annex(
        agency_facts(day.agency), day.mark, draft.case.vehicle, violation, draft.case.pictures, day.lookup
    )


def _transfer_slip(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    if not isinstance(draft.extra, TransferTo):
        raise MissingFact("The transfer slip needs the police that handle the case.")
    return build_transfer_slip(
        agency_facts(day.agency), signer_of(day), day.mark, draft.extra.police, owner_of(draft), draft.case.vehicle,
        violation, notice=draft.case.mark_of("notice"), attachments=_attached(draft),
    )  # fmt: skip


def _attached(draft: Draft) -> tuple[str, ...]:
    """The record of the act, which goes with the slip (dispatch.enclosures) and shows all pictures of it."""
    record = draft.case.mark_of("evidence_record")
    pictures = len(draft.case.pictures)
    lines = (f"Bản ghi nhận kết quả số {record.number}",) if record else ()
    return (*lines, f"{pictures:02} hình ảnh, in trong Bản ghi nhận kết quả") if record and pictures else lines


def _commune_slip(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    police = police_of_commune(draft.case.owner_commune, day.day)
    return build_commune_slip(
        agency_facts(day.agency), signer_of(day), day.mark, police, owner_of(draft), draft.case.vehicle, violation,
        notice=mark_of(draft, "notice"),
    )  # fmt: skip


def _warning(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    notice = mark_of(draft, "notice")
    days = term_row("ESCALATE_WARNING", notice.day).length
    ground = (
        f"Thông báo số {notice.number} ngày {notice.day:%d/%m/%Y} đã được gửi cho chủ phương tiện; quá {days} ngày kể "
        "từ ngày gửi, chủ phương tiện và người điều khiển phương tiện chưa đến giải quyết vụ việc"
    )
    law = "Theo khoản 5 Điều 24 Thông tư số 73/2024/TT-BCA và khoản 11 Điều 47 Nghị định số 168/2024/NĐ-CP"
    return build_warning(
        agency_facts(day.agency), signer_of(day), day.mark, compose_orders.warned_by(day.agency), owner_of(draft),
        draft.case.vehicle, violation, ground=ground, law=law,
    )  # fmt: skip


def _services_warning(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    """After the term of payment: until the fine is paid the agencies refuse their services (D168 art. 47.11)."""
    decision = mark_of(draft, "decision")
    ground = (
        f"Quyết định xử phạt vi phạm hành chính số {decision.number} ngày {decision.day:%d/%m/%Y} đối với hành vi vi "
        "phạm được thực hiện bằng phương tiện dưới đây đã quá thời hạn mà chưa được thi hành"
    )
    law = "Theo khoản 4 Điều 23 Thông tư số 73/2024/TT-BCA và khoản 11 Điều 47 Nghị định số 168/2024/NĐ-CP"
    return build_warning(
        agency_facts(day.agency), signer_of(day), day.mark, compose_orders.warned_by(day.agency), owner_of(draft),
        draft.case.vehicle, violation, ground=ground, law=law,
    )  # fmt: skip


def _evidence_record(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    if not isinstance(draft.extra, Confirmation) or draft.case.device is None:
        raise MissingFact("The evidence record needs the device, and when the act was confirmed.")
    return build_evidence_record(
        agency_facts(day.agency), day.mark, officer_of(day), _used_by(draft.case.device, draft.case.unit, day),
        draft.case.vehicle, violation, draft.case.pictures, confirmed_at=draft.extra.at,
    )  # fmt: skip


def _used_by(device: DeviceFacts, unit_code: str | None, day: Day) -> DeviceFacts:
    """The device with who uses it, as the agency names him for the unit; else that is a line to fill in."""
    unit = day.agency.unit(unit_code)
    user = unit.device_user if unit else None
    if unit is None or user is None:
        return device
    return replace(device, operator=OfficerFacts(user.name, user.post, unit.name, user.police_rank))


def _minutes(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    if not isinstance(draft.extra, MinutesFacts):
        raise MissingFact("The minutes need what happened at the desk.")
    violator, liability = violator_of(draft), draft.case.liability
    desk = replace(
        draft.extra,
        bases=(*draft.extra.bases, *([f"Căn cứ {liability.article_in_full}"] if liability else [])),
        for_parents=bool(draft.extra.parents) or is_minor(violator, day.day),
        explanation_to=day.agency.full_name if draft.case.may_explain else None,
    )
    return build_minutes(
        agency_facts(day.agency), day.mark, officer_of(day), violator, draft.case.vehicle, violation, desk,
        written_explanation_days=term_row("EXPLAIN_WRITTEN", day.day).length,
        hearing_request_days=term_row("EXPLAIN_ORAL_REQUEST", day.day).length,
    )  # fmt: skip


def is_minor(person: PartyFacts, on: date) -> bool:
    """Whether a person may be under age on that day: his parents get a copy of minutes and decision."""
    if not isinstance(person, PersonFacts):
        return False
    born = born_at_the_latest(person.birth_date, person.birth_year)
    return born is not None and age_on(born, on) < parameter("adult_from_age", on).value


def _verification_minutes(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    if not isinstance(draft.extra, VerificationFacts):
        raise MissingFact("The minutes of verification need what was verified.")
    person = draft.extra.person or draft.case.violator or owner_of(draft)
    return build_verification_minutes(
        agency_facts(day.agency), day.mark, officer_of(day), person, draft.case.vehicle, violation, draft.extra
    )


def _decision(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    order = draft.extra
    if not isinstance(order, FineOrder):
        raise MissingFact("The decision needs what it imposes.")
    if order.withdrawn_from and order.withdrawn_from < day.day:
        raise MissingFact(
            f"The licence would be withdrawn from {order.withdrawn_from} on, before the decision of {day.day}: send "
            "the paper back, so that the officer writes a later day."
        )
    violator = violator_of(draft)
    fine = FineFacts(
        order.amount_vnd, order.aggravating, order.mitigating, order.additional_sanctions, order.remedies, order.warning
    )  # fmt: skip
    ground = DecisionFacts(
        minutes=mark_of(draft, "minutes"),
        pay_within_days=order.pay_within_days,
        hearing=draft.case.mark_of("hearing_minutes"),
        verification=draft.case.marks_of("verification_minutes"),
        parents=order.parents,
        for_parents=bool(order.parents) or is_minor(violator, day.day),
        other_bases=(draft.case.liability.article,) if draft.case.liability else (),
        held=order.held,
    )
    return build_decision(
        agency_facts(day.agency), signer_of(day), day.mark, violator, draft.case.vehicle, violation, fine,
        treasury_facts(day.agency), ground, payment_code=_payment_code(order, day),
    )  # fmt: skip


def _payment_code(order: FineOrder, day: Day) -> str:
    """The VietQR code, only where the agency confirmed that its account takes one (domain.md 7).

    That of a draft has its place and no money: the reference follows from the number. Raises MissingFact for an account
    that no code can name, before anybody signs.
    """
    account, is_draft = day.agency.treasury, day.mark.number == NO_NUMBER
    if not account.bank_bin or order.warning:
        return ""
    ordinal = 0 if is_draft else int(day.mark.number.partition("/")[0])
    reference = vietqr.payment_reference(ordinal, day.day.year)
    digits = "".join(sign for sign in account.account if sign.isalnum())
    transfer = vietqr.Transfer(account.bank_bin, digits, order.amount_vnd, reference, f"PHAT VPHC {reference}")
    try:
        code = vietqr.payload(transfer)
    except vietqr.BadTransfer as problem:
        raise MissingFact(str(problem)) from None
    return NO_NUMBER if is_draft else code


def _points_notice(draft: Draft, _violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    violator = violator_of(draft)
    if not isinstance(draft.extra, LicenceFacts) or not isinstance(violator, PersonFacts):
        raise MissingFact("The points notice needs the driver and his licence with the points on it.")
    return build_points_notice(
        agency_facts(day.agency), signer_of(day), day.mark, violator, draft.extra, decision=mark_of(draft, "decision")
    )


def _closing_note(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    letter = letter_of(draft)
    papers = [paper_line(form_on(paper.kind, paper.mark.day).title, paper.mark) for paper in draft.case.earlier]
    keeper = day.officer or OfficerFacts(signer_of(day).name, signer_of(day).post, day.agency.name)
    return build_closing_note(
        agency_facts(day.agency), signer_of(day), day.mark, keeper, draft.case.vehicle, violation,
        case_no=draft.case.case_no, papers=papers, reason=letter.reason, law=letter.law, measures=letter.measures,
    )  # fmt: skip


def _withdrawal_letter(draft: Draft, _violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    letter = letter_of(draft)
    return build_withdrawal_letter(
        agency_facts(day.agency), signer_of(day), day.mark, owner_of(draft), draft.case.vehicle,
        notice=mark_of(draft, "notice"), reason=letter.reason, law=letter.law,
    )  # fmt: skip


def _withdrawal_letter_to_person(draft: Draft, _violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    if not isinstance(draft.extra, WithdrawnFrom):
        raise MissingFact("The letter needs whom it is for, its reason and its article.")
    return build_notice_withdrawal(
        agency_facts(day.agency), signer_of(day), day.mark, owner_of(draft), draft.case.vehicle,
        notice=mark_of(draft, "notice"), reason=draft.extra.reason, law=draft.extra.law,
    )  # fmt: skip


_BUILDERS: Mapping[str, compose_orders.Builder] = {
    "evidence_record": _evidence_record,
    "notice": _notice,
    "transfer_slip": _transfer_slip,
    "warning": _warning,
    "services_warning": _services_warning,
    "commune_slip": _commune_slip,
    "verification_minutes": _verification_minutes,
    "minutes": _minutes,
    "decision": _decision,
    "points_notice": _points_notice,
    "closing_note": _closing_note,
    "withdrawal_letter": _withdrawal_letter,
    "not_liable_letter": _withdrawal_letter_to_person,
    **compose_orders.BUILDERS,
}
