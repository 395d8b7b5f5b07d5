"""Pages of finance, supervisors, administrators and auditors."""

import io
import re

import openpyxl
import sqlalchemy as sa

from ticketing.agency.tables import AgencyVersion, Wording
from ticketing.cases.decision.tables import Decision
from ticketing.cases.states import CaseState
from web.town import SEVERAL, Town, events, open_case_of
from web.visits import Browser


def test_a_statement_is_imported_and_what_is_unclear_waits_for_a_person(town: Town, people: dict[str, Browser]) -> None:
    with town.context.database.reading() as session:
        decision = session.scalar(sa.select(Decision).where(Decision.case_id == town.cases["paid"]))
    assert decision and decision.number
    rows = [
        f"2026-10-20,FT1,NGUYEN VAN A,{decision.amount_vnd},Nop phat QD {decision.number}",
        "2026-10-21,FT2,=cmd|' /C calc'!A0,1000000,khong ro noi dung",
        "2026-10-21,FT3,NGUYEN VAN A,1,nop them",
    ]
    data = ("value_date,reference,payer,amount_vnd,content\n" + "\n".join(rows) + "\n").encode()
    finance = people["finance"]
    finance.get("/payments")
    answer = finance.post("/payments/statements", files={"file": ("thang10.csv", data, "text/csv")})
    assert answer.status_code == 200, answer.text
    assert town.state(town.cases["paid"]) == CaseState.PAID
    page = finance.get("/payments").text
    line = re.search(r"/payments/lines/([0-9a-f-]{36})/dismiss", page)
    assert line
    assert finance.post(f"/payments/lines/{line[1]}", {"number": "99/XX", "reason": "x"}).status_code == 409
    assert finance.post(f"/payments/lines/{line[1]}/dismiss", {"reason": "không phải khoản phạt"}).status_code == 303
    line = re.search(r"/payments/lines/([0-9a-f-]{36})/dismiss", finance.get("/payments").text)
    assert line and decision.issued_on
    # Numbers begin again each year: the day tells which one is meant, as for a payer.
    for day, status in (("01/01/2020", 409), (f"{decision.issued_on:%d/%m/%Y}", 303)):
        found = {"number": f"{decision.number} ngày {day}", "reason": "đã gọi điện"}
        assert finance.post(f"/payments/lines/{line[1]}", found).status_code == status
    found = finance.get(f"/payments?find={decision.number.partition('/')[0]}").text
    statement = re.search(r"/payments/statements/([0-9a-f-]{36})\?after=\d", found)
    assert statement, "a decision is found by a part of its number, with what was booked on it"
    statements = re.findall(r'href="(/payments/statements/[0-9a-f-]{36})"', found)
    read = "".join(finance.get(path).text for path in statements)
    assert "đã gọi điện" in read and "không phải khoản phạt" in read, "why a person booked it there, or nowhere"
    assert events(town, f"statement:{statement[1]}", "statement_opened") == 1
    assert finance.post("/payments/statements", files={"file": ("x.csv", b"\x00\x01", "text/csv")}).status_code == 422


def test_reports_are_the_same_on_the_page_in_the_workbook_and_as_csv(people: dict[str, Browser]) -> None:
    supervisor = people["supervisor"]
    page = supervisor.get("/reports").text
    assert page.count("<svg xmlns") == 2
    workbook = openpyxl.load_workbook(io.BytesIO(supervisor.get("/reports/funnel.xlsx").content))
    total = [cell.value for cell in list(workbook.worksheets[0].rows)[-1]]
    csv_total = supervisor.get("/reports/funnel.csv").content.decode("utf-8-sig").strip().splitlines()[-1].split(",")
    assert [str(value) for value in total] == csv_total
    assert all(f'<td class="num">{value}</td>' in page for value in total[1:])
    assert supervisor.get("/reports?from=nonsense&to=1900-01").status_code == 200
    assert supervisor.get("/reports/other.xlsx").status_code == 404


def test_an_administrator_makes_an_account_that_works(people: dict[str, Browser], visitor: Browser) -> None:
    administrator = people["administrator"]
    administrator.get("/accounts/new")
    form = {"name": "can.bo.moi", "role": "officer", "full_name": "Cán Bộ Mới"}
    page = administrator.post("/accounts", form).text
    password = re.search(r'<b id="password">([^<]+)</b>', page)
    assert password
    visitor.log_in("can.bo.moi", password=password[1])
    assert visitor.get("/queue").headers["location"] == "/password"
    assert administrator.post("/accounts", form).status_code == 422


def versions(town: Town) -> int:
    """How many versions of the agency there are."""
    with town.context.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(AgencyVersion)) or 0


def test_the_agency_is_changed_from_a_day_on_and_faults_are_named(town: Town, people: dict[str, Browser]) -> None:
    administrator, before = people["administrator"], versions(town)
    page = administrator.get("/agency").text
    content = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert content
    text = content[1].replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")
    wrong = administrator.post("/agency", {"content": text.replace("province_code: '24'", "province_code: x")})
    assert wrong.status_code == 422 and "province_code" in wrong.text
    later = re.sub(r"(?<=valid_from: ).*", "2026-12-01", text, count=1).replace("0204.000.0000", "0204.111.1111")
    assert administrator.post("/agency", {"content": later}).status_code == 303
    assert versions(town) == before + 1
    assert "0204.000.0000" in administrator.get("/agency").text, "today the old one holds"


def test_a_wording_needs_two_persons(town: Town, people: dict[str, Browser]) -> None:
    senior, signer = people["senior"], people["signer"]
    act = re.search(r'<option value="(ILLEGAL_PARKING\|car\|[^"]+)"', senior.get("/wordings").text)
    assert act
    form = {"act": act[1], "act_vi": "Đỗ xe không đúng vị trí", "source": "Điều 6 Nghị định 168/2024/NĐ-CP"}
    assert senior.post("/wordings", {**form, "act_vi": "Phạt tiền 1.000.000 đồng"}).status_code == 422
    assert senior.post("/wordings", form).status_code == 303
    with town.context.database.reading() as session:
        wording = session.scalar(sa.select(Wording.id))
    assert senior.post(f"/wordings/{wording}/agree").status_code == 409
    signer.get("/wordings")
    assert signer.post(f"/wordings/{wording}/agree").status_code == 303
    case_id = open_case_of(town, SEVERAL, 45)
    assert "Đỗ xe không đúng vị trí" in people["officer1"].get(f"/desk/{case_id}").text


def test_an_auditor_reads_the_log_and_verifies_it(town: Town, people: dict[str, Browser]) -> None:
    auditor = people["auditor"]
    assert "act_confirmed" in auditor.get("/log?kind=act_confirmed").text
    town.context.checkpoint()
    assert "Toàn vẹn" in auditor.post("/log/verify").text
