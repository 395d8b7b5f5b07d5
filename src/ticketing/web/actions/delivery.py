"""How the decision goes out and is received, what came back, and the end of a case that is settled."""

from ticketing.agency.agency import NoAgency
from ticketing.cases.decision import deemed_service
from ticketing.cases.decision.decisions import ProofKind
from ticketing.cases.owner.residence import KNOWN_BY
from ticketing.dispatch.consignments.decision_sending import DecisionWay, documents_to_send, police_who_bring
from ticketing.dispatch.signed_documents import NotConsigned
from ticketing.documents.tables import Document
from ticketing.web.actions.action import Action, Shown
from ticketing.web.actions.facts import CaseFacts
from ticketing.web.actions.owner import communes
from ticketing.web.actions.view import CaseView


def _sending(view: CaseView) -> Shown:
    """What goes out with the decision, and whether the police of the person's commune can bring it."""
    papers = documents_to_send(view.session, view.case)
    try:
        police, no_police = police_who_bring(view.session, papers[0], at=view.now), ""
    except (NotConsigned, NoAgency) as problem:
        police, no_police = "", str(problem)
    return {
        "going": [view.session.get_one(Document, document_id) for document_id in papers],
        "police": police,
        "no_police": no_police,
        "decision_ways": [way for way in DecisionWay if police or way is not DecisionWay.COMMUNE],
    }


def _settled(case: CaseFacts) -> bool:
    paid = "case_settled" in case.possible and not case.unsent
    return paid or ("warning_executed" in case.possible and case.warned)


ACTIONS = (
    Action("sent", 210, ("case_sent",), lambda case: "decision_sent" in case.possible and case.unsent, _sending),
    Action(
        "delivered",
        220,
        ("case_delivered",),
        lambda case: case.officer and case.under_way,
        lambda _view: {"proof_kinds": list(ProofKind)},
    ),
    Action(
        "deemed",
        230,
        ("case_deemed",),
        lambda case: case.officer and case.under_way and not case.deemed_term_runs,
        lambda _view: {"deemed_ways": list(deemed_service.Way)},
    ),
    Action(
        "deemed_waits",
        240,
        ("case_deemed_broken_off",),
        lambda case: case.officer and case.deemed_term_runs,
        lambda view: {"deemed_clock": view.deemed_term},
    ),
    Action("delivery_question", 250, ("case_delivery_question",), lambda case: case.officer and case.delivery_asked),
    Action(
        "send_again",
        260,
        ("case_send_again",),
        lambda case: case.officer_acts and case.came_back,
        lambda view: communes(view) | {"came_back": view.returned, "known_by": KNOWN_BY},
    ),
    Action("settle", 270, ("case_settle",), _settled, lambda view: {"warned": view.warned}),
)
