"""The ground as pictures: what years of traffic leave on asphalt. One map a place, one fine tile for all."""

import cv2
import numpy as np

MAP_PIXELS = 40  # a metre
MAP_BOX = (-6.0, 84.0, -15.0, 15.0)  # x0, x1, y0, y1; mirrored beyond
TILE_METRES = 4.0


def _cloud(shape: tuple[int, int], cells: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    small = rng.random((max(3, cells[0]), max(3, cells[1]))).astype(np.float32)
    return cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)


def fine_tile(seed: int = 5) -> np.ndarray:
    """(n, n, 3): tone of stones and grit about 0.5, wear of paint 0-1, spare. Tiles without a seam."""
    rng = np.random.default_rng(seed)
    n = 1024
    noise = np.zeros((n, n), np.float32)
    for sigma, weight in ((0.7, 0.5), (2.0, 0.35), (7.0, 0.3)):
        layer = _wrapped_blur(rng.standard_normal((n, n)).astype(np.float32), sigma)
        noise += weight * layer / layer.std()
    stones = _wrapped_blur((rng.random((n, n)) > 0.996).astype(np.float32), 1.1) * 9
    tone = np.clip(0.5 + 0.085 * noise + 0.22 * stones, 0, 1)
    wear = np.zeros((n, n), np.float32)
    for sigma, weight in ((2.0, 0.5), (9.0, 0.8), (30.0, 0.9)):
        layer = _wrapped_blur(rng.standard_normal((n, n)).astype(np.float32), sigma)
        wear += weight * layer / layer.std()
    wear = np.clip(0.5 + 0.24 * wear, 0, 1)
    return np.dstack([tone, wear, tone])


def _wrapped_blur(field: np.ndarray, sigma: float) -> np.ndarray:
    pad = min(field.shape[0], int(sigma * 4) + 2)
    wide = np.pad(field, pad, mode="wrap")
    return cv2.GaussianBlur(wide, (0, 0), sigma)[pad:-pad, pad:-pad]


def road_map(seed: int, lane: float, stop_x: float = 0.0) -> np.ndarray:
    """(h, w, 3) over MAP_BOX, first row at y0: tone about 0.5, puddles 0-1, wear of paint added."""
    rng = np.random.default_rng(seed)
    x0, x1, y0, y1 = MAP_BOX
    shape = (round((y1 - y0) * MAP_PIXELS), round((x1 - x0) * MAP_PIXELS))
    tone = np.full(shape, 0.5, np.float32)
    tone += 0.13 * (_cloud(shape, (8, 22), rng) - 0.5) + 0.08 * (_cloud(shape, (30, 90), rng) - 0.5)
    y = np.linspace(y0, y1, shape[0], dtype=np.float32)[:, None]
    wander = 0.25 * (_cloud(shape, (3, 8), rng) - 0.5)
    tone -= 0.035 * np.cos((y + wander) * 4 * np.pi / lane)
    tone -= 0.05 * np.exp(-(((np.abs(y + wander) % lane) - lane / 2) ** 2) / 0.12)
    _patches(tone, rng)
    _cracks(tone, rng)
    _stains(tone, rng, stop_x)
    puddles = np.clip((0.65 * _cloud(shape, (9, 26), rng) + 0.35 * _cloud(shape, (26, 80), rng) - 0.46) * 5, 0, 1)
    wear = np.clip(0.5 + 1.3 * (_cloud(shape, (14, 40), rng) - 0.5), 0, 1)
    return np.dstack([np.clip(tone, 0.12, 0.9), puddles, wear])


def _patches(tone: np.ndarray, rng: np.random.Generator) -> None:
    h, w = tone.shape
    for _ in range(9):
        a, b = int(rng.integers(0, w - 60)), int(rng.integers(0, h - 40))
        size = (int(rng.integers(40, 260)), int(rng.integers(24, 80)))
        region = tone[b : b + size[1], a : a + size[0]]
        region *= float(rng.uniform(0.82, 1.1))
        cv2.rectangle(tone, (a, b), (a + size[0], b + size[1]), 0.34, 2, cv2.LINE_AA)
    for _ in range(3):
        at = (int(rng.integers(0, w)), int(rng.integers(h * 0.3, h * 0.7)))
        cv2.circle(tone, at, 15, 0.36, -1, cv2.LINE_AA)
        cv2.circle(tone, at, 12, 0.44, -1, cv2.LINE_AA)
        cv2.circle(tone, at, 15, 0.24, 1, cv2.LINE_AA)


def _cracks(tone: np.ndarray, rng: np.random.Generator) -> None:
    h, w = tone.shape
    for k in range(46):
        p = np.array([rng.uniform(0, w), rng.uniform(0, h)])
        heading = float(rng.uniform(0, 2 * np.pi))
        points = [p.copy()]
        for _ in range(int(rng.integers(10, 70))):
            heading += float(rng.normal(0, 0.35))
            p = p + 7 * np.array([np.cos(heading), np.sin(heading)])
            points.append(p.copy())
        sealed = k % 6 == 0
        cv2.polylines(tone, [np.round(np.array(points) * 8).astype(np.int32)], False, 0.30 if sealed else 0.36, 3 if sealed else 1, cv2.LINE_AA, 3)


def _stains(tone: np.ndarray, rng: np.random.Generator, stop_x: float) -> None:
    h, w = tone.shape
    layer = np.zeros_like(tone)
    for _ in range(90):
        x = rng.normal((stop_x - 8 - MAP_BOX[0]) * MAP_PIXELS, 160) if stop_x and rng.random() < 0.5 else rng.uniform(0, w)
        at = (int(np.clip(x, 0, w - 1)), int(rng.uniform(0, h)))
        cv2.ellipse(layer, at, (int(rng.integers(3, 30)), int(rng.integers(2, 9))), 0, 0, 360, float(rng.uniform(0.04, 0.16)), -1, cv2.LINE_AA)
    for _ in range(6):
        x, y = int(rng.uniform(0, w)), int(rng.uniform(0, h))
        long = int(rng.integers(120, 420))
        for dy in (0, 58):
            cv2.line(layer, (x, y + dy), (x + long, y + dy + int(rng.integers(-14, 14))), 0.07, 6, cv2.LINE_AA)
    tone -= cv2.GaussianBlur(layer, (0, 0), 2.2)
