"""How good the reviewing was in a time: errors found by blind judgement, agreement of pairs, seconds and hours.

Figures for the page, `ticketing review stats` and the monthly report alike. No ranking by speed: seconds stand beside
errors, and a confirmation that was too quick to have looked is named.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.kit.clock import VIETNAM
from ticketing.review.quality import Share, Standard, kappa, standard_on
from ticketing.review.tables import DECIDED, QualityHold, ReviewVerdict

KINDS = ("camera", "officer", "behaviour", "model")
HOUR, PAUSE = timedelta(hours=1), timedelta(hours=4)
SAID = {"confirm": "confirm", "reject": "reject"}  # everything else is "other"


@dataclass(frozen=True)
class Judged:
    """One verdict that counts: a line of the table, as the figures need it. hour: of its officer's shift, from 1."""

    case_id: str
    ordinal: int
    camera: str
    officer: str
    behaviour: str | None
    model: str | None
    kind: str
    wrong: bool
    blind: bool
    seconds: int | None
    hour: int
    seeded: bool = False


@dataclass(frozen=True)
class QualityLine:
    """One camera, officer, behaviour or model. `held`: held from issuing now. seconds: median time a verdict took.

    seeded: of its judgements those on cases whose right verdict was known; only an officer has any.
    """

    id: str
    share: Share
    held: bool = False
    seconds: float | None = None
    quick: int = 0
    seeded: Share = field(default_factory=lambda: Share(0, 0))

    def as_json(self) -> dict[str, Any]:
        """As `ticketing review stats --json` gives it."""
        low, high = self.share.interval or (None, None)
        rate = self.share.rate
        return {
            "id": self.id,
            "judged": self.share.judged,
            "errors": self.share.errors,
            "rate": _rounded(rate),
            "low": _rounded(low),
            "high": _rounded(high),
            "held": self.held,
        }


@dataclass(frozen=True)
class Pair:
    """Two officers and the cases that both judged blind; kappa is None where it is not defined."""

    a: str
    b: str
    n: int
    kappa: float | None


@dataclass(frozen=True)
class Quality:
    """All figures of the days from `first` to `last`, both counted.

    judged: cases that two persons judged blind. decided: cases on which a verdict was decided. by: lines of each kind,
    most judged first. agreement: kappa of all first and second verdicts together. hours: of a shift, each with its
    blind judgements.
    """

    first: date
    last: date
    standard: Standard
    judged: Share
    decided: int
    second: int
    by: Mapping[str, Sequence[QualityLine]]
    pairs: Sequence[Pair]
    agreement: float | None
    hours: Sequence[tuple[int, Share, float | None]]

    @property
    def second_review_share(self) -> float | None:
        """Share of decided cases that two persons or more judged, 0-1."""
        return self.second / self.decided if self.decided else None

    def as_json(self) -> dict[str, Any]:
        """As `ticketing review stats --json` gives it."""
        return {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "judged": self.judged.judged,
            "by": {kind: [line.as_json() for line in lines] for kind, lines in self.by.items()},
            "pairs": [{"a": pair.a, "b": pair.b, "n": pair.n, "kappa": _rounded(pair.kappa)} for pair in self.pairs],
            "second_review_share": _rounded(self.second_review_share),
        }


def quality(session: Session, first: date, last: date) -> Quality:
    """Figures of verdicts decided from `first` to `last` in Vietnam, both days counted. Raises LookupError."""
    standard = standard_on(last)
    held = {
        (one.kind, one.subject)
        for one in session.scalars(sa.select(QualityHold).where(QualityHold.lifted_at.is_(None)))
    }
    return figures(_judged_in(session, first, last), first, last, standard, held)


def figures(rows: Iterable[Judged], first: date, last: date, standard: Standard, held: set[tuple[str, str]]) -> Quality:
    """The figures of these verdicts. Pure."""
    verdicts = list(rows)
    cases: dict[str, list[Judged]] = defaultdict(list)
    for row in verdicts:
        if not row.seeded:
            cases[row.case_id].append(row)
    blind = [row for row in verdicts if row.blind]
    firsts = [row for row in blind if row.ordinal == 1 and not row.seeded]
    by = {kind: _lines(kind, blind if kind == "officer" else firsts, verdicts, standard, held) for kind in KINDS}
    return Quality(
        first, last, standard, _share(firsts), len(cases), sum(len(given) > 1 for given in cases.values()), by,
        _pairs(cases.values()), kappa(_first_and_second(cases.values())), _hours(verdicts),
    )  # fmt: skip


def _judged_in(session: Session, first: date, last: date) -> Iterable[Judged]:
    begin = datetime.combine(first, time.min, VIETNAM)
    end = datetime.combine(last, time.min, VIETNAM) + timedelta(days=1)
    row = ReviewVerdict
    query = sa.select(
        row.case_id, row.ordinal, row.camera, row.person, row.read_behaviour, row.model, row.kind, row.decisive,
        row.blind, row.looked_s, row.given_at, row.seeded,
    ).where(row.state == DECIDED, row.decided_at >= begin, row.decided_at < end)  # fmt: skip
    found = session.execute(query.order_by(row.person, row.given_at)).all()
    hours = shift_hours((told.person, told.given_at) for told in found)
    for told, hour in zip(found, hours, strict=True):
        case_id, ordinal, camera, person, act, model, kind, decisive, blind, seconds, _, seeded = told
        yield Judged(
            case_id, ordinal, camera, person, act, model, kind, not decisive, blind, seconds, hour, seeded
        )  # fmt: skip


def shift_hours(given: Iterable[tuple[str, datetime]]) -> Iterator[int]:
    """In which hour of his shift an officer gave each verdict, from 1. Pure; sorted by officer and moment.

    A shift begins with the first verdict after a pause of PAUSE.

    >>> eight = datetime(2026, 11, 18, 8, tzinfo=VIETNAM)
    >>> list(shift_hours(("han", eight + timedelta(hours=hours)) for hours in (0, 0.5, 1, 3.9, 24)))
    [1, 1, 2, 4, 1]
    """
    officer, begin, last = "", None, None
    for person, moment in given:
        if person != officer or begin is None or last is None or moment - last >= PAUSE:
            officer, begin = person, moment
        last = moment
        yield int((moment - begin) / HOUR) + 1


def _lines(
    kind: str, counted: Sequence[Judged], verdicts: Sequence[Judged], standard: Standard, held: set[tuple[str, str]]
) -> list[QualityLine]:
    """A line each for whatever gave or had a verdict in the time, judged blind or not."""
    by_id: dict[str, list[Judged]] = {str(getattr(row, kind)): [] for row in verdicts if getattr(row, kind)}
    for row in counted:
        if getattr(row, kind):
            by_id[getattr(row, kind)].append(row)
    own: dict[str, list[Judged]] = defaultdict(list)
    for row in verdicts:
        own[str(getattr(row, kind))].append(row)
    lines = [
        QualityLine(
            name,
            _share(rows),
            (kind, name) in held,
            _median(own[name]),
            _quick(own[name], standard.quick_s),
            _share([row for row in rows if row.seeded]),
        )
        for name, rows in by_id.items()
    ]
    return sorted(lines, key=lambda line: (-line.share.judged, line.id))


def _share(rows: Sequence[Judged]) -> Share:
    return Share(len(rows), sum(row.wrong for row in rows))


def _median(rows: Sequence[Judged]) -> float | None:
    seconds = [row.seconds for row in rows if row.seconds is not None]
    return float(median(seconds)) if seconds else None


def _quick(rows: Sequence[Judged], quick_s: int) -> int:
    return sum(row.kind == "confirm" and row.seconds is not None and row.seconds < quick_s for row in rows)


def _pairs(cases: Iterable[Sequence[Judged]]) -> list[Pair]:
    said: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for given in cases:
        both = sorted((row for row in given if row.ordinal <= 2), key=lambda row: row.officer)
        if len(both) == 2 and both[0].officer != both[1].officer:
            first, second = both
            said[first.officer, second.officer].append((SAID.get(first.kind, "other"), SAID.get(second.kind, "other")))
    return [Pair(a, b, len(words), kappa(words)) for (a, b), words in sorted(said.items())]


def _first_and_second(cases: Iterable[Sequence[Judged]]) -> Iterable[tuple[str, str]]:
    for given in cases:
        both = sorted((row for row in given if row.ordinal <= 2), key=lambda row: row.ordinal)
        if len(both) == 2:
            yield SAID.get(both[0].kind, "other"), SAID.get(both[1].kind, "other")


def _hours(verdicts: Sequence[Judged]) -> list[tuple[int, Share, float | None]]:
    by_hour: dict[int, list[Judged]] = defaultdict(list)
    for row in verdicts:
        by_hour[row.hour].append(row)
    return [(hour, _share([row for row in rows if row.blind]), _median(rows)) for hour, rows in sorted(by_hour.items())]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
