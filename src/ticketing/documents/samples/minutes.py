"""Samples of records and minutes."""

from dataclasses import replace
from datetime import date, datetime

from ticketing.documents.content.facts import (
    Mark,
    OfficeFacts,
)
from ticketing.documents.content.minutes.evidence_record import build_evidence_record
from ticketing.documents.content.minutes.hearing import HearingFacts, build_hearing_minutes
from ticketing.documents.content.minutes.verification import VerificationFacts, build_verification_minutes
from ticketing.documents.content.minutes.violation import MinutesFacts, RetainedItem, build_minutes
from ticketing.documents.content.parts import Content
from ticketing.documents.samples.cases import World
from ticketing.documents.samples.marks import SIGNED_ON
from ticketing.kit.clock import VIETNAM


def evidence_record(world: World) -> Content:
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


def minutes(world: World) -> Content:
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


def verification_minutes(world: World) -> Content:
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


def hearing_minutes(world: World) -> Content:
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
