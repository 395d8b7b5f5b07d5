"""Which column of a stranger's table is which of ours: guesses from the names that Vietnamese registers use. Pure.

A guess is a proposal for the person who loads: he sees the first rows beside it and chooses.
"""

import re
from collections.abc import Mapping, Sequence

from ticketing.addresses.syllables import without_marks

# As people write them, without marks and signs; the first that stands in the table is taken.
USUAL_NAMES: Mapping[str, tuple[str, ...]] = {
    "plate": ("bien so", "bien so xe", "bien kiem soat", "bks", "so dang ky", "license plate", "plate number"),
    "plate_colour": ("mau bien", "mau bien so", "plate color"),
    "kind": ("loai xe", "loai phuong tien", "chung loai", "loai", "vehicle type", "vehicle kind"),
    "make": ("nhan hieu", "hang xe", "hang", "brand"),
    "model": ("so loai", "dong xe", "kieu xe", "ten thuong mai"),
    "colour": ("mau son", "mau xe", "mau", "color"),
    "owner_id": ("ma chu xe", "ma chu so huu", "so dinh danh chu xe", "chu xe", "owner"),
    "valid_from": ("tu ngay", "ngay bat dau", "hieu luc tu", "ngay dang ky", "from"),
    "valid_to": ("den ngay", "ngay ket thuc", "hieu luc den", "het hieu luc", "to", "until"),
    "owner_kind": ("loai chu xe", "ca nhan to chuc", "loai doi tuong"),
    "name": ("ho ten", "ho va ten", "ten chu xe", "ho ten chu xe", "ten to chuc", "ten", "full name"),
    "personal_id": ("so dinh danh ca nhan", "so dinh danh", "so cccd", "cccd", "cmnd", "ma so thue"),
    "birth_date": ("ngay sinh", "ngay thang nam sinh", "date of birth"),
    "address": ("dia chi", "dia chi thuong tru", "noi thuong tru", "noi cu tru", "dia chi tru so"),
    "phone": ("so dien thoai", "dien thoai", "sdt", "telephone", "mobile"),
    "source": ("nguon", "co quan cung cap", "don vi cung cap"),
    "note": ("ghi chu", "noi dung", "remark"),
}


def guesses(head: Sequence[str], columns: Sequence[str]) -> dict[str, str | None]:
    """For each of our columns that of theirs which it may be, each of theirs once; None where nothing speaks for one.

    >>> guesses(["Biển số xe", "Loại xe", "kind"], ("plate", "kind", "make"))
    {'plate': 'Biển số xe', 'kind': 'kind', 'make': None}
    """
    free = {_bare(name): name for name in reversed(head) if _bare(name)}
    found: dict[str, str | None] = dict.fromkeys(columns)
    for column in columns:  # our own name first: what a usual name of another column would take
        found[column] = free.pop(_bare(column), None)
    for column in columns:
        usual = (name for name in USUAL_NAMES.get(column, ()) if name in free)
        if found[column] is None and (name := next(usual, None)):
            found[column] = free.pop(name)
    return found


def _bare(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", without_marks(name.lower())))
