"""Every paper filled with sample facts: a full one, and the longest that the registry can bring.

For `ticketing documents check` and the tests. All persons, numbers and places are invented.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ticketing.cases.decision.payment_schedule import DuePart
from ticketing.demo.sample_cases import FULL, LONGEST, WORLDS, World, scene
from ticketing.documents.content import vietqr, wording
from ticketing.documents.content.applications import application_line
from ticketing.documents.content.compose_orders import NO_PAYMENT, PAYMENT_BY_DECISION
from ticketing.documents.content.consignment import (
    ConsignedPaper,
    build_address_sheet,
    build_cover_list,
    build_manifest,
)
from ticketing.documents.content.decision import DecisionFacts, build_decision
from ticketing.documents.content.enforcement import Garnishee, Sums, build_enforcement
from ticketing.documents.content.facts import (
    LIMITED,
    UNLIMITED,
    CommunePoliceFacts,
    FineFacts,
    LicenceFacts,
    LookupFacts,
    Mark,
    OfficeFacts,
    Remitted,
    TreasuryFacts,
)
from ticketing.documents.content.forms import CONTENTS, Form, form_on
from ticketing.documents.content.letters import (
    build_closing_note,
    build_hearing_notice,
    build_notice_withdrawal,
    build_relief_refusal,
    build_reminder,
    build_warning,
    build_warning_lifted,
    build_withdrawal_letter,
)
from ticketing.documents.content.minutes import (
    HearingFacts,
    MinutesFacts,
    RetainedItem,
    VerificationFacts,
    build_evidence_record,
    build_hearing_minutes,
    build_minutes,
    build_verification_minutes,
)
from ticketing.documents.content.notice import build_annex, build_notice
from ticketing.documents.content.order_facts import OPEN, AskedFor
from ticketing.documents.content.orders import (
    Change,
    OrderFacts,
    build_amendment,
    build_cancellation,
    build_correction,
    build_deferral,
    build_instalments,
    build_remission,
)
from ticketing.documents.content.parts import Content
from ticketing.documents.content.points import build_points_notice
from ticketing.documents.content.quality import QualityFacts, QualityFigure, build_quality_report
from ticketing.documents.content.sheet import Sheet
from ticketing.documents.content.transfer import build_commune_slip, build_transfer_slip
from ticketing.documents.signing.check_code import check_code, printed_lookup_code
from ticketing.documents.signing.paper_code import PaperKey, with_code
from ticketing.kit.clock import VIETNAM

SIGNED_ON = date(2026, 11, 24)
SIGNED_AT = datetime(2026, 11, 24, 9, 30, tzinfo=VIETNAM)


@dataclass(frozen=True)
class Sample:
    """One paper ready to be rendered. case: full or longest."""

    kind: str
    case: str
    sheets: tuple[Sheet, ...]
    pictures: Mapping[str, bytes]


def sample(kind: str, case: str = FULL, *, form: Form | None = None) -> Sample:
    """The paper of `kind` on today's form or on another one. Raises KeyError for another kind or case."""
    world = WORLDS[case]()
    sheet = Sheet(form or form_on(kind, SIGNED_ON), _BUILDERS[kind](world))
    return Sample(kind, case, _coded((sheet,)), _pictures(world))


def issued_notice(case: str = FULL) -> Sample:
    """A notice with its annex in one file, as it is issued."""
    notice, annex = sample("notice", case), sample("evidence_annex", case)
    return Sample("notice", case, _coded((*notice.sheets, *annex.sheets)), annex.pictures)


def reminder_of_fine(case: str = FULL, *, form: Form | None = None) -> Sample:
    """A reminder of a decision: the other one, of `sample`, is of a notice, which may say nothing of a fine."""
    world = WORLDS[case]()
    sheet = Sheet(form or form_on("reminder", SIGNED_ON), _reminder_of_fine(world))
    return Sample(OF_FINE, case, _coded((sheet,)), {})


def _coded(sheets: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    return with_code(sheets, NOTICE_MARK.number, SIGNED_ON, SAMPLE_KEY)


def _pictures(world: World) -> dict[str, bytes]:
    return {facts.name: scene(i) for i, facts in enumerate(world.pictures)}


def samples() -> list[Sample]:
    """Every paper in both cases."""
    return [sample(kind, case) for kind in CONTENTS for case in (FULL, LONGEST)]


OF_FINE = "reminder_of_fine"
SAMPLE_KEY = PaperKey(Ed25519PrivateKey.from_private_bytes(bytes(32)))  # of no installation
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
            part=UNLIMITED if world.vehicle.kind == "motorcycle" else LIMITED,
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
        CommunePoliceFacts(world.commune_police.name, "tỉnh Bắc Ninh"),
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
        held_items=(RetainedItem("Giấy phép lái xe số 240123456789", "Bản", "01", "Hạng B", "Nguyên vẹn"),)
        if long
        else (),
        explanation_to="Trưởng phòng Cảnh sát giao thông Công an tỉnh Bắc Ninh",
        appointment_at=datetime(2026, 12, 1, 8, 0, tzinfo=VIETNAM),
        appointment_place=OfficeFacts(f"{world.agency.full_name}, {world.agency.address}"),
        interpreter="Phạm Thu Hà" if long else "",
        harmed="Nguyễn Văn Bình, số 8, phường Bắc Giang" if long else "",
    )
    return build_minutes(
        world.agency, Mark("21/BB-VPHC", SIGNED_ON), world.officer, world.owner, world.vehicle, world.violation, desk,
        written_explanation_days=5, hearing_request_days=2,
    )  # fmt: skip


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
        TREASURY,
        DecisionFacts(
            minutes=Mark("21/BB-VPHC", SIGNED_ON),
            pay_within_days=10,
            hearing=Mark("02/BB-GTTT", SIGNED_ON) if long else None,
            verification=(Mark("11/BB-XM", SIGNED_ON), Mark("14/BB-XM", SIGNED_ON)) if long else (),
            cooperating=world.commune_police.name if long else "",
        ),
        payment_code=vietqr.payload(transfer) if long else "",
    )


TREASURY = TreasuryFacts(
    treasury="Kho bạc Nhà nước Khu vực VI",
    bank="Ngân hàng thương mại cổ phần nơi Kho bạc Nhà nước mở tài khoản",
    account="7111.1.1234567",
    agency_code="1059999",
    chapter_code="009",
    sub_item_code="4252",
)
DECISION_MARK = Mark("17/QĐ-XPHC", date(2026, 10, 26))
FINE_VND = 19_000_000
HARDSHIP = "gặp khó khăn đặc biệt, đột xuất về kinh tế do bệnh hiểm nghèo, có xác nhận của Ủy ban nhân dân nơi cư trú"
DECREE = (
    "Nghị định số 296/2025/NĐ-CP ngày 16 tháng 11 năm 2025 của Chính phủ quy định về cưỡng chế thi hành quyết định xử "
    "phạt vi phạm hành chính"
)


def _order(world: World, application: str = "", asked: AskedFor = OPEN) -> OrderFacts:
    """application: a key of `applications.ASKED`; empty where nobody asked."""
    asked_on = date(2026, 11, 20)
    return OrderFacts(
        punished=world.owner,
        decision=DECISION_MARK,
        treasury="Kho bạc Nhà nước Khu vực VI",
        executing_unit=world.agency.full_name,
        request=application_line(application, asked_on, asked, world.owner.name) if application else "",
    )


def _deferral(world: World) -> Content:
    order = _order(world, "deferral", AskedFor(until=date(2027, 5, 20)))
    return build_deferral(
        world.agency, world.signer, Mark("02/QĐ-HTHPT", SIGNED_ON), order, fine_vnd=FINE_VND, reason=HARDSHIP,
        deferred_from=SIGNED_ON, deferred_until=date(2027, 2, 24),
    )  # fmt: skip


def _remission(world: World) -> Content:
    asked_for_all = _order(world, "remission", AskedFor(remitted=Remitted.REST))
    return build_remission(
        world.agency, world.signer, Mark("03/QĐ-GMTP", SIGNED_ON), asked_for_all,
        fine_vnd=FINE_VND, reason=HARDSHIP, remitted=Remitted.REDUCTION, remitted_vnd=9_000_000, left_vnd=5_000_000,
        remitted_before_vnd=2_000_000, paid_vnd=3_000_000,
    )  # fmt: skip


def _instalments(world: World) -> Content:
    payments = [(8_000_000, date(2026, 12, 15)), (6_000_000, date(2027, 2, 26)), (5_000_000, date(2027, 4, 29))]
    days = (date(2026, 12, 15), date(2027, 2, 26), date(2027, 4, 29), date(2027, 6, 30))
    asked = AskedFor(payments=tuple(DuePart(FINE_VND // 4, day) for day in days))
    return build_instalments(
        world.agency, world.signer, Mark("04/QĐ-NTPNL", SIGNED_ON), _order(world, "instalments", asked),
        fine_vnd=FINE_VND, reason=HARDSHIP, payments=payments,
    )  # fmt: skip


def _enforcement(world: World, holder: Garnishee) -> Content:
    return build_enforcement(
        world.agency, world.signer, Mark("01/QĐ-CCXP", SIGNED_ON), _order(world), holder=holder,
        sums=Sums(FINE_VND, 199_500, SIGNED_ON, 300_000), until=date(2027, 5, 31), treasury=TREASURY, rate="0,05%",
        decree=DECREE,
    )  # fmt: skip


def _salary_enforcement(world: World) -> Content:
    employer = Garnishee(
        "Công ty trách nhiệm hữu hạn Vận tải Minh Họa", "số 5, đường Trình Diễn, phường Bắc Giang, tỉnh Bắc Ninh",
        each_time="mỗi tháng 2.000.000 đồng",
    )  # fmt: skip
    return _enforcement(world, employer)


def _account_enforcement(world: World) -> Content:
    bank = Garnishee(
        "Ngân hàng thương mại cổ phần Minh Họa, chi nhánh Bắc Giang", "số 7, đường Trình Diễn, phường Bắc Giang",
        account="0000 1111 2222",
    )  # fmt: skip
    return _enforcement(world, bank)


def _amendment(world: World) -> Content:
    changes = [
        Change("Khoản 5 Điều 1 (tình tiết giảm nhẹ)", "Không.", "Đã tự nguyện khai báo, thành thật hối lỗi."),
        Change("Điểm a khoản 6 Điều 1 (mức phạt)", wording.amount_line(FINE_VND), wording.amount_line(18_500_000)),
    ]
    return build_amendment(
        world.agency, world.signer, Mark("05/QĐ-SĐXPHC", SIGNED_ON), _order(world), changes=changes,
        reason="có tình tiết giảm nhẹ chưa được xem xét khi ban hành quyết định xử phạt",
    )  # fmt: skip


def _correction(world: World) -> Content:
    return build_correction(
        world.agency, world.signer, Mark("06/QĐ-ĐCXPHC", SIGNED_ON), _order(world),
        reason="có sai sót về kỹ thuật soạn thảo",
        changes=[Change("Khoản 1 Điều 1 (nơi cấp)", "Cục CSQLHC", "Bộ Công an")],
    )  # fmt: skip


def _cancellation(world: World) -> Content:
    return build_cancellation(
        world.agency, world.signer, Mark("07/QĐ-HBXPHC", SIGNED_ON), _order(world),
        reason="người bị xử phạt không phải là người thực hiện hành vi vi phạm",
        consequences=[
            "Hoàn trả số tiền phạt đã nộp (nếu có) qua Kho bạc Nhà nước theo quy định của pháp luật;",
            "Trả lại giấy tờ, tang vật, phương tiện đang bị tạm giữ (nếu có); gỡ bỏ cảnh báo đối với phương tiện;",
            "Khôi phục điểm giấy phép lái xe đã bị trừ theo quyết định bị hủy bỏ (nếu có).",
        ],
    )  # fmt: skip


def _hearing_minutes(world: World) -> Content:
    long = world.pictures[2:]
    represents = getattr(world.owner, "representative", "")
    hearing = HearingFacts(
        held_at=datetime(2026, 11, 24, 8, 0, tzinfo=VIETNAM),
        place=f"trụ sở {world.agency.full_name}",
        minutes=Mark("21/BB-VPHC", date(2026, 11, 16)),
        asked_on=date(2026, 11, 17),
        announced=Mark("118/TB-CSGT", date(2026, 11, 19)),
        chair=replace(world.officer, name=world.signer.name, post=world.signer.post, police_rank="Thượng tá"),
        heard=represents or world.owner.name,
        heard_as="Đại diện theo pháp luật" if represents else "Người vi phạm",
        ground_of_case="" if long else "Hình ảnh do thiết bị kỹ thuật nghiệp vụ ghi nhận; dự kiến phạt tiền.",
        explanation="" if long else "Tôi nhường đường cho xe cứu thương đang phát tín hiệu ưu tiên.",
        answer="" if long else "Cơ quan sẽ kiểm tra hình ảnh trước và sau thời điểm vi phạm.",
        finished_at=datetime(2026, 11, 24, 9, 10, tzinfo=VIETNAM),
    )
    return build_hearing_minutes(
        world.agency, Mark("02/BB-GTTT", SIGNED_ON), world.officer, world.owner, world.violation, hearing
    )


def _reminder(world: World) -> Content:
    return build_reminder(
        world.agency, world.signer, Mark("51/CSGT", SIGNED_ON), world.owner, world.vehicle,
        earlier_vi="Thông báo", earlier=NOTICE_MARK,
        asked="chủ phương tiện và người điều khiển phương tiện chưa đến giải quyết vụ việc",
        term="Quá 20 ngày kể từ ngày gửi thông báo mà không đến giải quyết thì cơ quan gửi thông báo sẽ gửi cảnh báo "
        "đối với phương tiện đến cơ quan đăng kiểm, cơ quan đăng ký xe",
        office=OfficeFacts("Phòng Cảnh sát giao thông", world.agency.address, world.agency.phone), payment=NO_PAYMENT,
    )  # fmt: skip


def _reminder_of_fine(world: World) -> Content:
    return build_reminder(
        world.agency, world.signer, Mark("53/CSGT", SIGNED_ON), world.owner, world.vehicle,
        earlier_vi="Quyết định", earlier=DECISION_MARK, asked="số tiền phạt theo quyết định chưa được nộp đủ",
        term="Thời hạn nộp đến hết ngày 30/11/2026; quá thời hạn này mà không tự nguyện nộp thì bị cưỡng chế thi hành "
        f"và cứ mỗi ngày chậm nộp phải nộp thêm {wording.late_rate(SIGNED_ON)} tính trên tổng số tiền phạt chưa nộp",
        office=OfficeFacts("nơi nộp tiền phạt ghi trong quyết định"), payment=PAYMENT_BY_DECISION,
    )  # fmt: skip


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


def _services_warning(world: World) -> Content:
    return build_warning(
        world.agency, world.signer, Mark("91/CB-CSGT", SIGNED_ON),
        ["Cục Đăng kiểm Việt Nam", "Phòng Cảnh sát giao thông (bộ phận đăng ký xe) Công an tỉnh Bắc Ninh"],
        world.owner, world.vehicle, world.violation,
        ground="Quyết định xử phạt vi phạm hành chính số 17/QĐ-XPHC ngày 26/10/2026 đối với hành vi vi phạm được thực "
        "hiện bằng phương tiện dưới đây đã quá thời hạn mà chưa được thi hành",
        law="Theo khoản 4 Điều 23 Thông tư số 73/2024/TT-BCA và khoản 11 Điều 47 Nghị định số 168/2024/NĐ-CP",
    )  # fmt: skip


def _warning_lifted(world: World) -> Content:
    return build_warning_lifted(
        world.agency, world.signer, Mark("90/CB-CSGT", SIGNED_ON),
        ["Cục Đăng kiểm Việt Nam", "Phòng Cảnh sát giao thông (bộ phận đăng ký xe) Công an tỉnh Bắc Ninh"],
        world.owner, world.vehicle, warning=Mark("88/CB-CSGT", date(2026, 11, 2)),
        ground="tiền phạt theo Quyết định xử phạt vi phạm hành chính số 17/QĐ-XPHC ngày 26/10/2026 đã được nộp đủ",
        law="Theo khoản 3 và khoản 4 Điều 24 Thông tư số 73/2024/TT-BCA",
    )  # fmt: skip


def _relief_refusal(world: World) -> Content:
    return build_relief_refusal(
        world.agency, world.signer, Mark("52/CV-CSGT", SIGNED_ON), world.owner,
        decision=Mark("17/QĐ-XPHC", date(2026, 10, 26)), asked="hoãn thi hành quyết định phạt tiền",
        asked_on=date(2026, 11, 19),
        reason="đơn không kèm xác nhận về hoàn cảnh khó khăn đặc biệt, đột xuất theo quy định",
        law="Điều 76 Luật Xử lý vi phạm hành chính",
    )  # fmt: skip


def _hearing_notice(world: World) -> Content:
    return build_hearing_notice(
        world.agency, world.signer, Mark("118/TB-CSGT", SIGNED_ON), world.owner,
        minutes=Mark("21/BB-VPHC", date(2026, 11, 16)), asked_on=date(2026, 11, 17),
        held_at=datetime(2026, 12, 1, 8, 0, tzinfo=VIETNAM), place=f"trụ sở {world.agency.full_name}",
        chair=f"Thượng tá {world.signer.name}, {world.signer.authority}",
    )  # fmt: skip


def _notice_withdrawal(world: World) -> Content:
    return build_notice_withdrawal(
        world.agency, world.signer, Mark("47/CV-CSGT", SIGNED_ON), world.owner, world.vehicle, notice=NOTICE_MARK,
        reason="phương tiện đã được bán, cho, tặng hoặc thừa kế trước thời điểm vi phạm; người nhận phương tiện được "
        "coi là chủ phương tiện",
        law="điểm e khoản 6 Điều 47 Nghị định số 168/2024/NĐ-CP",
    )  # fmt: skip


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
    count = 5 if len(world.pictures) == 2 else 40
    return [
        ConsignedPaper(
            kind_vi="Thông báo",
            mark=Mark(f"{i:02}/TB-CSGT", SIGNED_ON),
            receiver=world.owner.name,
            address=world.owner.address,
            sha256=f"{i:064x}",
            file_name=f"thong-bao-{i:05}-TB-CSGT.pdf",
            delivery_url=f"https://tracuu.csgt.example/deliveries/01990000-0000-7000-8000-{i:012}",
            pages=2,
        )
        for i in range(5, 5 + count)
    ]


def _cover_list(world: World) -> Content:
    mark = Mark("2026-000031", SIGNED_ON)
    return build_cover_list(world.agency, mark, world.commune_police.name, _consigned(world), handed_by=world.officer)


def _address_sheet(world: World) -> Content:
    return build_address_sheet(world.agency, _consigned(world)[0], left=20, top=45, width=85, height=45)


def _delivery_manifest(world: World) -> Content:
    return build_manifest(world.agency, Mark("2026-000031", SIGNED_ON), world.commune_police.name, _consigned(world))


def _quality_report(world: World) -> Content:
    cameras = 3 if len(world.pictures) == 2 else 40
    return build_quality_report(
        world.agency,
        world.signer,
        Mark("10-2026/BC-CSGT", SIGNED_ON),
        QualityFacts(
            month="tháng 10 năm 2026",
            decided=11_100,
            second_share=0.183,
            whole=QualityFigure("", 1_793, 41, 0.0229, 0.0169, 0.0309),
            parts=[
                ("Theo camera", [QualityFigure(f"BG-{i:04}", 44, 1, 0.0227, 0.004, 0.118) for i in range(cameras)]),
                ("Theo hành vi", [QualityFigure("Vượt đèn đỏ", 900, 12, 0.0133, 0.0076, 0.0232)]),
                ("Theo phiên bản mạng nhận dạng", []),
            ],
            kappa=0.81,
            held=(1, 0, 0),
            chance=0.01,
            budget="camera 5%, cán bộ 3%, mạng nhận dạng 3%",
            json_sha256=f"{7:064x}",
        ),
    )


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
    "hearing_notice": _hearing_notice,
    "hearing_minutes": _hearing_minutes,
    "deferral": _deferral,
    "salary_enforcement": _salary_enforcement,
    "account_enforcement": _account_enforcement,
    "remission": _remission,
    "instalments": _instalments,
    "amendment": _amendment,
    "correction": _correction,
    "cancellation": _cancellation,
    "easing_refusal": _relief_refusal,
    "reminder": _reminder,
    "warning": _warning,
    "services_warning": _services_warning,
    "warning_lifted": _warning_lifted,
    "withdrawal_letter": _withdrawal_letter,
    "not_liable_letter": _notice_withdrawal,
    "closing_note": _closing_note,
    "cover_list": _cover_list,
    "address_sheet": _address_sheet,
    "delivery_manifest": _delivery_manifest,
    "quality_report": _quality_report,
}
