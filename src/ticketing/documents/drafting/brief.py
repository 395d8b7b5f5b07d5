"""A paper in one line, for whoever is to sign it: for whom, for which act, over which amount."""

from dataclasses import dataclass

from ticketing.documents.content.draft import Draft, FineOrder, TransferTo, thaw
from ticketing.documents.content.facts import PartyFacts
from ticketing.documents.content.orders.order_facts import ReminderOrder, WarningEnds
from ticketing.documents.kinds import document_kind
from ticketing.documents.sealed import opened_content
from ticketing.documents.tables import Document
from ticketing.kit.fields import FieldKeys


@dataclass(frozen=True)
class Brief:
    """person: whom the paper is for or about. police: who takes a case over. amount_vnd: of a fine only.

    warning: the decision is a warning.
    """

    person: str
    act_vi: str
    police: str = ""
    amount_vnd: int | None = None
    warning: bool = False


def in_brief(keys: FieldKeys, document: Document) -> Brief:
    """What a draft says. A name stands in it: the caller answers for the look."""
    draft = thaw(opened_content(keys, document)["draft"])
    person = _person(document.kind, draft)
    order = draft.extra if isinstance(draft.extra, FineOrder) else None
    return Brief(
        person=person.name if person else "",
        act_vi=draft.case.violation.act_vi,
        police=draft.extra.police if isinstance(draft.extra, TransferTo) else "",
        amount_vnd=order.amount_vnd if order and not order.warning else None,
        warning=order is not None and order.warning,
    )


def _person(kind: str, draft: Draft) -> PartyFacts | None:
    match draft.extra:
        case WarningEnds(owner=named) if named:
            return named
        case ReminderOrder(earlier=earlier):  # for whom it reminds of his paper
            kind = earlier
    row = document_kind(kind)
    return draft.case.violator if row.for_the_violator or row.signing.by_decision else draft.case.owner
