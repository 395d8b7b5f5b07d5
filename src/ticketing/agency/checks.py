"""What is wrong with agency data, and what is still missing for papers. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from urllib.parse import urlsplit

from ticketing.agency.dispatch_rules import AgencyWay, BundleWay, Channel, Tls
from ticketing.agency.log_in_rules import SingleSignOn
from ticketing.agency.values import NUMBER_SERIES, Agency, Signer
from ticketing.kit.hosts import THIS_MACHINE, is_guarded
from ticketing.law.competence import RANKS
from ticketing.law.dated import holds_on

WARN_BEFORE = timedelta(days=30)  # a delegation that ends soon is told in time to write the next one
A4_WIDTH_MM, FOLDED_MM = 210, 99
LEAST_WINDOW_MM = (80, 30)
_COMMUNE = re.compile(r"[0-9]{5}")
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_DECREE = re.compile(r"Nghị định số \d+/\d{4}/NĐ-CP ngày \d{1,2} tháng \d{1,2} năm \d{4} của Chính phủ \S.*")
_SYMBOL = re.compile(r"[0-9A-ZĐƯÔĂÂÊƠ]+(-[0-9A-ZĐƯÔĂÂÊƠ]+)*")


def faults_of(agency: Agency) -> list[str]:
    """What contradicts itself or cannot be true; data with a fault is not saved."""
    return [
        *_empty_texts(agency),
        *_bad_symbols(agency),
        *_bad_places(agency),
        *_bad_signers(agency),
        *_bad_enforcement(agency),
        *_bad_mail(agency),
        *_bad_weekly(agency),
        *_bad_warnings(agency),
        *_bad_numbers(agency),
        *_bad_single_sign_on(agency.single_sign_on),
    ]


def _empty_texts(agency: Agency) -> Iterator[str]:
    for name in ("parent", "name", "symbol", "place"):
        if not getattr(agency, name):
            yield f"{name}: is empty; every paper prints it."
    if not re.fullmatch(r"[0-9]{2}", agency.province_code):
        yield f"province_code: '{agency.province_code}' is no province code: two digits, for Bắc Ninh 24."


def _bad_symbols(agency: Agency) -> Iterator[str]:
    for kind, symbol in agency.symbols.items():
        if kind not in NUMBER_SERIES:
            yield f"symbols.{kind}: no such kind of paper. Possible: {', '.join(NUMBER_SERIES)}."
        if not _SYMBOL.fullmatch(symbol):
            yield f"symbols.{kind}: '{symbol}' is no symbol: capitals and hyphens without spaces, like TB-CSGT (D30)."


def _bad_places(agency: Agency) -> Iterator[str]:
    offices = [office.code for office in agency.offices]
    units = [unit.code for unit in agency.units]
    yield from _twice("offices", offices)
    yield from _twice("units", units)
    for number, unit in enumerate(agency.units, start=1):
        if unit.office not in offices:
            yield f"units[{number}].office: '{unit.office}' is no office. Possible: {', '.join(offices)}."
        if unit.commune_code and not _COMMUNE.fullmatch(unit.commune_code):
            yield f"units[{number}].commune_code: '{unit.commune_code}' is no commune code: five digits."


def _bad_signers(agency: Agency) -> Iterator[str]:
    yield from _twice("signers", [signer.account for signer in agency.signers])
    for number, signer in enumerate(agency.signers, start=1):
        if signer.rank not in RANKS:
            yield f"signers[{number}].rank: '{signer.rank}' is no rank. Possible: {', '.join(RANKS)}."
        if signer.deputy and signer.delegation is None:
            yield f"signers[{number}].delegation: is missing; a deputy signs only with a written one (LHAV art. 54)."


def _bad_enforcement(agency: Agency) -> Iterator[str]:
    for rank in agency.enforcement.ranks:
        if rank not in RANKS:
            yield f"enforcement.ranks: '{rank}' is no rank. Possible: {', '.join(RANKS)}."
    if agency.enforcement.decree and not _DECREE.fullmatch(agency.enforcement.decree):
        yield (
            f"enforcement.decree: '{agency.enforcement.decree}' names no decree in full: write number, day, issuer and "
            "title as they stand on the act."
        )


def _bad_mail(agency: Agency) -> Iterator[str]:
    for code, address in agency.mailboxes.items():
        if not _COMMUNE.fullmatch(code):
            yield f"mailboxes.{code}: is no commune code: five digits."
        if not _ADDRESS.fullmatch(address):
            yield f"mailboxes.{code}: '{address}' is no mail address."
    for code, address in agency.traffic_divisions.items():
        if not re.fullmatch(r"[0-9]{2}", code):
            yield f"traffic_divisions.{code}: is no province code: two digits."
        if not _ADDRESS.fullmatch(address):
            yield f"traffic_divisions.{code}: '{address}' is no mail address."
    if agency.dispatch.first_notice in (Channel.TRAFFIC_DIVISION, Channel.WARNED_AGENCY):
        yield "dispatch.first_notice: a notice goes to its owner, not to another agency."
    for code in agency.connected_communes:
        if not _COMMUNE.fullmatch(code):
            yield f"connected_communes: '{code}' is no commune code: five digits."
    if agency.mail.sender and not _ADDRESS.fullmatch(agency.mail.sender):
        yield f"mail.sender: '{agency.mail.sender}' is no mail address."
    if agency.mail.tls is Tls.NONE and agency.mail.host not in THIS_MACHINE:
        yield f"mail.tls: none is possible for 127.0.0.1 only, not for {agency.mail.host}: write starttls or tls."
    if urlsplit(agency.lookup_url).scheme not in ("https", "http"):
        yield f"lookup_url: '{agency.lookup_url}' is no address of a page: write https://…"


def _bad_weekly(agency: Agency) -> Iterator[str]:
    weekly, ways = agency.weekly, [str(way) for way in BundleWay]
    for code, way in weekly.communes.items():
        if not _COMMUNE.fullmatch(code):
            yield f"weekly.communes.{code}: is no commune code: five digits."
        if way not in ways:
            yield f"weekly.communes.{code}: '{way}' is no way of a bundle. Possible: {', '.join(ways)}."
        if way == BundleWay.SMTP and not agency.mailbox(code):
            yield f"weekly.communes.{code}: goes by smtp and has no address under `mailboxes`."
    if BundleWay.SFTP in weekly.communes.values() and not (weekly.sftp.host and weekly.sftp.user):
        yield "weekly.sftp: host and user are needed for the communes whose bundle goes by sftp."
    if not 0 < weekly.sftp.port < 65536:
        yield f"weekly.sftp.port: {weekly.sftp.port} is no port."
    if not (1 <= weekly.weekday <= 7 and 0 <= weekly.hour <= 23):
        yield f"weekly: day {weekly.weekday} at {weekly.hour} o'clock does not exist: 1 (Monday) to 7, 0 to 23."


def _bad_warnings(agency: Agency) -> Iterator[str]:
    warnings = agency.warnings
    for code, office in warnings.offices().items():
        if office.mailbox and not _ADDRESS.fullmatch(office.mailbox):
            yield f"warnings.{code}.mailbox: '{office.mailbox}' is no mail address."
        if office.way is AgencyWay.SMTP and not office.mailbox:
            yield f"warnings.{code}.mailbox: is empty; its bundle goes by smtp."
        if office.way is AgencyWay.SFTP and not (agency.weekly.sftp.host and agency.weekly.sftp.user):
            yield f"warnings.{code}.way: sftp needs host and user under `weekly.sftp`."
    if not (0 <= warnings.weekday <= 7 and 0 <= warnings.hour <= 23):
        yield f"warnings: day {warnings.weekday} at {warnings.hour} o'clock does not exist: 1 to 7 or 0, 0 to 23."
    if not 1 <= warnings.receipt_days <= 60:
        yield f"warnings.receipt_days: {warnings.receipt_days} is outside 1 to 60."


def _bad_single_sign_on(provider: SingleSignOn) -> Iterator[str]:
    if not provider.issuer:
        if provider.client_id or provider.only:
            yield "single_sign_on.issuer: is empty; without it nobody is asked."
        return
    parts = urlsplit(provider.issuer)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.fragment:
        yield f"single_sign_on.issuer: '{provider.issuer}' is no address of a provider: write it like https://HOST/PATH."
    elif not is_guarded(provider.issuer):
        yield f"single_sign_on.issuer: '{provider.issuer}' is not encrypted: another machine is asked over https only."
    for name in ("client_id", "claim"):
        if not getattr(provider, name):
            yield f"single_sign_on.{name}: is empty; nobody can come in by the provider without it."


def _bad_numbers(agency: Agency) -> Iterator[str]:
    if not 0 < agency.mail.port < 65536:
        yield f"mail.port: {agency.mail.port} is no port."
    if not 0 <= agency.dispatch.gather_minutes <= 24 * 60:
        yield f"dispatch.gather_minutes: {agency.dispatch.gather_minutes} is outside 0 to 1440."
    for name in ("remind_notice_days", "remind_payment_days"):
        if not 0 <= getattr(agency.dispatch, name) <= 15:
            yield f"dispatch.{name}: {getattr(agency.dispatch, name)} is outside 0 to 15."
    if not 1 <= agency.dispatch.delivery_asked_days <= 60:
        yield f"dispatch.delivery_asked_days: {agency.dispatch.delivery_asked_days} is outside 1 to 60."
    window = agency.dispatch.window
    right, bottom = window.left_mm + window.width_mm, window.top_mm + window.height_mm
    if min(window.left_mm, window.top_mm) < 0 or right > A4_WIDTH_MM or bottom > FOLDED_MM:
        yield f"dispatch.window: does not lie on the upper third of an A4 sheet ({A4_WIDTH_MM} x {FOLDED_MM} mm)."
    width, height = LEAST_WINDOW_MM
    if window.width_mm < width or window.height_mm < height:
        yield f"dispatch.window: is too small for a name and an address: {width} x {height} mm at least."
    if not 0 <= agency.complaint_answer_days <= 365:
        yield f"complaint_answer_days: {agency.complaint_answer_days} is outside 0 to 365."
    if not 1 <= agency.answer_follow_up_days <= 365:
        yield f"answer_follow_up_days: {agency.answer_follow_up_days} is outside 1 to 365."
    if agency.treasury.bank_bin and not re.fullmatch(r"[0-9]{6}", agency.treasury.bank_bin):
        yield f"treasury.bank_bin: '{agency.treasury.bank_bin}' is no bank number: six digits."
    if not 0 <= agency.log_in.step_up_minutes <= 600:
        yield f"log_in.step_up_minutes: {agency.log_in.step_up_minutes} is outside 0 to 600."
    if not 1 <= agency.system.level <= 5:
        yield f"system.level: {agency.system.level} is outside 1 to 5 (Decree 331/2026/NĐ-CP)."


def _twice(place: str, codes: Iterable[str]) -> Iterator[str]:
    for code, count in Counter(codes).items():
        if count > 1:
            yield f"{place}: '{code}' stands there {count} times."


def what_is_missing(
    agency: Agency,
    day: date,
    communes: Mapping[str, str] | None = None,
    with_devices: Collection[str] | None = None,
) -> list[str]:
    """What a paper, a payment or a consignment of `day` would lack, each with what to do.

    communes: codes and names that must have a mailbox (today's communes of the province), where the caller knows them.
    with_devices: codes of the units that have devices; None: the caller does not know, any of them may have some.
    """
    return [
        *_missing_on_documents(agency),
        *_missing_device_users(agency, with_devices),
        *_missing_signers(agency, day),
        *_missing_for_payment(agency),
        *_missing_for_mail(agency, communes or {}),
        *_missing_for_warnings(agency),
        *_missing_approval(agency),
    ]


def _missing_on_documents(agency: Agency) -> Iterator[str]:
    if not agency.telephone:
        yield "telephone is empty: notices and the look-up page give it."
    if not agency.offices:
        yield "offices is empty: a notice must name the place where the owner comes (Mẫu số 01/73, field 12)."
    for office in agency.offices:
        if not (office.address and office.hours and office.telephone):
            yield f"Office '{office.code}' lacks address, telephone or opening hours."
    if missing := [kind for kind in NUMBER_SERIES if kind not in agency.symbols]:
        yield f"symbols lacks {', '.join(missing)}: such papers get no number."


def _missing_device_users(agency: Agency, with_devices: Collection[str] | None) -> Iterator[str]:
    for unit in agency.units:
        if unit.device_user is None and (with_devices is None or unit.code in with_devices):
            yield (
                f"Unit '{unit.code}' lacks device_user: the record of each act that its devices find leaves a line for "
                "who uses them (Decree 61/2026/NĐ-CP art. 14.2)."
            )


def _missing_signers(agency: Agency, day: date) -> Iterator[str]:
    if not agency.signers:
        yield "signers is empty: nobody can sign a notice or a decision."
    if not agency.enforcement.ranks:
        yield (
            "enforcement.ranks is empty: nobody can sign an enforcement decision. Who may is UNCONFIRMED "
            "(LHAV art. 87): the legal officer names the ranks."
        )
    if not agency.enforcement.decree:
        yield (
            "enforcement.decree is empty: nobody can sign an enforcement decision. The legal officer writes number, "
            "day and title of the decree as they stand on it."
        )
    for signer in agency.signers:
        yield from _delegation(signer, day)


def _delegation(signer: Signer, day: date) -> Iterator[str]:
    delegation = signer.delegation
    if not signer.deputy or delegation is None:
        return
    if not holds_on(delegation, day):
        yield f"Delegation {delegation.number} of signer '{signer.account}' does not hold on {day}: he cannot sign."
    elif delegation.valid_to and delegation.valid_to - day < WARN_BEFORE:
        yield f"Delegation {delegation.number} of signer '{signer.account}' ends on {delegation.valid_to}."


def _missing_for_payment(agency: Agency) -> Iterator[str]:
    if missing := [name for name in ("treasury", "account") if not getattr(agency.treasury, name)]:
        yield f"treasury lacks {', '.join(missing)}: a decision names them (MQĐ02), and no fine can be signed."
    printed = ("bank", "agency_code", "chapter_code", "sub_item_code")
    if missing := [name for name in printed if not getattr(agency.treasury, name)]:
        yield (
            f"treasury lacks {', '.join(missing)}: decisions on fines are signed without them (MQĐ02), and no "
            "enforcement decision can be signed."
        )


def _missing_for_mail(agency: Agency, communes: Mapping[str, str]) -> Iterator[str]:
    if agency.dispatch.first_notice is not Channel.COMMUNE_POLICE:
        return
    if not (agency.mail.sender and agency.mail.domain):
        yield "mail lacks sender or domain: consignments cannot be mailed."
    missing = [f"{name} ({code})" for code, name in communes.items() if code not in agency.mailboxes]
    if missing:
        shown = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        yield f"{len(missing)} communes have no mailbox: {shown}. Add them under `mailboxes`."
    elif not agency.mailboxes:
        yield "mailboxes is empty: no consignment has an address."


def _missing_for_warnings(agency: Agency) -> Iterator[str]:
    for code, office in agency.warnings.offices().items():
        if not office.entered:
            yield (
                f"warnings.{code} lacks name or way: signed warnings to this agency, and what lifts them, wait here."
            )


def _missing_approval(agency: Agency) -> Iterator[str]:
    if not (agency.demo or agency.system.level_approval_no):
        yield f"system.level_approval_no is empty: level {agency.system.level} needs approval (Decree 331/2026/NĐ-CP)."
