"""The register of the sample: vehicles, owners and their addresses of before July 2025. Every person is invented.

    python people.py SAMPLE_MEDIA

Personal numbers begin with 000, which is the code of no province; telephone numbers with 060, which no network has.
"""

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from plan import CAMERAS, DROPS, POSITIONS

VEHICLES = ("plate", "plate_colour", "kind", "make", "model", "colour", "owner_id", "valid_from", "valid_to")
RESIDENTS = ("owner_id", "owner_kind", "name", "personal_id", "birth_date", "address", "phone")
CAMERA_COLUMNS = ("code", "name", "place", "commune_code", "unit", "function", "plan_no", "calibrated_until", "certificate_no", "position")

FAMILY = ("Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Giáp", "Thân", "Nông", "Lưu", "Hà", "La")
MIDDLE_M, MIDDLE_F = ("Văn", "Đức", "Hữu", "Quang", "Minh", "Xuân", "Công", "Ngọc"), ("Thị", "Thị", "Thị", "Thu", "Ngọc", "Thanh", "Bích", "Hồng")
GIVEN_M = ("An", "Bảo", "Cường", "Dũng", "Đạt", "Giang", "Hải", "Hiếu", "Hùng", "Khánh", "Long", "Mạnh", "Nam", "Phong", "Quân", "Sơn", "Thắng", "Toàn", "Trung", "Việt")
GIVEN_F = ("Anh", "Chi", "Dung", "Hà", "Hạnh", "Hiền", "Hoa", "Hương", "Lan", "Linh", "Loan", "Mai", "Nga", "Ngân", "Oanh", "Phượng", "Thảo", "Thủy", "Trang", "Yến")
HAMLETS = ("Đồng Sau", "Bãi Giữa", "Cầu Đá", "Đình Mới", "Giếng Chùa", "Trại Hạ", "Núi Sẻ", "Vườn Hoa", "Ao Sen", "Gốc Gạo", "Đầm Vạc", "Ngòi Nước", "Đồi Thông", "Cổng Làng", "Bờ Kênh", "Chợ Cũ")

# Old commune (with its type word), district, today's code. From the table of communes; each leads to one commune today.
PLACES = (
    ("phường Ngô Quyền", "thành phố Bắc Giang", "07210"), ("phường Hoàng Văn Thụ", "thành phố Bắc Giang", "07210"), ("phường Dĩnh Kế", "thành phố Bắc Giang", "07210"),
    ("phường Xương Giang", "thành phố Bắc Giang", "07210"), ("phường Mỹ Độ", "thành phố Bắc Giang", "07228"), ("phường Song Mai", "thành phố Bắc Giang", "07228"),
    ("phường Nham Biền", "thành phố Bắc Giang", "07681"), ("xã Yên Lư", "thành phố Bắc Giang", "07681"), ("xã Trí Yên", "thành phố Bắc Giang", "07682"),
    ("phường Nội Hoàng", "thành phố Bắc Giang", "07696"), ("xã Xuân Phú", "thành phố Bắc Giang", "07699"), ("xã Tư Mại", "thành phố Bắc Giang", "07738"),
    ("phường Chũ", "thị xã Chũ", "07525"), ("phường Trù Hựu", "thị xã Chũ", "07525"), ("xã Quý Sơn", "thị xã Chũ", "07612"), ("xã Kiên Thành", "thị xã Chũ", "07552"),
    ("phường Bích Động", "thị xã Việt Yên", "07777"), ("phường Hồng Thái", "thị xã Việt Yên", "07777"), ("phường Nếnh", "thị xã Việt Yên", "07795"), ("phường Quang Châu", "thị xã Việt Yên", "07795"),
    ("xã Tiên Sơn", "thị xã Việt Yên", "07798"), ("xã Hương Mai", "thị xã Việt Yên", "07774"), ("thị trấn Thắng", "huyện Hiệp Hòa", "07840"), ("xã Đoan Bái", "huyện Hiệp Hòa", "07840"),
    ("xã Ngọc Sơn", "huyện Hiệp Hòa", "07822"), ("xã Mai Trung", "huyện Hiệp Hòa", "07864"), ("thị trấn Bắc Lý", "huyện Hiệp Hòa", "07870"), ("thị trấn Vôi", "huyện Lạng Giang", "07375"),
    ("xã Tiên Lục", "huyện Lạng Giang", "07381"), ("thị trấn Kép", "huyện Lạng Giang", "07399"), ("xã Hương Sơn", "huyện Lạng Giang", "07399"), ("xã Thái Đào", "huyện Lạng Giang", "07432"),
    ("thị trấn Đồi Ngô", "huyện Lục Nam", "07444"), ("xã Chu Điện", "huyện Lục Nam", "07444"), ("xã Tam Dị", "huyện Lục Nam", "07462"), ("xã Cẩm Lý", "huyện Lục Nam", "07519"),
    ("xã Giáp Sơn", "huyện Lục Ngạn", "07582"), ("xã Đèo Gia", "huyện Lục Ngạn", "07594"), ("thị trấn An Châu", "huyện Sơn Động", "07615"), ("xã Tuấn Đạo", "huyện Sơn Động", "07663"),
    ("thị trấn Cao Thượng", "huyện Tân Yên", "07339"), ("xã Việt Lập", "huyện Tân Yên", "07339"), ("thị trấn Nhã Nam", "huyện Tân Yên", "07306"), ("xã Ngọc Thiện", "huyện Tân Yên", "07351"),
    ("thị trấn Phồn Xương", "huyện Yên Thế", "07288"), ("xã Tân Sỏi", "huyện Yên Thế", "07288"), ("thị trấn Bố Hạ", "huyện Yên Thế", "07294"), ("xã Tam Tiến", "huyện Yên Thế", "07264"),
)
BG = "tỉnh Bắc Giang"


@dataclass(frozen=True)
class Owner:
    """A row of residents.csv, with today's commune ("" where it cannot be told)."""

    owner_id: str
    owner_kind: str
    name: str
    personal_id: str
    birth_date: str
    address: str
    phone: str
    commune: str = ""


# Owners of the drops that the story or the tests need in one way: plate -> (old commune, district, code) or a whole address.
HOMES = {
    "98A-426.83": ("phường Ngô Quyền", "thành phố Bắc Giang", "07210"), "98-B3 572.64": ("phường Dĩnh Kế", "thành phố Bắc Giang", "07210"),
    "98A-537.29": ("thị trấn Kép", "huyện Lạng Giang", "07399"), "98A-602.58": ("phường Bích Động", "thị xã Việt Yên", "07777"),
    "98-H1 084.27": ("thị trấn Thắng", "huyện Hiệp Hòa", "07840"), "98-AB 268.35": ("phường Xương Giang", "thành phố Bắc Giang", "07210"),
    "98A-715.46": ("thị trấn An Châu", "huyện Sơn Động", "07615"), "98-E2 639.02": ("phường Hoàng Văn Thụ", "thành phố Bắc Giang", "07210"),
    "98A-380.97": ("phường Chũ", "thị xã Chũ", "07525"), "98-K1 450.36": ("xã Đoan Bái", "huyện Hiệp Hòa", "07840"),
    "98A-508.64": ("phường Ngô Quyền", "thành phố Bắc Giang", "07210"), "98-L1 526.43": ("thị trấn Thắng", "huyện Hiệp Hòa", "07840"),
    "99A-508.64": ("phường Dĩnh Kế", "thành phố Bắc Giang", "07210"), "98-F1 273.80": ("phường Hoàng Văn Thụ", "thành phố Bắc Giang", "07210"),
    "98A-470.62": ("phường Xương Giang", "thành phố Bắc Giang", "07210"),
}
OTHER_PROVINCE = {"30G-902.56": ("Số 15, ngõ 8, đường Vườn Cam, thị trấn Sóc Sơn, huyện Sóc Sơn, thành phố Hà Nội", "00376")}
# Xã Vĩnh Hồng was divided between two communes of today: only the commune can tell in which part the hamlet lies.
AMBIGUOUS = {"98A-625.04": "thôn Đầm Vạc, xã Vĩnh Hồng, huyện Bình Giang, tỉnh Hải Dương"}
NOT_REGISTERED = frozenset({"99-K1 573.06", "98C-345.18", "TM-27-64"})
DIFFERENT_KIND = {"98B-771.36": "motorcycle"}
COMPANIES = {
    "98C-286.45": ("Công ty TNHH Xây dựng Đồi Chè", ("phường Song Mai", "thành phố Bắc Giang", "07228")),
    "98C-318.72": ("Hợp tác xã Nông sản Núi Sẻ", ("xã Tiên Lục", "huyện Lạng Giang", "07381")),
    "98C-407.63": ("Công ty CP Vận tải Bắc Hà Minh Họa", ("phường Nếnh", "thị xã Việt Yên", "07795")),
    "98B-026.39": ("Công ty TNHH Xe khách Ven Sông", ("phường Trù Hựu", "thị xã Chũ", "07525")),
    "98A-286.03": ("Công ty TNHH Tắc xi Vườn Vải", ("phường Mỹ Độ", "thành phố Bắc Giang", "07228")),
    "98A-016.27": ("Ban Quản lý Dự án Cầu Bến Chũ", ("phường Chũ", "thị xã Chũ", "07525")),
    "98C-290.46": ("Hợp tác xã Lâm nghiệp Mây Xanh", ("xã Tuấn Đạo", "huyện Sơn Động", "07663")),
}
MAKES = {
    "sedan": (("Toyota", "Vios"), ("Hyundai", "Accent"), ("Mazda", "3"), ("Honda", "City")), "hatch": (("Kia", "Morning"), ("Hyundai", "Grand i10"), ("Toyota", "Wigo")),
    "suv": (("Hyundai", "Tucson"), ("Mazda", "CX-5"), ("Ford", "Everest"), ("Toyota", "Fortuner")), "pickup": (("Ford", "Ranger"), ("Toyota", "Hilux"), ("Mitsubishi", "Triton")),
    "truck": (("Hyundai", "Mighty"), ("Isuzu", "QKR"), ("Thaco", "Ollin")), "bus": (("Thaco", "Town"), ("Hyundai", "County")),
    "scooter": (("Honda", "Vision"), ("Honda", "Lead"), ("Yamaha", "Janus")), "motorcycle": (("Honda", "Wave"), ("Yamaha", "Sirius"), ("Honda", "Future")),
}
COLOUR_NAMES = {(226, 227, 225): "Trắng", (26, 27, 29): "Đen", (158, 162, 166): "Bạc", (84, 88, 92): "Xám", (146, 18, 22): "Đỏ", (24, 52, 112): "Xanh dương", (74, 52, 40): "Nâu", (222, 172, 24): "Vàng",
                (40, 96, 160): "Xanh dương", (226, 228, 226): "Trắng", (150, 60, 40): "Đỏ", (36, 110, 80): "Xanh lá", (66, 74, 52): "Xanh rêu"}


class Register:
    """Collects owners and vehicles; the same seed gives the same people."""

    def __init__(self, seed: int = 1118) -> None:
        self._rng = np.random.default_rng(seed)
        self.owners: list[Owner] = []
        self.vehicles: list[dict[str, str]] = []
        self.commune_of: dict[str, str] = {}

    def pick(self, values: tuple) -> object:  # type: ignore[type-arg]
        """One of the values."""
        return values[int(self._rng.integers(len(values)))]

    def person(self, home: tuple[str, str, str], address: str | None = None) -> Owner:
        """A new person living there."""
        number = len(self.owners) + 1
        woman = self._rng.random() < 0.45
        name = f"{self.pick(FAMILY)} {self.pick(MIDDLE_F if woman else MIDDLE_M)} {self.pick(GIVEN_F if woman else GIVEN_M)}"
        born = date(1958, 1, 1) + timedelta(days=int(self._rng.integers(0, 17_000)))
        century = (0 if born.year < 2000 else 2) + int(woman)
        made = Owner(f"CX{number:05d}", "individual", name, f"000{century}{born.year % 100:02d}{number:06d}", born.isoformat(), address or self._address(home), f"0600{number:06d}", home[2])
        self.owners.append(made)
        return made

    def company(self, name: str, home: tuple[str, str, str]) -> Owner:
        """A new organisation with its seat there; its number starts with 00, which no tax office gives."""
        number = len(self.owners) + 1
        made = Owner(f"CX{number:05d}", "organisation", name, f"0000{number:06d}", "", self._address(home), f"0600{number:06d}", home[2])
        self.owners.append(made)
        return made

    def _address(self, home: tuple[str, str, str]) -> str:
        commune, district, _ = home
        if commune.startswith("xã"):
            return f"thôn {self.pick(HAMLETS)}, {commune}, {district}, {BG}"
        return f"Số {int(self._rng.integers(2, 240))}, tổ dân phố {self.pick(HAMLETS)}, {commune}, {district}, {BG}"

    def vehicle(self, plate: str, plate_colour: str, kind: str, body: str, colour: str, owner: Owner, valid_from: str, valid_to: str = "") -> None:
        """A period in which this owner holds this plate."""
        make, model = self.pick(MAKES[body])  # type: ignore[misc]
        row = (plate, plate_colour, kind, make, model, colour, owner.owner_id, valid_from, valid_to)
        self.vehicles.append(dict(zip(VEHICLES, row, strict=True)))

    def day(self, first: int = 2015, last: int = 2025) -> str:
        """Some day in these years."""
        return (date(first, 1, 5) + timedelta(days=int(self._rng.integers(0, (last - first + 1) * 360)))).isoformat()


def fill(register: Register) -> None:
    """The owners of the drops first, then people and vehicles that no camera saw."""
    for drop in DROPS:
        plate = drop.look.plate
        if plate is None or plate.text in NOT_REGISTERED or not CAMERAS[drop.camera].listed:
            continue
        kind = DIFFERENT_KIND.get(plate.text, drop.kind)
        body = "motorcycle" if kind == "motorcycle" and drop.kind != "motorcycle" else drop.look.body
        owner = _owner_of(register, plate.text)
        register.commune_of[plate.text] = owner.commune
        if plate.text == "98A-380.97":  # sold: the plate was another's until the summer
            register.vehicle(plate.text, plate.colour, kind, body, COLOUR_NAMES[drop.look.paint], register.person(("xã Giáp Sơn", "huyện Lục Ngạn", "07582")), "2021-03-16", "2026-06-22")
            register.vehicle(plate.text, plate.colour, kind, body, COLOUR_NAMES[drop.look.paint], owner, "2026-06-22")
        else:
            register.vehicle(plate.text, plate.colour, kind, body, COLOUR_NAMES[drop.look.paint], owner, register.day())
    for plate, colour, kind, body in _others(register):
        owner = register.company(f"Công ty TNHH {register.pick(HAMLETS)} {len(register.owners)}", register.pick(PLACES)) if colour == "yellow" else register.person(register.pick(PLACES))  # type: ignore[arg-type]
        tint = str(register.pick(("Trắng", "Đen", "Bạc", "Xám", "Đỏ", "Xanh dương", "Nâu")))
        if len(register.vehicles) % 41 == 0:
            register.vehicle(plate, colour, kind, body, tint, register.person(register.pick(PLACES)), register.day(2015, 2019), "2025-10-15")  # type: ignore[arg-type]
            register.vehicle(plate, colour, kind, body, tint, owner, "2025-10-15")
        else:
            register.vehicle(plate, colour, kind, body, tint, owner, register.day())


def _owner_of(register: Register, plate: str) -> Owner:
    if plate in COMPANIES:
        return register.company(*COMPANIES[plate])
    if plate in OTHER_PROVINCE:
        address, code = OTHER_PROVINCE[plate]
        return register.person(("", "", code), address)
    if plate in AMBIGUOUS:
        return register.person(("", "", ""), AMBIGUOUS[plate])
    return register.person(HOMES.get(plate) or register.pick(PLACES))  # type: ignore[arg-type]


def _others(register: Register, count: int = 262) -> Iterator[tuple[str, str, str, str]]:
    rng = np.random.default_rng(77)
    taken = {d.look.plate.text for d in DROPS if d.look.plate}
    while count:
        number = int(rng.integers(10_000, 99_999))
        dotted = f"{number // 100}.{number % 100:02d}"
        share = rng.random()
        if share < 0.62:
            series = f"{'BDEFGHKLMN'[int(rng.integers(10))]}{int(rng.integers(1, 4))}" if rng.random() < 0.8 else f"A{'ABCDEFHK'[int(rng.integers(8))]}"
            made = (f"98-{series} {dotted}", "white", "motorcycle", "scooter" if rng.random() < 0.5 else "motorcycle")
        elif share < 0.9:
            made = (f"{'99' if rng.random() < 0.15 else '98'}A-{dotted}", "white", "car", ("sedan", "hatch", "suv")[int(rng.integers(3))])
        else:
            made = (f"98C-{dotted}", "yellow", "truck", "truck")
        if made[0] not in taken:
            taken.add(made[0])
            count -= 1
            yield made


def write(folder: Path) -> Register:
    """cameras.csv and the two tables of the register."""
    register = Register()
    fill(register)
    (folder / "registry").mkdir(exist_ok=True)
    _table(folder / "registry" / "vehicles.csv", VEHICLES, register.vehicles)
    _table(folder / "registry" / "residents.csv", RESIDENTS, [{k: getattr(o, k) for k in RESIDENTS} for o in register.owners])
    rows = [dict(zip(CAMERA_COLUMNS, (c.code, c.name, c.place, c.commune, c.unit, c.function, c.plan, c.calibrated_until, c.certificate, POSITIONS[c.code]), strict=True)) for c in CAMERAS.values() if c.listed]
    _table(folder / "cameras.csv", CAMERA_COLUMNS, sorted(rows, key=lambda r: r["certificate_no"]))
    return register


def _table(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
