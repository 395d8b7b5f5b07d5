"""A paper that was signed and gathers, while its case goes on: what no longer fits does not leave."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from conftest import MONDAY
from dispatch.conftest import HOME, Issuer, closed, consigned
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import Agency, save_agency
from ticketing.agency.dispatch_rules import WeeklyBundles
from ticketing.cases import record
from ticketing.cases.decision.tables import Decision
from ticketing.cases.record import Facts
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments.closing import send_on
from ticketing.dispatch.delivery.recording import take_over
from ticketing.dispatch.delivery.route import route, to_give_back
from ticketing.dispatch.delivery_results import DeliveryResult
from ticketing.dispatch.release_rules import handed_back, must_be_informed
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.drafting.steps import documents_without_use
from ticketing.documents.tables import WAITING, Document
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import VIETNAM
from walked import FINANCE, MACHINE, OFFICER, SIGNER, decided, walk_to

LATER = MONDAY + timedelta(minutes=31)
FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=VIETNAM)
LAST_DAY = date(2026, 11, 26)  # ten days after the decision was received, on MONDAY the 16th


@pytest.fixture
def weekly(context: AppContext, agency: Agency) -> None:
    """The police of HOME get their papers in a bundle a week, on Fridays."""
    bundles = replace(agency, weekly=WeeklyBundles(communes={HOME: "folder"}), valid_from=MONDAY.date())
    with context.database.writing() as session:
        save_agency(session, bundles, actor=machine("init"), at=MONDAY)


def fined(context: AppContext) -> str:
    """A case whose decision was received: its fine is to be paid until LAST_DAY."""
    row_id = decided(context, "07/QĐ-XPHC")
    with context.database.reading() as session:
        return session.get_one(Decision, row_id).case_id


def goes_on(context: AppContext, case_id: str, event: str, actor: Actor, ends_on: date | None = None) -> None:
    with context.database.writing() as session:
        record.apply(session, case_id, event, actor=actor, at=MONDAY, facts=Facts(ends_on=ends_on))


def became_of(context: AppContext, document: str) -> tuple[str, str | None]:
    """State of its consignment, and what is recorded of the paper."""
    with context.database.reading() as session:
        item = session.scalars(sa.select(ConsignmentItem).where(ConsignmentItem.document_id == document)).one()
        return session.get_one(Consignment, item.consignment_id).state, item.outcome


@pytest.mark.usefixtures("weekly")
def test_a_reminder_does_not_lie_in_the_weekly_bundle_until_its_day_is_over(
    context: AppContext, issuer: Issuer
) -> None:
    case_id = fined(context)
    consigned(context, notice := issuer.notice())
    assert became_of(context, notice) == ("gathering", None)
    closed(context, FRIDAY - timedelta(days=1))
    assert became_of(context, notice) == ("gathering", None), "a notice waits for the end of the week"
    consigned(context, reminder := issuer.reminder(case_id, "PAYMENT"), at=LATER)
    closed(context, datetime(2026, 11, 16, 16, 0, tzinfo=VIETNAM))
    assert became_of(context, reminder) == ("closed", None), "it leaves on the day on which it was signed"


Meanwhile = Callable[[AppContext, str], None]
FITS: Meanwhile = lambda context, case_id: None  # noqa: E731
PAID: Meanwhile = lambda context, case_id: goes_on(context, case_id, "fine_paid", FINANCE)  # noqa: E731
OVERDUE: Meanwhile = lambda context, case_id: goes_on(context, case_id, "payment_term_passed", MACHINE)  # noqa: E731
DEFERRED: Meanwhile = lambda context, case_id: goes_on(  # noqa: E731
    context, case_id, "deferral_decision_issued", SIGNER, date(2027, 1, 22)
)


@pytest.mark.parametrize(
    ("meanwhile", "outcome"),
    [
        (FITS, None),
        (PAID, DeliveryResult.WITHDRAWN),
        (OVERDUE, DeliveryResult.WITHDRAWN),
        (DEFERRED, DeliveryResult.WITHDRAWN),
    ],
    ids=["still to be paid", "paid", "overdue", "deferred: its day is another one"],
)
def test_a_reminder_of_a_payment_leaves_only_while_that_payment_is_awaited(
    context: AppContext, issuer: Issuer, meanwhile: Meanwhile, outcome: str | None
) -> None:
    case_id = fined(context)
    consigned(context, reminder := issuer.reminder(case_id, "PAYMENT"))
    meanwhile(context, case_id)
    with context.database.reading() as session:
        document, case = session.get_one(Document, reminder), session.get_one(Case, case_id)
        assert must_be_informed(session, document, case.state) is (outcome is None)
    closed(context, LATER)
    assert became_of(context, reminder)[1] == outcome


def test_a_reminder_does_not_leave_when_its_day_is_over_and_no_clock_has_said_so(
    context: AppContext, issuer: Issuer
) -> None:
    consigned(context, reminder := issuer.reminder(fined(context), "PAYMENT"))
    closed(context, datetime(2026, 11, 27, 8, 0, tzinfo=VIETNAM))
    assert became_of(context, reminder)[1] == DeliveryResult.WITHDRAWN


@pytest.mark.parametrize("signed", [False, True], ids=["waits for its signer", "in the press or on its way"])
def test_a_reminder_that_waits_is_put_away_with_its_term(context: AppContext, issuer: Issuer, signed: bool) -> None:
    case_id = fined(context)
    reminder = issuer.reminder(case_id, "PAYMENT")
    with context.database.writing() as session:
        session.get_one(Document, reminder).state = "signed" if signed else WAITING
        assert documents_without_use(session, session.get_one(Case, case_id)) == []
    DEFERRED(context, case_id)
    with context.database.reading() as session:
        useless = documents_without_use(session, session.get_one(Case, case_id))
        assert [one.id for one in useless] == ([] if signed else [reminder])


@pytest.mark.parametrize("kind", ["commune_slip", "reminder"])
@pytest.mark.parametrize("in_hands", [False, True], ids=["gathers", "with the police"])
def test_police_get_no_slip_and_no_reminder_about_somebody_who_came(
    context: AppContext, issuer: Issuer, clerk: Callable[[str], str], kind: str, in_hands: bool
) -> None:
    """C73 art. 24.5.b: the police look for who did not come; who came is none of their business."""
    case_id = walk_to(context, "notice_sent")
    if kind == "reminder":
        paper = issuer.reminder(case_id)
    else:
        goes_on(context, case_id, "notice_unanswered", SIGNER)
        paper = issuer.of_case(case_id, "commune_slip")
    consigned(context, paper)
    if in_hands:
        closed(context, LATER)
        me = Actor(clerk(HOME), Role.COMMUNE_CLERK)
        with context.database.writing() as session:
            take_over(session, session.scalars(sa.select(Consignment)).one().id, actor=me, at=LATER)
    goes_on(context, case_id, "owner_answered", OFFICER)
    closed(context, LATER)
    with context.database.reading() as session:
        assert route(session, context.keys, HOME) == []
        back = [view.paper.document_id for view in to_give_back(session, context.keys, HOME)]
    assert back == ([paper] if in_hands else [])
    assert became_of(context, paper)[1] == (None if in_hands else DeliveryResult.WITHDRAWN)


def test_a_slip_that_stayed_here_leaves_after_all_when_the_answer_is_taken_back(
    context: AppContext, issuer: Issuer
) -> None:
    case_id = walk_to(context, "notice_sent")
    goes_on(context, case_id, "notice_unanswered", SIGNER)
    consigned(context, slip := issuer.of_case(case_id, "commune_slip"))
    goes_on(context, case_id, "owner_answered", OFFICER)
    closed(context, LATER)
    assert became_of(context, slip)[1] == DeliveryResult.WITHDRAWN
    with context.database.reading() as session:
        assert handed_back(session, case_id) == [], "he came"
    goes_on(context, case_id, "answer_taken_back_after_warning", OFFICER)
    with context.database.writing() as session:
        assert [(item.document_id, item.journey, item.outcome) for item in send_on(session, case_id, at=LATER)] == [
            (slip, 2, None)
        ]
    with context.database.reading() as session:
        assert handed_back(session, case_id) == [], "once"


def test_the_reminder_of_a_notice_does_not_follow_the_warning(context: AppContext, issuer: Issuer) -> None:
    case_id = walk_to(context, "notice_sent")
    consigned(context, reminder := issuer.reminder(case_id), notice := issuer.of_case(case_id, "notice"))
    goes_on(context, case_id, "notice_unanswered", SIGNER)
    closed(context, LATER)
    assert (became_of(context, reminder)[1], became_of(context, notice)[1]) == (DeliveryResult.WITHDRAWN, None)
