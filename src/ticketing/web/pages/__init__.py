"""Pages, one file a reader. A page asks a room's queries and calls its functions; it decides nothing itself."""

from ticketing.web.pages import (
    administrators,
    auditors,
    cameras,
    cases,
    communes,
    drawn_up,
    entry,
    evidence,
    finance,
    held,
    procedure,
    public,
    recalls,
    review,
    signers,
    supervisors,
    wordings,
)

READERS = (
    entry, public, review, held, cases, procedure, drawn_up, signers, evidence, communes, finance, supervisors, recalls,
    wordings, cameras, administrators, auditors,
)  # fmt: skip
