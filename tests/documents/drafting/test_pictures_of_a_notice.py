"""Pictures on papers: their moments, and others who are hidden."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from documents.paper_office import ACTED, MACHINE, NOW, Office, office
from ticketing.cases.states import S
from ticketing.cases.tables import Case
from ticketing.documents.content.notice import annex_picture
from ticketing.documents.content.parts import MissingFact
from ticketing.documents.content.words import capture_time
from ticketing.documents.drafting.gather import REDACTED, gather
from ticketing.documents.layout.pictures import for_print
from ticketing.documents.pictures import pictures_of
from ticketing.documents.samples.papers import scene
from ticketing.evidence.seal import record_sealed, store_blob
from ticketing.evidence.tables import EvidenceItem

__all__ = ["office"]


def test_a_still_of_the_clip_stands_on_the_notice_like_a_picture_with_its_own_moment_or_none(office: Office) -> None:
    case_id = office.case()
    clip, moment = store_blob(office.store, b"film", "clip"), ACTED + timedelta(seconds=0.4)
    stills = [
        store_blob(office.store, scene(number), "at", captured_at=at, parent=clip.sha256, made_by="test")
        for number, at in ((5, moment), (6, None))
    ]
    with office.database.writing() as session:
        record_sealed(session, case_id, [clip, *stills], at=NOW, actor=MACHINE.label)
        draft = gather(session, office.keys, session.get_one(Case, case_id), "notice", None).draft
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
        pictures_of(office.store, "notice", draft)


def test_a_notice_shows_others_hidden_and_the_office_s_own_record_what_the_camera_saw(office: Office) -> None:
    case_id = office.case()
    with office.database.reading() as session:
        draft = gather(session, office.keys, session.get_one(Case, case_id), "notice", None).draft
    shown = draft.case.pictures
    assert pictures_of(office.store, "notice", draft) == {one.name: office.store.get(one.redacted) for one in shown}
    originals = {one.name: for_print(office.store.get(one.sha256)) for one in shown}
    assert pictures_of(office.store, "evidence_record", draft) == originals
    assert pictures_of(office.store, "decision", draft) == {}


def test_a_notice_in_whose_pictures_nobody_was_hidden_yet_is_not_printed(office: Office) -> None:
    case_id = office.case()
    with office.database.writing() as session:
        session.execute(sa.delete(EvidenceItem).where(EvidenceItem.role == REDACTED))
    document_id = office.prepare(case_id)
    office.release(document_id)
    assert not office.press(document_id)
    assert "not hidden yet" in (office.paper(document_id).problem or "")
    assert office.read(case_id).state == S.OWNER_IDENTIFIED
