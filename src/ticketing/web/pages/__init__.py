"""Pages, one file a reader. A page asks a room's queries and calls its functions; it decides nothing itself."""

from ticketing.web.pages import (
    administrators,
    auditors,
    bulletins,
    cameras,
    cases,
    communes,
    deadlines,
    drawn_up,
    entry,
    evidence,
    finance,
    held,
    legal_bases,
    orders,
    organisation,
    own_access,
    owner_words,
    procedure,
    public,
    published,
    quality,
    queues,
    recalls,
    registry,
    registry_columns,
    review,
    signers,
    supervisors,
    wordings,
)

READERS = (
    entry, organisation, own_access, public, published, review, queues, deadlines, held, owner_words, cases, procedure,
    drawn_up, orders, signers, evidence, communes, bulletins, finance, supervisors, recalls, quality, wordings,
    legal_bases, registry, registry_columns, cameras, administrators, auditors,
)  # fmt: skip
