"""What the machine does by itself when a case enters a state. A state that is in no row waits for a human or a clock.

TASKS is the whole of what a job may ask for. Every task may run twice and does its work once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, machine
from ticketing.agency.days_off import RECOUNT_TASK
from ticketing.cases.case_flags import flag_case
from ticketing.cases.decision.decisions import settle, unsent_decision, warning_was_received
from ticketing.cases.owner.identification import bring_owner, identify_owner
from ticketing.cases.owner.persons import PersonRole, person_row
from ticketing.cases.recall import recalls
from ticketing.cases.record import REACT, locked
from ticketing.cases.states import BEFORE_NOTICE, WITHDRAWN_WITHOUT_LETTER, CaseState
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments.closing import (
    CLOSE_TASK,
    close_consignment,
    consign,
    consign_to_garnishee,
    not_consigned,
    send_on,
)
from ticketing.dispatch.consignments.outbox import SEND_TASK, send_message
from ticketing.dispatch.garnishees import ask_to_inform_garnishee, garnishee_is_informed_by_hand
from ticketing.dispatch.notice_withdrawals import may_concern_anybody, withdraw_notices
from ticketing.dispatch.release_rules import handed_back
from ticketing.dispatch.warnings import TELL_TASK, tell_agencies, tell_agency
from ticketing.documents import codes
from ticketing.documents.codes import NOT_LIABLE
from ticketing.documents.content.draft import LetterFacts
from ticketing.documents.drafting.lifting import propose_lifting, was_warned
from ticketing.documents.drafting.manual_drafts import (
    nothing_is_left,
    points_notice_is_due,
    services_warning_is_due,
    withdraw_after_notice,
    withdraw_before_notice,
)
from ticketing.documents.drafting.steps import (
    PRESS,
    documents_without_use,
    evidence_record_is_due,
    living,
    prepare,
    prepare_evidence_record,
    withdraw_useless,
)
from ticketing.documents.drafting.transfer import pass_on_where_due, record_is_in_the_press
from ticketing.documents.issuing.press import press
from ticketing.documents.kinds import KINDS, document_kind
from ticketing.documents.kinds.row import States
from ticketing.documents.kinds.states import SETTLED
from ticketing.documents.tables import Document
from ticketing.flow.app_context import AppContext
from ticketing.flow.clip_frames import look_into_clip
from ticketing.flow.deadline_recalculation import count_terms_again
from ticketing.flow.engine import Task
from ticketing.flow.pipeline import observe
from ticketing.flow.redact_bystanders import redact_bystanders
from ticketing.flow.timers import CLOCK, REMIND, end_term, remind
from ticketing.kit.clock import vietnam_day
from ticketing.registry.ports import RegisterFault
from ticketing.review import seeded

ACTOR = machine("reactions")


@dataclass(frozen=True)
class Reaction:
    """What follows by itself in some state.

    does: the work, in transactions of its own; it looks again, under the case's lock, whether it is to be done. Putting
    a paper with others needs no lock: it is put there once, and what no longer fits never leaves (dispatch.leaving).
    asks: whether there may be anything to do. It only reads, and all that a state asks is asked of one look.
    """

    does: Callable[[AppContext, str], None]
    asks: Callable[[Session, Case], bool] = lambda _session, _case: True


def store_evidence_record(context: AppContext, case_id: str) -> None:
    """The record of the confirmed act, signed by the officer who confirmed it (D61 art. 14.2).

    In every state in which it may be signed: where his account lacks a name or a post, the case goes on without it.
    """
    with context.database.writing() as session:
        prepare_evidence_record(session, context.keys, case_id, at=context.clock.now())


def find_owner(context: AppContext, case_id: str) -> None:
    """Owner of the day of the act, and his commune of today (C73 art. 24.1.a)."""
    _bring_owner(context, case_id)
    with context.database.writing() as session:
        identify_owner(session, context.keys, case_id, at=context.clock.now(), actor=ACTOR)


def _bring_owner(context: AppContext, case_id: str) -> None:
    """Raises RegisterFault where the register gives no answer; the case shows why it waits, and it is asked again."""
    now = context.clock.now()
    try:
        bring_owner(context.database, context.keys, context.register, case_id, at=now)
    except RegisterFault as fault:
        with context.database.writing() as session:
            if session.get_one(Case, case_id).reason_code != fault.code:
                flag_case(session, case_id, (fault.code, str(fault)), actor=ACTOR, at=now)
        raise


def prepare_notice(context: AppContext, case_id: str) -> None:
    """The notice waits for its signer (Mẫu số 01/73), with pictures that show nobody else.

    Where another office handles the case, the slip to it waits beside the notice (Mẫu số 03/73). Its draft names the
    record of the act: while that is printed both wait, and the press comes back here.
    """
    with context.database.reading() as session:
        if record_is_in_the_press(session, case_id, vietnam_day(context.clock.now())):
            return
    if not _notice_is_drawn(context, case_id):  # one that is there shows its own pictures
        redact_bystanders(context, case_id)
    now = context.clock.now()
    with context.database.writing() as session:
        pass_on_where_due(session, context.keys, case_id, actor=ACTOR, at=now)
        prepare(session, context.keys, case_id, codes.NOTICE, actor=ACTOR, at=now)


def _notice_is_drawn(context: AppContext, case_id: str) -> bool:
    with context.database.reading() as session:
        owner = person_row(session, case_id, PersonRole.OWNER)
        return owner is not None and living(session, case_id, codes.NOTICE, owner.id) is not None


def send_to_commune(*kinds: str) -> Reaction:
    """Put the signed papers of these kinds with those that go to the same commune police."""

    def some_wait(session: Session, case: Case) -> bool:
        return bool(not_consigned(session, case.id, kinds))

    def consign_them(context: AppContext, case_id: str) -> None:
        with context.database.reading() as session:
            papers = not_consigned(session, case_id, kinds)
        for document_id in papers:
            with context.database.writing() as session:
                consign(session, document_id, at=context.clock.now())

    return Reaction(consign_them, asks=some_wait)


def send_handed_back(context: AppContext, case_id: str) -> None:
    """What people gave back while the case was held sets out again."""
    with context.database.writing() as session:
        send_on(session, case_id, at=context.clock.now())


def send_after_decision(*kinds: str) -> Reaction:
    """As `send_to_commune`, once the decision has gone: what is signed before goes with it (dispatch.sending)."""
    send = send_to_commune(*kinds)

    def some_wait(session: Session, case: Case) -> bool:
        return unsent_decision(session, case) is None and send.asks(session, case)

    return Reaction(send.does, asks=some_wait)


def prepare_points_notice(context: AppContext, case_id: str) -> None:
    """The notice of licence points waits for its signer, where the decision takes any (D168 art. 50; Mẫu số 02/73).

    In every state in which the decision is in effect: a fine may be paid before the machine comes to it.
    """
    with context.database.writing() as session:
        if points_notice_is_due(session, case_id):
            prepare(session, context.keys, case_id, codes.POINTS_NOTICE, actor=ACTOR, at=context.clock.now())


def warn_of_debt(context: AppContext, case_id: str) -> None:
    """The term of payment is over: a warning to the agencies waits for its signer (D168 art. 47.11)."""
    with context.database.writing() as session:
        if services_warning_is_due(session, case_id):
            prepare(session, context.keys, case_id, codes.OF_DEBT, actor=ACTOR, at=context.clock.now())


def lift_warning(context: AppContext, case_id: str) -> None:
    """What lifts the warning to the agencies waits for its signer, once its case is settled (C73 art. 24.3-4)."""
    with context.database.writing() as session:
        propose_lifting(session, context.keys, case_id, actor=ACTOR, at=context.clock.now())


def withdraw_notices_of_case(context: AppContext, case_id: str) -> None:
    """A letter waits for its signer to everybody who got a notice and is not liable after all (rows 33, 34, 41)."""
    with context.database.writing() as session:
        withdraw_notices(session, context.keys, case_id, actor=ACTOR, at=context.clock.now())


def inform_garnishee(context: AppContext, case_id: str) -> None:
    """Who deducts an enforced fine has to know that it is paid: an officer is asked to write."""
    with context.database.writing() as session:
        ask_to_inform_garnishee(session, case_id, actor=ACTOR, at=context.clock.now())


def close_the_paid(context: AppContext, case_id: str) -> None:
    """A paid case of which nothing is left to do is closed at once (row 26); else an officer closes it."""
    with context.database.writing() as session:
        case = locked(session, case_id)
        if (
            case.state == CaseState.PAID
            and nothing_is_left(session, case)
            and not garnishee_is_informed_by_hand(session, case_id)
        ):
            settle(session, case_id, actor=ACTOR, at=context.clock.now())


def end_warned(context: AppContext, case_id: str) -> None:
    """A warning that was received, and of which nothing is left to do, ends its case (row 38); else an officer does."""
    with context.database.writing() as session:
        case = locked(session, case_id)
        if warning_was_received(session, case) and nothing_is_left(session, case):
            settle(session, case_id, actor=ACTOR, at=context.clock.now())


def _sendings() -> Iterator[tuple[frozenset[CaseState], tuple[Reaction, ...]]]:
    """What is signed leaves in the states that its row names; one reaction a group of kinds that leave in the same."""
    at_once, after_decision = defaultdict[States, list[str]](list), defaultdict[States, list[str]](list)
    for code, kind in KINDS.items():
        at_once[kind.sending.sent_in].append(code)
        after_decision[kind.sending.after_decision_in].append(code)
    yield from ((states, (send_to_commune(*kinds),)) for states, kinds in at_once.items() if states)
    yield from ((states, (send_after_decision(*kinds),)) for states, kinds in after_decision.items() if states)


REACTIONS: tuple[tuple[frozenset[CaseState], tuple[Reaction, ...]], ...] = (
    (
        frozenset(CaseState) - BEFORE_NOTICE,
        (Reaction(send_handed_back, asks=lambda session, case: bool(handed_back(session, case.id))),),
    ),
    (frozenset({CaseState.DETECTED}), (Reaction(look_into_clip),)),
    (
        document_kind(codes.EVIDENCE_RECORD).states,
        (Reaction(store_evidence_record, asks=evidence_record_is_due),),
    ),
    (frozenset({CaseState.CONFIRMED}), (Reaction(find_owner),)),
    (frozenset({CaseState.OWNER_IDENTIFIED}), (Reaction(prepare_notice),)),
    (
        document_kind(codes.POINTS_NOTICE).states,
        (Reaction(prepare_points_notice, asks=lambda session, case: points_notice_is_due(session, case.id)),),
    ),
    *_sendings(),
    (frozenset({CaseState.DECISION_DELIVERED}), (Reaction(end_warned, asks=warning_was_received),)),
    (
        frozenset({CaseState.OVERDUE}),
        (Reaction(warn_of_debt, asks=lambda session, case: services_warning_is_due(session, case.id)),),
    ),
    (
        SETTLED | {CaseState.INSTALMENTS},
        (Reaction(lift_warning, asks=lambda session, case: was_warned(session, case.id)),),
    ),
    (
        document_kind(NOT_LIABLE).states,
        (Reaction(withdraw_notices_of_case, asks=lambda session, case: may_concern_anybody(session, case.id)),),
    ),
    (frozenset({CaseState.PAID}), (Reaction(inform_garnishee), Reaction(close_the_paid))),
)
"""What follows by itself in which states. Where a state stands in several rows, they are done from top to bottom."""


def reactions_to(state: CaseState) -> list[Reaction]:
    """What follows in a state, in the order in which it is done."""
    return [reaction for states, reactions in REACTIONS if state in states for reaction in reactions]


def react(context: AppContext, case_id: str) -> None:
    """Do what the present state asks for (task "react"). A held case is let be: its release wakes it again.
    So is a seeded one, for which nothing follows.

    One reaction that fails, in what it asks or in what it does, stops no other; the first problem is raised when all
    have had their turn.
    """
    with context.database.reading() as session:
        case = session.get_one(Case, case_id)
        if case.on_hold or case.seeded:
            return
        useless, (due, problems) = documents_without_use(session, case), _due(session, case)
    if useless:
        with context.database.writing() as session:
            withdraw_useless(session, case_id, actor=ACTOR, at=context.clock.now())
        with context.database.reading() as session:
            due, problems = _due(session, session.get_one(Case, case_id))
    for reaction in due:
        try:
            reaction.does(context, case_id)
        except Exception as problem:
            problems.append(problem)
    if problems:
        raise problems[0]


def _due(session: Session, case: Case) -> tuple[list[Reaction], list[Exception]]:
    """Reactions that may have something to do, and what went wrong in asking the others."""
    due, problems = list[Reaction](), list[Exception]()
    for reaction in reactions_to(CaseState(case.state)):
        try:
            if reaction.asks(session, case):
                due.append(reaction)
        except Exception as problem:
            problems.append(problem)
    return due, problems


def press_document(context: AppContext, document_id: str) -> None:
    """Number, print and sign what its signer released (task "press")."""
    press(
        context.database, context.store, context.keys, context.signing, document_id, at=context.clock.now(),
        printer=context.printer,
    )  # fmt: skip
    with context.database.reading() as session:
        told_to_others = document_kind(session.get_one(Document, document_id).kind).told_to_others
    if told_to_others:
        with context.database.writing() as session:
            tell_agencies(session, document_id, at=context.clock.now())
            consign_to_garnishee(session, document_id, at=context.clock.now())


def close(context: AppContext, consignment_id: str) -> None:
    """Close a consignment whose time is up, print and post it (task "close_consignment")."""
    close_consignment(
        context.database, context.store, context.keys, consignment_id, at=context.clock.now(),
        print_bundle=context.print_bundle,
    )  # fmt: skip


def tell(context: AppContext, code: str) -> None:
    """Put what waited for a warned agency with its bundle (task "tell_agency")."""
    tell_agency(context.database, code, at=context.clock.now())


def send(context: AppContext, message_id: str) -> None:
    """Send one message of the outbox (task "send_mail")."""
    send_message(context.database, context.store, context.channels(), message_id, at=context.clock.now())


def hold_recalled(context: AppContext, recall_id: str) -> None:
    """Hold what a recall that broke off left unheld (task "recall_hold")."""
    recalls.hold_touched(context.database, recall_id, at=context.clock.now())


def end_recalled(context: AppContext, recall_id: str) -> None:
    """Release or withdraw the cases of a recall, by the two persons who said so (task "recall_end")."""
    at = context.clock.now()

    def withdraw(session: Session, case_id: str, reason: str, law: str, signer: Actor) -> object:
        if CaseState(session.get_one(Case, case_id).state) in WITHDRAWN_WITHOUT_LETTER:
            return withdraw_before_notice(session, context.keys, case_id, reason=reason, actor=signer, at=at)
        return withdraw_after_notice(session, context.keys, case_id, LetterFacts(reason, law), actor=signer, at=at)

    states = WITHDRAWN_WITHOUT_LETTER | document_kind(codes.WITHDRAWAL_LETTER).states
    recalls.end_touched(context.database, recall_id, recalls.Withdrawal(states, withdraw), at=at)


def end_seeded(context: AppContext, case_id: str) -> None:
    """Weigh the verdict on a seeded case and end it (task "seeded_end")."""
    with context.database.writing() as session:
        seeded.end_judged(session, case_id, at=context.clock.now())


def count_again(context: AppContext, _list_id: str) -> None:
    """Count the terms that run by the list of days off that now holds (task "count_again")."""
    count_terms_again(context)


TASKS: Mapping[str, Task] = {
    "observe": observe,
    REACT: react,
    CLOCK: end_term,
    REMIND: remind,
    PRESS: press_document,
    CLOSE_TASK: close,
    TELL_TASK: tell,
    SEND_TASK: send,
    recalls.HOLD_TASK: hold_recalled,
    recalls.END_TASK: end_recalled,
    seeded.END_TASK: end_seeded,
    RECOUNT_TASK: count_again,
}
