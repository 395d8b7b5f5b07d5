"""What an officer draws up and signs at his desk before the decision, and what is known of the violator."""

from ticketing.cases.answers.owner_answers import Channel
from ticketing.cases.decision.violator_identity import BEFORE_THE_DECISION
from ticketing.documents import codes
from ticketing.documents.drafting.document_context import is_age_of_violator_in_doubt, lacks_of_violator
from ticketing.web.actions.action import Action, Shown
from ticketing.web.actions.owner import communes
from ticketing.web.actions.view import CaseView


def _verification(view: CaseView) -> Shown:
    shown = {"answer": view.answer, "of_organisation": view.of_organisation}
    return communes(view) | view.place | shown


def _identity(view: CaseView) -> Shown:
    session, keys, case = view.session, view.keys, view.case
    return communes(view) | {
        "lacks": lacks_of_violator(session, keys, case.id),
        "age_in_doubt": is_age_of_violator_in_doubt(session, keys, case, view.today),
        "of_organisation": view.of_organisation,
    }


def _absent(view: CaseView) -> str:
    """Whether the violator is not at the desk, as far as the file tells: "silent" owner, or who answered elsewhere."""
    answer = view.answer
    if answer is None:
        return "silent"
    came = answer.channel == Channel.OFFICE and answer.other_person is None
    return "" if came else "elsewhere"


ACTIONS = (
    Action(
        "verification",
        70,
        ("case_verification",),
        lambda case: case.officer_acts and case.may_have(codes.VERIFICATION_MINUTES),
        _verification,
    ),
    Action(
        "identity",
        120,
        ("case_identity",),
        lambda case: case.officer_acts and case.state in BEFORE_THE_DECISION and not case.decided,
        _identity,
    ),
    Action(
        "minutes",
        130,
        ("case_minutes",),
        lambda case: "minutes_made" in case.possible,
        lambda view: view.place | {"absent": _absent(view)},
    ),
)
