"""A signed decision leaves through the police of its person's commune, or as people bring it; others follow it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from conftest import MONDAY
from dispatch.conftest import ELSEWHERE, HOME, Issuer, closed
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import Agency, save_agency
from ticketing.agency.dispatch_rules import Channel, DispatchRules, WeeklyBundles
from ticketing.cases import record
from ticketing.cases.decision.decisions import decision_of, settle
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case, CaseClock
from ticketing.cases.terms import case_clocks
from ticketing.cases.terms.case_clocks import running_clocks
from ticketing.dispatch.consignments.closing import consign
from ticketing.dispatch.consignments.decision_sending import DecisionWay, send_decision
from ticketing.dispatch.consignments.resend import consign_again
from ticketing.dispatch.delivery.queries import came_back, items_with_receivers
from ticketing.dispatch.delivery.recording import NotRecorded, Report, record_result, take_over
from ticketing.dispatch.delivery.tracking import Place, track
from ticketing.dispatch.delivery.undelivered import undelivered
from ticketing.dispatch.delivery_results import DeliveryResult
from ticketing.dispatch.signed_documents import NotConsigned
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.tables import Document
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.flow.reactions import react
from ticketing.kit.clock import VIETNAM, vietnam_day
from ticketing.kit.jobs import Job
from walked import FINANCE, OFFICER, SIGNER

LATER = MONDAY + timedelta(minutes=31)
TOMORROW = MONDAY + timedelta(days=1)
DAY = date(2026, 11, 17)
BY_POLICE = ("commune_police", None)


def sent(context: AppContext, case_id: str, way: str = DecisionWay.COMMUNE, at: datetime = MONDAY) -> None:
    with context.database.writing() as session:
        send_decision(session, case_id, way=way, actor=OFFICER, at=at)


def journeys(context: AppContext, case_id: str) -> list[tuple[str, str, str | None]]:
    """Kind, way and outcome of the case's papers that travel, in the order in which they were consigned."""
    query = (
        sa.select(Document.kind, Consignment.channel, ConsignmentItem.outcome)
        .join(ConsignmentItem, ConsignmentItem.document_id == Document.id)
        .join(Consignment, Consignment.id == ConsignmentItem.consignment_id)
        .where(Document.case_id == case_id)
    )
    with context.database.reading() as session:
        return [(row[0], row[1], row[2]) for row in session.execute(query.order_by(ConsignmentItem.id))]


def saved(context: AppContext, agency: Agency) -> None:
    with context.database.writing() as session:
        save_agency(session, replace(agency, valid_from=MONDAY.date()), actor=machine("init"), at=MONDAY)


def test_the_police_get_decision_and_points_notice_and_their_proof_starts_the_ten_days(
    context: AppContext, issuer: Issuer, clerk: Callable[[str], str]
) -> None:
    case_id, me = issuer.decision(), Actor(clerk(HOME), Role.COMMUNE_CLERK)
    points = issuer.of_case(case_id, "points_notice")
    sent(context, case_id)
    closed(context, LATER)
    with context.database.writing() as session:
        [consignment] = session.scalars(sa.select(Consignment))
        decision, notice = items_with_receivers(session, context.keys, consignment)
        assert [view.paper.kind_vi for view in (decision, notice)] == ["Quyết định", "Thông báo"], "no act, no points"
        assert (notice.paper.document_id, decision.receiver) == (points, notice.receiver)
        manifest = json.loads(context.store.get(consignment.manifest_sha256 or ""))
        assert [paper["kind"] for paper in manifest["papers"]] == ["decision", "points_notice"]
        assert consignment.receiver_code == manifest["commune_code"] == HOME
        take_over(session, consignment.id, actor=me, at=LATER)
        for view in (notice, decision):
            report = Report(DeliveryResult.HANDED_OVER, DAY, receiver="Nguyễn Văn Thử")
            record_result(session, context.keys, view.item.id, report, actor=me, at=TOMORROW)
    with context.database.reading() as session:
        row, case = decision_of(session, case_id), session.get_one(Case, case_id)
        assert row is not None and (case.state, row.received_on) == ("DECISION_DELIVERED", DAY)
        clock = session.scalars(sa.select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.code == "PAYMENT"))
        assert clock.one().due_on == date(2026, 11, 27)
        events = {event.kind: event for event in events_of(session, case_id)}
    said = json.loads(events["decision_sent"].leaf)["data"]
    assert (said["channel"], said["papers"]) == ("commune", [row.document_id, points])
    assert events["decision_received"].actor == "machine:delivery" and me.label in events["decision_received"].leaf


def test_a_decision_that_the_police_posted_up_is_not_delivered_on_that_day(
    context: AppContext, issuer: Issuer, clerk: Callable[[str], str]
) -> None:
    case_id, me = issuer.decision(), Actor(clerk(HOME), Role.COMMUNE_CLERK)
    sent(context, case_id)
    closed(context, LATER)
    with context.database.writing() as session:
        item = session.scalars(sa.select(ConsignmentItem)).one()
        take_over(session, item.consignment_id, actor=me, at=LATER)
        with pytest.raises(NotRecorded, match="minutes of posting up"):
            record_result(session, context.keys, item.id, Report(DeliveryResult.POSTED, DAY), actor=me, at=TOMORROW)
        report = Report(DeliveryResult.POSTED, DAY, note="Biên bản niêm yết 03")
        record_result(session, context.keys, item.id, report, actor=me, at=TOMORROW)
    with context.database.reading() as session:
        assert session.get_one(Case, case_id).state == "DECISION_SENT"
        running = {clock.code for clock in running_clocks(session, case_id)}
        assert "DELIVERY_POSTING" in running and not running & {"PAYMENT", "DELIVERY_ASKED"}


def test_what_people_bring_themselves_is_not_consigned_but_what_is_signed_later_is(
    context: AppContext, issuer: Issuer
) -> None:
    case_id = issuer.decision()
    issuer.of_case(case_id, "points_notice")
    react(context, case_id)
    assert journeys(context, case_id) == [], "nothing leaves before its decision"
    sent(context, case_id, DecisionWay.BY_HAND)
    react(context, case_id)
    assert journeys(context, case_id) == [], "both went by hand"
    issuer.of_case(case_id, "correction")
    react(context, case_id)
    assert journeys(context, case_id) == [("correction", "commune_police", None)]


def test_points_that_are_signed_when_the_decision_has_gone_to_the_police_follow_it(
    context: AppContext, issuer: Issuer
) -> None:
    case_id = issuer.decision()
    sent(context, case_id)
    issuer.of_case(case_id, "points_notice")
    react(context, case_id)
    assert journeys(context, case_id) == [("decision", *BY_POLICE), ("points_notice", *BY_POLICE)]


def test_the_agencys_way_of_first_notices_is_not_that_of_decisions(
    context: AppContext, issuer: Issuer, agency: Agency
) -> None:
    saved(context, replace(agency, dispatch=DispatchRules(first_notice=Channel.POST)))
    case_id = issuer.decision()
    issuer.of_case(case_id, "points_notice")
    sent(context, case_id)
    assert journeys(context, case_id) == [
        ("decision", "commune_police", None),
        ("points_notice", "commune_police", None),
    ]


@pytest.mark.parametrize(
    ("commune", "way", "event", "said"),
    [
        ("", "commune", None, "lives is not known"),
        ("00004", "commune", None, "neither a mailbox nor a weekly bundle"),
        (HOME, "pigeon", None, "Possible: commune, by_hand"),
        (HOME, "commune", "decision_sent", "went out already"),
        (HOME, "by_hand", "decision_sent", "went out already"),
        (HOME, "commune", "decision_annulled", "the case has gone on"),
        (HOME, "commune", "flag_HELD", "held"),
    ],
)
def test_a_decision_that_cannot_go_is_refused_with_a_sentence(
    context: AppContext, issuer: Issuer, commune: str, way: str, event: str | None, said: str
) -> None:
    case_id = issuer.decision(commune)
    if event:
        with context.database.writing() as session:
            by = SIGNER if event == "decision_annulled" else OFFICER
            record.apply(session, case_id, event, actor=by, at=MONDAY, facts=record.Facts(reason=("X", "x")))
    with pytest.raises((Refused, NotConsigned), match=said):
        sent(context, case_id, way)
    assert journeys(context, case_id) == []


def test_a_decision_that_is_not_signed_is_not_sent(context: AppContext, issuer: Issuer) -> None:
    case_id = issuer.decision()
    with context.database.writing() as session:
        row = decision_of(session, case_id)
        assert row is not None
        row.issued_on = None
    with pytest.raises(Refused, match="not signed"):
        sent(context, case_id, DecisionWay.BY_HAND)


def test_a_weekly_bundle_with_a_decision_leaves_within_its_term(
    context: AppContext, issuer: Issuer, agency: Agency
) -> None:
    tuesday = MONDAY + timedelta(days=1)
    saved(context, replace(agency, weekly=WeeklyBundles(weekday=1, communes={HOME: "folder"})))
    case_id, other = issuer.decision(at=tuesday), issuer.notice(at=tuesday)
    with context.database.writing() as session:
        consign(session, other, at=tuesday)
    sent(context, case_id, at=tuesday)
    with context.database.reading() as session:
        [consignment] = session.scalars(sa.select(Consignment))
        term = session.scalars(sa.select(CaseClock).where(CaseClock.code == "SEND_DECISION")).one()
        leaves = datetime(2026, 11, 20, 15, tzinfo=VIETNAM)
        assert (term.due_on, consignment.close_at) == (leaves.date(), leaves), "the week ends on Monday"
        assert leaves in session.scalars(sa.select(Job.due_at).where(Job.subject == consignment.id)).all()


def paid(context: AppContext, case_id: str) -> None:
    with context.database.writing() as session:
        record.apply(session, case_id, "fine_paid", actor=FINANCE, at=MONDAY)


def settled(context: AppContext, case_id: str) -> None:
    with context.database.writing() as session:
        settle(session, case_id, actor=OFFICER, at=MONDAY)


def test_a_decision_on_its_way_arrives_though_the_case_is_paid_and_closed(context: AppContext, issuer: Issuer) -> None:
    case_id = issuer.decision()
    sent(context, case_id)
    paid(context, case_id)
    settled(context, case_id)
    closed(context, LATER)
    assert journeys(context, case_id) == [("decision", "commune_police", None)]


def test_who_pays_before_his_decision_was_sent_gets_it_all_the_same(context: AppContext, issuer: Issuer) -> None:
    case_id = issuer.decision()
    issuer.of_case(case_id, "points_notice")
    paid(context, case_id)
    react(context, case_id)
    assert journeys(context, case_id) == [], "nothing leaves before its decision"
    with pytest.raises(Refused, match="must get it first"):
        settled(context, case_id)
    assert running(context, case_id) == {"SEND_DECISION"}, "the office is asked until it has sent it"
    sent(context, case_id)
    assert journeys(context, case_id) == [("decision", *BY_POLICE), ("points_notice", *BY_POLICE)]
    assert running(context, case_id) == set()
    with pytest.raises(Refused, match="went out already"):
        sent(context, case_id)
    with context.database.reading() as session:
        assert session.get_one(Case, case_id).state == "PAID"
    settled(context, case_id)


def running(context: AppContext, case_id: str) -> set[str]:
    """Terms of the office that run in a case."""
    with context.database.reading() as session:
        return {clock.code for clock in case_clocks.running_clocks(session, case_id)} & {"SEND_DECISION", "PAYMENT"}


def test_a_decision_that_was_in_the_wrong_commune_does_not_lie_another_week(
    context: AppContext, issuer: Issuer, agency: Agency, clerk: Callable[[str], str]
) -> None:
    saved(context, replace(agency, weekly=WeeklyBundles(communes={ELSEWHERE: "folder"})))
    case_id, other = issuer.decision(), issuer.notice(ELSEWHERE)
    with context.database.writing() as session:
        consign(session, other, at=MONDAY)
    sent(context, case_id)
    closed(context, LATER)
    points = issuer.of_case(case_id, "points_notice")
    me = Actor(clerk(HOME), Role.COMMUNE_CLERK)
    with context.database.writing() as session:
        item = session.scalars(sa.select(ConsignmentItem).where(ConsignmentItem.case_id == case_id)).one()
        take_over(session, item.consignment_id, actor=me, at=LATER)
        report = Report(DeliveryResult.WRONG_COMMUNE, DAY)
        record_result(session, context.keys, item.id, report, actor=me, at=TOMORROW)
        consign(session, points, at=TOMORROW)
        again = consign_again(
            session, context.keys, item.document_id, ELSEWHERE, reason="Công an xã báo.", ground="ADDRESS_NAMES_PLACE",
            actor=OFFICER, at=TOMORROW,
        )  # fmt: skip
        assert again is not None
        consignment = session.get_one(Consignment, again.consignment_id)
        with_it = session.scalars(sa.select(ConsignmentItem).where(ConsignmentItem.document_id == points)).one()
        assert with_it.consignment_id == consignment.id, "what gathered for him goes with it"
        assert vietnam_day(consignment.close_at) == DAY, "the week ends on Friday"


def test_a_points_notice_that_comes_back_shows_and_goes_again_though_the_case_is_closed(
    context: AppContext, issuer: Issuer, clerk: Callable[[str], str]
) -> None:
    case_id, me = issuer.decision(), Actor(clerk(HOME), Role.COMMUNE_CLERK)
    points = issuer.of_case(case_id, "points_notice")
    assert places(context, case_id) == [Place.UNSENT_DECISION, Place.FOLLOWS_DECISION]
    sent(context, case_id)
    assert places(context, case_id) == [Place.GATHERS, Place.GATHERS]
    closed(context, LATER)
    paid(context, case_id)
    with context.database.writing() as session:
        decision, notice = session.scalars(sa.select(ConsignmentItem).order_by(ConsignmentItem.id))
        take_over(session, notice.consignment_id, actor=me, at=LATER)
        came_home = Report(DeliveryResult.RETURNED, DAY, note="Vắng nhà")
        record_result(session, context.keys, notice.id, came_home, actor=me, at=TOMORROW)
        assert session.get_one(Case, case_id).reason_code == "PAPER_RETURNED"
    settled(context, case_id)
    assert places(context, case_id) == [Place.UNDER_WAY, Place.CAME_BACK]
    with context.database.writing() as session:
        record_result(session, context.keys, decision.id, came_home, actor=me, at=TOMORROW)
        assert {item.id for item, _ in came_back(session, case_id)} == {decision.id, notice.id}
        assert {line.document.id for line in undelivered(session, TOMORROW)[0]} == {decision.document_id, points}
        again = consign_again(session, context.keys, points, HOME, reason="Đã về.", actor=OFFICER, at=TOMORROW)
        assert again is not None and again.journey == 2
    closed(context, TOMORROW + timedelta(hours=8))
    assert places(context, case_id) == [Place.CAME_BACK, Place.UNDER_WAY]


def places(context: AppContext, case_id: str) -> list[Place]:
    """Where the signed papers of a case are, in the order of their signatures."""
    with context.database.reading() as session:
        found = track(session, session.get_one(Case, case_id))
        return [where.place for stands in found.values() for where in stands]
