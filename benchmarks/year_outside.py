"""What happens outside the office in benchmarks.year: communes, the post, warned agencies, and money that comes in."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from benchmarks.year_people import FINANCE, OFFICER, People
from benchmarks.year_plan import outcome_of
from ticketing.agency.actors import Actor, Role
from ticketing.cases.decision.tables import ISSUED, Decision
from ticketing.cases.states import CaseState
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments.resend import consign_again, consign_unchanged
from ticketing.dispatch.delivery import recording
from ticketing.dispatch.delivery.queries import came_back
from ticketing.dispatch.delivery_results import TRAVELS_AGAIN, DeliveryResult
from ticketing.dispatch.tables import CLOSED, SENT, TAKEN_OVER, Consignment, ConsignmentItem
from ticketing.documents.kinds import document_kind
from ticketing.documents.tables import Document
from ticketing.kit.clock import VIETNAM, vietnam_day
from ticketing.law.calendar import official_calendar
from ticketing.payments.ledger import import_statement

LATEST_PAYMENT = timedelta(days=8 + 25)
"""So long after the delivery of a decision the last money comes in (`Plan.pays_after` and "late")."""

# Communes and the post.


def deliver(people: People, day: date) -> None:
    """Consignments are taken over on the day after they were closed; each paper's outcome comes days later.

    A warned agency confirms its whole bundle.
    """
    with people.context.database.reading() as session:
        came = sa.select(Consignment).where(
            Consignment.state.in_((CLOSED, SENT)), Consignment.closed_at < _morning(people, day)
        )
        closed = list(session.scalars(came.order_by(Consignment.number)))
        out = (
            sa.select(ConsignmentItem, Consignment, Document)
            .join(Consignment, Consignment.id == ConsignmentItem.consignment_id)
            .join(Document, Document.id == ConsignmentItem.document_id)
            .where(Consignment.state == TAKEN_OVER, ConsignmentItem.outcome.is_(None))
            .order_by(ConsignmentItem.case_id, Document.kind, ConsignmentItem.addressee)
        )
        items = [(row[0], row[1], row[2]) for row in session.execute(out)]
    for consignment in closed:
        with people.context.database.writing() as session:
            if consignment.channel == "warned_agency":
                recording.record_receipt(
                    session, people.context.keys, consignment.id, day, "người nhận", actor=OFFICER, at=people.now
                )
            else:
                recording.take_over(session, consignment.id, actor=_clerk(consignment), at=people.now)
    for item, consignment, paper in items:
        _report(people, item, consignment, paper, day)


def _report(people: People, item: ConsignmentItem, consignment: Consignment, paper: Document, day: date) -> None:
    name = people.cases[item.case_id][0]
    outcome, after = outcome_of(name, paper.no or "", paper.kind, item.journey, people.seed)
    assert consignment.taken_over_at
    if not outcome or day < vietnam_day(consignment.taken_over_at) + timedelta(days=after):
        return
    report = recording.Report(
        DeliveryResult(outcome), handed_on=day, receiver="người nhận", note="ghi chú của cán bộ xã"
    )
    with people.act(item.case_id, f"{paper.kind} {outcome}") as session:
        recording.record_result(session, people.context.keys, item.id, report, actor=_clerk(consignment), at=people.now)


def send_again(people: People, day: date) -> None:
    """What came back is sent once more to the same receiver, where the case's page offers it."""
    later = aliased(ConsignmentItem)
    sent_again = sa.exists().where(later.document_id == ConsignmentItem.document_id, later.journey > 1)
    waits = sa.select(ConsignmentItem.case_id).where(ConsignmentItem.outcome.in_(TRAVELS_AGAIN), ~sent_again)
    with people.context.database.reading() as session:
        query = (
            sa.select(Case)
            .where(
                Case.id.in_(waits),
                Case.state.in_((CaseState.NOTICE_SENT, CaseState.ESCALATED, CaseState.DECISION_SENT)),
            )
            .order_by(Case.id)
        )
        back = [(case, *found) for case in session.scalars(query) for found in came_back(session, case.id)]
    for case, item, paper in back:
        fresh = item.recorded_at is None or item.recorded_at >= _morning(people, day)
        if fresh or item.journey > 1 or case.on_hold:
            continue
        by = {"reason": "Đã xác minh nơi cư trú.", "actor": OFFICER, "at": people.now}
        with people.act(case.id, f"{paper.kind} sent again") as session:
            if document_kind(paper.kind).between_offices:
                consign_unchanged(session, people.context.keys, paper.id, **by)  # type: ignore[arg-type]
            elif case.commune_code:
                consign_again(session, people.context.keys, paper.id, case.commune_code, ground="RESIDENCE_DATA", **by)  # type: ignore[arg-type]


def _morning(people: People, day: date) -> datetime:
    return datetime.combine(day, time(0), VIETNAM)


# Money.


def pay(people: People, day: date) -> None:
    """The statement of the days since the last one, as the treasury sends it."""
    days = {day}
    while not official_calendar().is_working_day(min(days) - timedelta(days=1)):
        days.add(min(days) - timedelta(days=1))
    with people.context.database.reading() as session:
        query = sa.select(Decision).where(Decision.state == ISSUED, Decision.received_on >= min(days) - LATEST_PAYMENT)
        lines = [
            line for one in session.scalars(query.order_by(Decision.case_id)) for line in _payments(people, one, days)
        ]
    if lines:
        text = "\n".join(("value_date,reference,payer,amount_vnd,content", *lines))
        import_statement(
            people.context.database, people.context.keys, text.encode(), f"{day}.csv", actor=FINANCE, at=people.now
        )


def _payments(people: People, decision: Decision, days: set[date]) -> Iterator[str]:
    """What comes in for a decision on these days, drawn from its own figures alone."""
    plan, due = people.plan(decision.case_id), decision.amount_vnd
    assert decision.received_on and decision.number and decision.issued_on
    rest = due // 2
    first = plan.pays_after
    comes: dict[str, tuple[tuple[int, int], ...]] = {
        "in time": ((first, due),),
        "twice": ((first, due), (first + 1, due)),
        "late": ((first + 25, due),),
        "too little, then the rest": ((first, due - rest), (first + 12, rest)),
    }
    for number, (after, amount) in enumerate(comes.get(plan.pays, ())):
        on = decision.received_on + timedelta(days=after)
        if on in days:
            name = people.cases[decision.case_id][0]
            told = f"nop phat QD {decision.number} ngay {decision.issued_on:%d/%m/%Y}"
            yield f"{on},{name}-{number},NGUOI NOP {name[4:]},{amount},{told}"


def _clerk(consignment: Consignment) -> Actor:
    """Whoever records what became of a consignment: the clerk of its commune, else an officer."""
    if consignment.channel == "commune_police":
        return Actor(f"clerk-{consignment.receiver_code}", Role.COMMUNE_CLERK)
    return OFFICER
