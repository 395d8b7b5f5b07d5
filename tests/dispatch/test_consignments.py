"""Issuer gather by commune, are closed once, numbered without gaps, and printed with their cover list."""

import io
import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa

from conftest import MONDAY
from dispatch.conftest import ELSEWHERE, HOME, Issuer, closed, consigned
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import Agency, Channel, save_agency
from ticketing.agency.dispatch_rules import PrintLayout
from ticketing.cases import record
from ticketing.cases.holding import hold, propose_release, release
from ticketing.cases.owner.persons import Person, PersonKind, PersonRole, person_row, save_person
from ticketing.dispatch.consignments import closing as c
from ticketing.dispatch.delivery.queries import consignments, items_with_receivers
from ticketing.dispatch.signed_documents import NotConsigned
from ticketing.dispatch.tables import Consignment, ConsignmentItem, OutboxMessage
from ticketing.documents.tables import Document
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import vietnam_day
from ticketing.kit.jobs import Job
from walked import OFFICER, SIGNER, walk_to

LATER = MONDAY + timedelta(minutes=31)


def all_of(context: AppContext, table: type[Any]) -> list[Any]:
    with context.database.reading() as session:
        return list(session.scalars(sa.select(table).order_by(table.id)))


def test_papers_for_one_commune_travel_together_and_others_apart(context: AppContext, issuer: Issuer) -> None:
    consigned(context, issuer.notice(HOME), issuer.notice(HOME), issuer.notice(ELSEWHERE))
    found = all_of(context, Consignment)
    assert [(one.receiver_code, one.state) for one in found] == [(HOME, "gathering"), (ELSEWHERE, "gathering")]
    assert found[0].mailbox == "cong-an.07210@demo.invalid"
    closed(context, MONDAY + timedelta(minutes=29))
    assert {one.state for one in all_of(context, Consignment)} == {"gathering"}
    closed(context, LATER)
    with context.database.reading() as session:
        summaries = {s.consignment.receiver_code: s for s in consignments(session)}
    assert summaries[HOME].papers == 2 and summaries[HOME].mail == "waiting"
    assert sorted(s.consignment.number or "" for s in summaries.values()) == ["01/DS-CSGT", "02/DS-CSGT"]


def test_consigning_again_changes_nothing(context: AppContext, issuer: Issuer) -> None:
    document = issuer.notice()
    consigned(context, document, document)
    closed(context, LATER)
    consigned(context, document, at=LATER)
    closed(context, LATER)
    assert len(all_of(context, ConsignmentItem)) == len(all_of(context, OutboxMessage)) == 1


def test_the_print_file_begins_with_the_cover_list_and_holds_every_paper(context: AppContext, issuer: Issuer) -> None:
    consigned(context, issuer.notice(), issuer.notice())
    closed(context, LATER)
    [consignment] = all_of(context, Consignment)
    with pikepdf.open(io.BytesIO(context.store.get(consignment.print_sha256))) as pdf:
        assert len(pdf.pages) == 6  # cover list and its empty back, then twice two pages
    manifest = json.loads(context.store.get(consignment.manifest_sha256))
    assert manifest["consignment"] == "01/DS-CSGT" and manifest["receiver"] == "Công an phường Bắc Giang, tỉnh Bắc Ninh"
    assert [paper["file"] for paper in manifest["papers"]] == ["01-TB-CSGT.pdf", "02-TB-CSGT.pdf"]
    assert [paper["no"] for paper in manifest["papers"]] == ["01/TB-CSGT", "02/TB-CSGT"]


def test_for_envelopes_with_a_window_each_paper_follows_its_address(
    context: AppContext, issuer: Issuer, agency: Agency
) -> None:
    rules = replace(agency.dispatch, layout=PrintLayout.WINDOW)
    windowed = replace(agency, valid_from=vietnam_day(MONDAY), dispatch=rules)
    with context.database.writing() as session:
        save_agency(session, windowed, actor=machine("init"), at=MONDAY)
    consigned(context, issuer.notice(owner="Trần Văn Nhận"))
    closed(context, LATER)
    [consignment] = all_of(context, Consignment)
    printed = context.store.get(consignment.print_sha256)
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert len(pdf.pages) == 6  # cover list, address and their empty backs, then two pages
    third, shown = ["-f", "3", "-l", "3"], ["-r", "72", "-x", "57", "-y", "128", "-W", "241", "-H", "128"]
    window = subprocess.run(
        ["pdftotext", *third, *shown, "-", "-"], input=printed, capture_output=True, check=True
    ).stdout.decode()
    assert "Trần Văn Nhận" in window and "đường Trình Diễn" in window and "đồng" not in window


def test_each_opened_receiver_is_an_event_and_no_name_stands_in_the_log(context: AppContext, issuer: Issuer) -> None:
    consigned(context, issuer.notice(owner="Trần Thị Bí Mật"))
    closed(context, LATER)
    [item] = all_of(context, ConsignmentItem)
    with context.database.reading() as session:
        kinds = [event.kind for event in events_of(session, item.case_id)]
        assert kinds.count("owner_opened") == 1 and kinds.count("consigned") == 1
        leaves = session.execute(sa.text("select leaf from evidence_events")).scalars().all()
        assert not any("Bí Mật" in leaf for leaf in leaves)
        sealed = events_of(session, f"consignment:{item.consignment_id}")
        assert [event.kind for event in sealed] == ["consignment_closed", "sealed"]


def test_a_crash_after_closing_prints_it_the_next_time_under_the_same_number(
    context: AppContext, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    consigned(context, issuer.notice())
    with monkeypatch.context() as broken:
        broken.setattr(c, "seal", lambda *_: (_ for _ in ()).throw(RuntimeError("power cut")))
        with pytest.raises(RuntimeError):
            closed(context, LATER)
    [half] = all_of(context, Consignment)
    assert (half.state, half.number, half.print_sha256) == ("closed", "01/DS-CSGT", None)
    closed(context, LATER)
    [whole] = all_of(context, Consignment)
    assert whole.number == "01/DS-CSGT" and whole.print_sha256
    assert len(all_of(context, OutboxMessage)) == 1
    [item] = all_of(context, ConsignmentItem)
    with context.database.reading() as session:
        looks = [event.kind for event in events_of(session, item.case_id) if event.kind == "owner_opened"]
    assert len(looks) == 1, "nobody looked a second time"


def test_too_many_papers_for_one_mail_make_a_second_consignment(
    context: AppContext, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(c, "MOST_PAPERS", 2)
    consigned(context, *(issuer.notice() for _ in range(5)))
    states = [(one.state, one.number) for one in all_of(context, Consignment)]
    assert states == [("closed", "01/DS-CSGT"), ("closed", "02/DS-CSGT"), ("gathering", None)]
    closed(context, MONDAY)
    assert [bool(one.print_sha256) for one in all_of(context, Consignment)] == [True, True, False]


def test_papers_too_big_for_one_mail_make_a_second_consignment(context: AppContext, issuer: Issuer) -> None:
    for _ in range(3):
        case = walk_to(context, "notice_sent")
        consigned(context, issuer.of_case(case, "notice", size=5 * 1024 * 1024))
    assert len(all_of(context, Consignment)) == 3


def test_a_consignment_wakes_the_machine_when_its_time_is_up(context: AppContext, issuer: Issuer) -> None:
    consigned(context, issuer.notice())
    [consignment] = all_of(context, Consignment)
    with context.database.reading() as session:
        job = session.scalars(sa.select(Job).where(Job.task == c.CLOSE_TASK)).one()
    assert (job.subject, job.due_at) == (consignment.id, MONDAY + timedelta(minutes=30))


def test_a_held_case_keeps_its_paper_back_until_it_is_released(context: AppContext, issuer: Issuer) -> None:
    consigned(context, free := issuer.notice(), held := issuer.notice())
    with context.database.writing() as session:
        case_id = session.get_one(Document, held).case_id
        hold(session, context.keys, case_id, reason="nghi biển số giả", actor=OFFICER, at=MONDAY)
    closed(context, LATER)
    items = {item.document_id: item for item in all_of(context, ConsignmentItem)}
    by_id = {one.id: one for one in all_of(context, Consignment)}
    assert by_id[items[free].consignment_id].state == "closed"
    assert by_id[items[held].consignment_id].state == "gathering"
    closed(context, LATER + timedelta(minutes=31))
    with context.database.writing() as session:
        propose_release(session, context.keys, case_id, reason="đã xác minh", actor=OFFICER, at=LATER)
        release(session, case_id, actor=Actor("senior-1", Role.SENIOR), at=LATER)
    closed(context, LATER + timedelta(hours=3))
    assert {one.number for one in all_of(context, Consignment)} == {"01/DS-CSGT", "02/DS-CSGT"}


def test_the_paper_of_a_case_that_ended_does_not_leave(context: AppContext, issuer: Issuer) -> None:
    consigned(context, document := issuer.notice())
    with context.database.writing() as session:
        case_id = session.get_one(Document, document).case_id
        facts = record.Facts(reason=("WITHDRAWN", "sai"))
        record.apply(session, case_id, "case_withdrawn", actor=SIGNER, at=MONDAY, facts=facts)
    closed(context, LATER)
    assert [(one.state, one.number) for one in all_of(context, Consignment)] == [("done", None)]
    assert all_of(context, ConsignmentItem)[0].outcome == "withdrawn"
    assert all_of(context, OutboxMessage) == []


def test_the_paper_for_an_owner_who_is_the_owner_no_more_does_not_leave(context: AppContext, issuer: Issuer) -> None:
    consigned(context, document := issuer.notice())
    with context.database.writing() as session:
        case_id = session.get_one(Document, document).case_id
        record.apply(session, case_id, "owner_answered", actor=OFFICER, at=MONDAY)
        record.apply(session, case_id, "new_owner_or_address", actor=OFFICER, at=MONDAY)
    closed(context, LATER)
    assert all_of(context, ConsignmentItem)[0].outcome == "withdrawn"
    assert all_of(context, OutboxMessage) == []


def test_without_a_mailbox_and_for_other_channels_papers_gather_for_the_post(
    context: AppContext, issuer: Issuer
) -> None:
    consigned(context, issuer.notice("00004"))  # a ward of Hà Nội
    [consignment] = all_of(context, Consignment)
    assert (consignment.channel, consignment.receiver_code) == ("post", "")


def test_the_agency_chooses_the_channel_of_first_notices_but_not_of_the_slip(agency: Agency) -> None:
    by_post = replace(agency, dispatch=replace(agency.dispatch, first_notice=Channel.POST))
    assert c.channel_for(by_post, "notice", HOME) is Channel.POST
    assert c.channel_for(by_post, "commune_slip", HOME) is Channel.COMMUNE_POLICE


def test_the_chosen_channel_holds_from_its_day_on(context: AppContext, agency: Agency, issuer: Issuer) -> None:
    electronic = replace(
        agency,
        valid_from=MONDAY.date(),
        dispatch=replace(agency.dispatch, first_notice=Channel.ELECTRONIC),
    )
    with context.database.writing() as session:
        save_agency(session, electronic, actor=Actor("a", Role.ADMINISTRATOR), at=MONDAY)
    consigned(context, issuer.notice())
    assert all_of(context, Consignment)[0].channel == "electronic"


def test_an_unsigned_paper_does_not_travel(context: AppContext, issuer: Issuer) -> None:
    document = issuer.notice()
    with context.database.writing() as session:
        session.get_one(Document, document).state = "waiting"
    with context.database.writing() as session, pytest.raises(NotConsigned, match="only a signed one is sent"):
        c.consign(session, document, at=MONDAY)


def test_the_clerk_sees_receivers_and_neither_act_nor_amount(context: AppContext, issuer: Issuer) -> None:
    consigned(context, issuer.notice(owner="Lê Thị Mẫu"))
    with context.database.reading() as session:
        [consignment] = session.scalars(sa.select(Consignment))
        [view] = items_with_receivers(session, context.keys, consignment)
        assert (view.receiver, view.address) == ("Lê Thị Mẫu", "Số 3, đường Trình Diễn")
        assert consignments(session, commune_code=ELSEWHERE) == []


@pytest.mark.parametrize("kind", ["notice", "commune_slip"])
def test_a_paper_under_way_is_for_whom_its_notice_names_not_for_a_later_owner(
    context: AppContext, issuer: Issuer, kind: str
) -> None:
    notice_id = issuer.notice(owner="Lê Thị Mẫu")
    with context.database.writing() as session:
        notice = session.get_one(Document, notice_id)
        first = person_row(session, notice.case_id, PersonRole.OWNER)
        assert first is not None
        notice.about = first.id
    document_id = notice_id if kind == "notice" else issuer.of_case(notice.case_id, kind, about=notice_id)
    with context.database.writing() as session:
        later = Person(PersonKind.INDIVIDUAL, "Vũ Thị Sau", address="Số 9", commune_code=ELSEWHERE)
        save_person(session, context.keys, notice.case_id, PersonRole.OWNER, later, at=MONDAY)
    consigned(context, document_id)
    with context.database.reading() as session:
        [consignment] = session.scalars(sa.select(Consignment))
        [view] = items_with_receivers(session, context.keys, consignment)
    police = "Công an phường Bắc Giang, tỉnh Bắc Ninh"
    assert (consignment.receiver_code, view.handed_to.name) == (HOME, "Lê Thị Mẫu")
    assert view.receiver == ("Lê Thị Mẫu" if kind == "notice" else police), "the slip is for the police of the commune"
