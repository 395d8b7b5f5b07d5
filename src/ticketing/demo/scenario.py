"""The demo's story: acts of named persons on their own dates, played through the same functions as the pages.

A story is YAML: `acts`, each with `at` (a moment), `do` (a verb of ACTS) and what the verb needs. Between two acts time
passes as it would: terms end, consignments close, mail goes out, each at its own moment. An act is one transaction with
the mark that it was played, so a story that is killed goes on where it stopped.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from ticketing.agency.accounts import actor_of
from ticketing.agency.actors import Actor, machine
from ticketing.agency.queries import account_named
from ticketing.cameras.decoder import PictureDecoder
from ticketing.cameras.inbox import copy_to_quarantine, read_raw_message
from ticketing.cameras.ingest import take_drop
from ticketing.cameras.observation import Result
from ticketing.cameras.tables import Observation
from ticketing.cases import holding
from ticketing.cases.answers import owner_answers
from ticketing.cases.decision import decisions
from ticketing.cases.decision.explanations import Explanation, request_explanation
from ticketing.cases.decision.tables import Decision
from ticketing.cases.events import CaseEvent
from ticketing.cases.owner import identification
from ticketing.cases.owner.persons import Entered, Person, PersonKind, PersonRole, person_of
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments import decision_sending
from ticketing.dispatch.consignments.decision_sending import DecisionWay
from ticketing.dispatch.delivery import recording
from ticketing.dispatch.delivery_results import DeliveryResult
from ticketing.dispatch.tables import CLOSED, SENT, Consignment, ConsignmentItem
from ticketing.documents.content.facts import LIMITED, UNLIMITED, LicenceFacts
from ticketing.documents.content.minutes.verification import VerificationFacts
from ticketing.documents.content.minutes.violation import MinutesFacts
from ticketing.documents.drafting import manual_drafts
from ticketing.documents.drafting.document_context import party_facts
from ticketing.documents.drafting.steps import release, send_back
from ticketing.documents.drafting.violator import correct_violator_and_redraft
from ticketing.documents.tables import WAITING, Document
from ticketing.flow.app_context import AppContext
from ticketing.flow.engine import drain
from ticketing.flow.reactions import TASKS
from ticketing.flow.tables import Installation
from ticketing.flow.timers import sweep_timers
from ticketing.kit.clock import VIETNAM, SettableClock, parse_moment, vietnam_day
from ticketing.kit.jobs import PENDING, Job
from ticketing.payments.ledger import import_statement
from ticketing.registry.address_book import resident_commune
from ticketing.review.evaluate import Verdict
from ticketing.review.policy import Kind
from ticketing.review.verdicts import Step, give_verdict

MORNING = time(6, 0)  # when the office's clocks are looked at each day
SECOND_PERSON = "officer2"


class ScenarioFault(ValueError):
    """The story asks for something that cannot be; the sentence names the act."""


@dataclass(frozen=True)
class Act:
    """One act. `words`: what its verb needs, as written in the YAML."""

    number: int
    at: datetime
    do: str
    words: Mapping[str, Any]

    def each(self, name: str) -> list[str]:
        """`names: [..]` or `name: ..` as a list; [] where neither is written."""
        many = self.words.get(f"{name}s")
        one = self.words.get(name)
        return list(many) if many else ([str(one)] if one else [])


@dataclass
class Stage:
    """A home whose clock the story moves, and the folder with what cameras send."""

    context: AppContext
    media: Path
    clock: SettableClock
    drops: Mapping[str, Sequence[Path]] = field(default_factory=dict)

    def case(self, session: Session, drop: str) -> Case:
        """The case that a drop became. Raises StoryFault."""
        found = session.scalar(
            sa.select(Case).join(Observation, Observation.id == Case.id).where(Observation.drop == drop)
        )
        if found is None:
            raise ScenarioFault(f"Drop '{drop}' has not become a case by {self.clock.now()}.")
        return found

    def person(self, session: Session, name: str) -> Actor:
        """The hand of a demo account, marked as played. Raises StoryFault."""
        account = account_named(session, name)
        if account is None:
            raise ScenarioFault(f"There is no demo account '{name}'.")
        return actor_of(session, account, at=self.clock.now(), demo=True)


def read_scenario(path: Path) -> list[Act]:
    """The acts of a story file in the order of their dates. Raises StoryFault, ValueError."""
    acts = []
    for number, words in enumerate(yaml.safe_load(path.read_text(encoding="utf-8"))["acts"], 1):
        rest = {name: value for name, value in words.items() if name not in ("at", "do")}
        if words["do"] not in (*ACTS, *OUTSIDE):
            raise ScenarioFault(f"Act {number}: '{words['do']}' is no verb. There are: {', '.join((*ACTS, *OUTSIDE))}.")
        acts.append(Act(number, parse_moment(str(words["at"])), words["do"], rest))
    if acts != sorted(acts, key=lambda act: act.at):
        raise ScenarioFault(f"The acts of {path.name} do not stand in the order of their dates.")
    return acts


def play(stage: Stage, acts: Sequence[Act], until: datetime) -> Iterator[Act]:
    """Play what was not played yet, and let time pass until `until`. Yields each act when it is over."""
    with stage.context.database.reading() as session:
        played = session.get_one(Installation, 1).acts_played
    for act in acts:
        if act.number > played:
            pass_time(stage, act.at)
            _play(stage, act)
            _work(stage)
        yield act
    pass_time(stage, until)
    with stage.context.database.writing() as session:
        session.get_one(Installation, 1).scenario_done = True
    stage.context.finish()


def pass_time(stage: Stage, until: datetime) -> None:
    """Let the clock run to `until`, stopping wherever something is due, and each morning for terms and a checkpoint."""
    while stage.clock.now() < until:
        stage.clock.set(min(_next_stop(stage), until))
        _work(stage)
        if stage.clock.now().astimezone(VIETNAM).time() == MORNING:
            stage.context.checkpoint()


def _next_stop(stage: Stage) -> datetime:
    query = sa.select(sa.func.min(Job.due_at)).where(Job.state == PENDING, Job.due_at > stage.clock.now())
    with stage.context.database.reading() as session:
        due = session.scalar(query)
    morning = _morning_after(stage.clock.now())
    return min(due, morning) if due else morning


def _morning_after(moment: datetime) -> datetime:
    day = vietnam_day(moment)
    morning = datetime.combine(day, MORNING, VIETNAM)
    return morning if morning > moment else morning + timedelta(days=1)


def _work(stage: Stage) -> None:
    while drain(stage.context, TASKS) or sweep_timers(stage.context):
        continue


def _play(stage: Stage, act: Act) -> None:
    try:
        if act.do in OUTSIDE:
            OUTSIDE[act.do](stage, act)
        with stage.context.database.writing() as session:
            if act.do in ACTS:
                ACTS[act.do](stage, session, act)
            session.get_one(Installation, 1).acts_played = act.number
    except (ValueError, LookupError, PermissionError) as problem:
        raise ScenarioFault(
            f"Act {act.number} ({act.do}, {act.at.astimezone(VIETNAM):%d/%m %H:%M}): {problem}"
        ) from problem


# Acts that bring their own transactions and may run twice.


def drops_arrive(stage: Stage, act: Act) -> None:
    """drops: names. The cameras send them; a name that stands in two folders comes as often."""
    with PictureDecoder() as decoder:
        for name in act.each("drop"):
            for path in stage.drops.get(name, ()):
                _take(stage, decoder, path)


def _take(stage: Stage, decoder: PictureDecoder, path: Path) -> None:
    context, now = stage.context, stage.clock.now()
    raw = read_raw_message(path)
    answer = take_drop(context.database, context.store, decoder, raw, at=now, actor=machine("ingest"))
    if answer.result is Result.QUARANTINED:
        copy_to_quarantine(context.settings.quarantine, raw, answer.reason or "", now)


def statement_comes(stage: Stage, act: Act) -> None:
    """by, file: a CSV of sample_media; {decision_no:DROP} and {decision_date:DROP} become those of the story."""
    text = (stage.media / str(act.words["file"])).read_text(encoding="utf-8")
    with stage.context.database.reading() as session:
        person = stage.person(session, str(act.words.get("by", "finance_clerk")))
        rows = session.execute(
            sa.select(Decision, Observation.drop).join(Observation, Observation.id == Decision.case_id)
        )
        for decision, drop in rows:
            if decision.number and decision.issued_on:
                text = text.replace(f"{{decision_no:{drop}}}", decision.number)
                text = text.replace(f"{{decision_date:{drop}}}", f"{decision.issued_on:%d/%m/%Y}")
    context = stage.context
    import_statement(
        context.database, context.keys, text.encode(), str(act.words["file"]), actor=person, at=stage.clock.now()
    )


# Acts of one transaction, one case or several.

Play = Callable[[Stage, Session, Act], None]


def _judge(kind: Kind) -> Play:
    def judge(stage: Stage, session: Session, act: Act) -> None:
        """case or cases, by; plate, behaviour, reason, note. `second`: who agrees where the policy asks for it."""
        verdict = Verdict(
            kind,
            plate=act.words.get("plate"),
            behaviour=act.words.get("behaviour"),
            wording_fits=kind is Kind.CONFIRM,
            reason_code=act.words.get("reason"),
            note=str(act.words.get("note", "")),
        )
        for drop in act.each("case"):
            case = stage.case(session, drop)
            outcome = _say(stage, session, case, verdict, str(act.words.get("by", "officer")))
            if outcome is Step.SECOND_NEEDED and act.words.get("second", SECOND_PERSON):
                _say(stage, session, case, verdict, str(act.words.get("second", SECOND_PERSON)))

    return judge


def _say(stage: Stage, session: Session, case: Case, verdict: Verdict, name: str) -> Step:
    person = stage.person(session, name)
    return give_verdict(session, stage.context.keys, case.id, verdict, actor=person, at=stage.clock.now()).step


def sign(stage: Stage, session: Session, act: Act) -> None:
    """by; paper or papers (kinds); case or cases (all that wait, where none is named)."""
    person = stage.person(session, str(act.words.get("by", "signer")))
    for document in _waiting(stage, session, act):
        release(session, stage.context.keys, document.id, actor=person, at=stage.clock.now())


def document_goes_back(stage: Stage, session: Session, act: Act) -> None:
    """by, paper, case, reason: the signer does not sign."""
    person = stage.person(session, str(act.words.get("by", "signer")))
    for document in _waiting(stage, session, act):
        send_back(
            session, stage.context.keys, document.id, reason=str(act.words["reason"]), actor=person,
            at=stage.clock.now(),
        )  # fmt: skip


def _waiting(stage: Stage, session: Session, act: Act) -> list[Document]:
    query = sa.select(Document).where(Document.state == WAITING, Document.kind.in_(act.each("paper")))
    if drops := act.each("case"):
        query = query.where(Document.case_id.in_([stage.case(session, drop).id for drop in drops]))
    return list(session.scalars(query.order_by(Document.id)))


def choose_commune(stage: Stage, session: Session, act: Act) -> None:
    """case, by, commune: where an ambiguous address lies."""
    for drop in act.each("case"):
        case = stage.case(session, drop)
        person = stage.person(session, str(act.words.get("by", "officer")))
        code, ground = str(act.words["commune"]), str(act.words.get("ground", "COMMUNE_POLICE"))
        identification.choose_commune(
            session, stage.context.keys, case.id, code, ground=ground, actor=person, at=stage.clock.now()
        )


def take_over(stage: Stage, session: Session, act: Act) -> None:
    """by: the commune clerk takes over what was sent to his commune."""
    person = stage.person(session, str(act.words.get("by", "commune_clerk")))
    account = account_named(session, str(act.words.get("by", "commune_clerk")))
    query = sa.select(Consignment.id).where(
        Consignment.receiver_code == (account.commune_code if account else ""), Consignment.state.in_((CLOSED, SENT))
    )
    for consignment_id in session.scalars(query.order_by(Consignment.id)):
        recording.take_over(session, consignment_id, actor=person, at=stage.clock.now())


def delivered(stage: Stage, session: Session, act: Act) -> None:
    """case or cases, by, outcome (handed_over unless said), receiver, note: what became of a paper of a consignment."""
    person = stage.person(session, str(act.words.get("by", "commune_clerk")))
    report = recording.Report(
        outcome=DeliveryResult(act.words.get("outcome", DeliveryResult.HANDED_OVER)),
        handed_on=vietnam_day(stage.clock.now()),
        receiver=str(act.words.get("receiver", "")),
        note=str(act.words.get("note", "")),
    )
    for drop in act.each("case"):
        case = stage.case(session, drop)
        query = sa.select(ConsignmentItem.id).where(
            ConsignmentItem.case_id == case.id, ConsignmentItem.outcome.is_(None)
        )
        for item_id in session.scalars(query):
            recording.record_result(session, stage.context.keys, item_id, report, actor=person, at=stage.clock.now())


def record_answers(stage: Stage, session: Session, act: Act) -> None:
    """case or cases, by; code (DROVE_MYSELF unless said), statement, proof, other (a person's fields)."""
    answer = owner_answers.Answer(
        code=str(act.words.get("code", "DROVE_MYSELF")),
        received_on=vietnam_day(stage.clock.now()),
        statement=str(act.words.get("statement", "")),
        proof=str(act.words.get("proof", "")),
        other_person=_person(act.words.get("other")),
    )
    person = stage.person(session, str(act.words.get("by", "officer")))
    for drop in act.each("case"):
        owner_answers.record_answer(
            session, stage.context.keys, stage.case(session, drop).id, answer, actor=person, at=stage.clock.now()
        )


def verified(stage: Stage, session: Session, act: Act) -> None:
    """case, by; person (fields; the owner where none is named), says, owner_says: minutes of verification (MBB05)."""
    about, keys, now = _person(act.words.get("person")), stage.context.keys, stage.clock.now()
    person = stage.person(session, str(act.words.get("by", "officer")))
    for drop in act.each("case"):
        case = stage.case(session, drop)
        informant = person_of(session, keys, case.id, PersonRole.OWNER)
        if informant is None:
            raise ValueError(f"The case of {drop} has no owner who tells anything.")
        facts = VerificationFacts(
            made_at=now - timedelta(minutes=20),
            made_place=str(act.words.get("place", "trụ sở Phòng Cảnh sát giao thông")),
            bases=("Căn cứ Điều 59 Luật Xử lý vi phạm hành chính (sửa đổi, bổ sung năm 2020 và năm 2025)",),
            informant=party_facts(informant),
            informant_statement=str(act.words.get("owner_says", "")),
            person_statement=str(act.words.get("says", "")),
            finished_at=now,
        )
        manual_drafts.make_verification_minutes(session, keys, case.id, facts, about=about, actor=person, at=now)


def violator_is(stage: Stage, session: Session, act: Act) -> None:
    """case or cases, by; drove (true unless said), person (fields; the owner where none is named).

    written: details of him that the officer then enters.
    """
    violator = owner_answers.Violator(_person(act.words.get("person")), bool(act.words.get("drove", True)))
    officer = stage.person(session, str(act.words.get("by", "officer")))
    for drop in act.each("case"):
        case = stage.case(session, drop)
        owner_answers.identify_violator(
            session, stage.context.keys, case.id, violator, actor=officer, at=stage.clock.now()
        )
        _write_down(stage, session, case, act, officer)


def owner_liable(stage: Stage, session: Session, act: Act) -> None:
    """case, by, signer, proof, reason: a silent owner is held liable, by an officer and a signer (D168 art. 47.8.b).

    written: details of him that the officer then enters.
    """
    officer = stage.person(session, str(act.words.get("by", "officer")))
    signer = stage.person(session, str(act.words.get("signer", "signer")))
    keys, now = stage.context.keys, stage.clock.now()
    for drop in act.each("case"):
        case = stage.case(session, drop)
        owner_answers.propose_owner_liable(
            session, keys, case.id, delivery_proof=str(act.words["proof"]), reason=str(act.words["reason"]),
            actor=officer, at=now,
        )  # fmt: skip
        owner_answers.declare_owner_liable(session, keys, case.id, actor=signer, at=now)
        _write_down(stage, session, case, act, officer)


def _write_down(stage: Stage, session: Session, case: Case, act: Act, officer: Actor) -> None:
    if written := _details(act.words.get("written")):
        entered = Entered(details=written)
        correct_violator_and_redraft(session, stage.context.keys, case.id, entered, actor=officer, at=stage.clock.now())


def _person(words: Mapping[str, Any] | None) -> Person | None:
    if not words:
        return None
    texts = {name: str(words.get(name, "")) for name in ("name", "personal_id", "address", "phone")}
    kind = PersonKind(words.get("kind", PersonKind.INDIVIDUAL))
    return Person(
        kind=kind,
        name=texts["name"],
        personal_id=texts["personal_id"],
        birth_date=date.fromisoformat(str(words["birth_date"])) if "birth_date" in words else None,
        address=texts["address"],
        phone=texts["phone"],
        commune_code=resident_commune(texts["address"]).commune_code,
        details=_details(words.get("details")),
    )


def _details(words: Mapping[str, Any] | None) -> dict[str, str]:
    return {str(name): str(value) for name, value in (words or {}).items()}


def minutes(stage: Stage, session: Session, act: Act) -> None:
    """case or cases, by; statement: the officer draws up the minutes at the office."""
    person = stage.person(session, str(act.words.get("by", "officer")))
    now = stage.clock.now()
    for drop in act.each("case"):
        facts = MinutesFacts(
            made_at=now - timedelta(minutes=25),
            made_place=str(act.words.get("place", "trụ sở Phòng Cảnh sát giao thông")),
            reason=str(act.words.get("reason", "hành vi được phát hiện bằng phương tiện, thiết bị kỹ thuật nghiệp vụ")),
            bases=("Căn cứ kết quả thu thập được bằng phương tiện, thiết bị kỹ thuật nghiệp vụ",),
            finished_at=now,
            statement=str(act.words.get("statement", "")),
        )
        manual_drafts.make_minutes(
            session, stage.context.keys, stage.case(session, drop).id, facts, actor=person, at=now
        )


def explanation(stage: Stage, session: Session, act: Act) -> None:
    """case or cases, by; text, oral (false unless said): the violator explains himself before the decision."""
    person = stage.person(session, str(act.words.get("by", "officer")))
    said = Explanation(str(act.words.get("text", "")), oral=bool(act.words.get("oral", False)))
    for drop in act.each("case"):
        case_id = stage.case(session, drop).id
        request_explanation(session, stage.context.keys, case_id, said, actor=person, at=stage.clock.now())


def propose_decision(stage: Stage, session: Session, act: Act) -> None:
    """case or cases, by; mitigating, aggravating, amount_vnd, justification, explanation_waived."""
    request = decisions.Request(
        mitigating=tuple(act.words.get("mitigating", ())),
        aggravating=tuple(act.words.get("aggravating", ())),
        amount_vnd=act.words.get("amount_vnd"),
        justification=str(act.words.get("justification", "")),
        explanation_waived=bool(act.words.get("explanation_waived", False)),
    )
    person = stage.person(session, str(act.words.get("by", "officer")))
    for drop in act.each("case"):
        manual_drafts.propose(
            session, stage.context.keys, stage.case(session, drop).id, request, actor=person, at=stage.clock.now()
        )


def licence(stage: Stage, session: Session, act: Act) -> None:
    """case, by; number, class, issued_on, issued_by, points_before (12 unless said): whose points fall."""
    person = stage.person(session, str(act.words.get("by", "officer")))
    now = stage.clock.now()
    for drop in act.each("case"):
        case = stage.case(session, drop)
        decision = decisions.decision_of(session, case.id)
        facts = LicenceFacts(
            number=str(act.words["number"]),
            licence_class=str(act.words["class"]),
            issued_on=date.fromisoformat(str(act.words["issued_on"])),
            issued_by=str(act.words["issued_by"]),
            points_before=int(act.words.get("points_before", 12)),
            points_deducted=decision.points if decision else 0,
            part=UNLIMITED if case.vehicle_class == "motorcycle" else LIMITED,
        )
        manual_drafts.enter_licence(session, stage.context.keys, case.id, facts, actor=person, at=now)


def send_decision(stage: Stage, session: Session, act: Act) -> None:
    """case or cases, by; way: by_hand unless said."""
    person = stage.person(session, str(act.words.get("by", "officer")))
    for drop in act.each("case"):
        way = str(act.words.get("way", DecisionWay.BY_HAND))
        decision_sending.send_decision(
            session, stage.case(session, drop).id, way=way, actor=person, at=stage.clock.now()
        )


def decision_delivered(stage: Stage, session: Session, act: Act) -> None:
    """case or cases, by; proof (signature unless said), reference."""
    proof = decisions.Proof(
        kind=decisions.ProofKind(act.words.get("proof", "signature")),
        received_on=vietnam_day(stage.clock.now()),
        reference=str(act.words.get("reference", "ký nhận trực tiếp")),
    )
    person = stage.person(session, str(act.words.get("by", "officer")))
    for drop in act.each("case"):
        decisions.record_delivery_proof(
            session, stage.context.keys, stage.case(session, drop).id, proof, actor=person, at=stage.clock.now()
        )


def settle(stage: Stage, session: Session, act: Act) -> None:
    """case or cases, by: a paid case is closed."""
    person = stage.person(session, str(act.words.get("by", "officer")))
    for drop in act.each("case"):
        decisions.settle(session, stage.case(session, drop).id, actor=person, at=stage.clock.now())


def hold(stage: Stage, session: Session, act: Act) -> None:
    """case or cases, by, reason: one person holds."""
    person = stage.person(session, str(act.words.get("by", "senior")))
    for drop in act.each("case"):
        case_id, reason = stage.case(session, drop).id, str(act.words["reason"])
        holding.hold(session, stage.context.keys, case_id, reason=reason, actor=person, at=stage.clock.now())


OUTSIDE: Mapping[str, Callable[[Stage, Act], None]] = {
    "drops_arrive": drops_arrive,
    "import_statement": statement_comes,
}
ACTS: Mapping[str, Play] = {
    "confirm": _judge(Kind.CONFIRM),
    "reject": _judge(Kind.REJECT),
    "manual": _judge(Kind.MANUAL),
    "better_evidence": _judge(Kind.BETTER_EVIDENCE),
    "choose_commune": choose_commune,
    "sign": sign,
    "send_back": document_goes_back,
    "take_over": take_over,
    "delivered": delivered,
    CaseEvent.OWNER_ANSWERED: record_answers,
    "make_verification": verified,
    "identify_violator": violator_is,
    "owner_liable": owner_liable,
    "make_minutes": minutes,
    "request_explanation": explanation,
    "propose_decision": propose_decision,
    "enter_licence": licence,
    "send_decision": send_decision,
    "deliver_decision": decision_delivered,
    "settle": settle,
    "hold": hold,
}
