"""What the law publishes of a case from its notice on, and nothing else (C73 art. 24.1.c; domain.md 8).

Vehicle, plate and its colour, time, place, act, detecting unit with its telephone, handling unit: where the case was
passed on, that is another province's police, whose telephone nobody here answers for. No name, no address, no picture,
no amount, not even the day of the notice. A case that is paid, ends, is held or is looked at again is not listed.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.agency import Agency, agency_on
from ticketing.cases.states import BEFORE_NOTICE, FINAL, TRANSFERRED, CaseState
from ticketing.cases.tables import NOT_HELD, Case
from ticketing.documents import codes
from ticketing.documents.codes import TRANSFER_SLIP
from ticketing.documents.content.wording import PLATE_COLOURS, VEHICLES
from ticketing.documents.tables import SIGNED, Document
from ticketing.kit.clock import iso_vietnam
from ticketing.plates.layouts import normalise, printed

PUBLISHED = frozenset(CaseState) - FINAL - BEFORE_NOTICE - {CaseState.PAID}
HEADS = {
    "vehicle": "Loại phương tiện",
    "plate": "Biển số",
    "plate_colour": "Màu biển số",
    "violated_at": "Thời gian vi phạm",
    "place": "Địa điểm vi phạm",
    "act": "Hành vi vi phạm",
    "detecting_unit": "Đơn vị phát hiện",
    "detecting_unit_telephone": "Điện thoại của đơn vị phát hiện",
    "handling_unit": "Đơn vị giải quyết",
}
"""Fields of the feed and columns of the table, as docs/published.md promises them to their readers."""


@dataclass(frozen=True)
class PublishedCase:
    """One line of the list, in the words of papers. key: names the entry as long as it stands, and says nothing."""

    key: str
    vehicle: str
    plate: str
    plate_colour: str
    violated_at: datetime
    place: str
    act: str
    detecting_unit: str
    detecting_unit_telephone: str
    handling_unit: str

    def as_json(self) -> dict[str, str]:
        """The fields that the law names, under their names."""
        fields = asdict(self) | {"violated_at": iso_vietnam(self.violated_at)}
        return {name: fields[name] for name in HEADS}


def published(
    session: Session,
    *,
    before: str | None = None,
    plate: str | None = None,
    commune_code: str | None = None,
    limit: int | None = None,
) -> list[PublishedCase]:
    """Entries that stand now, the newest notice first.

    before: the key of the last one of the page before. plate: only that plate's. commune_code: only those whose owner
    lives there (for who may know it).
    """
    query = _validity().order_by(Document.id.desc()).limit(limit)
    query = query.where(Document.id < before) if before else query
    query = query.where(Case.plate == normalise(plate)) if plate else query
    query = query.where(Case.commune_code == commune_code) if commune_code else query
    rows = session.execute(query).all()
    passed_on = _passed_on(session, [row.case_id for row in rows if TRANSFERRED in row.flags])
    agencies = {day: agency_on(session, day) for day in {row.issued_on for row in rows}}
    return [_published_case(agencies[row.issued_on], row, passed_on.get(row.case_id)) for row in rows]


def _validity() -> sa.Select[*tuple[Any, ...]]:
    newest = (
        sa.select(sa.func.max(Document.id).label("id"))
        .where(Document.kind == codes.NOTICE, Document.state == SIGNED)
        .group_by(Document.case_id)
        .subquery()
    )
    return (
        sa.select(
            Document.id, Document.issued_on, Case.id.label("case_id"), Case.flags, Case.unit, Case.vehicle, Case.plate,
            Case.plate_rows, Case.plate_colour, Case.violated_at, Case.place, Case.act_vi,
        )
        .join(newest, newest.c.id == Document.id)
        .join(Case, Case.id == Document.case_id)
        .where(Case.state.in_(PUBLISHED), NOT_HELD)
    )  # fmt: skip


def _passed_on(session: Session, case_ids: Sequence[str]) -> dict[str, str]:
    """The police that handle a case which was passed on, by case."""
    query = sa.select(Document.case_id, Document.passed_to).where(
        Document.kind == TRANSFER_SLIP, Document.state == SIGNED, Document.case_id.in_(case_ids)
    )
    return {case_id: (to or {}).get("police", "") for case_id, to in session.execute(query.order_by(Document.id))}


def _published_case(agency: Agency, row: sa.Row[Any], passed_on: str | None) -> PublishedCase:
    office = agency.office_of_unit(row.unit)
    return PublishedCase(
        key=row.id,
        vehicle=VEHICLES.get(row.vehicle or "", ""),
        plate=printed(row.plate or "", row.plate_rows, row.plate_colour, row.vehicle),
        plate_colour=PLATE_COLOURS.get(row.plate_colour or "", ""),
        violated_at=row.violated_at,
        place=row.place,
        act=row.act_vi or "",
        detecting_unit=agency.unit_name(row.unit),
        detecting_unit_telephone=(office.telephone if office else "") or agency.telephone,
        handling_unit=passed_on or agency.full_name,
    )
