"""From linear light to what a traffic camera sends: air, lens, sensor, tone, the maker's overlay, JPEG."""

from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

MONO = Path("/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf")
PLAIN = Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf")


@dataclass(frozen=True)
class Film:
    """How one camera in one weather develops. Shares are 0-1 unless said otherwise."""

    key: float = 0.20  # brightness that the middle tones are brought to
    haze: float = 0.0  # share of air between the lens and 100 m
    air: tuple[float, float, float] = (0.86, 0.89, 0.92)  # its colour at exposure 1
    bloom: float = 0.05
    veil: float = 0.0  # stray light of a low sun
    rain: float = 0.0
    drops: int = 0  # drops on the glass
    noise: float = 0.012
    warm: float = 0.0  # -1 blue, 1 yellow
    saturation: float = 1.0
    contrast: float = 1.0
    blur: float = 0.7  # softness of the lens, pixels
    sharp: float = 0.55
    vignette: float = 0.18
    quality: int = 88


FILMS = {
    "sun": Film(key=0.19, haze=0.10, contrast=1.08, saturation=1.02),
    "morning": Film(key=0.18, haze=0.22, air=(0.95, 0.90, 0.80), warm=0.12),
    "haze": Film(key=0.22, haze=0.42, saturation=0.82, contrast=0.95),
    "overcast": Film(key=0.20, haze=0.24, saturation=0.85, warm=-0.03),
    "rain": Film(key=0.17, haze=0.46, air=(0.66, 0.70, 0.74), rain=0.9, drops=26, saturation=0.75, warm=-0.10, noise=0.018, bloom=0.16),
    "glare": Film(key=0.17, haze=0.25, air=(1.15, 0.98, 0.72), bloom=0.20, veil=0.34, warm=0.22, contrast=0.95),
    "dusk": Film(key=0.12, haze=0.2, air=(0.55, 0.42, 0.42), bloom=0.24, warm=0.05, noise=0.022),
    "night": Film(key=0.065, bloom=0.34, noise=0.030, saturation=0.8, haze=0.02, air=(0.1, 0.1, 0.12), blur=0.8, sharp=0.7, contrast=1.06),
    "night rain": Film(key=0.065, bloom=0.45, noise=0.034, rain=0.5, drops=30, saturation=0.8, haze=0.04, air=(0.12, 0.12, 0.14), warm=-0.04, blur=0.9),
}


def softer(film: Film, **changes: float) -> Film:
    """A film with some values changed."""
    return replace(film, **changes)  # type: ignore[arg-type]


def meter(linear: np.ndarray, key: float) -> float:
    """Exposure that a camera's automatic would choose for this frame."""
    light = linear @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    light = cv2.resize(light, (160, 90), interpolation=cv2.INTER_AREA)
    weight = np.linspace(0.5, 1.3, 90, dtype=np.float32)[:, None]
    mean = float(np.exp((np.log(light + 2e-3) * weight).sum() / (weight.sum() * 160)))
    return key / max(mean, 1e-4)


def develop(linear: np.ndarray, depth: np.ndarray, film: Film, seed: int, exposure: float | None = None, scale: float = 1.0) -> np.ndarray:
    """sRGB uint8 (h, w, 3). exposure: of the whole frame, where this is a part of it; scale: pixels of this picture to the frame's."""
    rng = np.random.default_rng(seed)
    gain = exposure if exposure is not None else meter(linear, film.key)
    light = np.clip(linear, 0, 60) * gain
    light = _through_air(light, depth, film)
    light = _bloom(light, film, scale)
    if film.veil:
        light = _veil(light, film.veil)
    if film.rain:
        light = _rain(light, film.rain, rng, scale)
    light = cv2.GaussianBlur(light, (0, 0), film.blur * scale)
    if film.drops:
        light = _drops(light, film.drops, rng, scale)
    light *= _vignette(light.shape[:2], film.vignette)[..., None] if scale == 1.0 else 1
    light *= np.array([1 + 0.16 * film.warm, 1.0, 1 - 0.22 * film.warm], np.float32)
    light = _sensor(light, film.noise, rng)
    shown = _tone(light, film)
    shown = _sharpen(shown, film.sharp, 1.3 * scale)
    return (np.clip(shown, 0, 1) * 255 + 0.5).astype(np.uint8)


def _through_air(light: np.ndarray, depth: np.ndarray, film: Film) -> np.ndarray:
    if not film.haze:
        return light
    far = np.minimum(depth, 900.0)
    share = 1 - np.exp(np.log(max(1e-3, 1 - film.haze)) * far / 100.0)
    share = cv2.GaussianBlur(share.astype(np.float32), (0, 0), 1.0)[..., None]
    return light * (1 - share) + np.array(film.air, np.float32) * share


def _bloom(light: np.ndarray, film: Film, scale: float) -> np.ndarray:
    bright = np.clip(light - 1.1, 0, 14)
    glow = np.zeros_like(light)
    for sigma, weight in ((3, 0.5), (11, 0.32), (40, 0.18)):
        small = max(1, int(sigma * scale // 4))
        reduced = cv2.resize(bright, None, fx=1 / small, fy=1 / small, interpolation=cv2.INTER_AREA)
        spread = cv2.GaussianBlur(reduced, (0, 0), sigma * scale / small)
        glow += weight * cv2.resize(spread, (light.shape[1], light.shape[0]), interpolation=cv2.INTER_LINEAR)
    return light + film.bloom * glow


def _veil(light: np.ndarray, strength: float) -> np.ndarray:
    """Sun that stands just over the frame: a warm wash from above, and ghosts on the line through the middle."""
    h, w = light.shape[:2]
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    sun = (w * 0.60, -h * 0.06)
    wash = np.exp(-np.hypot((x - sun[0]) / w, (y - sun[1]) / h) * 2.6)
    out = light + strength * 2.0 * wash[..., None] * np.array([1.0, 0.82, 0.55], np.float32)
    for along, radius, tint in ((0.75, 0.035, (0.5, 0.3, 0.12)), (1.25, 0.06, (0.15, 0.3, 0.2)), (1.55, 0.025, (0.4, 0.2, 0.35))):
        cx, cy = sun[0] + (w / 2 - sun[0]) * along, sun[1] + (h / 2 - sun[1]) * along
        ghost = np.clip(1.2 - np.hypot(x - cx, y - cy) / (radius * w), 0, 0.2) * 5
        out += strength * 0.16 * ghost[..., None] * np.array(tint, np.float32)
    return out


def _rain(light: np.ndarray, strength: float, rng: np.random.Generator, scale: float) -> np.ndarray:
    h, w = light.shape[:2]
    layer = np.zeros((h, w), np.float32)
    for long, count, tone in ((16, 900, 0.30), (34, 380, 0.42), (70, 70, 0.35)):
        streaks = np.zeros((h, w), np.uint8)
        lean = float(rng.uniform(0.06, 0.16))
        for x, y in zip(rng.uniform(0, w, int(count * strength)), rng.uniform(-60, h, int(count * strength)), strict=True):
            length = long * scale * float(rng.uniform(0.6, 1.4))
            cv2.line(streaks, (int(x), int(y)), (int(x - lean * length), int(y + length)), int(rng.integers(90, 255)), max(1, round(scale)), cv2.LINE_AA)
        layer = np.maximum(layer, cv2.GaussianBlur(streaks.astype(np.float32) / 255, (0, 0), 0.8 * scale) * tone)
    local = cv2.GaussianBlur(light, (0, 0), 24)
    return light + layer[..., None] * strength * (0.30 * local + 0.06)


def _drops(light: np.ndarray, count: int, rng: np.random.Generator, scale: float) -> np.ndarray:
    """Drops on the front glass: small lenses that turn the view upside down, out of focus; none where plates pass."""
    h, w = light.shape[:2]
    out = light.copy()
    blurred = cv2.GaussianBlur(light, (0, 0), 9 * scale)
    for _ in range(count):
        r = int(rng.uniform(5, 17) * scale)
        cx, cy = int(rng.uniform(r, w - r)), int(rng.choice([rng.uniform(r, h * 0.30), rng.uniform(h * 0.2, h - r)]))
        if 0.2 * w < cx < 0.8 * w and cy > 0.34 * h:
            continue
        y, x = np.mgrid[-r : r + 1, -r : r + 1]
        inside = np.clip((1 - np.hypot(x, y * 0.86) / r) * 3.5, 0, 1)[..., None].astype(np.float32)
        y0, x0 = cy - r, cx - r
        if y0 < 0 or x0 < 0 or y0 + 2 * r + 1 > h or x0 + 2 * r + 1 > w:
            continue
        lens = cv2.resize(blurred[max(0, cy - 5 * r) : cy + 5 * r, max(0, cx - 5 * r) : cx + 5 * r], (2 * r + 1, 2 * r + 1))[::-1, ::-1]
        patch = out[y0 : y0 + 2 * r + 1, x0 : x0 + 2 * r + 1]
        patch[:] = patch * (1 - 0.8 * inside) + (lens * 1.06 + 0.01) * 0.8 * inside
    return out


def _vignette(shape: tuple[int, int], strength: float) -> np.ndarray:
    h, w = shape
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j].astype(np.float32)
    return 1 - strength * np.clip((x**2 + y**2) / 2, 0, 1) ** 1.4


def _sensor(light: np.ndarray, noise: float, rng: np.random.Generator) -> np.ndarray:
    """Shot and read noise, the colour part coarser than the grey, as cameras clean it."""
    h, w = light.shape[:2]
    grey = rng.standard_normal((h, w, 1)).astype(np.float32)
    colour = cv2.resize(rng.standard_normal((h // 3 + 1, w // 3 + 1, 3)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    sigma = noise * np.sqrt(np.clip(light, 0, 4) * 0.9 + 0.02)
    return np.clip(light + sigma * (grey + 0.55 * colour), 0, None)


def _tone(light: np.ndarray, film: Film) -> np.ndarray:
    """A filmic shoulder, then contrast and saturation in the shown picture."""
    a, b, c, d, e = 2.51, 0.03, 2.43, 0.59, 0.14
    x = light * 0.92
    shown = np.clip(x * (a * x + b) / (x * (c * x + d) + e), 0, 1)
    shown = np.where(shown <= 0.0031308, 12.92 * shown, 1.055 * np.power(np.maximum(shown, 1e-6), 1 / 2.4) - 0.055)
    shown = np.clip(0.5 + (shown - 0.48) * film.contrast, 0, 1)
    grey = shown @ np.array([0.299, 0.587, 0.114], np.float32)
    return np.clip(grey[..., None] + (shown - grey[..., None]) * film.saturation, 0, 1)


def _sharpen(shown: np.ndarray, amount: float, sigma: float) -> np.ndarray:
    """The halo that cameras' own sharpening leaves."""
    return shown + amount * (shown - cv2.GaussianBlur(shown, (0, 0), sigma))


def smear(linear: np.ndarray, pixels: float, angle: float) -> np.ndarray:
    """Motion blur of so many pixels along an angle in degrees."""
    n = max(3, int(pixels) | 1)
    kernel = np.zeros((n, n), np.float32)
    c = n // 2
    dx, dy = np.cos(np.radians(angle)) * c, np.sin(np.radians(angle)) * c
    cv2.line(kernel, (round(c - dx), round(c - dy)), (round(c + dx), round(c + dy)), 1.0, 1, cv2.LINE_AA)
    return cv2.filter2D(linear, -1, kernel / kernel.sum())


def stamp(at: datetime) -> str:
    """The moment as cameras burn it in."""
    return f"{at:%d-%m-%Y %H:%M:%S}.{at.microsecond // 1000:03d}"


def overlay(picture: np.ndarray, top: list[str], bottom: list[str], style: int) -> np.ndarray:
    """Words of the camera in the picture: style 0 a black bar above, 1 white letters with an edge, 2 yellow ones."""
    image = Image.fromarray(picture)
    size = max(15, round(image.height * 0.026))
    if style == 0:
        bar = round(size * 1.7) * len(top)
        canvas = Image.new("RGB", (image.width, image.height + bar), (0, 0, 0))
        canvas.paste(image, (0, bar))
        image = canvas
    pen = ImageDraw.Draw(image)
    face = ImageFont.truetype(str(PLAIN if style == 0 else MONO), size)
    ink = {0: (255, 255, 255), 1: (255, 255, 255), 2: (255, 232, 60)}[style]
    edge = 0 if style == 0 else max(1, size // 11)
    for i, line in enumerate(top):
        pen.text((size * 0.6, size * (0.3 + 1.6 * i)), line, font=face, fill=ink, stroke_width=edge, stroke_fill=(0, 0, 0))
    for i, line in enumerate(reversed(bottom)):
        pen.text((size * 0.6, image.height - size * (1.6 + 1.45 * i)), line, font=face, fill=ink, stroke_width=edge, stroke_fill=(0, 0, 0))
    return np.asarray(image)


def jpeg(picture: np.ndarray, quality: int, least: int, most: int) -> bytes:
    """JPEG bytes whose length lies between least and most where any quality can do it."""
    for step in (0, 4, 7, -6, -12, -20, -30):
        out = BytesIO()
        Image.fromarray(picture).save(out, "JPEG", quality=min(96, quality + step), subsampling=2)
        if least <= out.tell() <= most or (step > 0 and out.tell() > most):
            break
        if step == 0 and out.tell() > most:
            continue
    return out.getvalue()
