"""The press: a released paper gets its number, is printed as PDF/A, signed and sealed into the evidence, once.

A paper is printed and signed under the number that comes next, or behind those that are being printed (`line`), before
anything is written: a time stamp server may be slow, and nobody waits for it with a lock in his hands. Then, in the
order of the numbers, number, row, sealed blob and the case's event are one transaction: no number without a paper, no
paper without its event, and after a crash nothing of it or all of it. Where the number was taken or a fact changed in
between, the paper is thrown away and made anew. Running again does nothing. A file that was sealed just before a crash
lies in the store under its hash, and no row speaks of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import NoAgency, agency_on
from ticketing.agency.days_off import calendar_in_force
from ticketing.agency.tables import Account
from ticketing.cases import record
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.documents import codes
from ticketing.documents.compose import compose
from ticketing.documents.content.draft import Day, Draft, thaw
from ticketing.documents.content.facts import LookupFacts, Mark
from ticketing.documents.content.forms import NoFormInForce
from ticketing.documents.content.notices.compose import appointment_of
from ticketing.documents.content.parts import MissingFact
from ticketing.documents.content.sheet import Sheet
from ticketing.documents.content.snapshot import content_hash, content_json
from ticketing.documents.drafting.signing_day import (
    refuse_too_late,
    refuse_wrong_signer,
    signing_day,
    transfer_slip_of,
)
from ticketing.documents.drafting.steps import locked_with_case, refuse_state
from ticketing.documents.issuing.numbering import number_symbol, number_text, series_key
from ticketing.documents.issuing.numbering_queue import Place, queue_of
from ticketing.documents.issuing.printing import PdfPrinter, Printed, Printer
from ticketing.documents.issuing.signed import tell_case
from ticketing.documents.kinds import document_kind
from ticketing.documents.layout.render import PaperError
from ticketing.documents.pictures import pictures_of
from ticketing.documents.sealed import opened_content, seal_content
from ticketing.documents.signing.check_code import check_code, printed_lookup_code
from ticketing.documents.signing.keyring import Hand, Signing
from ticketing.documents.signing.paper_code import with_code
from ticketing.documents.signing.sign import SigningRefused
from ticketing.documents.tables import RELEASED, SIGNED, WAITING, WITHDRAWN, Document
from ticketing.evidence.blobs import BlobStore
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import root_now
from ticketing.evidence.seal import record_sealed, store_blob
from ticketing.kit.clock import VIETNAM, iso, vietnam_day
from ticketing.kit.db import Database
from ticketing.kit.digest import sha256
from ticketing.kit.failpoints import failpoint
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_code, new_id
from ticketing.kit.jobs import TryLater, enqueue
from ticketing.kit.numbers import next_number

# What a person has to mend; everything else is tried again by the machine.
FOR_PEOPLE = (Refused, MissingFact, NoFormInForce, NoAgency, SigningRefused, PaperError)


ATTEMPTS = 5


class _Overtaken(Exception):
    """The number was taken, or what stands on the paper changed, while it was printed and signed."""


@dataclass(frozen=True)
class Numbered:
    """The number that a paper bears. ordinal None: no number of its own."""

    mark: Mark
    series: str | None = None
    ordinal: int | None = None
    symbol: str | None = None


@dataclass(frozen=True)
class Annexed:
    """What the annex of a notice is looked up and checked by: as it is printed, and the bare code."""

    lookup: LookupFacts
    code: str


@dataclass(frozen=True)
class LaidOut:
    """A paper before it is printed: everything that stands on it, and whose key signs it."""

    numbered: Numbered
    annexed: Annexed | None
    draft: Draft
    day: Day
    hand: Hand
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class _Job:
    """One paper in the press, and what it is made with."""

    database: Database
    store: BlobStore
    keys: FieldKeys
    signing: Signing
    printer: Printer
    document_id: str
    at: datetime


def press(
    database: Database,
    store: BlobStore,
    keys: FieldKeys,
    signing: Signing,
    document_id: str,
    *,
    at: datetime,
    printer: Printer | None = None,
) -> bool:
    """Press a released paper. False: there was nothing to press, or it went back to its signer with the reason.

    printer: what makes the file, if not PDF/A signed by the keys of `signing`.

    A paper that may not be signed any more (held, the case moved on, the signer's power ended over night) or lacks
    something waits for its signer again, `problem` says why; one whose case has no use for it is withdrawn.
    Raises TryLater where another process has the press, or others took the number each time.
    """
    try:
        return _press(_Job(database, store, keys, signing, printer or PdfPrinter(signing), document_id, at))
    except FOR_PEOPLE as problem:
        with database.writing() as session:
            _give_back(session, document_id, str(problem), at)
        return False


def _press(job: _Job) -> bool:
    with job.database.reading() as session:
        document = session.get(Document, job.document_id)
        if document is None or document.state != RELEASED:
            return False
        _refuse(session, session.get_one(Case, document.case_id), document, job.at)  # before others stand behind it
        series = _series(session, document, job.at)
        kind, draft = document.kind, thaw(opened_content(job.keys, document)["draft"])
    pictures = pictures_of(job.store, kind, draft)
    if series is None:
        return _make(job, pictures, None)
    with queue_of(job.database).place(job.database, series) as place:
        return _make(job, pictures, place)


def _make(job: _Job, pictures: Mapping[str, bytes], place: Place | None) -> bool:
    """Print the paper and keep it when its turn comes; anew as long as its number moves."""
    line, overtaken = queue_of(job.database), 0
    while overtaken < ATTEMPTS:
        ordinal = place.number if place else None
        with job.database.reading() as session:
            document = session.get_one(Document, job.document_id)
            if document.state != RELEASED:
                return False
            case = session.get_one(Case, document.case_id)
            paper = _lay_out(session, job, case, document, _annexed(session, document, job.at), ordinal)
            sealed = document_kind(document.kind).signing.bears_seal
        printed = job.printer.print(paper.sheets, pictures, paper.hand, sealed=sealed, at=job.at)
        failpoint("document_printed_before_turn")
        if place and ordinal and not line.at_the_head(place, ordinal):
            continue
        try:
            with job.database.writing() as session:
                return _store(session, job, paper, printed)
        except _Overtaken:
            overtaken += 1
            if place:
                line.count_anew(place)
    raise TryLater("Other papers took the next number each time this one was made.")


def _lay_out(
    session: Session, job: _Job, case: Case, document: Document, annexed: Annexed | None, ordinal: int | None
) -> LaidOut:
    """The paper under this number. Raises what FOR_PEOPLE names where it lacks something."""
    by, keys, at = _hand(document), job.keys, job.at
    draft = thaw(opened_content(keys, document)["draft"])
    numbered = _numbered(session, case, document, at, ordinal)
    lookup = annexed.lookup if annexed else None
    day = signing_day(session, keys, case, document, person=by.person, at=at, mark=numbered.mark, lookup=lookup)
    sheets = compose(document.kind, draft, day, calendar_in_force(session))
    sheets = with_code(sheets, day.mark.number, day.day, job.signing.paper_key)
    return LaidOut(numbered, annexed, draft, day, _hand_of(session, day, by.person), sheets)


def _refuse(session: Session, case: Case, document: Document, at: datetime) -> None:
    """Raises Refused where the paper may not be signed any more, TryLater where another is made first."""
    refuse_state(case, document_kind(document.kind))
    if case.on_hold:
        raise Refused("The case was held after the paper was signed: sign it again when it is released.")
    refuse_wrong_signer(session, case, document, _hand(document), vietnam_day(at))
    refuse_too_late(session, case, document, vietnam_day(at))
    _wait_for_its_slip(session, document)


def _wait_for_its_slip(session: Session, document: Document) -> None:
    """A notice is made after its transfer slip. Raises TryLater while that is in the press, Refused where it waits."""
    slip = transfer_slip_of(session, document.case_id) if document.kind == codes.NOTICE else None
    if slip is not None and slip.state == RELEASED:
        raise TryLater("The transfer slip of this case is made first.")
    if slip is not None and slip.state == WAITING:
        raise Refused("The transfer slip of this case could not be made: sign it again, and then the notice.")


def _store(session: Session, job: _Job, paper: LaidOut, printed: Printed) -> bool:
    """Take the number and write everything down. Raises _Overtaken, and what `_refuse` and `_lay_out` raise."""
    keys, at, numbered = job.keys, job.at, paper.numbered
    document, case = locked_with_case(session, job.document_id)
    if document.state != RELEASED:
        return False
    _refuse(session, case, document, at)
    if _lay_out(session, job, case, document, paper.annexed, numbered.ordinal) != paper:
        raise _Overtaken
    if numbered.series and next_number(session, numbered.series) != numbered.ordinal:
        raise _Overtaken
    _refuse_backwards(session, numbered)
    by = _hand(document)
    _write_down(session, document, keys, paper, printed)
    sealed = store_blob(job.store, printed.signed, "document", made_by=f"press {document.fingerprint}")
    failpoint("document_signed_before_row")
    document.signed_sha256, document.size, document.state = sealed.sha256, sealed.size, SIGNED
    session.flush()
    record_sealed(session, case.id, [sealed], at=at, actor=by.label)
    code = paper.annexed.code if paper.annexed else None
    tell_case(session, keys, case, document, paper.draft, hand=by, code=code, at=at)
    failpoint("document_row_before_commit")
    return True


def _refuse_backwards(session: Session, numbered: Numbered) -> None:
    """No number is signed on an earlier day than the number before it: midnight came, or clocks differ."""
    before = sa.select(Document.issued_on).where(
        Document.series == numbered.series, Document.number == (numbered.ordinal or 0) - 1
    )
    day = session.scalar(before) if numbered.series else None
    if day is not None and day > numbered.mark.day:
        raise TryLater(f"The number before {numbered.mark.number} was signed on {day}: this paper is made anew.")


def _hand(document: Document) -> Actor:
    assert document.released_by and document.released_role
    return Actor(document.released_by, Role(document.released_role), rank=document.released_rank, demo=document.demo)


def _hand_of(session: Session, day: Day, person: str) -> Hand:
    """Whose key signs: as his certificate names him."""
    account = session.get_one(Account, person)
    named = day.signer or day.officer
    assert named is not None
    return Hand(account.name, named.name, named.post, day.agency.full_name)


def _series(session: Session, document: Document, at: datetime) -> str | None:
    """The run of numbers that the paper takes one of; None: it bears the number of its case."""
    day = vietnam_day(at)
    agency = agency_on(session, day)
    symbol = number_symbol(agency, document.kind)
    return series_key(agency.symbol, symbol, day) if symbol else None


def _numbered(session: Session, case: Case, document: Document, at: datetime, ordinal: int | None) -> Numbered:
    """The number as it is printed; a paper without a symbol bears the case's number."""
    day = vietnam_day(at)
    series, symbol = _series(session, document, at), number_symbol(agency_on(session, day), document.kind)
    if symbol is None:
        return Numbered(Mark(case.number, day))
    if ordinal is None:
        raise TryLater("The agency gave such papers a symbol while this one was made.")
    return Numbered(Mark(number_text(ordinal, symbol), day), series, ordinal, symbol)


def _annexed(session: Session, document: Document, at: datetime) -> Annexed | None:
    """New codes for a notice's annex; the check code is that of the log as it stands."""
    if document.kind != codes.NOTICE:
        return None
    code, agency = new_code(), agency_on(session, vietnam_day(at))
    size, root = root_now(session)
    return Annexed(LookupFacts(agency.lookup_url, printed_lookup_code(code), str(check_code(size, root))), code)


def _write_down(session: Session, document: Document, keys: FieldKeys, paper: LaidOut, printed: Printed) -> None:
    """Everything that the paper was made with, so that it can be made and asked for again."""
    numbered, day, sheets = paper.numbered, paper.day, paper.sheets
    content = opened_content(keys, document) | {
        "sheets": [{"kind": sheet.form.kind, "content": content_json(sheet.content)} for sheet in sheets],
        "made_at": iso(day.at),
        "made_by": _own_version(),
    }
    if document.kind == codes.NOTICE:
        appointed = appointment_of(paper.draft, paper.day.day, calendar_in_force(session))
        content["appointment_at"] = appointed.astimezone(VIETNAM).isoformat()
    form, named = sheets[0].form, day.signer or day.officer
    document.content = seal_content(keys, document.id, content)
    document.series, document.number, document.symbol = numbered.series, numbered.ordinal, numbered.symbol
    document.no, document.issued_on, document.signed_at = numbered.mark.number, day.day, day.at
    document.signer_name = named.name if named else None
    document.form, document.template, document.form_from = form.form, form.template, form.valid_from
    document.fingerprint = printed.fingerprint
    document.content_sha256, document.unsigned_sha256 = content_hash(sheets), sha256(printed.unsigned)
    document.pages, document.problem = printed.pages, None
    if paper.annexed:
        document.check_code = paper.annexed.lookup.check_code
        document.lookup_code = keys.seal(f"documents|lookup_code|{document.id}", paper.annexed.code)


@cache
def _own_version() -> str:
    return version("ticketing")


def _give_back(session: Session, document_id: str, problem: str, at: datetime) -> None:
    """The paper was not pressed: back to its signer, or nowhere where the case has no use for it any more."""
    document, case = locked_with_case(session, document_id)
    if document.state != RELEASED:
        return
    paper = document_kind(document.kind)
    useless = CaseState(case.state) not in paper.states
    document.state = WITHDRAWN if useless else WAITING
    document.problem = problem
    document.released_by = document.released_role = document.released_rank = document.released_at = None
    data = {"document": document.id, "kind": document.kind, "withdrawn": useless}
    record.note(session, case, LogEvent.DOCUMENT_NOT_ISSUED, actor=machine("press"), at=at, data=data)
    # It may come back from the press twice, perhaps at the same moment of a clock that stands still.
    enqueue(session, record.REACT, case.id, key=f"{case.id}:{document.id}:{new_id()}", at=at)
