"""A paper that was signed and gathers, while its case goes on: what no longer fits does not leave."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from conftest import MONDAY
from dispatch.conftest import HOME, Papers, closed, consigned
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import Agency, save_agency
from ticketing.agency.values import WeeklyBundles
from ticketing.cases import record
from ticketing.cases.decision_tables import Decision
from ticketing.cases.record import Facts
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments import send_on
from ticketing.dispatch.delivery import take_over
from ticketing.dispatch.leaving import given_back, has_to_be_told
from ticketing.dispatch.outcomes import Outcome
from ticketing.dispatch.route import route, to_give_back
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.drafting.steps import papers_without_use
from ticketing.documents.tables import WAITING, Document
from ticketing.flow.office import Office
from ticketing.kit.clock import VIETNAM
from walked import FINANCE, MACHINE, OFFICER, SIGNER, decided, walk_to

LATER = MONDAY + timedelta(minutes=31)
FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=VIETNAM)
LAST_DAY = date(2026, 11, 26)  # ten days after the decision was received, on MONDAY the 16th


@pytest.fixture
def weekly(office: Office, agency: Agency) -> None:
    """The police of HOME get their papers in a bundle a week, on Fridays."""
    bundles = replace(agency, weekly=WeeklyBundles(communes={HOME: "folder"}), valid_from=MONDAY.date())
    with office.database.writing() as session:
        save_agency(session, bundles, actor=machine("init"), at=MONDAY)


def fined(office: Office) -> str:
    """A case whose decision was received: its fine is to be paid until LAST_DAY."""
    row_id = decided(office, "07/QĐ-XPHC")
    with office.database.reading() as session:
        return session.get_one(Decision, row_id).case_id


def goes_on(office: Office, case_id: str, event: str, actor: Actor, ends_on: date | None = None) -> None:
    with office.database.writing() as session:
        record.apply(session, case_id, event, actor=actor, at=MONDAY, facts=Facts(ends_on=ends_on))


def became_of(office: Office, document: str) -> tuple[str, str | None]:
    """State of its consignment, and what is recorded of the paper."""
    with office.database.reading() as session:
        item = session.scalars(sa.select(ConsignmentItem).where(ConsignmentItem.document_id == document)).one()
        return session.get_one(Consignment, item.consignment_id).state, item.outcome


@pytest.mark.usefixtures("weekly")
def test_a_reminder_does_not_lie_in_the_weekly_bundle_until_its_day_is_over(office: Office, papers: Papers) -> None:
    case_id = fined(office)
    consigned(office, notice := papers.notice())
    assert became_of(office, notice) == ("gathering", None)
    closed(office, FRIDAY - timedelta(days=1))
    assert became_of(office, notice) == ("gathering", None), "a notice waits for the end of the week"
    consigned(office, reminder := papers.reminder(case_id, "PAYMENT"), at=LATER)
    closed(office, datetime(2026, 11, 16, 16, 0, tzinfo=VIETNAM))
    assert became_of(office, reminder) == ("closed", None), "it leaves on the day on which it was signed"


Meanwhile = Callable[[Office, str], None]
FITS: Meanwhile = lambda office, case_id: None  # noqa: E731
PAID: Meanwhile = lambda office, case_id: goes_on(office, case_id, "fine_paid", FINANCE)  # noqa: E731
OVERDUE: Meanwhile = lambda office, case_id: goes_on(office, case_id, "payment_term_passed", MACHINE)  # noqa: E731
DEFERRED: Meanwhile = lambda office, case_id: goes_on(  # noqa: E731
    office, case_id, "deferral_decision_issued", SIGNER, date(2027, 1, 22)
)


@pytest.mark.parametrize(
    ("meanwhile", "outcome"),
    [(FITS, None), (PAID, Outcome.WITHDRAWN), (OVERDUE, Outcome.WITHDRAWN), (DEFERRED, Outcome.WITHDRAWN)],
    ids=["still to be paid", "paid", "overdue", "deferred: its day is another one"],
)
def test_a_reminder_of_a_payment_leaves_only_while_that_payment_is_awaited(
    office: Office, papers: Papers, meanwhile: Meanwhile, outcome: str | None
) -> None:
    case_id = fined(office)
    consigned(office, reminder := papers.reminder(case_id, "PAYMENT"))
    meanwhile(office, case_id)
    with office.database.reading() as session:
        document, case = session.get_one(Document, reminder), session.get_one(Case, case_id)
        assert has_to_be_told(session, document, case.state) is (outcome is None)
    closed(office, LATER)
    assert became_of(office, reminder)[1] == outcome


def test_a_reminder_does_not_leave_when_its_day_is_over_and_no_clock_has_said_so(
    office: Office, papers: Papers
) -> None:
    consigned(office, reminder := papers.reminder(fined(office), "PAYMENT"))
    closed(office, datetime(2026, 11, 27, 8, 0, tzinfo=VIETNAM))
    assert became_of(office, reminder)[1] == Outcome.WITHDRAWN


@pytest.mark.parametrize("signed", [False, True], ids=["waits for its signer", "in the press or on its way"])
def test_a_reminder_that_waits_is_put_away_with_its_term(office: Office, papers: Papers, signed: bool) -> None:
    case_id = fined(office)
    reminder = papers.reminder(case_id, "PAYMENT")
    with office.database.writing() as session:
        session.get_one(Document, reminder).state = "signed" if signed else WAITING
        assert papers_without_use(session, session.get_one(Case, case_id)) == []
    DEFERRED(office, case_id)
    with office.database.reading() as session:
        useless = papers_without_use(session, session.get_one(Case, case_id))
        assert [one.id for one in useless] == ([] if signed else [reminder])


@pytest.mark.parametrize("kind", ["commune_slip", "reminder"])
@pytest.mark.parametrize("in_hands", [False, True], ids=["gathers", "with the police"])
def test_police_get_no_slip_and_no_reminder_about_somebody_who_came(
    office: Office, papers: Papers, clerk: Callable[[str], str], kind: str, in_hands: bool
) -> None:
    """C73 art. 24.5.b: the police look for who did not come; who came is none of their business."""
    case_id = walk_to(office, "notice_sent")
    if kind == "reminder":
        paper = papers.reminder(case_id)
    else:
        goes_on(office, case_id, "notice_unanswered", SIGNER)
        paper = papers.of_case(case_id, "commune_slip")
    consigned(office, paper)
    if in_hands:
        closed(office, LATER)
        me = Actor(clerk(HOME), Role.COMMUNE_CLERK)
        with office.database.writing() as session:
            take_over(session, session.scalars(sa.select(Consignment)).one().id, actor=me, at=LATER)
    goes_on(office, case_id, "owner_answered", OFFICER)
    closed(office, LATER)
    with office.database.reading() as session:
        assert route(session, office.keys, HOME) == []
        back = [view.paper.document_id for view in to_give_back(session, office.keys, HOME)]
    assert back == ([paper] if in_hands else [])
    assert became_of(office, paper)[1] == (None if in_hands else Outcome.WITHDRAWN)


def test_a_slip_that_stayed_here_leaves_after_all_when_the_answer_is_taken_back(office: Office, papers: Papers) -> None:
    case_id = walk_to(office, "notice_sent")
    goes_on(office, case_id, "notice_unanswered", SIGNER)
    consigned(office, slip := papers.of_case(case_id, "commune_slip"))
    goes_on(office, case_id, "owner_answered", OFFICER)
    closed(office, LATER)
    assert became_of(office, slip)[1] == Outcome.WITHDRAWN
    with office.database.reading() as session:
        assert given_back(session, case_id) == [], "he came"
    goes_on(office, case_id, "answer_taken_back_after_warning", OFFICER)
    with office.database.writing() as session:
        assert [(item.document_id, item.journey, item.outcome) for item in send_on(session, case_id, at=LATER)] == [
            (slip, 2, None)
        ]
    with office.database.reading() as session:
        assert given_back(session, case_id) == [], "once"


def test_the_reminder_of_a_notice_does_not_follow_the_warning(office: Office, papers: Papers) -> None:
    case_id = walk_to(office, "notice_sent")
    consigned(office, reminder := papers.reminder(case_id), notice := papers.of_case(case_id, "notice"))
    goes_on(office, case_id, "notice_unanswered", SIGNER)
    closed(office, LATER)
    assert (became_of(office, reminder)[1], became_of(office, notice)[1]) == (Outcome.WITHDRAWN, None)
