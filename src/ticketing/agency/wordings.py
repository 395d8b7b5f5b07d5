"""The office's own wordings for acts whose point names several: proposed by one person, agreed by another.

The product invents none. A wording carries its source and counts only for the row of fines it was agreed for.
"""

import re
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Role
from ticketing.agency.tables import Wording
from ticketing.evidence.log import append
from ticketing.kit.digest import sha256
from ticketing.kit.ids import new_id
from ticketing.law.penalties import FineRow

PROPOSED, AGREED, REFUSED, WITHDRAWN = "proposed", "agreed", "refused", "withdrawn"
MAY_WORD = frozenset({Role.SENIOR, Role.SIGNER, Role.SUPERVISOR, Role.ADMINISTRATOR})
LONGEST = 600
_NAMES_MONEY = re.compile(r"phạt tiền|đồng\b|\d{1,3}(\.\d{3})+|trừ điểm", re.IGNORECASE)


class WordingRefused(ValueError):
    """This wording cannot be proposed or agreed."""


def propose_wording(session: Session, row: FineRow, act_vi: str, source: str, *, actor: Actor, at: datetime) -> Wording:
    """Propose how papers word the act of `row`. Raises WordingRefused.

    Refused is what names money or points: the sentence of a fine never stands on a notice.
    """
    _refuse_role(actor)
    text, origin = " ".join(act_vi.split()), " ".join(source.split())
    if not text or not origin:
        raise WordingRefused("A wording needs its text and its source (act and article, or the paper that fixes it).")
    if len(text) > LONGEST:
        raise WordingRefused(f"The wording has {len(text)} characters: at most {LONGEST}.")
    if found := _NAMES_MONEY.search(text):
        raise WordingRefused(f"'{found.group()}' speaks of the fine: a wording names the act and nothing else.")
    wording = Wording(
        id=new_id(), behaviour=row.behaviour, vehicle_class=row.vehicle, decree=row.decree, clause=row.clause,
        act_vi=text, source=origin, state=PROPOSED, proposed_by=actor.person, proposed_at=at,
    )  # fmt: skip
    session.add(wording)
    session.flush()
    _log(session, wording, actor, at)
    return wording


def agree_wording(session: Session, wording_id: str, *, actor: Actor, at: datetime) -> Wording:
    """The second person's yes. Raises WordingRefused for the person who proposed it, LookupError."""
    wording = _proposed(session, wording_id, actor)
    if wording.proposed_by == actor.person:
        raise WordingRefused("You have proposed this wording: another person has to agree.")
    return _decide(session, wording, AGREED, None, actor, at)


def refuse_wording(session: Session, wording_id: str, reason: str, *, actor: Actor, at: datetime) -> Wording:
    """Turn a proposal down; its own author may take it back this way. Raises WordingRefused, LookupError."""
    return _decide(session, _proposed(session, wording_id, actor), REFUSED, reason, actor, at)


def withdraw_wording(session: Session, wording_id: str, reason: str, *, actor: Actor, at: datetime) -> Wording:
    """End an agreed wording; papers made with it keep it. Raises WordingRefused, LookupError."""
    _refuse_role(actor)
    wording = _wording(session, wording_id)
    if wording.state != AGREED:
        raise WordingRefused(f"This wording is {wording.state}: only an agreed one can be withdrawn.")
    return _decide(session, wording, WITHDRAWN, reason, actor, at)


def agreed_wordings(session: Session, behaviour: str, vehicle_class: str, decree: str, clause: str) -> list[Wording]:
    """What an officer may choose for an act beside the wording of the table."""
    query = sa.select(Wording).where(
        Wording.behaviour == behaviour,
        Wording.vehicle_class == vehicle_class,
        Wording.state == AGREED,
        Wording.decree == decree,
        Wording.clause == clause,
    )
    return list(session.scalars(query.order_by(Wording.id)))


def wordings(session: Session, state: str | None = None) -> list[Wording]:
    """Wordings by behaviour, for the page where they are proposed and agreed."""
    query = sa.select(Wording).order_by(Wording.behaviour, Wording.vehicle_class, Wording.id)
    return list(session.scalars(query.where(Wording.state == state) if state else query))


def _refuse_role(actor: Actor) -> None:
    if actor.role not in MAY_WORD:
        raise WordingRefused(f"Wordings are for {', '.join(sorted(MAY_WORD))}, not for role {actor.role}.")


def _wording(session: Session, wording_id: str) -> Wording:
    wording = session.get(Wording, wording_id, with_for_update=True)
    if wording is None:
        raise LookupError(f"There is no wording '{wording_id}'.")
    return wording


def _proposed(session: Session, wording_id: str, actor: Actor) -> Wording:
    _refuse_role(actor)
    wording = _wording(session, wording_id)
    if wording.state != PROPOSED:
        raise WordingRefused(f"This wording is {wording.state} already.")
    return wording


def _decide(session: Session, wording: Wording, state: str, reason: str | None, actor: Actor, at: datetime) -> Wording:
    wording.state, wording.reason, wording.decided_by, wording.decided_at = state, reason, actor.person, at
    session.flush()
    _log(session, wording, actor, at)
    return wording


def _log(session: Session, wording: Wording, actor: Actor, at: datetime) -> None:
    data = {
        "behaviour": wording.behaviour,
        "vehicle": wording.vehicle_class,
        "clause": wording.clause,
        "text": sha256(wording.act_vi.encode()),
        "source": wording.source,
    }
    append(
        session, at=at, kind=f"wording_{wording.state}", subject=f"wording:{wording.id}", actor=actor.label, data=data
    )
