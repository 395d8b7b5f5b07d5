"""Everybody who works on the cases of benchmarks.year, day by day: officers, signers, clerks, owners, finance.

A day is a list of hours; at each hour everybody does what is due for the cases that stood there before it, one
transaction an act, and then the machine does what it was woken for. A process that was killed begins its day again:
whatever was done stands in the tables and is not due a second time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.owner_world import Sighting
from benchmarks.played import OFFICERS, Province, case_id_of
from benchmarks.year_plan import Plan, one_of, outcome_of, plan_of
from ticketing.agency.actors import Actor, Role
from ticketing.cameras.tables import Observation
from ticketing.cases import answers, decisions, explanations
from ticketing.cases.answer_tables import CaseAnswer
from ticketing.cases.answers import Answer, Channel, Violator
from ticketing.cases.decision_tables import ISSUED, Decision
from ticketing.cases.decisions import Proof, ProofKind, newest_clock
from ticketing.cases.owner import ADDRESS_AMBIGUOUS
from ticketing.cases.pay_days import DuePart
from ticketing.cases.persons import Person, PersonKind, PersonRole, person_of
from ticketing.cases.states import TRANSFERRED, S
from ticketing.cases.tables import Case
from ticketing.dispatch import delivery
from ticketing.dispatch.consignments import consign_decision
from ticketing.dispatch.outcomes import TRAVELS_AGAIN, Outcome
from ticketing.dispatch.papers import BETWEEN_OFFICES
from ticketing.dispatch.queries import came_back
from ticketing.dispatch.sent_again import consign_again, consign_unchanged
from ticketing.dispatch.tables import CLOSED, SENT, TAKEN_OVER, Consignment, ConsignmentItem
from ticketing.documents import desk, orders
from ticketing.documents.content.minutes import HearingFacts, MinutesFacts
from ticketing.documents.draft import Letter
from ticketing.documents.facts import LicenceFacts, Mark
from ticketing.documents.gather import officer_facts
from ticketing.documents.order_facts import ChangeOrder
from ticketing.documents.orders import Application
from ticketing.documents.queries import signed_papers
from ticketing.documents.steps import release, send_back
from ticketing.documents.tables import SENT_BACK, SIGNED, WAITING, Document
from ticketing.flow.engine import drain
from ticketing.flow.reactions import TASKS
from ticketing.flow.tables import Installation
from ticketing.flow.timers import sweep_timers
from ticketing.kit.clock import VIETNAM, SettableClock, vietnam_day
from ticketing.law.calendar import official_calendar
from ticketing.law.easing import why_not_deferred, why_not_in_parts_at_all
from ticketing.payments.ledger import import_statement

OFFICER, SECOND = OFFICERS
HEAD = Actor("head", Role.SIGNER, rank="traffic_division_head")
CHAIR = Actor("chair", Role.SIGNER, rank="provincial_committee_chair")
FINANCE = Actor("finance", Role.FINANCE_CLERK)
DRAWN_UP_BY_OFFICERS = ("evidence_record", "minutes", "hearing_minutes", "verification_minutes")
TIRED_AFTER = timedelta(days=5)
"""A case that nobody can clear is looked at on so many days; then it waits for what is found out elsewhere."""


@dataclass
class People(Province):
    """The people. seed: of the plans. cases: name and act by the id of the case that it becomes."""

    seed: int = 12
    cases: dict[str, tuple[str, Sighting]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know which act becomes which case, and when its drop comes."""
        super().__post_init__()
        self.comes: dict[date, list[str]] = defaultdict(list)
        for number, act in enumerate(self.world.acts):
            name = f"act-{number:05}"
            case_id = case_id_of(name, act.at)
            self.cases[case_id], self.truth[case_id] = (name, act), act
            self.comes[vietnam_day(act.at) + timedelta(days=1 + act.days_late)].append(case_id)
        self.plans: dict[str, Plan] = {}

    def plan(self, case_id: str) -> Plan:
        """What people do about a case."""
        if case_id not in self.plans:
            name, act = self.cases[case_id]
            self.plans[case_id] = plan_of(name, act, self.seed)
        return self.plans[case_id]

    # The days.

    def play(self, first: date, last: date) -> Iterator[date]:
        """Every day that was not played to its end yet. Yields each when it is over."""
        with self.office.database.reading() as session:
            played = session.get_one(Installation, 1).acts_played
        for number in range(played, (last - first).days + 1):
            day = first + timedelta(days=number)
            self._day(day)
            with self.office.database.writing() as session:
                session.get_one(Installation, 1).acts_played = number + 1
            yield day

    def _day(self, day: date) -> None:
        self._at(day, time(6), self._terms)
        self._at(day, time(7, 30), lambda: self._registers(day))
        self._at(day, time(8), lambda: self._drops(day))
        if official_calendar().is_working_day(day):
            for hour, work in HOURS:
                self._at(day, hour, lambda work=work: work(self, day))  # type: ignore[misc]
        self._at(day, time(18), lambda: None)
        if day.day == 1:
            self.office.checkpoint()

    def _at(self, day: date, hour: time, work: Callable[[], None]) -> None:
        clock = self.office.clock
        assert isinstance(clock, SettableClock)
        clock.set(datetime.combine(day, hour, VIETNAM))
        work()
        drain(self.office, TASKS)

    def _terms(self) -> None:
        while drain(self.office, TASKS) or sweep_timers(self.office):
            continue

    def _registers(self, day: date) -> None:
        if moved := self.world.moves.get(day):
            self.load_owners(moved)

    def _drops(self, day: date) -> None:
        for case_id in self.comes.get(day, ()):
            with self.office.database.reading() as session:
                known = session.get(Observation, case_id)
            if known is None:
                name, act = self.cases[case_id]
                self.open(act, case_id, self.plan(case_id).measured, name)

    # What is due.

    def _in(self, *states: S) -> list[Case]:
        """Cases that stood in these states before this hour; a held one is let be."""
        query = sa.select(Case).where(Case.state.in_(states), Case.changed_at < self.now).order_by(Case.id)
        with self.office.database.reading() as session:
            return [case for case in session.scalars(query) if "HELD" not in case.flags]

    def _each(self, cases: Iterable[Case], work: Callable[[Session, Case], object]) -> None:
        for case in cases:
            with self._act(case.id, case.state) as session:
                work(session, session.get_one(Case, case.id))

    @contextmanager
    def _act(self, case_id: str, what: str) -> Iterator[Session]:
        """What one person does in one transaction. That the program refuses it is written down, once, and is wrong."""
        try:
            with self.office.database.writing() as session:
                yield session
        except Exception as problem:
            sentence = f"{self.cases[case_id][0]}, {what}: {type(problem).__name__}: {problem}"
            if sentence not in self.refused():
                with self._refusals.open("a", encoding="utf-8") as file:
                    file.write(f"{sentence}\n")

    @property
    def _refusals(self) -> Path:
        return self.office.settings.home / "refused.txt"

    def refused(self) -> list[str]:
        """What people wanted to do, knew no better, and could not."""
        return self._refusals.read_text(encoding="utf-8").splitlines() if self._refusals.exists() else []

    def _since(self, case: Case, days: int) -> bool:
        """Whether a case has stood for so many days."""
        return vietnam_day(self.now) >= vietnam_day(case.changed_at) + timedelta(days=days)

    # Officers.

    def judge(self, _: date) -> None:
        """Manual queue, review and addresses."""
        doubtful = [case for case in self._in(S.MANUAL_QUEUE) if self.now - case.changed_at < TIRED_AFTER]
        self._each(doubtful, lambda session, case: self.by_hand(session, case, self.truth[case.id]))
        self._each(self._in(S.REVIEW_PENDING), lambda session, case: self.review(session, case, self.truth[case.id]))
        unclear = [case for case in self._in(S.CONFIRMED) if case.reason_code == ADDRESS_AMBIGUOUS]
        self._each(unclear, self.choose_commune)

    def take_answers(self, day: date) -> None:
        """Owners come, write or answer on the page."""
        with self.office.database.reading() as session:
            told = sa.select(Document.case_id, sa.func.max(Document.issued_on)).where(
                Document.kind == "notice", Document.state == SIGNED
            )
            noticed: dict[str, date] = {row[0]: row[1] for row in session.execute(told.group_by(Document.case_id))}  # type: ignore[misc]
            count = sa.select(CaseAnswer.case_id, sa.func.count()).group_by(CaseAnswer.case_id)
            answered = {row[0]: row[1] for row in session.execute(count)}
        for case in self._in(S.NOTICE_SENT, S.ESCALATED):
            code, after, way = self.plan(case.id).answers[min(answered.get(case.id, 0), 1)]
            if code and day >= noticed[case.id] + timedelta(days=after):
                self._each([case], lambda session, case, code=code, way=way: self._answer(session, case, code, way))  # type: ignore[misc]

    def _answer(self, session: Session, case: Case, code: str, way: str) -> None:
        needs = answers.answer_kind(code).needs
        answer = Answer(
            code,
            received_on=vietnam_day(self.now),
            channel=Channel(way),
            statement="Tôi trình bày sự việc như trên." if "statement" in needs else "",
            proof="giấy tờ kèm theo" if "proof" in needs else "",
            other_person=self._somebody(case.id) if "other_person" in needs else None,
        )
        answers.record_answer(session, self.office.keys, case.id, answer, actor=OFFICER, at=self.now)

    def act_on_answers(self, _: date) -> None:
        """What an officer makes of an answer, the day after."""
        self._each([case for case in self._in(S.OWNER_ANSWERED) if self._since(case, 1)], self._follow)

    def _follow(self, session: Session, case: Case) -> None:
        row, plan, keys = answers.last_answer(session, case.id), self.plan(case.id), self.office.keys
        assert row is not None
        kind = answers.answer_kind(row.code)
        leads_to = plan.after_answer if plan.after_answer in kind.leads_to else kind.leads_to[0]
        if leads_to == "reject":
            answers.accept_excuse(session, case.id, note="Đã xác minh.", actor=OFFICER, at=self.now)
        elif leads_to == "new_notice":
            owner = self._new_owner(session, case, row.code)
            answers.name_new_owner(session, keys, case.id, owner, actor=OFFICER, at=self.now)
        else:
            violator = self._violator(session, case, row.code, plan)
            answers.identify_violator(session, keys, case.id, violator, actor=OFFICER, at=self.now)

    def _violator(self, session: Session, case: Case, code: str, plan: Plan) -> Violator:
        owner = person_of(session, self.office.keys, case.id, PersonRole.OWNER)
        assert owner is not None
        if code not in ("DROVE_MYSELF", "DISPUTED"):
            return Violator(self._somebody(case.id), drove=plan.drove)
        return Violator(drove=plan.drove and not owner.is_organisation)

    def _new_owner(self, session: Session, case: Case, code: str) -> Person:
        before = person_of(session, self.office.keys, case.id, PersonRole.OWNER)
        if code != "NOT_RESIDENT" or before is None:
            return self._somebody(case.id)
        now = self._somebody(case.id)
        return Person(before.kind, before.name, before.personal_id, address=now.address, commune_code=now.commune_code)

    def _somebody(self, case_id: str) -> Person:
        """Whom an owner names: always the same one for a case."""
        name, _ = self.cases[case_id]
        lives = one_of(name, [owner for owner in self.world.owners[:200] if owner.kind == "individual"])
        number = f"024{int(name.removeprefix('act-')):09}"
        return Person(
            PersonKind.INDIVIDUAL, f"Người Được Nêu {name[4:]}", number, address=lives.address,
            commune_code=lives.commune,
        )  # fmt: skip

    def hold_liable(self, _: date) -> None:
        """A silent owner is held liable by an officer and a signer, ten days after the warning."""
        silent = [
            case for case in self._in(S.ESCALATED)
            if self.plan(case.id).liable and self._since(case, 10) and TRANSFERRED not in case.flags
        ]  # fmt: skip

        def liable(session: Session, case: Case) -> None:
            answers.propose_owner_liable(
                session, case.id, delivery_proof="Phiếu báo phát", reason="Không đến.", actor=OFFICER, at=self.now
            )
            answers.declare_owner_liable(session, self.office.keys, case.id, actor=HEAD, at=self.now)

        self._each(silent, liable)

    def draw_up_minutes(self, _: date) -> None:
        """Minutes of the violation; a few notices are taken back by letter instead."""

        def minutes(session: Session, case: Case) -> None:
            keys = self.office.keys
            if self.plan(case.id).withdrawn:
                letter = Letter("Thông báo gửi nhầm.", "Điều 65 Luật Xử lý vi phạm hành chính")
                desk.withdraw_after_notice(session, keys, case.id, letter, actor=OFFICER, at=self.now)
                return
            facts = MinutesFacts(
                made_at=self.now - timedelta(minutes=25), made_place="trụ sở Phòng Cảnh sát giao thông",
                reason="hành vi được phát hiện bằng phương tiện, thiết bị kỹ thuật nghiệp vụ",
                bases=("Kết quả thu thập được bằng phương tiện, thiết bị kỹ thuật nghiệp vụ",), finished_at=self.now,
                statement="Không có ý kiến.",
            )  # fmt: skip
            desk.make_minutes(session, keys, case.id, facts, actor=OFFICER, at=self.now)

        self._each([case for case in self._in(S.VIOLATOR_IDENTIFIED) if self._since(case, 1)], minutes)

    def explain(self, _: date) -> None:
        """Violators explain themselves on the day after the minutes."""

        def explains(session: Session, case: Case) -> None:
            oral = self.plan(case.id).explains == "oral"
            explanations.request_explanation(
                session, case.id, text="Tôi giải trình như sau.", oral=oral, actor=OFFICER, at=self.now
            )

        self._each(
            [case for case in self._in(S.MINUTES_MADE) if self._explains(case) and self._since(case, 1)], explains
        )

    def _explains(self, case: Case) -> bool:
        return bool((case.law or {}).get("may_explain")) and self.plan(case.id).explains in ("written", "oral")

    def hear(self, _: date) -> None:
        """Hearings are announced a day after they were asked for, and held a day later."""
        oral = [case for case in self._in(S.EXPLANATION) if self.plan(case.id).explains == "oral"]

        def heard(session: Session, case: Case) -> None:
            announced = explanations.hearing_announced(session, case.id)
            if announced is None and self._since(case, 1):
                explanations.announce_hearing(
                    session, case.id, number=f"{case.number}/GM", announced_on=vietnam_day(self.now), actor=OFFICER,
                    at=self.now,
                )  # fmt: skip
            elif announced and self._since(case, 2) and not signed_papers(session, case.id, "hearing_minutes"):
                asked_on = explanations.hearing_asked_on(session, case.id)
                [minutes] = signed_papers(session, case.id, "minutes")
                assert asked_on and minutes.no and minutes.issued_on
                facts = HearingFacts(
                    held_at=self.now, place="trụ sở Phòng", minutes=Mark(minutes.no, minutes.issued_on),
                    asked_on=asked_on, announced=Mark(*announced), chair=officer_facts(session, OFFICER.person, ""),
                    heard="Người vi phạm", heard_as="người vi phạm", explanation="Như đã nêu.", answer="Đã ghi nhận.",
                    finished_at=self.now,
                )  # fmt: skip
                desk.make_hearing_minutes(session, self.office.keys, case.id, facts, actor=OFFICER, at=self.now)

        self._each(oral, heard)

    def propose(self, day: date) -> None:
        """Decisions are proposed as soon as the right to explain is used, waived or over."""

        def proposed(session: Session, case: Case) -> None:
            plan, keys = self.plan(case.id), self.office.keys
            if decisions.decision_of(session, case.id) or self._still_to_be_heard(session, case, day):
                return
            if plan.no_sanction:
                letter = Letter("Không đủ căn cứ.", "Điều 65 Luật Xử lý vi phạm hành chính")
                desk.close_without_sanction(session, keys, case.id, letter, actor=SECOND, at=self.now)
                return
            request = decisions.Request(explanation_waived=plan.explains == "waived", another_act=True)
            desk.propose(session, keys, case.id, request, actor=SECOND, at=self.now)

        self._each([case for case in self._in(S.MINUTES_MADE, S.EXPLANATION) if self._since(case, 1)], proposed)

    def _still_to_be_heard(self, session: Session, case: Case, day: date) -> bool:
        if case.state == S.EXPLANATION:
            oral = self.plan(case.id).explains == "oral"
            return oral and not signed_papers(session, case.id, "hearing_minutes")
        clock = newest_clock(session, case.id, "EXPLAIN_WRITTEN")
        waived = self.plan(case.id).explains == "waived"
        return clock is not None and not waived and clock.due_on >= day

    def send(self, _: date) -> None:
        """Decisions go out the day after they were signed; the points of a licence are entered."""

        def sent(session: Session, case: Case) -> None:
            channel = self.plan(case.id).channel
            if channel == "commune":
                consign_decision(session, case.id, actor=SECOND, at=self.now)
            else:
                decisions.send_decision(session, case.id, channel=channel, actor=SECOND, at=self.now)

        self._each([case for case in self._in(S.DECISION_ISSUED) if self._since(case, 1)], sent)
        self._enter_licences()

    def _enter_licences(self) -> None:
        query = sa.select(Document.case_id).where(
            Document.kind == "points_notice", Document.state == WAITING, Document.prepared_at < self.now
        )
        with self.office.database.reading() as session:
            cases = [session.get_one(Case, case_id) for case_id in session.scalars(query.order_by(Document.case_id))]

        def licence(session: Session, case: Case) -> None:
            decision = decisions.decision_of(session, case.id)
            assert decision is not None
            facts = LicenceFacts(
                number=f"0001{self.cases[case.id][0][4:]:0>8}", licence_class="B", issued_on=date(2020, 1, 6),
                issued_by="Phòng Cảnh sát giao thông", points_before=12, points_deducted=decision.points,
                deducted_on=vietnam_day(self.now),
            )  # fmt: skip
            desk.enter_licence(session, self.office.keys, case.id, facts, actor=SECOND, at=self.now)

        self._each([case for case in cases if "HELD" not in case.flags], licence)

    def prove_delivery(self, _: date) -> None:
        """What went by post, electronically or by posting is proved three days later."""
        kinds = {
            "registered_post": ProofKind.REGISTERED_POST, "electronic": ProofKind.PORTAL, "posting": ProofKind.POSTING,
        }  # fmt: skip

        def proved(session: Session, case: Case) -> None:
            proof = Proof(kinds[self.plan(case.id).channel], vietnam_day(self.now), "báo phát")
            decisions.record_delivery_proof(session, self.office.keys, case.id, proof, actor=SECOND, at=self.now)

        waiting = [case for case in self._in(S.DECISION_SENT) if self.plan(case.id).channel in kinds]
        self._each([case for case in waiting if self._since(case, 3)], proved)

    def ease(self, day: date) -> None:
        """Applications and mistakes, a day after the delivery; what the law does not allow nobody asks for."""
        asked = [case for case in self._in(S.DECISION_DELIVERED) if self.plan(case.id).easing and self._since(case, 1)]

        def eased(session: Session, case: Case) -> None:
            decision = decisions.decision_of(session, case.id)
            assert decision is not None and decision.issued_on
            kind = self.plan(case.id).easing
            written = sa.select(Document.id).where(Document.case_id == case.id, Document.kind == kind)
            if session.scalar(written.limit(1)) is None and self._may_be_asked(kind, decision, day):
                self._order(session, case, kind, decision, day)

        self._each(asked, eased)

    def _may_be_asked(self, kind: str, decision: Decision, day: date) -> bool:
        owed, organisation = decision.owed_vnd, decision.organisation
        if kind == "deferral":
            until, calendar = day + timedelta(days=30), official_calendar()
            return why_not_deferred(owed, until, organisation=organisation, ordered_on=day, calendar=calendar) is None
        if kind == "instalments":
            return why_not_in_parts_at_all(owed, organisation=organisation, ordered_on=day) is None
        return True

    def _order(self, session: Session, case: Case, kind: str, decision: Decision, day: date) -> None:
        keys, by, asked = self.office.keys, {"actor": SECOND, "at": self.now}, Application(day, "gặp khó khăn")
        if kind == "deferral":
            orders.defer(session, keys, case.id, asked, day + timedelta(days=30), **by)  # type: ignore[arg-type]
        elif kind == "instalments":
            first = (decision.owed_vnd * 2 // 5 // 1000) * 1000
            parts = (
                DuePart(first, day + timedelta(days=20)),
                DuePart(decision.owed_vnd - first, day + timedelta(days=50)),
            )
            orders.pay_in_parts(session, keys, case.id, asked, parts, **by)  # type: ignore[arg-type]
        elif kind == "cancellation":
            orders.cancel(session, keys, case.id, "Quyết định ban hành không đúng đối tượng.", **by)  # type: ignore[arg-type]
        else:
            order = orders.amend if kind == "amendment" else orders.correct
            change = ChangeOrder("Điều 2 (nơi nhận)", "Đội 1", "Đội 2")
            order(session, keys, case.id, "Sai sót khi soạn thảo.", [change], **by)  # type: ignore[arg-type]

    def settle(self, _: date) -> None:
        """Paid cases are closed, three days later."""
        paid = [case for case in self._in(S.PAID) if self._since(case, 3)]
        self._each(paid, lambda session, case: decisions.settle(session, case.id, actor=OFFICER, at=self.now))

    # Signers.

    def sign(self, _: date) -> None:
        """Everything that waited before this hour, in the order in which it came; a few notices go back."""
        query = sa.select(Document).where(
            Document.state == WAITING, Document.kind.not_in(DRAWN_UP_BY_OFFICERS), Document.prepared_at < self.now
        )
        with self.office.database.reading() as session:
            papers = list(session.scalars(query))
        for paper in sorted(
            papers, key=lambda one: (one.prepared_at, one.kind != "transfer_slip", one.case_id, one.kind)
        ):
            self._sign(paper)

    def _sign(self, paper: Document) -> None:
        with self._act(paper.case_id, f"{paper.kind} to sign") as session:
            case = session.get_one(Case, paper.case_id)
            if "HELD" in case.flags or session.get_one(Document, paper.id).state != WAITING:
                return
            if self._goes_back(session, paper):
                why = "Ảnh mờ, xem lại."
                send_back(session, self.office.keys, paper.id, reason=why, actor=HEAD, at=self.now)
            else:
                release(session, self.office.keys, paper.id, actor=self._signer(), at=self.now)

    def _goes_back(self, session: Session, paper: Document) -> bool:
        if paper.kind != "notice" or not self.plan(paper.case_id).sent_back:
            return False
        earlier = sa.select(Document.id).where(Document.case_id == paper.case_id, Document.state == SENT_BACK)
        return session.scalar(earlier.limit(1)) is None

    def _signer(self) -> Actor:
        """Until 14 August 2026 nobody has confirmed what the head may decide (competence.csv): the chair signs."""
        return CHAIR if vietnam_day(self.now) < date(2026, 8, 15) else HEAD

    # Communes and the post.

    def deliver(self, day: date) -> None:
        """Consignments are taken over on the day after they were closed; each paper's outcome comes days later.

        A warned agency confirms its whole bundle.
        """
        with self.office.database.reading() as session:
            came = sa.select(Consignment).where(
                Consignment.state.in_((CLOSED, SENT)), Consignment.closed_at < self._morning(day)
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
            with self.office.database.writing() as session:
                if consignment.channel == "warned_agency":
                    delivery.record_receipt(
                        session, self.office.keys, consignment.id, day, "người nhận", actor=OFFICER, at=self.now
                    )
                else:
                    delivery.take_over(session, consignment.id, actor=_clerk(consignment), at=self.now)
        for item, consignment, paper in items:
            self._report(item, consignment, paper, day)

    def _report(self, item: ConsignmentItem, consignment: Consignment, paper: Document, day: date) -> None:
        name = self.cases[item.case_id][0]
        outcome, after = outcome_of(name, paper.no or "", paper.kind, item.journey, self.seed)
        assert consignment.taken_over_at
        if not outcome or day < vietnam_day(consignment.taken_over_at) + timedelta(days=after):
            return
        report = delivery.Report(Outcome(outcome), handed_on=day, receiver="người nhận", note="ghi chú của cán bộ xã")
        with self._act(item.case_id, f"{paper.kind} {outcome}") as session:
            delivery.record_outcome(session, self.office.keys, item.id, report, actor=_clerk(consignment), at=self.now)

    def send_again(self, day: date) -> None:
        """What came back is sent once more to the same receiver, where the case's page offers it."""
        with self.office.database.reading() as session:
            query = (
                sa.select(Case)
                .where(
                    Case.id.in_(sa.select(ConsignmentItem.case_id).where(ConsignmentItem.outcome.in_(TRAVELS_AGAIN))),
                    Case.state.in_((S.NOTICE_SENT, S.ESCALATED, S.DECISION_SENT)),
                )
                .order_by(Case.id)
            )
            back = [(case, *found) for case in session.scalars(query) for found in came_back(session, case.id)]
        for case, item, paper in back:
            fresh = item.recorded_at is None or item.recorded_at >= self._morning(day)
            if fresh or item.journey > 1 or "HELD" in case.flags:
                continue
            by = {"reason": "Đã xác minh nơi cư trú.", "actor": OFFICER, "at": self.now}
            with self._act(case.id, f"{paper.kind} sent again") as session:
                if paper.kind in BETWEEN_OFFICES:
                    consign_unchanged(session, paper.id, **by)  # type: ignore[arg-type]
                elif case.commune_code:
                    consign_again(session, self.office.keys, paper.id, case.commune_code, ground="RESIDENCE_DATA", **by)  # type: ignore[arg-type]

    def _morning(self, day: date) -> datetime:
        return datetime.combine(day, time(0), VIETNAM)

    # Money.

    def pay(self, day: date) -> None:
        """The statement of the days since the last one, as the treasury sends it."""
        days = {day}
        while not official_calendar().is_working_day(min(days) - timedelta(days=1)):
            days.add(min(days) - timedelta(days=1))
        with self.office.database.reading() as session:
            query = sa.select(Decision).where(Decision.state == ISSUED, Decision.received_on.is_not(None))
            lines = [
                line for one in session.scalars(query.order_by(Decision.case_id)) for line in self._payments(one, days)
            ]
        if lines:
            text = "\n".join(("value_date,reference,payer,amount_vnd,content", *lines))
            import_statement(
                self.office.database, self.office.keys, text.encode(), f"{day}.csv", actor=FINANCE, at=self.now
            )

    def _payments(self, decision: Decision, days: set[date]) -> Iterator[str]:
        """What comes in for a decision on these days, drawn from its own figures alone."""
        plan, due = self.plan(decision.case_id), decision.amount_vnd
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
                name = self.cases[decision.case_id][0]
                told = f"nop phat QD {decision.number} ngay {decision.issued_on:%d/%m/%Y}"
                yield f"{on},{name}-{number},NGUOI NOP {name[4:]},{amount},{told}"


def _clerk(consignment: Consignment) -> Actor:
    """Whoever records what became of a consignment: the clerk of its commune, else an officer."""
    if consignment.channel == "commune_police":
        return Actor(f"clerk-{consignment.receiver_code}", Role.COMMUNE_CLERK)
    return OFFICER


HOURS: tuple[tuple[time, Callable[[People, date], None]], ...] = (
    (time(8, 30), People.judge),
    (time(9, 30), People.act_on_answers),
    (time(9, 45), People.hold_liable),
    (time(10), People.draw_up_minutes),
    (time(10, 30), People.explain),
    (time(10, 45), People.hear),
    (time(11), People.propose),
    (time(11, 30), People.ease),
    (time(13, 30), People.take_answers),
    (time(14), People.sign),
    (time(15), People.send),
    (time(15, 15), People.prove_delivery),
    (time(15, 30), People.deliver),
    (time(16), People.send_again),
    (time(16, 30), People.pay),
    (time(17), People.settle),
)
"""A working day. What follows from an hour's work is taken up by a later one, or on another day."""
