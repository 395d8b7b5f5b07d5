"""The tables of law: whole, without gap or overlap, and equal to the facts they were made from."""

import csv
import doctest
import importlib
import pkgutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

import ticketing.kit.money
import ticketing.law
from ticketing.law import clocks, competence, dated
from ticketing.law.behaviours import BEHAVIOURS, CAMERA_BEHAVIOURS, CAMERA_FUNCTIONS, behaviour, is_speed
from ticketing.law.calendar import official_calendar
from ticketing.law.dated import TableFault, UnknownCode, table_version, table_versions, timeline
from ticketing.law.parameters import NoParameter, parameter
from ticketing.law.penalties import (
    DECREES,
    FINES,
    WrongDay,
    article_text,
    decree_text,
    fine_row,
    may_explain,
    row_of_facts,
    rows_without_wording,
)
from ticketing.law.speed import BANDS

FACTS = Path(__file__).parents[3] / "shared" / "domain"
with_facts = pytest.mark.skipif(not FACTS.is_dir(), reason="the collected facts do not lie beside the checkout")
TODAY = date(2026, 11, 24)
# The facts begin with Decree 168; the law's own year of limitation is older, and an act of 2024 is past it.
OLDER_THAN_THE_FACTS = {("LIMITATION", "2024-12-31")}


def facts(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Row:
    key: str
    valid_from: date
    valid_to: date | None


def test_two_rows_of_one_day_are_refused():
    with pytest.raises(TableFault, match="overlap"):
        timeline("t", [Row("a", date(2025, 1, 1), date(2026, 1, 1)), Row("a", date(2026, 1, 1), None)], lambda r: r.key)


def test_an_open_row_before_another_is_refused():
    with pytest.raises(TableFault, match="overlap"):
        timeline("t", [Row("a", date(2026, 1, 1), None), Row("a", date(2025, 1, 1), None)], lambda r: r.key)


def test_a_day_without_row_between_two_rows_is_refused():
    with pytest.raises(TableFault, match="no row between 2025-12-30 and 2026-01-01"):
        timeline(
            "t", [Row("a", date(2025, 1, 1), date(2025, 12, 30)), Row("a", date(2026, 1, 1), None)], lambda r: r.key
        )


def test_a_row_that_ends_before_it_begins_is_refused():
    with pytest.raises(TableFault, match="before it begins"):
        timeline("t", [Row("a", date(2025, 1, 1), date(2024, 1, 1))], lambda r: r.key)


def test_the_first_and_the_last_day_of_a_row_count():
    table = timeline(
        "t", [Row("a", date(2025, 1, 1), date(2025, 1, 2)), Row("a", date(2025, 1, 3), None)], lambda r: r.key
    )
    assert table.on("a", date(2024, 12, 31)) is None
    assert table.on("a", date(2025, 1, 2)).valid_from == date(2025, 1, 1)
    assert table.on("a", date(2025, 1, 3)).valid_from == date(2025, 1, 3)
    assert table.on("b", date(2025, 1, 3)) is None


def test_every_table_has_a_version_of_its_bytes():
    versions = table_versions()
    assert set(versions) >= {"fines.csv", "terms.csv", "competence.csv", "commune_police_acts.csv", "holidays.csv"}
    assert table_version("fines") == table_version("fines.csv") == versions["fines.csv"]
    assert all(len(version) == 64 for version in versions.values())
    with pytest.raises(UnknownCode, match=r"Possible: .*fines\.csv"):
        table_version("nothing")


@pytest.mark.parametrize("name", [m.name for m in pkgutil.walk_packages(ticketing.law.__path__, "ticketing.law.")])
def test_the_examples_in_the_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_examples_of_money_hold():
    assert doctest.testmod(ticketing.kit.money).failed == 0


@with_facts
def test_every_row_of_fines_is_the_row_of_the_facts():
    rows = iter(dated.read_csv("fines.csv"))
    for fact in facts("fines.csv"):
        row = next(rows)
        same = set(fact) & set(row) - {"decree"}
        assert {name: row[name] for name in same} == {name: fact[name] for name in same}
        assert " as amended by ".join(filter(None, (row["decree"], row["amended_by"]))) == fact["decree"]
        assert (row["several_acts"] == "yes") == ("one of several acts of the point" in fact["act_vi_source"])
        assert (row["per_person"] == "yes") == ("per person" in fact["note"])
        assert measures(row) == fact["additional_measures"]
    assert next(rows, None) is None


def measures(row: dict[str, str]) -> str:
    clause = f" ({row['measure_clause']})" if row["measure_clause"] else ""
    if row["withdrawal_months"]:
        return f"licence withdrawn {row['withdrawal_months']} months{clause}"
    if row["confiscates_plate"] == "yes":
        return "plate confiscated"
    return f"restore the plate{clause}" if row["restores_plate"] == "yes" else ""


@with_facts
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("terms.csv", "procedure_deadlines.csv"), ("competence.csv", "competence.csv"),
     ("commune_police_acts.csv", "commune_police_acts.csv")],
)  # fmt: skip
def test_a_table_that_keeps_the_columns_of_the_facts_equals_them(ours, theirs):
    rows = [row for row in dated.read_csv(ours) if (row.get("code"), row.get("valid_to")) not in OLDER_THAN_THE_FACTS]
    assert rows == facts(theirs)


def test_each_row_of_fines_is_found_on_its_first_and_last_day():
    for row in FINES:
        assert fine_row(row.behaviour, row.vehicle, row.valid_from) == row
        assert fine_row(row.behaviour, row.vehicle, row.valid_to or TODAY) == row


def test_a_row_survives_its_way_through_json():
    assert all(row_of_facts(row.as_facts()) == row for row in FINES)


def test_each_row_of_fines_makes_sense():
    for row in FINES:
        assert row.min_vnd < row.max_vnd or not row.has_amount
        assert row.middle_vnd % 1000 == 0
        assert row.points in (0, 2, 4, 6, 10)
        assert row.decree in DECREES
        assert row.amended_by is None or row.amended_by in DECREES


def test_every_behaviour_has_a_row_and_every_row_a_behaviour():
    assert {row.behaviour for row in FINES} == set(BEHAVIOURS)


def test_today_every_act_of_a_camera_has_the_words_of_the_decree():
    assert {row.behaviour for row in rows_without_wording(TODAY)} == {"OWNER_NOT_NAMING"}


def test_old_rows_may_not_be_printed():
    assert all(row.act_vi is None for row in FINES if row.decree == "100/2019/NĐ-CP")


def test_a_drop_may_name_no_act_of_the_owner():
    assert not any(code.startswith("OWNER_") for code in CAMERA_BEHAVIOURS)
    assert "SPEED" in CAMERA_FUNCTIONS
    assert "SPEED" not in CAMERA_BEHAVIOURS
    assert is_speed("SPEED_OVER_35")
    with pytest.raises(UnknownCode, match="RED_LIGHT"):
        behaviour("RED LIGHT")


def test_every_speed_band_has_its_row_of_fines():
    for band in BANDS:
        assert fine_row(band.behaviour, band.vehicle, TODAY) is not None


def test_the_first_mention_of_an_article_names_day_issuer_and_title():
    acted_on = date(2026, 9, 1)
    text = article_text(fine_row("NO_ENTRY", "car", acted_on), acted_on, first_mention=True)
    assert text == (
        "điểm i khoản 5 Điều 6 Nghị định số 168/2024/NĐ-CP ngày 26 tháng 12 năm 2024 của Chính phủ quy định xử phạt vi "
        "phạm hành chính về trật tự, an toàn giao thông trong lĩnh vực giao thông đường bộ; trừ điểm, phục hồi điểm "
        "giấy phép lái xe, được sửa đổi, bổ sung bởi Nghị định số 238/2026/NĐ-CP ngày 26 tháng 6 năm 2026 của Chính phủ"
    )
    assert decree_text("123/2021/NĐ-CP", first_mention=True).startswith(
        "Nghị định số 123/2021/NĐ-CP ngày 28 tháng 12 năm 2021 của Chính phủ sửa đổi"
    )


def test_a_row_is_not_printed_for_a_day_on_which_it_was_not_in_force():
    row = fine_row("NO_ENTRY", "car", date(2026, 9, 1))
    with pytest.raises(WrongDay, match="not in force on 2026-08-01"):
        article_text(row, date(2026, 8, 1))


def test_the_right_to_explain_exists_from_fifteen_million_and_where_a_licence_is_withdrawn():
    may = {row.behaviour for row in FINES.all_on(TODAY) if row.vehicle == "car" and may_explain(row, TODAY)}
    assert may == {
        "RED_LIGHT",
        "WRONG_WAY",
        "MOTORWAY_WRONG_WAY",
        "HIDDEN_PLATE",
        "FALSE_PLATE",
        "OWNER_PLATE",
        "OWNER_NO_PLATE",
    }
    assert may_explain(fine_row("WEAVING", "motorcycle", TODAY), TODAY)
    assert not may_explain(fine_row("RED_LIGHT", "motorcycle", TODAY), TODAY)


def test_unknown_words_are_refused_with_what_is_possible():
    with pytest.raises(UnknownCode, match="Possible: bicycle, bus, car"):
        fine_row("RED_LIGHT", "tractor", TODAY)
    with pytest.raises(UnknownCode, match="MINUTES"):
        clocks.term("MINUTE", TODAY, official_calendar())
    with pytest.raises(UnknownCode, match="team_head"):
        competence.power("boss", TODAY)
    with pytest.raises(UnknownCode, match="fine_cap_vnd"):
        parameter("cap", TODAY)
    with pytest.raises(NoParameter):
        parameter("licence_points", date(2024, 12, 31))


def test_a_term_that_the_law_did_not_have_that_day_is_no_guess():
    assert not clocks.has_term("TRANSFER", date(2025, 2, 28))
    assert clocks.has_term("TRANSFER", date(2025, 3, 1))
    with pytest.raises(clocks.NoTerm, match="from 2025-03-01 on"):
        clocks.term("TRANSFER", date(2025, 2, 28), official_calendar())


def test_next_year_has_its_holidays():
    years = {day.year for day in official_calendar().days}
    assert TODAY.year + 1 in years, (
        "Add the days of next year to law/data/holidays.csv; holiday_years.yaml says where from."
    )
