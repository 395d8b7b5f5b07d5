"""Terms of keeping: two persons agree, the sweep deletes what is over and nothing else, the chain still verifies."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from ticketing.agency import retention
from ticketing.agency.dual_control import Approval, ProposalRefused
from ticketing.agency.tables import RetentionTerm
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case, CasePerson
from ticketing.cli.main import app
from ticketing.documents.drafting import manual_drafts
from ticketing.documents.tables import Document
from ticketing.evidence.checkpoint import verify_log
from ticketing.evidence.log import events_of
from ticketing.flow.retention import overdue, sweep_retention
from ticketing.kit.clock import wall_now
from ticketing.registry.tables import RegistryLoad
from web.town import Town, town_in
from web.visits import Browser


@pytest.fixture
def own_town(tmp_path: Path, built_town: Path) -> Iterator[Town]:
    """A town of its own: here things are deleted for good."""
    with town_in(tmp_path, built_town) as made:
        yield made


def agreed(town: Town, code: str, days: int = 30) -> str:
    term = town.do(retention.propose_term, code, days, "QĐ 12/QĐ-CSGT", by="administrator")
    town.do(retention.decide_term, term.id, Approval.AGREE, "", by="supervisor")
    term_id: str = term.id
    return term_id


def withdrawn_case(town: Town, days_ago: int) -> str:
    """A case whose owner was looked up, and that the signer ended before any notice."""
    case_id = town.cases["open0"]
    town.confirm(case_id)
    assert town.state(case_id) == CaseState.OWNER_IDENTIFIED
    town.do(manual_drafts.withdraw_before_notice, town.context.keys, case_id, reason="Biển báo bị che", by="signer")
    with town.context.database.writing() as session:
        session.get_one(Case, case_id).changed_at = town.now - timedelta(days=days_ago)
    return case_id


def rows_of(town: Town, case_id: str) -> tuple[int, int, bool]:
    """Persons, papers, and whether the salt is there."""
    with town.context.database.reading() as session:
        persons = session.scalar(sa.select(sa.func.count()).where(CasePerson.case_id == case_id))
        papers = session.scalar(sa.select(sa.func.count()).where(Document.case_id == case_id))
        return persons or 0, papers or 0, session.get_one(Case, case_id).salt is not None


def everybody(town: Town) -> int:
    with town.context.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(CasePerson)) or 0


def test_persons_of_a_case_that_accused_nobody_go_after_the_term_and_the_chain_verifies(own_town: Town) -> None:
    case_id = withdrawn_case(own_town, days_ago=31)
    before, kept = rows_of(own_town, case_id), everybody(own_town)
    assert before == (1, 2, True), "the record of evidence, and a notice that was never signed"
    assert sweep_retention(own_town.context) == {}, "no term, nothing deleted"
    term = agreed(own_town, "owners_of_rejected")
    assert sweep_retention(own_town.context) == {"owners_of_rejected": 1}
    assert rows_of(own_town, case_id) == (0, 1, False)
    assert everybody(own_town) == kept - 1, "those of other cases stay"
    with own_town.context.database.reading() as session:
        last = events_of(session, case_id)[-1]
    said = json.loads(last.leaf)["data"]
    assert (last.kind, last.actor) == ("persons_erased", "machine:retention")
    assert said == {"version": 6, "retention": "owners_of_rejected", "days": 30, "term": term, "rows": 1}
    assert sweep_retention(own_town.context) == {"owners_of_rejected": 0}
    assert_verifies(own_town)


def test_what_changed_since_it_was_listed_is_asked_for_again(own_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id, term = withdrawn_case(own_town, days_ago=31), agreed(own_town, "owners_of_rejected")
    listed = overdue(own_town.context)
    monkeypatch.setattr("ticketing.flow.retention.overdue", lambda _: listed)
    with own_town.context.database.writing() as session:
        a_paper = sa.update(Document).where(Document.case_id == case_id, Document.kind != "evidence_record")
        session.execute(a_paper.values(signed_sha256="went out meanwhile"))
    assert sweep_retention(own_town.context) == {"owners_of_rejected": 0}
    with own_town.context.database.writing() as session:
        session.execute(a_paper.values(signed_sha256=None))
    own_town.do(retention.decide_term, term, Approval.WITHDRAW, "Đổi quy định", by="supervisor")
    assert sweep_retention(own_town.context) == {"owners_of_rejected": 0}
    assert rows_of(own_town, case_id) == (1, 2, True)


def assert_verifies(town: Town) -> None:
    context = town.context
    vkey = (context.settings.keys / "log.vkey").read_text()
    assert verify_log(context.database, context.store, context.settings.checkpoints, vkey).faults == []


def test_before_the_end_of_the_term_and_with_a_paper_that_went_out_nothing_goes(own_town: Town) -> None:
    case_id = withdrawn_case(own_town, days_ago=29)
    agreed(own_town, "owners_of_rejected")
    with own_town.context.database.writing() as session:
        noticed = session.get_one(Case, own_town.cases["noticed"])
        noticed.state, noticed.changed_at = CaseState.REJECTED, own_town.now - timedelta(days=400)
    assert sweep_retention(own_town.context) == {"owners_of_rejected": 0}
    assert rows_of(own_town, case_id)[0] == rows_of(own_town, own_town.cases["noticed"])[0] == 1


@pytest.mark.parametrize(("code", "folder"), [("registry_rejects", "rejects"), ("quarantine", "quarantine")])
def test_files_go_when_they_are_old_enough(code: str, folder: str, own_town: Town) -> None:
    place = own_town.context.settings.home / folder
    for name, days in (("old", 31), ("young", 29)):
        (place / name).mkdir(parents=True)
        file, written = place / name / "rows.csv", (wall_now() - timedelta(days=days)).timestamp()
        file.write_text("row,reason\n")
        os.utime(file, (written, written))
    with own_town.context.database.writing() as session:
        counts = dict.fromkeys(("rows", "loaded", "unchanged", "changed", "rejected"), 1)
        load = RegistryLoad(
            id="load",
            content="vehicles",
            file_sha256="",
            loaded_at=own_town.now,
            actor="t",
            rejects_file="old",
            **counts,
        )
        session.add(load)
    agreed(own_town, code)
    listed = CliRunner().invoke(app, ["retention", "--dry-run", "--json"], env={"TICKETING_HOME": str(place.parent)})
    (kind,) = [one for one in json.loads(listed.stdout)["kinds"] if one["code"] == code]
    assert kind == {"code": code, "days": 30, "agreed": True, "over": 1, "deleted": 0, "items": ["old"]}
    assert sweep_retention(own_town.context) == {code: 1}
    assert (place / "young").exists() and not (place / "old").exists()
    with own_town.context.database.reading() as session:
        assert [event.kind for event in events_of(session, f"retention:{code}")] == ["files_erased"]
        named = session.get_one(RegistryLoad, "load").rejects_file
    assert (named is None) == (folder == "rejects"), "a later load may get this name: an old one shows none of its rows"


def test_what_cannot_be_deleted_stops_nothing_else_and_is_not_said_to_be_gone(own_town: Town) -> None:
    place = own_town.context.settings.home / "quarantine"
    place.mkdir(exist_ok=True)
    written = (wall_now() - timedelta(days=31)).timestamp()
    for name in ("b", "c", "elsewhere"):
        file = place / name if name != "elsewhere" else own_town.context.settings.home / name / "rows.csv"
        file.parent.mkdir(exist_ok=True)
        file.write_text("row,reason\n")
        os.utime(file, (written, written))
    (place / "a").symlink_to(own_town.context.settings.home / "elsewhere")  # shutil refuses it
    agreed(own_town, "quarantine")
    assert sweep_retention(own_town.context, most=1) == {"quarantine": 1}
    assert [path.name for path in sorted(place.iterdir())] == ["a", "c"]
    assert sweep_retention(own_town.context) == {"quarantine": 1}
    assert sweep_retention(own_town.context) == {"quarantine": 0}
    with own_town.context.database.reading() as session:
        assert len(events_of(session, "retention:quarantine")) == 2


@pytest.mark.parametrize(
    ("code", "days", "source"),
    [("owners_of_rejected", 29, "QĐ 1"), ("owners_of_rejected", 36_501, "QĐ 1"), ("evidence", 90, "QĐ 1"),
     ("owners_of_rejected", 90, " ")],
)  # fmt: skip
def test_a_term_that_is_too_short_or_rests_on_nothing_is_refused(code: str, days: int, source: str, town: Town) -> None:
    with pytest.raises(ProposalRefused):
        town.do(retention.propose_term, code, days, source, by="administrator")


def test_a_term_needs_two_persons_and_its_page_shows_beforehand_what_would_go(
    town: Town, client: TestClient, people: dict[str, Browser]
) -> None:
    administrator, supervisor = people["administrator"], people["supervisor"]
    assert "chưa có thời hạn" in administrator.get("/retention").text
    form = {"code": "quarantine", "days": "30", "source": "QĐ 12/QĐ-CSGT"}
    assert administrator.post("/retention", {**form, "days": "soon"}).status_code == 422
    assert administrator.post("/retention", form).status_code == 303
    with town.context.database.reading() as session:
        term = session.scalar(sa.select(RetentionTerm.id))
    assert administrator.post(f"/retention/{term}/agree").status_code == 409
    supervisor.get("/retention")
    assert supervisor.post(f"/retention/{term}/agree").status_code == 303
    assert "30 ngày" in supervisor.get("/retention").text
    assert people["auditor"].get("/retention").status_code == 200
    assert supervisor.post(f"/retention/{term}/withdraw", {"reason": "Đổi quy định"}).status_code == 303
