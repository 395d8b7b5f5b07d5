"""The figures of the reviewing on a simulated quarter: planted errors are found, the innocent are let be."""

import json
import math
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import pytest
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score
from typer.testing import CliRunner

from ticketing.cli.main import app
from ticketing.flow.app_context import AppContext
from ticketing.reports.quality import Judged, Quality, figures
from ticketing.review.quality import WATCHED, Share, is_held, standard_on

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
STANDARD = standard_on(LAST)
CAMERAS, OFFICERS = [f"BG-{n:03}" for n in range(40)], [f"officer-{n:02}" for n in range(12)]
BAD_CAMERA, CARELESS, DRIFTING = "BG-007", "officer-03", "net/2"
USUAL = 0.01


def quarter(seed: int, *, planted: bool) -> list[Judged]:
    """9,000 cases, one in five judged blind by a second officer; the first verdict is wrong at the planted rates."""
    rng = random.Random(seed)
    rows: list[Judged] = []
    for n in range(9000):
        camera, (a, b) = rng.choice(CAMERAS), rng.sample(OFFICERS, 2)
        model, blind = "net/1" if n < 4500 else DRIFTING, rng.random() < 0.2
        wrong = max(
            USUAL,
            0.30 * (planted and camera == BAD_CAMERA),
            0.20 * (planted and a == CARELESS),
            0.12 * (planted and model == DRIFTING),
        )
        is_wrong = rng.random() < wrong
        facts = {"camera": camera, "behaviour": "RED_LIGHT", "model": model, "blind": blind, "hour": n % 8 + 1}
        said = "reject" if is_wrong and rng.random() < 0.5 else "confirm"
        rows.append(Judged(f"c{n}", 1, officer=a, kind=said, wrong=is_wrong, seconds=12, **facts))  # type: ignore[arg-type]
        if blind:
            other = {"confirm": "reject", "reject": "confirm"}[said] if is_wrong else said
            rows.append(Judged(f"c{n}", 2, officer=b, kind=other, wrong=False, seconds=9, **facts))  # type: ignore[arg-type]
    return rows


def held_in(rows: list[Judged]) -> Iterator[tuple[str, str]]:
    """What the sequential test would have held, looked at after each blind judgement, as the desk does."""
    counted: dict[tuple[str, str], Share] = {}
    done: set[tuple[str, str]] = set()
    for row in rows:
        if not row.blind:
            continue
        for kind in WATCHED:
            if kind != "officer" and row.ordinal != 1:
                continue
            key = (kind, str(getattr(row, kind)))
            before = counted.get(key, Share(0, 0))
            counted[key] = Share(before.judged + 1, before.errors + row.wrong)
            if key not in done and is_held(counted[key], STANDARD.budget[kind], STANDARD.chance):
                done.add(key)
                yield key


@pytest.fixture(scope="module")
def planted() -> Quality:
    return figures(quarter(1, planted=True), FIRST, LAST, STANDARD, set())


def test_the_planted_ones_are_found() -> None:
    held = set(held_in(quarter(1, planted=True)))
    assert {("camera", BAD_CAMERA), ("officer", CARELESS), ("model", DRIFTING)} <= held


def test_the_innocent_are_hardly_ever_held() -> None:
    quarters = 20
    held = sum(1 for seed in range(quarters) for _ in held_in(quarter(100 + seed, planted=False)))
    watched = quarters * (len(CAMERAS) + len(OFFICERS) + 2)
    assert held / watched <= STANDARD.chance


def test_a_rate_is_errors_by_judged_and_lies_in_its_interval(planted: Quality) -> None:
    for kind in ("camera", "officer", "behaviour", "model"):
        for line in (one.as_json() for one in planted.by[kind]):
            assert line["low"] <= line["rate"] <= line["high"]
            assert line["rate"] == pytest.approx(line["errors"] / line["judged"], abs=1e-6)


def test_every_blind_case_counts_once_for_its_camera_and_twice_among_officers(planted: Quality) -> None:
    cases = sum(line.share.judged for line in planted.by["camera"])
    assert cases == planted.judged.judged
    assert sum(line.share.judged for line in planted.by["officer"]) == 2 * cases


@pytest.mark.filterwarnings("ignore")  # theirs warns where agreement is not defined
def test_the_figures_of_each_line_and_pair_are_those_of_independent_libraries(planted: Quality) -> None:
    said: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    by_case: dict[str, list[Judged]] = defaultdict(list)
    for row in quarter(1, planted=True):
        by_case[row.case_id].append(row)
    for one, other in (sorted(rows, key=lambda row: row.officer) for rows in by_case.values() if len(rows) == 2):
        said[one.officer, other.officer].append((one.kind, other.kind))
    for pair in planted.pairs:
        both = said[pair.a, pair.b]
        theirs = cohen_kappa_score(*map(list, zip(*both, strict=True)))
        assert (math.nan if pair.kappa is None else pair.kappa) == pytest.approx(theirs, nan_ok=True)
        assert pair.n == len(both)
    for line in (line for lines in planted.by.values() for line in lines):
        wilson = binomtest(line.share.errors, line.share.judged).proportion_ci(method="wilson")
        assert line.share.interval == pytest.approx((wilson.low, wilson.high))


def test_the_careless_officer_agrees_least(planted: Quality) -> None:
    agreement = {officer: [p.kappa for p in planted.pairs if officer in (p.a, p.b)] for officer in OFFICERS}
    means = {officer: sum(k or 0 for k in values) / len(values) for officer, values in agreement.items()}
    assert min(means, key=lambda officer: means[officer]) == CARELESS


def test_the_command_answers_on_a_home_without_verdicts(context: AppContext) -> None:
    words = ["review", "stats", "--from", "2026-07-01", "--to", "2026-09-30", "--json"]
    done = CliRunner().invoke(app, words, env={"TICKETING_HOME": str(context.settings.home)})
    assert json.loads(done.stdout) == {
        "from": "2026-07-01", "to": "2026-09-30", "judged": 0,
        "by": {"camera": [], "officer": [], "behaviour": [], "model": []}, "pairs": [], "second_review_share": None,
    }  # fmt: skip


@pytest.mark.parametrize("days", [("2026-07-01", "2026-06-30"), ("summer", "2026-06-30")])
def test_a_time_that_is_none_is_refused(days: tuple[str, str], context: AppContext) -> None:
    words = ["review", "stats", "--from", days[0], "--to", days[1]]
    done = CliRunner().invoke(app, words, env={"TICKETING_HOME": str(context.settings.home)})
    assert done.exit_code == 2
