"""Whose vehicle it was and where he lives; the verdict taken back; a plate that two vehicles bear."""

from ticketing.addresses.resolution import communes_of
from ticketing.agency.queries import names_of
from ticketing.cases.owner import identification
from ticketing.cases.owner.persons import PersonRole, opened, person_row
from ticketing.cases.states import CaseState
from ticketing.registry.commune_choices import remembered
from ticketing.web.actions.action import Action, Shown
from ticketing.web.actions.view import CaseView


def communes(view: CaseView) -> Shown:
    """The communes of our own province, with which a list to choose from begins."""
    return {"communes": communes_of(view.case.province)}


def _communes_to_choose(view: CaseView) -> Shown:
    """Codes of communes that the owner's address may mean; one chosen before for its hamlet leads, where it is sure.

    Nothing of the owner himself is shown by them.
    """
    shown = communes(view) | {"commune_grounds": identification.COMMUNE_GROUNDS}
    row = person_row(view.session, view.case.id, PersonRole.OWNER)
    if row is None:
        return shown | {"candidates": [], "before": None, "chosen_by": {}}
    person = opened(view.keys, row)
    before = remembered(view.session, view.keys, person.address)
    chosen = [before.commune_code] if before else []
    first, last = ([], chosen) if before and before.doubted else (chosen, [])
    return shown | {
        "candidates": list(dict.fromkeys([*first, *identification.commune_candidates(person), *last])),
        "before": before,
        "chosen_by": names_of(view.session, {voice.chosen_by for voice in before.voices}) if before else {},
    }


ACTIONS = (
    Action(
        "address",
        10,
        ("case_address",),
        lambda case: case.officer_acts and case.reason_code == identification.ADDRESS_AMBIGUOUS,
        _communes_to_choose,
    ),
    Action(
        "owner",
        20,
        ("case_owner", "case_owner_again", "case_doubt_plate"),
        lambda case: case.officer_acts and case.state == CaseState.OWNER_UNKNOWN,
        communes,
    ),
    Action(
        "take_back",
        30,
        ("take_back",),
        lambda case: case.officer and bool(case.possible & {"verdict_taken_back", "slip_taken_back"}),
    ),
    Action(
        "twin",
        310,
        ("case_twin",),
        lambda case: case.marks_plates and not case.plate_marked and case.signs_of_a_clone,
    ),
    Action(
        "twin_withdraw",
        320,
        ("case_twin_withdraw",),
        lambda case: case.marks_plates and case.plate_marked and not case.marked_by_this_person,
    ),
)
