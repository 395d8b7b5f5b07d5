"""A paper before it is signed: the facts of the case as they were when it was prepared, and what the day adds.

A draft is sealed with its document, so that what the signer saw is what he signs. Owner, vehicle and act come from the
case's snapshots; agency, signer, number and names of units from the day of signing (domain.md, "one rule, three days").
"""

import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import ModuleType
from typing import Any

from ticketing.agency.values import Agency
from ticketing.documents.content import facts as plain_facts
from ticketing.documents.content.facts import (
    DeviceFacts,
    LiabilityFacts,
    LicenceFacts,
    LookupFacts,
    Mark,
    OfficerFacts,
    PartyFacts,
    PictureFacts,
    SignerFacts,
    VehicleFacts,
    ViolationFacts,
)
from ticketing.documents.content.minutes import hearing, verification, violation
from ticketing.documents.content.minutes.hearing import HearingFacts
from ticketing.documents.content.minutes.verification import VerificationFacts
from ticketing.documents.content.minutes.violation import MinutesFacts
from ticketing.documents.content.orders import order_facts
from ticketing.documents.content.orders.order_facts import (
    HearingCall,
    Order,
    Owed,
    Refusal,
    ReminderOrder,
    WarningEnds,
    WithdrawnFrom,
)


@dataclass(frozen=True)
class EarlierPaper:
    """A signed paper of the same case that this one may refer to."""

    kind: str
    mark: Mark


@dataclass(frozen=True)
class CaseFacts:
    """What the case says. unit: code of the camera's unit, or free text. violation.detecting_unit is filled in last.

    liability: the violator answers as the owner, by this article; None: he drove himself.
    """

    case_no: str
    unit: str | None
    vehicle: VehicleFacts
    violation: ViolationFacts
    may_explain: bool
    owner: PartyFacts | None = None
    violator: PartyFacts | None = None
    owner_commune: str | None = None
    pictures: tuple[PictureFacts, ...] = ()
    device: DeviceFacts | None = None
    earlier: tuple[EarlierPaper, ...] = ()
    liability: LiabilityFacts | None = None

    def mark_of(self, kind: str) -> Mark | None:
        """Number and day of the newest earlier paper of a kind."""
        return next(reversed(self.marks_of(kind)), None)

    def marks_of(self, kind: str) -> tuple[Mark, ...]:
        """Number and day of each earlier paper of a kind, in the order in which they were signed."""
        return tuple(paper.mark for paper in self.earlier if paper.kind == kind)


@dataclass(frozen=True)
class Appointment:
    """When the owner is to come; a notice without one takes the usual day."""

    at: datetime


@dataclass(frozen=True)
class Confirmation:
    """When the act was confirmed (evidence record); who did so signs it, as the officer of the day."""

    at: datetime


@dataclass(frozen=True)
class FineOrder:
    """What a decision imposes, from the officer's proposal. withdrawn_from: a day from which a licence is withdrawn.

    warning: a warning is the main sanction. parents: parent or guardian of a minor, as his minutes name one.
    held: what the minutes keep as security, in finished words.
    """

    amount_vnd: int
    pay_within_days: int
    mitigating: tuple[str, ...] = ()
    aggravating: tuple[str, ...] = ()
    additional_sanctions: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    withdrawn_from: date | None = None
    warning: bool = False
    parents: str = ""
    held: str = ""


@dataclass(frozen=True)
class LetterFacts:
    """A letter's reason and article, in finished words. measures: what is decided all the same (closing note)."""

    reason: str
    law: str
    measures: str = ""


@dataclass(frozen=True)
class TransferTo:
    """The police that handle the case from now on (Mẫu số 03/73).

    office, code: a law.jurisdiction.Office with its commune or province; empty where a person wrote the police.
    article, reason, reason_vi: why they handle it, in both languages.
    """

    police: str
    office: str = ""
    code: str = ""
    article: str = ""
    reason: str = ""
    reason_vi: str = ""


Extra = (
    MinutesFacts | VerificationFacts | HearingFacts | LicenceFacts | Appointment | Confirmation | FineOrder
    | LetterFacts | TransferTo | Order | ReminderOrder | Refusal | HearingCall | WarningEnds | WithdrawnFrom
)  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """A paper's facts: those of the case, and those of this one paper."""

    case: CaseFacts
    extra: Extra | None = None


@dataclass(frozen=True)
class Day:
    """What the day of signing adds.

    signer: who signs; None for a paper that the officer signs who draws it up. officer: who draws it up; of a paper
    for a signer who prepared it, None where papers cannot name him. lookup: for a notice's annex. owed: the issued
    decision in money.
    other_office: for a notice, who handles a case that was passed on; it names it beside the agency's own (domain.md
    2.1, row 8), else the police of the owner's commune.
    """

    at: datetime
    day: date
    agency: Agency
    mark: Mark
    signer: SignerFacts | None = None
    officer: OfficerFacts | None = None
    lookup: LookupFacts | None = None
    other_office: str = ""
    owed: Owed | None = None


def freeze(draft: Draft) -> str:
    """A draft as JSON; `thaw` reads it back."""
    return json.dumps(_frozen(draft), ensure_ascii=False, sort_keys=True)


def thaw(text: str) -> Draft:
    """Read `freeze`. Raises ValueError for anything else."""
    try:
        draft = _thawed(json.loads(text))
    except (KeyError, TypeError, ValueError) as problem:
        raise ValueError(f"The kept draft cannot be read by this version of the program ({problem}).") from problem
    assert isinstance(draft, Draft)
    return draft


def _frozen(value: Any) -> Any:
    """Plain data; what JSON has no word for stands as a list of its kind and its text."""
    match value:
        case Enum():
            return value.value
        case datetime():
            return ["moment", value.isoformat()]
        case date():
            return ["day", value.isoformat()]
        case Decimal():
            return ["decimal", str(value)]
        case tuple() | list():
            return ["list", *(_frozen(inner) for inner in value)]
    if is_dataclass(value) and not isinstance(value, type):
        values = {field.name: _frozen(getattr(value, field.name)) for field in fields(value)}
        return {"": type(value).__name__, **values}
    return value


def _thawed(value: Any) -> Any:
    if isinstance(value, dict):
        written: str = value[""]
        name = _FORMER_NAMES.get(written, written)
        values = {
            key: _thawed(inner) for key, inner in value.items() if key and key not in _FORMER_FIELDS.get(name, ())
        }
        return _CLASSES[name](**values)
    if isinstance(value, list):
        kind, *inner = value
        return tuple(_thawed(one) for one in inner) if kind == "list" else _READERS[kind](inner[0])
    return value


def _dataclasses(module: ModuleType | dict[str, Any]) -> dict[str, Any]:
    names = module if isinstance(module, dict) else vars(module)
    return {name: kind for name, kind in names.items() if isinstance(kind, type) and is_dataclass(kind)}


_FORMER_NAMES = {"Letter": "LetterFacts"}
"""What earlier versions called a class that drafts hold."""
_FORMER_FIELDS = {
    "Confirmation": {"other"},
    "LicenceFacts": {"deducted_on"},
    "MinutesFacts": {"sheets", "copies", "written_explanation_days", "hearing_request_days"},
    "ViolationFacts": {"preventive_measure"},
    "VerificationFacts": {"sheets"},
    "HearingFacts": {"sheets"},
}
"""Fields that earlier versions kept and no paper asks for any more."""
_READERS: dict[str, Any] = {"moment": datetime.fromisoformat, "day": date.fromisoformat, "decimal": Decimal}
_CLASSES = {
    name: kind
    for place in (plain_facts, violation, verification, hearing, order_facts, globals())
    for name, kind in _dataclasses(place).items()
}
