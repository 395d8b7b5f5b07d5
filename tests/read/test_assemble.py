"""Looks vote, grammar re-ranks, nothing is changed silently."""

import pytest

from ticketing.read.assemble import assemble
from ticketing.read.calibrate import Calibration, Signs, steadiness
from ticketing.read.readings import Candidate, RawReading, Verdict
from ticketing.read.vote import pool, vote

PLAIN = Calibration(
    {
        "constant": 0.0,
        "probability": 1.0,
        "second": 0,
        "weakest": 0,
        "agreement": 0,
        "steady": 0,
        "fits": 0,
        "changed": 0,
        "height": 0,
        "pictures": 0,
        "carried": 0,
    },
    sure=0.95,
    unreadable=0.1,
)


def look(*candidates: tuple[tuple[str, ...], float]) -> RawReading:
    alternatives = tuple(Candidate(rows, chance) for rows, chance in candidates)
    return RawReading(alternatives[0].rows, (), alternatives)


def read(*looks: RawReading, colour: str = "white", kind: str | None = None):
    return assemble(pool(looks), [looks], colour, kind, 40, PLAIN)


def test_a_clear_plate_is_read_with_its_layout():
    reading = read(look((("98B1", "23456"), 0.99)), kind="motorcycle")
    assert (reading.text, reading.rows, reading.layout) == ("98B123456", ("98B1", "23456"), "MOTO_CIVIL_OLD")
    assert reading.verdict is Verdict.YES


def test_grammar_puts_the_likelier_plate_first_and_says_so():
    reading = read(look((("988", "12345"), 0.55), (("98B", "12345"), 0.4)), kind="car")
    assert reading.raw_text == "98812345" and reading.text == "98B12345"
    assert reading.verdict is Verdict.DOUBTFUL and reading.confidence > 0.9
    assert reading.alternatives[0][0] == "98812345"


def test_grammar_makes_no_text_that_the_network_did_not_think_of():
    reading = read(look((("988", "12345"), 0.9)), kind="car")
    assert reading.text in ("", "98812345") and reading.layout is None and reading.verdict is not Verdict.YES


def test_a_car_plate_on_a_motorcycle_is_not_sure():
    reading = read(look((("98A12345",), 0.999)), kind="motorcycle")
    assert reading.text == "98A12345" and reading.verdict is Verdict.DOUBTFUL


def test_a_plate_nobody_can_read_has_no_text():
    reading = read(look((("98B1", "2"), 0.02), (("88B", "1"), 0.02)))
    assert reading.text == "" and reading.rows == () and reading.verdict is Verdict.NO


def test_a_crop_without_text_is_unreadable():
    assert read(look(((), 1.0))).verdict is Verdict.NO


def test_two_looks_that_differ_share_the_probability():
    reading = read(look((("98B1", "23456"), 0.98)), look((("98B1", "23458"), 0.98)), kind="motorcycle")
    assert reading.verdict is Verdict.DOUBTFUL and reading.confidence < 0.6
    last = reading.characters[-1]
    assert {last.character, last.alternatives[0][0]} == {"6", "8"}


def test_a_second_picture_decides_what_the_first_left_open():
    blurred = pool([look((("98B1", "23456"), 0.5), (("98B1", "23458"), 0.45))])
    clear = pool([look((("98B1", "23458"), 0.9), (("98B1", "23456"), 0.02))])
    assert vote([blurred, clear])[0].text == "98B123458"


def test_a_text_that_is_second_everywhere_can_win():
    first = pool([look((("98B1", "23456"), 0.5), (("98B1", "23458"), 0.4))])
    second = pool([look((("98B1", "23459"), 0.5), (("98B1", "23458"), 0.4))])
    assert vote([first, second])[0].text == "98B123458"


def test_votes_are_probabilities():
    candidates = vote([pool([look((("98A12345",), 0.2))]), pool([look((("98A12345",), 0.3))])])
    assert 0 < sum(one.probability for one in candidates) <= 1.0


def test_one_look_that_nearly_rules_a_text_out_is_seen():
    believing, doubting = look((("98B1", "23456"), 0.99)), look((("98B1", "23458"), 0.99), (("98B1", "23456"), 0.001))
    text = believing.rows
    assert steadiness(text, [believing] * 4) == pytest.approx(0.99)
    assert steadiness(text, [believing] * 4 + [doubting]) < 0.96
    assert steadiness(text, [look(((), 1.0))]) < 0.05 and steadiness(text, []) == 0.0


@pytest.mark.parametrize(
    "other", [{"probability": 0.5}, {"agreement": 0.0}, {"steady": 0.5}, {"fits": False}, {"carried": False}]
)
def test_worse_signs_never_give_more_confidence(other):
    weights = {
        "constant": -1,
        "probability": 0.8,
        "second": -0.2,
        "weakest": 0.3,
        "agreement": 1,
        "steady": 0.5,
        "fits": 1,
        "changed": -1,
        "height": 0.2,
        "pictures": 0,
        "carried": 1,
    }
    calibration = Calibration(weights, 0.95, 0.1)
    good = {
        "probability": 0.99,
        "second": 0.001,
        "weakest": 0.99,
        "agreement": 1.0,
        "steady": 0.99,
        "fits": True,
        "changed": False,
        "height": 20,
    }
    assert calibration.confidence(Signs(**(good | other))) <= calibration.confidence(Signs(**good))
