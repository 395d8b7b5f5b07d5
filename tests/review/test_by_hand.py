"""The manual queue, and words for acts that have none."""

from typing import Any

import pytest
from sqlalchemy.orm import Session
from tests.review.conftest import ACTED, HAN, LAN, NOW, SENIOR, Reviewing

from ticketing.agency.actors import Actor
from ticketing.agency.dual_control import Approval
from ticketing.agency.wordings import WORDINGS, propose_wording
from ticketing.cases.states import CaseState, Refused
from ticketing.kit.clock import vietnam_day
from ticketing.law.penalties import fine_row
from ticketing.registry.tables import RegisteredVehicle
from ticketing.review.by_hand import HandReading, hand_over, read_by_hand
from ticketing.review.evaluate import Verdict
from ticketing.review.policy import Kind
from ticketing.review.verdicts import Step, give_verdict
from ticketing.review.wording import choices, no_wording_fits
from walked import words_in_the_file

UNREADABLE = ("UNREADABLE", "Nobody could read the plate.")


def registered(session: Session, reviewing: Reviewing, plate: str, kind: str) -> None:
    session.add(
        RegisteredVehicle(
            id=f"{plate}|{kind}", key_index=f"{plate}|{kind}", row_digest="", plate="sealed",
            plate_index=reviewing.keys.index("plate", plate), plate_colour="white", kind=kind, load_id="l1",
        )
    )  # fmt: skip


def manual(reviewing: Reviewing, **columns: Any) -> str:
    return reviewing.case(state="manual_handling_needed", reason=UNREADABLE, plate="98A1", **columns)


def read(reviewing: Reviewing, case_id: str, reading: HandReading, actor: Actor = HAN) -> None:
    with reviewing.database.writing() as session:
        read_by_hand(session, reviewing.keys, case_id, reading, actor=actor, at=NOW)


def test_a_plate_read_by_hand_goes_to_review_with_the_registered_class(reviewing: Reviewing) -> None:
    case_id = manual(reviewing, behaviour="RED_LIGHT")
    with reviewing.database.writing() as session:
        registered(session, reviewing, "98AB12345", "motorcycle")
    read(reviewing, case_id, HandReading("98-AB 123.45", "white", "motorcycle", "chữ B mờ"))
    assert words_in_the_file(reviewing.database, reviewing.keys, case_id) == [("manual_reading_done", "chữ B mờ")]
    case = reviewing.read(case_id)
    assert (case.state, case.plate, case.vehicle_class, case.confidence) == (
        CaseState.REVIEW_PENDING, "98AB12345", "motorcycle", None,
    )  # fmt: skip
    assert case.law is not None and case.law["clause"].startswith("7.")
    with reviewing.database.writing() as session:
        outcome = give_verdict(session, reviewing.keys, case_id, Verdict(Kind.CONFIRM), actor=HAN, at=NOW)
    assert outcome.step is Step.SECOND_NEEDED and "read_by_hand" in outcome.because


def test_a_plate_read_by_hand_that_another_case_holds_for_the_same_act_says_so(reviewing: Reviewing) -> None:
    first, second = reviewing.case(acted=ACTED), manual(reviewing, acted=ACTED)
    read(reviewing, second, HandReading("98A-123.45", "white", "car"))
    case = reviewing.read(second)
    assert case.reason_code == "SAME_ACT" and case.reason and reviewing.read(first).number in case.reason


def test_a_reading_whose_registered_vehicle_is_another_one_is_refused(reviewing: Reviewing) -> None:
    case_id = manual(reviewing)
    with reviewing.database.writing() as session:
        registered(session, reviewing, "98A12345", "truck")
    with pytest.raises(Refused, match="truck"):
        read(reviewing, case_id, HandReading("98A12345", "white", "car"))
    assert reviewing.read(case_id).state == CaseState.MANUAL_QUEUE


@pytest.mark.parametrize(("kind", "seen"), [("car", "98B-112.34"), ("motorcycle", "98-B1 1234")])
def test_a_car_and_a_motorcycle_of_the_same_signs_are_told_apart_by_what_the_officer_sees(
    reviewing: Reviewing, kind: str, seen: str
) -> None:
    case_id = manual(reviewing)
    with reviewing.database.writing() as session:
        registered(session, reviewing, "98B11234", "car")
        registered(session, reviewing, "98B11234", "motorcycle")
    read(reviewing, case_id, HandReading(seen, "white", kind))
    case = reviewing.read(case_id)
    assert (case.state, case.vehicle_class) == (CaseState.REVIEW_PENDING, kind)
    assert case.registration and case.registration["kind"] == kind


def test_a_reading_that_fits_no_layout_is_refused(reviewing: Reviewing) -> None:
    with pytest.raises(Refused, match="layout"):
        read(reviewing, manual(reviewing), HandReading("13A12345", "white", "car"))


def test_a_case_of_another_authority_is_handed_over(reviewing: Reviewing) -> None:
    case_id = manual(reviewing)
    with pytest.raises(Refused, match="Name"):
        reviewing.do(hand_over, case_id, authority=" ", actor=HAN, at=NOW)
    reviewing.do(hand_over, case_id, authority="Cục Điều tra hình sự Bộ Quốc phòng", actor=HAN, at=NOW)
    assert (reviewing.read(case_id).state, reviewing.read(case_id).reason_code) == (CaseState.CLOSED, "HANDED_OVER")


def test_a_rejection_in_the_manual_queue_waits_for_a_second_person_and_a_reading_passes_it_over(
    reviewing: Reviewing,
) -> None:
    case_id = manual(reviewing)
    with reviewing.database.writing() as session:
        verdict = Verdict(Kind.REJECT, reason_code="PLATE_UNREADABLE")
        assert give_verdict(session, reviewing.keys, case_id, verdict, actor=HAN, at=NOW).step is Step.SECOND_NEEDED
    read(reviewing, case_id, HandReading("98A12345", "white", "car"), LAN)
    with reviewing.database.writing() as session:
        outcome = give_verdict(session, reviewing.keys, case_id, Verdict(Kind.CONFIRM), actor=HAN, at=NOW)
    assert outcome.step is Step.SECOND_NEEDED


def test_where_no_wording_fits_the_case_waits_until_the_agency_has_added_one(reviewing: Reviewing) -> None:
    reviewing.tried(HAN)
    case_id = reviewing.case(behaviour="LANE")
    reviewing.do(no_wording_fits, case_id, actor=HAN, at=NOW)
    case = reviewing.read(case_id)
    assert (case.state, case.reason_code) == (CaseState.REVIEW_PENDING, "NO_WORDING")
    row = fine_row("LANE", "car", vietnam_day(case.violated_at))
    assert row is not None
    with reviewing.database.writing() as session:
        wording = propose_wording(session, row, "Đi không đúng làn đường quy định", "Point 6.5.b", actor=SENIOR, at=NOW)
        proposed = wording.id
    with reviewing.database.writing() as session, pytest.raises(Refused, match="not in force"):
        give_verdict(session, reviewing.keys, case_id, Verdict(Kind.CONFIRM, wording_id=proposed), actor=HAN, at=NOW)
    with reviewing.database.writing() as session:
        WORDINGS.decide(session, proposed, Approval.AGREE, "", actor=Actor("other", SENIOR.role), at=NOW)
        assert [one.id for one in choices(session, row)] == [proposed]
    with reviewing.database.writing() as session:
        give_verdict(session, reviewing.keys, case_id, Verdict(Kind.CONFIRM, wording_id=proposed), actor=HAN, at=NOW)
    case = reviewing.read(case_id)
    assert case.act_vi == "Đi không đúng làn đường quy định"
    assert case.law is not None and case.law["wording_source"] == "Point 6.5.b"


def correct(reviewing: Reviewing, case_id: str, plate: str, actor: Actor = HAN) -> Step:
    with reviewing.database.writing() as session:
        verdict = Verdict(Kind.CONFIRM, plate=plate)
        return give_verdict(session, reviewing.keys, case_id, verdict, actor=actor, at=NOW).step


def test_a_corrected_plate_is_asked_of_the_register(reviewing: Reviewing) -> None:
    with reviewing.database.writing() as session:
        registered(session, reviewing, "98A11111", "car")
        registered(session, reviewing, "98A22222", "truck")
        registered(session, reviewing, "98A33333", "car")
    with reviewing.database.writing() as session:
        session.add(
            RegisteredVehicle(
                id="second", key_index="second", row_digest="", plate_index=reviewing.keys.index("plate", "98A33333"),
                plate="sealed", plate_colour="white", kind="car", make="KIA", load_id="l1",
            )
        )  # fmt: skip
    fits, differs, twin, unknown = (reviewing.case() for _ in range(4))
    for actor in (HAN, LAN):
        correct(reviewing, fits, "98A-111.11", actor)
        correct(reviewing, unknown, "98A-444.44", actor)
    correct(reviewing, differs, "98A-222.22")
    correct(reviewing, twin, "98A-333.33")
    found = reviewing.read(fits).registration
    assert reviewing.read(fits).state == CaseState.CONFIRMED and found is not None and found["kind"] == "car"
    assert (reviewing.read(differs).state, reviewing.read(differs).reason_code) == (
        CaseState.MANUAL_QUEUE,
        "VEHICLE_DIFFERS",
    )
    assert (reviewing.read(twin).state, reviewing.read(twin).reason_code) == (CaseState.MANUAL_QUEUE, "TWIN")
    missing = reviewing.read(unknown).registration
    assert reviewing.read(unknown).state == CaseState.CONFIRMED and missing is not None and missing["found"] == "none"
