"""Read plates/dev with the shipped networks (or others) and score them; the figures of docs/models.md come from here.

    python -m training.evaluate                  # end to end, scored by ../shared/tools/score_plates.py
    python -m training.evaluate --calibration    # how well the confidence fits, in ten bins

dev is judged with, never trained on.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ticketing.read.pictures import open_picture
from ticketing.read.plates import PlateOnPicture
from ticketing.read.service import PlateService


def predictions(folder: Path, service: PlateService) -> Iterator[dict[str, Any]]:
    """One line an image of dev, in the form of `ticketing plates read --jsonl`, with verdict and vehicle.

    ms is processor time: what else the machine does changes it little.
    """
    for row in (folder / "dev.jsonl").read_text().splitlines():
        name = json.loads(row)["image"]
        data = (folder / name).read_bytes()
        start = time.process_time()
        picture = open_picture(data)
        found = service.read(picture.upright)
        ms = (time.process_time() - start) * 1000
        plates = [_json_entry(one, list(picture.stored_box(one.box))) for one in found if not one.painted]
        yield {"image": name, "plates": plates, "ms": round(ms, 1)}


def _json_entry(one: PlateOnPicture, box: list[int]) -> dict[str, Any]:
    return {
        "text": one.reading.text,
        "confidence": one.reading.confidence,
        "box": box,
        "colour": one.reading.colour,
        "rows": list(one.reading.rows),
        "verdict": one.reading.verdict,
        "vehicle": one.vehicle.kind if one.vehicle else None,
        "score": one.score,
    }


def scorer(tools: Path) -> Any:
    """The module score_plates of ../shared/tools."""
    sys.path.insert(0, str(tools))
    return importlib.import_module("score_plates")


def calibration_error(
    truth: list[dict[str, Any]], lines: list[dict[str, Any]], tools: Path, bins: int = 10
) -> dict[str, Any]:
    """Expected calibration error over readings that lie on a scored plate, and what stands behind the verdict yes."""
    pair = scorer(tools).pair
    readings: list[tuple[float, bool, str]] = []
    for entry, line in zip(truth, lines, strict=True):
        read = [plate for plate in line["plates"] if plate["text"]]
        for number, at in pair(entry["plates"], read).items():
            known = entry["plates"][number]
            if known["readable"] and not known.get("repeat"):
                readings.append((read[at]["confidence"], read[at]["text"] == known["text"], read[at]["verdict"]))
    error = 0.0
    for number in range(bins):
        inside = [
            one
            for one in readings
            if number / bins <= one[0] < (number + 1) / bins or (number + 1 == bins and one[0] == 1)
        ]
        if inside:
            gap = sum(one[0] for one in inside) / len(inside) - sum(one[1] for one in inside) / len(inside)
            error += abs(gap) * len(inside) / len(readings)
    yes = [one for one in readings if one[2] == "yes"]
    wrong = [one for one in readings if not one[1]]
    return {
        "readings": len(readings), "ece": round(error, 4), "yes": len(yes), "yes_wrong": sum(not one[1] for one in yes),
        "wrong": len(wrong), "wrong_confidences": sorted((one[0] for one in wrong), reverse=True)[:12],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("training/work/dev.jsonl"))
    parser.add_argument("--calibration", action="store_true")
    parser.add_argument("--threads", type=int, default=0)
    a = parser.parse_args()
    folder, tools = a.shared / "data/plates/dev", a.shared / "tools"
    a.out.parent.mkdir(parents=True, exist_ok=True)
    lines = list(predictions(folder, PlateService.shipped(a.threads)))
    a.out.write_text("".join(json.dumps(line) + "\n" for line in lines))
    subprocess.run([sys.executable, str(tools / "score_plates.py"), str(folder / "dev.jsonl"), str(a.out)], check=True)
    if a.calibration:
        truth = [json.loads(row) for row in (folder / "dev.jsonl").read_text().splitlines()]
        print(json.dumps(calibration_error(truth, lines, tools)))


if __name__ == "__main__":
    main()
