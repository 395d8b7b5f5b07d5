"""The facts that decide which forms of a case are open: loaded once, frozen, so that a guard is a pure function."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ticketing.agency.actors import Party
from ticketing.cases.decision import decisions, explanations
from ticketing.cases.decision.tables import ISSUED
from ticketing.cases.objections import objections
from ticketing.cases.states import CaseState, events_from, possible_events
from ticketing.documents.drafting.manual_drafts import drafted_since
from ticketing.documents.kinds import document_kind
from ticketing.registry.match import TWIN, VEHICLE_DIFFERS
from ticketing.web.actions.view import CaseView


@dataclass(frozen=True)
class CaseFacts:
    """What is so of a case now, for one person.

    possible: events that the table has for this person. leads_to: where the owner's answer leads, while it counts.
    points: that the decision takes. decided: a decision is proposed or issued; issued: its paper is signed.
    """

    state: CaseState
    flags: frozenset[str]
    reason_code: str | None
    on_hold: bool
    possible: frozenset[str]
    officer: bool
    marks_plates: bool
    may_explain: bool
    leads_to: tuple[str, ...]
    answer_may_be_undone: bool
    before_decision: bool
    decided: bool
    issued: bool
    points: int
    unsent: bool
    under_way: bool
    warned: bool
    relief: bool
    deemed_term_runs: bool
    delivery_asked: bool
    hearing_asked: bool
    came_back: bool
    letters_sent_back: bool
    plate_marked: bool
    marked_by_this_person: bool
    signs_of_a_clone: bool
    objections_to_record: bool

    @property
    def officer_acts(self) -> bool:
        """An officer is at the screen, and nothing holds the case."""
        return self.officer and not self.on_hold

    def may_have(self, kind: str) -> bool:
        """Whether a paper of this kind is drawn up in the present state."""
        return self.state in document_kind(kind).states


def load_facts(view: CaseView) -> CaseFacts:
    """The facts of a case for who looks at it."""
    case, state, parties = view.case, CaseState(view.case.state), view.actor.parties()
    possible = frozenset(possible_events(state, parties, case.flags, seeded=case.seeded))
    officer = Party.OFF in parties
    decision = view.decision
    issued = decision is not None and decision.state == ISSUED
    lodged, ended = objections_open(view, possible)
    return CaseFacts(
        state=state,
        flags=frozenset(case.flags),
        reason_code=case.reason_code,
        on_hold=case.on_hold,
        possible=possible,
        officer=officer,
        marks_plates=bool(case.plate) and bool(parties & {Party.OFF, Party.SIGN}),
        may_explain=bool((case.law or {}).get("may_explain")),
        leads_to=_leads_to(view, state),
        answer_may_be_undone="further_answer_taken_back" in possible and _may_be_undone(view),
        before_decision="decision_issued" in events_from(state),
        decided=decision is not None,
        issued=issued,
        points=decision.points if decision else 0,
        unsent=decision is not None and decisions.unsent_decision(view.session, case) is not None,
        under_way=decision is not None and decisions.unreceived_decision(view.session, case) is not None,
        warned=view.warned,
        relief=issued and officer and view.relief is not None,
        deemed_term_runs=view.deemed_term is not None,
        delivery_asked=view.delivery_asked,
        hearing_asked=state == CaseState.EXPLANATION
        and explanations.hearing_asked_on(view.session, case.id) is not None,
        came_back=officer and bool(view.returned),
        letters_sent_back=officer and bool(view.letters_sent_back),
        plate_marked=view.mark is not None,
        marked_by_this_person=view.mark is not None and view.mark.marked_by == view.actor.person,
        signs_of_a_clone=_signs_of_a_clone(view),
        objections_to_record=bool(lodged or ended),
    )


def objections_open(
    view: CaseView, possible: Collection[str]
) -> tuple[Sequence[objections.Kind], Sequence[objections.Kind]]:
    """Of which kind a complaint or suit may come in, and whose end this person may record."""
    waiting = [objections.Kind(one.kind) for one in view.written.objections if one.result is None]
    lodged = [kind for kind in objections.Kind if kind not in waiting]
    return (
        [kind for kind in lodged if f"flag_{objections.TERMS[kind]}" in possible],
        [kind for kind in waiting if objections.ENDS[kind] in possible],
    )


def _leads_to(view: CaseView, state: CaseState) -> tuple[str, ...]:
    kind = view.answer_kind
    return tuple(kind.leads_to) if kind and state == CaseState.OWNER_ANSWERED else ()


def _may_be_undone(view: CaseView) -> bool:
    """Whether nothing was done because of the answer, and it is known what stood before it."""
    answer = view.answer
    return answer is not None and answer.before is not None and not drafted_since(view.session, view.case.id, answer)


def _signs_of_a_clone(view: CaseView) -> bool:
    """Whether anything in the case speaks of a second vehicle with its plate."""
    codes = {view.case.reason_code, *(finding["code"] for finding in view.case.findings)}
    return bool(codes & {TWIN, VEHICLE_DIFFERS}) or (view.answer is not None and view.answer.code == "CLONED_PLATE")
