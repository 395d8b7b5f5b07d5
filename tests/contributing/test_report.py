"""The worked example "Add a report": one file gives command, page, files and right; an incomplete one is refused."""

import csv
import json
import tarfile
from pathlib import Path

import pytest

from contributing.worked_examples import ROOT, Copy, copy_of_checkout, example

PAGE = ROOT / "docs" / "contributing" / "report.md"
FILE = "src/ticketing/reports/catalogue/opened.py"
BROWSE = """
import sys
from fastapi.testclient import TestClient
sys.path.insert(0, "tests")
from ticketing.agency.accounts import create_account
from ticketing.agency.actors import Role, machine
from ticketing.flow.app_context import open_app
from ticketing.settings import read_settings
from ticketing.web.app import create_app
from web.town import PASSWORD
from web.visits import Browser
context = open_app(read_settings())
with TestClient(create_app(context), follow_redirects=False) as client:
    for role in (Role.SUPERVISOR, Role.AUDITOR):
        with context.database.writing() as session:
            made = create_account(session, context.keys, name=f"new-{role}", role=role, actor=machine("test"),
                at=context.clock.now(), password=PASSWORD)
        browser = Browser(client).log_in(f"new-{role}", made.totp_secret)
        pages = [browser.get(f"/reports/opened{end}") for end in ("", ".xlsx", ".csv", ".json")]
        print(role, *(page.status_code for page in pages))
        if role is Role.SUPERVISOR:
            assert pages[1].content.startswith(b"PK") and "theo tháng xảy ra hành vi" in pages[0].text
            assert "/reports/opened" in browser.get("/reports").text
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    made = copy_of_checkout(tmp_path_factory.mktemp("copy"))
    made.add(example("Add a report", PAGE))
    return made


def test_one_file_gives_command_page_files_and_right(copy: Copy, tmp_path: Path) -> None:
    with tarfile.open(ROOT / "tests/homes/version_0048.tar.xz") as kept:
        kept.extractall(tmp_path, filter="data")
    home, table = tmp_path / "home", tmp_path / "opened.csv"
    command = ("-m", "ticketing.cli.main", "report", "opened", "--json", "--csv", str(table))
    answer = copy.run(*command, home=home)
    assert answer.returncode == 0, answer.stderr
    found = json.loads(answer.stdout)
    assert found["total"]["opened"] == sum(row["opened"] for row in found["by_commune"]) > 0
    rows = list(csv.reader(table.read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["Tháng", "Đã mở"] and rows[-1] == ["Tổng cộng", str(found["total"]["opened"])]
    shown = copy.run("-c", BROWSE, home=home)
    assert shown.stdout.splitlines() == ["supervisor 200 200 200 200", "auditor 404 404 404 404"], shown.stderr
    assert copy.changed() == [FILE]


def test_an_incomplete_one_is_refused_with_a_sentence(copy: Copy, tmp_path: Path) -> None:
    added = copy.folder / FILE
    whole = added.read_text("utf-8")
    try:
        added.write_text(whole.replace('"Cases opened")', '"")'), "utf-8")
        answer = copy.run("-m", "ticketing.cli.main", "report", "--help", home=tmp_path)
    finally:
        added.write_text(whole, "utf-8")
    assert answer.returncode == 2
    assert answer.stderr.strip() == "Report 'opened': it has no title in English: write it."
