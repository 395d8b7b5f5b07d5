"""Which paper may be signed when, by whom, and what its signature is in the case. Data, in the order of the procedure.

The table of states (`cases.states`) says whether the event is possible; this one says which paper brings it about.
"""

from dataclasses import dataclass

from ticketing.agency.actors import Party
from ticketing.cases.states import CONFIRMED_BEFORE_NOTICE, UNANSWERED, UNJUDGED, CaseState, Refused
from ticketing.documents.content.order_facts import ORDERS

EVIDENCE_RECORD, TRANSFER_SLIP, COMMUNE_SLIP = "evidence_record", "transfer_slip", "commune_slip"
NOT_LIABLE = "not_liable_letter"
"""Withdraws a notice from one person, whatever becomes of its case: an earlier owner, an excused one."""
FOR_THE_VIOLATOR = frozenset({"decision", "points_notice", "easing_refusal", "hearing_notice", *ORDERS})
"""Their receiver. A reminder is for whoever received the paper of which it reminds."""


@dataclass(frozen=True)
class DocumentKind:
    """One kind of paper.

    by:       SIGN (competent for act, subject and day of handling) or OFF (who drew it up).
    states:   in which states of the case it may be signed.
    event:    what its signature is in the case; event_from: from which of the states (in the others it moves nothing).
    by_machine: the event is the machine's, because the paper was signed (licence points fall by law).
    bears_seal: the agency's; minutes bear none.
    """

    kind: str
    by: Party
    states: frozenset[CaseState]
    event: str | None = None
    event_from: frozenset[CaseState] = frozenset()
    by_machine: bool = False
    bears_seal: bool = True

    def event_in(self, state: CaseState) -> str | None:
        """The event that signing brings about in this state; None: it moves nothing."""
        return self.event if state in (self.event_from or self.states) else None


def _kind(
    kind: str,
    by: Party,
    states: set[CaseState] | frozenset[CaseState],
    event: str | None = None,
    event_from: set[CaseState] | None = None,
    *,
    by_machine: bool = False,
    bears_seal: bool = True,
) -> DocumentKind:
    return DocumentKind(kind, by, frozenset(states), event, frozenset(event_from or ()), by_machine, bears_seal)


_DECIDED = {CaseState.DECISION_ISSUED, CaseState.DECISION_SENT, CaseState.DECISION_DELIVERED}
# Points fall when the decision takes effect (D168 art. 50.1.a), paid or not: whoever pays at once is told of them too.
# The mark of row 20 has a row in the first three of these states; in the others the notice goes out and moves nothing.
_IN_EFFECT = {
    *_DECIDED,
    CaseState.DEFERRED,
    CaseState.INSTALMENTS,
    CaseState.OVERDUE,
    CaseState.ENFORCEMENT,
    CaseState.PAID,
    CaseState.CLOSED,
}
_EASED = {CaseState.DEFERRED, CaseState.INSTALMENTS}
# Row 29: errors are mended while the decision is executed, and undone afterwards too.
_NOT_EXECUTED = {*_DECIDED, *_EASED, CaseState.OVERDUE, CaseState.ENFORCEMENT}
SETTLED = frozenset(
    {CaseState.PAID, CaseState.CLOSED, CaseState.ANNULLED, CaseState.REJECTED, CaseState.NO_SANCTION, CaseState.EXPIRED}
)
"""Nothing is left that a warning could wait for. A decision that lapsed unpaid is not among them: nobody settled it."""
_AFTER_VERDICT = {
    *CONFIRMED_BEFORE_NOTICE,
    *UNANSWERED,
    CaseState.OWNER_ANSWERED,
    CaseState.VIOLATOR_IDENTIFIED,
    CaseState.MINUTES_MADE,
}

DOCUMENT_KINDS = {
    paper.kind: paper
    for paper in (
        _kind(EVIDENCE_RECORD, Party.OFF, _AFTER_VERDICT, bears_seal=False),
        _kind("notice", Party.SIGN, {CaseState.OWNER_IDENTIFIED}, "notice_sent"),
        _kind(TRANSFER_SLIP, Party.SIGN, {CaseState.OWNER_IDENTIFIED}, "flag_TRANSFERRED"),
        _kind("warning", Party.SIGN, UNANSWERED, "notice_unanswered", {CaseState.NOTICE_SENT}),
        _kind("services_warning", Party.SIGN, {CaseState.OVERDUE}, "flag_SERVICES_BLOCKED"),
        _kind(COMMUNE_SLIP, Party.SIGN, UNANSWERED, "notice_unanswered", {CaseState.NOTICE_SENT}),
        _kind(
            "verification_minutes",
            Party.OFF,
            {CaseState.OWNER_ANSWERED, CaseState.VIOLATOR_IDENTIFIED},
            bears_seal=False,
        ),
        _kind("minutes", Party.OFF, {CaseState.VIOLATOR_IDENTIFIED}, "minutes_made", bears_seal=False),
        _kind("hearing_minutes", Party.OFF, {CaseState.EXPLANATION}, bears_seal=False),
        _kind("hearing_notice", Party.SIGN, {CaseState.EXPLANATION}),
        _kind("decision", Party.SIGN, {CaseState.MINUTES_MADE, CaseState.EXPLANATION}, "decision_issued"),
        _kind("points_notice", Party.SIGN, _IN_EFFECT, "flag_POINTS_DEDUCTED", _DECIDED, by_machine=True),
        _kind("deferral", Party.SIGN, {CaseState.DECISION_DELIVERED}, "deferral_decision_issued"),
        _kind("instalments", Party.SIGN, {CaseState.DECISION_DELIVERED}, "instalment_decision_issued"),
        _kind("easing_refusal", Party.SIGN, {CaseState.DECISION_DELIVERED, *_EASED, CaseState.OVERDUE}),
        # A remission that leaves something to be paid moves nothing (`effects`).
        _kind("remission", Party.SIGN, {CaseState.DEFERRED, CaseState.OVERDUE}, "fine_exempted"),
        _kind("amendment", Party.SIGN, _NOT_EXECUTED, "flag_AMENDED"),
        _kind("correction", Party.SIGN, _NOT_EXECUTED, "flag_AMENDED"),
        _kind("cancellation", Party.SIGN, {*_NOT_EXECUTED, CaseState.PAID, CaseState.CLOSED}, "decision_annulled"),
        _kind("salary_enforcement", Party.SIGN, {CaseState.OVERDUE}, "enforcement_decision_issued"),
        _kind("account_enforcement", Party.SIGN, {CaseState.OVERDUE}, "enforcement_decision_issued"),
        _kind("reminder", Party.SIGN, {CaseState.NOTICE_SENT, CaseState.DECISION_DELIVERED, *_EASED}),
        _kind("closing_note", Party.SIGN, {CaseState.MINUTES_MADE, CaseState.EXPLANATION}, "no_sanction_decided"),
        _kind("warning_lifted", Party.SIGN, {*SETTLED, CaseState.INSTALMENTS}),
        _kind(NOT_LIABLE, Party.SIGN, set(CaseState) - UNJUDGED - {CaseState.CONFIRMED, CaseState.OWNER_UNKNOWN}),
        _kind("withdrawal_letter", Party.SIGN, {*UNANSWERED, CaseState.VIOLATOR_IDENTIFIED}, "case_withdrawn"),
    )
}

# What no longer goes out when the year of limitation is over (LHAV art. 6): it would accuse where no fine may follow.
BOUND_BY_LIMITATION = frozenset({"notice", TRANSFER_SLIP, "warning", COMMUNE_SLIP, "minutes", "decision"})


def document_kind(kind: str) -> DocumentKind:
    """The row of a kind. Raises Refused with what there is."""
    if kind not in DOCUMENT_KINDS:
        raise Refused(f"'{kind}' is no paper of a case. Possible: {', '.join(DOCUMENT_KINDS)}.")
    return DOCUMENT_KINDS[kind]
