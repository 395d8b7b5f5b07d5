"""First voices that wait for a second person, as pages show them."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cases.tables import Case, CaseFirstVoice


def first_voice(session: Session, case: Case, event: str) -> CaseFirstVoice | None:
    """Who proposed `event` in the case's present version."""
    query = sa.select(CaseFirstVoice).where(
        CaseFirstVoice.case_id == case.id, CaseFirstVoice.event == event, CaseFirstVoice.version == case.version
    )
    return session.scalar(query)
