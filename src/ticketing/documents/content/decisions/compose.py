"""From draft and day to the penalty decision and the notice of licence points. Pure."""

from ticketing.documents import codes
from ticketing.documents.content.compose_parts import (
    agency_facts,
    mark_of,
    signer_of,
    treasury_facts,
    violator_of,
)
from ticketing.documents.content.decisions import vietqr
from ticketing.documents.content.decisions.decision import DecisionFacts, build_decision
from ticketing.documents.content.decisions.points import build_points_notice
from ticketing.documents.content.draft import Day, Draft, FineOrder
from ticketing.documents.content.facts import (
    NO_NUMBER,
    FineFacts,
    LicenceFacts,
    PersonFacts,
    ViolationFacts,
)
from ticketing.documents.content.minutes.compose import is_minor
from ticketing.documents.content.parts import Content, MissingFact
from ticketing.law.calendar import Calendar


def decision(draft: Draft, violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    order = draft.extra
    if not isinstance(order, FineOrder):
        raise MissingFact("The decision needs what it imposes.")
    if order.withdrawn_from and order.withdrawn_from < day.day:
        raise MissingFact(
            f"The licence would be withdrawn from {order.withdrawn_from} on, before the decision of {day.day}: send "
            "the paper back, so that the officer writes a later day."
        )
    violator = violator_of(draft)
    fine = FineFacts(
        order.amount_vnd, order.aggravating, order.mitigating, order.additional_sanctions, order.remedies, order.warning
    )  # fmt: skip
    ground = DecisionFacts(
        minutes=mark_of(draft, codes.MINUTES),
        pay_within_days=order.pay_within_days,
        hearing=draft.case.mark_of(codes.HEARING_MINUTES),
        verification=draft.case.marks_of(codes.VERIFICATION_MINUTES),
        parents=order.parents,
        for_parents=bool(order.parents) or is_minor(violator, day.day),
        other_bases=(draft.case.liability.article,) if draft.case.liability else (),
        held=order.held,
    )
    return build_decision(
        agency_facts(day.agency), signer_of(day), day.mark, violator, draft.case.vehicle, violation, fine,
        treasury_facts(day.agency), ground, payment_code=_payment_code(order, day),
    )  # fmt: skip


def _payment_code(order: FineOrder, day: Day) -> str:
    """The VietQR code, only where the agency confirmed that its account takes one (domain.md 7).

    That of a draft has its place and no money: the reference follows from the number. Raises MissingFact for an account
    that no code can name, before anybody signs.
    """
    account, is_draft = day.agency.treasury, day.mark.number == NO_NUMBER
    if not account.bank_bin or order.warning:
        return ""
    ordinal = 0 if is_draft else int(day.mark.number.partition("/")[0])
    reference = vietqr.payment_reference(ordinal, day.day.year)
    digits = "".join(sign for sign in account.account if sign.isalnum())
    transfer = vietqr.Transfer(account.bank_bin, digits, order.amount_vnd, reference, f"PHAT VPHC {reference}")
    try:
        code = vietqr.payload(transfer)
    except vietqr.BadTransfer as problem:
        raise MissingFact(str(problem)) from None
    return NO_NUMBER if is_draft else code


def points_notice(draft: Draft, _violation: ViolationFacts, day: Day, _: Calendar) -> Content:
    violator = violator_of(draft)
    if not isinstance(draft.extra, LicenceFacts) or not isinstance(violator, PersonFacts):
        raise MissingFact("The points notice needs the driver and his licence with the points on it.")
    return build_points_notice(
        agency_facts(day.agency),
        signer_of(day),
        day.mark,
        violator,
        draft.extra,
        decision=mark_of(draft, codes.DECISION),
    )
