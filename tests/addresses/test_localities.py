"""What a choice of a commune is remembered for: the hamlet or street that an address names, never the house."""

import pytest

from ticketing.addresses.localities import locality

HAMLET = "Thôn Trung, xã Việt Tiến, huyện Việt Yên, tỉnh Bắc Giang"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        (HAMLET, "thôn Trung, xã Việt Tiến, huyện Việt Yên, tỉnh Bắc Giang"),
        ("tỉnh Bắc Giang, huyện Việt Yên, xã Việt Tiến, thôn Trung", HAMLET.replace("T", "t", 1)),
        ("Số nhà 15, TDP 3, TT. Chũ, H. Lục Ngạn, Bắc Giang", "tổ 3, thị trấn Chũ, huyện Lục Ngạn, Bắc Giang"),
        ("xóm 2 thôn Phố Mới, xã Tân An, Yên Dũng", "xóm 2, thôn Phố Mới, xã Tân An, Yên Dũng"),
        ("SN 5 tổ dân phố số 7 đường Thân Nhân Trung, P. Mỹ Độ, TP Bắc Giang",
         "tổ 7, phường Mỹ Độ, thành phố Bắc Giang"),
        ("12/3 Nguyễn Văn Cừ, P. Trần Phú, TP Bắc Giang",
         "đường Nguyễn Văn Cừ, phường Trần Phú, thành phố Bắc Giang"),
        ("SN 5 ngõ 12 đường Hùng Vương, phường Trần Phú, TP Bắc Giang",
         "đường Hùng Vương, phường Trần Phú, thành phố Bắc Giang"),
        ("Km 5 quốc lộ 1A, xã Tân Dĩnh, huyện Lạng Giang", "quốc lộ 1a, xã Tân Dĩnh, huyện Lạng Giang"),
    ],
)  # fmt: skip
def test_an_address_names_a_hamlet_or_else_a_street(address: str, written: str) -> None:
    found = locality(address)
    assert found and found.written == written
    assert found.decides == (found.kind == "hamlet")


@pytest.mark.parametrize(
    "address",
    [
        "Số 4, thôn Trung, xã Việt Tiến, huyện Việt Yên, tỉnh Bắc Giang",
        "Số nhà 4A thôn Trung, X. Việt Tiến, H. Việt Yên, T. Bắc Giang",
        "thon Trung, xã Việt Tiến, Việt Yên, Bắc Giang",
        "12/7 thôn Trung - xã Việt Tiến - huyện Việt Yên - Bắc Giang, Việt Nam",
    ],
)
def test_every_house_of_a_hamlet_has_its_key_in_every_spelling(address: str) -> None:
    assert locality(address).key == locality(HAMLET).key  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "address",
    [
        "Thôn Chung, xã Việt Tiến, huyện Việt Yên, tỉnh Bắc Giang",
        "Xóm Trung, xã Việt Tiến, huyện Việt Yên, tỉnh Bắc Giang",
        "Thôn Trung, xã Việt Tiến, huyện Hiệp Hòa, tỉnh Bắc Giang",
        "Thôn Trung, phường Việt Tiến, huyện Việt Yên, tỉnh Bắc Giang",
        "Xóm 1, thôn Trung, xã Việt Tiến, huyện Việt Yên, tỉnh Bắc Giang",
        "Đường Trung, xã Việt Tiến, huyện Việt Yên, tỉnh Bắc Giang",
    ],
)
def test_another_hamlet_commune_or_district_has_another_key(address: str) -> None:
    assert locality(address).key != locality(HAMLET).key  # type: ignore[union-attr]


def test_without_marks_a_hamlet_decides_nothing() -> None:
    found = locality("thon Ha, xa Viet Tien, huyen Viet Yen, Bac Giang")
    assert found and not found.decides


@pytest.mark.parametrize(
    "address",
    [
        "", "xã Việt Tiến, Việt Yên", "Thôn Trung", "thôn Đông, xã Tân Tiến", "Số 5, phường Trần Phú, TP Bắc Giang",
        "Trung, xã Việt Tiến, huyện Việt Yên", "thôn Trung, xã Việt Tiến, xã Tân Tiến, huyện Việt Yên",
        "10 Downing Street, London",
    ],
)  # fmt: skip
def test_an_address_without_hamlet_commune_or_what_lies_above_names_none(address: str) -> None:
    assert locality(address) is None
