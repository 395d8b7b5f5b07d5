"""Pictures for the notice: other vehicles' plates and people are made unreadable, the originals stay as they are.

Each is a new blob that names the picture it was made of; the log tells of both.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import machine
from ticketing.cases import record
from ticketing.cases.tables import Case
from ticketing.documents.drafting.document_context import REDACTED, pictures_among
from ticketing.documents.layout.pictures import redacted
from ticketing.documents.layout.redaction import SIGHTS, Sight, read_sights
from ticketing.evidence.seal import Sealed, items_of, record_sealed, store_blob
from ticketing.evidence.tables import EvidenceItem
from ticketing.flow.app_context import AppContext
from ticketing.flow.pipeline import look_at, sights_of
from ticketing.read.plate_selection import MOST_EDITS, select_plate
from ticketing.read.tables import Reading
from ticketing.read.vote import edit_distance

ACTOR = machine("hiding")
MADE_BY = "hide strangers 2"
"""A new number with every change of what is hidden, or how."""


def redact_bystanders(context: AppContext, case_id: str) -> None:
    """Make the pictures of a case that its notice may show. Running again makes none twice."""
    with context.database.reading() as session:
        case = session.get_one(Case, case_id)
        items = items_of(session, case_id)
        read = _read_by_machine(session, case_id)
    pictures = pictures_among(items)
    sights = _sights(context, case.plate or "", read, pictures, items)
    made = [_redact(context, item, sights[item.sha256]) for item in pictures]
    with context.database.writing() as session:
        record.locked(session, case_id)
        newest = {item.parent: item.sha256 for item in items_of(session, case_id) if item.role == REDACTED}
        fresh = [one for one in made if newest.get(one.parent) != one.sha256]
        if fresh:
            record_sealed(session, case_id, fresh, at=context.clock.now(), actor=ACTOR.label)


def _sights(
    context: AppContext, plate: str, read: str, pictures: Sequence[EvidenceItem], items: Sequence[EvidenceItem]
) -> dict[str, Sight]:
    """What the pictures show, as it was kept; looked at again where a person chose another plate or pictures came."""
    newest = next((item for item in reversed(items) if item.role == SIGHTS), None)
    kept = read_sights(context.store.get(newest.sha256)) if newest else {}
    if all(item.sha256 in kept for item in pictures) and edit_distance(read, plate) <= MOST_EDITS:
        return kept
    seen = [look_at(context, number, item) for number, item in enumerate(pictures)]
    looks = [look for picture in seen for look in picture.looks]
    meant = [look for look in looks if edit_distance(look.text, plate) <= MOST_EDITS]
    return sights_of(seen, select_plate(meant or looks))  # only a person can read it: the one that the machine meant


def _read_by_machine(session: Session, case_id: str) -> str:
    """The text that all looks agreed on, "" where there is none."""
    query = sa.select(Reading).where(Reading.observation_id == case_id, Reading.picture.is_(None))
    vote = session.scalar(query.order_by(Reading.id.desc()).limit(1))
    return str(vote.data["text"]) if vote else ""


def _redact(context: AppContext, item: EvidenceItem, sight: Sight) -> Sealed:
    picture = redacted(context.store.get(item.sha256), sight)
    return store_blob(
        context.store, picture, REDACTED, captured_at=item.captured_at, parent=item.sha256, made_by=MADE_BY
    )
