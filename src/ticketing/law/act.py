"""All that the law says of one act: words, range, points, measures, and who may sign the decision.

The tables are read on two days (domain.md, "one rule, three days"): the act on the day on which it was done, the powers
on the day of handling.
"""

from dataclasses import dataclass
from datetime import date

from ticketing.law.circumstances import NoOwnAmount, fine_of_adult, points_of_act
from ticketing.law.competence import RANKS, UNCONFIRMED, Competent, Matter, may_deduct_points, may_sanction
from ticketing.law.dated import LawError
from ticketing.law.penalties import FineRow, article_text, fine_row, may_explain


class NoSuchAct(LawError):
    """The law had no row for the behaviour and the vehicle on that day, or the question does not fit the row."""


@dataclass(frozen=True)
class Power:
    """A rank that may sign. max_vnd: its limit against the subject, so doubled for an organisation."""

    rank: str
    max_vnd: int
    may_deduct_points: bool | None


@dataclass(frozen=True)
class ActInLaw:
    """One act against one subject.

    min_vnd, max_vnd, default_vnd: of the subject, for all persons of a row per person, capped. points: of a driver.
    explanation_right: before the decision (LHAV art. 61). not_known: ranks whose power on the day of handling the
    tables do not hold; nobody of them is proposed.
    """

    row: FineRow
    on: date
    citation: str
    min_vnd: int
    max_vnd: int
    default_vnd: int
    points: int
    explanation_right: bool
    competent: tuple[Power, ...]
    not_known: tuple[str, ...]


def act_in_law(
    behaviour: str,
    vehicle: str,
    on: date,
    *,
    handled_on: date | None = None,
    organisation: bool = False,
    persons_over: int = 1,
    persons_permitted: int | None = None,
) -> ActInLaw:
    """What the law says of `behaviour` by a vehicle (class or kind) on the day of the act.

    handled_on:        the day on which the decision is signed; None: the day of the act.
    persons_over:      above the permitted number, for rows that count them; persons_permitted: the points of such a row
                       follow from the share of the two, without it they are those of the row.
    Raises UnknownCode, NoSuchAct, NoOwnAmount.

    >>> red_light = act_in_law("RED_LIGHT", "car", date(2026, 11, 16), organisation=True)
    >>> red_light.default_vnd, red_light.points, red_light.competent[0].rank
    (38000000, 4, 'station_head')
    """
    row = _row(behaviour, vehicle, on, persons_over, persons_permitted, handled_on)
    fine = fine_of_adult(row, on, persons_over=persons_over, organisation=organisation)
    assert fine.usual_vnd is not None  # no circumstances: the middle
    points = points_of_act(row, on, persons_over, persons_permitted) if persons_permitted else row.points
    matter = Matter(row, organisation, persons_over, points)
    competent, not_known = _powers(matter, handled_on or on)
    return ActInLaw(
        row=row,
        on=on,
        citation=article_text(row, on),
        min_vnd=matter.lower_end_vnd(on) * matter.times,
        max_vnd=matter.upper_end_vnd(on) * matter.times,
        default_vnd=fine.usual_vnd,
        points=points,
        explanation_right=may_explain(row, on, persons_over),
        competent=competent,
        not_known=not_known,
    )


def _row(
    behaviour: str, vehicle: str, on: date, persons: int, permitted: int | None, handled_on: date | None
) -> FineRow:
    row = fine_row(behaviour, vehicle, on)
    if row is None:
        raise NoSuchAct(f"The law has no row for {behaviour} of a {vehicle} on {on}.")
    if not row.has_amount:
        raise NoOwnAmount(f"{behaviour} has no amount of its own: ask for the detected act ({row.clause}).")
    if persons < 1 or (persons > 1 and not row.per_person):
        counted = "at least one is needed" if row.per_person else f"{behaviour} is not counted per person"
        raise NoSuchAct(f"{persons} persons above the permitted number: {counted}.")
    if permitted is not None and not row.per_person:
        raise NoSuchAct(f"{behaviour} is not counted per person: leave the permitted number out.")
    if handled_on is not None and handled_on < on:
        raise NoSuchAct(f"Nothing is handled on {handled_on}, before the act of {on}: name that day or a later one.")
    return row


def _powers(matter: Matter, handled_on: date) -> tuple[tuple[Power, ...], tuple[str, ...]]:
    answers = {rank: may_sanction(rank, matter, handled_on) for rank in RANKS}
    competent = tuple(
        Power(rank, answer.limit_vnd, may_deduct_points(rank, handled_on))
        for rank, answer in answers.items()
        if isinstance(answer, Competent)
    )
    not_known = tuple(
        rank for rank, answer in answers.items() if not isinstance(answer, Competent) and answer.code == UNCONFIRMED
    )
    return competent, not_known
