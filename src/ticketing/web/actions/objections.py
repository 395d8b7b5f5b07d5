"""Complaints, suits and evasion: recorded by officers and signers."""

from ticketing.cases.objections.objections import Result
from ticketing.cases.states import CaseState, possible_events
from ticketing.web.actions.action import Action, Shown
from ticketing.web.actions.facts import objections_open
from ticketing.web.actions.view import CaseView


def _objections(view: CaseView) -> Shown:
    """Complaints and suits whose end this person may record, and of which kind another may come in."""
    case = view.case
    possible = possible_events(CaseState(case.state), view.actor.parties(), case.flags, seeded=case.seeded)
    lodged, ended = objections_open(view, possible)
    return {"objection_kinds": lodged, "open_objections": ended, "objection_results": list(Result)}


ACTIONS = (
    Action(
        "objections",
        330,
        ("case_objection", "case_objection_ended"),
        lambda case: case.objections_to_record,
        _objections,
    ),
    Action(
        "evading",
        340,
        ("case_evading", "case_evading_ended"),
        lambda case: bool(case.possible & {"flag_EVADING", "flag_EVADING_ENDED"}),
    ),
)
