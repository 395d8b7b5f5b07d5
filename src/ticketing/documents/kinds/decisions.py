"""The penalty decision, and the notice of the licence points that fall with it."""

from ticketing.agency.actors import Party
from ticketing.cases.events import CaseEvent
from ticketing.cases.states import CaseState
from ticketing.documents import codes
from ticketing.documents.content.decisions import compose
from ticketing.documents.content.decisions.decision import Decision
from ticketing.documents.content.decisions.points import PointsNotice
from ticketing.documents.kinds.row import About, DocumentKind, Drafting, Receiver, Sending, Signing, Validity
from ticketing.documents.kinds.states import DECIDED, IN_EFFECT
from ticketing.documents.samples import decisions as samples

ROWS = (
    DocumentKind(
        code=codes.DECISION,
        place=110,
        name="Penalty decision",
        content=Decision,
        sample=samples.decision,
        numbering=codes.DECISION,
        drafting=Drafting(About.PROPOSAL, compose.decision),
        signing=Signing(
            Party.SIGN,
            frozenset({CaseState.MINUTES_MADE, CaseState.EXPLANATION}),
            CaseEvent.DECISION_ISSUED,
            in_limitation=True,
            by_decision=True,
        ),
        sending=Sending(
            Receiver.VIOLATOR,
            "Quyết định",
            by_officer=True,
            by_police=True,
            after_payment=True,
            asks=CaseEvent.DECISION_RECEIVED,
        ),
        validity=Validity(falls_with_case=True),
    ),
    DocumentKind(
        code=codes.POINTS_NOTICE,
        place=120,
        name="Notice of licence points (02/73)",
        content=PointsNotice,
        sample=samples.points,
        numbering=codes.POINTS_NOTICE,
        drafting=Drafting(About.DECISION, compose.points_notice),
        signing=Signing(Party.SIGN, IN_EFFECT, CaseEvent.POINTS_DEDUCTED, DECIDED, by_machine=True, by_decision=True),
        sending=Sending(
            Receiver.VIOLATOR,
            "Thông báo",
            after_decision_in=IN_EFFECT,
            with_decision=True,
            by_police=True,
            after_payment=True,
        ),
        validity=Validity(falls_with_case=True),
    ),
)
