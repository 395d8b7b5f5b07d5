"""The way of a commune's clerk: what he still has to deliver, hamlet by hamlet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.dispatch.queries import ItemView, view_of
from ticketing.dispatch.tables import TAKEN_OVER, Consignment, ConsignmentItem
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.law.localities import locality

MOST_STOPS = 500


@dataclass(frozen=True)
class Hamlet:
    """Papers for one hamlet or street, in the order of their addresses. name: empty where the address names none."""

    name: str
    views: tuple[ItemView, ...]


def route(session: Session, keys: FieldKeys, commune_code: str, *, closed_on: date | None = None) -> list[Hamlet]:
    """What was taken over and is not recorded yet, grouped by hamlet; those without one come last.

    closed_on: only consignments of that day. The caller answers for opening the receivers and writes the event.
    """
    views = [view_of(session, keys, item) for item, closed in _open_items(session, commune_code)
             if closed_on is None or closed == closed_on]  # fmt: skip
    by_key: dict[tuple[str, ...], list[ItemView]] = {}
    names: dict[tuple[str, ...], str] = {(): ""}
    for view in views:
        place = locality(view.address)
        key = place.key if place else ()
        by_key.setdefault(key, []).append(view)
        names.setdefault(key, _heading(place.written) if place else "")
    ordered = sorted(by_key, key=lambda key: (not names[key], names[key].casefold()))
    return [Hamlet(names[key], tuple(sorted(by_key[key], key=lambda view: view.address))) for key in ordered]


def days_of(session: Session, commune_code: str) -> Sequence[date]:
    """Days of the consignments in which something is still to be delivered, the newest first."""
    return sorted({closed for _, closed in _open_items(session, commune_code)}, reverse=True)


def _open_items(session: Session, commune_code: str) -> list[tuple[ConsignmentItem, date]]:
    query = (
        sa.select(ConsignmentItem, Consignment.closed_at)
        .join(Consignment, Consignment.id == ConsignmentItem.consignment_id)
        .where(Consignment.commune_code == commune_code, Consignment.state == TAKEN_OVER)
        .where(ConsignmentItem.outcome.is_(None), Consignment.closed_at.is_not(None))
        .order_by(ConsignmentItem.id)
        .limit(MOST_STOPS)
    )
    return [(item, vietnam_day(closed_at)) for item, closed_at in session.execute(query) if closed_at]


def _heading(written: str) -> str:
    """The hamlet alone: "thôn Trung, phường Tự Lạn, …" is "Thôn Trung"."""
    name = written.partition(", ")[0]
    return name[:1].upper() + name[1:]
