"""Train the plate reader.

    python -m training.reader.train --crops 400000
    python -m training.reader.train --crops 160000 --start src/ticketing/read/weights/plate_net.pth --peak 8e-4

Fixed seeds: the same command gives the same crops in the same order. A run that was stopped goes on with --resume; a
finished one can be trained further with --resume and a greater --crops (the learning rate rises again and falls to its
end). --start takes the weights of a shipped network and begins a new run with them. One thread and bfloat16 by default:
on a shared machine more threads spin against each other.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import cv2
import numpy as np
import torch
from torch.nn import functional as F
from torch.utils.data import DataLoader

from ticketing.read.crops import grey_crop
from ticketing.read.network.plate_net import Model
from training.reader.crops import ALPHABET, ReaderCrops, real_crops

NETWORK = {"input_channel": 1, "output_channel": 128, "hidden_size": 128, "num_class": len(ALPHABET) + 2}
Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


def collate(items: list[tuple[np.ndarray, list[int], list[int]]]) -> Batch:
    """(n, 1, 48, 144) uint8; the codes of all upper, then all lower rows, one after the other; their lengths (2n)."""
    crops = torch.from_numpy(np.stack([item[0] for item in items])[:, None])
    rows = [item[1] for item in items] + [item[2] for item in items]
    codes = torch.tensor([code for row in rows for code in row], dtype=torch.long)
    return crops, codes, torch.tensor([len(row) for row in rows])


def row_loss(logits: torch.Tensor, codes: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Mean CTC loss of a plate: each scan against its own row; an empty row must give blanks only."""
    half = logits.shape[1] // 2
    scans = torch.cat([logits[:, :half], logits[:, half:]]).float().log_softmax(2).transpose(0, 1)
    steps = torch.full((scans.shape[1],), half)
    losses = F.ctc_loss(scans, codes, steps, lengths, reduction="none", zero_infinity=True)
    return losses.sum() * 2 / scans.shape[1]


def greedy_rows(logits: torch.Tensor) -> list[tuple[str, str]]:
    half = logits.shape[1] // 2
    best = logits.argmax(2)

    def word(steps: list[int]) -> str:
        return "".join(
            ALPHABET[code - 1] for at, code in enumerate(steps)
            if 0 < code <= len(ALPHABET) and (at == 0 or steps[at - 1] != code)
        )  # fmt: skip

    return [(word(row[:half].tolist()), word(row[half:].tolist())) for row in best]


def exact_share(model: Model, crops: list[np.ndarray], rows: list[tuple[str, str]]) -> float:
    """Share of crops of which both rows are right, by the greedy reading."""
    model.eval()
    right = 0
    with torch.no_grad():
        for at in range(0, len(crops), 128):
            batch = torch.from_numpy(np.stack(crops[at : at + 128])[:, None]).float() / 127.5 - 1
            right += sum(a == b for a, b in zip(greedy_rows(model.scans(batch)), rows[at : at + 128], strict=True))
    model.train()
    return right / max(1, len(crops))


def learning_rate(done: int, total: int, peak: float) -> float:
    warm = min(20_000, total // 10)
    if done < warm:
        return peak * (0.1 + 0.9 * done / warm)
    return peak * (0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * (done - warm) / max(1, total - warm))))


class Average:
    """Moving average of the weights: what is measured and exported."""

    def __init__(self, model: Model, keep: float = 0.998) -> None:
        self.weights = {name: value.detach().clone().float() for name, value in model.state_dict().items()}
        self.keep = keep

    def update(self, model: Model) -> None:
        for name, value in model.state_dict().items():
            self.weights[name].mul_(self.keep).add_(value.detach().float(), alpha=1 - self.keep)


def shipped_state(file: Path) -> dict[str, torch.Tensor]:
    """Weights of a plate_net.pth as the model of training names them (easyocr's files prefix them "module.")."""
    state = torch.load(file, weights_only=True)
    return {
        name.removeprefix("module."): value.float() if value.is_floating_point() else value
        for name, value in state.items()
    }


def train(
    shared: Path, work: Path, total: int, batch: int, peak: float, real_share: float, resume: bool, start: Path | None
) -> None:
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    cv2.setNumThreads(1)
    torch.manual_seed(0)
    work.mkdir(parents=True, exist_ok=True)
    model = Model(**NETWORK).to(memory_format=torch.channels_last)
    if start:
        model.load_state_dict(shipped_state(start))
    optimiser = torch.optim.AdamW(model.parameters(), lr=peak, weight_decay=0.01)
    average, done = Average(model), 0
    if resume:
        state = torch.load(work / "last.pt", weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        average.weights, done = state["average"], state["done"]
    held_out = real_crops(shared, "val")
    real = [grey_crop(crop.picture) for crop in held_out], [crop.rows for crop in held_out]
    drawn = ReaderCrops(shared, 800, seed=99, real_share=0.0)
    words = [drawn[n] for n in range(len(drawn))]
    synthetic = (
        [w[0] for w in words],
        [("".join(ALPHABET[c - 1] for c in w[1]), "".join(ALPHABET[c - 1] for c in w[2])) for w in words],
    )
    crops = ReaderCrops(shared, total - done, seed=1, real_share=real_share, first=done)
    loader = DataLoader(crops, batch, collate_fn=collate, num_workers=0, drop_last=True)
    measured = Model(**NETWORK)
    began, next_look, mean_loss = time.time(), done, 0.0
    for pictures, codes, lengths in loader:
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(done, total, peak)
        picture = (pictures.float() / 127.5 - 1).to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            logits = model.scans(picture)
        loss = row_loss(logits, codes, lengths)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        average.update(model)
        done += len(pictures)
        mean_loss += 0.02 * (float(loss.detach()) - mean_loss)
        if done >= next_look or done + batch > total:
            next_look = done + 10_000
            measured.load_state_dict(average.weights)
            line = {
                "crops": done,
                "loss": round(mean_loss, 4),
                "real": round(exact_share(measured, *real), 4),
                "synthetic": round(exact_share(measured, *synthetic), 4),
                "seconds": round(time.time() - began),
            }
            print(json.dumps(line), flush=True)
            state = {
                "model": model.state_dict(),
                "optimiser": optimiser.state_dict(),
                "average": average.weights,
                "done": done,
            }
            torch.save(state, work / "next.pt")
            (work / "next.pt").replace(work / "last.pt")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--work", type=Path, default=Path("training/work/reader"))
    parser.add_argument("--crops", type=int, default=400_000, help="crops to have seen at the end of the run")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--peak", type=float, default=2e-3, help="greatest learning rate")
    parser.add_argument("--real", type=float, default=0.25, help="share of real crops in training")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--start", type=Path, help="a plate_net.pth to begin with")
    a = parser.parse_args()
    train(a.shared, a.work, a.crops, a.batch, a.peak, a.real, a.resume, a.start)


if __name__ == "__main__":
    main()
