"""What officers and signers do about the cases of benchmarks.year, each at their hour."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.year_people import CHAIR, HEAD, OFFICER, SECOND, People
from benchmarks.year_plan import Plan, one_of
from ticketing.agency.actors import Actor
from ticketing.cases.answers import owner_answers
from ticketing.cases.answers.owner_answers import Answer, Channel, Violator
from ticketing.cases.answers.tables import CaseAnswer
from ticketing.cases.decision import decisions, deemed_service, explanations
from ticketing.cases.decision.decisions import Proof, ProofKind
from ticketing.cases.decision.payment_schedule import DuePart
from ticketing.cases.decision.tables import Decision
from ticketing.cases.owner.identification import ADDRESS_AMBIGUOUS
from ticketing.cases.owner.persons import Entered, Person, PersonKind, PersonRole, completed, person_of
from ticketing.cases.states import TRANSFERRED, CaseState
from ticketing.cases.tables import Case
from ticketing.cases.terms.case_clocks import newest_clock
from ticketing.dispatch.consignments.decision_sending import DecisionWay, police_who_bring, send_decision
from ticketing.dispatch.signed_documents import NotConsigned
from ticketing.dispatch.tables import ConsignmentItem
from ticketing.documents.case_documents import documents_of, signed_documents
from ticketing.documents.content.draft import LetterFacts
from ticketing.documents.content.facts import LIMITED, UNLIMITED, LicenceFacts, Mark
from ticketing.documents.content.minutes.hearing import HearingFacts
from ticketing.documents.content.minutes.verification import VerificationFacts
from ticketing.documents.content.minutes.violation import MinutesFacts
from ticketing.documents.content.orders.order_facts import ChangeOrder
from ticketing.documents.drafting import manual_drafts, orders
from ticketing.documents.drafting.document_context import officer_facts, party_facts
from ticketing.documents.drafting.orders import Application
from ticketing.documents.drafting.steps import release, send_back
from ticketing.documents.drafting.violator import correct_violator_and_redraft
from ticketing.documents.tables import SENT_BACK, SIGNED, WAITING, Document
from ticketing.kit.clock import vietnam_day
from ticketing.law.calendar import official_calendar
from ticketing.law.payment_relief import why_not_deferred, why_not_in_parts_at_all

DRAWN_UP_BY_OFFICERS = ("evidence_record", "minutes", "hearing_minutes", "verification_minutes")
TIRED_AFTER = timedelta(days=5)
"""A case that nobody can clear is looked at on so many days; then it waits for what is found out elsewhere."""


def judge(people: People, _: date) -> None:
    """Manual queue, review and addresses."""
    doubtful = [case for case in people.cases_in(CaseState.MANUAL_QUEUE) if people.now - case.changed_at < TIRED_AFTER]
    people.each(doubtful, lambda session, case: people.by_hand(session, case, people.truth[case.id]))
    people.each(
        people.cases_in(CaseState.REVIEW_PENDING),
        lambda session, case: people.review(session, case, people.truth[case.id]),
    )
    unclear = [case for case in people.cases_in(CaseState.CONFIRMED) if case.reason_code == ADDRESS_AMBIGUOUS]
    people.each(unclear, people.choose_commune)


def take_answers(people: People, day: date) -> None:
    """Owners come, write or answer on the page."""
    asked = sa.select(Case.id).where(Case.state.in_((CaseState.NOTICE_SENT, CaseState.ESCALATED)))
    with people.context.database.reading() as session:
        told = sa.select(Document.case_id, sa.func.max(Document.issued_on)).where(
            Document.kind == "notice", Document.state == SIGNED, Document.case_id.in_(asked)
        )
        noticed: dict[str, date] = {row[0]: row[1] for row in session.execute(told.group_by(Document.case_id))}  # type: ignore[misc]
        count = sa.select(CaseAnswer.case_id, sa.func.count()).where(CaseAnswer.case_id.in_(asked))
        count = count.group_by(CaseAnswer.case_id)
        answered = {row[0]: row[1] for row in session.execute(count)}
    for case in people.cases_in(CaseState.NOTICE_SENT, CaseState.ESCALATED):
        code, after, way = people.plan(case.id).answers[min(answered.get(case.id, 0), 1)]
        if code and day >= noticed[case.id] + timedelta(days=after):
            people.each([case], lambda session, case, code=code, way=way: _answer(people, session, case, code, way))  # type: ignore[misc]


def _answer(people: People, session: Session, case: Case, code: str, way: str) -> None:
    needs = owner_answers.answer_kind(code).needs
    answer = Answer(
        code,
        received_on=vietnam_day(people.now),
        channel=Channel(way),
        statement="Tôi trình bày sự việc như trên." if "statement" in needs else "",
        proof="giấy tờ kèm theo" if "proof" in needs else "",
        other_person=_somebody(people, case.id) if "other_person" in needs else None,
    )
    owner_answers.record_answer(session, people.context.keys, case.id, answer, actor=OFFICER, at=people.now)


def act_on_answers(people: People, day: date) -> None:
    """What an officer makes of an answer, the day after."""
    answered = [case for case in people.cases_in(CaseState.OWNER_ANSWERED) if people.since(case, 1)]
    people.each(answered, lambda session, case: _follow(people, session, case, day))


def _follow(people: People, session: Session, case: Case, day: date) -> None:
    row, plan, keys = owner_answers.last_answer(session, case.id), people.plan(case.id), people.context.keys
    assert row is not None
    kind = owner_answers.answer_kind(row.code)
    leads_to = plan.after_answer if plan.after_answer in kind.leads_to else kind.leads_to[0]
    if leads_to == "reject":
        owner_answers.accept_excuse(
            session, people.context.keys, case.id, note="Đã xác minh.", actor=OFFICER, at=people.now
        )
    elif leads_to == "new_notice":
        owner = _new_owner(people, session, case, row.code)
        owner_answers.name_new_owner(session, keys, case.id, owner, actor=OFFICER, at=people.now)
    else:
        owner = person_of(session, keys, case.id, PersonRole.OWNER)
        assert owner is not None
        violator = _violator(people, case, row.code, plan, owner)
        if row.code == owner_answers.ADMITS or _is_verified(people, session, case, owner, violator, day):
            owner_answers.identify_violator(session, keys, case.id, violator, actor=OFFICER, at=people.now)
            if violator.person is None:
                correct_violator_and_redraft(
                    session, keys, case.id, _papers_of(owner.kind), actor=OFFICER, at=people.now
                )


def _violator(people: People, case: Case, code: str, plan: Plan, owner: Person) -> Violator:
    if code not in (owner_answers.ADMITS, "DISPUTED"):
        excuse = "Lý do nêu ra không có thật." if owner_answers.answer_kind(code).excuse else ""
        driver = completed(_somebody(people, case.id), _papers_of(PersonKind.INDIVIDUAL))
        return Violator(driver, drove=plan.drove, not_accepted=excuse)
    return Violator(drove=plan.drove and not owner.is_organisation)


def _papers_of(kind: PersonKind) -> Entered:
    """What an officer reads in the papers of whoever comes, or in the civil and the enterprise register."""
    if kind is PersonKind.INDIVIDUAL:
        details = {"nationality": "Việt Nam", "sex": "female", "id_issued_on": "2021-06-01"}
        return Entered(birth_date=date(1985, 6, 1), details=details)
    return Entered(
        details={"certificate_no": "GCN-01", "representative": "Người Đại Diện", "representative_sex": "male"}
    )


def _is_verified(people: People, session: Session, case: Case, owner: Person, violator: Violator, day: date) -> bool:
    """Whether minutes of verification of an earlier day are signed; where there are none they are drawn up today."""
    written = [paper for paper in documents_of(session, case.id) if paper.kind == "verification_minutes"]
    if not written:
        facts = VerificationFacts(
            made_at=people.now - timedelta(minutes=20), made_place="trụ sở Phòng Cảnh sát giao thông",
            bases=("Căn cứ Điều 59 Luật Xử lý vi phạm hành chính",), informant=party_facts(owner),
            informant_statement="Tôi trình bày sự việc như trên.", finished_at=people.now,
        )  # fmt: skip
        manual_drafts.make_verification_minutes(
            session, people.context.keys, case.id, facts, about=violator.person, actor=OFFICER, at=people.now
        )
    return any(paper.state == SIGNED and paper.issued_on and paper.issued_on < day for paper in written)


def _new_owner(people: People, session: Session, case: Case, code: str) -> Person:
    before = person_of(session, people.context.keys, case.id, PersonRole.OWNER)
    if code != "NOT_RESIDENT" or before is None:
        return _somebody(people, case.id)
    now = _somebody(people, case.id)
    return Person(before.kind, before.name, before.personal_id, address=now.address, commune_code=now.commune_code)


def _somebody(people: People, case_id: str) -> Person:
    """Whom an owner names: always the same one for a case."""
    name, _ = people.cases[case_id]
    lives = one_of(name, [owner for owner in people.world.owners[:200] if owner.kind == "individual"])
    number = f"024{int(name.removeprefix('act-')):09}"
    return Person(
        PersonKind.INDIVIDUAL, f"Người Được Nêu {name[4:]}", number, address=lives.address,
        commune_code=lives.commune,
    )  # fmt: skip


def hold_liable(people: People, _: date) -> None:
    """A silent owner is held liable by an officer and a signer, ten days after the warning."""
    silent = [
        case for case in people.cases_in(CaseState.ESCALATED)
        if people.plan(case.id).liable and people.since(case, 10) and TRANSFERRED not in case.flags
    ]  # fmt: skip

    def liable(session: Session, case: Case) -> None:
        owner_answers.propose_owner_liable(
            session,
            people.context.keys,
            case.id,
            delivery_proof="Phiếu báo phát",
            reason="Không đến.",
            actor=OFFICER,
            at=people.now,
        )
        owner_answers.declare_owner_liable(session, people.context.keys, case.id, actor=HEAD, at=people.now)
        owner = person_of(session, people.context.keys, case.id, PersonRole.OWNER)
        assert owner is not None
        correct_violator_and_redraft(
            session, people.context.keys, case.id, _papers_of(owner.kind), actor=OFFICER, at=people.now
        )

    people.each(silent, liable)


def draw_up_minutes(people: People, _: date) -> None:
    """Minutes of the violation; a few notices are taken back by letter instead."""

    def minutes(session: Session, case: Case) -> None:
        keys = people.context.keys
        if people.plan(case.id).withdrawn:
            letter = LetterFacts("Thông báo gửi nhầm.", "Điều 65 Luật Xử lý vi phạm hành chính")
            manual_drafts.withdraw_after_notice(session, keys, case.id, letter, actor=OFFICER, at=people.now)
            return
        facts = MinutesFacts(
            made_at=people.now - timedelta(minutes=25), made_place="trụ sở Phòng Cảnh sát giao thông",
            reason="hành vi được phát hiện bằng phương tiện, thiết bị kỹ thuật nghiệp vụ",
            bases=("Kết quả thu thập được bằng phương tiện, thiết bị kỹ thuật nghiệp vụ",), finished_at=people.now,
            statement="Không có ý kiến.",
        )  # fmt: skip
        manual_drafts.make_minutes(session, keys, case.id, facts, actor=OFFICER, at=people.now)

    people.each([case for case in people.cases_in(CaseState.VIOLATOR_IDENTIFIED) if people.since(case, 1)], minutes)


def explain(people: People, _: date) -> None:
    """Violators explain themselves on the day after the minutes."""

    def explains(session: Session, case: Case) -> None:
        oral = people.plan(case.id).explains == "oral"
        explanations.request_explanation(
            session,
            people.context.keys,
            case.id,
            explanations.Explanation("Tôi giải trình như sau.", oral=oral),
            actor=OFFICER,
            at=people.now,
        )

    people.each(
        [case for case in people.cases_in(CaseState.MINUTES_MADE) if _explains(people, case) and people.since(case, 1)],
        explains,
    )


def _explains(people: People, case: Case) -> bool:
    return bool((case.law or {}).get("may_explain")) and people.plan(case.id).explains in ("written", "oral")


def hear(people: People, _: date) -> None:
    """Hearings are announced a day after they were asked for, and held a day later."""
    oral = [case for case in people.cases_in(CaseState.EXPLANATION) if people.plan(case.id).explains == "oral"]

    def heard(session: Session, case: Case) -> None:
        announced = explanations.hearing_announced(session, case.id)
        if announced is None and people.since(case, 1):
            explanations.announce_hearing(
                session, case.id, number=f"{case.number}/GM", announced_on=vietnam_day(people.now), actor=OFFICER,
                at=people.now,
            )  # fmt: skip
        elif announced and people.since(case, 2) and not signed_documents(session, case.id, "hearing_minutes"):
            asked_on = explanations.hearing_asked_on(session, case.id)
            [minutes] = signed_documents(session, case.id, "minutes")
            assert asked_on and minutes.no and minutes.issued_on
            facts = HearingFacts(
                held_at=people.now, place="trụ sở Phòng", minutes=Mark(minutes.no, minutes.issued_on),
                asked_on=asked_on, announced=Mark(*announced), chair=officer_facts(session, OFFICER.person, ""),
                heard="Người vi phạm", heard_as="người vi phạm", explanation="Như đã nêu.", answer="Đã ghi nhận.",
                finished_at=people.now,
            )  # fmt: skip
            manual_drafts.make_hearing_minutes(
                session, people.context.keys, case.id, facts, actor=OFFICER, at=people.now
            )

    people.each(oral, heard)


def propose(people: People, day: date) -> None:
    """Decisions are proposed as soon as the right to explain is used, waived or over."""

    def proposed(session: Session, case: Case) -> None:
        plan, keys = people.plan(case.id), people.context.keys
        if decisions.decision_of(session, case.id) or _still_to_be_heard(people, session, case, day):
            return
        if plan.no_sanction:
            letter = LetterFacts("Không đủ căn cứ.", "Điều 65 Luật Xử lý vi phạm hành chính")
            manual_drafts.close_without_sanction(session, keys, case.id, letter, actor=SECOND, at=people.now)
            return
        request = decisions.Request(explanation_waived=plan.explains == "waived", another_act=True)
        manual_drafts.propose(session, keys, case.id, request, actor=SECOND, at=people.now)

    people.each(
        [case for case in people.cases_in(CaseState.MINUTES_MADE, CaseState.EXPLANATION) if people.since(case, 1)],
        proposed,
    )


def _still_to_be_heard(people: People, session: Session, case: Case, day: date) -> bool:
    explains = people.plan(case.id).explains
    if case.state == CaseState.EXPLANATION and explains == "oral":
        return not signed_documents(session, case.id, "hearing_minutes")
    waits_for = "EXPLAIN_ORAL_REQUEST" if case.state == CaseState.EXPLANATION else "EXPLAIN_WRITTEN"
    clock = newest_clock(session, case.id, waits_for)
    return clock is not None and explains != "waived" and clock.due_on >= day


def send(people: People, _: date) -> None:
    """Decisions go out the day after they were signed, also where the fine is paid by then; the points of a licence are
    entered.
    """

    def sent(session: Session, case: Case) -> None:
        if decisions.unsent_decision(session, case):
            send_decision(session, case.id, way=_way(people, session, case), actor=SECOND, at=people.now)

    people.each(
        [case for case in people.cases_in(CaseState.DECISION_ISSUED, CaseState.PAID) if people.since(case, 1)], sent
    )
    _enter_licences(people)


def _way(people: People, session: Session, case: Case) -> str:
    """As planned; by registered post where the police of no commune can bring it."""
    planned, decision = people.plan(case.id).channel, decisions.decision_of(session, case.id)
    assert decision is not None and decision.document_id
    try:
        police_who_bring(session, decision.document_id, at=people.now)
    except NotConsigned:
        return DecisionWay.REGISTERED_POST if planned == DecisionWay.COMMUNE else planned
    return planned


def _enter_licences(people: People) -> None:
    query = sa.select(Document.case_id).where(
        Document.kind == "points_notice", Document.state == WAITING, Document.prepared_at < people.now
    )
    with people.context.database.reading() as session:
        cases = [session.get_one(Case, case_id) for case_id in session.scalars(query.order_by(Document.case_id))]

    def licence(session: Session, case: Case) -> None:
        decision = decisions.decision_of(session, case.id)
        assert decision is not None
        by_motorcycle = case.vehicle_class == "motorcycle"
        facts = LicenceFacts(
            number=f"0001{people.cases[case.id][0][4:]:0>8}", licence_class="A1" if by_motorcycle else "B",
            issued_on=date(2020, 1, 6), issued_by="Phòng Cảnh sát giao thông", points_before=12,
            points_deducted=decision.points, part=UNLIMITED if by_motorcycle else LIMITED,
        )  # fmt: skip
        manual_drafts.enter_licence(session, people.context.keys, case.id, facts, actor=SECOND, at=people.now)

    people.each([case for case in cases if not case.on_hold], licence)


def prove_delivery(people: People, _: date) -> None:
    """What went by post or electronically is proved three days later; what is posted up begins to wait then."""
    by = {"actor": SECOND, "at": people.now}

    def proved(session: Session, case: Case) -> None:
        keys, channel, day = people.context.keys, people.plan(case.id).channel, vietnam_day(people.now)
        if channel != "posting":
            kind = ProofKind.PORTAL if channel == "electronic" else ProofKind.REGISTERED_POST
            decisions.record_delivery_proof(session, keys, case.id, Proof(kind, day, "báo phát"), **by)  # type: ignore[arg-type]
        elif deemed_service.waiting(session, case.id) is None:
            posted = deemed_service.Deemed(deemed_service.Way.POSTING, day, "biên bản niêm yết")
            deemed_service.begin(session, keys, case.id, posted, **by)  # type: ignore[arg-type]

    consigned = sa.select(ConsignmentItem.case_id).join(Document, Document.id == ConsignmentItem.document_id)
    with people.context.database.reading() as session:
        with_police = set(session.scalars(consigned.where(Document.kind == "decision")))
    waiting = [case for case in people.cases_in(CaseState.DECISION_SENT) if case.id not in with_police]
    people.each([case for case in waiting if people.since(case, 3)], proved)


def ease(people: People, day: date) -> None:
    """Applications and mistakes, a day after the delivery; what the law does not allow nobody asks for."""
    asked = [
        case
        for case in people.cases_in(CaseState.DECISION_DELIVERED)
        if people.plan(case.id).easing and people.since(case, 1)
    ]

    def eased(session: Session, case: Case) -> None:
        decision = decisions.decision_of(session, case.id)
        assert decision is not None and decision.issued_on
        kind = people.plan(case.id).easing
        written = sa.select(Document.id).where(Document.case_id == case.id, Document.kind == kind)
        if session.scalar(written.limit(1)) is None and _may_be_asked(people, kind, decision, day):
            _order(people, session, case, kind, decision, day)

    people.each(asked, eased)


def _may_be_asked(people: People, kind: str, decision: Decision, day: date) -> bool:
    owed, organisation = decision.owed_vnd, decision.organisation
    if kind == "deferral":
        until, calendar = day + timedelta(days=30), official_calendar()
        return why_not_deferred(owed, until, organisation=organisation, ordered_on=day, calendar=calendar) is None
    if kind == "instalments":
        return why_not_in_parts_at_all(owed, organisation=organisation, ordered_on=day) is None
    return True


def _order(people: People, session: Session, case: Case, kind: str, decision: Decision, day: date) -> None:
    keys, by, asked = people.context.keys, {"actor": SECOND, "at": people.now}, Application(day, "gặp khó khăn")
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


def settle(people: People, _: date) -> None:
    """Paid cases of which something was left to do are closed, three days later."""
    paid = [case for case in people.cases_in(CaseState.PAID) if people.since(case, 3)]
    people.each(paid, lambda session, case: decisions.settle(session, case.id, actor=OFFICER, at=people.now))


# Signers.


def sign(people: People, _: date) -> None:
    """Everything that waited before this hour, in the order in which it came; a few notices go back."""
    query = sa.select(Document).where(
        Document.state == WAITING, Document.kind.not_in(DRAWN_UP_BY_OFFICERS), Document.prepared_at < people.now
    )
    with people.context.database.reading() as session:
        papers = list(session.scalars(query))
    for paper in sorted(papers, key=lambda one: (one.prepared_at, one.kind != "transfer_slip", one.case_id, one.kind)):
        _sign(people, paper)


def _sign(people: People, paper: Document) -> None:
    with people.act(paper.case_id, f"{paper.kind} to sign") as session:
        case = session.get_one(Case, paper.case_id)
        if case.on_hold or session.get_one(Document, paper.id).state != WAITING:
            return
        if _goes_back(people, session, paper):
            why = "Ảnh mờ, xem lại."
            send_back(session, people.context.keys, paper.id, reason=why, actor=HEAD, at=people.now)
        else:
            release(session, people.context.keys, paper.id, actor=_signer(people), at=people.now)


def _goes_back(people: People, session: Session, paper: Document) -> bool:
    if paper.kind != "notice" or not people.plan(paper.case_id).sent_back:
        return False
    earlier = sa.select(Document.id).where(Document.case_id == paper.case_id, Document.state == SENT_BACK)
    return session.scalar(earlier.limit(1)) is None


def _signer(people: People) -> Actor:
    """Until 14 August 2026 nobody has confirmed what the head may decide (competence.csv): the chair signs."""
    return CHAIR if vietnam_day(people.now) < date(2026, 8, 15) else HEAD
