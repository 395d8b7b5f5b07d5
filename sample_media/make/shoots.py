"""Renders the plan: each background once, each vehicle only where it is seen. Keeps linear pictures in a work folder.

    python shoots.py WORK [NAME ...]     draws what WORK lacks; with names only these drops
"""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import bpy
import numpy as np
import street
import things
from bpy_extras.object_utils import world_to_camera_view
from plan import CAMERAS, DROPS, Camera, Drop, Moment
from street import edges, lane_middle, signal
from studio import LIGHTS, border_of, set_camera, set_light, shoot, whole
from vehicles import Look, build

BACKGROUND_SAMPLES, VEHICLE_SAMPLES, CLOSE_SAMPLES = 7, 9, 14
TRAFFIC = ("hatch", "sedan", "suv", "truck", "scooter", "motorcycle", "bus", "pickup")


def _bystanders(camera: Camera, light: str, rng: np.random.Generator) -> None:
    """Other traffic, far or across, and motorcycles parked by the houses; none carries a plate that could be read."""
    site, lit = camera.site, LIGHTS[light].lamps_on
    right, left = edges(site)

    def tint() -> tuple[int, int, int]:
        tones = ((226, 227, 225), (30, 31, 33), (150, 154, 158), (140, 24, 26), (30, 60, 120), (90, 92, 94), (200, 190, 170))
        return tones[int(rng.integers(len(tones)))]

    def add(body: str, x: float, y: float, heading: float, rider: str = "helmet") -> None:
        seed = int(rng.integers(1000, 9999))
        shirt = tuple(int(v) for v in rng.integers(40, 220, 3))
        things.place(build(Look(body, tint(), None, seed, lights=lit, rider=rider, shirt=shirt, stripe=tint())), x, y, heading)

    far = site.junction + site.cross + 6 if site.junction else 46.0
    for k in range(1, site.away + 1):
        add(TRAFFIC[int(rng.integers(8))], far + float(rng.uniform(2, 30)), lane_middle(site, -k) + float(rng.uniform(-0.5, 0.5)), 0)
        add("scooter", far + float(rng.uniform(5, 40)), lane_middle(site, -k) - 0.9, 0)
    for k in range(1, site.toward + 1):
        add(TRAFFIC[int(rng.integers(6))], far + float(rng.uniform(0, 34)), lane_middle(site, k) + float(rng.uniform(-0.3, 0.3)), 180)
        add("motorcycle", far + float(rng.uniform(-4, 24)), lane_middle(site, k) + 1.0, 180)
    if site.junction:
        add(("scooter", "hatch")[int(rng.integers(2))], site.junction + site.cross * 0.35, left + float(rng.uniform(1, 4)), -90)
        add("motorcycle", site.junction + site.cross * 0.7, right - float(rng.uniform(0.5, 3)), 90)
    for side, edge, what in ((-1, right, site.right), (1, left, site.left)):
        if what != "houses":
            continue
        for _ in range(4):
            x = float(rng.uniform(30, 75))
            if not site.junction or not site.junction - 5 < x < site.junction + site.cross + 5:
                add("scooter", x, edge + side * float(rng.uniform(1.6, 2.4)), 90 * -side + float(rng.uniform(-12, 12)), "none")


def _build_place(camera: Camera, light: str) -> None:
    things.clear()
    street.forget()
    setting = LIGHTS[light]
    street.build_site(camera.site, setting.wet, setting.night)
    set_light(setting, camera.view)
    set_camera(camera.view)
    _bystanders(camera, light, np.random.default_rng(camera.site.seed * 101 + sum(map(ord, light))))


def _signals(camera: Camera, state: str) -> list[bpy.types.Object]:
    right, _ = edges(camera.site)
    parts = []
    for x, arm in zip(camera.signal[::2], camera.signal[1::2], strict=True):
        parts += signal(camera.site, x, right - (0.9 if not arm else 0.6), state, arm)
    return parts


def _panels(lights: list[bpy.types.Object], camera: Camera) -> list[list[list[float]]]:
    """Where the corners of each countdown stand in the frame, lower left first, as the viewer sees it."""
    bpy.context.view_layer.update()
    w, h = camera.view.size
    found = []
    for thing in (o for o in lights if o.name.startswith("countdown")):
        seen = [world_to_camera_view(bpy.context.scene, bpy.context.scene.camera, thing.matrix_world @ v.co) for v in thing.data.vertices]
        found.append([[p.x * w, (1 - p.y) * h] for p in seen])
    return found


def _remove(objects: list[bpy.types.Object]) -> None:
    for thing in objects:
        bpy.data.objects.remove(thing, do_unlink=True)
    bpy.data.orphans_purge(do_recursive=True)


def background_name(drop: Drop) -> str:
    """File of the empty scene."""
    return f"{drop.camera}-{drop.light.replace(' ', '_')}"


def _heading(camera: Camera, lane: int, moment: Moment) -> float:
    base = 180.0 if lane > 0 or camera.code == "DM03" else 0.0
    return base + moment.turn


def _save(path: Path, colour: np.ndarray, depth: np.ndarray, border: tuple[int, int, int, int]) -> None:
    np.savez_compressed(path, colour=np.minimum(colour, 60000).astype(np.float16), depth=np.minimum(depth, 60000).astype(np.float16), border=np.array(border))


def shoot_drop(drop: Drop, camera: Camera, work: Path) -> None:
    """The patches of one drop: one a moment, one for its signals, and a close-up at twice the scale."""
    lane = drop.lane or camera.lane
    thing = build(drop.look)
    parts = whole(thing)
    low_sun = LIGHTS[drop.light].height < 20 and LIGHTS[drop.light].sun > 0
    for i, moment in enumerate(drop.moments):
        lights = _signals(camera, moment.state) if camera.signal else []
        things.place(thing, moment.x, lane_middle(camera.site, lane) + moment.y, _heading(camera, lane, moment))
        border = border_of(parts, camera.view, 14, 3.0 if low_sun or LIGHTS[drop.light].wet else 1.5)
        _save(work / f"{drop.name}_{i}.npz", *shoot(work / "shot.exr", VEHICLE_SAMPLES, border), border)
        if lights and moment.state != "red":  # the background has its red; the digits are laid on when it is developed
            seen = border_of(lights, camera.view, 10)
            _save(work / f"{drop.name}_{i}_signal.npz", *shoot(work / "shot.exr", BACKGROUND_SAMPLES, seen), seen)
        if i == 0 and drop.close_up:
            _close_up(drop, camera, parts, work)
        if lights:
            _remove(lights)
    cutters = [o for o in bpy.data.objects if o.name.startswith("cutter")]
    _remove([*parts, *cutters])


def _close_up(drop: Drop, camera: Camera, parts: list[bpy.types.Object], work: Path) -> None:
    """The plate as a camera cuts it out: from a finer picture, with some of the vehicle round it."""
    toward = [p for p in parts if p.name.startswith("plate") and "holder" not in p.name and "arm" not in p.name]
    facing = [p for p in toward if (p.matrix_world.to_3x3() @ things.Vector((1, 0, 0))).x < 0]
    x0, y0, x1, y1 = border_of(facing, camera.view, 0)
    wide, high = x1 - x0, y1 - y0
    w, h = camera.view.size
    border = (max(0, x0 - int(wide * 0.75)), max(0, y0 - int(max(high * 1.6, wide * 0.45))), min(w, x1 + int(wide * 0.75)), min(h, y1 + int(max(high * 1.1, wide * 0.35))))
    _save(work / f"{drop.name}_plate.npz", *shoot(work / "shot.exr", CLOSE_SAMPLES, border, scale=2), border)


def _clip_frames(drop: Drop, camera: Camera, work: Path, count: int = 36) -> None:
    """The film of one drop: the vehicle runs through the line, frame by frame at half the size."""
    lane = drop.lane or camera.lane
    thing = build(drop.look)
    parts = whole(thing)
    small = replace(camera.view, size=(camera.view.size[0] // 2, camera.view.size[1] // 2))
    set_camera(small)
    lights = _signals(camera, "red")
    for k in range(count):
        path = work / f"{drop.name}_film_{k:02d}.npz"
        if path.exists():
            continue
        things.place(thing, drop.moments[0].x - 2.4 + 0.42 * k, lane_middle(camera.site, lane), 0)
        border = border_of(parts, small, 8, 1.0)
        _save(path, *shoot(work / "shot.exr", 6, border), border)
    _remove([*parts, *lights, *[o for o in bpy.data.objects if o.name.startswith("cutter")]])


def _done(drop: Drop, work: Path) -> bool:
    return all((work / f"{drop.name}_{i}.npz").exists() for i in range(len(drop.moments))) and (not drop.close_up or (work / f"{drop.name}_plate.npz").exists())


def run(work: Path, names: list[str]) -> None:
    """Draws what is missing, place by place."""
    work.mkdir(parents=True, exist_ok=True)
    wanted = [d for d in DROPS if (not names or d.name in names) and not _done(d, work)]
    films = [d for d in DROPS if d.clip and (not names or d.name in names) and not (work / f"{d.name}_film_35.npz").exists()]
    for key in dict.fromkeys(background_name(d) for d in [*wanted, *films]):
        here = [d for d in wanted if background_name(d) == key]
        first = next(d for d in [*wanted, *films] if background_name(d) == key)
        camera, started = CAMERAS[first.camera], time.time()
        _build_place(camera, first.light)
        path = work / f"{key}.npz"
        if not path.exists():
            lights = _signals(camera, "red") if camera.signal else []
            w, h = camera.view.size
            _save(path, *shoot(work / "shot.exr", BACKGROUND_SAMPLES), (0, 0, w, h))
            (work / f"{key}.json").write_text(json.dumps(_panels(lights, camera)))
            if lights:
                _remove(lights)
            print(f"{key}: background {time.time() - started:.0f} s", flush=True)
        for drop in here:
            before = time.time()
            shoot_drop(drop, camera, work)
            print(f"{key}: {drop.name} {time.time() - before:.0f} s", flush=True)
        for drop in (d for d in films if background_name(d) == key):
            _clip_frames(drop, camera, work)


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2:])
