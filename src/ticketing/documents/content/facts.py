"""What a paper is made of, before any word is put in order: plain values, as of the day of handling.

Moments are aware datetimes, days are dates, money is whole đồng, codes are those of `law`. Nothing here knows a table.
Owner, address and act come from the snapshots that the case holds, agency and signer from the day of signing
(domain.md, "one rule, three days").
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True)
class AgencyFacts:
    """The agency whose paper it is.

    parent: superior agency, "Công an tỉnh Bắc Ninh".
    name:   the agency itself, "Phòng Cảnh sát giao thông".
    symbol: its symbol in document numbers, "CSGT".
    place:  the place that papers are dated at, "Bắc Ninh".
    file_mark: what follows "Lưu:" among the recipients, "VT, Đội XLVP".
    """

    parent: str
    name: str
    symbol: str
    place: str
    address: str = ""
    phone: str = ""
    file_mark: str = "VT"

    @property
    def full_name(self) -> str:
        """The agency as a sentence names it."""
        return f"{self.name} {self.parent}".strip()


@dataclass(frozen=True)
class OfficeFacts:
    """A place where a person may come or a letter may go."""

    name: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class CommunePoliceFacts:
    """The police of a commune: name "Công an phường Bắc Giang", province "tỉnh Bắc Ninh"."""

    name: str
    province: str

    @property
    def full_name(self) -> str:
        """As papers address it; a commune of that name may lie in another province, too."""
        return f"{self.name}, {self.province}"


NO_NUMBER = "…"
"""What a draft bears in place of its number and of the codes that follow from it: nobody can pay or look up by it."""


@dataclass(frozen=True)
class Mark:
    """Number and day of a paper: the one that is made, or one that it refers to. A draft bears NO_NUMBER."""

    number: str
    day: date


@dataclass(frozen=True)
class SignerFacts:
    """Who signs, as the signature block and the head of a decision name him.

    post:      his own post, "Trưởng phòng" or "Phó Trưởng phòng".
    acts_for:  the post for which a deputy signs ("Trưởng phòng"): gives the line "KT. TRƯỞNG PHÒNG".
    authority: post and agency as the head of a decision names them, "Trưởng phòng Cảnh sát giao thông".
    police_rank: "Thượng tá".
    delegation: the written delegation of a deputy (LHAV art. 54).
    """

    name: str
    post: str
    authority: str
    acts_for: str = ""
    police_rank: str = ""
    delegation: Mark | None = None


@dataclass(frozen=True)
class OfficerFacts:
    """Who draws up minutes, uses the device or keeps a file."""

    name: str
    post: str
    unit: str
    police_rank: str = ""


@dataclass(frozen=True)
class PersonFacts:
    """An individual. sex: "male", "female" or "" where it is not known. birth_year: where the day is not known."""

    name: str
    address: str = ""
    personal_id: str = ""
    birth_date: date | None = None
    sex: str = ""
    nationality: str = ""
    occupation: str = ""
    id_issued_on: date | None = None
    id_issued_by: str = ""
    phone: str = ""
    birth_year: str = ""


@dataclass(frozen=True)
class OrganisationFacts:
    """An organisation: name, seat, code, registration certificate, who represents it by law and by authority."""

    name: str
    address: str = ""
    enterprise_code: str = ""
    certificate_no: str = ""
    certificate_issued_on: date | None = None
    certificate_issued_by: str = ""
    representative: str = ""
    representative_sex: str = ""
    representative_post: str = ""
    authorised_representative: str = ""
    phone: str = ""


PartyFacts = PersonFacts | OrganisationFacts


@dataclass(frozen=True)
class VehicleFacts:
    """kind and plate_colour: codes of `law`. plate: as it is written, "98A-123.45"."""

    kind: str
    plate: str
    plate_colour: str


@dataclass(frozen=True)
class ViolationFacts:
    """One act as the officer confirmed it.

    violated_at:  the first picture that shows the act.
    act_vi:       the act in the decree's own words (`law.penalties.FineRow.act_vi`), never with an amount.
    article:      `law.penalties.article_text`; `article_in_full`: the same with day, issuer and title (first mention).
    decree:       the fining decree in full, for the legal bases of a decision; amended_by: the one that amended it.
    supplied_by:  the unit that supplied the record, where it is another.
    speed_kmh, limit_kmh: the shown value and the limit, for acts of speed.
    """

    violated_at: datetime
    place: str
    act_vi: str
    article: str
    article_in_full: str
    decree: str
    detecting_unit: str
    supplied_by: str = ""
    speed_kmh: Decimal | None = None
    limit_kmh: Decimal | None = None
    amended_by: str = ""


@dataclass(frozen=True)
class LiabilityFacts:
    """The article by which an owner answers for an act of whoever drove (D168 art. 47.8.b), short and in full."""

    article: str
    article_in_full: str


@dataclass(frozen=True)
class DeviceFacts:
    """The device that recorded the act (D61 art. 12): approved plan, calibration where it measures, who used it.

    measures: whether the act is one that is measured; what is only seen needs no calibrated device.
    """

    name: str
    code: str
    place: str
    plan_no: str = ""
    certificate_no: str = ""
    calibrated_until: date | None = None
    operator: OfficerFacts | None = None
    measures: bool = True


@dataclass(frozen=True)
class PictureFacts:
    """A picture of the act. name: its key among the pictures given to `render`. role: as a camera names it.

    captured_at: None where nobody wrote it down (a still of a clip whose beginning is unknown).
    sha256: of the original. redacted: SHA-256 of the picture made of it for who is not to see others on it.
    of_clip: whether it is a still that was taken out of the camera's clip.
    """

    name: str
    role: str
    captured_at: datetime | None
    sha256: str = ""
    redacted: str = ""
    of_clip: bool = False


@dataclass(frozen=True)
class LookupFacts:
    """How the receiver looks his case up: address of the page, the case's code, the check code of the evidence log."""

    url: str
    code: str
    check_code: str


@dataclass(frozen=True)
class FineFacts:
    """What a decision imposes.

    amount_vnd: whole đồng. The lists hold finished sentences of the decree; empty: none. warning: the main sanction is
    one, and nothing is paid.
    """

    amount_vnd: int
    aggravating: tuple[str, ...] = ()
    mitigating: tuple[str, ...] = ()
    additional_sanctions: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    warning: bool = False


class Remitted(StrEnum):
    """What LHAV art. 77 allows: a part less, the unpaid rest, or all of it."""

    REDUCTION = "reduction"
    REST = "rest"
    WHOLE = "whole"


@dataclass(frozen=True)
class TreasuryFacts:
    """Where a fine is paid (MQĐ02, notes 20-23): Treasury, bank, account and the three codes of the budget.

    bank_bin: six digits, for a VietQR code; empty: the agency has not confirmed that the account takes one.
    """

    treasury: str
    bank: str = ""
    account: str = ""
    agency_code: str = ""
    chapter_code: str = ""
    sub_item_code: str = ""
    bank_bin: str = ""


UNLIMITED, LIMITED = "unlimited", "limited"
LICENCE_PARTS = (UNLIMITED, LIMITED)


@dataclass(frozen=True)
class LicenceFacts:
    """A driving licence and its points (D168 art. 49-51). They fall on the day that the decision takes effect.

    part: the licence from which they fall, UNLIMITED (motorcycles) or LIMITED (cars): one document may hold both
    (art. 50.1.d). Empty in papers of earlier versions, which did not say it.
    """

    number: str
    licence_class: str
    issued_on: date
    issued_by: str
    points_before: int
    points_deducted: int
    part: str = ""

    @property
    def points_taken(self) -> int:
        """Never more than there are: where fewer are left, all of them (D168 art. 50)."""
        return min(self.points_deducted, self.points_before)

    @property
    def points_left(self) -> int:
        """What is left of them, never below zero."""
        return self.points_before - self.points_taken
