"""A home, opened: database, evidence store, keys and clock. Every way in starts here.

`make_home` begins one (init, demo), `open_office` opens what is there. Rooms never see an Office: they get the
session, store, keys or moment that they need.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ticketing.agency.agency import agency_on
from ticketing.agency.dispatch_rules import BundleWay, SftpServer
from ticketing.agency.dispatch_rules import Channel as Way
from ticketing.agency.site import Site, read_site
from ticketing.cameras.camera_format import camera_formats
from ticketing.evidence.blobs import BlobStore, open_store
from ticketing.evidence.checkpoint import LogKey, load_log_key, make_log_key, write_checkpoint
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append, open_log
from ticketing.flow.tables import Installation
from ticketing.flow.upgrade import SchemaRefused, bring_up_to_date, check_version
from ticketing.kit.clock import Clock, SystemClock, parse_moment, vietnam_day, wall_now
from ticketing.kit.db import Database, open_database
from ticketing.kit.fields import FieldKeys, load_field_keys, make_field_keys
from ticketing.kit.ids import new_id
from ticketing.payments.statements.reading import statement_formats
from ticketing.settings import Settings

if TYPE_CHECKING:  # signing and mail are loaded by the process that signs and mails
    from ticketing.dispatch.channels.ports import Channel
    from ticketing.dispatch.channels.sftp import SftpChannel
    from ticketing.dispatch.consignments.bundle import BundlePress
    from ticketing.documents.issuing.printing import Printer
    from ticketing.documents.signing.keyring import Keyring
    from ticketing.registry.ports import Register

BAC_NINH = "24"  # province code of the statistics office; Bắc Giang is part of it since 1 July 2025


class NoHome(RuntimeError):
    """There is no usable home where the settings point."""


class WrongVersion(NoHome):
    """The home is there, but its tables are not of this program's version."""


@dataclass
class AppContext:
    """Everything a way in needs."""

    settings: Settings
    database: Database
    store: BlobStore
    keys: FieldKeys
    clock: Clock
    log_key: LogKey | None
    made_by: str

    @cached_property
    def signing(self) -> "Keyring":
        """Signing keys of persons; a demo home makes its own."""
        from ticketing.documents.signing.keyring import Keyring

        return Keyring(self.settings.keys / "signers", demo=self.made_by == "demo", tsa_url=self.settings.tsa_url)

    @cached_property
    def printer(self) -> "Printer":
        """What makes files of papers."""
        from ticketing.documents.issuing.printing import PdfPrinter

        return PdfPrinter(self.signing, own_templates=self.settings.templates)

    @cached_property
    def print_bundle(self) -> "BundlePress":
        """What makes the files of a consignment."""
        from functools import partial

        from ticketing.dispatch.consignments.bundle import press

        return partial(press, sign=self.signing.paper_key.sign, own_templates=self.settings.templates)

    @cached_property
    def register(self) -> "Register | None":
        """The register that is asked over the network; None where its tables are loaded here. Raises NoHome."""
        if self.settings.register_url is None:
            return None
        from ticketing.registry.remote import HttpRegister

        token = self.settings.keys / "register-token"
        try:
            return HttpRegister(self.settings.register_url, token.read_text().strip() if token.exists() else "")
        except ValueError as problem:
            raise NoHome(f"TICKETING_REGISTER_URL: {problem}") from None

    @cached_property
    def site(self) -> Site:
        """Where people open the pages. Raises NoHome."""
        try:
            return read_site(self.settings.origin)
        except ValueError as problem:
            raise NoHome(f"TICKETING_ORIGIN: {problem}") from None

    def channels(self) -> "Mapping[str, Channel]":
        """Ways out of the house by their name, as the agency has set them today."""
        from ticketing.dispatch.channels.folder import FolderChannel
        from ticketing.dispatch.channels.smtp import SmtpChannel

        with self.database.reading() as session:
            agency = agency_on(session, vietnam_day(self.clock.now()))
        keys = self.settings.keys
        password = keys / "mail-password"
        by_mail = SmtpChannel(agency.mail, password.read_text().strip() if password.exists() else "")
        outgoing = self.settings.home / "outgoing"
        return {
            Way.COMMUNE_POLICE: by_mail,
            Way.TRAFFIC_DIVISION: by_mail,
            Way.POST: FolderChannel(outgoing / Way.POST),
            Way.ELECTRONIC: FolderChannel(outgoing / Way.ELECTRONIC),
            Way.WARNED_AGENCY: FolderChannel(outgoing / "agencies", by_receiver=True),
            BundleWay.SMTP: by_mail,
            BundleWay.FOLDER: FolderChannel(outgoing / "communes", by_receiver=True),
            BundleWay.SFTP: self.sftp(agency.weekly.sftp),
        }

    def sftp(self, server: SftpServer) -> "SftpChannel":
        """The way to the server of bundles, with the keys that this home holds for it."""
        from ticketing.dispatch.channels.sftp import SftpChannel

        return SftpChannel(server, self.settings.keys / "sftp-key", self.settings.keys / "sftp-known-hosts")

    def checkpoint(self) -> Path | None:
        """Sign the log as it stands. None on a machine that has no log key."""
        if self.log_key is None:
            return None
        with self.database.reading() as session:
            return write_checkpoint(session, self.settings.checkpoints, self.log_key)

    def finish(self) -> None:
        """What every command that wrote something ends with: a checkpoint over all events."""
        self.checkpoint()


def make_home(settings: Settings, made_by: str, *, at: datetime, province: str = BAC_NINH) -> AppContext:
    """Begin a home: folders, keys, tables, an open log. On a home that exists it only opens and migrates.

    made_by: init or demo. at: the log's first moment (a demo's story begins in the past).
    Raises NoHome where another kind of home lies there already.
    """
    for folder in (settings.home, settings.keys, settings.checkpoints, settings.quarantine):
        folder.mkdir(parents=True, exist_ok=True)
        os.chmod(folder, 0o700)
    if not (settings.keys / "fields.json").exists():
        make_field_keys(settings.keys / "fields.json")
    if not (settings.keys / "log.key").exists():
        make_log_key(settings.keys, f"ticketing.{province}.{new_id()[:8]}")
    database = _database(settings)
    _same_version(database, upgrade=True, begin=True)
    key = load_log_key(settings.keys)
    with database.writing() as session:
        installation = session.get(Installation, 1)
        if installation is None:
            session.add(Installation(id=1, made_by=made_by, made_at=wall_now(), clock_shift_s=0))
            open_log(session, key.origin, province)
            opening = {"vkey": key.vkey, "made_by": made_by}
            append(session, at=at, kind=LogEvent.LOG_OPENED, subject=key.origin, actor="machine:init", data=opening)
        elif installation.made_by != made_by:
            raise NoHome(
                f"{settings.home} was made by `ticketing {installation.made_by}`: give another TICKETING_HOME."
            )
    database.engine.dispose()
    return open_app(settings)


def open_app(settings: Settings, *, upgrade: bool = True) -> AppContext:
    """Open the home of these settings, its tables brought to this program's version. Raises NoHome with what to do.

    upgrade: without it older tables are refused (WrongVersion) and nothing is changed.
    Raises IncompleteEntry for a format that could not be used: better now than when its first delivery comes.
    """
    camera_formats(), statement_formats()
    embedded = settings.database_url.startswith("sqlite:///")
    if not (settings.keys / "fields.json").exists():
        raise NoHome(f"There is no home in {settings.home}: run `ticketing demo` to try, or `ticketing init` to begin.")
    if embedded and not Path(settings.database_url.removeprefix("sqlite:///")).exists():
        raise NoHome(f"The database of {settings.home} is missing: restore it with `ticketing restore`.")
    database = _database(settings)
    _same_version(database, upgrade=upgrade)
    with database.reading() as session:
        try:
            installation = session.get(Installation, 1)
        except sa.exc.DatabaseError as problem:
            raise NoHome(
                f"The database cannot be read ({type(problem.orig).__name__}): run `ticketing init`."
            ) from None
    if installation is None:
        raise NoHome("The database is empty: run `ticketing demo` to try, or `ticketing init` to begin.")
    keys, log_key = _keys(settings)
    return AppContext(
        settings=settings,
        database=database,
        store=open_store(settings.evidence_url),
        keys=keys,
        clock=_clock(settings, installation),
        log_key=log_key,
        made_by=installation.made_by,
    )


def _database(settings: Settings) -> Database:
    no_address = NoHome(
        "TICKETING_DATABASE_URL is no address of a database: write it like postgresql://USER@HOST/DATABASE, or leave "
        "it out for the embedded one."
    )
    if not settings.database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise no_address
    try:
        return open_database(settings.database_url)
    except (sa.exc.ArgumentError, ValueError):  # ValueError: a port that is no number
        raise no_address from None


def _keys(settings: Settings) -> tuple[FieldKeys, LogKey | None]:
    """The keys of personal data and, on a machine that signs checkpoints, the one of the log."""
    try:
        keys = load_field_keys(settings.keys / "fields.json")
    except (ValueError, KeyError, TypeError):
        raise NoHome(f"{settings.keys / 'fields.json'} is damaged: restore it from a backup.") from None
    try:
        return keys, load_log_key(settings.keys)
    except FileNotFoundError:
        return keys, None
    except ValueError:
        raise NoHome(f"{settings.keys / 'log.key'} is damaged: restore it from a backup.") from None


def _same_version(database: Database, *, upgrade: bool, begin: bool = False) -> None:
    try:
        if upgrade:
            bring_up_to_date(database, begin=begin)
        else:
            check_version(database)
    except SchemaRefused as problem:
        raise WrongVersion(str(problem)) from None
    except sa.exc.DBAPIError as problem:
        own_words = str(problem.orig).strip().splitlines()[0]
        raise NoHome(
            f"The database cannot be used: {own_words}. Start it, or correct TICKETING_DATABASE_URL."
        ) from None


def _clock(settings: Settings, installation: Installation) -> Clock:
    """The demo's story time runs on from where it ended; TICKETING_CLOCK moves it, in a demo home only."""
    if settings.clock is None:
        return SystemClock(timedelta(seconds=installation.clock_shift_s))
    if installation.made_by != "demo":
        raise NoHome("TICKETING_CLOCK is refused here: this is a real home, its clock is the machine's.")
    try:
        moment = parse_moment(settings.clock)
    except ValueError as problem:
        raise NoHome(f"TICKETING_CLOCK: {problem}") from None
    return SystemClock(moment - wall_now().astimezone(UTC))
