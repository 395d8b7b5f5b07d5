"""Consignments: signed papers for one receiver gather for a while, are closed, numbered, printed in one and mailed.

The receiver of papers for owners is the police of the commune in which they live today, never its People's Committee
(domain.md 8). Where the agency chose another channel, or knows no mailbox, papers gather for the post. Warnings go to
each agency that refuses its service to their vehicles (`warnings`).
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.agency import Agency, Channel, agency_on
from ticketing.agency.dispatch_rules import AgencyWay, BundleWay
from ticketing.cases.states import DECISION_SENT
from ticketing.dispatch.consignments.bundle import Bundle, BundlePress, Pressed, collect, press, seal
from ticketing.dispatch.consignments.enclosures import enclosed_with
from ticketing.dispatch.consignments.outbox import post
from ticketing.dispatch.delivery_results import DeliveryResult
from ticketing.dispatch.release_rules import ACTOR, handed_back, take_out
from ticketing.dispatch.signed_documents import (
    HOLDER,
    SignedDocument,
    destination_of,
    enforcement_of,
    nobody_waits_for,
    notice_of,
    signed_document_of,
)
from ticketing.dispatch.tables import CLOSED, DONE, GATHERING, Consignment, ConsignmentItem
from ticketing.documents.codes import REMINDER
from ticketing.documents.kinds import document_kind
from ticketing.documents.tables import SIGNED, Document
from ticketing.evidence.blobs import BlobStore
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append, events_of
from ticketing.evidence.seal import record_sealed
from ticketing.kit.clock import VIETNAM, vietnam_day
from ticketing.kit.db import Database
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.kit.jobs import enqueue
from ticketing.kit.numbers import next_number

CLOSE_TASK = "close_consignment"
# A mail carries each paper twice (single and in the print file) and grows by a third on its way; common servers
# refuse more than 25 MB.
LARGEST_BUNDLE = 8 * 1024 * 1024
MOST_PAPERS = 60
TO_ONE_OFFICE = frozenset({Channel.COMMUNE_POLICE, Channel.TRAFFIC_DIVISION, Channel.WARNED_AGENCY})
WITH_IT = "papers"  # what that event says: ids of what went out, the decision first
NOBODY = ""  # the post has one list for the whole country

_LAST_ITEM = (
    sa.select(ConsignmentItem)
    .where(
        ConsignmentItem.document_id == sa.bindparam("document_id"),
        ConsignmentItem.addressee == sa.bindparam("addressee"),
    )
    .order_by(ConsignmentItem.journey.desc())
    .limit(1)
)
_ITEMS_OF = (
    sa.select(ConsignmentItem)
    .where(ConsignmentItem.consignment_id == sa.bindparam("consignment_id"))
    .order_by(ConsignmentItem.id)
)
_NOT_CONSIGNED = (
    sa.select(Document.id)
    .outerjoin(ConsignmentItem, sa.and_(ConsignmentItem.document_id == Document.id, ConsignmentItem.addressee == ""))
    .where(
        Document.case_id == sa.bindparam("case_id"),
        Document.state == SIGNED,
        Document.kind.in_(sa.bindparam("kinds", expanding=True)),
        ConsignmentItem.id.is_(None),
    )
    .order_by(Document.signed_at, Document.id)
)


def consign(session: Session, document_id: str, *, at: datetime) -> ConsignmentItem:
    """Put a signed document with the papers that gather for its receiver. Again: the item that is there.

    Raises NotConsigned where the case has no commune yet.
    """
    found = last_item(session, document_id)
    if found is not None:
        return found
    paper = signed_document_of(session, document_id)
    return add_item(session, paper, _where_to(session, paper), journey=1, at=at)


def _where_to(session: Session, paper: SignedDocument) -> str:
    """Code of the commune or office that a paper sets out for: what takes a notice back follows it to where it went."""
    notice = notice_of(session, paper) if paper.row.sending.takes_notice_back else None
    item = last_item(session, notice.id) if notice else None
    went = session.get_one(Consignment, item.consignment_id).receiver_code if item else NOBODY
    return went or destination_of(session, paper)


def send_on(session: Session, case_id: str, *, at: datetime) -> list[ConsignmentItem]:
    """What was given back while a case was held goes to the same receiver again, now that the case goes on."""
    return [
        add_item(
            session, signed_document_of(session, item.document_id),
            session.get_one(Consignment, item.consignment_id).receiver_code,
            journey=item.journey + 1, at=at, addressee=item.addressee,
        )
        for item in handed_back(session, case_id)
    ]  # fmt: skip


def consign_to_garnishee(session: Session, document_id: str, *, at: datetime) -> ConsignmentItem | None:
    """Put the copy for the employer or the bank with what goes by post: of an enforcement decision, and of what changes
    or cancels the fine that it enforces. Again: it is there. None for any other paper.
    """
    document = session.get_one(Document, document_id)
    row = document_kind(document.kind)
    told = row.sending.garnishee and enforcement_of(session, document.case_id) is not None
    if not document.signed or not (told or row.signing.enforces):
        return None
    found = last_item(session, document_id, addressee=HOLDER)
    return found or add_item(
        session, signed_document_of(session, document_id), NOBODY, addressee=HOLDER, journey=1, at=at
    )


def not_consigned(session: Session, case_id: str, kinds: Sequence[str]) -> list[str]:
    """Ids of signed papers of these kinds that wait for a consignment, in the order of their signatures.

    Not what nobody waits for, nor what people carried to the person themselves.
    """
    papers = session.scalars(_NOT_CONSIGNED, {"case_id": case_id, "kinds": kinds}).all()
    carried = carried_with_decision(session, case_id) if papers else set()
    return [
        paper
        for paper in papers
        if paper not in carried and not nobody_waits_for(session, signed_document_of(session, paper))
    ]


def carried_with_decision(session: Session, case_id: str) -> set[str]:
    """Ids of the papers that went with the case's decision (`sending`)."""
    sent = [event for event in events_of(session, case_id) if event.kind == DECISION_SENT]
    return {paper for event in sent for paper in json.loads(event.leaf)["data"].get(WITH_IT, ())}


def last_item(session: Session, document_id: str, *, addressee: str = "") -> ConsignmentItem | None:
    """The newest journey of a document; of a warning, to that agency."""
    return session.scalar(_LAST_ITEM, {"document_id": document_id, "addressee": addressee})


def channel_for(agency: Agency, paper_kind: str, code: str, addressee: str = "") -> Channel:
    """On which way a paper goes: the agency's choice for first notices; the post where no mailbox is known.

    The slip Mẫu số 04 always goes to the commune police: that is their duty (C73 art. 24.5.b); so do a decision that an
    officer sends through them and the points that fall with it. A transfer slip goes to the police that handle the
    case, of a commune or of a province. code: of the commune, province or warned agency.
    """
    if addressee == HOLDER:
        return Channel.POST
    row = document_kind(paper_kind)
    if row.to_agencies:
        return Channel.WARNED_AGENCY
    if row.between_offices:
        to_division = Channel.TRAFFIC_DIVISION if code in agency.traffic_divisions else Channel.POST
        return Channel.COMMUNE_POLICE if agency.mailbox(code) else to_division
    reached = agency.mailbox(code) or agency.weekly.way(code)
    chosen = Channel.COMMUNE_POLICE if row.sending.by_police else agency.dispatch.first_notice
    if chosen is Channel.COMMUNE_POLICE and not reached:
        return Channel.POST
    return chosen


def add_item(
    session: Session, paper: SignedDocument, receiver_code: str, *, journey: int, at: datetime, addressee: str = ""
) -> ConsignmentItem:
    """Put a paper with those that gather for a commune, a province or a warned agency, or go by post."""
    agency = agency_on(session, vietnam_day(at))
    channel = channel_for(agency, paper.kind, receiver_code, addressee)
    consignment = _gathering(session, agency, channel, receiver_code, at)
    if not _has_room(session, consignment, paper):
        consignment.close_at = min(consignment.close_at, at)
        _close(session, consignment, at)
        consignment = _gathering(session, agency, channel, receiver_code, at)
    item = ConsignmentItem(
        id=new_id(), consignment_id=consignment.id, document_id=paper.document_id, case_id=paper.case_id,
        addressee=addressee, journey=journey, size=_size(session, paper),
    )  # fmt: skip
    session.add(item)
    session.flush()
    if (
        paper.kind == REMINDER
    ):  # it is signed a few days before the day that it names, and has no week to lie in a bundle
        leave_by(session, item, vietnam_day(at), at=at)
    return item


def move_item(session: Session, item: ConsignmentItem, at: datetime) -> None:
    """A paper that still gathers goes with those for the commune in which its receiver lives now, no later for it."""
    was_to_leave = session.get_one(Consignment, item.consignment_id).close_at
    paper = signed_document_of(session, item.document_id)
    agency, code = agency_on(session, vietnam_day(at)), destination_of(session, paper)
    consignment = _gathering(session, agency, channel_for(agency, paper.kind, code), code, at)
    item.consignment_id = consignment.id
    _close_no_later(session, consignment, was_to_leave)
    session.flush()


def leave_by(session: Session, item: ConsignmentItem, day: date, *, at: datetime) -> None:
    """Close the consignment of a paper on this day at the latest: its term does not wait for the end of the week."""
    agency = agency_on(session, vietnam_day(at))
    soonest = at + timedelta(minutes=agency.dispatch.gather_minutes)
    closing = max(soonest, datetime.combine(day, time(agency.weekly.hour), VIETNAM))
    _close_no_later(session, session.get_one(Consignment, item.consignment_id), closing)


def _close_no_later(session: Session, consignment: Consignment, closing: datetime) -> None:
    if closing < consignment.close_at:
        consignment.close_at = closing
        enqueue(session, CLOSE_TASK, consignment.id, key=f"{consignment.id}:{closing.timestamp():.0f}", at=closing)


def _gathering(session: Session, agency: Agency, channel: Channel, receiver_code: str, at: datetime) -> Consignment:
    """The consignment that gathers for a receiver; a new one wakes the machine when its time is up."""
    code = receiver_code if channel in TO_ONE_OFFICE else NOBODY
    query = sa.select(Consignment).where(
        Consignment.channel == channel, Consignment.receiver_code == code, Consignment.state == GATHERING
    )
    found = session.scalar(query.with_for_update())
    if found:
        return found
    consignment = Consignment(
        id=new_id(), channel=channel, receiver_code=code, mailbox=_mailbox(agency, code), state=GATHERING, opened_at=at,
        close_at=_closing(agency, channel, code, at),
    )  # fmt: skip
    session.add(consignment)
    session.flush()
    enqueue(session, CLOSE_TASK, consignment.id, key=consignment.id, at=consignment.close_at)
    return consignment


def _mailbox(agency: Agency, code: str) -> str | None:
    """Of a commune's police, of the traffic police of a province or of a warned agency."""
    warned = agency.warnings.warned_office(code)
    return (warned.mailbox if warned else None) or agency.mailbox(code) or agency.traffic_divisions.get(code)


def _closing(agency: Agency, channel: Channel, code: str, at: datetime) -> datetime:
    """When what begins to gather now goes out: soon, with the week's bundle of a commune that is not connected, or with
    the day's of a warned agency.
    """
    if channel is Channel.WARNED_AGENCY:
        return agency.warnings.closes_at(at)
    if channel is Channel.COMMUNE_POLICE and agency.weekly.way(code):
        return agency.weekly.closes_at(at)
    return at + timedelta(minutes=agency.dispatch.gather_minutes)


def _has_room(session: Session, consignment: Consignment, paper: SignedDocument) -> bool:
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(ConsignmentItem.size), 0))
    count, size = session.execute(query.where(ConsignmentItem.consignment_id == consignment.id)).one()
    return count == 0 or (count < MOST_PAPERS and size + _size(session, paper) <= LARGEST_BUNDLE)


def _size(session: Session, paper: SignedDocument) -> int:
    """Bytes of a paper with what goes with it."""
    return paper.size + sum(enclosed.size for enclosed in enclosed_with(session, paper))


def due_to_close(session: Session, *, at: datetime) -> list[str]:
    """Consignments whose time is up, or that were closed and wait for their print file."""
    query = sa.select(Consignment.id).where(
        sa.or_(
            sa.and_(Consignment.state == GATHERING, Consignment.close_at <= at),
            sa.and_(Consignment.state == CLOSED, Consignment.print_sha256.is_(None)),
        )
    )
    return list(session.scalars(query.order_by(Consignment.id)))


def close_due(database: Database, store: BlobStore, keys: FieldKeys, *, at: datetime) -> int:
    """Close, print and post everything whose time is up, here and now. Returns how many consignments."""
    with database.reading() as session:
        due = due_to_close(session, at=at)
    for consignment_id in due:
        close_consignment(database, store, keys, consignment_id, at=at)
    return len(due)


def close_consignment(
    database: Database,
    store: BlobStore,
    keys: FieldKeys,
    consignment_id: str,
    *,
    at: datetime,
    now: bool = False,
    print_bundle: BundlePress = press,
) -> None:
    """Close a consignment whose time is up (task "close_consignment"; `now`: an officer does not want to wait).

    print_bundle: what makes its files.

    Two transactions: closing takes the number and lets nothing more in; the print file is then made outside of any,
    and written down with its mail. A crash between them leaves a closed consignment that is printed the next time; who
    stands on its list was opened, and logged, with the closing.
    """
    with database.writing() as session:
        consignment = session.get(Consignment, consignment_id, with_for_update=True)
        if consignment is None:
            raise LookupError(f"There is no consignment '{consignment_id}'.")
        closed_before = consignment.state == CLOSED
        if consignment.state == GATHERING and (now or consignment.close_at <= at):
            _close(session, consignment, at)
        if consignment.state != CLOSED or consignment.print_sha256 is not None:
            return
        items = [item for item in items_of(session, consignment.id) if item.outcome != DeliveryResult.WITHDRAWN]
        bundle = collect(session, keys, consignment, items, actor=ACTOR, at=at, noted=closed_before)
    _print_and_post(database, store, bundle, print_bundle(store, bundle), at)


def _print_and_post(database: Database, store: BlobStore, bundle: Bundle, pressed: Pressed, at: datetime) -> None:
    sealed = seal(store, pressed)
    printed, manifest = sealed[:2]
    with database.writing() as session:
        consignment = session.get_one(Consignment, bundle.consignment_id, with_for_update=True)
        if consignment.print_sha256 is not None:
            return
        consignment.print_sha256, consignment.manifest_sha256 = printed.sha256, manifest.sha256
        way = _way(bundle.agency, consignment)
        post(
            session, consignment, _recipient(consignment, way), bundle.agency.mail.domain or "localhost", at=at,
            channel=None if way is AgencyWay.FOLDER else way,
        )  # fmt: skip
        record_sealed(session, f"consignment:{consignment.id}", sealed, at=at, actor=ACTOR.label)


def _way(agency: Agency, consignment: Consignment) -> BundleWay | AgencyWay | None:
    """On which way a bundle goes; None: on that of its channel. Folders of agencies lie beside those of communes."""
    match Channel(consignment.channel):
        case Channel.COMMUNE_POLICE | Channel.TRAFFIC_DIVISION:
            return agency.weekly.way(consignment.receiver_code)
        case Channel.WARNED_AGENCY:
            office = agency.warnings.warned_office(consignment.receiver_code)
            return (office.way if office else None) or AgencyWay.POST
    return None


def _recipient(consignment: Consignment, way: BundleWay | AgencyWay | None) -> str:
    if way in (BundleWay.SFTP, BundleWay.FOLDER, AgencyWay.POST):
        return consignment.receiver_code
    return (consignment.mailbox or "") if consignment.channel in TO_ONE_OFFICE else consignment.channel


def items_of(session: Session, consignment_id: str) -> list[ConsignmentItem]:
    """Papers of a consignment in the order in which they came."""
    return list(session.scalars(_ITEMS_OF, {"consignment_id": consignment_id}))


def _close(session: Session, consignment: Consignment, at: datetime) -> None:
    """Take the number and let nothing more in. What may not leave (held, ended) is taken out first."""
    items = items_of(session, consignment.id)
    staying = take_out(session, items, at)
    remaining = [item for item in items if item.outcome is None and item not in staying]
    if not remaining:
        _wait_or_end(session, consignment, staying, at)
        return
    day = vietnam_day(at)
    agency = agency_on(session, day)
    consignment.state, consignment.closed_at = CLOSED, at
    ordinal = next_number(session, f"consignment|{day.year}")
    consignment.number = agency.paper_number("consignment", ordinal)
    # It may have gathered for a week, and the agency's data have changed. Where they know no mailbox any more, the last
    # known one is better than none.
    consignment.mailbox = _mailbox(agency, consignment.receiver_code) or consignment.mailbox
    session.flush()
    enqueue(session, CLOSE_TASK, consignment.id, key=f"{consignment.id}:print", at=at)
    if staying:
        waiting = _gathering(session, agency, Channel(consignment.channel), consignment.receiver_code, at)
        for item in staying:
            item.consignment_id = waiting.id
    _log_closing(session, consignment, remaining, at)


def _wait_or_end(session: Session, consignment: Consignment, held: Sequence[ConsignmentItem], at: datetime) -> None:
    if not held:
        consignment.state, consignment.closed_at, consignment.done_at = DONE, at, at
        return
    consignment.close_at = at + timedelta(hours=1)
    enqueue(session, CLOSE_TASK, consignment.id, key=f"{consignment.id}:{at.timestamp():.0f}", at=consignment.close_at)


def _log_closing(session: Session, consignment: Consignment, items: Sequence[ConsignmentItem], at: datetime) -> None:
    data = {"number": consignment.number, "papers": [item.document_id for item in items]}
    subject = f"consignment:{consignment.id}"
    append(session, at=at, kind=LogEvent.CONSIGNMENT_CLOSED, subject=subject, actor=ACTOR.label, data=data)
    for item in items:
        travels = {"consignment": consignment.number, "document": item.document_id, "channel": consignment.channel}
        append(session, at=at, kind=LogEvent.CONSIGNED, subject=item.case_id, actor=ACTOR.label, data=travels)
