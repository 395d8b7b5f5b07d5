"""What the tables hold around one case that is judged, each thing read when it is first asked for, and once.

A verdict, what is recorded of it and the page that announces it look at the same evidence. A file lives no longer than
its transaction.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from sqlalchemy.orm import Session

from ticketing.cameras.observation import PICTURE_ROLES
from ticketing.cases.intake.duplicate_violation import cases_before, recorded
from ticketing.cases.tables import Case
from ticketing.evidence.seal import items_of
from ticketing.evidence.tables import EvidenceItem
from ticketing.review.proposal import Seen


class CaseFile:
    """The file of `case`."""

    def __init__(self, session: Session, case: Case) -> None:
        """`session`: of the transaction in which the case was read."""
        self.session = session
        self.case = case
        self._alike: dict[tuple[str | None, str | None], list[Case]] = {}

    @cached_property
    def items(self) -> Sequence[EvidenceItem]:
        """What is sealed, in the order in which it came."""
        return items_of(self.session, self.case.id)

    @property
    def pictures(self) -> Sequence[EvidenceItem]:
        """The pictures of the camera among it."""
        return [item for item in self.items if item.role in PICTURE_ROLES]

    def alike_before(self, seen: Seen) -> Sequence[Case]:
        """Cases that may hold the act that a person sees here, and that go before this one (cases.same_act).

        None for a seeded case: the one it was copied from is of the same act, of course.
        """
        if self.case.seeded:
            return []
        key = seen.plate, seen.behaviour
        if key not in self._alike:
            act = replace(recorded(self.case), plate=seen.plate, behaviour=seen.behaviour)
            self._alike[key] = cases_before(self.session, self.case, act)
        return self._alike[key]
