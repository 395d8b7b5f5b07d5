"""Names of who works here and of what the agency sets and agrees on."""

from collections.abc import Mapping

from ticketing.agency.actors import Party, Role
from ticketing.web.text.i18n import N_

ROLES: Mapping[str, str] = {
    Role.OFFICER: N_("Officer"),
    Role.SENIOR: N_("Senior officer"),
    Role.SIGNER: N_("Signer"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.COMMUNE_CLERK: N_("Commune clerk"),
    Role.FINANCE_CLERK: N_("Finance clerk"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.AUDITOR: N_("Auditor"),
    Role.MACHINE: N_("Machine"),
}

WEEKDAYS: Mapping[str, str] = {
    "1": N_("Monday"),
    "2": N_("Tuesday"),
    "3": N_("Wednesday"),
    "4": N_("Thursday"),
    "5": N_("Friday"),
    "6": N_("Saturday"),
    "7": N_("Sunday"),
}

WORDING_STATES: Mapping[str, str] = {
    "proposed": N_("proposed"),
    "agreed": N_("in force"),
    "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
}

RETAINED: Mapping[str, str] = {
    "owners_of_rejected": N_("Owners looked up for cases that ended without any paper"),
    "registry_rejects": N_("Files of rows that a load of the registry or of cameras refused"),
    "quarantine": N_("Drops that could not be taken in, with their pictures"),
}
RETAINED_FROM: Mapping[str, str] = {
    "owners_of_rejected": N_("from the end of the case"),
    "registry_rejects": N_("from the day on which the file was written"),
    "quarantine": N_("from the day on which the drop was put aside"),
}

DAY_KINDS: Mapping[str, str] = {
    "holiday": N_("Holiday"),
    "moved": N_("Off in place of a weekend day"),
    "swapped_off": N_("Off by swap"),
    "swapped_work": N_("Worked by swap"),
}

LEGAL_BASE_STATES: Mapping[str, str] = {
    "filed": N_("waits for a second person"),
    "approved": N_("in force"),
    "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
}

WATCHED: Mapping[str, str] = {"camera": N_("Camera"), "officer": N_("Officer"), "model": N_("Networks")}

PARTIES: Mapping[str, str] = {
    Party.SYS: N_("the machine"),
    Party.OFF: N_("an officer"),
    Party.SIGN: N_("the signer"),
    Party.COM: N_("the commune police"),
    Party.OWN: N_("the owner"),
    Party.TRE: N_("the Treasury"),
    Party.SUP: N_("a supervisor"),
}
