"""The upload corpus of strangers: refused with a sentence, and the decoder goes on."""

import io
import json
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from cameras.camera_drops import bare_png
from ticketing.cameras import clip, decoder, sandbox
from ticketing.cameras.decoder import Picture, PictureDecoder, Undecodable, sandbox_command


@pytest.fixture(scope="module", name="decoder")
def one_decoder() -> Iterator[PictureDecoder]:
    with PictureDecoder() as child:
        yield child


def encoded(form: str, size: tuple[int, int] = (320, 240), **options: object) -> bytes:
    file = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(file, form, **options)
    return file.getvalue()


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
    "a PNG bomb": (lambda: bare_png(16_000, 16_000), "16000 x 16000"),
    "a picture of one pixel too many": (lambda: bare_png(33_000_001, 1), "33000001 x 1 pixels, more than 33,000,000"),
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
    assert decoder.examine(bare_png(6_600, 5_000)).width == 6_600


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


INTRUDER = """
import json, os, resource, socket
LIMITS = {limits}
def main(arguments):
    said = {{"memory": resource.getrlimit(resource.RLIMIT_AS)[0]}}
    said["environment"] = sorted(set(os.environ) - {{"LC_CTYPE"}})  # Python itself sets that one
    status = open("/proc/self/status").read()
    said["privileges"] = "none to win" if "NoNewPrivs:\\t1" in status else "to be won"
    for name, act in (("write", write), ("open many", open_many), ("network", connect)):
        try:
            act()
            said[name] = "done"
        except OSError as problem:
            said[name] = type(problem).__name__
    print(json.dumps(said))
def write():
    with open({spoil!r}, "wb") as file:
        file.write(b"x")
def open_many():
    held = [open("/dev/null") for _ in range(20)]
def connect():
    socket.create_connection(("127.0.0.1", {port}), timeout=5)
"""


@pytest.mark.parametrize("child", [decoder.CHILD, clip.CHILD], ids=["decoder", "clip"])
def test_whatever_takes_a_decoder_over_can_write_nothing_and_reach_nobody(child: Path, tmp_path: Path) -> None:
    limits, spoil, program = sandbox.load(str(child)).LIMITS, tmp_path / "spoil", tmp_path / "intruder.py"
    with socket.create_server(("127.0.0.1", 0)) as server:
        program.write_text(INTRUDER.format(limits=limits, spoil=str(spoil), port=server.getsockname()[1]))
        done = subprocess.run(sandbox_command(program), capture_output=True, env={}, check=True)
    said = json.loads(done.stdout)
    assert said == {
        "memory": limits[resource.RLIMIT_AS], "environment": [], "privileges": "none to win", "write": "OSError",
        "open many": "OSError", "network": "OSError" if has_namespaces() else "done",
    }  # fmt: skip
    assert not spoil.exists() or not spoil.stat().st_size


def has_namespaces() -> bool:
    """Whether this machine's kernel lets a process have a network of its own."""
    tries = (["unshare", "-n", "true"], ["unshare", "-rn", "true"])
    return any(subprocess.run(one, capture_output=True, check=False).returncode == 0 for one in tries)


@pytest.mark.parametrize("child", [decoder.CHILD, clip.CHILD], ids=["decoder", "clip"])
def test_the_programs_run_no_other_way_than_shut_in(child: Path) -> None:
    frame = struct.pack(">Q", len(JPEG)) + JPEG
    done = subprocess.run([sys.executable, "-I", child, "0"], input=frame, capture_output=True, check=True)
    assert done.stdout == b""


def test_a_child_that_dies_of_a_picture_refuses_that_picture_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    child = tmp_path / "child.py"
    child.write_text("import os, sys\nsys.stdin.buffer.read(8)\nos.abort()\n")
    monkeypatch.setattr("ticketing.cameras.decoder.CHILD", child)
    with PictureDecoder() as short_lived, pytest.raises(Undecodable, match="decoder process ended over it"):
        short_lived.examine(JPEG)
