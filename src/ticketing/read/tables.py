"""What the machine read for an observation, kept beside the case so that a person can look at every look."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.kit.db import Base


class Reading(Base):
    """One reading of one plate. `picture` is the SHA-256 of the picture, None for the vote over all of them.

    box: x1, y1, x2, y2 in pixels of the upright picture. vehicle: kind, score and box of what carries the plate.
    data: a `PlateReading` as JSON: text, raw_text, rows, colour, characters, alternatives, confidence, layout, verdict.
    networks: version of the weights that read it.
    """

    __tablename__ = "readings"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    observation_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    picture: Mapped[str | None] = mapped_column(sa.String(64))
    role: Mapped[str | None] = mapped_column(sa.String(40))
    box: Mapped[list[Any] | None]
    vehicle: Mapped[dict[str, Any] | None]
    data: Mapped[dict[str, Any]]
    networks: Mapped[str] = mapped_column(sa.String(300))
    read_at: Mapped[datetime]
