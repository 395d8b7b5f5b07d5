"""A plate that is proven to have a twin stays marked, and each of its cases waits for an officer, until another person
withdraws the mark (the cloned plate was seized, or the vehicle got a new one)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Party, machine
from ticketing.cases import record
from ticketing.cases.intake.cloned_plates import warn
from ticketing.cases.intake.plate_warnings import clone_flag_of, warning_of_mark
from ticketing.cases.intake.sorting import Finding
from ticketing.cases.states import FINAL, Refused
from ticketing.cases.tables import REAL, Case, ClonedPlate
from ticketing.evidence.event_kinds import LogEvent
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id


def flag_clone(
    session: Session, keys: FieldKeys, case_id: str, *, reason: str, actor: Actor, at: datetime
) -> ClonedPlate:
    """An officer says that the plate of a case is on two vehicles, and how he knows. Its open cases are warned.

    Raises Refused without a plate, without a reason, for another role, and where the plate is marked already.
    """
    case = record.locked(session, case_id)
    _refuse_others(actor, reason)
    if not case.plate:
        raise Refused("Nobody has read the plate of this case yet: read it first.")
    if clone_flag_of(session, case.plate) is not None:
        raise Refused("This plate is marked already.")
    mark = ClonedPlate(
        id=new_id(), plate=case.plate, case_id=case.id, marked_by=actor.person, marked_at=at, reason="",
    )  # fmt: skip
    mark.reason = keys.seal(f"twin_plates|reason|{mark.id}", reason.strip())
    session.add(mark)
    session.flush()
    warning = warning_of_mark(mark, case.number)
    columns = {"findings": [warning.as_facts(), *case.findings]}  # here it is known already, and no news to anybody
    data = _log_payload(keys, mark, reason)
    record.amend(session, case, LogEvent.CLONED_PLATE_FLAGGED, columns, actor=actor, at=at, data=data)
    _warn_others(session, case, mark, warning, actor, at)
    return mark


def withdraw_clone_flag(
    session: Session, keys: FieldKeys, case_id: str, *, reason: str, actor: Actor, at: datetime
) -> ClonedPlate:
    """Another officer or a signer takes the mark of a case's plate away. Cases that wait go on as persons decide.

    Raises Refused without a mark, without a reason, for another role, and for the person who set it.
    """
    case = record.locked(session, case_id)
    _refuse_others(actor, reason)
    mark = clone_flag_of(session, case.plate or "")
    if mark is None:
        raise Refused("This plate bears no mark of a twin.")
    if mark.marked_by == actor.person:
        raise Refused("Another person withdraws a mark than the one who set it.")
    mark.withdrawn_by, mark.withdrawn_at = actor.person, at
    mark.withdrawn_because = keys.seal(f"twin_plates|withdrawn_because|{mark.id}", reason.strip())
    session.flush()
    record.note(
        session, case, LogEvent.CLONED_PLATE_FLAG_WITHDRAWN, actor=actor, at=at, data=_log_payload(keys, mark, reason)
    )
    return mark


def _refuse_others(actor: Actor, reason: str) -> None:
    if not actor.parties() & {Party.OFF, Party.SIGN}:
        raise Refused("A plate is marked by an officer or a signer.")
    if not reason.strip():
        raise Refused("Say how you know: whoever looks at a later case of this plate needs it.")


def _log_payload(keys: FieldKeys, mark: ClonedPlate, reason: str) -> dict[str, Any]:
    """The mark is of the plate: its reason outlives the persons of the case, and is committed without their salt."""
    return {"mark": mark.id, "commitments": {"reason": keys.commitment(mark.id, reason.strip())}}


def _warn_others(session: Session, case: Case, mark: ClonedPlate, warning: Finding, actor: Actor, at: datetime) -> None:
    query = sa.select(Case.id).where(Case.plate == mark.plate, Case.id != case.id, Case.state.not_in(FINAL), REAL)
    by = machine("twins", because=f"marked by {actor.label}")
    for other in session.scalars(query.order_by(Case.id)).all():
        warn(session, other, warning, actor=by, at=at)
