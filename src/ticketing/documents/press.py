"""The press: a released paper gets its number, is printed as PDF/A, signed and sealed into the evidence, once.

Number, row, sealed blob and the case's event are one transaction: no number without a paper, no paper without its
event, and after a crash nothing of it or all of it. Running again does nothing. A file that was signed just before a
crash lies in the store under its hash, and no row speaks of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import NoAgency
from ticketing.cases import record
from ticketing.cases.decision_tables import ISSUED
from ticketing.cases.decisions import decision_of
from ticketing.cases.owner import ADDRESSEE
from ticketing.cases.record import REACT, Facts
from ticketing.cases.states import Refused, S
from ticketing.cases.tables import Case
from ticketing.documents.check_code import check_code, lookup_hash, printed_lookup_code
from ticketing.documents.compose import appointment_of, compose
from ticketing.documents.content.minutes import MinutesFacts
from ticketing.documents.content.parts import MissingFact
from ticketing.documents.draft import Day, Draft, thaw
from ticketing.documents.facts import LookupFacts, Mark
from ticketing.documents.forms import NoFormInForce, form_on
from ticketing.documents.keyring import Signing
from ticketing.documents.numbering import number_text, series_key
from ticketing.documents.paper_code import with_code
from ticketing.documents.papers import PaperKind, paper_kind
from ticketing.documents.pdfa import page_count
from ticketing.documents.pictures import pictures_of
from ticketing.documents.render import PaperError, Sheet, render, render_fingerprint
from ticketing.documents.sealed import opened_content, seal_content
from ticketing.documents.sign import SigningRefused, sign_pdf
from ticketing.documents.signing_day import hand_of, number_symbol, refuse_too_late, refuse_wrong_signer, signing_day
from ticketing.documents.snapshot import content_hash, content_json, read_content
from ticketing.documents.steps import locked_with_case, refuse_state
from ticketing.documents.tables import RELEASED, SIGNED, WAITING, WITHDRAWN, Document
from ticketing.evidence.blobs import BlobStore
from ticketing.evidence.log import root_now
from ticketing.evidence.seal import record_sealed, store_blob
from ticketing.kit.clock import VIETNAM, iso, parse_moment, vietnam_day
from ticketing.kit.db import Database
from ticketing.kit.digest import sha256
from ticketing.kit.failpoints import failpoint
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_code
from ticketing.kit.numbers import next_number
from ticketing.kit.wakeups import wake
from ticketing.law.calendar import official_calendar

# What a person has to mend; everything else is tried again by the machine.
FOR_PEOPLE = (Refused, MissingFact, NoFormInForce, NoAgency, SigningRefused, PaperError)


@dataclass(frozen=True)
class Numbered:
    """A number taken in this transaction, and the codes of a notice's annex. ordinal None: no number of its own."""

    mark: Mark
    series: str | None
    ordinal: int | None
    symbol: str | None
    lookup: LookupFacts | None
    code: str | None


def press(
    database: Database, store: BlobStore, keys: FieldKeys, signing: Signing, document_id: str, *, at: datetime
) -> bool:
    """Press a released paper. False: there was nothing to press, or it went back to its signer with the reason.

    A paper that may not be signed any more (held, the case moved on, the signer's power ended over night) or lacks
    something waits for its signer again, `problem` says why; one whose case has no use for it is withdrawn.
    """
    with database.reading() as session:
        document = session.get(Document, document_id)
        if document is None or document.state != RELEASED:
            return False
        kind, draft = document.kind, thaw(opened_content(keys, document)["draft"])
    try:
        pictures = pictures_of(store, kind, draft)  # takes longest and needs no lock
        with database.writing() as session:
            return _press(session, store, keys, signing, document_id, pictures, at)
    except FOR_PEOPLE as problem:
        with database.writing() as session:
            _give_back(session, document_id, str(problem), at)
        return False


def press_again(session: Session, store: BlobStore, keys: FieldKeys, document_id: str) -> bytes:
    """The unsigned paper as it was made, byte for byte, under the same fonts, templates and libraries.

    Raises LookupError where it is not signed, ValueError where it comes out otherwise.
    """
    document = session.get(Document, document_id)
    if document is None or document.state != SIGNED or document.issued_on is None:
        raise LookupError("Only a paper that was signed can be made again.")
    content = opened_content(keys, document)
    sheets = tuple(
        Sheet(form_on(sheet["kind"], document.issued_on), read_content(sheet["kind"], sheet["content"]))
        for sheet in content["sheets"]
    )
    pictures = pictures_of(store, document.kind, thaw(content["draft"]))
    pdf = render(sheets, pictures, made_at=parse_moment(content["made_at"]))
    if sha256(pdf) != document.unsigned_sha256:
        same = render_fingerprint()["all"] == document.fingerprint
        raise ValueError(
            "The paper does not come out as it was made"
            + (": its content or pictures were changed." if same else ": fonts, templates or libraries are others now.")
        )
    return pdf


def _press(
    session: Session,
    store: BlobStore,
    keys: FieldKeys,
    signing: Signing,
    document_id: str,
    pictures: Mapping[str, bytes],
    at: datetime,
) -> bool:
    document, case = locked_with_case(session, document_id)
    if document.state != RELEASED:
        return False
    paper, hand = paper_kind(document.kind), _hand(document)
    refuse_state(case, paper)
    if "HELD" in case.flags:
        raise Refused("The case was held after the paper was signed: sign it again when it is released.")
    refuse_wrong_signer(session, case, document, hand, vietnam_day(at))
    refuse_too_late(session, case, document, vietnam_day(at))
    draft = thaw(opened_content(keys, document)["draft"])
    numbered = _take_number(session, keys, case, document, hand, at)
    day = signing_day(
        session, keys, case, document, person=hand.person, at=at, mark=numbered.mark, lookup=numbered.lookup
    )
    sheets = compose(document.kind, draft, day, official_calendar())
    sheets = with_code(sheets, day.mark.number, day.day, signing.paper_key)
    pdf = render(sheets, pictures, made_at=at)
    signed = _sign(session, signing, pdf, day, paper, hand, at)
    _write_down(document, keys, sheets, pdf, signed, numbered, day, draft)
    sealed = store_blob(store, signed, "document", made_by=f"press {document.fingerprint}")
    failpoint("document_signed_before_row")
    document.signed_sha256, document.size, document.state = sealed.sha256, sealed.size, SIGNED
    session.flush()
    record_sealed(session, case.id, [sealed], at=at, actor=hand.label)
    _happen(session, keys, case, document, paper, hand, numbered, at)
    failpoint("document_row_before_commit")
    return True


def _hand(document: Document) -> Actor:
    assert document.released_by and document.released_role
    return Actor(document.released_by, Role(document.released_role), rank=document.released_rank, demo=document.demo)


def _take_number(
    session: Session, keys: FieldKeys, case: Case, document: Document, hand: Actor, at: datetime
) -> Numbered:
    """The next number of the paper's series; a paper without a symbol bears the case's number."""
    day = vietnam_day(at)
    unnumbered = signing_day(
        session, keys, case, document, person=hand.person, at=at, mark=Mark(case.number, day), lookup=None
    )
    symbol = number_symbol(unnumbered.agency, document.kind)
    if symbol is None:
        return Numbered(unnumbered.mark, None, None, None, None, None)
    series = series_key(unnumbered.agency.symbol, symbol, day)
    ordinal = next_number(session, series)
    mark = Mark(number_text(ordinal, symbol), day)
    if document.kind != "notice":
        return Numbered(mark, series, ordinal, symbol, None, None)
    code = new_code()
    size, root = root_now(session)
    lookup = LookupFacts(unnumbered.agency.lookup_url, printed_lookup_code(code), str(check_code(size, root)))
    return Numbered(mark, series, ordinal, symbol, lookup, code)


def _sign(
    session: Session, signing: Signing, pdf: bytes, day: Day, paper: PaperKind, hand: Actor, at: datetime
) -> bytes:
    person = hand_of(session, day, hand.person)
    stamp = signing.stamp_of(person, sealed=paper.sealed)
    return sign_pdf(pdf, signing.key_of(person), at=at, stamp=stamp, tsa_url=signing.tsa_url)


def _write_down(
    document: Document,
    keys: FieldKeys,
    sheets: tuple[Sheet, ...],
    pdf: bytes,
    signed: bytes,
    numbered: Numbered,
    day: Day,
    draft: Draft,
) -> None:
    """Everything that the paper was made with, so that it can be made and asked for again."""
    content = opened_content(keys, document) | {
        "sheets": [{"kind": sheet.form.kind, "content": content_json(sheet.content)} for sheet in sheets],
        "made_at": iso(day.at),
    }
    if document.kind == "notice":
        content["appointment_at"] = appointment_of(draft, day.day, official_calendar()).astimezone(VIETNAM).isoformat()
    form, named = sheets[0].form, day.signer or day.officer
    document.content = seal_content(keys, document.id, content)
    document.series, document.number, document.symbol = numbered.series, numbered.ordinal, numbered.symbol
    document.no, document.issued_on, document.signed_at = numbered.mark.number, day.day, day.at
    document.signer_name = named.name if named else None
    document.form, document.template, document.form_from = form.form, form.template, form.valid_from
    document.fingerprint = render_fingerprint()["all"]
    document.content_sha256, document.unsigned_sha256 = content_hash(sheets), sha256(pdf)
    document.pages, document.problem = page_count(signed), None
    if numbered.lookup and numbered.code:
        document.check_code = numbered.lookup.check_code
        document.lookup_code = keys.seal(f"documents|lookup_code|{document.id}", numbered.code)


def _happen(
    session: Session,
    keys: FieldKeys,
    case: Case,
    document: Document,
    paper: PaperKind,
    hand: Actor,
    numbered: Numbered,
    at: datetime,
) -> None:
    """What the signature is in the case. A paper that moves no state still wakes what comes next for it."""
    log: dict[str, object] = {
        "document": document.id,
        "kind": document.kind,
        "no": document.no,
        "sha256": document.signed_sha256,
        "content": document.content_sha256,
    }
    event = paper.event_in(S(case.state))
    if event is None:
        record.note(session, case, "paper_signed", actor=hand, at=at, data=log)
        wake(session, REACT, case.id, key=f"{case.id}:{document.id}", at=at)
        return
    columns = {}
    if document.kind == "notice" and numbered.code:
        columns["lookup_code_hash"] = lookup_hash(keys.index_key, numbered.mark.number, numbered.code)
        log[ADDRESSEE] = document.about
    if document.kind == "minutes":
        log[record.KEPT] = _names_something_kept(keys, document)
    if document.kind == "decision":
        log |= _issue(session, case, document, hand)
    because = f"{document.kind} signed by {hand.label}"
    actor = machine("press", because) if paper.by_machine else hand
    facts = Facts(columns=columns, log=log, started_on=document.issued_on, reason=_reason(document))
    record.apply(session, case.id, event, actor=actor, at=at, facts=facts)


def _names_something_kept(keys: FieldKeys, document: Document) -> bool:
    minutes = thaw(opened_content(keys, document)["draft"]).extra
    return isinstance(minutes, MinutesFacts) and minutes.keeps_something


def _issue(session: Session, case: Case, document: Document, hand: Actor) -> dict[str, object]:
    """The decision is issued: its figures are the ones that were printed."""
    decision = decision_of(session, case.id)
    if decision is None or decision.id != document.about:
        raise Refused("The proposal of this decision is not the one that was printed: propose it again.")
    decision.state, decision.number, decision.document_id = ISSUED, document.no, document.id
    decision.issued_on, decision.signer = document.issued_on, hand.person
    return {"decision": decision.id, "amount_vnd": decision.amount_vnd, "points": decision.points}


def _reason(document: Document) -> tuple[str, str] | None:
    """The code that a case which ends by a paper shows."""
    return {
        "withdrawal_letter": ("WITHDRAWN", "The case was withdrawn after the notice, by letter."),
        "closing_note": ("NO_SANCTION", "Closed without a sanction (LHAV art. 65)."),
    }.get(document.kind)


def _give_back(session: Session, document_id: str, problem: str, at: datetime) -> None:
    """The paper was not pressed: back to its signer, or nowhere where the case has no use for it any more."""
    document, case = locked_with_case(session, document_id)
    if document.state != RELEASED:
        return
    paper = paper_kind(document.kind)
    useless = S(case.state) not in paper.states
    document.state = WITHDRAWN if useless else WAITING
    document.problem = problem
    document.released_by = document.released_role = document.released_rank = document.released_at = None
    data = {"document": document.id, "kind": document.kind, "withdrawn": useless}
    record.note(session, case, "paper_not_pressed", actor=machine("press"), at=at, data=data)
