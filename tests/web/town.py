"""A small town for the pages: accounts of every role, cameras, a register, cases from the queue to the payment.

Everything goes through the rooms' own functions, as people and machine would call them; only detection is left out.
"""

import csv
import fcntl
import io
import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from PIL import Image, ImageDraw, ImageFont
from sqlalchemy.orm import Session

from ticketing.agency.accounts import NewAccount, actor_of, create_account
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import save_agency
from ticketing.agency.form import demo_agency
from ticketing.agency.tables import Account
from ticketing.cameras.observation import ObservationState
from ticketing.cameras.tables import Camera, Observation
from ticketing.cases.answers import owner_answers
from ticketing.cases.decision import decisions
from ticketing.cases.recall.recalls import Scope, recall
from ticketing.cases.record import Facts, Opening, apply, open_case
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.detect.detections import Detections
from ticketing.dispatch.consignments.closing import close_due
from ticketing.dispatch.consignments.decision_sending import send_decision
from ticketing.documents.content.minutes.violation import MinutesFacts
from ticketing.documents.drafting import manual_drafts, steps
from ticketing.documents.layout.redaction import SIGHTS, Sight, sights_json
from ticketing.documents.tables import WAITING, Document
from ticketing.evidence.seal import Sealed, record_sealed, store_blob
from ticketing.evidence.tables import EvidenceEvent
from ticketing.flow.app_context import AppContext, make_home, open_app
from ticketing.flow.reactions import TASKS
from ticketing.kit.clock import VIETNAM, SettableClock, vietnam_day
from ticketing.kit.ids import new_id
from ticketing.kit.jobs import DONE, PENDING, Job
from ticketing.law.penalties import fine_row, may_explain
from ticketing.payments.ledger import import_statement
from ticketing.plates.layouts import printed
from ticketing.read.tables import Reading
from ticketing.registry.load import load_residents, load_vehicles
from ticketing.registry.local import vehicle_on
from ticketing.review.evaluate import Verdict
from ticketing.review.policy import Kind
from ticketing.review.verdicts import give_verdict
from ticketing.settings import read_settings

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=VIETNAM)
STRANGE = """<script>alert(1)</script><img src=x onerror=alert(2)>&"'{{7*7}}"""
"""What a stranger may write wherever text is free: pages print it as it is, and never as anything else."""
PASSWORD = "con ngựa phi nước đại"
COMMUNE, OTHER_COMMUNE = "07774", "07525"
MACHINE = machine("pipeline")
VEHICLES_HEAD = "plate,plate_colour,kind,make,model,colour,owner_id,valid_from,valid_to"
RESIDENTS_HEAD = "owner_id,owner_kind,name,personal_id,birth_date,address,phone"
ROLES = (
    ("officer1", Role.OFFICER, "Nguyễn Thị Hương Giang"),
    ("officer2", Role.OFFICER, "Trần Văn Bình"),
    ("senior", Role.SENIOR, "Lê Quang Sơn"),
    ("signer", Role.SIGNER, "Nguyễn Minh Phúc"),
    ("supervisor", Role.SUPERVISOR, "Phạm Thu Hà"),
    ("clerk", Role.COMMUNE_CLERK, "Vũ Đình Long"),
    ("other_clerk", Role.COMMUNE_CLERK, "Hoàng Thị Mai"),
    ("finance", Role.FINANCE_CLERK, "Đỗ Kim Oanh"),
    ("administrator", Role.ADMINISTRATOR, "Bùi Anh Tuấn"),
    ("auditor", Role.AUDITOR, "Ngô Thị Lan"),
)
# plate, colour, behaviour, kind, make, model, body, speed, limit, confidence
ACTS: tuple[tuple[Any, ...], ...] = (
    ("98A12345", "white", "RED_LIGHT", "car", "Toyota", "Vios", "Trắng", None, None, 0.992),
    ("98C24680", "white", "SPEED_20_35", "truck", "Thaco", "Ollin", "Xanh dương", "82.4", "50", 0.981),
    ("98B156789", "white", "NO_HELMET", "motorcycle", "Honda", "Wave", "Đỏ", None, None, 0.974),
    ("99A00312", "white", "WRONG_WAY", "car", "Hyundai", "Accent", "Đen", None, None, 0.988),
    ("98A25658", "white", "ILLEGAL_PARKING", "car", "Kia", "Morning", "Bạc", None, None, 0.966),
    ("29AB12345", "white", "RED_LIGHT", "motorcycle", "Yamaha", "Sirius", "Đỏ", None, None, 0.71),
    ("98C33871", "white", "LANE", "truck", "Hino", "500", "Đỏ", None, None, 0.995),
    ("99B90210", "yellow", "SPEED_10_20", "bus", "Thaco", "Town", "Vàng", "64.0", "50", 0.99),
)
PLAIN, SEVERAL = 0, 4
"""Acts whose point names one act only, so that a verdict needs no tick, and one whose point names several."""
ADDRESSES = (
    "Số 12, đường Trình Diễn, phường Ngô Quyền, thành phố Bắc Giang, tỉnh Bắc Giang",
    "Thôn Trung, xã Việt Tiến, huyện Việt Yên, tỉnh Bắc Giang",
    "Tổ 3, thị trấn Chũ, huyện Lục Ngạn, tỉnh Bắc Giang",
)

DIVIDED_HOMES = {
    40: "Số 4, thôn Đông, xã Chu Minh, huyện Ba Vì, thành phố Hà Nội",
    41: "SN 12 thôn Đông, X. Chu Minh, H. Ba Vì, TP Hà Nội",
    42: "Thôn Đông, xã Chu Minh, huyện Ba Vì, Hà Nội",
}
"""Copies of the first act whose owners live in one hamlet of a commune that was divided."""

NAMES = "names.json"  # what the tests know the town's people and cases by
STRANGER, QUOTE = (3, 1), '"'  # the owner whose name is no name: act and copy of the case `delivered`


@dataclass
class Town:
    """The home and what tests do with it."""

    context: AppContext
    secrets: dict[str, str | None] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """The hand of an account."""
        with self.context.database.reading() as session:
            account = session.scalar(sa.select(Account).where(Account.name == name))
            assert account is not None
            return actor_of(session, account, at=self.now)

    def newcomer(self, name: str, role: Role) -> NewAccount:
        """A fresh account with the password of all."""
        with self.context.database.writing() as session:
            return create_account(
                session, self.context.keys, name=name, role=role, actor=machine("test"), at=self.now, password=PASSWORD
            )

    @property
    def now(self) -> datetime:
        """The town's clock."""
        return self.context.clock.now()

    def go_to(self, moment: datetime) -> None:
        """Move the clock on."""
        assert isinstance(self.context.clock, SettableClock)
        self.context.clock.set(moment)

    def do(self, act: Callable[..., Any], *arguments: Any, by: str, **named: Any) -> Any:
        """One act of a person in a transaction of its own."""
        actor = self.actor(by)
        with self.context.database.writing() as session:
            return act(session, *arguments, actor=actor, at=self.now, **named)

    def works(self) -> None:
        """Let the machine do what waits, except mail."""
        for _ in range(60):
            with self.context.database.reading() as session:
                query = sa.select(Job).where(Job.state == PENDING, Job.task != "send_mail")
                due = list(session.scalars(query.where(Job.due_at <= self.now).order_by(Job.id)))
            if not due:
                return
            for job in due:
                TASKS[job.task](self.context, job.subject)
                with self.context.database.writing() as session:
                    session.get_one(Job, job.id).state = DONE

    def state(self, case_id: str) -> str:
        """The state of a case."""
        with self.context.database.reading() as session:
            return session.get_one(Case, case_id).state

    def documents(self, case_id: str, kind: str) -> list[Document]:
        """Papers of a case of one kind."""
        with self.context.database.reading() as session:
            query = sa.select(Document).where(Document.case_id == case_id, Document.kind == kind)
            return list(session.scalars(query.order_by(Document.id)))

    def sign(self, case_id: str, kind: str) -> None:
        """The signer signs the paper of that kind that waits, and the press prints it."""
        paper = next(one for one in self.documents(case_id, kind) if one.state == WAITING)
        self.do(steps.release, self.context.keys, paper.id, by="signer")
        self.works()

    def confirm(self, case_id: str) -> None:
        """Two officers confirm."""
        for name in ("officer1", "officer2"):
            if self.state(case_id) == CaseState.REVIEW_PENDING:
                said = Verdict(Kind.CONFIRM, wording_fits=True)
                self.do(give_verdict, self.context.keys, case_id, said, by=name)
        self.works()


@contextmanager
def town_in(folder: Path, built: Path) -> Iterator[Town]:
    """A town of its own, copied from the one in `built` and closed when it is no longer needed."""
    home = shutil.copytree(built / "home", folder / "home")
    context = open_app(read_settings({"TICKETING_HOME": str(home)}))
    context.clock = SettableClock(NOW)
    yield Town(context, **json.loads((built / NAMES).read_text(encoding="utf-8")))
    context.database.engine.dispose()


def build_town(folder: Path) -> Path:
    """The town that everybody copies, made in `folder` by whoever comes first; others wait until it stands."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / NAMES).exists():
            town = make_town(folder / "home")
            with town.context.database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            town.context.database.engine.dispose()
            names = {"secrets": town.secrets, "cases": town.cases, "held": town.held}
            (folder / NAMES).write_text(json.dumps(names), encoding="utf-8")
    return folder


def make_town(folder: Path, *, open_cases: int = 18) -> Town:
    """A fresh town on SQLite in `folder`. Takes some seconds: papers are printed and signed."""
    settings = read_settings({"TICKETING_HOME": str(folder)})
    begins = NOW - timedelta(days=40)
    context = make_home(settings, "demo", at=begins)
    context.clock = SettableClock(begins)
    town = Town(context)
    with context.database.writing() as session:
        save_agency(session, replace(demo_agency(), complaint_answer_days=30), actor=MACHINE, at=begins)
    _people(town)
    _cameras(town)
    _register(town, folder)
    _walk_cases(town)
    town.go_to(NOW)
    close_due(context.database, context.store, context.keys, at=town.now)
    town.works()
    _open_cases(town, open_cases)
    _waiting_for_a_person(town)
    _held_drops(town)
    _strange_payment(town)
    _recall(town)
    return town


def _recall(town: Town) -> None:
    """A supervisor held what a camera saw in the year before; no case was touched."""
    year = timedelta(days=365)
    scope = Scope(NOW - 2 * year, NOW - year, camera="BN-001")
    nga = Actor("nga", Role.SUPERVISOR)
    recall(town.context.database, scope, f"Biển hạn chế bị che {STRANGE}", actor=nga, at=town.now)


def _people(town: Town) -> None:
    communes = {"clerk": COMMUNE, "other_clerk": OTHER_COMMUNE}
    with town.context.database.writing() as session:
        for name, role, full_name in ROLES:
            made = create_account(
                session,
                town.context.keys,
                name=name,
                role=role,
                actor=MACHINE,
                at=town.now,
                full_name=full_name,
                post="Cán bộ",
                police_rank="Đại úy",
                password=PASSWORD,
                commune_code=communes.get(name),
            )
            town.secrets[name] = made.totp_secret


def _cameras(town: Town) -> None:
    with town.context.database.writing() as session:
        for number in range(1, 5):
            session.add(
                Camera(
                    code=f"BN-{number:03}", name=f"Nút giao Hùng Vương số {number}", commune_code=COMMUNE,
                    place="Đường Hùng Vương, phường Bắc Giang", unit="DOI1", functions=[], plan_no="12/KH-CSGT",
                    calibrated_until=date(2027, 6, 30), certificate_no=f"KĐ-2026-{number:04}", changed_at=town.now,
                )
            )  # fmt: skip


def _register(town: Town, folder: Path) -> None:
    vehicles, residents = [VEHICLES_HEAD], [RESIDENTS_HEAD]
    for number, (plate, colour, _, kind, make, model, body, *_rest) in enumerate(ACTS):
        for copy in [*range(12), *(DIVIDED_HOMES if number == 0 else ())]:
            text = _plate_of(plate, copy)
            owner = f"O{number:02}{copy:02}"
            vehicles.append(f"{text},{colour},{kind},{make},{model},{body},{owner},2020-01-01,")
            address = DIVIDED_HOMES.get(copy) or ADDRESSES[(number + copy) % len(ADDRESSES)]
            name, personal_id = f"Nguyễn Văn {number}-{copy}", f"0240{number:04}{copy:04}"
            if (number, copy) == STRANGER:
                name = f"{name} {STRANGE}"
            row = (owner, "individual", name, personal_id, "1985-03-02", address, f"0912000{copy:03}")
            residents.append(",".join(f'"{cell.replace(QUOTE, 2 * QUOTE)}"' for cell in row))
    for name, lines, load in (("v.csv", vehicles, load_vehicles), ("r.csv", residents, load_residents)):
        path = folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        load(town.context.database, town.context.keys, path, folder / "rejects", at=town.now, actor=MACHINE)


def _plate_of(plate: str, copy: int) -> str:
    return plate if copy == 0 else f"{plate[:-2]}{(int(plate[-2:]) + copy * 7) % 100:02}"


def open_case_of(
    town: Town,
    act: int,
    copy: int,
    *,
    acted: datetime | None = None,
    manual: tuple[str, str] | None = None,
    place: str = "Đường Hùng Vương, phường Bắc Giang",
    event_id: str = "",
) -> str:
    """A case as the pipeline would open it, with pictures, readings and the registered vehicle."""
    plate, colour, behaviour, kind, _, _, _, speed, limit, confidence = ACTS[act % len(ACTS)]
    plate = _plate_of(plate, copy)
    context, at = town.context, town.now
    acted = acted or at - timedelta(hours=5)
    case_id, camera = new_id(), f"BN-{act % 4 + 1:03}"
    row = fine_row(behaviour, kind, vietnam_day(acted))
    sealed = _pictures(context, f"{camera} {acted:%d/%m/%Y %H:%M:%S}", acted, act)
    cut = plate_picture(printed(plate, colour=colour, kind=kind))
    crop = store_blob(context.store, cut, "plate_crop", parent=sealed[3].sha256, made_by="test")
    alone = sights_json({one.sha256: Sight(Detections((), ())) for one in sealed})
    sights = store_blob(context.store, alone, SIGHTS, made_by="test")
    doubtful = confidence < 0.9
    reason = manual or (("DOUBTFUL_READING", "The reading is doubtful.") if doubtful else None)
    with context.database.writing() as session:
        session.add(
            Observation(
                id=case_id, province="24", log_id="x", drop=f"drop-{case_id[-6:]}", drop_digest=(case_id * 2)[:64],
                event_key=(case_id * 2)[:64], state=ObservationState.CASE_OPENED, event_id=event_id or case_id[-6:],
                camera=camera, place=place, captured_at=acted, behaviour=behaviour, vehicle=kind, received_at=at,
                changed_at=at,
            )
        )  # fmt: skip
        answer = vehicle_on(session, context.keys, plate, colour, vietnam_day(acted))
        columns = {
            "unit": "DOI1", "plate": plate, "plate_colour": colour, "confidence": confidence, "vehicle": kind,
            "vehicle_class": row.vehicle if row else None, "behaviour": behaviour, "speed_kmh": speed,
            "limit_kmh": limit, "act_vi": row.act_vi if row else None, "plate_rows": None,
            "law": row.as_facts() | {"may_explain": may_explain(row, vietnam_day(acted))} if row else None,
            "registration": answer.as_facts(), "versions": {"networks": "test-1"},
            "certificate": session.get_one(Camera, camera).facts().as_certificate(),
            "findings": [{"code": reason[0], "sentence": reason[1]}] if reason else [],
        }  # fmt: skip
        opening = Opening(case_id, event_id or case_id[-6:], camera, place, acted, acted + timedelta(seconds=40))
        open_case(session, opening, actor=MACHINE, at=at)
        record_sealed(session, case_id, [*sealed, crop, sights], at=at, actor=MACHINE.label)
        _readings(session, case_id, sealed[0].sha256, plate, colour, kind, confidence, at)
        event = "manual_handling_needed" if manual else "evidence_complete"
        apply(session, case_id, event, actor=MACHINE, at=at, facts=Facts(columns=columns, reason=reason))
    return case_id


def _pictures(context: AppContext, text: str, acted: datetime, seed: int) -> list[Sealed]:
    return [
        store_blob(
            context.store,
            picture(f"{text} {role}", seed=seed),
            role,
            name=f"{role}.jpg",
            captured_at=acted + timedelta(milliseconds=240 * number),
        )
        for number, role in enumerate(("overview", "before", "at", "plate"))
    ]


def _readings(
    session: Session,
    case_id: str,
    picture_hash: str,
    plate: str,
    colour: str,
    kind: str,
    confidence: float,
    at: datetime,
) -> None:
    look = {"kind": "car" if kind == "special" else kind, "score": 0.93, "box": [420, 250, 800, 560], "colour": None}
    characters = [
        {
            "character": sign,
            "probability": 0.62 if confidence < 0.9 and place == 5 else 0.99,
            "alternatives": [["8", 0.22], ["3", 0.09]] if confidence < 0.9 and place == 5 else [],
        }
        for place, sign in enumerate(plate)
    ]
    vote = {
        "raw_text": plate, "text": plate, "rows": [plate], "colour": colour, "characters": characters,
        "alternatives": [[f"{plate[:-1]}0", 0.02]], "confidence": confidence, "layout": None, "verdict": "yes",
    }  # fmt: skip
    rows: tuple[dict[str, Any], ...] = (
        {"picture": picture_hash, "role": "overview", "box": [560, 470, 680, 500], "vehicle": look, "data": {}},
        {"picture": None, "role": None, "box": None, "vehicle": None, "data": vote},
    )
    for row in rows:
        session.add(Reading(id=new_id(), observation_id=case_id, networks="test-1", read_at=at, **row))


STORY = (
    ("paid", 0, 1), ("delivered", 3, 1), ("minutes", 4, 1), ("answered", 6, 1), ("noticed", 1, 1), ("noticed2", 0, 2),
    ("noticed3", 3, 4), ("objected", 3, 3),
)  # fmt: skip


def _walk_cases(town: Town) -> None:
    """Cases walked to the states that pages have to show."""
    keys = town.context.keys
    for name, act, copy in STORY:
        case_id = town.cases[name] = open_case_of(town, act, copy)
        town.confirm(case_id)
        town.sign(case_id, "notice")
    town.go_to(town.now + timedelta(hours=2))
    close_due(town.context.database, town.context.store, keys, at=town.now)
    town.go_to(town.now + timedelta(days=6))
    for name in ("paid", "delivered", "objected", "minutes", "answered"):
        case_id = town.cases[name]
        answer = owner_answers.Answer("DROVE_MYSELF", vietnam_day(town.now), statement=f"Tôi lái xe. {STRANGE}")
        town.do(owner_answers.record_answer, keys, case_id, answer, by="officer1")
        if name == "answered":
            continue
        town.do(owner_answers.identify_violator, keys, case_id, owner_answers.Violator(), by="officer1")
        bases = ("Kết quả của thiết bị",)
        statement = f"Đúng. {STRANGE}"
        facts = MinutesFacts(
            town.now, "trụ sở", "do thiết bị ghi nhận", bases, finished_at=town.now, statement=statement
        )
        town.do(manual_drafts.make_minutes, keys, case_id, facts, by="officer1")
        town.works()
    town.go_to(town.now + timedelta(days=2))
    for name in ("paid", "delivered", "objected"):
        case_id = town.cases[name]
        town.do(manual_drafts.propose, keys, case_id, decisions.Request(explanation_waived=True), by="officer1")
        town.sign(case_id, "decision")
        town.do(send_decision, case_id, way="by_hand", by="officer1")
        proof = decisions.Proof(decisions.ProofKind.SIGNATURE, vietnam_day(town.now), "ký nhận")
        town.do(decisions.record_delivery_proof, keys, case_id, proof, by="officer1")
        town.works()


def _open_cases(town: Town, count: int) -> None:
    chance = random.Random(7)
    special = {
        2: {"place": "<b>Đường</b> {{7*7}} </script>", "event_id": "<script>alert(1)</script>"},
        7: {"manual": ("VEHICLE_DIFFERS", "The pictures show car, registered is motorcycle.")},
        11: {"manual": ("UNREADABLE", "No look could be read.")},
    }
    for number in range(count):
        acted = town.now - timedelta(days=chance.randrange(10), hours=chance.random() * 8)
        case_id = open_case_of(
            town, number % len(ACTS), 5 + number // len(ACTS), acted=acted, **special.get(number, {})
        )
        town.cases[f"open{number}"] = case_id


def _waiting_for_a_person(town: Town) -> None:
    """Confirmed cases that the machine does not carry on: an address of two communes, an owner whom nobody knows."""
    for name, copy in (("address", 40), ("address2", 41), ("unknown", 50)):
        town.cases[name] = open_case_of(town, 0, copy)
        town.confirm(town.cases[name])


HELD = (
    (
        "CAMERA_UNKNOWN",
        "No camera of that code is loaded. Load it (ticketing cameras load) and the drop goes on by itself.",
    ),
    ("OUT_OF_CERTIFICATE", "The camera's verification ended on 2026-10-31, the act is of 2026-11-17 (D61 art. 12)."),
    (
        "CLOCK_OFF",
        "The camera says 2026-11-18T11:20:00+07:00, but it was received at 2026-11-18T08:20:00+07:00: its clock is "
        "ahead. Have it checked.",
    ),
    ("CONFLICT", "Camera and event id are those of an earlier drop with other bytes: both are kept, compare them."),
    ("CORRUPT", "at.jpg cannot be used: it breaks off: the end of the JPEG is missing."),
    ("NO_PLATE", "A vehicle is seen, but no plate."),
    ("NO_VEHICLE", "No vehicle is seen in the pictures."),
)  # fmt: skip


def _strange_payment(town: Town) -> None:
    """A line of a statement that names no decision waits for a person."""
    text = io.StringIO()
    rows = (("value_date", "reference", "payer", "amount_vnd", "content"),
            ("2026-11-17", "KB7", STRANGE, "500000", f"Nop phat {STRANGE}"))  # fmt: skip
    csv.writer(text).writerows(rows)
    context, finance = town.context, town.actor("finance")
    import_statement(
        context.database, context.keys, text.getvalue().encode(), "kho bạc.csv", actor=finance, at=town.now
    )


def _held_drops(town: Town) -> None:
    """One drop in each state that comes before a case."""
    context, at = town.context, town.now
    for number, (state, reason) in enumerate(HELD):
        drop_id, acted = new_id(), at - timedelta(hours=number + 2)
        camera = "BN-999" if state == "CAMERA_UNKNOWN" else f"BN-{number % 4 + 1:03}"
        sealed = _pictures(context, f"{camera} {acted:%d/%m/%Y %H:%M:%S}", acted, number)
        with context.database.writing() as session:
            session.add(
                Observation(
                    id=drop_id, province="24", log_id="x", drop=f"drop-{number}", drop_digest=(drop_id * 2)[:64],
                    state=state, reason=reason, event_id=f"SK-{number:04}", camera=camera, captured_at=acted,
                    latest_moment=acted, place="Đường Hùng Vương, phường Bắc Giang", behaviour="RED_LIGHT",
                    vehicle="car", received_at=at - timedelta(hours=1), changed_at=at,
                )
            )  # fmt: skip
            session.flush()
            record_sealed(session, drop_id, sealed, at=at, actor=MACHINE.label)
        town.held[state] = drop_id


@cache
def picture(text: str, *, seed: int = 0) -> bytes:
    """A drawn street with a car: invented, small, enough to be looked at."""
    image = Image.new("RGB", (1280, 720), (148, 170, 190))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 260, 1280, 720), fill=(92, 96, 100))
    for x in range(40, 1280, 160):
        draw.polygon(((x, 700), (x + 60, 700), (x + 40, 300), (x + 30, 300)), fill=(222, 222, 214))
    body = ((178, 34, 40), (232, 232, 230), (40, 44, 52), (30, 84, 150))[seed % 4]
    draw.rounded_rectangle((420, 330, 800, 560), 28, fill=body)
    draw.rounded_rectangle((480, 250, 740, 350), 24, fill=tuple(max(0, part - 30) for part in body))
    draw.rectangle((500, 268, 720, 330), fill=(30, 40, 50))
    draw.rectangle((560, 470, 680, 500), fill=(240, 240, 236))
    draw.text((24, 20), text, fill=(255, 224, 60), font=ImageFont.load_default(26))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def plate_picture(text: str) -> bytes:
    """A plate as it is cut out."""
    image = Image.new("RGB", (420, 96), (238, 238, 234))
    draw = ImageDraw.Draw(image)
    draw.rectangle((2, 2, 417, 93), outline=(20, 20, 20), width=4)
    draw.text((210, 48), text, fill=(20, 20, 20), font=ImageFont.load_default(58), anchor="mm")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def version_of(town: Town, case_id: str) -> int:
    """The version of a case, as a form of its page sends it."""
    with town.context.database.reading() as session:
        return session.get_one(Case, case_id).version


def events(town: Town, subject: str, kind: str) -> int:
    """How many events of a kind the log has of something."""
    with town.context.database.reading() as session:
        query = sa.select(sa.func.count()).where(EvidenceEvent.subject == subject, EvidenceEvent.kind == kind)
        return session.scalar(query) or 0
