"""From a draft to a signed file: what the press does, once, under one number after the other."""

import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from documents.document_fixtures import NOW, SIGNER, DocumentContext, context, context_at
from ticketing.cases.record import REACT
from ticketing.cases.states import CaseState, Refused
from ticketing.documents.case_documents import documents_of
from ticketing.documents.drafting.steps import prepare_evidence_record
from ticketing.documents.issuing.numbering import series_key
from ticketing.documents.queries import signed_file, waiting_counts, waiting_documents
from ticketing.documents.signing.authority import DemoAuthority
from ticketing.documents.signing.check_code import read_check_code
from ticketing.documents.signing.keyring import Keyring
from ticketing.documents.signing.sign import sign_pdf
from ticketing.documents.signing.verify import load_roots, verify_pdf
from ticketing.documents.tables import SIGNED, WAITING
from ticketing.evidence.log import events_of, root_now
from ticketing.kit.clock import vietnam_day
from ticketing.kit.jobs import Job
from ticketing.kit.numbers import next_number

__all__ = ["context"]


@pytest.fixture(params=["sqlite", "postgresql"])
def context_on_both(request: pytest.FixtureRequest, tmp_path: Path, signer_folder: Path) -> DocumentContext:
    """A home, once on SQLite and once on PostgreSQL."""
    embedded = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'test.db'}" if embedded else request.getfixturevalue("postgres_url")
    return context_at(url, tmp_path, signer_folder)


def test_a_notice_goes_from_draft_to_a_signed_file_that_anybody_can_check(context: DocumentContext) -> None:
    case_id = context.case()
    paper = context.issue(case_id)
    assert (paper.state, paper.no, paper.form, paper.issued_on) == (
        SIGNED, "01/TB-CSGT", "Mẫu số 01/73", date(2026, 11, 18),
    )  # fmt: skip
    case = context.read(case_id)
    assert case.state == CaseState.NOTICE_SENT and case.lookup_code_hash
    pdf = signed_file(context.store, paper)
    roots = load_roots([DemoAuthority(context.signing.folder).root_certificate])
    checked = verify_pdf(pdf, roots, at=NOW)
    assert checked.genuine and checked.document_no == "01/TB-CSGT"
    with context.database.reading() as session:
        last = events_of(session, case_id)[-1]
    assert last.kind == "notice_sent" and last.actor == "signer:sang" and paper.signed_sha256 in last.leaf
    assert "Hoa" not in last.leaf and "Hoa" not in paper.content


def test_the_check_code_is_that_of_the_log_as_it_stood(context: DocumentContext) -> None:
    case_id = context.case()
    document_id = context.prepare(case_id)
    context.release(document_id)
    with context.database.reading() as session:
        size, root = root_now(session)
    context.press(document_id)
    code = read_check_code(context.paper(document_id).check_code or "")
    assert code.size == size and code.fits(root)


def test_others_write_while_a_paper_is_signed_and_a_number_that_one_took_is_not_used_twice(
    context: DocumentContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id, taken = context.prepare(context.case()), []
    context.release(document_id)

    def sign_slowly(*arguments: Any, **named: Any) -> bytes:
        if not taken:  # another process, while ours waits for the time stamp server
            with context.database.writing() as session:
                taken.append(next_number(session, series_key("CSGT", "TB-CSGT", vietnam_day(NOW))))
        return sign_pdf(*arguments, **named)

    monkeypatch.setattr("ticketing.documents.issuing.printing.sign_pdf", sign_slowly)
    assert context.press(document_id) and taken == [1]
    assert context.paper(document_id).no == "02/TB-CSGT"


def test_no_paper_exists_without_a_human_verdict(context: DocumentContext) -> None:
    case_id = context.before_review("NO_ENTRY", "car")
    with pytest.raises(Refused, match="belongs to a case in OWNER_IDENTIFIED"):
        context.prepare(case_id)
    with pytest.raises(Refused, match="verdict"), context.database.writing() as session:
        prepare_evidence_record(session, context.keys, case_id, at=NOW)


def test_the_same_notice_is_prepared_once(context: DocumentContext) -> None:
    case_id = context.case()
    assert context.prepare(case_id) == context.prepare(case_id)
    with context.database.reading() as session:
        assert waiting_counts(session) == {"notice": 1}


def test_pressing_twice_does_its_work_once(context: DocumentContext) -> None:
    case_id = context.case()
    document_id = context.prepare(case_id)
    context.release(document_id)
    assert context.press(document_id) and not context.press(document_id)
    second = context.issue(context.case())
    assert (context.paper(document_id).no, second.no) == ("01/TB-CSGT", "02/TB-CSGT")


@pytest.mark.parametrize("place", ["document_signed_before_row", "document_row_before_commit"])
def test_a_press_that_dies_leaves_no_gap_and_nothing_twice(
    context: DocumentContext, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    case_id = context.case()
    document_id = context.prepare(case_id)
    context.release(document_id)
    monkeypatch.setenv("TICKETING_FAILPOINT", f"{place}:raise")
    monkeypatch.setattr("ticketing.kit.failpoints._passed", {})
    with pytest.raises(RuntimeError, match=place):
        context.press(document_id)
    monkeypatch.delenv("TICKETING_FAILPOINT")
    assert context.paper(document_id).state == "released" and context.read(case_id).state == CaseState.OWNER_IDENTIFIED
    assert context.press(document_id)
    assert context.paper(document_id).no == "01/TB-CSGT"


def test_release_wakes_the_press_and_a_second_release_is_refused(context: DocumentContext) -> None:
    document_id = context.prepare(context.case())
    context.release(document_id)
    with context.database.reading() as session:
        job = session.scalar(sa.select(Job).where(Job.task == "press"))
        assert job is not None and job.subject == document_id
    with pytest.raises(Refused, match="released"):
        context.release(document_id)


def test_a_person_without_a_key_signs_nothing(context: DocumentContext, tmp_path: Path) -> None:
    context.signing = Keyring(tmp_path / "nothing", demo=False)
    document_id = context.prepare(context.case())
    context.release(document_id)
    assert not context.press(document_id)
    paper = context.paper(document_id)
    assert paper.state == WAITING and "no signing key" in str(paper.problem)


def test_each_time_that_a_paper_goes_back_to_its_signer_its_case_is_looked_at(
    context: DocumentContext, tmp_path: Path
) -> None:
    """Also twice at one moment, as in a demo whose clock stands still."""
    context.signing = Keyring(tmp_path / "nothing", demo=False)
    document_id = context.prepare(case_id := context.case())
    looks = sa.select(sa.func.count()).where(Job.task == REACT, Job.subject == case_id)
    with context.database.reading() as session:
        before = session.scalar(looks)
    for _ in range(2):
        context.release(document_id)
        assert not context.press(document_id)
    with context.database.reading() as session:
        assert session.scalar(looks) == (before or 0) + 2


def test_every_paper_of_a_case_is_listed(context: DocumentContext) -> None:
    case_id = context.case()
    context.issue(case_id)
    with context.database.reading() as session:
        assert [(paper.kind, paper.state) for paper in documents_of(session, case_id)] == [("notice", SIGNED)]


def test_several_presses_at_once_number_each_paper_once_without_a_gap(context_on_both: DocumentContext) -> None:
    context = context_on_both
    papers = context.in_the_press(4)
    pressed: list[bool] = []

    def work() -> None:
        pressed.extend([context.press(paper) for paper in papers])

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pressed.count(True) == 4 and len(pressed) == 8
    assert sorted(context.paper(paper).number or 0 for paper in papers) == [1, 2, 3, 4]
    with context.database.reading() as session:
        assert waiting_documents(session, SIGNER, at=NOW) == []
        kinds = [event.kind for paper in papers for event in events_of(session, context.paper(paper).case_id)]
    assert kinds.count("notice_sent") == 4
