"""The reply of a commune that is not connected: the bundle's own table, filled in on its side, entered by an officer.

A line is one paper. A line without an outcome is still open; what cannot be entered is kept aside with its reason, and
the same table again changes nothing.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases.states import Refused
from ticketing.dispatch.consignments.bundle import REPLY_COLUMNS
from ticketing.dispatch.consignments.closing import items_of
from ticketing.dispatch.delivery.recording import NotRecorded, Report, record_result, take_over
from ticketing.dispatch.delivery.reply_slip import NotASlip, person_named
from ticketing.dispatch.delivery_results import ENTERED_BY_PEOPLE, DeliveryResult
from ticketing.dispatch.signed_documents import addressee_on_lists, signed_document_of
from ticketing.dispatch.tables import ConsignmentItem
from ticketing.evidence.blobs import BlobStore
from ticketing.evidence.seal import items_of as sealed_items
from ticketing.evidence.seal import record_sealed, store_blob
from ticketing.kit.db import Database
from ticketing.kit.fields import FieldKeys
from ticketing.kit.sheets import LoadReport, Rejects, SheetFault, SheetRow, read_day, read_sheet

REPLY, LARGEST_REPLY = "delivery_reply", 1024 * 1024
MAY_LACK = tuple(name for name in REPLY_COLUMNS if name not in ("no", "outcome", "handed_on", "receiver"))
SAID_IN_WORDS = {
    "đã giao": DeliveryResult.HANDED_OVER,
    "không cư trú": DeliveryResult.NOT_RESIDENT,
    "đã bán": DeliveryResult.SOLD,
    "cho, tặng": DeliveryResult.GIVEN,
    "đã cho": DeliveryResult.GIVEN,
    "đã tặng": DeliveryResult.GIVEN,
    "cho mượn": DeliveryResult.LENT,
    "cho thuê": DeliveryResult.LENT,
    "cho thuê tài chính": DeliveryResult.LEASED,
    "đã chết": DeliveryResult.DECEASED,
    "sai địa bàn": DeliveryResult.WRONG_COMMUNE,
    "trả lại": DeliveryResult.RETURNED,
    "niêm yết": DeliveryResult.POSTED,
    "hoàn trả": DeliveryResult.GIVEN_BACK,
}
"""How a clerk writes it; the words that the pages use count too."""


class LineRefused(ValueError):
    """This line cannot be entered; the sentence says why."""


@dataclass(frozen=True)
class _Copy:
    """A paper of the consignment as the table names it, and the item under which its delivery is recorded."""

    number: str
    addressee: str
    item_id: str


@dataclass(frozen=True)
class _Entry:
    """What every line is entered with."""

    database: Database
    keys: FieldKeys
    papers: list[_Copy]
    actor: Actor
    at: datetime


def enter_reply(
    database: Database,
    store: BlobStore,
    keys: FieldKeys,
    consignment_id: str,
    path: Path,
    rejects_folder: Path,
    *,
    actor: Actor,
    at: datetime,
) -> LoadReport:
    """Enter what became of the papers of a consignment, a transaction a line. The table itself is sealed.

    The reply proves that the bundle came: it is taken over with it. Raises SheetFault, NotYours, NotRecorded.
    """
    rows = [row for row in _rows(path) if row.problem or row.cells["outcome"]]
    _store(database, store, consignment_id, path.read_bytes(), actor, at)
    with database.reading() as session:
        desk = _Entry(database, keys, _documents(session, consignment_id), actor, at)
    report, rejects = LoadReport(rows=len(rows)), Rejects(rejects_folder, f"reply-{consignment_id}", REPLY_COLUMNS)
    try:
        for row in rows:
            try:
                entered = _enter(desk, row)
            except (LineRefused, NotASlip, NotRecorded, Refused) as problem:
                rejects.add(row, str(problem))
                continue
            report.loaded += entered
            report.unchanged += not entered
    finally:
        rejects.close()
    report.copy_rejected(rejects)
    return report


def _rows(path: Path) -> list[SheetRow]:
    if path.stat().st_size > LARGEST_REPLY:
        raise SheetFault(f"{path.name} is larger than 1 MB: a reply holds the lines of one consignment.")
    return list(read_sheet(path, REPLY_COLUMNS, may_lack=MAY_LACK))


def _store(database: Database, store: BlobStore, consignment_id: str, data: bytes, actor: Actor, at: datetime) -> None:
    """Take the consignment over and seal the table: it is what the officer's entries stand on."""
    sealed = store_blob(store, data, REPLY, name="reply.csv", made_by="reply of a commune")
    subject = f"consignment:{consignment_id}"
    with database.writing() as session:
        take_over(session, consignment_id, actor=actor, at=at)
        if sealed.sha256 not in {one.sha256 for one in sealed_items(session, subject)}:
            record_sealed(session, subject, [sealed], at=at, actor=actor.label)


def _documents(session: Session, consignment_id: str) -> list[_Copy]:
    """What lies in a consignment, but for what was taken out before it left."""
    items = [item for item in items_of(session, consignment_id) if item.outcome != DeliveryResult.WITHDRAWN]
    papers = [signed_document_of(session, item.document_id) for item in items]
    return [
        _Copy(paper.number, addressee_on_lists(paper, item.addressee), item.id)
        for paper, item in zip(papers, items, strict=True)
    ]


def _enter(desk: _Entry, row: SheetRow) -> bool:
    """Enter one line; False where it is entered already. Raises LineRefused, NotRecorded, Refused."""
    if row.problem:
        raise LineRefused(row.problem)
    item_id = _named(desk.papers, " ".join(row.cells["no"].split()), row.cells["addressee"].lower())
    report = _report(row)
    with desk.database.writing() as session:
        item = session.get_one(ConsignmentItem, item_id)
        if (item.outcome, item.handed_on) == (report.outcome, report.handed_on):
            return False
        record_result(session, desk.keys, item.id, report, actor=desk.actor, at=desk.at)
    return True


def _named(papers: list[_Copy], number: str, addressee: str) -> str:
    """The item that a line is about. Of a paper that went to several it has to say whose: it is proof of delivery."""
    of_number = [copy for copy in papers if copy.number == number]
    if not of_number:
        raise LineRefused(f"No paper {number} lies in this consignment.")
    found = [copy for copy in of_number if addressee in ("", copy.addressee)]
    if len(found) != 1:
        names = ", ".join(copy.addressee for copy in of_number)
        raise LineRefused(f"The column addressee has to say whose copy of {number} this is. Possible: {names}.")
    return found[0].item_id


def _report(row: SheetRow) -> Report:
    cells = row.cells
    return Report(
        _result(cells["outcome"]),
        _day(cells["handed_on"]),
        receiver=cells["receiver"],
        note=cells["note"],
        received_on=_day(cells["received_on"]) if cells["received_on"] else None,
        owner_words=cells["owner_words"],
        other_person=person_named(
            cells["other_name"], cells["other_birth"], cells["other_id"], cells["other_address"],
            source="reply of a commune",
        ),
    )  # fmt: skip


def _result(text: str) -> DeliveryResult:
    word = " ".join(text.lower().split())
    found = SAID_IN_WORDS.get(word) or next((one for one in ENTERED_BY_PEOPLE if one == word), None)
    if found is None:
        raise LineRefused(f"The outcome is none of: {', '.join(SAID_IN_WORDS)}.")
    return found


def _day(text: str) -> date:
    day = read_day(text)
    if day is None:
        raise LineRefused("The day is missing or is none: write it like 18/11/2026.")
    return day
