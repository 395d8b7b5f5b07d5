"""Pictures on their way to paper: small enough for print, and nothing in them but the picture."""

import io

from PIL import Image

LONGEST_PIXELS = 1600  # 81 mm on paper at 500 dots an inch
QUALITY = 85


def for_print(picture: bytes, *, longest: int = LONGEST_PIXELS) -> bytes:
    """A JPEG for the annex: at most `longest` pixels a side, in RGB, without EXIF (it may hold a place or a name).

    picture: JPEG or PNG that the decoder process opened before. The same bytes give the same bytes.
    Raises PIL.UnidentifiedImageError for anything else.
    """
    with Image.open(io.BytesIO(picture), formats=("JPEG", "PNG")) as opened:
        image = opened.convert("RGB")
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=False, progressive=False)
    return out.getvalue()
