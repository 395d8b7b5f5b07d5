"""What lies in sample_media: whole, in the format of docs/drop.schema.json, and true to its own plan."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from ticketing.addresses.resolution import commune
from ticketing.demo.demo_home import read_expected
from ticketing.demo.scenario import read_scenario
from ticketing.kit.shipped import shipped
from ticketing.law.behaviours import behaviour, is_speed
from ticketing.plates.layouts import parse

MEDIA = shipped("sample_media")
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "drop.schema.json").read_text("utf-8"))
DROPS = sorted((MEDIA / "drops").rglob("*.json"))
EXPECTED = read_expected(MEDIA)
SENT_TWICE = "bg01-1110-1018"
WITHOUT_CAMERA = "lg13-1106-1114"


@pytest.mark.parametrize("path", DROPS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_drop_is_as_the_schema_says_and_its_files_are_there(path: Path) -> None:
    drop = json.loads(path.read_text("utf-8"))
    jsonschema.validate(drop, SCHEMA)
    named = [picture["file"] for picture in drop["pictures"]] + ([drop["clip"]["file"]] if "clip" in drop else [])
    assert [name for name in named if not (path.parent / name).is_file()] == []


def test_every_file_belongs_to_a_drop() -> None:
    names = {path.stem for path in DROPS}
    strays = [path.name for path in (MEDIA / "drops").rglob("*.*") if not any(path.name.startswith(n) for n in names)]
    assert strays == []


def test_every_drop_has_its_line_in_expected_yaml() -> None:
    assert {path.stem for path in DROPS} == set(EXPECTED.drops)
    assert len(EXPECTED.drops) >= 36


def test_one_drop_came_twice_byte_for_byte() -> None:
    first, second = (path for path in DROPS if path.stem == SENT_TWICE)
    assert first.parent != second.parent
    for path in first.parent.glob(f"{SENT_TWICE}*"):
        assert path.read_bytes() == (second.parent / path.name).read_bytes()


def test_expected_plates_behaviours_and_communes_exist() -> None:
    for name, line in EXPECTED.drops.items():
        assert is_speed(line["behaviour"]) or behaviour(line["behaviour"]), name
        assert line["plate"] is None or parse(line["plate"]), name
        assert line["commune"] is None or commune(line["commune"]), name


def test_there_is_work_of_every_kind() -> None:
    """The kinds of pictures and endings that issue and readers look for."""
    lines = EXPECTED.drops.values()
    assert {line["plate_colour"] for line in lines} == {"white", "yellow", "blue", "red"}
    ends = {line["after_story"]["state"] for line in lines}
    assert {"REVIEW_PENDING", "PAID", "CLOSED", "OVERDUE", "REJECTED", "MANUAL_QUEUE", "ESCALATED", "CORRUPT"} <= ends
    still_open = [name for name, line in EXPECTED.drops.items() if line["after_story"]["state"] == "REVIEW_PENDING"]
    assert len(still_open) >= 10
    assert all(re.search(r"-11(09|1\d)-", name) for name in still_open), "they came in the last ten days"


def test_the_story_plays_every_drop_and_its_statements_name_drops_of_the_story() -> None:
    acts = read_scenario(MEDIA / "story.yaml")
    arrived = [name for act in acts if act.do == "drops_arrive" for name in act.each("drop")]
    assert set(arrived) == set(EXPECTED.drops)
    proposed = {name for act in acts if act.do == "propose_decision" for name in act.each("case")}
    for path in (MEDIA / "statements").glob("*.csv"):
        assert set(re.findall(r"\{decision_\w+:([\w-]+)\}", path.read_text("utf-8"))) <= proposed


def test_nothing_of_the_story_is_after_the_clock_s_end() -> None:
    assert read_scenario(MEDIA / "story.yaml")[-1].at <= EXPECTED.clock_end


def test_people_are_invented() -> None:
    """Personal numbers of no province, telephone numbers of no network."""
    text = (MEDIA / "registry" / "residents.csv").read_text("utf-8") + (MEDIA / "story.yaml").read_text("utf-8")
    assert [number for number in re.findall(r"\b\d{12}\b", text) if not number.startswith("000")] == []
    assert [number for number in re.findall(r"\b0\d{9}\b", text) if not number.startswith(("060", "0000"))] == []


def test_expected_yaml_names_nothing_twice() -> None:
    lines = (MEDIA / "expected.yaml").read_text("utf-8").splitlines()
    keys = [line.split(":")[0].strip() for line in lines if line.startswith("  ")]
    assert len(keys) == len(set(keys)) == len(yaml.safe_load((MEDIA / "expected.yaml").read_text("utf-8"))["drops"])
