"""Nothing beyond the law's list is published until a base is filed with its scan and approved by a second person."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image

from ticketing.agency import legal_bases
from ticketing.agency.dual_control import ProposalRefused
from ticketing.agency.legal_bases import NoLegalBase
from ticketing.documents.publication import published
from ticketing.evidence.log import events_of
from ticketing.evidence.seal import Sealed
from ticketing.kit.speech_text import plate_speech
from ticketing.reports.bulletin import wide_bulletin
from web.town import COMMUNE, Town
from web.visits import Browser

FORM = {
    "number": "12/NQ-HĐND", "issued_on": "02/11/2026", "issuer": "Hội đồng nhân dân tỉnh (dữ liệu thử)",
    "says": "Cho phép đọc danh sách phương tiện trên loa truyền thanh.",
}  # fmt: skip


def scan() -> bytes:
    """A scanned page."""
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "PNG")
    return out.getvalue()


def words_of(answer: str) -> str:
    """What would be read aloud."""
    found = re.search(r"<article.*</article>", answer, re.DOTALL)
    assert found
    return re.sub(r"<[^>]*>", "", found[0])


def test_a_base_is_filed_by_one_approved_by_another_and_ended_by_either(town: Town, people: dict[str, Browser]) -> None:
    clerk, administrator, supervisor = people["clerk"], people["administrator"], people["supervisor"]
    clerk.get("/bulletin")
    refused = clerk.post("/bulletin")
    assert refused.status_code == 409, "no base: nothing more is said"
    assert "biển số chín" not in words_of(refused.text)

    administrator.get("/legal-bases")
    filed = administrator.post("/legal-bases", FORM, files={"scan": ("a.png", scan(), "image/png")})
    assert filed.status_code == 303, filed.text
    with town.context.database.reading() as session:
        base = legal_bases.legal_bases(session)[0]
    assert administrator.post(f"/legal-bases/{base.id}/agree").status_code == 409, "not by who filed it"
    assert clerk.post("/bulletin").status_code == 409, "a base that waits allows nothing"

    supervisor.get("/legal-bases")
    assert supervisor.post(f"/legal-bases/{base.id}/agree").status_code == 303
    assert supervisor.get(f"/legal-bases/{base.id}/scan").content == scan()
    said = words_of(clerk.post("/bulletin").text)
    assert "văn bản số mười hai/NQ-HĐND ngày mùng hai tháng mười một" in said
    with town.context.database.reading() as session:
        waiting = {plate_speech(entry.plate) for entry in published(session, commune_code=COMMUNE)}
    assert waiting
    assert all(f"biển số {plate}, màu trắng" in said for plate in waiting)
    assert not re.search(r"\d|Nguyễn Văn|Trình Diễn, phường Ngô Quyền", said)

    assert supervisor.post(f"/legal-bases/{base.id}/withdraw", {"reason": ""}).status_code == 409
    assert supervisor.post(f"/legal-bases/{base.id}/withdraw", {"reason": "Hết hiệu lực"}).status_code == 303
    assert clerk.post("/bulletin").status_code == 409
    with town.context.database.reading() as session:
        kinds = [event.kind for event in events_of(session, f"legal_base:{base.id}")]
        assert [event.kind for event in events_of(session, f"commune:{COMMUNE}")].count("wide_bulletin_made") == 1
    assert kinds == ["sealed", "legal_base_filed", "legal_base_approved", "legal_base_withdrawn"]


@pytest.mark.parametrize(
    ("change", "data"),
    [({"number": " "}, scan), ({"issued_on": "31/02/2026"}, scan), ({"issued_on": "01/01/2027"}, scan),
     ({"says": ""}, scan), ({}, lambda: b""), ({}, lambda: b"GIF89a not a scan")],
    ids=["no number", "no such day", "a day to come", "no words", "no scan", "no picture"],
)  # fmt: skip
def test_what_is_not_complete_is_not_filed(
    change: dict[str, str], data: Callable[[], bytes], people: dict[str, Browser]
) -> None:
    administrator = people["administrator"]
    administrator.get("/legal-bases")
    answer = administrator.post("/legal-bases", FORM | change, files={"scan": ("a.png", data(), "image/png")})
    assert answer.status_code == 422


def test_only_an_administrator_files_and_without_a_base_there_is_no_way(town: Town) -> None:
    with town.context.database.writing() as session:
        with pytest.raises(ProposalRefused, match="filed by an administrator"):
            legal_bases.file_base(
                session, "1", town.now.date(), "x", "y", Sealed("0" * 64, 1, "legal_base"),
                actor=town.actor("supervisor"), at=town.now,
            )  # fmt: skip
        with pytest.raises(NoLegalBase, match="another person approves it"):
            wide_bulletin(session, COMMUNE, actor=town.actor("clerk"), at=town.now)
