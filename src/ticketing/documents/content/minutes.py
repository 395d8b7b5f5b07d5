"""Evidence record (D61 art. 14.2), minutes of violation (MBB01), minutes of verification (MBB05).

Forms of D118 as replaced by Decree 190/2025/NĐ-CP. What people say at the desk is given as text or left as a line to be
written on by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ticketing.documents.content import wording
from ticketing.documents.content.facts import (
    AgencyFacts,
    DeviceFacts,
    Mark,
    OfficeFacts,
    OfficerFacts,
    PartyFacts,
    PersonFacts,
    PictureFacts,
    VehicleFacts,
    ViolationFacts,
)
from ticketing.documents.content.identity import identified
from ticketing.documents.content.notice import AnnexPicture, annex_picture, measured
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
    paper_line,
    party,
    representative_of,
    required,
    vehicle,
    with_rank,
)

AUTHORITY, WITNESS = "Đại diện chính quyền", "Người chứng kiến"
INTERPRETER, HARMED = "Người phiên dịch", "Người bị thiệt hại"


@dataclass(frozen=True)
class EvidenceRecord(Content):
    """The record of what the device collected, signed by the officer who confirmed it."""

    letterhead: Letterhead
    unit: str
    confirmed_by: Officer
    confirmed_at: str
    device: str
    device_code: str
    device_place: str
    device_plan: str
    device_certificate: str
    operator: str
    violator: str
    vehicle: Vehicle
    violated_at: str
    place: str
    act: str
    article: str
    measured: str
    other: str
    pictures: tuple[AnnexPicture, ...]


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


@dataclass(frozen=True)
class VerificationFacts:
    """What was verified: who told it, what he said, what else came to light.

    person, about: whom it is about, and his row in the case; None and empty: its owner.
    """

    made_at: datetime
    made_place: str
    bases: tuple[str, ...]
    informant: PartyFacts
    informant_statement: str
    finished_at: datetime | None = None
    person: PartyFacts | None = None
    about: str = ""
    person_statement: str = ""
    harm: str = ""
    aggravating: tuple[str, ...] = ()
    mitigating: tuple[str, ...] = ()
    other: str = ""
    copies: int = 2


@dataclass(frozen=True)
class VerificationMinutes(Content):
    """MBB05, item by item."""

    letterhead: Letterhead
    made_at: str
    made_place: str
    bases: tuple[str, ...]
    maker: Officer
    informant: Party
    person: Party
    vehicle: Vehicle
    act: str
    violated_at: str
    place: str
    article: str
    harm: str
    aggravating: str
    mitigating: str
    person_statement: str
    informant_statement: str
    other: str
    finished_at: str
    copies: str


@dataclass(frozen=True)
class HearingFacts:
    """What was said at a hearing (LHAV art. 61.3). announced: the paper that set time and place; asked_on: the request.

    heard: who explains himself, the violator or who represents him. Empty statements are left as lines for the hand.
    """

    held_at: datetime
    place: str
    minutes: Mark
    asked_on: date
    announced: Mark
    chair: OfficerFacts
    heard: str
    heard_as: str
    ground_of_case: str = ""
    explanation: str = ""
    answer: str = ""
    finished_at: datetime | None = None
    copies: int = 2


@dataclass(frozen=True)
class HearingMinutes(Content):
    """MBB03, item by item."""

    letterhead: Letterhead
    bases: tuple[str, ...]
    held_at: str
    place: str
    chair: Officer
    maker: Officer
    violator: Party
    heard: str
    heard_as: str
    act: str
    violated_at: str
    act_place: str
    article: str
    ground_of_case: str
    explanation: str
    answer: str
    finished_at: str
    copies: str


def build_evidence_record(
    agency: AgencyFacts,
    mark: Mark,
    confirmed_by: OfficerFacts,
    device: DeviceFacts,
    car: VehicleFacts,
    violation: ViolationFacts,
    pictures: Sequence[PictureFacts],
    *,
    confirmed_at: datetime,
) -> EvidenceRecord:
    """The record of D61 art. 14.2; usable until the limitation ends (14.3)."""
    until = f", có giá trị đến ngày {wording.short_day(device.calibrated_until)}" if device.calibrated_until else ""
    return EvidenceRecord(
        letterhead=letterhead(agency, mark),
        unit=required(violation.detecting_unit, "detecting unit"),
        confirmed_by=officer(confirmed_by),
        confirmed_at=wording.moment_in_words(confirmed_at),
        device=required(device.name, "device"),
        device_code=device.code,
        device_place=device.place,
        device_plan=device.plan_no or wording.UNKNOWN,
        device_certificate=f"{device.certificate_no}{until}" if device.certificate_no else _no_certificate(device),
        operator=with_rank(device.operator.police_rank, device.operator.name) if device.operator else "",
        violator="Chưa xác định",
        vehicle=vehicle(car),
        violated_at=wording.moment_in_words(violation.violated_at, seconds=True),
        place=required(violation.place, "place"),
        act=required(violation.act_vi, "act in the words of the decree"),
        article=required(violation.article_in_full, "article"),
        measured=measured(violation),
        other=wording.NONE,
        pictures=tuple(annex_picture(i, facts) for i, facts in enumerate(pictures, start=1)),
    )


def _no_certificate(device: DeviceFacts) -> str:
    """What stands for a calibration of which nothing is known: only what measures needs one (D61 art. 12)."""
    return wording.UNKNOWN if device.measures else "Không thuộc trường hợp phải kiểm định"


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


def build_verification_minutes(
    agency: AgencyFacts,
    mark: Mark,
    maker: OfficerFacts,
    person: PartyFacts,
    car: VehicleFacts,
    violation: ViolationFacts,
    found: VerificationFacts,
) -> VerificationMinutes:
    """MBB05: circumstances that were verified, above all who drove."""
    return VerificationMinutes(
        letterhead=letterhead(agency, mark, dated=False),
        made_at=wording.moment_in_words(found.made_at),
        made_place=required(found.made_place, "place of the minutes"),
        bases=legal_bases(found.bases),
        maker=officer(maker),
        informant=party(found.informant),
        person=party(person),
        vehicle=vehicle(car),
        act=required(violation.act_vi, "act in the words of the decree"),
        violated_at=wording.moment_in_words(violation.violated_at, seconds=True),
        place=required(violation.place, "place"),
        article=required(violation.article_in_full, "article"),
        harm=found.harm or "Không",
        aggravating=wording.listed(found.aggravating),
        mitigating=wording.listed(found.mitigating),
        person_statement=found.person_statement,
        informant_statement=found.informant_statement,
        other=found.other or "Không",
        finished_at=wording.moment_in_words(found.finished_at) if found.finished_at else "",
        copies=wording.two_digits(found.copies),
    )


def build_hearing_minutes(
    agency: AgencyFacts,
    mark: Mark,
    maker: OfficerFacts,
    violator: PartyFacts,
    violation: ViolationFacts,
    hearing: HearingFacts,
) -> HearingMinutes:
    """MBB03: the hearing of an explanation before the decision."""
    return HearingMinutes(
        letterhead=letterhead(agency, mark, dated=False),
        bases=legal_bases(
            [
                "Căn cứ Điều 61 Luật Xử lý vi phạm hành chính (sửa đổi, bổ sung năm 2020 và năm 2025)",
                f"Căn cứ Biên bản vi phạm hành chính số {hearing.minutes.number} lập ngày "
                f"{wording.short_day(hearing.minutes.day)}",
                f"Căn cứ yêu cầu giải trình trực tiếp ngày {wording.short_day(hearing.asked_on)}",
                f"Căn cứ {paper_line('Thông báo', hearing.announced)} về việc tổ chức phiên giải trình trực tiếp",
            ]
        ),
        held_at=wording.moment_in_words(hearing.held_at),
        place=required(hearing.place, "place of the hearing"),
        chair=officer(hearing.chair),
        maker=officer(maker),
        violator=party(violator),
        heard=required(hearing.heard, "who is heard"),
        heard_as=hearing.heard_as,
        act=required(violation.act_vi, "act in the words of the decree"),
        violated_at=wording.moment_in_words(violation.violated_at, seconds=True),
        act_place=required(violation.place, "place"),
        article=required(violation.article_in_full, "article"),
        ground_of_case=hearing.ground_of_case,
        explanation=hearing.explanation,
        answer=hearing.answer,
        finished_at=wording.moment_in_words(hearing.finished_at) if hearing.finished_at else "",
        copies=wording.two_digits(hearing.copies),
    )


def _posts(desk: MinutesFacts) -> Sequence[tuple[str, bool]]:
    return (AUTHORITY, True), (WITNESS, True), (INTERPRETER, bool(desk.interpreter)), (HARMED, bool(desk.harmed))


def _who_signs(violator: PartyFacts) -> str:
    return violator.name if isinstance(violator, PersonFacts) else representative_of(violator)
