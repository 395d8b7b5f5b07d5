"""What an officer draws up about an issued decision: relief of its payment, enforcement, errors in it."""

from ticketing.documents import codes
from ticketing.documents.codes import ACCOUNT
from ticketing.documents.content.facts import Remitted
from ticketing.documents.drafting.signing_day import enforced_until
from ticketing.law.payment_relief import ARTICLES
from ticketing.payments.balances import balance_of_case
from ticketing.web.actions.action import Action, Shown
from ticketing.web.actions.view import CaseView


def _relief(view: CaseView) -> Shown:
    return {"easing": view.relief, "easing_kinds": tuple(ARTICLES), "remission_kinds": tuple(Remitted)}


def _enforcement(view: CaseView) -> Shown:
    return {
        "unpaid": balance_of_case(view.session, view.case.id, view.today),
        "enforced_until": enforced_until(view.session, view.case),
    }


ACTIONS = (
    Action(
        "easing",
        280,
        ("case_deferral", "case_instalments", "case_remission", "case_application_refused"),
        lambda case: case.officer_acts and case.relief,
        _relief,
    ),
    Action(
        "enforcement",
        290,
        ("case_salary_enforcement", "case_account_enforcement"),
        lambda case: case.officer_acts and case.issued and case.may_have(ACCOUNT),
        _enforcement,
    ),
    Action(
        "mending",
        300,
        ("case_amendment", "case_correction", "case_cancellation"),
        lambda case: case.officer_acts and case.issued and case.may_have(codes.CANCELLATION),
    ),
)
