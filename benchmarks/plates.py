"""Our reading of plates beside what one can install: python -m benchmarks.plates [--every N] [--memory N]

Every picture of ../shared/data/plates/dev is read by ours, which finds the plates itself, and by the others
(plate_readers.py), which get the true boxes: what they would lose for want of a detector is not counted. All take turns
on each picture, so that a busy machine slows them alike. Scored by ../shared/tools/score_plates.py.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

import cv2

from benchmarks.cost import Cost, measured
from benchmarks.plate_readers import CropReader, enlarged, installed, plate_of
from ticketing.detect.detections import Box
from ticketing.read.pictures import open_picture
from ticketing.read.plates import crop_plate
from ticketing.read.service import PlateService

OURS = "ticketing"
GROUPS = {
    "ALL": "all", "motorbike_2row": "motorbike, two rows", "car_1row": "car, one row", "car_2row": "car, two rows",
    "traffic_camera": "traffic camera", "unseen_camera": "cameras never trained on",
}  # fmt: skip
MARGIN = 0.05
"""Of the true box, left around the crop that the others get."""
FRAME = (1894, 1080)
TENTHS = 10


@dataclass
class Read:
    """What one reader made of all pictures: lines as the scorer takes them, and what each picture cost."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)

    @property
    def processor_ms(self) -> float:
        """Mean of a picture."""
        return 1000 * sum(cost.processor for cost in self.costs) / len(self.costs)


def labelled(folder: Path, every: int) -> list[dict[str, Any]]:
    """Each n-th picture of plates/dev with its plates."""
    return [json.loads(row) for row in (folder / "dev.jsonl").read_text().splitlines()][::every]


def run(folder: Path, pictures: list[dict[str, Any]], others: Iterable[tuple[str, CropReader]]) -> dict[str, Read]:
    """Read all pictures with all readers, ours first; the first picture is read once before, unmeasured.

    One thread each, so that processor time is work and not waiting.
    """
    cv2.setNumThreads(1)
    service, readers = PlateService.shipped(threads=1), dict(others)
    read = {name: Read() for name in (OURS, *readers)}
    for number, entry in enumerate((pictures[0], *pictures)):
        data = (folder / entry["image"]).read_bytes()
        taken = [(OURS, *_ours(service, data))]
        taken += [(name, *_theirs(reader, data, entry["plates"])) for name, reader in readers.items()]
        for name, plates, cost in taken if number else ():
            read[name].lines.append({"image": entry["image"], "plates": plates, "ms": 1000 * cost.wall})
            read[name].costs.append(cost)
    return read


def _ours(service: PlateService, data: bytes) -> tuple[list[dict[str, Any]], Cost]:
    with measured() as cost:
        picture = open_picture(data)
        found = service.read(picture.upright)
    plates = [
        {"text": one.reading.text, "confidence": one.reading.confidence, "box": list(picture.stored_box(one.box))}
        for one in found
        if not one.painted
    ]
    return plates, cost


def _theirs(reader: CropReader, data: bytes, known: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], Cost]:
    plates = []
    with measured() as cost:
        picture = open_picture(data).upright
        for plate in known:
            box = Box(*(round(side) for side in plate["box"]))
            crop = enlarged(crop_plate(picture, box, MARGIN))
            text, confidence = plate_of(reader(crop), crop.shape[0])
            plates.append({"text": text, "confidence": confidence, "box": plate["box"]})
    return plates, cost


def table(pictures: list[dict[str, Any]], read: dict[str, Read], scorer: ModuleType) -> Iterator[str]:
    """The figures in Markdown: exact share by group, share accepted by own confidence, time."""
    scores = {name: scorer.score(pictures, one.lines) for name, one in read.items()}
    yield _row("", read)
    yield "|---" * (len(read) + 1) + "|"
    for group, label in GROUPS.items():
        if plates := scores[OURS].get(group, {}).get("plates"):
            yield _row(f"{label} ({plates})", (f"{score[group]['exact']:.1%}" for score in scores.values()))
    yield _row("accepted at 99.5 % precision", (f"{one['ALL']['accept']:.1%}" for one in scores.values()))
    yield _row("false readings a picture", (_false(name, one) for name, one in scores.items()))
    yield _row("ms of processor time a picture", (f"{one.processor_ms:.0f}" for one in read.values()))
    yield _row("ratio", (f"{one.processor_ms / read[OURS].processor_ms:.1f}" for one in read.values()))


def _row(label: str, cells: Iterable[str]) -> str:
    return f"| {label} | {' | '.join(cells)} |"


def _false(name: str, score: dict[str, Any]) -> str:
    return f"{score['ALL']['false_per_image']:.3f}" if name == OURS else "-"


def frames(pictures: list[dict[str, Any]], ours: Read) -> str:
    """What a frame of the red-light camera costs us."""
    costs = [
        cost for entry, cost in zip(pictures, ours.costs, strict=True) if (entry["width"], entry["height"]) == FRAME
    ]
    if not costs:
        return "No frame of the red-light camera among them."
    wall, processor = (1000 * median(getattr(cost, kind) for cost in costs) for kind in ("wall", "processor"))
    return (
        f"Frame of {FRAME[0]}x{FRAME[1]}, median of {len(costs)}: {processor:.0f} ms of processor time, "
        f"{wall:.0f} ms on the clock."
    )


def memory(files: list[Path], number: int) -> list[float]:
    """Megabytes of this process after each tenth of so many pictures, read by us alone."""
    service, seen = PlateService.shipped(), []
    for ordinal, file in enumerate(itertools.islice(itertools.cycle(files), number), start=1):
        service.read(open_picture(file.read_bytes()).upright)
        if ordinal % max(1, number // TENTHS) == 0:
            seen.append(_resident_mb())
    return seen


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def _scorer(tools: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_plates", tools / "score_plates.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(tools / "score_plates.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Print the table, or only the memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--every", type=int, default=1, help="each n-th picture alone")
    parser.add_argument("--memory", type=int, metavar="N", help="read N pictures and print the memory after each tenth")
    given = parser.parse_args()
    folder = given.shared / "data/plates/dev"
    pictures = labelled(folder, given.every)
    if given.memory:
        seen = memory([folder / entry["image"] for entry in pictures], given.memory)
        print(f"MB after each tenth of {given.memory} pictures: " + " ".join(f"{each:.0f}" for each in seen))
        return
    read = run(folder, pictures, installed())
    for row in table(pictures, read, _scorer(given.shared / "tools")):
        print(row)
    print("\n" + frames(pictures, read[OURS]))
    if len(read) == 1:
        print("No other reader is installed: `pip install --no-deps -r benchmarks/requirements-plates.txt`.")


if __name__ == "__main__":
    main()
