"""Names of papers, of the ways on which they leave, and of what becomes of them and of the money."""

from collections.abc import Mapping

from ticketing.documents.kinds import KINDS, OF_A_CASE
from ticketing.documents.kinds.completeness import IncompleteKind
from ticketing.documents.kinds.row import DocumentKind
from ticketing.web.text.i18n import DEFAULT, N_, catalogue


def _in_vietnamese_too(row: DocumentKind) -> str:
    """The name of a kind of paper. Raises IncompleteKind where the catalogue does not know it."""
    if catalogue(DEFAULT).gettext(row.name) == row.name:
        raise IncompleteKind(
            f"`{row.code}` is an incomplete kind of paper: `name` '{row.name}' has no Vietnamese one. Add it to "
            "web/text/locale/vi/LC_MESSAGES/messages.po."
        )
    return row.name


PAPERS: Mapping[str, str] = {code: _in_vietnamese_too(KINDS[code]) for code in OF_A_CASE}

PAPER_STATES: Mapping[str, str] = {
    "waiting": N_("waits for its signer"),
    "released": N_("in the press"),
    "signed": N_("signed"),
    "sent_back": N_("sent back"),
    "withdrawn": N_("withdrawn"),
}

WHEREABOUTS: Mapping[str, str] = {
    "gathers": N_("gathers in a consignment"),
    "under_way": N_("under way in consignment"),
    "delivered": N_("delivered with consignment"),
    "posted": N_("posted up by the police of the commune, consignment"),
    "came_back": N_("came back from consignment"),
    "given_back": N_("given back from consignment, because it was stopped"),
    "taken_out": N_("stays here: taken out of the consignment, nobody needs it any more"),
    "carried": N_("brought or sent by an officer with the decision"),
    "of_the_file": N_("belongs to the file, is not sent"),
    "unsent_decision": N_("lies here: to be sent on this page"),
    "follows_decision": N_("lies here: goes with the decision"),
    "nobody_waits": N_("stays here: another notice took its place, or the case is handled here"),
    "overtaken": N_("stays here: the case has gone on or ended"),
    "held": N_("lies here: the case is held"),
    "waits": N_("waits for a consignment"),
}

DECISION_STATES: Mapping[str, str] = {
    "proposed": N_("proposed"),
    "issued": N_("issued"),
    "withdrawn": N_("withdrawn"),
}

DECISION_WAYS: Mapping[str, str] = {
    "commune": N_("by the police of the commune"),
    "by_hand": N_("by hand"),
    "registered_post": N_("by registered post"),
    "electronic": N_("electronically"),
    "posting": N_("by posting up"),
}

PROOFS: Mapping[str, str] = {
    "signature": N_("signature of the receiver"),
    "registered_post": N_("receipt of registered post"),
    "portal": N_("record of the portal"),
}

REMITTED: Mapping[str, str] = {
    "reduction": N_("a part of the fine less"),
    "rest": N_("exemption from the unpaid rest"),
    "whole": N_("exemption from the whole fine"),
}

DEEMED: Mapping[str, str] = {
    "third_return": N_("third return by registered post"),
    "system_entry": N_("entry in the information system"),
    "posting": N_("posting up at the commune"),
}

CONSIGNMENTS: Mapping[str, str] = {
    "gathering": N_("gathering"),
    "closed": N_("closed"),
    "sent": N_("mailed"),
    "taken_over": N_("taken over"),
    "done": N_("all recorded"),
}

BUNDLE_WAYS: Mapping[str, str] = {
    "smtp": N_("by mail"),
    "sftp": N_("over SFTP"),
    "folder": N_("in a folder of the home"),
}

DISPATCH_CHANNELS: Mapping[str, str] = {
    "commune_police": N_("Commune police"),
    "post": N_("Registered post"),
    "electronic": N_("Electronic delivery"),
    "traffic_division": N_("Traffic police division of another province"),
    "warned_agency": N_("Agencies that are warned"),
}

WARNED_AGENCIES: Mapping[str, str] = {
    "inspection": N_("Inspection agency"),
    "registration": N_("Registration agency"),
}

AGENCY_WAYS: Mapping[str, str] = {
    "smtp": N_("Mail"),
    "sftp": N_("SFTP"),
    "folder": N_("Folder on this machine"),
    "post": N_("On paper, by post"),
}

WARNING_STANDS: Mapping[str, str] = {
    "not_entered": N_("waits until the agency is entered"),
    "not_sent": N_("not sent: settled before it left"),
    "gathering": N_("in the next bundle"),
    "leaving": N_("on its way out"),
    "failed": N_("the bundle could not be sent"),
    "sent": N_("sent, no receipt yet"),
    "overdue": N_("sent, receipt overdue"),
    "received": N_("received"),
    "refused": N_("given back"),
}

MAILS: Mapping[str, str] = {
    "waiting": N_("waits"),
    "sent": N_("mailed"),
    "failed": N_("failed"),
}

OUTCOMES: Mapping[str, str] = {
    "handed_over": N_("Handed over"),
    "not_resident": N_("Does not live there"),
    "sold": N_("Vehicle sold"),
    "given": N_("Vehicle given away"),
    "lent": N_("Vehicle lent or rented out to its driver"),
    "leased": N_("Financial lease, or run by a transport operator"),
    "deceased": N_("The owner is dead"),
    "wrong_commune": N_("Wrong commune"),
    "returned": N_("Returned"),
    "posted": N_("Posted up at the commune"),
    "given_back": N_("Given back, not delivered"),
    "withdrawn": N_("Withdrawn"),
}

LINES: Mapping[str, str] = {
    "new": N_("new"),
    "booked": N_("booked"),
    "open": N_("waiting"),
    "known": N_("known before"),
    "bad": N_("unreadable"),
    "dismissed": N_("none of ours"),
}

PRINT_LAYOUTS: Mapping[str, str] = {
    "both_sides": N_("On both sides of A4"),
    "window": N_("On both sides, for envelopes with a window"),
}
