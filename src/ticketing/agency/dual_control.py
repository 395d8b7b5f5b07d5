"""What one person proposes and another agrees to: it holds from then on, until one of them ends it.

Rows of a matter (wordings, legal bases, terms of keeping, days off) are kept for ever; each step is an event.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Role
from ticketing.agency.tables import DualControlRow
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append

R = TypeVar("R", bound=DualControlRow)
REFUSED, WITHDRAWN = "refused", "withdrawn"


class Approval(StrEnum):
    """What somebody says to a proposal, or to what holds."""

    AGREE = "agree"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class ProposalRefused(ValueError):
    """This cannot be proposed, agreed to, refused or withdrawn; the sentence says why."""


@dataclass(frozen=True)
class Matter(Generic[R]):
    """One kind of what two persons decide.

    rows:            its table. subject: of its events, before a colon. name: what a sentence calls it.
    proposed, holds: its words for the states before and after the second person's yes.
    author:          who proposed a row. told: what an event says of it.
    """

    rows: type[R]
    subject: str
    name: str
    proposed: str
    holds: str
    may_decide: frozenset[Role]
    author: Callable[[R], str]
    told: Callable[[R], Mapping[str, Any]]

    def begin(self, session: Session, row: R, *, actor: Actor, at: datetime) -> R:
        """Keep a proposal; it changes nothing yet."""
        row.state = self.proposed
        session.add(row)
        session.flush()
        self._log(session, row, actor, at)
        return row

    def decide(self, session: Session, row_id: str, voice: Approval, reason: str, *, actor: Actor, at: datetime) -> R:
        """Another person agrees; anybody who may decide refuses (its author takes it back so) or ends what holds.

        Raises ProposalRefused, LookupError.
        """
        row = self._in_turn(session, row_id, voice, actor)
        if voice is Approval.AGREE and self.author(row) == actor.person:
            raise ProposalRefused(f"You have proposed this {self.name}: another person has to agree.")
        if voice is Approval.WITHDRAW and not reason.strip():
            raise ProposalRefused(f"Write why this {self.name} no longer holds: the file must show it.")
        if voice is Approval.WITHDRAW:
            row.withdrawn_by, row.withdrawn_at = actor.person, at
        else:
            row.decided_by, row.decided_at = actor.person, at
        row.state = {Approval.AGREE: self.holds, Approval.REFUSE: REFUSED, Approval.WITHDRAW: WITHDRAWN}[voice]
        row.reason = reason.strip() or None
        session.flush()
        self._log(session, row, actor, at)
        return row

    def event_subject(self, row: R) -> str:
        """Under what the log keeps the row's events."""
        return f"{self.subject}:{row.id}"

    def _in_turn(self, session: Session, row_id: str, voice: Approval, actor: Actor) -> R:
        if actor.role not in self.may_decide:
            raise ProposalRefused(f"A {self.name} is for {', '.join(sorted(self.may_decide))}, not for {actor.role}.")
        row = session.get(self.rows, row_id, with_for_update=True)
        if row is None:
            raise LookupError(f"There is no {self.name} '{row_id}'.")
        if row.state != (self.holds if voice is Approval.WITHDRAW else self.proposed):
            raise ProposalRefused(f"This {self.name} is {row.state}: look again.")
        return row

    def _log(self, session: Session, row: R, actor: Actor, at: datetime) -> None:
        kind, data = LogEvent(f"{self.subject}_{row.state}"), {**self.told(row), "reason": row.reason}
        append(session, at=at, kind=kind, subject=self.event_subject(row), actor=actor.label, data=data)
