"""What became of the papers, said by the right hand, and what the case learns of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from conftest import MONDAY
from dispatch.conftest import ELSEWHERE, HOME, Papers, closed, consigned
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import save_agency
from ticketing.agency.form import demo_agency
from ticketing.cases import record
from ticketing.cases.answers import Answer, last_answer, name_new_owner, opened_answer, record_answer
from ticketing.cases.holding import hold
from ticketing.cases.persons import Person, PersonKind, PersonRole, person_of, person_row, save_person
from ticketing.cases.sealed_words import open_words
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case, CasePerson
from ticketing.cases.words import words_of
from ticketing.dispatch.delivery import NotRecorded, NotYours, Report, record_outcome, said_of, take_over
from ticketing.dispatch.outcomes import STAYED_HERE, Outcome
from ticketing.dispatch.papers import NotConsigned, paper_of, receiver_row
from ticketing.dispatch.queries import came_back, item_of, journeys_of, view_of
from ticketing.dispatch.reply_slip import person_named
from ticketing.dispatch.sent_again import consign_again, consign_unchanged
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.tables import Document
from ticketing.evidence.log import events_of
from ticketing.evidence.seal import store_blob
from ticketing.flow.office import Office
from ticketing.kit.clock import vietnam_day
from ticketing.law.places import communes_of
from ticketing.registry.access import Permit
from ticketing.registry.commune_choices import remember
from ticketing.registry.tables import CommuneChoice
from walked import OFFICER, SIGNER, walk_to

LATER = MONDAY + timedelta(minutes=31)
TOMORROW = MONDAY + timedelta(days=1)
DAY = date(2026, 11, 17)
AT_WORK = "07246"
Clerk = Callable[[str], str]


def clerk_of(clerk: Clerk, commune: str = HOME) -> Actor:
    return Actor(clerk(commune), Role.COMMUNE_CLERK)


def on_its_way(office: Office, *documents: str) -> tuple[str, list[str]]:
    """Consign and close; gives the consignment's id and its papers' ids."""
    consigned(office, *documents)
    closed(office, LATER)
    with office.database.reading() as session:
        consignment = session.scalars(sa.select(Consignment).order_by(Consignment.id.desc())).first()
        assert consignment
        query = sa.select(ConsignmentItem.id).where(ConsignmentItem.consignment_id == consignment.id)
        return consignment.id, list(session.scalars(query.order_by(ConsignmentItem.id)))


def taken_over(office: Office, consignment_id: str, actor: Actor) -> None:
    with office.database.writing() as session:
        take_over(session, consignment_id, actor=actor, at=LATER)


def recorded(office: Office, item: str, outcome: Outcome, actor: Actor, **details: Any) -> None:
    values: dict[str, Any] = {"receiver": "Nguyễn Văn Thử", "note": "đã hỏi hàng xóm"} | details
    with office.database.writing() as session:
        record_outcome(session, office.keys, item, Report(outcome, DAY, **values), actor=actor, at=TOMORROW)


def case_of(office: Office, item: str) -> Case:
    with office.database.reading() as session:
        return session.get_one(Case, session.get_one(ConsignmentItem, item).case_id)


def test_a_consignment_ends_when_every_paper_is_recorded(office: Office, papers: Papers, clerk: Clerk) -> None:
    me = clerk_of(clerk)
    consignment, items = on_its_way(office, papers.notice(), papers.notice())
    taken_over(office, consignment, me)
    recorded(office, items[0], Outcome.HANDED_OVER, me)
    with office.database.reading() as session:
        assert session.get_one(Consignment, consignment).state == "taken_over"
    recorded(office, items[1], Outcome.HANDED_OVER, me)
    with office.database.reading() as session:
        done = session.get_one(Consignment, consignment)
        assert (done.state, done.taken_over_by, done.done_at) == ("done", me.person, TOMORROW)
        assert session.get_one(ConsignmentItem, items[0]).handed_on == DAY


def test_a_notice_that_was_handed_over_is_proved_and_the_case_waits_on(
    office: Office, papers: Papers, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(office, papers.notice())
    taken_over(office, consignment, me)
    scan = store_blob(office.store, b"\x89PNG scan", "delivery_proof")
    recorded(office, item, Outcome.HANDED_OVER, me, proof=scan)
    case = case_of(office, item)
    assert case.state == "NOTICE_SENT" and case.reason is None
    with office.database.reading() as session:
        events = {event.kind: event for event in events_of(session, case.id)}
    assert scan.sha256 in events["notice_delivered"].leaf and events["notice_delivered"].actor == me.label
    assert "Nguyễn" not in events["notice_delivered"].leaf
    assert "sealed" in events


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome.NOT_RESIDENT, "NOT_RESIDENT"), (Outcome.SOLD, "SOLD"), (Outcome.GIVEN, "SOLD"),
        (Outcome.LENT, "OTHER_DRIVER"), (Outcome.LEASED, "LEASED"), (Outcome.DECEASED, "DECEASED"),
    ],
)  # fmt: skip
def test_the_reply_slips_boxes_are_answers(
    office: Office, papers: Papers, clerk: Clerk, outcome: Outcome, code: str
) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(office, papers.notice())
    taken_over(office, consignment, me)
    other = person_named("Trần Văn Mượn", "1990", "024090000001", "Số 9, phường Bắc Giang", source="reply slip")
    words = "Hôm đó tôi không giữ xe."
    recorded(office, item, outcome, me, receiver="", other_person=other, owner_words=words)
    case = case_of(office, item)
    assert (case.state, case.reason_code) == ("OWNER_ANSWERED", code)
    with office.database.reading() as session:
        answer = last_answer(session, case.id)
        assert answer and (answer.code, answer.channel, answer.recorded_by) == (code, "commune", me.person)
        said = opened_answer(office.keys, answer)
        assert (said.statement, said.other_person) == (words, other), "the owner's own words, and whom he names"
        kept = session.get_one(ConsignmentItem, item)
        assert (kept.received_on, words in (kept.owner_words or "")) == (vietnam_day(LATER), False), "sealed"
        assert view_of(session, office.keys, kept).owner_words == words


def test_what_the_owner_says_when_he_takes_a_paper_is_kept_for_the_officer_of_his_case(
    office: Office, papers: Papers, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(office, papers.notice())
    taken_over(office, consignment, me)
    with pytest.raises(NotRecorded, match="not received on"):
        recorded(office, item, Outcome.HANDED_OVER, me, received_on=date(2026, 11, 18))
    recorded(office, item, Outcome.HANDED_OVER, me, owner_words="Xe tôi đã bán.", note="")
    with office.database.reading() as session:
        [written] = words_of(session, case_of(office, item).id)
    assert (written.event, written.name) == ("notice_delivered", "owner_words")


def test_of_a_paper_that_asks_the_owner_nothing_nothing_is_said_of_the_vehicle() -> None:
    for kind in ("decision", "points_notice", "withdrawal_letter"):
        assert not {Outcome.LENT, Outcome.SOLD, Outcome.DECEASED} & {*said_of(kind, "")}
    assert set(said_of("notice", "")) == set(said_of("commune_slip", "")) == {*Outcome} - {*STAYED_HERE, Outcome.POSTED}


def test_an_outcome_after_the_owner_came_by_himself_is_noted_and_moves_nothing(
    office: Office, papers: Papers, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(office, papers.notice())
    taken_over(office, consignment, me)
    with office.database.writing() as session:
        record.apply(session, case_of(office, item).id, "owner_answered", actor=OFFICER, at=LATER)
    recorded(office, item, Outcome.NOT_RESIDENT, me)
    assert case_of(office, item).state == "OWNER_ANSWERED"
    with office.database.reading() as session:
        assert events_of(session, case_of(office, item).id)[-1].kind == "notice_not_resident"


def test_a_paper_for_another_commune_waits_for_an_officer_who_sends_it_on(
    office: Office, papers: Papers, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(office, document := papers.notice())
    taken_over(office, consignment, me)
    with office.database.writing() as session, pytest.raises(NotConsigned, match="came back"):
        consign_again(session, office.keys, document, ELSEWHERE, reason="sai", actor=OFFICER, at=TOMORROW)
    with office.database.writing() as session:
        place = {"ground": "RESIDENCE_DATA", "case_id": case_of(office, item).id, "actor": OFFICER, "at": MONDAY}
        choice = remember(session, office.keys, "thôn Đông, xã Chu Minh, huyện Ba Vì, Hà Nội", HOME, **place)
    recorded(office, item, Outcome.WRONG_COMMUNE, me)
    with office.database.reading() as session:
        doubted = session.get_one(CommuneChoice, choice.id if choice else "")
        assert doubted.doubted_at and doubted.doubted_by == me.person, "what led the paper there is sure no more"
    case = case_of(office, item)
    assert (case.state, case.reason_code) == ("NOTICE_SENT", "WRONG_COMMUNE")
    with office.database.writing() as session, pytest.raises(Refused, match="how you know"):
        consign_again(session, office.keys, document, ELSEWHERE, reason="sai", actor=OFFICER, at=TOMORROW)
    elsewhere = {"reason": "sai", "ground": "RESIDENCE_DATA", "actor": OFFICER, "at": TOMORROW}
    with office.database.writing() as session, pytest.raises(Refused, match="another province"):
        consign_again(session, office.keys, document, communes_of("01")[0].code, **elsewhere)
    with office.database.writing() as session:
        again = send_on(session, office, document)
        assert again and again.journey == 2
        journeys = journeys_of(session, case.id)
        assert [(one.outcome, way.receiver_code) for one, way in journeys] == [
            ("wrong_commune", HOME),
            (None, ELSEWHERE),
        ]
    case = case_of(office, item)
    assert (case.commune_code, case.reason_code) == (ELSEWHERE, None), "the case is where its owner lives"


def send_on(session: Session, office: Office, document: str, commune: str = ELSEWHERE) -> ConsignmentItem | None:
    """An officer found that the address lies elsewhere."""
    found = {"reason": "thôn thuộc Đa Mai", "ground": "RESIDENCE_DATA", "actor": OFFICER, "at": TOMORROW}
    return consign_again(session, office.keys, document, commune, **found)


def test_later_papers_and_those_that_gather_go_where_the_owner_was_found(
    office: Office, papers: Papers, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    notice = papers.notice()
    with office.database.reading() as session:
        case_id = session.get_one(Document, notice).case_id
    consignment, items = on_its_way(office, notice, reminder := papers.reminder(case_id))
    taken_over(office, consignment, me)
    for item, outcome in zip(items, (Outcome.WRONG_COMMUNE, Outcome.RETURNED), strict=True):
        recorded(office, item, outcome, me)
    with office.database.writing() as session:
        send_on(session, office, reminder, AT_WORK)
    consigned(office, papers.reminder(case_id, "ESCALATE_COMMUNE"), at=TOMORROW)
    with office.database.writing() as session:
        send_on(session, office, notice)
        owner = person_row(session, case_id, PersonRole.OWNER)
        assert owner and owner.commune_code == ELSEWHERE
    consigned(office, papers.of_case(case_id, "commune_slip"), at=TOMORROW)
    with office.database.reading() as session:
        ways = [way.receiver_code for one, way in journeys_of(session, case_id) if one.outcome is None]
    assert ways == [AT_WORK, *[ELSEWHERE] * 3], "the paper that came back goes where an officer sent it"


@pytest.mark.parametrize(("same", "follows"), [(True, ELSEWHERE), (False, HOME)], ids=["the owner", "another driver"])
def test_the_case_follows_its_owner_and_no_other_violator(
    same: bool, follows: str, office: Office, papers: Papers, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    case_id = walk_to(office, "decision_sent")
    with office.database.writing() as session:
        owner = person_of(session, office.keys, case_id, PersonRole.OWNER)
        assert owner
        driver = owner if same else replace(owner, personal_id="024099000099")
        save_person(session, office.keys, case_id, PersonRole.VIOLATOR, driver, at=MONDAY)
    consignment, [item] = on_its_way(office, document := papers.of_case(case_id, "decision"))
    taken_over(office, consignment, me)
    recorded(office, item, Outcome.WRONG_COMMUNE, me)
    with office.database.writing() as session:
        send_on(session, office, document)
    with office.database.reading() as session:
        violator = person_row(session, case_id, PersonRole.VIOLATOR)
        assert violator and violator.commune_code == ELSEWHERE
        assert session.get_one(Case, case_id).commune_code == follows


def test_a_notice_under_the_name_before_its_correction_moves_the_owner_whom_later_papers_name(
    office: Office, papers: Papers, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    case_id = walk_to(office, "notice_sent")
    with office.database.writing() as session:
        before = person_row(session, case_id, PersonRole.OWNER)
        assert before
        for role in (PersonRole.VIOLATOR, PersonRole.OWNER):
            owner = person_of(session, office.keys, case_id, PersonRole.OWNER)
            assert owner
            save_person(session, office.keys, case_id, role, replace(owner, name="Nguyễn Văn Ân"), at=MONDAY)
    document = papers.of_case(case_id, "notice", about=before.id)
    consignment, [item] = on_its_way(office, document)
    taken_over(office, consignment, me)
    recorded(office, item, Outcome.WRONG_COMMUNE, me)
    with office.database.writing() as session:
        send_on(session, office, document)
    with office.database.reading() as session:
        rows = session.scalars(sa.select(CasePerson).where(CasePerson.case_id == case_id))
        assert {(one.role, one.ordinal): one.commune_code for one in rows} == {
            ("owner", 1): ELSEWHERE, ("owner", 2): ELSEWHERE, ("violator", 1): ELSEWHERE,
        }  # fmt: skip
        assert session.get_one(Case, case_id).commune_code == ELSEWHERE


def test_a_paper_that_came_back_shows_on_its_case(office: Office, papers: Papers, clerk: Clerk) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(office, papers.notice())
    taken_over(office, consignment, me)
    with pytest.raises(NotRecorded, match="Say why"):
        recorded(office, item, Outcome.RETURNED, me, note=" ")
    recorded(office, item, Outcome.RETURNED, me)
    assert case_of(office, item).reason_code == "PAPER_RETURNED"


@dataclass(frozen=True)
class Succeeded:
    """A case whose notice went to one owner, with its slip and its reminder, and then another notice to a later one.

    items: places of papers in consignments, by the paper.
    """

    case_id: str
    notice: str
    slip: str
    reminder: str
    items: dict[str, str]
    first_owner: str


def succeeded_by(office: Office, papers: Papers, case_id: str, later: Person) -> None:
    """The owner says that he sold the vehicle to `later`; another notice goes to him."""
    with office.database.writing() as session:
        sold = Answer("SOLD", vietnam_day(LATER), proof="hợp đồng mua bán", other_person=later)
        record_answer(session, office.keys, case_id, sold, actor=OFFICER, at=LATER)
        name_new_owner(session, office.keys, case_id, later, actor=OFFICER, at=LATER)
        record.apply(session, case_id, "notice_sent", actor=SIGNER, at=LATER)
        row = person_row(session, case_id, PersonRole.OWNER)
        assert row
    papers.of_case(case_id, "notice", about=row.id, at=LATER)


LATER_OWNER = Person(
    PersonKind.INDIVIDUAL, "Trần Thị Sau", "024190000077", address="Số 9, đường Trình Diễn", commune_code=HOME
)


@pytest.fixture
def succeeded(office: Office, papers: Papers, clerk: Clerk) -> tuple[Succeeded, Actor]:
    """Both owners live in one commune; its clerk has the first one's papers."""
    case_id, me = walk_to(office, "notice_sent"), clerk_of(clerk)
    with office.database.reading() as session:
        owner = person_row(session, case_id, PersonRole.OWNER)
        assert owner
    notice = papers.of_case(case_id, "notice", about=owner.id)
    reminder = papers.reminder(case_id)
    slip = papers.of_case(case_id, "commune_slip", about=f"{notice}:1")
    consignment, items = on_its_way(office, notice, reminder, slip)
    taken_over(office, consignment, me)
    succeeded_by(office, papers, case_id, LATER_OWNER)
    placed = dict(zip((notice, reminder, slip), items, strict=True))
    return Succeeded(case_id, notice, slip, reminder, placed, owner.id), me


@pytest.mark.parametrize("paper", ["notice", "slip", "reminder"])
@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        (Outcome.GIVEN, "LATE_SLIP_SOLD"), (Outcome.LENT, "LATE_SLIP_DRIVER"), (Outcome.DECEASED, "LATE_SLIP_DECEASED"),
        (Outcome.NOT_RESIDENT, None), (Outcome.RETURNED, None), (Outcome.WRONG_COMMUNE, None),
    ],
)  # fmt: skip
def test_what_becomes_of_a_paper_to_an_earlier_owner_says_nothing_of_the_later_one(
    office: Office, succeeded: tuple[Succeeded, Actor], paper: str, outcome: Outcome, shown: str | None
) -> None:
    case, me = succeeded
    with office.database.reading() as session:
        before = last_answer(session, case.case_id)
    recorded(office, case.items[getattr(case, paper)], outcome, me)
    with office.database.reading() as session:
        now, answer = session.get_one(Case, case.case_id), last_answer(session, case.case_id)
        assert (now.state, now.reason_code) == ("NOTICE_SENT", shown)
        assert before and answer and before.id == answer.id
        kind = "notice" if paper == "notice" else "paper"
        assert f"{kind}_{outcome}" in [event.kind for event in events_of(session, now.id)]


def test_to_whom_an_earlier_owner_says_that_he_sold_is_kept_with_his_slip(
    office: Office, succeeded: tuple[Succeeded, Actor]
) -> None:
    case, me = succeeded
    item, other = case.items[case.slip], replace(LATER_OWNER, name="Lê Văn Khác")
    recorded(office, item, Outcome.SOLD, me, other_person=other)
    written = "đã hỏi hàng xóm, Lê Văn Khác, 024190000077, Số 9, đường Trình Diễn"
    with office.database.writing() as session:
        assert view_of(session, office.keys, session.get_one(ConsignmentItem, item)).note == written
        allowed = Permit(case.case_id, "So với chủ xe", OFFICER)
        opened = open_words(session, office.keys, allowed, at=TOMORROW)
        assert {"text": written} in opened.values(), "officers do not read what lies with a connected commune"


def test_what_gathers_for_an_earlier_owner_does_not_leave(office: Office, papers: Papers) -> None:
    case_id = walk_to(office, "notice_sent")
    with office.database.reading() as session:
        owner = person_row(session, case_id, PersonRole.OWNER)
        assert owner
    notice = papers.of_case(case_id, "notice", about=owner.id)
    consigned(office, notice)
    succeeded_by(office, papers, case_id, LATER_OWNER)
    closed(office, LATER)
    with office.database.reading() as session:
        [(item, _)] = journeys_of(session, case_id)
        assert (item.document_id, item.outcome) == (notice, "withdrawn")


def test_a_paper_of_an_earlier_notice_is_not_sent_again(office: Office, succeeded: tuple[Succeeded, Actor]) -> None:
    case, me = succeeded
    recorded(office, case.items[case.slip], Outcome.RETURNED, me)
    with office.database.writing() as session, pytest.raises(NotConsigned, match="another notice went out"):
        assert came_back(session, case.case_id) == []
        send_on(session, office, case.slip, HOME)


def test_a_reminder_is_for_the_owner_whom_its_notice_names(office: Office, succeeded: tuple[Succeeded, Actor]) -> None:
    case, _ = succeeded
    with office.database.reading() as session:
        row = receiver_row(session, paper_of(session, case.reminder))
        assert row and row.id == case.first_owner


def test_a_transfer_slip_that_came_back_goes_to_its_police_again(office: Office, papers: Papers) -> None:
    case_id = walk_to(office, "notice_sent")
    with office.database.writing() as session:
        owner = person_row(session, case_id, PersonRole.OWNER)
        assert owner
        session.get_one(Case, case_id).flags = ["TRANSFERRED"]
    slip = papers.of_case(case_id, "transfer_slip", about=owner.id)
    with office.database.writing() as session:
        session.get_one(Document, slip).passed_to = {"police": "Phòng CSGT tỉnh Lạng Sơn", "code": "20"}
    consignment, [item] = on_its_way(office, slip)
    taken_over(office, consignment, OFFICER)
    with pytest.raises(NotRecorded, match="Possible are: handed_over, returned"):
        recorded(office, item, Outcome.SOLD, OFFICER)
    recorded(office, item, Outcome.RETURNED, OFFICER)
    with office.database.writing() as session:
        [(back, paper)] = came_back(session, case_id)
        assert (back.id, paper.id) == (item, slip)
        again = consign_unchanged(session, office.keys, slip, reason="Bưu điện trả lại.", actor=OFFICER, at=TOMORROW)
        assert (again.journey, session.get_one(Consignment, again.consignment_id).channel) == (2, "post")
        assert words_of(session, case_id)[-1].event == "consigned_again"
        assert session.get_one(Case, case_id).reason_code is None
    with office.database.writing() as session, pytest.raises(NotConsigned, match="came back"):
        consign_unchanged(session, office.keys, slip, reason="Bưu điện trả lại.", actor=OFFICER, at=TOMORROW)
    with office.database.writing() as session:
        again.outcome = Outcome.RETURNED
        session.merge(again)
        record_answer(session, office.keys, case_id, Answer("DISPUTED", DAY, statement="-"), actor=OFFICER, at=TOMORROW)
    with office.database.writing() as session, pytest.raises(NotConsigned, match="handled here"):
        assert came_back(session, case_id) == [], "the owner came here"
        consign_unchanged(session, office.keys, slip, reason="Bưu điện trả lại.", actor=OFFICER, at=TOMORROW)


def test_another_communes_clerk_and_other_people_record_nothing(office: Office, papers: Papers, clerk: Clerk) -> None:
    me, stranger = clerk_of(clerk), clerk_of(clerk, ELSEWHERE)
    consignment, [item] = on_its_way(office, papers.notice())
    for actor in (stranger, OFFICER, Actor("nobody", Role.COMMUNE_CLERK)):
        with pytest.raises(NotYours):
            taken_over(office, consignment, actor)
    taken_over(office, consignment, me)
    with pytest.raises(NotYours):
        recorded(office, item, Outcome.HANDED_OVER, stranger)
    with office.database.reading() as session:
        assert item_of(session, item, commune_code=ELSEWHERE) is None
        assert item_of(session, item, commune_code=HOME)


def test_an_officer_records_what_went_by_post(office: Office, papers: Papers, clerk: Clerk) -> None:
    consignment, [item] = on_its_way(office, papers.notice("00004"))
    with pytest.raises(NotYours, match="by an officer"):
        taken_over(office, consignment, clerk_of(clerk))
    taken_over(office, consignment, OFFICER)
    recorded(office, item, Outcome.HANDED_OVER, OFFICER)
    assert case_of(office, item).state == "NOTICE_SENT"


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        (Report(Outcome.HANDED_OVER, DAY), "Name who signed"),
        (Report(Outcome.HANDED_OVER, date(2026, 11, 15), receiver="A"), "cannot be the day"),
        (Report(Outcome.HANDED_OVER, date(2026, 11, 18), receiver="A"), "cannot be the day"),
        (Report(Outcome.WITHDRAWN, DAY), "Possible are"),
    ],
)
def test_what_cannot_be_is_not_recorded(
    office: Office, papers: Papers, clerk: Clerk, report: Report, sentence: str
) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(office, papers.notice())
    taken_over(office, consignment, me)
    with office.database.writing() as session, pytest.raises(NotRecorded, match=sentence):
        record_outcome(session, office.keys, item, report, actor=me, at=TOMORROW)


def test_nothing_is_recorded_before_the_consignment_is_taken_over_nor_twice(
    office: Office, papers: Papers, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    consigned(office, papers.notice())
    with office.database.reading() as session:
        gathering = session.scalars(sa.select(Consignment)).one().id
    with pytest.raises(NotRecorded, match="still open"):
        taken_over(office, gathering, me)
    consignment, [item] = on_its_way(office)
    with pytest.raises(NotRecorded, match="Take the consignment over first"):
        recorded(office, item, Outcome.HANDED_OVER, me)
    taken_over(office, consignment, me)
    taken_over(office, consignment, me)
    recorded(office, item, Outcome.HANDED_OVER, me)
    with pytest.raises(NotRecorded):
        recorded(office, item, Outcome.HANDED_OVER, me)


def test_what_a_clerk_finds_while_the_case_is_held_is_shown_and_answers_nothing(
    office: Office, papers: Papers, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(office, papers.notice())
    taken_over(office, consignment, me)
    with office.database.writing() as session:
        hold(session, office.keys, case_of(office, item).id, reason="nghi biển giả", actor=OFFICER, at=LATER)
    recorded(office, item, Outcome.NOT_RESIDENT, me)
    case = case_of(office, item)
    assert (case.state, case.reason_code) == ("NOTICE_SENT", "PAPER_RETURNED")


@pytest.mark.parametrize("office_on_both", ["postgresql"], indirect=True)
def test_a_paper_that_another_person_records_at_that_moment_is_recorded_once(office_on_both: Office) -> None:
    office = office_on_both
    with office.database.writing() as session:
        save_agency(session, demo_agency(), actor=machine("init"), at=MONDAY)
    papers = Papers(office)
    consignment, [item, _] = on_its_way(office, papers.notice("00004"), papers.notice("00004"))
    taken_over(office, consignment, OFFICER)
    report = Report(Outcome.RETURNED, DAY, note="Không có người nhận.")
    with office.database.writing() as session:
        assert session.get_one(ConsignmentItem, item).outcome is None  # as the lines of a reply are looked at first
        recorded(office, item, Outcome.HANDED_OVER, OFFICER)
        with pytest.raises(NotRecorded, match="recorded as handed over already"):
            record_outcome(session, office.keys, item, report, actor=OFFICER, at=TOMORROW)
