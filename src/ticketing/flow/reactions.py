"""What the machine does by itself when a case enters a state. A state that is in no row waits for a human or a clock.

TASKS is the whole of what a wakeup may ask for. Every task may run twice and does its work once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ticketing.agency.actors import Actor, machine
from ticketing.agency.days_off import RECOUNT_TASK
from ticketing.cases import recall
from ticketing.cases.decisions import settle, unsent_decision, warning_was_received
from ticketing.cases.owner import bring_owner, identify_owner
from ticketing.cases.persons import PersonRole, person_row
from ticketing.cases.record import REACT, locked
from ticketing.cases.remarks import remark
from ticketing.cases.states import BEFORE_NOTICE, WITHDRAWN_WITHOUT_LETTER, S
from ticketing.cases.tables import Case
from ticketing.dispatch.consignments import (
    CLOSE_TASK,
    close_consignment,
    consign,
    consign_to_holder,
    not_consigned,
    send_on,
)
from ticketing.dispatch.holders import ask_to_tell_the_holder, holder_is_told_by_hand
from ticketing.dispatch.leaving import given_back
from ticketing.dispatch.not_liable import may_concern_anybody, tell_who_is_not_liable
from ticketing.dispatch.outbox import SEND_TASK, send_message
from ticketing.dispatch.papers import TOLD_TO_OTHERS
from ticketing.dispatch.sending import FOLLOWS_A_DECISION
from ticketing.dispatch.warnings import TELL_TASK, tell_agencies, tell_agency
from ticketing.documents.content.draft import LetterFacts
from ticketing.documents.drafting.desk import (
    nothing_is_left,
    points_notice_is_due,
    services_warning_is_due,
    withdraw_after_notice,
    withdraw_before_notice,
)
from ticketing.documents.drafting.lifting import propose_lifting, was_warned
from ticketing.documents.drafting.steps import (
    PRESS,
    evidence_record_is_due,
    living,
    papers_without_use,
    prepare,
    prepare_evidence_record,
    put_away_useless,
)
from ticketing.documents.drafting.transfer import pass_on_where_due, record_is_in_the_press
from ticketing.documents.issuing.press import press
from ticketing.documents.papers import NOT_LIABLE, SETTLED, paper_kind
from ticketing.documents.tables import Document
from ticketing.flow.better_evidence import look_into_clip
from ticketing.flow.engine import Task
from ticketing.flow.hiding import hide_strangers
from ticketing.flow.office import Office
from ticketing.flow.pipeline import observe
from ticketing.flow.recounting import count_terms_again
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

    does: Callable[[Office, str], None]
    asks: Callable[[Session, Case], bool] = lambda _session, _case: True


def keep_evidence_record(office: Office, case_id: str) -> None:
    """The record of the confirmed act, signed by the officer who confirmed it (D61 art. 14.2).

    In every state in which it may be signed: where his account lacks a name or a post, the case goes on without it.
    """
    with office.database.writing() as session:
        prepare_evidence_record(session, office.keys, case_id, at=office.clock.now())


def find_owner(office: Office, case_id: str) -> None:
    """Owner of the day of the act, and his commune of today (C73 art. 24.1.a)."""
    _bring_owner(office, case_id)
    with office.database.writing() as session:
        identify_owner(session, office.keys, case_id, at=office.clock.now(), actor=ACTOR)


def _bring_owner(office: Office, case_id: str) -> None:
    """Raises RegisterFault where the register gives no answer; the case shows why it waits, and it is asked again."""
    now = office.clock.now()
    try:
        bring_owner(office.database, office.keys, office.register, case_id, at=now)
    except RegisterFault as fault:
        with office.database.writing() as session:
            if session.get_one(Case, case_id).reason_code != fault.code:
                remark(session, case_id, (fault.code, str(fault)), actor=ACTOR, at=now)
        raise


def prepare_notice(office: Office, case_id: str) -> None:
    """The notice waits for its signer (Mẫu số 01/73), with pictures that show nobody else.

    Where another office handles the case, the slip to it waits beside the notice (Mẫu số 03/73). Its draft names the
    record of the act: while that is printed both wait, and the press comes back here.
    """
    with office.database.reading() as session:
        if record_is_in_the_press(session, case_id, vietnam_day(office.clock.now())):
            return
    if not _notice_is_drawn(office, case_id):  # one that is there shows its own pictures
        hide_strangers(office, case_id)
    now = office.clock.now()
    with office.database.writing() as session:
        pass_on_where_due(session, office.keys, case_id, actor=ACTOR, at=now)
        prepare(session, office.keys, case_id, "notice", actor=ACTOR, at=now)


def _notice_is_drawn(office: Office, case_id: str) -> bool:
    with office.database.reading() as session:
        owner = person_row(session, case_id, PersonRole.OWNER)
        return owner is not None and living(session, case_id, "notice", owner.id) is not None


def send_to_commune(*kinds: str) -> Reaction:
    """Put the signed papers of these kinds with those that go to the same commune police."""

    def some_wait(session: Session, case: Case) -> bool:
        return bool(not_consigned(session, case.id, kinds))

    def consign_them(office: Office, case_id: str) -> None:
        with office.database.reading() as session:
            papers = not_consigned(session, case_id, kinds)
        for document_id in papers:
            with office.database.writing() as session:
                consign(session, document_id, at=office.clock.now())

    return Reaction(consign_them, asks=some_wait)


def send_given_back(office: Office, case_id: str) -> None:
    """What people gave back while the case was held sets out again."""
    with office.database.writing() as session:
        send_on(session, case_id, at=office.clock.now())


def send_after_decision(*kinds: str) -> Reaction:
    """As `send_to_commune`, once the decision has gone: what is signed before goes with it (dispatch.sending)."""
    send = send_to_commune(*kinds)

    def some_wait(session: Session, case: Case) -> bool:
        return unsent_decision(session, case) is None and send.asks(session, case)

    return Reaction(send.does, asks=some_wait)


def prepare_points_notice(office: Office, case_id: str) -> None:
    """The notice of licence points waits for its signer, where the decision takes any (D168 art. 50; Mẫu số 02/73).

    In every state in which the decision is in effect: a fine may be paid before the machine comes to it.
    """
    with office.database.writing() as session:
        if points_notice_is_due(session, case_id):
            prepare(session, office.keys, case_id, "points_notice", actor=ACTOR, at=office.clock.now())


def warn_of_debt(office: Office, case_id: str) -> None:
    """The term of payment is over: a warning to the agencies waits for its signer (D168 art. 47.11)."""
    with office.database.writing() as session:
        if services_warning_is_due(session, case_id):
            prepare(session, office.keys, case_id, "services_warning", actor=ACTOR, at=office.clock.now())


def lift_warning(office: Office, case_id: str) -> None:
    """What lifts the warning to the agencies waits for its signer, once its case is settled (C73 art. 24.3-4)."""
    with office.database.writing() as session:
        propose_lifting(session, office.keys, case_id, actor=ACTOR, at=office.clock.now())


def tell_the_not_liable(office: Office, case_id: str) -> None:
    """A letter waits for its signer to everybody who got a notice and is not liable after all (rows 33, 34, 41)."""
    with office.database.writing() as session:
        tell_who_is_not_liable(session, office.keys, case_id, actor=ACTOR, at=office.clock.now())


def tell_the_holder(office: Office, case_id: str) -> None:
    """Who deducts an enforced fine has to know that it is paid: an officer is asked to write."""
    with office.database.writing() as session:
        ask_to_tell_the_holder(session, case_id, actor=ACTOR, at=office.clock.now())


def close_the_paid(office: Office, case_id: str) -> None:
    """A paid case of which nothing is left to do is closed at once (row 26); else an officer closes it."""
    with office.database.writing() as session:
        case = locked(session, case_id)
        if case.state == S.PAID and nothing_is_left(session, case) and not holder_is_told_by_hand(session, case_id):
            settle(session, case_id, actor=ACTOR, at=office.clock.now())


def end_warned(office: Office, case_id: str) -> None:
    """A warning that was received, and of which nothing is left to do, ends its case (row 38); else an officer does."""
    with office.database.writing() as session:
        case = locked(session, case_id)
        if warning_was_received(session, case) and nothing_is_left(session, case):
            settle(session, case_id, actor=ACTOR, at=office.clock.now())


REACTIONS: tuple[tuple[frozenset[S], tuple[Reaction, ...]], ...] = (
    (
        frozenset(S) - BEFORE_NOTICE,
        (Reaction(send_given_back, asks=lambda session, case: bool(given_back(session, case.id))),),
    ),
    (frozenset({S.DETECTED}), (Reaction(look_into_clip),)),
    (
        paper_kind("evidence_record").states,
        (Reaction(keep_evidence_record, asks=evidence_record_is_due),),
    ),
    (frozenset({S.CONFIRMED}), (Reaction(find_owner),)),
    (frozenset({S.OWNER_IDENTIFIED}), (Reaction(prepare_notice),)),
    (frozenset({S.NOTICE_SENT}), (send_to_commune("notice", "transfer_slip", "reminder"),)),
    (frozenset({S.ESCALATED}), (send_to_commune("commune_slip"),)),
    (frozenset({S.REJECTED}), (send_to_commune("withdrawal_letter"),)),
    (frozenset({S.EXPLANATION}), (send_to_commune("hearing_notice"),)),
    (
        paper_kind("points_notice").states,
        (
            Reaction(prepare_points_notice, asks=lambda session, case: points_notice_is_due(session, case.id)),
            send_after_decision(*FOLLOWS_A_DECISION, "reminder", "easing_refusal"),
        ),
    ),
    (frozenset({S.DECISION_DELIVERED}), (Reaction(end_warned, asks=warning_was_received),)),
    (frozenset({S.ANNULLED}), (send_to_commune("cancellation"),)),
    (
        frozenset({S.OVERDUE}),
        (Reaction(warn_of_debt, asks=lambda session, case: services_warning_is_due(session, case.id)),),
    ),
    (
        SETTLED | {S.INSTALMENTS},
        (Reaction(lift_warning, asks=lambda session, case: was_warned(session, case.id)),),
    ),
    (
        paper_kind(NOT_LIABLE).states,
        (
            Reaction(tell_the_not_liable, asks=lambda session, case: may_concern_anybody(session, case.id)),
            send_to_commune(NOT_LIABLE),
        ),
    ),
    (frozenset({S.PAID}), (Reaction(tell_the_holder), Reaction(close_the_paid))),
)
"""What follows by itself in which states. Where a state stands in several rows, they are done from top to bottom."""


def reactions_to(state: S) -> list[Reaction]:
    """What follows in a state, in the order in which it is done."""
    return [reaction for states, reactions in REACTIONS if state in states for reaction in reactions]


def react(office: Office, case_id: str) -> None:
    """Do what the present state asks for (task "react"). A held case is let be: its release wakes it again.
    So is a seeded one, for which nothing follows.

    One reaction that fails, in what it asks or in what it does, stops no other; the first problem is raised when all
    have had their turn.
    """
    with office.database.reading() as session:
        case = session.get_one(Case, case_id)
        if case.held or case.seeded:
            return
        useless, (due, problems) = papers_without_use(session, case), _due(session, case)
    if useless:
        with office.database.writing() as session:
            put_away_useless(session, case_id, actor=ACTOR, at=office.clock.now())
        with office.database.reading() as session:
            due, problems = _due(session, session.get_one(Case, case_id))
    for reaction in due:
        try:
            reaction.does(office, case_id)
        except Exception as problem:
            problems.append(problem)
    if problems:
        raise problems[0]


def _due(session: Session, case: Case) -> tuple[list[Reaction], list[Exception]]:
    """Reactions that may have something to do, and what went wrong in asking the others."""
    due, problems = list[Reaction](), list[Exception]()
    for reaction in reactions_to(S(case.state)):
        try:
            if reaction.asks(session, case):
                due.append(reaction)
        except Exception as problem:
            problems.append(problem)
    return due, problems


def press_paper(office: Office, document_id: str) -> None:
    """Number, print and sign what its signer released (task "press")."""
    press(
        office.database, office.store, office.keys, office.signing, document_id, at=office.clock.now(),
        printer=office.printer,
    )  # fmt: skip
    with office.database.reading() as session:
        told_to_others = session.get_one(Document, document_id).kind in TOLD_TO_OTHERS
    if told_to_others:
        with office.database.writing() as session:
            tell_agencies(session, document_id, at=office.clock.now())
            consign_to_holder(session, document_id, at=office.clock.now())


def close(office: Office, consignment_id: str) -> None:
    """Close a consignment whose time is up, print and post it (task "close_consignment")."""
    close_consignment(
        office.database, office.store, office.keys, consignment_id, at=office.clock.now(),
        print_bundle=office.print_bundle,
    )  # fmt: skip


def tell(office: Office, code: str) -> None:
    """Put what waited for a warned agency with its bundle (task "tell_agency")."""
    tell_agency(office.database, code, at=office.clock.now())


def send(office: Office, message_id: str) -> None:
    """Send one message of the outbox (task "send_mail")."""
    send_message(office.database, office.store, office.channels(), message_id, at=office.clock.now())


def hold_recalled(office: Office, recall_id: str) -> None:
    """Hold what a recall that broke off left unheld (task "recall_hold")."""
    recall.hold_touched(office.database, recall_id, at=office.clock.now())


def end_recalled(office: Office, recall_id: str) -> None:
    """Release or withdraw the cases of a recall, by the two persons who said so (task "recall_end")."""
    at = office.clock.now()

    def withdraw(session: Session, case_id: str, reason: str, law: str, signer: Actor) -> object:
        if S(session.get_one(Case, case_id).state) in WITHDRAWN_WITHOUT_LETTER:
            return withdraw_before_notice(session, office.keys, case_id, reason=reason, actor=signer, at=at)
        return withdraw_after_notice(session, office.keys, case_id, LetterFacts(reason, law), actor=signer, at=at)

    states = WITHDRAWN_WITHOUT_LETTER | paper_kind("withdrawal_letter").states
    recall.end_touched(office.database, recall_id, recall.Withdrawal(states, withdraw), at=at)


def end_seeded(office: Office, case_id: str) -> None:
    """Weigh the verdict on a seeded case and end it (task "seeded_end")."""
    with office.database.writing() as session:
        seeded.end_judged(session, case_id, at=office.clock.now())


def count_again(office: Office, _list_id: str) -> None:
    """Count the terms that run by the list of days off that now holds (task "count_again")."""
    count_terms_again(office)


TASKS: Mapping[str, Task] = {
    "observe": observe,
    REACT: react,
    CLOCK: end_term,
    REMIND: remind,
    PRESS: press_paper,
    CLOSE_TASK: close,
    TELL_TASK: tell,
    SEND_TASK: send,
    recall.HOLD_TASK: hold_recalled,
    recall.END_TASK: end_recalled,
    seeded.END_TASK: end_seeded,
    RECOUNT_TASK: count_again,
}
