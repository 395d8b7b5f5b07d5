"""Terms that run are counted again when the days off changed: two persons agreed, or a new version brought a list."""

from ticketing.agency.actors import machine
from ticketing.cases.decision.deadline_recalculation import count_again, touched
from ticketing.flow.app_context import AppContext

ACTOR = machine("calendar")


def count_terms_again(context: AppContext) -> int:
    """Count every running term by the days off as they are now, a case a transaction; how many cases differed."""
    with context.database.reading() as session:
        cases = touched(session)
    for case_id in cases:
        with context.database.writing() as session:
            count_again(session, case_id, actor=ACTOR, at=context.clock.now())
    return len(cases)
