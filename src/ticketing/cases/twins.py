"""One plate at two places at once: either a cloned plate or a wrong reading, and never for the machine to say which."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cases.tables import Case
from ticketing.kit.clock import iso_vietnam

TOO_SHORT = timedelta(minutes=2)
"""No vehicle is in two communes within this time; neighbouring cameras of one junction lie in one commune."""


def sights_elsewhere(
    session: Session, case_id: str, plate: str, violated_at: datetime, commune_code: str | None
) -> list[str]:
    """Sentences on cases of the same plate in another commune at nearly the same moment. No commune known: none."""
    if not plate or commune_code is None:
        return []
    query = sa.select(Case).where(
        Case.plate == plate,
        Case.id != case_id,
        Case.violated_at.between(violated_at - TOO_SHORT, violated_at + TOO_SHORT),
    )
    others = [(case, (case.certificate or {}).get("commune_code")) for case in session.scalars(query)]
    return [
        f"Case {case.number} has the same plate at {iso_vietnam(case.violated_at)} in another commune."
        for case, elsewhere in others
        if elsewhere is not None and elsewhere != commune_code
    ]
