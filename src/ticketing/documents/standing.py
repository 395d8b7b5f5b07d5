"""Whether a file is a paper of this installation, and whether that paper still stands."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ticketing.cases.states import S
from ticketing.cases.tables import Case
from ticketing.documents.order_facts import ENFORCEMENTS
from ticketing.documents.queries import paper_of_file

# A case that ended like this takes back what it demanded. Minutes and evidence records stay: they say what was found.
TAKEN_BACK = frozenset({S.REJECTED, S.ANNULLED})
DEMANDS = frozenset(
    {
        "notice",
        "transfer_slip",
        "warning",
        "services_warning",
        "commune_slip",
        "decision",
        "points_notice",
        *ENFORCEMENTS,
    }
)


@dataclass(frozen=True)
class Standing:
    """known: the very file was issued here, to the last byte. withdrawn: it no longer holds."""

    known: bool
    withdrawn: bool


def standing(session: Session, signed_sha256: str) -> Standing:
    """What this installation knows of the file with that SHA-256."""
    document = paper_of_file(session, signed_sha256)
    if document is None:
        return Standing(known=False, withdrawn=False)
    case = session.get_one(Case, document.case_id)
    return Standing(known=True, withdrawn=document.kind in DEMANDS and S(case.state) in TAKEN_BACK)
