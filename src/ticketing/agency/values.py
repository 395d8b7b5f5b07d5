"""What papers, mail and doors say of the agency on a given day. Plain values; `form` reads and writes them as YAML.

Papers take the row of the day of handling (domain.md, "one rule, three days"); `versions` keeps them by day.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from ticketing.agency.actors import Role
from ticketing.kit.clock import VIETNAM
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


class Channel(StrEnum):
    """How papers leave. Which way the first notice goes is the agency's choice (domain.md 8).

    Mail to a commune is a consignment; TRAFFIC_DIVISION takes transfer slips to the police of another province alone,
    WARNED_AGENCY warnings and what lifts them.
    """

    COMMUNE_POLICE = "commune_police"
    POST = "post"
    ELECTRONIC = "electronic"
    TRAFFIC_DIVISION = "traffic_division"
    WARNED_AGENCY = "warned_agency"


class WarnedAgency(StrEnum):
    """Agencies that refuse their service to a vehicle under warning (D168 art. 47.11; C73 art. 24.5.a)."""

    INSPECTION = "inspection"
    REGISTRATION = "registration"


class Tls(StrEnum):
    """How the connection to the mail server is secured. NONE is possible for 127.0.0.1 alone."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


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
class MailServer:
    """The server that takes our mail to the communes. Its password stands in keys/mail-password, never here.

    domain: right-hand side of every Message-ID; it must never change, or a repeated mail looks like a new one.
    """

    host: str = "127.0.0.1"
    port: int = 25
    tls: Tls = Tls.STARTTLS
    user: str = ""
    sender: str = ""
    domain: str = ""


class PrintLayout(StrEnum):
    """How papers are printed for delivery: on both sides, or each behind a sheet for an envelope with a window."""

    BOTH_SIDES = "both_sides"
    WINDOW = "window"


@dataclass(frozen=True)
class EnvelopeWindow:
    """Where an A4 sheet folded in three shows its address, in mm from its upper left corner.

    The place of DIN 5008 (form B) unless the agency's envelopes have another: envelopes are no matter of law.
    """

    left_mm: int = 20
    top_mm: int = 45
    width_mm: int = 85
    height_mm: int = 45


@dataclass(frozen=True)
class DispatchRules:
    """How long a commune's consignment stays open, how the first notice goes out, and when people are reminded.

    layout: of the print file of a consignment, and what a clerk's page proposes; window: of the envelopes in use.

    remind_notice_days, remind_payment_days: so many days before the twenty days of a notice end, or before a fine is
    to be paid, a letter waits for its signer; 0: none. The law orders neither.
    delivery_asked_days: so many days after a paper set out the office asks what became of it; the law sets no term.
    """

    gather_minutes: int = 30
    first_notice: Channel = Channel.COMMUNE_POLICE
    remind_notice_days: int = 0
    remind_payment_days: int = 3
    delivery_asked_days: int = 10
    layout: PrintLayout = PrintLayout.BOTH_SIDES
    window: EnvelopeWindow = EnvelopeWindow()


class BundleWay(StrEnum):
    """How the weekly bundle reaches the police of a commune that is not connected."""

    SMTP = "smtp"
    SFTP = "sftp"
    FOLDER = "folder"


@dataclass(frozen=True)
class SftpServer:
    """Where bundles are put over SFTP. Our key stands in keys/sftp-key, the server's in keys/sftp-known-hosts."""

    host: str = ""
    port: int = 22
    user: str = ""
    folder: str = "."


@dataclass(frozen=True)
class WeeklyBundles:
    """Communes whose police do not work here: their papers gather for a week, and officers enter what became of them.

    weekday, hour: when the week's bundle is closed (1 is Monday, hours of Vietnam). communes: code to BundleWay.
    """

    weekday: int = 5
    hour: int = 15
    communes: Mapping[str, str] = field(default_factory=dict)
    sftp: SftpServer = SftpServer()

    def way(self, commune_code: str) -> BundleWay | None:
        """How this commune's bundle travels; None where the commune is connected."""
        way = self.communes.get(commune_code)
        return BundleWay(way) if way else None

    def closes_at(self, opened_at: datetime) -> datetime:
        """The first closing after a moment."""
        return next_closing(opened_at, self.weekday, self.hour)


EVERY_DAY = 0


def next_closing(opened_at: datetime, weekday: int, hour: int) -> datetime:
    """The first moment of that weekday (1 is Monday; 0: of any day) and hour in Vietnam after `opened_at`.

    >>> friday = datetime(2026, 11, 27, 15, 0, tzinfo=VIETNAM)
    >>> next_closing(friday, 5, 15).isoformat(), next_closing(friday, EVERY_DAY, 15).isoformat()
    ('2026-12-04T15:00:00+07:00', '2026-11-28T15:00:00+07:00')
    """
    local = opened_at.astimezone(VIETNAM)
    days = (weekday - local.isoweekday()) % 7 if weekday else 0
    closing = local.replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=days)
    return closing if closing > local else closing + timedelta(days=7 if weekday else 1)


class AgencyWay(StrEnum):
    """How the bundle reaches a warned agency; POST: printed, on paper."""

    SMTP = "smtp"
    SFTP = "sftp"
    FOLDER = "folder"
    POST = "post"


@dataclass(frozen=True)
class WarnedOffice:
    """Who takes the warnings at an agency. Without a name or a way it is not entered, and its papers wait."""

    name: str = ""
    address: str = ""
    way: AgencyWay | None = None
    mailbox: str = ""

    @property
    def entered(self) -> bool:
        """Whether papers can go there."""
        return bool(self.name and self.way)


@dataclass(frozen=True)
class WarningBundles:
    """Warnings and their liftings go to each agency in one signed bundle a day, or a week.

    weekday, hour: when it is closed (1 is Monday, 0 every day; hours of Vietnam). receipt_days: so many days after it
    went out its receipt is asked for; the law sets no term.
    """

    weekday: int = EVERY_DAY
    hour: int = 15
    receipt_days: int = 5
    inspection: WarnedOffice = WarnedOffice()
    registration: WarnedOffice = WarnedOffice()

    def offices(self) -> Mapping[str, WarnedOffice]:
        """All agencies by their codes, entered or not."""
        return {code: getattr(self, code) for code in WarnedAgency}

    def office(self, code: str) -> WarnedOffice | None:
        """The agency of that code, where it is entered."""
        found = self.offices().get(code)
        return found if found and found.entered else None

    def closes_at(self, opened_at: datetime) -> datetime:
        """The first closing after a moment."""
        return next_closing(opened_at, self.weekday, self.hour)


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


class KeyCheck(StrEnum):
    """Whether a security key must make sure of its holder (PIN, finger, face) besides being touched."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    DISCOURAGED = "discouraged"


@dataclass(frozen=True)
class LogInRules:
    """What the agency asks for at its own door.

    second_step_roles: roles that need a second step besides those that always do (`agency.accounts.TWO_STEPS`).
    step_up_minutes: before an act of weight a person has proved himself within so many minutes; 0: once a log-in.
    """

    key_check: KeyCheck = KeyCheck.PREFERRED
    second_step_roles: tuple[Role, ...] = ()
    step_up_minutes: int = 15


@dataclass(frozen=True)
class SingleSignOn:
    """The organisation's own log-in (OpenID Connect); without an issuer there is none.

    issuer:    as its tokens name it; client_id: what it calls us. Our secret stands in keys/oidc-secret, never here.
    name:      what the button says.
    claim:     the claim that holds the log-in name of an account here.
    acr, amr:  what a token must say of the log-in to count for both steps (acr is also asked for). Both empty: our own
               second step follows.
    only:      name and password open the door for administrators alone.
    """

    issuer: str = ""
    client_id: str = ""
    name: str = ""
    claim: str = "preferred_username"
    acr: str = ""
    amr: str = ""
    only: bool = False


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
    mail: MailServer = MailServer()
    dispatch: DispatchRules = DispatchRules()
    weekly: WeeklyBundles = WeeklyBundles()
    warnings: WarningBundles = WarningBundles()
    enforcement: EnforcementRules = EnforcementRules()
    retention: Retention = Retention()
    publication: Publication = Publication()
    system: InformationSystem = InformationSystem()
    log_in: LogInRules = LogInRules()
    single_sign_on: SingleSignOn = SingleSignOn()
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

    def office(self, code: str) -> OfficePlace | None:
        """The place of that code."""
        return next((office for office in self.offices if office.code == code), None)

    def office_of_unit(self, unit_code: str | None) -> OfficePlace | None:
        """Where an owner comes for a case of this unit: the unit's place, else the first of the agency."""
        unit = self.unit(unit_code)
        return (self.office(unit.office) if unit else None) or next(iter(self.offices), None)

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
