"""The warning to the agencies that refuse a vehicle their service, and its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.documents.content.facts import (
    AgencyFacts,
    Mark,
    PartyFacts,
    SignerFacts,
    VehicleFacts,
    ViolationFacts,
)
from ticketing.documents.content.letters.frame import Letter, letter, several
from ticketing.documents.content.parts import (
    MissingFact,
    Vehicle,
    act_lines,
    owner_lines,
    paper_line,
    required,
    vehicle,
)


@dataclass(frozen=True)
class AgencyWarning(Letter):
    """Warning to the inspection and registration agencies (C73 art. 23.4, 24.5; D168 art. 47.11)."""

    addressees: tuple[str, ...]
    vehicle: Vehicle
    owner_name: str
    owner_id_label: str
    owner_id: str
    owner_address: str
    violated_at: str
    place: str
    act: str
    article: str
    ground: str
    law: str


@dataclass(frozen=True)
class WarningLifted(Letter):
    """The warning of a vehicle is lifted (C73 art. 24.3-4)."""

    addressees: tuple[str, ...]
    warning: str
    vehicle: Vehicle
    owner_name: str
    ground: str
    law: str


def build_warning(
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    addressees: Sequence[str],
    owner: PartyFacts,
    car: VehicleFacts,
    violation: ViolationFacts,
    *,
    ground: str,
    law: str,
) -> AgencyWarning:
    """ground: the finished sentence why, "Thông báo số … đã gửi ngày … nhưng quá 20 ngày chủ phương tiện không đến".

    law: the article that orders the warning. Raises MissingFact without an agency to warn.
    """
    if not addressees:
        raise MissingFact("The warning needs at least one agency: none was given.")
    return AgencyWarning(
        **letter(agency, signer, mark),
        addressees=several(addressees),
        vehicle=vehicle(car),
        **owner_lines(owner, address_needed=False),
        **act_lines(violation),
        article=required(violation.article_in_full, "article"),
        ground=required(ground, "ground of the warning"),
        law=required(law, "article that orders the warning"),
    )


def build_warning_lifted(
    agency: AgencyFacts,
    signer: SignerFacts,
    mark: Mark,
    addressees: Sequence[str],
    owner: PartyFacts,
    car: VehicleFacts,
    *,
    warning: Mark,
    ground: str,
    law: str,
) -> WarningLifted:
    """To the agencies that were warned by `warning`. ground, law: why it ends, in finished words."""
    return WarningLifted(
        **letter(agency, signer, mark),
        addressees=several(addressees),
        warning=paper_line("Thông báo cảnh báo", warning),
        vehicle=vehicle(car),
        owner_name=owner.name,
        ground=required(ground, "ground"),
        law=required(law, "article"),
    )
