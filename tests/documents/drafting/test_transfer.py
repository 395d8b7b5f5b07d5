"""A case that another office handles: the slip beside the notice, which names both, and what may still happen here."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from documents.paper_office import HAN, MACHINE, NOW, OWNER_IN_HANOI, SIGNER, Office, office_at
from ticketing.agency.agency import agency_on, save_agency
from ticketing.cases.answers import Answer, name_new_owner, record_answer
from ticketing.cases.states import Refused, S
from ticketing.cases.tables import Case
from ticketing.cases.terms import running_clocks
from ticketing.cases.transfers import settle_elsewhere
from ticketing.dispatch.bundle import gather as gather_bundle
from ticketing.dispatch.consignments import close_consignment, consign, not_consigned
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.content.snapshot import content_json
from ticketing.documents.drafting.desk import pass_on
from ticketing.documents.drafting.steps import draft_sheets, prepare_evidence_record, release_batch, send_back
from ticketing.documents.drafting.transfer import pass_on_where_due, record_is_in_the_press
from ticketing.documents.layout.render import preview
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import RELEASED, WAITING, Document
from ticketing.kit.clock import vietnam_day
from ticketing.kit.wakeups import TryLater
from ticketing.registry.load import STOLEN, load_table
from walked import words_in_the_file

HANOI_DIVISION = "Phòng Cảnh sát giao thông Công an thành phố Hà Nội"


@pytest.fixture
def office(tmp_path: Path, signer_folder: Path) -> Office:
    """A home whose network has two communes, and the traffic police of Hà Nội by mail."""
    office = office_at(f"sqlite:///{tmp_path / 'test.db'}", tmp_path, signer_folder)
    with office.database.writing() as session:
        agency = agency_on(session, vietnam_day(NOW))
        connected = replace(
            agency, connected_communes=("00070", "07210"), traffic_divisions={"01": "csgt@hanoi.demo.invalid"}
        )
        save_agency(session, replace(connected, valid_from=vietnam_day(NOW)), actor=MACHINE, at=NOW)
    return office


def slip(office: Office, case_id: str) -> Document | None:
    with office.database.writing() as session:
        return pass_on_where_due(session, office.keys, case_id, actor=MACHINE, at=NOW)


def test_an_owner_of_this_province_is_handled_here(office: Office) -> None:
    assert slip(office, office.case()) is None
    assert slip(office, office.case(behaviour="ILLEGAL_PARKING")) is None


def test_where_the_area_is_a_commune_our_own_division_is_still_this_office(office: Office) -> None:
    with office.database.writing() as session:
        agency = agency_on(session, vietnam_day(NOW))
        units = tuple(replace(unit, commune_code="07210") for unit in agency.units)
        narrow = replace(agency, area=type(agency.area).COMMUNE, units=units)
        save_agency(session, narrow, actor=MACHINE, at=NOW)
    assert slip(office, office.case()) is None


@pytest.mark.parametrize(
    ("behaviour", "police", "office_kind", "code"),
    [
        ("NO_ENTRY", HANOI_DIVISION, "traffic_division", "01"),
        ("ILLEGAL_PARKING", "Công an phường Hoàn Kiếm, thành phố Hà Nội", "commune_police", "00070"),
    ],
)
def test_an_owner_elsewhere_is_handled_there(
    office: Office, behaviour: str, police: str, office_kind: str, code: str
) -> None:
    case_id = office.case(owner=OWNER_IN_HANOI, behaviour=behaviour)
    drafted = slip(office, case_id)
    assert drafted and drafted.state == WAITING and drafted.passed_to
    assert (drafted.passed_to["police"], drafted.passed_to["office"], drafted.passed_to["code"]) == (
        police, office_kind, code,
    )  # fmt: skip
    assert behaviour not in drafted.passed_to["reason"] + drafted.passed_to["reason_vi"], "words, no code of ours"
    assert slip(office, case_id).id == drafted.id, "drafted once"  # type: ignore[union-attr]
    with office.database.reading() as session:
        assert "TRANSFER" in {clock.code for clock in running_clocks(session, case_id)}
    named = office.act(pass_on, office.keys, case_id, police="Công an tỉnh Lạng Sơn", actor=HAN, at=NOW)
    assert named.id == drafted.id and named.passed_to["police"] == "Công an tỉnh Lạng Sơn", "an officer knows better"


def test_a_slip_that_an_officer_asks_for_has_its_term_too_and_loses_it_with_the_slip(office: Office) -> None:
    case_id = office.case()

    def running() -> dict[str, date]:
        with office.database.reading() as session:
            return {clock.code: clock.started_on for clock in running_clocks(session, case_id)}

    assert "TRANSFER" not in running(), "an owner of this province"
    drafted = office.act(pass_on, office.keys, case_id, police="Công an tỉnh Lạng Sơn", actor=HAN, at=NOW)
    assert running()["TRANSFER"] == vietnam_day(office.read(case_id).violated_at)
    assert running()["TRANSFER"] == running()["NOTICE"]
    office.act(send_back, office.keys, drafted.id, reason="chủ xe ở Bắc Ninh", actor=SIGNER, at=NOW)
    assert "TRANSFER" not in running()


def test_the_slip_goes_out_beside_the_notice_which_names_both_offices(office: Office) -> None:
    case_id = office.case(owner=OWNER_IN_HANOI)
    kept = office.act(prepare_evidence_record, office.keys, case_id, at=NOW)
    assert record_in_the_press(office, case_id) and office.press(kept.id) and not record_in_the_press(office, case_id)
    notice, drafted = office.prepare(case_id), slip(office, case_id)
    assert drafted
    with office.database.reading() as session:
        document = session.get_one(Document, notice)
        sheets = draft_sheets(session, office.keys, session.get_one(Case, case_id), document, person="sang", at=NOW)
    assert HANOI_DIVISION in content_json(sheets[0].content) and "cơ sở Bắc Giang" in content_json(sheets[0].content)
    with pytest.raises(Refused, match="signed first"):
        office.release(notice)
    office.look([notice, drafted.id])
    released = release_batch(office.database, office.keys, [notice, drafted.id], actor=SIGNER, at=NOW)
    assert [one.refused for one in released] == [None, None]
    with pytest.raises(TryLater):
        office.press(notice)
    assert office.press(drafted.id), office.paper(drafted.id).problem
    assert office.read(case_id).flags == ["TRANSFERRED"] and office.read(case_id).state == S.OWNER_IDENTIFIED
    assert office.paper(notice).state == RELEASED and office.press(notice)
    assert office.read(case_id).state == S.NOTICE_SENT and office.read(case_id).flags == ["TRANSFERRED"]
    assert slip(office, case_id).id == drafted.id  # type: ignore[union-attr]
    with office.database.reading() as session:
        assert "TRANSFER" not in {clock.code for clock in running_clocks(session, case_id)}, "the slip met its term"
    with office.database.writing() as session:
        assert drafted.id in not_consigned(session, case_id, ["transfer_slip"])
        item = consign(session, drafted.id, at=NOW)
        consignment = session.get_one(Consignment, item.consignment_id)
        assert (consignment.channel, consignment.mailbox) == ("traffic_division", "csgt@hanoi.demo.invalid")
    close_consignment(office.database, office.store, office.keys, item.consignment_id, at=NOW, now=True)
    with office.database.writing() as session:
        assert session.get_one(ConsignmentItem, item.id).outcome is None, "it left"
        consignment = session.get_one(Consignment, item.consignment_id)
        bundle = gather_bundle(session, office.keys, consignment, [item], actor=MACHINE, at=NOW)
    assert bundle.receiver == bundle.receivers[0].name == HANOI_DIVISION, "nobody's data are opened for it"
    [[record]] = bundle.enclosures
    assert (record.paper.document_id, record.receiver) == (kept.id, None)
    said = str(opened_content(office.keys, office.paper(drafted.id))["sheets"])
    assert f"Bản ghi nhận kết quả số {record.paper.number}" in said and "02 hình ảnh" in said
    with pytest.raises(Refused, match="the file must show it"):
        office.act(settle_elsewhere, office.keys, case_id, report=" ", actor=HAN, at=NOW)
    office.act(settle_elsewhere, office.keys, case_id, report="BC 12/CSGT", actor=HAN, at=NOW)
    assert (office.read(case_id).state, office.read(case_id).reason_code) == (S.CLOSED, "SETTLED_ELSEWHERE")
    assert words_in_the_file(office.database, office.keys, case_id) == [("settled_by_other_office", "BC 12/CSGT")]


def record_in_the_press(office: Office, case_id: str) -> bool:
    with office.database.reading() as session:
        return record_is_in_the_press(session, case_id, vietnam_day(NOW))


def test_a_slip_names_no_notice_to_an_earlier_owner(office: Office) -> None:
    case_id = office.case()
    office.issue(case_id)
    sold = Answer("SOLD", vietnam_day(NOW), proof="hợp đồng")
    office.act(record_answer, office.keys, case_id, sold, actor=HAN, at=NOW)
    office.act(name_new_owner, office.keys, case_id, OWNER_IN_HANOI, actor=HAN, at=NOW)
    drafted = slip(office, case_id)
    assert drafted
    with office.database.reading() as session:
        sheets = draft_sheets(session, office.keys, session.get_one(Case, case_id), drafted, person="sang", at=NOW)
    assert '"notice":""' in content_json(sheets[0].content).replace(" ", "")
    assert "chưa gửi; được gửi" in preview(sheets, made_at=NOW)


def test_a_notice_is_not_signed_past_a_list_that_came_after_the_verdict(office: Office, tmp_path: Path) -> None:
    notice = office.prepare(office.case())
    (tmp_path / "stolen.csv").write_text(
        "plate,valid_from,valid_to,source,note\n98A-123.45,,,Công an xã Mẫu,\n", "utf-8"
    )
    load_table(office.database, office.keys, STOLEN, tmp_path / "stolen.csv", tmp_path, at=NOW, actor=MACHINE)
    with pytest.raises(Refused, match=r"Công an xã Mẫu.*Send the notice back"):
        office.release(notice)


def test_a_slip_about_an_owner_whom_the_case_has_dropped_never_goes_out(office: Office) -> None:
    case_id = office.case(owner=OWNER_IN_HANOI)
    notice, drafted = office.prepare(case_id), slip(office, case_id)
    assert drafted
    office.look([notice, drafted.id])
    office.release(drafted.id)
    assert office.press(drafted.id)
    office.act(send_back, office.keys, notice, reason="biển số đọc sai", actor=SIGNER, at=NOW)
    office.confirm(case_id)
    office.own(case_id, replace(OWNER_IN_HANOI, name="Trần Văn Đúng"))
    right = slip(office, case_id)
    assert right and right.id != drafted.id
    office.look([right.id])
    office.release(right.id)
    assert office.press(right.id)
    sent = office.issue(case_id)
    with office.database.reading() as session:
        assert set(not_consigned(session, case_id, ("notice", "transfer_slip"))) == {right.id, sent.id}


def test_a_slip_that_still_gathers_when_the_owner_comes_here_does_not_leave(office: Office) -> None:
    case_id = office.case(owner=OWNER_IN_HANOI)
    drafted = slip(office, case_id)
    assert drafted
    office.look([drafted.id])
    office.release(drafted.id)
    assert office.press(drafted.id)
    office.issue(case_id)
    item = office.act(consign, drafted.id, at=NOW)
    answer = Answer("DROVE_MYSELF", vietnam_day(NOW), statement="Tôi lái xe.")
    office.act(record_answer, office.keys, case_id, answer, actor=HAN, at=NOW)
    close_consignment(office.database, office.store, office.keys, item.consignment_id, at=NOW, now=True)
    with office.database.reading() as session:
        assert session.get_one(ConsignmentItem, item.id).outcome == "withdrawn"


def test_an_owner_who_comes_here_first_is_handled_here(office: Office) -> None:
    case_id = office.case(owner=OWNER_IN_HANOI)
    with office.database.writing() as session:
        case = session.get_one(Case, case_id)
        case.flags, case.state = ["TRANSFERRED"], S.NOTICE_SENT
    with pytest.raises(Refused, match="not passed on"):
        office.act(settle_elsewhere, office.keys, office.case(), report="BC 12/CSGT", actor=HAN, at=NOW)
    answer = Answer("DROVE_MYSELF", vietnam_day(NOW), statement="Tôi lái xe.")
    office.act(record_answer, office.keys, case_id, answer, actor=HAN, at=NOW)
    assert (office.read(case_id).state, office.read(case_id).flags) == (S.OWNER_ANSWERED, [])
