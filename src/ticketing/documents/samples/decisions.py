"""Samples of the penalty decision and the notice of licence points."""

from datetime import date

from ticketing.documents.content.decisions import vietqr
from ticketing.documents.content.decisions.decision import DecisionFacts, build_decision
from ticketing.documents.content.decisions.points import build_points_notice
from ticketing.documents.content.facts import (
    LIMITED,
    UNLIMITED,
    FineFacts,
    LicenceFacts,
    Mark,
)
from ticketing.documents.content.parts import Content
from ticketing.documents.samples.cases import World
from ticketing.documents.samples.marks import SIGNED_ON, TREASURY


def decision(world: World) -> Content:
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


def points(world: World) -> Content:
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
