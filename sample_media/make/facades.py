"""Fronts of shop-houses, signs of the road and of shops, drawn flat. Words are invented and no telephone number is shown."""

import numpy as np
from sheets import NARROW, SANS, Sheet, Surface

WALLS = ((222, 205, 160), (232, 222, 196), (206, 214, 200), (214, 188, 170), (226, 226, 220), (188, 202, 212), (232, 206, 130), (198, 176, 150), (176, 196, 176))
BOARDS = (((178, 24, 28), (250, 235, 120)), ((20, 70, 150), (245, 245, 245)), ((24, 120, 66), (250, 250, 240)), ((240, 190, 20), (170, 20, 24)), ((245, 245, 240), (180, 24, 40)), ((70, 30, 90), (250, 240, 220)))
SHOPS = ("TẠP HÓA HẠNH DUNG", "PHỞ BÒ GIA TRUYỀN", "SỬA CHỮA XE MÁY", "NHÀ THUỐC AN TÂM", "VẢI THIỀU LỤC NGẠN", "CƠM BÌNH DÂN", "ĐIỆN NƯỚC MINH PHÁT", "CÀ PHÊ SÂN VƯỜN",
         "MAY ĐO THANH HÀ", "VẬT LIỆU XÂY DỰNG", "CẮT TÓC NAM", "BÚN CHẢ HƯƠNG QUÊ", "HOA TƯƠI NGỌC LAN", "NÔNG SẢN SẠCH", "ĐỒ GỖ ĐÔNG KỴ", "BÁNH MÌ CHẢO")


def house_front(width: float, floors: int, seed: int) -> Sheet:
    """The front of one house: shop below, rooms above. Light marks what is lit at night."""
    rng = np.random.default_rng(seed)
    high = 3.9 + 3.3 * (floors - 1) + 0.9
    s = Sheet(0, width, 0, high, 70)
    wall = np.array(WALLS[int(rng.integers(len(WALLS)))])
    s.rect(0, 0, width, high, tuple(int(c) for c in wall), Surface(0.85))
    for floor in range(1, floors):
        _upper_floor(s, width, 3.9 + 3.3 * (floor - 1), wall, rng)
    _shop(s, width, rng)
    s.rect(0, high - 0.3, width, high - 0.12, tuple(int(c * 0.8) for c in wall), Surface(0.85))
    _stains(s, width, high, rng)
    return s


def _upper_floor(s: Sheet, width: float, base: float, wall: np.ndarray, rng: np.random.Generator) -> None:
    frame = [(96, 62, 40), (230, 230, 228), (60, 64, 68), (40, 90, 80)][int(rng.integers(4))]
    lit = 0.5 if rng.random() < 0.45 else 0.0
    s.rect(0, base - 0.12, width, base + 0.1, tuple(int(c * 0.86) for c in wall), Surface(0.85))
    count = 2 if width > 4.4 else 1
    for k in range(count):
        middle = width * (k + 0.5) / count
        half = min(0.95, width / count * 0.34)
        tall = (base + 0.12, base + 2.45) if rng.random() < 0.55 else (base + 0.9, base + 2.4)
        s.rect(middle - half - 0.09, tall[0] - 0.06, middle + half + 0.09, tall[1] + 0.1, frame, Surface(0.6))
        glass = (255, 214, 150) if lit else (36, 44, 50)
        s.rect(middle - half, tall[0], middle + half, tall[1], glass, Surface(0.08, 0.0, lit))
        for j in range(1, 4):
            x = middle - half + 2 * half * j / 4
            s.line([(x, tall[0]), (x, tall[1])], 0.05 if j == 2 else 0.03, frame)
        for z in (0.33, 0.66):
            s.line([(middle - half, tall[0] + z * (tall[1] - tall[0])), (middle + half, tall[0] + z * (tall[1] - tall[0]))], 0.03, frame)
    for x in (0.12, width - 0.12):
        s.rect(x - 0.12, base, x + 0.12, base + 3.2, tuple(int(min(255, c * 1.05)) for c in wall), Surface(0.85))


def _shop(s: Sheet, width: float, rng: np.random.Generator) -> None:
    board, letters = BOARDS[int(rng.integers(len(BOARDS)))]
    words = SHOPS[int(rng.integers(len(SHOPS)))]
    if rng.random() < 0.35:
        s.rect(0.25, 0, width - 0.25, 2.9, (150, 154, 158), Surface(0.45, 0.5))
        for k in range(24):
            s.line([(0.25, 0.12 * k), (width - 0.25, 0.12 * k)], 0.02, (110, 114, 118))
    else:
        s.rect(0.2, 0, width - 0.2, 2.95, (24, 22, 21), Surface(0.7))
        s.rect(0.35, 0.1, width - 0.35, 2.8, (62, 54, 46), Surface(0.7, 0, 0.35))
        for shelf in range(4):
            for k in range(int(width * 5)):
                x = 0.45 + k * 0.19
                if x < width - 0.6 and rng.random() < 0.8:
                    tint = tuple(int(v) for v in rng.integers(60, 220, 3))
                    s.rect(x, 0.35 + shelf * 0.6, x + 0.15, 0.35 + shelf * 0.6 + float(rng.uniform(0.15, 0.42)), tint, Surface(0.6, 0, 0.3))
        s.rect(0.3, 0, width * 0.45, 0.9, (120, 84, 52), Surface(0.6))
    s.rect(0.06, 2.98, width - 0.06, 3.78, board, Surface(0.4, 0, 0.35))
    size = min(0.36, (width - 0.5) / (len(words) * 0.62))
    s.text(width / 2, 3.38, words, size * 0.8, letters, Surface(0.4, 0, 0.9), SANS if width > 4.5 else NARROW)


def _stains(s: Sheet, width: float, high: float, rng: np.random.Generator) -> None:
    for _ in range(14):
        x, z = float(rng.uniform(0, width)), float(rng.uniform(3.8, high))
        run = float(rng.uniform(0.4, 1.8))
        s.poly([(x, z), (x + 0.05, z), (x + 0.03, z - run), (x - 0.02, z - run)], (60, 58, 54, 70), Surface(0.85))


def round_sign(kind: str) -> Sheet:
    """A round sign of 0.7 m: no_entry (P.102), no_parking (P.131a), no_truck (P.106a), limit_50 …, one metre of sheet."""
    s = Sheet(-0.36, 0.36, -0.36, 0.36, 400)
    red, white, blue, black = (190, 16, 26), (240, 240, 238), (14, 70, 160), (20, 20, 20)
    paint = Surface(0.35, 0, 0.12)
    if kind == "no_entry":
        s.disc(0, 0, 0.35, red, paint)
        s.rect(-0.25, -0.06, 0.25, 0.06, white, paint)
    elif kind == "no_parking":
        s.disc(0, 0, 0.35, red, paint)
        s.disc(0, 0, 0.28, blue, paint)
        s.line([(-0.21, 0.21), (0.21, -0.21)], 0.065, red, paint)
    elif kind == "no_truck":
        s.disc(0, 0, 0.35, red, paint)
        s.disc(0, 0, 0.28, white, paint)
        s.rect(-0.2, -0.06, 0.04, 0.12, black, paint)
        s.poly([(0.06, -0.06), (0.2, -0.06), (0.2, 0.02), (0.14, 0.09), (0.06, 0.09)], black, paint)
        s.disc(-0.11, -0.08, 0.04, black, paint)
        s.disc(0.12, -0.08, 0.04, black, paint)
    elif kind.startswith("limit_"):
        s.disc(0, 0, 0.35, red, paint)
        s.disc(0, 0, 0.275, white, paint)
        s.text(0, 0, kind.removeprefix("limit_"), 0.24, black, paint)
    elif kind == "one_way":
        s.rect(-0.34, -0.34, 0.34, 0.34, blue, paint)
        s.poly([(-0.06, -0.26), (0.06, -0.26), (0.06, 0.06), (0.16, 0.06), (0, 0.27), (-0.16, 0.06), (-0.06, 0.06)], white, paint)
    return s


def board(words: tuple[str, ...], width: float, high: float, ground: tuple[int, int, int] = (14, 70, 160), ink: tuple[int, int, int] = (240, 240, 238)) -> Sheet:
    """A direction board with lines of words."""
    s = Sheet(0, width, 0, high, 160)
    s.rect(0, 0, width, high, ground, Surface(0.35, 0, 0.12))
    s.line([(0.06, 0.06), (width - 0.06, 0.06), (width - 0.06, high - 0.06), (0.06, high - 0.06), (0.06, 0.06)], 0.03, ink)
    for i, line in enumerate(words):
        s.text(width / 2, high * (1 - (i + 0.5) / len(words)), line, high / len(words) * 0.42, ink)
    return s


def countdown(number: int, red: bool) -> Sheet:
    """The two digits beside a signal."""
    s = Sheet(-0.22, 0.22, -0.22, 0.22, 300)
    s.rect(-0.22, -0.22, 0.22, 0.22, (10, 10, 10), Surface(0.5))
    tint = (255, 40, 30) if red else (50, 255, 120)
    segments = {"0": "abcdef", "1": "bc", "2": "abged", "3": "abgcd", "4": "fgbc", "5": "afgcd", "6": "afgedc", "7": "abc", "8": "abcdefg", "9": "abfgcd"}
    for i, digit in enumerate(f"{number:02d}"):
        x0, x1, z0, z1 = -0.17 + i * 0.19, -0.03 + i * 0.19, -0.15, 0.15
        lines = {"a": ((x0, z1), (x1, z1)), "b": ((x1, z1), (x1, 0)), "c": ((x1, 0), (x1, z0)), "d": ((x0, z0), (x1, z0)), "e": ((x0, 0), (x0, z0)), "f": ((x0, z1), (x0, 0)), "g": ((x0, 0), (x1, 0))}
        for segment in segments[digit]:
            s.line(lines[segment], 0.035, tint, Surface(0.3, 0, 1.0))
    return s


def arrow(kind: str) -> list[list[tuple[float, float]]]:
    """A road arrow as polygons, 5 m long along +x."""
    shaft = [(0, -0.09), (3.2, -0.09), (3.2, 0.09), (0, 0.09)]
    head = [(3.2, -0.32), (5.0, 0.0), (3.2, 0.32)]
    if kind == "straight":
        return [shaft, head]
    turn = [[(0, -0.09), (2.6, -0.09), (2.6, 0.09), (0, 0.09)], [(2.45, 0), (2.75, 0), (3.5, 0.7), (3.3, 0.85)], [(3.0, 0.95), (3.75, 0.45), (4.2, 1.35)]]
    if kind == "left":
        return turn
    if kind == "right":
        return [[(x, -y) for x, y in reversed(p)] for p in turn]
    return [shaft, head, *[[(x - 0.6, y * 0.9) for x, y in p] for p in turn[1:]]]


