"""From a shown speed to the band that the law fines.

Decree 168/2024/NĐ-CP art. 6-8. No deduction for the error of measuring is laid down in the texts read (unconfirmed);
the shown value counts. The excess keeps one decimal and is never rounded up.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from ticketing.law.dated import day, holds_on, last_day, read_csv
from ticketing.law.vehicles import vehicle_class


@dataclass(frozen=True)
class SpeedBand:
    """A band of km/h over the limit; `up_to_kmh` None: no upper end."""

    vehicle: str
    behaviour: str
    over_kmh: Decimal
    over_included: bool
    up_to_kmh: Decimal | None
    up_to_included: bool
    valid_from: date
    valid_to: date | None
    source: str

    def holds(self, excess: Decimal) -> bool:
        """Whether `excess` km/h over the limit lies in the band."""
        above = excess >= self.over_kmh if self.over_included else excess > self.over_kmh
        if self.up_to_kmh is None:
            return above
        return above and (excess <= self.up_to_kmh if self.up_to_included else excess < self.up_to_kmh)


def _row(cells: dict[str, str]) -> SpeedBand:
    return SpeedBand(
        vehicle=cells["vehicle"],
        behaviour=cells["behaviour"],
        over_kmh=Decimal(cells["over_kmh"]),
        over_included=cells["over_included"] == "yes",
        up_to_kmh=Decimal(cells["up_to_kmh"]) if cells["up_to_kmh"] else None,
        up_to_included=cells["up_to_included"] == "yes",
        valid_from=day(cells["valid_from"]),
        valid_to=last_day(cells["valid_to"]),
        source=cells["source"],
    )


BANDS = tuple(map(_row, read_csv("speed_bands.csv")))


def read_kmh(text: str) -> Decimal:
    """A speed in km/h as a person or a program writes it, 0 to 999.99… Raises ValueError for anything else.

    >>> read_kmh("72.40")
    Decimal('72.40')
    """
    value = Decimal(text) if re.fullmatch(r"\d{1,3}(\.\d{1,20})?", text, re.ASCII) else None
    if value is None:
        raise ValueError(f"'{text}' is no speed: write km/h with a point, like 72.4.")
    return value


def excess_kmh(speed_kmh: float | Decimal, limit_kmh: float | Decimal) -> Decimal:
    """The shown speed minus the limit, one decimal, cut and never rounded up.

    >>> excess_kmh(69.96, 50), excess_kmh(70.09, 50)
    (Decimal('19.9'), Decimal('20.0'))
    """
    exact = Decimal(str(speed_kmh)) - Decimal(str(limit_kmh))
    return exact.quantize(Decimal("0.1"), rounding=ROUND_DOWN) + 0  # never -0.0


def speed_band(
    speed_kmh: float | Decimal, limit_kmh: float | Decimal, vehicle: str, violated_on: date
) -> SpeedBand | None:
    """The band of a shown speed for a vehicle (class or kind); None: under 5 km/h over, or a class without bands.

    Raises UnknownCode for an unknown vehicle.

    >>> [speed_band(v, 50, "car", date(2026, 11, 24)).behaviour for v in (55, 59.9, 60, 70, 70.1, 85, 85.1)]
    ['SPEED_5_10', 'SPEED_5_10', 'SPEED_10_20', 'SPEED_10_20', 'SPEED_20_35', 'SPEED_20_35', 'SPEED_OVER_35']
    >>> speed_band(54.9, 50, "car", date(2026, 11, 24))
    """
    excess = excess_kmh(speed_kmh, limit_kmh)
    return next((band for band in bands_of(vehicle, violated_on) if band.holds(excess)), None)


def bands_of(vehicle: str, violated_on: date) -> tuple[SpeedBand, ...]:
    """The bands of a vehicle (class or kind) on that day; empty: its speed is not fined. Raises UnknownCode.

    >>> bands_of("bicycle", date(2026, 11, 24))
    ()
    """
    of_class = vehicle_class(vehicle)
    return tuple(band for band in BANDS if band.vehicle == of_class and holds_on(band, violated_on))
