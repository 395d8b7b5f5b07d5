"""A small made-up year with each planted error once; the whole of it is `make proof-owners`."""

from pathlib import Path

from benchmarks.owners import run


def test_every_planted_error_ends_in_its_queue_and_no_notice_names_a_wrong_owner(tmp_path: Path) -> None:
    year = run(1, tmp_path)
    assert year.wrong == [] and year.notices >= 20
    assert len(year.ended) >= 36, "one of each"
