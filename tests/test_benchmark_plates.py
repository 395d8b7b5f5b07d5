"""What the benchmark of readers makes of lines that others find, and its table."""

from types import SimpleNamespace

import numpy as np
from benchmarks.cost import Cost
from benchmarks.plate_readers import ENLARGED_HEIGHT, Line, enlarged, plate_of
from benchmarks.plates import OURS, Read, table


def test_rows_are_put_in_their_order_and_signs_left_out() -> None:
    found = [Line(64, 5, "123.45", 0.9), Line(9, 60, "b1", 0.7), Line(6, 10, "98-", 0.8)]
    assert plate_of(found, 120) == ("98B112345", 0.7)
    assert plate_of([], 120) == ("", 0.0)


def test_low_crops_are_enlarged_and_no_others() -> None:
    assert enlarged(np.zeros((12, 40, 3), np.uint8)).shape == (ENLARGED_HEIGHT, 400, 3)
    high = np.zeros((ENLARGED_HEIGHT, 300, 3), np.uint8)
    assert enlarged(high) is high


def test_the_table_compares_processor_time_and_counts_false_readings_of_ours_alone() -> None:
    score = {"ALL": {"plates": 4, "exact": 0.75, "accept": 0.5, "false_per_image": 0.25}}
    scorer = SimpleNamespace(score=lambda pictures, lines: score)
    read = {OURS: Read([{}], [Cost(0.02, 0.03)]), "other": Read([{}], [Cost(0.1, 0.1)])}
    rows = list(table([{}], read, scorer))  # type: ignore[arg-type]
    assert rows[0] == "|  | ticketing | other |" and "| all (4) | 75.0% | 75.0% |" in rows
    assert rows[-1] == "| ratio | 1.0 | 5.0 |" and "| false readings a picture | 0.250 | - |" in rows
