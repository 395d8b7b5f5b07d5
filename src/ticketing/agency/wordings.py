"""The office's own wordings for acts whose point names several: proposed by one person, agreed by another.

The product invents none. A wording carries its source and counts only for the row of fines it was agreed for. One that
is withdrawn stays in the papers that were made with it.
"""

import re
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Role
from ticketing.agency.dual_control import Matter, ProposalRefused
from ticketing.agency.tables import Wording
from ticketing.kit.digest import sha256
from ticketing.kit.ids import new_id
from ticketing.law.penalties import FineRow

PROPOSED, AGREED = "proposed", "agreed"
MAY_WORD = frozenset({Role.SENIOR, Role.SIGNER, Role.SUPERVISOR, Role.ADMINISTRATOR})
LONGEST = 600
_NAMES_MONEY = re.compile(r"phạt tiền|đồng\b|\d{1,3}(\.\d{3})+|trừ điểm", re.IGNORECASE)


def _log_payload(wording: Wording) -> dict[str, str]:
    return {
        "behaviour": wording.behaviour,
        "vehicle": wording.vehicle_class,
        "clause": wording.clause,
        "text": sha256(wording.act_vi.encode()),
        "source": wording.source,
    }


WORDINGS = Matter(
    Wording,
    "wording",
    "wording",
    PROPOSED,
    AGREED,
    MAY_WORD,
    author=lambda wording: wording.proposed_by,
    told=_log_payload,
)


def propose_wording(session: Session, row: FineRow, act_vi: str, source: str, *, actor: Actor, at: datetime) -> Wording:
    """Propose how papers word the act of `row`. Raises ProposalRefused.

    Refused is what names money or points: the sentence of a fine never stands on a notice.
    """
    if actor.role not in MAY_WORD:
        raise ProposalRefused(f"A wording is for {', '.join(sorted(MAY_WORD))}, not for {actor.role}.")
    text, origin = " ".join(act_vi.split()), " ".join(source.split())
    if not text or not origin:
        raise ProposalRefused("A wording needs its text and its source (act and article, or the paper that fixes it).")
    if len(text) > LONGEST:
        raise ProposalRefused(f"The wording has {len(text)} characters: at most {LONGEST}.")
    if found := _NAMES_MONEY.search(text):
        raise ProposalRefused(f"'{found.group()}' speaks of the fine: a wording names the act and nothing else.")
    wording = Wording(
        id=new_id(), behaviour=row.behaviour, vehicle_class=row.vehicle, decree=row.decree, clause=row.clause,
        act_vi=text, source=origin, proposed_by=actor.person, proposed_at=at,
    )  # fmt: skip
    return WORDINGS.begin(session, wording, actor=actor, at=at)


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
