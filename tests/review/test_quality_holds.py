"""Who is shown by blind judgements to be worse than his budget issues nothing, until a supervisor lets him again."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from review.conftest import HAN, LAN, MAI, NOW, Reviewing
from ticketing.agency.actors import Actor, Role
from ticketing.cases.states import Refused
from ticketing.review import quality_holds
from ticketing.review.evaluate import Verdict
from ticketing.review.policy import Kind
from ticketing.review.tables import QualityHold
from ticketing.review.verdicts import give_verdict

NGA = Actor("nga", Role.SUPERVISOR)
YES, NO = Verdict(Kind.CONFIRM), Verdict(Kind.REJECT, reason_code="NOT_A_VIOLATION")


@pytest.fixture
def drawn(reviewing: Reviewing, monkeypatch: pytest.MonkeyPatch) -> Reviewing:
    """A desk where nobody is new and every case is drawn for a second, blind verdict."""
    reviewing.tried(HAN, LAN, MAI)
    monkeypatch.setattr("ticketing.review.verdicts.draw", lambda secret, case_id: 0)
    return reviewing


def judge(
    reviewing: Reviewing, *verdicts: tuple[Actor, Verdict], camera: str = "BN-001", model: str = "yolo/a net/b"
) -> str:
    case_id = reviewing.case(camera=camera, versions={"networks": model})
    for actor, verdict in verdicts:
        reviewing.do(give_verdict, reviewing.keys, case_id, verdict, actor=actor, at=NOW)
    return case_id


def holds(reviewing: Reviewing) -> set[tuple[str, str]]:
    with reviewing.database.reading() as session:
        return {(one.kind, one.subject) for one in session.query(QualityHold).filter_by(lifted_at=None)}


def careless(reviewing: Reviewing, cases: int = 3) -> None:
    """Han confirms what is no violation; Lan and the senior see it each time."""
    for _ in range(cases):
        judge(reviewing, (HAN, YES), (LAN, NO), (Actor("son", Role.SENIOR), NO))


def test_agreement_holds_nobody(drawn: Reviewing) -> None:
    for _ in range(4):
        judge(drawn, (HAN, YES), (LAN, YES))
    assert holds(drawn) == set()


def test_who_is_wrong_too_often_is_held_with_the_camera_that_misleads_and_not_who_saw_it(drawn: Reviewing) -> None:
    careless(drawn)
    assert holds(drawn) == {("officer", "han"), ("camera", "BN-001"), ("model", "yolo/a net/b")}


def test_what_he_confirms_then_is_held_at_once(drawn: Reviewing) -> None:
    careless(drawn)
    assert drawn.read(judge(drawn, (HAN, YES), (LAN, YES))).flags == ["HELD"]


def test_what_rests_on_nothing_that_is_held_goes_on(drawn: Reviewing) -> None:
    careless(drawn)
    drawn.tried(LAN, MAI, camera="BN-002")
    other = judge(drawn, (LAN, YES), (MAI, YES), camera="BN-002", model="yolo/a net/c")
    assert drawn.read(other).flags == []


def test_a_case_that_was_picked_for_its_doubt_counts_for_nobody(reviewing: Reviewing) -> None:
    reviewing.tried(HAN, LAN)
    for _ in range(3):
        case_id = reviewing.case(reason=("DOUBTFUL_READING", "doubtful"))
        for actor, verdict in ((HAN, YES), (LAN, NO), (Actor("son", Role.SENIOR), NO)):
            reviewing.do(give_verdict, reviewing.keys, case_id, verdict, actor=actor, at=NOW)
    assert holds(reviewing) == set()


def test_a_supervisor_lifts_a_hold_with_a_reason_and_counting_begins_anew(drawn: Reviewing) -> None:
    careless(drawn)
    with drawn.database.reading() as session:
        hold = session.query(QualityHold).filter_by(kind="officer").one()
    with pytest.raises(Refused, match="Say why"):
        drawn.do(quality_holds.lift, hold.id, reason=" ", actor=NGA, at=NOW)
    with pytest.raises(Refused, match="on himself"):
        drawn.do(quality_holds.lift, hold.id, reason="x", actor=Actor("han", Role.SUPERVISOR), at=NOW)
    drawn.do(quality_holds.lift, hold.id, reason="Đã được tập huấn lại", actor=NGA, at=NOW + timedelta(seconds=1))
    with drawn.database.reading() as session:
        counted = quality_holds.judged_so_far(session, "officer", "han", at=NOW + timedelta(seconds=2))
    assert (counted.judged, ("officer", "han") in holds(drawn)) == (0, False)


@pytest.mark.parametrize(("kind", "column"), [("camera", "camera"), ("officer", "person"), ("model", "model")])
def test_only_the_blind_verdicts_are_read_of_all_that_were_given(reviewing: Reviewing, kind: str, column: str) -> None:
    asked: list[tuple[str, Any]] = []
    sa.event.listen(reviewing.database.engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
    with reviewing.database.reading() as session:
        quality_holds.judged_so_far(session, kind, "BN-001", at=NOW)
        statement, said = asked[-1]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", said).all()
    assert f"ix_review_verdicts_blind_{column}" in str(plan)
