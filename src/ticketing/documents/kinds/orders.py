"""Decisions about an issued penalty decision: what eases, changes or cancels it, and its enforcement."""

from ticketing.agency.actors import Party
from ticketing.cases.events import CaseEvent
from ticketing.cases.states import CaseState
from ticketing.documents import codes
from ticketing.documents.content.orders import compose
from ticketing.documents.content.orders.enforcement import Enforcement
from ticketing.documents.content.orders.orders import (
    Amendment,
    Cancellation,
    Correction,
    Deferral,
    Instalments,
    Remission,
)
from ticketing.documents.kinds.row import (
    NOWHERE,
    About,
    DocumentKind,
    Drafting,
    Receiver,
    Sending,
    Signing,
    States,
    Validity,
)
from ticketing.documents.kinds.states import IN_EFFECT, NOT_EXECUTED
from ticketing.documents.samples import orders as samples

_ENFORCED = frozenset({CaseState.PAID, CaseState.CLOSED, CaseState.LAPSED})
_FALLS = Validity(falls_with_case=True)


def _signing(
    states: States, event: CaseEvent, *, enforces: bool = False, reason: tuple[str, str] | None = None
) -> Signing:
    return Signing(
        Party.SIGN, states, event, by_decision=True, of_debt=True, enforces=enforces, reason=reason
    )  # fmt: skip


def _sending(
    *,
    sent_in: States = NOWHERE,
    only_in: States = NOWHERE,
    after_end: bool = False,
    after_payment: bool = False,
    garnishee: bool = False,
) -> Sending:
    return Sending(
        Receiver.VIOLATOR, "Quyết định", sent_in, IN_EFFECT, with_decision=True, only_in=only_in, after_end=after_end,
        after_payment=after_payment, garnishee=garnishee,
    )  # fmt: skip


ROWS = (
    DocumentKind(
        code=codes.DEFERRAL,
        place=130,
        name="Decision on deferral (MQĐ03)",
        content=Deferral,
        sample=samples.deferral,
        numbering=codes.DEFERRAL,
        drafting=Drafting(About.DECISION, compose.DEFERRAL),
        signing=_signing(frozenset({CaseState.DECISION_DELIVERED}), CaseEvent.DEFERRAL_DECISION_ISSUED),
        sending=_sending(),
        validity=_FALLS,
    ),
    DocumentKind(
        code=codes.INSTALMENTS,
        place=140,
        name="Decision on payment in parts (MQĐ05)",
        content=Instalments,
        sample=samples.instalments,
        numbering=codes.INSTALMENTS,
        drafting=Drafting(About.DECISION, compose.INSTALMENTS),
        signing=_signing(frozenset({CaseState.DECISION_DELIVERED}), CaseEvent.INSTALMENT_DECISION_ISSUED),
        sending=_sending(),
        validity=_FALLS,
    ),
    DocumentKind(
        code=codes.REMISSION,
        place=160,
        name="Decision on reduction or exemption (MQĐ04)",
        content=Remission,
        sample=samples.remission,
        numbering=codes.REMISSION,
        drafting=Drafting(About.DECISION_EACH, compose.REMISSION),
        # One that leaves something to be paid moves nothing (`effects`).
        signing=_signing(
            frozenset({CaseState.DEFERRED, CaseState.OVERDUE}),
            CaseEvent.FINE_EXEMPTED,
            reason=("REMITTED", "The rest of the fine was remitted (LHAV art. 77)."),
        ),
        sending=_sending(after_end=True),
        validity=_FALLS,
    ),
    DocumentKind(
        code=codes.AMENDMENT,
        place=170,
        name="Decision on amendment (MQĐ38)",
        content=Amendment,
        sample=samples.amendment,
        numbering=codes.AMENDMENT,
        drafting=Drafting(About.DECISION_EACH, compose.AMENDMENT),
        signing=_signing(NOT_EXECUTED, CaseEvent.DECISION_AMENDED),
        sending=_sending(after_payment=True, garnishee=True),
        validity=_FALLS,
    ),
    DocumentKind(
        code=codes.CORRECTION,
        place=180,
        name="Decision on correction (MQĐ39)",
        content=Correction,
        sample=samples.correction,
        numbering=codes.CORRECTION,
        drafting=Drafting(About.DECISION_EACH, compose.CORRECTION),
        signing=_signing(NOT_EXECUTED, CaseEvent.DECISION_AMENDED),
        sending=_sending(after_payment=True, garnishee=True),
        validity=_FALLS,
    ),
    DocumentKind(
        code=codes.CANCELLATION,
        place=190,
        name="Decision on cancellation (MQĐ40)",
        content=Cancellation,
        sample=samples.cancellation,
        numbering=codes.CANCELLATION,
        drafting=Drafting(About.DECISION, compose.CANCELLATION),
        signing=_signing(
            NOT_EXECUTED | {CaseState.PAID, CaseState.CLOSED},
            CaseEvent.DECISION_ANNULLED,
            reason=("CANCELLED", "The penalty decision was cancelled."),
        ),
        sending=_sending(sent_in=frozenset({CaseState.ANNULLED}), after_end=True, garnishee=True),
        # What a decision was changed by falls with it; what cancels it does not.
        validity=Validity(),
    ),
    DocumentKind(
        code=codes.SALARY,
        place=200,
        name="Enforcement from salary or income (MQĐ07)",
        content=Enforcement,
        sample=samples.salary_enforcement,
        numbering="enforcement",
        drafting=Drafting(About.DECISION, compose.ENFORCEMENT),
        signing=_signing(frozenset({CaseState.OVERDUE}), CaseEvent.ENFORCEMENT_DECISION_ISSUED, enforces=True),
        sending=_sending(only_in=frozenset({CaseState.ENFORCEMENT})),
        validity=Validity(falls_with_case=True, done_in=_ENFORCED),
    ),
    DocumentKind(
        code=codes.ACCOUNT,
        place=210,
        name="Enforcement from an account (MQĐ08)",
        content=Enforcement,
        sample=samples.account_enforcement,
        numbering="enforcement",
        drafting=Drafting(About.DECISION, compose.ENFORCEMENT),
        signing=_signing(frozenset({CaseState.OVERDUE}), CaseEvent.ENFORCEMENT_DECISION_ISSUED, enforces=True),
        sending=_sending(only_in=frozenset({CaseState.ENFORCEMENT})),
        validity=Validity(falls_with_case=True, done_in=_ENFORCED),
    ),
)
