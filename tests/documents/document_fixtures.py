"""An office for tests of papers: a home with an agency, people who sign, and cases that have come far."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import read_agency, save_agency
from ticketing.agency.tables import Account
from ticketing.agency.values import Signer
from ticketing.cases import record
from ticketing.cases.answers.owner_answers import Answer, Violator, identify_violator, record_answer
from ticketing.cases.intake.sorting import law_facts
from ticketing.cases.owner.persons import Person, PersonKind, PersonRole, save_person
from ticketing.cases.record import Facts, Opening
from ticketing.cases.tables import Case
from ticketing.detect.detections import Detections
from ticketing.documents.content.minutes.violation import MinutesFacts, RetainedItem
from ticketing.documents.drafting.document_context import REDACTED
from ticketing.documents.drafting.draft_views import DRAFT, note_view
from ticketing.documents.drafting.manual_drafts import make_minutes
from ticketing.documents.drafting.steps import (
    prepare,
    release,
)
from ticketing.documents.issuing.press import press
from ticketing.documents.issuing.printing import Printer
from ticketing.documents.layout.pictures import redacted
from ticketing.documents.layout.redaction import Sight
from ticketing.documents.lookup import find_case
from ticketing.documents.samples.cases import scene
from ticketing.documents.signing.keyring import Keyring
from ticketing.documents.tables import Document
from ticketing.evidence.blobs import BlobStore, open_store
from ticketing.evidence.log import open_log
from ticketing.evidence.seal import Sealed, record_sealed, store_blob
from ticketing.flow.schema import metadata
from ticketing.kit.clock import vietnam_day
from ticketing.kit.db import Database, open_database
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.law.penalties import fine_row
from ticketing.review.evaluate import Verdict
from ticketing.review.policy import Kind
from ticketing.review.verdicts import give_verdict

NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
ACTED = datetime(2026, 11, 16, 3, tzinfo=UTC)
HAN, LAN = Actor("han", Role.OFFICER), Actor("lan", Role.OFFICER)
SENIOR, MACHINE = Actor("son", Role.SENIOR), machine("reactions")
SIGNER = Actor("sang", Role.SIGNER, rank="traffic_division_head")
TEAM_HEAD = Actor("tho", Role.SIGNER, rank="team_head")
COMMUNE_CHIEF = Actor("xuan", Role.SIGNER, rank="commune_police_chief")
OWNER = Person(
    PersonKind.INDIVIDUAL, "Nguyễn Thị Hoa", "024190000001", date(1990, 5, 1), "Thôn Hạ, xã Tân Yên, tỉnh Bắc Ninh",
    commune_code="07339", source="registry load 1",
)  # fmt: skip
OWNER_IN_HANOI = replace(OWNER, address="phường Hoàn Kiếm, thành phố Hà Nội", commune_code="00070")
COMPANY = Person(
    PersonKind.ORGANISATION, "Công ty TNHH Vận tải Sông Thương", "2400123456", None, "Phường Bắc Giang, tỉnh Bắc Ninh",
    commune_code="07210", source="registry load 1",
    details={"certificate_no": "2400123456", "representative": "Trần Văn Sơn", "representative_post": "Giám đốc"},
)  # fmt: skip


@dataclass
class DocumentContext:
    """A home with an agency, people who sign and cases that have come far."""

    database: Database
    store: BlobStore
    keys: FieldKeys
    signing: Keyring
    acts: Iterator[int] = field(default_factory=count)

    def case(self, *, owner: Person = OWNER, behaviour: str = "NO_ENTRY", kind: str = "car", **columns: Any) -> str:
        """A case whose owner was found after two persons confirmed it."""
        case_id = self.before_review(behaviour, kind, **columns)
        self.confirm(case_id)
        self.own(case_id, owner)
        return case_id

    def before_review(self, behaviour: str, kind: str, **columns: Any) -> str:
        case_id, row = new_id(), fine_row(behaviour, kind, vietnam_day(ACTED))
        acted = ACTED - timedelta(minutes=2 * next(self.acts))  # each case is of an act of its own
        assert row is not None
        held = {
            "unit": "DOI1", "plate": "98A12345" if kind != "motorcycle" else "98AB12345", "plate_colour": "white",
            "confidence": 0.99, "vehicle": kind, "vehicle_class": row.vehicle, "behaviour": behaviour,
            "act_vi": row.act_vi, "law": law_facts(row, ACTED), "versions": {},
            "registration": {"found": "one", "kind": kind, "owner_known": True, "load": "l1"},
            "certificate": {"code": "BN-001", "name": "Camera 1", "place": "Ngã tư", "plan_no": "12/KH",
                            "certificate_no": "KD-1", "calibrated_until": "2027-06-30"},
        } | columns  # fmt: skip
        items = [
            store_blob(self.store, scene(n), role, captured_at=ACTED + timedelta(seconds=n))
            for n, role in enumerate(("overview", "plate"))
        ]
        items += [self.redacted(item) for item in items]
        with self.database.writing() as session:
            opening = Opening(case_id, case_id, "BN-001", "Ngã tư Hùng Vương, phường Bắc Giang", acted, NOW)
            record.open_case(session, opening, actor=MACHINE, at=NOW)
            record_sealed(session, case_id, items, at=NOW, actor=MACHINE.label)
            record.apply(session, case_id, "evidence_complete", actor=MACHINE, at=NOW, facts=Facts(columns=held))
        return case_id

    def redacted(self, item: Sealed) -> Sealed:
        """The picture that a notice shows; there is nobody else on it."""
        shown = redacted(self.store.get(item.sha256), Sight(Detections((), ())))
        return store_blob(self.store, shown, REDACTED, captured_at=item.captured_at, parent=item.sha256, made_by="test")

    def confirm(self, case_id: str) -> None:
        for officer in (HAN, LAN):
            with self.database.writing() as session:
                give_verdict(
                    session, self.keys, case_id, Verdict(Kind.CONFIRM, wording_fits=True), actor=officer, at=NOW
                )

    def own(self, case_id: str, owner: Person) -> None:
        with self.database.writing() as session:
            save_person(session, self.keys, case_id, PersonRole.OWNER, owner, at=NOW)
            facts = Facts(columns={"commune_code": owner.commune_code})
            record.apply(session, case_id, "owner_found", actor=MACHINE, at=NOW, facts=facts)

    def prepare(self, case_id: str, kind: str = "notice", **more: Any) -> str:
        with self.database.writing() as session:
            return prepare(session, self.keys, case_id, kind, actor=MACHINE, at=more.pop("at", NOW), **more).id

    def release(self, document_id: str, actor: Actor = SIGNER, at: datetime = NOW) -> None:
        with self.database.writing() as session:
            release(session, self.keys, document_id, actor=actor, at=at)

    def look(self, document_ids: list[str], actor: Actor = SIGNER) -> None:
        """He opens these drafts."""
        with self.database.writing() as session:
            for document_id in document_ids:
                document = session.get_one(Document, document_id)
                note_view(session, self.keys, document, DRAFT, actor=actor, at=NOW, wall=NOW)

    def press(self, document_id: str, at: datetime = NOW, printer: Printer | None = None) -> bool:
        return press(self.database, self.store, self.keys, self.signing, document_id, at=at, printer=printer)

    def in_the_press(self, number: int) -> list[str]:
        """So many notices that their signer released."""
        papers = [self.prepare(self.case()) for _ in range(number)]
        for paper in papers:
            self.release(paper)
        return papers

    def issue(self, case_id: str, kind: str = "notice", at: datetime = NOW, **more: Any) -> Document:
        """Prepare, sign and press a paper."""
        document_id = self.prepare(case_id, kind, at=at, **more)
        self.release(document_id, at=at)
        assert self.press(document_id, at), self.paper(document_id).problem
        return self.paper(document_id)

    def paper(self, document_id: str) -> Document:
        with self.database.reading() as session:
            return session.get_one(Document, document_id)

    def read(self, case_id: str) -> Case:
        with self.database.reading() as session:
            return session.get_one(Case, case_id)

    def act(self, action: Any, *arguments: Any, **named: Any) -> Any:
        with self.database.writing() as session:
            return action(session, *arguments, **named)


def context_at(url: str, tmp_path: Path, signer_folder: Path) -> DocumentContext:
    database = open_database(url)
    metadata().create_all(database.engine)
    with database.writing() as session:
        open_log(session, "ticketing.24.test", "24")
    furnish(database)
    return opened(database, tmp_path, signer_folder)


@pytest.fixture
def context(tmp_path: Path, signer_folder: Path) -> DocumentContext:
    """A home on SQLite."""
    return context_at(f"sqlite:///{tmp_path / 'test.db'}", tmp_path, signer_folder)


def furnish(database: Database) -> None:
    """The agency, and the people who sign."""
    text = (Path(__file__).parents[2] / "src/ticketing/agency/data/demo_agency.yaml").read_text()
    agency = read_agency(text)
    first = replace(agency.signers[0], account="sang")
    others = tuple(
        Signer(name, f"Người ký {name}", rank, post, f"{post} Công an tỉnh Bắc Ninh")
        for name, rank, post in (("tho", "team_head", "Đội trưởng"), ("xuan", "commune_police_chief", "Trưởng Công an"))
    )
    with database.writing() as session:
        save_agency(session, replace(agency, signers=(first, *others)), actor=machine("demo"), at=NOW)
        for actor in (HAN, LAN, SENIOR, SIGNER, TEAM_HEAD, COMMUNE_CHIEF):
            session.add(
                Account(
                    id=actor.person, name=actor.person, full_name=f"Cán bộ {actor.person}", post="Cán bộ",
                    police_rank="Đại úy", role=actor.role, rank=actor.rank, password_hash="x", created_at=NOW,
                    changed_at=NOW,
                )
            )  # fmt: skip


def opened(database: Database, folder: Path, signer_folder: Path) -> DocumentContext:
    """The home whose database that is and whose evidence lies in `folder`."""
    keys = FieldKeys("k1", {"k1": bytes(32)}, b"i" * 32)
    return DocumentContext(database, open_store(str(folder / "evidence")), keys, Keyring(signer_folder, demo=True))


def walked_to_minutes(
    context: DocumentContext, *, owner: Person = OWNER, behaviour: str = "NO_ENTRY", held: tuple[RetainedItem, ...] = ()
) -> str:
    case_id = context.case(owner=owner, behaviour=behaviour)
    context.issue(case_id)
    statement = Answer("DROVE_MYSELF", date(2026, 11, 18), statement="Tôi lái xe.")
    context.act(record_answer, context.keys, case_id, statement, actor=HAN, at=NOW)
    violator = Violator(drove=not owner.is_organisation)
    context.act(identify_violator, context.keys, case_id, violator, actor=HAN, at=NOW)
    bases = ("Kết quả thu thập được bằng thiết bị",)
    desk = MinutesFacts(NOW, "trụ sở Đội", "", bases, statement="Đồng ý", held_items=held)
    document_id = context.act(make_minutes, context.keys, case_id, desk, actor=HAN, at=NOW).id
    assert context.press(document_id), context.paper(document_id).problem
    return case_id


def look(context: DocumentContext, no: str, plate: str, code: str) -> Any:
    """What the public page shows to whoever types this."""
    with context.database.reading() as session:
        return find_case(session, context.keys, no, plate, code, at=NOW)
