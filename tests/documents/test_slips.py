"""The slip Mẫu số 04 goes to the police that it names, and to nobody else (C73 art. 24.5.b)."""

import pytest

from documents.paper_office import HAN, NOW, Office, office
from ticketing.cases.states import Refused
from ticketing.dispatch.consignments import consign, last_item, not_consigned
from ticketing.dispatch.outcomes import Outcome
from ticketing.dispatch.papers import NotConsigned
from ticketing.dispatch.queries import came_back, journeys_of
from ticketing.dispatch.sent_again import consign_again
from ticketing.dispatch.tables import ConsignmentItem
from ticketing.documents.compose import commune_police
from ticketing.documents.queries import papers_of
from ticketing.documents.sealed import opened_content
from ticketing.documents.slips import COMMUNE_SLIP, commune_named
from ticketing.documents.tables import Document

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


def test_a_slip_that_is_being_printed_holds_the_new_commune_up(office: Office) -> None:
    case_id = office.case(behaviour="RED_LIGHT", kind="motorcycle")
    notice = office.issue(case_id)
    office.act(consign, notice.id, at=NOW)
    comes_back(office, notice.id)
    office.release(office.prepare(case_id, COMMUNE_SLIP))
    with pytest.raises(Refused, match="is being printed"):
        sent_again(office, notice.id, ELSEWHERE)
