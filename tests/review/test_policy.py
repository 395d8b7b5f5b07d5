"""The policy as data, and its pure functions."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketing.review.policy import DRAWS, Judgement, NoPolicy, Situation, agree, draw, make_policy, policy_on
from ticketing.review.policy import second_verdict_because as because
from ticketing.review.reasons import UnknownReason, manual_reasons, rejection_reason, rejection_reasons

DAY = date(2026, 11, 18)
QUIET = Situation(False, 0.99, False, (), 2_000_000, 500, 500, 500, DRAWS - 1)


def situation(**changes: object) -> Situation:
    return Situation(**(QUIET.__dict__ | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "kind", "rules"),
    [
        ({}, "confirm", ()),
        ({"doubted": True}, "confirm", ("doubtful_reading",)),
        ({"confidence": 0.8999}, "confirm", ("doubtful_reading",)),
        ({"confidence": None}, "confirm", ("doubtful_reading",)),
        ({"corrected": ("plate",)}, "confirm", ("corrected",)),
        ({"highest_fine_vnd": 14_999_999}, "confirm", ()),
        ({"highest_fine_vnd": 15_000_000}, "confirm", ("high_fine",)),
        ({"highest_fine_vnd": 15_000_000}, "reject", ()),
        ({"officer_verdicts": 9}, "reject", ("new_officer",)),
        ({"officer_verdicts": 10}, "reject", ()),
        ({"camera_cases": 2}, "confirm", ("new_camera",)),
        ({"model_cases": 19}, "confirm", ("new_model",)),
        ({"model_cases": 20}, "confirm", ()),
        ({"model_cases": None}, "confirm", ()),
        ({"draw": 999}, "confirm", ("sample",)),
        ({"draw": 1000}, "confirm", ()),
        ({"doubted": True, "corrected": ("plate",)}, "confirm", ("doubtful_reading", "corrected")),
        ({"doubted": True, "draw": 0}, "manual", ()),
    ],
)
def test_each_rule_asks_where_it_holds(changes: dict[str, object], kind: str, rules: tuple[str, ...]) -> None:
    assert because(policy_on(DAY), kind, situation(**changes)) == rules


def test_a_rule_or_a_verdict_that_nobody_knows_does_not_load() -> None:
    with pytest.raises(ValueError, match="horoscope"):
        make_policy({"valid_from": DAY, "rules": {"horoscope": {"verdicts": ["confirm"]}}})
    with pytest.raises(ValueError, match="bribe"):
        make_policy({"valid_from": DAY, "rules": {"sample": {"verdicts": ["bribe"]}}})


def test_a_day_before_the_first_rules_has_none() -> None:
    with pytest.raises(NoPolicy, match="2024-12-31"):
        policy_on(date(2024, 12, 31))


@given(st.binary(min_size=16, max_size=16), st.text(max_size=36))
def test_the_draw_is_fixed_and_in_range(secret: bytes, case_id: str) -> None:
    assert draw(secret, case_id) == draw(secret, case_id) and 0 <= draw(secret, case_id) < DRAWS


def test_a_tenth_of_the_cases_is_drawn() -> None:
    drawn = sum(draw(bytes([n % 256] * 16), f"case {n}") < 1000 for n in range(10_000))
    assert 900 < drawn < 1100


def test_confirmations_agree_when_the_case_would_hold_the_same() -> None:
    one = Judgement("confirm", "98A12345", "white", "RED_LIGHT", "car", "Không chấp hành")
    assert agree(one, Judgement(**one.__dict__))
    for field in ("plate", "plate_colour", "behaviour", "vehicle", "wording"):
        assert not agree(one, Judgement(**one.__dict__ | {field: "other"}))
    assert not agree(one, Judgement("reject"))
    assert agree(Judgement("reject"), Judgement("reject"))


def test_every_reason_speaks_both_languages_and_an_unknown_one_is_named() -> None:
    for reason in (*rejection_reasons().values(), *manual_reasons().values()):
        assert reason.name.endswith(".") and reason.name_vi.endswith(".")
    with pytest.raises(UnknownReason, match="EXEMPT"):
        rejection_reason("BORED")
