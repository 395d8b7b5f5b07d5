"""A case that goes to another office or ends: transfer slip, withdrawal before and after the notice, letters."""

from ticketing.cases.states import TRANSFERRED, WITHDRAWN_WITHOUT_LETTER
from ticketing.dispatch.notice_withdrawals import text_of_letter
from ticketing.documents import codes
from ticketing.web.actions.action import Action, Shown
from ticketing.web.actions.answers import slip
from ticketing.web.actions.view import CaseView


def _letters(view: CaseView) -> Shown:
    return {"letters_sent_back": [(paper, text_of_letter(view.keys, paper)) for paper in view.letters_sent_back]}


ACTIONS = (
    Action(
        "transfer",
        305,
        ("case_transfer",),
        lambda case: case.officer and "flag_TRANSFERRED" in case.possible and TRANSFERRED not in case.flags,
        slip,
    ),
    Action(
        "withdraw",
        360,
        ("case_withdraw",),
        lambda case: "case_withdrawn" in case.possible and case.state in WITHDRAWN_WITHOUT_LETTER,
    ),
    Action(
        "not_liable", 370, ("case_not_liable",), lambda case: case.officer_acts and case.letters_sent_back, _letters
    ),
    Action(
        "withdrawal",
        380,
        ("case_withdrawal",),
        lambda case: case.officer_acts and case.may_have(codes.WITHDRAWAL_LETTER),
    ),
)
