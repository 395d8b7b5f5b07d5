"""Pictures on papers: their moments, and others who are hidden."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from documents.document_fixtures import ACTED, MACHINE, NOW, DocumentContext, context
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.documents.content.notices.notice import annex_picture
from ticketing.documents.content.parts import MissingFact
from ticketing.documents.content.wording import capture_time
from ticketing.documents.drafting.document_context import REDACTED, document_context
from ticketing.documents.layout.pictures import for_print
from ticketing.documents.pictures import pictures_of
from ticketing.documents.samples.cases import scene
from ticketing.evidence.seal import record_sealed, store_blob
from ticketing.evidence.tables import EvidenceItem

__all__ = ["context"]


def test_a_still_of_the_clip_stands_on_the_notice_like_a_picture_with_its_own_moment_or_none(
    context: DocumentContext,
) -> None:
    case_id = context.case()
    clip, moment = store_blob(context.store, b"film", "clip"), ACTED + timedelta(seconds=0.4)
    stills = [
        store_blob(context.store, scene(number), "at", captured_at=at, parent=clip.sha256, made_by="test")
        for number, at in ((5, moment), (6, None))
    ]
    with context.database.writing() as session:
        record_sealed(session, case_id, [clip, *stills], at=NOW, actor=MACHINE.label)
        draft = document_context(session, context.keys, session.get_one(Case, case_id), "notice", None).draft
    shown = draft.case.pictures
    assert [(one.role, one.captured_at, one.of_clip) for one in shown] == [
        ("overview", ACTED, False), ("at", moment, True), ("plate", ACTED + timedelta(seconds=1), False),
        ("at", None, True),
    ]  # fmt: skip
    assert [annex_picture(1, one).taken for one in shown[1:]] == [
        f"Trích từ video lúc {capture_time(moment)}",
        f"Chụp lúc {capture_time(ACTED + timedelta(seconds=1))}",
        "Trích từ video không ghi thời điểm",
    ]
    with pytest.raises(MissingFact, match="not hidden yet"):
        pictures_of(context.store, "notice", draft)


def test_a_notice_shows_others_hidden_and_the_office_s_own_record_what_the_camera_saw(context: DocumentContext) -> None:
    case_id = context.case()
    with context.database.reading() as session:
        draft = document_context(session, context.keys, session.get_one(Case, case_id), "notice", None).draft
    shown = draft.case.pictures
    assert pictures_of(context.store, "notice", draft) == {one.name: context.store.get(one.redacted) for one in shown}
    originals = {one.name: for_print(context.store.get(one.sha256)) for one in shown}
    assert pictures_of(context.store, "evidence_record", draft) == originals
    assert pictures_of(context.store, "decision", draft) == {}


def test_a_notice_in_whose_pictures_nobody_was_hidden_yet_is_not_printed(context: DocumentContext) -> None:
    case_id = context.case()
    with context.database.writing() as session:
        session.execute(sa.delete(EvidenceItem).where(EvidenceItem.role == REDACTED))
    document_id = context.prepare(case_id)
    context.release(document_id)
    assert not context.press(document_id)
    assert "not hidden yet" in (context.paper(document_id).problem or "")
    assert context.read(case_id).state == CaseState.OWNER_IDENTIFIED
