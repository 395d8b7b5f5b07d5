"""The monthly report on the quality of the reviewing: figures of cameras, acts and networks, of no person."""

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.documents.content import wording
from ticketing.documents.content.facts import AgencyFacts, Mark, SignerFacts
from ticketing.documents.content.parts import Content, Letterhead, Signature, frame


@dataclass(frozen=True)
class QualityFigure:
    """One line: what was judged, how often it was judged blind, how often wrong. low, high: of its interval, 0-1."""

    name: str
    judged: int
    errors: int
    rate: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class QualityFacts:
    """All figures of a month. parts: title and lines of each table. kappa: agreement of first and second verdicts.

    held: how many cameras, officers and networks were held from issuing in the month. json_sha256: of the same
    figures as JSON, published beside the paper.
    """

    month: str
    decided: int
    second_share: float | None
    whole: QualityFigure
    parts: Sequence[tuple[str, Sequence[QualityFigure]]]
    kappa: float | None
    held: tuple[int, int, int]
    budget: str
    chance: float
    json_sha256: str


@dataclass(frozen=True)
class QualityLine(Content):
    """One line of a table, in the words of the paper."""

    name: str
    judged: str
    errors: str
    rate: str
    interval: str


@dataclass(frozen=True)
class QualityPart(Content):
    """One table."""

    title: str
    lines: tuple[QualityLine, ...]


@dataclass(frozen=True)
class QualityReport(Content):
    """How good the reviewing of a month was, fit to publish."""

    letterhead: Letterhead
    issuer_name: str
    month: str
    decided: str
    second_share: str
    whole: QualityLine
    kappa: str
    held: tuple[str, ...]
    budget: str
    chance: str
    parts: tuple[QualityPart, ...]
    fingerprint: str
    recipients: tuple[str, ...]
    signature: Signature


def build_quality_report(agency: AgencyFacts, signer: SignerFacts, mark: Mark, facts: QualityFacts) -> QualityReport:
    """The report of a month. Raises MissingFact."""
    cameras, officers, networks = facts.held
    return QualityReport(
        **frame(agency, signer, mark, ["Trang thông tin điện tử"]),
        month=facts.month,
        decided=_grouped(facts.decided),
        second_share=_percent(facts.second_share),
        whole=_line(facts.whole),
        kappa="không xác định" if facts.kappa is None else f"{facts.kappa:.2f}".replace(".", ","),
        held=(
            f"{wording.two_digits(cameras)} camera",
            f"{wording.two_digits(officers)} cán bộ",
            f"{wording.two_digits(networks)} phiên bản mạng nhận dạng",
        ),
        budget=facts.budget,
        chance=f"{facts.chance * 100:g}%".replace(".", ","),
        parts=tuple(QualityPart(title, tuple(map(_line, lines))) for title, lines in facts.parts if lines),
        fingerprint=wording.fingerprint(facts.json_sha256),
    )


def _line(figure: QualityFigure) -> QualityLine:
    interval = "–" if figure.low is None else f"{_percent(figure.low)} – {_percent(figure.high)}"
    return QualityLine(figure.name, _grouped(figure.judged), _grouped(figure.errors), _percent(figure.rate), interval)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f}%".replace(".", ",")


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")
