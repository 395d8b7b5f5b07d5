"""From draft and day to the notice, its annex and the slips. Pure."""

from datetime import date, datetime, time, timedelta

from ticketing.documents import codes
from ticketing.documents.content.compose_parts import (
    agency_facts,
    mark_of,
    office_facts,
    owner_of,
    signer_of,
)
from ticketing.documents.content.draft import Appointment, Day, Draft, TransferTo
from ticketing.documents.content.facts import (
    OfficeFacts,
    ViolationFacts,
)
from ticketing.documents.content.notices.notice import build_annex, build_notice
from ticketing.documents.content.notices.transfer import build_commune_slip, build_transfer_slip
from ticketing.documents.content.parts import Content, MissingFact
from ticketing.documents.content.police import commune_police, police_of_commune
from ticketing.kit.clock import VIETNAM
from ticketing.law.calendar import Calendar

APPOINTMENT_AFTER = timedelta(days=15)
"""Own proposal: long enough for delivery, before the twentieth day after which the office acts (C73 art. 24.5)."""
APPOINTMENT_HOUR = time(8)


def appointment_of(draft: Draft, day: date, calendar: Calendar) -> datetime:
    """When the receiver of a notice that is signed on `day` is to come."""
    if isinstance(draft.extra, Appointment):
        return draft.extra.at
    return datetime.combine(calendar.next_working_day(day + APPOINTMENT_AFTER), APPOINTMENT_HOUR, VIETNAM)


def notice(draft: Draft, violation: ViolationFacts, day: Day, calendar: Calendar) -> Content:
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


def annex(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    if day.lookup is None:
        raise MissingFact("The annex needs the codes by which the case is looked up: none were given.")
    return build_annex(
        agency_facts(day.agency), day.mark, draft.case.vehicle, violation, draft.case.pictures, day.lookup
    )


def transfer_slip(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    if not isinstance(draft.extra, TransferTo):
        raise MissingFact("The transfer slip needs the police that handle the case.")
    return build_transfer_slip(
        agency_facts(day.agency), signer_of(day), day.mark, draft.extra.police, owner_of(draft), draft.case.vehicle,
        violation, notice=draft.case.mark_of(codes.NOTICE), attachments=_attached(draft),
    )  # fmt: skip


def _attached(draft: Draft) -> tuple[str, ...]:
    """The record of the act, which goes with the slip (dispatch.enclosures) and shows all pictures of it."""
    record = draft.case.mark_of(codes.EVIDENCE_RECORD)
    pictures = len(draft.case.pictures)
    lines = (f"Bản ghi nhận kết quả số {record.number}",) if record else ()
    return (*lines, f"{pictures:02} hình ảnh, in trong Bản ghi nhận kết quả") if record and pictures else lines


def commune_slip(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    police = police_of_commune(draft.case.owner_commune, day.day)
    return build_commune_slip(
        agency_facts(day.agency), signer_of(day), day.mark, police, owner_of(draft), draft.case.vehicle, violation,
        notice=mark_of(draft, codes.NOTICE),
    )  # fmt: skip
