"""Every paper filled with sample facts: a full one, and the longest that the registry can bring.

For `ticketing documents check` and the tests. All persons, numbers and places are invented.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

from PIL import Image, ImageDraw

from ticketing.documents import vietqr
from ticketing.documents.check_code import check_code, printed_lookup_code
from ticketing.documents.content.consignment import ConsignedPaper, build_cover_list, build_manifest
from ticketing.documents.content.decision import DecisionFacts, build_decision
from ticketing.documents.content.letters import build_closing_note, build_warning, build_withdrawal_letter
from ticketing.documents.content.minutes import (
    HeldItem,
    MinutesFacts,
    VerificationFacts,
    build_evidence_record,
    build_minutes,
    build_verification_minutes,
)
from ticketing.documents.content.notice import build_annex, build_notice
from ticketing.documents.content.parts import Content
from ticketing.documents.content.points import build_points_notice
from ticketing.documents.content.transfer import build_commune_slip, build_transfer_slip
from ticketing.documents.facts import (
    AgencyFacts,
    DeviceFacts,
    FineFacts,
    LicenceFacts,
    LookupFacts,
    Mark,
    OfficeFacts,
    OfficerFacts,
    OrganisationFacts,
    PartyFacts,
    PersonFacts,
    PictureFacts,
    SignerFacts,
    TreasuryFacts,
    VehicleFacts,
    ViolationFacts,
)
from ticketing.documents.forms import CONTENTS, form_on
from ticketing.documents.render import Sheet
from ticketing.kit.clock import VIETNAM
from ticketing.law.penalties import article_text, decree_text, fine_row

FULL, LONGEST = "full", "longest"
SIGNED_ON = date(2026, 11, 24)
SIGNED_AT = datetime(2026, 11, 24, 9, 30, tzinfo=VIETNAM)


@dataclass(frozen=True)
class Sample:
    """One paper ready to be rendered. case: full or longest."""

    kind: str
    case: str
    sheets: tuple[Sheet, ...]
    pictures: Mapping[str, bytes]


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


def sample(kind: str, case: str = FULL) -> Sample:
    """The paper of `kind`. A notice comes with its annex, as it is issued. Raises KeyError for another kind or case."""
    world = _WORLDS[case]()
    content = _BUILDERS[kind](world)
    sheets = [Sheet(form_on(kind, SIGNED_ON), content)]
    if kind == "notice":
        sheets.append(Sheet(form_on("evidence_annex", SIGNED_ON), _BUILDERS["evidence_annex"](world)))
    names = [facts.name for facts in world.pictures]
    return Sample(kind, case, tuple(sheets), {name: scene(i) for i, name in enumerate(names)})


def samples() -> list[Sample]:
    """Every paper in both cases."""
    return [sample(kind, case) for kind in CONTENTS for case in (FULL, LONGEST)]


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


NOTICE_MARK = Mark("05/TB-CSGT", SIGNED_ON)


def _notice(world: World) -> Content:
    return build_notice(
        world.agency,
        world.signer,
        NOTICE_MARK,
        world.owner,
        world.vehicle,
        world.violation,
        appointment_at=datetime(2026, 12, 8, 8, 0, tzinfo=VIETNAM),
        office_a=OfficeFacts("Phòng Cảnh sát giao thông", world.agency.address, world.agency.phone),
        office_b=world.commune_police,
        pictures=len(world.pictures),
    )


def _annex(world: World) -> Content:
    return build_annex(
        world.agency,
        NOTICE_MARK,
        world.vehicle,
        world.violation,
        world.pictures,
        LookupFacts(
            url="https://tracuu.csgt.example/tra-cuu",
            code=printed_lookup_code("K7MPX3RTAW"),
            check_code=str(check_code(1284, bytes(range(32)))),
        ),
    )


def _points(world: World) -> Content:
    left = 6 if world.driver.occupation == "Kinh doanh" else 4
    return build_points_notice(
        world.agency,
        world.signer,
        Mark("112/TB-CSGT", SIGNED_ON),
        world.driver,
        LicenceFacts(
            number="240123456789",
            licence_class="B",
            issued_on=date(2023, 2, 14),
            issued_by="Phòng Cảnh sát giao thông Công an tỉnh Bắc Ninh",
            points_before=left,
            points_deducted=4,
            deducted_on=SIGNED_ON,
        ),
        decision=Mark("17/QĐ-XPHC", SIGNED_ON),
    )


def _transfer_slip(world: World) -> Content:
    return build_transfer_slip(
        world.agency,
        world.signer,
        Mark("09/PC-CSGT", SIGNED_ON),
        "Phòng Cảnh sát giao thông Công an tỉnh Lạng Sơn",
        world.owner,
        world.vehicle,
        world.violation,
        notice=NOTICE_MARK,
        attachments=["Bản ghi nhận kết quả (01 bản)", f"Hình ảnh ghi nhận được ({len(world.pictures):02} ảnh)"],
    )


def _commune_slip(world: World) -> Content:
    return build_commune_slip(
        world.agency,
        world.signer,
        Mark("31/PG-CSGT", SIGNED_ON),
        world.commune_police.name,
        world.owner,
        world.vehicle,
        world.violation,
        notice=NOTICE_MARK,
    )


def _evidence_record(world: World) -> Content:
    return build_evidence_record(
        world.agency,
        Mark("2026-000217", SIGNED_ON),
        world.officer,
        world.device,
        world.vehicle,
        world.violation,
        world.pictures,
        confirmed_at=datetime(2026, 11, 17, 10, 5, tzinfo=VIETNAM),
    )


def _minutes(world: World) -> Content:
    long = world.pictures[2:]
    desk = MinutesFacts(
        made_at=datetime(2026, 11, 24, 9, 5, tzinfo=VIETNAM),
        made_place=f"trụ sở {world.agency.full_name}",
        reason="hành vi được phát hiện bằng thiết bị kỹ thuật nghiệp vụ; người vi phạm đến giải quyết tại trụ sở",
        bases=(
            "Căn cứ kết quả thu thập được bằng phương tiện, thiết bị kỹ thuật nghiệp vụ của vụ việc số 2026-000217",
        ),
        finished_at=datetime(2026, 11, 24, 9, 40, tzinfo=VIETNAM),
        mitigating=("Đã tự nguyện khai báo, thành thật hối lỗi",),
        statement="Tôi công nhận hành vi như biên bản đã ghi và không có ý kiến gì khác." if not long else "",
        held_items=(HeldItem("Giấy phép lái xe số 240123456789", "Bản", "01", "Hạng B", "Nguyên vẹn"),) if long else (),
        explanation_to="Trưởng phòng Cảnh sát giao thông Công an tỉnh Bắc Ninh",
        appointment_at=datetime(2026, 12, 1, 8, 0, tzinfo=VIETNAM),
        appointment_place=OfficeFacts(world.agency.full_name, world.agency.address),
    )
    return build_minutes(
        world.agency, Mark("21/BB-VPHC", SIGNED_ON), world.officer, world.owner, world.vehicle, world.violation, desk
    )


def _verification_minutes(world: World) -> Content:
    found = VerificationFacts(
        made_at=datetime(2026, 11, 24, 8, 30, tzinfo=VIETNAM),
        made_place=f"trụ sở {world.agency.full_name}",
        bases=("Căn cứ Điều 59 Luật Xử lý vi phạm hành chính (sửa đổi, bổ sung năm 2020 và năm 2025)",),
        informant=world.owner,
        informant_statement="Vào thời điểm ghi trong Thông báo, tôi giao xe cho người có tên nêu trên điều khiển.",
        finished_at=datetime(2026, 11, 24, 8, 55, tzinfo=VIETNAM),
    )
    return build_verification_minutes(
        world.agency, Mark("11/BB-XM", SIGNED_ON), world.officer, world.driver, world.vehicle, world.violation, found
    )


def _decision(world: World) -> Content:
    long = world.pictures[2:]
    amount = 19_000_000 if not long else 38_521_000
    transfer = vietqr.Transfer("970436", "1234567890123", amount, vietqr.payment_reference(17, 2026), "PHAT VPHC")
    return build_decision(
        world.agency,
        world.signer,
        Mark("17/QĐ-XPHC", SIGNED_ON),
        world.owner,
        world.vehicle,
        world.violation,
        FineFacts(amount_vnd=amount, mitigating=("Đã tự nguyện khai báo, thành thật hối lỗi",) if long else ()),
        TreasuryFacts(
            treasury="Kho bạc Nhà nước Khu vực VI",
            bank="Ngân hàng thương mại cổ phần nơi Kho bạc Nhà nước mở tài khoản",
            account="7111.1.1234567",
            agency_code="1059999",
            chapter_code="009",
            sub_item_code="4252",
        ),
        DecisionFacts(
            minutes=Mark("21/BB-VPHC", SIGNED_ON),
            pay_within_days=10,
            hearing=Mark("02/BB-GTTT", SIGNED_ON) if long else None,
            verification=Mark("11/BB-XM", SIGNED_ON) if long else None,
            cooperating=world.commune_police.name if long else "",
        ),
        payment_code=vietqr.payload(transfer) if long else "",
    )


def _warning(world: World) -> Content:
    return build_warning(
        world.agency,
        world.signer,
        Mark("88/TB-CSGT", SIGNED_ON),
        ["Cục Đăng kiểm Việt Nam", "Phòng Cảnh sát giao thông (bộ phận đăng ký xe) Công an tỉnh Bắc Ninh"],
        world.owner,
        world.vehicle,
        world.violation,
        ground="Thông báo số 05/TB-CSGT đã được gửi cho chủ phương tiện; quá 20 ngày kể từ ngày gửi, chủ phương tiện "
        "và người điều khiển phương tiện chưa đến giải quyết vụ việc",
        law="Theo khoản 5 Điều 24 Thông tư số 73/2024/TT-BCA và khoản 11 Điều 47 Nghị định số 168/2024/NĐ-CP",
    )


def _withdrawal_letter(world: World) -> Content:
    return build_withdrawal_letter(
        world.agency,
        world.signer,
        Mark("46/CSGT", SIGNED_ON),
        world.owner,
        world.vehicle,
        notice=NOTICE_MARK,
        reason="phương tiện trong hình ảnh là phương tiện khác gắn biển số giống biển số của phương tiện đã đăng ký",
        law="điểm d khoản 1 Điều 3 và Điều 65 Luật Xử lý vi phạm hành chính",
    )


def _closing_note(world: World) -> Content:
    return build_closing_note(
        world.agency,
        world.signer,
        Mark("06/BC-CSGT", SIGNED_ON),
        world.officer,
        world.vehicle,
        world.violation,
        case_no="2026-000217",
        papers=["Thông báo số 05/TB-CSGT", "Biên bản vi phạm hành chính số 21/BB-VPHC"],
        reason="hết thời hạn ra quyết định xử phạt",
        law="điểm c khoản 1 Điều 65 Luật Xử lý vi phạm hành chính",
    )


def _consigned(world: World) -> list[ConsignedPaper]:
    count = 6 if len(world.pictures) == 2 else 40
    return [
        ConsignedPaper(
            kind_vi="Thông báo",
            mark=Mark(f"{i:02}/TB-CSGT", SIGNED_ON),
            receiver=world.owner.name,
            address=world.owner.address,
            sha256=f"{i:064x}",
            file_name=f"thong-bao-{i:05}-TB-CSGT.pdf",
            pages=2,
        )
        for i in range(5, 5 + count)
    ]


def _cover_list(world: World) -> Content:
    mark = Mark("2026-000031", SIGNED_ON)
    return build_cover_list(world.agency, mark, world.commune_police.name, _consigned(world), handed_by=world.officer)


def _delivery_manifest(world: World) -> Content:
    return build_manifest(world.agency, Mark("2026-000031", SIGNED_ON), world.commune_police.name, _consigned(world))


_WORLDS: dict[str, Callable[[], World]] = {FULL: _full, LONGEST: _longest}
_BUILDERS: dict[str, Callable[[World], Content]] = {
    "notice": _notice,
    "evidence_annex": _annex,
    "points_notice": _points,
    "transfer_slip": _transfer_slip,
    "commune_slip": _commune_slip,
    "evidence_record": _evidence_record,
    "minutes": _minutes,
    "verification_minutes": _verification_minutes,
    "decision": _decision,
    "warning": _warning,
    "withdrawal_letter": _withdrawal_letter,
    "closing_note": _closing_note,
    "cover_list": _cover_list,
    "delivery_manifest": _delivery_manifest,
}
