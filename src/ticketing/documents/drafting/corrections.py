"""What a correction mends of the person fined (MQĐ39), and what no free place of MQĐ38 or MQĐ39 may say.

Later papers are printed from the case: what is mended on paper alone would stand wrong on them. So the person has
fields of his own, the fine its checked amount, and a plate none: another plate is another vehicle.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ticketing.cases.owner.persons import Person
from ticketing.cases.states import Refused
from ticketing.documents.content.orders.order_facts import ChangeOrder, CorrectionOrder
from ticketing.documents.content.wording import clean, short_day

BLANK = "(để trống)"
ITEM = "Khoản 1 Điều 1"
"""As MQĐ02 numbers it (domain.md 2.3)."""
_OF_FINE = re.compile(r"mức (tiền )?phạt|điểm a\s*,?\s*khoản 6|(phạt tiền|tiền phạt)[^.;]*\d", re.IGNORECASE)
_OF_PERSON = re.compile(
    r"họ và tên|tên (của )?tổ chức|năm sinh|ngày sinh|định danh|hộ chiếu|mã số doanh nghiệp|nơi ở|địa chỉ|trụ sở chính",
    re.IGNORECASE,
)
_OF_PLATE = re.compile(r"biển số", re.IGNORECASE)


@dataclass(frozen=True)
class PersonAsIs:
    """How name, number, birth date and address of the person fined are really written; empty: it stays."""

    name: str = ""
    personal_id: str = ""
    birth_date: date | None = None
    address: str = ""

    def given(self) -> dict[str, Any]:
        """The fields that are mended, by their name in `Person`."""
        fields = {"name": self.name, "personal_id": self.personal_id, "address": self.address}
        texts = {field: clean(text) for field, text in fields.items() if text.strip()}
        return texts | ({"birth_date": self.birth_date} if self.birth_date else {})


def corrected_by(order: CorrectionOrder) -> Mapping[str, Any]:
    """What a signed correction mends of the person, by the fields of `Person`."""
    return PersonAsIs(order.name, order.personal_id, order.birth_date, order.address).given()


def changes_of(person: Person, mended: PersonAsIs) -> list[ChangeOrder]:
    """The places of the decision that name the person, as printed and as they shall be. Raises Refused."""
    given = mended.given()
    if person.is_organisation and mended.birth_date:
        raise Refused("An organisation has no birth date.")
    if "name" in given and "personal_id" in given and person.personal_id:
        raise Refused(
            "Another name with another number is another person, and no slip of writing: cancel the decision instead."
        )
    return [change for change in _places(person, given) if change.was != change.now]


def _places(person: Person, given: Mapping[str, Any]) -> Iterator[ChangeOrder]:
    organisation = person.is_organisation
    labels = {
        "name": "tên tổ chức" if organisation else "họ và tên",
        "birth_date": "ngày, tháng, năm sinh",
        "address": "địa chỉ trụ sở chính" if organisation else "nơi ở hiện tại",
        "personal_id": "mã số doanh nghiệp" if organisation else "số định danh cá nhân/hộ chiếu",
    }
    printed = {
        "name": person.name,
        "birth_date": short_day(person.birth_date) if person.birth_date else "",
        "address": person.address_on_papers,
        "personal_id": person.personal_id,
    }
    for field, label in labels.items():
        if field in given:
            now = short_day(given[field]) if field == "birth_date" else given[field]
            yield ChangeOrder(f"{ITEM} ({label})", printed[field] or BLANK, now)


def refuse_checked_places(changes: Sequence[ChangeOrder], *, person_too: bool) -> None:
    """Raises Refused for a free place that says what is changed in a field of its own, or not at all."""
    for change in changes:
        everything = f"{change.place}\n{change.was}\n{change.now}"
        if _OF_FINE.search(everything):
            raise Refused("A fine is changed by its new amount alone, which is checked: write it there (MQĐ38).")
        if _OF_PLATE.search(everything):
            raise Refused("Another plate is another vehicle, and no slip of writing: cancel the decision instead.")
        if person_too and _OF_PERSON.search(change.place):
            raise Refused("Write name, number, birth date and address in their own fields: later papers name them so.")
