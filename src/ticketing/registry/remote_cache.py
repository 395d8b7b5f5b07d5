"""What a register over the network answered, brought into our own tables, where everything else looks.

So one plate at a time is loaded instead of all, with the same checks, seals and history. It is done before the
transaction that reads it: nobody waits for a network while he holds the database. What the register does not name any
more is moved among the former rows, so that an answer of yesterday is never taken for today's.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import machine
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append, head_of
from ticketing.kit.db import Database, in_turn
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id
from ticketing.kit.sheets import SheetRow
from ticketing.plates.layouts import normalise
from ticketing.registry.load import RESIDENTS, VEHICLES, Loadable, key_index_lacks, replace_rows
from ticketing.registry.local import PLATE, registered_on
from ticketing.registry.ports import Answer, AnswerRefused, BeingLoaded, Register
from ticketing.registry.prepare import Prepared, prepared, prepared_under
from ticketing.registry.tables import RegisteredVehicle, RegistryLoad, Resident

ACTOR = machine("register")
PURPOSE = "owner of a vehicle whose act was confirmed (Circular 73/2024 art. 24.1.a)"


def bring_vehicles(
    database: Database, keys: FieldKeys, register: Register, plate: str, on: date, *, at: datetime
) -> None:
    """Ask for the vehicles of a plate and keep them as the register has them now. Raises RegisterFault."""
    answer = register.vehicles(plate, on)
    of_plate = RegisteredVehicle.plate_index == keys.index(PLATE, normalise(plate))
    with _in_turn(database) as session:
        there = session.execute(
            sa.select(RegisteredVehicle.key_index, RegisteredVehicle.id, RegisteredVehicle.row_digest).where(of_plate)
        )
        _store(session, keys, VEHICLES, answer, {key: (row_id, digest) for key, row_id, digest in there}, at)


def bring_owners(
    database: Database, keys: FieldKeys, register: Register, plate: str, on: date, *, case_id: str, at: datetime
) -> None:
    """Ask for the owners of a plate on the day of a confirmed act, for its case. Raises RegisterFault."""
    answer = register.owners(plate, on, purpose=PURPOSE, case_id=case_id)
    named = [keys.index("owner", row["owner_id"]) for row in answer.rows]
    with _in_turn(database) as session:
        # Who is on record here as owner of that day and is not named any more is set aside as well.
        on_record = [row.owner_index for row in registered_on(session, keys, plate, on) if row.owner_index]
        of_names = Resident.owner_index.in_({*named, *on_record})
        there = session.execute(sa.select(Resident.owner_index, Resident.id, Resident.row_digest).where(of_names))
        _store(session, keys, RESIDENTS, answer, {key: (row_id, digest) for key, row_id, digest in there}, at)


@contextmanager
def _in_turn(database: Database) -> Iterator[Session]:
    """A writing transaction for one answer: who asks for the same plate at once compares and writes after it."""
    with database.writing() as session:
        head_of(session, lock=True)
        yield session


def _store(
    session: Session, keys: FieldKeys, what: Loadable, answer: Answer, there: dict[str, tuple[str, str]], at: datetime
) -> None:
    in_turn(session, what.table.__table__)
    if key_index_lacks(session, what):
        raise BeingLoaded(f"A table of {what.name} is being loaded: what the register said can be kept after it.")
    rows = [SheetRow(number, cells) for number, cells in enumerate(answer.rows, start=1)]
    done = _sound(prepared(what.content, keys, rows), answer)
    changed = [
        prepared_under(there[one.key][0], what.content, keys, row)
        for row, one in zip(rows, done, strict=True)
        if one.key in there and there[one.key][1] != one.digest
    ]
    new = [one for one in done if one.key not in there]
    gone = [row_id for key, (row_id, _) in there.items() if key not in {one.key for one in done}]
    load_id = new_id()
    stored = [one.stored for one in (*new, *changed)]
    replace_rows(session, what, [*gone, *(one.id for one in changed)], stored, load_id=load_id, at=at)
    counts = {
        "rows": len(done), "loaded": len(new), "unchanged": len(done) - len(new) - len(changed),
        "changed": len(changed) + len(gone), "rejected": 0,
    }  # fmt: skip
    session.add(
        RegistryLoad(
            id=load_id, content=what.name, file_sha256=answer.sha256, loaded_at=at, finished_at=at, actor=ACTOR.label,
            **counts,
        )
    )  # fmt: skip
    data = {"load": load_id, "request_id": answer.request_id, "answer_sha256": answer.sha256, **counts}
    append(
        session,
        at=at,
        kind=LogEvent.REMOTE_REGISTRY_QUERIED,
        subject=f"registry {what.name}",
        actor=ACTOR.label,
        data=data,
    )


def _sound(done: Sequence[Prepared], answer: Answer) -> Sequence[Prepared]:
    """All rows, or none: a part of what a register says of a plate may be the wrong part."""
    refused = next((one.refused for one in done if one.refused), None)
    if refused:
        raise AnswerRefused(f"A row of the register's answer {answer.request_id} cannot be taken: {refused}.")
    if len({one.key for one in done}) != len(done):
        raise AnswerRefused(f"The register's answer {answer.request_id} says one thing twice.")
    return done
