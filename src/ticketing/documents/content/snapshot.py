"""Content as JSON: what a case holds of a paper, so that the unsigned paper can be made again; and its hash."""

import json
from collections.abc import Sequence
from dataclasses import asdict, fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from ticketing.documents.content.decisions.decision import Decision
from ticketing.documents.content.decisions.points import PointsNotice
from ticketing.documents.content.facts import Remitted
from ticketing.documents.content.letters.frame import PersonalLetter
from ticketing.documents.content.letters.letters import Reminder
from ticketing.documents.content.minutes.hearing import HearingMinutes
from ticketing.documents.content.minutes.verification import VerificationMinutes
from ticketing.documents.content.minutes.violation import Minutes
from ticketing.documents.content.notices.notice import AnnexPicture
from ticketing.documents.content.orders.orders import REMISSIONS, Remission
from ticketing.documents.content.parts import Content, Party
from ticketing.documents.content.sheet import Sheet
from ticketing.documents.kinds import KINDS
from ticketing.kit.digest import canonical_json, sha256

WRITTEN_IN_THE_TEMPLATE: dict[type, dict[str, str]] = {
    Decision: {"late_rate": "0,05%"},
    PointsNotice: {
        "licence_part": "", "full_points": "12", "test_after_months": "06", "restored_after_months": "12",
    },
    Reminder: {"payment": "Văn bản này không yêu cầu chuyển tiền và không kèm đường dẫn."},
}  # fmt: skip
"""Fields of today whose words stood in the template when earlier papers were signed."""
LEFT_OUT: dict[type, set[str]] = {
    **{minutes: {"sheets"} for minutes in (Minutes, VerificationMinutes, HearingMinutes)},  # counted in print by now
    Party: {"phone"},
}
"""What earlier versions kept and no template prints."""


class BadSnapshot(ValueError):
    """A text that no content can be read from."""


def content_json(content: Content) -> str:
    """`content` as canonical JSON: strings, lists and truth values only."""
    return canonical_json(asdict(content)).decode()


def content_hash(sheets: Sequence[Sheet]) -> str:
    """SHA-256 over kind and content of every sheet of a paper: the paper's content, whatever its layout.

    Without the text of the QR code, which holds the start of this very hash.
    """
    parts = [{"kind": sheet.form.kind, "content": _without_qr(asdict(sheet.content))} for sheet in sheets]
    return sha256(canonical_json(parts))


def _without_qr(content: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name != "qr"}


def read_content(kind: str, text: str) -> Content:
    """The content that `content_json` wrote. Raises BadSnapshot for another kind or a field too many or too few."""
    if kind not in KINDS:
        raise BadSnapshot(f"'{kind}' is no paper. Possible: {', '.join(sorted(KINDS))}.")
    try:
        content: Content = _build(KINDS[kind].content, json.loads(text))
    except (TypeError, KeyError, json.JSONDecodeError) as error:
        raise BadSnapshot(
            f"The kept content of a '{kind}' does not fit its form any more ({error}): read it with the version of the "
            "program that wrote it."
        ) from error
    return content


def _as_named_today(kind: type, value: dict[str, Any]) -> dict[str, Any]:
    """What an earlier version of the program kept of a part, under today's names and with the same words on paper."""
    if kind is AnnexPicture and "taken_at" in value:  # until stills of clips were shown beside pictures
        rest = {name: text for name, text in value.items() if name != "taken_at"}
        return rest | {"taken": f"Chụp lúc {value['taken_at']}"}
    if issubclass(kind, PersonalLetter):  # until a sentence named the receiver otherwise than the line above it
        value = {"receiver": value.get("addressee", "")} | value
    if kind is Remission and value.get("remitted") in REMISSIONS:
        title, verb = REMISSIONS[Remitted(value["remitted"])]
        value = {"title": title, "verb": verb} | value
    left_out = LEFT_OUT.get(kind, ())
    kept = {name: text for name, text in value.items() if name not in left_out}
    return WRITTEN_IN_THE_TEMPLATE.get(kind, {}) | kept


def _build(kind: Any, value: Any) -> Any:
    """A value of the annotated type: nested contents and tuples are all there is beside text and truth values."""
    if is_dataclass(kind) and isinstance(kind, type):
        value = _as_named_today(kind, value)
        hints = get_type_hints(kind)
        known = {field.name for field in fields(kind)}
        if set(value) - known:
            raise TypeError(f"unknown fields {sorted(set(value) - known)}")
        return kind(**{name: _build(hints[name], inner) for name, inner in value.items()})
    if get_origin(kind) is tuple:
        return tuple(_build(get_args(kind)[0], inner) for inner in value)
    return value
