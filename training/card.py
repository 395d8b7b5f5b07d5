"""The figures of docs/models.md, from what the evaluation printed.

    python -m training.evaluate --calibration > training/work/figures.txt
    python -m training.card training/work/figures.txt

Prints the table of figures by group, the line on confidence, and the list of SHA-256 as Markdown.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

GROUPS = {
    "ALL": "all", "motorbike_2row": "motorbike, two rows", "car_1row": "car, one row", "car_2row": "car, two rows",
    "traffic_camera": "traffic camera", "military_diplomatic": "army, diplomatic", "other": "other",
    "seen_camera": "camera of the training (garage)", "unseen_camera": "cameras never trained on",
}  # fmt: skip


def figures(lines: list[str]) -> str:
    """The scorer's table in Markdown."""
    heads = lines[0].split()[1:]
    rows = [
        "| group | plates | exact | located | false readings an image | median ms of processor time |",
        "|---|---|---|---|---|---|",
    ]
    values = {line.split()[0]: dict(zip(heads, line.split()[1:], strict=True)) for line in lines[1:] if line.split()}
    for group, name in GROUPS.items():
        one = values[group]
        exact, located = (f"{float(one[key]) * 100:.1f} %" for key in ("exact", "located"))
        false, ms = one["false_per_image"], float(one["median_ms"])
        rows.append(f"| {name} | {one['plates']} | {exact} | {located} | {false} | {ms:.0f} |")
    return "\n".join(rows)


def confidence(line: str) -> str:
    """What the confidence is worth, in a sentence."""
    one = json.loads(line)
    return (
        f"Confidence: of {one['readings']} readings on scored plates {one['wrong']} are wrong; the expected "
        f"calibration error is {one['ece']:.3f}. The verdict *yes* is given to {one['yes']}, "
        f"of which {one['yes_wrong']} wrong."
    )


def locks(root: Path) -> str:
    """All locked files with their SHA-256."""
    rows = ["| file | SHA-256 |", "|---|---|"]
    for room in ("detect", "read"):
        lock = json.loads((root / room / "weights/lock.json").read_text())
        rows += [f"| `{room}/weights/{name}` | `{digest}` |" for name, digest in lock.items()]
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", type=Path)
    a = parser.parse_args()
    lines = a.figures.read_text().splitlines()
    print(figures([line for line in lines if not line.startswith("{")]))
    print()
    print(confidence(next(line for line in lines if line.startswith("{"))))
    print()
    print(locks(Path("src/ticketing")))


if __name__ == "__main__":
    main()
