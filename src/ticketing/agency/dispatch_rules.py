"""How papers leave the agency: channels, mail server, print layout, bundles to communes and agencies. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from ticketing.kit.clock import VIETNAM


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

    def warned_office(self, code: str) -> WarnedOffice | None:
        """The agency of that code, where it is entered."""
        found = self.offices().get(code)
        return found if found and found.entered else None

    def closes_at(self, opened_at: datetime) -> datetime:
        """The first closing after a moment."""
        return next_closing(opened_at, self.weekday, self.hour)
