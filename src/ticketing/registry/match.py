"""Does the vehicle in the pictures fit the one that is registered? Pure.

A false "fits" sends a notice to a stranger, a false "differs" costs an officer a minute. So every doubt is a finding,
and how sure it is decides between the manual queue (`VEHICLE_DIFFERS`) and a reason in the review.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.law.vehicles import VehicleKind
from ticketing.plates.layouts import PlateColour, PlateForm, may_carry, parse
from ticketing.registry.vehicles import Found, Registration, SeenVehicle, VehicleRecord

VEHICLE_DIFFERS = "VEHICLE_DIFFERS"
TWIN = "TWIN"
KIND_NOT_SEEN = "KIND_NOT_SEEN"
COLOUR_OR_MAKE_DIFFERS = "COLOUR_OR_MAKE_DIFFERS"

TWO_WHEELS = frozenset({VehicleKind.MOTORCYCLE, VehicleKind.BICYCLE})

SURE_OF_WHEELS = 0.5
"""Score from which motorcycle or four wheels counts as seen; the two are hardly ever confused."""
SURE_OF_BODY = 0.6
"""Score from which car, truck and bus are told apart; below it pickups, vans and small buses change places."""


@dataclass(frozen=True)
class Difference:
    """One thing that does not fit, with the sentence that an officer reads."""

    code: str
    sentence: str


def differences(seen: SeenVehicle, registered: VehicleRecord, forms: Sequence[PlateForm]) -> tuple[Difference, ...]:
    """What speaks against the registered vehicle being the one in the pictures, worst first; () when all fits.

    forms: the layouts that the plate was read as (law.plates.parse); () where it is not known.
    """
    found = [
        _kind(seen, registered, forms),
        _layout(registered, forms),
        _plate_colour(seen, registered),
        _body(seen, registered),
    ]
    order = (VEHICLE_DIFFERS, KIND_NOT_SEEN, COLOUR_OR_MAKE_DIFFERS)
    return tuple(sorted(filter(None, found), key=lambda one: order.index(one.code)))


def another_vehicle(
    answer: Registration, plate: str, plate_colour: str | None, vehicle: str | None, rows: Sequence[str] | None
) -> Difference | None:
    """Why the vehicle of a register's answer is not the one that a person saw; None where it may be.

    plate, plate_colour, vehicle: as the person says; a person's eye is sure of the kind. rows: where they are known.
    """
    if answer.found is Found.SEVERAL:
        return Difference(TWIN, "Several registered vehicles bear this plate on the day of the act.")
    if answer.vehicle is None:
        return None
    registered = answer.vehicle.kind
    if vehicle and registered and _wheels(vehicle) != _wheels(registered):
        return Difference(VEHICLE_DIFFERS, f"A person saw {vehicle}, registered is {registered}.")
    seen = SeenVehicle(kind=vehicle, kind_score=1.0, plate_colour=plate_colour)
    found = differences(seen, answer.vehicle, parse(plate, rows, plate_colour))
    return next((one for one in found if one.code == VEHICLE_DIFFERS), None)


def two_vehicles(one: SeenVehicle, other: SeenVehicle) -> bool:
    """Whether two looks at one plate cannot be of one vehicle: both are sure, and kind, colour or make exclude it."""
    kinds = _sure_kind(one), _sure_kind(other)
    if None not in kinds and kinds[0] != kinds[1]:
        return VehicleKind.SPECIAL not in kinds or _wheels(kinds[0] or "") != _wheels(kinds[1] or "")
    if one.colour and other.colour and not _alike(one.colour, other.colour):
        return True
    return bool(one.make and other.make and _plain(one.make) != _plain(other.make))


def _sure_kind(seen: SeenVehicle) -> str | None:
    """The kind of a look that leaves no doubt: the network's, and the camera's where it says one, agree."""
    sure = seen.kind_score >= (SURE_OF_WHEELS if seen.kind in TWO_WHEELS else SURE_OF_BODY)
    return seen.kind if sure and seen.reported in (None, seen.kind) else None


def _kind(seen: SeenVehicle, registered: VehicleRecord, forms: Sequence[PlateForm]) -> Difference | None:
    if registered.kind is None:
        return Difference(KIND_NOT_SEEN, "The register does not say what kind of vehicle this is.")
    if seen.reported and _wheels(seen.reported) != _wheels(registered.kind):
        return Difference(VEHICLE_DIFFERS, f"The camera reports {seen.reported}, registered is {registered.kind}.")
    if seen.kind is None:
        unseen = f"The kind of the vehicle could not be told in the pictures, registered is {registered.kind}: compare."
        return Difference(KIND_NOT_SEEN, unseen)
    said = f"The pictures show {seen.kind}, registered is {registered.kind}"
    if _wheels(seen.kind) != _wheels(registered.kind):
        return Difference(_of_wheels(seen, registered.kind, forms), f"{said}.")
    if registered.kind == VehicleKind.SPECIAL:
        return Difference(KIND_NOT_SEEN, f"{said}, a kind that the network does not know: compare them.")
    if seen.kind != registered.kind:
        return Difference(_of_bodies(seen, registered.kind), f"{said}.")
    if seen.reported and seen.reported != registered.kind:
        return Difference(KIND_NOT_SEEN, f"The camera reports {seen.reported}, pictures and register say {seen.kind}.")
    if seen.kind_score < (SURE_OF_WHEELS if seen.kind in TWO_WHEELS else SURE_OF_BODY) and not seen.reported:
        return Difference(KIND_NOT_SEEN, f"{said}, but the network is not sure of it.")
    return None


def _of_wheels(seen: SeenVehicle, registered: str, forms: Sequence[PlateForm]) -> str:
    """Motorcycle and four wheels that change places."""
    kinds = {kind for form in forms for kind in form.layout.kinds}
    if registered == VehicleKind.MOTORCYCLE and kinds == {VehicleKind.MOTORCYCLE}:
        # A motorcycle before a car: its plate is taken for the car's (11 of 266 on the development pictures), and no
        # car carries a plate of two rows with the break of a motorcycle's.
        return KIND_NOT_SEEN
    sure = seen.kind_score >= SURE_OF_WHEELS or (seen.reported and _wheels(seen.reported) == _wheels(seen.kind or ""))
    return VEHICLE_DIFFERS if sure else KIND_NOT_SEEN


def _of_bodies(seen: SeenVehicle, registered: str) -> str:
    """Car, truck and bus that change places: doubt, unless the network is sure or the camera agrees with it."""
    if seen.reported == registered:
        return KIND_NOT_SEEN
    sure = seen.kind_score >= SURE_OF_BODY or seen.reported == seen.kind
    return VEHICLE_DIFFERS if sure else KIND_NOT_SEEN


def _wheels(kind: str) -> bool:
    return kind in TWO_WHEELS


def _layout(registered: VehicleRecord, forms: Sequence[PlateForm]) -> Difference | None:
    kinds = {kind for form in forms for kind in form.layout.kinds}
    if registered.kind is None or not kinds or may_carry(forms, registered.kind):
        return None
    names = " or ".join(sorted(kinds))
    return Difference(
        VEHICLE_DIFFERS, f"The plate in the pictures is one of a {names}, registered is {registered.kind}."
    )


def _plate_colour(seen: SeenVehicle, registered: VehicleRecord) -> Difference | None:
    known = frozenset(PlateColour)
    if seen.plate_colour not in known or registered.plate_colour not in known:
        return None
    if seen.plate_colour == registered.plate_colour:
        return None
    return Difference(
        VEHICLE_DIFFERS,
        f"The pictures show a {seen.plate_colour} plate, registered is a {registered.plate_colour} one.",
    )


def _body(seen: SeenVehicle, registered: VehicleRecord) -> Difference | None:
    registered_colours = basic_colours(registered.colour)
    if seen.colour and registered_colours and not any(_alike(seen.colour, one) for one in registered_colours):
        return Difference(
            COLOUR_OR_MAKE_DIFFERS, f"The pictures show a {seen.colour} vehicle, registered is another colour."
        )
    if seen.make and registered.make and _plain(seen.make) != _plain(registered.make):
        return Difference(COLOUR_OR_MAKE_DIFFERS, "The pictures show another make than the registered one.")
    return None


# How registers write colours; "xanh" alone is blue or green. Longer words come first, so that "xanh lá" is not "xanh".
_COLOUR_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("xanh duong", ("blue",)), ("xanh da troi", ("blue",)), ("xanh nuoc bien", ("blue",)), ("xanh lam", ("blue",)),
    ("xanh la", ("green",)), ("xanh luc", ("green",)), ("xanh reu", ("green",)), ("xanh ngoc", ("blue", "green")),
    ("xanh den", ("blue", "black")), ("xanh", ("blue", "green")), ("trang", ("white",)), ("den", ("black",)),
    ("do", ("red",)), ("bac", ("silver",)), ("xam", ("grey",)), ("ghi", ("grey", "silver")), ("vang", ("yellow",)),
    ("nau", ("brown",)), ("cam", ("orange",)), ("kem", ("beige",)), ("be", ("beige",)), ("hong", ("pink",)),
    ("tim", ("purple",)), ("white", ("white",)), ("black", ("black",)), ("red", ("red",)), ("silver", ("silver",)),
    ("grey", ("grey",)), ("gray", ("grey",)), ("yellow", ("yellow",)), ("brown", ("brown",)), ("orange", ("orange",)),
    ("beige", ("beige",)), ("blue", ("blue",)), ("green", ("green",)), ("pink", ("pink",)), ("purple", ("purple",)),
)  # fmt: skip

# Colours that light, dirt and night make into each other.
_ALIKE = frozenset(
    frozenset(pair)
    for pair in (
        ("white", "silver"), ("white", "beige"), ("white", "grey"), ("silver", "grey"), ("silver", "beige"),
        ("silver", "blue"), ("grey", "black"), ("grey", "blue"), ("grey", "green"), ("grey", "brown"),
        ("black", "blue"), ("black", "brown"), ("black", "green"), ("black", "purple"), ("red", "brown"),
        ("red", "orange"), ("red", "pink"), ("red", "purple"), ("orange", "yellow"), ("orange", "brown"),
        ("yellow", "beige"), ("beige", "brown"), ("blue", "green"), ("blue", "purple"), ("pink", "purple"),
    )
)  # fmt: skip


def basic_colours(text: str | None) -> frozenset[str]:
    """The basic colours that a register's words name; empty where none is known.

    >>> sorted(basic_colours("Đỏ - Đen")), sorted(basic_colours("xanh lá")), basic_colours("nhiều màu")
    (['black', 'red'], ['green'], frozenset())
    """
    words = f" {_plain(text or '')} "
    named: set[str] = set()
    for word, colours in _COLOUR_WORDS:
        if f" {word} " in words:
            named.update(colours)
            words = words.replace(f" {word} ", " ")
    return frozenset(named)


def _alike(one: str, other: str) -> bool:
    return one == other or frozenset((one, other)) in _ALIKE


def _plain(text: str) -> str:
    """Without tone marks and signs, one space between words."""
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    kept = "".join(" " if not sign.isalnum() else sign for sign in text if not unicodedata.combining(sign))
    return " ".join(kept.split())
