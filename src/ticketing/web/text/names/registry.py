"""Names of the tables of the registry and of their columns."""

from collections.abc import Mapping

from ticketing.web.text.i18n import N_

CONTENTS: Mapping[str, str] = {
    "vehicles": N_("vehicles"),
    "residents": N_("residents"),
    "stolen": N_("stolen vehicles"),
    "exempt": N_("exempt vehicles"),
}

REGISTRY_COLUMNS: Mapping[str, str] = {
    "plate": N_("Plate"),
    "plate_colour": N_("Plate colour"),
    "kind": N_("Kind of vehicle"),
    "make": N_("Make"),
    "model": N_("Model"),
    "colour": N_("Vehicle colour"),
    "owner_id": N_("Owner's number in the register"),
    "valid_from": N_("First day"),
    "valid_to": N_("Day on which it no longer holds"),
    "owner_kind": N_("Person or organisation"),
    "name": N_("Name"),
    "personal_id": N_("Personal or tax number"),
    "birth_date": N_("Date of birth"),
    "address": N_("Address"),
    "phone": N_("Telephone"),
    "source": N_("Who named it"),
    "note": N_("Note"),
}
