"""What a decision imposes beside the main sanction: additional sanctions and the remedy, as an officer enters them.

The decree says what is ordered for an act; how long inside its range, from which day, in which words and at whose cost
is written by a person, because no table says it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from ticketing.cases.states import Refused
from ticketing.law.penalties import FineRow

LICENCE_WITHDRAWN, PLATE_CONFISCATED = "licence_withdrawn", "plate_confiscated"


@dataclass(frozen=True)
class Withdrawal:
    """The driving licence is withdrawn. starts_on: None: from the day on which the decision takes effect."""

    months: int
    starts_on: date | None = None


@dataclass(frozen=True)
class Remedy:
    """What has to be put right. words: those of the decree. days: term from receipt. costs: who bears which."""

    words: str
    days: int
    costs: str = ""


@dataclass(frozen=True)
class Imposed:
    """All that is imposed beside the main sanction."""

    withdrawal: Withdrawal | None = None
    confiscates_plate: bool = False
    remedy: Remedy | None = None

    def sanctions_json(self) -> list[dict[str, Any]]:
        """The additional sanctions as the decision keeps them."""
        kept: list[dict[str, Any]] = []
        if self.withdrawal:
            since = self.withdrawal.starts_on
            starts_on = since.isoformat() if since else None
            kept.append({"kind": LICENCE_WITHDRAWN, "months": self.withdrawal.months, "starts_on": starts_on})
        return [*kept, {"kind": PLATE_CONFISCATED}] if self.confiscates_plate else kept

    def remedies_json(self) -> list[dict[str, Any]]:
        """The remedy as the decision keeps it."""
        return [asdict(self.remedy)] if self.remedy else []


def imposed(sanctions: Sequence[Mapping[str, Any]], remedies: Sequence[Mapping[str, Any]]) -> Imposed:
    """Read what a decision keeps."""
    by_kind = {one["kind"]: one for one in sanctions}
    withdrawn = by_kind.get(LICENCE_WITHDRAWN)
    since = withdrawn["starts_on"] if withdrawn else None
    return Imposed(
        Withdrawal(withdrawn["months"], date.fromisoformat(since) if since else None) if withdrawn else None,
        PLATE_CONFISCATED in by_kind,
        Remedy(**remedies[0]) if remedies else None,
    )


def refuse_against_the_decree(row: FineRow, entered: Imposed, *, drove: bool, warned: bool, on: date) -> None:
    """Raises Refused where something lacks that the decree orders for the act, or is imposed that it does not.

    drove: it is established that the violator drove: of nobody else's licence anything is known (cautious, like the
    points; domain.md 2.5). warned: a warning is the main sanction; whether anything stands beside it is the signer's.
    """
    _refuse_withdrawal(row, entered.withdrawal, drove=drove, warned=warned, on=on)
    if row.confiscates_plate and not entered.confiscates_plate and not warned:
        raise Refused("The decree confiscates the plate for this act: say in the proposal that it is confiscated.")
    if entered.confiscates_plate and not row.confiscates_plate:
        raise Refused("The decree confiscates no plate for this act.")
    _refuse_remedy(row, entered.remedy, warned=warned)


def _refuse_withdrawal(row: FineRow, entered: Withdrawal | None, *, drove: bool, warned: bool, on: date) -> None:
    ordered = row.withdrawal_months if drove else None
    if entered is None:
        if ordered and not warned:
            raise Refused(
                f"The decree withdraws the licence for {ordered[0]} to {ordered[1]} months for this act: write for how "
                "many months, and from which day."
            )
        return
    if ordered is None:
        raise Refused("No licence is withdrawn here: the decree orders none for this act, or the driver is not known.")
    if not ordered[0] <= entered.months <= ordered[1]:
        raise Refused(f"{entered.months} months are not possible: the decree says {ordered[0]} to {ordered[1]}.")
    if entered.starts_on and entered.starts_on < on:
        raise Refused(f"A licence is not withdrawn from {entered.starts_on} on, before the decision: today is {on}.")


def _refuse_remedy(row: FineRow, entered: Remedy | None, *, warned: bool) -> None:
    if entered is None:
        if row.restores_plate and not warned:
            raise Refused(
                "The decree orders for this act that the plate is put right: write it in the decree's words, with the "
                "days in which it is to be done."
            )
        return
    if not row.restores_plate:
        raise Refused("The decree orders no remedy for this act.")
    if not entered.words.strip() or entered.days < 1:
        raise Refused("A remedy needs its words and its term in days, from 1.")
