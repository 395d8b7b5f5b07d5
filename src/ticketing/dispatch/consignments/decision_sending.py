"""A signed penalty decision leaves the office (row 18), with what else was signed for the same person by then.

Either the police of the commune in which he lives bring it, with the papers that gather for them; or people carry it
to him themselves and say how. What is signed once the decision has gone goes to the police, or by post
(`flow.reactions`), however the decision went: no paper waits for somebody to think of it. Who pays before it went out
gets it all the same, and what was signed with it: the term of its sending runs on.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.agency.agency import Channel, agency_on
from ticketing.cases import record
from ticketing.cases.decision.decisions import decision_of, unsent_decision
from ticketing.cases.record import Facts
from ticketing.cases.states import DECISION_SENT, Refused
from ticketing.cases.tables import Case
from ticketing.cases.terms.case_clocks import newest_clock
from ticketing.cases.terms.clocks import REMOTE
from ticketing.dispatch.consignments.closing import WITH_IT, channel_for, consign, leave_by, not_consigned
from ticketing.dispatch.signed_documents import NotConsigned, receiver_commune, signed_document_of
from ticketing.documents.kinds import kinds_where
from ticketing.kit.clock import vietnam_day

WITH_DECISION = kinds_where(lambda kind: kind.sending.with_decision)
"""Papers for the person fined that do not leave before the decision."""

TERMS_OF_SENDING = ("SEND_DECISION", REMOTE)


class DecisionWay(StrEnum):
    """How a decision goes to the person (LHAV art. 70; D118 art. 17a, 28a).

    COMMUNE: consigned to the police of his commune, who record its delivery. On the others people bring it themselves
    and record the proof on the case's page.
    """

    COMMUNE = "commune"
    BY_HAND = "by_hand"
    REGISTERED_POST = "registered_post"
    ELECTRONIC = "electronic"
    POSTING = "posting"


def send_decision(session: Session, case_id: str, *, way: str, actor: Actor, at: datetime) -> Case:
    """Send the signed decision of a case with its other papers; the event names all of them.

    Raises Refused: not signed, sent already, held, no such way; NotConsigned: the police cannot bring it.
    """
    if way not in set(DecisionWay):
        raise Refused(f"'{way}' is no way to send a decision. Possible: {', '.join(DecisionWay)}.")
    case = record.locked(session, case_id)
    papers = documents_to_send(session, case)
    if way == DecisionWay.COMMUNE:  # before the event: the lock of a consignment comes before that of the log
        _consign(session, case, papers, at)
    facts = Facts(log={"channel": way, WITH_IT: papers})
    return record.apply(session, case_id, DECISION_SENT, actor=actor, at=at, facts=facts)


def documents_to_send(session: Session, case: Case) -> list[str]:
    """Ids of the signed decision and of what goes with it. Raises Refused where no decision waits to be sent."""
    issued = decision_of(session, case.id)
    if issued is None or issued.issued_on is None or issued.document_id is None:
        raise Refused("The decision is not signed: only a signed one is sent.")
    decision = unsent_decision(session, case)
    if decision is None or decision.document_id is None:
        raise Refused("No decision of this case waits to be sent: it went out already, or the case has gone on.")
    return [decision.document_id, *not_consigned(session, case.id, WITH_DECISION)]


def police_who_bring(session: Session, document_id: str, *, at: datetime) -> str:
    """Code of the commune whose police can bring a decision to its person. Raises NotConsigned, which says why not."""
    paper = signed_document_of(session, document_id)
    code = receiver_commune(session, paper)
    if not code:
        raise NotConsigned(
            "The commune in which the person fined lives is not known: no police can bring the decision. Send it "
            "another way."
        )
    if channel_for(agency_on(session, vietnam_day(at)), paper.kind, code) is not Channel.COMMUNE_POLICE:
        raise NotConsigned(
            "The agency's data hold neither a mailbox nor a weekly bundle for the police of the commune in which the "
            "person fined lives. Send the decision another way, or let the administrator enter one."
        )
    return code


def _consign(session: Session, case: Case, papers: Sequence[str], at: datetime) -> None:
    """Put them with the papers for the police; the decision leaves within its term, whenever the bundle would."""
    police_who_bring(session, papers[0], at=at)
    items = [consign(session, document_id, at=at) for document_id in papers]
    terms = [term for code in TERMS_OF_SENDING if (term := newest_clock(session, case.id, code))]
    if terms:
        leave_by(session, items[0], min(term.due_on for term in terms), at=at)
