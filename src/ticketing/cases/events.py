"""What may happen to a case, by name: the events of the table of states (`cases.states`) and its marks.

The name of a member is the field's word; its value is what the log stores, and never changes.
"""

from ticketing.evidence.event_kinds import EventKind, LogEvent

_MARK = "flag_"


class CaseEvent(EventKind):
    """Events of the table: each one leads a case from a state to a state, or sets and lifts a mark beside it."""

    VIOLATION_DETECTED = "violation_detected"
    EVIDENCE_COMPLETE = "evidence_complete"
    MANUAL_HANDLING_NEEDED = "manual_handling_needed"
    ACT_CONFIRMED = "act_confirmed"
    ACT_REJECTED = "act_rejected"
    OWNER_FOUND = "owner_found"
    OWNER_NOT_FOUND = "owner_not_found"
    TRANSFERRED = "flag_TRANSFERRED"
    NOTICE_SENT = "notice_sent"
    NOTICE_UNANSWERED = "notice_unanswered"
    OWNER_ANSWERED = "owner_answered"
    OWNER_ANSWERED_AGAIN = "owner_answered_again"
    ANSWER_UNDONE = "answer_taken_back"
    ANSWER_UNDONE_AFTER_WARNING = "answer_taken_back_after_warning"
    FURTHER_ANSWER_UNDONE = "further_answer_taken_back"
    VIOLATOR_IDENTIFIED = "violator_identified"
    MINUTES_MADE = "minutes_made"
    EXPLANATION_REQUESTED = "explanation_requested"
    EXPLANATION_SUPPLEMENTED = "explained_again"
    DECISION_ISSUED = "decision_issued"
    NO_SANCTION_DECIDED = "no_sanction_decided"
    DECISION_SENT = "decision_sent"
    DECISION_RECEIVED = "decision_received"
    POINTS_DEDUCTED = "flag_POINTS_DEDUCTED"
    FINE_PAID = "fine_paid"
    DEFERRAL_DECISION_ISSUED = "deferral_decision_issued"
    INSTALMENT_DECISION_ISSUED = "instalment_decision_issued"
    PAYMENT_TERM_PASSED = "payment_term_passed"
    PART_PAID_IN_TIME = "part_paid_in_time"
    SERVICES_BLOCKED = "flag_SERVICES_BLOCKED"
    ENFORCEMENT_DECISION_ISSUED = "enforcement_decision_issued"
    CASE_SETTLED = "case_settled"
    LIMITATION_PASSED = "limitation_passed"
    ENFORCEMENT_LIMITATION_PASSED = "enforcement_limitation_passed"
    DECISION_ANNULLED = "decision_annulled"
    DECISION_AMENDED = "flag_AMENDED"
    MANUAL_READING_DONE = "manual_reading_done"
    HANDED_TO_OTHER_AUTHORITY = "handed_to_other_authority"
    PLATE_DOUBTED = "plate_doubted"
    OWNER_OR_ADDRESS_CHANGED = "new_owner_or_address"
    SETTLED_BY_OTHER_OFFICE = "settled_by_other_office"
    WARNING_EXECUTED = "warning_executed"
    FINE_EXEMPTED = "fine_exempted"
    VERDICT_TAKEN_BACK = "verdict_taken_back"
    SLIP_TAKEN_BACK = "slip_taken_back"
    BETTER_EVIDENCE_REQUESTED = "better_evidence_asked"
    CASE_WITHDRAWN = "case_withdrawn"
    HELD = "flag_HELD"
    RELEASED = "flag_RELEASED"
    COMPLAINT_LODGED = "flag_COMPLAINT"
    COMPLAINT_ANSWERED = "flag_COMPLAINT_ANSWERED"
    LAWSUIT_FILED = "flag_LAWSUIT"
    LAWSUIT_ENDED = "flag_LAWSUIT_ENDED"
    EVADING = "flag_EVADING"
    EVADING_ENDED = "flag_EVADING_ENDED"
    SEEDED_CASE_ENDED = "seeded_case_ended"

    @property
    def mark(self) -> str | None:
        """The mark that the event sets or lifts beside the state; None where it leads to a state."""
        return self.removeprefix(_MARK) if self.startswith(_MARK) else None


def event_kind(stored: str) -> EventKind:
    """The kind of an event that was read from the log. Raises ValueError for a name that no kind has."""
    return CaseEvent(stored) if stored in set(CaseEvent) else LogEvent(stored)
