"""A small home on SQLite with one camera's cases; pictures are rows without bytes, because nobody opens them here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ticketing.agency.actors import Actor, Role, machine
from ticketing.cases.record import Facts, Opening, apply, open_case
from ticketing.cases.tables import Case
from ticketing.evidence.log import open_log
from ticketing.evidence.seal import Sealed, record_sealed
from ticketing.flow.schema import metadata
from ticketing.kit.clock import vietnam_day
from ticketing.kit.db import Database, open_database
from ticketing.kit.digest import sha256
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.law.penalties import fine_row, may_explain
from ticketing.review.tables import DECIDED, ReviewVerdict

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
ACTED = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)
HAN, LAN, MAI = (Actor(name, Role.OFFICER) for name in ("han", "lan", "mai"))
SENIOR = Actor("son", Role.SENIOR)
SIGNER = Actor("sang", Role.SIGNER, rank="team_head")


@dataclass
class Reviewing:
    """The home and what the tests do with it."""

    database: Database
    keys: FieldKeys
    acts: Iterator[datetime] = field(default_factory=lambda: (ACTED - timedelta(minutes=2 * n) for n in count()))

    def case(
        self,
        *,
        behaviour: str = "NO_ENTRY",
        kind: str = "car",
        plate: str = "98A12345",
        acted: datetime | None = None,
        state: str = "evidence_complete",
        reason: tuple[str, str] | None = None,
        confidence: float | None = 0.99,
        camera: str = "BN-001",
        pictures: tuple[str, ...] = ("overview", "plate"),
        **columns: Any,
    ) -> str:
        """Open a case and bring it before a person; each is of an act of its own unless a test says when."""
        case_id, acted = new_id(), acted or next(self.acts)
        row = fine_row(behaviour, kind, vietnam_day(acted))
        held = {
            "plate": plate,
            "plate_colour": "white",
            "confidence": confidence,
            "vehicle": kind,
            "vehicle_class": row.vehicle if row else "car",
            "behaviour": behaviour,
            "act_vi": row.act_vi if row else None,
            "law": row.as_facts() | {"may_explain": may_explain(row, vietnam_day(acted))} if row else None,
            "registration": {"found": "one", "kind": kind, "plate_colour": "white", "owner_known": True, "load": "l1"},
            "certificate": {"code": camera, "calibrated_until": "2027-06-30", "plan_no": "12/KH"},
            "versions": {},
        } | columns
        sorter = machine("sorting")
        with self.database.writing() as session:
            open_case(
                session,
                Opening(case_id, f"e-{case_id[-8:]}", camera, "Ngã tư Hùng Vương", acted, acted + timedelta(minutes=1)),
                actor=sorter,
                at=NOW,
            )
            items = [Sealed(sha256(f"{case_id}{role}{n}".encode()), 100, role) for n, role in enumerate(pictures)]
            if items:
                record_sealed(session, case_id, items, at=NOW, actor=sorter.label)
            apply(session, case_id, state, actor=sorter, at=NOW, facts=Facts(columns=held, reason=reason))
        return case_id

    def tried(self, *people: Actor, camera: str = "BN-001") -> None:
        """Make officers and camera no longer new, so that one verdict is enough."""
        for person in people:
            old = self.case(camera=camera, acted=ACTED - timedelta(days=200), state="manual_handling_needed")
            with self.database.writing() as session:
                for ordinal in range(10):
                    session.add(
                        ReviewVerdict(
                            id=new_id(),
                            case_id=old,
                            camera=camera,
                            case_version=1,
                            ordinal=ordinal,
                            person=person.person,
                            role=person.role,
                            given_at=NOW,
                            kind="confirm",
                            state=DECIDED,
                            decided_at=NOW,
                            decisive=True,
                            second_because=[],
                            note="",
                        )
                    )

    def do(self, action: Callable[..., Any], case_id: str, *arguments: Any, **named: Any) -> Any:
        """Call a function of the room in a transaction of its own."""
        with self.database.writing() as session:
            return action(session, case_id, *arguments, **named)

    def read(self, case_id: str) -> Case:
        """The case as it stands."""
        with self.database.reading() as session:
            return session.get_one(Case, case_id)


@pytest.fixture
def reviewing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reviewing:
    """A fresh home; the drawn share of second verdicts is off unless a test draws."""
    return reviewing_at(f"sqlite:///{tmp_path / 'test.db'}", monkeypatch)


@pytest.fixture(params=["sqlite", "postgresql"])
def reviewing_on_both(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reviewing:
    """A fresh home, once on SQLite and once on PostgreSQL."""
    embedded = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'test.db'}" if embedded else request.getfixturevalue("postgres_url")
    return reviewing_at(url, monkeypatch)


def reviewing_at(url: str, monkeypatch: pytest.MonkeyPatch) -> Reviewing:
    """A home on this database."""
    database = open_database(url)
    metadata().create_all(database.engine)
    with database.writing() as session:
        open_log(session, "ticketing.24.test", "24")
    monkeypatch.setattr("ticketing.review.verdicts.draw", lambda secret, case_id: 9_999)
    return Reviewing(database, FieldKeys("k1", {"k1": bytes(32)}, b"i" * 32))
