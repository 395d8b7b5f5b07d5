"""Every citation that a table or a room makes, said in Vietnamese as the YAML beside this file has it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from ticketing.cases.answers.owner_answers import answer_kinds
from ticketing.cases.decision.deadline_recalculation import LAW
from ticketing.cases.states import MARKS, TRANSITIONS
from ticketing.law.calendar import official_calendar
from ticketing.law.circumstances import Circumstances, Fine, Offender, sanction
from ticketing.law.citations import in_vietnamese
from ticketing.law.clocks import TERMS
from ticketing.law.competence import POWERS
from ticketing.law.dated import read_csv, read_yaml
from ticketing.law.penalties import FINES, article_text, fine_row

CITED = yaml.safe_load((Path(__file__).parent / "citations.yaml").read_text(encoding="utf-8"))
DAY_OF_ACT = date(2026, 11, 16)


@pytest.mark.parametrize("case", CITED, ids=[case["cited"] for case in CITED])
def test_a_citation_in_vietnamese(case: dict[str, str]) -> None:
    assert in_vietnamese(case["cited"], lambda words: "…") == case["said"]


def test_the_list_holds_every_citation_of_tables_and_rooms() -> None:
    assert set(_cited()) - {case["cited"] for case in CITED} == set()


def test_the_row_of_a_fine_is_cited_on_the_screen_as_on_paper() -> None:
    for row in (row for rows in FINES.rows.values() for row in rows):
        cited = f"Decree {row.decree} art. {row.clause}"
        if row.amended_by:
            cited += f" as amended by {row.amended_by}"
        assert in_vietnamese(cited) == article_text(row, row.valid_from).replace(" số ", " ")


def _cited() -> Iterator[str]:
    yield from (row.law for row in (*TRANSITIONS, *MARKS) if row.law)
    yield from (row.article for rows in TERMS.rows.values() for row in rows)
    yield from (row.source for rows in POWERS.rows.values() for row in rows)
    yield from (day.source for day in official_calendar().days.values())
    yield from (kind.law for kind in answer_kinds().values())
    yield from (row["article"] for entry in read_yaml("parameters.yaml").values() for row in entry["rows"])
    yield from (cells["source"] for name in ("commune_police_acts.csv", "speed_bands.csv") for cells in read_csv(name))
    yield from _of_fines()
    yield LAW


def _of_fines() -> Iterator[str]:
    row = fine_row("RED_LIGHT", "car", DAY_OF_ACT)
    assert row
    for organisation, born in ((False, date(1990, 1, 1)), (False, date(2009, 11, 1)), (True, None)):
        fine = sanction(row, Offender(organisation, born), DAY_OF_ACT, Circumstances())
        assert isinstance(fine, Fine)
        yield fine.article
