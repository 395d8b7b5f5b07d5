"""What every letter without a form in the annexes has: head, receiver, copies, signature (D30)."""

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.documents.content.facts import (
    AgencyFacts,
    Mark,
    PartyFacts,
    SignerFacts,
)
from ticketing.documents.content.parts import (
    Content,
    Frame,
    Letterhead,
    Signature,
    addressed,
    frame,
    named,
)


@dataclass(frozen=True)
class Letter(Content):
    """What every letter has: its head, who sends it with his telephone, who gets a copy, who signs."""

    letterhead: Letterhead
    issuer_name: str
    issuer_phone: str
    recipients: tuple[str, ...]
    signature: Signature


@dataclass(frozen=True)
class PersonalLetter(Letter):
    """A letter to one person or organisation. addressee: as it stands after "Kính gửi:"; receiver: in a sentence."""

    addressee: str
    receiver: str


class LetterLines(Frame):
    """The fields of `Letter`."""

    issuer_phone: str


class PersonalLines(LetterLines):
    """The fields of `PersonalLetter`."""

    addressee: str
    receiver: str


def letter(agency: AgencyFacts, signer: SignerFacts, mark: Mark, *, subject: str = "") -> LetterLines:
    """subject: the "V/v" under its number; a paper with a name of its own has none."""
    return LetterLines(**frame(agency, signer, mark, ["Như trên"], subject=subject), issuer_phone=agency.phone)


def letter_to(
    receiver: PartyFacts, agency: AgencyFacts, signer: SignerFacts, mark: Mark, *, subject: str = ""
) -> PersonalLines:
    return PersonalLines(
        **letter(agency, signer, mark, subject=subject), addressee=addressed(receiver), receiver=named(receiver)
    )


def several(addressees: Sequence[str]) -> tuple[str, ...]:
    """Several after "Kính gửi:": each on a line with a dash, ending ";", the last "." (D30 Annex I)."""
    if len(addressees) == 1:
        return (addressees[0],)
    return (*(f"- {name};" for name in addressees[:-1]), f"- {addressees[-1]}.")
