"""A commune of any of the provinces is found by what is typed, and named only where no other one bears the name."""

import pytest

from ticketing.addresses.commune_search import communes_like, communes_named
from ticketing.addresses.gazetteer import gazetteer

HOME = "24"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hoan kiem", "phường Hoàn Kiếm, thành phố Hà Nội"), ("Hoàn Kiếm", "phường Hoàn Kiếm, thành phố Hà Nội"),
        ("tân tiến", "phường Tân Tiến, tỉnh Bắc Ninh"), ("tân tiến cà mau", "xã Tân Tiến, tỉnh Cà Mau"),
        ("đak pxi", None), ("  ", None),
    ],
)  # fmt: skip
def test_what_is_typed_finds_communes_our_own_first(typed: str, first: str | None) -> None:
    assert next((one.full_name for one in communes_like(typed, HOME)), None) == first


def test_a_name_is_that_of_one_commune_only_with_its_province_where_several_bear_it() -> None:
    assert [one.code for one in communes_named("xã Tân Tiến, tỉnh Cà Mau")] == ["32188"]
    assert len(communes_named("Xã Tân Tiến")) == 7 and communes_named("xa tan tien") == ()
    assert [one.code for one in communes_named(" 07210 ")] == ["07210"]
    assert [one.full_name for one in gazetteer().communes.values() if communes_named(one.full_name) != (one,)] == []
