"""Files of vehicles and owners, and the tables that are loaded on a page."""

import html
import re
from pathlib import Path

import httpx
import openpyxl

from ticketing.kit.clock import wall_now
from ticketing.kit.sheet_files import read_names
from ticketing.review import lease
from web.town import PLAIN, VEHICLES_HEAD, Town, events, open_case_of
from web.visits import Browser

CHOSEN = re.compile(r'name="(theirs_\w+)"[^>]*>(?:<option[^>]*>[^<]*</option>)*?<option value="([^"]+)" selected>')


def test_the_file_of_a_vehicle_is_opened_for_a_purpose_names_nobody_and_lists_who_looked(
    town: Town, people: dict[str, Browser]
) -> None:
    officer, asked = people["officer1"], {"plate": "98A-123.52", "purpose": "Trả lời đơn số 12"}
    assert officer.post("/vehicles", {"plate": "98A-123.52"}).status_code == 422
    assert people["finance"].post("/vehicles", asked).status_code == 403
    shown = officer.post("/vehicles", asked).text
    assert "Toyota Vios" in shown and f"/cases/{town.cases['paid']}" in shown and "Nguyễn Văn 0-1" not in shown
    again = people["auditor"].post("/vehicles", asked | {"purpose": "Kiểm tra"}).text
    assert "Trả lời đơn số 12" in again and "Nguyễn Thị Hương Giang" in again


def test_the_file_of_an_owner_needs_a_confirmed_act_and_is_closed_to_whoever_judges_his_vehicle(
    town: Town, people: dict[str, Browser]
) -> None:
    case_id, officer = town.cases["noticed2"], people["officer1"]
    path, purpose = f"/cases/{case_id}/owner-file", {"purpose": "Chủ xe đến trụ sở"}
    assert officer.post(path, {"purpose": " "}).status_code == 409
    assert officer.post(f"/cases/{town.cases['open0']}/owner-file", purpose).status_code == 409
    before = events(town, case_id, "owner_opened")
    shown = officer.post(path, purpose).text
    assert "Nguyễn Văn 0-2" in shown and "98A-123.59" in shown and "Chủ xe đến trụ sở" in shown
    assert events(town, case_id, "owner_opened") == before + 1
    waiting = open_case_of(town, PLAIN, 2)
    assert f"/cases/{waiting}" not in people["supervisor"].post(path, purpose).text, "it waits for its verdict"
    with town.context.database.writing() as session:
        lease.take(session, waiting, town.actor("officer1").person, wall_now())
    for closed in (path, *(f"/cases/{case_id}/{what}" for what in ("persons", "words", "objection-words"))):
        assert "kết luận vụ việc đó trước" in officer.post(closed, purpose).text
    notice = town.documents(case_id, "notice")[0].id
    assert "kết luận vụ việc đó trước" in officer.get(f"/cases/{case_id}/papers/{notice}").text
    with town.context.database.writing() as session:
        lease.let_go(session, waiting, town.actor("officer1").person)


def test_a_table_is_loaded_on_the_page_and_its_refused_rows_are_opened_for_a_purpose(
    town: Town, people: dict[str, Browser]
) -> None:
    administrator = people["administrator"]
    table = f"{VEHICLES_HEAD}\n98A77701,white,car,Kia,,Đỏ,O0001,2020-01-01,\n,white,car,,,,O1,,\n".encode()

    def send(name: str, content: str = "vehicles") -> httpx.Response:
        return administrator.post("/registry/loads", {"content": content}, files={"file": (name, table)})

    assert send("v.exe").status_code == 422 and send("v.csv", "persons").status_code == 422
    assert send("v.xlsx").status_code == 422, "no workbook"
    assert "2 dòng: 1 mới, 0 thay đổi, 0 không đổi, 1 bị từ chối" in send("v.csv").text
    path = re.findall(r"/registry/loads/[0-9a-f-]+/rejects", administrator.get("/registry/loads").text)[0]
    assert administrator.post(path).status_code == 409
    rows = administrator.post(path, {"purpose": "Sửa bảng"})
    assert "attachment" in rows.headers["content-disposition"] and "it has no plate" in rows.text
    assert events(town, "registry vehicles", "rejects_opened") == 1
    assert people["auditor"].post(path, {"purpose": "Xem"}).status_code == 403
    assert path not in people["auditor"].get("/registry/loads").text


def test_a_table_with_other_column_names_is_looked_at_chosen_and_loaded(
    town: Town, people: dict[str, Browser], tmp_path: Path
) -> None:
    administrator, book = people["administrator"], openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Biển số", "Loại xe", "Màu  sơn", "Số hộp thư"])
    sheet.append(["98A-777.31", "car", "Đỏ", "O7731"])
    book.save(tmp_path / "t.xlsx")
    file = {"file": ("t.xlsx", (tmp_path / "t.xlsx").read_bytes())}
    looked = administrator.post("/registry/loads/columns", {"content": "vehicles"}, files=file).text
    assert "98A-777.31" in looked and '<option value="Loại xe" selected>' in looked
    chosen = {name: html.unescape(value) for name, value in CHOSEN.findall(looked)}
    assert chosen == {"theirs_plate": "Biển số", "theirs_kind": "Loại xe", "theirs_colour": "Màu sơn"}
    assert administrator.post("/registry/loads", {"content": "vehicles"}, files=file).status_code == 422
    chosen["theirs_owner_id"] = "Số hộp thư"
    none = {f"theirs_{name}": "" for name in VEHICLES_HEAD.split(",") if f"theirs_{name}" not in chosen}
    form = {"content": "vehicles", **chosen, **none}
    assert "1 dòng: 1 mới" in administrator.post("/registry/loads", form, files=file).text
    kept = administrator.post("/registry/loads/mapping", form)
    assert "vehicles.yaml" in kept.headers["content-disposition"]
    (tmp_path / "names.yaml").write_text(kept.text, "utf-8")
    assert read_names(tmp_path / "names.yaml")["owner_id"] == "Số hộp thư"
    assert read_names(tmp_path / "names.yaml")["make"] is None
    broken = administrator.post("/registry/loads/columns", {"content": "vehicles"}, files={"file": ("t.csv", b"")})
    assert 'role="alert"' in broken.text
