"""The way of a commune's clerk: what he still has to deliver, hamlet by hamlet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.addresses.localities import locality
from ticketing.agency.agency import agency_on
from ticketing.dispatch.consignments.bundle import receiver_name
from ticketing.dispatch.consignments.print_file import PAPERS_AT_ONCE, Round, Stop
from ticketing.dispatch.delivery.queries import ItemView, items_with_receivers, view_of
from ticketing.dispatch.delivery_results import DeliveryResult
from ticketing.dispatch.release_rules import is_stopped
from ticketing.dispatch.signed_documents import Receiver
from ticketing.dispatch.tables import TAKEN_OVER, Consignment, ConsignmentItem
from ticketing.documents.content.police import commune_police
from ticketing.kit.clock import vietnam_day
from ticketing.kit.fields import FieldKeys

MOST_STOPS = 500


class TooManyPapers(ValueError):
    """More papers than one file for the printer takes."""


class NothingLeft(LookupError):
    """All papers of a consignment are stopped."""


@dataclass(frozen=True)
class Hamlet:
    """Papers for one hamlet or street, in the order of their addresses. name: empty where the address names none."""

    name: str
    views: tuple[ItemView, ...]


def route(session: Session, keys: FieldKeys, commune_code: str, *, closed_on: date | None = None) -> list[Hamlet]:
    """What was taken over, is not recorded yet and not stopped, grouped by hamlet; those without one come last.

    closed_on: only consignments of that day. The caller answers for opening the receivers and writes the event.
    """
    views = [view_of(session, keys, item) for item, closed in _on_the_way(session, commune_code)
             if closed_on is None or closed == closed_on]  # fmt: skip
    by_key: dict[tuple[str, ...], list[ItemView]] = {}
    names: dict[tuple[str, ...], str] = {(): ""}
    for view in views:
        place = locality(view.handed_to.address)
        key = place.key if place else ()
        by_key.setdefault(key, []).append(view)
        names.setdefault(key, _heading(place.written) if place else "")
    ordered = sorted(by_key, key=lambda key: (not names[key], names[key].casefold()))
    return [Hamlet(names[key], tuple(sorted(by_key[key], key=lambda view: view.handed_to.address))) for key in ordered]


def to_give_back(session: Session, keys: FieldKeys, commune_code: str) -> list[ItemView]:
    """What was taken over and is stopped: it is given back. As with `route`, receivers are opened."""
    items = [item for item, _ in _open_items(session, commune_code) if is_stopped(session, item)]
    return [view_of(session, keys, item) for item in items]


def round_of(session: Session, hamlets: Sequence[Hamlet], commune_code: str, *, place: str, at: datetime) -> Round:
    """Those papers as they are printed, in the order of the way. Raises TooManyPapers, LookupError for none."""
    views = [view for hamlet in hamlets for view in hamlet.views]
    if not views:
        raise LookupError("Nothing is to be delivered there.")
    if len(views) > PAPERS_AT_ONCE:
        raise TooManyPapers(f"{len(views)} papers are too many for one file: print hamlet by hamlet, or day by day.")
    day = vietnam_day(at)
    held = {view.item.consignment_id for view in views}
    query = sa.select(Consignment.number).where(Consignment.id.in_(held)).order_by(Consignment.number)
    return Round(
        agency=agency_on(session, day),
        numbers=", ".join(number for number in session.scalars(query) if number),
        day=day,
        office=commune_police(commune_code, day),
        stops=[_stop(view) for view in views],
        place=place,
    )


def days_of(session: Session, commune_code: str) -> Sequence[date]:
    """Days of the consignments in which something is still to be delivered, the newest first."""
    return sorted({closed for _, closed in _on_the_way(session, commune_code)}, reverse=True)


def what_is_left(session: Session, keys: FieldKeys, consignment: Consignment) -> Round | None:
    """A closed consignment as it is printed once some of its papers are stopped; None: its sealed file holds it.

    Raises NothingLeft. The caller answers for opening the receivers and writes the event.
    """
    views = [
        view
        for view in items_with_receivers(session, keys, consignment)
        if view.item.outcome != DeliveryResult.WITHDRAWN
    ]
    left = [view for view in views if not view.stopped and view.item.outcome != DeliveryResult.GIVEN_BACK]
    if len(left) == len(views) or consignment.closed_at is None:
        return None
    if not left:
        raise NothingLeft("Nothing of this consignment is to be delivered any more: give its papers back.")
    day = vietnam_day(consignment.closed_at)
    agency = agency_on(session, day)
    office = receiver_name(agency, consignment.channel, consignment.receiver_code, day)
    return Round(agency, consignment.number or "", day, office, [_stop(view) for view in left])


def _stop(view: ItemView) -> Stop:
    return Stop(view.paper, Receiver(view.receiver, view.address), view.item.id, view.enclosures)


def _on_the_way(session: Session, commune_code: str) -> list[tuple[ConsignmentItem, date]]:
    return [(item, closed) for item, closed in _open_items(session, commune_code) if not is_stopped(session, item)]


def _open_items(session: Session, commune_code: str) -> list[tuple[ConsignmentItem, date]]:
    query = (
        sa.select(ConsignmentItem, Consignment.closed_at)
        .join(Consignment, Consignment.id == ConsignmentItem.consignment_id)
        .where(Consignment.receiver_code == commune_code, Consignment.state == TAKEN_OVER)
        .where(ConsignmentItem.outcome.is_(None), Consignment.closed_at.is_not(None))
        .order_by(ConsignmentItem.id)
        .limit(MOST_STOPS)
    )
    return [(item, vietnam_day(closed_at)) for item, closed_at in session.execute(query) if closed_at]


def _heading(written: str) -> str:
    """The hamlet alone: "thôn Trung, phường Tự Lạn, …" is "Thôn Trung"."""
    name = written.partition(", ")[0]
    return name[:1].upper() + name[1:]
