"""A case as its page looks at it: each kind of row is asked for once, when the first form or fact needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.agency.agency import NoAgency, agency_on
from ticketing.agency.values import Agency
from ticketing.cases.answers.owner_answers import AnswerKind, answer_kinds, last_answer
from ticketing.cases.answers.tables import CaseAnswer
from ticketing.cases.decision.decisions import decision_of
from ticketing.cases.decision.tables import ISSUED, Decision
from ticketing.cases.owner.persons import PersonKind, PersonRole, person_row
from ticketing.cases.sealed_notes import Written, written_of
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case, CaseClock, ClockState, ClonedPlate
from ticketing.cases.terms.case_clocks import going_clocks
from ticketing.cases.terms.clocks import DEEMED_TERMS, DELIVERY_ASKED
from ticketing.dispatch.delivery.queries import came_back, journeys_of
from ticketing.dispatch.notice_withdrawals import letters_sent_back
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.case_documents import documents_of
from ticketing.documents.tables import SENT_BACK, Document
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.web.payment_relief import PaymentRelief, payment_relief_of


@dataclass(frozen=True)
class CaseView:
    """One look of one person at one case."""

    session: Session
    keys: FieldKeys
    case: Case
    actor: Actor
    now: datetime

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return vietnam_day(self.now)

    @cached_property
    def decision(self) -> Decision | None:
        """The decision that counts."""
        return decision_of(self.session, self.case.id)

    @property
    def warned(self) -> bool:
        """Whether the person has his decision, and it warns him: there is nothing to pay."""
        delivered = self.case.state == CaseState.DECISION_DELIVERED
        return delivered and self.decision is not None and self.decision.warning

    @cached_property
    def answer(self) -> CaseAnswer | None:
        """The owner's newest answer."""
        return last_answer(self.session, self.case.id)

    @property
    def answer_kind(self) -> AnswerKind | None:
        """What it says, by its code."""
        return answer_kinds().get(self.answer.code) if self.answer else None

    @cached_property
    def clocks(self) -> Sequence[CaseClock]:
        """Terms that run or rest, the nearest first."""
        return going_clocks(self.session, self.case.id)

    @property
    def running(self) -> Sequence[CaseClock]:
        """Terms that run."""
        return [clock for clock in self.clocks if clock.state == ClockState.RUNNING]

    @property
    def deemed_term(self) -> CaseClock | None:
        """The term of a deemed delivery that runs now."""
        return next((clock for clock in self.running if clock.code in DEEMED_TERMS), None)

    @property
    def delivery_asked(self) -> bool:
        """Whether the office asks what became of what it sent."""
        return any(clock.code == DELIVERY_ASKED for clock in self.running)

    @cached_property
    def papers(self) -> Sequence[Document]:
        """All papers of the case, in the order in which they were prepared."""
        return documents_of(self.session, self.case.id)

    @cached_property
    def journeys(self) -> Sequence[tuple[ConsignmentItem, Consignment]]:
        """Where its papers went, oldest first."""
        return journeys_of(self.session, self.case.id) if self.papers else ()

    @cached_property
    def returned(self) -> Sequence[tuple[ConsignmentItem, Document]]:
        """Papers that came back and may be sent again."""
        travelled = any(item.outcome for item, _ in self.journeys)
        return came_back(self.session, self.case.id) if travelled else ()

    @cached_property
    def letters_sent_back(self) -> Sequence[Document]:
        """Letters that their signer sent back and in whose place no other one was drawn up."""
        back = any(paper.state == SENT_BACK for paper in self.papers)
        return letters_sent_back(self.session, self.case.id) if back else ()

    @cached_property
    def written(self) -> Written:
        """What people wrote of the case, still sealed."""
        return written_of(self.session, self.case)

    @property
    def mark(self) -> ClonedPlate | None:
        """The mark of its plate: two vehicles bear it."""
        return next((mark for mark in self.written.marks if mark.withdrawn_at is None), None)

    @cached_property
    def agency(self) -> Agency | None:
        """Who we are today; None before it was filled in."""
        try:
            return agency_on(self.session, self.today)
        except NoAgency:
            return None

    @cached_property
    def relief(self) -> PaymentRelief | None:
        """What the law allows of its issued decision today."""
        decision = self.decision if self.decision and self.decision.state == ISSUED else None
        return payment_relief_of(self.session, self.case, decision, self.today) if decision else None

    @cached_property
    def of_organisation(self) -> bool:
        """Whether the violator, or who is about to be named one, is an organisation: its form has fields of its own."""
        row = person_row(self.session, self.case.id, PersonRole.VIOLATOR)
        row = row or person_row(self.session, self.case.id, PersonRole.OWNER)
        return row is not None and row.kind == PersonKind.ORGANISATION

    @property
    def place(self) -> dict[str, Any]:
        """Where minutes are drawn up and appointments held as a rule: the place of the case's unit, and its hour."""
        office = self.agency.office_of_unit(self.case.unit) if self.agency else None
        return {
            "made_place": f"{office.name}, {office.address}" if office else "",
            "opens_at": f"{office.opens_at:%H:%M}" if office else "",
        }
