"""The monthly report on the quality of the reviewing, as signed PDF and as JSON: fit to publish, without persons.

The PDF names the SHA-256 of the JSON, so one signature stands for both.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor
from ticketing.agency.agency import agency_on, signer_on
from ticketing.documents import codes
from ticketing.documents.content.compose_parts import agency_facts, signer_facts
from ticketing.documents.content.facts import Mark
from ticketing.documents.content.forms import form_on
from ticketing.documents.content.lists.quality import QualityFacts, QualityFigure, build_quality_report
from ticketing.documents.content.sheet import Sheet
from ticketing.documents.layout.render import render
from ticketing.documents.signing.keyring import Hand, Signing
from ticketing.documents.signing.sign import sign_pdf
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.kit.clock import vietnam_day
from ticketing.kit.digest import canonical_json, sha256
from ticketing.reports.months import Month
from ticketing.reports.quality import Quality, QualityLine, quality
from ticketing.review.quality import WATCHED
from ticketing.review.tables import QualityHold

PARTS_VI = {"camera": "Theo camera", "behaviour": "Theo hành vi", "model": "Theo phiên bản mạng nhận dạng"}
"""What is published, and its title. Officers are not: the law asks for no list of how well each of them sees."""
LIMITS_VI = {"camera": "camera", "officer": "cán bộ", "model": "mạng nhận dạng"}
MOST_LINES = 60


class MonthRuns(ValueError):
    """The month is not over yet."""


@dataclass(frozen=True)
class PublishedReport:
    """Both files of a month."""

    pdf: bytes
    figures: bytes


def quality_report(
    session: Session,
    signing: Signing,
    month: Month,
    *,
    actor: Actor,
    account_name: str,
    name_of: Callable[[str], str],
    at: datetime,
    own_templates: Path | None = None,
) -> PublishedReport:
    """Make and sign the report of a month; `note_report` writes down that it was made.

    actor, account_name: the signer, by the day of signing. name_of: Vietnamese name of a behaviour. own_templates: the
    agency's folder, before the shipped one.
    Raises MonthRuns, agency.NotASigner, NoAgency, SigningRefused, sign.StampServerAway.
    """
    day = vietnam_day(at)
    if month.next.first_day > day:
        raise MonthRuns(f"{month} is not over yet: its report is made from {month.next.first_day} on.")
    found = quality(session, month.first_day, month.next.first_day - timedelta(days=1))
    agency, signer = agency_on(session, day), signer_on(session, actor.person, day)
    held = _holds_in(session, month)
    figures = canonical_json(_published(found, month, agency.full_name, held))
    facts = QualityFacts(
        month=f"tháng {month.month:02} năm {month.year}",
        decided=found.decided,
        second_share=found.second_review_share,
        whole=_figure("", found.judged.judged, found.judged.errors, found.judged.rate, found.judged.interval),
        parts=[(title, _lines(found, kind, name_of)) for kind, title in PARTS_VI.items()],
        kappa=found.agreement,
        held=(held["camera"], held["officer"], held["model"]),
        budget=", ".join(f"{LIMITS_VI[kind]} {_percent(found.standard.budget[kind])}" for kind in WATCHED),
        chance=found.standard.chance,
        json_sha256=sha256(figures),
    )
    mark = Mark(f"{month.month:02}-{month.year}/BC-{agency.symbol}", day)
    content = build_quality_report(agency_facts(agency), signer_facts(signer), mark, facts)
    hand = Hand(account_name, signer.name, signer.post, agency.full_name)
    pdf = render([Sheet(form_on(codes.QUALITY_REPORT, day), content)], made_at=at, own_templates=own_templates)
    signed = sign_pdf(
        pdf, signing.key_of(hand), at=at, stamp=signing.stamp_of(hand, sealed=True), tsa_url=signing.tsa_url
    )
    return PublishedReport(signed, figures)


def note_report(session: Session, month: Month, made: PublishedReport, *, actor: Actor, at: datetime) -> None:
    """Write into the log that the report was made, and both hashes."""
    data = {"pdf_sha256": sha256(made.pdf), "figures_sha256": sha256(made.figures)}
    append(session, at=at, kind=LogEvent.QUALITY_REPORTED, subject=f"quality {month}", actor=actor.label, data=data)


def _published(found: Quality, month: Month, agency: str, held: dict[str, int]) -> dict[str, object]:
    """The figures without officers and pairs; shares as texts, because the same bytes must come of them anywhere."""
    as_json = found.as_json()
    by = {
        kind: [{name: _text(value) for name, value in line.items()} for line in as_json["by"][kind]]
        for kind in PARTS_VI
    }
    low, high = found.judged.interval or (None, None)
    return {
        "agency": agency,
        "month": str(month),
        "decided": found.decided,
        "second_review_share": _text(found.second_review_share),
        "judged": found.judged.judged,
        "errors": found.judged.errors,
        "rate": _text(found.judged.rate),
        "low": _text(low),
        "high": _text(high),
        "kappa": _text(found.agreement),
        "budget": {kind: _text(found.standard.budget[kind]) for kind in WATCHED},
        "held": held,
        "by": by,
    }


def _text(value: object) -> object:
    return f"{value:.6f}" if isinstance(value, float) else value


def _holds_in(session: Session, month: Month) -> dict[str, int]:
    query = sa.select(QualityHold.kind, sa.func.count()).where(
        QualityHold.held_at >= month.begins, QualityHold.held_at < month.next.begins
    )
    counts = dict(session.execute(query.group_by(QualityHold.kind)).tuples().all())
    return {kind: counts.get(kind, 0) for kind in WATCHED}


def _lines(found: Quality, kind: str, name_of: Callable[[str], str]) -> Sequence[QualityFigure]:
    """The lines of which something can be told, the most judged first."""
    told = [line for line in found.by[kind] if line.share.judged >= found.standard.too_few][:MOST_LINES]
    return [_of_line(name_of(line.id) if kind == "behaviour" else line.id, line) for line in told]


def _of_line(name: str, line: QualityLine) -> QualityFigure:
    return _figure(name, line.share.judged, line.share.errors, line.share.rate, line.share.interval)


def _figure(
    name: str, judged: int, errors: int, rate: float | None, interval: tuple[float, float] | None
) -> QualityFigure:
    low, high = interval or (None, None)
    return QualityFigure(name, judged, errors, rate, low, high)


def _percent(share: float) -> str:
    return f"{share * 100:g}%".replace(".", ",")
