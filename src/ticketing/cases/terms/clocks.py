"""Which terms an event starts and ends. Pure; lengths and articles stand in law/data, counted by law.clocks."""

from collections.abc import Iterable
from dataclasses import dataclass

from ticketing.cases.events import CaseEvent
from ticketing.cases.states import FINAL, TAKES_AN_ANSWER_BACK, CaseState

REMOTE = "SEND_DECISION_REMOTE"
DELIVERY_ASKED = "DELIVERY_ASKED"
"""The agency's own term (`own_terms`): what became of a notice or a decision that was sent."""
ASKS_FOR_DELIVERY = frozenset({CaseEvent.NOTICE_SENT, CaseEvent.DECISION_SENT})
"""Events with which a paper sets out for a person."""
DEEMED_TERMS = ("DELIVERY_DEEMED_POST", "DELIVERY_DEEMED_SYSTEM", "DELIVERY_POSTING", "DELIVERY_DEEMED_POSTING")
"""Terms of waiting after which a decision counts as delivered; an officer starts them (`arrival`)."""
# Term of the agency's own (its setting says how long): an answer on which nobody acts is no place for a case to stay.
ANSWER_FOLLOW_UP = "ANSWER_FOLLOW_UP"
# Term of the agency's own: when a complaint is to be answered, whatever became of its case.
ANSWER_TERM = "COMPLAINT_ANSWER"
# In which a decision has to be made: one of them counts, the longer ones each with its reason (LHAV art. 66.1).
DECISION_TERMS = ("DECISION", "DECISION_TRANSFERRED", "DECISION_EXPLANATION", "DECISION_COMPLEX")

# Terms whose day of start is the day of the event itself (domain.md 2.6).
STARTS: dict[CaseEvent, tuple[str, ...]] = {
    CaseEvent.VIOLATION_DETECTED: ("LIMITATION", "NOTICE"),
    CaseEvent.NOTICE_SENT: ("ESCALATE_WARNING", "ESCALATE_COMMUNE"),
    CaseEvent.VIOLATOR_IDENTIFIED: ("MINUTES",),
    CaseEvent.MINUTES_MADE: ("DECISION", "EXPLAIN_WRITTEN", "EXPLAIN_ORAL_REQUEST"),
    CaseEvent.DECISION_ISSUED: ("SEND_DECISION", REMOTE, "ENFORCEMENT_LIMITATION"),
    CaseEvent.DECISION_RECEIVED: ("PAYMENT", "COMPLAINT", "LAWSUIT", "PAPERS_RETURN"),
    CaseEvent.DEFERRAL_DECISION_ISSUED: ("DEFERRAL_MAX",),
    CaseEvent.INSTALMENT_DECISION_ISSUED: ("INSTALMENT_MAX",),
    CaseEvent.PART_PAID_IN_TIME: ("INSTALMENT_MAX",),
    CaseEvent.FINE_PAID: ("PAPERS_RETURN",),
}
STOPS: dict[CaseEvent, tuple[str, ...]] = {
    CaseEvent.NOTICE_SENT: ("NOTICE",),
    CaseEvent.TRANSFERRED: ("TRANSFER",),
    CaseEvent.SLIP_TAKEN_BACK: ("TRANSFER",),
    CaseEvent.OWNER_OR_ADDRESS_CHANGED: ("TRANSFER", ANSWER_FOLLOW_UP),
    CaseEvent.NOTICE_UNANSWERED: ("ESCALATE_WARNING", "ESCALATE_COMMUNE"),
    CaseEvent.OWNER_ANSWERED: ("ESCALATE_WARNING", "ESCALATE_COMMUNE", DELIVERY_ASKED),
    CaseEvent.OWNER_ANSWERED_AGAIN: (ANSWER_FOLLOW_UP,),
    **dict.fromkeys(TAKES_AN_ANSWER_BACK.values(), (ANSWER_FOLLOW_UP,)),
    CaseEvent.VIOLATOR_IDENTIFIED: (DELIVERY_ASKED, ANSWER_FOLLOW_UP),
    CaseEvent.MINUTES_MADE: ("MINUTES",),
    CaseEvent.DECISION_ISSUED: (
        "LIMITATION",
        *DECISION_TERMS,
        "EXPLAIN_WRITTEN",
        "EXPLAIN_ORAL_REQUEST",
        "EXPLAIN_HEARING_NOTICE",
    ),
    CaseEvent.DECISION_SENT: ("SEND_DECISION", REMOTE),
    CaseEvent.DECISION_RECEIVED: (DELIVERY_ASKED, *DEEMED_TERMS),
    CaseEvent.DEFERRAL_DECISION_ISSUED: ("PAYMENT", "DEFERRAL_ANSWER"),
    CaseEvent.INSTALMENT_DECISION_ISSUED: ("PAYMENT", "DEFERRAL_ANSWER"),
    CaseEvent.FINE_PAID: (
        "PAYMENT",
        "DEFERRAL_ANSWER",
        "DEFERRAL_MAX",
        "INSTALMENT_MAX",
        "ENFORCEMENT_LIMITATION",
    ),
    CaseEvent.PAYMENT_TERM_PASSED: ("PAYMENT", "DEFERRAL_MAX", "INSTALMENT_MAX"),
}
# Terms that were neither met nor missed: the order names another day in their place (LHAV art. 76, 79), whether the
# case is passed on at all is open again, there is more to act on, or nothing at all.
MOVES: dict[CaseEvent, tuple[str, ...]] = {
    CaseEvent.OWNER_ANSWERED_AGAIN: (ANSWER_FOLLOW_UP,),
    **dict.fromkeys(TAKES_AN_ANSWER_BACK.values(), (ANSWER_FOLLOW_UP,)),
    CaseEvent.SLIP_TAKEN_BACK: ("TRANSFER",),
    CaseEvent.OWNER_OR_ADDRESS_CHANGED: ("TRANSFER",),
    CaseEvent.DEFERRAL_DECISION_ISSUED: ("PAYMENT",),
    CaseEvent.INSTALMENT_DECISION_ISSUED: ("PAYMENT",),
}
LIMITATIONS = ("LIMITATION", "ENFORCEMENT_LIMITATION")
# They rest while somebody evades on purpose; when that has ended they begin anew (LHAV art. 6.2.d, 74).
RESTS: dict[CaseEvent, tuple[str, ...]] = {CaseEvent.EVADING: LIMITATIONS}
ENDS_A_REST = CaseEvent.EVADING_ENDED
EXPLANATION_TERMS = ("EXPLAIN_WRITTEN", "EXPLAIN_ORAL_REQUEST")
# What still runs for the person when the case has ended: his rights against the decision, and the answer due to him.
RUNS_PAST_THE_END = ("COMPLAINT", "LAWSUIT", ANSWER_TERM)


@dataclass(frozen=True)
class Circumstance:
    """What of a case decides which terms start.

    vehicle_class:      car, motorcycle, special or bicycle in law.
    may_explain:        the right of LHAV art. 61 exists for this act.
    kept:               the minutes name papers or a vehicle that were kept: only what was kept is given back.
    remote:             the person fined lives in another province.
    warned:             the decision is a warning: there is nothing to pay.
    paid:               its fine is paid already.
    """

    vehicle_class: str | None
    may_explain: bool
    kept: bool = False
    remote: bool = False
    warned: bool = False
    paid: bool = False


def starting(event: CaseEvent, circumstance: Circumstance) -> tuple[str, ...]:
    """Codes of the terms that `event` starts.

    The slip to the commune police is for motorcycles and mopeds only (C73 art. 24.5.b); explanation terms run only
    where the right exists (LHAV art. 61.1); papers are given back where some were kept, once the fine is paid (D118
    art. 20) or a warning, which leaves nothing to be paid, is received. The shorter term of sending is for a person who
    does not live here and cannot travel (D118 art. 20): whether he can, nobody knows.
    """
    codes: Iterable[str] = STARTS.get(event, ())
    if circumstance.vehicle_class != "motorcycle":
        codes = (code for code in codes if code != "ESCALATE_COMMUNE")
    if not circumstance.may_explain:
        codes = (code for code in codes if code not in EXPLANATION_TERMS)
    if circumstance.warned or circumstance.paid:
        codes = (code for code in codes if code != "PAYMENT")
    settles = circumstance.warned if event == CaseEvent.DECISION_RECEIVED else True
    if not (circumstance.kept and settles):
        codes = (code for code in codes if code != "PAPERS_RETURN")
    if not circumstance.remote:
        codes = (code for code in codes if code != REMOTE)
    return tuple(codes)


def resting(event: CaseEvent, running: Iterable[str]) -> tuple[str, ...]:
    """Codes of running terms that `event` lets rest."""
    return tuple(code for code in running if code in RESTS.get(event, ()))


def rests_from_its_start(code: str, flags: Iterable[str]) -> bool:
    """Whether a term that begins under these marks rests: what lets a running one rest came before it."""
    marks = set(flags)
    return any(event.mark in marks and code in terms for event, terms in RESTS.items())


def beginning_anew(event: CaseEvent, resting: Iterable[str]) -> tuple[str, ...]:
    """Codes of resting terms that `event` starts again, in their full length."""
    return tuple(resting) if event == ENDS_A_REST else ()


def stopping(event: CaseEvent, target: CaseState, running: Iterable[str]) -> tuple[str, ...]:
    """Codes of running terms that `event` ends. A final state ends all but what runs for the person."""
    if target in FINAL:
        return tuple(code for code in running if code not in RUNS_PAST_THE_END)
    ended = STOPS.get(event, ())
    return tuple(code for code in running if code in ended)
