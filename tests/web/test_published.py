"""The list that the law orders: exactly its fields, from the notice on, gone when the case ends or rests."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from ticketing.agency.form import demo_agency
from ticketing.agency.values import Publication
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.documents.publication import HEADS, PUBLISHED, published
from ticketing.documents.tables import Document
from ticketing.kit.ids import new_id
from ticketing.web.pages.public import published as page
from web.town import Town
from web.visits import Browser

DOCS = Path(__file__).parents[2] / "docs" / "published.md"


class Undone(Exception):
    """What the test changed is taken back."""


@pytest.fixture(autouse=True)
def new_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test asks as if for the first time."""
    monkeypatch.setattr(page, "ASKED", page.RateLimit(60, lambda: 0.0))


def test_an_entry_says_what_the_law_names_and_nothing_else(town: Town, visitor: Browser) -> None:
    answer = visitor.get("/cong-bo/feed.json")
    assert answer.headers["content-type"] == "application/feed+json"
    entry = next(one for one in answer.json()["items"] if one["_violation"]["plate"] == "98A-123.59")
    assert set(entry) == {"id", "content_text", "_violation"}
    assert list(entry["_violation"]) == list(HEADS)
    assert entry["_violation"] | {"violated_at": ""} == {
        "vehicle": "Xe ô tô con", "plate": "98A-123.59", "plate_colour": "Trắng", "violated_at": "",
        "place": "Đường Hùng Vương, phường Bắc Giang", "act": entry["_violation"]["act"],
        "detecting_unit": "Đội Cảnh sát giao thông số 1", "detecting_unit_telephone": "0204.000.0001",
        "handling_unit": "Phòng Cảnh sát giao thông Công an tỉnh Bắc Ninh",
    }  # fmt: skip
    text = answer.text + visitor.get("/cong-bo").text + visitor.get("/cong-bo/danh-sach.csv").text
    for hidden in ("Nguyễn Văn", "0240000", "0912000", "Trình Diễn", ".jpg", "000 đồng", "TB-CSGT"):
        assert hidden not in text, hidden


def test_the_fields_are_those_that_readers_are_promised() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert dict(rows) == HEADS


def test_where_another_province_handles_a_case_the_telephone_stays_that_of_who_detected_it(town: Town) -> None:
    case_id = town.cases["noticed2"]
    with pytest.raises(Undone), town.context.database.writing() as session:
        case, notice = session.get_one(Case, case_id), town.documents(case_id, "notice")[-1]
        case.flags = ["TRANSFERRED"]
        values = {column.name: getattr(notice, column.name) for column in Document.__table__.columns}
        police = {"police": "Phòng Cảnh sát giao thông Công an thành phố Hà Nội"}
        session.add(Document(**values | {"id": new_id(), "kind": "transfer_slip", "number": None, "passed_to": police}))
        session.flush()
        [entry] = published(session, plate=case.plate)
        said = entry.as_json()
        assert (said["handling_unit"], said["detecting_unit_telephone"]) == (police["police"], "0204.000.0001")
        raise Undone


@pytest.mark.parametrize("state", list(CaseState), ids=str)
def test_an_entry_stands_from_the_notice_until_its_case_ends(state: CaseState, town: Town) -> None:
    case_id = town.cases["noticed2"]
    with pytest.raises(Undone), town.context.database.writing() as session:
        case = session.get_one(Case, case_id)
        for flags, stands in (([], state in PUBLISHED), (["HELD"], False), (["AMENDED"], state in PUBLISHED)):
            case.state, case.flags = state, flags
            session.flush()
            assert bool(published(session, plate=case.plate)) is stands, flags
        raise Undone


def test_programs_keep_the_list_and_ask_whether_it_changed(visitor: Browser) -> None:
    for path in ("/cong-bo/feed.json", "/cong-bo/danh-sach.csv"):
        first = visitor.get(path)
        assert first.headers["cache-control"] == "public, max-age=300"
        again = visitor.get(path, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_the_feed_goes_on_page_by_page_and_the_table_has_all(visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "FEED_PAGE", 2)
    seen, path = [], "/cong-bo/feed.json"
    while path:
        found = visitor.get(path).json()
        seen += [one["_violation"]["plate"] for one in found["items"]]
        path = found.get("next_url", "").removeprefix("http://127.0.0.1:8000")
    rows = list(csv.DictReader(io.StringIO(visitor.get("/cong-bo/danh-sach.csv").content.decode("utf-8-sig"))))
    assert [row["Biển số"] for row in rows] == seen
    assert len(seen) > 4


def test_a_plate_is_looked_for_by_a_form(visitor: Browser) -> None:
    visitor.get("/cong-bo")
    assert "98A-123.59" in visitor.post("/cong-bo", {"plate": "98a 123.59"}).text
    assert "98A-123.59" not in visitor.post("/cong-bo", {"plate": "98A-999.99"}).text


def test_who_asks_too_often_waits(visitor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "ASKED", page.RateLimit(1, lambda: 0.0))
    assert visitor.get("/cong-bo").status_code == 200
    answer = visitor.get("/cong-bo/feed.json")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")


def test_an_agency_may_leave_the_list_to_the_traffic_police_department(
    town: Town, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = replace(demo_agency(), publication=Publication(open_list=False))
    monkeypatch.setattr(page, "_agency", lambda request: silent)
    assert visitor.get("/cong-bo/feed.json").status_code == 404


def test_the_bulletin_of_a_commune_is_words_alone_and_names_nobody(town: Town, people: dict[str, Browser]) -> None:
    answer = people["clerk"].get("/bulletin?commune=07525")
    said = re.search(r"<article.*</article>", answer.text, re.DOTALL)
    assert said
    text = re.sub(r"<[^>]*>", "", said[0])
    assert "bà con phường Tự Lạn" in text, "a clerk hears his own commune alone, whatever he types"
    assert not re.search(r"\d", text)
    with town.context.database.reading() as session:
        for entry in published(session):
            assert entry.plate not in text
    assert people["supervisor"].get("/bulletin?commune=07525").text.count("bà con phường Chũ") == 1
