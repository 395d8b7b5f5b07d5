"""What officers and signers record between the notice and the end: answer, violator, explanation, delivery.

Each function reads a form, calls the room that decides, and goes back to the case.
"""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases.answers import owner_answers
from ticketing.cases.answers.verification import verified_persons
from ticketing.cases.decision import decisions, explanations
from ticketing.cases.decision.decision_terms import extend_decision_term
from ticketing.cases.owner import transfers
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments.decision_sending import send_decision
from ticketing.documents.drafting.manual_drafts import take_answer_back
from ticketing.documents.drafting.violator import correct_violator_and_redraft
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.web.pages.case.one_act import do
from ticketing.web.pages.case.person_form import EnteredForm, PersonForm
from ticketing.web.pages.forms import Text, Version, day_written

router = APIRouter()


class AnswerForm(PersonForm):
    """The owner's answer, and the other person whom he names."""

    code: str
    version: int
    received_on: str = ""
    channel: str = owner_answers.Channel.OFFICE
    statement: str = ""
    proof: str = ""


class ViolatorForm(BaseModel):
    """Who is the violator: the owner, or the person in whose row signed minutes of verification are kept."""

    version: int
    who: str = "owner"
    drove: str = "yes"
    not_accepted: str = ""


class ExplanationForm(BaseModel):
    """What the violator says for himself, on which day, and since when the office has it."""

    text: str = ""
    oral: str = ""
    made_on: str = ""
    received_on: str = ""

    def explanation(self, today: date) -> explanations.Explanation:
        """The explanation. Raises Refused for a day that has not come yet."""
        made_on = _day(self.made_on, today)
        received_on = day_written(self.received_on, latest=today)
        return explanations.Explanation(self.text, self.oral == "yes", made_on, received_on)


@router.post("/cases/{case_id}/answer", name="case_answer")
def answer(request: Request, case_id: str, form: Annotated[AnswerForm, Form()]) -> Response:
    """Record that the owner came or answered."""
    context = request.app.state.context
    said = owner_answers.Answer(
        code=form.code,
        received_on=_day(form.received_on, vietnam_day(context.clock.now())),
        channel=owner_answers.Channel(form.channel)
        if form.channel in set(owner_answers.Channel)
        else owner_answers.Channel.OFFICE,
        statement=form.statement,
        proof=form.proof,
        other_person=form.person(f"answer {form.code}"),
    )
    return do(
        request,
        case_id,
        "answer_recorded",
        lambda session, keys, actor, at: owner_answers.record_answer(
            session, keys, case_id, said, actor=actor, at=at, expected_version=form.version
        ),
    )


@router.post("/cases/{case_id}/answer-back", name="case_answer_back")
def undo_answer(request: Request, case_id: str, version: Version, reason: Text = "") -> Response:
    """Take back an answer that was recorded on the wrong case, or of the wrong person."""
    return do(
        request,
        case_id,
        "answer_taken_back",
        lambda session, keys, actor, at: take_answer_back(
            session, keys, case_id, reason=reason, actor=actor, at=at, expected_version=version
        ),
    )


@router.post("/cases/{case_id}/violator", name="case_violator")
def violator(request: Request, case_id: str, form: Annotated[ViolatorForm, Form()]) -> Response:
    """Say who is the violator."""

    def identified(session: Session, keys: FieldKeys, actor: Actor, at: datetime) -> Case:
        person = None if form.who == "owner" else dict(verified_persons(session, keys, case_id)).get(form.who)
        if person is None and form.who != "owner":
            raise Refused("Choose the owner, or a person about whom minutes of verification are signed.")
        found = owner_answers.Violator(person, drove=form.drove == "yes", not_accepted=form.not_accepted)
        return owner_answers.identify_violator(
            session, keys, case_id, found, actor=actor, at=at, expected_version=form.version
        )

    return do(request, case_id, "violator_identified", identified)


@router.post("/cases/{case_id}/identity", name="case_identity")
def identity(request: Request, case_id: str, form: Annotated[EnteredForm, Form()]) -> Response:
    """Add or mend what minutes and decision print about the violator."""
    return do(
        request,
        case_id,
        "identity_entered",
        lambda session, keys, actor, at: correct_violator_and_redraft(
            session, keys, case_id, form.entered(), actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/excuse", name="case_excuse")
def excuse(request: Request, case_id: str, version: Version, note: Text = "") -> Response:
    """The answer excuses the owner: the case ends."""
    return do(
        request,
        case_id,
        "excuse_accepted",
        lambda session, keys, actor, at: owner_answers.accept_excuse(
            session, keys, case_id, note=note, actor=actor, at=at, expected_version=version
        ),
    )


@router.post("/cases/{case_id}/liable", name="case_liable")
def liable(request: Request, case_id: str, delivery_proof: Text = "", reason: Text = "") -> Response:
    """First voice that a silent owner is liable."""
    return do(
        request,
        case_id,
        "liable_proposed",
        lambda session, keys, actor, at: owner_answers.propose_owner_liable(
            session, keys, case_id, delivery_proof=delivery_proof, reason=reason, actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/liable/agree", name="case_liable_agree")
def liable_agree(request: Request, case_id: str) -> Response:
    """Second voice: the owner is declared liable."""
    return do(
        request,
        case_id,
        "violator_identified",
        lambda session, keys, actor, at: owner_answers.declare_owner_liable(session, keys, case_id, actor=actor, at=at),
    )


@router.post("/cases/{case_id}/explanation", name="case_explanation")
def explanation(request: Request, case_id: str, form: Annotated[ExplanationForm, Form()]) -> Response:
    """The violator explains himself."""
    context = request.app.state.context
    said = form.explanation(vietnam_day(context.clock.now()))
    return do(
        request,
        case_id,
        "explanation_recorded",
        lambda session, keys, actor, at: explanations.request_explanation(
            session, keys, case_id, said, actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/explanation-overtaken", name="case_explanation_overtaken")
def explanation_overtaken(request: Request, case_id: str, form: Annotated[ExplanationForm, Form()]) -> Response:
    """What the violator said in time, and what came after the decision."""
    context = request.app.state.context
    said = form.explanation(vietnam_day(context.clock.now()))
    return do(
        request,
        case_id,
        "explanation_overtaken",
        lambda session, keys, actor, at: explanations.record_overtaken(
            session, keys, case_id, said, actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/explanation-extended", name="case_explanation_extended")
def explanation_extended(request: Request, case_id: str, asked_on: Text = "", reason: Text = "") -> Response:
    """The one extension of the written explanation, at the violator's request."""
    context = request.app.state.context
    asked = _day(asked_on, vietnam_day(context.clock.now()))
    return do(
        request,
        case_id,
        "term_extended",
        lambda session, keys, actor, at: explanations.extend_explanation(
            session, keys, case_id, asked_on=asked, reason=reason, actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/decision-term", name="case_decision_term")
def decision_term(request: Request, case_id: str, code: Text, reason: Text = "") -> Response:
    """A longer term for the decision, with why the law gives it."""
    return do(
        request,
        case_id,
        "term_extended",
        lambda session, keys, actor, at: extend_decision_term(
            session, keys, case_id, code, reason=reason, actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/sent", name="case_sent")
def sent(request: Request, case_id: str, way: Text) -> Response:
    """Send the decision: through the police of the commune, or as an officer brings it himself."""
    return do(
        request,
        case_id,
        "decision_sent",
        lambda session, keys, actor, at: send_decision(session, case_id, way=way, actor=actor, at=at),
    )


@router.post("/cases/{case_id}/delivered", name="case_delivered")
def delivered(request: Request, case_id: str, kind: Text, reference: Text = "", received_on: Text = "") -> Response:
    """The decision was received; the proof starts the ten days to pay."""
    context = request.app.state.context
    proof = decisions.Proof(_proof_kind(kind), _day(received_on, vietnam_day(context.clock.now())), reference)
    return do(
        request,
        case_id,
        "delivery_proved",
        lambda session, keys, actor, at: decisions.record_delivery_proof(
            session, keys, case_id, proof, actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/settled-elsewhere", name="case_settled_elsewhere")
def settled_elsewhere(request: Request, case_id: str, report: Text = "") -> Response:
    """The office that a case was passed on to has settled it."""
    return do(
        request,
        case_id,
        "settled",
        lambda session, keys, actor, at: transfers.settle_elsewhere(
            session, keys, case_id, report=report, actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/settle", name="case_settle")
def settle(request: Request, case_id: str) -> Response:
    """Close a case whose fine is paid, or whose warning was received."""
    return do(
        request,
        case_id,
        "settled",
        lambda session, keys, actor, at: decisions.settle(session, case_id, actor=actor, at=at),
    )


def _day(text: str, today: date) -> date:
    """The day on which something happened. Raises Refused where none was written, or one to come."""
    day = day_written(text, latest=today)
    if day is None:
        raise Refused("Write the day on which it happened.")
    return day


def _proof_kind(kind: str) -> decisions.ProofKind:
    if kind not in set(decisions.ProofKind):
        raise Refused(f"'{kind}' is no proof of delivery. Possible: {', '.join(decisions.ProofKind)}.")
    return decisions.ProofKind(kind)
