"""`ticketing plates read`, letter by letter: one line a picture, nothing else on stdout."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from ticketing.cli.plates import _json_row, _sentence
from ticketing.detect.detections import Box
from ticketing.read.plates import PlateOnPicture
from ticketing.read.readings import PlateReading, Verdict

pytestmark = pytest.mark.models

PLATE = {"text", "confidence", "box", "colour", "rows"}
SCENE = Path(__file__).parents[1] / "detect/golden/scene.jpg"


def run(*arguments: str) -> tuple[int, list[dict]]:
    command = [sys.executable, "-c", "from ticketing.cli.plates import plates; plates()", "read", *arguments, "--jsonl"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_pictures_come_in_order_and_a_file_that_is_none_says_so(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("b.jpg", "a.JPG"):
        (folder / name).write_bytes(SCENE.read_bytes())
    (folder / "notes.txt").write_text("no picture")
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8 not a picture")
    code, lines = run(str(broken), str(folder), str(tmp_path / "missing.png"))
    assert code == 1
    assert [line["image"] for line in lines] == ["broken.jpg", "a.JPG", "b.jpg", "missing.png"]
    assert lines[0]["plates"] == [] and "error" in lines[0] and "error" in lines[3]
    assert "error" not in lines[1]


def test_a_line_holds_what_the_order_says():
    code, [line] = run(str(SCENE))
    assert code == 0 and set(line) == {"image", "plates", "ms"} and line["image"] == "scene.jpg"
    assert {plate["text"] for plate in line["plates"]} >= {"98A67890", "98A12345"}
    for plate in line["plates"]:
        assert set(plate) == PLATE
        assert plate["text"] == "".join(plate["rows"]) and 0 <= plate["confidence"] <= 1
        assert plate["colour"] in {"white", "yellow", "blue", "red", "unknown"}
        x1, y1, x2, y2 = plate["box"]
        assert 0 <= x1 < x2 <= 960 and 0 <= y1 < y2 <= 540 and all(isinstance(side, int) for side in plate["box"])


def test_a_painted_number_is_named_apart_and_only_where_there_is_one():
    reading = PlateReading("98C12345", "98C12345", ("98C12345",), "white", (), (), 0.9, "CAR_CIVIL", Verdict.DOUBTFUL)
    plate = PlateOnPicture(Box(1, 2, 31, 12), 0.9, None, reading)
    number = replace(plate, box=Box(40, 2, 90, 22), painted=True)
    line = _json_row(SCENE, SimpleNamespace(read=lambda picture: [number, plate]))
    assert [one["box"] for one in line["plates"]] == [[1, 2, 31, 12]]
    assert [one["box"] for one in line["painted"]] == [[40, 2, 90, 22]] and set(line["painted"][0]) == PLATE
    assert _sentence(line) == "scene.jpg: 98C12345 (white, 0.90), painted on the body: 98C12345 (white, 0.90)"


def test_help_loads_no_network():
    heavy = ("torch", "cv2", "openvino", "easyocr", "ultralytics")
    code = f"import sys, ticketing.cli.plates; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]"
