"""What became of the papers, said by the right hand, and what the case learns of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from conftest import MONDAY
from dispatch.conftest import ELSEWHERE, HOME, Issuer, closed, consigned
from ticketing.addresses.resolution import communes_of
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import save_agency
from ticketing.agency.form import demo_agency
from ticketing.cases import record
from ticketing.cases.answers.owner_answers import (
    Answer,
    last_answer,
    name_new_owner,
    opened_answer,
    record_answer,
)
from ticketing.cases.case_notes import notes_of
from ticketing.cases.holding import hold
from ticketing.cases.owner.persons import (
    Person,
    PersonKind,
    PersonRole,
    person_of,
    person_row,
    save_person,
)
from ticketing.cases.sealed_notes import open_notes
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case, CasePerson
from ticketing.dispatch.consignments.resend import consign_again, consign_unchanged
from ticketing.dispatch.delivery.queries import came_back, item_of, journeys_of, view_of
from ticketing.dispatch.delivery.recording import (
    NotRecorded,
    NotYours,
    Report,
    record_result,
    statement_on,
    take_over,
)
from ticketing.dispatch.delivery.reply_slip import person_named
from ticketing.dispatch.delivery_results import STAYED_HERE, DeliveryResult
from ticketing.dispatch.signed_documents import NotConsigned, receiver_row, signed_document_of
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.tables import Document
from ticketing.evidence.log import events_of
from ticketing.evidence.seal import store_blob
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import vietnam_day
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


def on_its_way(context: AppContext, *documents: str) -> tuple[str, list[str]]:
    """Consign and close; gives the consignment's id and its papers' ids."""
    consigned(context, *documents)
    closed(context, LATER)
    with context.database.reading() as session:
        consignment = session.scalars(sa.select(Consignment).order_by(Consignment.id.desc())).first()
        assert consignment
        query = sa.select(ConsignmentItem.id).where(ConsignmentItem.consignment_id == consignment.id)
        return consignment.id, list(session.scalars(query.order_by(ConsignmentItem.id)))


def taken_over(context: AppContext, consignment_id: str, actor: Actor) -> None:
    with context.database.writing() as session:
        take_over(session, consignment_id, actor=actor, at=LATER)


def recorded(context: AppContext, item: str, outcome: DeliveryResult, actor: Actor, **details: Any) -> None:
    values: dict[str, Any] = {"receiver": "Nguyễn Văn Thử", "note": "đã hỏi hàng xóm"} | details
    with context.database.writing() as session:
        record_result(session, context.keys, item, Report(outcome, DAY, **values), actor=actor, at=TOMORROW)


def case_of(context: AppContext, item: str) -> Case:
    with context.database.reading() as session:
        return session.get_one(Case, session.get_one(ConsignmentItem, item).case_id)


def test_a_consignment_ends_when_every_paper_is_recorded(context: AppContext, issuer: Issuer, clerk: Clerk) -> None:
    me = clerk_of(clerk)
    consignment, items = on_its_way(context, issuer.notice(), issuer.notice())
    taken_over(context, consignment, me)
    recorded(context, items[0], DeliveryResult.HANDED_OVER, me)
    with context.database.reading() as session:
        assert session.get_one(Consignment, consignment).state == "taken_over"
    recorded(context, items[1], DeliveryResult.HANDED_OVER, me)
    with context.database.reading() as session:
        done = session.get_one(Consignment, consignment)
        assert (done.state, done.taken_over_by, done.done_at) == ("done", me.person, TOMORROW)
        assert session.get_one(ConsignmentItem, items[0]).handed_on == DAY


def test_a_notice_that_was_handed_over_is_proved_and_the_case_waits_on(
    context: AppContext, issuer: Issuer, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(context, issuer.notice())
    taken_over(context, consignment, me)
    scan = store_blob(context.store, b"\x89PNG scan", "delivery_proof")
    recorded(context, item, DeliveryResult.HANDED_OVER, me, proof=scan)
    case = case_of(context, item)
    assert case.state == "NOTICE_SENT" and case.reason is None
    with context.database.reading() as session:
        events = {event.kind: event for event in events_of(session, case.id)}
    assert scan.sha256 in events["notice_delivered"].leaf and events["notice_delivered"].actor == me.label
    assert "Nguyễn" not in events["notice_delivered"].leaf
    assert "sealed" in events


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (DeliveryResult.NOT_RESIDENT, "NOT_RESIDENT"), (DeliveryResult.SOLD, "SOLD"), (DeliveryResult.GIVEN, "SOLD"),
        (DeliveryResult.LENT, "OTHER_DRIVER"), (DeliveryResult.LEASED, "LEASED"), (DeliveryResult.DECEASED, "DECEASED"),
    ],
)  # fmt: skip
def test_the_reply_slips_boxes_are_answers(
    context: AppContext, issuer: Issuer, clerk: Clerk, outcome: DeliveryResult, code: str
) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(context, issuer.notice())
    taken_over(context, consignment, me)
    other = person_named("Trần Văn Mượn", "1990", "024090000001", "Số 9, phường Bắc Giang", source="reply slip")
    words = "Hôm đó tôi không giữ xe."
    recorded(context, item, outcome, me, receiver="", other_person=other, owner_words=words)
    case = case_of(context, item)
    assert (case.state, case.reason_code) == ("OWNER_ANSWERED", code)
    with context.database.reading() as session:
        answer = last_answer(session, case.id)
        assert answer and (answer.code, answer.channel, answer.recorded_by) == (code, "commune", me.person)
        said = opened_answer(context.keys, answer)
        assert (said.statement, said.other_person) == (words, other), "the owner's own words, and whom he names"
        kept = session.get_one(ConsignmentItem, item)
        assert (kept.received_on, words in (kept.owner_words or "")) == (vietnam_day(LATER), False), "sealed"
        assert view_of(session, context.keys, kept).owner_words == words


def test_what_the_owner_says_when_he_takes_a_paper_is_kept_for_the_officer_of_his_case(
    context: AppContext, issuer: Issuer, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(context, issuer.notice())
    taken_over(context, consignment, me)
    with pytest.raises(NotRecorded, match="not received on"):
        recorded(context, item, DeliveryResult.HANDED_OVER, me, received_on=date(2026, 11, 18))
    recorded(context, item, DeliveryResult.HANDED_OVER, me, owner_words="Xe tôi đã bán.", note="")
    with context.database.reading() as session:
        [written] = notes_of(session, case_of(context, item).id)
    assert (written.event, written.name) == ("notice_delivered", "owner_words")


def test_of_a_paper_that_asks_the_owner_nothing_nothing_is_said_of_the_vehicle() -> None:
    for kind in ("decision", "points_notice", "withdrawal_letter"):
        assert not {DeliveryResult.LENT, DeliveryResult.SOLD, DeliveryResult.DECEASED} & {*statement_on(kind, "")}
    assert (
        set(statement_on("notice", ""))
        == set(statement_on("commune_slip", ""))
        == {*DeliveryResult} - {*STAYED_HERE, DeliveryResult.POSTED}
    )


def test_an_outcome_after_the_owner_came_by_himself_is_noted_and_moves_nothing(
    context: AppContext, issuer: Issuer, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(context, issuer.notice())
    taken_over(context, consignment, me)
    with context.database.writing() as session:
        record.apply(session, case_of(context, item).id, "owner_answered", actor=OFFICER, at=LATER)
    recorded(context, item, DeliveryResult.NOT_RESIDENT, me)
    assert case_of(context, item).state == "OWNER_ANSWERED"
    with context.database.reading() as session:
        assert events_of(session, case_of(context, item).id)[-1].kind == "notice_not_resident"


def test_a_paper_for_another_commune_waits_for_an_officer_who_sends_it_on(
    context: AppContext, issuer: Issuer, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(context, document := issuer.notice())
    taken_over(context, consignment, me)
    with context.database.writing() as session, pytest.raises(NotConsigned, match="came back"):
        consign_again(session, context.keys, document, ELSEWHERE, reason="sai", actor=OFFICER, at=TOMORROW)
    with context.database.writing() as session:
        place = {"ground": "RESIDENCE_DATA", "case_id": case_of(context, item).id, "actor": OFFICER, "at": MONDAY}
        choice = remember(session, context.keys, "thôn Đông, xã Chu Minh, huyện Ba Vì, Hà Nội", HOME, **place)
    recorded(context, item, DeliveryResult.WRONG_COMMUNE, me)
    with context.database.reading() as session:
        doubted = session.get_one(CommuneChoice, choice.id if choice else "")
        assert doubted.doubted_at and doubted.doubted_by == me.person, "what led the paper there is sure no more"
    case = case_of(context, item)
    assert (case.state, case.reason_code) == ("NOTICE_SENT", "WRONG_COMMUNE")
    with context.database.writing() as session, pytest.raises(Refused, match="how you know"):
        consign_again(session, context.keys, document, ELSEWHERE, reason="sai", actor=OFFICER, at=TOMORROW)
    elsewhere = {"reason": "sai", "ground": "RESIDENCE_DATA", "actor": OFFICER, "at": TOMORROW}
    with context.database.writing() as session, pytest.raises(Refused, match="another province"):
        consign_again(session, context.keys, document, communes_of("01")[0].code, **elsewhere)
    with context.database.writing() as session:
        again = send_on(session, context, document)
        assert again and again.journey == 2
        journeys = journeys_of(session, case.id)
        assert [(one.outcome, way.receiver_code) for one, way in journeys] == [
            ("wrong_commune", HOME),
            (None, ELSEWHERE),
        ]
    case = case_of(context, item)
    assert (case.commune_code, case.reason_code) == (ELSEWHERE, None), "the case is where its owner lives"


def send_on(session: Session, context: AppContext, document: str, commune: str = ELSEWHERE) -> ConsignmentItem | None:
    """An officer found that the address lies elsewhere."""
    found = {"reason": "thôn thuộc Đa Mai", "ground": "RESIDENCE_DATA", "actor": OFFICER, "at": TOMORROW}
    return consign_again(session, context.keys, document, commune, **found)


def test_later_papers_and_those_that_gather_go_where_the_owner_was_found(
    context: AppContext, issuer: Issuer, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    notice = issuer.notice()
    with context.database.reading() as session:
        case_id = session.get_one(Document, notice).case_id
    consignment, items = on_its_way(context, notice, reminder := issuer.reminder(case_id))
    taken_over(context, consignment, me)
    for item, outcome in zip(items, (DeliveryResult.WRONG_COMMUNE, DeliveryResult.RETURNED), strict=True):
        recorded(context, item, outcome, me)
    with context.database.writing() as session:
        send_on(session, context, reminder, AT_WORK)
    consigned(context, issuer.reminder(case_id, "ESCALATE_COMMUNE"), at=TOMORROW)
    with context.database.writing() as session:
        send_on(session, context, notice)
        owner = person_row(session, case_id, PersonRole.OWNER)
        assert owner and owner.commune_code == ELSEWHERE
    consigned(context, issuer.of_case(case_id, "commune_slip"), at=TOMORROW)
    with context.database.reading() as session:
        ways = [way.receiver_code for one, way in journeys_of(session, case_id) if one.outcome is None]
    assert ways == [AT_WORK, *[ELSEWHERE] * 3], "the paper that came back goes where an officer sent it"


@pytest.mark.parametrize(("same", "follows"), [(True, ELSEWHERE), (False, HOME)], ids=["the owner", "another driver"])
def test_the_case_follows_its_owner_and_no_other_violator(
    same: bool, follows: str, context: AppContext, issuer: Issuer, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    case_id = walk_to(context, "decision_sent")
    with context.database.writing() as session:
        owner = person_of(session, context.keys, case_id, PersonRole.OWNER)
        assert owner
        driver = owner if same else replace(owner, personal_id="024099000099")
        save_person(session, context.keys, case_id, PersonRole.VIOLATOR, driver, at=MONDAY)
    consignment, [item] = on_its_way(context, document := issuer.of_case(case_id, "decision"))
    taken_over(context, consignment, me)
    recorded(context, item, DeliveryResult.WRONG_COMMUNE, me)
    with context.database.writing() as session:
        send_on(session, context, document)
    with context.database.reading() as session:
        violator = person_row(session, case_id, PersonRole.VIOLATOR)
        assert violator and violator.commune_code == ELSEWHERE
        assert session.get_one(Case, case_id).commune_code == follows


def test_a_notice_under_the_name_before_its_correction_moves_the_owner_whom_later_papers_name(
    context: AppContext, issuer: Issuer, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    case_id = walk_to(context, "notice_sent")
    with context.database.writing() as session:
        before = person_row(session, case_id, PersonRole.OWNER)
        assert before
        for role in (PersonRole.VIOLATOR, PersonRole.OWNER):
            owner = person_of(session, context.keys, case_id, PersonRole.OWNER)
            assert owner
            save_person(session, context.keys, case_id, role, replace(owner, name="Nguyễn Văn Ân"), at=MONDAY)
    document = issuer.of_case(case_id, "notice", about=before.id)
    consignment, [item] = on_its_way(context, document)
    taken_over(context, consignment, me)
    recorded(context, item, DeliveryResult.WRONG_COMMUNE, me)
    with context.database.writing() as session:
        send_on(session, context, document)
    with context.database.reading() as session:
        rows = session.scalars(sa.select(CasePerson).where(CasePerson.case_id == case_id))
        assert {(one.role, one.ordinal): one.commune_code for one in rows} == {
            ("owner", 1): ELSEWHERE, ("owner", 2): ELSEWHERE, ("violator", 1): ELSEWHERE,
        }  # fmt: skip
        assert session.get_one(Case, case_id).commune_code == ELSEWHERE


def test_a_paper_that_came_back_shows_on_its_case(context: AppContext, issuer: Issuer, clerk: Clerk) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(context, issuer.notice())
    taken_over(context, consignment, me)
    with pytest.raises(NotRecorded, match="Say why"):
        recorded(context, item, DeliveryResult.RETURNED, me, note=" ")
    recorded(context, item, DeliveryResult.RETURNED, me)
    assert case_of(context, item).reason_code == "PAPER_RETURNED"


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


def succeeded_by(context: AppContext, issuer: Issuer, case_id: str, later: Person) -> None:
    """The owner says that he sold the vehicle to `later`; another notice goes to him."""
    with context.database.writing() as session:
        sold = Answer("SOLD", vietnam_day(LATER), proof="hợp đồng mua bán", other_person=later)
        record_answer(session, context.keys, case_id, sold, actor=OFFICER, at=LATER)
        name_new_owner(session, context.keys, case_id, later, actor=OFFICER, at=LATER)
        record.apply(session, case_id, "notice_sent", actor=SIGNER, at=LATER)
        row = person_row(session, case_id, PersonRole.OWNER)
        assert row
    issuer.of_case(case_id, "notice", about=row.id, at=LATER)


LATER_OWNER = Person(
    PersonKind.INDIVIDUAL, "Trần Thị Sau", "024190000077", address="Số 9, đường Trình Diễn", commune_code=HOME
)


@pytest.fixture
def succeeded(context: AppContext, issuer: Issuer, clerk: Clerk) -> tuple[Succeeded, Actor]:
    """Both owners live in one commune; its clerk has the first one's papers."""
    case_id, me = walk_to(context, "notice_sent"), clerk_of(clerk)
    with context.database.reading() as session:
        owner = person_row(session, case_id, PersonRole.OWNER)
        assert owner
    notice = issuer.of_case(case_id, "notice", about=owner.id)
    reminder = issuer.reminder(case_id)
    slip = issuer.of_case(case_id, "commune_slip", about=f"{notice}:1")
    consignment, items = on_its_way(context, notice, reminder, slip)
    taken_over(context, consignment, me)
    succeeded_by(context, issuer, case_id, LATER_OWNER)
    placed = dict(zip((notice, reminder, slip), items, strict=True))
    return Succeeded(case_id, notice, slip, reminder, placed, owner.id), me


@pytest.mark.parametrize("paper", ["notice", "slip", "reminder"])
@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        (DeliveryResult.GIVEN, "LATE_SLIP_SOLD"), (DeliveryResult.LENT, "LATE_SLIP_DRIVER"), (DeliveryResult.DECEASED,
            "LATE_SLIP_DECEASED"),
        (DeliveryResult.NOT_RESIDENT, None), (DeliveryResult.RETURNED, None), (DeliveryResult.WRONG_COMMUNE, None),
    ],
)  # fmt: skip
def test_what_becomes_of_a_paper_to_an_earlier_owner_says_nothing_of_the_later_one(
    context: AppContext, succeeded: tuple[Succeeded, Actor], paper: str, outcome: DeliveryResult, shown: str | None
) -> None:
    case, me = succeeded
    with context.database.reading() as session:
        before = last_answer(session, case.case_id)
    recorded(context, case.items[getattr(case, paper)], outcome, me)
    with context.database.reading() as session:
        now, answer = session.get_one(Case, case.case_id), last_answer(session, case.case_id)
        assert (now.state, now.reason_code) == ("NOTICE_SENT", shown)
        assert before and answer and before.id == answer.id
        kind = "notice" if paper == "notice" else "paper"
        assert f"{kind}_{outcome}" in [event.kind for event in events_of(session, now.id)]


def test_to_whom_an_earlier_owner_says_that_he_sold_is_kept_with_his_slip(
    context: AppContext, succeeded: tuple[Succeeded, Actor]
) -> None:
    case, me = succeeded
    item, other = case.items[case.slip], replace(LATER_OWNER, name="Lê Văn Khác")
    recorded(context, item, DeliveryResult.SOLD, me, other_person=other)
    written = "đã hỏi hàng xóm, Lê Văn Khác, 024190000077, Số 9, đường Trình Diễn"
    with context.database.writing() as session:
        assert view_of(session, context.keys, session.get_one(ConsignmentItem, item)).note == written
        allowed = Permit(case.case_id, "So với chủ xe", OFFICER)
        opened = open_notes(session, context.keys, allowed, at=TOMORROW)
        assert {"text": written} in opened.values(), "officers do not read what lies with a connected commune"


def test_what_gathers_for_an_earlier_owner_does_not_leave(context: AppContext, issuer: Issuer) -> None:
    case_id = walk_to(context, "notice_sent")
    with context.database.reading() as session:
        owner = person_row(session, case_id, PersonRole.OWNER)
        assert owner
    notice = issuer.of_case(case_id, "notice", about=owner.id)
    consigned(context, notice)
    succeeded_by(context, issuer, case_id, LATER_OWNER)
    closed(context, LATER)
    with context.database.reading() as session:
        [(item, _)] = journeys_of(session, case_id)
        assert (item.document_id, item.outcome) == (notice, "withdrawn")


def test_a_paper_of_an_earlier_notice_is_not_sent_again(
    context: AppContext, succeeded: tuple[Succeeded, Actor]
) -> None:
    case, me = succeeded
    recorded(context, case.items[case.slip], DeliveryResult.RETURNED, me)
    with context.database.writing() as session, pytest.raises(NotConsigned, match="another notice went out"):
        assert came_back(session, case.case_id) == []
        send_on(session, context, case.slip, HOME)


def test_a_reminder_is_for_the_owner_whom_its_notice_names(
    context: AppContext, succeeded: tuple[Succeeded, Actor]
) -> None:
    case, _ = succeeded
    with context.database.reading() as session:
        row = receiver_row(session, signed_document_of(session, case.reminder))
        assert row and row.id == case.first_owner


def test_a_transfer_slip_that_came_back_goes_to_its_police_again(context: AppContext, issuer: Issuer) -> None:
    case_id = walk_to(context, "notice_sent")
    with context.database.writing() as session:
        owner = person_row(session, case_id, PersonRole.OWNER)
        assert owner
        session.get_one(Case, case_id).flags = ["TRANSFERRED"]
    slip = issuer.of_case(case_id, "transfer_slip", about=owner.id)
    with context.database.writing() as session:
        session.get_one(Document, slip).passed_to = {"police": "Phòng CSGT tỉnh Lạng Sơn", "code": "20"}
    consignment, [item] = on_its_way(context, slip)
    taken_over(context, consignment, OFFICER)
    with pytest.raises(NotRecorded, match="Possible are: handed_over, returned"):
        recorded(context, item, DeliveryResult.SOLD, OFFICER)
    recorded(context, item, DeliveryResult.RETURNED, OFFICER)
    with context.database.writing() as session:
        [(back, paper)] = came_back(session, case_id)
        assert (back.id, paper.id) == (item, slip)
        again = consign_unchanged(session, context.keys, slip, reason="Bưu điện trả lại.", actor=OFFICER, at=TOMORROW)
        assert (again.journey, session.get_one(Consignment, again.consignment_id).channel) == (2, "post")
        assert notes_of(session, case_id)[-1].event == "consigned_again"
        assert session.get_one(Case, case_id).reason_code is None
    with context.database.writing() as session, pytest.raises(NotConsigned, match="came back"):
        consign_unchanged(session, context.keys, slip, reason="Bưu điện trả lại.", actor=OFFICER, at=TOMORROW)
    with context.database.writing() as session:
        again.outcome = DeliveryResult.RETURNED
        session.merge(again)
        record_answer(
            session, context.keys, case_id, Answer("DISPUTED", DAY, statement="-"), actor=OFFICER, at=TOMORROW
        )
    with context.database.writing() as session, pytest.raises(NotConsigned, match="handled here"):
        assert came_back(session, case_id) == [], "the owner came here"
        consign_unchanged(session, context.keys, slip, reason="Bưu điện trả lại.", actor=OFFICER, at=TOMORROW)


def test_another_communes_clerk_and_other_people_record_nothing(
    context: AppContext, issuer: Issuer, clerk: Clerk
) -> None:
    me, stranger = clerk_of(clerk), clerk_of(clerk, ELSEWHERE)
    consignment, [item] = on_its_way(context, issuer.notice())
    for actor in (stranger, OFFICER, Actor("nobody", Role.COMMUNE_CLERK)):
        with pytest.raises(NotYours):
            taken_over(context, consignment, actor)
    taken_over(context, consignment, me)
    with pytest.raises(NotYours):
        recorded(context, item, DeliveryResult.HANDED_OVER, stranger)
    with context.database.reading() as session:
        assert item_of(session, item, commune_code=ELSEWHERE) is None
        assert item_of(session, item, commune_code=HOME)


def test_an_officer_records_what_went_by_post(context: AppContext, issuer: Issuer, clerk: Clerk) -> None:
    consignment, [item] = on_its_way(context, issuer.notice("00004"))
    with pytest.raises(NotYours, match="by an officer"):
        taken_over(context, consignment, clerk_of(clerk))
    taken_over(context, consignment, OFFICER)
    recorded(context, item, DeliveryResult.HANDED_OVER, OFFICER)
    assert case_of(context, item).state == "NOTICE_SENT"


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        (Report(DeliveryResult.HANDED_OVER, DAY), "Name who signed"),
        (Report(DeliveryResult.HANDED_OVER, date(2026, 11, 15), receiver="A"), "cannot be the day"),
        (Report(DeliveryResult.HANDED_OVER, date(2026, 11, 18), receiver="A"), "cannot be the day"),
        (Report(DeliveryResult.WITHDRAWN, DAY), "Possible are"),
    ],
)
def test_what_cannot_be_is_not_recorded(
    context: AppContext, issuer: Issuer, clerk: Clerk, report: Report, sentence: str
) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(context, issuer.notice())
    taken_over(context, consignment, me)
    with context.database.writing() as session, pytest.raises(NotRecorded, match=sentence):
        record_result(session, context.keys, item, report, actor=me, at=TOMORROW)


def test_nothing_is_recorded_before_the_consignment_is_taken_over_nor_twice(
    context: AppContext, issuer: Issuer, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    consigned(context, issuer.notice())
    with context.database.reading() as session:
        gathering = session.scalars(sa.select(Consignment)).one().id
    with pytest.raises(NotRecorded, match="still open"):
        taken_over(context, gathering, me)
    consignment, [item] = on_its_way(context)
    with pytest.raises(NotRecorded, match="Take the consignment over first"):
        recorded(context, item, DeliveryResult.HANDED_OVER, me)
    taken_over(context, consignment, me)
    taken_over(context, consignment, me)
    recorded(context, item, DeliveryResult.HANDED_OVER, me)
    with pytest.raises(NotRecorded):
        recorded(context, item, DeliveryResult.HANDED_OVER, me)


def test_what_a_clerk_finds_while_the_case_is_held_is_shown_and_answers_nothing(
    context: AppContext, issuer: Issuer, clerk: Clerk
) -> None:
    me = clerk_of(clerk)
    consignment, [item] = on_its_way(context, issuer.notice())
    taken_over(context, consignment, me)
    with context.database.writing() as session:
        hold(session, context.keys, case_of(context, item).id, reason="nghi biển giả", actor=OFFICER, at=LATER)
    recorded(context, item, DeliveryResult.NOT_RESIDENT, me)
    case = case_of(context, item)
    assert (case.state, case.reason_code) == ("NOTICE_SENT", "PAPER_RETURNED")


@pytest.mark.parametrize("context_on_both", ["postgresql"], indirect=True)
def test_a_paper_that_another_person_records_at_that_moment_is_recorded_once(context_on_both: AppContext) -> None:
    context = context_on_both
    with context.database.writing() as session:
        save_agency(session, demo_agency(), actor=machine("init"), at=MONDAY)
    papers = Issuer(context)
    consignment, [item, _] = on_its_way(context, papers.notice("00004"), papers.notice("00004"))
    taken_over(context, consignment, OFFICER)
    report = Report(DeliveryResult.RETURNED, DAY, note="Không có người nhận.")
    with context.database.writing() as session:
        assert session.get_one(ConsignmentItem, item).outcome is None  # as the lines of a reply are looked at first
        recorded(context, item, DeliveryResult.HANDED_OVER, OFFICER)
        with pytest.raises(NotRecorded, match="recorded as handed over already"):
            record_result(session, context.keys, item, report, actor=OFFICER, at=TOMORROW)
