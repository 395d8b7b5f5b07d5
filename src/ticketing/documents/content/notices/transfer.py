"""Papers to other police: the transfer slip Mẫu số 03/73 and the slip to the commune police, Mẫu số 04 with its reply.

C73 art. 24.1.b and 24.5.b; domain.md 2.2, 2.3, 8.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.documents.content import wording
from ticketing.documents.content.facts import (
    AgencyFacts,
    CommunePoliceFacts,
    Mark,
    PartyFacts,
    SignerFacts,
    VehicleFacts,
    ViolationFacts,
)
from ticketing.documents.content.parts import (
    Content,
    Letterhead,
    Signature,
    Vehicle,
    act_lines,
    frame,
    owner_lines,
    paper_line,
    required,
    vehicle,
)


@dataclass(frozen=True)
class TransferSlip(Content):
    """Mẫu số 03/73 (Phiếu chuyển)."""

    letterhead: Letterhead
    addressee: str
    issuer_name: str
    vehicle: Vehicle
    owner_name: str
    owner_id_label: str
    owner_id: str
    owner_address: str
    violated_at: str
    place: str
    act: str
    article: str
    notice: str
    attachments: tuple[str, ...]
    recipients: tuple[str, ...]
    signature: Signature


@dataclass(frozen=True)
class CommuneSlip(Content):
    """Mẫu số 04 (Phiếu gửi) with the tear-off reply (Phiếu báo), whose answers the commune police fills in by hand."""

    letterhead: Letterhead
    commune_police: str
    reply_parent: str
    reply_issuer: str
    issuer_name: str
    issuer_address: str
    notice: str
    slip: str
    owner_name: str
    owner_id_label: str
    owner_id: str
    owner_address: str
    owner_phone: str
    vehicle: Vehicle
    violated_at: str
    place: str
    act: str
    article: str
    recipients: tuple[str, ...]
    signature: Signature


def build_transfer_slip(
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    receiving_police: str,
    owner: PartyFacts,
    car: VehicleFacts,
    violation: ViolationFacts,
    *,
    notice: Mark | None = None,
    attachments: Sequence[str] = (),
) -> TransferSlip:
    """Mẫu số 03/73 to the police that handle the case; notice: the one sent to the owner, if it is sent already."""
    return TransferSlip(
        **frame(agency, signer, mark, ["Như trên"]),
        addressee=required(receiving_police, "receiving police"),
        vehicle=vehicle(car),
        **owner_lines(owner),
        **act_lines(violation),
        article=required(violation.article_in_full, "article"),
        notice=paper_line("Thông báo", notice) if notice else "",
        attachments=tuple(attachments),
    )


def build_commune_slip(
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    police: CommunePoliceFacts,
    owner: PartyFacts,
    car: VehicleFacts,
    violation: ViolationFacts,
    *,
    notice: Mark,
) -> CommuneSlip:
    """Mẫu số 04 to the commune police of the owner's present residence, after the twentieth day (C73 art. 24.5.b)."""
    return CommuneSlip(
        **frame(agency, signer, mark, ["Như trên"]),
        commune_police=required(police.full_name, "commune police"),
        reply_parent=wording.capitals(f"Công an {police.province}"),
        reply_issuer=wording.capitals(police.name),
        issuer_address=agency.address,
        notice=paper_line("Thông báo", notice),
        slip=paper_line("Phiếu gửi", mark),
        **owner_lines(owner),
        owner_phone=owner.phone or wording.UNKNOWN,
        vehicle=vehicle(car),
        **act_lines(violation),
        article=required(violation.article_in_full, "article"),
    )
