"""The upload corpus of strangers: refused with a sentence, and the decoder goes on."""

import io
import os
import signal
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from ticketing.cameras.decoder import Picture, PictureDecoder, Undecodable


@pytest.fixture(scope="module")
def decoder() -> Iterator[PictureDecoder]:
    with PictureDecoder() as child:
        yield child


def encoded(form: str, size: tuple[int, int] = (320, 240), **options: object) -> bytes:
    file = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(file, form, **options)
    return file.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of some 30 KB that becomes gigabytes."""
    rows = zlib.compress(b"\0" * ((width // 8 + 1) * height), 9)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zipped(data: bytes) -> bytes:
    file = io.BytesIO(data)
    file.seek(0, io.SEEK_END)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("run.sh", "echo")
    return file.getvalue()


def zip_in_comment() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("run.sh", "echo")
    return encoded("JPEG", (32, 32), comment=archive.getvalue())


def multi_picture() -> bytes:
    return encoded("MPO", save_all=True, append_images=[Image.new("RGB", (320, 240))])


JPEG = encoded("JPEG")
CORPUS: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "text": (lambda: b"no picture at all", "no JPEG or PNG"),
    "a GIF with the name of a JPEG": (lambda: encoded("GIF"), "a GIF"),
    "a TIFF": (lambda: encoded("TIFF"), "a TIFF"),
    "a Photoshop file": (lambda: b"8BPS\0\1" + bytes(100), "Photoshop"),
    "half a JPEG": (lambda: JPEG[: len(JPEG) // 2], "breaks off"),
    "half a PNG": (lambda: encoded("PNG")[:-2000], "breaks off"),
    "three bytes of a JPEG": (lambda: b"\xff\xd8\xff", "breaks off"),
    "a PNG bomb": (lambda: bomb(16_000, 16_000), "16000 x 16000"),
    "a picture of 34 million pixels": (lambda: bomb(6_800, 5_000), "6800 x 5000"),
    "a JPEG that is a page": (lambda: JPEG + b"<html><script>alert(1)</script>", "follow the end"),
    "a JPEG with a page in its comment": (lambda: encoded("JPEG", comment=b"<script>alert(1)</script>"), "head"),
    "a JPEG that is a document": (lambda: encoded("JPEG", comment=b"%PDF-1.7 1 0 obj"), "head"),
    "a JPEG that is an archive": (lambda: zipped(JPEG), "follow the end"),
    "an archive inside a JPEG's comment": (zip_in_comment, "ZIP"),
    "a PNG that is an archive": (lambda: zipped(encoded("PNG")), "follow the end"),
    "two pictures in one file": (multi_picture, "MPO"),
    "a PNG with a broken row": (lambda: encoded("PNG").replace(b"IDAT", b"IDAT\0\0\0", 1), "decode|breaks off"),
    "a JPEG of noise": (lambda: b"\xff\xd8\xff\xe0" + os.urandom(4000) + b"\xff\xd9", "decode|breaks off|follow"),
}


@pytest.mark.parametrize("name", CORPUS)
def test_what_is_no_whole_picture_is_refused_with_a_sentence(decoder: PictureDecoder, name: str) -> None:
    make, words = CORPUS[name]
    with pytest.raises(Undecodable, match=words):
        decoder.examine(make())


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (JPEG, "JPEG"),
        (encoded("JPEG", progressive=True), "JPEG"),
        (encoded("JPEG") + b"\0\0\0\0", "JPEG"),
        (encoded("PNG"), "PNG"),
    ],
)
def test_ordinary_pictures_are_opened_whole(decoder: PictureDecoder, data: bytes, form: str) -> None:
    assert decoder.examine(data) == Picture(320, 240, form)


def test_a_picture_at_the_limit_of_pixels_is_taken(decoder: PictureDecoder) -> None:
    assert decoder.examine(bomb(6_600, 5_000)).width == 6_600


def test_a_picture_over_15_mb_is_refused_unopened(decoder: PictureDecoder) -> None:
    with pytest.raises(Undecodable, match="more than 15,000,000"):
        decoder.examine(JPEG + bytes(15_000_000))


def test_a_child_that_was_killed_is_replaced_and_the_picture_is_taken_all_the_same(decoder: PictureDecoder) -> None:
    decoder.examine(JPEG)
    assert decoder._child
    os.kill(decoder._child.pid, signal.SIGKILL)
    assert decoder.examine(JPEG).format == "JPEG"


def test_the_child_stays_below_its_memory_and_has_no_environment_of_ours(decoder: PictureDecoder) -> None:
    for make, _ in CORPUS.values():
        with pytest.raises(Undecodable):
            decoder.examine(make())
    file = io.BytesIO()
    Image.new("RGBA", (6_500, 5_000)).save(file, "PNG")
    decoder.examine(file.getvalue())
    assert decoder._child
    process = Path(f"/proc/{decoder._child.pid}")
    peak = next(line for line in (process / "status").read_text().splitlines() if line.startswith("VmPeak"))
    assert int(peak.split()[1]) < 512 * 1024
    assert b"TICKETING" not in (process / "environ").read_bytes()
    assert "Max address space         536870912" in (process / "limits").read_text()


def test_a_child_that_dies_of_a_picture_refuses_that_picture_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    child = tmp_path / "child.py"
    child.write_text("import os, sys\nsys.stdin.buffer.read(8)\nos.abort()\n")
    monkeypatch.setattr("ticketing.cameras.decoder.CHILD", child)
    with PictureDecoder() as short_lived, pytest.raises(Undecodable, match="decoder process ended over it"):
        short_lived.examine(JPEG)
