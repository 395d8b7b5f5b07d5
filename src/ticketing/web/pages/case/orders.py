"""What an officer draws up about an issued decision: later, in parts or less; amended, corrected, cancelled; and the
hearing before a decision. The signer of competence signs what waits then."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.agency.agency import agency_on
from ticketing.cases.decision import explanations
from ticketing.cases.decision.payment_schedule import DuePart
from ticketing.cases.states import Refused
from ticketing.documents import codes
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.codes import ACCOUNT, SALARY
from ticketing.documents.content.facts import Mark, OfficerFacts
from ticketing.documents.content.minutes.hearing import HearingFacts
from ticketing.documents.content.orders.order_facts import AskedFor, ChangeOrder, Refusal
from ticketing.documents.drafting import answers, enforcing, manual_drafts, orders
from ticketing.documents.drafting.corrections import PersonAsIs
from ticketing.documents.drafting.enforcing import Deduction
from ticketing.documents.drafting.orders import Application, NewFine
from ticketing.kit.clock import VIETNAM, vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.payments.balances import balance_of_case
from ticketing.web.pages.case.document_drafts import begun_at
from ticketing.web.pages.case.one_act import do
from ticketing.web.pages.forms import Text, day_written, hour_of, lines, number_written, rows_written, vnd_written

router = APIRouter()


class ApplicationForm(BaseModel):
    """An application, what it asks for (asked_…), and what is ordered. kind: which one it is, where it is refused."""

    kind: str = ""
    asked_on: str = ""
    reason: str = ""
    asked_until: str = ""
    asked_remitted: str = ""
    asked_vnd: str = ""
    asked_times: str = ""
    asked_sums: list[str] = []
    asked_days: list[str] = []
    until: str = ""
    sums: list[str] = []
    days: list[str] = []
    remitted_vnd: str = ""

    def application(self, at: datetime) -> Application:
        """The application itself. Raises Refused without its day, or for what is no day, sum or number in it."""
        asked_on = day_written(self.asked_on, latest=vietnam_day(at))
        if asked_on is None:
            raise Refused("Write the day of the application.")
        times = number_written(self.asked_times)
        asked = AskedFor(
            day_written(self.asked_until), self.asked_remitted.strip(), vnd_written(self.asked_vnd), times,
            tuple(_parts(self.asked_sums, self.asked_days)),
        )  # fmt: skip
        return Application(asked_on, self.reason, asked)

    def last_day(self) -> date:
        """The day to which the fine is deferred. Raises Refused without one."""
        until = day_written(self.until)
        if until is None:
            raise Refused("Write the day by which the fine is paid then.")
        return until

    def payments(self) -> list[DuePart]:
        """The parts that are ordered. Raises Refused where a sum stands without its day."""
        return _parts(self.sums, self.days)


def _parts(sums: list[str], days: list[str]) -> list[DuePart]:
    parts = []
    for text, written in rows_written(sums, days):
        amount, until = vnd_written(text), day_written(written)
        if (amount is None) != (until is None):
            raise Refused("Write sum and day of each payment.")
        if amount is not None and until is not None:
            parts.append(DuePart(amount, until))
    return parts


class DeductionForm(BaseModel):
    """From whom an unpaid fine is taken, and by when."""

    holder: str = ""
    holder_address: str = ""
    account: str = ""
    each_time: str = ""
    costs_vnd: str = ""
    until: str = ""

    def deduction(self) -> Deduction:
        """What was written. Raises Refused without a last day."""
        until = day_written(self.until)
        if until is None:
            raise Refused("Write the day by which it is carried out.")
        costs = vnd_written(self.costs_vnd) or 0
        return Deduction(self.holder, self.holder_address, until, self.account, self.each_time, costs)


class ChangesForm(BaseModel):
    """What a decision shall say instead, place by place; the new fine or the person, where they change."""

    reason: str = ""
    name: str = ""
    personal_id: str = ""
    birth_date: str = ""
    address: str = ""
    place: list[str] = []
    was: list[str] = []
    now: list[str] = []
    amount_vnd: str = ""
    mitigating: str = ""
    aggravating: str = ""

    def changes(self) -> list[ChangeOrder]:
        """The places that were written."""
        return [ChangeOrder(*row) for row in rows_written(self.place, self.was, self.now)]

    def person(self) -> PersonAsIs:
        """How the person fined is really written. Raises Refused for a birth date that is no day."""
        return PersonAsIs(self.name, self.personal_id, day_written(self.birth_date), self.address)

    def fine(self) -> NewFine | None:
        """The new fine; None: it stays."""
        amount = vnd_written(self.amount_vnd)
        return None if amount is None else NewFine(amount, lines(self.mitigating), lines(self.aggravating))


class HearingForm(BaseModel):
    """When and where a hearing is held, and what was said there."""

    day: str = ""
    place: str = ""
    begun: str = ""
    chair: str = ""
    heard: str = ""
    heard_as: str = ""
    ground_of_case: str = ""
    explanation: str = ""
    answer: str = ""

    def moment(self) -> datetime:
        """When it is to be held. Raises Refused without day and hour."""
        day, hour = day_written(self.day), hour_of(self.begun)
        if day is None or hour is None:
            raise Refused("Write day and hour of the hearing.")
        return datetime.combine(day, hour, VIETNAM)


DrawUp = Callable[..., object]


def _drafted(name: str, shape: type[BaseModel], draw_up: DrawUp, done: str) -> None:
    """Add the route that draws one of these papers up from its form."""

    def route(request: Request, case_id: str, form: Annotated[shape, Form()]) -> Response:  # type: ignore[valid-type]
        return do(
            request,
            case_id,
            done,
            lambda session, keys, actor, at: draw_up(session, keys, case_id, form, actor=actor, at=at),
        )

    router.add_api_route(f"/cases/{{case_id}}/{name}", route, methods=["POST"], name=f"case_{name.replace('-', '_')}")


def _defer(session: Session, keys: FieldKeys, case_id: str, form: ApplicationForm, *, at: datetime, **by: Any) -> None:
    orders.defer(session, keys, case_id, form.application(at), form.last_day(), at=at, **by)


def _in_parts(
    session: Session, keys: FieldKeys, case_id: str, form: ApplicationForm, *, at: datetime, **by: Any
) -> None:
    orders.pay_in_parts(session, keys, case_id, form.application(at), form.payments(), at=at, **by)


def _remit(session: Session, keys: FieldKeys, case_id: str, form: ApplicationForm, *, at: datetime, **by: Any) -> None:
    orders.remit(session, keys, case_id, form.application(at), vnd_written(form.remitted_vnd), at=at, **by)


def _refuse(session: Session, keys: FieldKeys, case_id: str, form: ApplicationForm, *, at: datetime, **by: Any) -> None:
    asked = form.application(at)
    answers.refuse_payment_relief(session, keys, case_id, Refusal(form.kind, asked.asked_on, asked.reason), at=at, **by)


def _amend(session: Session, keys: FieldKeys, case_id: str, form: ChangesForm, **by: Any) -> None:
    orders.amend(session, keys, case_id, form.reason, form.changes(), fine=form.fine(), **by)


def _correct(session: Session, keys: FieldKeys, case_id: str, form: ChangesForm, **by: Any) -> None:
    orders.correct(session, keys, case_id, form.reason, form.changes(), person=form.person(), **by)


def _cancel(session: Session, keys: FieldKeys, case_id: str, form: ChangesForm, **by: Any) -> None:
    orders.cancel(session, keys, case_id, form.reason, **by)


def _enforcement(kind: str) -> DrawUp:
    def enforce(
        session: Session, keys: FieldKeys, case_id: str, form: DeductionForm, *, at: datetime, **by: Any
    ) -> None:
        balance = balance_of_case(session, case_id, vietnam_day(at))
        interest_vnd = balance.interest_vnd if balance else 0
        enforcing.enforce(session, keys, case_id, kind, form.deduction(), interest_vnd, at=at, **by)

    return enforce


def _call(session: Session, keys: FieldKeys, case_id: str, form: HearingForm, **by: Any) -> None:
    answers.call_hearing(session, keys, case_id, form.moment(), form.place, form.chair, **by)


# The last part of the address, its form, what draws the paper up, and what is said when it is done.
for _route in (
    (codes.DEFERRAL, ApplicationForm, _defer, "order_drawn_up"),  # MQĐ03
    (codes.INSTALMENTS, ApplicationForm, _in_parts, "order_drawn_up"),  # MQĐ05
    (codes.REMISSION, ApplicationForm, _remit, "order_drawn_up"),  # MQĐ04
    ("salary-enforcement", DeductionForm, _enforcement(SALARY), "order_drawn_up"),  # MQĐ07
    ("account-enforcement", DeductionForm, _enforcement(ACCOUNT), "order_drawn_up"),  # MQĐ08
    ("application-refused", ApplicationForm, _refuse, "answer_drawn_up"),
    (codes.AMENDMENT, ChangesForm, _amend, "order_drawn_up"),  # MQĐ38
    (codes.CORRECTION, ChangesForm, _correct, "order_drawn_up"),  # MQĐ39
    (codes.CANCELLATION, ChangesForm, _cancel, "order_drawn_up"),  # MQĐ40
    ("hearing-notice", HearingForm, _call, "answer_drawn_up"),
):
    _drafted(*_route)


@router.post("/cases/{case_id}/hearing-announced", name="case_hearing_announced")
def hearing_announced(request: Request, case_id: str, number: Text = "", announced_on: Text = "") -> Response:
    """Time and place of the hearing were announced."""

    def act(session: Session, keys: FieldKeys, actor: Actor, at: datetime) -> None:
        day = day_written(announced_on, latest=vietnam_day(at)) or vietnam_day(at)
        explanations.announce_hearing(session, case_id, number=number, announced_on=day, actor=actor, at=at)

    return do(request, case_id, "hearing_announced", act)


@router.post("/cases/{case_id}/hearing", name="case_hearing")
def hearing(request: Request, case_id: str, form: Annotated[HearingForm, Form()]) -> Response:
    """Minutes of the hearing (MBB03)."""

    def act(session: Session, keys: FieldKeys, actor: Actor, at: datetime) -> object:
        facts = _hearing(session, case_id, form, at)
        return manual_drafts.make_hearing_minutes(session, keys, case_id, facts, actor=actor, at=at)

    return do(request, case_id, "hearing_drawn_up", act)


def _hearing(session: Session, case_id: str, form: HearingForm, at: datetime) -> HearingFacts:
    announced = explanations.hearing_announced(session, case_id)
    asked_on = explanations.hearing_asked_on(session, case_id)
    if announced is None or asked_on is None:
        raise Refused("Record first by which paper time and place of the hearing were announced (LHAV art. 61.3).")
    agency = agency_on(session, vietnam_day(at))
    chair = agency.signer(form.chair)
    if chair is None:
        raise Refused("Name who held the hearing: one of the agency's signers.")
    minutes = signed_documents(session, case_id, codes.MINUTES)[-1]
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
