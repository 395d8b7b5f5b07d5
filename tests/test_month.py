"""A month of 300 cases, played twice: once undisturbed, once killed three times. The whole year is `make year`."""

import sqlite3
from pathlib import Path

import pytest
from benchmarks.year import Year, run
from benchmarks.year_judge import Judged, judge

MONTH = Year(300, 31, afterwards=0)
Played = tuple[Path, Judged, Judged, list[str]]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The folder of both homes, what came of each, and what differs."""
    folder = tmp_path_factory.mktemp("month")
    return folder, *run(MONTH, folder, kills=3)


def test_a_month_keeps_clocks_verdicts_numbers_owners_money_and_evidence(played: Played) -> None:
    _, whole, _, _ = played
    assert whole.wrong == []
    assert whole.cases >= 300 and whole.papers["notice"] >= 200 and whole.papers["decision"] >= 20 and whole.printed


def test_after_three_kills_it_ends_in_the_same_tables(played: Played) -> None:
    _, _, killed, differing = played
    assert (killed.wrong, differing) == ([], [])


def test_what_is_altered_afterwards_is_seen(played: Played) -> None:
    """The judge of the month, judged: a wrong number, sum, day and term each bring a sentence."""
    people = MONTH.people(played[0] / "killed")
    [database] = (played[0] / "killed").glob("*.db")
    first = "(SELECT min(id) FROM {} WHERE {})"
    with sqlite3.connect(database) as connection:
        for table, changed, which in (
            ("documents", "number = number + 100000", "kind = 'notice' AND state = 'signed'"),
            ("decisions", "amount_vnd = amount_vnd + 1000", "state = 'issued'"),
            ("case_clocks", "state = 'passed'", "code = 'MINUTES' AND state = 'met'"),
            ("consignment_items", "outcome = 'withdrawn'", "addressee <> ''"),
            ("wakeups", "state = 'failed'", "state = 'done'"),
        ):
            connection.execute(f"UPDATE {table} SET {changed} WHERE id = {first.format(table, which)}")
    wrong = " ".join(judge(people, MONTH.last).wrong)
    for sentence in ("numbers are double or missing", "the law says", "MINUTES", "agency", "is failed"):
        assert sentence in wrong
