"""Samples of the notice, its annex and the slips."""

from datetime import datetime

from ticketing.documents.content.facts import (
    CommunePoliceFacts,
    LookupFacts,
    Mark,
    OfficeFacts,
)
from ticketing.documents.content.notices.notice import build_annex, build_notice
from ticketing.documents.content.notices.transfer import build_commune_slip, build_transfer_slip
from ticketing.documents.content.parts import Content
from ticketing.documents.samples.cases import World
from ticketing.documents.samples.marks import NOTICE_MARK, SIGNED_ON
from ticketing.documents.signing.check_code import check_code, printed_lookup_code
from ticketing.kit.clock import VIETNAM


def notice(world: World) -> Content:
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


def annex(world: World) -> Content:
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


def transfer_slip(world: World) -> Content:
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


def commune_slip(world: World) -> Content:
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
