"""What happened to a case, line by line, from its events in the log; on pages for those who may see the case."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ticketing.agency.actors import Role, person_of_label
from ticketing.agency.queries import names_of
from ticketing.cases.states import DECISION_SENT
from ticketing.evidence.tables import EvidenceEvent
from ticketing.kit.clock import parse_moment
from ticketing.web.render import moment
from ticketing.web.text.i18n import gettext, language, ngettext
from ticketing.web.text.phrases import author, coded, named, phrase


@dataclass(frozen=True)
class HistoryLine:
    """One event. `at` as the log has it, `moment` as people read it."""

    seq: int
    at: str
    moment: str
    what: str
    detail: str
    by: str
    law: str


def history_of(session: Session, events: Sequence[EvidenceEvent]) -> list[HistoryLine]:
    """The events as people read them, the newest first."""
    names = names_of(session, persons_in(event.actor for event in events))
    return [_history_line(event, names) for event in reversed(events)]


def persons_in(actors: Iterable[str]) -> set[str]:
    """Ids of the people behind actors of the log; programs are not among them."""
    return {person_of_label(actor) for actor in actors if not actor.startswith(f"{Role.MACHINE}:")}


def _history_line(event: EvidenceEvent, names: Mapping[str, str]) -> HistoryLine:
    data: Mapping[str, Any] = json.loads(event.leaf)["data"]
    return HistoryLine(
        seq=event.seq,
        at=event.at,
        moment=moment(parse_moment(event.at), True),
        what=named(event.kind, "event"),
        detail=_detail(event.kind, data),
        by=author(event.actor, names),
        law=data.get("law") or "",
    )


def _detail(kind: str, data: Mapping[str, Any]) -> str:
    parts = [named(data.get("channel"), "decision_way")] if kind == DECISION_SENT else []
    if code := data.get("reason_code"):
        parts.append(coded(code, language.get()))
    if corrected := data.get("corrected"):
        parts.append(
            gettext("corrected: %(fields)s") % {"fields": ", ".join(named(field, "property") for field in corrected)}
        )
    if ground := data.get("ground"):
        parts.append(named(ground, "ground"))
    if purpose := data.get("purpose"):
        parts.append(f"“{phrase(purpose)}”")
    if isinstance(data.get("blobs"), list):
        count = len(data["blobs"])
        parts.append(ngettext("%(num)d file", "%(num)d files", count) % {"num": count})
    return ", ".join(parts)
