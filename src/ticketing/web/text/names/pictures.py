"""Names of what pictures show, and of the files that a case keeps sealed."""

from collections.abc import Mapping

from ticketing.web.text.i18n import N_

VEHICLES: Mapping[str, str] = {
    "car": N_("Car"),
    "motorcycle": N_("Motorcycle"),
    "truck": N_("Truck"),
    "bus": N_("Bus"),
    "special": N_("Special machine"),
    "bicycle": N_("Bicycle"),
}

COLOURS: Mapping[str, str] = {
    "white": N_("White"),
    "yellow": N_("Yellow"),
    "blue": N_("Blue"),
    "red": N_("Red"),
    "black": N_("Black"),
    "grey": N_("Grey"),
    "silver": N_("Silver"),
    "green": N_("Green"),
    "brown": N_("Brown"),
    "orange": N_("Orange"),
    "purple": N_("Purple"),
    "unknown": N_("Unknown"),
}

PICTURE_ROLES: Mapping[str, str] = {
    "overview": N_("Overview"),
    "before": N_("Before"),
    "at": N_("At the act"),
    "after": N_("After"),
    "plate": N_("Plate"),
    "plate_crop": N_("Plate, cut out"),
    "redacted": N_("Picture for the notice, others hidden"),
    "clip": N_("Clip"),
    "drop": N_("Message of the camera"),
}

# Sealed files that only their own pages show, with the look in the log.
SEALED_ROLES: Mapping[str, str] = {
    "document": N_("Paper"),
    "sights": N_("What was seen in the pictures"),
    "delivery_proof": N_("Proof of delivery"),
    "statement": N_("Statement"),
}
