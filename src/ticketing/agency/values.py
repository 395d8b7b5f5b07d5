"""What papers, mail and log-in say of the agency on a given day. Plain values; `form` reads and writes them as YAML.

Papers take the row of the day of handling (domain.md, "one rule, three days"); `versions` keeps them by day.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from ticketing.agency.dispatch_rules import DispatchRules, MailServer, WarningBundles, WeeklyBundles
from ticketing.agency.log_in_rules import LogInRules, SingleSignOn
from ticketing.law.competence import Delegation
from ticketing.law.jurisdiction import Area

# Series of numbers, for which an agency enters what stands behind the number (D30; forms of C73 and D118). Which paper
# takes its number in which series, its row says (`documents.kinds`).
NUMBER_SERIES = (
    "notice",
    "warning",
    "commune_slip",
    "transfer_slip",
    "verification_minutes",
    "minutes",
    "hearing_notice",
    "hearing_minutes",
    "decision",
    "points_notice",
    "deferral",
    "instalments",
    "remission",
    "amendment",
    "correction",
    "cancellation",
    "enforcement",
    "easing_refusal",
    "reminder",
    "warning_lifted",
    "withdrawal_letter",
    "consignment",
)


FIRST_HOUR = re.compile(r"\b(?P<hour>[01]?\d|2[0-3])\s*(?:giờ|h|:)\s*(?P<minute>[0-5]\d)?")


@dataclass(frozen=True)
class OfficePlace:
    """Where owners come, or may be sent instead."""

    code: str
    name: str
    address: str
    telephone: str
    hours: str

    @property
    def opens_at(self) -> time:
        """The first hour that its hours name; eight o'clock where they name none.

        >>> OfficePlace("", "", "", "", "Sáng 7 giờ 30 - 11 giờ 30, chiều 13 giờ 30 - 17 giờ 00").opens_at
        datetime.time(7, 30)
        """
        named = FIRST_HOUR.search(self.hours)
        return time(int(named["hour"]), int(named["minute"] or 0)) if named else time(8)


@dataclass(frozen=True)
class DeviceUser:
    """Who uses the devices of a unit: the evidence record names him (D61 art. 14.2)."""

    name: str
    post: str
    police_rank: str = ""


@dataclass(frozen=True)
class Unit:
    """A team or station. office: code of the place where its owners come. commune_code: None for the whole province."""

    code: str
    name: str
    office: str
    commune_code: str | None = None
    device_user: DeviceUser | None = None


@dataclass(frozen=True)
class Signer:
    """A person who signs, as papers name him; his powers follow from `rank` on the day of handling.

    account:   log-in name of his account.
    rank:      rank code of competence.csv; a deputy bears the rank of the head for whom he signs.
    post:      his own post; acts_for: the head's post where a deputy signs ("KT. TRƯỞNG PHÒNG").
    authority: post and agency as the head of a decision names them.
    delegation: the written delegation without which no deputy signs (LHAV art. 54).
    """

    account: str
    name: str
    rank: str
    post: str
    authority: str
    acts_for: str = ""
    police_rank: str = ""
    delegation: Delegation | None = None

    @property
    def deputy(self) -> bool:
        """Whether he signs for another."""
        return bool(self.acts_for)


@dataclass(frozen=True)
class TreasuryAccount:
    """Where a fine is paid (MQĐ02, notes 20-23). Empty: not known yet (`checks` says what follows).

    bank_bin: six digits, only where the account is confirmed to take VietQR.
    """

    treasury: str = ""
    bank: str = ""
    account: str = ""
    agency_code: str = ""
    chapter_code: str = ""
    sub_item_code: str = ""
    bank_bin: str = ""


@dataclass(frozen=True)
class EnforcementRules:
    """Who may decide on the enforcement of a fine (LHAV art. 87), as the legal officer has confirmed it. Empty: nobody.

    ranks:    rank codes. deputies: whether the written delegations of deputies name enforcement too.
    decree:   what details it, as the decisions name it at its first mention: number, day, issuer and title as they
              stand on the act itself. Empty: no such decision is signed.
    """

    ranks: tuple[str, ...] = ()
    deputies: bool = False
    decree: str = ""


@dataclass(frozen=True)
class Retention:
    """How long things are kept (own proposals of domain.md 8, to be set by the agency)."""

    log_months: int = 24
    evidence_years_after_close: int = 5
    unconfirmed_frames_days: int = 30


@dataclass(frozen=True)
class Publication:
    """What this house shows to everybody beside the look-up of one's own notice.

    open_list: the list that C73 art. 24.1.c orders, as a page and as feeds of our own. The law names the pages of the
    Traffic Police Department and VNeTraffic; whether a province shows the same list itself is the agency's choice.
    """

    open_list: bool = True


@dataclass(frozen=True)
class InformationSystem:
    """Security level of the system (Decree 331/2026/NĐ-CP art. 13, 23)."""

    level: int = 3
    level_approval_no: str = ""
    level_approved_on: date | None = None


@dataclass(frozen=True)
class Agency:
    """The agency from `valid_from` on.

    parent:     superior agency; name: the agency itself; symbol: its letters in document numbers ("CSGT").
    place:      the place that papers are dated at; telephone: what notices and the look-up page give.
    symbols:    what follows the number, for each kind of paper: "decision: QĐ-XPHC".
    file_mark:  what follows "Lưu:" among the recipients.
    mailboxes:  address of each commune's police by commune code (five digits).
    connected_communes: communes of the whole country whose police handle cases in the network (C73 art. 24.1.b).
    traffic_divisions: address of the traffic police division of a province by its code (two digits).
    area:       what "in the area of the detecting unit" means since districts ended (law.jurisdiction).
    lookup_url: public page where an owner looks his case up.
    demo:       invented data; never true in a real home.
    """

    valid_from: date
    parent: str
    name: str
    symbol: str
    province_code: str
    place: str
    address: str
    telephone: str
    lookup_url: str
    symbols: Mapping[str, str]
    offices: tuple[OfficePlace, ...]
    units: tuple[Unit, ...]
    signers: tuple[Signer, ...]
    treasury: TreasuryAccount = TreasuryAccount()
    mailboxes: Mapping[str, str] = field(default_factory=dict)
    connected_communes: tuple[str, ...] = ()
    traffic_divisions: Mapping[str, str] = field(default_factory=dict)
    area: Area = Area.PROVINCE
    file_mark: str = "VT"
    mail: MailServer = field(default_factory=MailServer)
    dispatch: DispatchRules = field(default_factory=DispatchRules)
    weekly: WeeklyBundles = field(default_factory=WeeklyBundles)
    warnings: WarningBundles = field(default_factory=WarningBundles)
    enforcement: EnforcementRules = EnforcementRules()
    retention: Retention = Retention()
    publication: Publication = Publication()
    system: InformationSystem = InformationSystem()
    log_in: LogInRules = field(default_factory=LogInRules)
    single_sign_on: SingleSignOn = field(default_factory=SingleSignOn)
    complaint_answer_days: int = 0
    answer_follow_up_days: int = 10
    demo: bool = False

    @property
    def full_name(self) -> str:
        """The agency as a sentence names it: "Phòng Cảnh sát giao thông Công an tỉnh Bắc Ninh"."""
        return f"{self.name} {self.parent}".strip()

    def paper_number(self, kind: str, ordinal: int) -> str:
        """The number of a paper as it is printed; below 10 with a leading zero (D30 Annex I).

        Raises LookupError for a kind of paper without a symbol.
        """
        if kind not in self.symbols:
            raise LookupError(f"agency.yaml names no symbol for '{kind}': add it under `symbols`.")
        return f"{ordinal:02}/{self.symbols[kind]}"

    def unit(self, code: str | None) -> Unit | None:
        """The unit of that code; None for free text or none."""
        return next((unit for unit in self.units if unit.code == code), None)

    def office_of_code(self, code: str) -> OfficePlace | None:
        """The place of that code."""
        return next((office for office in self.offices if office.code == code), None)

    def office_of_unit(self, unit_code: str | None) -> OfficePlace | None:
        """Where an owner comes for a case of this unit: the unit's place, else the first of the agency."""
        unit = self.unit(unit_code)
        return (self.office_of_code(unit.office) if unit else None) or next(iter(self.offices), None)

    def unit_name(self, code: str | None) -> str:
        """How papers name a camera's unit: its name here, the free text as it is, or the agency itself."""
        unit = self.unit(code)
        return unit.name if unit else code or self.name

    def signer(self, account: str) -> Signer | None:
        """The signer who logs in under that name."""
        return next((signer for signer in self.signers if signer.account == account), None)

    def mailbox(self, commune_code: str | None) -> str | None:
        """Address of the police of a commune."""
        return self.mailboxes.get(commune_code or "")
