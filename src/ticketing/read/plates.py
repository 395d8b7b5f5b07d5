"""All plates of a picture, found and read: one function for the pipeline and the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ticketing.detect.detections import Box, Detections, VehicleSeen
from ticketing.detect.ports import Detector
from ticketing.read.assemble import LEAST_CHARACTERS, assemble
from ticketing.read.body_plate_text import BodyPlateText, body_plate_text
from ticketing.read.calibrate import Calibration
from ticketing.read.colour import plate_colour
from ticketing.read.crops import half_pixel_on, local_contrast, sharpened, turned
from ticketing.read.ports import Reader
from ticketing.read.readings import PlateReading, RawReading
from ticketing.read.vote import edit_distance, pool, vote

Treatment = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
LOOKS: tuple[tuple[float, Treatment | None], ...] = (
    (0.02, None),
    (0.09, None),
    (0.05, local_contrast),
    (0.05, sharpened),
)
MORE_LOOKS: tuple[tuple[float, Treatment | None], ...] = (
    (0.05, turned),
    (0.05, half_pixel_on),
)
"""Each plate is read several times: cut along its box and with surroundings (share of the box), because boxes of small
plates are rarely exact, with contrast or edges raised, turned a little and moved by half a pixel. Readings that differ
are the best sign of a wrong one. What the first looks cannot read gets no more of them: most findings in a frame of a
red-light camera are far plates that nobody reads."""

SURE_PLATE = 0.5
"""A plate found with a lower score counts only where something can be read on it: kerbs and signs look like plates."""

MOST_EDITS_PAINTED = 2
"""A painted number is read worse than a plate: it may differ in so many characters and still be the same number."""


@dataclass(frozen=True)
class PlateOnPicture:
    """A plate, where it is, and what stands on it.

    vehicle: the one that carries it, None if none was seen. painted: no plate hangs there, it is a number on the body.
    """

    box: Box
    score: float
    vehicle: VehicleSeen | None
    reading: PlateReading
    painted: bool = False


@dataclass(frozen=True)
class PlateCrop:
    """One plate of one picture, looked at but not yet judged; several of one vehicle go into `read_together`.

    painted: whether it is a number on the body, no plate, by what lies around it.
    """

    box: Box
    score: float
    vehicle: VehicleSeen | None
    colour: str
    looks: tuple[RawReading, ...]
    painted: BodyPlateText = BodyPlateText.NO

    @property
    def may_be_body_text(self) -> bool:
        """By what lies around it, or because it has no colour of a plate: at night a plate has none either."""
        return self.painted > BodyPlateText.NO or self.colour == "unknown"


def _reads_like_a_plate(looks: Sequence[RawReading]) -> bool:
    """Whether any look holds as many characters as a plate has, with some certainty."""
    return any(len(look.text) >= LEAST_CHARACTERS and look.alternatives[0].probability > 0.02 for look in looks)


def crop_plate(picture: NDArray[np.uint8], box: Box, margin: float) -> NDArray[np.uint8]:
    """Cut a plate out with `margin` (share of the box) added on each side, as far as the picture goes; never empty."""
    height, width = picture.shape[:2]
    dx, dy = box.width * margin, box.height * margin
    x1, y1 = max(0, int(box.x1 - dx)), max(0, int(box.y1 - dy))
    x2, y2 = min(width, int(np.ceil(box.x2 + dx))), min(height, int(np.ceil(box.y2 + dy)))
    return picture[y1 : max(y2, y1 + 1), x1 : max(x2, x1 + 1)]


def read_boxes(picture: NDArray[np.uint8], boxes: Sequence[Box], reader: Reader) -> list[tuple[RawReading, ...]]:
    """All looks at the plate in each box."""
    first = _read(picture, boxes, LOOKS, reader)
    readable = [number for number, looks in enumerate(first) if _reads_like_a_plate(looks)]
    more = dict(zip(readable, _read(picture, [boxes[at] for at in readable], MORE_LOOKS, reader), strict=True))
    return [looks + more.get(number, ()) for number, looks in enumerate(first)]


def _read(
    picture: NDArray[np.uint8], boxes: Sequence[Box], looks: Sequence[tuple[float, Treatment | None]], reader: Reader
) -> list[tuple[RawReading, ...]]:
    """The same looks at each box, all crops in one call."""
    cut = [(crop_plate(picture, box, margin), treat) for box in boxes for margin, treat in looks]
    readings = reader.read([treat(crop) if treat else crop for crop, treat in cut])
    return [tuple(readings[at : at + len(looks)]) for at in range(0, len(readings), len(looks))]


def read_detected_plates(picture: NDArray[np.uint8], seen: Detections, reader: Reader) -> list[PlateCrop]:
    """Read every plate that was detected; what is no plate after all is left out."""
    readings = read_boxes(picture, [plate.box for plate in seen.plates], reader)
    looks = []
    for plate, own in zip(seen.plates, readings, strict=True):
        colour = plate_colour(crop_plate(picture, plate.box, 0.0))
        if plate.score < SURE_PLATE and not _reads_like_a_plate(own):
            continue
        painted = body_plate_text(picture, plate.box)
        looks.append(PlateCrop(plate.box, plate.score, seen.vehicle_of(plate), colour, own, painted))
    return looks


def is_body_copy(look: PlateCrop, looks: Iterable[PlateCrop]) -> bool:
    """Whether a look shows the number that another look at the same picture shows as a plate.

    Of two that read the same on one vehicle, the smaller is the plate.
    """
    return any(_paints(look, other) for other in looks if other is not look)


def _paints(look: PlateCrop, plate: PlateCrop) -> bool:
    edits = _edits(look, plate)
    if look.vehicle is not None and look.vehicle == plate.vehicle:
        if look.may_be_body_text == plate.may_be_body_text:
            return edits == 0 and look.box.area > plate.box.area
        return look.may_be_body_text and edits <= MOST_EDITS_PAINTED
    # Neighbours of one fleet differ in a single digit: of two vehicles, or where one was not seen, all must be equal.
    one_vehicle = look.vehicle is None or plate.vehicle is None
    told_apart = look.may_be_body_text and not plate.may_be_body_text
    return one_vehicle and told_apart and edits == 0 and _is_near(look.box, plate.box)


def _is_near(box: Box, plate: Box) -> bool:
    reach = 2 * max(box.width, plate.width)
    beside = max(box.x1, plate.x1) - min(box.x2, plate.x2)
    below = max(box.y1, plate.y1) - min(box.y2, plate.y2)
    return max(beside, below) < reach


def _edits(look: PlateCrop, other: PlateCrop) -> int:
    """Characters in which two looks differ, by their most alike readings; all where nothing is read."""
    texts, others = ({raw.text for raw in one.looks if len(raw.text) >= LEAST_CHARACTERS} for one in (look, other))
    return min((edit_distance(a, b) for a in texts for b in others), default=LEAST_CHARACTERS)


def read_together(looks: Sequence[PlateCrop], calibration: Calibration) -> PlateReading:
    """One reading from one or several pictures of the same plate; the largest look gives the colour."""
    best = max(looks, key=lambda look: look.box.area)
    candidates = vote([pool(look.looks) for look in looks])
    kinds = Counter(look.vehicle.kind for look in looks if look.vehicle)
    kind = kinds.most_common(1)[0][0] if kinds else None
    pictures = [look.looks for look in looks]
    return assemble(candidates, pictures, best.colour, kind, best.box.height, calibration, best.may_be_body_text)


def read_plates(
    picture: NDArray[np.uint8], detector: Detector, reader: Reader, calibration: Calibration
) -> list[PlateOnPicture]:
    """Find and read all plates of a picture: (height, width, 3) uint8 BGR. Strongest first; [] where there is none.

    Numbers painted on the body are among them, marked, where no plate says the same.
    """
    looks = read_detected_plates(picture, detector.detect(picture), reader)
    return [_on_picture(look, calibration) for look in looks if not is_body_copy(look, looks)]


def _on_picture(look: PlateCrop, calibration: Calibration) -> PlateOnPicture:
    reading = read_together([look], calibration)
    # What nobody can read is no number, wherever it stands: it stays a plate that nobody can read.
    painted = look.painted is BodyPlateText.PAINTED and reading.text != ""
    return PlateOnPicture(look.box, look.score, look.vehicle, reading, painted)
