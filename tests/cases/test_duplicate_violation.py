"""Which records may be of one act: an act is fined once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ticketing.cases.intake.duplicate_violation import Recorded, may_be_duplicate
from ticketing.kit.clock import parse_moment

ACT = Recorded("98A12345", "RED_LIGHT", "BG-01", "Ngã tư Hùng Vương", parse_moment("2026-11-16T07:30:00+07:00"))
ELSEWHERE = {"camera": "BG-02", "place": "Ngã tư Quang Trung"}


def later(**time: float) -> dict[str, Any]:
    return {"violated_at": ACT.violated_at + timedelta(**time)}


@pytest.mark.parametrize(
    ("what", "first", "second", "one_act"),
    [
        ("the same record under another event id", {}, {}, True),
        ("the camera sent it again a little later", {}, later(seconds=40), True),
        ("a second camera of the same place", {}, {"camera": "BG-02"}, True),
        ("the same camera, its place written otherwise", {}, {"place": "Ngã 4 Hùng Vương"}, True),
        ("a second camera of the junction", {"junction": "HV"}, ELSEWHERE | {"junction": "HV"}, True),
        ("two junctions of one commune", {"junction": "HV", "commune_code": "07210"},
         ELSEWHERE | {"junction": "QT", "commune_code": "07210"}, False),
        ("90 m apart", {"position": "21.2731 106.1946"}, ELSEWHERE | {"position": "21.2739 106.1946"}, True),
        ("900 m apart in one commune", {"position": "21.2731 106.1946", "commune_code": "07210"},
         ELSEWHERE | {"position": "21.2812 106.1946", "commune_code": "07210"}, False),
        ("somewhere in the same commune", {"commune_code": "07210"}, ELSEWHERE | {"commune_code": "07210"}, False),
        ("the place without its marks", {}, {"camera": "BG-02", "place": "hung vuong - nga tu"}, True),
        ("the junction by both its streets", {}, {"camera": "BG-02", "place": "Lê Lợi giao Hùng Vương"}, True),
        ("a street of that name in another commune", {"commune_code": "07210"},
         {"camera": "BG-02", "place": "Ngã ba Hùng Vương", "commune_code": "07525"}, False),
        ("another plate", {}, {"plate": "98A12346"}, False),
        ("another behaviour", {}, {"behaviour": "LANE"}, False),
        ("another camera elsewhere", {}, ELSEWHERE, False),
        ("a minute and a second later", {}, later(seconds=61), False),
        ("a plate that nobody could read", {"plate": None}, {"plate": None}, False),
        ("an act that nobody named", {"behaviour": None}, {"behaviour": None}, False),
        ("a speed in the next band", {"behaviour": "SPEED_10_20"}, {"behaviour": "SPEED_20_35"}, True),
        ("a speed whose band is not known", {"behaviour": "SPEED"}, {"behaviour": "SPEED_20_35"}, True),
        ("parked still", {"behaviour": "ILLEGAL_PARKING"}, {"behaviour": "ILLEGAL_PARKING"} | later(minutes=50), True),
        ("parked again", {"behaviour": "ILLEGAL_PARKING"}, {"behaviour": "ILLEGAL_PARKING"} | later(minutes=61), False),
    ],
)  # fmt: skip
def test_two_records_are_of_one_act_or_of_two(
    what: str, first: dict[str, Any], second: dict[str, Any], one_act: bool
) -> None:
    one, other = replace(ACT, **first), replace(ACT, **second)
    assert may_be_duplicate(one, other) is may_be_duplicate(other, one) is one_act, what
