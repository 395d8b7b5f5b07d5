"""Loading: what a paper is made of, from the tables of the case. The caller answers for opening the persons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.tables import Account
from ticketing.cameras.observation import PICTURE_ROLES
from ticketing.cases.answers.owner_answers import OWNER_LIABLE
from ticketing.cases.decision.additional_sanctions import imposed
from ticketing.cases.decision.decisions import decision_of
from ticketing.cases.decision.tables import Decision
from ticketing.cases.events import CaseEvent
from ticketing.cases.owner.persons import Person, PersonRole, opened, person_of, person_row
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case, CasePerson
from ticketing.documents import codes
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.content.decisions.additional_sanctions import remedies_in_words, sanctions_in_words
from ticketing.documents.content.draft import CaseFacts, Confirmation, Draft, EarlierPaper, Extra, FineOrder, thaw
from ticketing.documents.content.facts import (
    DeviceFacts,
    LiabilityFacts,
    Mark,
    OfficerFacts,
    OrganisationFacts,
    PartyFacts,
    PersonFacts,
    PictureFacts,
    VehicleFacts,
    ViolationFacts,
)
from ticketing.documents.content.identity import identified, lacking
from ticketing.documents.content.minutes.verification import VerificationFacts
from ticketing.documents.content.minutes.violation import MinutesFacts
from ticketing.documents.content.orders.order_facts import ReminderOrder, WarningEnds, WithdrawnFrom
from ticketing.documents.content.parts import MissingFact
from ticketing.documents.kinds import document_kind
from ticketing.documents.kinds.row import About
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import Document
from ticketing.evidence.log import events_of
from ticketing.evidence.seal import items_of
from ticketing.evidence.tables import EvidenceItem
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.law.behaviours import is_speed
from ticketing.law.circumstances import is_age_in_doubt
from ticketing.law.penalties import article_text, decree_text, owner_liability, row_of_facts
from ticketing.plates.layouts import printed
from ticketing.review.policy import Kind
from ticketing.review.tables import DECIDED, ReviewVerdict

REDACTED = "redacted"
NOBODY_CONFIRMED = "No person has confirmed this case: there is no paper without a human verdict."


@dataclass(frozen=True)
class DocumentContext:
    """A draft, and what it is about: the snapshot, verdict, paper or decision whose paper it is."""

    draft: Draft
    about: str


def document_context(session: Session, keys: FieldKeys, case: Case, kind: str, extra: Extra | None) -> DocumentContext:
    """The draft of a paper as the case stands. Raises Refused where the case lacks what the paper is about."""
    owner = _owner_named(session, keys, case, extra)
    violator = person_of(session, keys, case.id, PersonRole.VIOLATOR)
    about, own = _about(session, keys, case, kind, extra)
    facts = CaseFacts(
        case_no=case.number,
        unit=case.unit,
        vehicle=_vehicle(case),
        violation=_violation(case),
        may_explain=bool((case.law or {}).get("may_explain")),
        owner=party_facts(owner) if owner else None,
        violator=party_facts(violator) if violator else None,
        owner_commune=owner.commune_code if owner else None,
        pictures=_pictures(case, items_of(session, case.id)),
        device=_device(case),
        earlier=_earlier_papers(session, case.id, kind, about),
        liability=_liability(case, violator),
    )
    return DocumentContext(Draft(facts, own), about)


def _owner_named(session: Session, keys: FieldKeys, case: Case, extra: Extra | None) -> Person | None:
    """The owner whom a paper names: the present one, or the earlier one whom it tells that he is not liable."""
    if isinstance(extra, WithdrawnFrom):
        return opened(keys, session.get_one(CasePerson, extra.person))
    return person_of(session, keys, case.id, PersonRole.OWNER)


def party_facts(person: Person) -> PartyFacts:
    """A person of a case as papers name him; his details fill the fields of their name."""
    if person.is_organisation:
        known = _details(person, OrganisationFacts)
        return OrganisationFacts(
            name=person.name, address=person.address_on_papers, enterprise_code=person.personal_id,
            phone=person.phone, **known,
        )  # fmt: skip
    known = _details(person, PersonFacts)
    return PersonFacts(
        name=person.name, address=person.address_on_papers, personal_id=person.personal_id,
        birth_date=person.birth_date, phone=person.phone, **known,
    )  # fmt: skip


def lacks_of_violator(session: Session, keys: FieldKeys, case_id: str) -> tuple[str, ...]:
    """Fields without which minutes and decision cannot name the violator; the caller shows nothing else of him."""
    violator = person_of(session, keys, case_id, PersonRole.VIOLATOR)
    return lacking(party_facts(violator)) if violator else ()


def is_age_of_violator_in_doubt(session: Session, keys: FieldKeys, case: Case, today: date) -> bool:
    """Whether the year of birth alone leaves open what may be imposed on the violator (LHAV art. 5.1.a, 134.3), or
    whether his parents get a copy of minutes of today. The caller shows nothing else of him.
    """
    violator = person_of(session, keys, case.id, PersonRole.VIOLATOR)
    year = violator.details.get("birth_year", "") if violator and not violator.birth_date else ""
    return bool(year) and any(is_age_in_doubt(year, day) for day in (vietnam_day(case.violated_at), today))


def refuse_unidentified(session: Session, keys: FieldKeys, case_id: str) -> None:
    """Raises Refused where minutes and decision could not name the violator."""
    violator = person_of(session, keys, case_id, PersonRole.VIOLATOR)
    try:
        identified(party_facts(violator)) if violator else None
    except MissingFact as problem:
        raise Refused(str(problem)) from None


def officer_facts(session: Session, account_id: str, unit_name: str) -> OfficerFacts:
    """An officer as papers name him. Raises Refused where his account lacks name or post."""
    account = session.get(Account, account_id)
    if account is None or not account.full_name or not account.post:
        raise Refused("The paper names the officer with his post: an administrator enters both in his account.")
    return OfficerFacts(account.full_name, account.post, unit_name, account.police_rank)


def _earlier_papers(session: Session, case_id: str, kind: str, about: str) -> tuple[EarlierPaper, ...]:
    """Signed papers of a case that bear a number, in the order in which they were signed.

    A paper of this kind about one person knows no notice to another owner.
    """
    one_owner = document_kind(kind).drafting.one_owner
    return tuple(
        EarlierPaper(row.kind, Mark(row.no, row.issued_on))
        for row in signed_documents(session, case_id)
        if row.no and row.issued_on and not (one_owner and row.kind == codes.NOTICE and row.about != about)
    )


def _next_of_its_kind(session: Session, case: Case, kind: str) -> int:
    return len(signed_documents(session, case.id, kind)) + 1


def about_debt(session: Session, case: Case) -> str:
    """What a warning of an unpaid fine is about: its decision; from the second default on, which default of it.

    A part that was paid in time ends the first one (`part_paid_in_time`); the next part may be late all the same.
    """
    decision = _signed(session, case, codes.DECISION).id
    defaults = sum(event.kind == CaseEvent.PAYMENT_TERM_PASSED for event in events_of(session, case.id))
    return f"{decision}:{defaults}" if defaults > 1 else decision


def _about(session: Session, keys: FieldKeys, case: Case, kind: str, extra: Extra | None) -> tuple[str, Extra | None]:
    """What a paper of this kind is about, and its own facts, completed where the case knows them."""
    about = document_kind(kind).drafting.about
    match about:
        case About.VERDICT:
            verdict = deciding_verdict(session, case.id)
            if verdict is None:
                raise Refused(NOBODY_CONFIRMED)
            return verdict.id, extra or Confirmation(verdict.decided_at or verdict.given_at)
        case About.PROPOSAL:
            decision = decision_of(session, case.id)
            if decision is None:
                raise Refused("Nothing is proposed yet: an officer proposes the decision first.")
            return decision.id, _order(decision, case, _minutes_facts(session, keys, case))
        case About.EXTRA:
            return _named_by(extra) or case.id, extra
    return _ABOUT[about](session, case, kind, extra) if about in _ABOUT else case.id, extra


_Finder = Callable[[Session, Case, str, Extra | None], str]


def _named_by(extra: Extra | None) -> str | None:
    """What a paper is about whose own facts name it."""
    match extra:
        case WithdrawnFrom(person=named) | WarningEnds(warning=named) | ReminderOrder(clock=named):
            return named
    return None


def _signed_one(kind: str) -> _Finder:
    return lambda session, case, _kind, _extra: _signed(session, case, kind).id


def _one_after_the_other(of: str) -> _Finder:
    def about(session: Session, case: Case, kind: str, _extra: Extra | None) -> str:
        return f"{_signed(session, case, of).id}:{_next_of_its_kind(session, case, kind)}"

    return about


def _verified(session: Session, case: Case, _kind: str, extra: Extra | None) -> str:
    """Of each person, and again where he has more to say."""
    named = extra.about if isinstance(extra, VerificationFacts) else ""
    row_id = named or _person(session, case, PersonRole.OWNER)
    return f"{row_id}:{_verified_before(session, case, row_id) + 1}"


_ABOUT: Mapping[About | None, _Finder] = {
    About.OWNER: lambda session, case, _kind, _extra: _person(session, case, PersonRole.OWNER),
    About.VIOLATOR: lambda session, case, _kind, _extra: _person(session, case, PersonRole.VIOLATOR),
    About.VERIFIED_PERSON: _verified,
    About.NOTICE: _signed_one(codes.NOTICE),
    # Another one where the owner lives in another commune than was thought (`commune_slips`).
    About.NOTICE_EACH: _one_after_the_other(codes.NOTICE),
    About.MINUTES: _signed_one(codes.MINUTES),
    About.DECISION: _signed_one(codes.DECISION),
    About.DECISION_EACH: _one_after_the_other(codes.DECISION),
    About.DEBT: lambda session, case, _kind, _extra: about_debt(session, case),
}


def _person(session: Session, case: Case, role: PersonRole) -> str:
    row = person_row(session, case.id, role)
    if row is None:
        raise Refused(f"The case has no {role}: identify him first.")
    return row.id


def _verified_before(session: Session, case: Case, row_id: str) -> int:
    signed = signed_documents(session, case.id, codes.VERIFICATION_MINUTES)
    return sum(paper.about.startswith(row_id) for paper in signed)


def deciding_verdict(session: Session, case_id: str) -> ReviewVerdict | None:
    """The confirmation by which the case went on, and on which its evidence record rests; None where none stands."""
    query = sa.select(ReviewVerdict).where(
        ReviewVerdict.case_id == case_id,
        ReviewVerdict.kind == Kind.CONFIRM,
        ReviewVerdict.state == DECIDED,
        ReviewVerdict.decisive.is_(True),
    )
    return session.scalar(query.order_by(ReviewVerdict.decided_at.desc(), ReviewVerdict.ordinal.desc()).limit(1))


def _signed(session: Session, case: Case, kind: str) -> Document:
    signed = signed_documents(session, case.id, kind)
    if not signed:
        raise Refused(f"The paper rests on a signed '{kind}' of this case, and there is none.")
    return signed[-1]


def _vehicle(case: Case) -> VehicleFacts:
    plate = printed(case.plate or "", case.plate_rows, case.plate_colour, case.vehicle)
    return VehicleFacts(case.vehicle or "", plate, case.plate_colour or "")


def _violation(case: Case) -> ViolationFacts:
    if case.law is None or case.act_vi is None:
        raise Refused("The case holds no row of fines or no wording of its act: nothing can be printed.")
    row, violated_on = row_of_facts(case.law), vietnam_day(case.violated_at)
    measured = is_speed(row.behaviour)  # a camera may tell the speed of a vehicle that passes a red light, too
    return ViolationFacts(
        violated_at=case.violated_at,
        place=case.place,
        act_vi=case.act_vi,
        article=article_text(row, violated_on),
        article_in_full=article_text(row, violated_on, first_mention=True),
        decree=decree_text(row.decree, first_mention=True),
        amended_by=decree_text(row.amended_by, first_mention=True) if row.amended_by else "",
        detecting_unit="",
        speed_kmh=Decimal(case.speed_kmh) if measured and case.speed_kmh else None,
        limit_kmh=Decimal(case.limit_kmh) if measured and case.limit_kmh else None,
    )


def _liability(case: Case, violator: Person | None) -> LiabilityFacts | None:
    """By what the violator answers as the owner (D168 art. 47.8.b); None for whoever drove."""
    acted_on = vietnam_day(case.violated_at)
    row = owner_liability(acted_on) if violator and violator.source == OWNER_LIABLE else None
    if row is None:
        return None
    return LiabilityFacts(article_text(row, acted_on), article_text(row, acted_on, first_mention=True))


def pictures_among(items: Sequence[EvidenceItem]) -> list[EvidenceItem]:
    """What a notice shows of a case's evidence, with nobody but the violator on it; the rest is made of these."""
    return [item for item in items if item.role in PICTURE_ROLES]


def _pictures(case: Case, items: Sequence[EvidenceItem]) -> tuple[PictureFacts, ...]:
    """All pictures of the act, those of the camera and stills of its clip, in the order in which they were made."""
    order = PICTURE_ROLES.index
    shown = pictures_among(items)
    shown.sort(key=lambda one: (not one.captured_at, one.captured_at or case.violated_at, order(one.role)))
    redacted = {item.parent: item.sha256 for item in items if item.role == REDACTED}  # the newest of each picture
    return tuple(
        PictureFacts(
            name=f"{item.sha256[:16]}.jpg",
            role=item.role,
            captured_at=item.captured_at,
            sha256=item.sha256,
            redacted=redacted.get(item.sha256, ""),
            of_clip=item.parent is not None,
        )
        for item in shown
    )


def _device(case: Case) -> DeviceFacts | None:
    certificate: Mapping[str, Any] = case.certificate or {}
    if not certificate:
        return None
    until = certificate.get("calibrated_until")
    return DeviceFacts(
        name=certificate.get("name") or certificate.get("code") or "",
        code=certificate.get("code") or "",
        place=certificate.get("place") or "",
        plan_no=certificate.get("plan_no") or "",
        certificate_no=certificate.get("certificate_no") or "",
        calibrated_until=date.fromisoformat(until) if until else None,
        measures=case.law is None or is_speed(row_of_facts(case.law).behaviour),
    )


def _minutes_facts(session: Session, keys: FieldKeys, case: Case) -> MinutesFacts | None:
    """What the signed minutes of the violation hold beside the case; None without any."""
    signed = signed_documents(session, case.id, codes.MINUTES)
    desk = thaw(opened_content(keys, signed[-1])["draft"]).extra if signed else None
    return desk if isinstance(desk, MinutesFacts) else None


def _order(decision: Decision, case: Case, desk: MinutesFacts | None) -> FineOrder:
    """desk: names the parent or guardian of a minor, and what is kept as security for the fine (item 9 of MBB01)."""
    assert case.law is not None
    row, beside = row_of_facts(case.law), imposed(decision.additional_sanctions, decision.remedies)
    return FineOrder(
        amount_vnd=decision.amount_vnd,
        pay_within_days=decision.pay_within_days,
        mitigating=tuple(decision.mitigating),
        aggravating=tuple(decision.aggravating),
        additional_sanctions=sanctions_in_words(beside, row, _vehicle(case)),
        remedies=remedies_in_words(beside, row),
        withdrawn_from=beside.withdrawal.starts_on if beside.withdrawal else None,
        warning=decision.warning,
        parents=desk.parents if desk else "",
        held=desk.held if desk else "",
    )


def _details(person: Person, kind: type) -> dict[str, Any]:
    """Details whose name is a field of the form and that nothing else fills; days as days."""
    filled = {"name", "address", "personal_id", "birth_date", "phone", "enterprise_code"}
    names = {field.name for field in fields(kind)} - filled
    return {
        name: date.fromisoformat(text) if name.endswith("_on") else text
        for name, text in person.details.items()
        if name in names and text
    }
