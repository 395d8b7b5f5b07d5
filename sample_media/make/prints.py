"""Develops the linear pictures of `shoots` into the JPEGs and the JSON of each drop, and the short film.

    python prints.py WORK DROPS [NAME ...]
"""

import json
import shutil
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import cv2
import numpy as np
from darkroom import FILMS, Film, develop, jpeg, meter, overlay, stamp
from facades import countdown
from plan import CAMERAS, DROPS, REPEATED, Camera, Drop, Moment
from shoots import background_name

SMALLEST, LARGEST = 125_000, 330_000


def _load(path: Path) -> tuple[np.ndarray, np.ndarray, tuple[int, int, int, int]]:
    kept = np.load(path)
    x0, y0, x1, y1 = (int(v) for v in kept["border"])
    return kept["colour"].astype(np.float32), kept["depth"].astype(np.float32), (x0, y0, x1, y1)


def _paste(base: np.ndarray, depth: np.ndarray, path: Path, feather: int = 8) -> None:
    """Lays a patch into the frame, its edge blended over a few pixels."""
    colour, far, (x0, y0, _x1, _y1) = _load(path)
    h, w = colour.shape[:2]
    y0 = min(y0, base.shape[0] - h)
    x0 = min(x0, base.shape[1] - w)
    mask = np.zeros((h, w), np.float32)
    mask[feather : h - feather, feather : w - feather] = 1
    for edge, at in ((0, y0), (1, x0)):  # no blending where the patch ends with the frame
        if at <= 0:
            mask[(slice(0, feather * 2), slice(None)) if edge == 0 else (slice(None), slice(0, feather * 2))] = 1
    if y0 + h >= base.shape[0]:
        mask[-feather * 2 :, feather : w - feather] = 1
    if x0 + w >= base.shape[1]:
        mask[feather : h - feather, -feather * 2 :] = 1
    mask = cv2.GaussianBlur(mask, (0, 0), feather / 2.5)[..., None]
    view = base[y0 : y0 + h, x0 : x0 + w]
    view[:] = view * (1 - mask) + colour * mask
    depth[y0 : y0 + h, x0 : x0 + w] = np.where(mask[..., 0] > 0.5, far, depth[y0 : y0 + h, x0 : x0 + w])


def _film(drop: Drop) -> Film:
    film = FILMS[drop.light]
    own = np.random.default_rng(drop.look.seed)
    return replace(film, key=film.key * float(own.uniform(0.92, 1.1)), warm=film.warm + float(own.uniform(-0.04, 0.04)))


def frame(drop: Drop, index: int, work: Path) -> tuple[np.ndarray, float]:
    """One developed picture without its words, and the exposure it was taken with."""
    colour, depth, _ = _load(work / f"{background_name(drop)}.npz")
    for name in (f"{drop.name}_{index}_signal.npz", f"{drop.name}_{index}.npz"):
        if (work / name).exists():
            _paste(colour, depth, work / name)
    film = _film(drop)
    exposure = meter(colour, film.key)
    if CAMERAS[drop.camera].signal:
        _count(colour, work / f"{background_name(drop)}.json", drop.moments[index], exposure)
    return develop(colour, depth, film, drop.look.seed * 10 + index, exposure), exposure


def _count(colour: np.ndarray, corners: Path, moment: Moment, exposure: float) -> None:
    """The digits beside the signals, laid on as light of their own; what stands in front of them hides them."""
    lit = countdown(moment.count, moment.state == "red")
    digits, _ = lit.images()
    digits = digits[::-1, :, :3] ** 2.2
    h, w = digits.shape[:2]
    for quad in json.loads(corners.read_text()):
        to = np.array(quad, np.float32)
        warp = cv2.getPerspectiveTransform(np.array([(0, h), (w, h), (w, 0), (0, 0)], np.float32), to)
        laid = cv2.warpPerspective(digits, warp, (colour.shape[1], colour.shape[0]), flags=cv2.INTER_AREA)
        x0, y0 = np.maximum(to.min(0).astype(int), 0)
        x1, y1 = np.minimum(to.max(0).astype(int) + 1, [colour.shape[1], colour.shape[0]])
        if x1 <= x0 or y1 <= y0:
            continue
        # The dark panel is darker than anything a leaf or a roof in front of it would be.
        dark = colour[y0:y1, x0:x1].mean(2) * exposure < 0.05
        colour[y0:y1, x0:x1] += laid[y0:y1, x0:x1] * dark[..., None] * 3.2 / exposure


def _words(drop: Drop, camera: Camera, moment: Moment) -> tuple[list[str], list[str]]:
    """What the camera writes into the picture. No plate stands there: reading is the office's work."""
    at = stamp(_moment_at(drop, moment))
    facts = []
    if drop.speed:
        facts.append(f"Tốc độ {drop.speed[0]} km/h   Giới hạn {drop.speed[1]} km/h")
    if camera.signal:
        facts.append({"red": f"ĐÈN ĐỎ  +{1.4 + drop.look.seed % 7 * 0.9 + moment.after:.1f} s", "green": "ĐÈN XANH", "amber": "ĐÈN VÀNG"}[moment.state])
    lane = abs(drop.lane or camera.lane)
    facts.append(f"Làn {lane}")
    names = {"before": "Ảnh 1", "at": "Ảnh vi phạm", "after": "Ảnh sau", "overview": "Toàn cảnh"}
    line = "   ".join([at, *facts, names.get(moment.role, "")])
    if camera.style == 0:
        return [f"{camera.code}   {camera.name}", line], []
    return [line], [f"{camera.code}  {camera.name}"]


def _moment_at(drop: Drop, moment: Moment) -> datetime:
    return drop.at + timedelta(seconds=moment.after)


def close_up(drop: Drop, work: Path, exposure: float) -> np.ndarray:
    """The plate picture: cut out, developed on its own, enlarged to a size a person likes to read."""
    colour, depth, _ = _load(work / f"{drop.name}_plate.npz")
    film = replace(_film(drop), vignette=0.0, veil=FILMS[drop.light].veil * 0.35, drops=0, blur=0.9, rain=FILMS[drop.light].rain * 0.4, noise=FILMS[drop.light].noise * 0.8)
    gain = exposure
    bright = float(np.percentile(colour.mean(2) * gain, 96))
    if bright > 0.9:  # the close-up has an exposure of its own: a plate must not burn out
        gain *= 0.9 / bright
    shown = develop(colour, depth, film, drop.look.seed * 10 + 7, gain, scale=1.6)
    wide = 720
    high = round(wide * shown.shape[0] / shown.shape[1])
    return cv2.resize(shown, (wide, high), interpolation=cv2.INTER_AREA if shown.shape[1] > wide else cv2.INTER_CUBIC)


def print_drop(drop: Drop, work: Path, drops: Path) -> None:
    """The folder's files of one drop: JSON beside its JPEGs."""
    camera, folder = CAMERAS[drop.camera], drops / drop.folder
    folder.mkdir(parents=True, exist_ok=True)
    pictures, exposure = [], 1.0
    for i, moment in enumerate(drop.moments):
        shown, light = frame(drop, i, work)
        exposure = light if i == 0 else exposure
        top, bottom = _words(drop, camera, moment)
        data = jpeg(overlay(shown, top, bottom, camera.style), _film(drop).quality, SMALLEST, LARGEST)
        name = f"{drop.name}_{i + 1}.jpg"
        (folder / name).write_bytes(data[: len(data) * 2 // 5] if drop.corrupt else data)
        pictures.append({"file": name, "role": moment.role, "captured_at": _iso(_moment_at(drop, moment))})
    if drop.close_up:
        name = f"{drop.name}_{len(drop.moments) + 1}.jpg"
        (folder / name).write_bytes(jpeg(close_up(drop, work, exposure), 90, 20_000, 160_000))
        pictures.append({"file": name, "role": "plate", "captured_at": _iso(drop.at)})
    if drop.clip:
        _film_of(drop, work, folder)
    write_json(drop, camera, pictures, folder)


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def write_json(drop: Drop, camera: Camera, pictures: list[dict[str, str]], folder: Path) -> None:
    """NAME.json as the camera writes it; the last keys are the maker's own and are only kept."""
    said: dict[str, object] = {
        "event_id": f"{drop.camera}-{drop.at:%Y%m%d%H%M%S}-{drop.look.seed:04d}",
        "camera": drop.camera,
        "captured_at": _iso(drop.at),
        "place": camera.place,
        "behaviour": drop.behaviour,
    }
    if drop.speed:
        said |= {"speed_kmh": drop.speed[0], "limit_kmh": drop.speed[1]}
    said |= {"vehicle": drop.kind, "pictures": pictures}
    if drop.clip:
        said["clip"] = {"file": f"{drop.name}.mp4", "started_at": _iso(drop.at - timedelta(seconds=1.2))}
    said |= {"lane": abs(drop.lane or camera.lane), "firmware": "2.4.1"}
    (folder / f"{drop.name}.json").write_text(json.dumps(said, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _film_of(drop: Drop, work: Path, folder: Path) -> None:
    """The short film, H.264 where OpenCV can, else MPEG-4."""
    colour, depth, _ = _load(work / f"{background_name(drop)}.npz")
    size = (colour.shape[1] // 2, colour.shape[0] // 2)
    colour, depth = cv2.resize(colour, size, interpolation=cv2.INTER_AREA), cv2.resize(depth, size, interpolation=cv2.INTER_NEAREST)
    film, camera = _film(drop), CAMERAS[drop.camera]
    path = folder / f"{drop.name}.mp4"
    writer = None
    for k in range(36):
        light, far = colour.copy(), depth.copy()
        _paste(light, far, work / f"{drop.name}_film_{k:02d}.npz", 4)
        shown = develop(light, far, replace(film, noise=film.noise * 0.6), 900 + k, meter(colour, film.key))
        at = drop.at + timedelta(seconds=-1.2 + k / 12)
        shown = overlay(shown, [f"{camera.code}   {camera.name}", stamp(at)], [], 0)
        if writer is None:
            writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), 12, (shown.shape[1], shown.shape[0]))
        writer.write(shown[..., ::-1])
    if writer is not None:
        writer.release()


def repeat(drops: Path) -> None:
    """The drop that is sent twice, byte for byte, in the folder of another day."""
    name, day = REPEATED
    drop = next(d for d in DROPS if d.name == name)
    (drops / day).mkdir(exist_ok=True)
    for path in sorted((drops / drop.folder).glob(f"{name}*")):
        shutil.copyfile(path, drops / day / path.name)


def run(work: Path, drops: Path, names: list[str]) -> None:
    """Prints every drop whose pictures are there."""
    for drop in DROPS:
        if (not names or drop.name in names) and (work / f"{drop.name}_0.npz").exists():
            print_drop(drop, work, drops)
    if (drops / next(d for d in DROPS if d.name == REPEATED[0]).folder / f"{REPEATED[0]}.json").exists():
        repeat(drops)


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
