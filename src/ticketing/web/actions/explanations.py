"""What the violator says for himself, in writing or at a hearing."""

from ticketing.cases.decision.explanations import AGAIN, FIRST, hearing_announced, may_extend
from ticketing.cases.states import CaseState, events_from
from ticketing.web.actions.action import Action, Shown
from ticketing.web.actions.view import CaseView


def _hearing(view: CaseView) -> Shown:
    """Who may hold a hearing are the signers of today."""
    return view.place | {
        "hearing": hearing_announced(view.session, view.case.id),
        "chairs": view.agency.signers if view.agency else (),
    }


ACTIONS = (
    Action(
        "explanation",
        140,
        ("case_explanation", "case_explanation_extended"),
        lambda case: case.may_explain and bool(case.possible & {FIRST, AGAIN}),
        lambda view: {"may_extend_explanation": may_extend(view.session, view.case)},
    ),
    Action(
        "explanation_overtaken",
        150,
        ("case_explanation_overtaken",),
        lambda case: case.officer and case.may_explain and "decision_annulled" in events_from(case.state),
    ),
    Action(
        "hearing",
        160,
        ("case_hearing", "case_hearing_announced", "case_hearing_notice"),
        lambda case: case.officer_acts and case.state == CaseState.EXPLANATION and case.hearing_asked,
        _hearing,
    ),
)
