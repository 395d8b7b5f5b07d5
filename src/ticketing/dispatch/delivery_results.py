"""What became of a paper: the words that clerks and officers choose from, and what each means for the case. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from ticketing.cases.events import CaseEvent
from ticketing.documents import codes
from ticketing.evidence.event_kinds import LogEvent


class DeliveryResult(StrEnum):
    """What became of one paper of a consignment."""

    HANDED_OVER = "handed_over"
    NOT_RESIDENT = "not_resident"
    SOLD = "sold"
    GIVEN = "given"
    LENT = "lent"
    LEASED = "leased"
    DECEASED = "deceased"
    WRONG_COMMUNE = "wrong_commune"
    RETURNED = "returned"
    POSTED = "posted"
    GIVEN_BACK = "given_back"
    WITHDRAWN = "withdrawn"


STAYED_HERE = frozenset({DeliveryResult.GIVEN_BACK, DeliveryResult.WITHDRAWN})
"""It reached nobody: given back because it is stopped (`leaving`), or, as the machine notes, never let out."""

# What a person may say became of a paper that asks the owner; and all that he may say: of a decision that it was posted
# up at the commune, of what is stopped that he gave it back.
SAID_BY_PEOPLE = tuple(outcome for outcome in DeliveryResult if outcome not in (*STAYED_HERE, DeliveryResult.POSTED))
ENTERED_BY_PEOPLE = (*SAID_BY_PEOPLE, DeliveryResult.POSTED, DeliveryResult.GIVEN_BACK)

# What may become of a paper that goes to an office, an employer or a bank.
SAID_OF_OFFICES = (DeliveryResult.HANDED_OVER, DeliveryResult.RETURNED)

# The reply slip's boxes are answers of the owner (C73 form 04; domain.md 2.5). Who bought the vehicle or got it as a
# gift counts as its owner (D168 art. 47.6.e), and so does its lessee; who borrowed or rented it is its driver.
ANSWERS = {
    DeliveryResult.NOT_RESIDENT: "NOT_RESIDENT",
    DeliveryResult.SOLD: "SOLD",
    DeliveryResult.GIVEN: "SOLD",
    DeliveryResult.LENT: "OTHER_DRIVER",
    DeliveryResult.LEASED: "LEASED",
    DeliveryResult.DECEASED: "DECEASED",
}

# What becomes of a paper that asks the owner nothing, such as a decision.
SAID_OF_OTHERS = (
    DeliveryResult.HANDED_OVER,
    DeliveryResult.NOT_RESIDENT,
    DeliveryResult.WRONG_COMMUNE,
    DeliveryResult.RETURNED,
)
SAID_OF_A_DECISION = (*SAID_OF_OTHERS, DeliveryResult.POSTED)

# After these an officer sends the paper again: elsewhere, or on another way.
TRAVELS_AGAIN = frozenset({DeliveryResult.WRONG_COMMUNE, DeliveryResult.RETURNED, DeliveryResult.NOT_RESIDENT})

REMARKS = {
    DeliveryResult.WRONG_COMMUNE: (
        "WRONG_COMMUNE",
        "The police of the commune say that the address is not in their commune.",
    ),
    DeliveryResult.RETURNED: ("PAPER_RETURNED", "The paper came back without having been handed over."),
}


_LATE_SLIP_SOLD = (
    "LATE_SLIP_SOLD",
    "A reply slip says that the vehicle was sold or given away, but the case took no answer any more: read it before "
    "anything else is signed.",
)
_LATE_SLIP_DRIVER = (
    "LATE_SLIP_DRIVER",
    "A reply slip says that the vehicle was lent, rented out or leased, but the case took no answer any more: read it "
    "before anything else is signed.",
)
LATE_SLIPS = {
    DeliveryResult.SOLD: _LATE_SLIP_SOLD,
    DeliveryResult.GIVEN: _LATE_SLIP_SOLD,
    DeliveryResult.LENT: _LATE_SLIP_DRIVER,
    DeliveryResult.LEASED: _LATE_SLIP_DRIVER,
    DeliveryResult.DECEASED: (
        "LATE_SLIP_DECEASED",
        "A reply slip says that the owner is dead, but the case took no answer any more: read it before anything else "
        "is signed.",
    ),
}
"""What the case shows of a reply slip that it did not take as an answer."""
COPY_RETURNED = (
    "PAPER_RETURNED",
    "The copy for the employer or the bank came back without having been handed over.",
)


@dataclass(frozen=True)
class Meaning:
    """What an outcome does to the case.

    note:   the event in the case's history. answer: code of the owner's answer to record.
    proves_decision: the decision counts as received from the day of the hand-over.
    begins_posting: the decision hangs at the commune from that day; nothing is delivered yet (cases.arrival).
    ends_question: the notice that was asked for is there.
    remark: code and sentence that the case shows, for an officer to act on.
    """

    note: LogEvent
    answer: str | None = None
    proves_decision: bool = False
    begins_posting: bool = False
    ends_question: bool = False
    remark: tuple[str, str] | None = None


def meaning(
    outcome: DeliveryResult,
    kind: str,
    possible: frozenset[str],
    *,
    held: bool = False,
    between_offices: bool = False,
    to_agency: bool = False,
    earlier: bool = False,
    undecided: bool = False,
    told: bool = False,
) -> Meaning:
    """What `outcome` of a paper of `kind` means for a case in whose state the events `possible` may happen.

    A case that went on meanwhile (the owner came by himself) keeps only the note. While a case is held no answer is
    recorded; what the clerk found is shown on it instead. What goes between offices is no answer of the owner's. What a
    warned agency gives back is settled with it, on the list of warnings: the case shows nothing. earlier: nobody waits
    for it any more (papers.nobody_waits_for): what its receiver says is not said by who is asked now. undecided: there
    is no decision yet; then the case shows a sale, a driver or a death that it did not take as an answer. told: it asks
    its person nothing, and he has to have it (leaving.has_to_be_told): the case shows that it came back.
    """
    awaited = (
        CaseEvent.DECISION_RECEIVED if kind == codes.DECISION else CaseEvent.OWNER_ANSWERED
    ) in possible and not earlier
    handed = outcome is DeliveryResult.HANDED_OVER
    to_the_owner = kind != codes.DECISION and not between_offices
    answer = ANSWERS.get(outcome) if to_the_owner and awaited and not held else None
    remark = None
    posted = outcome is DeliveryResult.POSTED
    if (awaited or told) and outcome not in STAYED_HERE and not (posted or handed or answer or to_agency):
        remark = REMARKS.get(outcome) or LATE_SLIPS.get(outcome) or _not_there(outcome)
    elif not awaited and undecided and to_the_owner:
        remark = LATE_SLIPS.get(outcome)
    return Meaning(
        note=_note_of(outcome, kind),
        answer=answer,
        proves_decision=handed and kind == codes.DECISION and awaited,
        begins_posting=posted and kind == codes.DECISION and awaited,
        ends_question=handed and kind == codes.NOTICE and awaited,
        remark=remark,
    )


def meaning_of_copy(outcome: DeliveryResult, possible: frozenset[str]) -> Meaning:
    """What becomes of the copy for an employer or a bank proves nothing of the person; until the fine is paid the case
    shows that it came back.
    """
    missed = outcome not in (DeliveryResult.HANDED_OVER, *STAYED_HERE) and CaseEvent.FINE_PAID in possible
    return Meaning(note=LogEvent(f"copy_{outcome}"), remark=COPY_RETURNED if missed else None)


def _note_of(outcome: DeliveryResult, kind: str) -> LogEvent:
    name = kind if kind in (codes.DECISION, codes.NOTICE) else "paper"
    return LogEvent(f"{name}_delivered" if outcome is DeliveryResult.HANDED_OVER else f"{name}_{outcome}")


def _not_there(outcome: DeliveryResult) -> tuple[str, str]:
    return ("PAPER_RETURNED", f"The paper was not handed over: {outcome.value.replace('_', ' ')}.")
