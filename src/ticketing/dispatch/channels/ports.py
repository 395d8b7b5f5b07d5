"""What a channel is given and what it answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class Attachment:
    """A file of a message. media_type: "application/pdf"; name: ASCII, without personal data."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class Message:
    """A message that is the same, byte for byte, however often it is sent.

    message_id: with its angle brackets. written_at: the moment of its Date header.
    """

    message_id: str
    sender: str
    recipient: str
    subject: str
    body: str
    written_at: datetime
    attachments: tuple[Attachment, ...]


class Verdict(StrEnum):
    """What the other side said."""

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True)
class Answer:
    """The other side's answer; `text` is shown to people and holds no personal data of owners."""

    verdict: Verdict
    text: str


class Channel(Protocol):
    """One way out."""

    def send(self, message: Message) -> Answer:
        """Hand the message over. What may pass by itself is LATER, never an exception."""
        ...
