"""Plates: the grammar of Circular 79/2024/TT-BCA annex 04, and what decides where a text fits several layouts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.plates import place_codes
from ticketing.plates.layouts import (
    CONFUSABLE,
    LAYOUTS,
    SERIES_20,
    Special,
    may_carry,
    normalise,
    parse,
    printed,
    special_reason,
)

PLACES_OF_THE_CIRCULAR = re.compile(r"(?:1[124-9]|2\d|3\d|4[013789]|5\d|6\d|7\d|8[0-689]|9[02345789])")

FORMS = [
    ("30F-256.58", "white", "car", "CAR_CIVIL", ("30F", "25658")),
    ("98A-123.45", "yellow", "bus", "CAR_CIVIL", ("98A", "12345")),
    ("98A-012.34", "blue", "car", "CAR_STATE", ("98A", "01234")),
    ("98A-1234", "white", "truck", "CAR_OLD4", ("98A", "1234")),
    ("30-AB 266.59", "white", "motorcycle", "MOTO_CIVIL", ("30AB", "26659")),
    ("98-B1 123.45", "white", "motorcycle", "MOTO_CIVIL_OLD", ("98B1", "12345")),
    ("98-B1 1234", "white", "motorcycle", "MOTO_CIVIL_OLD", ("98B1", "1234")),
    ("98-M3 567.89", "blue", "motorcycle", "MOTO_STATE", ("98M3", "56789")),
    ("98-3M 567.89", "blue", "motorcycle", "MOTO_STATE", ("983M", "56789")),
    ("30CD-556.88", "white", "special", "MACHINE", ("30CD", "55688")),
    ("15RM-000.01", "white", None, "TRAILER", ("15RM", "00001")),
    ("98HC-001.23", "white", "car", "RESTRICTED_AREA", ("98HC", "00123")),
    ("20KT-226.22", "white", "truck", "ARMY_ENTERPRISE", ("20KT", "22622")),
    ("98LD-001.23", "white", "car", "SPECIAL_OLD", ("98LD", "00123")),
    ("98TĐ-001.23", "white", "car", "SPECIAL_OLD", ("98TD", "00123")),
    ("98MK-1234", "white", "special", "MACHINE_OLD", ("98MK", "1234")),
    ("98R-001.23", "white", None, "TRAILER_OLD", ("98R", "00123")),
    ("99-MĐ1 123.45", "white", "motorcycle", "MOPED_OLD", ("99MD1", "12345")),
    ("98-AB 1234", "white", "motorcycle", "MOPED_OLD_AA", ("98AB", "1234")),
    ("T80-235.88", "white", "car", "TEMPORARY", ("T80", "23588")),
    ("80-441-NG-02", "white", "car", "FOREIGN_CAR", None),
    ("80-441-QT-02", "white", "car", "FOREIGN_CAR", None),
    ("80-441-CV-02", "white", "car", "FOREIGN_CAR", None),
    ("29-121-NN-101", "white", "motorcycle", "FOREIGN_MOTO", None),
    ("TM-12-34", "red", "car", "ARMY", ("TM", "1234")),
]


@pytest.mark.parametrize(("text", "colour", "kind", "layout", "rows"), FORMS)
def test_every_form_of_the_circular_is_read_as_its_layout_and_printed_back(text, colour, kind, layout, rows):
    forms = parse(text, rows=rows, colour=colour, kind=kind)
    assert [(form.layout.name, form.text) for form in forms] == [(layout, text)]
    assert forms[0].two_rows == rows


def test_each_layout_has_its_example():
    assert {layout for *_, layout, _ in FORMS} == {layout.name for layout in LAYOUTS}


def test_the_place_codes_are_the_81_of_the_circular():
    assert {f"{n:02}" for n in range(100) if PLACES_OF_THE_CIRCULAR.fullmatch(f"{n:02}")} == place_codes.CODES
    assert len(place_codes.CODES) == 81


def test_both_old_provinces_of_bac_ninh_stand_for_the_new_one():
    assert {place_codes.place_code(code).province_code for code in ("98", "99")} == {"24"}
    assert place_codes.place_code("80").province_code is None
    assert place_codes.place_code("13") is None


@pytest.mark.parametrize(
    "text",
    ["", "98A-000.00", "13A-123.45", "98I-123.45", "98O-123.45", "98W-123.45", "98A-123.4567", "98AB-123", 
     "A98-123.45", "98RA-123.45", "80-441-NG-00", "29-121-NN-000", "9ŁA-123.45", "98A12345\n98A12345"],
)  # fmt: skip
def test_what_no_layout_knows_is_not_read(text):
    assert parse(text) == ()


@pytest.mark.parametrize(
    "typed",
    [
        "98A-123.45",
        "98a12345",
        " 98 A 123 45 ",
        "98A–123·45",
        "98A-123,45",
        "98A_123/45",
        "９８Ａ12345",
        "98A\u00a0123.45",
    ],
)
def test_any_usual_writing_has_the_same_key(typed):
    assert normalise(typed) == "98A12345"


def test_the_letter_with_a_stroke_is_looked_up_as_d_and_printed_with_its_stroke():
    assert normalise("99-MĐ1 123.45") == normalise("99-md1 123.45") == "99MD112345"
    assert printed("99md112345") == "99-MĐ1 123.45"


def test_rows_tell_the_car_from_the_old_motorcycle():
    assert {form.text for form in parse("98B11234")} == {"98B-112.34", "98-B1 1234"}
    assert {form.text for form in parse("98B11234", rows=["98B", "11234"])} == {"98B-112.34"}
    assert [form.text for form in parse("98B11234", rows=["98-B1", "1234"])] == ["98-B1 1234"]
    assert {form.text for form in parse("98B11234", rows=["98B11234"])} == {"98B-112.34"}


def test_the_kind_tells_the_machine_from_the_motorcycle():
    assert {form.layout.name for form in parse("30CD55688")} == {"MACHINE", "MOTO_CIVIL"}
    assert [form.text for form in parse("30CD55688", kind="special")] == ["30CD-556.88"]
    assert [form.text for form in parse("30CD55688", kind="motorcycle")] == ["30-CD 556.88"]
    assert {form.layout.name for form in parse("20KT22622")} == {"ARMY_ENTERPRISE", "MOTO_CIVIL"}
    assert {form.layout.name for form in parse("98LD00123")} == {"SPECIAL_OLD", "MOTO_CIVIL"}


def test_the_colour_tells_the_state_from_the_citizen():
    assert [form.layout.name for form in parse("98A01234", colour="blue")] == ["CAR_STATE"]
    assert [form.layout.name for form in parse("98A01234", colour="white")] == ["CAR_CIVIL"]
    assert [form.layout.name for form in parse("98A01234", colour="unknown")] == [
        "CAR_CIVIL",
        "CAR_STATE",
    ]
    assert parse("98Z01234", colour="blue") == ()


def test_the_hyphen_of_a_typed_plate_tells_the_car_from_the_motorcycle():
    assert {form.text for form in parse("98a–112.34")} == {"98A-112.34"}
    assert [form.text for form in parse("98-b1 1234")] == ["98-B1 1234"]
    assert [form.text for form in parse("99-mđ1 123.45")] == ["99-MĐ1 123.45"]


def test_rows_that_are_not_the_text_fit_nothing():
    assert parse("98A12345", rows=["98A", "12344"]) == ()
    assert parse("98A12345", rows=["98A1", "2345"], kind="car") == ()
    assert parse("98AB12345", rows=["98AB12345"]) == ()  # a motorcycle's plate has two rows


def test_army_foreign_and_temporary_plates_go_to_the_manual_queue():
    assert special_reason(parse("TM-12-34", colour="red"), "red") is Special.ARMY
    assert special_reason(parse("98A-123.45", colour="red"), "red") is Special.ARMY
    assert special_reason(parse("80-441-NG-02")) is Special.FOREIGN
    assert special_reason(parse("29-121-NN-101")) is Special.FOREIGN
    assert special_reason(parse("T98-123.45")) is Special.TEMPORARY
    assert special_reason(parse("98A-123.45")) is None
    assert special_reason(()) is None


def test_a_plate_of_a_car_is_not_carried_by_a_motorcycle():
    assert may_carry(parse("98A-123.45"), "bus")
    assert not may_carry(parse("98A-123.45"), "motorcycle")
    assert not may_carry(parse("15RM-000.01", rows=("15RM", "00001"), colour="yellow"), "car")


def test_confusable_glyphs_are_confusable_both_ways():
    assert all(one in CONFUSABLE[other] for one, others in CONFUSABLE.items() for other in others)
    assert all(one not in others for one, others in CONFUSABLE.items())
    for pair in ("08", "0D", "14", "17", "38", "5S", "2Z", "8B"):
        assert pair[0] in CONFUSABLE[pair[1]]


PLACE = st.sampled_from(sorted(place_codes.CODES))
NUMBER = st.integers(1, 99_999).map("{:05}".format)


@given(PLACE, st.sampled_from(SERIES_20), NUMBER)
def test_a_printed_car_plate_is_read_back(place, series, number):
    (form,) = parse(f"{place}{series}{number}", rows=[f"{place}{series}", number], colour="white")
    assert normalise(form.text) == form.key == place + series + number
    assert (form.place, form.series, form.number) == (place, series, number)


@given(st.text(max_size=14))
def test_no_text_breaks_the_reader(text):
    for form in parse(text):
        assert normalise(form.text) == form.key == normalise(text)
    assert isinstance(printed(text), str)
