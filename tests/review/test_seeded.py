"""Known cases among the others: who judges cannot tell them, each verdict on them counts, and none is ever issued."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from review.conftest import HAN, LAN, MAI, NOW, Reviewing
from ticketing.agency.actors import Actor, Role
from ticketing.cameras.observation import ObservationState
from ticketing.cameras.tables import Observation
from ticketing.cases import record
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.evidence.log import events_of
from ticketing.evidence.seal import items_of
from ticketing.reports.funnel import funnel
from ticketing.reports.months import Month, Period
from ticketing.reports.quality import quality
from ticketing.review import lease, quality_holds, seeded
from ticketing.review.evaluate import Verdict
from ticketing.review.policy import Kind
from ticketing.review.queue import Filters, Reader, next_case
from ticketing.review.tables import ReviewVerdict, SeededCase
from ticketing.review.verdicts import Outcome, Step, give_verdict, take_back

NGA = Actor("nga", Role.SUPERVISOR)
YES, NO = Verdict(Kind.CONFIRM), Verdict(Kind.REJECT, reason_code="NOT_A_VIOLATION")
LATER = NOW + timedelta(minutes=31)


@dataclass
class Known:
    """A desk where Lan's verdict on a case is known, and the copy of that case that waits."""

    desk: Reviewing
    origin: str
    copy: str

    def judged(self, verdict: Verdict, actor: Actor = HAN) -> Outcome:
        outcome: Outcome = self.desk.do(give_verdict, self.desk.keys, self.copy, verdict, actor=actor, at=NOW)
        return outcome

    def ends(self) -> None:
        self.desk.do(seeded.end_judged, self.copy, at=LATER)

    def row(self) -> ReviewVerdict:
        with self.desk.database.reading() as session:
            return session.scalars(sa.select(ReviewVerdict).where(ReviewVerdict.case_id == self.copy)).one()


def observed(reviewing: Reviewing, case_id: str) -> str:
    """The drop that a case came from."""
    with reviewing.database.writing() as session:
        case = session.get_one(Case, case_id)
        session.add(
            Observation(
                id=case_id, province="24", log_id="x", drop="d", drop_digest=(case_id * 2)[:64], received_at=NOW,
                state=ObservationState.CASE_OPENED, event_id=case.event_id, camera=case.camera, place=case.place,
                captured_at=case.violated_at, behaviour=case.behaviour, vehicle=case.vehicle, changed_at=NOW,
            )
        )  # fmt: skip
    return case_id


def copy_of(reviewing: Reviewing, verdict: Verdict) -> Known:
    """Lan has judged a case so, and the supervisor vouches for it."""
    reviewing.tried(HAN, LAN, MAI)
    origin = observed(reviewing, reviewing.case())
    with reviewing.database.writing() as session:
        give_verdict(session, reviewing.keys, origin, verdict, actor=LAN, at=NOW)
        copy = seeded.file_known(session, session.get_one(Case, origin).number, actor=NGA, at=NOW)
        return Known(reviewing, origin, copy.id)


@pytest.fixture
def good(reviewing: Reviewing) -> Known:
    return copy_of(reviewing, YES)


@pytest.fixture
def bad(reviewing: Reviewing) -> Known:
    return copy_of(reviewing, NO)


def test_a_copy_has_the_pictures_and_what_was_read_under_a_number_of_its_own(bad: Known) -> None:
    origin, copy = bad.desk.read(bad.origin), bad.desk.read(bad.copy)
    assert (copy.plate, copy.camera, copy.violated_at, copy.law) == (
        origin.plate, origin.camera, origin.violated_at, origin.law,
    )  # fmt: skip
    assert copy.number != origin.number and copy.state == CaseState.REVIEW_PENDING and copy.flags == []
    with bad.desk.database.reading() as session:
        pictures = [[(item.role, item.sha256) for item in items_of(session, one)] for one in (bad.origin, bad.copy)]
        told = [[event.kind for event in events_of(session, one)] for one in (bad.origin, bad.copy)]
    assert pictures[0] == pictures[1]
    assert told[0][: len(told[1])] == told[1] == ["violation_detected", "sealed", "evidence_complete"]


def test_a_verdict_on_it_goes_the_way_of_a_case_that_was_drawn(good: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ticketing.review.verdicts.draw", lambda secret, case_id: 0)
    drawn = good.desk.case(plate="98A55555")
    with good.desk.database.writing() as session:
        real = give_verdict(session, good.desk.keys, drawn, YES, actor=HAN, at=NOW)
    monkeypatch.undo()
    outcome = good.judged(YES)
    assert (outcome.step, outcome.because) == (real.step, real.because) == (Step.SECOND_NEEDED, ("sample",))
    assert (outcome.case.state, outcome.case.reason_code) == (real.case.state, real.case.reason_code)
    good.desk.do(take_back, good.desk.keys, good.copy, reason="Nhầm", actor=HAN, at=NOW)
    good.ends()
    assert good.desk.read(good.copy).state == CaseState.REVIEW_PENDING, "nothing is weighed that was taken back"


@pytest.mark.parametrize(("said", "wrong"), [(YES, True), (NO, False)])
def test_the_verdict_counts_for_the_officer_alone_and_the_log_names_the_case_afterwards(
    bad: Known, said: Verdict, wrong: bool
) -> None:
    bad.judged(said)
    bad.ends()
    case, row = bad.desk.read(bad.copy), bad.row()
    assert (case.state, case.reason_code) == (CaseState.CLOSED, "KNOWN_CASE")
    assert (row.seeded, row.blind, row.decisive) == (True, True, not wrong)
    with bad.desk.database.reading() as session:
        counted = {kind: quality_holds.judged_so_far(session, kind, one, at=LATER) for kind, one in
                   (("officer", "han"), ("camera", "BN-001"))}  # fmt: skip
        last = events_of(session, bad.copy)[-1]
        figures = quality(session, NOW.date(), LATER.date())
    assert (counted["officer"].judged, counted["officer"].errors, counted["camera"].judged) == (1, wrong, 0)
    line = next(line for line in figures.by["officer"] if line.id == "han")
    assert (line.seeded.judged, line.seeded.errors, line.share.judged) == (1, wrong, 1)
    assert last.kind == "seeded_case_ended" and bad.origin in last.leaf


def test_a_plate_that_was_corrected_is_an_error_where_it_was_right(good: Known) -> None:
    good.judged(Verdict(Kind.CONFIRM, plate="98A-123.46"))
    good.ends()
    assert good.row().decisive is False


def test_who_passes_it_on_has_judged_nothing(bad: Known) -> None:
    outcome = bad.judged(Verdict(Kind.MANUAL, reason_code="UNREADABLE"))
    assert (outcome.step, outcome.case.state) == (Step.DECIDED, CaseState.MANUAL_QUEUE)
    bad.ends()
    assert (bad.row().blind, bad.desk.read(bad.copy).state) == (False, CaseState.CLOSED)


def offered(known: Known, actor: Actor) -> bool:
    """Whether the queue gives the copy to this person."""
    with known.desk.database.writing() as session:
        case = next_case(session, Filters(), Reader(actor.person), wall=NOW)
        return case is not None and case.id == known.copy


def test_it_is_offered_to_one_person_who_has_not_judged_its_case(bad: Known) -> None:
    assert not offered(bad, LAN)
    assert offered(bad, MAI)
    bad.desk.do(lease.let_go, bad.copy, "mai")
    bad.judged(NO)
    assert not offered(bad, MAI)
    with pytest.raises(Refused, match="on his screen"):
        bad.judged(NO, MAI)


def test_neither_table_nor_database_lets_it_go_further(reviewing_on_both: Reviewing) -> None:
    known = copy_of(reviewing_on_both, YES)
    with pytest.raises(Refused, match="not possible"):
        known.desk.do(record.apply, known.copy, "act_confirmed", actor=HAN, at=NOW)
    for state in (CaseState.CONFIRMED, CaseState.OWNER_IDENTIFIED, CaseState.NOTICE_SENT):
        with pytest.raises(IntegrityError, match="seeded_never_issued"), known.desk.database.writing() as session:
            session.execute(sa.update(Case).where(Case.id == known.copy).values(state=state))
    with pytest.raises(ValueError, match="not set by"):
        facts = record.Facts(columns={"seeded": False})
        known.desk.do(record.apply, known.copy, "flag_HELD", actor=HAN, at=NOW, facts=facts)


def test_it_stands_in_no_statistics_and_beside_no_other_case(bad: Known) -> None:
    month = Month.of(NOW.date())
    with bad.desk.database.reading() as session:
        counted = funnel(session, Period(month, month)).total.detected
        cases = session.scalar(sa.select(sa.func.count()).where(Case.violated_at >= NOW - timedelta(days=20)))
    assert counted == (cases or 0) - 1
    again = bad.desk.case(acted=bad.desk.read(bad.copy).violated_at)
    with bad.desk.database.writing() as session:
        assert give_verdict(session, bad.desk.keys, again, YES, actor=HAN, at=NOW).step is Step.DECIDED


def test_they_come_at_the_share_of_the_policy(reviewing: Reviewing, monkeypatch: pytest.MonkeyPatch) -> None:
    reviewing.tried(HAN, LAN, MAI)
    monkeypatch.setattr("ticketing.review.verdicts.draw", lambda secret, case_id: 0)
    judged_twice = [observed(reviewing, reviewing.case()) for _ in range(3)]
    for case_id, verdict in zip(judged_twice, (YES, NO, NO), strict=True):
        for actor in (HAN, LAN):
            reviewing.do(give_verdict, reviewing.keys, case_id, verdict, actor=actor, at=NOW)
    assert drawn_in(reviewing) == 0, "36 verdicts are too few for one of a hundred"
    for _ in range(17):
        reviewing.tried(HAN)
    assert [drawn_in(reviewing) for _ in range(3)] == [1, 2, 2]
    with reviewing.database.reading() as session:
        assert set(session.scalars(sa.select(SeededCase.origin_id))) < set(judged_twice)


def drawn_in(reviewing: Reviewing) -> int:
    """How many wait after the machine has looked once more."""
    with reviewing.database.writing() as session:
        seeded.top_up(session, at=NOW)
        return seeded.seeds_of(session).waiting


def test_one_that_nobody_judged_ends_with_the_age_of_its_act(bad: Known) -> None:
    with bad.desk.database.writing() as session:
        assert seeded.end_unjudged(session, at=NOW + timedelta(days=4)) == 0
        assert seeded.end_unjudged(session, at=NOW + timedelta(days=6)) == 1
    assert bad.desk.read(bad.copy).state == CaseState.CLOSED


def test_only_a_supervisor_files_one_and_only_what_was_judged(bad: Known) -> None:
    number = bad.desk.read(bad.origin).number
    with bad.desk.database.writing() as session:
        with pytest.raises(Refused, match="for a supervisor"):
            seeded.file_known(session, number, actor=HAN, at=NOW)
        for other in (number, bad.desk.read(bad.copy).number, "VP-2026-999999"):
            with pytest.raises(Refused, match=r"cannot be|no case"):
                seeded.file_known(session, other, actor=NGA, at=NOW)
