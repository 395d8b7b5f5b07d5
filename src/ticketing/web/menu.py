"""The ways that a role sees on top of each page; rights.py decides what may really be opened."""

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.web.access.auth import Person
from ticketing.web.access.rights import RIGHTS, may
from ticketing.web.text.i18n import N_, gettext


@dataclass(frozen=True)
class Item:
    """One way. `current`: the page that is shown lies on it."""

    address: str
    name: str
    current: bool


# name of the route, its address, what it is called
_WAYS = (
    ("queue", "/queue", N_("Review")),
    ("queues", "/queues", N_("Queues")),
    ("cases", "/cases", N_("Cases")),
    ("deadlines", "/deadlines", N_("Terms")),
    ("held", "/held", N_("Held frames")),
    ("papers", "/papers", N_("Papers to sign")),
    ("consignments", "/consignments", N_("Consignments")),
    ("route_list", "/route", N_("Route list")),
    ("bulletin", "/bulletin", N_("Bulletin")),
    ("payments", "/payments", N_("Payments")),
    ("reports", "/reports", N_("Reports")),
    ("quality", "/quality", N_("Quality")),
    ("recalls", "/recalls", N_("Recalls")),
    ("accounts", "/accounts", N_("Accounts")),
    ("agency", "/agency", N_("Agency")),
    ("wordings", "/wordings", N_("Wordings")),
    ("days_off", "/days-off", N_("Days off")),
    ("legal_bases", "/legal-bases", N_("Legal bases")),
    ("retention", "/retention", N_("Retention")),
    ("registry_loads", "/registry/loads", N_("Registry")),
    ("cameras", "/cameras", N_("Cameras")),
    ("system", "/system", N_("System")),
    ("log", "/log", N_("Log")),
)


def menu(person: Person | None, here: str) -> Sequence[Item]:
    """The ways of this person; none before he is logged in."""
    if person is None:
        return ()
    return [
        Item(address, gettext(name), here == address or here.startswith(f"{address}/"))
        for route, address, name in _WAYS
        if route in RIGHTS and may(person, route)
    ]
