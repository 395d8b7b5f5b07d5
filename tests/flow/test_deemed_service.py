"""Decisions that nobody signed for: asked after, deemed delivered on the law's day and never earlier."""

from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from conftest import MONDAY
from ticketing.agency.actors import Actor, machine
from ticketing.agency.agency import save_agency
from ticketing.agency.form import demo_agency
from ticketing.cases import record
from ticketing.cases.decision import deemed_service
from ticketing.cases.decision.decisions import Proof, ProofKind, record_delivery_proof
from ticketing.cases.decision.deemed_service import Deemed, Way
from ticketing.cases.decision.tables import Decision, DeliveryProof
from ticketing.cases.owner.persons import Person, PersonKind, PersonRole, save_person
from ticketing.cases.record import Facts
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case, CaseClock
from ticketing.cases.terms.case_clocks import running_clocks
from ticketing.cases.terms.clocks import Circumstance, starting
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.flow.reactions import react
from ticketing.flow.timers import CLOCK, end_term, sweep_timers
from ticketing.kit.clock import VIETNAM, SettableClock
from ticketing.kit.jobs import PENDING, Job
from ticketing.web.actions.page import shown_of_actions
from ticketing.web.actions.view import CaseView
from walked import FINANCE, OFFICER, SIGNER, decided, walk_to, words_in_the_file

BEGUN = date(2026, 11, 17)
ARTICLE = "Decree 118/2021/NĐ-CP art. 17a (190/2025/NĐ-CP)"
POSTED = Deemed(Way.POSTING, BEGUN, "Biên bản niêm yết 03")


@pytest.fixture
def home(context: AppContext) -> AppContext:
    """A home whose agency asks ten days after a paper was sent."""
    with context.database.writing() as session:
        save_agency(session, demo_agency(), actor=machine("init"), at=MONDAY)
    return context


def sent(context: AppContext, number: str = "07/QĐ-XPHC") -> str:
    decision = decided(context, number, event="decision_sent")
    with context.database.reading() as session:
        return session.get_one(Decision, decision).case_id


def begun(context: AppContext, case_id: str, deemed: Deemed, at: datetime = MONDAY + timedelta(days=1)) -> None:
    with context.database.writing() as session:
        deemed_service.begin(session, context.keys, case_id, deemed, actor=OFFICER, at=at)


def swept(context: AppContext, day: date) -> None:
    """A day comes, and the machine does what the ends of terms ask for."""
    context.clock = SettableClock(datetime.combine(day, time(9), VIETNAM))
    sweep_timers(context)
    with context.database.reading() as session:
        query = sa.select(Job.subject).where(Job.task == CLOCK, Job.state == PENDING)
        woken = list(session.scalars(query))
    for clock_id in woken:
        end_term(context, clock_id)


def terms(context: AppContext, case_id: str) -> dict[str, date]:
    with context.database.reading() as session:
        return {clock.code: clock.due_on for clock in running_clocks(session, case_id)}


def state(context: AppContext, case_id: str) -> str:
    with context.database.reading() as session:
        return session.get_one(Case, case_id).state


@pytest.mark.parametrize(
    ("way", "waits", "counts_on", "pay_until"),
    [  # 21 and 22 November are a weekend, the 24th is a day off; the tenth day after 3 December is a Sunday
        (Way.THIRD_RETURN, {"DELIVERY_DEEMED_POST": date(2026, 11, 20)}, date(2026, 11, 21), date(2026, 12, 1)),
        (Way.SYSTEM_ENTRY, {"DELIVERY_DEEMED_SYSTEM": date(2026, 11, 20)}, date(2026, 11, 21), date(2026, 12, 1)),
        (
            Way.POSTING,
            {"DELIVERY_POSTING": date(2026, 11, 27), "DELIVERY_DEEMED_POSTING": date(2026, 12, 2)},
            date(2026, 12, 3),
            date(2026, 12, 14),
        ),
    ],
)
def test_a_deemed_delivery_counts_on_the_day_after_its_terms_and_the_ten_days_from_that_day(
    home: AppContext, way: Way, waits: dict[str, date], counts_on: date, pay_until: date
) -> None:
    case_id = sent(home)
    begun(home, case_id, Deemed(way, BEGUN, "RR 123 456 789 VN"))
    for code, last_day in waits.items():
        assert terms(home, case_id).keys() & {"DELIVERY_ASKED", "PAYMENT", *waits} == {code}
        assert terms(home, case_id)[code] == last_day
        swept(home, last_day)
        assert state(home, case_id) == CaseState.DECISION_SENT, last_day
        swept(home, last_day + timedelta(days=1))
    assert state(home, case_id) == CaseState.DECISION_DELIVERED
    assert terms(home, case_id)["PAYMENT"] == pay_until
    with home.database.reading() as session:
        decision, proof = session.scalars(sa.select(Decision)).one(), session.scalars(sa.select(DeliveryProof)).one()
        assert (proof.begun_on, proof.kind) == (BEGUN, way)
        assert decision.received_on == proof.received_on == counts_on
        ended = session.scalars(sa.select(CaseClock).where(CaseClock.code.in_(waits))).all()
        assert {(clock.state, clock.article) for clock in ended} == {("passed", ARTICLE)}
        received = events_of(session, case_id)[-1]
    assert received.kind == "decision_received" and received.actor == "machine:delivery"


def test_a_machine_that_comes_late_counts_from_the_day_of_the_law(home: AppContext) -> None:
    case_id = sent(home)
    begun(home, case_id, Deemed(Way.THIRD_RETURN, BEGUN, "RR 1"))
    swept(home, date(2026, 11, 30))
    assert terms(home, case_id)["PAYMENT"] == date(2026, 12, 1)


@pytest.mark.parametrize("event", ["notice_sent", "decision_sent"])
def test_what_was_sent_is_asked_after_until_an_officer_closes_the_question(home: AppContext, event: str) -> None:
    case_id = walk_to(home, event)
    assert terms(home, case_id)["DELIVERY_ASKED"] == date(2026, 11, 26)
    with home.database.writing() as session, pytest.raises(Refused, match="Say why"):
        deemed_service.close_question(session, home.keys, case_id, reason=" ", actor=OFFICER, at=MONDAY)
    with home.database.writing() as session:
        deemed_service.close_question(
            session, home.keys, case_id, reason="Đã gặp tại trụ sở.", actor=OFFICER, at=MONDAY
        )
    assert "DELIVERY_ASKED" not in terms(home, case_id)
    assert words_in_the_file(home.database, home.keys, case_id) == [("delivery_question_closed", "Đã gặp tại trụ sở.")]
    with home.database.writing() as session, pytest.raises(Refused, match="Nobody asks"):
        deemed_service.close_question(session, home.keys, case_id, reason="x", actor=OFFICER, at=MONDAY)


@pytest.mark.parametrize(
    ("before", "event", "actor"),
    [
        ("notice_sent", "owner_answered", OFFICER),
        ("decision_sent", "decision_received", machine("delivery")),
        ("decision_sent", "decision_annulled", SIGNER),
    ],
)
def test_the_question_ends_with_what_answers_it(home: AppContext, before: str, event: str, actor: Actor) -> None:
    case_id = walk_to(home, before)
    with home.database.writing() as session:
        record.apply(session, case_id, event, actor=actor, at=MONDAY)
    assert "DELIVERY_ASKED" not in terms(home, case_id)


def paid(context: AppContext, case_id: str) -> None:
    """The fine of a decision that takes no points is paid: nobody waits for another paper of it."""
    with context.database.writing() as session:
        session.execute(sa.update(Decision).where(Decision.case_id == case_id).values(points=0))
        record.apply(session, case_id, "fine_paid", actor=FINANCE, at=MONDAY)


def reacted(context: AppContext, case_id: str) -> str:
    """The machine looks at the case; gives its state."""
    react(context, case_id)
    return state(context, case_id)


def test_who_pays_before_he_has_the_decision_may_complain_from_the_day_on_which_he_gets_it(home: AppContext) -> None:
    case_id = sent(home)
    paid(home, case_id)
    assert reacted(home, case_id) == CaseState.PAID, "the office still asks what became of the decision"
    assert terms(home, case_id).keys() == {"DELIVERY_ASKED"}
    assert {"delivered", "deemed", "delivery_question"} <= offered(home, case_id)
    at = MONDAY + timedelta(days=3)
    by_hand = Proof(ProofKind.SIGNATURE, BEGUN, "Ký nhận")
    with home.database.writing() as session:
        record_delivery_proof(session, home.keys, case_id, by_hand, actor=OFFICER, at=at)
    assert state(home, case_id) == CaseState.PAID, "nothing moves"
    assert terms(home, case_id) == {"COMPLAINT": date(2027, 2, 15), "LAWSUIT": date(2027, 11, 17)}, "nothing to pay"
    with home.database.writing() as session, pytest.raises(Refused, match="not received yet"):
        record_delivery_proof(session, home.keys, case_id, by_hand, actor=OFFICER, at=at)
    with home.database.writing() as session, pytest.raises(Refused, match="not received yet"):
        deemed_service.begin(session, home.keys, case_id, POSTED, actor=OFFICER, at=at)
    assert not {"delivered", "deemed", "delivery_question"} & offered(home, case_id)
    assert reacted(home, case_id) == CaseState.CLOSED
    assert terms(home, case_id).keys() == {"COMPLAINT", "LAWSUIT"}


def test_what_was_kept_is_given_back_after_the_payment_and_not_once_more_after_the_receipt() -> None:
    received_when_paid = Circumstance("car", may_explain=False, kept=True, paid=True)
    assert starting("decision_received", received_when_paid) == ("COMPLAINT", "LAWSUIT")


def offered(context: AppContext, case_id: str) -> set[str]:
    """The acts that the page of the case offers an officer."""
    with context.database.reading() as session:
        return set(
            shown_of_actions(CaseView(session, context.keys, session.get_one(Case, case_id), OFFICER, MONDAY))["acts"]
        )


def test_who_pays_before_it_is_sent_gets_it_and_is_asked_after(home: AppContext) -> None:
    decision = decided(home, "07/QĐ-XPHC", event="decision_issued")
    with home.database.reading() as session:
        case_id = session.get_one(Decision, decision).case_id
    paid(home, case_id)
    with home.database.writing() as session, pytest.raises(Refused, match="not received yet"):
        record_delivery_proof(
            session, home.keys, case_id, Proof(ProofKind.PORTAL, BEGUN, "DVC 1"), actor=OFFICER, at=MONDAY
        )
    with home.database.writing() as session:
        record.apply(session, case_id, "decision_sent", actor=OFFICER, at=MONDAY)
    assert terms(home, case_id) == {"DELIVERY_ASKED": date(2026, 11, 26)}
    with home.database.writing() as session:
        deemed_service.close_question(
            session, home.keys, case_id, reason="Không liên lạc được.", actor=OFFICER, at=MONDAY
        )
        woken = session.scalars(sa.select(Job.key).where(Job.subject == case_id, Job.task == "react")).all()
    assert f"{case_id}:{woken_version(home, case_id)}:question" in woken, "the machine looks at it again"
    assert reacted(home, case_id) == CaseState.CLOSED


def woken_version(context: AppContext, case_id: str) -> int:
    with context.database.reading() as session:
        return session.get_one(Case, case_id).version


def test_a_posting_goes_on_when_the_fine_is_paid_and_delivers_on_the_day_of_the_law(home: AppContext) -> None:
    case_id = sent(home)
    begun(home, case_id, Deemed(Way.THIRD_RETURN, BEGUN, "RR 1"))
    paid(home, case_id)
    assert reacted(home, case_id) == CaseState.PAID
    swept(home, date(2026, 11, 21))
    assert state(home, case_id) == CaseState.PAID
    assert terms(home, case_id).keys() == {"COMPLAINT", "LAWSUIT"}
    with home.database.reading() as session:
        assert session.scalars(sa.select(Decision.received_on)).one() == date(2026, 11, 21)


def test_a_signature_overtakes_a_posting_and_one_that_is_taken_down_is_asked_after_again(home: AppContext) -> None:
    signed, again = sent(home, "07/QĐ-XPHC"), sent(home, "08/QĐ-XPHC")
    begun(home, signed, POSTED)
    begun(home, again, POSTED)
    at = MONDAY + timedelta(days=3)
    with home.database.writing() as session:
        record_delivery_proof(
            session, home.keys, signed, Proof(ProofKind.SIGNATURE, BEGUN, "Ký nhận"), actor=OFFICER, at=at
        )
    assert terms(home, signed).keys() >= {"PAYMENT"} and "DELIVERY_POSTING" not in terms(home, signed)
    with home.database.writing() as session:
        deemed_service.break_off(session, home.keys, again, reason="Biển niêm yết bị gỡ.", actor=OFFICER, at=at)
    assert terms(home, again)["DELIVERY_ASKED"] == date(2026, 11, 30) and "DELIVERY_POSTING" not in terms(home, again)
    swept(home, date(2026, 12, 10))
    assert state(home, again) == CaseState.DECISION_SENT


@pytest.mark.parametrize(
    ("deemed", "sentence"),
    [
        (Deemed(Way.POSTING, date(2026, 11, 15), "x"), "cannot be the day"),
        (Deemed(Way.POSTING, date(2026, 11, 18), "x"), "cannot be the day"),
        (Deemed(Way.POSTING, BEGUN, " "), "Name what shows it"),
    ],
)
def test_a_deemed_delivery_without_proof_or_on_an_impossible_day_begins_not(
    home: AppContext, deemed: Deemed, sentence: str
) -> None:
    case_id = sent(home)
    with pytest.raises(Refused, match=sentence):
        begun(home, case_id, deemed)


def test_one_deemed_delivery_runs_at_a_time_and_only_of_what_was_sent(home: AppContext) -> None:
    case_id = sent(home)
    begun(home, case_id, POSTED)
    with pytest.raises(Refused, match="runs already until 2026-11-27"):
        begun(home, case_id, Deemed(Way.SYSTEM_ENTRY, BEGUN, "x"))
    with pytest.raises(Refused, match="that was sent"):
        begun(home, walk_to(home, "decision_issued"), POSTED)


@pytest.mark.parametrize(("commune", "remote"), [("07210", False), ("00004", True), (None, False)])
def test_a_decision_about_somebody_of_another_province_has_the_shorter_term_of_sending(
    home: AppContext, commune: str | None, remote: bool
) -> None:
    case_id = walk_to(home, "minutes_made")
    with home.database.writing() as session:
        person = Person(PersonKind.INDIVIDUAL, "Trần Văn Thử", address="Số 1", commune_code=commune)
        save_person(session, home.keys, case_id, PersonRole.VIOLATOR, person, at=MONDAY)
        record.apply(session, case_id, "decision_issued", actor=SIGNER, at=MONDAY, facts=Facts())
    found = terms(home, case_id)
    assert found.get("SEND_DECISION_REMOTE") == (date(2026, 11, 18) if remote else None)
    assert found["SEND_DECISION"] == date(2026, 11, 19)
    with home.database.writing() as session:
        record.apply(session, case_id, "decision_sent", actor=OFFICER, at=MONDAY)
    assert not terms(home, case_id).keys() & {"SEND_DECISION", "SEND_DECISION_REMOTE"}
