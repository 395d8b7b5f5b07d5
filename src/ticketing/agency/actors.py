"""Who acts: the party that the law names, and the person or program whose hand it was."""

from dataclasses import dataclass
from enum import StrEnum


class Party(StrEnum):
    """Whose act a transition is (domain.md 2.1). SUP is our own: who watches over the work may stop it, never do it."""

    SYS = "SYS"
    OFF = "OFF"
    SIGN = "SIGN"
    COM = "COM"
    OWN = "OWN"
    TRE = "TRE"
    SUP = "SUP"


class Role(StrEnum):
    """What an account may be."""

    OFFICER = "officer"
    SENIOR = "senior"
    SIGNER = "signer"
    SUPERVISOR = "supervisor"
    COMMUNE_CLERK = "commune_clerk"
    FINANCE_CLERK = "finance_clerk"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    MACHINE = "machine"


OFFICERS = frozenset({Role.OFFICER, Role.SENIOR})

# Who may record an act of each party. The owner comes to the office or answers in writing: an officer records it.
RECORDERS: dict[Party, frozenset[Role]] = {
    Party.SYS: frozenset({Role.MACHINE}),
    Party.OFF: OFFICERS,
    Party.SIGN: frozenset({Role.SIGNER}),
    Party.COM: frozenset({Role.COMMUNE_CLERK}),
    Party.OWN: OFFICERS,
    Party.TRE: frozenset({Role.FINANCE_CLERK}),
    Party.SUP: frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
}


DEMO = ":demo"


@dataclass(frozen=True)
class Actor:
    """The hand behind an event.

    person: account id, or the program's name for the machine. rank: rank code of competence.csv, where it has one.
    because: what made a machine act, for example "clock PAYMENT" or "proof of delivery by <account>".
    demo:   played by the demo's story; stands in the log.
    """

    person: str
    role: Role
    rank: str | None = None
    because: str | None = None
    demo: bool = False

    @property
    def label(self) -> str:
        """How the evidence log names the actor; no personal data."""
        return f"{self.role}:{self.person}" + (DEMO if self.demo else "")

    @classmethod
    def of_label(cls, label: str) -> "Actor":
        """The hand that a label of the log names; rank and cause are not in it. Raises ValueError for no label, and for
        a role that this version does not know: whoever only reads the log asks `person_of_label`.

        >>> Actor.of_label("administrator:shell:root").person
        'shell:root'
        """
        return cls(person_of_label(label), Role(label.partition(":")[0]), demo=label.endswith(DEMO))

    def parties(self) -> frozenset[Party]:
        """The parties whose acts this actor may record."""
        return frozenset(party for party, roles in RECORDERS.items() if self.role in roles)


def person_of_label(label: str) -> str:
    """Account or program that a label of the log names, whatever its role was called in the version that wrote it."""
    return label.partition(":")[2].removesuffix(DEMO)


def machine(program: str, because: str | None = None) -> Actor:
    """The software itself."""
    return Actor(program, Role.MACHINE, because=because)
