"""What an officer draws up about an issued decision: later, in parts or less; amended, corrected, cancelled; and the
hearing before a decision. The signer of competence signs what waits then."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.agency.agency import agency_on
from ticketing.cases import easings, explanations
from ticketing.cases.pay_days import DuePart
from ticketing.cases.states import Refused
from ticketing.documents import desk, orders
from ticketing.documents.content.minutes import HearingFacts
from ticketing.documents.facts import Mark, OfficerFacts
from ticketing.documents.order_facts import ChangeOrder
from ticketing.documents.orders import Application, NewFine
from ticketing.documents.queries import signed_papers
from ticketing.kit.clock import vietnam_day
from ticketing.web.pages.drawn_up import begun_at, do, lines
from ticketing.web.pages.forms import Text, day_written, given

router = APIRouter()


class ApplicationForm(BaseModel):
    """An application, and what it asks for."""

    asked_on: str = ""
    reason: str = ""
    until: str = ""
    sums: list[str] = []
    days: list[str] = []
    remitted_vnd: str = ""

    def application(self, at: datetime) -> Application:
        """The application itself. Raises Refused without its day."""
        asked_on = day_written(self.asked_on, latest=vietnam_day(at))
        if asked_on is None:
            raise Refused("Write the day of the application.")
        return Application(asked_on, self.reason)

    def last_day(self) -> date:
        """The day to which the fine is deferred. Raises Refused without one."""
        until = day_written(self.until)
        if until is None:
            raise Refused("Write the day by which the fine is paid then.")
        return until

    def payments(self) -> list[DuePart]:
        """The parts that were written. Raises Refused where a sum stands without its day."""
        parts = []
        for text, written in zip(self.sums, self.days, strict=False):
            amount, until = vnd_written(text), day_written(written)
            if (amount is None) != (until is None):
                raise Refused("Write sum and day of each payment.")
            if amount is not None and until is not None:
                parts.append(DuePart(amount, until))
        return parts


class ChangesForm(BaseModel):
    """What a decision shall say instead, place by place, and the new fine where it changes."""

    reason: str = ""
    place: list[str] = []
    was: list[str] = []
    now: list[str] = []
    amount_vnd: str = ""
    mitigating: str = ""
    aggravating: str = ""

    def changes(self) -> list[ChangeOrder]:
        """The places that were written."""
        rows = zip(self.place, self.was, self.now, strict=False)
        return [ChangeOrder(*(cell.strip() for cell in row)) for row in rows if any(map(given, row))]

    def fine(self) -> NewFine | None:
        """The new fine; None: it stays."""
        amount = vnd_written(self.amount_vnd)
        return None if amount is None else NewFine(amount, lines(self.mitigating), lines(self.aggravating))


class HearingForm(BaseModel):
    """What was said at a hearing."""

    place: str = ""
    begun: str = ""
    chair: str = ""
    heard: str = ""
    heard_as: str = ""
    ground_of_case: str = ""
    explanation: str = ""
    answer: str = ""


@router.post("/cases/{case_id}/deferral", name="case_deferral")
def deferral(request: Request, case_id: str, form: Annotated[ApplicationForm, Form()]) -> Response:
    """Deferral of the payment (MQĐ03)."""
    return do(
        request,
        case_id,
        "order_drawn_up",
        lambda session, keys, actor, at: orders.defer(
            session, keys, case_id, form.application(at), form.last_day(), actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/instalments", name="case_instalments")
def instalments(request: Request, case_id: str, form: Annotated[ApplicationForm, Form()]) -> Response:
    """Payment in parts (MQĐ05)."""
    return do(
        request,
        case_id,
        "order_drawn_up",
        lambda session, keys, actor, at: orders.pay_in_parts(
            session, keys, case_id, form.application(at), form.payments(), actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/remission", name="case_remission")
def remission(request: Request, case_id: str, form: Annotated[ApplicationForm, Form()]) -> Response:
    """Reduction of the fine, or exemption from what is unpaid (MQĐ04)."""
    return do(
        request,
        case_id,
        "order_drawn_up",
        lambda session, keys, actor, at: orders.remit(
            session, keys, case_id, form.application(at), vnd_written(form.remitted_vnd), actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/application-refused", name="case_application_refused")
def application_refused(request: Request, case_id: str, reason: Text = "") -> Response:
    """The application was answered with no."""
    return do(
        request,
        case_id,
        "application_refused",
        lambda session, keys, actor, at: easings.refuse_application(
            session, case_id, reason=reason, actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/amendment", name="case_amendment")
def amendment(request: Request, case_id: str, form: Annotated[ChangesForm, Form()]) -> Response:
    """Amend, add to or cancel a part of the decision (MQĐ38)."""
    return do(
        request,
        case_id,
        "order_drawn_up",
        lambda session, keys, actor, at: orders.amend(
            session, keys, case_id, form.reason, form.changes(), fine=form.fine(), actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/correction", name="case_correction")
def correction(request: Request, case_id: str, form: Annotated[ChangesForm, Form()]) -> Response:
    """Mend slips of writing (MQĐ39)."""
    return do(
        request,
        case_id,
        "order_drawn_up",
        lambda session, keys, actor, at: orders.correct(
            session, keys, case_id, form.reason, form.changes(), actor=actor, at=at
        ),
    )


@router.post("/cases/{case_id}/cancellation", name="case_cancellation")
def cancellation(request: Request, case_id: str, reason: Text = "") -> Response:
    """Cancel the whole decision (MQĐ40)."""
    return do(
        request,
        case_id,
        "order_drawn_up",
        lambda session, keys, actor, at: orders.cancel(session, keys, case_id, reason, actor=actor, at=at),
    )


@router.post("/cases/{case_id}/hearing-announced", name="case_hearing_announced")
def hearing_announced(request: Request, case_id: str, number: Text = "", announced_on: Text = "") -> Response:
    """Time and place of the hearing were announced."""

    def act(session: Session, keys: Any, actor: Actor, at: datetime) -> None:
        day = day_written(announced_on, latest=vietnam_day(at)) or vietnam_day(at)
        explanations.announce_hearing(session, case_id, number=number, announced_on=day, actor=actor, at=at)

    return do(request, case_id, "hearing_announced", act)


@router.post("/cases/{case_id}/hearing", name="case_hearing")
def hearing(request: Request, case_id: str, form: Annotated[HearingForm, Form()]) -> Response:
    """Minutes of the hearing (MBB03)."""

    def act(session: Session, keys: Any, actor: Actor, at: datetime) -> object:
        facts = _hearing(session, case_id, form, at)
        return desk.make_hearing_minutes(session, keys, case_id, facts, actor=actor, at=at)

    return do(request, case_id, "hearing_drawn_up", act)


def vnd_written(text: str) -> int | None:
    """A sum of a form in đồng; None where nothing was written. Raises Refused for what is no number.

    >>> vnd_written("5.000.000 đ"), vnd_written("  ")
    (5000000, None)
    """
    digits = "".join(sign for sign in text if sign.isdigit())
    if given(text) and not digits:
        raise Refused("Write the amount in whole đồng, like 5.000.000.")
    return int(digits) if digits else None


def _hearing(session: Session, case_id: str, form: HearingForm, at: datetime) -> HearingFacts:
    announced = explanations.hearing_announced(session, case_id)
    asked_on = explanations.hearing_asked_on(session, case_id)
    if announced is None or asked_on is None:
        raise Refused("Record first by which paper time and place of the hearing were announced (LHAV art. 61.3).")
    agency = agency_on(session, vietnam_day(at))
    chair = agency.signer(form.chair)
    if chair is None:
        raise Refused("Name who held the hearing: one of the agency's signers.")
    minutes = signed_papers(session, case_id, "minutes")[-1]
    assert minutes.no and minutes.issued_on
    return HearingFacts(
        held_at=begun_at(form.begun, at),
        place=form.place.strip(),
        minutes=Mark(minutes.no, minutes.issued_on),
        asked_on=asked_on,
        announced=Mark(*announced),
        chair=OfficerFacts(chair.name, chair.post, agency.full_name, chair.police_rank),
        heard=form.heard.strip(),
        heard_as=form.heard_as.strip(),
        ground_of_case=form.ground_of_case.strip(),
        explanation=form.explanation.strip(),
        answer=form.answer.strip(),
        finished_at=at,
    )
