"""Papers that an officer draws up at his desk: minutes, verification, decision, slips, letters, licence points."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases.answers.owner_answers import last_answer, opened_answer
from ticketing.cases.decision.additional_sanctions import Imposed, Remedy, Withdrawal
from ticketing.cases.decision.decisions import Request as DecisionRequest
from ticketing.cases.owner.persons import Entered, Person, PersonRole, completed, person_of
from ticketing.cases.states import Refused
from ticketing.dispatch.notice_withdrawals import letters_sent_back, write_letter_again
from ticketing.documents.content.draft import LetterFacts
from ticketing.documents.content.facts import LicenceFacts, OfficeFacts, PartyFacts, PersonFacts
from ticketing.documents.content.minutes.verification import VerificationFacts
from ticketing.documents.content.minutes.violation import MinutesFacts, RetainedItem
from ticketing.documents.drafting import manual_drafts
from ticketing.documents.drafting.document_context import party_facts
from ticketing.kit.clock import VIETNAM, vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.web.access.rights import NotYours
from ticketing.web.pages.case.one_act import do
from ticketing.web.pages.case.person_form import PersonForm
from ticketing.web.pages.forms import (
    Text,
    day_written,
    hour_of,
    lines,
    number_written,
    rows_written,
    text_or_none,
    vnd_written,
)

router = APIRouter()


class MinutesForm(BaseModel):
    """What happened at the desk."""

    made_place: str = ""
    reason: str = ""
    bases: str = ""
    begun: str = ""
    witness: str = ""
    interpreter: str = ""
    mitigating: str = ""
    aggravating: str = ""
    statement: str = ""
    authority_statement: str = ""
    preventive_measures: str = ""
    refusal_reason: str = ""
    e_service: str = ""
    appointment_on: str = ""
    appointment_hour: str = ""
    appointment_place: str = ""
    parents: str = ""
    harmed: str = ""
    harmed_statement: str = ""
    held_name: list[str] = []
    held_unit: list[str] = []
    held_quantity: list[str] = []
    held_kind: list[str] = []
    held_state: list[str] = []
    held_note: list[str] = []

    def appointment_at(self, at: datetime) -> datetime | None:
        """When the violator is to come before the decision. Raises Refused without an hour, or for a moment gone by."""
        day = day_written(self.appointment_on)
        if day is None:
            return None
        hour = hour_of(self.appointment_hour)
        if hour is None:
            raise Refused("Write the hour of the appointment, like 08:00.")
        moment = datetime.combine(day, hour, VIETNAM)
        if moment <= at:
            raise Refused("Name a later day: an appointment that is over is none.")
        return moment

    def retained_items(self) -> tuple[RetainedItem, ...]:
        """The things and papers that are held. Raises Refused for one without a name."""
        rows = rows_written(
            self.held_name, self.held_unit, self.held_quantity, self.held_kind, self.held_state, self.held_note
        )
        if not all(name for name, *_ in rows):
            raise Refused("Name each thing or paper that is held.")
        return tuple(RetainedItem(*row) for row in rows)

    def facts(self, at: datetime) -> MinutesFacts:
        """The facts of the minutes. The moment at which they end is now."""
        return MinutesFacts(
            made_at=begun_at(self.begun, at),
            made_place=self.made_place.strip(),
            reason=self.reason.strip(),
            bases=lines(self.bases),
            finished_at=at,
            witness=self.witness.strip(),
            interpreter=self.interpreter.strip(),
            mitigating=lines(self.mitigating),
            aggravating=lines(self.aggravating),
            statement=self.statement.strip(),
            authority_statement=self.authority_statement.strip(),
            preventive_measures=self.preventive_measures.strip(),
            refusal_reason=self.refusal_reason.strip(),
            e_service=self.e_service.strip(),
            appointment_at=self.appointment_at(at),
            appointment_place=OfficeFacts(self.appointment_place.strip())
            if text_or_none(self.appointment_place)
            else None,
            parents=self.parents.strip(),
            harmed=self.harmed.strip(),
            harmed_statement=self.harmed_statement.strip(),
            held_items=self.retained_items(),
        )


class DecisionForm(BaseModel):
    """What an officer proposes to the signer."""

    mitigating: str = ""
    aggravating: str = ""
    amount_vnd: str = ""
    justification: str = ""
    persons_over: int = 1
    persons_permitted: int = 0
    explanation_waived: bool = False
    another_act: str = ""
    withdrawal_months: str = ""
    withdrawal_from: str = ""
    confiscates_plate: bool = False
    remedy: str = ""
    remedy_days: str = ""
    remedy_costs: str = ""

    def request(self) -> DecisionRequest:
        """The proposal. Raises Refused for what is no number and no day."""
        return DecisionRequest(
            mitigating=lines(self.mitigating),
            aggravating=lines(self.aggravating),
            amount_vnd=vnd_written(self.amount_vnd),
            justification=self.justification.strip(),
            persons_over=self.persons_over,
            persons_permitted=self.persons_permitted,
            explanation_waived=self.explanation_waived,
            another_act=self.another_act == "yes",
            beside=Imposed(self._withdrawal(), self.confiscates_plate, self._remedy()),
        )

    def _withdrawal(self) -> Withdrawal | None:
        months, starts_on = number_written(self.withdrawal_months), day_written(self.withdrawal_from)
        if months is None and starts_on:
            raise Refused("Write for how many months the licence is withdrawn.")
        return None if months is None else Withdrawal(months, starts_on)

    def _remedy(self) -> Remedy | None:
        if not any(map(text_or_none, (self.remedy, self.remedy_days, self.remedy_costs))):
            return None
        return Remedy(self.remedy.strip(), number_written(self.remedy_days) or 0, self.remedy_costs.strip())


class VerificationForm(PersonForm):
    """What is verified, about whom (its owner, whom he names, the person written here), and who tells it."""

    about: str = "owner"
    informant: str = "owner"
    informant_name: str = ""
    informant_id: str = ""
    informant_address: str = ""
    made_place: str = ""
    begun: str = ""
    bases: str = ""
    statement: str = ""
    person_statement: str = ""
    harm: str = ""
    mitigating: str = ""
    aggravating: str = ""
    other: str = ""

    def facts(self, at: datetime, owner: Person, about: Person | None) -> VerificationFacts:
        """The facts of the minutes. Raises Refused where nobody tells anything."""
        return VerificationFacts(
            made_at=begun_at(self.begun, at),
            made_place=self.made_place.strip(),
            bases=lines(self.bases),
            informant=self._informant(owner, about),
            informant_statement=self.statement.strip(),
            finished_at=at,
            person_statement=self.person_statement.strip(),
            harm=self.harm.strip(),
            mitigating=lines(self.mitigating),
            aggravating=lines(self.aggravating),
            other=self.other.strip(),
        )

    def _informant(self, owner: Person, about: Person | None) -> PartyFacts:
        if self.informant == "other":
            if not text_or_none(self.informant_name):
                raise Refused("Name who gives the information.")
            return PersonFacts(
                name=self.informant_name.strip(),
                address=self.informant_address.strip(),
                personal_id=self.informant_id.strip(),
            )
        return party_facts(about if self.informant == "person" and about else owner)


class LicenceForm(BaseModel):
    """A driving licence and its points."""

    number: str = ""
    licence_class: str = ""
    issued_on: str = ""
    issued_by: str = ""
    points_before: int = 12
    points_deducted: int = 0
    part: str = ""

    def facts(self, today: date) -> LicenceFacts:
        """The facts. Raises Refused where a field is missing."""
        issued_on = day_written(self.issued_on, latest=today)
        if issued_on is None or not text_or_none(self.number):
            raise Refused("Write the number of the licence and the day on which it was issued.")
        return LicenceFacts(
            number=self.number.strip(),
            licence_class=self.licence_class.strip(),
            issued_on=issued_on,
            issued_by=self.issued_by.strip(),
            points_before=self.points_before,
            points_deducted=self.points_deducted,
            part=self.part,
        )


@router.post("/cases/{case_id}/minutes", name="case_minutes")
def minutes(request: Request, case_id: str, form: Annotated[MinutesForm, Form()]) -> Response:
    """Draw up and sign the minutes (MBB01)."""
    return do(
        request,
        case_id,
        "minutes_drawn_up",
        lambda session, keys, actor, at: manual_drafts.make_minutes(
            session, keys, case_id, form.facts(at), actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/verification", name="case_verification")
def verification(request: Request, case_id: str, form: Annotated[VerificationForm, Form()]) -> Response:
    """Draw up minutes of verification (MBB05) about the owner or another person."""

    def act(session: Session, keys: FieldKeys, actor: Actor, at: datetime) -> object:
        owner = person_of(session, keys, case_id, PersonRole.OWNER)
        if owner is None:
            raise Refused("The case has no owner: identify him first.")
        about = _about(session, keys, case_id, form)
        if isinstance(about, Entered):
            found = form.facts(at, completed(owner, about), None)
        else:
            found = form.facts(at, owner, about)
        return manual_drafts.make_verification_minutes(session, keys, case_id, found, about=about, actor=actor, at=at)

    return do(request, case_id, "verified", act)


def _about(session: Session, keys: FieldKeys, case_id: str, form: VerificationForm) -> Person | Entered | None:
    """Whom the minutes are about, or what they add to the owner. Raises Refused where it is not clear who is meant."""
    if form.about == "owner":
        if text_or_none(form.name):
            raise Refused(
                "You ticked the owner and wrote the name of another person: tick the other person, or empty it."
            )
        entered = form.entered()
        return entered if entered.filled_in else None
    if form.about == "answer":
        row = last_answer(session, case_id)
        said = opened_answer(keys, row).other_person if row else None
        if said is None:
            raise Refused("The owner's answer names no other person: write who it is.")
        return completed(said, form.entered())
    person = form.person("minutes of verification")
    if person is None:
        raise Refused("Name the person whom the minutes are about.")
    return person


@router.post("/cases/{case_id}/decision", name="case_decision")
def decision(request: Request, case_id: str, form: Annotated[DecisionForm, Form()]) -> Response:
    """Propose a decision; its paper waits for the signer."""
    proposed = form.request()
    return do(
        request,
        case_id,
        "decision_proposed",
        lambda session, keys, actor, at: manual_drafts.propose(session, keys, case_id, proposed, actor=actor, at=at),
    )


@router.post("/cases/{case_id}/licence", name="case_licence")
def licence(request: Request, case_id: str, form: Annotated[LicenceForm, Form()]) -> Response:
    """Enter the licence from which points fall."""
    return do(
        request,
        case_id,
        "licence_entered",
        lambda session, keys, actor, at: manual_drafts.enter_licence(
            session, keys, case_id, form.facts(vietnam_day(at)), actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/transfer", name="case_transfer")
def transfer(request: Request, case_id: str, police: Text = "") -> Response:
    """Transfer slip Mẫu số 03/73."""
    return do(
        request,
        case_id,
        "slip_prepared",
        lambda session, keys, actor, at: manual_drafts.pass_on(
            session, keys, case_id, police=police, actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/no-sanction", name="case_no_sanction")
def no_sanction(request: Request, case_id: str, reason: Text = "", law: Text = "", measures: Text = "") -> Response:
    """Closing note of a case without a fine, with the remedies or the confiscation that are decided all the same."""
    letter = LetterFacts(reason.strip(), law.strip(), measures.strip())
    return do(
        request,
        case_id,
        "letter_prepared",
        lambda session, keys, actor, at: manual_drafts.close_without_sanction(
            session, keys, case_id, letter, actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/withdrawal", name="case_withdrawal")
def withdrawal(request: Request, case_id: str, reason: Text = "", law: Text = "") -> Response:
    """Letter that takes a notice back."""
    letter = LetterFacts(reason.strip(), law.strip())
    return do(
        request,
        case_id,
        "letter_prepared",
        lambda session, keys, actor, at: manual_drafts.withdraw_after_notice(
            session, keys, case_id, letter, actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/not-liable", name="case_not_liable")
def notice_withdrawal(request: Request, case_id: str, document: Text, reason: Text = "", law: Text = "") -> Response:
    """A letter to who is not liable, which its signer sent back, in other words."""
    letter = LetterFacts(reason.strip(), law.strip())

    def act(session: Session, keys: FieldKeys, actor: Actor, at: datetime) -> object:
        if document not in {paper.id for paper in letters_sent_back(session, case_id)}:
            raise NotYours(document)
        return write_letter_again(session, keys, document, letter, actor=actor, at=at)

    return do(request, case_id, "letter_prepared", act)


def begun_at(text: str, at: datetime) -> datetime:
    """The hour at which the minutes were begun today; now where none was written."""
    hour = hour_of(text)
    return min(datetime.combine(vietnam_day(at), hour, VIETNAM), at) if hour is not None else at
