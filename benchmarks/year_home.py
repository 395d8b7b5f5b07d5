"""The home in which benchmarks.year is played: agency, accounts, and a press that prints one paper in a hundred."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from benchmarks.played import OFFICERS, WORLD, put_up_cameras, wait_for_no_disk
from benchmarks.year_people import CHAIR, FINANCE, HEAD
from benchmarks.year_plan import of_share
from ticketing.agency.actors import Actor, Role
from ticketing.agency.agency import save_agency
from ticketing.agency.dispatch_rules import AgencyWay
from ticketing.agency.dispatch_rules import Channel as Way
from ticketing.agency.form import demo_agency
from ticketing.agency.tables import Account
from ticketing.agency.values import Agency, Signer
from ticketing.dispatch.channels.folder import FolderChannel
from ticketing.dispatch.channels.ports import Channel
from ticketing.dispatch.consignments.bundle import Bundle, Pressed, manifest_of
from ticketing.documents.content.sheet import Sheet
from ticketing.documents.content.snapshot import content_json
from ticketing.documents.issuing.printing import PdfPrinter, Printed
from ticketing.documents.layout.render import render_fingerprint
from ticketing.documents.signing.keyring import Hand, Keyring
from ticketing.evidence.blobs import BlobStore
from ticketing.flow.app_context import AppContext, make_home, open_app
from ticketing.kit.clock import VIETNAM, SettableClock
from ticketing.kit.digest import canonical_json, sha256
from ticketing.settings import read_settings

NAMES = {HEAD.person: "Nguyễn Minh Phúc", CHAIR.person: "Trần Thị Chủ Tịch", FINANCE.person: "Lê Thị Tài Vụ"}


@dataclass(frozen=True)
class ContentPrinter:
    """Keeps a paper as its content, and prints and signs a drawn share of one in `share` as it should be."""

    signing: Keyring
    share: int
    seed: int

    def print(
        self, sheets: tuple[Sheet, ...], pictures: Mapping[str, bytes], hand: Hand, *, sealed: bool, at: datetime
    ) -> Printed:
        """See Printer. The first sheet is the form: it names its number and day, and holds no random code."""
        if of_share(sha256(content_json(sheets[0].content).encode()), self.share, self.seed):
            return PdfPrinter(self.signing).print(sheets, pictures, hand, sealed=sealed, at=at)
        content = canonical_json([content_json(sheet.content) for sheet in sheets])
        return Printed(content, content, len(sheets), render_fingerprint()["all"])


def print_contents(_: BlobStore, bundle: Bundle) -> Pressed:
    """The files of a consignment: what it holds, and no cover list."""
    return Pressed(canonical_json([bundle.number, [paper.sha256 for paper in bundle.papers]]), manifest_of(bundle))


def open_year(folder: Path, first: date, *, share: int, seed: int) -> AppContext:
    """The home of a year, made where it is not there; its clock stands at the day that comes next."""
    settings, begin = read_settings({"TICKETING_HOME": str(folder)}), datetime.combine(first, time(0), VIETNAM)
    whole = folder / "made"
    _put_keys(settings.keys / "fields.json", seed)
    context = open_app(settings) if whole.exists() else make_home(settings, "demo", at=begin)
    wait_for_no_disk(context)
    if not whole.exists():
        _furnish(context, begin)
        whole.touch()
    context.clock = SettableClock(begin)
    context.printer = ContentPrinter(context.signing, share, seed)
    context.print_bundle = print_contents
    outgoing: Mapping[str, Channel] = {
        way: FolderChannel(folder / "outgoing" / way) for way in (*Way, AgencyWay.SMTP, AgencyWay.SFTP)
    }
    context.channels = lambda: outgoing  # type: ignore[method-assign]
    return context


def _put_keys(path: Path, seed: int) -> None:
    """Keys of fields that follow from the seed: which cases get a second verdict is drawn with them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = {name: sha256(f"{seed} {name}".encode()) for name in ("fields", "index")}
    path.write_text(json.dumps({"current": "k1", "keys": {"k1": keys["fields"]}, "index_key": keys["index"]}))


def _furnish(context: AppContext, begin: datetime) -> None:
    agency = _agency()
    with context.database.writing() as session:
        save_agency(session, agency, actor=WORLD, at=begin)
        put_up_cameras(session, begin, {"calibrated_until": date(2028, 12, 31)})
        clerks = [Actor(f"clerk-{code}", Role.COMMUNE_CLERK) for code in agency.mailboxes]
        for actor in (*OFFICERS, HEAD, CHAIR, FINANCE, *clerks):
            session.add(
                Account(
                    id=actor.person, name=actor.person, full_name=NAMES.get(actor.person, f"Cán bộ {actor.person}"),
                    post="Cán bộ", police_rank="Đại úy", role=actor.role, rank=actor.rank, password_hash="x",
                    commune_code=actor.person[6:] if actor in clerks else None, created_at=begin, changed_at=begin,
                )
            )  # fmt: skip


def _agency() -> Agency:
    agency = demo_agency()
    first = replace(agency.signers[0], account=HEAD.person)
    chair = Signer(
        CHAIR.person, NAMES[CHAIR.person], "provincial_committee_chair", "Chủ tịch",
        "Chủ tịch Ủy ban nhân dân tỉnh Bắc Ninh",
    )  # fmt: skip
    dispatch = replace(agency.dispatch, remind_notice_days=3)
    return replace(agency, signers=(first, chair), dispatch=dispatch)
