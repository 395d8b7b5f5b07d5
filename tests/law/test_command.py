"""`ticketing law`: answers for people and machines, exit code 2 where the law has no such thing."""

import json

import pytest
from typer.testing import CliRunner

from ticketing.cli.law import law


def run(*words: str):
    return CliRunner().invoke(law, list(words))


def test_what_an_act_costs_is_printed_and_told_to_machines():
    answer = json.loads(
        run("fine", "RED_LIGHT", "--vehicle", "truck", "--on", "2026-11-16", "--organisation", "--json").stdout
    )
    assert (answer["min_vnd"], answer["middle_vnd"], answer["points"]) == (36_000_000, 38_000_000, 4)
    assert answer["article"] == "điểm b khoản 9 Điều 6 Nghị định số 168/2024/NĐ-CP"
    assert "Không chấp hành hiệu lệnh" in run("fine", "RED_LIGHT", "--on", "2026-11-16").stdout


def test_a_term_says_its_last_day_and_which_year_is_not_final():
    answer = json.loads(run("term", "DECISION", "--from", "2026-12-25", "--json").stdout)
    assert (answer["due_on"], answer["effect_from"], answer["unconfirmed_years"]) == (
        "2027-01-06",
        "2027-01-07",
        [2027],
    )


def test_the_smallest_competent_rank_is_named():
    assert "Đội trưởng" in run("signer", "RED_LIGHT", "--violated-on", "2026-11-16", "--on", "2026-12-25").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("fine", "NOTHING", "--on", "2026-11-16"),
        ("fine", "SEAT_BELT", "--vehicle", "motorcycle", "--on", "2026-11-16"),
        ("fine", "RED_LIGHT", "--on", "16/11/2026"),
        ("term", "TRANSFER", "--from", "2025-01-05"),
        ("signer", "RED_LIGHT", "--violated-on", "2026-08-01", "--on", "2026-08-10"),
    ],
)
def test_what_the_law_does_not_have_is_exit_code_2(words):
    assert run(*words).exit_code == 2


def test_check_loads_every_table():
    answer = json.loads(run("check", "--json").stdout)
    assert answer["fines"] == 169
    assert answer["without_wording"] == ["OWNER_NOT_NAMING (car)", "OWNER_NOT_NAMING (motorcycle)"]
    assert len(answer["tables"]) >= 15
