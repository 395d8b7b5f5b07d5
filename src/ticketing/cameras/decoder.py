"""The decoder seen from our side: one warm child process that opens pictures whole, and is replaced when it dies.

The process that takes drops in never decodes a stranger's bytes itself, and never imports a picture library.
"""

import json
import os
import select
import signal
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

PICTURE_BYTES = 15_000_000
PATIENCE_SECONDS = 60.0  # wall time; the 2 seconds of CPU are the child's own limit
CHILD = Path(__file__).with_name("decoder_child.py")
SANDBOX = Path(__file__).with_name("sandbox.py")


class Undecodable(ValueError):
    """A picture that we do not take; the text says why and fits behind "<file>: "."""


@dataclass(frozen=True)
class Picture:
    """A picture that decodes. format: JPEG or PNG; width and height in pixels as stored."""

    width: int
    height: int
    format: str


def sandbox_command(program: Path, *arguments: str) -> list[str]:
    """How a program that opens strangers' bytes is started: isolated, and shut in before it reads any of them."""
    return [sys.executable, "-I", str(SANDBOX), str(program), *arguments]


class PictureDecoder:
    """A decoder process, started at the first picture. Use it as a context manager; not for several threads."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._child: subprocess.Popen[bytes] | None = None
        self._last_words = ""

    def __enter__(self) -> "PictureDecoder":
        """Nothing to do before the first picture."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the process."""
        self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        if self._child is None:
            return
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe:
                pipe.close()
        self._child = None

    def examine(self, data: bytes) -> Picture:
        """Open a picture whole. Raises Undecodable, also where the process died of it."""
        if len(data) > PICTURE_BYTES:
            raise Undecodable(f"it has {len(data):,} bytes, more than {PICTURE_BYTES:,}")
        said = self._ask(data) or self._ask(data)  # a second child, in case the first died of something else
        if said is None:
            raise Undecodable(self._last_words)
        if "problem" in said:
            raise Undecodable(said["problem"])
        return Picture(said["width"], said["height"], said["format"])

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            # No environment, no home, no open files of ours: the child gets bytes and nothing else.
            self._child = subprocess.Popen(
                sandbox_command(CHILD),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PATH": os.defpath},
                cwd="/",
            )
        return self._child

    def _ask(self, data: bytes) -> dict[str, Any] | None:
        """The child's answer; None where it died, and `_last_words` say of what."""
        child = self._running()
        assert child.stdin and child.stdout
        try:
            child.stdin.write(struct.pack(">Q", len(data)) + data)
            child.stdin.flush()
            ready, _, _ = select.select([child.stdout], [], [], PATIENCE_SECONDS)
            answer: dict[str, Any] = json.loads(child.stdout.readline() if ready else b"")
            return answer
        except (OSError, ValueError):
            child.kill()
            code = child.wait()
            self.close()
            slow = code == -signal.SIGXCPU or code == -signal.SIGKILL
            self._last_words = f"the decoder process ended over it ({'too slow or too large' if slow else code})"
            return None
