"""What people write for the file when something happens to a case: why it is held, what a violator says for himself.

The log holds a commitment of each text. The text itself is sealed here, is opened for a purpose (`sealed_words`) and
goes when the persons of the case are erased.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.cases.tables import CaseNote
from ticketing.evidence.event_kinds import EventKind
from ticketing.kit.fields import FieldKeys
from ticketing.kit.ids import new_id


def store_notes(
    session: Session,
    keys: FieldKeys,
    case_id: str,
    event: EventKind,
    texts: Mapping[str, str],
    *,
    actor: Actor,
    at: datetime,
) -> dict[str, str]:
    """Keep what is written of an event, sealed, and give it back for the event's commitments; empty texts are left out.

    texts: by the name under which the log commits to them.
    """
    written = {name: text.strip() for name, text in texts.items() if text.strip()}
    for name, text in written.items():
        words_id = new_id()
        sealed = keys.seal(f"case_words|text|{words_id}", text)
        session.add(
            CaseNote(
                id=words_id, case_id=case_id, event=event, name=name, text=sealed, said_by=actor.person, said_at=at
            )
        )
    return written


def notes_of(session: Session, case_id: str) -> Sequence[CaseNote]:
    """What was written of a case, in the order in which it was written."""
    query = sa.select(CaseNote).where(CaseNote.case_id == case_id)
    return session.scalars(query.order_by(CaseNote.id)).all()
