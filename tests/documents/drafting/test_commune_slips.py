"""The slip Mẫu số 04 goes to the police that it names, and to nobody else (C73 art. 24.5.b)."""

import json
import subprocess
from dataclasses import replace

import pytest
import sqlalchemy as sa

from documents.paper_office import HAN, MACHINE, NOW, OWNER, OWNER_IN_HANOI, Office, office
from ticketing.agency.agency import agency_on, save_agency
from ticketing.agency.values import PrintLayout
from ticketing.cases.persons import Person
from ticketing.cases.states import Refused
from ticketing.dispatch.bundle import message_of
from ticketing.dispatch.consignments import close_consignment, consign, last_item, not_consigned
from ticketing.dispatch.outcomes import Outcome
from ticketing.dispatch.papers import NotConsigned
from ticketing.dispatch.queries import came_back, journeys_of
from ticketing.dispatch.sent_again import consign_again
from ticketing.dispatch.tables import Consignment, ConsignmentItem, OutboxMessage
from ticketing.documents.content.police import commune_police
from ticketing.documents.drafting.commune_slips import commune_named
from ticketing.documents.of_a_case import papers_of
from ticketing.documents.papers import COMMUNE_SLIP
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import Document
from ticketing.kit.clock import vietnam_day

__all__ = ["office"]

ELSEWHERE, FURTHER = "07228", "07246"


@pytest.fixture
def motorcycle(office: Office) -> tuple[str, str]:
    """A case whose notice and slip were signed and gather for Tân Yên; its id and the notice's."""
    case_id = office.case(behaviour="RED_LIGHT", kind="motorcycle")
    notice, slip = office.issue(case_id), office.issue(case_id, COMMUNE_SLIP)
    for paper in (notice, slip):
        office.act(consign, paper.id, at=NOW)
    return case_id, notice.id


def comes_back(office: Office, document_id: str, outcome: Outcome = Outcome.WRONG_COMMUNE) -> None:
    with office.database.writing() as session:
        item = last_item(session, document_id)
        assert item is not None
        item.outcome = outcome


def sent_again(office: Office, document_id: str, commune: str) -> ConsignmentItem | None:
    known = {"reason": "dữ liệu cư trú", "ground": "RESIDENCE_DATA", "actor": HAN, "at": NOW}
    item: ConsignmentItem | None = office.act(consign_again, office.keys, document_id, commune, **known)
    return item


def slips_of(office: Office, case_id: str) -> list[Document]:
    with office.database.reading() as session:
        return [paper for paper in papers_of(session, case_id) if paper.kind == COMMUNE_SLIP]


def signed_anew(office: Office, slip: Document) -> str:
    """Sign it and consign what waits; gives the commune that it goes to."""
    office.release(slip.id)
    assert office.press(slip.id), office.paper(slip.id).problem
    named = commune_police(commune_named(office.keys, slip), NOW.date())
    assert named in str(opened_content(office.keys, office.paper(slip.id))["sheets"])
    with office.database.writing() as session:
        [left] = not_consigned(session, slip.case_id, [COMMUNE_SLIP])
        consign(session, left, at=NOW)
        return journeys_of(session, slip.case_id)[-1][1].receiver_code


def test_a_slip_never_goes_to_police_that_it_does_not_name(office: Office, motorcycle: tuple[str, str]) -> None:
    case_id, notice = motorcycle
    comes_back(office, notice)
    assert sent_again(office, notice, ELSEWHERE) is not None
    first, second = slips_of(office, case_id)
    with office.database.reading() as session:
        item = last_item(session, first.id)
        assert item and item.outcome == "withdrawn", "it names the police of Tân Yên"
    assert (second.state, signed_anew(office, second)) == ("waiting", ELSEWHERE)

    comes_back(office, second.id)
    assert sent_again(office, second.id, FURTHER) is None
    third = slips_of(office, case_id)[-1]
    with office.database.reading() as session:
        assert came_back(session, case_id) == [], "another one waits for the signer"
    assert (third.id != second.id, signed_anew(office, third)) == (True, FURTHER)

    comes_back(office, third.id, Outcome.RETURNED)
    with pytest.raises(NotConsigned, match="names the police of another commune"):
        sent_again(office, third.id, ELSEWHERE)
    again = sent_again(office, third.id, FURTHER)
    assert again is not None and again.journey == 2


@pytest.mark.parametrize(
    ("owner", "police", "channel"),
    [
        (OWNER, "Công an xã Tân Yên, tỉnh Bắc Ninh", "commune_police"),
        (OWNER_IN_HANOI, "Công an phường Hoàn Kiếm, thành phố Hà Nội", "post"),
    ],
    ids=["mail", "post"],
)
def test_a_slip_is_for_the_police_that_it_names_and_carries_the_notice(
    office: Office, owner: Person, police: str, channel: str
) -> None:
    windowed(office)
    case_id = office.case(owner=owner, behaviour="RED_LIGHT", kind="motorcycle")
    notice, slip = office.issue(case_id), office.issue(case_id, COMMUNE_SLIP)
    item = office.act(consign, slip.id, at=NOW)
    close_consignment(office.database, office.store, office.keys, item.consignment_id, at=NOW, now=True)
    with office.database.reading() as session:
        left = session.get_one(Consignment, item.consignment_id)
        [message] = session.scalars(sa.select(OutboxMessage))
        files = message_of(session, office.store, message).attachments
    assert left.channel == channel and item.size == (slip.size or 0) + (notice.size or 0)
    papers = json.loads(office.store.get(left.manifest_sha256 or ""))["papers"]
    assert [(one["no"], one.get("enclosed_with"), one["sha256"]) for one in papers] == [
        (slip.no, None, slip.signed_sha256), (notice.no, slip.no, notice.signed_sha256),
    ]  # fmt: skip
    by_name = {file.name: file.data for file in files}
    assert by_name[papers[1]["file"]] == office.store.get(notice.signed_sha256 or "")
    assert slip.no in by_name["reply.csv"].decode() and notice.no not in by_name["reply.csv"].decode()
    pages = printed_pages(office.store.get(left.print_sha256 or ""))
    listed, envelope = " ".join(pages[0].split()), " ".join(pages[2].split())
    assert "Tổng số: 02 văn bản" in listed and "kèm theo Phiếu gửi số" in listed
    assert police in envelope and owner.name not in envelope, "the slip never goes to the owner's home"
    assert (owner.name in listed) == (channel == "commune_police"), "the post carries one envelope"


def windowed(office: Office) -> None:
    """From now on papers are printed for envelopes with a window."""
    with office.database.writing() as session:
        agency = agency_on(session, vietnam_day(NOW))
        rules = replace(agency.dispatch, layout=PrintLayout.WINDOW)
        save_agency(session, replace(agency, valid_from=vietnam_day(NOW), dispatch=rules), actor=MACHINE, at=NOW)


def printed_pages(pdf: bytes) -> list[str]:
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return text.decode().split("\f")


def test_a_slip_that_is_being_printed_holds_the_new_commune_up(office: Office) -> None:
    case_id = office.case(behaviour="RED_LIGHT", kind="motorcycle")
    notice = office.issue(case_id)
    office.act(consign, notice.id, at=NOW)
    comes_back(office, notice.id)
    office.release(office.prepare(case_id, COMMUNE_SLIP))
    with pytest.raises(Refused, match="is being printed"):
        sent_again(office, notice.id, ELSEWHERE)
