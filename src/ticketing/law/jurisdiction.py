"""Which police handle a case whose owner is known (Circular 73/2024/TT-BCA art. 24.1; domain.md 2.2).

The notice itself always goes to the owner. Outside the area of the detecting unit the result goes with slip 03/73 to
the police of the owner's residence. The text still measures the area by districts, which ended on 30 June 2025: what
"area" means today is a setting, unconfirmed until the legal officer says it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ticketing.law.competence import COMMUNE_POLICE_CHIEF, Competent, Matter, may_sanction


class Area(StrEnum):
    """What "in the area of the detecting unit" means since districts ended."""

    PROVINCE = "province"
    COMMUNE = "commune"


class PoliceOffice(StrEnum):
    """Who handles the case."""

    DETECTING_UNIT = "detecting_unit"
    COMMUNE_POLICE = "commune_police"
    TRAFFIC_DIVISION = "traffic_division"


@dataclass(frozen=True)
class Place:
    """A commune of today and its province, by their codes. A unit of the whole province has no commune."""

    province_code: str
    commune_code: str | None


@dataclass(frozen=True)
class Handling:
    """Who handles, where, and why, in both languages. `transferred`: slip 03/73 goes out beside the notice."""

    office: PoliceOffice
    place: Place
    transferred: bool
    article: str
    reason: str
    reason_vi: str


def handling(
    detecting_unit: Place, owner: Place, matter: Matter, on: date, *, area: str, commune_police_connected: bool
) -> Handling:
    """Who handles a case on the day `on`.

    area: an `Area`. commune_police_connected: whether the police of the owner's commune work in the network.
    Raises ValueError for an unknown area.
    """
    if is_inside(detecting_unit, owner, area):
        return Handling(
            PoliceOffice.DETECTING_UNIT, detecting_unit, False, "Circular 73/2024/TT-BCA art. 24.1.a",
            "The owner lives in the area of the detecting unit.",
            "Chủ phương tiện cư trú trong địa bàn của đơn vị phát hiện vi phạm.",
        )  # fmt: skip
    article = "Circular 73/2024/TT-BCA art. 24.1.b"
    answer = may_sanction(COMMUNE_POLICE_CHIEF, matter, on)
    if not isinstance(answer, Competent):
        return Handling(PoliceOffice.TRAFFIC_DIVISION, owner, True, article, answer.sentence, answer.sentence_vi)
    if not commune_police_connected:
        reason = "The police of the owner's commune are not connected to the network."
        reason_vi = "Công an cấp xã nơi chủ phương tiện cư trú chưa được kết nối mạng."
        return Handling(PoliceOffice.TRAFFIC_DIVISION, owner, True, article, reason, reason_vi)
    reason = "The act is within the competence of the chief of the police of the owner's commune."
    reason_vi = "Hành vi thuộc thẩm quyền của Trưởng Công an cấp xã nơi chủ phương tiện cư trú."
    return Handling(PoliceOffice.COMMUNE_POLICE, owner, True, article, reason, reason_vi)


def is_inside(detecting_unit: Place, owner: Place, area: str) -> bool:
    """Whether the owner lives in the unit's area; an owner in another province never does. Raises ValueError."""
    same_province = detecting_unit.province_code == owner.province_code
    if Area(area) is Area.PROVINCE:
        return same_province
    return same_province and detecting_unit.commune_code in (None, owner.commune_code)
