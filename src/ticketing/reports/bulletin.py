"""What a commune's loudspeakers may say: totals of the commune, how to look a plate up, where to go. Ready to be read.

No name, no plate, no address of an owner (domain.md 8): road traffic is not among the fields whose penalties may be
published (LHAV art. 72). A count that could point at somebody is not said either. What the published list says of the
commune's vehicles may be added under a written legal base alone; names and addresses have no way here at all.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.addresses.resolution import commune
from ticketing.agency.actors import Actor
from ticketing.agency.agency import Agency, agency_on
from ticketing.agency.legal_bases import demanded
from ticketing.agency.tables import LegalBase
from ticketing.cases.states import UNANSWERED, CaseState
from ticketing.cases.tables import NOT_HELD, Case
from ticketing.documents import codes
from ticketing.documents.content.wording import opening
from ticketing.documents.publication import PUBLISHED, PublishedCase, published
from ticketing.documents.tables import SIGNED, Document
from ticketing.evidence.event_kinds import LogEvent
from ticketing.evidence.log import append
from ticketing.kit.clock import vietnam_day
from ticketing.kit.money import number_in_words
from ticketing.kit.speech_text import plate_speech, speech_text, spoken_day_text

LEAST_SAID = 5
"""Fewer than this are "dưới năm": in a hamlet everybody knows whose a small number is."""
NOTICED_WITHIN = timedelta(days=30)
MOST_ACTS = 3


@dataclass(frozen=True)
class Totals:
    """Cases of a commune that wait; those of them noticed in the last 30 days, and those for which nobody came.

    frequent_acts: the acts of the cases that wait, the most frequent first, each at least LEAST_SAID times.
    """

    waiting: int
    noticed: int
    nobody_came: int
    frequent_acts: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """What may be said of it; None where the count is hidden."""
        return {
            "waiting": _shown(self.waiting),
            "noticed_in_30_days": self.part(self.noticed),
            "nobody_came": self.part(self.nobody_came),
            "frequent_acts": list(self.frequent_acts),
        }

    def part(self, count: int) -> int | None:
        """A part of those that wait, where it may be said: who knows whole and part knows the rest too."""
        may = None not in (_shown(self.waiting), _shown(count), _shown(self.waiting - count))
        return count if may else None


@dataclass(frozen=True)
class Bulletin:
    """The text of one commune on one day, paragraph by paragraph, without a digit in it."""

    commune_code: str
    on: date
    title: str
    paragraphs: tuple[str, ...]
    totals: Totals

    @property
    def text(self) -> str:
        """As it is printed or sent."""
        return "\n\n".join((self.title, *self.paragraphs))


def bulletin(session: Session, commune_code: str, *, at: datetime) -> Bulletin:
    """The bulletin of a commune. Raises UnknownPlace, NoAgency."""
    day = vietnam_day(at)
    place, agency, totals = commune(commune_code, day), agency_on(session, day), totals_of(session, commune_code, at=at)
    return Bulletin(
        commune_code,
        day,
        "Thông báo về việc giải quyết vi phạm giao thông do camera ghi nhận (phạt nguội)",
        (
            f"Kính thưa bà con {place.full_name}!",
            _figures(place.full_name, day, totals),
            *_acts(totals),
            "Bà con có xe nên tự tra cứu. Cách thứ nhất: mở trang thông tin điện tử của Cục Cảnh sát giao thông, chọn "
            "mục tra cứu phương tiện vi phạm, nhập biển số và loại xe. Cách thứ hai: dùng ứng dụng VNeTraffic trên "
            "điện thoại. Ai đã nhận được thông báo thì xem vụ việc của mình trên trang tra cứu của "
            f"{agency.full_name}, bằng số thông báo, biển số và mã in trên tờ phụ lục.",
            _where_to_go(agency),
            "Khi đến, bà con mang theo thông báo, giấy tờ của xe và của người lái xe. Tiền phạt chỉ nộp sau khi có "
            "quyết định xử phạt, tại Kho bạc Nhà nước, ngân hàng được ủy nhiệm thu hoặc trên Cổng Dịch vụ công "
            "quốc gia.",
            "Bà con cảnh giác với kẻ lừa đảo: Công an không gọi điện đòi chuyển tiền, không gửi đường dẫn để nộp phạt "
            "và không hỏi mật khẩu hay mã xác thực.",
            "Trân trọng thông báo!",
        ),
        totals,
    )


def wide_bulletin(session: Session, commune_code: str, *, actor: Actor, at: datetime) -> Bulletin:
    """The bulletin with what the published list holds of the commune's owners: still no name and no address.

    The one widening that there is, and only under a legal base (agency.legal_bases); each is an event. Raises
    NoLegalBase.
    """
    base = demanded(session)
    plain, entries = bulletin(session, commune_code, at=at), published(session, commune_code=commune_code)
    data = {"legal_base": base.id, "entries": len(entries)}
    append(
        session,
        at=at,
        kind=LogEvent.WIDE_BULLETIN_MADE,
        subject=f"commune:{commune_code}",
        actor=actor.label,
        data=data,
    )
    *before, goodbye = plain.paragraphs
    return replace(plain, paragraphs=(*before, *_listed(base, entries), goodbye))


def totals_of(session: Session, commune_code: str, *, at: datetime) -> Totals:
    """The figures of a commune. Held cases are left out, as they are from the published list."""
    day = vietnam_day(at)
    fresh = sa.select(Document.case_id).where(
        Document.kind == codes.NOTICE, Document.state == SIGNED, Document.issued_on > day - NOTICED_WITHIN
    )
    rows = session.execute(
        sa.select(Case.state, Case.act_vi, Case.id.in_(fresh).label("fresh")).where(
            Case.commune_code == commune_code, Case.state.in_(PUBLISHED), NOT_HELD
        )
    ).all()
    acts = Counter(row.act_vi for row in rows if row.act_vi)
    return Totals(
        waiting=len(rows),
        noticed=sum(bool(row.fresh) for row in rows),
        nobody_came=sum(CaseState(row.state) in UNANSWERED for row in rows),
        frequent_acts=tuple(act for act, times in acts.most_common(MOST_ACTS) if times >= LEAST_SAID),
    )


def _figures(where: str, day: date, totals: Totals) -> str:
    parts = (
        (totals.part(totals.noticed), "mới được gửi thông báo trong ba mươi ngày qua"),
        (totals.part(totals.nobody_came), "chưa có ai đến giải quyết"),
    )
    return " ".join(
        (
            f"Tính đến {spoken_day_text(day)}, "
            f"chủ xe ở {where} {_counted(totals.waiting)} vi phạm giao thông do camera ghi "
            "nhận đang chờ giải quyết.",
            *(f"Trong đó {_counted(count)} {what}." for count, what in parts if totals.waiting and count is not None),
        )
    )


def _acts(totals: Totals) -> tuple[str, ...]:
    if not totals.frequent_acts:
        return ()
    acts = "; ".join(opening(act) for act in totals.frequent_acts)
    return (speech_text(f"Hành vi vi phạm thường gặp: {acts}. Đề nghị bà con chấp hành nghiêm luật giao thông."),)


def _listed(base: LegalBase, entries: Sequence[PublishedCase]) -> tuple[str, ...]:
    if not entries:
        return ()
    return (
        f"Căn cứ văn bản số {speech_text(base.number)} {spoken_day_text(base.issued_on)} của {base.issuer}, "
        f"sau đây là các phương "
        "tiện đang chờ giải quyết:",
        *(
            f"{entry.vehicle}, biển số {plate_speech(entry.plate)}, màu {entry.plate_colour.lower()}: "
            f"{spoken_day_text(vietnam_day(entry.violated_at))}, tại {speech_text(opening(entry.place))}, "
            f"{speech_text(opening(entry.act))}."
            for entry in entries
        ),
    )


def _where_to_go(agency: Agency) -> str:
    places = [
        f"{place.name}, địa chỉ {place.address}, điện thoại {place.telephone}, giờ làm việc: {opening(place.hours)}"
        for place in agency.offices
    ]
    return speech_text(
        f"Người nhận được thông báo đến nơi ghi trong thông báo, đúng ngày giờ đã hẹn. Nơi tiếp: {'; '.join(places)}. "
        f"Cần hỏi thêm, xin gọi số {agency.telephone} hoặc hỏi Công an xã, phường nơi mình ở."
    )


def _shown(count: int) -> int | None:
    return count if count == 0 or count >= LEAST_SAID else None


def _counted(count: int) -> str:
    if count == 0:
        return "không có vụ việc nào"
    return f"có {number_in_words(count) if count >= LEAST_SAID else f'dưới {number_in_words(LEAST_SAID)}'} vụ việc"
