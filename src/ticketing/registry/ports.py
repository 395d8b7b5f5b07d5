"""What is needed of a register outside this house, where the agency's registry is not loaded here but asked."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ticketing.kit.jobs import TryLater

Cells = dict[str, str]
"""One row as a table would have it: our names of columns, texts; empty is unknown."""


@dataclass(frozen=True)
class Answer:
    """What a register answered. sha256: of the bytes as they came; request_id: under which the register can find it."""

    rows: tuple[Cells, ...]
    request_id: str
    sha256: str


class Register(Protocol):
    """A register of vehicles and their owners."""

    def vehicles(self, plate: str, on: date) -> Answer:
        """Every ownership period of the vehicles that bear `plate` (rows.VEHICLE_COLUMNS). Raises RegisterFault."""

    def owners(self, plate: str, on: date, *, purpose: str, case_id: str) -> Answer:
        """The owners of `plate` on that day (rows.RESIDENT_COLUMNS), for a case and a purpose. Raises RegisterFault."""

    def expect_answers(self) -> None:
        """Raises RegisterFault while it is left alone: who needs an answer in the end begins no work before."""


class RegisterFault(TryLater):
    """The register gave no answer that may be used: the case waits and it is asked again. Nothing is guessed."""

    code = "REGISTER_UNREACHABLE"


class Unreachable(RegisterFault):
    """No answer: no connection, no end in time, an error of its own, or we hold back because it asked for that."""


class AnswerRefused(RegisterFault):
    """An answer that is not one to our question: another vehicle's, another form, too long, from elsewhere."""

    code = "REGISTER_ANSWER_REFUSED"


class BeingLoaded(RegisterFault):
    """The answer could not be kept: a table is being loaded here for the first time."""

    code = "REGISTER_BEING_LOADED"
