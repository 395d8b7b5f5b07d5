"""Pictures on their way to paper: small enough for print, and nothing in them but the picture."""

import io

from PIL import Image, ImageOps

from ticketing.documents.layout.redaction import Sight, parts_to_redact

LONGEST_PIXELS = 1600  # 81 mm on paper at 500 dots an inch
QUALITY = 85
TILE_LEVELS = 0xF0
"""The upper four bits of each colour: texts cannot be tried out against the exact mean of a tile."""


def for_print(picture: bytes, *, longest: int = LONGEST_PIXELS) -> bytes:
    """A JPEG for print: upright, at most `longest` pixels a side, in RGB, without EXIF (it may hold a place or a name).

    picture: JPEG or PNG that the decoder process opened before. The same bytes give the same bytes.
    Raises PIL.UnidentifiedImageError for anything else.
    """
    return _jpeg(_upright(picture), longest)


def redacted(picture: bytes, sight: Sight, *, longest: int = LONGEST_PIXELS) -> bytes:
    """`for_print` with the plates and people beside the violator made unreadable for good.

    sight: what was seen in the picture, in pixels of the upright one.
    """
    image = _upright(picture)
    for part in parts_to_redact(sight, *image.size):
        image.paste(_tiled(image.crop(part.box), part.tile), part.box)
    return _jpeg(image, longest)


def _upright(picture: bytes) -> Image.Image:
    with Image.open(io.BytesIO(picture), formats=("JPEG", "PNG")) as opened:
        return ImageOps.exif_transpose(opened).convert("RGB")


def _tiled(part: Image.Image, side: int) -> Image.Image:
    """Flat tiles in place of a part of a picture, none smaller than `side`."""
    tiles = part.resize((max(1, part.width // side), max(1, part.height // side)), Image.Resampling.BOX)
    return tiles.point(lambda value: value & TILE_LEVELS).resize(part.size, Image.Resampling.NEAREST)


def _jpeg(image: Image.Image, longest: int) -> bytes:
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=False, progressive=False)
    return out.getvalue()
