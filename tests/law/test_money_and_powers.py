"""Amounts in words, late interest, points, deputies, jurisdiction."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.kit.money import HIGHEST, format_vnd, vnd_of, words_vnd
from ticketing.law.circumstances import NoOwnAmount, Offender, points_of_act, sanction
from ticketing.law.competence import Competent, Delegation, Matter, may_sanction
from ticketing.law.interest import days_late, late_interest_vnd
from ticketing.law.jurisdiction import Place, PoliceOffice, handling
from ticketing.law.penalties import fine_row

TODAY = date(2026, 11, 24)
BAC_GIANG, DA_MAI, HANOI = Place("24", "07210"), Place("24", "07228"), Place("01", "00004")


def matter(behaviour: str, vehicle: str = "car", **more: object) -> Matter:
    return Matter(fine_row(behaviour, vehicle, TODAY), **more)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (14, "Mười bốn đồng"),
        (24, "Hai mươi tư đồng"),
        (11, "Mười một đồng"),
        (55, "Năm mươi lăm đồng"),
        (104, "Một trăm linh bốn đồng"),
        (110, "Một trăm mười đồng"),
        (75_000, "Bảy mươi lăm nghìn đồng"),
        (400_000, "Bốn trăm nghìn đồng"),
        (1_001_001, "Một triệu không trăm linh một nghìn không trăm linh một đồng"),
        (7_500_000, "Bảy triệu năm trăm nghìn đồng"),
        (19_000_000, "Mười chín triệu đồng"),
        (38_000_000, "Ba mươi tám triệu đồng"),
        (150_000_000, "Một trăm năm mươi triệu đồng"),
        (1_000_000_000, "Một tỷ đồng"),
        (1_234_567_891, "Một tỷ hai trăm ba mươi tư triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi mốt đồng"),
        (1_200_000_000_000, "Một nghìn hai trăm tỷ đồng"),
        (1_000_000_000_000, "Một nghìn tỷ đồng"),
    ],
)
def test_an_amount_in_words(amount, words):
    assert words_vnd(amount) == words


DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
VALUES = {word: value for value, word in enumerate(DIGITS)}
VALUES |= {"mốt": 1, "tư": 4, "lăm": 5}
SCALES = {"nghìn": 1000, "triệu": 1_000_000}


def heard(words: str) -> int:
    """Understand spoken Vietnamese: an independent way back from words to the number."""
    above, _, below = words.partition(" tỷ")
    if "tỷ" in words:
        return heard(above) * 1_000_000_000 + heard(below)
    total, group, pending = 0, 0, 0
    for word in words.split():
        if word in VALUES:
            pending += VALUES[word]
        elif word == "trăm":
            group, pending = group + pending * 100, 0
        elif word == "mươi":
            group, pending = group + pending * 10, 0
        elif word in SCALES:
            total, group, pending = total + (group + pending) * SCALES[word], 0, 0
    return total + group + pending


@given(st.integers(0, 999_999_999_999) | st.integers(0, 10**6))
def test_words_say_the_amount_and_nothing_else(amount):
    assert heard(words_vnd(amount).lower().removesuffix(" đồng")) == amount


@given(st.integers(0, HIGHEST))
def test_words_are_clean(amount):
    words = words_vnd(amount)
    assert "  " not in words
    assert words[0].isupper()
    assert words.endswith(" đồng")


@pytest.mark.parametrize("amount", [-1, HIGHEST + 1])
def test_an_amount_without_words_is_refused(amount):
    with pytest.raises(ValueError, match="amounts run from 0"):
        words_vnd(amount)


@pytest.mark.parametrize(
    "text", ["5 000 000", "5 000 000,00", "5 000 000.0", "5\u00a0000\u00a0000 đ", " 5.000.000 ", "5000000"]
)
def test_thousands_may_stand_apart(text):
    assert vnd_of(text) == 5_000_000


def test_digits_are_grouped_with_points():
    assert format_vnd(1_500_000) == "1.500.000 đồng"


@pytest.mark.parametrize(
    "text",
    [
        "5.000.000,50",
        "5000000,5",
        "5.00.000",
        "5,000.000",
        "5 triệu",
        "-5",
        "5.000.000 - 6.000.000",
        "²",
        "9" * 50,
        "500000 200000",
        "3 500000",
        "500 000 2",
        "5 000.000",
    ],
)
def test_what_is_no_whole_amount_is_never_read_as_another(text):
    with pytest.raises(ValueError, match="no amount"):
        vnd_of(text)


def test_interest_runs_from_the_day_after_the_term():
    due = date(2027, 1, 22)
    assert days_late(due, date(2027, 1, 20)) == 0
    assert late_interest_vnd(5_000_000, due, due) == 0
    assert late_interest_vnd(5_000_000, due, date(2027, 1, 23)) == 2_500
    assert late_interest_vnd(5_000_000, date(2026, 10, 1), date(2026, 10, 31)) == 75_000
    assert late_interest_vnd(333, due, date(2027, 1, 24)) == 0  # cut to the đồng


def test_a_row_without_amount_is_never_billed():
    with pytest.raises(NoOwnAmount, match="detected act"):
        sanction(fine_row("OWNER_NOT_NAMING", "car", TODAY), Offender(), TODAY)
    with pytest.raises(ValueError, match="at least one"):
        sanction(fine_row("OVERLOAD_PASSENGERS", "bus", TODAY), Offender(), TODAY, persons_over=0)


def test_points_per_person_follow_from_the_share():
    row = fine_row("OVERLOAD_PASSENGERS", "bus", TODAY)
    assert [points_of_act(row, TODAY, over, 20) for over in (1, 10, 11, 20, 21)] == [0, 0, 4, 4, 10]
    assert points_of_act(fine_row("OWNER_OVERLOAD_PASSENGERS", "bus", TODAY), TODAY, 30, 20) == 0
    assert points_of_act(fine_row("RED_LIGHT", "car", TODAY), TODAY) == 4
    old = date(2024, 5, 1)
    assert points_of_act(fine_row("OVERLOAD_PASSENGERS", "bus", old), old, 30, 20) == 0
    with pytest.raises(ValueError, match="permitted number"):
        points_of_act(row, TODAY, 3)


def test_a_deputy_signs_only_with_a_delegation_that_holds_that_day():
    held = Delegation("12/QĐ-GQXP", date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 30))
    red_light = matter("RED_LIGHT")
    assert may_sanction("team_head", red_light, TODAY, deputy=True).code == "DELEGATION"
    assert may_sanction("team_head", red_light, date(2026, 12, 1), deputy=True, delegation=held).code == "DELEGATION"
    answer = may_sanction("team_head", red_light, TODAY, deputy=True, delegation=held)
    assert isinstance(answer, Competent)
    assert answer.delegation == held
    assert may_sanction("team_head", red_light, TODAY, delegation=held).delegation is None


def test_a_refusal_speaks_both_languages():
    refusals = [
        may_sanction("team_head", matter("HIDDEN_PLATE"), TODAY),
        may_sanction("officer", matter("RED_LIGHT", "motorcycle"), TODAY),
        may_sanction("commune_police_chief", matter("RED_LIGHT"), TODAY),
        may_sanction("team_head", matter("RED_LIGHT"), date(2026, 8, 1)),
        may_sanction("commune_police_chief", matter("PHONE", "motorcycle"), date(2026, 8, 1)),
        may_sanction("team_head", matter("RED_LIGHT"), TODAY, deputy=True),
    ]
    assert [refusal.code for refusal in refusals] == [
        "AMOUNT", "POINTS", "SUBJECT", "UNCONFIRMED", "UNCONFIRMED", "DELEGATION",
    ]  # fmt: skip
    assert all(refusal.sentence.endswith(".") and refusal.sentence_vi.endswith(".") for refusal in refusals)


def decide(
    unit: Place, owner: Place, behaviour: str, vehicle: str = "car", *, area: str = "province", connected: bool = True
):
    return handling(unit, owner, matter(behaviour, vehicle), TODAY, area=area, commune_police_connected=connected)


def test_an_owner_anywhere_in_the_province_is_inside():
    answer = decide(BAC_GIANG, DA_MAI, "RED_LIGHT")
    assert (answer.office, answer.transferred) == (PoliceOffice.DETECTING_UNIT, False)


def test_an_owner_in_another_province_is_outside_whatever_the_area():
    for area in ("province", "commune"):
        answer = decide(BAC_GIANG, HANOI, "RED_LIGHT", area=area)
        assert (answer.office, answer.place, answer.transferred) == (PoliceOffice.TRAFFIC_DIVISION, HANOI, True)


def test_what_commune_police_may_decide_goes_to_them_where_they_are_connected():
    assert decide(BAC_GIANG, HANOI, "NO_HELMET", "motorcycle").office is PoliceOffice.COMMUNE_POLICE
    assert decide(BAC_GIANG, HANOI, "NO_HELMET", "motorcycle", connected=False).office is PoliceOffice.TRAFFIC_DIVISION
    assert decide(BAC_GIANG, HANOI, "SPEED_5_10", "motorcycle").office is PoliceOffice.TRAFFIC_DIVISION


def test_the_area_may_be_set_to_the_commune():
    assert decide(BAC_GIANG, DA_MAI, "NO_HELMET", "motorcycle", area="commune").office is PoliceOffice.COMMUNE_POLICE
    assert decide(BAC_GIANG, BAC_GIANG, "NO_HELMET", "motorcycle", area="commune").office is PoliceOffice.DETECTING_UNIT
    assert (
        decide(Place("24", None), DA_MAI, "NO_HELMET", "motorcycle", area="commune").office
        is PoliceOffice.DETECTING_UNIT
    )
    with pytest.raises(ValueError, match="district"):
        decide(BAC_GIANG, DA_MAI, "NO_HELMET", "motorcycle", area="district")
