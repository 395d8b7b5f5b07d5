"""Gap-free numbers: taken in the transaction that uses them, given back when it fails."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from ticketing.kit.db import Base


class NumberSeries(Base):
    """The last number of a series, for example one unit's notices of one year."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    last: Mapped[int]


def coming_number(session: Session, series: str) -> int:
    """The number that `next_number` would give now; nobody waits for it, and somebody else may take it first."""
    last = session.scalar(sa.select(NumberSeries.last).where(NumberSeries.series == series))
    return (last or 0) + 1


_LOCKED = sa.select(NumberSeries).where(NumberSeries.series == sa.bindparam("series")).with_for_update()


def next_number(session: Session, series: str) -> int:
    """The next number of `series`, from 1. Others wait until this transaction ends, so no number is lost or doubled."""
    row = session.scalar(_LOCKED, {"series": series})
    if row is None:
        row = NumberSeries(series=series, last=0)
        session.add(row)
    row.last += 1
    session.flush()
    return row.last
