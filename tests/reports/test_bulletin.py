"""What loudspeakers may say: counts that point at nobody, words without a digit."""

import re

import pytest

from ticketing.agency.form import demo_agency
from ticketing.reports import bulletin
from ticketing.reports.bulletin import Totals

SAYABLE = [
    # waiting, noticed, nobody came: what of noticed and of nobody came may be said
    ("every count is large", (30, 12, 20), (12, 20)),
    ("a small part is hidden", (30, 4, 20), (None, 20)),
    ("a part whose rest is small is hidden: 30 - 27 would tell it", (30, 27, 20), (None, 20)),
    ("nothing and everything are said", (30, 0, 30), (0, 30)),
    ("of a small whole no part is said", (4, 0, 4), (None, None)),
]


@pytest.mark.parametrize(("why", "counts", "said"), SAYABLE, ids=[row[0] for row in SAYABLE])
def test_a_count_that_could_point_at_somebody_is_not_said(
    why: str, counts: tuple[int, int, int], said: tuple[int | None, int | None]
) -> None:
    shown = Totals(*counts, frequent_acts=()).as_json()
    assert (shown["noticed_in_30_days"], shown["nobody_came"]) == said


@pytest.mark.parametrize(
    ("waiting", "words"),
    [(0, "không có vụ việc nào"), (1, "có dưới năm vụ việc"), (4, "có dưới năm vụ việc"), (5, "có năm vụ việc"),
     (121, "có một trăm hai mươi mốt vụ việc")],
)  # fmt: skip
def test_counts_are_words(waiting: int, words: str) -> None:
    assert bulletin._counted(waiting) == words


def test_where_to_go_is_read_aloud_without_a_digit() -> None:
    text = bulletin._where_to_go(demo_agency())
    assert not re.search(r"\d", text)
    assert "sáng bảy giờ ba mươi đến mười một giờ ba mươi, chiều mười ba giờ ba mươi đến mười bảy giờ" in text.lower()
    assert "điện thoại không hai không bốn, không không không, không không không một" in text
