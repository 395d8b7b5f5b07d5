"""The police to whom papers go, by the names that their places bear on a day. Pure."""

from datetime import date

from ticketing.addresses.resolution import commune, province
from ticketing.documents.content.facts import CommunePoliceFacts
from ticketing.documents.content.parts import MissingFact


def commune_police(code: str | None, on: date) -> str:
    """The police of a commune as papers address it, with the province: another one may have a commune of that name.

    Raises MissingFact where no commune is known.
    """
    return police_of_commune(code, on).full_name


def police_of_commune(code: str | None, on: date) -> CommunePoliceFacts:
    """The police of a commune and those above it, by the names of the day. Raises MissingFact for no commune."""
    if code is None:
        raise MissingFact("The form needs the commune of the owner's residence: choose it on the case's page.")
    found = commune(code, on)
    return CommunePoliceFacts(f"Công an {found.type} {found.name}", found.province.full_name)


def traffic_division(province_code: str, on: date) -> str:
    """The traffic police division of a province as papers address it.

    >>> traffic_division("24", date(2026, 11, 24))
    'Phòng Cảnh sát giao thông Công an tỉnh Bắc Ninh'
    """
    return f"Phòng Cảnh sát giao thông Công an {province(province_code, on).full_name}"
