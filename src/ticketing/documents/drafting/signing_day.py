"""What the day of signing adds to a paper: agency, who signs, and whether he may (D118 art. 7.3; LHAV art. 52, 54)."""

import json
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Party, person_of_label
from ticketing.agency.agency import NotASigner, agency_on, signer_on
from ticketing.agency.days_off import calendar_in_force
from ticketing.agency.values import EnforcementRules, Signer
from ticketing.cases.decision.decisions import decision_of
from ticketing.cases.decision.tables import ISSUED
from ticketing.cases.owner.persons import PersonKind, PersonRole, person_row
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case, CasePerson
from ticketing.cases.terms.case_clocks import newest_clock
from ticketing.documents import codes
from ticketing.documents.codes import REMINDER, TRANSFER_SLIP
from ticketing.documents.content.compose_parts import signer_facts
from ticketing.documents.content.draft import Day
from ticketing.documents.content.facts import LookupFacts, Mark, OfficerFacts
from ticketing.documents.content.orders.order_facts import Owed
from ticketing.documents.drafting.document_context import officer_facts
from ticketing.documents.drafting.reminders import term_reminded_of
from ticketing.documents.kinds import document_kind
from ticketing.documents.tables import LIVING, Document
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import events_of
from ticketing.evidence.tables import EvidenceEvent
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.law.clocks import term
from ticketing.law.competence import Matter, may_sanction
from ticketing.law.competence import Refused as NotCompetent
from ticketing.law.penalties import row_of_facts
from ticketing.review.verdict_queries import judges_of

PREPARED, REDRAWN = LogEvent.DOCUMENT_PREPARED, LogEvent.DOCUMENT_DRAWN_UP_ANEW

_WRITINGS_OF = sa.select(EvidenceEvent.actor, EvidenceEvent.leaf).where(
    EvidenceEvent.subject == sa.bindparam("case_id"), EvidenceEvent.kind.in_((PREPARED, REDRAWN))
)
_OWNER_ENTRIES = sa.select(CasePerson.id).where(
    CasePerson.case_id == sa.bindparam("case_id"), CasePerson.role == PersonRole.OWNER
)
_TRANSFER_SLIP_OF = sa.select(Document).where(
    Document.case_id == sa.bindparam("case_id"),
    Document.kind == TRANSFER_SLIP,
    Document.about.in_(_OWNER_ENTRIES),
    Document.state.in_(LIVING),
)


def signing_day(
    session: Session,
    keys: FieldKeys,
    case: Case,
    document: Document,
    *,
    person: str,
    at: datetime,
    mark: Mark,
    lookup: LookupFacts | None = None,
) -> Day:
    """The day of a paper that `person` signs at this moment. Raises Refused, NoAgency."""
    day = vietnam_day(at)
    agency = agency_on(session, day)
    signs, unit = document_kind(document.kind).signing.by is Party.SIGN, agency.unit_name(case.unit)
    return Day(
        at=at,
        day=day,
        agency=agency,
        mark=mark,
        signer=signer_facts(_signer(session, person, day)) if signs else None,
        officer=_keeper(session, document, unit) if signs else officer_facts(session, person, unit),
        lookup=lookup,
        other_office=_other_office(session, case.id) if document.kind == codes.NOTICE else "",
        owed=owed_of(session, case.id) if document_kind(document.kind).signing.of_debt else None,
    )


def refuse_wrong_signer(session: Session, case: Case, document: Document, actor: Actor, day: date) -> None:
    """Raises Refused where this person may not sign this paper on this day: role, four eyes, competence."""
    signing = document_kind(document.kind).signing
    if signing.by not in actor.parties():
        who = "a signer" if signing.by is Party.SIGN else "the officer who drew it up"
        raise Refused(f"This paper is signed by {who}.")
    if signing.by is Party.OFF:
        return
    decision = decision_of(session, case.id)
    before = {*authors_of(session, document), *judges_of(session, case.id)}
    before |= {decision.proposed_by} if decision else set()
    if actor.person in before:
        raise Refused("Who judged or prepared a case does not sign its papers: another signer does.")
    signer = _signer(session, actor.person, day)
    answer = may_sanction(
        signer.rank, matter_of(session, case, document.kind), day, deputy=signer.deputy, delegation=signer.delegation
    )
    if isinstance(answer, NotCompetent):
        raise Refused(answer.sentence)
    if signing.enforces:
        _refuse_enforcer(agency_on(session, day).enforcement, signer)


def authors_of(session: Session, document: Document) -> frozenset[str]:
    """Everybody who has written a paper: who drew it up first, and who drew it up anew."""
    rows = session.execute(_WRITINGS_OF, {"case_id": document.case_id})
    drew_up = {person_of_label(label) for label, leaf in rows if json.loads(leaf)["data"]["document"] == document.id}
    return frozenset({document.prepared_by, *drew_up})


def _refuse_enforcer(rules: EnforcementRules, signer: Signer) -> None:
    """Raises Refused for whom the legal officer has not named (LHAV art. 87): no table of ours says who may."""
    if signer.rank not in rules.ranks:
        raise Refused(
            f"Who may decide on enforcement is UNCONFIRMED for rank {signer.rank} (LHAV art. 87): the legal officer "
            "has not named it under `enforcement.ranks` of the agency's data."
        )
    if signer.deputy and not rules.deputies:
        raise Refused(
            "A deputy decides on enforcement only where his written delegation says so (LHAV art. 87): the agency's "
            "data do not say so under `enforcement.deputies`."
        )


def refuse_unenforceable(session: Session, case: Case, kind: str, day: date) -> None:
    """Raises Refused where the year of enforcement is over (LHAV art. 74), whenever the paper was prepared."""
    last = enforced_until(session, case) if document_kind(kind).signing.enforces else None
    if last is not None and day > last:
        raise Refused(f"The limitation of enforcement ended on {last} (LHAV art. 74): the fine is enforced no more.")


def enforced_until(session: Session, case: Case) -> date | None:
    """The last day on which a decision of the case is enforced; None: it rests while the person evades."""
    clock = newest_clock(session, case.id, "ENFORCEMENT_LIMITATION")
    return None if clock is None or clock.rests else clock.due_on


def refuse_too_late(session: Session, case: Case, document: Document, day: date) -> None:
    """Raises Refused where the law allows this paper no more, whenever it was prepared (LHAV art. 6, 66, 74), or where
    the term of which it reminds has ended or was moved.
    """
    refuse_unenforceable(session, case, document.kind, day)
    if document.kind == REMINDER and term_reminded_of(session, document) is None:
        raise Refused(
            "The term of which this letter reminds is over or ends on another day: it is not signed any more."
        )
    if not document_kind(document.kind).signing.in_limitation:
        return
    clock = newest_clock(session, case.id, "LIMITATION")
    began = clock.started_on if clock else vietnam_day(case.violated_at)
    limitation = term("LIMITATION", began, calendar_in_force(session))
    if not (clock and clock.rests) and limitation.is_over(day):
        raise Refused(
            f"The act is past its limitation since {limitation.due_on} ({limitation.article}): nothing of it is signed "
            "any more. With minutes the case is closed without a sanction, before them it expires."
        )
    decision = decision_of(session, case.id) if document.kind == codes.DECISION else None
    if decision is not None and day > decision.term_due_on:
        raise Refused(
            f"The term {decision.term_code} of this decision ended on {decision.term_due_on}: it is signed no more "
            "(LHAV art. 66). Send it back; the officer names a longer term with its reason or closes the case."
        )


def matter_of(session: Session, case: Case, kind: str) -> Matter:
    """What competence is asked for: the row of the act, against whom, how many persons, which points."""
    if case.law is None:
        raise Refused("The case holds no row of fines: nobody's competence can be told.")
    row = row_of_facts(case.law)
    decision = decision_of(session, case.id) if document_kind(kind).signing.by_decision else None
    if decision is not None:
        return Matter(row, decision.organisation, decision.persons_over, decision.points)
    person = person_row(session, case.id, PersonRole.VIOLATOR) or person_row(session, case.id, PersonRole.OWNER)
    return Matter(row, organisation=person is not None and person.kind == PersonKind.ORGANISATION)


def owed_of(session: Session, case_id: str) -> Owed | None:
    """The issued penalty decision in money as it stands now."""
    decision = decision_of(session, case_id)
    if decision is None or decision.state != ISSUED:
        return None
    return Owed(decision.owed_vnd, decision.paid_vnd, _remitted(session, case_id))


def _remitted(session: Session, case_id: str) -> int:
    """What earlier orders remitted of the fine: the decision's row holds only what is owed after them."""
    data = (json.loads(event.leaf)["data"] for event in events_of(session, case_id))
    return sum(said.get("remitted_vnd", 0) for said in data)


def _signer(session: Session, person: str, day: date) -> Signer:
    try:
        return signer_on(session, person, day)
    except NotASigner as problem:
        raise Refused(str(problem)) from None


def _keeper(session: Session, document: Document, unit: str) -> OfficerFacts | None:
    """Who prepared a paper that another signs, where papers can name him (closing note)."""
    try:
        return officer_facts(session, document.prepared_by, unit)
    except Refused:
        return None


def transfer_slip_of(session: Session, case_id: str) -> Document | None:
    """The transfer slip about the present owner that waits or is signed; one about an earlier owner is none.

    He is the same owner under each entry that he has: a correction writes another one.
    """
    return session.scalar(_TRANSFER_SLIP_OF, {"case_id": case_id})


def _other_office(session: Session, case_id: str) -> str:
    slip = transfer_slip_of(session, case_id)
    return (slip.passed_to or {}).get("police", "") if slip else ""
