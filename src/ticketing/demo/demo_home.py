"""A home with sample data: demo agency, accounts, cameras, register, and the story or the bare pipeline.

Killed at any point, `ticketing demo` goes on where it stopped.
"""

import json
import os
import secrets
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml

from ticketing.agency.accounts import change_password, create_account, new_password, reset
from ticketing.agency.actors import Role, machine
from ticketing.agency.agency import agency_on, save_agency, versions
from ticketing.agency.form import demo_agency
from ticketing.agency.queries import account_named
from ticketing.cameras.estate import load_cameras
from ticketing.cameras.inbox import find_drops
from ticketing.cameras.tables import Observation
from ticketing.cases.queries import list_entry
from ticketing.cases.tables import Case
from ticketing.demo.scenario import Act, Stage, play, read_scenario
from ticketing.evidence.blobs import sync_folder
from ticketing.flow.app_context import AppContext, NoHome, make_home
from ticketing.flow.tables import Installation
from ticketing.kit.clock import SettableClock, parse_moment, vietnam_day, wall_now
from ticketing.kit.shipped import shipped
from ticketing.registry.load import load_residents, load_vehicles
from ticketing.registry.resolving import resolve_residents
from ticketing.settings import Settings

STORY, PIPELINE = "story", "pipeline"
ACCOUNTS_FILE = "demo-accounts.json"
ACTOR = machine("demo")

# Log-in name, role, full name, post and police rank as papers print them; invented people.
PEOPLE = (
    ("officer", Role.OFFICER, "Trần Thị Hạnh", "Cán bộ Đội Xử lý vi phạm", "Đại úy"),
    ("officer2", Role.OFFICER, "Lê Quang Huy", "Cán bộ Đội Xử lý vi phạm", "Thượng úy"),
    ("senior", Role.SENIOR, "Hoàng Văn Thái", "Phó Đội trưởng Đội Xử lý vi phạm", "Thiếu tá"),
    ("signer", Role.SIGNER, "Nguyễn Minh Phúc", "Phó Trưởng phòng", "Thượng tá"),
    ("supervisor", Role.SUPERVISOR, "Vũ Thị Lan", "Cán bộ Đội Tham mưu", "Thiếu tá"),
    ("commune_clerk", Role.COMMUNE_CLERK, "Giáp Văn Tùng", "Cán bộ Công an phường", "Trung úy"),
    ("finance_clerk", Role.FINANCE_CLERK, "Đỗ Thu Trang", "Cán bộ tài vụ", "Thượng úy"),
    ("administrator", Role.ADMINISTRATOR, "Phạm Anh Tuấn", "Cán bộ công nghệ thông tin", "Đại úy"),
    ("auditor", Role.AUDITOR, "Ngô Thị Bích", "Thanh tra viên", "Trung tá"),
)
UNIT = "XLVP"


@dataclass(frozen=True)
class Expected:
    """What sample_media/expected.yaml says: where the clock ends and what becomes of each drop."""

    clock_end: datetime
    clerk_commune: str
    drops: dict[str, dict[str, Any]]


def read_expected(media: Path) -> Expected:
    """Read expected.yaml of a sample folder."""
    content = yaml.safe_load((media / "expected.yaml").read_text(encoding="utf-8"))
    return Expected(parse_moment(str(content["clock_end"])), str(content["clerk_commune"]), content["drops"])


@dataclass
class Demo:
    """A demo home about to be filled. acts: what will be played. kind: the story, or the bare pipeline."""

    context: AppContext
    stage: Stage
    expected: Expected
    acts: list[Act]
    kind: str

    @property
    def done(self) -> bool:
        """Whether it was played to its end already."""
        with self.context.database.reading() as session:
            return session.get_one(Installation, 1).scenario_done

    @property
    def mail_port(self) -> int:
        """Where the demo's own mail server listens: the port that the demo agency's mail goes to."""
        with self.context.database.reading() as session:
            return agency_on(session, vietnam_day(self.stage.clock.now())).mail.port

    def accounts(self) -> list[dict[str, Any]]:
        """The demo's people as they stand in demo-accounts.json."""
        content: list[dict[str, Any]] = json.loads((self.context.settings.home / ACCOUNTS_FILE).read_text("utf-8"))
        return content

    def play(self) -> Iterator[Act]:
        """Play; yields each act when it is over."""
        yield from play(self.stage, self.acts, self.expected.clock_end)
        self.run_on()

    def run_on(self) -> None:
        """From here the home's clock runs on from the story's end."""
        with self.context.database.writing() as session:
            installation = session.get_one(Installation, 1)
            installation.clock_shift_s = int((self.expected.clock_end - wall_now()).total_seconds())


def open_demo(settings: Settings, *, story: bool, media: Path | None = None) -> Demo:
    """Make or open a demo home. Raises NoHome for a real home, or one that holds the other play."""
    media = media or shipped("sample_media")
    expected = read_expected(media)
    drops = _drops(media)
    acts = read_scenario(media / "story.yaml") if story else _all_at_once(drops, expected.clock_end)
    begin = min(expected.clock_end, acts[0].at)
    context = make_home(settings, "demo", at=begin)
    kind = STORY if story else PIPELINE
    with context.database.writing() as session:
        installation = session.get_one(Installation, 1)
        if installation.scenario not in (None, kind):
            raise NoHome(f"{settings.home} holds the demo's {installation.scenario}: remove it, or give another home.")
        installation.scenario = kind
        played = installation.acts_played
    clock = SettableClock(acts[played - 1].at if played else begin)
    demo = Demo(context, Stage(context, media, clock, drops), expected, acts, kind)
    if not demo.done:
        context.clock = clock
        _furnish(demo)
    return demo


def _drops(media: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in find_drops(media / "drops"):
        found.setdefault(path.stem, []).append(path)
    return found


def _all_at_once(drops: dict[str, list[Path]], at: datetime) -> list[Act]:
    return [Act(number, at, "drops_arrive", {"drops": [name]}) for number, name in enumerate(sorted(drops), 1)]


def _furnish(demo: Demo) -> None:
    """Agency, accounts, cameras and register; each only where it is missing."""
    context, stage, now = demo.context, demo.stage, demo.stage.clock.now()
    with context.database.writing() as session:
        if not versions(session):
            agency = demo_agency()
            mail = replace(agency.mail, port=_free_port())
            save_agency(session, replace(agency, mail=mail), actor=ACTOR, at=now)
    _make_accounts(context, demo.expected.clerk_commune, now)
    with context.database.reading() as session:
        if session.get_one(Installation, 1).acts_played:
            return
    rejects = context.settings.home / "rejects"
    rejects.mkdir(exist_ok=True)
    load_cameras(context.database, stage.media / "cameras.csv", rejects, at=now, actor=ACTOR)
    folder = stage.media / "registry"
    load_vehicles(context.database, context.keys, folder / "vehicles.csv", rejects, at=now, actor=ACTOR)
    load_residents(context.database, context.keys, folder / "residents.csv", rejects, at=now, actor=ACTOR)
    resolve_residents(context.database, context.keys, at=now, actor=ACTOR)


def _free_port() -> int:
    """A port that nothing on this machine listens on: two demos may begin at the same moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _make_accounts(context: AppContext, clerk_commune: str, now: datetime) -> None:
    """The demo's people with random passwords, written to a file that only its owner can read."""
    path = context.settings.home / ACCOUNTS_FILE
    if path.exists():
        return
    lines = []
    with context.database.writing() as session:
        for name, role, full_name, post, police_rank in PEOPLE:
            password = new_password()
            found = account_named(session, name)
            if found:  # killed between the transaction and the file: nobody knows the first passwords
                made = reset(session, context.keys, found.id, actor=ACTOR, at=now)
                change_password(session, found.id, password, actor=ACTOR, at=now)
            else:
                made = create_account(
                    session, context.keys, name=name, role=role, full_name=full_name, post=post,
                    police_rank=police_rank,
                    unit=UNIT, password=password,
                    commune_code=clerk_commune if role is Role.COMMUNE_CLERK else None, actor=ACTOR, at=now,
                )  # fmt: skip
            lines.append({"role": role, "name": name, "password": password, "totp_secret": made.totp_secret})
    temporary = path.with_name(f".{ACCOUNTS_FILE}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(lines, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    sync_folder(path.parent)


@dataclass(frozen=True)
class Outcome:
    """What became of a drop, beside what was expected."""

    drop: str
    plate: str | None
    state: str
    reason: str | None
    expected: dict[str, Any] | None

    @property
    def as_expected(self) -> bool:
        """Whether state, and reason code where one is named, are those of expected.yaml; True where it is silent."""
        if self.expected is None:
            return True
        code = self.reason.split(":")[0] if self.reason else None
        return self.state == self.expected["state"] and self.expected.get("reason", code) == code


def drop_outcomes(demo: Demo) -> list[Outcome]:
    """What became of each drop, in the order in which they came."""
    when = "after_story" if demo.kind == STORY else "after_pipeline"
    query = sa.select(Observation, Case).outerjoin(Case, Case.id == Observation.id).order_by(Observation.id)
    with demo.context.database.reading() as session:
        rows = [(observation.drop, list_entry(observation, case, ())) for observation, case in session.execute(query)]
    return [
        Outcome(drop, shown["plate"], shown["state"], shown["reason"], demo.expected.drops.get(drop, {}).get(when))
        for drop, shown in rows
    ]


__all__ = ["Demo", "Outcome", "drop_outcomes", "open_demo"]
