"""A case that another office handles: the slip beside the notice, which names both, and what may still happen here."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from documents.document_fixtures import HAN, MACHINE, NOW, OWNER_IN_HANOI, SIGNER, DocumentContext, context_at
from ticketing.agency.agency import agency_on, save_agency
from ticketing.cases.answers.owner_answers import Answer, name_new_owner, record_answer
from ticketing.cases.owner.transfers import settle_elsewhere
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.cases.terms.case_clocks import running_clocks
from ticketing.dispatch.consignments.bundle import collect as gather_bundle
from ticketing.dispatch.consignments.closing import close_consignment, consign, not_consigned
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.content.snapshot import content_json
from ticketing.documents.drafting.manual_drafts import pass_on
from ticketing.documents.drafting.steps import draft_sheets, prepare_evidence_record, release_batch, send_back
from ticketing.documents.drafting.transfer import pass_on_where_due, record_is_in_the_press
from ticketing.documents.layout.render import preview
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import RELEASED, WAITING, Document
from ticketing.kit.clock import vietnam_day
from ticketing.kit.jobs import TryLater
from ticketing.registry.load import STOLEN, load_table
from walked import words_in_the_file

HANOI_DIVISION = "Phòng Cảnh sát giao thông Công an thành phố Hà Nội"


@pytest.fixture
def context(tmp_path: Path, signer_folder: Path) -> DocumentContext:
    """A home whose network has two communes, and the traffic police of Hà Nội by mail."""
    context = context_at(f"sqlite:///{tmp_path / 'test.db'}", tmp_path, signer_folder)
    with context.database.writing() as session:
        agency = agency_on(session, vietnam_day(NOW))
        connected = replace(
            agency, connected_communes=("00070", "07210"), traffic_divisions={"01": "csgt@hanoi.demo.invalid"}
        )
        save_agency(session, replace(connected, valid_from=vietnam_day(NOW)), actor=MACHINE, at=NOW)
    return context


def slip(context: DocumentContext, case_id: str) -> Document | None:
    with context.database.writing() as session:
        return pass_on_where_due(session, context.keys, case_id, actor=MACHINE, at=NOW)


def test_an_owner_of_this_province_is_handled_here(context: DocumentContext) -> None:
    assert slip(context, context.case()) is None
    assert slip(context, context.case(behaviour="ILLEGAL_PARKING")) is None


def test_where_the_area_is_a_commune_our_own_division_is_still_this_office(context: DocumentContext) -> None:
    with context.database.writing() as session:
        agency = agency_on(session, vietnam_day(NOW))
        units = tuple(replace(unit, commune_code="07210") for unit in agency.units)
        narrow = replace(agency, area=type(agency.area).COMMUNE, units=units)
        save_agency(session, narrow, actor=MACHINE, at=NOW)
    assert slip(context, context.case()) is None


@pytest.mark.parametrize(
    ("behaviour", "police", "office_kind", "code"),
    [
        ("NO_ENTRY", HANOI_DIVISION, "traffic_division", "01"),
        ("ILLEGAL_PARKING", "Công an phường Hoàn Kiếm, thành phố Hà Nội", "commune_police", "00070"),
    ],
)
def test_an_owner_elsewhere_is_handled_there(
    context: DocumentContext, behaviour: str, police: str, office_kind: str, code: str
) -> None:
    case_id = context.case(owner=OWNER_IN_HANOI, behaviour=behaviour)
    drafted = slip(context, case_id)
    assert drafted and drafted.state == WAITING and drafted.passed_to
    assert (drafted.passed_to["police"], drafted.passed_to["office"], drafted.passed_to["code"]) == (
        police, office_kind, code,
    )  # fmt: skip
    assert behaviour not in drafted.passed_to["reason"] + drafted.passed_to["reason_vi"], "words, no code of ours"
    assert slip(context, case_id).id == drafted.id, "drafted once"  # type: ignore[union-attr]
    with context.database.reading() as session:
        assert "TRANSFER" in {clock.code for clock in running_clocks(session, case_id)}
    named = context.act(pass_on, context.keys, case_id, police="Công an tỉnh Lạng Sơn", actor=HAN, at=NOW)
    assert named.id == drafted.id and named.passed_to["police"] == "Công an tỉnh Lạng Sơn", "an officer knows better"


def test_a_slip_that_an_officer_asks_for_has_its_term_too_and_loses_it_with_the_slip(context: DocumentContext) -> None:
    case_id = context.case()

    def running() -> dict[str, date]:
        with context.database.reading() as session:
            return {clock.code: clock.started_on for clock in running_clocks(session, case_id)}

    assert "TRANSFER" not in running(), "an owner of this province"
    drafted = context.act(pass_on, context.keys, case_id, police="Công an tỉnh Lạng Sơn", actor=HAN, at=NOW)
    assert running()["TRANSFER"] == vietnam_day(context.read(case_id).violated_at)
    assert running()["TRANSFER"] == running()["NOTICE"]
    context.act(send_back, context.keys, drafted.id, reason="chủ xe ở Bắc Ninh", actor=SIGNER, at=NOW)
    assert "TRANSFER" not in running()


def test_the_slip_goes_out_beside_the_notice_which_names_both_offices(context: DocumentContext) -> None:
    case_id = context.case(owner=OWNER_IN_HANOI)
    kept = context.act(prepare_evidence_record, context.keys, case_id, at=NOW)
    assert (
        record_in_the_press(context, case_id) and context.press(kept.id) and not record_in_the_press(context, case_id)
    )
    notice, drafted = context.prepare(case_id), slip(context, case_id)
    assert drafted
    with context.database.reading() as session:
        document = session.get_one(Document, notice)
        sheets = draft_sheets(session, context.keys, session.get_one(Case, case_id), document, person="sang", at=NOW)
    assert HANOI_DIVISION in content_json(sheets[0].content) and "cơ sở Bắc Giang" in content_json(sheets[0].content)
    with pytest.raises(Refused, match="signed first"):
        context.release(notice)
    context.look([notice, drafted.id])
    released = release_batch(context.database, context.keys, [notice, drafted.id], actor=SIGNER, at=NOW)
    assert [one.refused for one in released] == [None, None]
    with pytest.raises(TryLater):
        context.press(notice)
    assert context.press(drafted.id), context.paper(drafted.id).problem
    assert context.read(case_id).flags == ["TRANSFERRED"] and context.read(case_id).state == CaseState.OWNER_IDENTIFIED
    assert context.paper(notice).state == RELEASED and context.press(notice)
    assert context.read(case_id).state == CaseState.NOTICE_SENT and context.read(case_id).flags == ["TRANSFERRED"]
    assert slip(context, case_id).id == drafted.id  # type: ignore[union-attr]
    with context.database.reading() as session:
        assert "TRANSFER" not in {clock.code for clock in running_clocks(session, case_id)}, "the slip met its term"
    with context.database.writing() as session:
        assert drafted.id in not_consigned(session, case_id, ["transfer_slip"])
        item = consign(session, drafted.id, at=NOW)
        consignment = session.get_one(Consignment, item.consignment_id)
        assert (consignment.channel, consignment.mailbox) == ("traffic_division", "csgt@hanoi.demo.invalid")
    close_consignment(context.database, context.store, context.keys, item.consignment_id, at=NOW, now=True)
    with context.database.writing() as session:
        assert session.get_one(ConsignmentItem, item.id).outcome is None, "it left"
        consignment = session.get_one(Consignment, item.consignment_id)
        bundle = gather_bundle(session, context.keys, consignment, [item], actor=MACHINE, at=NOW)
    assert bundle.receiver == bundle.receivers[0].name == HANOI_DIVISION, "nobody's data are opened for it"
    [[record]] = bundle.enclosures
    assert (record.paper.document_id, record.receiver) == (kept.id, None)
    said = str(opened_content(context.keys, context.paper(drafted.id))["sheets"])
    assert f"Bản ghi nhận kết quả số {record.paper.number}" in said and "02 hình ảnh" in said
    with pytest.raises(Refused, match="the file must show it"):
        context.act(settle_elsewhere, context.keys, case_id, report=" ", actor=HAN, at=NOW)
    context.act(settle_elsewhere, context.keys, case_id, report="BC 12/CSGT", actor=HAN, at=NOW)
    assert (context.read(case_id).state, context.read(case_id).reason_code) == (CaseState.CLOSED, "SETTLED_ELSEWHERE")
    assert words_in_the_file(context.database, context.keys, case_id) == [("settled_by_other_office", "BC 12/CSGT")]


def record_in_the_press(context: DocumentContext, case_id: str) -> bool:
    with context.database.reading() as session:
        return record_is_in_the_press(session, case_id, vietnam_day(NOW))


def test_a_slip_names_no_notice_to_an_earlier_owner(context: DocumentContext) -> None:
    case_id = context.case()
    context.issue(case_id)
    sold = Answer("SOLD", vietnam_day(NOW), proof="hợp đồng")
    context.act(record_answer, context.keys, case_id, sold, actor=HAN, at=NOW)
    context.act(name_new_owner, context.keys, case_id, OWNER_IN_HANOI, actor=HAN, at=NOW)
    drafted = slip(context, case_id)
    assert drafted
    with context.database.reading() as session:
        sheets = draft_sheets(session, context.keys, session.get_one(Case, case_id), drafted, person="sang", at=NOW)
    assert '"notice":""' in content_json(sheets[0].content).replace(" ", "")
    assert "chưa gửi; được gửi" in preview(sheets, made_at=NOW)


def test_a_notice_is_not_signed_past_a_list_that_came_after_the_verdict(
    context: DocumentContext, tmp_path: Path
) -> None:
    notice = context.prepare(context.case())
    (tmp_path / "stolen.csv").write_text(
        "plate,valid_from,valid_to,source,note\n98A-123.45,,,Công an xã Mẫu,\n", "utf-8"
    )
    load_table(context.database, context.keys, STOLEN, tmp_path / "stolen.csv", tmp_path, at=NOW, actor=MACHINE)
    with pytest.raises(Refused, match=r"Công an xã Mẫu.*Send the notice back"):
        context.release(notice)


def test_a_slip_about_an_owner_whom_the_case_has_dropped_never_goes_out(context: DocumentContext) -> None:
    case_id = context.case(owner=OWNER_IN_HANOI)
    notice, drafted = context.prepare(case_id), slip(context, case_id)
    assert drafted
    context.look([notice, drafted.id])
    context.release(drafted.id)
    assert context.press(drafted.id)
    context.act(send_back, context.keys, notice, reason="biển số đọc sai", actor=SIGNER, at=NOW)
    context.confirm(case_id)
    context.own(case_id, replace(OWNER_IN_HANOI, name="Trần Văn Đúng"))
    right = slip(context, case_id)
    assert right and right.id != drafted.id
    context.look([right.id])
    context.release(right.id)
    assert context.press(right.id)
    sent = context.issue(case_id)
    with context.database.reading() as session:
        assert set(not_consigned(session, case_id, ("notice", "transfer_slip"))) == {right.id, sent.id}


def test_a_slip_that_still_gathers_when_the_owner_comes_here_does_not_leave(context: DocumentContext) -> None:
    case_id = context.case(owner=OWNER_IN_HANOI)
    drafted = slip(context, case_id)
    assert drafted
    context.look([drafted.id])
    context.release(drafted.id)
    assert context.press(drafted.id)
    context.issue(case_id)
    item = context.act(consign, drafted.id, at=NOW)
    answer = Answer("DROVE_MYSELF", vietnam_day(NOW), statement="Tôi lái xe.")
    context.act(record_answer, context.keys, case_id, answer, actor=HAN, at=NOW)
    close_consignment(context.database, context.store, context.keys, item.consignment_id, at=NOW, now=True)
    with context.database.reading() as session:
        assert session.get_one(ConsignmentItem, item.id).outcome == "withdrawn"


def test_an_owner_who_comes_here_first_is_handled_here(context: DocumentContext) -> None:
    case_id = context.case(owner=OWNER_IN_HANOI)
    with context.database.writing() as session:
        case = session.get_one(Case, case_id)
        case.flags, case.state = ["TRANSFERRED"], CaseState.NOTICE_SENT
    with pytest.raises(Refused, match="not passed on"):
        context.act(settle_elsewhere, context.keys, context.case(), report="BC 12/CSGT", actor=HAN, at=NOW)
    answer = Answer("DROVE_MYSELF", vietnam_day(NOW), statement="Tôi lái xe.")
    context.act(record_answer, context.keys, case_id, answer, actor=HAN, at=NOW)
    assert (context.read(case_id).state, context.read(case_id).flags) == (CaseState.OWNER_ANSWERED, [])
