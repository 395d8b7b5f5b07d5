"""Samples of letters and warnings."""

from datetime import date, datetime

from ticketing.documents.content import wording
from ticketing.documents.content.facts import (
    Mark,
    OfficeFacts,
)
from ticketing.documents.content.letters.compose import NO_PAYMENT, PAYMENT_BY_DECISION
from ticketing.documents.content.letters.letters import (
    build_closing_note,
    build_hearing_notice,
    build_relief_refusal,
    build_reminder,
)
from ticketing.documents.content.letters.warnings import build_warning, build_warning_lifted
from ticketing.documents.content.letters.withdrawals import build_notice_withdrawal, build_withdrawal_letter
from ticketing.documents.content.parts import Content
from ticketing.documents.samples.cases import World
from ticketing.documents.samples.marks import DECISION_MARK, NOTICE_MARK, SIGNED_ON
from ticketing.kit.clock import VIETNAM


def reminder(world: World) -> Content:
    return build_reminder(
        world.agency, world.signer, Mark("51/CSGT", SIGNED_ON), world.owner, world.vehicle,
        earlier_vi="Thông báo", earlier=NOTICE_MARK,
        asked="chủ phương tiện và người điều khiển phương tiện chưa đến giải quyết vụ việc",
        term="Quá 20 ngày kể từ ngày gửi thông báo mà không đến giải quyết thì cơ quan gửi thông báo sẽ gửi cảnh báo "
        "đối với phương tiện đến cơ quan đăng kiểm, cơ quan đăng ký xe",
        office=OfficeFacts("Phòng Cảnh sát giao thông", world.agency.address, world.agency.phone), payment=NO_PAYMENT,
    )  # fmt: skip


def reminder_of_fine(world: World) -> Content:
    return build_reminder(
        world.agency, world.signer, Mark("53/CSGT", SIGNED_ON), world.owner, world.vehicle,
        earlier_vi="Quyết định", earlier=DECISION_MARK, asked="số tiền phạt theo quyết định chưa được nộp đủ",
        term="Thời hạn nộp đến hết ngày 30/11/2026; quá thời hạn này mà không tự nguyện nộp thì bị cưỡng chế thi hành "
        f"và cứ mỗi ngày chậm nộp phải nộp thêm {wording.late_rate(SIGNED_ON)} tính trên tổng số tiền phạt chưa nộp",
        office=OfficeFacts("nơi nộp tiền phạt ghi trong quyết định"), payment=PAYMENT_BY_DECISION,
    )  # fmt: skip


def warning(world: World) -> Content:
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


def services_warning(world: World) -> Content:
    return build_warning(
        world.agency, world.signer, Mark("91/CB-CSGT", SIGNED_ON),
        ["Cục Đăng kiểm Việt Nam", "Phòng Cảnh sát giao thông (bộ phận đăng ký xe) Công an tỉnh Bắc Ninh"],
        world.owner, world.vehicle, world.violation,
        ground="Quyết định xử phạt vi phạm hành chính số 17/QĐ-XPHC ngày 26/10/2026 đối với hành vi vi phạm được thực "
        "hiện bằng phương tiện dưới đây đã quá thời hạn mà chưa được thi hành",
        law="Theo khoản 4 Điều 23 Thông tư số 73/2024/TT-BCA và khoản 11 Điều 47 Nghị định số 168/2024/NĐ-CP",
    )  # fmt: skip


def warning_lifted(world: World) -> Content:
    return build_warning_lifted(
        world.agency, world.signer, Mark("90/CB-CSGT", SIGNED_ON),
        ["Cục Đăng kiểm Việt Nam", "Phòng Cảnh sát giao thông (bộ phận đăng ký xe) Công an tỉnh Bắc Ninh"],
        world.owner, world.vehicle, warning=Mark("88/CB-CSGT", date(2026, 11, 2)),
        ground="tiền phạt theo Quyết định xử phạt vi phạm hành chính số 17/QĐ-XPHC ngày 26/10/2026 đã được nộp đủ",
        law="Theo khoản 3 và khoản 4 Điều 24 Thông tư số 73/2024/TT-BCA",
    )  # fmt: skip


def relief_refusal(world: World) -> Content:
    return build_relief_refusal(
        world.agency, world.signer, Mark("52/CV-CSGT", SIGNED_ON), world.owner,
        decision=Mark("17/QĐ-XPHC", date(2026, 10, 26)), asked="hoãn thi hành quyết định phạt tiền",
        asked_on=date(2026, 11, 19),
        reason="đơn không kèm xác nhận về hoàn cảnh khó khăn đặc biệt, đột xuất theo quy định",
        law="Điều 76 Luật Xử lý vi phạm hành chính",
    )  # fmt: skip


def hearing_notice(world: World) -> Content:
    return build_hearing_notice(
        world.agency, world.signer, Mark("118/TB-CSGT", SIGNED_ON), world.owner,
        minutes=Mark("21/BB-VPHC", date(2026, 11, 16)), asked_on=date(2026, 11, 17),
        held_at=datetime(2026, 12, 1, 8, 0, tzinfo=VIETNAM), place=f"trụ sở {world.agency.full_name}",
        chair=f"Thượng tá {world.signer.name}, {world.signer.authority}",
    )  # fmt: skip


def notice_withdrawal(world: World) -> Content:
    return build_notice_withdrawal(
        world.agency, world.signer, Mark("47/CV-CSGT", SIGNED_ON), world.owner, world.vehicle, notice=NOTICE_MARK,
        reason="phương tiện đã được bán, cho, tặng hoặc thừa kế trước thời điểm vi phạm; người nhận phương tiện được "
        "coi là chủ phương tiện",
        law="điểm e khoản 6 Điều 47 Nghị định số 168/2024/NĐ-CP",
    )  # fmt: skip


def withdrawal_letter(world: World) -> Content:
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


def closing_note(world: World) -> Content:
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
