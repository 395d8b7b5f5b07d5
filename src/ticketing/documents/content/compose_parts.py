"""What the builders of papers take out of a draft and a day, each refused by name where it is not there. Pure."""

from ticketing.agency.values import Agency, OfficePlace, Signer
from ticketing.documents.content.draft import Day, Draft, LetterFacts
from ticketing.documents.content.facts import (
    AgencyFacts,
    Mark,
    OfficeFacts,
    OfficerFacts,
    PartyFacts,
    SignerFacts,
    TreasuryFacts,
)
from ticketing.documents.content.parts import MissingFact


def agency_facts(agency: Agency) -> AgencyFacts:
    """The agency as papers name it."""
    return AgencyFacts(
        parent=agency.parent,
        name=agency.name,
        symbol=agency.symbol,
        place=agency.place,
        address=agency.address,
        phone=agency.telephone,
        file_mark=agency.file_mark,
    )


def signer_facts(signer: Signer) -> SignerFacts:
    """The signer as papers name him."""
    delegation = signer.delegation
    return SignerFacts(
        name=signer.name,
        post=signer.post,
        authority=signer.authority,
        acts_for=signer.acts_for,
        police_rank=signer.police_rank,
        delegation=Mark(delegation.number, delegation.issued_on) if delegation else None,
    )


def signer_of(day: Day) -> SignerFacts:
    """Who signs."""
    if day.signer is None:
        raise MissingFact("The paper needs a signer: nobody is named.")
    return day.signer


def officer_of(day: Day) -> OfficerFacts:
    """Who draws the paper up."""
    if day.officer is None:
        raise MissingFact("The paper needs the officer who draws it up: nobody is named.")
    return day.officer


def owner_of(draft: Draft) -> PartyFacts:
    """The owner."""
    if draft.case.owner is None:
        raise MissingFact("The paper needs the owner: identify him first.")
    return draft.case.owner


def violator_of(draft: Draft) -> PartyFacts:
    """The violator."""
    if draft.case.violator is None:
        raise MissingFact("The paper needs the violator: identify him first.")
    return draft.case.violator


def letter_of(draft: Draft) -> LetterFacts:
    """A letter's reason and article."""
    if not isinstance(draft.extra, LetterFacts):
        raise MissingFact("The letter needs its reason and its article.")
    return draft.extra


def mark_of(draft: Draft, kind: str) -> Mark:
    """Number and day of the signed paper that this one refers to."""
    mark = draft.case.mark_of(kind)
    if mark is None:
        raise MissingFact(f"The paper refers to a signed '{kind}' of this case, and there is none.")
    return mark


def office_facts(place: OfficePlace | None) -> OfficeFacts:
    """Where the receiver comes."""
    if place is None:
        raise MissingFact("A notice names the place where the owner comes: add an office to agency.yaml.")
    return OfficeFacts(place.name, place.address, place.telephone)


def treasury_facts(agency: Agency) -> TreasuryFacts:
    """Where the fine is paid."""
    account = agency.treasury
    return TreasuryFacts(
        treasury=account.treasury,
        bank=account.bank,
        account=account.account,
        agency_code=account.agency_code,
        chapter_code=account.chapter_code,
        sub_item_code=account.sub_item_code,
        bank_bin=account.bank_bin,
    )
