"""Shares, agreement and the sequential test, beside an independent library and a simulated year."""

import math
import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score

from ticketing.review.quality import WATCHED, Share, evidence, is_held, kappa, standard_on, wilson

JUDGED_A_YEAR = 400


@given(st.integers(1, 5000).flatmap(lambda judged: st.tuples(st.integers(0, judged), st.just(judged))))
def test_the_interval_is_that_of_an_independent_library(counts: tuple[int, int]) -> None:
    errors, judged = counts
    theirs = binomtest(errors, judged).proportion_ci(0.95, method="wilson")
    assert wilson(errors, judged) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_of_nothing_nothing_is_said() -> None:
    assert (Share(0, 0).rate, Share(0, 0).interval, kappa([])) == (None, None, None)


def test_agreement_that_chance_alone_explains_is_not_defined() -> None:
    assert kappa([("confirm", "confirm")] * 5) is None


WORDS = st.sampled_from(["confirm", "reject", "other"])


@settings(max_examples=50)
@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=40))
@pytest.mark.filterwarnings("ignore")
def test_agreement_is_that_of_an_independent_library(both: list[tuple[str, str]]) -> None:
    theirs = cohen_kappa_score(*map(list, zip(*both, strict=True)))
    ours = kappa(both)
    assert math.isnan(theirs) if ours is None else ours == pytest.approx(theirs, abs=1e-12)


def table(both_yes: int, first_only: int, second_only: int, both_no: int) -> list[tuple[str, str]]:
    cells = {("y", "y"): both_yes, ("y", "n"): first_only, ("n", "y"): second_only, ("n", "n"): both_no}
    return [pair for pair, count in cells.items() for _ in range(count)]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((20, 5, 10, 15), 0.4), ((45, 15, 25, 15), 0.1304348), ((25, 35, 5, 35), 0.2592593), ((0, 5, 5, 0), -1.0)],
)
def test_agreement_of_known_tables(counts: tuple[int, int, int, int], expected: float) -> None:
    assert kappa(table(*counts)) == pytest.approx(expected, abs=1e-6)


def first_hold(rng: random.Random, share: float, budget: float, chance: float, most: int = JUDGED_A_YEAR) -> int | None:
    """After how many judgements one of this true share is held, looked at after each; None: never."""
    errors = 0
    for judged in range(1, most + 1):
        errors += rng.random() < share
        if is_held(Share(judged, errors), budget, chance):
            return judged
    return None


def test_one_within_its_budget_is_hardly_ever_held() -> None:
    rng, budget, chance = random.Random(1), 0.05, 0.01
    held = sum(first_hold(rng, budget, budget, chance) is not None for _ in range(600))
    assert held / 600 <= chance + 0.007, "the stated chance, and room for chance in the simulation itself"


def test_one_three_times_worse_is_found_within_half_a_year_mostly() -> None:
    rng = random.Random(2)
    delays = [first_hold(rng, 0.15, 0.05, 0.01) for _ in range(200)]
    found = sorted(delay for delay in delays if delay is not None)
    assert len(found) >= 196
    assert found[100] < JUDGED_A_YEAR / 2


@given(st.integers(0, 50), st.integers(0, 500), st.sampled_from([0.01, 0.03, 0.05, 0.2]))
def test_an_error_speaks_against_and_a_good_case_for(errors: int, good: int, budget: float) -> None:
    now = evidence(errors, errors + good, budget)
    assert evidence(errors + 1, errors + good + 1, budget) > now > evidence(errors, errors + good + 1, budget)


def test_every_watched_kind_has_a_budget() -> None:
    standard = standard_on(date(2026, 11, 18))
    assert set(standard.budget) == set(WATCHED)
    assert 0 < standard.chance <= 0.01
