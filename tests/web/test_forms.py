"""What people type into a form is read as they meant it, or not at all."""

from datetime import UTC, datetime

import pytest

from ticketing.cases.states import Refused
from ticketing.documents.content.minutes.violation import RetainedItem
from ticketing.kit.clock import VIETNAM
from ticketing.kit.money import LARGEST_WRITTEN
from ticketing.web.pages.case.document_drafts import LicenceForm, MinutesForm
from ticketing.web.pages.forms import vnd_written

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
APPOINTMENT = {"appointment_on": "01/12/2026", "appointment_hour": "07:30", "appointment_place": " Đội CSGT số 1 "}


@pytest.mark.parametrize("text", ["5.000.000,50", "5.000.000 rồi 200.000", "không", str(LARGEST_WRITTEN + 1)])
def test_a_sum_that_is_no_whole_number_of_dong_is_refused_and_never_guessed(text: str) -> None:
    with pytest.raises(Refused, match="whole đồng"):
        vnd_written(text)


def test_minutes_hold_when_and_where_to_come_and_each_thing_that_is_held() -> None:
    held = {"held_name": ["Giấy phép lái xe", ""], "held_unit": ["Bản", ""], "held_quantity": ["01", ""]}
    columns = held | {name: ["", ""] for name in ("held_kind", "held_state", "held_note")}
    facts = MinutesForm(**APPOINTMENT, **columns).facts(NOW)
    assert facts.appointment_at == datetime(2026, 12, 1, 7, 30, tzinfo=VIETNAM)
    assert facts.appointment_place and facts.appointment_place.name == "Đội CSGT số 1"
    assert facts.held_items == (RetainedItem("Giấy phép lái xe", "Bản", "01"),) and facts.keeps_something


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"appointment_hour": ""}, "hour of the appointment"),
        ({"appointment_on": "23/11/2026"}, "an appointment that is over"),
        ({"held_name": [""], "held_unit": ["Bản"], "held_quantity": [""], "held_kind": [""], "held_state": [""],
          "held_note": [""]}, "Name each thing"),
    ],
)  # fmt: skip
def test_minutes_that_would_leave_a_gap_are_refused(changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        MinutesForm.model_validate(APPOINTMENT | changed).facts(NOW)


def test_a_licence_names_the_part_from_which_the_points_fall() -> None:
    form = LicenceForm(number=" 240123456789 ", issued_on="14/02/2023", points_deducted=2, part="unlimited")
    assert (form.facts(NOW.date()).number, form.facts(NOW.date()).part) == ("240123456789", "unlimited")
