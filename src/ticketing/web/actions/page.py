"""What the page of a case shows of its actions: the open ones in their order, and what their forms need."""

from datetime import date
from typing import Any

from ticketing.agency.queries import names_of
from ticketing.cases.answers.owner_answers import answer_kinds
from ticketing.cases.decision.additional_sanctions import imposed
from ticketing.cases.decision.payment_schedule import read_plan, still_due
from ticketing.cases.decision.tables import PROPOSED, Decision
from ticketing.documents import codes
from ticketing.documents.drafting.signing_day import matter_of
from ticketing.law import competence
from ticketing.registry.commune_choices import CHOSEN_BEFORE, approvals_of, choice_of_case
from ticketing.web.actions.facts import load_facts
from ticketing.web.actions.registry import actions
from ticketing.web.actions.view import CaseView

Shown = dict[str, Any]


def shown_of_actions(view: CaseView) -> Shown:
    """The names of the open actions in their order, as `acts`, and what their templates need."""
    facts = load_facts(view)
    chosen = [action for action in actions() if action.guard(facts)]
    shown: Shown = {"acts": [action.name for action in chosen], "today": view.today}
    for action in chosen:
        shown |= action.shows(view)
    return shown


def shown_of_decision(view: CaseView) -> Shown:
    """The decision with what it orders, what is still due, and who may sign it."""
    decision = view.decision
    return {
        "decision": decision,
        "plan": still_due(read_plan(decision.pay_plan), decision.paid_vnd) if decision else (),
        "beside": imposed(decision.additional_sanctions, decision.remedies) if decision else None,
        "signed_by": _signed_by(view, decision, view.today),
        "written": view.written,
        "answer_kinds": answer_kinds().values(),
    }


def shown_of_commune(view: CaseView) -> Shown:
    """Whose earlier choices gave the case its commune, where no person chose it for this case."""
    session, case = view.session, view.case
    choice = choice_of_case(session, case.id) if case.commune_code else None
    voices = approvals_of(session, choice) if choice and choice.ground == CHOSEN_BEFORE else []
    names = names_of(session, {voice.chosen_by for voice in voices}) if voices else {}
    return {
        "taken_from": [names.get(voice.chosen_by, "?") for voice in voices],
        "taken_back": any(voice.withdrawn_at for voice in voices),
        "choice_doubted": bool(choice and choice.doubted_at),
    }


def _signed_by(
    view: CaseView, decision: Decision | None, today: date
) -> competence.Competent | competence.Refused | None:
    """The smallest rank of the traffic police that may sign a proposed decision today; None where none is proposed."""
    if decision is None or decision.state != PROPOSED:
        return None
    return competence.smallest_competent_rank(matter_of(view.session, view.case, codes.DECISION), today)
