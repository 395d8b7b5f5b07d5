"""Numbers of the law that belong to no behaviour, rank or term: caps, thresholds, ages, the rate of late interest."""

from dataclasses import dataclass
from datetime import date

from ticketing.law.dated import LawError, read_yaml, timeline, unknown_code


class NoParameter(LawError):
    """The table has no value of this name for that day."""


@dataclass(frozen=True)
class Parameter:
    """A whole number in `unit`, with the article it stands in."""

    name: str
    value: int
    unit: str
    article: str
    valid_from: date
    valid_to: date | None


def _rows() -> list[Parameter]:
    return [
        Parameter(name, row["value"], entry["unit"], row["article"], row["from"], row.get("to"))
        for name, entry in read_yaml("parameters.yaml").items()
        for row in entry["rows"]
    ]


_TABLE = timeline("parameters.yaml", _rows(), key=lambda row: row.name)


def parameter(name: str, on: date) -> Parameter:
    """The number `name` as the law had it on `on`. Raises UnknownCode and NoParameter.

    >>> parameter("fine_cap_vnd", date(2026, 11, 24)).value
    75000000
    """
    found = find_parameter(name, on)
    if found is None:
        raise NoParameter(f"law/data/parameters.yaml has no '{name}' for {on}: its first row begins later.")
    return found


def find_parameter(name: str, on: date) -> Parameter | None:
    """As `parameter`, None where the law had no such number on that day. Raises UnknownCode."""
    if name not in _TABLE.rows:
        raise unknown_code("number of the law", name, _TABLE.rows)
    return _TABLE.on(name, on)
