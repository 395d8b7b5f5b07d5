"""From draft and day to records and minutes. Pure."""

from dataclasses import replace
from datetime import date

from ticketing.documents.content.compose_parts import (
    agency_facts,
    officer_of,
    owner_of,
    violator_of,
)
from ticketing.documents.content.draft import Confirmation, Day, Draft
from ticketing.documents.content.facts import (
    DeviceFacts,
    OfficerFacts,
    PartyFacts,
    PersonFacts,
    ViolationFacts,
)
from ticketing.documents.content.minutes.evidence_record import build_evidence_record
from ticketing.documents.content.minutes.hearing import HearingFacts, build_hearing_minutes
from ticketing.documents.content.minutes.verification import VerificationFacts, build_verification_minutes
from ticketing.documents.content.minutes.violation import MinutesFacts, build_minutes
from ticketing.documents.content.parts import Content, MissingFact
from ticketing.law.calendar import Calendar
from ticketing.law.circumstances import age_on, born_at_the_latest
from ticketing.law.clocks import term_row
from ticketing.law.parameters import parameter


def evidence_record(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
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


def minutes(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
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


def verification_minutes(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    if not isinstance(draft.extra, VerificationFacts):
        raise MissingFact("The minutes of verification need what was verified.")
    person = draft.extra.person or draft.case.violator or owner_of(draft)
    return build_verification_minutes(
        agency_facts(day.agency), day.mark, officer_of(day), person, draft.case.vehicle, violation, draft.extra
    )


def hearing_minutes(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    """MBB03."""
    if not isinstance(draft.extra, HearingFacts):
        raise MissingFact("The minutes of the hearing need what was said there.")
    return build_hearing_minutes(
        agency_facts(day.agency), day.mark, officer_of(day), violator_of(draft), violation, draft.extra
    )
