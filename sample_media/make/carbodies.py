"""Bodies of cars: a skin through cross-sections, and the four sheets painted on it. Metres, x forward, y left, z up."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from sheets import CHROME, GLASS, LENS, TRIM, Sheet, Surface

Curve = tuple[tuple[float, float], ...]
BLACK, GLASSY, RED, AMBER, CLEAR = (14, 14, 15), (7, 8, 9), (130, 6, 8), (205, 95, 8), (205, 210, 214)


@dataclass(frozen=True)
class CarBody:
    """Outline of one kind of car. Curves run from rear (-x) to front (+x)."""

    name: str
    length: float
    width: float
    top: Curve
    belt: Curve
    plan: Curve  # half width at the belt as a share of width / 2
    roof: Curve  # half width of the roof line as a share of width / 2
    floor: float
    axles: tuple[float, float]
    wheel: float
    side_windows: tuple[tuple[tuple[float, float], ...], ...]
    doors: tuple[tuple[tuple[float, float], ...], ...]
    handles: tuple[tuple[float, float], ...]
    windscreen: tuple[tuple[float, float], ...]  # (x, y) half outline on the top sheet
    rear_window_top: tuple[tuple[float, float], ...] = ()
    rear_window: tuple[tuple[float, float], ...] = ()  # (y, z) half outline on the rear sheet
    front: str = "sedan"
    rear: str = "sedan"
    rear_plate: tuple[str, float] = ("short", 0.88)  # form and height of its centre
    front_plate_z: float = 0.50
    cladding: float = 0.0  # height of black plastic along the sill
    bed: tuple[float, float] | None = None  # of a pickup, x from and to
    bow: tuple[float, float] = (0.26, 0.14)
    rails: bool = False
    extra: tuple[str, ...] = field(default=())


def _curve(points: Curve, x: np.ndarray, soft: float) -> np.ndarray:
    """Straight between the points, corners rounded over about `soft` metres."""
    fine = np.linspace(x[0] - 0.3, x[-1] + 0.3, 1200)
    px, pz = np.array(points).T
    values = np.interp(fine, px, pz)
    step = fine[1] - fine[0]
    reach = max(1, int(3 * soft / step))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) * step / soft) ** 2)
    padded = np.pad(values, reach, mode="edge")
    return np.interp(x, fine, np.convolve(padded, kernel / kernel.sum(), mode="valid"))


def _chaikin(points: np.ndarray, rounds: int) -> np.ndarray:
    """Cuts corners of an open line; the ends stay."""
    for _ in range(rounds):
        a, b = points[:-1], points[1:]
        cut = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], axis=1).reshape(-1, points.shape[1])
        points = np.concatenate([points[:1], cut, points[-1:]])
    return points


def _half_section(floor: float, belt: float, top: float, half: float, roof: float) -> np.ndarray:
    """Half a cross-section (y, z) from the middle of the floor round to the middle of the roof."""
    rise = max(0.012, top - belt)
    roof = min(roof, 0.93 * half)
    mid = floor + 0.52 * (belt - floor)
    shoulder = min(0.05, 0.4 * rise)
    points = np.array([
        (0.0, floor), (0.78 * half, floor), (0.93 * half, floor + 0.05), (0.965 * half, floor + 0.16),
        (0.995 * half, mid), (1.0 * half, belt - 0.13), (0.985 * half, belt - 0.05), (0.95 * half, belt),
        (0.93 * half + (roof - 0.93 * half) * 0.12, belt + 0.5 * shoulder),
        (roof + 0.03 * (half - roof), top - min(0.075, 0.45 * rise)), (roof * 0.9, top - min(0.022, 0.18 * rise)),
        (roof * 0.5, top - 0.004), (0.0, top),
    ])
    return _chaikin(points, 2)


def skin(body: CarBody, stations: int = 150) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (n, 3) and quads (m, 4) of the closed skin."""
    half_length = body.length / 2
    x = np.concatenate([np.linspace(-half_length, -half_length + 0.14, 12, endpoint=False),
                        np.linspace(-half_length + 0.14, half_length - 0.14, stations, endpoint=False),
                        np.linspace(half_length - 0.14, half_length, 13)])
    top, belt = _curve(body.top, x, 0.045), _curve(body.belt, x, 0.06)
    half, roof = _curve(body.plan, x, 0.07) * body.width / 2, _curve(body.roof, x, 0.06) * body.width / 2
    belt = np.minimum(belt, top - 0.012)
    rings = []
    for i in range(len(x)):
        near = np.clip((abs(x[i]) - (half_length - 0.14)) / 0.14, 0, 1)
        floor = body.floor + 0.06 * near**2
        line = _half_section(floor, belt[i], top[i], half[i], roof[i])
        middle = np.array([0.0, 0.5 * (floor + belt[i])])
        line = middle + (line - middle) * np.array([1 - 0.05 * near**2.4, 1 - 0.12 * near**2.4])
        rings.append(np.column_stack([np.full(len(line), x[i]), line]))
    front = _cap(rings[-1], +1)
    rear = _cap(rings[0], -1)[::-1]
    halves = np.array(rear + rings + front)
    halves = _bowed(halves, body)
    left = halves[:, :, :]
    right = halves[:, 1:-1, :][:, ::-1, :] * np.array([1, -1, 1])
    grid = np.concatenate([left, right], axis=1)
    return _grid_mesh(grid)


def _cap(ring: np.ndarray, sign: int) -> list[np.ndarray]:
    middle = np.array([ring[0, 0], 0.0, 0.5 * (ring[0, 2] + ring[-1, 2])])
    shares = (0.985, 0.95, 0.88, 0.75, 0.55, 0.3, 0.002)
    caps = []
    for r in shares:
        new = middle + (ring - middle) * r
        new[:, 0] = ring[0, 0] + sign * 0.045 * np.sqrt(1 - r**4)
        caps.append(new)
    return caps


def _bowed(halves: np.ndarray, body: CarBody) -> np.ndarray:
    """Nose and tail rounded in plan: corners lie further back than the middle."""
    out = halves.copy()
    x, y = halves[..., 0], halves[..., 1] / (body.width / 2)
    reach = body.length / 2
    front, rear = np.clip((x - 0.35 * reach) / (0.65 * reach), 0, 1.1), np.clip((-x - 0.5 * reach) / (0.5 * reach), 0, 1.1)
    out[..., 0] -= body.bow[0] * np.abs(y) ** 2.6 * front - body.bow[1] * np.abs(y) ** 2.8 * rear
    mid = np.clip(1 - np.abs(x - 0.7) / 0.8, 0, 1) * (halves[..., 2] > 0.9)
    out[..., 0] -= 0.14 * np.abs(y) ** 2 * mid
    return out


def _grid_mesh(grid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n, m = grid.shape[:2]
    index = np.arange(n * m).reshape(n, m)
    a, b = index[:-1], index[1:]
    quads = np.stack([a, np.roll(a, -1, 1), np.roll(b, -1, 1), b], axis=-1).reshape(-1, 4)
    return grid.reshape(-1, 3), quads


def sheets_of(body: CarBody, seed: int) -> dict[str, Sheet]:
    """The four sheets. The side sheet is over (x, z), front and rear over (y, z), top over (x, y)."""
    rng = np.random.default_rng(seed)
    half, wide, high = body.length / 2 + 0.1, body.width / 2 + 0.05, max(z for _, z in body.top) + 0.05
    made = {"side": Sheet(-half, half, 0, high), "front": Sheet(-wide, wide, 0, high),
            "rear": Sheet(-wide, wide, 0, high), "top": Sheet(-half, half, -wide, wide)}
    _paint_side(made["side"], body)
    FRONTS[body.front](made["front"], body, rng)
    REARS[body.rear](made["rear"], body, rng)
    _paint_top(made["top"], body)
    return made


def _paint_side(s: Sheet, body: CarBody) -> None:
    half = body.length / 2
    gap = (16, 16, 17)
    sill = body.floor + 0.13 + body.cladding
    s.rect(-half + 0.25, 0, half - 0.25, sill, BLACK, Surface(0.7))
    if body.cladding:
        for x in body.axles:
            s.disc(x, body.wheel, body.wheel + 0.12, (22, 22, 23), Surface(0.7))
        s.rect(-half, 0, half, sill - 0.02, (22, 22, 23), Surface(0.7))
    for door in body.doors:
        s.line(door, 0.011, gap)
    for window in body.side_windows:
        s.poly(window, GLASSY, GLASS)
        s.line([*window, window[0]], 0.016, BLACK)
    if body.side_windows:
        low = [p for w in body.side_windows for p in w if p[1] < min(q[1] for q in w) + 0.06]
        s.line([(min(p[0] for p in low), min(p[1] for p in low) - 0.01), (max(p[0] for p in low), min(p[1] for p in low) - 0.015)], 0.013, (150, 152, 155), CHROME)
    for x, z in body.handles:
        s.rect(x - 0.09, z - 0.014, x + 0.09, z + 0.014, (150, 152, 155), CHROME, radius=0.012)
    crease = body.floor + 0.55 * (max(z for _, z in body.belt) - body.floor)
    s.line([(-half + 0.35, crease + 0.05), (half - 0.7, crease)], 0.012, (0, 0, 0, 60))
    s.line([(-half + 0.5, sill + 0.06), (half - 0.8, sill + 0.05)], 0.01, (0, 0, 0, 70))


def _paint_top(s: Sheet, body: CarBody) -> None:
    def both(outline: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
        return [*outline, *[(x, -y) for x, y in reversed(outline)]]

    screen = both(body.windscreen)
    s.poly(screen, GLASSY, GLASS)
    s.line([*screen, screen[0]], 0.03, BLACK)
    back, front = min(x for x, _ in body.windscreen), max(x for x, _ in body.windscreen)
    depth = front - back
    for y in (0.36, -0.36):  # the tops of the seats and, on the left, a shape at the wheel behind dark glass
        s.rect(back + 0.12 * depth, y - 0.13, back + 0.3 * depth, y + 0.13, (22, 22, 24), GLASS, radius=0.05)
    s.rect(back + 0.33 * depth, 0.2, back + 0.6 * depth, 0.54, (17, 18, 20), GLASS, radius=0.12)
    s.rect(front - 0.2 * depth, -0.62, front - 0.06 * depth, 0.62, (16, 16, 17), GLASS, radius=0.04)
    s.rect(back + 0.05 * depth, -0.09, back + 0.14 * depth, 0.09, (20, 20, 22), GLASS, radius=0.02)
    s.rect(back + 0.66 * depth, -0.52, back + 0.76 * depth, -0.42, (176, 190, 160), GLASS)
    if body.rear_window_top:
        window = both(body.rear_window_top)
        s.poly(window, GLASSY, GLASS)
        s.line([*window, window[0]], 0.025, BLACK)
    if body.bed:
        a, b = body.bed
        s.rect(a, -body.width / 2 + 0.16, b, body.width / 2 - 0.16, (20, 20, 21), Surface(0.8), radius=0.03)
        for k in range(9):
            y = -0.6 + k * 0.15
            s.line([(a + 0.05, y), (b - 0.05, y)], 0.03, (34, 34, 36), Surface(0.7))
    line = max(x for x, _ in body.windscreen) + 0.05
    for y in (0.62, -0.62):
        s.line([(line, y), (body.length / 2 - 0.35, y * 0.86)], 0.008, (0, 0, 0, 120))
        s.line([(line, y * 0.55), (body.length / 2 - 0.3, y * 0.5)], 0.012, (0, 0, 0, 45))


def _lamp(s: Sheet, outline: list[tuple[float, float]], eyes: list[tuple[float, float, float]]) -> None:
    """A headlamp behind clear glass: dark housing, bright reflectors."""
    s.poly(outline, (58, 60, 63), LENS, mirror=True)
    for y, z, r in eyes:
        s.disc(y, z, r * 1.25, (118, 122, 126), CHROME, mirror=True)
        s.disc(y, z, r, CLEAR, Surface(0.06, 0.3, 1.0), mirror=True)
        s.disc(y, z, r * 0.45, (235, 238, 240), Surface(0.05, 0.0, 1.0), mirror=True)
    s.line([*outline, outline[0]], 0.012, BLACK, mirror=True)


def _grille(s: Sheet, half: float, low: float, high: float, bars: int, chrome: bool, waist: float = 0.0) -> None:
    shape = [(-half + waist, low), (half - waist, low), (half, high), (-half, high)]
    s.poly(shape, BLACK, Surface(0.5))
    for i in range(bars):
        z = low + (high - low) * (i + 1) / (bars + 1)
        s.line([(-half + 0.03, z), (half - 0.03, z)], 0.014, (120, 122, 126) if chrome else (48, 48, 50), CHROME if chrome else TRIM)
    s.line([*shape, shape[0]], 0.022, (140, 142, 146) if chrome else (30, 30, 31), CHROME if chrome else TRIM)
    s.disc(0, (low + high) / 2 + 0.01, 0.055, (165, 168, 172), CHROME)
    s.disc(0, (low + high) / 2 + 0.01, 0.036, (40, 44, 60), LENS)


def _front_low(s: Sheet, body: CarBody, wide: float, low: float, high: float) -> None:
    s.poly([(-wide, low), (wide, low), (wide * 0.92, high), (-wide * 0.92, high)], BLACK, Surface(0.65))
    for k in range(3):
        z = low + (high - low) * (k + 1) / 4
        s.line([(-wide * 0.9, z), (wide * 0.9, z)], 0.01, (44, 44, 46))
    edge = body.width / 2
    s.poly([(edge * 0.68, low + 0.02), (edge * 0.93, low + 0.05), (edge * 0.93, high + 0.02), (edge * 0.72, high - 0.02)], BLACK, Surface(0.6), mirror=True)
    s.disc(edge * 0.8, (low + high) / 2, 0.045, CLEAR, LENS, mirror=True)
    s.rect(-edge, 0, edge, body.floor + 0.06, BLACK, Surface(0.7))


def _front_sedan(s: Sheet, body: CarBody, rng: np.random.Generator) -> None:
    e = body.width / 2
    _grille(s, 0.42, 0.575, 0.70, 3, True, 0.05)
    _lamp(s, [(0.46, 0.60), (e * 0.80, 0.585), (e * 0.99, 0.68), (e * 0.99, 0.745), (e * 0.78, 0.725), (0.47, 0.675)],
          [(0.60, 0.645, 0.042), (e * 0.80, 0.66, 0.042)])
    _front_low(s, body, 0.62, 0.27, 0.42)
    s.line([(-e, 0.765), (e, 0.765)], 0.012, (0, 0, 0, 150))


def _front_hatch(s: Sheet, body: CarBody, rng: np.random.Generator) -> None:
    e = body.width / 2
    _grille(s, 0.36, 0.63, 0.70, 1, False)
    _lamp(s, [(0.42, 0.63), (e * 0.78, 0.60), (e * 0.99, 0.70), (e * 0.97, 0.80), (e * 0.74, 0.77), (0.44, 0.70)],
          [(0.57, 0.675, 0.045), (e * 0.80, 0.69, 0.052)])
    _front_low(s, body, 0.55, 0.27, 0.45)
    s.line([(-e, 0.80), (e, 0.80)], 0.012, (0, 0, 0, 150))


def _front_suv(s: Sheet, body: CarBody, rng: np.random.Generator) -> None:
    e = body.width / 2
    _grille(s, 0.50, 0.66, 0.86, 4, True, 0.08)
    _lamp(s, [(0.55, 0.76), (e * 0.82, 0.75), (e * 0.99, 0.83), (e * 0.99, 0.90), (e * 0.76, 0.885), (0.55, 0.855)],
          [(0.67, 0.81, 0.042), (e * 0.83, 0.825, 0.042)])
    _front_low(s, body, 0.66, 0.32, 0.47)
    s.rect(-0.5, 0.28, 0.5, 0.33, (150, 152, 154), CHROME, radius=0.02)
    s.line([(-e, 0.93), (e, 0.93)], 0.012, (0, 0, 0, 150))


def _tail_base(s: Sheet, body: CarBody, bumper: float) -> None:
    e = body.width / 2
    s.line([(-e, bumper), (e, bumper)], 0.012, (12, 12, 12))
    s.rect(-e * 0.92, 0, e * 0.92, body.floor + 0.13, BLACK, Surface(0.65))
    s.rect(e * 0.62, body.floor + 0.16, e * 0.85, body.floor + 0.2, (110, 8, 10), LENS, mirror=True)
    s.rect(0.52, body.floor + 0.02, 0.66, body.floor + 0.08, (120, 122, 124), CHROME, radius=0.02)


def _lit_red(s: Sheet, outline: list[tuple[float, float]]) -> None:
    s.poly(outline, RED, Surface(0.08, 0.0, 0.9), mirror=True)
    s.line([*outline, outline[0]], 0.01, (40, 4, 4), LENS, mirror=True)


def _rear_sedan(s: Sheet, body: CarBody, rng: np.random.Generator) -> None:
    e = body.width / 2
    _tail_base(s, body, 0.66)
    _lit_red(s, [(0.52, 0.80), (e * 1.0, 0.78), (e * 1.0, 0.93), (0.56, 0.92)])
    s.rect(0.56, 0.825, e * 0.74, 0.855, (200, 200, 202), LENS, mirror=True)
    s.rect(e * 0.8, 0.86, e * 0.98, 0.89, AMBER, LENS, mirror=True)
    s.rect(-0.5, 0.925, 0.5, 0.95, (150, 152, 155), CHROME, radius=0.01)
    s.disc(0, 0.985, 0.035, (160, 163, 167), CHROME)
    s.line([(0.54, 0.70), (0.54, 0.99)], 0.008, (16, 16, 16), mirror=True)


def _rear_window(s: Sheet, body: CarBody) -> None:
    shape = [*body.rear_window, *[(-y, z) for y, z in reversed(body.rear_window)]]
    s.poly(shape, GLASSY, GLASS)
    s.line([*shape, shape[0]], 0.02, BLACK)
    low = min(z for _, z in body.rear_window)
    s.line([(-0.02, low + 0.03), (0.38, low + 0.05)], 0.018, (24, 24, 25))


def _rear_hatch(s: Sheet, body: CarBody, rng: np.random.Generator) -> None:
    e = body.width / 2
    _tail_base(s, body, 0.58)
    _rear_window(s, body)
    _lit_red(s, [(e * 0.70, 0.80), (e * 1.0, 0.78), (e * 1.0, 1.08), (e * 0.80, 1.06)])
    s.rect(e * 0.78, 0.86, e * 0.97, 0.91, (205, 205, 206), LENS, mirror=True)
    s.disc(0, 0.99, 0.04, (160, 163, 167), CHROME)
    s.line([(e * 0.66, 0.6), (e * 0.66, 1.0)], 0.008, (16, 16, 16), mirror=True)


def _rear_suv(s: Sheet, body: CarBody, rng: np.random.Generator) -> None:
    e = body.width / 2
    _tail_base(s, body, 0.66)
    _rear_window(s, body)
    s.rect(-e, 0.3, e, 0.56, (22, 22, 23), Surface(0.7))
    _lit_red(s, [(e * 0.66, 0.93), (e * 1.0, 0.90), (e * 1.0, 1.10), (e * 0.78, 1.09)])
    s.rect(e * 0.8, 0.97, e * 0.98, 1.01, AMBER, LENS, mirror=True)
    s.rect(-e * 0.64, 1.0, e * 0.64, 1.03, (150, 152, 155), CHROME)
    s.disc(0, 1.065, 0.04, (160, 163, 167), CHROME)
    s.line([(e * 0.7, 0.7), (e * 0.7, 1.1)], 0.008, (16, 16, 16), mirror=True)


def _rear_pickup(s: Sheet, body: CarBody, rng: np.random.Generator) -> None:
    e = body.width / 2
    s.rect(-e, 0.42, e, 0.62, (138, 140, 143), CHROME, radius=0.04)
    s.rect(-e * 0.5, 0.60, e * 0.5, 0.63, BLACK)
    _lit_red(s, [(e * 0.84, 0.70), (e * 1.0, 0.70), (e * 1.0, 1.08), (e * 0.84, 1.08)])
    s.rect(e * 0.85, 0.83, e * 0.99, 0.9, (205, 205, 206), LENS, mirror=True)
    s.line([(-e * 0.82, 0.66), (e * 0.82, 0.66), (e * 0.82, 1.1), (-e * 0.82, 1.1), (-e * 0.82, 0.66)], 0.012, (12, 12, 12))
    s.rect(-0.12, 1.0, 0.12, 1.05, BLACK, radius=0.02)
    s.poly([(-0.62, 1.26), (0.62, 1.26), (0.54, 1.66), (-0.54, 1.66)], GLASSY, GLASS)
    s.rect(-e * 0.9, 0, e * 0.9, 0.4, BLACK, Surface(0.8))


FRONTS: dict[str, Callable[[Sheet, CarBody, np.random.Generator], None]] = {
    "sedan": _front_sedan, "hatch": _front_hatch, "suv": _front_suv}
REARS: dict[str, Callable[[Sheet, CarBody, np.random.Generator], None]] = {
    "sedan": _rear_sedan, "hatch": _rear_hatch, "suv": _rear_suv, "pickup": _rear_pickup}

SEDAN = CarBody(
    "sedan", 4.55, 1.78,
    top=((-2.28, 0.98), (-2.12, 1.06), (-1.62, 1.09), (-0.78, 1.425), (-0.25, 1.475), (0.2, 1.455), (1.12, 1.03), (1.25, 0.99), (2.0, 0.83), (2.22, 0.74), (2.28, 0.68)),
    belt=((-2.28, 0.90), (-1.9, 0.97), (-0.5, 0.95), (1.0, 0.90), (1.9, 0.77), (2.28, 0.62)),
    plan=((-2.28, 0.88), (-1.9, 0.95), (-1.0, 0.99), (0.5, 1.0), (1.5, 0.985), (2.1, 0.95), (2.28, 0.90)),
    roof=((-2.28, 0.80), (-1.65, 0.80), (-0.75, 0.64), (0.2, 0.64), (1.1, 0.82), (2.28, 0.80)),
    floor=0.20, axles=(-1.32, 1.33), wheel=0.315,
    side_windows=(((0.16, 0.965), (0.20, 1.385), (0.33, 1.36), (1.0, 1.02), (0.98, 0.975)),
                  ((-0.80, 0.98), (-0.72, 1.34), (-0.45, 1.39), (0.12, 1.39), (0.08, 0.97)),
                  ((-1.22, 1.02), (-0.88, 1.29), (-0.78, 1.29), (-0.86, 0.99))),
    doors=(((1.08, 0.98), (1.02, 0.40), (0.10, 0.34), (0.12, 0.97)), ((0.12, 0.97), (0.10, 0.34), (-0.72, 0.34), (-0.95, 0.62), (-0.86, 0.98)),
           ((2.05, 0.60), (1.80, 0.45)), ((-1.85, 0.95), (-1.95, 0.62))),
    handles=((0.28, 0.86), (-0.62, 0.88)),
    windscreen=((0.24, 0.50), (1.02, 0.66), (1.06, 0.60), (1.10, 0.0)), rear_window_top=((-0.82, 0.0), (-0.84, 0.50), (-1.52, 0.56), (-1.56, 0.0)),
    front="sedan", rear="sedan", rear_plate=("short", 0.80), front_plate_z=0.49)

HATCH = CarBody(
    "hatch", 3.75, 1.66,
    top=((-1.88, 1.0), (-1.84, 1.12), (-1.62, 1.42), (-1.35, 1.495), (-0.3, 1.535), (0.25, 1.50), (1.02, 1.08), (1.15, 1.03), (1.66, 0.86), (1.84, 0.76), (1.88, 0.70)),
    belt=((-1.88, 0.95), (-1.5, 1.0), (-0.3, 0.97), (0.9, 0.93), (1.5, 0.82), (1.88, 0.64)),
    plan=((-1.88, 0.90), (-1.6, 0.96), (-0.8, 1.0), (0.6, 1.0), (1.4, 0.97), (1.88, 0.88)),
    roof=((-1.88, 0.80), (-1.6, 0.70), (-1.2, 0.68), (0.2, 0.67), (1.0, 0.82), (1.88, 0.78)),
    floor=0.19, axles=(-1.18, 1.18), wheel=0.285,
    side_windows=(((0.10, 0.985), (0.14, 1.43), (0.36, 1.38), (0.95, 1.06), (0.93, 1.0)),
                  ((-0.82, 1.0), (-0.78, 1.43), (0.06, 1.44), (0.02, 0.985)), ((-1.32, 1.12), (-1.25, 1.36), (-0.9, 1.42), (-0.93, 1.04))),
    doors=(((1.0, 1.0), (0.95, 0.38), (0.03, 0.33), (0.04, 0.98)), ((0.04, 0.98), (0.03, 0.33), (-0.66, 0.34), (-0.90, 0.66), (-0.86, 1.0))),
    handles=((0.22, 0.87), (-0.68, 0.89)),
    windscreen=((0.30, 0.50), (0.95, 0.64), (0.99, 0.58), (1.03, 0.0)), rear_window=((0.0, 1.09), (0.56, 1.09), (0.50, 1.41), (0.0, 1.43)),
    front="hatch", rear="hatch", rear_plate=("short", 0.78), front_plate_z=0.535, bow=(0.24, 0.12))

SUV = CarBody(
    "suv", 4.45, 1.84,
    top=((-2.22, 1.0), (-2.2, 1.2), (-2.0, 1.56), (-1.75, 1.645), (-0.4, 1.70), (0.25, 1.66), (1.05, 1.18), (1.2, 1.13), (1.95, 1.0), (2.16, 0.92), (2.22, 0.86)),
    belt=((-2.22, 1.05), (-1.8, 1.09), (0.0, 1.05), (1.0, 1.02), (1.9, 0.92), (2.22, 0.80)),
    plan=((-2.22, 0.92), (-1.9, 0.97), (-1.0, 1.0), (0.8, 1.0), (1.6, 0.985), (2.22, 0.92)),
    roof=((-2.22, 0.80), (-1.9, 0.72), (-1.5, 0.70), (0.2, 0.68), (1.1, 0.82), (2.22, 0.80)),
    floor=0.24, axles=(-1.30, 1.34), wheel=0.35,
    side_windows=(((0.12, 1.07), (0.18, 1.58), (0.38, 1.53), (0.98, 1.15), (0.96, 1.08)),
                  ((-0.86, 1.08), (-0.82, 1.58), (0.10, 1.60), (0.05, 1.07)), ((-1.72, 1.22), (-1.64, 1.5), (-0.94, 1.57), (-0.97, 1.11))),
    doors=(((1.04, 1.08), (1.0, 0.46), (0.06, 0.42), (0.08, 1.06)), ((0.08, 1.06), (0.06, 0.42), (-0.68, 0.43), (-0.95, 0.78), (-0.92, 1.08))),
    handles=((0.26, 0.97), (-0.7, 0.99)),
    windscreen=((0.32, 0.54), (0.98, 0.70), (1.02, 0.62), (1.06, 0.0)), rear_window=((0.0, 1.16), (0.64, 1.16), (0.56, 1.53), (0.0, 1.56)),
    front="suv", rear="suv", rear_plate=("short", 0.86), front_plate_z=0.58, cladding=0.11, bow=(0.24, 0.10), rails=True)

PICKUP = CarBody(
    "pickup", 5.2, 1.88,
    top=((-2.6, 1.10), (-2.5, 1.13), (-0.98, 1.13), (-0.95, 1.15), (-0.86, 1.70), (-0.6, 1.78), (0.45, 1.80), (0.62, 1.77), (1.28, 1.24), (1.4, 1.18), (2.3, 1.06), (2.54, 0.98), (2.6, 0.9)),
    belt=((-2.6, 1.08), (-1.0, 1.10), (0.5, 1.08), (1.3, 1.06), (2.3, 0.96), (2.6, 0.82)),
    plan=((-2.6, 0.95), (-2.0, 0.97), (-0.9, 0.99), (0.8, 1.0), (1.7, 0.99), (2.6, 0.92)),
    roof=((-2.6, 0.93), (-1.0, 0.93), (-0.8, 0.70), (0.5, 0.69), (1.3, 0.82), (2.6, 0.80)),
    floor=0.30, axles=(-1.62, 1.58), wheel=0.385,
    side_windows=(((0.38, 1.12), (0.44, 1.66), (0.60, 1.62), (1.20, 1.20), (1.18, 1.13)), ((-0.74, 1.13), (-0.70, 1.66), (0.34, 1.68), (0.30, 1.12))),
    doors=(((1.26, 1.12), (1.20, 0.52), (0.30, 0.48), (0.33, 1.12)), ((0.33, 1.12), (0.30, 0.48), (-0.70, 0.5), (-0.80, 1.12)), ((-0.93, 1.1), (-0.93, 0.5))),
    handles=((0.5, 1.02), (-0.52, 1.03)),
    windscreen=((0.64, 0.56), (1.22, 0.72), (1.26, 0.64), (1.30, 0.0)), rear_window_top=(),
    front="suv", rear="pickup", rear_plate=("long", 0.52), front_plate_z=0.58, cladding=0.08, bow=(0.22, 0.04), bed=(-2.48, -1.0))

BODIES = {b.name: b for b in (SEDAN, HATCH, SUV, PICKUP)}
