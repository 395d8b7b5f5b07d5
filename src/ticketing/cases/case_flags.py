"""A reason that a case shows without moving: what a person found that somebody else has to mend first."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases import record
from ticketing.cases.record import Stale
from ticketing.cases.states import FINAL, CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.evidence.event_kinds import LogEvent


def flag_case(
    session: Session,
    case_id: str,
    reason: tuple[str, str] | None,
    *,
    actor: Actor,
    at: datetime,
    expected_version: int | None = None,
    findings: Sequence[Mapping[str, str]] | None = None,
) -> Case:
    """Set the code and sentence that the case shows, None clears it; state and clocks stay. Raises Refused, Stale.

    findings: all that is found against the case from now on; None leaves them as they are.
    The next event of the case clears it, as it clears every reason.
    """
    case = record.locked(session, case_id)
    if CaseState(case.state) in FINAL:
        raise Refused(f"Case {case.number} has ended ({case.state}): nothing is remarked on it any more.")
    if expected_version is not None and case.version != expected_version:
        raise Stale(f"Case {case.number} was changed by someone else. Look at it again.")
    code, sentence = reason or (None, None)
    columns = {"reason_code": code, "reason": sentence} | ({} if findings is None else {"findings": list(findings)})
    return record.amend(
        session, case, LogEvent.FLAG_REASON_NOTED, columns, actor=actor, at=at, data={"reason_code": code}
    )
