"""Papers for the printer: their list, then the papers, for both sides or for envelopes with a window."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from ticketing.agency.dispatch_rules import EnvelopeWindow, PrintLayout
from ticketing.agency.values import Agency
from ticketing.dispatch.consignments.enclosures import Enclosure
from ticketing.dispatch.signed_documents import Receiver, SignedDocument
from ticketing.documents import codes
from ticketing.documents.content.compose_parts import agency_facts
from ticketing.documents.content.facts import Mark
from ticketing.documents.content.forms import form_on
from ticketing.documents.content.lists.consignment import ConsignedPaper, build_address_sheet, build_cover_list
from ticketing.evidence.blobs import BlobStore

PAPERS_AT_ONCE = 200  # in one file for the printer: more take more memory than a small machine has


@dataclass(frozen=True)
class Stop:
    """A paper, whom it is for, the item under which its delivery is recorded, and what goes with it."""

    paper: SignedDocument
    receiver: Receiver
    item_id: str
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True)
class Round:
    """Papers that one office delivers. numbers: of their consignments; place: the hamlet, where it is one alone.

    of_vehicles: they are for the office itself, and their list names vehicles in place of receivers.
    """

    agency: Agency
    numbers: str
    day: date
    office: str
    stops: Sequence[Stop]
    place: str = ""
    of_vehicles: bool = False


def print_round(
    store: BlobStore, on: Round, *, layout: PrintLayout, made_at: datetime, own_templates: Path | None = None
) -> bytes:
    """One PDF: list with codes, then the signed papers in their order, every sheet beginning on a front side.

    The same bytes whenever it is made again with the same `made_at`. At most PAPERS_AT_ONCE papers.
    own_templates: the agency's folder, before the shipped one.
    """
    from ticketing.documents.content.sheet import Sheet
    from ticketing.documents.layout.merge import merge
    from ticketing.documents.layout.render import render

    listed_by_stop = [_consigned(stop, on.agency) for stop in on.stops]
    papers = [paper for of_stop in listed_by_stop for paper in of_stop]
    facts = agency_facts(on.agency)
    listed = build_cover_list(
        facts, Mark(on.numbers, on.day), on.office, papers, place=on.place, of_vehicles=on.of_vehicles
    )
    first = render([Sheet(form_on(codes.COVER_LIST, on.day), listed)], made_at=made_at, own_templates=own_templates)

    def files() -> Iterator[bytes]:
        yield first
        for paper in papers:
            if layout is PrintLayout.WINDOW and paper.receiver:  # what stays with its slip lies in one envelope with it
                window: EnvelopeWindow = on.agency.dispatch.window
                address = build_address_sheet(
                    facts, paper, left=window.left_mm, top=window.top_mm, width=window.width_mm, height=window.height_mm
                )
                sheet = Sheet(form_on(codes.ADDRESS_SHEET, on.day), address)
                yield render([sheet], made_at=made_at, own_templates=own_templates)
            yield store.get(paper.sha256)

    return merge(files(), both_sides=True)


def delivery_url(agency: Agency, item_id: str) -> str:
    """Where the code on the cover list leads the clerk's telephone: the page of that one paper, once he is logged in.

    Nothing in it tells of the paper, its receiver or the act.
    """
    public = urlsplit(agency.lookup_url)
    return f"{public.scheme}://{public.netloc}/deliveries/{item_id}"


def _consigned(stop: Stop, agency: Agency) -> list[ConsignedPaper]:
    """The lines of a stop: the paper, whose delivery is recorded, and what goes with it."""
    paper = _printed_line(stop.paper, stop.receiver)
    slip = f"{paper.kind_vi} số {paper.mark.number}"
    return [
        replace(paper, delivery_url=delivery_url(agency, stop.item_id)),
        *(replace(_printed_line(one.paper, one.receiver), enclosed_with=slip) for one in stop.enclosures),
    ]


def _printed_line(paper: SignedDocument, receiver: Receiver | None) -> ConsignedPaper:
    return ConsignedPaper(
        kind_vi=paper.kind_vi,
        mark=Mark(paper.number, paper.day),
        receiver=receiver.name if receiver else "",
        address=receiver.address if receiver else "",
        sha256=paper.sha256,
        file_name=paper.file_name,
        pages=paper.pages,
    )
