"""What is missing or wrong in a home, and what to do about it. One function a check; none of them changes anything."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import sqlalchemy as sa

from ticketing.addresses.resolution import communes_of
from ticketing.agency.agency import NoAgency, agency_on, single_sign_on, what_is_missing
from ticketing.agency.days_off import calendar_in_force
from ticketing.agency.dispatch_rules import SftpServer
from ticketing.agency.passwords import BreachesUnreadable, is_breached
from ticketing.agency.queries import names_of
from ticketing.agency.tables import SecurityKey
from ticketing.cameras.queries import units_with_cameras
from ticketing.detect.ports import WeightsChanged
from ticketing.detect.weights import locked_file, locked_names, shipped_weights
from ticketing.dispatch.channels.ports import Verdict
from ticketing.dispatch.delivery.undelivered import silent_consignments
from ticketing.dispatch.warning_list import agency_stands
from ticketing.evidence.log import head_of
from ticketing.flow.app_context import AppContext, WrongVersion
from ticketing.flow.tables import Worker
from ticketing.flow.upgrade import current_version
from ticketing.kit.clock import vietnam_day, wall_now
from ticketing.kit.jobs import FAILED, PENDING, Job
from ticketing.law.penalties import rows_without_wording
from ticketing.registry.load import indices_lack
from ticketing.registry.resolving import count_waiting
from ticketing.settings import DEFAULT_ORIGIN

Status = Literal["ok", "warn", "fail"]
LITTLE_SPACE = 2 * 1024**3
SILENT = timedelta(minutes=2)
GIVEN_UP_SHOWN = 20
ATTEMPTS_OF_A_WHILE = 4  # after half a minute


@dataclass(frozen=True)
class Finding:
    """One line of the doctor."""

    check: str
    status: Status
    sentence: str
    do: str = ""


def _ok(check: str, sentence: str) -> Finding:
    return Finding(check, "ok", sentence)


def _warn(check: str, sentence: str, do: str) -> Finding:
    return Finding(check, "warn", sentence, do)


def _fail(check: str, sentence: str, do: str) -> Finding:
    return Finding(check, "fail", sentence, do)


def examine(context: AppContext, *, network: bool = False) -> list[Finding]:
    """All checks, in the order in which a person would mend them. network: also those that ask another machine."""
    checks = (*CHECKS, *NETWORK_CHECKS) if network else CHECKS
    return [finding for check in checks for finding in check(context)]


def _database(context: AppContext) -> Iterator[Finding]:
    # A home is only opened where both are of one version; `wrong_version` is what doctor says otherwise.
    kind, version = context.database.engine.dialect.name, current_version(context.database)
    yield _ok("database", f"{kind}, tables of version {version}.")


def wrong_version(problem: WrongVersion) -> Finding:
    """The one finding of a home whose tables another version of the program wrote: nothing else can be looked at."""
    sentence, _, do = str(problem).partition(". ")
    return _fail("database", f"{sentence}.", do)


_FOR_EVERYBODY = ("log.vkey", "sftp-known-hosts")
"""What may be read by others in the folder of the keys, beside `*.pub`."""


def _keys(context: AppContext) -> Iterator[Finding]:
    loose = [
        path.name
        for path in sorted(context.settings.keys.iterdir())
        if path.name not in _FOR_EVERYBODY and path.suffix != ".pub" and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if loose:
        yield _fail(
            "keys", f"Others on this machine can read {', '.join(loose)}.", f"chmod -R go-rwx {context.settings.keys}"
        )
    elif context.log_key is None:
        yield _warn(
            "keys",
            "This machine has no log key: it writes no checkpoints.",
            "Let the machine that has it run a worker.",
        )
    else:
        yield _ok("keys", "Keys are there and only their owner can read them.")


def _passwords(context: AppContext) -> Iterator[Finding]:
    breaches = context.settings.breached_passwords
    if breaches is None:
        return
    try:
        is_breached("", breaches)
    except BreachesUnreadable as problem:
        do = "Set TICKETING_BREACHED_PASSWORDS to a file of lines `SHA-1:count` in the order of the hashes."
        yield _fail(
            "passwords", f"The list of breached passwords cannot be read ({problem}): nobody sets a password.", do
        )
    else:
        yield _ok("passwords", "The list of breached passwords can be read.")


def _space(context: AppContext) -> Iterator[Finding]:
    free = shutil.disk_usage(context.settings.home).free
    gigabytes = free / 1024**3
    if free < LITTLE_SPACE:
        yield _fail(
            "disk",
            f"Only {gigabytes:.1f} GB are free: soon no drop can be accepted.",
            "Free space, or move the evidence with TICKETING_EVIDENCE_URL.",
        )
    else:
        yield _ok("disk", f"{gigabytes:.0f} GB are free.")


def _log(context: AppContext) -> Iterator[Finding]:
    with context.database.reading() as session:
        size = head_of(session).size
    newest = max((int(path.name) for path in context.settings.checkpoints.glob("[0-9]*")), default=0)
    if newest > size:
        yield _fail(
            "log",
            f"A checkpoint saw {newest} events, the log holds {size}.",
            "Run `ticketing evidence verify`, and compare with the checkpoints kept elsewhere.",
        )
    elif size - newest > 0:
        yield _warn(
            "log",
            f"{size - newest} of {size} events are not covered by a checkpoint yet.",
            "A worker writes one every hour; `ticketing work --until-idle` ends with one.",
        )
    else:
        yield _ok("log", f"{size} events, all covered by a checkpoint.")


_TRIED_FOR_LONG = (
    sa.select(Job)
    .where(Job.state == PENDING, Job.problem.is_not(None), Job.attempts >= ATTEMPTS_OF_A_WHILE)
    .order_by(Job.id)
)


def _workers(context: AppContext) -> Iterator[Finding]:
    with context.database.reading() as session:
        alive = session.scalar(sa.select(sa.func.count()).where(Worker.seen_at >= wall_now() - SILENT)) or 0
        waiting = session.scalar(
            sa.select(sa.func.count()).where(Job.state == PENDING, Job.due_at <= context.clock.now())
        )
        outside = list(session.scalars(_TRIED_FOR_LONG.limit(GIVEN_UP_SHOWN)))
        given_up = sa.select(Job).where(Job.state == FAILED).order_by(Job.due_at, Job.id)
        failed = list(session.scalars(given_up.limit(GIVEN_UP_SHOWN + 1)))
    if waiting and not alive:
        yield _warn("workers", f"{waiting} pieces of work wait and no worker is alive.", "ticketing work")
    else:
        yield _ok("workers", f"{alive} workers alive, {waiting} pieces of work wait.")
    for job in outside:
        yield _warn(
            "work",
            f"'{job.task}' on {job.subject} waits after {job.attempts} attempts: {job.problem}",
            "It is tried again by itself; look after what it waits for.",
        )
    for job in failed[:GIVEN_UP_SHOWN]:
        yield _warn(
            "work",
            f"'{job.task}' on {job.subject} was given up: {job.problem}",
            f"Mend the cause, then `ticketing work --again {job.id}`.",
        )
    if len(failed) > GIVEN_UP_SHOWN:
        yield _warn(
            "work",
            f"More than these {GIVEN_UP_SHOWN} were given up.",
            "Mend the cause, then `ticketing work --again all`.",
        )


def _agency(context: AppContext) -> Iterator[Finding]:
    today = vietnam_day(context.clock.now())
    with context.database.reading() as session:
        try:
            agency = agency_on(session, today)
        except NoAgency as problem:
            yield _fail("agency", str(problem), "ticketing agency load agency.yaml")
            return
        with_devices = units_with_cameras(session)
    communes = {commune.code: commune.name for commune in communes_of(agency.province_code)}
    missing = what_is_missing(agency, today, communes, with_devices)
    for sentence in missing:
        yield _warn("agency", sentence, "Change it on the administrator's page or in agency.yaml.")
    if not missing:
        yield _ok("agency", f"{agency.name}: everything that papers need is there.")


def _bundles(context: AppContext) -> Iterator[Finding]:
    server = _bundle_server(context)
    if server is None:
        return
    lacks = context.sftp(server).lacks()
    for lack in lacks:
        yield _fail("bundles", lack.sentence, lack.do)
    if not lacks:
        yield _ok("bundles", f"Our key and that of {server.host} are there: bundles can be put on it.")


def _bundle_server_answers(context: AppContext) -> Iterator[Finding]:
    server = _bundle_server(context)
    if server is None:
        return
    answer = context.sftp(server).list_incoming()
    if answer.verdict is Verdict.ACCEPTED:
        yield _ok("bundles", answer.text)
    else:
        yield _fail("bundles", answer.text, f"Ask the administrator of {server.host}, or change the settings of SFTP.")


def _bundle_server(context: AppContext) -> SftpServer | None:
    with context.database.reading() as session:
        try:
            server = agency_on(session, vietnam_day(context.clock.now())).weekly.sftp
        except NoAgency:
            return None
    return server if server.host else None


def _warnings(context: AppContext) -> Iterator[Finding]:
    at = context.clock.now()
    with context.database.reading() as session:
        try:
            stands = agency_stands(session, agency_on(session, vietnam_day(at)).warnings, at)
        except NoAgency:
            return
    for stand in stands:
        if stand.waiting:
            yield _warn(
                "warnings",
                f"{stand.waiting} signed warnings wait: the {stand.code} agency is not entered.",
                f"Give its name and way under warnings.{stand.code} of agency.yaml.",
            )
        if stand.overdue:
            numbers = ", ".join(one.number or one.id for one in stand.overdue[:GIVEN_UP_SHOWN])
            yield _warn(
                "warnings",
                f"The {stand.code} agency has not confirmed {len(stand.overdue)} bundles of warnings: {numbers}.",
                "Ask it, and enter its receipt on the page of each consignment.",
            )


def _deliveries(context: AppContext) -> Iterator[Finding]:
    with context.database.reading() as session:
        silent = silent_consignments(session, context.clock.now())
    if silent:
        papers = sum(count for _, count in silent)
        numbers = ", ".join(number for number, _ in silent[:GIVEN_UP_SHOWN])
        yield _warn(
            "deliveries",
            f"Nobody has said what became of {papers} papers in {len(silent)} consignments: {numbers}.",
            "The page of papers whose delivery is not proved lists them: ask whoever brings them.",
        )


def _accounts(context: AppContext) -> Iterator[Finding]:
    at = context.clock.now()
    with context.database.reading() as session:
        bound = session.scalar(sa.select(SecurityKey.id).limit(1)) or single_sign_on(session, at)
        if bound and context.made_by != "demo" and context.settings.origin == DEFAULT_ORIGIN:
            yield _warn(
                "accounts",
                f"Security keys and the organisation's log-in are bound to {DEFAULT_ORIGIN}.",
                "Set TICKETING_ORIGIN to the address that people open.",
            )
        copied = session.scalars(sa.select(SecurityKey.account_id).where(SecurityKey.cloned_at.is_not(None)).distinct())
        for name in names_of(session, copied).values():
            yield _warn(
                "accounts",
                f"A security key of {name} exists twice: it opens nothing any more.",
                "Find out where the other one is, then remove it on the account's page.",
            )


def _registry(context: AppContext) -> Iterator[Finding]:
    with context.database.reading() as session:
        lack, waiting = indices_lack(session), count_waiting(session)
    if waiting:
        yield _warn(
            "addresses",
            f"{waiting} residents of the registry wait for their commune of today.",
            "Run `ticketing registry resolve`; until then each owner's address is resolved when his case comes to it.",
        )
    if lack:
        yield _warn(
            "registry",
            "Look-ups in the registry are slow: a load of its tables runs, or was killed in mid-file.",
            "If none runs, load that file again; a worker that starts makes the indices again too.",
        )
    else:
        yield _ok("registry", "The tables of the registry have all their indices.")


def _wordings(context: AppContext) -> Iterator[Finding]:
    today = vietnam_day(context.clock.now())
    without = ", ".join(f"{row.behaviour} ({row.vehicle})" for row in rows_without_wording(today) if row.has_amount)
    if without:
        yield _warn(
            "wordings",
            f"No sourced wording, no paper can be pressed for: {without}.",
            "Add a wording with its source on the administrator's page (two persons).",
        )
    else:
        yield _ok("wordings", "Every behaviour of today's law has its wording.")


def _holidays(context: AppContext) -> Iterator[Finding]:
    year = vietnam_day(context.clock.now()).year
    with context.database.reading() as session:
        confirmed = calendar_in_force(session).confirmed_years
    unconfirmed = [str(y) for y in (year, year + 1) if y not in confirmed]
    if unconfirmed:
        yield _warn(
            "holidays",
            f"The holidays of {', '.join(unconfirmed)} are not final.",
            "Terms that run into them carry a warning; enter the list on the page Days off when it is decreed.",
        )
    else:
        yield _ok("holidays", f"The holidays of {year} and {year + 1} are known.")


def _networks(context: AppContext) -> Iterator[Finding]:
    folders = [shipped_weights(room) for room in ("detect", "read")]
    try:
        files = [locked_file(folder, name) for folder in folders for name in locked_names(folder)]
        yield _ok("networks", f"The {len(files)} shipped files of the networks are those of their lock.")
    except WeightsChanged as problem:
        yield _fail("networks", str(problem), "Install the package again.")


def _clock(context: AppContext) -> Iterator[Finding]:
    if context.made_by == "demo":
        yield _ok("clock", "This is a demo home: its clock stands in the story's time.")
    else:
        yield _ok("clock", f"Now it is {context.clock.now():%Y-%m-%d %H:%M} UTC.")


CHECKS: tuple[Callable[[AppContext], Iterator[Finding]], ...] = (
    _database,
    _keys,
    _passwords,
    _space,
    _log,
    _workers,
    _agency,
    _bundles,
    _warnings,
    _deliveries,
    _accounts,
    _registry,
    _wordings,
    _holidays,
    _networks,
    _clock,
)
NETWORK_CHECKS: tuple[Callable[[AppContext], Iterator[Finding]], ...] = (_bundle_server_answers,)
