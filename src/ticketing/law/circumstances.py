"""From a row of fines to what may be imposed: circumstances, organisations, persons above the limit, minors, points.

LHAV art. 3.1.e, 5, 23.4, 24, 134; Decree 118/2021/NĐ-CP art. 9; Decree 168/2024/NĐ-CP art. 20.10, 50.1.b. No rule of
rounding was found in the law; every middle of the table is a whole number of thousands.
"""

from dataclasses import dataclass
from datetime import date

from ticketing.law.behaviours import behaviour
from ticketing.law.dated import LawError
from ticketing.law.parameters import find_parameter, parameter
from ticketing.law.penalties import FineRow


class NoOwnAmount(LawError):
    """A row without amount is billed: the row of the detected act is the one to use (D168 art. 47.8.b)."""


@dataclass(frozen=True)
class Circumstances:
    """Mitigating and aggravating circumstances, in the words that the decision prints."""

    mitigating: tuple[str, ...] = ()
    aggravating: tuple[str, ...] = ()

    @property
    def net(self) -> int:
        """What is left after offsetting one against one: above 0 mitigating, below 0 aggravating."""
        return len(self.mitigating) - len(self.aggravating)


@dataclass(frozen=True)
class Offender:
    """Who is to be fined. `birth_date` None: the age is not known, or it is an organisation, which has none."""

    organisation: bool = False
    birth_date: date | None = None


@dataclass(frozen=True)
class Fine:
    """What the signer may impose, in đồng, both ends included.

    usual_vnd: the amount where nothing is left to choose, and the proposal for a minor; None: the signer chooses
    between the ends and justifies it.
    """

    lowest_vnd: int
    highest_vnd: int
    usual_vnd: int | None
    article: str

    def allows(self, amount_vnd: int) -> bool:
        """Whether the law allows this amount."""
        return self.lowest_vnd <= amount_vnd <= self.highest_vnd


@dataclass(frozen=True)
class Warned:
    """A warning is all that the law allows, and only for an act done on purpose (LHAV art. 5.1.a, 134.3)."""

    article: str


@dataclass(frozen=True)
class NotLiable:
    """Too young for any sanction (LHAV art. 5.1.a)."""

    article: str


@dataclass(frozen=True)
class AgeUnknown:
    """Nothing may be imposed: whoever's age nobody knows is not taken for an adult."""

    article: str


Sanction = Fine | Warned | NotLiable | AgeUnknown


def sanction(
    row: FineRow,
    offender: Offender,
    violated_on: date,
    circumstances: Circumstances | None = None,
    persons_over: int = 1,
) -> Sanction:
    """What may be imposed for one act.

    persons_over: persons above the permitted number, for rows that count them.
    Raises NoOwnAmount for a row without amount, ValueError for less than one person.
    """
    adult = fine_of_adult(row, violated_on, circumstances, persons_over, organisation=offender.organisation)
    if offender.organisation:
        return adult
    if offender.birth_date is None:
        return AgeUnknown(parameter("minor_no_fine_below_age", violated_on).article)
    age = age_on(offender.birth_date, violated_on)
    return adult if age >= parameter("adult_from_age", violated_on).value else _of_minor(adult, age, violated_on)


def fine_of_adult(
    row: FineRow,
    violated_on: date,
    circumstances: Circumstances | None = None,
    persons_over: int = 1,
    *,
    organisation: bool = False,
) -> Fine:
    """What an adult, or an organisation, is fined for one act. Raises like `sanction`."""
    if not row.has_amount:
        raise NoOwnAmount(f"{row.behaviour} has no amount of its own: take the row of the detected act ({row.clause}).")
    if persons_over < 1:
        raise ValueError(f"{persons_over} persons above the permitted number: at least one is needed.")
    fine = _of_individual(row, circumstances or Circumstances(), persons_over, violated_on)
    return _of_organisation(row, fine) if organisation else fine


def _of_individual(row: FineRow, circumstances: Circumstances, persons: int, on: date) -> Fine:
    times = persons if row.per_person else 1
    low, middle, high = (_capped(amount * times, on) for amount in (row.min_vnd, row.middle_vnd, row.max_vnd))
    article = "LHAV art. 23.4; Decree 118/2021/NĐ-CP art. 9.1"
    match circumstances.net:
        case 0:
            return Fine(middle, middle, middle, article)
        case 1:
            return _open_between(low, middle, article)
        case -1:
            return _open_between(middle, high, article)
        case net if net > 1:
            return Fine(low, low, low, article)
        case _:
            return Fine(high, high, high, article)


def _open_between(low: int, high: int, article: str) -> Fine:
    # Neither end may be chosen. Where the cap has taken the room between them, the cap is all that is left.
    return Fine(low + 1, high - 1, None, article) if high - low > 1 else Fine(high, high, high, article)


def _capped(amount: int, on: date) -> int:
    return min(amount, parameter("fine_cap_vnd", on).value)


def _of_organisation(row: FineRow, fine: Fine) -> Fine:
    times = row.organisation_multiplier
    usual = None if fine.usual_vnd is None else fine.usual_vnd * times
    return Fine(fine.lowest_vnd * times, fine.highest_vnd * times, usual, f"{fine.article}; LHAV art. 3.1.e")


def _of_minor(adult: Fine, age: int, on: date) -> Fine | Warned | NotLiable:
    if age < parameter("minor_responsible_from_age", on).value:
        return NotLiable(parameter("minor_responsible_from_age", on).article)
    if age < parameter("minor_no_fine_below_age", on).value:
        return Warned(parameter("minor_no_fine_below_age", on).article)
    share = parameter("minor_fine_percent", on)
    highest = adult.highest_vnd * share.value // 100
    usual = None if adult.usual_vnd is None else highest
    # "At most half": the law names no lower end, so the signer may go below.
    return Fine(1, highest, usual, f"{adult.article}; {share.article}")


def age_on(birth_date: date, on: date) -> int:
    """Full years of age on `on`.

    >>> age_on(date(2010, 11, 25), date(2026, 11, 24)), age_on(date(2010, 11, 24), date(2026, 11, 24))
    (15, 16)
    """
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def born_at_the_latest(birth_date: date | None, birth_year: str) -> date | None:
    """The last day on which somebody may have been born: nobody is taken for older than he is. None: not known.

    birth_year: four digits where the year alone is known, else empty.

    >>> born_at_the_latest(None, "2008"), born_at_the_latest(date(2008, 3, 1), "")
    (datetime.date(2008, 12, 31), datetime.date(2008, 3, 1))
    """
    return birth_date or (date(int(birth_year), 12, 31) if birth_year else None)


def is_age_in_doubt(birth_year: str, on: date) -> bool:
    """Whether the day of birth decides about who is known by his year alone: he may have reached an age of LHAV art.
    5.1.a or 134.3 by then, or not.

    >>> [is_age_in_doubt(year, date(2026, 11, 24)) for year in ("2007", "2008", "2009", "2010", "2012")]
    [False, True, False, True, True]
    """
    oldest, youngest = (age_on(date(int(birth_year), *day), on) for day in ((1, 1), (12, 31)))
    ages = ("minor_responsible_from_age", "minor_no_fine_below_age", "adult_from_age")
    return any(youngest < parameter(age, on).value <= oldest for age in ages)


def points_of_act(row: FineRow, violated_on: date, persons_over: int = 0, persons_permitted: int = 0) -> int:
    """Licence points of one act; for rows per person they follow from the share above the permitted number.

    Raises ValueError where a row per person comes without the permitted number.

    >>> from ticketing.law.penalties import fine_row
    >>> row = fine_row("OVERLOAD_PASSENGERS", "bus", date(2026, 11, 24))
    >>> [points_of_act(row, date(2026, 11, 24), over, 10) for over in (5, 6, 10, 11)]
    [0, 4, 4, 10]
    """
    # An owner's row per person takes points only where he drove himself; then the driver's row is the one to use.
    twice, half = (find_parameter(f"points_over_{share}_persons", violated_on) for share in ("twice", "half"))
    if not row.per_person or behaviour(row.behaviour).of_the_owner or twice is None or half is None:
        return row.points
    if persons_permitted < 1:
        raise ValueError(f"{row.behaviour}: the points follow from the permitted number of persons; give it, from 1.")
    if persons_over > persons_permitted:
        return twice.value
    return half.value if 2 * persons_over > persons_permitted else 0
