"""What many papers share: head, signature block, recipients, the fields of a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypedDict

from ticketing.documents.content import wording
from ticketing.documents.content.facts import (
    AgencyFacts,
    Mark,
    OfficeFacts,
    OfficerFacts,
    OrganisationFacts,
    PartyFacts,
    PersonFacts,
    SignerFacts,
    VehicleFacts,
    ViolationFacts,
)


class MissingFact(ValueError):
    """A form lacks a fact that it must hold; the sentence names the field."""


@dataclass(frozen=True)
class Content:
    """Parent of every content: each string is brought into one form (NFC, single spaces, no control characters)."""

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, _cleaned(getattr(self, field.name)))


def _cleaned(value: Any) -> Any:
    match value:
        case str():
            return wording.clean(value)
        case tuple():
            return tuple(_cleaned(inner) for inner in value)
        case _:
            return value


@dataclass(frozen=True)
class Letterhead(Content):
    """The head of D30 Annex I. subject: the "V/v" of a letter that has no kind of its own. dateline may be empty."""

    parent: str
    issuer: str
    number: str
    dateline: str
    subject: str = ""


@dataclass(frozen=True)
class Signature(Content):
    """lines: authority and post in capitals, "KT. TRƯỞNG PHÒNG" above "PHÓ TRƯỞNG PHÒNG"; name with police rank."""

    lines: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Party(Content):
    """Violator or owner as minutes and decisions name him; `kind` individual or organisation, the rest of both.

    given_to: who receives a paper for him, after "Giao cho".
    """

    kind: str
    address_word: str
    name: str
    address: str
    sex: str = ""
    birth_date: str = ""
    nationality: str = ""
    occupation: str = ""
    id_no: str = ""
    id_issued_on: str = ""
    id_issued_by: str = ""
    enterprise_code: str = ""
    certificate_no: str = ""
    certificate_issued_on: str = ""
    certificate_issued_by: str = ""
    representative: str = ""
    representative_sex: str = ""
    representative_post: str = ""
    authorised_representative: str = ""
    given_to: str = ""


@dataclass(frozen=True)
class Vehicle(Content):
    """kind, plate and plate colour in the words of the form."""

    kind: str
    plate: str
    plate_colour: str


@dataclass(frozen=True)
class Officer(Content):
    """Name with police rank, post and unit of who draws up minutes."""

    name: str
    post: str
    unit: str


class Frame(TypedDict):
    """Fields that stand around every paper which one signer issues."""

    letterhead: Letterhead
    issuer_name: str
    recipients: tuple[str, ...]
    signature: Signature


@dataclass(frozen=True)
class DecisionHead(Content):
    """What stands above "QUYẾT ĐỊNH:": head, who decides in capitals, the bases line by line."""

    letterhead: Letterhead
    authority: str
    bases: tuple[str, ...]


class HeadLines(TypedDict):
    """Fields of `DecisionHead`."""

    letterhead: Letterhead
    authority: str
    bases: tuple[str, ...]


class OwnerLines(TypedDict):
    """Fields that name the owner of a vehicle."""

    owner_name: str
    owner_id_label: str
    owner_id: str
    owner_address: str


class ActLines(TypedDict):
    """Fields that tell of the act: when, where, what."""

    violated_at: str
    place: str
    act: str


def required(value: str, field: str) -> str:
    """`value`, or MissingFact that names the field of the form."""
    if not value.strip():
        raise MissingFact(f"The form needs '{field}' and it is empty: fill it in before the paper is made.")
    return value


def letterhead(agency: AgencyFacts, mark: Mark, *, dated: bool = True, subject: str = "") -> Letterhead:
    """Superior agency, agency, number and symbol, place and date of a paper."""
    return Letterhead(
        parent=wording.capitals(agency.parent),
        issuer=wording.capitals(required(agency.name, "issuer")),
        number=f"Số: {required(mark.number, 'number')}",
        dateline=f"{required(agency.place, 'place')}, {wording.day_in_words(mark.day)}" if dated else "",
        subject=subject,
    )


def signature(signer: SignerFacts) -> Signature:
    """Post and name of the signer; a deputy signs "KT." for the head (D30 Annex I)."""
    lines = (f"KT. {wording.capitals(signer.acts_for)}",) if signer.acts_for else ()
    return Signature(
        lines=(*lines, wording.capitals(required(signer.post, "post of the signer"))),
        name=with_rank(signer.police_rank, required(signer.name, "name of the signer")),
    )


def frame(agency: AgencyFacts, signer: SignerFacts, mark: Mark, others: Iterable[str], *, subject: str = "") -> Frame:
    """Head, issuer, recipients and signature of a paper. others: who receives it beside the file."""
    return Frame(
        letterhead=letterhead(agency, mark, subject=subject),
        issuer_name=agency.full_name,
        recipients=recipients(agency, others),
        signature=signature(signer),
    )


SANCTIONING = "giao quyền xử phạt vi phạm hành chính"


def head_lines(
    agency: AgencyFacts, signer: SignerFacts, mark: Mark, bases: Sequence[str], *, delegated: str = SANCTIONING
) -> HeadLines:
    """The head of a decision; a deputy's written delegation is its last base (LHAV art. 54). delegated: of what."""
    delegation = (
        [f"Căn cứ {paper_line('Quyết định', signer.delegation)} về việc {delegated}"] if signer.delegation else []
    )
    return HeadLines(
        letterhead=letterhead(agency, mark),
        authority=wording.capitals(required(signer.authority, "authority of the signer")),
        bases=legal_bases([*bases, *delegation]),
    )


def owner_lines(owner: PartyFacts, *, address_needed: bool = True) -> OwnerLines:
    """The owner on a paper. Raises MissingFact without a name, and without an address where it is needed."""
    return OwnerLines(
        owner_name=required(owner.name, "owner"),
        owner_id_label=id_label(owner),
        owner_id=_known(identity_no(owner)),
        owner_address=required(owner.address, "address of the owner") if address_needed else _known(owner.address),
    )


def act_lines(violation: ViolationFacts) -> ActLines:
    """The act on a paper. Raises MissingFact where the place or the words of the decree are not known."""
    return ActLines(
        violated_at=wording.moment_in_words(violation.violated_at, seconds=True),
        place=required(violation.place, "place"),
        act=required(violation.act_vi, "act in the words of the decree"),
    )


def with_rank(police_rank: str, name: str) -> str:
    """A name with the police rank before it."""
    return f"{police_rank} {name}".strip()


def recipients(agency: AgencyFacts, others: Iterable[str]) -> tuple[str, ...]:
    """The list "Nơi nhận": each ends with a semicolon, the file with a full stop (D30 Annex I)."""
    return (*(f"- {other};" for other in others if other), f"- Lưu: {agency.file_mark}.")


def legal_bases(bases: Sequence[str]) -> tuple[str, ...]:
    """Each legal base on a line of its own, ending with a semicolon, the last with a full stop (D30 Annex I)."""
    lines = [required(base, "base").rstrip(" ;.") for base in bases]
    return (*(f"{line};" for line in lines[:-1]), *(f"{line}." for line in lines[-1:]))


def _known(text: str) -> str:
    """`text`, or the word for what nobody knows: nobody fills in a line of a paper that is signed."""
    return text or wording.UNKNOWN


def party(facts: PartyFacts) -> Party:
    """A person or an organisation in the fields of minutes and decisions."""
    if isinstance(facts, PersonFacts):
        return Party(
            kind="individual",
            address_word=wording.ADDRESSES[facts.sex],
            name=required(facts.name, "name"),
            address=_known(facts.address),
            sex=_known(wording.SEXES[facts.sex]),
            birth_date=wording.short_day(facts.birth_date) or wording.year_of_birth(facts.birth_year),
            nationality=_known(facts.nationality),
            occupation=_known(facts.occupation),
            id_no=_known(facts.personal_id),
            id_issued_on=_known(wording.short_day(facts.id_issued_on)),
            id_issued_by=_known(facts.id_issued_by),
            given_to=named(facts),
        )
    return _organisation(facts)


def _organisation(facts: OrganisationFacts) -> Party:
    return Party(
        kind="organisation",
        address_word="",
        name=required(facts.name, "name"),
        address=_known(facts.address),
        enterprise_code=_known(facts.enterprise_code),
        certificate_no=_known(facts.certificate_no),
        certificate_issued_on=_known(wording.short_day(facts.certificate_issued_on)),
        certificate_issued_by=_known(facts.certificate_issued_by),
        representative=_known(facts.representative),
        representative_sex=_known(wording.SEXES[facts.representative_sex]),
        representative_post=_known(facts.representative_post),
        authorised_representative=facts.authorised_representative or wording.NONE,
        given_to=representative_of(facts),
    )


def representative_of(facts: OrganisationFacts) -> str:
    """Who acts for an organisation: whom it authorised, else its representative by law; its name without either."""
    if facts.authorised_representative:
        return facts.authorised_representative
    if not facts.representative:
        return facts.name
    post = f", {facts.representative_post}," if facts.representative_post else ""
    return f"{wording.ADDRESSES[facts.representative_sex].lower()} {facts.representative}{post}"


def addressed(facts: PartyFacts) -> str:
    """The party after "Kính gửi:", "Ông Nguyễn Văn An" or the name of the organisation."""
    name = required(facts.name, "name of the addressee")
    return f"{wording.ADDRESSES[facts.sex]} {name}" if isinstance(facts, PersonFacts) else name


def named(facts: PartyFacts) -> str:
    """The party inside a sentence, "ông Nguyễn Văn An" or the name of the organisation."""
    return f"{wording.ADDRESSES[facts.sex].lower()} {facts.name}" if isinstance(facts, PersonFacts) else facts.name


def identity_no(facts: PartyFacts) -> str:
    """Personal identification number of an individual, code of an organisation."""
    return facts.personal_id if isinstance(facts, PersonFacts) else facts.enterprise_code


def id_label(owner: PartyFacts) -> str:
    """What stands before the number that identifies the owner."""
    if isinstance(owner, OrganisationFacts):
        return "Mã số doanh nghiệp/Mã số thuế"
    return "Số định danh cá nhân/Hộ chiếu"


def vehicle(facts: VehicleFacts) -> Vehicle:
    """Kind, plate and colour of the plate. Raises MissingFact for a kind or colour that has no word."""
    if facts.kind not in wording.VEHICLES or facts.plate_colour not in wording.PLATE_COLOURS:
        raise MissingFact(
            f"The form needs kind and plate colour of the vehicle, found '{facts.kind}' and '{facts.plate_colour}': "
            f"possible kinds {', '.join(wording.VEHICLES)}, colours {', '.join(wording.PLATE_COLOURS)}."
        )
    return Vehicle(
        kind=wording.VEHICLES[facts.kind],
        plate=required(facts.plate, "plate"),
        plate_colour=wording.PLATE_COLOURS[facts.plate_colour],
    )


def officer(facts: OfficerFacts) -> Officer:
    """Who draws up minutes, in the fields of the form."""
    return Officer(name=with_rank(facts.police_rank, facts.name), post=facts.post, unit=facts.unit)


def office_line(office: OfficeFacts) -> str:
    """Name, address and telephone of a place in one line."""
    place = f"{office.name} (địa chỉ: {office.address})" if office.address else office.name
    return f"{place}, điện thoại: {office.phone}" if office.phone else place


def paper_line(kind_vi: str, mark: Mark) -> str:
    """An earlier paper as another one cites it: "Thông báo số 05/TB-CSGT ngày 05 tháng 01 năm 2027"."""
    return f"{kind_vi} số {mark.number} {wording.day_in_words(mark.day)}"
