"""The demo's own mail server: takes what is sent to the communes of the demo and shows it as files.

For a machine without a mail server, and for tests. It listens on this machine only and passes nothing on.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

LARGEST_MAIL = 64 * 1024 * 1024


@dataclass
class Mailboxes:
    """aiosmtpd's handler: <folder>/<mailbox>/<Message-ID>.eml; a mail that came before is not stored twice."""

    folder: Path

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        """Store a mail for each receiver."""
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        message_id = message_from_bytes(content)["Message-ID"] or "no-id"
        for receiver in envelope.rcpt_tos:
            box = self.folder / _file_name(receiver)
            box.mkdir(parents=True, exist_ok=True)
            path = box / f"{_file_name(message_id)}.eml"
            if not path.exists():
                path.write_bytes(content)
        return "250 OK"


def _file_name(text: str) -> str:
    """`text` as a name that stays inside its folder.

    >>> _file_name("<outbox-1@a.vn>"), _file_name("../../etc/passwd")
    ('outbox-1@a.vn', '_etc_passwd')
    """
    return re.sub(r"[^A-Za-z0-9@._-]+", "_", text.strip("<>")).lstrip("._") or "_"


@contextmanager
def demo_mail_server(folder: Path, *, host: str = "127.0.0.1", port: int = 2525) -> Iterator[int]:
    """Run the server while the block lasts; gives its port (a free one for port 0).

    Raises RuntimeError where another program holds the port.
    """
    controller = _Controller(Mailboxes(folder), hostname=host, port=port)
    try:
        controller.start()
    except OSError as problem:
        raise RuntimeError(
            f"Port {port} for the demo's mail is taken ({problem.strerror}): end the other program, or give mail.port "
            "of agency.yaml another number."
        ) from None
    try:
        yield controller.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    finally:
        controller.stop()


class _Controller(Controller):
    def factory(self) -> Any:
        self.SMTP_kwargs["data_size_limit"] = LARGEST_MAIL
        return super().factory()  # type: ignore[no-untyped-call]

    def _trigger_server(self) -> None:
        # The base class connects to the configured port to see the server answer; with port 0 it is another one.
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]
