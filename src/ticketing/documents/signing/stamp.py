"""What is seen where a paper is signed: the signer's signature in blue and the agency's seal in red (D30 Annex I).

An agency gives both as PNG with a transparent ground. The demo draws its own: a scribble, and a seal that says that it
is none.
"""

import math
from functools import cache, lru_cache
from hashlib import sha256

from ticketing.documents.layout.render import render_stamp
from ticketing.documents.layout.typeface import UNITS_PER_EM, outline

BLUE = "#1b3f9c"
RED = "#c8102e"
AROUND = "CHẠY THỬ · KHÔNG CÓ GIÁ TRỊ PHÁP LÝ · "


@lru_cache(maxsize=64)
def make_stamp(signature: bytes | None, seal: bytes | None = None) -> bytes:
    """The one-page PDF that `sign_pdf` shows in the field; without a seal for minutes, which bear none.

    signature, seal: PNG with a transparent ground. Raises PaperError for another kind of file.
    """
    images = {"signature": signature, "seal": seal}
    return render_stamp({name: data for name, data in images.items() if data})


@cache
def demo_stamp(name: str, *, sealed: bool = True) -> bytes:
    """The stamp of a demo signer: every name has its own scribble, always the same one."""
    return make_stamp(signature_svg(name).encode(), seal_svg().encode() if sealed else None)


def signature_svg(name: str) -> str:
    """A scribble that follows from `name`, with the word DEMO under it; 340 x 180 units."""
    chance = sha256(name.encode()).digest()
    x, y = 26.0, 96.0
    path = [f"M{x:.0f} {y:.0f}"]
    for i in range(8):
        rise, fall, width = 18 + chance[3 * i] % 52, 10 + chance[3 * i + 1] % 34, 22 + chance[3 * i + 2] % 16
        if i in (0, 4):  # capitals of the last two words
            rise += 34
        path.append(f"c{width * 0.1:.0f} {-rise} {width * 0.9:.0f} {-rise} {width * 0.55:.0f} {fall * 0.2:.0f}")
        path.append(f"s{-width * 0.3:.0f} {fall} {width * 0.45:.0f} {-fall * 0.2:.0f}")
    path.append("c60 -18 44 44 -60 40 s-150 -6 -196 14")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 340 180">'
        f'<path d="{" ".join(path)}" fill="none" stroke="{BLUE}" stroke-width="4.2" stroke-linecap="round" '
        'stroke-linejoin="round"/>'
        f"{_straight('DEMO', 170, 172, 26, BLUE)}</svg>"
    )


def seal_svg() -> str:
    """A red round seal that says DEMO and, all round, that it has no legal force; it imitates no agency's seal."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-168 -168 336 336">'
        f'<g fill="none" stroke="{RED}"><circle r="164" stroke-width="7"/><circle r="150" stroke-width="2.4"/>'
        '<circle r="104" stroke-width="3.6"/></g>'
        f"{_round(AROUND, 117, 30)}{_star(0, -56, 24)}{_straight('DEMO', 0, 20, 56, RED)}"
        f"{_straight('TICKETING', 0, 58, 23, RED)}</svg>"
    )


def _straight(text: str, middle: float, base: float, size: float, colour: str) -> str:
    scale = size / UNITS_PER_EM
    x = middle - sum(outline(char).advance for char in text) * scale / 2
    letters = []
    for char in text:
        letters.append(_letter(char, f"translate({x:.2f} {base:.2f}) scale({scale:.5f} {-scale:.5f})", colour))
        x += outline(char).advance * scale
    return "".join(letters)


def _round(text: str, radius: float, size: float) -> str:
    """Letters on a circle, spread over all of it, each upright on its own spot."""
    scale = size / UNITS_PER_EM
    whole = sum(outline(char).advance for char in text)
    letters, passed = [], 0.0
    for char in text:
        advance = outline(char).advance
        angle = (passed + advance / 2) / whole * 360 - 150
        turned = f"rotate({angle:.2f}) translate({-advance * scale / 2:.2f} {-radius:.2f})"
        letters.append(_letter(char, f"{turned} scale({scale:.5f} {-scale:.5f})", RED))
        passed += advance
    return "".join(letters)


def _letter(char: str, transform: str, colour: str) -> str:
    return f'<path transform="{transform}" d="{outline(char).path}" fill="{colour}"/>' if outline(char).path else ""


def _star(x: float, y: float, radius: float) -> str:
    corners = []
    for i in range(10):
        length = radius if i % 2 == 0 else radius * 0.4
        angle = math.pi * i / 5
        corners.append(f"{x + length * math.sin(angle):.2f},{y - length * math.cos(angle):.2f}")
    return f'<polygon points="{" ".join(corners)}" fill="{RED}"/>'
