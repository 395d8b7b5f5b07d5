"""Evidence record (D61 art. 14.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ticketing.documents.content import wording
from ticketing.documents.content.facts import (
    AgencyFacts,
    DeviceFacts,
    Mark,
    OfficerFacts,
    PictureFacts,
    VehicleFacts,
    ViolationFacts,
)
from ticketing.documents.content.notices.notice import AnnexPicture, annex_picture, measured
from ticketing.documents.content.parts import (
    Content,
    Letterhead,
    Officer,
    Vehicle,
    letterhead,
    officer,
    required,
    vehicle,
    with_rank,
)


@dataclass(frozen=True)
class EvidenceRecord(Content):
    """The record of what the device collected, signed by the officer who confirmed it."""

    letterhead: Letterhead
    unit: str
    confirmed_by: Officer
    confirmed_at: str
    device: str
    device_code: str
    device_place: str
    device_plan: str
    device_certificate: str
    operator: str
    violator: str
    vehicle: Vehicle
    violated_at: str
    place: str
    act: str
    article: str
    measured: str
    other: str
    pictures: tuple[AnnexPicture, ...]


def build_evidence_record(
    agency: AgencyFacts,
    mark: Mark,
    confirmed_by: OfficerFacts,
    device: DeviceFacts,
    car: VehicleFacts,
    violation: ViolationFacts,
    pictures: Sequence[PictureFacts],
    *,
    confirmed_at: datetime,
) -> EvidenceRecord:
    """The record of D61 art. 14.2; usable until the limitation ends (14.3)."""
    until = f", có giá trị đến ngày {wording.short_day(device.calibrated_until)}" if device.calibrated_until else ""
    return EvidenceRecord(
        letterhead=letterhead(agency, mark),
        unit=required(violation.detecting_unit, "detecting unit"),
        confirmed_by=officer(confirmed_by),
        confirmed_at=wording.moment_in_words(confirmed_at),
        device=required(device.name, "device"),
        device_code=device.code,
        device_place=device.place,
        device_plan=device.plan_no or wording.UNKNOWN,
        device_certificate=f"{device.certificate_no}{until}" if device.certificate_no else _no_certificate(device),
        operator=with_rank(device.operator.police_rank, device.operator.name) if device.operator else "",
        violator="Chưa xác định",
        vehicle=vehicle(car),
        violated_at=wording.moment_in_words(violation.violated_at, seconds=True),
        place=required(violation.place, "place"),
        act=required(violation.act_vi, "act in the words of the decree"),
        article=required(violation.article_in_full, "article"),
        measured=measured(violation),
        other=wording.NONE,
        pictures=tuple(annex_picture(i, facts) for i, facts in enumerate(pictures, start=1)),
    )


def _no_certificate(device: DeviceFacts) -> str:
    """What stands for a calibration of which nothing is known: only what measures needs one (D61 art. 12)."""
    return wording.UNKNOWN if device.measures else "Không thuộc trường hợp phải kiểm định"
