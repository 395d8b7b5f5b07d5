"""States of a case that several kinds of paper share."""

from ticketing.cases.states import CONFIRMED_BEFORE_NOTICE, UNANSWERED, CaseState

DECIDED = frozenset({CaseState.DECISION_ISSUED, CaseState.DECISION_SENT, CaseState.DECISION_DELIVERED})
EASED = frozenset({CaseState.DEFERRED, CaseState.INSTALMENTS})
# Row 29: errors are mended while the decision is executed, and undone afterwards too.
NOT_EXECUTED = DECIDED | EASED | {CaseState.OVERDUE, CaseState.ENFORCEMENT}
# Points fall when the decision takes effect (D168 art. 50.1.a), paid or not: whoever pays at once is told of them too.
# The mark of row 20 has a row in the first three of these states; in the others the notice goes out and moves nothing.
IN_EFFECT = NOT_EXECUTED | {CaseState.PAID, CaseState.CLOSED}
SETTLED = frozenset(
    {CaseState.PAID, CaseState.CLOSED, CaseState.ANNULLED, CaseState.REJECTED, CaseState.NO_SANCTION, CaseState.EXPIRED}
)
"""Nothing is left that a warning could wait for. A decision that lapsed unpaid is not among them: nobody settled it."""
AFTER_VERDICT = (
    CONFIRMED_BEFORE_NOTICE
    | UNANSWERED
    | {CaseState.OWNER_ANSWERED, CaseState.VIOLATOR_IDENTIFIED, CaseState.MINUTES_MADE}
)
