"""Tables of a case: its present state, its clocks, the person it concerns, and what people wrote."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.cases.states import HELD, SEEDED_STATES, WAITING
from ticketing.kit.clock import vietnam_day
from ticketing.kit.db import Base

UNDOUBTED = 2.0
"""What a case without a reason has more than one with: no confidence (0-1) makes up for it."""


SEEDED_STAYS = f"NOT seeded OR state IN ({', '.join(sorted(repr(state.value) for state in SEEDED_STATES))})"


IS_WAITING = sa.text(f"state IN ({', '.join(repr(state.value) for state in WAITING)})")
"""A person has to judge it. A query that says it in these very words is answered from an index of these cases alone."""


class Case(Base):
    """One act of one vehicle. Written by cases.record alone (`apply`, `amend`).

    law, registration, certificate and versions are frozen copies of what it was decided on, so that it can be replayed.
    seen: the vehicle as the machine saw it (registry.vehicles.SeenVehicle); None where it saw none.
    acted_on, queue_rank: day of the act in Vietnam, and the order inside that day for whoever judges: doubtful cases
    first, the less sure before the surer. Both follow from the other columns (`_place_in_queue`).
    findings: all that sorting found against it, worst first, as {code, sentence}; the first is the case's first reason.
    seeded: it tests whoever judges it (review/seeded.py). Set when it is opened and never changed; the database itself
    refuses one in a state behind a verdict.
    salt opens the commitments that the log holds of its personal data; erasing it closes them for ever.
    """

    __tablename__ = "cases"
    __table_args__ = (
        sa.Index("ix_cases_queue", "state", "violated_at", "id"),
        sa.Index("ix_cases_next", "state", "acted_on", "queue_rank", "violated_at", "id"),
        sa.Index("ix_cases_waiting", "state", "reason_code", sqlite_where=IS_WAITING, postgresql_where=IS_WAITING),
        sa.Index("ix_cases_commune", "commune_code", "state"),
        sa.CheckConstraint(SEEDED_STAYS, name="seeded_never_issued"),
    )

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    province: Mapped[str] = mapped_column(sa.String(2))
    log_id: Mapped[str] = mapped_column(sa.String(60))
    salt: Mapped[str | None] = mapped_column(sa.String(32))
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(sa.String(24))
    reason_code: Mapped[str | None] = mapped_column(sa.String(40))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    flags: Mapped[list[str]] = mapped_column(default=list)

    event_id: Mapped[str] = mapped_column(sa.String(100), index=True)
    camera: Mapped[str] = mapped_column(sa.String(60))
    unit: Mapped[str | None] = mapped_column(sa.Text, index=True)
    place: Mapped[str] = mapped_column(sa.Text)
    violated_at: Mapped[datetime]
    acted_on: Mapped[date] = mapped_column(sa.Date)
    queue_rank: Mapped[float]
    received_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    plate: Mapped[str | None] = mapped_column(sa.String(20), index=True)
    plate_colour: Mapped[str | None] = mapped_column(sa.String(10))
    plate_rows: Mapped[list[str] | None]
    confidence: Mapped[float | None]
    vehicle: Mapped[str | None] = mapped_column(sa.String(20))
    vehicle_class: Mapped[str | None] = mapped_column(sa.String(20))

    behaviour: Mapped[str | None] = mapped_column(sa.String(40))
    speed_kmh: Mapped[str | None] = mapped_column(sa.String(12))
    limit_kmh: Mapped[str | None] = mapped_column(sa.String(12))
    act_vi: Mapped[str | None] = mapped_column(sa.Text)
    wording_confirmed: Mapped[bool] = mapped_column(default=False)
    law: Mapped[dict[str, Any] | None]
    seen: Mapped[dict[str, Any] | None]
    registration: Mapped[dict[str, Any] | None]
    certificate: Mapped[dict[str, Any] | None]
    versions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    findings: Mapped[list[Any]] = mapped_column(default=list)

    commune_code: Mapped[str | None] = mapped_column(sa.String(5))
    lookup_code_hash: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    seeded: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    @property
    def on_hold(self) -> bool:
        """Whether nothing is judged, signed or sent until two persons release it (cases.holding)."""
        return HELD in self.flags


class ClonedPlate(Base):
    """A plate that an officer found on two vehicles: until it is withdrawn, every later case of it waits for a person.

    case_id: the case that proved it. reason, withdrawn_because: sealed under "twin_plates|<column>|<id>".
    """

    __tablename__ = "cloned_plates"
    __table_args__ = (
        sa.Index("uq_cloned_plates_standing", "plate", unique=True, sqlite_where=sa.text("withdrawn_at IS NULL"),
                 postgresql_where=sa.text("withdrawn_at IS NULL")),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    plate: Mapped[str] = mapped_column(sa.String(20))
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    marked_by: Mapped[str] = mapped_column(sa.String(60))
    marked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.Text)
    withdrawn_by: Mapped[str | None] = mapped_column(sa.String(60))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None] = mapped_column(sa.Text)


REAL = Case.seeded.is_(False)
"""Whether a row accuses somebody: what is compared, counted or shown by its plate asks for these alone."""
NOT_HELD = sa.cast(Case.flags, sa.String).not_like(f'%"{HELD}"%')
"""`Case.on_hold` as a condition of a query, the other way round."""


@sa.event.listens_for(Case, "before_insert")
@sa.event.listens_for(Case, "before_update")
def _place_in_queue(_mapper: Any, _connection: Any, case: Case) -> None:
    case.acted_on = vietnam_day(case.violated_at)
    case.queue_rank = (0.0 if case.reason_code else UNDOUBTED) + (case.confidence or 0.0)


class ClockState(StrEnum):
    """What became of a term. It rests while somebody evades; an order that names another day moves it."""

    RUNNING = "running"
    RESTING = "resting"
    MET = "met"
    PASSED = "passed"
    MOVED = "moved"


IS_RUNNING = sa.text(f"state = '{ClockState.RUNNING}'")


class CaseClock(Base):
    """One term of a case."""

    __tablename__ = "case_clocks"
    __table_args__ = (sa.Index("ix_case_clocks_due", "due_on", sqlite_where=IS_RUNNING, postgresql_where=IS_RUNNING),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(40))
    kind: Mapped[str] = mapped_column(sa.String(12))
    started_on: Mapped[date] = mapped_column(sa.Date)
    due_on: Mapped[date] = mapped_column(sa.Date)
    safe_due_on: Mapped[date | None] = mapped_column(sa.Date)
    state: Mapped[str] = mapped_column(sa.String(10), default=ClockState.RUNNING)
    ended_on: Mapped[date | None] = mapped_column(sa.Date)
    article: Mapped[str] = mapped_column(sa.Text)
    warning: Mapped[str | None] = mapped_column(sa.Text)

    @property
    def rests(self) -> bool:
        """Whether the term neither runs nor has ended, because somebody evades (LHAV art. 6.2.d, 74)."""
        return self.state == ClockState.RESTING

    def is_over(self, today: date) -> bool:
        """Whether the last day is before `today`."""
        return today > self.due_on


class CasePerson(Base):
    """A person of a case as the register or the minutes named him: owner on the day of the act, or violator.

    Every text column is sealed with kit.fields under "case_persons|<column>|<id>"; the row can be erased while the
    log keeps only a commitment.
    """

    __tablename__ = "case_persons"
    __table_args__ = (sa.UniqueConstraint("case_id", "role", "ordinal"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(12))
    ordinal: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(sa.String(16))
    name: Mapped[str] = mapped_column(sa.Text)
    personal_id: Mapped[str | None] = mapped_column(sa.Text)
    birth_date: Mapped[str | None] = mapped_column(sa.Text)
    address: Mapped[str | None] = mapped_column(sa.Text)
    phone: Mapped[str | None] = mapped_column(sa.Text)
    details: Mapped[str | None] = mapped_column(sa.Text)
    commune_code: Mapped[str | None] = mapped_column(sa.String(5))
    taken_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(sa.String(200))


class CaseNote(Base):
    """What somebody wrote for the file when something happened to a case. Written by cases.words.

    event: kind of the event that commits to the text; name: of the commitment. text: sealed under
    "case_words|text|<id>". said_by: his account.
    """

    __tablename__ = "case_notes"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    event: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(40))
    text: Mapped[str] = mapped_column(sa.Text)
    said_by: Mapped[str] = mapped_column(sa.String(60))
    said_at: Mapped[datetime]


class CaseProposal(Base):
    """A first voice for something that needs two persons: a hold's release, an owner declared liable.

    reason: of earlier versions, in clear; what is written now is sealed (CaseWords).
    """

    __tablename__ = "case_proposals"
    __table_args__ = (sa.UniqueConstraint("case_id", "event", "version"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    event: Mapped[str] = mapped_column(sa.String(60))
    version: Mapped[int]
    person: Mapped[str] = mapped_column(sa.String(60))
    role: Mapped[str] = mapped_column(sa.String(20))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.Text)
