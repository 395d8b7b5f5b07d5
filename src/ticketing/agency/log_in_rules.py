"""What the agency asks of whoever logs in. Plain values."""

from dataclasses import dataclass
from enum import StrEnum

from ticketing.agency.actors import Role


class KeyCheck(StrEnum):
    """Whether a security key must make sure of its holder (PIN, finger, face) besides being touched."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    DISCOURAGED = "discouraged"


@dataclass(frozen=True)
class LogInRules:
    """What the agency asks for at its own door.

    second_step_roles: roles that need a second step besides those that always do (`agency.accounts.TWO_STEPS`).
    step_up_minutes: before an act of weight a person has proved himself within so many minutes; 0: once a log-in.
    """

    key_check: KeyCheck = KeyCheck.PREFERRED
    second_step_roles: tuple[Role, ...] = ()
    step_up_minutes: int = 15


@dataclass(frozen=True)
class SingleSignOn:
    """The organisation's own log-in (OpenID Connect); without an issuer there is none.

    issuer:    as its tokens name it; client_id: what it calls us. Our secret stands in keys/oidc-secret, never here.
    name:      what the button says.
    claim:     the claim that holds the log-in name of an account here.
    acr, amr:  what a token must say of the log-in to count for both steps (acr is also asked for). Both empty: our own
               second step follows.
    only:      name and password open the door for administrators alone.
    """

    issuer: str = ""
    client_id: str = ""
    name: str = ""
    claim: str = "preferred_username"
    acr: str = ""
    amr: str = ""
    only: bool = False
