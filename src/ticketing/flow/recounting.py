"""Terms that run are counted again when the days off changed: two persons agreed, or a new version brought a list."""

from ticketing.agency.actors import machine
from ticketing.cases.recounting import count_again, touched
from ticketing.flow.office import Office

ACTOR = machine("calendar")


def count_terms_again(office: Office) -> int:
    """Count every running term by the days off as they are now, a case a transaction; how many cases differed."""
    with office.database.reading() as session:
        cases = touched(session)
    for case_id in cases:
        with office.database.writing() as session:
            count_again(session, case_id, actor=ACTOR, at=office.clock.now())
    return len(cases)
