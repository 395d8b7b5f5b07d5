"""A month of 300 cases, played twice: once undisturbed, once killed three times. The whole year is `make year`."""

from pathlib import Path

from benchmarks.year import Year, run


def test_a_month_ends_in_the_same_tables_after_three_kills_and_keeps_clocks_numbers_money_and_evidence(
    tmp_path: Path,
) -> None:
    whole, killed, differing = run(Year(300, 31, afterwards=0), tmp_path, kills=3)
    assert (whole.wrong, killed.wrong, differing) == ([], [], [])
    assert whole.cases >= 300 and whole.papers["notice"] >= 200 and whole.papers["decision"] >= 20 and whole.printed
