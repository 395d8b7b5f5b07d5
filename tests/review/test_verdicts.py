"""What a verdict does to a case, and who may give it."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.review.conftest import ACTED, HAN, LAN, MAI, NOW, SENIOR, SIGNER, Desk

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


def judge(desk: Desk, case_id: str, verdict: Verdict, actor: Actor, **more: Any) -> Outcome:
    with desk.database.writing() as session:
        return give(session, desk.keys, case_id, verdict, actor=actor, at=NOW, **more)


def test_one_verdict_is_enough_for_a_clear_case(desk: Desk) -> None:
    desk.tried(HAN)
    case_id = desk.case()
    outcome = judge(desk, case_id, CONFIRM, HAN)
    case = desk.read(case_id)
    assert outcome.step is Step.DECIDED and case.state == CaseState.CONFIRMED
    assert case.wording_confirmed and case.law is not None and case.law["may_explain"] is False


def test_the_second_record_of_an_act_is_confirmed_only_by_who_looked_at_the_first(desk: Desk) -> None:
    desk.tried(HAN)
    first, second = desk.case(acted=ACTED), desk.case(acted=ACTED + timedelta(seconds=20))
    with pytest.raises(Incomplete, match=desk.read(first).number):
        judge(desk, second, CONFIRM, HAN)
    assert judge(desk, first, CONFIRM, HAN).case.state == CaseState.CONFIRMED
    with pytest.raises(Incomplete, match="same act"):
        judge(desk, second, CONFIRM, HAN)
    assert judge(desk, second, replace(CONFIRM, another_act=True), HAN).case.state == CaseState.CONFIRMED
    with desk.database.reading() as session:
        statement = declared_separate(session, session.get_one(Case, first), session.get_one(Case, second))
    assert statement == Statement(HAN.label, iso(NOW))


def test_what_is_said_of_other_cases_where_nothing_is_alike_is_not_kept(desk: Desk) -> None:
    desk.tried(HAN)
    case_id = desk.case()
    judge(desk, case_id, replace(CONFIRM, another_act=True), HAN)
    with desk.database.reading() as session:
        assert ANOTHER_ACT not in events_of(session, case_id)[-1].leaf


def test_a_record_that_was_rejected_stands_in_nobodys_way(desk: Desk) -> None:
    desk.tried(HAN)
    first, second = desk.case(acted=ACTED), desk.case(acted=ACTED)
    judge(desk, first, REJECT, HAN)
    assert judge(desk, second, CONFIRM, HAN).step is Step.DECIDED


def test_a_corrected_plate_is_compared_with_other_cases_too(desk: Desk) -> None:
    desk.tried(HAN)
    first, second = desk.case(acted=ACTED), desk.case(acted=ACTED, plate="98A12346")
    with pytest.raises(Incomplete, match=desk.read(first).number):
        judge(desk, second, replace(CONFIRM, plate="98A12345"), HAN, relook=lambda *_: FITS)


def test_a_new_officer_is_seconded(desk: Desk) -> None:
    case_id = desk.case()
    first = judge(desk, case_id, CONFIRM, HAN)
    assert first.step is Step.SECOND_NEEDED and "new_officer" in first.because and "new_camera" in first.because
    assert desk.read(case_id).state == CaseState.REVIEW_PENDING
    assert judge(desk, case_id, CONFIRM, LAN).step is Step.DECIDED
    assert desk.read(case_id).state == CaseState.CONFIRMED


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"reason": ("DOUBTFUL_READING", "One character is doubtful.")}, "doubtful_reading"),
        ({"confidence": 0.5}, "doubtful_reading"),
        ({"behaviour": "RED_LIGHT"}, "high_fine"),
        ({"versions": {"read": "by hand"}}, "read_by_hand"),
    ],
)
def test_the_policy_names_the_rule_that_asks_for_a_second_verdict(desk: Desk, columns: Any, rule: str) -> None:
    desk.tried(HAN)
    assert rule in judge(desk, desk.case(**columns), CONFIRM, HAN).because


def test_a_share_of_cases_is_drawn_for_a_second_verdict(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.tried(HAN)
    monkeypatch.setattr("ticketing.review.verdicts.draw", lambda secret, case_id: 0)
    assert judge(desk, desk.case(), CONFIRM, HAN).because == ("sample",)


def test_nobody_judges_a_case_twice(desk: Desk) -> None:
    case_id = desk.case()
    judge(desk, case_id, CONFIRM, HAN)
    with pytest.raises(Refused, match="another person"):
        judge(desk, case_id, CONFIRM, HAN)


def test_two_who_differ_go_to_a_senior_who_has_not_judged(desk: Desk) -> None:
    case_id = desk.case()
    judge(desk, case_id, CONFIRM, HAN)
    assert judge(desk, case_id, REJECT, LAN).step is Step.SENIOR_NEEDED
    with pytest.raises(Refused, match="senior"):
        judge(desk, case_id, CONFIRM, MAI)
    assert judge(desk, case_id, REJECT, SENIOR).step is Step.DECIDED
    case = desk.read(case_id)
    assert (case.state, case.reason_code) == (CaseState.REJECTED, "NOT_A_VIOLATION")


def test_the_log_does_not_show_the_first_verdict_to_whoever_gives_the_second(desk: Desk) -> None:
    case_id = desk.case()
    judge(desk, case_id, CONFIRM, HAN)
    with desk.database.reading() as session:
        first = events_of(session, case_id)[-1]
    assert first.kind == "verdict_given" and "confirm" not in first.leaf and "98A12345" not in first.leaf
    judge(desk, case_id, CONFIRM, LAN)
    with desk.database.reading() as session:
        last = events_of(session, case_id)[-1]
    assert last.kind == "act_confirmed" and "officer:han" in last.leaf and "officer:lan" in last.leaf


def test_a_corrected_plate_stands_beside_what_was_read_and_is_looked_up_again(desk: Desk) -> None:
    asked = []

    def relook(session: Any, keys: Any, case: Any, seen: Any) -> Registered:
        asked.append(seen.plate)
        return FITS

    case_id = desk.case()
    corrected = Verdict(Kind.CONFIRM, plate="98A-123.46")
    judge(desk, case_id, corrected, HAN, relook=relook)
    with desk.database.reading() as session:
        given = open_verdicts(session, case_id)[0]
    assert (given.plate, given.read_plate) == ("98A12346", "98A12345") and "corrected" in given.second_because
    judge(desk, case_id, corrected, LAN, relook=relook)
    case = desk.read(case_id)
    assert case.plate == "98A12346" and asked == ["98A12346"] * 2
    assert case.registration is not None and case.registration["load"] == "l2"
    with desk.database.reading() as session:
        assert all("98A1234" not in event.leaf for event in events_of(session, case_id))


def test_two_different_corrections_do_not_agree(desk: Desk) -> None:
    case_id = desk.case()
    judge(desk, case_id, Verdict(Kind.CONFIRM, plate="98A12346"), HAN, relook=lambda *_: FITS)
    second = judge(desk, case_id, Verdict(Kind.CONFIRM, plate="98A12348"), LAN, relook=lambda *_: FITS)
    assert second.step is Step.SENIOR_NEEDED


def test_a_correction_to_a_vehicle_that_is_another_one_goes_to_the_manual_queue(desk: Desk) -> None:
    other = Registered({"kind": "motorcycle"}, "motorcycle", ("VEHICLE_DIFFERS", "The pictures show car."))
    case_id = desk.case()
    outcome = judge(desk, case_id, Verdict(Kind.CONFIRM, plate="98A12346"), HAN, relook=lambda *_: other)
    case = desk.read(case_id)
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
    desk: Desk, columns: Any, code: str
) -> None:
    case_id = desk.case(**columns)
    with pytest.raises(Incomplete) as refused:
        judge(desk, case_id, CONFIRM, HAN)
    assert code in [item.code for item in refused.value.missing]
    assert all(item.sentence and item.sentence_vi for item in refused.value.missing)


def test_a_behaviour_that_this_vehicle_has_no_row_for_cannot_be_confirmed(desk: Desk) -> None:
    with pytest.raises(Incomplete, match="no row"):
        judge(desk, desk.case(), Verdict(Kind.CONFIRM, behaviour="NO_HELMET"), HAN)


def test_a_ticked_wording_lets_a_point_of_several_acts_pass(desk: Desk) -> None:
    desk.tried(HAN)
    case_id = desk.case(behaviour="LANE")
    judge(desk, case_id, Verdict(Kind.CONFIRM, wording_fits=True), HAN)
    assert desk.read(case_id).state == CaseState.CONFIRMED


def test_a_corrected_behaviour_brings_the_law_of_the_day_of_the_act(desk: Desk) -> None:
    case_id = desk.case()
    verdict = Verdict(Kind.CONFIRM, behaviour="RED_LIGHT")
    judge(desk, case_id, verdict, HAN)
    judge(desk, case_id, verdict, LAN)
    case = desk.read(case_id)
    assert case.law is not None and (case.law["clause"], case.law["may_explain"]) == ("6.9.b", True)


def test_a_speed_keeps_the_band_of_the_class(desk: Desk) -> None:
    desk.tried(HAN)
    case_id = desk.case(behaviour="SPEED_10_20", speed_kmh="65.0", limit_kmh="50")
    judge(desk, case_id, Verdict(Kind.CONFIRM, behaviour="SPEED_OVER_35"), HAN)
    case = desk.read(case_id)
    assert (case.state, case.behaviour) == (CaseState.CONFIRMED, "SPEED_10_20")


def test_a_rejection_needs_a_code_and_some_codes_a_note(desk: Desk) -> None:
    case_id = desk.case()
    with pytest.raises(UnknownReason, match="NOT_A_VIOLATION"):
        judge(desk, case_id, Verdict(Kind.REJECT), HAN)
    with pytest.raises(Refused, match="note"):
        judge(desk, case_id, Verdict(Kind.REJECT, reason_code="EXEMPT"), HAN)


def test_better_evidence_and_the_manual_queue_need_one_person(desk: Desk) -> None:
    first, second = desk.case(), desk.case()
    judge(desk, first, Verdict(Kind.BETTER_EVIDENCE), HAN)
    judge(desk, second, Verdict(Kind.MANUAL, reason_code="UNREADABLE"), HAN)
    assert desk.read(first).state == CaseState.DETECTED
    assert (desk.read(second).state, desk.read(second).reason_code) == (CaseState.MANUAL_QUEUE, "UNREADABLE")


def test_a_signer_an_administrator_and_the_machine_do_not_judge(desk: Desk) -> None:
    case_id = desk.case()
    for actor in (SIGNER, Actor("adam", Role.ADMINISTRATOR), machine("sorting")):
        with pytest.raises(Refused):
            judge(desk, case_id, CONFIRM, actor)


def test_a_held_case_takes_no_verdict(desk: Desk) -> None:
    case_id = desk.case()
    desk.do(holding.hold, desk.keys, case_id, reason="camera under repair", actor=HAN, at=NOW)
    with pytest.raises(Refused, match="held"):
        judge(desk, case_id, CONFIRM, LAN)


def test_a_case_on_another_screen_takes_no_verdict(desk: Desk) -> None:
    from ticketing.kit.clock import wall_now

    case_id = desk.case()
    with desk.database.writing() as session:
        assert lease.take(session, case_id, "lan", wall_now())
    with pytest.raises(Refused, match="screen"):
        judge(desk, case_id, CONFIRM, HAN)
    judge(desk, case_id, CONFIRM, LAN)
    judge(desk, case_id, CONFIRM, HAN)


def test_a_verdict_on_what_somebody_changed_is_stale(desk: Desk) -> None:
    case_id = desk.case()
    with pytest.raises(Stale):
        judge(desk, case_id, CONFIRM, HAN, expected_version=1)


def test_two_who_confirm_at_the_same_moment_have_one_winner(desk: Desk) -> None:
    desk.tried(HAN, LAN)
    for _ in range(10):
        case_id, start, results = desk.case(), threading.Barrier(2), []

        def race(actor: Actor, case_id: str = case_id, start: Any = start, results: Any = results) -> None:
            start.wait()
            try:
                results.append(judge(desk, case_id, CONFIRM, actor, expected_version=2).step)
            except Stale:
                results.append("stale")

        threads = [threading.Thread(target=race, args=(actor,)) for actor in (HAN, LAN)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(results) == ["decided", "stale"]


def test_an_officer_undoes_his_verdict_while_it_waits(desk: Desk) -> None:
    case_id = desk.case()
    judge(desk, case_id, CONFIRM, HAN)
    desk.do(take_back, desk.keys, case_id, reason="wrong key", actor=HAN, at=NOW)
    assert words_in_the_file(desk.database, desk.keys, case_id) == [("open_verdict_taken_back", "wrong key")]
    assert judge(desk, case_id, REJECT, HAN).step is Step.SECOND_NEEDED


def test_a_confirmation_is_taken_back_by_who_gave_it_or_by_a_senior(desk: Desk) -> None:
    desk.tried(HAN)
    case_id = desk.case()
    judge(desk, case_id, CONFIRM, HAN)
    with pytest.raises(Refused, match="did not judge"):
        desk.do(take_back, desk.keys, case_id, reason="look again", actor=LAN, at=NOW)
    with pytest.raises(Refused, match="why"):
        desk.do(take_back, desk.keys, case_id, reason=" ", actor=HAN, at=NOW)
    desk.do(take_back, desk.keys, case_id, reason="wrong lane", actor=SENIOR, at=NOW)
    assert desk.read(case_id).state == CaseState.REVIEW_PENDING
    assert words_in_the_file(desk.database, desk.keys, case_id) == [("verdict_taken_back", "wrong lane")]
    with desk.database.reading() as session:
        assert readable_notes(session, session.get_one(Case, case_id)) == [], "the next one judges for himself"
    judge(desk, case_id, CONFIRM, HAN)
    with desk.database.reading() as session:
        assert len(readable_notes(session, session.get_one(Case, case_id))) == 1
    assert desk.read(case_id).state == CaseState.CONFIRMED


def test_a_rejection_and_a_case_whose_owner_is_found_are_not_taken_back_here(desk: Desk) -> None:
    desk.tried(HAN)
    rejected, found = desk.case(), desk.case()
    judge(desk, rejected, REJECT, HAN)
    judge(desk, found, CONFIRM, HAN)
    with desk.database.writing() as session:
        apply(session, found, "owner_found", actor=machine("owner"), at=NOW)
    for case_id in (rejected, found):
        with pytest.raises(Refused):
            desk.do(take_back, desk.keys, case_id, reason="why not", actor=HAN, at=NOW)
