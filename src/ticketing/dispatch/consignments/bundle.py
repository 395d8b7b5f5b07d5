"""A consignment on paper and in its mail: print file with cover list, single signed files, manifest.

Subject, body and file names carry no personal data; the cover list does, and travels inside the print file. The
manifest of a bundle of warnings names their vehicles, so that the agency's program can enter them; no person or act.
"""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.agency.agency import Agency, Channel, agency_on
from ticketing.agency.dispatch_rules import WarnedAgency
from ticketing.dispatch.channels.ports import Attachment, Message
from ticketing.dispatch.consignments.enclosures import Enclosure, enclosures_of
from ticketing.dispatch.consignments.print_file import Round, Stop, print_round
from ticketing.dispatch.signed_documents import (
    Receiver,
    SignedDocument,
    VehicleLine,
    addressee_on_lists,
    file_stem,
    open_receiver,
    permit_for,
    signed_document_of,
    vehicle_line,
)
from ticketing.dispatch.tables import Consignment, ConsignmentItem, OutboxMessage
from ticketing.documents.codes import COMMUNE_SLIP
from ticketing.documents.content.letters.compose import WARNED
from ticketing.documents.content.police import commune_police, traffic_division
from ticketing.evidence.blobs import BlobStore
from ticketing.evidence.seal import Sealed, items_of, store_blob
from ticketing.kit.clock import VIETNAM, iso_vietnam, vietnam_day
from ticketing.kit.fields import FieldKeys
from ticketing.registry.access import note_lookup

PRINT, MANIFEST, SIGNATURE = "print", "manifest", "manifest_signature"
ENCLOSED = "enclosed_with"
"""What the manifest says of a file that goes with a slip: the number of the slip, under which its delivery is told."""
COLUMNS = ("no", "addressee", "kind", "file", "sha256", "size", "pages", ENCLOSED)
VEHICLE_COLUMNS = ("date", *(field.name for field in fields(VehicleLine)))
REPLY_COLUMNS = (
    "no", "addressee", "outcome", "handed_on", "receiver", "note", "other_name", "other_address", "other_birth",
    "other_id", "received_on", "owner_words",
)  # fmt: skip
REPLY_FILE, SIGNATURE_FILE = "reply.csv", "manifest.json.sig"


@dataclass(frozen=True)
class Bundle:
    """What a closed consignment is printed from. addressees to enclosures stand beside papers, in their order.

    channel, receiver_code: of the consignment. vehicles: of warnings and what lifts them; None for other papers.
    """

    consignment_id: str
    number: str
    receiver: str
    channel: Channel
    receiver_code: str
    closed_at: datetime
    agency: Agency
    papers: tuple[SignedDocument, ...]
    addressees: tuple[str, ...]
    receivers: tuple[Receiver, ...]
    vehicles: tuple[VehicleLine | None, ...]
    item_ids: tuple[str, ...]
    enclosures: tuple[tuple[Enclosure, ...], ...]

    @property
    def day(self) -> date:
        """The day on which it was closed: its papers' agency and forms are those of that day."""
        return vietnam_day(self.closed_at)


@dataclass(frozen=True)
class Pressed:
    """The files of a bundle. signature: Ed25519 over the manifest by the key of the paper codes; empty: unsigned."""

    print_pdf: bytes
    manifest: bytes
    signature: bytes = b""


BundlePress = Callable[[BlobStore, Bundle], Pressed]


def collect(
    session: Session,
    keys: FieldKeys,
    consignment: Consignment,
    items: Sequence[ConsignmentItem],
    *,
    actor: Actor,
    at: datetime,
    noted: bool = False,
) -> Bundle:
    """Open the receivers for the cover list, an event each, and put together what is printed.

    noted: these events stand in the log; a printing that broke off is begun again, and nobody looks a second time.
    """
    assert consignment.number and consignment.closed_at
    papers = tuple(signed_document_of(session, item.document_id) for item in items)
    receivers = tuple(
        open_receiver(session, keys, paper, item.addressee) for paper, item in zip(papers, items, strict=True)
    )
    to_commune = consignment.channel == Channel.COMMUNE_POLICE
    enclosures = tuple(enclosures_of(session, keys, paper, to_the_commune=to_commune) for paper in papers)
    for paper in () if noted else papers_that_name(papers, enclosures):
        note_lookup(session, permit_for(paper, consignment.number, actor), at=at, found="receiver")
    day = vietnam_day(consignment.closed_at)
    agency = agency_on(session, day)
    return Bundle(
        consignment_id=consignment.id,
        number=consignment.number,
        receiver=receiver_name(agency, consignment.channel, consignment.receiver_code, day),
        channel=Channel(consignment.channel),
        receiver_code=consignment.receiver_code,
        closed_at=consignment.closed_at,
        agency=agency,
        papers=papers,
        addressees=tuple(item.addressee for item in items),
        receivers=receivers,
        vehicles=tuple(vehicle_line(session, keys, paper) for paper in papers),
        item_ids=tuple(item.id for item in items),
        enclosures=enclosures,
    )


def papers_that_name(
    papers: Sequence[SignedDocument], enclosures: Sequence[Sequence[Enclosure]]
) -> list[SignedDocument]:
    """The papers for whose lines a person was opened; of a slip it is the one to whom its notice is handed."""
    return [
        paper
        for paper, enclosed in zip(papers, enclosures, strict=True)
        if any(one.receiver for one in enclosed) or not (paper.row.between_offices or paper.kind == COMMUNE_SLIP)
    ]


def receiver_name(agency: Agency, channel: str, receiver_code: str, day: date) -> str:
    """Who takes a consignment over, in the words of papers."""
    match Channel(channel):
        case Channel.COMMUNE_POLICE:
            return commune_police(receiver_code, day)
        case Channel.TRAFFIC_DIVISION:
            return traffic_division(receiver_code, day)
        case Channel.WARNED_AGENCY:
            office = agency.warnings.warned_office(receiver_code)
            return office.name if office else WARNED[WarnedAgency(receiver_code)]
        case Channel.POST:
            return "bưu điện"
        case Channel.ELECTRONIC:
            return "hệ thống giao nhận điện tử"


def press(
    store: BlobStore,
    bundle: Bundle,
    *,
    sign: Callable[[bytes], bytes] | None = None,
    own_templates: Path | None = None,
) -> Pressed:
    """Make the print file and the manifest, signed where `sign` is given; all are the same whenever made again.

    own_templates: the agency's folder, before the shipped one.
    """
    stops = [
        Stop(*one) for one in zip(bundle.papers, bundle.receivers, bundle.item_ids, bundle.enclosures, strict=True)
    ]
    of_vehicles = bundle.channel is Channel.WARNED_AGENCY
    on = Round(bundle.agency, bundle.number, bundle.day, bundle.receiver, stops, of_vehicles=of_vehicles)
    printed = print_round(
        store, on, layout=bundle.agency.dispatch.layout, made_at=bundle.closed_at, own_templates=own_templates
    )
    manifest = manifest_of(bundle)
    return Pressed(printed, manifest, sign(manifest) if sign else b"")


def seal(store: BlobStore, pressed: Pressed) -> list[Sealed]:
    """Store print file, manifest and its signature, before any row speaks of them."""
    made_by = "ticketing.dispatch"
    files = [
        store_blob(store, pressed.print_pdf, PRINT, made_by=made_by),
        store_blob(store, pressed.manifest, MANIFEST, made_by=made_by),
    ]
    if pressed.signature:
        signed = files[-1].sha256
        files.append(store_blob(store, pressed.signature, SIGNATURE, parent=signed, made_by=made_by))
    return files


def manifest_of(bundle: Bundle) -> bytes:
    """What a consignment holds, as JSON: number and SHA-256 of each paper; of warnings, what is entered of each."""
    to_commune = bundle.channel is Channel.COMMUNE_POLICE
    content = {
        "consignment": bundle.number,
        "receiver": bundle.receiver,
        "commune_code": bundle.receiver_code if to_commune else None,
        "receiver_code": bundle.receiver_code or None,
        "closed_at": iso_vietnam(bundle.closed_at),
        "papers": _entries(bundle),
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def _entries(bundle: Bundle) -> list[dict[str, Any]]:
    """One entry a file, in the order of print: each paper, and behind a slip what goes with it."""
    lines: list[tuple[SignedDocument, dict[str, Any]]] = []
    for paper, addressee, vehicle, enclosures in zip(
        bundle.papers, bundle.addressees, bundle.vehicles, bundle.enclosures, strict=True
    ):
        entered = {"date": paper.day.isoformat(), **asdict(vehicle)} if vehicle else {}
        lines.append((paper, {"addressee": addressee_on_lists(paper, addressee), **entered}))
        lines += [(one.paper, {"addressee": "", ENCLOSED: paper.number}) for one in enclosures]
    names = _file_names([paper for paper, _ in lines])
    return [
        {
            "no": paper.number,
            "kind": paper.kind,
            "file": name,
            "sha256": paper.sha256,
            "size": paper.size,
            "pages": paper.pages,
            **said,
        }
        for (paper, said), name in zip(lines, names, strict=True)
    ]


def _file_names(papers: Sequence[SignedDocument]) -> list[str]:
    """Names of the papers' files. A paper that goes to two receivers is one file; numbers begin again each year, so
    that another paper of a number bears its day besides.
    """
    first: dict[str, SignedDocument] = {}
    return [
        paper.file_name
        if first.setdefault(paper.file_name, paper).sha256 == paper.sha256
        else f"{file_stem(paper.number)}-{paper.day:%Y%m%d}.pdf"
        for paper in papers
    ]


def message_of(session: Session, store: BlobStore, row: OutboxMessage) -> Message:
    """The message of a closed consignment. Raises evidence.blobs.BlobMissing, BlobDamaged."""
    consignment = session.get_one(Consignment, row.consignment_id)
    assert consignment.number and consignment.closed_at and consignment.print_sha256 and consignment.manifest_sha256
    day = vietnam_day(consignment.closed_at)
    agency = agency_on(session, day)
    manifest = store.get(consignment.manifest_sha256)
    papers: list[dict[str, Any]] = json.loads(manifest)["papers"]
    receiver = receiver_name(agency, consignment.channel, consignment.receiver_code, day)
    of_vehicles = consignment.channel == Channel.WARNED_AGENCY
    columns = (*COLUMNS, *VEHICLE_COLUMNS) if of_vehicles else COLUMNS
    files: dict[str, str] = {paper["file"]: paper["sha256"] for paper in papers}
    return Message(
        message_id=row.message_id,
        sender=agency.mail.sender or f"noreply@{agency.mail.domain or 'localhost'}",
        recipient=row.recipient,
        subject=f"[{agency.symbol}] Chuyến giao văn bản số {consignment.number}: {len(papers):02} văn bản",
        body=_body(agency, consignment, receiver, len(papers)),
        written_at=row.created_at,
        attachments=(
            Attachment(
                f"in-{file_stem(consignment.number)}.pdf", "application/pdf", store.get(consignment.print_sha256)
            ),
            *(Attachment(name, "application/pdf", store.get(digest)) for name, digest in files.items()),
            Attachment("manifest.json", "application/json", manifest),
            *_signature(session, store, consignment),
            Attachment("manifest.csv", "text/csv", _as_csv(columns, papers)),
            Attachment(REPLY_FILE, "text/csv", _as_csv(REPLY_COLUMNS, [one for one in papers if ENCLOSED not in one])),
        ),
    )


def _body(agency: Agency, consignment: Consignment, receiver: str, count: int) -> str:
    assert consignment.closed_at
    closed = consignment.closed_at.astimezone(VIETNAM)
    return (
        f"Kính gửi: {receiver[0].upper()}{receiver[1:]}\n\n"
        f"{agency.full_name} gửi chuyến giao văn bản số {consignment.number} "
        f"ngày {closed:%d/%m/%Y}, gồm {count:02} văn bản.\n\n"
        f"Tệp đính kèm:\n"
        f"- in-{file_stem(consignment.number or '')}.pdf: danh sách giao nhận và toàn bộ văn bản để in (in hai mặt);\n"
        f"- từng văn bản đã ký số, tên tệp theo số văn bản;\n"
        f"- manifest.json, manifest.csv: danh mục tệp kèm mã SHA-256 để đối chiếu (manifest.json.sig: chữ ký số);\n"
        f"{_asked(consignment)}"
        f"Điện thoại liên hệ: {agency.telephone}\n"
        f"Thư được gửi tự động, mã thư trùng nhau là cùng một chuyến giao.\n"
    )


def _asked(consignment: Consignment) -> str:
    if consignment.channel == Channel.WARNED_AGENCY:
        return (
            "- reply.csv: bảng xác nhận tiếp nhận: điền và gửi trả.\n\n"
            "Đề nghị quý cơ quan đưa vào hoặc gỡ cảnh báo từng phương tiện theo cột action của danh mục "
            "(warn: cảnh báo; lift: gỡ cảnh báo) và xác nhận đã tiếp nhận.\n"
            "Bản có giá trị là từng tệp đã ký số.\n\n"
        )
    return (
        "- reply.csv: bảng ghi kết quả giao, dùng khi không làm việc trên hệ thống: điền và gửi trả.\n\n"
        "Đề nghị tiếp nhận chuyến giao trên hệ thống, in và giao văn bản cho người có tên trong danh sách, "
        "ghi lại kết quả giao từng văn bản.\n"
        "Bản in chỉ để giao; bản có giá trị là từng tệp đã ký số.\n\n"
    )


def _signature(session: Session, store: BlobStore, consignment: Consignment) -> list[Attachment]:
    """The signature of the manifest that travels; consignments of earlier versions have none."""
    sealed = items_of(session, f"consignment:{consignment.id}")
    found = (one for one in sealed if one.role == SIGNATURE and one.parent == consignment.manifest_sha256)
    return [Attachment(SIGNATURE_FILE, "application/octet-stream", store.get(one.sha256)) for one in found]


def _as_csv(columns: Sequence[str], papers: Sequence[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([paper.get(name, "") for name in columns] for paper in papers)
    return out.getvalue().encode("utf-8-sig")
