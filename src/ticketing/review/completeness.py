"""What a case must hold before a person may say yes to it. Pure: the evidence pack in, what is missing out.

Decree 61/2026/NĐ-CP art. 12-14: a result of a device counts with its picture, moment, place and act, from a device on
an approved plan and, where it measures, inside its verification.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ticketing.cameras.observation import PICTURE_ROLES
from ticketing.law.behaviours import behaviour, is_speed
from ticketing.law.penalties import FineRow
from ticketing.plates.layouts import Special, parse, special_reason

SCENE_ROLES = frozenset(PICTURE_ROLES) - {"plate"}
SPECIAL_VI = {
    Special.ARMY: "Biển số quân đội",
    Special.FOREIGN: "Biển số ngoại giao, nước ngoài",
    Special.TEMPORARY: "Biển số tạm thời",
}


@dataclass(frozen=True)
class Pack:
    """The evidence of a case as the officer would confirm it.

    picture_roles:   one entry a sealed picture.
    certified:       the case holds what is known of its device.
    certified_until: last day of the device's verification; None: it names none (a device that does not measure).
    clock_trusted:   False where the moment of the act lies after its receipt.
    shown_speed:     the act rests on a measured speed.
    alike:           number of a case that may be of the same act and that the officer has not said he compared.
    wording:         the words that papers will print for the act, confirmed by the officer; None: not confirmed.
    """

    picture_roles: Sequence[str]
    violated_on: date
    certified: bool
    certified_until: date | None
    clock_trusted: bool
    plate: str | None
    plate_colour: str | None
    vehicle_class: str | None
    behaviour: str | None
    row: FineRow | None
    wording: str | None
    shown_speed: bool
    alike: str | None = None


class Incomplete(ValueError):
    """A case cannot be confirmed; `missing` says what it lacks."""

    def __init__(self, lacking: Sequence["Missing"]) -> None:
        super().__init__("This case cannot be confirmed yet. " + " ".join(item.sentence for item in lacking))
        self.missing = tuple(lacking)


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: its code and a sentence in both languages."""

    code: str
    sentence: str
    sentence_vi: str


def missing(pack: Pack) -> tuple[Missing, ...]:
    """What stands against a confirmation, in the order of the page; () when the pack is complete."""
    return (*_of_pictures(pack), *_of_device(pack), *_of_vehicle(pack), *_of_law(pack), *_of_other_cases(pack))


def _of_pictures(pack: Pack) -> Sequence[Missing]:
    scenes = [role for role in pack.picture_roles if role in SCENE_ROLES]
    if not scenes:
        return [Missing("PICTURE", "No picture shows the act.", "Không có hình ảnh thể hiện hành vi.")]
    if pack.behaviour and not is_speed(pack.behaviour) and _needs_second_picture(pack):
        return [
            Missing(
                "SECOND_PICTURE",
                "An act of a person in the vehicle needs a second picture.",
                "Hành vi của người trên xe cần có hình ảnh thứ hai.",
            )
        ]
    return []


def _needs_second_picture(pack: Pack) -> bool:
    # domain.md 3: belt, telephone, helmet and child rules need an image of the person, judged with a second image.
    pictures = [role for role in pack.picture_roles if role in PICTURE_ROLES]
    return behaviour(pack.behaviour or "").person_in_picture and len(pictures) < 2


def _of_device(pack: Pack) -> Sequence[Missing]:
    found = []
    if not pack.certified:
        found.append(
            Missing(
                "CERTIFICATE",
                "The case holds no certificate of the device.",
                "Hồ sơ không có giấy chứng nhận của thiết bị.",
            )
        )
    elif pack.certified_until is not None and pack.certified_until < pack.violated_on:
        found.append(
            Missing(
                "CERTIFICATE",
                f"The device's verification ended on {pack.certified_until}, before the act.",
                f"Thời hạn kiểm định thiết bị đã hết ngày {pack.certified_until:%d/%m/%Y}, trước khi vi phạm.",
            )
        )
    elif pack.shown_speed and pack.certified_until is None:
        found.append(
            Missing(
                "CERTIFICATE",
                "A measured speed needs a device inside its verification, and none is recorded.",
                "Đo tốc độ phải có thiết bị còn hạn kiểm định; hồ sơ không ghi.",
            )
        )
    if not pack.clock_trusted:
        found.append(
            Missing("CLOCK", "The device's clock cannot be trusted.", "Không tin cậy được đồng hồ của thiết bị.")
        )
    return found


def _of_vehicle(pack: Pack) -> Sequence[Missing]:
    found = []
    if not pack.plate:
        found.append(Missing("PLATE", "No plate is read.", "Chưa đọc được biển số."))
    elif special := special_reason(parse(pack.plate, colour=pack.plate_colour), pack.plate_colour):
        found.append(
            Missing(
                "SPECIAL_PLATE",
                f"A plate of this kind ({special}) belongs to another authority: send it to the manual queue.",
                f"{SPECIAL_VI[special]} thuộc cơ quan khác: chuyển sang xử lý thủ công.",
            )
        )
    if not pack.plate_colour:
        found.append(Missing("PLATE_COLOUR", "The plate's colour is not known.", "Chưa rõ màu biển số."))
    if not pack.vehicle_class:
        found.append(Missing("VEHICLE", "The kind of vehicle is not known.", "Chưa rõ loại phương tiện."))
    return found


def _of_law(pack: Pack) -> Sequence[Missing]:
    if pack.row is None:
        return [
            Missing(
                "NO_SUCH_ROW",
                "The law has no row for this behaviour of this vehicle on the day of the act.",
                "Không có quy định xử phạt hành vi này đối với loại phương tiện này vào ngày vi phạm.",
            )
        ]
    if pack.row.act_vi is None and pack.wording is None:
        return [
            Missing(
                "NO_WORDING",
                "No sourced wording of the act is known: nothing could be printed.",
                "Chưa có nội dung hành vi được trích dẫn nguồn: không thể in văn bản.",
            )
        ]
    if pack.wording is None:
        return [
            Missing(
                "WORDING_NOT_CONFIRMED",
                f"Point {pack.row.clause} names several acts: say that the wording fits, or choose another.",
                f"Điểm {pack.row.clause} nêu nhiều hành vi: xác nhận nội dung phù hợp hoặc chọn nội dung khác.",
            )
        ]
    return []


def _of_other_cases(pack: Pack) -> Sequence[Missing]:
    if pack.alike is None:
        return []
    return [
        Missing(
            "SAME_ACT",
            f"Case {pack.alike} may be of the same act: look at it, then say that this is another act, or reject this "
            "case (DUPLICATE).",
            f"Vụ việc {pack.alike} có thể là cùng một hành vi: xem vụ việc đó, rồi xác nhận đây là hành vi khác hoặc "
            "không chấp nhận vụ việc này (trùng với vụ việc khác).",
        )
    ]
