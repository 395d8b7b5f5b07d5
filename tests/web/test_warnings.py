"""Warnings to agencies on the pages of officers and supervisors."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from ticketing.agency.dispatch_rules import WarnedOffice
from ticketing.dispatch.consignments.closing import close_due
from ticketing.dispatch.tables import Consignment
from ticketing.documents.content.draft import LetterFacts
from ticketing.documents.drafting import steps
from ticketing.documents.drafting.manual_drafts import withdraw_after_notice
from web.town import Town, open_case_of
from web.visits import Browser


def test_a_warning_stands_on_its_page_until_both_agencies_have_confirmed_it(
    town: Town, people: dict[str, Browser]
) -> None:
    officer, context = people["officer1"], town.context
    case_id = open_case_of(town, 4, 11)
    town.confirm(case_id)
    town.sign(case_id, "notice")
    town.do(steps.prepare, context.keys, case_id, "warning", by="officer1")
    town.sign(case_id, "warning")
    [warning] = town.documents(case_id, "warning")
    page = people["supervisor"].get("/warnings").text
    assert warning.no and warning.no in page and page.count("trong gói kế tiếp") == 2
    assert "Cơ quan đăng kiểm xe cơ giới (dữ liệu trình diễn)" in page
    close_due(context.database, context.store, context.keys, at=town.now + timedelta(days=1))
    with context.database.reading() as session:
        query = sa.select(Consignment.id).where(Consignment.receiver_code == "inspection")
        consignment = session.scalars(query).one()
    address = f"/consignments/{consignment}"
    assert "Đã tiếp nhận toàn bộ gói" in officer.get(address).text and warning.no in officer.get(address).text
    assert "Đã tiếp nhận toàn bộ gói" not in people["supervisor"].get(address).text
    assert people["supervisor"].post(f"{address}/receipt").status_code == 403
    nobody = officer.post(f"{address}/receipt", {"by": " "})
    assert nobody.status_code == 409
    assert officer.post(f"{address}/receipt", {"by": "Phạm Văn Mẫu, số 12"}).status_code == 303
    page = officer.get("/warnings").text
    assert "đã tiếp nhận" in page and "đang gửi đi" in page


def test_an_agency_that_is_not_entered_is_named_on_the_pages(
    town: Town, people: dict[str, Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WarnedOffice, "entered", property(lambda _: False))
    assert people["officer1"].get("/warnings").text.count("Chưa khai báo cơ quan này") == 2
    assert "warnings.inspection thiếu tên hoặc cách gửi" in people["administrator"].get("/agency").text


def test_what_will_lift_a_warning_is_named_while_it_waits_for_its_signer(
    town: Town, people: dict[str, Browser]
) -> None:
    keys, case_id = town.context.keys, open_case_of(town, 4, 10, acted=town.now - timedelta(days=3))
    town.confirm(case_id)
    town.sign(case_id, "notice")
    town.do(steps.prepare, keys, case_id, "warning", by="officer1")
    town.sign(case_id, "warning")
    [warning] = town.documents(case_id, "warning")

    def row() -> str:
        rows = people["supervisor"].get("/warnings").text.split("<tr>")
        return next((one for one in rows if (warning.no or "-") in one), "")

    assert "chờ ký" not in row()
    letter = LetterFacts("xe khác gắn biển số giống biển số này", "Điều 65")
    paper = town.do(withdraw_after_notice, keys, case_id, letter, by="officer1")
    town.sign(case_id, paper.kind)
    town.works()
    assert "chờ ký" in row()
    town.sign(case_id, "warning_lifted")
    assert "chờ ký" not in row()
