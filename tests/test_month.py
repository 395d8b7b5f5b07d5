"""A month of 300 cases, played twice: once undisturbed, once killed three times. The whole year is `make year`."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from benchmarks.year import FIRST_DAY, HOURS, Year, run
from benchmarks.year_judge import Judged, judge

from ticketing.evidence.tables import EvidenceEvent
from ticketing.flow.tables import Installation

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
            ("jobs", "state = 'failed'", "state = 'done'"),
        ):
            connection.execute(f"UPDATE {table} SET {changed} WHERE id = {first.format(table, which)}")
    wrong = " ".join(judge(people, MONTH.last).wrong)
    for sentence in ("numbers are double or missing", "the law says", "MINUTES", "agency", "is failed"):
        assert sentence in wrong


def test_a_day_that_is_begun_again_when_it_was_almost_over_adds_nothing(tmp_path: Path) -> None:
    """Not even a second load of the same rows: a day on which some register's rows changed."""
    short = Year(40, 31, afterwards=0)
    people = short.people(tmp_path)
    people.load_all(FIRST_DAY)
    day = min(one for one in people.world.moves if one >= FIRST_DAY)
    database = people.context.database

    def events_when_played() -> int:
        assert list(short.people(tmp_path).play(HOURS, FIRST_DAY, day))[-1] == day
        with database.reading() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(EvidenceEvent)) or 0

    once = events_when_played()
    with database.writing() as session:
        session.get_one(Installation, 1).acts_played -= 1
    assert events_when_played() == once
