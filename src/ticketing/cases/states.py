# ruff: noqa: E501  a row of the table is read in one line
"""What may happen to a case: one row a transition (domain.md 2.1, case_transitions.csv).

Nothing else writes `case.state`. Buttons, API, reports and the diagram in the docs ask this table. Where a row or who may
record it is not the source's, it stands among the proposals beside the law notes (docs/architecture.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ticketing.agency.actors import Party
from ticketing.cases.events import CaseEvent


class CaseState(StrEnum):
    """States, letter for letter as in the law notes."""

    DETECTED = "DETECTED"
    REVIEW_PENDING = "REVIEW_PENDING"
    MANUAL_QUEUE = "MANUAL_QUEUE"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"
    OWNER_IDENTIFIED = "OWNER_IDENTIFIED"
    OWNER_UNKNOWN = "OWNER_UNKNOWN"
    NOTICE_SENT = "NOTICE_SENT"
    ESCALATED = "ESCALATED"
    OWNER_ANSWERED = "OWNER_ANSWERED"
    VIOLATOR_IDENTIFIED = "VIOLATOR_IDENTIFIED"
    MINUTES_MADE = "MINUTES_MADE"
    EXPLANATION = "EXPLANATION"
    DECISION_ISSUED = "DECISION_ISSUED"
    NO_SANCTION = "NO_SANCTION"
    DECISION_SENT = "DECISION_SENT"
    DECISION_DELIVERED = "DECISION_DELIVERED"
    PAID = "PAID"
    DEFERRED = "DEFERRED"
    INSTALMENTS = "INSTALMENTS"
    OVERDUE = "OVERDUE"
    ENFORCEMENT = "ENFORCEMENT"
    CLOSED = "CLOSED"
    EXPIRED = "EXPIRED"
    LAPSED = "LAPSED"
    ANNULLED = "ANNULLED"


FINAL = frozenset(
    {
        CaseState.REJECTED,
        CaseState.EXPIRED,
        CaseState.NO_SANCTION,
        CaseState.CLOSED,
        CaseState.LAPSED,
        CaseState.ANNULLED,
    }
)
UNJUDGED = frozenset({CaseState.DETECTED, CaseState.REVIEW_PENDING, CaseState.MANUAL_QUEUE})
"""No verdict stands."""
CONFIRMED_BEFORE_NOTICE = frozenset({CaseState.CONFIRMED, CaseState.OWNER_UNKNOWN, CaseState.OWNER_IDENTIFIED})
"""The act is confirmed, and its owner has not been written to."""
BEFORE_NOTICE = UNJUDGED | CONFIRMED_BEFORE_NOTICE
"""Nothing is on its way to anybody in these states; a paper that is, was for whom the case no longer names."""
UNANSWERED = frozenset({CaseState.NOTICE_SENT, CaseState.ESCALATED})
"""The notice went out, and nobody came."""
UNDECIDED = frozenset(
    {
        CaseState.OWNER_IDENTIFIED,
        CaseState.NOTICE_SENT,
        CaseState.ESCALATED,
        CaseState.OWNER_ANSWERED,
        CaseState.VIOLATOR_IDENTIFIED,
        CaseState.MINUTES_MADE,
        CaseState.EXPLANATION,
    }
)
"""An owner is known, and no decision was signed."""
WAITING = (CaseState.REVIEW_PENDING, CaseState.MANUAL_QUEUE)
"""A person has to judge the picture."""
START: tuple[None] = (None,)
SAME = "SAME"

# A mark beside the state. COMPLAINT, LAWSUIT and EVADING are set by an officer with reasons (LHAV art. 6.2.d, 15).
TRANSFERRED, HELD = "TRANSFERRED", "HELD"

DECISION_SENT, DECISION_RECEIVED = CaseEvent.DECISION_SENT, CaseEvent.DECISION_RECEIVED
TAKES_AN_ANSWER_BACK = {
    CaseState.NOTICE_SENT: CaseEvent.ANSWER_UNDONE,
    CaseState.ESCALATED: CaseEvent.ANSWER_UNDONE_AFTER_WARNING,
    CaseState.OWNER_ANSWERED: CaseEvent.FURTHER_ANSWER_UNDONE,
}
"""The event by the state in which the case was before the answer: no event leads from one state to two."""

SYS, OFF, SIGN, COM, OWN, TRE, SUP = Party.SYS, Party.OFF, Party.SIGN, Party.COM, Party.OWN, Party.TRE, Party.SUP


@dataclass(frozen=True)
class Row:
    """One transition. `number` is the row of domain.md 2.1; `confidence` says how sure its law is."""

    number: int
    source: CaseState | None
    event: CaseEvent
    target: CaseState
    by: frozenset[Party]
    law: str = ""
    form: str = ""
    terms: str = ""
    confidence: str = "high"
    two_persons: str = ""  # "any": two different persons; "each": one of each party


def _rows(
    number: int, sources: Iterable[CaseState | None], event: CaseEvent, target: str, by: set[Party], **details: str
) -> tuple[Row, ...]:
    """One row for each source; SAME stays where it is (a flag)."""
    return tuple(
        Row(
            number,
            source,
            event,
            CaseState(source or "") if target == SAME else CaseState(target),
            frozenset(by),
            **details,
        )
        for source in sources
    )


# fmt: off
_TABLE = (
    _rows(1, START, CaseEvent.VIOLATION_DETECTED, CaseState.DETECTED, {SYS}, law="Decree 61/2026/NĐ-CP art. 12-14; Circular 73/2024/TT-BCA art. 15", form="evidence record"),
    _rows(2, (CaseState.DETECTED,), CaseEvent.EVIDENCE_COMPLETE, CaseState.REVIEW_PENDING, {SYS}, ),
    _rows(3, (CaseState.DETECTED,), CaseEvent.MANUAL_HANDLING_NEEDED, CaseState.MANUAL_QUEUE, {SYS}, law="Circular 79/2024/TT-BCA art. 37"),
    _rows(4, (CaseState.REVIEW_PENDING,), CaseEvent.ACT_CONFIRMED, CaseState.CONFIRMED, {OFF}, law="Decree 61/2026/NĐ-CP art. 14.2", form="signed evidence record", terms="NOTICE"),
    _rows(5, (CaseState.REVIEW_PENDING,), CaseEvent.ACT_REJECTED, CaseState.REJECTED, {OFF}, law="Law on Handling of Administrative Violations art. 11, 65", form="reason"),
    _rows(6, (CaseState.CONFIRMED,), CaseEvent.OWNER_FOUND, CaseState.OWNER_IDENTIFIED, {SYS, OFF}, law="Circular 73/2024/TT-BCA art. 24.1.a", terms="NOTICE"),
    _rows(7, (CaseState.CONFIRMED,), CaseEvent.OWNER_NOT_FOUND, CaseState.OWNER_UNKNOWN, {SYS, OFF}, confidence="medium"),
    _rows(8, (CaseState.OWNER_IDENTIFIED,), CaseEvent.TRANSFERRED, SAME, {OFF, SIGN}, law="Circular 73/2024/TT-BCA art. 24.1.b", form="Mẫu số 03/73", terms="TRANSFER"),
    _rows(9, (CaseState.OWNER_IDENTIFIED,), CaseEvent.NOTICE_SENT, CaseState.NOTICE_SENT, {SIGN}, law="Circular 73/2024/TT-BCA art. 24.1.c; Decree 168/2024/NĐ-CP art. 47.8.a", form="Mẫu số 01/73", terms="NOTICE"),
    _rows(10, (CaseState.NOTICE_SENT,), CaseEvent.NOTICE_UNANSWERED, CaseState.ESCALATED, {SYS, SIGN}, law="Circular 73/2024/TT-BCA art. 24.5", form="warning; Mẫu số 04 for motorcycles and mopeds", terms="ESCALATE_WARNING ESCALATE_COMMUNE"),
    _rows(11, (CaseState.NOTICE_SENT, CaseState.ESCALATED), CaseEvent.OWNER_ANSWERED, CaseState.OWNER_ANSWERED, {OWN, COM}, law="Circular 73/2024/TT-BCA art. 23.1.e, 24.2", form="statement; Phiếu báo"),
    # Our own: more was said, or what was said was written down wrongly. The newest answer leads; a reply slip never follows one.
    _rows(11, (CaseState.OWNER_ANSWERED,), CaseEvent.OWNER_ANSWERED_AGAIN, CaseState.OWNER_ANSWERED, {OWN}, law="own proposal; Circular 73/2024/TT-BCA art. 23.1.e, 24.2", form="statement", confidence="UNCONFIRMED"),
    # Our own: it was recorded on the wrong case, or of the wrong person, and nothing was done because of it.
    _rows(11, (CaseState.OWNER_ANSWERED,), TAKES_AN_ANSWER_BACK[CaseState.NOTICE_SENT], CaseState.NOTICE_SENT, {OFF}, law="own proposal", form="reason", confidence="UNCONFIRMED"),
    _rows(11, (CaseState.OWNER_ANSWERED,), TAKES_AN_ANSWER_BACK[CaseState.ESCALATED], CaseState.ESCALATED, {OFF}, law="own proposal", form="reason", confidence="UNCONFIRMED"),
    _rows(11, (CaseState.OWNER_ANSWERED,), TAKES_AN_ANSWER_BACK[CaseState.OWNER_ANSWERED], CaseState.OWNER_ANSWERED, {OFF}, law="own proposal", form="reason", confidence="UNCONFIRMED"),
    _rows(12, (CaseState.OWNER_ANSWERED,), CaseEvent.VIOLATOR_IDENTIFIED, CaseState.VIOLATOR_IDENTIFIED, {OFF}, law="Decree 168/2024/NĐ-CP art. 47.8.b", form="MBB05 minutes of verification"),
    _rows(13, (CaseState.ESCALATED,), CaseEvent.VIOLATOR_IDENTIFIED, CaseState.VIOLATOR_IDENTIFIED, {OFF, SIGN}, law="Decree 168/2024/NĐ-CP art. 47.8.b", two_persons="each"),
    _rows(14, (CaseState.VIOLATOR_IDENTIFIED,), CaseEvent.MINUTES_MADE, CaseState.MINUTES_MADE, {OFF}, law="Decree 61/2026/NĐ-CP art. 15.1; Decree 118/2021/NĐ-CP art. 12.4", form="MBB01 biên bản vi phạm hành chính", terms="MINUTES"),
    _rows(15, (CaseState.MINUTES_MADE,), CaseEvent.EXPLANATION_REQUESTED, CaseState.EXPLANATION, {OWN}, law="Law on Handling of Administrative Violations art. 61", form="written or hearing (MBB03)", terms="EXPLAIN_WRITTEN EXPLAIN_ORAL_REQUEST"),
    # Our own: writing and hearing are two rights, each with its term. Who used one of them has not used the other.
    _rows(15, (CaseState.EXPLANATION,), CaseEvent.EXPLANATION_SUPPLEMENTED, CaseState.EXPLANATION, {OWN}, law="own proposal; Law on Handling of Administrative Violations art. 61.2-3", form="written or hearing (MBB03)", terms="EXPLAIN_WRITTEN EXPLAIN_ORAL_REQUEST", confidence="UNCONFIRMED"),
    _rows(16, (CaseState.MINUTES_MADE, CaseState.EXPLANATION), CaseEvent.DECISION_ISSUED, CaseState.DECISION_ISSUED, {SIGN}, law="Law on Handling of Administrative Violations art. 66-68", form="MQĐ02 quyết định xử phạt", terms="DECISION DECISION_TRANSFERRED DECISION_EXPLANATION DECISION_COMPLEX"),
    _rows(17, (CaseState.MINUTES_MADE, CaseState.EXPLANATION), CaseEvent.NO_SANCTION_DECIDED, CaseState.NO_SANCTION, {SIGN}, law="Law on Handling of Administrative Violations art. 6, 65", form="internal closing note; MQĐ15 where remedies remain", terms="LIMITATION DECISION"),
    _rows(18, (CaseState.DECISION_ISSUED,), DECISION_SENT, CaseState.DECISION_SENT, {OFF}, law="Law on Handling of Administrative Violations art. 70; Decree 118/2021/NĐ-CP art. 17a, 28a", terms="SEND_DECISION SEND_DECISION_REMOTE"),
    # Our own: who pays before his decision went out still has to get it; the case stays paid.
    _rows(18, (CaseState.PAID,), DECISION_SENT, SAME, {OFF}, law="own proposal; Law on Handling of Administrative Violations art. 70; Decree 118/2021/NĐ-CP art. 17a, 28a", terms="SEND_DECISION SEND_DECISION_REMOTE", confidence="UNCONFIRMED"),
    _rows(19, (CaseState.DECISION_SENT,), DECISION_RECEIVED, CaseState.DECISION_DELIVERED, {SYS}, law="Decree 118/2021/NĐ-CP art. 17a", form="proof of delivery", terms="DELIVERY_DEEMED_POST DELIVERY_DEEMED_SYSTEM DELIVERY_POSTING DELIVERY_DEEMED_POSTING"),
    # Our own: it is received after the payment too, and from that day he may complain or sue; the case stays paid.
    _rows(19, (CaseState.PAID,), DECISION_RECEIVED, SAME, {SYS}, law="own proposal; Law on Handling of Administrative Violations art. 15; Decree 118/2021/NĐ-CP art. 17a", form="proof of delivery", terms="COMPLAINT LAWSUIT", confidence="UNCONFIRMED"),
    _rows(20, (CaseState.DECISION_ISSUED, CaseState.DECISION_SENT, CaseState.DECISION_DELIVERED), CaseEvent.POINTS_DEDUCTED, SAME, {SYS, OFF}, law="Decree 168/2024/NĐ-CP art. 50.1.a", form="Mẫu số 02/73"),
    _rows(21, (CaseState.DECISION_DELIVERED,), CaseEvent.FINE_PAID, CaseState.PAID, {TRE}, law="Law on Handling of Administrative Violations art. 73, 78", form="receipt", terms="PAYMENT"),
    _rows(22, (CaseState.DECISION_DELIVERED,), CaseEvent.DEFERRAL_DECISION_ISSUED, CaseState.DEFERRED, {SIGN}, law="Law on Handling of Administrative Violations art. 76", form="MQĐ03", terms="DEFERRAL_ANSWER DEFERRAL_MAX"),
    _rows(22, (CaseState.DECISION_DELIVERED,), CaseEvent.INSTALMENT_DECISION_ISSUED, CaseState.INSTALMENTS, {SIGN}, law="Law on Handling of Administrative Violations art. 79", form="MQĐ05", terms="INSTALMENT_MAX"),
    _rows(23, (CaseState.DECISION_DELIVERED,), CaseEvent.PAYMENT_TERM_PASSED, CaseState.OVERDUE, {SYS}, law="Law on Handling of Administrative Violations art. 78", terms="PAYMENT"),
    _rows(24, (CaseState.OVERDUE,), CaseEvent.SERVICES_BLOCKED, SAME, {SIGN}, law="Decree 168/2024/NĐ-CP art. 47.11; Circular 73/2024/TT-BCA art. 23.4", form="warning"),
    _rows(25, (CaseState.OVERDUE,), CaseEvent.ENFORCEMENT_DECISION_ISSUED, CaseState.ENFORCEMENT, {SIGN}, law="Law on Handling of Administrative Violations art. 86-87; Decree 296/2025/NĐ-CP", form="MQĐ07 or MQĐ08", confidence="medium"),
    _rows(26, (CaseState.PAID,), CaseEvent.CASE_SETTLED, CaseState.CLOSED, {SYS, OFF}, law="Circular 73/2024/TT-BCA art. 24.3-4; Decree 118/2021/NĐ-CP art. 20", terms="PAPERS_RETURN"),
    _rows(27, (CaseState.DETECTED, CaseState.REVIEW_PENDING, CaseState.MANUAL_QUEUE, CaseState.CONFIRMED, CaseState.OWNER_IDENTIFIED, CaseState.OWNER_UNKNOWN, CaseState.NOTICE_SENT, CaseState.ESCALATED, CaseState.OWNER_ANSWERED, CaseState.VIOLATOR_IDENTIFIED), CaseEvent.LIMITATION_PASSED, CaseState.EXPIRED, {SYS}, law="Law on Handling of Administrative Violations art. 6", terms="LIMITATION"),
    _rows(28, (CaseState.OVERDUE, CaseState.ENFORCEMENT), CaseEvent.ENFORCEMENT_LIMITATION_PASSED, CaseState.LAPSED, {SYS}, law="Law on Handling of Administrative Violations art. 74", terms="ENFORCEMENT_LIMITATION"),
    _rows(28, (CaseState.DECISION_ISSUED, CaseState.DECISION_SENT, CaseState.DECISION_DELIVERED), CaseEvent.ENFORCEMENT_LIMITATION_PASSED, CaseState.LAPSED, {SYS}, law="Law on Handling of Administrative Violations art. 74", terms="ENFORCEMENT_LIMITATION", confidence="medium"),
    _rows(29, (CaseState.DECISION_ISSUED, CaseState.DECISION_SENT, CaseState.DECISION_DELIVERED, CaseState.DEFERRED, CaseState.INSTALMENTS, CaseState.OVERDUE, CaseState.ENFORCEMENT, CaseState.PAID), CaseEvent.DECISION_ANNULLED, CaseState.ANNULLED, {SIGN}, law="Decree 118/2021/NĐ-CP art. 13-15", form="MQĐ40", confidence="medium"),
    _rows(29, (CaseState.CLOSED,), CaseEvent.DECISION_ANNULLED, CaseState.ANNULLED, {SIGN}, law="Decree 118/2021/NĐ-CP art. 13-15 (complaint or suit upheld after payment; own proposal)", form="MQĐ40", confidence="UNCONFIRMED"),
    _rows(29, (CaseState.DECISION_ISSUED, CaseState.DECISION_SENT, CaseState.DECISION_DELIVERED, CaseState.DEFERRED, CaseState.INSTALMENTS, CaseState.OVERDUE, CaseState.ENFORCEMENT), CaseEvent.DECISION_AMENDED, SAME, {SIGN}, law="Decree 118/2021/NĐ-CP art. 13-15", form="MQĐ38 or MQĐ39", confidence="medium"),
    _rows(30, (CaseState.MANUAL_QUEUE,), CaseEvent.MANUAL_READING_DONE, CaseState.REVIEW_PENDING, {OFF}, law="own proposal", confidence="UNCONFIRMED"),
    _rows(31, (CaseState.MANUAL_QUEUE,), CaseEvent.ACT_REJECTED, CaseState.REJECTED, {OFF}, law="Law on Handling of Administrative Violations art. 11, 65", form="reason", confidence="UNCONFIRMED"),
    _rows(31, (CaseState.MANUAL_QUEUE,), CaseEvent.HANDED_TO_OTHER_AUTHORITY, CaseState.CLOSED, {OFF, SIGN}, law="own proposal; Circular 79/2024/TT-BCA art. 37 for foreign plates, Ministry of Defence for army plates", confidence="UNCONFIRMED"),
    _rows(32, (CaseState.OWNER_UNKNOWN,), CaseEvent.OWNER_FOUND, CaseState.OWNER_IDENTIFIED, {OFF}, law="Circular 73/2024/TT-BCA art. 24.1.a", terms="NOTICE", confidence="medium"),
    _rows(32, (CaseState.OWNER_UNKNOWN,), CaseEvent.PLATE_DOUBTED, CaseState.REVIEW_PENDING, {OFF}, law="own proposal", confidence="UNCONFIRMED"),
    _rows(32, (CaseState.OWNER_UNKNOWN,), CaseEvent.ACT_REJECTED, CaseState.REJECTED, {OFF}, law="Law on Handling of Administrative Violations art. 65", form="reason", confidence="medium"),
    _rows(33, (CaseState.OWNER_ANSWERED,), CaseEvent.OWNER_OR_ADDRESS_CHANGED, CaseState.OWNER_IDENTIFIED, {OFF}, law="Decree 168/2024/NĐ-CP art. 47.6.e; section 2.5", form="new Mẫu số 01/73", confidence="UNCONFIRMED"),
    _rows(34, (CaseState.OWNER_ANSWERED,), CaseEvent.ACT_REJECTED, CaseState.REJECTED, {OFF, SIGN}, law="Law on Handling of Administrative Violations art. 3.1.d, 11, 65; section 2.5", form="reason"),
    _rows(35, (CaseState.NOTICE_SENT, CaseState.ESCALATED, CaseState.OWNER_ANSWERED), CaseEvent.SETTLED_BY_OTHER_OFFICE, CaseState.CLOSED, {SYS, OFF}, law="Circular 73/2024/TT-BCA art. 24.3-4"),
    _rows(36, (CaseState.DECISION_ISSUED, CaseState.DECISION_SENT, CaseState.DEFERRED, CaseState.INSTALMENTS, CaseState.OVERDUE, CaseState.ENFORCEMENT), CaseEvent.FINE_PAID, CaseState.PAID, {TRE}, law="Law on Handling of Administrative Violations art. 73, 78, 79", form="receipt", confidence="medium"),
    _rows(37, (CaseState.DEFERRED,), CaseEvent.PAYMENT_TERM_PASSED, CaseState.OVERDUE, {SYS}, law="Law on Handling of Administrative Violations art. 76, 78", terms="DEFERRAL_MAX", confidence="medium"),
    _rows(37, (CaseState.INSTALMENTS,), CaseEvent.PAYMENT_TERM_PASSED, CaseState.OVERDUE, {SYS}, law="Law on Handling of Administrative Violations art. 78, 79", terms="INSTALMENT_MAX", confidence="medium"),
    # Our own: a statement comes after the day of payment. What was paid in time was never late.
    _rows(37, (CaseState.OVERDUE,), CaseEvent.PART_PAID_IN_TIME, CaseState.INSTALMENTS, {TRE}, law="own proposal; Law on Handling of Administrative Violations art. 79", form="receipt", terms="INSTALMENT_MAX", confidence="UNCONFIRMED"),
    _rows(38, (CaseState.DECISION_DELIVERED,), CaseEvent.WARNING_EXECUTED, CaseState.CLOSED, {SYS, OFF}, law="Law on Handling of Administrative Violations art. 22, 73", confidence="medium"),
    _rows(38, (CaseState.DEFERRED, CaseState.OVERDUE), CaseEvent.FINE_EXEMPTED, CaseState.CLOSED, {SIGN}, law="Law on Handling of Administrative Violations art. 77", form="MQĐ04", confidence="medium"),
    _rows(39, (CaseState.CONFIRMED,), CaseEvent.VERDICT_TAKEN_BACK, CaseState.REVIEW_PENDING, {OFF, SIGN}, law="own proposal", form="reason", confidence="UNCONFIRMED"),
    _rows(39, (CaseState.OWNER_IDENTIFIED,), CaseEvent.SLIP_TAKEN_BACK, CaseState.REVIEW_PENDING, {OFF, SIGN}, law="own proposal", form="reason", confidence="UNCONFIRMED"),
    _rows(40, (CaseState.REVIEW_PENDING,), CaseEvent.MANUAL_HANDLING_NEEDED, CaseState.MANUAL_QUEUE, {OFF, SYS}, law="own proposal", form="reason", confidence="UNCONFIRMED"),
    _rows(40, (CaseState.REVIEW_PENDING,), CaseEvent.BETTER_EVIDENCE_REQUESTED, CaseState.DETECTED, {OFF}, law="own proposal", form="reason", confidence="UNCONFIRMED"),
    _rows(41, (CaseState.CONFIRMED, CaseState.OWNER_IDENTIFIED), CaseEvent.CASE_WITHDRAWN, CaseState.REJECTED, {SIGN}, law="Law on Handling of Administrative Violations art. 3.1.d, 11, 65", form="reason", confidence="medium"),
    _rows(41, (CaseState.NOTICE_SENT, CaseState.ESCALATED, CaseState.VIOLATOR_IDENTIFIED), CaseEvent.CASE_WITHDRAWN, CaseState.REJECTED, {SIGN}, law="Law on Handling of Administrative Violations art. 3.1.d, 11, 65", form="withdrawal letter", confidence="medium"),
    # Our own marks: held by one person, released by two; clocks run on (own proposal).
    _rows(0, [s for s in CaseState if s not in FINAL], CaseEvent.HELD, SAME, {OFF, SIGN, SUP, SYS}, law="own proposal: one person holds", form="reason", confidence="UNCONFIRMED"),
    _rows(0, [s for s in CaseState if s not in FINAL], CaseEvent.RELEASED, SAME, {OFF, SIGN, SUP}, law="own proposal: two persons release", form="reason", confidence="UNCONFIRMED", two_persons="any"),
)
# fmt: on

TRANSITIONS: tuple[Row, ...] = tuple(row for group in _TABLE for row in group)

WITHDRAWN_WITHOUT_LETTER = frozenset(
    CaseState(row.source)
    for row in TRANSITIONS
    if row.event == CaseEvent.CASE_WITHDRAWN and row.source in CONFIRMED_BEFORE_NOTICE
)
"""From these the signer withdraws a case by himself: nothing went out that a letter would have to take back."""

_NOTICE_WAS_SENT = (
    CaseState.NOTICE_SENT, CaseState.ESCALATED, CaseState.OWNER_ANSWERED, CaseState.VIOLATOR_IDENTIFIED, CaseState.MINUTES_MADE, CaseState.EXPLANATION,
    CaseState.DECISION_ISSUED, CaseState.DECISION_SENT, CaseState.DECISION_DELIVERED, CaseState.PAID, CaseState.DEFERRED, CaseState.INSTALMENTS, CaseState.OVERDUE,
    CaseState.ENFORCEMENT, CaseState.CLOSED, CaseState.LAPSED, CaseState.NO_SANCTION,
)  # fmt: skip
_EVADES = "Law on Handling of Administrative Violations art. 6.2.d, 74"
_OBJECTS = "Law on Handling of Administrative Violations art. 15"

# Marks that stop nothing (domain.md 2.1 names the flags and no rows for them): our own rows, by officer or signer. A
# person who complains or sues may do so when the case has ended, and gets his answer whatever became of it meanwhile: what
# is upheld may annul the decision, or bring the case back before the notice. The limitations rest while somebody evades.
MARKS: tuple[Row, ...] = (
    *_rows(0, _NOTICE_WAS_SENT, CaseEvent.COMPLAINT_LODGED, SAME, {OFF, SIGN}, law=_OBJECTS, terms="COMPLAINT"),
    *_rows(0, CaseState, CaseEvent.COMPLAINT_ANSWERED, SAME, {OFF, SIGN}, law=_OBJECTS, form="answer"),
    *_rows(0, _NOTICE_WAS_SENT, CaseEvent.LAWSUIT_FILED, SAME, {OFF, SIGN}, law=_OBJECTS, terms="LAWSUIT"),
    *_rows(0, CaseState, CaseEvent.LAWSUIT_ENDED, SAME, {OFF, SIGN}, law=_OBJECTS, form="judgment"),
    *_rows(0, [s for s in CaseState if s not in FINAL], CaseEvent.EVADING, SAME, {OFF}, law=_EVADES, form="reason"),
    *_rows(
        0, [s for s in CaseState if s not in FINAL], CaseEvent.EVADING_ENDED, SAME, {OFF}, law=_EVADES, form="reason"
    ),
)
# What takes a mark away again.
LIFTS = {
    CaseEvent.RELEASED: HELD,
    CaseEvent.COMPLAINT_ANSWERED: "COMPLAINT",
    CaseEvent.LAWSUIT_ENDED: "LAWSUIT",
    CaseEvent.EVADING_ENDED: "EVADING",
}

# A seeded case (review/seeded.py) tests whoever judges, and nobody is ever accused by it: it asks this table instead, in
# which no way leads to a confirmed act, an owner or a paper. Its verdicts wait for a second person until it ends.
SEEDED_ENDS = CaseEvent.SEEDED_CASE_ENDED
_SEEDED_MAY = {CaseEvent.VIOLATION_DETECTED, CaseEvent.EVIDENCE_COMPLETE, CaseEvent.MANUAL_HANDLING_NEEDED, CaseEvent.BETTER_EVIDENCE_REQUESTED,
               CaseEvent.LIMITATION_PASSED, CaseEvent.HELD, CaseEvent.RELEASED}  # fmt: skip
SEEDED_TRANSITIONS: tuple[Row, ...] = (
    *(row for row in TRANSITIONS if row.source in {None, *UNJUDGED} and row.event in _SEEDED_MAY),
    *_rows(
        0,
        [s for s in CaseState if s in UNJUDGED],
        SEEDED_ENDS,
        CaseState.CLOSED,
        {SYS},
        law="own proposal",
        confidence="UNCONFIRMED",
    ),
)
SEEDED_STATES = frozenset({CaseState.DETECTED, *(row.target for row in SEEDED_TRANSITIONS)})

# Events that go on while a case is HELD: its flags, and what time alone brings. Clocks run on.
ALLOWED_WHILE_HELD = frozenset(
    {CaseEvent.HELD, CaseEvent.RELEASED, CaseEvent.LIMITATION_PASSED, CaseEvent.ENFORCEMENT_LIMITATION_PASSED, CaseEvent.PAYMENT_TERM_PASSED,
     DECISION_RECEIVED, CaseEvent.FINE_PAID, CaseEvent.PART_PAID_IN_TIME, CaseEvent.DECISION_ANNULLED, SEEDED_ENDS}
    | {row.event for row in MARKS}
)  # fmt: skip


# What the office that handles a case which was passed on does, and nobody here (domain.md 2.2, point 5).
OTHER_OFFICE_DOES = frozenset({CaseEvent.VIOLATOR_IDENTIFIED})
# Events that end a mark beside what they do.
ENDS_MARKS = {
    # The owner came here first, or the slip was about a verdict or an owner that no longer counts (LHAV art. 52.3).
    TRANSFERRED: frozenset({CaseEvent.OWNER_ANSWERED, CaseEvent.SLIP_TAKEN_BACK, CaseEvent.OWNER_OR_ADDRESS_CHANGED}),
    "SERVICES_BLOCKED": frozenset(
        {CaseEvent.FINE_PAID, CaseEvent.PART_PAID_IN_TIME, CaseEvent.FINE_EXEMPTED, CaseEvent.DECISION_ANNULLED}
    ),
}


def outlives(mark: str, event: CaseEvent, target: CaseState) -> bool:
    """Whether a mark is still there after an event that led to `target`. A hold ends with its case: two persons could
    not release what has ended, and the machine lets a held case be, so that a warning of it would never be lifted."""
    return event not in ENDS_MARKS.get(mark, ()) and not (mark == HELD and target in FINAL)


class Refused(ValueError):
    """The table does not allow this. Carries what is possible now."""

    def __init__(self, sentence: str, possible: tuple[str, ...] = ()) -> None:
        """`possible`: events that the table has for the present state."""
        super().__init__(sentence)
        self.possible = possible


def refuse_without(reason: str) -> None:
    """Raises Refused where nobody says why."""
    if not reason.strip():
        raise Refused("Say why: whoever looks at the case later needs to know.")


@cache
def _by_source(seeded: bool) -> dict[tuple[CaseState | None, str], Row]:
    rows = SEEDED_TRANSITIONS if seeded else (*TRANSITIONS, *MARKS)
    return {(row.source, row.event): row for row in rows}


def events_from(state: CaseState | None) -> tuple[CaseEvent, ...]:
    """Events that the table has for a state, in the order of the procedure; marks are no step of it."""
    return tuple(row.event for row in TRANSITIONS if row.source == state)


def possible_events(
    state: CaseState, parties: frozenset[Party], flags: Iterable[str] = (), *, seeded: bool = False
) -> tuple[CaseEvent, ...]:
    """What these parties may do now: what a page shows as buttons. With a seeded case that has ended, nothing."""
    if seeded and state in FINAL:
        return ()
    return tuple(
        row.event
        for row in (*TRANSITIONS, *MARKS)
        if row.source == state and row.by & parties and not _barred(row.event, flags)
    )


def _barred(event: CaseEvent, flags: Iterable[str]) -> str | None:
    """Why a mark of the case bars an event that the table has; None where none does."""
    if HELD in flags and event not in ALLOWED_WHILE_HELD:
        return f"'{event}' has to wait: the case is held. Two persons release it first."
    if TRANSFERRED in flags and event in OTHER_OFFICE_DOES:
        return (
            f"'{event}' is for the office that the case was passed on to. Where the owner comes here first, record what "
            "he says, and this office handles it (LHAV art. 52.3)."
        )
    return None


def transition(
    state: CaseState | None,
    event: CaseEvent,
    parties: frozenset[Party],
    flags: Iterable[str] = (),
    *,
    seeded: bool = False,
) -> Row:
    """The row for `event` in `state` by one of `parties`. Raises Refused with what is possible.

    seeded: of the table of seeded cases.
    """
    possible = events_from(state)
    row = _by_source(seeded).get((state, event))
    if row is None:
        listed = ", ".join(possible) or "nothing, it has ended"
        raise Refused(f"'{event}' is not possible while the case is {state}. Possible now: {listed}.", possible)
    if not row.by & parties:
        raise Refused(f"'{event}' is for {' or '.join(sorted(row.by))} to record, not for you.", possible)
    if barred := _barred(event, flags):
        raise Refused(barred, possible)
    return row
