"""What travels: a signed document as dispatch sees it, and whom it is for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases.owner.identification import permit_of_a_step
from ticketing.cases.owner.persons import PersonRole, opened, person_row
from ticketing.cases.tables import Case, CasePerson
from ticketing.documents import codes, superseded
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.codes import COMMUNE_SLIP
from ticketing.documents.content.draft import Draft, thaw
from ticketing.documents.content.orders.order_facts import EnforcementOrder, WarningEnds
from ticketing.documents.content.police import commune_police
from ticketing.documents.content.wording import VEHICLES
from ticketing.documents.kinds import ENFORCEMENTS, document_kind, kinds_where
from ticketing.documents.kinds.row import DocumentKind
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import Document
from ticketing.kit.fields import FieldKeys
from ticketing.registry.access import Permit

HOLDER = "holder"
"""Addressee of the copy that goes to the employer, or to the bank, which carries an enforcement decision out."""
PERSON = "person"
"""How lists call the one whom a paper is for, beside whom its copies go to."""


class NotConsigned(ValueError):
    """The paper cannot travel; the sentence says why."""


@dataclass(frozen=True)
class SignedDocument:
    """A signed document. number: "07/TB-CSGT"; sha256 and size of the signed file; kind_vi: as lists name it."""

    document_id: str
    case_id: str
    kind: str
    kind_vi: str
    number: str
    day: date
    sha256: str
    size: int
    pages: int

    @property
    def row(self) -> DocumentKind:
        """What there is to know of its kind."""
        return document_kind(self.kind)

    @property
    def file_name(self) -> str:
        """Its name as an attachment: ASCII, no personal data.

        >>> SignedDocument("", "", codes.DECISION, "Quyết định", "07/QĐ-XPHC", date(2026, 11, 18), "", 0, 2).file_name
        '07-QD-XPHC.pdf'
        """
        return f"{file_stem(self.number)}.pdf"


def file_stem(number: str) -> str:
    """The number of a paper as a part of a file's name."""
    return number.replace("/", "-").replace("Đ", "D")


@dataclass(frozen=True)
class Receiver:
    """Whom a paper is for, opened for a cover list; of a warning to agencies, which vehicle, and what. Never logged."""

    name: str
    address: str


@dataclass(frozen=True)
class VehicleLine:
    """What a warned agency enters of one paper, and nothing more of the case.

    action: "warn" or "lift". plate: as the paper prints it; vehicle_type, plate_colour: codes of `law`.
    lifts: number of the warning that ends; empty for a warning.
    """

    action: str
    plate: str
    plate_colour: str
    vehicle_type: str
    lifts: str = ""


def signed_document_of(session: Session, document_id: str) -> SignedDocument:
    """A signed document that travels by itself. Raises NotConsigned."""
    document = session.get(Document, document_id)
    if document is None:
        raise NotConsigned(f"There is no document '{document_id}'.")
    if not document_kind(document.kind).is_sent:
        sent = ", ".join(kinds_where(lambda kind: kind.is_sent))
        raise NotConsigned(f"A paper of kind {document.kind} is not sent. Sent are: {sent}.")
    return as_signed_document(document)


def as_signed_document(document: Document) -> SignedDocument:
    """A signed document as lists name it. Raises NotConsigned."""
    if not (document.signed and document.signed_sha256 and document.no and document.issued_on):
        raise NotConsigned(f"Document {document.no or document.id} is {document.state}: only a signed one is sent.")
    return SignedDocument(
        document_id=document.id,
        case_id=document.case_id,
        kind=document.kind,
        kind_vi=document_kind(document.kind).sending.name_vi,
        number=document.no,
        day=document.issued_on,
        sha256=document.signed_sha256,
        size=document.size or 0,
        pages=document.pages or 0,
    )


def draft_of(session: Session, keys: FieldKeys, paper: SignedDocument) -> Draft:
    """The facts that a paper is made of."""
    return thaw(opened_content(keys, session.get_one(Document, paper.document_id))["draft"])


def vehicle_line(session: Session, keys: FieldKeys, paper: SignedDocument) -> VehicleLine | None:
    """What the signed paper says of its vehicle; None for a paper that goes to persons, or to the police."""
    if not paper.row.to_agencies:
        return None
    draft = draft_of(session, keys, paper)
    vehicle, lifted = draft.case.vehicle, draft.extra
    said = (vehicle.plate, vehicle.plate_colour, vehicle.kind)
    if isinstance(lifted, WarningEnds):
        return VehicleLine("lift", *said, lifts=lifted.number)
    return VehicleLine("warn", *said)


def receiver_row(session: Session, paper: SignedDocument) -> CasePerson | None:
    """Whom a paper is for, still sealed: the person its notice names; of a decision the violator, else the owner."""
    if addressee := _addressee(session, paper):
        return addressee
    violator = person_row(session, paper.case_id, PersonRole.VIOLATOR) if paper.row.reaches_the_violator else None
    return violator or person_row(session, paper.case_id, PersonRole.OWNER)


def _addressee(session: Session, paper: SignedDocument) -> CasePerson | None:
    """Whom the notice names that a paper is, follows or reminds of.

    A later owner is another person, perhaps of another commune: what is under way is not for him.
    """
    notice = None if paper.row.between_offices else notice_of(session, paper)
    return session.get(CasePerson, notice.about) if notice and notice.kind == codes.NOTICE else None


def notice_of(session: Session, paper: SignedDocument) -> Document | None:
    """The notice that a paper is, follows or reminds of; None for one of no notice, or of a decision."""
    return superseded.notice_of(session, session.get_one(Document, paper.document_id))


def nobody_waits_for(session: Session, paper: SignedDocument) -> bool:
    """Whether another notice went out since, or a transfer slip's case is handled here (see documents.superseded)."""
    return superseded.is_superseded(session, session.get_one(Document, paper.document_id))


def receiver_commune(session: Session, paper: SignedDocument) -> str:
    """Code of the commune in which the receiver lives today; empty where it is not known, and the post is left."""
    row = receiver_row(session, paper)
    if row is not None and row.role == PersonRole.VIOLATOR:
        return row.commune_code or ""
    return (row.commune_code if row else None) or session.get_one(Case, paper.case_id).commune_code or ""


def destination_of(session: Session, paper: SignedDocument) -> str:
    """Code of the commune whose police bring a paper to its receiver; of a slip, of the office that it names."""
    if paper.row.between_offices:
        return passed_to(session, paper).get("code", "")
    named = passed_to(session, paper).get("code") if paper.kind == COMMUNE_SLIP else None
    return named or receiver_commune(session, paper)


def enforcement_of(session: Session, case_id: str) -> SignedDocument | None:
    """The signed enforcement decision of a case: it names the holder of its copies."""
    signed = [paper for kind in ENFORCEMENTS for paper in signed_documents(session, case_id, kind)]
    return signed_document_of(session, signed[-1].id) if signed else None


def passed_to(session: Session, paper: SignedDocument) -> Mapping[str, str]:
    """The police that a slip goes to, with office and code where they are known (`content.draft.TransferTo`)."""
    return session.get_one(Document, paper.document_id).passed_to or {}


def open_receiver(session: Session, keys: FieldKeys, paper: SignedDocument, addressee: str = "") -> Receiver:
    """Name and address for a cover list. The caller writes the event of the look. Raises NotConsigned without any.

    addressee: of a paper that goes to several receivers, which one (ConsignmentItem.addressee).
    """
    if addressee == HOLDER:
        enforcement = enforcement_of(session, paper.case_id)
        order = draft_of(session, keys, enforcement).extra if enforcement else None
        assert isinstance(order, EnforcementOrder)
        return Receiver(order.holder, order.holder_address)
    if line := vehicle_line(session, keys, paper):
        told = f"Gỡ cảnh báo số {line.lifts}" if line.lifts else "Cảnh báo"
        return Receiver(f"{line.plate}, {VEHICLES.get(line.vehicle_type, line.vehicle_type)}", told)
    if paper.row.between_offices:
        return Receiver(passed_to(session, paper).get("police", ""), "")
    if paper.kind == COMMUNE_SLIP:
        return Receiver(commune_police(destination_of(session, paper), paper.day), "")
    row = receiver_row(session, paper)
    if row is None:
        raise NotConsigned(f"The case of {paper.number} names nobody whom it could be sent to.")
    person = opened(keys, row)
    return Receiver(person.name, person.address_on_papers)


def addressee_on_lists(paper: SignedDocument, addressee: str) -> str:
    """How manifest and reply tell the copies of one paper apart; empty for what goes to one office alone."""
    return addressee or ("" if paper.row.between_offices else PERSON)


def permit_for(paper: SignedDocument, consignment_no: str, actor: Actor) -> Permit:
    """What allows the look at the receiver."""
    return permit_of_a_step(paper.case_id, f"cover list of consignment {consignment_no}", actor)
