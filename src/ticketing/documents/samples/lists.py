"""Samples of papers of no case."""

from ticketing.documents.content.facts import (
    Mark,
)
from ticketing.documents.content.lists.consignment import (
    ConsignedPaper,
    build_address_sheet,
    build_cover_list,
    build_manifest,
)
from ticketing.documents.content.lists.quality import QualityFacts, QualityFigure, build_quality_report
from ticketing.documents.content.parts import Content
from ticketing.documents.samples.cases import World
from ticketing.documents.samples.marks import SIGNED_ON


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


def cover_list(world: World) -> Content:
    mark = Mark("2026-000031", SIGNED_ON)
    return build_cover_list(world.agency, mark, world.commune_police.name, _consigned(world), handed_by=world.officer)


def address_sheet(world: World) -> Content:
    return build_address_sheet(world.agency, _consigned(world)[0], left=20, top=45, width=85, height=45)


def delivery_manifest(world: World) -> Content:
    return build_manifest(world.agency, Mark("2026-000031", SIGNED_ON), world.commune_police.name, _consigned(world))


def quality_report(world: World) -> Content:
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
