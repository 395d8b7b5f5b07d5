"""The decision, its term, an end without one, and the licence points that it takes."""

from ticketing.cases.answers.owner_answers import DROVE
from ticketing.cases.decision.decisions import fined_alike
from ticketing.cases.decision.figures import LONGER_TERMS
from ticketing.cases.intake.duplicate_violation import declared_separate
from ticketing.cases.owner.persons import PersonRole, person_row
from ticketing.cases.states import CaseState
from ticketing.documents import codes
from ticketing.web.actions.action import Action, Shown
from ticketing.web.actions.view import CaseView

UNDECIDED = frozenset({CaseState.MINUTES_MADE, CaseState.EXPLANATION})


def _driver_known(view: CaseView) -> bool:
    """Whether it is established that the violator drove: only then a licence is withdrawn."""
    row = person_row(view.session, view.case.id, PersonRole.VIOLATOR)
    return row is not None and row.source == DROVE


def _proposal(view: CaseView) -> Shown:
    """Beside the fields of the form: fined cases that look like this act and that nobody has called another act yet."""
    session, case = view.session, view.case
    alike = [one for one in fined_alike(session, case) if declared_separate(session, case, one) is None]
    return {"driver_known": _driver_known(view), "alike": alike}


ACTIONS = (
    Action(
        "decision",
        170,
        ("case_decision",),
        lambda case: case.officer_acts and case.state in UNDECIDED and not case.decided,
        _proposal,
    ),
    Action(
        "decision_term",
        180,
        ("case_decision_term",),
        lambda case: case.officer_acts and case.before_decision and not case.decided,
        lambda _view: {"longer_terms": LONGER_TERMS},
    ),
    Action(
        "no_sanction",
        190,
        ("case_no_sanction",),
        lambda case: case.officer_acts and case.state in UNDECIDED,
    ),
    Action(
        "licence",
        200,
        ("case_licence",),
        lambda case: case.officer_acts and case.points > 0 and case.may_have(codes.POINTS_NOTICE),
    ),
)
