"""When two entries of a case are of one person."""

from dataclasses import replace
from datetime import date

import pytest

from ticketing.cases.owner.persons import Entered, Person, PersonKind, completed, same_person

MAN = Person(PersonKind.INDIVIDUAL, "Nguyễn Văn Thử", "024085000001", date(1985, 2, 3), "Số 3, đường Trình Diễn")
WITHOUT_NUMBER = replace(MAN, personal_id="")
WITHOUT_BOTH = replace(WITHOUT_NUMBER, birth_date=None)
COMPANY = Person(PersonKind.ORGANISATION, "Công ty Minh Họa", address="Số 5, đường Trình Diễn")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (MAN, replace(MAN, birth_date=None, address="nơi khác"), True),
        (MAN, replace(MAN, personal_id="024085000002"), False),
        (MAN, WITHOUT_NUMBER, False),
        (WITHOUT_NUMBER, WITHOUT_NUMBER, True),
        (WITHOUT_NUMBER, replace(WITHOUT_NUMBER, birth_date=date(2007, 5, 4)), False),
        (WITHOUT_NUMBER, replace(WITHOUT_NUMBER, address="nơi khác"), False),
        (WITHOUT_BOTH, WITHOUT_BOTH, False),
        (replace(WITHOUT_BOTH, personal_id="Không có"), replace(WITHOUT_BOTH, personal_id="Không có"), False),
        (COMPANY, COMPANY, True),
        (COMPANY, replace(COMPANY, address="nơi khác"), False),
    ],
    ids=[
        "one number", "two numbers", "a number and none", "name, birth date and address", "father and son",
        "of one name elsewhere", "father and son whose birth dates nobody knows",
        "father and son who say that they have no number", "a company", "its branch",
    ],
)  # fmt: skip
def test_entries_are_of_one_person_by_his_number_or_by_all_that_is_known(
    one: Person, other: Person, *, same: bool
) -> None:
    assert same_person(one, other) is same


def test_what_an_officer_enters_is_added_and_what_he_leaves_empty_stays() -> None:
    entered = Entered(name="Nguyễn Văn Thứ", details={"sex": "male", "occupation": ""})
    assert completed(MAN, entered) == replace(MAN, name="Nguyễn Văn Thứ", details={"sex": "male"})
    assert entered.filled_in == ("name", "sex")
    year_alone = completed(MAN, Entered(details={"birth_year": "2008"}))
    assert year_alone.born_at_the_latest == date(2008, 12, 31), "nobody is taken for older than he is"
    known = completed(year_alone, Entered(birth_date=date(2008, 2, 3)))
    assert (known.born_at_the_latest, known.details) == (date(2008, 2, 3), {})
    moved = completed(replace(MAN, commune_code="07210"), Entered(address="Số 9, nơi khác"))
    assert moved.commune_code is None, "an address that tells no commune does not keep the one before"
