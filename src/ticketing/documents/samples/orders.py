"""Samples of the decisions about a penalty decision."""

from datetime import date

from ticketing.cases.decision.payment_schedule import DuePart
from ticketing.documents import codes
from ticketing.documents.content import wording
from ticketing.documents.content.facts import (
    Mark,
    Remitted,
)
from ticketing.documents.content.orders.applications import application_line
from ticketing.documents.content.orders.enforcement import Garnishee, Sums, build_enforcement
from ticketing.documents.content.orders.order_facts import OPEN, AskedFor
from ticketing.documents.content.orders.orders import (
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
from ticketing.documents.samples.cases import World
from ticketing.documents.samples.marks import DECISION_MARK, FINE_VND, SIGNED_ON, TREASURY

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


def deferral(world: World) -> Content:
    order = _order(world, codes.DEFERRAL, AskedFor(until=date(2027, 5, 20)))
    return build_deferral(
        world.agency, world.signer, Mark("02/QĐ-HTHPT", SIGNED_ON), order, fine_vnd=FINE_VND, reason=HARDSHIP,
        deferred_from=SIGNED_ON, deferred_until=date(2027, 2, 24),
    )  # fmt: skip


def remission(world: World) -> Content:
    asked_for_all = _order(world, codes.REMISSION, AskedFor(remitted=Remitted.REST))
    return build_remission(
        world.agency, world.signer, Mark("03/QĐ-GMTP", SIGNED_ON), asked_for_all,
        fine_vnd=FINE_VND, reason=HARDSHIP, remitted=Remitted.REDUCTION, remitted_vnd=9_000_000, left_vnd=5_000_000,
        remitted_before_vnd=2_000_000, paid_vnd=3_000_000,
    )  # fmt: skip


def instalments(world: World) -> Content:
    payments = [(8_000_000, date(2026, 12, 15)), (6_000_000, date(2027, 2, 26)), (5_000_000, date(2027, 4, 29))]
    days = (date(2026, 12, 15), date(2027, 2, 26), date(2027, 4, 29), date(2027, 6, 30))
    asked = AskedFor(payments=tuple(DuePart(FINE_VND // 4, day) for day in days))
    return build_instalments(
        world.agency, world.signer, Mark("04/QĐ-NTPNL", SIGNED_ON), _order(world, codes.INSTALMENTS, asked),
        fine_vnd=FINE_VND, reason=HARDSHIP, payments=payments,
    )  # fmt: skip


def _enforcement(world: World, holder: Garnishee) -> Content:
    return build_enforcement(
        world.agency, world.signer, Mark("01/QĐ-CCXP", SIGNED_ON), _order(world), holder=holder,
        sums=Sums(FINE_VND, 199_500, SIGNED_ON, 300_000), until=date(2027, 5, 31), treasury=TREASURY, rate="0,05%",
        decree=DECREE,
    )  # fmt: skip


def salary_enforcement(world: World) -> Content:
    employer = Garnishee(
        "Công ty trách nhiệm hữu hạn Vận tải Minh Họa", "số 5, đường Trình Diễn, phường Bắc Giang, tỉnh Bắc Ninh",
        each_time="mỗi tháng 2.000.000 đồng",
    )  # fmt: skip
    return _enforcement(world, employer)


def account_enforcement(world: World) -> Content:
    bank = Garnishee(
        "Ngân hàng thương mại cổ phần Minh Họa, chi nhánh Bắc Giang", "số 7, đường Trình Diễn, phường Bắc Giang",
        account="0000 1111 2222",
    )  # fmt: skip
    return _enforcement(world, bank)


def amendment(world: World) -> Content:
    changes = [
        Change("Khoản 5 Điều 1 (tình tiết giảm nhẹ)", "Không.", "Đã tự nguyện khai báo, thành thật hối lỗi."),
        Change("Điểm a khoản 6 Điều 1 (mức phạt)", wording.amount_line(FINE_VND), wording.amount_line(18_500_000)),
    ]
    return build_amendment(
        world.agency, world.signer, Mark("05/QĐ-SĐXPHC", SIGNED_ON), _order(world), changes=changes,
        reason="có tình tiết giảm nhẹ chưa được xem xét khi ban hành quyết định xử phạt",
    )  # fmt: skip


def correction(world: World) -> Content:
    return build_correction(
        world.agency, world.signer, Mark("06/QĐ-ĐCXPHC", SIGNED_ON), _order(world),
        reason="có sai sót về kỹ thuật soạn thảo",
        changes=[Change("Khoản 1 Điều 1 (nơi cấp)", "Cục CSQLHC", "Bộ Công an")],
    )  # fmt: skip


def cancellation(world: World) -> Content:
    return build_cancellation(
        world.agency, world.signer, Mark("07/QĐ-HBXPHC", SIGNED_ON), _order(world),
        reason="người bị xử phạt không phải là người thực hiện hành vi vi phạm",
        consequences=[
            "Hoàn trả số tiền phạt đã nộp (nếu có) qua Kho bạc Nhà nước theo quy định của pháp luật;",
            "Trả lại giấy tờ, tang vật, phương tiện đang bị tạm giữ (nếu có); gỡ bỏ cảnh báo đối với phương tiện;",
            "Khôi phục điểm giấy phép lái xe đã bị trừ theo quyết định bị hủy bỏ (nếu có).",
        ],
    )  # fmt: skip
