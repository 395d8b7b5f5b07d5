"""The slip Mẫu số 04 goes to the police that it names, and to nobody else (C73 art. 24.5.b)."""

import json
import subprocess
from dataclasses import replace

import pytest
import sqlalchemy as sa

from documents.document_fixtures import HAN, MACHINE, NOW, OWNER, OWNER_IN_HANOI, DocumentContext, context
from ticketing.agency.agency import agency_on, save_agency
from ticketing.agency.dispatch_rules import PrintLayout
from ticketing.cases.owner.persons import Person
from ticketing.cases.states import Refused
from ticketing.dispatch.consignments.bundle import message_of
from ticketing.dispatch.consignments.closing import close_consignment, consign, last_item, not_consigned
from ticketing.dispatch.consignments.resend import consign_again
from ticketing.dispatch.delivery.queries import came_back, journeys_of
from ticketing.dispatch.delivery_results import DeliveryResult
from ticketing.dispatch.signed_documents import NotConsigned
from ticketing.dispatch.tables import Consignment, ConsignmentItem, OutboxMessage
from ticketing.documents.case_documents import documents_of
from ticketing.documents.codes import COMMUNE_SLIP
from ticketing.documents.content.police import commune_police
from ticketing.documents.drafting.commune_slips import commune_named
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import Document
from ticketing.kit.clock import vietnam_day

__all__ = ["context"]

ELSEWHERE, FURTHER = "07228", "07246"


@pytest.fixture
def motorcycle(context: DocumentContext) -> tuple[str, str]:
    """A case whose notice and slip were signed and gather for Tân Yên; its id and the notice's."""
    case_id = context.case(behaviour="RED_LIGHT", kind="motorcycle")
    notice, slip = context.issue(case_id), context.issue(case_id, COMMUNE_SLIP)
    for paper in (notice, slip):
        context.act(consign, paper.id, at=NOW)
    return case_id, notice.id


def comes_back(
    context: DocumentContext, document_id: str, outcome: DeliveryResult = DeliveryResult.WRONG_COMMUNE
) -> None:
    with context.database.writing() as session:
        item = last_item(session, document_id)
        assert item is not None
        item.outcome = outcome


def resent(context: DocumentContext, document_id: str, commune: str) -> ConsignmentItem | None:
    known = {"reason": "dữ liệu cư trú", "ground": "RESIDENCE_DATA", "actor": HAN, "at": NOW}
    item: ConsignmentItem | None = context.act(consign_again, context.keys, document_id, commune, **known)
    return item


def slips_of(context: DocumentContext, case_id: str) -> list[Document]:
    with context.database.reading() as session:
        return [paper for paper in documents_of(session, case_id) if paper.kind == COMMUNE_SLIP]


def signed_anew(context: DocumentContext, slip: Document) -> str:
    """Sign it and consign what waits; gives the commune that it goes to."""
    context.release(slip.id)
    assert context.press(slip.id), context.paper(slip.id).problem
    named = commune_police(commune_named(context.keys, slip), NOW.date())
    assert named in str(opened_content(context.keys, context.paper(slip.id))["sheets"])
    with context.database.writing() as session:
        [left] = not_consigned(session, slip.case_id, [COMMUNE_SLIP])
        consign(session, left, at=NOW)
        return journeys_of(session, slip.case_id)[-1][1].receiver_code


def test_a_slip_never_goes_to_police_that_it_does_not_name(
    context: DocumentContext, motorcycle: tuple[str, str]
) -> None:
    case_id, notice = motorcycle
    comes_back(context, notice)
    assert resent(context, notice, ELSEWHERE) is not None
    first, second = slips_of(context, case_id)
    with context.database.reading() as session:
        item = last_item(session, first.id)
        assert item and item.outcome == "withdrawn", "it names the police of Tân Yên"
    assert (second.state, signed_anew(context, second)) == ("waiting", ELSEWHERE)

    comes_back(context, second.id)
    assert resent(context, second.id, FURTHER) is None
    third = slips_of(context, case_id)[-1]
    with context.database.reading() as session:
        assert came_back(session, case_id) == [], "another one waits for the signer"
    assert (third.id != second.id, signed_anew(context, third)) == (True, FURTHER)

    comes_back(context, third.id, DeliveryResult.RETURNED)
    with pytest.raises(NotConsigned, match="names the police of another commune"):
        resent(context, third.id, ELSEWHERE)
    again = resent(context, third.id, FURTHER)
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
    context: DocumentContext, owner: Person, police: str, channel: str
) -> None:
    windowed(context)
    case_id = context.case(owner=owner, behaviour="RED_LIGHT", kind="motorcycle")
    notice, slip = context.issue(case_id), context.issue(case_id, COMMUNE_SLIP)
    item = context.act(consign, slip.id, at=NOW)
    close_consignment(context.database, context.store, context.keys, item.consignment_id, at=NOW, now=True)
    with context.database.reading() as session:
        left = session.get_one(Consignment, item.consignment_id)
        [message] = session.scalars(sa.select(OutboxMessage))
        files = message_of(session, context.store, message).attachments
    assert left.channel == channel and item.size == (slip.size or 0) + (notice.size or 0)
    papers = json.loads(context.store.get(left.manifest_sha256 or ""))["papers"]
    assert [(one["no"], one.get("enclosed_with"), one["sha256"]) for one in papers] == [
        (slip.no, None, slip.signed_sha256), (notice.no, slip.no, notice.signed_sha256),
    ]  # fmt: skip
    by_name = {file.name: file.data for file in files}
    assert by_name[papers[1]["file"]] == context.store.get(notice.signed_sha256 or "")
    assert slip.no in by_name["reply.csv"].decode() and notice.no not in by_name["reply.csv"].decode()
    pages = printed_pages(context.store.get(left.print_sha256 or ""))
    listed, envelope = " ".join(pages[0].split()), " ".join(pages[2].split())
    assert "Tổng số: 02 văn bản" in listed and "kèm theo Phiếu gửi số" in listed
    assert police in envelope and owner.name not in envelope, "the slip never goes to the owner's home"
    assert (owner.name in listed) == (channel == "commune_police"), "the post carries one envelope"


def windowed(context: DocumentContext) -> None:
    """From now on papers are printed for envelopes with a window."""
    with context.database.writing() as session:
        agency = agency_on(session, vietnam_day(NOW))
        rules = replace(agency.dispatch, layout=PrintLayout.WINDOW)
        save_agency(session, replace(agency, valid_from=vietnam_day(NOW), dispatch=rules), actor=MACHINE, at=NOW)


def printed_pages(pdf: bytes) -> list[str]:
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return text.decode().split("\f")


def test_a_slip_that_is_being_printed_holds_the_new_commune_up(context: DocumentContext) -> None:
    case_id = context.case(behaviour="RED_LIGHT", kind="motorcycle")
    notice = context.issue(case_id)
    context.act(consign, notice.id, at=NOW)
    comes_back(context, notice.id)
    context.release(context.prepare(case_id, COMMUNE_SLIP))
    with pytest.raises(Refused, match="is being printed"):
        resent(context, notice.id, ELSEWHERE)
