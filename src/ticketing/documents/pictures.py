"""Which pictures of its case a paper shows, fetched for print."""

from ticketing.documents.content.draft import Draft
from ticketing.documents.content.parts import MissingFact
from ticketing.documents.kinds import document_kind
from ticketing.documents.kinds.row import Shown
from ticketing.documents.layout.pictures import for_print
from ticketing.evidence.blobs import BlobStore


def pictures_of(store: BlobStore, kind: str, draft: Draft) -> dict[str, bytes]:
    """The pictures that a paper shows, by their name on it.

    The record of the office's own file shows what the camera saw; a notice leaves the office and shows the pictures in
    which others were made unreadable. Raises MissingFact where there is none of those.
    """
    shown = document_kind(kind).shows
    if shown is Shown.NONE:
        return {}
    if shown is Shown.ALL:
        return {picture.name: for_print(store.get(picture.sha256)) for picture in draft.case.pictures}
    unready = [picture.name for picture in draft.case.pictures if not picture.redacted]
    if unready:
        raise MissingFact(
            f"Other people's plates and faces are not hidden yet in {', '.join(unready)}: let the machine prepare the "
            "notice again."
        )
    return {picture.name: store.get(picture.redacted) for picture in draft.case.pictures}
