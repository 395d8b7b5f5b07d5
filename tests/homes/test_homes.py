"""Homes of landed versions open for ever: tables are brought up to date, the log is whole, what was sealed is read.

`version_0048.tar.xz` is the home of a demo played to its end by the version before 0.2.0: its database, its keys (of no
installation), its checkpoints and one signed paper of each kind that is light. Pictures stay behind.
"""

import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from ticketing.agency.accounts import create_account
from ticketing.agency.actors import Role, machine
from ticketing.cases.sealed_notes import SEALED
from ticketing.cases.tables import Case
from ticketing.documents.content.draft import thaw
from ticketing.documents.sealed import opened_content
from ticketing.documents.signing.verify import load_roots, verify_pdf
from ticketing.documents.tables import Document
from ticketing.evidence.checkpoint import verify_log
from ticketing.flow.app_context import AppContext, open_app
from ticketing.flow.upgrade import current_version, newest_version
from ticketing.settings import read_settings
from ticketing.web.app import create_app
from web.town import PASSWORD
from web.visits import Browser

HOMES = sorted(Path(__file__).parent.glob("version_*.tar.xz"))


@pytest.fixture(scope="module", params=HOMES, ids=[path.name.partition(".")[0] for path in HOMES])
def earlier(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppContext]:
    folder = tmp_path_factory.mktemp("earlier")
    with tarfile.open(request.param) as kept:
        kept.extractall(folder, filter="data")
    context = open_app(read_settings({"TICKETING_HOME": str(folder / "home")}))
    yield context
    context.database.engine.dispose()


def test_its_tables_are_brought_up_to_date(earlier: AppContext) -> None:
    assert current_version(earlier.database) == newest_version()


def test_its_log_is_whole_and_only_what_was_left_behind_is_missing(earlier: AppContext) -> None:
    settings = earlier.settings
    report = verify_log(earlier.database, earlier.store, settings.checkpoints, (settings.keys / "log.vkey").read_text())
    assert report.events > 1000 and report.checkpoints > 0
    assert {fault.kind for fault in report.faults} <= {"blob_missing"}


def test_every_draft_of_a_paper_is_read(earlier: AppContext) -> None:
    with earlier.database.reading() as session:
        contents = [opened_content(earlier.keys, paper) for paper in session.scalars(sa.select(Document))]
    drafts = [thaw(content["draft"]) for content in contents if "draft" in content]
    assert len(drafts) > 100


def test_every_note_is_unsealed(earlier: AppContext) -> None:
    read = 0
    with earlier.database.reading() as session:
        for table, (place, columns) in SEALED.items():
            for row in session.scalars(sa.select(table)):
                texts = {column: getattr(row, column) for column in columns}
                read += len(
                    [earlier.keys.open(f"{place}|{column}|{row.id}", one) for column, one in texts.items() if one]
                )
    assert read > 10


def test_every_signed_paper_is_genuine(earlier: AppContext) -> None:
    roots = load_roots([earlier.settings.keys / "signers" / "root.pem"])
    with earlier.database.reading() as session:
        signed = set(session.scalars(sa.select(Document.signed_sha256).where(Document.signed_sha256.is_not(None))))
    there = [
        digest for digest in signed if digest and (earlier.store.folder / digest[:2] / digest[2:4] / digest).exists()
    ]
    assert len(there) >= 5
    assert all(verify_pdf(earlier.store.get(digest), roots).genuine for digest in there)


def test_every_case_has_its_page(earlier: AppContext) -> None:
    with earlier.database.writing() as session:
        create_account(
            session, earlier.keys, name="newcomer", role=Role.OFFICER, actor=machine("test"),
            at=earlier.clock.now(), password=PASSWORD,
        )  # fmt: skip
        cases = list(session.scalars(sa.select(Case.id)))
    with TestClient(create_app(earlier), follow_redirects=False) as client:
        officer = Browser(client).log_in("newcomer")
        answers = {case_id: officer.get(f"/cases/{case_id}").status_code for case_id in cases}
    assert len(cases) >= 40
    assert set(answers.values()) == {200}
