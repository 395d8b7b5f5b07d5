"""The first state of a case and why, one sentence of the office a test."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.cases.intake.sorting import BY_HAND, ORDER, Act, Finding, ReadPlate, Sorted, law_facts, sees, sort
from ticketing.kit.clock import parse_moment
from ticketing.kit.digest import canonical_json
from ticketing.law.behaviours import CAMERA_FUNCTIONS
from ticketing.law.penalties import row_of_facts
from ticketing.law.vehicles import VehicleKind
from ticketing.plates.layouts import LAYOUTS, Layout, PlateColour, parse
from ticketing.registry.vehicles import Found, Registration, SeenVehicle, VehicleRecord

ACTED = parse_moment("2026-11-16T07:30:00+07:00")
RED_LIGHT = Act("RED_LIGHT", ACTED)
PLATE = ReadPlate("98A12345", ("98A12345",), "white", 0.99, doubtful=False)
SEEN = SeenVehicle("car", 0.9, plate_colour="white")
NONE = Registration(Found.NONE, None, (), False, "load-1")


def registered(kind: str | None = "car", plate_colour: str = "white") -> Registration:
    vehicle = VehicleRecord(kind, plate_colour, "Toyota", "Vios", "Trắng")
    return Registration(Found.ONE, vehicle, (vehicle,), True, "load-1")


def codes(sorted_case: Sorted) -> list[str]:
    return [finding.code for finding in sorted_case.findings]


def test_an_ordinary_case_waits_for_review_without_a_reason() -> None:
    decided = sort(RED_LIGHT, PLATE, SEEN, registered())
    assert (decided.event, decided.reason, decided.vehicle) == ("evidence_complete", None, "car")
    assert decided.law.row and decided.law.row.clause == "6.9.b"


def plate(text: str, colour: str = "white", *rows: str, **more: Any) -> ReadPlate:
    return replace(PLATE, text=text, rows=rows or (text,), colour=colour, **more)


CASES: dict[str, tuple[dict[str, Any], str]] = {
    "an army plate": ({"plate": plate("TM1234", "red")}, "SPECIAL_PLATE"),
    "a red plate that nobody could read": ({"plate": plate("", "red")}, "SPECIAL_PLATE"),
    "a diplomatic plate": ({"plate": plate("80441NG02")}, "SPECIAL_PLATE"),
    "a temporary plate": ({"plate": plate("T9812345")}, "SPECIAL_PLATE"),
    "a plate that nobody could read": ({"plate": plate("")}, "UNREADABLE"),
    "a plate of no known layout": ({"plate": plate("13A12345")}, "UNREADABLE"),
    "several vehicles of one plate": ({"registration": replace(NONE, found=Found.SEVERAL)}, "TWIN"),
    "the same plate elsewhere at once": ({"elsewhere": ["Case 1 has the same plate."]}, "TWIN"),
    "a stolen vehicle": ({"warned": [Finding("STOLEN_VEHICLE", "Tell the police.", "98A12345")]}, "STOLEN_VEHICLE"),
    "a vehicle that may be exempt": ({"warned": [Finding("EXEMPT_VEHICLE", "Ask.", "98A12345")]}, "EXEMPT_VEHICLE"),
    "a plate with a twin": ({"warned": [Finding("TWIN_PROVEN", "Compare them.", "98A12345")]}, "TWIN_PROVEN"),
    "a registered motorcycle": ({"registration": registered("motorcycle")}, "VEHICLE_DIFFERS"),
    "a registered bus": ({"registration": registered("bus")}, "VEHICLE_DIFFERS"),
    "another plate colour": ({"registration": registered("car", "yellow")}, "VEHICLE_DIFFERS"),
    "a doubtful reading": ({"plate": replace(PLATE, doubtful=True)}, "DOUBTFUL_READING"),
    "two plates that could be meant": ({"plate": replace(PLATE, others=("30F77777",))}, "DOUBTFUL_READING"),
    "an act that another case may hold": ({"again": ["Case 1 has the same act."]}, "SAME_ACT"),
    "a plate that is not registered": ({"registration": NONE}, "NOT_IN_REGISTRY"),
    "a plate without its vehicle": ({"seen": SeenVehicle(None)}, "KIND_NOT_SEEN"),
    "a red car that is registered white": ({"seen": replace(SEEN, colour="red")}, "COLOUR_OR_MAKE_DIFFERS"),
    "a camera for speed that saw a red light": ({"act": replace(RED_LIGHT, functions=("SPEED",))}, "CAMERA_FUNCTION"),
    "a car without a helmet": ({"act": Act("NO_HELMET", ACTED)}, "NO_SUCH_ROW"),
    "four km/h too fast": ({"act": Act("SPEED", ACTED, "54.9", "50.0")}, "NO_SUCH_ROW"),
    "an act of before the decree": (
        {"act": Act("RED_LIGHT", parse_moment("2024-12-31T23:59:00+07:00"))}, "NO_WORDING",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_person_is_told(name: str) -> None:
    changes, code = CASES[name]
    facts = {"act": RED_LIGHT, "plate": PLATE, "seen": SEEN, "registration": registered()} | changes
    decided = sort(**facts)
    assert decided.reason and decided.reason[0] == code and decided.reason[1].endswith((".", "…"))
    assert decided.event == ("manual_handling_needed" if code in BY_HAND else "evidence_complete")


def test_the_worst_comes_first_and_nothing_is_forgotten() -> None:
    decided = sort(
        replace(RED_LIGHT, functions=("SPEED",)), replace(PLATE, doubtful=True), SEEN, registered("motorcycle")
    )
    assert list(dict.fromkeys(codes(decided))) == ["VEHICLE_DIFFERS", "DOUBTFUL_READING", "CAMERA_FUNCTION"]
    assert decided.event == "manual_handling_needed"


def test_the_officer_is_told_which_plates_stand_in_the_scene() -> None:
    decided = sort(RED_LIGHT, replace(PLATE, others=("30F77777", "")), SEEN, registered())
    assert decided.reason == (
        "DOUBTFUL_READING",
        "Several plates stand in the scene (98A12345, 30F77777, ?): look which vehicle did the act.",
    )


ONE_OF_EACH = {
    "CAR_CIVIL": "30F25658", "CAR_STATE": "98A01234", "CAR_OLD4": "98A1234", "MACHINE": "30CD55688",
    "TRAILER": "15RM00001", "RESTRICTED_AREA": "98HC00123", "ARMY_ENTERPRISE": "20KT22622", "SPECIAL_OLD": "98LD00123",
    "MACHINE_OLD": "98MK1234", "TRAILER_OLD": "98R01234", "MOTO_CIVIL": "30AB26659", "MOTO_CIVIL_OLD": "98B112345",
    "MOTO_STATE": "98M356789", "MOPED_OLD": "99MD112345", "MOPED_OLD_AA": "98AB1234", "TEMPORARY": "T8023588",
    "FOREIGN_CAR": "80441NG02", "FOREIGN_MOTO": "29121NN101", "ARMY": "TM1234",
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_plate_of_another_authority_waits_for_a_person_however_it_was_seen(layout: Layout) -> None:
    text = ONE_OF_EACH[layout.name]
    form = next(form for form in parse(text) if form.layout == layout)
    seen_as = [(), (text,), form.two_rows or (text[:4], text[4:])]
    for colour in (*PlateColour, "unknown"):
        for rows in seen_as:
            decided = sort(RED_LIGHT, plate(text, colour, *rows), SEEN, registered())
            own_queue = bool(layout.special) or colour == "red"
            assert (decided.reason or ("",))[0].startswith("SPECIAL_PLATE") == own_queue, (text, colour, rows)
            assert decided.by_hand or not own_queue


def test_the_register_is_not_held_against_a_special_or_unreadable_plate() -> None:
    assert codes(sort(RED_LIGHT, plate("TM1234", "red"), SEEN, NONE)) == ["SPECIAL_PLATE"]
    assert codes(sort(RED_LIGHT, plate(""), SEEN, NONE)) == ["UNREADABLE"]


@pytest.mark.parametrize(
    ("kind", "shown", "behaviour"),
    [
        ("car", "72.0", "SPEED_20_35"), ("motorcycle", "72.0", "SPEED_OVER_20"), ("car", "60.0", "SPEED_10_20"),
        ("truck", "70.0", "SPEED_10_20"), ("car", "59.9", "SPEED_5_10"), ("car", "54.9", "SPEED"),
    ],
)  # fmt: skip
def test_the_band_of_a_shown_speed_follows_from_the_registered_kind(kind: str, shown: str, behaviour: str) -> None:
    act = Act("SPEED", ACTED, shown, "50.0")
    decided = sort(act, PLATE, SeenVehicle(kind, 0.9), registered(kind))
    assert decided.law.behaviour == behaviour


def test_without_a_registration_the_seen_kind_gives_the_law_for_the_time_being() -> None:
    decided = sort(RED_LIGHT, PLATE, SeenVehicle("motorcycle", 0.9), NONE)
    assert (decided.vehicle, decided.law.vehicle_class) == ("motorcycle", "motorcycle")
    assert decided.law.row and decided.law.row.max_vnd == 6_000_000


def test_where_no_kind_is_known_the_law_stays_open_and_says_so() -> None:
    decided = sort(RED_LIGHT, PLATE, SeenVehicle(None), NONE)
    assert decided.law.row is None and codes(decided) == ["NOT_IN_REGISTRY", "KIND_NOT_SEEN"]


def test_the_law_is_that_of_the_day_in_vietnam() -> None:
    before = sort(Act("RED_LIGHT", parse_moment("2024-12-31T16:59:59Z")), PLATE, SEEN, registered())
    after = sort(Act("RED_LIGHT", parse_moment("2024-12-31T17:00:00Z")), PLATE, SEEN, registered())
    assert before.law.row and before.law.row.decree == "100/2019/NĐ-CP"
    assert after.law.row and after.law.row.decree == "168/2024/NĐ-CP"


def test_the_kept_law_can_be_read_back_and_may_stand_in_the_log() -> None:
    decided = sort(RED_LIGHT, PLATE, SEEN, registered())
    assert decided.law.row
    facts = law_facts(decided.law.row, ACTED)
    canonical_json(facts)
    assert row_of_facts(facts) == decided.law.row
    assert facts["may_explain"] and facts["article"].startswith("điểm b khoản 9 Điều 6 Nghị định số 168/2024/NĐ-CP")


@pytest.mark.parametrize(
    ("functions", "behaviour", "sees_it"),
    [
        ((), "RED_LIGHT", True), (("RED_LIGHT", "SPEED"), "RED_LIGHT", True), (("RED_LIGHT",), "SPEED", False),
        (("SPEED",), "SPEED_20_35", True), (("SPEED_20_35",), "SPEED", False), (("FLYING",), "RED_LIGHT", False),
    ],
)  # fmt: skip
def test_a_camera_reports_what_it_is_set_up_for(functions: tuple[str, ...], behaviour: str, sees_it: bool) -> None:
    assert sees(functions, behaviour) is sees_it


KINDS = [None, *(kind.value for kind in VehicleKind)]


@given(
    behaviour=st.sampled_from(sorted(CAMERA_FUNCTIONS)),
    read=st.builds(
        ReadPlate, st.sampled_from(["98A12345", "98B112345", "80441NG02", "TM1234", "X", ""]), st.just(()),
        st.sampled_from(["white", "yellow", "blue", "red", "unknown"]), st.floats(0, 1), st.booleans(),
        st.sampled_from([(), ("30F77777",)]),
    ),
    seen=st.builds(SeenVehicle, st.sampled_from([None, "car", "motorcycle", "truck", "bus"]), st.floats(0, 1),
                   st.sampled_from(KINDS), st.sampled_from(["white", "unknown", None])),
    kind=st.sampled_from(KINDS),
    found=st.sampled_from(list(Found)),
)  # fmt: skip
def test_whatever_comes_a_case_is_ordinary_only_if_nothing_speaks_against_it(
    behaviour: str, read: ReadPlate, seen: SeenVehicle, kind: str | None, found: Found
) -> None:
    registration = registered(kind) if found is Found.ONE else replace(NONE, found=found)
    decided = sort(Act(behaviour, ACTED, "80.0", "50.0"), read, seen, registration)
    order = [ORDER.index(code) for code in codes(decided)]
    assert order == sorted(order)
    if decided.reason is None:
        assert found is Found.ONE and seen.kind == kind and not read.doubtful and not read.others
        assert decided.law.row is not None and decided.law.row.act_vi
