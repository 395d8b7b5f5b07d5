"""Papers that go with a consignment to the commune police: cover list, address sheets, manifest of a bundle.

They show number, receiver and address, and neither act nor amount (domain.md 8).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.documents.content import wording
from ticketing.documents.content.facts import AgencyFacts, Mark, OfficerFacts
from ticketing.documents.content.parts import Content, Letterhead, MissingFact, letterhead, required


@dataclass(frozen=True)
class ConsignedPaper:
    """One paper of a consignment. kind_vi: "Thông báo", "Phiếu gửi", "Quyết định"; sha256 of the signed file.

    delivery_url: the page on which its clerk records what became of it; no number, name or act stands in it.
    enclosed_with: the slip that it goes with, "Phiếu gửi số 31/PG-CSGT"; what stays with the slip has no receiver.
    """

    kind_vi: str
    mark: Mark
    receiver: str
    address: str
    sha256: str = ""
    file_name: str = ""
    pages: int = 0
    delivery_url: str = ""
    enclosed_with: str = ""


@dataclass(frozen=True)
class CoverRow(Content):
    """One line of the cover list."""

    number: str
    paper: str
    dated: str
    enclosed: str
    receiver: str
    address: str
    delivery_url: str


@dataclass(frozen=True)
class CoverList(Content):
    """Cover list of a consignment, with the columns that its receiver fills in by hand.

    receiver_column, address_column: what stands over the two columns that say whom or what a paper is about.
    place: the hamlet, where the list holds one hamlet's papers alone.
    """

    letterhead: Letterhead
    commune_police: str
    consignment_no: str
    place: str
    total: str
    receiver_column: str
    address_column: str
    rows: tuple[CoverRow, ...]
    handed_by: str


@dataclass(frozen=True)
class AddressSheet(Content):
    """What lies before a paper in an envelope with a window; left, top, width, height: the window in mm."""

    sender: str
    receiver: str
    address: str
    paper: str
    left: str
    top: str
    width: str
    height: str


@dataclass(frozen=True)
class ManifestRow(Content):
    """One file of a bundle; the hash in groups of eight, so that it can be compared by eye."""

    number: str
    paper: str
    dated: str
    file_name: str
    pages: str
    fingerprint: str


@dataclass(frozen=True)
class DeliveryManifest(Content):
    """What a bundle of files holds, for a commune that is not connected: number, file and SHA-256, no name."""

    letterhead: Letterhead
    commune_police: str
    consignment_no: str
    total: str
    rows: tuple[ManifestRow, ...]


def build_cover_list(
    agency: AgencyFacts,
    mark: Mark,
    commune_police: str,
    papers: Sequence[ConsignedPaper],
    *,
    handed_by: OfficerFacts | None = None,
    place: str = "",
    of_vehicles: bool = False,
) -> CoverList:
    """The cover list of consignment `mark`, or of its papers for one place. Raises MissingFact for none at all.

    of_vehicles: the papers are warnings; their `receiver` is a vehicle, their `address` what is said of it.
    """
    _refuse_empty(papers)
    columns = ("Phương tiện", "Nội dung") if of_vehicles else ("Người nhận", "Địa chỉ")
    return CoverList(
        letterhead=letterhead(agency, mark),
        commune_police=required(commune_police, "commune police"),
        consignment_no=mark.number,
        place=place,
        total=wording.two_digits(len(papers)),
        receiver_column=columns[0],
        address_column=columns[1],
        rows=tuple(
            CoverRow(
                number=str(i),
                paper=f"{paper.kind_vi} số {paper.mark.number}",
                dated=f"ngày {wording.short_day(paper.mark.day)}",
                enclosed=f"kèm theo {paper.enclosed_with}" if paper.enclosed_with else "",
                receiver=paper.receiver if paper.enclosed_with else required(paper.receiver, "receiver"),
                address=paper.address,
                delivery_url=paper.delivery_url,
            )
            for i, paper in enumerate(papers, start=1)
        ),
        handed_by=handed_by.name if handed_by else "",
    )


def build_address_sheet(
    agency: AgencyFacts, paper: ConsignedPaper, *, left: int, top: int, width: int, height: int
) -> AddressSheet:
    """The address of a paper where the envelope has its window, in mm from the sheet's corner. Raises MissingFact."""
    return AddressSheet(
        sender=f"{required(agency.name, 'issuer')} {agency.parent}".strip(),
        receiver=required(paper.receiver, "receiver"),
        address=paper.address,
        paper=f"{paper.kind_vi} số {paper.mark.number}",
        left=str(left),
        top=str(top),
        width=str(width),
        height=str(height),
    )


def build_manifest(
    agency: AgencyFacts, mark: Mark, commune_police: str, papers: Sequence[ConsignedPaper]
) -> DeliveryManifest:
    """The manifest of the bundle `mark`. Raises MissingFact for an empty bundle or a file without its hash."""
    _refuse_empty(papers)
    return DeliveryManifest(
        letterhead=letterhead(agency, mark),
        commune_police=required(commune_police, "commune police"),
        consignment_no=mark.number,
        total=wording.two_digits(len(papers)),
        rows=tuple(
            ManifestRow(
                number=str(i),
                paper=f"{paper.kind_vi} số {paper.mark.number}",
                dated=f"ngày {wording.short_day(paper.mark.day)}",
                file_name=required(paper.file_name, "file name"),
                pages=str(paper.pages or ""),
                fingerprint=wording.fingerprint(required(paper.sha256, "SHA-256 of the file")),
            )
            for i, paper in enumerate(papers, start=1)
        ),
    )


def _refuse_empty(papers: Sequence[ConsignedPaper]) -> None:
    if not papers:
        raise MissingFact("A consignment needs at least one paper: none was given.")
