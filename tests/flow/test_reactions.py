"""What the machine does by itself on entering a state, and what it leaves to people."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from conftest import MONDAY
from ticketing.cases import record
from ticketing.cases.decision.additional_sanctions import Imposed, Remedy
from ticketing.cases.decision.decisions import settle
from ticketing.cases.decision.tables import ISSUED, Decision
from ticketing.cases.record import KEPT, WARNED, Facts
from ticketing.cases.tables import Case
from ticketing.cases.terms.case_clocks import running_clocks
from ticketing.flow import reactions
from ticketing.flow.app_context import AppContext
from ticketing.flow.reactions import Reaction, react
from ticketing.kit.clock import SettableClock, vietnam_day
from ticketing.kit.ids import new_id
from walked import MACHINE, OFFICER, SIGNER, walk_to

LATER = MONDAY + timedelta(hours=1)


def warned(context: AppContext, *, beside: Imposed | None = None, kept: bool = False) -> str:
    """A minor's case: his decision warns him, and he has received it."""
    context.clock = SettableClock(LATER)
    case_id = walk_to(context, "violator_identified")
    imposed, day = beside or Imposed(), vietnam_day(MONDAY)
    with context.database.writing() as session:
        minutes = Facts(log={KEPT: True} if kept else {})
        record.apply(session, case_id, "minutes_made", actor=OFFICER, at=MONDAY, facts=minutes)
        record.apply(session, case_id, "decision_issued", actor=SIGNER, at=MONDAY, facts=Facts(log={WARNED: True}))
        session.add(
            Decision(
                id=new_id(), case_id=case_id, state=ISSUED, proposed_by="officer-1", proposed_at=MONDAY, points=0,
                organisation=False, driver_identified=True, persons_over=1, amount_vnd=0, lowest_vnd=0, highest_vnd=0,
                article="điểm a khoản 1 Điều 7", mitigating=[], aggravating=[], warning=True, term_code="DECISION",
                term_due_on=day, pay_within_days=0, number="07/QĐ-XPHC", issued_on=day, signer="signer-1",
                additional_sanctions=imposed.sanctions_json(), remedies=imposed.remedies_json(), received_on=day,
            )
        )  # fmt: skip
        record.apply(session, case_id, "decision_sent", actor=OFFICER, at=MONDAY)
        record.apply(session, case_id, "decision_received", actor=MACHINE, at=MONDAY)
    return case_id


def state_of(context: AppContext, case_id: str) -> str:
    with context.database.reading() as session:
        return session.get_one(Case, case_id).state


def test_a_warning_that_was_received_ends_its_case_and_no_papers_wait_for_their_return(context: AppContext) -> None:
    case_id = warned(context)
    with context.database.reading() as session:
        assert "PAPERS_RETURN" not in {clock.code for clock in running_clocks(session, case_id)}
    react(context, case_id)
    assert state_of(context, case_id) == "CLOSED"


@pytest.mark.parametrize(
    "left",
    [
        {"beside": Imposed(remedy=Remedy("Buộc khôi phục biển số", 10))},
        {"beside": Imposed(confiscates_plate=True)},
        {"kept": True},
    ],
    ids=["a remedy", "a confiscated plate", "kept papers"],
)
def test_a_warning_that_leaves_something_to_be_done_is_closed_by_an_officer(
    context: AppContext, left: dict[str, object]
) -> None:
    case_id = warned(context, **left)
    react(context, case_id)
    assert state_of(context, case_id) == "DECISION_DELIVERED"
    with context.database.writing() as session:
        assert settle(session, case_id, actor=OFFICER, at=LATER).state == "CLOSED"


def test_papers_that_were_kept_are_given_back_within_five_working_days_of_the_receipt_of_a_warning(
    context: AppContext,
) -> None:
    case_id = warned(context, kept=True)
    with context.database.reading() as session:
        due = {clock.code: clock.due_on for clock in running_clocks(session, case_id)}
    assert due["PAPERS_RETURN"] == date(2026, 11, 23), "received on Monday the 16th (D118 art. 20)"


def broken(_session: Session, _case: Case) -> bool:
    raise LookupError("nobody can tell")


def test_a_reaction_that_cannot_be_asked_stops_no_other_and_is_told(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    case_id = walk_to(context, "notice_sent")
    works: Callable[[AppContext, str], None] = lambda _context, one: done.append(one)  # noqa: E731
    found = [Reaction(works), Reaction(works, asks=broken), Reaction(works)]
    monkeypatch.setattr(reactions, "reactions_to", lambda _state: found)
    with pytest.raises(LookupError, match="nobody can tell"):
        react(context, case_id)
    assert done == [case_id] * 2
