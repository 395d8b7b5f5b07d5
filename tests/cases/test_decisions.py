"""What a decision may be: its amount and what stands beside it, by whom, until when, once for one act."""

import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.review.conftest import ACTED, HAN, LAN, NOW, SIGNER, Reviewing, reviewing

from cases.answered_cases import COMPANY, MINUTES_AT, TODAY, clocks_of, issue, minuted, propose
from ticketing.agency.actors import machine
from ticketing.cases import record
from ticketing.cases.answers.owner_answers import Violator
from ticketing.cases.decision.additional_sanctions import (
    Imposed,
    Remedy,
    Withdrawal,
    imposed,
    refuse_against_the_decree,
)
from ticketing.cases.decision.decision_terms import extend_decision_term
from ticketing.cases.decision.decisions import (
    Proof,
    ProofKind,
    Request,
    decision_of,
    record_delivery_proof,
    refuse_second_fine,
    settle,
    withdraw_proposal,
)
from ticketing.cases.decision.figures import NoFinePossible
from ticketing.cases.intake.duplicate_violation import ANOTHER_ACT
from ticketing.cases.owner.persons import Person, PersonKind
from ticketing.cases.record import Facts
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.cases.terms.case_clocks import running_clocks
from ticketing.evidence.log import events_of
from ticketing.kit.clock import iso
from ticketing.law.penalties import fine_row

__all__ = ["reviewing"]


def test_a_decision_is_the_middle_of_the_range_of_the_day_of_the_act(reviewing: Reviewing) -> None:
    row = propose(reviewing, minuted(reviewing, behaviour="LANE_CHANGE_MOTORWAY"))
    assert (row.lowest_vnd, row.amount_vnd, row.points, row.pay_within_days) == (5_000_000, 5_000_000, 2, 10)
    # Minutes of Friday 20/11/2026; 24/11 is a holiday: seven working days end on 2/12.
    assert (row.term_code, row.term_due_on) == ("DECISION", date(2026, 12, 2))


def test_an_organisation_pays_double_and_loses_no_points(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing, Violator(drove=False), owner=COMPANY, behaviour="LANE_CHANGE_MOTORWAY")
    row = propose(reviewing, case_id)
    assert (row.organisation, row.amount_vnd, row.points) == (True, 10_000_000, 0)


def test_a_chosen_amount_lies_between_the_ends_and_is_justified(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing, behaviour="LANE_CHANGE_MOTORWAY")
    one = ("Người vi phạm đã tự nguyện khai báo",)
    for request, match in (
        (Request(mitigating=one), "chosen and justified"),
        (Request(mitigating=one, amount_vnd=4_000_000, justification="x"), "not possible"),
        (Request(mitigating=one, amount_vnd=4_500_000), "justified in words"),
        (Request(amount_vnd=4_500_000, justification="x"), "not possible"),
    ):
        with pytest.raises(Refused, match=match):
            propose(reviewing, case_id, request)
    row = propose(reviewing, case_id, Request(mitigating=one, amount_vnd=4_500_000, justification="Thành khẩn"))
    assert row.amount_vnd == 4_500_000 and "Thành" not in str(row.justification)


def test_after_the_term_or_the_limitation_no_fine_is_decided(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing)
    with pytest.raises(NoFinePossible, match="ended on 2026-12-02"):
        propose(reviewing, case_id, at=datetime(2026, 12, 3, 2, tzinfo=UTC))
    with pytest.raises(Refused, match="reason"):
        propose(reviewing, case_id, Request(term_code="DECISION_COMPLEX"), datetime(2026, 12, 3, 2, tzinfo=UTC))
    longer = Request(term_code="DECISION_COMPLEX", term_reason="Nhiều tình tiết phức tạp")
    assert propose(reviewing, case_id, longer, datetime(2026, 12, 3, 2, tzinfo=UTC)).term_code == "DECISION_COMPLEX"
    assert clocks_of(reviewing, case_id)["DECISION_COMPLEX"] == date(2027, 1, 20)
    with reviewing.database.writing() as session:  # the longer term stays the case's when the proposal is sent back
        withdraw_proposal(session, case_id)
        with pytest.raises(Refused, match="until 2027-01-20 already"):
            extend_decision_term(
                session, reviewing.keys, case_id, "DECISION_TRANSFERRED", reason="x", actor=HAN, at=NOW
            )
    assert propose(reviewing, case_id, at=datetime(2026, 12, 3, 2, tzinfo=UTC)).term_code == "DECISION_COMPLEX"
    old = minuted(reviewing, acted=datetime(2025, 11, 21, 3, tzinfo=UTC), plate="98A77777")
    with pytest.raises(NoFinePossible, match="limitation since 2026-11-21"):
        propose(reviewing, old, at=datetime(2026, 11, 22, 2, tzinfo=UTC))


def test_a_minor_pays_half_at_most_and_a_child_is_not_fined(reviewing: Reviewing) -> None:
    young = Person(PersonKind.INDIVIDUAL, "A", birth_date=date(2009, 11, 17))
    row = propose(reviewing, minuted(reviewing, Violator(young), code="OTHER_DRIVER", behaviour="LANE_CHANGE_MOTORWAY"))
    assert row.amount_vnd == 2_500_000
    unknown = minuted(reviewing, Violator(Person(PersonKind.INDIVIDUAL, "A")), code="OTHER_DRIVER", plate="98A44444")
    with pytest.raises(Refused, match="birth date of the violator is not known"):
        propose(reviewing, unknown)
    child = Person(PersonKind.INDIVIDUAL, "A", birth_date=date(2011, 11, 17))
    warned = minuted(reviewing, Violator(child), code="OTHER_DRIVER", plate="98A55555")
    for request, why in ((Request(), "done on purpose"), (Request(amount_vnd=500_000), "never fined")):
        with pytest.raises(Refused, match=why):
            propose(reviewing, warned, request)
    warning = propose(reviewing, warned, Request(justification="Biết là đường cấm mà vẫn đi vào"))
    assert (warning.warning, warning.amount_vnd, warning.points, warning.pay_within_days) == (True, 0, 0, 0)
    with reviewing.database.writing() as session:
        issue(session, warning)
        record.apply(session, warned, "decision_sent", actor=HAN, at=MINUTES_AT)
        record.apply(session, warned, "decision_received", actor=machine("delivery"), at=MINUTES_AT)
        terms = {clock.code for clock in running_clocks(session, warned)}
        assert "COMPLAINT" in terms and "PAYMENT" not in terms, "there is nothing to pay"
        executed = settle(session, warned, actor=machine("reactions"), at=MINUTES_AT)
        assert (executed.state, events_of(session, warned)[-1].kind) == (CaseState.CLOSED, "warning_executed")


PLATE_BACK = Remedy("Buộc khôi phục lại hình dạng của biển số xe", 10)
WITHDRAWN, WITHDRAWN_SO_LONG = Imposed(Withdrawal(11)), Imposed(Withdrawal(13))
WITHDRAWN_EARLIER = Imposed(Withdrawal(11, MINUTES_AT.date() - timedelta(days=1)))


@pytest.mark.parametrize(
    ("behaviour", "kind", "entered", "refused"),
    [
        ("WEAVING", "motorcycle", Imposed(), "for 10 to 12 months"),
        ("WEAVING", "motorcycle", WITHDRAWN_SO_LONG, "13 months are not possible: the decree says 10 to 12"),
        ("WEAVING", "motorcycle", WITHDRAWN_EARLIER, "before the decision"),
        ("WEAVING", "motorcycle", WITHDRAWN, ""),
        ("NO_ENTRY", "car", WITHDRAWN, "No licence is withdrawn"),
        ("FALSE_PLATE", "car", Imposed(), "confiscates the plate"),
        ("FALSE_PLATE", "car", Imposed(confiscates_plate=True), ""),
        ("NO_ENTRY", "car", Imposed(confiscates_plate=True), "confiscates no plate"),
        ("HIDDEN_PLATE", "car", Imposed(), "put right"),
        ("HIDDEN_PLATE", "car", Imposed(remedy=replace(PLATE_BACK, days=0)), "its term in days"),
        ("HIDDEN_PLATE", "car", Imposed(remedy=PLATE_BACK), ""),
        ("NO_ENTRY", "car", Imposed(remedy=PLATE_BACK), "orders no remedy"),
    ],
)
def test_beside_the_fine_stands_what_the_decree_orders_inside_its_range(
    behaviour: str, kind: str, entered: Imposed, refused: str
) -> None:
    row, on = fine_row(behaviour, kind, TODAY), MINUTES_AT.date()
    assert row is not None and imposed(entered.sanctions_json(), entered.remedies_json()) == entered
    with pytest.raises(Refused, match=refused) if refused else nullcontext():
        refuse_against_the_decree(row, entered, drove=True, warned=False, on=on)


def test_who_is_not_known_to_have_driven_keeps_his_licence() -> None:
    row, on = fine_row("WEAVING", "motorcycle", TODAY), MINUTES_AT.date()
    assert row is not None
    refuse_against_the_decree(row, Imposed(), drove=False, warned=False, on=on)
    with pytest.raises(Refused, match="the driver is not known"):
        refuse_against_the_decree(row, WITHDRAWN, drove=False, warned=False, on=on)


def test_one_proposal_lives_and_one_that_was_sent_back_makes_room(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing)
    propose(reviewing, case_id)
    with pytest.raises(Refused, match="already"):
        propose(reviewing, case_id)
    with reviewing.database.writing() as session:
        withdraw_proposal(session, case_id)
    assert propose(reviewing, case_id).state == "proposed"


def test_a_signer_and_the_machine_do_not_propose(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing)
    for actor in (SIGNER, machine("flow")):
        with pytest.raises(Refused, match="officer"):
            propose(reviewing, case_id, actor=actor)


def test_one_act_is_fined_once(reviewing: Reviewing) -> None:
    first, second = minuted(reviewing, acted=ACTED), minuted(reviewing, acted=ACTED + timedelta(seconds=20))
    row = propose(reviewing, first)
    with pytest.raises(Refused, match="fined once"):
        propose(reviewing, second)
    with reviewing.database.writing() as session:  # asked again where it is signed
        refuse_second_fine(session, session.get_one(Case, first))
        with pytest.raises(Refused, match="fined once"):
            refuse_second_fine(session, session.get_one(Case, second))
    with reviewing.database.writing() as session:
        issue(session, row)
    with pytest.raises(Refused, match="fined once"):
        propose(reviewing, second)


@pytest.mark.parametrize("fined", ["before", "behind"])
def test_what_an_officer_compared_and_named_another_act_is_fined_too(reviewing: Reviewing, fined: str) -> None:
    before = minuted(reviewing, acted=ACTED)
    behind = minuted(reviewing, acted=ACTED + timedelta(seconds=20), compared_with=[before])
    third = minuted(reviewing, acted=ACTED + timedelta(seconds=40), compared_with=["another case"])
    first, second = (before, behind) if fined == "before" else (behind, before)
    propose(reviewing, first)
    propose(reviewing, second)
    with reviewing.database.reading() as session:
        leaf = json.loads(next(e.leaf for e in events_of(session, second) if e.kind == "decision_proposed"))
    said = {"case": reviewing.read(first).number, "said_by": HAN.label, "said_at": iso(MINUTES_AT)}
    assert leaf["data"][ANOTHER_ACT] == [said]
    with pytest.raises(Refused, match=r"nobody .* compared"):
        propose(reviewing, third)
    propose(reviewing, third, Request(another_act=True))
    with reviewing.database.writing() as session:  # what was said with the proposal stands when it is signed
        told = refuse_second_fine(session, session.get_one(Case, third))
    by_lan = {"said_by": LAN.label, "said_at": iso(MINUTES_AT)}
    assert told == {ANOTHER_ACT: [{"case": reviewing.read(one).number, **by_lan} for one in (before, behind)]}


def test_a_proposal_of_a_case_that_ended_without_sanction_is_no_fine(reviewing: Reviewing) -> None:
    first, second = minuted(reviewing, acted=ACTED), minuted(reviewing, acted=ACTED + timedelta(seconds=20))
    propose(reviewing, first)
    with reviewing.database.writing() as session:
        record.apply(session, first, "no_sanction_decided", actor=SIGNER, at=MINUTES_AT, facts=Facts())
    assert propose(reviewing, second).state == "proposed"


def test_the_ten_days_to_pay_count_from_the_day_that_is_proved(reviewing: Reviewing) -> None:
    case_id = minuted(reviewing)
    row = propose(reviewing, case_id)
    proof = Proof(ProofKind.SIGNATURE, date(2026, 11, 23), "Ký nhận")
    with reviewing.database.writing() as session:
        issue(session, row)
    sent_at = datetime(2026, 11, 25, 2, tzinfo=UTC)
    with reviewing.database.writing() as session, pytest.raises(Refused, match="was sent"):
        record_delivery_proof(session, reviewing.keys, case_id, proof, actor=HAN, at=sent_at)
    with reviewing.database.writing() as session:
        record.apply(session, case_id, "decision_sent", actor=HAN, at=sent_at)
    for wrong in (date(2026, 11, 19), date(2026, 11, 26)):
        with reviewing.database.writing() as session, pytest.raises(Refused, match="not received"):
            record_delivery_proof(
                session, reviewing.keys, case_id, Proof(ProofKind.SIGNATURE, wrong, "x"), actor=HAN, at=sent_at
            )
    with reviewing.database.writing() as session:
        case = record_delivery_proof(session, reviewing.keys, case_id, proof, actor=HAN, at=sent_at)
        assert case.state == CaseState.DECISION_DELIVERED
        assert {c.code: c.due_on for c in running_clocks(session, case_id)}["PAYMENT"] == date(2026, 12, 3)
        decision = decision_of(session, case_id)
        assert decision is not None and decision.received_on == date(2026, 11, 23)
        leaf = events_of(session, case_id)[-1].leaf
    assert "proof of delivery by officer:han" in leaf and "Ký" not in leaf
