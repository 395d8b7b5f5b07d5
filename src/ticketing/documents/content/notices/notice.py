"""The notice of violation, Mẫu số 01/73 (C73 art. 24.1.c), and its second sheet, the evidence annex.

The form holds what the form holds and nothing else: no amount, account, code or points (domain.md 0.2, 2.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ticketing.documents.content import wording
from ticketing.documents.content.facts import (
    AgencyFacts,
    LookupFacts,
    Mark,
    OfficeFacts,
    PartyFacts,
    PictureFacts,
    SignerFacts,
    VehicleFacts,
    ViolationFacts,
)
from ticketing.documents.content.parts import (
    Content,
    Letterhead,
    MissingFact,
    Signature,
    Vehicle,
    act_lines,
    addressed,
    frame,
    office_line,
    owner_lines,
    paper_line,
    required,
    vehicle,
)


@dataclass(frozen=True)
class Notice(Content):
    """Mẫu số 01/73, field by field."""

    letterhead: Letterhead
    addressee: str
    issuer_name: str
    detecting_unit: str
    supplied_by: str
    vehicle: Vehicle
    owner_name: str
    owner_id_label: str
    owner_id: str
    owner_address: str
    violated_at: str
    place: str
    act: str
    article: str
    preventive_measure: str
    appointment: str
    office_a: str
    office_b: str
    pictures: str
    recipients: tuple[str, ...]
    signature: Signature


@dataclass(frozen=True)
class AnnexPicture(Content):
    """One picture: its key among the given pictures, what stands under it, SHA-256 of the original."""

    name: str
    caption: str
    taken: str
    original: str = ""


@dataclass(frozen=True)
class EvidenceAnnex(Content):
    """Second sheet of the notice: evidence, how to look the case up, how to check that the paper is genuine.

    qr: what the QR code holds: the address, and once the paper has its number the paper code behind it.
    """

    belongs_to: str
    vehicle: Vehicle
    violated_at: str
    place: str
    act: str
    article: str
    measured: str
    pictures: tuple[AnnexPicture, ...]
    notice_no: str
    lookup_url: str
    lookup_code: str
    check_code: str
    agency_name: str
    agency_phone: str
    qr: str = ""


def build_notice(
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    owner: PartyFacts,
    car: VehicleFacts,
    violation: ViolationFacts,
    *,
    appointment_at: datetime,
    office_a: OfficeFacts,
    office_b: OfficeFacts,
    pictures: int = 0,
) -> Notice:
    """Mẫu số 01/73 for the owner.

    appointment_at: hour and day at which to come; office_a: the detecting or handling office; office_b: the office
    where the owner lives, if travel is hard, in every case (C73 art. 24.1.c). pictures: how many the annex shows.
    Raises MissingFact where the form would be left without a field that it must hold.
    """
    return Notice(
        **frame(agency, signer, mark, ["Như trên", office_b.name]),
        addressee=addressed(owner),
        detecting_unit=required(violation.detecting_unit, "detecting unit"),
        supplied_by=violation.supplied_by,
        vehicle=vehicle(car),
        **owner_lines(owner),
        **act_lines(violation),
        article=required(violation.article_in_full, "article"),
        preventive_measure=wording.NONE,
        appointment=wording.moment_in_words(appointment_at),
        office_a=office_line(office_a),
        office_b=office_line(office_b),
        pictures=f"{wording.two_digits(pictures)} hình ảnh tại Phụ lục" if pictures else "",
    )


def build_annex(
    agency: AgencyFacts,
    mark: Mark,
    car: VehicleFacts,
    violation: ViolationFacts,
    pictures: Sequence[PictureFacts],
    lookup: LookupFacts,
) -> EvidenceAnnex:
    """The evidence annex of notice `mark`. Raises MissingFact without a picture: it would prove nothing."""
    if not pictures:
        raise MissingFact("The annex needs at least one picture of the act: none was given.")
    return EvidenceAnnex(
        belongs_to=f"Kèm theo {paper_line('Thông báo', mark)} của {agency.full_name}",
        vehicle=vehicle(car),
        **act_lines(violation),
        article=violation.article,
        measured=measured(violation),
        pictures=tuple(annex_picture(i, facts) for i, facts in enumerate(pictures, start=1)),
        notice_no=mark.number,
        lookup_url=required(lookup.url, "address of the look-up page"),
        lookup_code=required(lookup.code, "look-up code"),
        check_code=required(lookup.check_code, "check code"),
        agency_name=agency.full_name,
        agency_phone=agency.phone,
        qr=lookup.url,
    )


def measured(violation: ViolationFacts) -> str:
    """The measured value and the limit of an act of speed; empty for others."""
    if violation.speed_kmh is None or violation.limit_kmh is None:
        return ""
    shown = f"{violation.speed_kmh.normalize():f}".replace(".", ",")
    limit = f"{violation.limit_kmh.normalize():f}".replace(".", ",")
    return f"{shown} km/h, tốc độ cho phép {limit} km/h"


def annex_picture(number: int, facts: PictureFacts) -> AnnexPicture:
    """A picture with its caption and the moment at which it was taken."""
    made = "Trích từ video" if facts.of_clip else "Chụp"
    moment = f"lúc {wording.capture_time(facts.captured_at)}" if facts.captured_at else "không ghi thời điểm"
    return AnnexPicture(
        name=facts.name,
        caption=f"Ảnh {number}. {wording.PICTURE_ROLES.get(facts.role, 'Hình ảnh')}",
        taken=f"{made} {moment}",
        original=facts.sha256,
    )
