"""What the owner answers, what follows from it, and who is the violator."""

from ticketing.cases.answers.verification import named_and_verified
from ticketing.cases.events import CaseEvent
from ticketing.cases.proposals import open_proposal
from ticketing.cases.states import TRANSFERRED, CaseState
from ticketing.documents import codes
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.drafting.signing_day import transfer_slip_of
from ticketing.documents.tables import Document
from ticketing.web.actions.action import Action, Shown
from ticketing.web.actions.owner import communes
from ticketing.web.actions.view import CaseView


def _violator(view: CaseView) -> Shown:
    return {"answer_kind": view.answer_kind, "verified": _verified(view)}


def _verified(view: CaseView) -> list[tuple[str, Document]]:
    """Persons beside the owner about whom minutes of verification are signed: row and paper, no name."""
    signed = signed_documents(view.session, view.case.id, codes.VERIFICATION_MINUTES)
    papers = {paper.about.partition(":")[0]: paper for paper in signed}
    return [(row_id, papers[row_id]) for row_id in named_and_verified(view.session, view.case.id)]


def slip(view: CaseView) -> Shown:
    """The transfer slip about the present owner."""
    return {"slip": transfer_slip_of(view.session, view.case.id)}


ACTIONS = (
    Action("answer", 40, ("case_answer",), lambda case: "owner_answered" in case.possible, communes),
    Action(
        "liable",
        50,
        ("case_liable", "case_liable_agree"),
        lambda case: case.state == CaseState.ESCALATED and "violator_identified" in case.possible,
        lambda view: {"liable_voice": open_proposal(view.session, view.case, CaseEvent.VIOLATOR_IDENTIFIED)},
    ),
    Action(
        "violator",
        60,
        ("case_violator",),
        lambda case: "violator_identified" in case.possible and "violator" in case.leads_to,
        _violator,
    ),
    Action(
        "new_owner",
        80,
        ("case_new_owner",),
        lambda case: "new_owner_or_address" in case.possible and "new_notice" in case.leads_to,
        communes,
    ),
    Action(
        "excuse",
        90,
        ("case_excuse",),
        lambda case: "act_rejected" in case.possible and "reject" in case.leads_to,
    ),
    Action("answer_again", 100, ("case_answer",), lambda case: "owner_answered_again" in case.possible, communes),
    Action("answer_back", 110, ("case_answer_back",), lambda case: case.answer_may_be_undone),
    Action(
        "settled_elsewhere",
        350,
        ("case_settled_elsewhere",),
        lambda case: TRANSFERRED in case.flags and "settled_by_other_office" in case.possible,
        slip,
    ),
)
