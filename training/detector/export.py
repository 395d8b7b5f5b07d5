"""Write the trained detector into the package as an OpenVINO network in half precision, and the lock.

python -m training.detector.export
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import yaml

from training.detector.train import prepare_environment
from training.lock import write_lock

PACKAGE = Path("src/ticketing/detect/weights")


def export(network: Path, package: Path) -> None:
    from ultralytics import YOLO

    folder = Path(YOLO(str(network)).export(format="openvino", imgsz=(384, 640), half=True, dynamic=False))
    package.mkdir(parents=True, exist_ok=True)
    for suffix in ("xml", "bin"):
        shutil.copy(next(folder.glob(f"*.{suffix}")), package / f"detector.{suffix}")
    # The description tells ultralytics classes and sizes; the paths of this machine must not travel with it.
    told = yaml.safe_load((folder / "metadata.yaml").read_text())
    kept = {name: value for name, value in told.items() if name not in ("description", "date", "args")}
    (package / "metadata.yaml").write_text(yaml.safe_dump(kept, sort_keys=False))
    write_lock(package, "detector.xml", "detector.bin", "metadata.yaml")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("training/work/detector"))
    parser.add_argument("--network", type=Path, help="default: the best of the run")
    parser.add_argument("--package", type=Path, default=PACKAGE)
    a = parser.parse_args()
    prepare_environment(a.work)
    export(a.network or a.work / "run/weights/best.pt", a.package)


if __name__ == "__main__":
    main()
