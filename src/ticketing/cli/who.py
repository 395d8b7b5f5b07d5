"""Who answers for what a command does."""

import getpass
from typing import TYPE_CHECKING

from ticketing.agency.actors import Actor, Role
from ticketing.cli.problems import refuse

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ticketing.agency.tables import Account


def at_the_keyboard() -> Actor:
    """Who runs this command, by the name he has on this machine: administrators have no other log-in here."""
    try:
        name = getpass.getuser()
    except OSError:
        name = "unknown"
    return Actor(f"shell:{name}"[:60], Role.ADMINISTRATOR)


def open_account(session: "Session", name: str) -> "Account":
    """The account that `--as` names. Where none is open by that name, one sentence and exit code 2."""
    from ticketing.agency.queries import account_named

    found = account_named(session, name)
    if found is None or found.disabled_at is not None:
        raise refuse(f"There is no open account '{name}': `ticketing agency accounts` lists them.")
    return found
