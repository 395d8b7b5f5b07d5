"""What a verdict does to a case, and who may give it."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.review.conftest import ACTED, HAN, LAN, MAI, NOW, SENIOR, SIGNER, Reviewing

from ticketing.agency.actors import Actor, Role, machine
from ticketing.cases import holding
from ticketing.cases.intake.duplicate_violation import ANOTHER_ACT, Statement, declared_separate
from ticketing.cases.record import Stale, apply
from ticketing.cases.sealed_notes import readable_notes
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.evidence.log import events_of
from ticketing.kit.clock import iso
from ticketing.review import lease
from ticketing.review.completeness import Incomplete
from ticketing.review.evaluate import Verdict
from ticketing.review.policy import Kind
from ticketing.review.proposal import Registered
from ticketing.review.reasons import UnknownReason
from ticketing.review.verdict_queries import open_verdicts
from ticketing.review.verdicts import Outcome, Step, take_back
from ticketing.review.verdicts import give_verdict as give
from walked import words_in_the_file

CONFIRM = Verdict(Kind.CONFIRM)
REJECT = Verdict(Kind.REJECT, reason_code="NOT_A_VIOLATION")
FITS = Registered({"found": "one", "kind": "car", "plate_colour": "white", "owner_known": True, "load": "l2"}, "car")


def judge(reviewing: Reviewing, case_id: str, verdict: Verdict, actor: Actor, **more: Any) -> Outcome:
    with reviewing.database.writing() as session:
        return give(session, reviewing.keys, case_id, verdict, actor=actor, at=NOW, **more)


def test_one_verdict_is_enough_for_a_clear_case(reviewing: Reviewing) -> None:
    reviewing.tried(HAN)
    case_id = reviewing.case()
    outcome = judge(reviewing, case_id, CONFIRM, HAN)
    case = reviewing.read(case_id)
    assert outcome.step is Step.DECIDED and case.state == CaseState.CONFIRMED
    assert case.wording_confirmed and case.law is not None and case.law["may_explain"] is False


def test_the_second_record_of_an_act_is_confirmed_only_by_who_looked_at_the_first(reviewing: Reviewing) -> None:
    reviewing.tried(HAN)
    first, second = reviewing.case(acted=ACTED), reviewing.case(acted=ACTED + timedelta(seconds=20))
    with pytest.raises(Incomplete, match=reviewing.read(first).number):
        judge(reviewing, second, CONFIRM, HAN)
    assert judge(reviewing, first, CONFIRM, HAN).case.state == CaseState.CONFIRMED
    with pytest.raises(Incomplete, match="same act"):
        judge(reviewing, second, CONFIRM, HAN)
    assert judge(reviewing, second, replace(CONFIRM, another_act=True), HAN).case.state == CaseState.CONFIRMED
    with reviewing.database.reading() as session:
        statement = declared_separate(session, session.get_one(Case, first), session.get_one(Case, second))
    assert statement == Statement(HAN.label, iso(NOW))


def test_what_is_said_of_other_cases_where_nothing_is_alike_is_not_kept(reviewing: Reviewing) -> None:
    reviewing.tried(HAN)
    case_id = reviewing.case()
    judge(reviewing, case_id, replace(CONFIRM, another_act=True), HAN)
    with reviewing.database.reading() as session:
        assert ANOTHER_ACT not in events_of(session, case_id)[-1].leaf


def test_a_record_that_was_rejected_stands_in_nobodys_way(reviewing: Reviewing) -> None:
    reviewing.tried(HAN)
    first, second = reviewing.case(acted=ACTED), reviewing.case(acted=ACTED)
    judge(reviewing, first, REJECT, HAN)
    assert judge(reviewing, second, CONFIRM, HAN).step is Step.DECIDED


def test_a_corrected_plate_is_compared_with_other_cases_too(reviewing: Reviewing) -> None:
    reviewing.tried(HAN)
    first, second = reviewing.case(acted=ACTED), reviewing.case(acted=ACTED, plate="98A12346")
    with pytest.raises(Incomplete, match=reviewing.read(first).number):
        judge(reviewing, second, replace(CONFIRM, plate="98A12345"), HAN, relook=lambda *_: FITS)


def test_a_new_officer_is_seconded(reviewing: Reviewing) -> None:
    case_id = reviewing.case()
    first = judge(reviewing, case_id, CONFIRM, HAN)
    assert first.step is Step.SECOND_NEEDED and "new_officer" in first.because and "new_camera" in first.because
    assert reviewing.read(case_id).state == CaseState.REVIEW_PENDING
    assert judge(reviewing, case_id, CONFIRM, LAN).step is Step.DECIDED
    assert reviewing.read(case_id).state == CaseState.CONFIRMED


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"reason": ("DOUBTFUL_READING", "One character is doubtful.")}, "doubtful_reading"),
        ({"confidence": 0.5}, "doubtful_reading"),
        ({"behaviour": "RED_LIGHT"}, "high_fine"),
        ({"versions": {"read": "by hand"}}, "read_by_hand"),
    ],
)
def test_the_policy_names_the_rule_that_asks_for_a_second_verdict(
    reviewing: Reviewing, columns: Any, rule: str
) -> None:
    reviewing.tried(HAN)
    assert rule in judge(reviewing, reviewing.case(**columns), CONFIRM, HAN).because


def test_a_share_of_cases_is_drawn_for_a_second_verdict(reviewing: Reviewing, monkeypatch: pytest.MonkeyPatch) -> None:
    reviewing.tried(HAN)
    monkeypatch.setattr("ticketing.review.verdicts.draw", lambda secret, case_id: 0)
    assert judge(reviewing, reviewing.case(), CONFIRM, HAN).because == ("sample",)


def test_nobody_judges_a_case_twice(reviewing: Reviewing) -> None:
    case_id = reviewing.case()
    judge(reviewing, case_id, CONFIRM, HAN)
    with pytest.raises(Refused, match="another person"):
        judge(reviewing, case_id, CONFIRM, HAN)


def test_two_who_differ_go_to_a_senior_who_has_not_judged(reviewing: Reviewing) -> None:
    case_id = reviewing.case()
    judge(reviewing, case_id, CONFIRM, HAN)
    assert judge(reviewing, case_id, REJECT, LAN).step is Step.SENIOR_NEEDED
    with pytest.raises(Refused, match="senior"):
        judge(reviewing, case_id, CONFIRM, MAI)
    assert judge(reviewing, case_id, REJECT, SENIOR).step is Step.DECIDED
    case = reviewing.read(case_id)
    assert (case.state, case.reason_code) == (CaseState.REJECTED, "NOT_A_VIOLATION")


def test_the_log_does_not_show_the_first_verdict_to_whoever_gives_the_second(reviewing: Reviewing) -> None:
    case_id = reviewing.case()
    judge(reviewing, case_id, CONFIRM, HAN)
    with reviewing.database.reading() as session:
        first = events_of(session, case_id)[-1]
    assert first.kind == "verdict_given" and "confirm" not in first.leaf and "98A12345" not in first.leaf
    judge(reviewing, case_id, CONFIRM, LAN)
    with reviewing.database.reading() as session:
        last = events_of(session, case_id)[-1]
    assert last.kind == "act_confirmed" and "officer:han" in last.leaf and "officer:lan" in last.leaf


def test_a_corrected_plate_stands_beside_what_was_read_and_is_looked_up_again(reviewing: Reviewing) -> None:
    asked = []

    def look_up_again(session: Any, keys: Any, case: Any, seen: Any) -> Registered:
        asked.append(seen.plate)
        return FITS

    case_id = reviewing.case()
    corrected = Verdict(Kind.CONFIRM, plate="98A-123.46")
    judge(reviewing, case_id, corrected, HAN, relook=look_up_again)
    with reviewing.database.reading() as session:
        given = open_verdicts(session, case_id)[0]
    assert (given.plate, given.read_plate) == ("98A12346", "98A12345") and "corrected" in given.second_because
    judge(reviewing, case_id, corrected, LAN, relook=look_up_again)
    case = reviewing.read(case_id)
    assert case.plate == "98A12346" and asked == ["98A12346"] * 2
    assert case.registration is not None and case.registration["load"] == "l2"
    with reviewing.database.reading() as session:
        assert all("98A1234" not in event.leaf for event in events_of(session, case_id))


def test_two_different_corrections_do_not_agree(reviewing: Reviewing) -> None:
    case_id = reviewing.case()
    judge(reviewing, case_id, Verdict(Kind.CONFIRM, plate="98A12346"), HAN, relook=lambda *_: FITS)
    second = judge(reviewing, case_id, Verdict(Kind.CONFIRM, plate="98A12348"), LAN, relook=lambda *_: FITS)
    assert second.step is Step.SENIOR_NEEDED


def test_a_correction_to_a_vehicle_that_is_another_one_goes_to_the_manual_queue(reviewing: Reviewing) -> None:
    other = Registered({"kind": "motorcycle"}, "motorcycle", ("VEHICLE_DIFFERS", "The pictures show car."))
    case_id = reviewing.case()
    outcome = judge(reviewing, case_id, Verdict(Kind.CONFIRM, plate="98A12346"), HAN, relook=lambda *_: other)
    case = reviewing.read(case_id)
    assert outcome.step is Step.DECIDED
    assert (case.state, case.reason_code, case.plate) == (CaseState.MANUAL_QUEUE, "VEHICLE_DIFFERS", "98A12345")


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"pictures": ("plate",)}, "PICTURE"),
        ({"pictures": ()}, "PICTURE"),
        ({"certificate": None}, "CERTIFICATE"),
        ({"certificate": {"calibrated_until": "2026-11-15"}}, "CERTIFICATE"),
        ({"plate": None}, "PLATE"),
        ({"plate_colour": None}, "PLATE_COLOUR"),
        ({"plate": "80441NG02"}, "SPECIAL_PLATE"),
        ({"vehicle_class": None}, "VEHICLE"),
        ({"behaviour": "LANE"}, "WORDING_NOT_CONFIRMED"),
        ({"behaviour": "SEAT_BELT", "pictures": ("overview",)}, "SECOND_PICTURE"),
    ],
)
def test_an_incomplete_case_cannot_be_confirmed_and_the_sentence_says_what_is_missing(
    reviewing: Reviewing, columns: Any, code: str
) -> None:
    case_id = reviewing.case(**columns)
    with pytest.raises(Incomplete) as refused:
        judge(reviewing, case_id, CONFIRM, HAN)
    assert code in [item.code for item in refused.value.missing]
    assert all(item.sentence and item.sentence_vi for item in refused.value.missing)


def test_a_behaviour_that_this_vehicle_has_no_row_for_cannot_be_confirmed(reviewing: Reviewing) -> None:
    with pytest.raises(Incomplete, match="no row"):
        judge(reviewing, reviewing.case(), Verdict(Kind.CONFIRM, behaviour="NO_HELMET"), HAN)


def test_a_ticked_wording_lets_a_point_of_several_acts_pass(reviewing: Reviewing) -> None:
    reviewing.tried(HAN)
    case_id = reviewing.case(behaviour="LANE")
    judge(reviewing, case_id, Verdict(Kind.CONFIRM, wording_fits=True), HAN)
    assert reviewing.read(case_id).state == CaseState.CONFIRMED


def test_a_corrected_behaviour_brings_the_law_of_the_day_of_the_act(reviewing: Reviewing) -> None:
    case_id = reviewing.case()
    verdict = Verdict(Kind.CONFIRM, behaviour="RED_LIGHT")
    judge(reviewing, case_id, verdict, HAN)
    judge(reviewing, case_id, verdict, LAN)
    case = reviewing.read(case_id)
    assert case.law is not None and (case.law["clause"], case.law["may_explain"]) == ("6.9.b", True)


def test_a_speed_keeps_the_band_of_the_class(reviewing: Reviewing) -> None:
    reviewing.tried(HAN)
    case_id = reviewing.case(behaviour="SPEED_10_20", speed_kmh="65.0", limit_kmh="50")
    judge(reviewing, case_id, Verdict(Kind.CONFIRM, behaviour="SPEED_OVER_35"), HAN)
    case = reviewing.read(case_id)
    assert (case.state, case.behaviour) == (CaseState.CONFIRMED, "SPEED_10_20")


def test_a_rejection_needs_a_code_and_some_codes_a_note(reviewing: Reviewing) -> None:
    case_id = reviewing.case()
    with pytest.raises(UnknownReason, match="NOT_A_VIOLATION"):
        judge(reviewing, case_id, Verdict(Kind.REJECT), HAN)
    with pytest.raises(Refused, match="note"):
        judge(reviewing, case_id, Verdict(Kind.REJECT, reason_code="EXEMPT"), HAN)


def test_better_evidence_and_the_manual_queue_need_one_person(reviewing: Reviewing) -> None:
    first, second = reviewing.case(), reviewing.case()
    judge(reviewing, first, Verdict(Kind.BETTER_EVIDENCE), HAN)
    judge(reviewing, second, Verdict(Kind.MANUAL, reason_code="UNREADABLE"), HAN)
    assert reviewing.read(first).state == CaseState.DETECTED
    assert (reviewing.read(second).state, reviewing.read(second).reason_code) == (CaseState.MANUAL_QUEUE, "UNREADABLE")


def test_a_signer_an_administrator_and_the_machine_do_not_judge(reviewing: Reviewing) -> None:
    case_id = reviewing.case()
    for actor in (SIGNER, Actor("adam", Role.ADMINISTRATOR), machine("sorting")):
        with pytest.raises(Refused):
            judge(reviewing, case_id, CONFIRM, actor)


def test_a_held_case_takes_no_verdict(reviewing: Reviewing) -> None:
    case_id = reviewing.case()
    reviewing.do(holding.hold, reviewing.keys, case_id, reason="camera under repair", actor=HAN, at=NOW)
    with pytest.raises(Refused, match="held"):
        judge(reviewing, case_id, CONFIRM, LAN)


def test_a_case_on_another_screen_takes_no_verdict(reviewing: Reviewing) -> None:
    from ticketing.kit.clock import wall_now

    case_id = reviewing.case()
    with reviewing.database.writing() as session:
        assert lease.take(session, case_id, "lan", wall_now())
    with pytest.raises(Refused, match="screen"):
        judge(reviewing, case_id, CONFIRM, HAN)
    judge(reviewing, case_id, CONFIRM, LAN)
    judge(reviewing, case_id, CONFIRM, HAN)


def test_a_verdict_on_what_somebody_changed_is_stale(reviewing: Reviewing) -> None:
    case_id = reviewing.case()
    with pytest.raises(Stale):
        judge(reviewing, case_id, CONFIRM, HAN, expected_version=1)


def test_two_who_confirm_at_the_same_moment_have_one_winner(reviewing: Reviewing) -> None:
    reviewing.tried(HAN, LAN)
    for _ in range(10):
        case_id, start, results = reviewing.case(), threading.Barrier(2), []

        def race(actor: Actor, case_id: str = case_id, start: Any = start, results: Any = results) -> None:
            start.wait()
            try:
                results.append(judge(reviewing, case_id, CONFIRM, actor, expected_version=2).step)
            except Stale:
                results.append("stale")

        threads = [threading.Thread(target=race, args=(actor,)) for actor in (HAN, LAN)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(results) == ["decided", "stale"]


def test_an_officer_undoes_his_verdict_while_it_waits(reviewing: Reviewing) -> None:
    case_id = reviewing.case()
    judge(reviewing, case_id, CONFIRM, HAN)
    reviewing.do(take_back, reviewing.keys, case_id, reason="wrong key", actor=HAN, at=NOW)
    assert words_in_the_file(reviewing.database, reviewing.keys, case_id) == [("open_verdict_taken_back", "wrong key")]
    assert judge(reviewing, case_id, REJECT, HAN).step is Step.SECOND_NEEDED


def test_a_confirmation_is_taken_back_by_who_gave_it_or_by_a_senior(reviewing: Reviewing) -> None:
    reviewing.tried(HAN)
    case_id = reviewing.case()
    judge(reviewing, case_id, CONFIRM, HAN)
    with pytest.raises(Refused, match="did not judge"):
        reviewing.do(take_back, reviewing.keys, case_id, reason="look again", actor=LAN, at=NOW)
    with pytest.raises(Refused, match="why"):
        reviewing.do(take_back, reviewing.keys, case_id, reason=" ", actor=HAN, at=NOW)
    reviewing.do(take_back, reviewing.keys, case_id, reason="wrong lane", actor=SENIOR, at=NOW)
    assert reviewing.read(case_id).state == CaseState.REVIEW_PENDING
    assert words_in_the_file(reviewing.database, reviewing.keys, case_id) == [("verdict_taken_back", "wrong lane")]
    with reviewing.database.reading() as session:
        assert readable_notes(session, session.get_one(Case, case_id)) == [], "the next one judges for himself"
    judge(reviewing, case_id, CONFIRM, HAN)
    with reviewing.database.reading() as session:
        assert len(readable_notes(session, session.get_one(Case, case_id))) == 1
    assert reviewing.read(case_id).state == CaseState.CONFIRMED


def test_a_rejection_and_a_case_whose_owner_is_found_are_not_taken_back_here(reviewing: Reviewing) -> None:
    reviewing.tried(HAN)
    rejected, found = reviewing.case(), reviewing.case()
    judge(reviewing, rejected, REJECT, HAN)
    judge(reviewing, found, CONFIRM, HAN)
    with reviewing.database.writing() as session:
        apply(session, found, "owner_found", actor=machine("owner"), at=NOW)
    for case_id in (rejected, found):
        with pytest.raises(Refused):
            reviewing.do(take_back, reviewing.keys, case_id, reason="why not", actor=HAN, at=NOW)
