"""Pages, one file a topic. A page asks a room's queries and calls its functions; it decides nothing itself."""

from ticketing.web.pages.access import account_security, login, organisation, step_up
from ticketing.web.pages.administration import accounts, agency, auditors, cameras, registry, registry_columns
from ticketing.web.pages.case import (
    cases,
    deadlines,
    deemed_service,
    document_drafts,
    evidence,
    objections,
    orders,
    owner_resolution,
    owner_statements,
    procedure,
    resend,
)
from ticketing.web.pages.commune import bulletins, consignments, deliveries, route, undelivered, warnings
from ticketing.web.pages.finance import payments
from ticketing.web.pages.public import lookup, published
from ticketing.web.pages.review import quarantine, queues, screen
from ticketing.web.pages.signer import waiting_documents
from ticketing.web.pages.supervision import days_off, legal_bases, quality, recalls, reports, retention, wordings

TOPICS = (
    login, organisation, step_up, account_security, lookup, published, screen, queues, deadlines, quarantine,
    owner_statements, cases, owner_resolution, procedure, deemed_service, objections, document_drafts, orders,
    waiting_documents, evidence, consignments, deliveries, route, bulletins, payments, reports, recalls,
    resend, undelivered, warnings, quality, wordings, legal_bases, days_off, retention, registry, registry_columns,
    cameras, accounts, agency, auditors,
)  # fmt: skip
