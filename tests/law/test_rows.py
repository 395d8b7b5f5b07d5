"""Every row of fines, terms and competence as the YAML beside this file has it, and the answers of `ticketing law`."""

import json
import shlex
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from ticketing.cli.law import law
from ticketing.law import clocks
from ticketing.law.act import act_in_law
from ticketing.law.calendar import official_calendar
from ticketing.law.circumstances import NoOwnAmount
from ticketing.law.competence import POWERS, Competent, Matter, may_sanction, power
from ticketing.law.penalties import FINES, decree_name, fine_row, measures_text
from ticketing.law.speed import bands_of, excess_kmh, speed_band

HERE = Path(__file__).parent
CALENDAR = official_calendar()
ONE_DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)


def table(name: str, *names: str) -> list[Any]:
    rows = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [pytest.param(row, id=" ".join(str(row[key]) for key in names)) for row in rows]


@pytest.mark.parametrize("case", table("rows_of_fines.yaml", "act", "vehicle", "day"))
def test_a_row_of_fines(case: dict[str, Any]) -> None:
    first = case["day"]
    row = fine_row(case["act"], case["vehicle"], first)
    assert row is not None
    assert (row.valid_from, row.valid_to) == (first, case.get("until"))
    assert (row.clause, decree_name(row)) == (case["clause"], case["decree"])
    assert (row.act_vi is None) == (case.get("wording") == "none")
    assert clause_on(case, first - ONE_DAY) == case["before"]
    assert clause_on(case, case.get("until", TODAY)) == f"{case['clause']} {case['decree']}"
    if case.get("no_own_amount"):
        with pytest.raises(NoOwnAmount):
            act_in_law(case["act"], case["vehicle"], first)
        return
    act = act_in_law(case["act"], case["vehicle"], first)
    assert [act.min_vnd, act.max_vnd] == case["range"]
    assert (act.default_vnd, act.points) == (case["fine"], case["points"])
    assert (measures_text(row), act.explanation_right) == (case.get("measures", ""), case.get("explain", False))
    doubled = act_in_law(case["act"], case["vehicle"], first, organisation=True)
    assert [doubled.min_vnd, doubled.max_vnd, doubled.default_vnd] == [2 * x for x in (*case["range"], case["fine"])]
    assert (doubled.points, doubled.explanation_right) == (act.points, act.explanation_right)


def clause_on(case: dict[str, Any], day: date) -> str:
    row = fine_row(case["act"], case["vehicle"], day)
    return f"{row.clause} {decree_name(row)}" if row else "none"


@pytest.mark.parametrize("case", table("rows_of_terms.yaml", "code", "from"))
def test_a_row_of_terms(case: dict[str, Any]) -> None:
    row = clocks.term_row(case["code"], case["from"])
    assert (row.starts_at_event, f"{row.length} {row.unit}", row.kind) == (case["event"], case["length"], case["kind"])
    running = clocks.term(case["code"], case["from"], CALENDAR)
    assert running.due_on == case["due"]
    assert (running.safe_due_on if clocks.has_safe_day(running.code, running.starts_on) else None) == case["safe"]
    assert running.acts_from == case["acts_from"]
    assert list(clocks.skipped_days(running, CALENDAR)) == case.get("skipped", [])
    assert running.unconfirmed_years == ((2027,) if "calendar" in case else ())
    if "before" in case:
        assert clocks.has_term(case["code"], case["from"] - ONE_DAY) is case["before"]


@pytest.mark.parametrize("case", table("rows_of_competence.yaml", "rank", "day"))
def test_a_row_of_competence(case: dict[str, Any]) -> None:
    """Up to his limit he signs, one đồng above it he does not; an organisation doubles both."""
    held = power(case["rank"], case["day"])
    assert held is not None
    assert (held.valid_from, held.valid_to) == (case["day"], case.get("until"))
    assert "unknown" if held.max_vnd is None else held.max_vnd == case["limit"]
    assert {True: True, False: False, None: "unknown"}[held.may_deduct_points] == case["points"]
    assert held.subject_limited == case.get("list", False)
    free = fine_row("ILLEGAL_PARKING", "car", case["day"])  # without points, and in the list of the commune police
    pointed = replace(free, points=2)
    for organisation in (False, True):
        if case["limit"] == "unknown":
            assert refusal(case, Matter(replace(free, max_vnd=1), organisation)) == "UNCONFIRMED"
            continue
        at_limit = Matter(replace(free, max_vnd=case["limit"]), organisation)
        answer = may_sanction(case["rank"], at_limit, case["day"])
        assert isinstance(answer, Competent)
        assert answer.limit_vnd == case["limit"] * (2 if organisation else 1)
        if case["limit"] < 75_000_000:  # above the cap there is nothing
            above = Matter(replace(free, max_vnd=case["limit"] + 1), organisation)
            assert refusal(case, above) == "AMOUNT"
        with_points = Matter(replace(pointed, max_vnd=case["limit"]), organisation)
        assert refusal(case, with_points) == {True: None, False: "POINTS", "unknown": "UNCONFIRMED"}[case["points"]]
    off_list = Matter(replace(free, clause="6.9.b", max_vnd=1))
    expected = "UNCONFIRMED" if case["limit"] == "unknown" else "SUBJECT" if case.get("list") else None
    assert refusal(case, off_list) == expected


def refusal(case: dict[str, Any], matter: Matter) -> str | None:
    answer = may_sanction(case["rank"], matter, case["day"])
    return None if isinstance(answer, Competent) else answer.code


def test_no_row_of_the_three_tables_is_left_out() -> None:
    assert len(table("rows_of_fines.yaml", "act")) == len(tuple(FINES))
    assert len(table("rows_of_competence.yaml", "rank")) == len(tuple(POWERS))
    asked = {
        (case.values[0]["code"], clocks.term_row(case.values[0]["code"], case.values[0]["from"]).valid_from)
        for case in table("rows_of_terms.yaml", "code")
    }
    older = {("LIMITATION", date(2013, 7, 1))}  # not in the notes; its sentences stand in terms.yaml
    assert asked | older == {(row.code, row.valid_from) for row in clocks.TERMS}


@pytest.mark.parametrize("case", table("commands.yaml", "ask"))
def test_what_the_command_answers(case: dict[str, Any]) -> None:
    result = CliRunner().invoke(law, [*shlex.split(case["ask"]), "--json"])
    if "refused" in case:
        assert (result.exit_code, result.stdout) == (2, "")
        assert case["refused"] in result.stderr
        return
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    if "answer" in case:
        assert list(answer.items()) == list(case["answer"].items())
    assert {name: answer[name] for name in case.get("holds", {})} == case.get("holds", {})
    ranks = [held["rank"] for held in answer.get("competent", [])]
    assert ranks == case.get("competent", ranks)
    assert not set(ranks) & {*case.get("not_competent", []), *answer.get("not_known", [])}


ROWS = st.sampled_from([row for row in FINES if row.has_amount])
LATER = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@given(ROWS, st.booleans(), st.integers(1, 300))
def test_the_range_holds_the_fine_and_no_cap_is_passed(row, organisation: bool, persons: int) -> None:
    persons = persons if row.per_person else 1
    act, more = (
        act_in_law(row.behaviour, row.vehicle, row.valid_from, organisation=organisation, persons_over=count)
        for count in (persons, persons + (1 if row.per_person else 0))
    )
    assert act.min_vnd <= act.default_vnd <= act.max_vnd <= (150_000_000 if organisation else 75_000_000)
    assert act.min_vnd <= more.min_vnd and act.default_vnd <= more.default_vnd and act.max_vnd <= more.max_vnd
    assert {held.rank for held in more.competent} <= {held.rank for held in act.competent}


@given(ROWS, LATER)
def test_who_may_sign_does_not_depend_on_the_subject_and_nobody_signs_beyond_his_power(row, handled_on) -> None:
    handled_on = max(handled_on, row.valid_from)
    one, doubled = (
        act_in_law(row.behaviour, row.vehicle, row.valid_from, handled_on=handled_on, organisation=organisation)
        for organisation in (False, True)
    )
    assert [held.rank for held in one.competent] == [held.rank for held in doubled.competent]
    assert all(held.max_vnd >= one.max_vnd for held in one.competent)
    assert all(held.may_deduct_points for held in one.competent if one.points)
    assert not {held.rank for held in one.competent} & set(one.not_known)


@given(st.decimals(0, 400, places=3), st.decimals(5, 130, places=1), st.sampled_from(["car", "motorcycle", "special"]))
def test_a_higher_speed_is_never_a_lower_band(shown, limit, vehicle: str) -> None:
    bands = [band.behaviour for band in bands_of(vehicle, TODAY)]
    slower, faster = (speed_band(value, limit, vehicle, TODAY) for value in (shown, shown + 1))
    rank = [bands.index(band.behaviour) if band else -1 for band in (slower, faster)]
    assert rank[0] <= rank[1]
    assert (slower is None) == (excess_kmh(shown, limit) < 5)
    assert excess_kmh(shown, limit) <= max(shown - limit, 0)


@given(st.sampled_from(clocks.CODES), LATER.filter(lambda day: day.year < 2027))
def test_what_was_skipped_is_off_and_explains_the_last_day(code: str, started_on: date) -> None:
    if not clocks.has_term(code, started_on):
        return
    running = clocks.term(code, started_on, CALENDAR)
    skipped = clocks.skipped_days(running, CALENDAR)
    assert all(CALENDAR.why_off(day) and started_on < day < running.due_on for day in skipped)
    row = clocks.term_row(code, started_on)
    if row.unit is clocks.Unit.WORKING_DAYS:
        assert (running.due_on - started_on).days == row.length + len(skipped)
    if clocks.has_safe_day(running.code, running.starts_on):
        assert (running.safe_due_on == running.due_on) == (not skipped)
