"""Who may decide on an act: rank, amount, subject and licence points, on the day of handling.

LHAV art. 52, 54; Decree 168/2024/NĐ-CP art. 41-43, 50 as amended by Decree 238/2026/NĐ-CP. The upper end of the range
is compared with the limit of the rank, not the chosen fine; both double for an organisation. What the table holds as
unconfirmed is refused: a decision signed by the wrong person is void.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ticketing.kit.money import format_vnd
from ticketing.law.behaviours import behaviour
from ticketing.law.dated import day, holds_on, last_day, read_csv, timeline, unknown_code
from ticketing.law.penalties import FineRow, capped_range, clause_text

UNCONFIRMED = "UNCONFIRMED"

# Smallest first; the ranks of a team and of a station have the same limit, a team handles what a camera sees.
TRAFFIC_POLICE = (
    "officer",
    "team_head",
    "station_head",
    "traffic_division_head",
    "provincial_police_director",
    "traffic_department_head",
)
COMMUNE_POLICE_CHIEF = "commune_police_chief"


@dataclass(frozen=True)
class CompetenceRow:
    """The power of a rank between two days. `max_vnd` None: not known; `may_deduct_points` None: not known."""

    rank: str
    title_vi: str
    valid_from: date
    valid_to: date | None
    max_vnd: int | None
    may_deduct_points: bool | None
    subject_limited: bool
    confidence: str
    source: str


@dataclass(frozen=True)
class CommuneAct:
    """A point on which the chief of commune police may decide."""

    vehicle: str
    behaviour: str | None
    clause: str
    valid_from: date
    valid_to: date | None
    source: str


@dataclass(frozen=True)
class Delegation:
    """The written delegation without which no deputy signs (LHAV art. 54); it stands in the bases of the decision."""

    number: str
    issued_on: date
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Matter:
    """What is to be decided: the row of the act, against whom, for how many persons above the limit, points in all.

    points: None takes the row's own; a row per person has none of its own (Decree 168/2024/NĐ-CP art. 20.10).
    """

    row: FineRow
    organisation: bool = False
    persons_over: int = 1
    points: int | None = None

    @property
    def takes_points(self) -> bool:
        """Whether licence points fall."""
        return (self.row.points if self.points is None else self.points) > 0

    @property
    def withdraws_licence(self) -> bool:
        """Whether the licence is withdrawn."""
        return self.row.withdrawal_months is not None

    @property
    def times(self) -> int:
        """How often an individual's amount counts for the subject (LHAV art. 3.1.e)."""
        return self.row.organisation_multiplier if self.organisation else 1

    def lower_end_vnd(self, on: date) -> int:
        """The lower end of the range for an individual, times the persons where the row counts them, capped."""
        return capped_range(self.row, on, self.persons_over)[0]

    def upper_end_vnd(self, on: date) -> int:
        """The upper end, counted in the same way."""
        return capped_range(self.row, on, self.persons_over)[1]


@dataclass(frozen=True)
class Competent:
    """This rank may decide. `limit_vnd` is the limit that was compared, already doubled for an organisation."""

    rank: str
    title_vi: str
    limit_vnd: int
    source: str
    delegation: Delegation | None = None


@dataclass(frozen=True)
class Refused:
    """This rank may not decide, and why. `code`: UNCONFIRMED, AMOUNT, SUBJECT, POINTS, DELEGATION, NOBODY."""

    code: str
    sentence: str
    sentence_vi: str


def _row(cells: dict[str, str]) -> CompetenceRow:
    return CompetenceRow(
        rank=cells["rank"],
        title_vi=cells["title_vi"],
        valid_from=day(cells["valid_from"]),
        valid_to=last_day(cells["valid_to"]),
        max_vnd=int(cells["max_vnd_individual"]) if cells["max_vnd_individual"] else None,
        may_deduct_points={"yes": True, "no": False, "": None}[cells["may_deduct_points"]],
        subject_limited=cells["subject_limit"] == "list",
        confidence=cells["confidence"],
        source=cells["source"],
    )


def _commune_act(cells: dict[str, str]) -> CommuneAct:
    span = day(cells["valid_from"]), last_day(cells["valid_to"])
    return CommuneAct(cells["vehicle"], cells["behaviour"] or None, cells["clause"], *span, cells["source"])


POWERS = timeline("competence.csv", map(_row, read_csv("competence.csv")), key=lambda row: row.rank)
COMMUNE_ACTS = tuple(map(_commune_act, read_csv("commune_police_acts.csv")))
RANKS = tuple(POWERS.rows)
_DECREE_OF_THE_LIST = "168/2024/NĐ-CP"


def power(rank: str, on: date) -> CompetenceRow | None:
    """The power of `rank` on the day of handling; None where the table does not reach. Raises UnknownCode."""
    if rank not in POWERS.rows:
        raise unknown_code("rank", rank, RANKS)
    return POWERS.on(rank, on)


def may_deduct_points(rank: str, on: date) -> bool | None:
    """Whether `rank` may deduct licence points (art. 50.2); None: unconfirmed, the software does not propose it.

    >>> may_deduct_points("team_head", date(2026, 11, 24)), may_deduct_points("commune_police_chief", date(2026, 1, 5))
    (True, None)
    """
    row = power(rank, on)
    return row.may_deduct_points if row else None


def commune_police_may(row: FineRow, on: date) -> bool:
    """Whether the point of `row` stands in the list of the chief of commune police (D168 art. 41.4; D238 art. 12.2)."""
    # The list names points of one decree; the same figures in an older decree are other acts.
    return row.decree == _DECREE_OF_THE_LIST and any(
        (act.vehicle, act.clause) == (row.vehicle, row.clause) and holds_on(act, on) for act in COMMUNE_ACTS
    )


def may_sanction(
    rank: str, matter: Matter, on: date, *, deputy: bool = False, delegation: Delegation | None = None
) -> Competent | Refused:
    """Whether the holder of `rank` (or his deputy) may decide on `matter`; `on` is the day on which it is signed.

    Raises UnknownCode for an unknown rank.
    """
    held = power(rank, on)
    if held is None or held.max_vnd is None or held.confidence == UNCONFIRMED:
        return Refused(
            UNCONFIRMED,
            f"What '{rank}' may decide on {on} is not confirmed. The legal officer must say it.",
            f"Chưa xác nhận được thẩm quyền của '{rank}' vào ngày {on:%d/%m/%Y}. Đề nghị bộ phận pháp chế xác định.",
        )
    refusal = _beyond_power(held, matter, on) or (_without_delegation(delegation, on) if deputy else None)
    if refusal:
        return refusal
    return Competent(rank, held.title_vi, held.max_vnd * matter.times, held.source, delegation if deputy else None)


def smallest_competent_rank(matter: Matter, on: date, ranks: Sequence[str] = TRAFFIC_POLICE) -> Competent | Refused:
    """The first of `ranks` (smallest first) that may decide on this on the day of handling.

    Where a smaller rank is unconfirmed on that day the software proposes nobody.
    """
    for rank in ranks:
        answer = may_sanction(rank, matter, on)
        if isinstance(answer, Competent) or answer.code == UNCONFIRMED:
            return answer
    return Refused(
        "NOBODY",
        f"None of {', '.join(ranks)} may decide on this on {on}. Pass the case to a higher body.",
        f"Không chức danh nào ({', '.join(ranks)}) có thẩm quyền vào ngày {on:%d/%m/%Y}. Chuyển vụ việc lên cấp trên.",
    )


def _beyond_power(held: CompetenceRow, matter: Matter, on: date) -> Refused | None:
    assert held.max_vnd is not None
    upper = matter.upper_end_vnd(on)
    if held.subject_limited and not commune_police_may(matter.row, on):
        return Refused(
            "SUBJECT",
            f"{held.title_vi} may not decide on '{_named(matter)}' (point {matter.row.clause}): it is "
            "not in the list of Decree 168/2024/NĐ-CP art. 41.4. Pass the case to the traffic police.",
            f"{held.title_vi} không có thẩm quyền đối với {clause_text(matter.row.clause)}: không thuộc danh mục tại "
            "khoản 4 Điều 41 Nghị định số 168/2024/NĐ-CP. Chuyển vụ việc cho Cảnh sát giao thông.",
        )
    if upper > held.max_vnd:
        return Refused(
            "AMOUNT",
            f"The upper end of the range, {format_vnd(upper)}, is above the limit of {held.title_vi}, "
            f"{format_vnd(held.max_vnd)} (an organisation doubles both). Pass the case to a higher rank.",
            f"Mức tối đa của khung tiền phạt là {format_vnd(upper)}, vượt thẩm quyền của {held.title_vi} "
            f"({format_vnd(held.max_vnd)} đối với cá nhân; tổ chức gấp đôi). Chuyển vụ việc lên cấp trên.",
        )
    return _points_refusal(held, matter, on)


def _points_refusal(held: CompetenceRow, matter: Matter, on: date) -> Refused | None:
    if not (matter.takes_points or matter.withdraws_licence) or held.may_deduct_points:
        return None
    if held.may_deduct_points is None:
        return Refused(
            UNCONFIRMED,
            f"Whether {held.title_vi} may deduct points on {on} is not confirmed. The legal officer must say it.",
            f"Chưa xác nhận được quyền trừ điểm giấy phép lái xe của {held.title_vi} vào ngày {on:%d/%m/%Y}. "
            "Đề nghị bộ phận pháp chế xác định.",
        )
    return Refused(
        "POINTS",
        f"Licence points or the licence are taken for '{_named(matter)}', and {held.title_vi} may not withdraw "
        "licences (Decree 168/2024/NĐ-CP art. 50.2). Pass the case to a higher rank.",
        f"Hành vi này bị trừ điểm hoặc tước quyền sử dụng giấy phép lái xe; {held.title_vi} không có thẩm quyền "
        "tước quyền sử dụng giấy phép lái xe (khoản 2 Điều 50 Nghị định số 168/2024/NĐ-CP). Chuyển vụ việc lên cấp "
        "trên.",
    )


def _named(matter: Matter) -> str:
    return behaviour(matter.row.behaviour).name


def _without_delegation(delegation: Delegation | None, on: date) -> Refused | None:
    if delegation is not None and holds_on(delegation, on):
        return None
    if delegation is None:
        held, held_vi = "there is no written delegation", "chưa có văn bản giao quyền"
    else:
        held = f"delegation {delegation.number} does not hold on {on}"
        held_vi = f"văn bản giao quyền số {delegation.number} không có hiệu lực ngày {on:%d/%m/%Y}"
    return Refused(
        "DELEGATION",
        f"A deputy signs only with a written delegation (LHAV art. 54), and {held}. Let the head sign.",
        f"Cấp phó chỉ ký khi được giao quyền bằng văn bản (Điều 54 Luật Xử lý vi phạm hành chính); {held_vi}. "
        "Trình cấp trưởng ký.",
    )
