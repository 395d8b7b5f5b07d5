"""Minutes of violation, MBB01 of D118 as replaced by Decree 190/2025/NĐ-CP.

What people say at the desk is given as text or left as a line to be written on by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ticketing.documents.content import wording
from ticketing.documents.content.facts import (
    AgencyFacts,
    Mark,
    OfficeFacts,
    OfficerFacts,
    PartyFacts,
    PersonFacts,
    VehicleFacts,
    ViolationFacts,
)
from ticketing.documents.content.identity import identified
from ticketing.documents.content.notices.notice import measured
from ticketing.documents.content.parts import (
    Content,
    Letterhead,
    MissingFact,
    Officer,
    Party,
    Vehicle,
    legal_bases,
    letterhead,
    officer,
    party,
    representative_of,
    required,
    vehicle,
)

AUTHORITY, WITNESS = "Đại diện chính quyền", "Người chứng kiến"
INTERPRETER, HARMED = "Người phiên dịch", "Người bị thiệt hại"


@dataclass(frozen=True)
class RetainedItem(Content):
    """A thing or paper that is held (item 9 of MBB01)."""

    name: str
    unit: str = ""
    quantity: str = ""
    kind: str = ""
    state: str = ""
    note: str = ""

    @property
    def in_words(self) -> str:
        """Name, quantity and the rest in one line.

        >>> HeldItem("Giấy phép lái xe số 240123456789", "Bản", "01", "Hạng B", "Nguyên vẹn").in_words
        'Giấy phép lái xe số 240123456789 (01 bản, Hạng B, Nguyên vẹn)'
        """
        counted = f"{self.quantity} {wording.opening(self.unit)}".strip()
        more = ", ".join(filter(None, (counted, self.kind, self.state, self.note)))
        return f"{self.name} ({more})" if more else self.name


@dataclass(frozen=True)
class MinutesFacts:
    """What happened at the desk. Empty texts are left as lines for the hand.

    reason: why the minutes are made at the office. bases: what they rest on, here the results of the device.
    explanation_to: whom an explanation goes to, None where the law gives no right to explain (LHAV art. 61).
    appointment: when and where to come before the decision.
    parents: parent or guardian of a violator who is a minor. for_parents: whether he is one, and they get a copy.
    """

    made_at: datetime
    made_place: str
    reason: str
    bases: tuple[str, ...]
    finished_at: datetime | None = None
    witness: str = ""
    interpreter: str = ""
    aggravating: tuple[str, ...] = ()
    mitigating: tuple[str, ...] = ()
    statement: str = ""
    authority_statement: str = ""
    harmed: str = ""
    harmed_statement: str = ""
    preventive_measures: str = ""
    held_items: tuple[RetainedItem, ...] = ()
    explanation_to: str | None = None
    appointment_at: datetime | None = None
    appointment_place: OfficeFacts | None = None
    parents: str = ""
    for_parents: bool = False
    e_service: str = ""
    refusal_reason: str = ""

    @property
    def keeps_something(self) -> bool:
        """Whether papers or a vehicle are kept, to be given back after payment; "Không" in the line: none is."""
        return bool(self.held)

    @property
    def held(self) -> str:
        """What is kept, as the decision repeats it: the table says that nothing beside it is; else the measure."""
        if self.held_items:
            return "; ".join(item.in_words for item in self.held_items)
        measure = self.preventive_measures.strip(" .")
        return "" if measure.casefold() == "không" else measure


@dataclass(frozen=True)
class Minutes(Content):
    """MBB01, item by item. also_sign: who has a place to sign beside violator and maker."""

    letterhead: Letterhead
    made_at: str
    made_place: str
    reason: str
    bases: tuple[str, ...]
    maker: Officer
    witness: str
    interpreter: str
    violator: Party
    vehicle: Vehicle
    act: str
    violated_at: str
    place: str
    measured: str
    aggravating: str
    mitigating: str
    article: str
    harmed: str
    statement: str
    authority_statement: str
    harmed_statement: str
    preventive_measures: str
    held_items: tuple[RetainedItem, ...]
    may_explain: bool
    explanation_to: str
    hearing_request_days: str
    written_explanation_days: str
    appointment: str
    appointment_place: str
    finished_at: str
    copies: str
    e_service: str
    refusal_reason: str
    signing_violator: str
    for_parents: bool = False
    parents: str = ""
    also_sign: tuple[str, ...] = (AUTHORITY, WITNESS)


def build_minutes(
    agency: AgencyFacts,
    mark: Mark,
    maker: OfficerFacts,
    violator: PartyFacts,
    car: VehicleFacts,
    violation: ViolationFacts,
    desk: MinutesFacts,
    *,
    written_explanation_days: int,
    hearing_request_days: int,
) -> Minutes:
    """MBB01. The violator is the one whom an officer identified (D168 art. 47.8.b), not always the owner.

    written_explanation_days, hearing_request_days: how long the terms of LHAV art. 61 are.
    """
    place = desk.appointment_place
    if desk.appointment_at and (place is None or not place.name):
        raise MissingFact("The minutes name the place of the appointment: write where the violator is to come.")
    return Minutes(
        letterhead=letterhead(agency, mark, dated=False),
        made_at=wording.moment_in_words(desk.made_at),
        made_place=required(desk.made_place, "place of the minutes"),
        reason=desk.reason,
        bases=legal_bases(desk.bases),
        maker=officer(maker),
        witness=desk.witness,
        interpreter=desk.interpreter,
        violator=party(identified(violator)),
        vehicle=vehicle(car),
        act=required(violation.act_vi, "act in the words of the decree"),
        violated_at=wording.moment_in_words(violation.violated_at, seconds=True),
        place=required(violation.place, "place"),
        measured=measured(violation),
        aggravating=wording.listed(desk.aggravating),
        mitigating=wording.listed(desk.mitigating),
        article=required(violation.article_in_full, "article"),
        harmed=desk.harmed or "Không",
        statement=desk.statement,
        authority_statement=desk.authority_statement,
        harmed_statement=desk.harmed_statement or "Không",
        preventive_measures=desk.preventive_measures or "Không",
        held_items=desk.held_items,
        may_explain=desk.explanation_to is not None,
        explanation_to=desk.explanation_to or "",
        hearing_request_days=wording.two_digits(hearing_request_days),
        written_explanation_days=wording.two_digits(written_explanation_days),
        appointment=wording.moment_in_words(desk.appointment_at) if desk.appointment_at else "",
        appointment_place=", ".join(filter(None, (place.name, place.address))) if place else "",
        finished_at=wording.moment_in_words(desk.finished_at) if desk.finished_at else "",
        copies=wording.two_digits(3 if desk.for_parents else 2),
        e_service=desk.e_service,
        refusal_reason=desk.refusal_reason,
        signing_violator=_who_signs(violator),
        for_parents=desk.for_parents,
        parents=desk.parents,
        also_sign=tuple(post for post, signs in _posts(desk) if signs),
    )


def _posts(desk: MinutesFacts) -> Sequence[tuple[str, bool]]:
    return (AUTHORITY, True), (WITNESS, True), (INTERPRETER, bool(desk.interpreter)), (HARMED, bool(desk.harmed))


def _who_signs(violator: PartyFacts) -> str:
    return violator.name if isinstance(violator, PersonFacts) else representative_of(violator)
