"""How long things are kept: what may be deleted stands in data/retention.yaml, the term is what two persons agreed to.

Without an agreed term nothing is deleted. `flow.retention` finds what is over its term and deletes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, Role
from ticketing.agency.dual_control import Approval, Matter, ProposalRefused
from ticketing.agency.tables import RetentionTerm
from ticketing.kit.clock import vietnam_day
from ticketing.kit.ids import new_id
from ticketing.law.dated import Timeline, day, last_day, timeline

PROPOSED, AGREED = "proposed", "agreed"
MAY_SET = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
LONGEST_DAYS = 36_500
_RULES = Path(__file__).parent / "data" / "retention.yaml"


@dataclass(frozen=True)
class Rule:
    """What may be deleted, the shortest term, what is usual, and the law's words for it."""

    code: str
    valid_from: date
    valid_to: date | None
    least_days: int
    usual_days: int
    law: str
    law_vi: str
    confidence: str


@cache
def _rules() -> Timeline[Rule]:
    rows = yaml.safe_load(_RULES.read_text(encoding="utf-8"))
    rules = [
        Rule(**{**row, "valid_from": day(row["valid_from"]), "valid_to": last_day(row.get("valid_to", ""))})
        for row in rows
    ]
    return timeline("retention", rules, key=lambda rule: rule.code)


def rules_on(on: date) -> tuple[Rule, ...]:
    """What may be deleted by the rules of a day."""
    return _rules().all_on(on)


TERMS = Matter(
    RetentionTerm,
    "retention_term",
    "term",
    PROPOSED,
    AGREED,
    MAY_SET,
    author=lambda term: term.proposed_by,
    told=lambda term: {"code": term.code, "days": term.days, "source": term.source},
)


def propose_term(session: Session, code: str, days: int, source: str, *, actor: Actor, at: datetime) -> RetentionTerm:
    """Propose after how many days things of one kind are deleted; nothing is before another person agrees.

    source: the order or decision that fixes the term. Raises ProposalRefused.
    """
    if actor.role not in MAY_SET:
        raise ProposalRefused(f"A term is for {', '.join(sorted(MAY_SET))}, not for {actor.role}.")
    rule = next((one for one in rules_on(vietnam_day(at)) if one.code == code), None)
    if rule is None:
        raise ProposalRefused("Choose what the term is for.")
    if not rule.least_days <= days <= LONGEST_DAYS:
        raise ProposalRefused(f"The term has {days} days: {rule.least_days} to {LONGEST_DAYS} are possible here.")
    if not source.strip():
        raise ProposalRefused("Name the order or decision that fixes this term: the file must show it.")
    term = RetentionTerm(
        id=new_id(), code=code, days=days, source=" ".join(source.split()), proposed_by=actor.person, proposed_at=at
    )
    return TERMS.begin(session, term, actor=actor, at=at)


def decide_term(
    session: Session, term_id: str, voice: Approval, reason: str, *, actor: Actor, at: datetime
) -> RetentionTerm:
    """Another person agrees; either refuses or ends it: keeping things longer needs one person.

    One term stands for each kind. Raises ProposalRefused, LookupError.
    """
    term = session.get(RetentionTerm, term_id)
    if voice is Approval.AGREE and term is not None and term.code in terms_in_force(session):
        raise ProposalRefused("Another term stands for this: withdraw it first.")
    return TERMS.decide(session, term_id, voice, reason, actor=actor, at=at)


def terms_in_force(session: Session) -> Mapping[str, RetentionTerm]:
    """The agreed terms, by what they are for."""
    query = sa.select(RetentionTerm).where(RetentionTerm.state == AGREED)
    return {term.code: term for term in session.scalars(query)}


def terms(session: Session) -> list[RetentionTerm]:
    """All that were ever proposed, the newest first."""
    return list(session.scalars(sa.select(RetentionTerm).order_by(RetentionTerm.id.desc())))
