"""A folder: what is handed to the post or to an electronic service by other means lies there, ready."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from ticketing.dispatch.channels.ports import Answer, Message, Verdict
from ticketing.evidence.blobs import sync_folder, write_durably


@dataclass(frozen=True)
class FolderChannel:
    """One folder a message under `folder`, named by its Message-ID; complete or not there at all.

    by_receiver: with a folder of each receiver between.
    """

    folder: Path
    by_receiver: bool = False

    def send(self, message: Message) -> Answer:
        """See Channel. The same message again changes nothing."""
        box = self.folder / message.recipient if self.by_receiver else self.folder
        target = box / message.message_id.strip("<>").partition("@")[0]
        if target.is_dir():
            return Answer(Verdict.ACCEPTED, f"Lies in {target.name} already.")
        try:
            self._write(message, target)
        except OSError as problem:
            return Answer(Verdict.LATER, f"{type(problem).__name__}: {problem.strerror}")
        return Answer(Verdict.ACCEPTED, f"Lies in {target.name}.")

    def _write(self, message: Message, target: Path) -> None:
        unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        unfinished.mkdir(parents=True, mode=0o700)
        for attachment in message.attachments:
            write_durably(unfinished / attachment.name, attachment.data)
        note = f"{message.subject}\n\n{message.body}"
        write_durably(unfinished / "READ-ME.txt", note.encode())
        sync_folder(unfinished)
        os.rename(unfinished, target)
        sync_folder(target.parent)
