"""Write the trained reader into the package: .pth for easyocr, ONNX for OpenVINO, and the lock.

    python -m training.reader.export

Both files hold the same numbers in half precision (3 digits are enough: the test compares the two at run time).
"""

from __future__ import annotations

import argparse
from collections import OrderedDict
from pathlib import Path

import torch

from ticketing.read.crops import CROP_HEIGHT, CROP_WIDTH
from ticketing.read.network.plate_net import Model
from training.lock import write_lock
from training.reader.train import NETWORK

PACKAGE = Path("src/ticketing/read/weights")


def trained_model(checkpoint: Path) -> Model:
    """The averaged weights of a checkpoint, rounded to what the shipped files hold."""
    model = Model(**NETWORK)
    state = torch.load(checkpoint, weights_only=True)["average"]
    model.load_state_dict({name: _half(value) for name, value in state.items()})
    return model.eval()


def _half(value: torch.Tensor) -> torch.Tensor:
    return value.half().float() if value.is_floating_point() else value


def export(checkpoint: Path, package: Path) -> None:
    package.mkdir(parents=True, exist_ok=True)
    model = trained_model(checkpoint)
    # easyocr cuts seven characters ("module.") from each key.
    state = OrderedDict(
        (f"module.{name}", value.half() if value.is_floating_point() else value)
        for name, value in model.state_dict().items()
    )
    torch.save(state, package / "plate_net.pth")
    crop = torch.zeros(2, 1, CROP_HEIGHT, CROP_WIDTH)
    torch.onnx.export(
        model, (crop,), str(package / "plate_net.onnx"), input_names=["crops"], output_names=["logits"],
        dynamic_axes={"crops": {0: "n"}, "logits": {0: "n"}}, opset_version=17, dynamo=False,
    )  # fmt: skip
    write_lock(package, "plate_net.pth", "plate_net.onnx")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, default=Path("training/work/reader/last.pt"))
    parser.add_argument("--package", type=Path, default=PACKAGE)
    a = parser.parse_args()
    export(a.checkpoint, a.package)


if __name__ == "__main__":
    main()
