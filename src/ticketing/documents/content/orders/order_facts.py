"""What a decision about a penalty decision orders, before any word is put in order. Plain values, kept with the draft.

owed_vnd, paid_vnd: what was owed and booked when it was drawn up; where that has changed, it is drawn up again.
asked_on: the day of the application that it answers; asked: what that asks for.
"""

from dataclasses import dataclass
from datetime import date, datetime

from ticketing.cases.decision.payment_schedule import DuePart
from ticketing.documents.content.facts import PartyFacts


@dataclass(frozen=True)
class Owed:
    """A penalty decision in money: what is owed of it, what was paid, and by how much earlier orders made it less."""

    owed_vnd: int
    paid_vnd: int
    remitted_vnd: int = 0

    @property
    def fine_vnd(self) -> int:
        """The fine as the decision says it, with what amended it."""
        return self.owed_vnd + self.remitted_vnd

    @property
    def left_vnd(self) -> int:
        """What is still to be paid."""
        return max(self.owed_vnd - self.paid_vnd, 0)


@dataclass(frozen=True)
class WithdrawnFrom:
    """Who got a notice and is not liable after all: the entry of the person; reason and article in finished words."""

    person: str
    reason: str
    law: str


@dataclass(frozen=True)
class AskedFor:
    """What an application itself asks for, as far as it says so; another thing may be granted.

    until:           of a deferral: to which day.
    remitted, vnd:   of a remission: a value of `facts.Remitted`, and how much less.
    times, payments: of payment in parts: how many, or which sums by which days.
    """

    until: date | None = None
    remitted: str = ""
    vnd: int | None = None
    times: int | None = None
    payments: tuple[DuePart, ...] = ()


OPEN = AskedFor()
"""It says nothing more, or the paper is of a version of the program that did not keep it."""


@dataclass(frozen=True)
class DeferralOrder:
    """The fine is paid by a later day (LHAV art. 76)."""

    owed: Owed
    until: date
    reason: str
    asked_on: date
    asked: AskedFor = OPEN


@dataclass(frozen=True)
class InstalmentOrder:
    """The fine is paid in parts (LHAV art. 79)."""

    owed: Owed
    payments: tuple[DuePart, ...]
    reason: str
    asked_on: date
    asked: AskedFor = OPEN


@dataclass(frozen=True)
class RemissionOrder:
    """So much less is owed (LHAV art. 77). remitted: a value of `facts.Remitted`."""

    owed: Owed
    remitted: str
    remitted_vnd: int
    reason: str
    asked_on: date
    asked: AskedFor = OPEN

    @property
    def left_vnd(self) -> int:
        """What is still to be paid after it."""
        return self.owed.left_vnd - self.remitted_vnd


@dataclass(frozen=True)
class ChangeOrder:
    """One place of the decision: what it says, and what it shall say."""

    place: str
    was: str
    now: str


@dataclass(frozen=True)
class AmendmentOrder:
    """Parts of the decision say something else from now on (D118 art. 13-15). amount_vnd: the new fine, if any."""

    owed: Owed
    reason: str
    changes: tuple[ChangeOrder, ...]
    amount_vnd: int | None = None


@dataclass(frozen=True)
class CorrectionOrder:
    """Slips of writing are mended; the substance stays (D118 art. 13-15).

    name, personal_id, birth_date, address: the person's as they are really written, where they were printed wrongly.
    """

    reason: str
    changes: tuple[ChangeOrder, ...]
    name: str = ""
    personal_id: str = ""
    birth_date: date | None = None
    address: str = ""


@dataclass(frozen=True)
class CancellationOrder:
    """The whole decision is undone (D118 art. 13-15). consequences: what follows, in finished sentences."""

    owed: Owed
    reason: str
    consequences: tuple[str, ...]


@dataclass(frozen=True)
class EnforcementOrder:
    """An unpaid fine is taken from an income or an account (LHAV art. 86).

    interest_vnd:   late interest by the end of counted_on, on what is unpaid; it runs on until everything is paid.
    costs_vnd:      of the enforcement itself.
    holder, holder_address: the employer, or the bank; until: by when it has to have carried the decision out.
    account:        the account, of a deduction from one; each_time: how much is deducted each time, in finished words.
    """

    owed: Owed
    interest_vnd: int
    counted_on: date
    costs_vnd: int
    holder: str
    holder_address: str
    until: date
    account: str = ""
    each_time: str = ""

    @property
    def total_vnd(self) -> int:
        """What is deducted in all."""
        return self.owed.left_vnd + self.interest_vnd + self.costs_vnd


@dataclass(frozen=True)
class ReminderOrder:
    """What is still to be done, and until when. earlier: kind of the paper that asked for it. clock: the term's id."""

    clock: str
    earlier: str
    until: date


@dataclass(frozen=True)
class Refusal:
    """An application about the decision is refused. kind: a key of law.easing.ARTICLES."""

    kind: str
    asked_on: date
    reason: str


@dataclass(frozen=True)
class HearingCall:
    """When and where a hearing is held, who holds it, and the day on which it was asked for (LHAV art. 61.3)."""

    held_at: datetime
    place: str
    chair: str
    asked_on: date


@dataclass(frozen=True)
class WarningEnds:
    """A warning to the agencies is lifted. ground: why, in finished words.

    warning: the paper that is lifted, by its id; number, issued_on: as it is printed on it. owner: whom it names, who
    may be the owner no more; None in papers of earlier versions.
    """

    warning: str
    number: str
    issued_on: date
    ground: str
    owner: PartyFacts | None = None


Order = (
    DeferralOrder
    | InstalmentOrder
    | RemissionOrder
    | AmendmentOrder
    | CorrectionOrder
    | CancellationOrder
    | EnforcementOrder
)
