"""Builders of papers that are drawn up with an order or an answer: it is there, and what is owed is the same. Pure."""

from collections.abc import Callable

from ticketing.documents.content.compose_parts import (
    agency_facts,
    signer_of,
)
from ticketing.documents.content.draft import Day, Draft
from ticketing.documents.content.facts import (
    AgencyFacts,
    Mark,
    SignerFacts,
    ViolationFacts,
)
from ticketing.documents.content.orders.order_facts import (
    Owed,
)
from ticketing.documents.content.parts import Content, MissingFact
from ticketing.law.calendar import Calendar

NOTHING_ORDERED = "The paper needs what it orders or answers: draw it up on the page of the case."


Builder = Callable[[Draft, ViolationFacts, Day, Calendar], Content]


Head = tuple[AgencyFacts, SignerFacts, Mark]


def ordered(expected: type, build: Callable[..., Content]) -> Builder:
    """A builder that refuses a draft without the facts of that type. build: gets them, and the head of the paper."""

    def paper(draft: Draft, _violation: ViolationFacts, day: Day, calendar: Calendar) -> Content:
        order = draft.extra
        if not isinstance(order, expected):
            raise MissingFact(NOTHING_ORDERED)
        if isinstance(owed := getattr(order, "owed", None), Owed):
            _refuse_changed(owed, day)
        return build(order, (agency_facts(day.agency), signer_of(day), day.mark), draft, day, calendar)

    return paper


def _refuse_changed(drawn_up_on: Owed, day: Day) -> None:
    if day.owed != drawn_up_on:
        raise MissingFact("What is owed or was paid has changed since this paper was drawn up: draw it up again.")


def inside(reason: str) -> str:
    """A reason as it stands inside the form's own sentence, which ends it."""
    return reason.strip().rstrip(" .;")
