"""Invented facts for `samples`: an ordinary case, and the longest that the registry can bring.

All persons, numbers and places are invented.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

from PIL import Image, ImageDraw

from ticketing.documents.content.facts import (
    AgencyFacts,
    DeviceFacts,
    Mark,
    OfficeFacts,
    OfficerFacts,
    OrganisationFacts,
    PartyFacts,
    PersonFacts,
    PictureFacts,
    SignerFacts,
    VehicleFacts,
    ViolationFacts,
)
from ticketing.kit.clock import VIETNAM
from ticketing.law.penalties import article_text, decree_text, fine_row

FULL, LONGEST = "full", "longest"


@dataclass(frozen=True)
class World:
    """The facts that the samples of one case share."""

    agency: AgencyFacts
    signer: SignerFacts
    officer: OfficerFacts
    owner: PartyFacts
    driver: PersonFacts
    vehicle: VehicleFacts
    violation: ViolationFacts
    device: DeviceFacts
    commune_police: OfficeFacts
    pictures: tuple[PictureFacts, ...]


@cache
def scene(number: int) -> bytes:
    """A drawn junction, so that the check needs no photograph: JPEG of 1280 x 720 pixels."""
    picture = Image.new("RGB", (1280, 720), (148 - 8 * number, 170 - 6 * number, 188))
    pen = ImageDraw.Draw(picture)
    pen.polygon([(380, 250), (900, 250), (1280, 720), (0, 720)], fill=(74, 76, 80))
    for i in range(6):
        top = 270 + i * 75
        pen.polygon(
            [(634 - i, top), (646 + i, top), (652 + 2 * i, top + 38), (628 - 2 * i, top + 38)], fill=(230, 230, 224)
        )
    pen.rectangle([250, 470, 1040, 486], fill=(236, 236, 232))
    left, top = 520 + 12 * number, 500 - 70 * number
    pen.rectangle([left, top, left + 240, top + 150], fill=(168, 34, 38))
    pen.rectangle([left + 26, top + 14, left + 214, top + 66], fill=(38, 48, 60))
    pen.rectangle([left + 84, top + 104, left + 156, top + 132], fill=(240, 240, 240))
    pen.rectangle([1060, 60, 1110, 200], fill=(24, 24, 24))
    pen.ellipse([1068, 68, 1102, 102], fill=(226, 30, 30))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def _violation(behaviour: str, vehicle: str, violated_at: datetime, place: str) -> ViolationFacts:
    day = violated_at.date()
    row = fine_row(behaviour, vehicle, day)
    if row is None or row.act_vi is None:
        raise LookupError(f"No printable row for {behaviour} of a {vehicle} on {day}: choose another sample.")
    return ViolationFacts(
        violated_at=violated_at,
        place=place,
        act_vi=row.act_vi,
        article=article_text(row, day),
        article_in_full=article_text(row, day, first_mention=True),
        decree=decree_text(row.decree, first_mention=True),
        amended_by=decree_text(row.amended_by, first_mention=True) if row.amended_by else "",
        detecting_unit="Đội Chỉ huy giao thông và điều khiển đèn tín hiệu, Phòng Cảnh sát giao thông",
    )


def _full() -> World:
    violated_at = datetime(2026, 11, 16, 7, 42, 18, 320_000, tzinfo=VIETNAM)
    agency = AgencyFacts(
        parent="Công an tỉnh Bắc Ninh",
        name="Phòng Cảnh sát giao thông",
        symbol="CSGT",
        place="Bắc Ninh",
        address="số 12 đường Minh Họa, phường Bắc Giang, tỉnh Bắc Ninh",
        phone="0204 000 0113",
        file_mark="VT, XLVP",
    )
    return World(
        agency=agency,
        signer=SignerFacts(
            name="Trần Minh Quang",
            post="Phó Trưởng phòng",
            authority="Phó Trưởng phòng Cảnh sát giao thông",
            acts_for="Trưởng phòng",
            police_rank="Thượng tá",
            delegation=Mark("08/QĐ-GQXP", date(2026, 7, 1)),
        ),
        officer=OfficerFacts(
            name="Lê Thị Hòa",
            post="Cán bộ xử lý vi phạm",
            unit="Phòng Cảnh sát giao thông Công an tỉnh Bắc Ninh",
            police_rank="Đại úy",
        ),
        owner=_full_driver(),
        driver=_full_driver(),
        vehicle=VehicleFacts("car", "98A-123.45", "white"),
        violation=_violation("RED_LIGHT", "car", violated_at, "Nút giao Hùng Vương - Lê Lợi, phường Bắc Giang"),
        device=DeviceFacts(
            name="Camera giám sát giao thông",
            code="BG-0217",
            place="Nút giao Hùng Vương - Lê Lợi, phường Bắc Giang",
            plan_no="214/PA-CSGT ngày 10/4/2026",
            certificate_no="KĐ-2026/0217",
            calibrated_until=date(2027, 4, 9),
            operator=OfficerFacts("Phạm Văn Sơn", "Cán bộ trung tâm chỉ huy", "Phòng Cảnh sát giao thông", "Thượng úy"),
        ),
        commune_police=OfficeFacts("Công an phường Bắc Giang", "đường Lý Tự Trọng, phường Bắc Giang, tỉnh Bắc Ninh"),
        pictures=_pictures(violated_at, 2),
    )


def _full_driver() -> PersonFacts:
    return PersonFacts(
        name="Nguyễn Văn An",
        address="Số 27, đường Nguyễn Thị Lưu, phường Bắc Giang, tỉnh Bắc Ninh",
        personal_id="024086001234",
        birth_date=date(1986, 3, 2),
        sex="male",
        nationality="Việt Nam",
        occupation="Kinh doanh",
        id_issued_on=date(2021, 5, 10),
        id_issued_by="Cục Cảnh sát quản lý hành chính về trật tự xã hội",
        phone="0912 000 000",
    )


def _longest() -> World:
    """Names, addresses and places at the length that a registry column can hold."""
    world = _full()
    violated_at = datetime(2026, 12, 31, 23, 59, 59, 999_000, tzinfo=VIETNAM)
    place = (
        "Km 119+850 đường cao tốc Hà Nội - Bắc Giang hướng Bắc Giang đi Hà Nội, đoạn qua nút giao đường gom khu "
        "công nghiệp Quang Châu mở rộng, phường Nếnh, tỉnh Bắc Ninh"
    )
    address = (
        "Lô CN-07, Khu công nghiệp Quang Châu mở rộng giai đoạn hai (thửa đất số 1287, tờ bản đồ số 36), tổ dân phố "
        "Đông Tiến Thượng, phường Nếnh, tỉnh Bắc Ninh"
    )
    violation = _violation("SPEED_10_20", "motorcycle", violated_at, place)
    violation = replace(
        violation,
        speed_kmh=Decimal("79.9"),
        limit_kmh=Decimal("60"),
        supplied_by="Cục Cảnh sát giao thông (Trung tâm giám sát, điều hành giao thông đường bộ cao tốc)",
    )
    owner = OrganisationFacts(
        name="Công ty trách nhiệm hữu hạn một thành viên đầu tư xây dựng, thương mại, dịch vụ vận tải và xuất nhập "
        "khẩu tổng hợp Thượng Nguyễn Trường Phương Bắc Giang",
        address=address,
        enterprise_code="2400912345-001",
        certificate_no="2400912345-001",
        certificate_issued_on=date(2019, 8, 15),
        certificate_issued_by="Phòng Đăng ký kinh doanh - Sở Kế hoạch và Đầu tư tỉnh Bắc Giang",
        representative="Nguyễn Phước Thượng Trường Khuê Nghiêm",
        representative_sex="female",
        representative_post="Chủ tịch Hội đồng thành viên kiêm Tổng giám đốc",
        phone="0204 000 0000 (máy lẻ 1287)",
    )
    driver = replace(
        _full_driver(),
        sex="",
        name="Công Tằng Tôn Nữ Nguyễn Thị Thượng Trường Khuê Nghiêm Huyền",
        address=address,
        occupation="Lái xe vận tải hàng hóa đường dài theo hợp đồng lao động không xác định thời hạn",
    )
    agency = replace(world.agency, name="Phòng Cảnh sát giao thông đường bộ, đường sắt và đường thủy")
    return replace(
        world,
        agency=agency,
        owner=owner,
        driver=driver,
        vehicle=VehicleFacts("motorcycle", "98-AB 123.45", "white"),
        violation=violation,
        commune_police=OfficeFacts(
            "Công an phường Nếnh",
            "số 1287, đường Thân Nhân Trung kéo dài, tổ dân phố Đông Tiến Thượng, phường Nếnh, tỉnh Bắc Ninh",
            "0204 000 0113",
        ),
        pictures=_pictures(violated_at, 10),
    )


def _pictures(first: datetime, count: int) -> tuple[PictureFacts, ...]:
    roles = ("before", "at", "after", "plate", "overview")
    return tuple(
        PictureFacts(
            name=f"{i + 1}.jpg",
            role=roles[i % len(roles)],
            captured_at=first + timedelta(milliseconds=840 * i),
            sha256=f"{i:x}" * 64,
        )
        for i in range(count)
    )


WORLDS: dict[str, Callable[[], World]] = {FULL: _full, LONGEST: _longest}
