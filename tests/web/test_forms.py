"""What people type into a form is read as they meant it, or not at all."""

import pytest

from ticketing.cases.states import Refused
from ticketing.kit.money import LARGEST_WRITTEN
from ticketing.web.pages.forms import vnd_written


@pytest.mark.parametrize("text", ["5.000.000,50", "5.000.000 rồi 200.000", "không", str(LARGEST_WRITTEN + 1)])
def test_a_sum_that_is_no_whole_number_of_dong_is_refused_and_never_guessed(text: str) -> None:
    with pytest.raises(Refused, match="whole đồng"):
        vnd_written(text)
