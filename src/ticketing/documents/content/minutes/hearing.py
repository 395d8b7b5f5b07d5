"""Minutes of a hearing, MBB03 of D118 as replaced by Decree 190/2025/NĐ-CP."""

from dataclasses import dataclass
from datetime import date, datetime

from ticketing.documents.content import wording
from ticketing.documents.content.facts import (
    AgencyFacts,
    Mark,
    OfficerFacts,
    PartyFacts,
    ViolationFacts,
)
from ticketing.documents.content.parts import (
    Content,
    Letterhead,
    Officer,
    Party,
    legal_bases,
    letterhead,
    officer,
    paper_line,
    party,
    required,
)


@dataclass(frozen=True)
class HearingFacts:
    """What was said at a hearing (LHAV art. 61.3). announced: the paper that set time and place; asked_on: the request.

    heard: who explains himself, the violator or who represents him. Empty statements are left as lines for the hand.
    """

    held_at: datetime
    place: str
    minutes: Mark
    asked_on: date
    announced: Mark
    chair: OfficerFacts
    heard: str
    heard_as: str
    ground_of_case: str = ""
    explanation: str = ""
    answer: str = ""
    finished_at: datetime | None = None
    copies: int = 2


@dataclass(frozen=True)
class HearingMinutes(Content):
    """MBB03, item by item."""

    letterhead: Letterhead
    bases: tuple[str, ...]
    held_at: str
    place: str
    chair: Officer
    maker: Officer
    violator: Party
    heard: str
    heard_as: str
    act: str
    violated_at: str
    act_place: str
    article: str
    ground_of_case: str
    explanation: str
    answer: str
    finished_at: str
    copies: str


def build_hearing_minutes(
    agency: AgencyFacts,
    mark: Mark,
    maker: OfficerFacts,
    violator: PartyFacts,
    violation: ViolationFacts,
    hearing: HearingFacts,
) -> HearingMinutes:
    """MBB03: the hearing of an explanation before the decision."""
    return HearingMinutes(
        letterhead=letterhead(agency, mark, dated=False),
        bases=legal_bases(
            [
                "Căn cứ Điều 61 Luật Xử lý vi phạm hành chính (sửa đổi, bổ sung năm 2020 và năm 2025)",
                f"Căn cứ Biên bản vi phạm hành chính số {hearing.minutes.number} lập ngày "
                f"{wording.short_day(hearing.minutes.day)}",
                f"Căn cứ yêu cầu giải trình trực tiếp ngày {wording.short_day(hearing.asked_on)}",
                f"Căn cứ {paper_line('Thông báo', hearing.announced)} về việc tổ chức phiên giải trình trực tiếp",
            ]
        ),
        held_at=wording.moment_in_words(hearing.held_at),
        place=required(hearing.place, "place of the hearing"),
        chair=officer(hearing.chair),
        maker=officer(maker),
        violator=party(violator),
        heard=required(hearing.heard, "who is heard"),
        heard_as=hearing.heard_as,
        act=required(violation.act_vi, "act in the words of the decree"),
        violated_at=wording.moment_in_words(violation.violated_at, seconds=True),
        act_place=required(violation.place, "place"),
        article=required(violation.article_in_full, "article"),
        ground_of_case=hearing.ground_of_case,
        explanation=hearing.explanation,
        answer=hearing.answer,
        finished_at=wording.moment_in_words(hearing.finished_at) if hearing.finished_at else "",
        copies=wording.two_digits(hearing.copies),
    )
