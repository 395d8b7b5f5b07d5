"""Tables of recalls: which fault was named, by whom, and which cases it touched."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.kit.db import Base

HOLDING, HELD, ENDING, OVER = "holding", "held", "ending", "over"
RELEASE, WITHDRAW = "release", "withdraw"
TO_HOLD, HELD_NOW, HELD_BEFORE, ENDED, FREE, TAKEN_BACK, LEFT = (
    "to_hold", "held", "held_before", "ended", "free", "withdrawn", "left",
)  # fmt: skip


class Recall(Base):
    """One fault, and all cases that rest on it, held in one action and released or withdrawn by two persons.

    scope:  as `recall.Scope.as_json`.
    state:  holding (a crash leaves it so; the worker goes on), held, ending, over. A case that comes in later and falls
            under the scope is held too, until the recall ends.
    ending: release or withdraw, as the first of the two persons proposed. release_reason, law: why, and for a
            withdrawal the article that its letters name.
    """

    __tablename__ = "recalls"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    scope: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(12), default=HOLDING)
    person: Mapped[str] = mapped_column(sa.String(60))
    role: Mapped[str] = mapped_column(sa.String(20))
    at: Mapped[datetime]
    ending: Mapped[str | None] = mapped_column(sa.String(10))
    release_reason: Mapped[str | None] = mapped_column(sa.Text)
    law: Mapped[str | None] = mapped_column(sa.Text)
    proposed_by: Mapped[str | None] = mapped_column(sa.String(60))
    proposed_role: Mapped[str | None] = mapped_column(sa.String(20))
    proposed_at: Mapped[datetime | None]
    released_by: Mapped[str | None] = mapped_column(sa.String(60))
    released_role: Mapped[str | None] = mapped_column(sa.String(20))
    released_at: Mapped[datetime | None]


class RecalledCase(Base):
    """A case that a recall touched.

    state: to_hold, held (by this recall), held_before (somebody held it already: his two persons release it), ended
    (it came to its end before it could be held), free (released with the recall), withdrawn (ended, or a letter that
    takes its notice back waits for the signer), left (still held: it is past what a withdrawal can end).
    """

    __tablename__ = "recalled_cases"

    recall_id: Mapped[str] = mapped_column(sa.ForeignKey("recalls.id"), primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), primary_key=True, index=True)
    state: Mapped[str] = mapped_column(sa.String(12), default=TO_HOLD)
