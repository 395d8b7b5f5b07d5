"""A verdict worked out against the case, before anything is written: what would happen, and what would be recorded."""

from dataclasses import dataclass, replace

from ticketing.cases.events import CaseEvent
from ticketing.cases.intake.duplicate_violation import ANOTHER_ACT
from ticketing.cases.record import Facts
from ticketing.cases.states import Refused
from ticketing.kit.fields import FieldKeys
from ticketing.review.case_file import CaseFile
from ticketing.review.completeness import Incomplete, missing
from ticketing.review.policy import Judgement, Kind
from ticketing.review.proposal import Seen, corrections, propose, row_of_act, seen_by_machine, seen_by_person
from ticketing.review.reasons import Reason, manual_reason, rejection_reason
from ticketing.review.registry_recheck import RegistryRecheck, pack_of, registered_for
from ticketing.review.wording import wording_of

EVENTS = {
    Kind.CONFIRM: CaseEvent.ACT_CONFIRMED,
    Kind.REJECT: CaseEvent.ACT_REJECTED,
    Kind.MANUAL: CaseEvent.MANUAL_HANDLING_NEEDED,
    Kind.BETTER_EVIDENCE: CaseEvent.BETTER_EVIDENCE_REQUESTED,
}
BETTER_EVIDENCE = ("BETTER_EVIDENCE", "An officer asked for better evidence of the act.")


@dataclass(frozen=True)
class Verdict:
    """What a person says.

    plate, plate_colour, behaviour, vehicle: corrections; None: as the case has it. The plate in any usual writing.
    wording_fits: the words of a point that names several acts are those of the act in the picture.
    wording_id:   a wording that the agency added, chosen instead.
    another_act:  he looked at the cases that this one looks like (cases.same_act): it is another act. Where nothing
                  looks like it, it says nothing.
    reason_code:  for a rejection or the manual queue (reasons.py). note: free words of the officer.
    """

    kind: Kind
    plate: str | None = None
    plate_colour: str | None = None
    behaviour: str | None = None
    vehicle: str | None = None
    wording_fits: bool = False
    wording_id: str | None = None
    another_act: bool = False
    reason_code: str | None = None
    note: str = ""


@dataclass(frozen=True)
class VerdictOutcome:
    """What a verdict would do.

    event, facts: for `cases.record.apply`. judgement: what is compared with another person's verdict.
    settles:      the register speaks against a confirmation: no second verdict could change that.
    """

    event: CaseEvent
    facts: Facts
    judgement: Judgement
    seen: Seen
    corrected: tuple[str, ...] = ()
    highest_fine_vnd: int | None = None
    settles: bool = False


def evaluate(file: CaseFile, keys: FieldKeys, verdict: Verdict, relook: RegistryRecheck) -> VerdictOutcome:
    """Work a verdict on the file's case out. Raises Incomplete, Refused, UnknownReason, UnknownCode."""
    case = file.case
    if verdict.kind is Kind.CONFIRM:
        return _confirmation(file, keys, verdict, relook)
    return VerdictOutcome(
        EVENTS[verdict.kind], Facts(reason=_reason(verdict)), Judgement(verdict.kind), seen_by_machine(case),
        highest_fine_vnd=(case.law or {}).get("max_vnd"),
    )  # fmt: skip


def _reason(verdict: Verdict) -> tuple[str, str]:
    if verdict.kind is Kind.BETTER_EVIDENCE:
        return BETTER_EVIDENCE
    of_kind = rejection_reason if verdict.kind is Kind.REJECT else manual_reason
    reason: Reason = of_kind(verdict.reason_code)
    if reason.note_required and not verdict.note.strip():
        raise Refused(f"{reason.code} needs a note: write what you saw and what proves it.")
    return reason.code, reason.name


def _confirmation(file: CaseFile, keys: FieldKeys, verdict: Verdict, relook: RegistryRecheck) -> VerdictOutcome:
    session, case = file.session, file.case
    read = seen_by_machine(case)
    seen = seen_by_person(
        case,
        plate=verdict.plate,
        plate_colour=verdict.plate_colour,
        behaviour=verdict.behaviour,
        vehicle=verdict.vehicle,
    )
    registered = registered_for(session, keys, case, read, seen, relook)
    if registered.differs is not None:
        # What the person saw stands in his verdict; the case keeps what was read until somebody has sorted it out.
        corrected = corrections(read, seen)
        facts = Facts(reason=registered.differs, log={"corrected": list(corrected)})
        return VerdictOutcome(EVENTS[Kind.MANUAL], facts, _judgement(seen, None), seen, corrected, settles=True)
    row = row_of_act(case, seen, registered.vehicle_class)
    seen = replace(seen, behaviour=row.behaviour) if row else seen
    corrected = corrections(read, seen)
    other_wording = wording_of(session, verdict.wording_id, row)
    proposal = propose(case, seen, registered, row, wording_fits=verdict.wording_fits, other_wording=other_wording)
    before = file.alike_before(seen)
    alike = before[0].number if before and not verdict.another_act else None
    if lacking := missing(pack_of(file, proposal, alike=alike)):
        raise Incomplete(lacking)
    columns, was_read = proposal.columns(), {}
    if "plate" in corrected:
        # Rows and confidence belong to the machine's reading, which stands in the verdict from now on.
        columns |= {"plate_rows": None, "confidence": None}
        was_read = {"plate_read": case.plate} if case.plate else {}
    log = {"corrected": list(corrected)} | ({ANOTHER_ACT: [other.id for other in before]} if before else {})
    facts = Facts(columns=columns, log=log, personal=was_read)
    highest = row.max_vnd if row else None
    return VerdictOutcome(EVENTS[Kind.CONFIRM], facts, _judgement(seen, proposal.wording), seen, corrected, highest)


def _judgement(seen: Seen, wording: str | None) -> Judgement:
    return Judgement(Kind.CONFIRM, seen.plate, seen.plate_colour, seen.behaviour, seen.vehicle, wording)
