"""What pages say: a code by its name (`names/`), a sentence of a room in the language of the page, a figure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ticketing.addresses.resolution import commune
from ticketing.addresses.tables import UnknownPlace
from ticketing.agency.actors import Actor, Role
from ticketing.agency.dispatch_rules import Channel
from ticketing.cameras.quarantine import dismissal_reasons
from ticketing.cases.answers.owner_answers import answer_kinds
from ticketing.dispatch.tables import CLOSED, Consignment
from ticketing.law.behaviours import BEHAVIOURS, SPEED
from ticketing.law.citations import in_vietnamese
from ticketing.law.competence import POWERS
from ticketing.plates.layouts import printed
from ticketing.review.reasons import manual_reasons, rejection_reasons
from ticketing.web.text.i18n import gettext, language, translated
from ticketing.web.text.names import agency, cases, events, papers, pictures, registry, sentences
from ticketing.web.text.names.law import BESIDE_CITATIONS

PERSON_DETAILS = cases.PERSON_DETAILS
LOADED, ANSWERED = "registry load ", "answer "
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d(T|$)")
_DAY_AND_MONTH = re.compile(r"\b\d{1,2}/(?:0?[1-9]|1[0-2])\b(?:/\d{4})?")

# Where a code in a sentence is looked up, and whether it begins small there.
_SPOKEN: Sequence[tuple[Mapping[Any, str], bool]] = (
    (cases.STATES, False),
    (events.CASE_EVENTS, False),
    (pictures.VEHICLES, True),
    (pictures.COLOURS, True),
    (agency.ROLES, True),
    (agency.PARTIES, True),
    (papers.PAPERS, False),
    (papers.PAPER_STATES, False),
    (papers.LINES, False),
    (agency.WORDING_STATES, True),
    (agency.LEGAL_BASE_STATES, True),
    (papers.OUTCOMES, True),
    (sentences.FRAGMENTS, True),
    (cases.IDENTITY, True),
)

_TABLES: Mapping[str, Mapping[Any, str]] = {
    "state": cases.STATES,
    "role": agency.ROLES,
    "vehicle": pictures.VEHICLES,
    "colour": pictures.COLOURS,
    "reason": cases.REASONS,
    "term": cases.TERMS,
    "identity": cases.IDENTITY,
    "detail": cases.PERSON_DETAILS,
    "objection": cases.OBJECTIONS,
    "day_kind": agency.DAY_KINDS,
    "retained": agency.RETAINED,
    "retained_from": agency.RETAINED_FROM,
    "objection_result": cases.OBJECTION_RESULTS,
    "missed": cases.MISSED,
    "whose": cases.WHOSE,
    "window": cases.WINDOWS,
    "event": events.CASE_EVENTS | events.LOG_EVENTS,
    "sealed": pictures.SEALED_ROLES,
    "property": cases.PROPERTIES,
    "paper": papers.PAPERS,
    "paper_state": papers.PAPER_STATES,
    "whereabouts": papers.WHEREABOUTS,
    "decision_state": papers.DECISION_STATES,
    "decision_way": papers.DECISION_WAYS,
    "proof": papers.PROOFS,
    "deemed": papers.DEEMED,
    "remitted": papers.REMITTED,
    "consignment": papers.CONSIGNMENTS,
    "dispatch_channel": papers.DISPATCH_CHANNELS,
    "warned_agency": papers.WARNED_AGENCIES,
    "agency_way": papers.AGENCY_WAYS,
    "warning_stand": papers.WARNING_STANDS,
    "mail": papers.MAILS,
    "bundle_way": papers.BUNDLE_WAYS,
    "weekday": agency.WEEKDAYS,
    "outcome": papers.OUTCOMES,
    "line": papers.LINES,
    "wording": agency.WORDING_STATES,
    "legal_base": agency.LEGAL_BASE_STATES,
    "flag": cases.FLAGS,
    "picture": pictures.PICTURE_ROLES,
    "guidance": cases.GUIDANCE,
    "version": cases.VERSIONS,
    "ground": {**cases.COMMUNE_GROUNDS, **cases.VIOLATOR_GROUNDS},
    "queue": cases.QUEUES,
    "queue_advice": cases.QUEUE_ADVICE,
    "watched": agency.WATCHED,
    "recall": cases.RECALLS,
    "recalled": cases.RECALLED,
    "content": registry.CONTENTS,
    "column": registry.REGISTRY_COLUMNS,
    "print_layout": papers.PRINT_LAYOUTS,
}


def named(code: str | None, table: str) -> str:
    """The name of a code on the screen; the code itself where it has none; nothing where there is no code."""
    if not code:
        return ""
    if table == "behaviour":
        return behaviour(code)
    name = _TABLES[table].get(code)
    return gettext(name) if name else code


def behaviour(code: str) -> str:
    """Short name of a behaviour for lists and charts."""
    if code == SPEED:
        return gettext("Speeding")
    row = BEHAVIOURS.get(code)
    if row is None:
        return code
    return row.name_vi if language.get() == "vi" else row.name


def phrase(sentence: str) -> str:
    """A sentence of a room in the language of the page, with the names of the codes that stand in it."""
    if sentence in sentences.FRAGMENTS:
        return gettext(sentences.FRAGMENTS[sentence])
    return translated(sentence, _phrase_part)


def source(text: str) -> str:
    """Where the data of a person are from: a load of the register, an answer, or an officer's own words.

    >>> source("registry load 7"), source("read in the civil register")
    ('Đăng ký xe (đợt nạp 7)', 'read in the civil register')
    """
    if text.startswith(LOADED):
        return gettext("Register (load %(load)s)") % {"load": text.removeprefix(LOADED)[:8]}
    if text.startswith(ANSWERED):
        return gettext("Answer: %(answer)s") % {"answer": coded(text.removeprefix(ANSWERED), language.get())}
    return phrase(text)


def _phrase_part(word: str) -> str:
    """What stands in a place of a sentence: a code by its name, a sentence translated again, a list one by one."""
    if language.get() == "en":
        return word
    for table, small in _SPOKEN:
        if name := table.get(word):
            shown = gettext(name)
            return shown[0].lower() + shown[1:] if small else shown
    if word.endswith("."):
        return f"{_phrase_part(word[:-1])}."
    if _ISO_DAY.match(word):
        return iso_moment(word) if "T" in word else iso_day(word)
    if " " in word and (sentence := phrase(word)) != word:
        return sentence
    for between, joined in ((", ", ", "), (" or ", gettext(" or "))):
        if between in word:
            return joined.join(_phrase_part(part) for part in word.split(between))
    return word


def property(name: str) -> str:
    """Name of a property that is compared or corrected."""
    return named(name, "property")


def verdict(kind: str) -> str:
    """What a person said, as the verb of a sentence."""
    return gettext(cases.VERDICTS.get(kind, kind))


def coded(code: str | None, code_language: str) -> str:
    """A coded reason of the review in the language of the page."""
    reason = (rejection_reasons() | manual_reasons()).get(code or "") or answer_kinds().get(code or "")
    if reason is None:
        return named(code, "reason")
    return reason.name_vi if code_language == "vi" else reason.name


def dismissal(code: str) -> str:
    """Why a held drop was set aside."""
    reason = dismissal_reasons().get(code)
    if reason is None:
        return code
    return reason["name_vi"] if language.get() == "vi" else reason["name"]


def law(text: str) -> str:
    """Articles as the tables name them (in English), in the language of the page.

    >>> law("Circular 73/2024/TT-BCA art. 24.5 (secondary source)")
    'khoản 5 Điều 24 Thông tư 73/2024/TT-BCA (nguồn thứ cấp)'
    """
    if language.get() != "vi":
        return text
    # A term that no law sets says so in a sentence.
    return phrase(text) if text.endswith(".") else in_vietnamese(text, _beside_citation)


def _beside_citation(words: str) -> str:
    """A phrase of the tables in the language of the page; as it is where a person wrote it."""
    days = tuple(_DAY_AND_MONTH.findall(words))
    known = _DAY_AND_MONTH.sub("%s", words.replace("%", "%%"))
    return gettext(known) % days if known in BESIDE_CITATIONS else words


def author(actor: str, names: Mapping[str, str]) -> str:
    """The hand of an event or a load, as the log names it, with the person's name. names: of accounts by their ids.

    As the log has it where an older or newer version wrote of a role that this one does not know.
    """
    try:
        hand = Actor.of_label(actor)
    except ValueError:
        return actor
    who = names.get(hand.person) or ("" if hand.role is Role.MACHINE else hand.person.partition("-")[0])
    shown = f"{named(hand.role, 'role')} {who}".strip()
    if not hand.demo:
        return shown
    played = gettext("played by the demo")
    return f"{shown} ({played})"


def commune_name(code: str | None) -> str:
    """Name of a commune of today; the code where nobody knows it, nothing where there is none."""
    if not code:
        return ""
    try:
        return commune(code).full_name
    except UnknownPlace:
        return code


def reason_of(text: str | None) -> str:
    """A reason as lists carry it, `CODE: sentence`, in the language of the page."""
    code, _, sentence = (text or "").partition(": ")
    name = coded(code, language.get())
    return phrase(sentence) if name == code and sentence else name


def counted(number: int) -> str:
    """A whole number as Vietnamese papers group it.

    >>> counted(1234567)
    '1.234.567'
    """
    return f"{number:,}".replace(",", ".")


def cell(value: object) -> str:
    """A cell of a report's table."""
    if value is None:
        return "–"
    if isinstance(value, int):
        return counted(value)
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)


def iso_moment(text: str | None) -> str:
    """18/11/2026 09:00 from the ISO moment of a list."""
    return f"{text[8:10]}/{text[5:7]}/{text[:4]} {text[11:16]}" if text else ""


def iso_day(text: str | None) -> str:
    """18/11/2026 from the ISO day of a list."""
    return f"{text[8:10]}/{text[5:7]}/{text[:4]}" if text else ""


def consignment_state(consignment: Consignment) -> str:
    """How a consignment stands; closed, but without its print file yet, it is in the printer."""
    if consignment.state == CLOSED and not consignment.print_sha256:
        return gettext("being printed")
    return named(consignment.state, "consignment")


def receiver_of(consignment: Consignment) -> str:
    """Whom a consignment is for."""
    if consignment.channel == Channel.WARNED_AGENCY:
        return named(consignment.receiver_code, "warned_agency")
    return commune_name(consignment.receiver_code) or named(consignment.channel, "dispatch_channel")


def stand_tone(stand: str) -> str:
    """The colour of how far a warning has come at an agency."""
    red, green = ("failed", "overdue", "refused"), ("received",)
    return "red" if stand in red else "green" if stand in green else "" if stand == "not_sent" else "amber"


def consignment_tone(state: str) -> str:
    """The colour of a consignment's mark."""
    return {"gathering": "", "closed": "amber", "sent": "amber", "taken_over": "blue", "done": "green"}.get(state, "")


def rank(code: str | None) -> str:
    """A rank as the decree names its holder."""
    if not code:
        return ""
    held = POWERS.rows.get(code)
    return held[-1].title_vi if held else code


def tone(state: str) -> str:
    """The colour of a state's mark."""
    return sentences.TONES.get(state, "blue")


def plate_text(
    plate: str | None, rows: Sequence[str] | None = None, colour: str | None = None, kind: str | None = None
) -> str:
    """A plate as people write it; the kind of vehicle decides between layouts that share a text.

    >>> plate_text("98A12345"), plate_text("98A12345", kind="car"), plate_text(None)
    ('98A12345', '98A-123.45', '')
    """
    return printed(plate, rows, colour, kind) if plate else ""


def plate_pieces(
    plate: str, changed: Sequence[int], colour: str | None = None, kind: str | None = None
) -> list[tuple[str, bool]]:
    """The signs of a plate as people write it, each with whether its place in the bare text is one of `changed`.

    >>> plate_pieces("98A12345", (3,), kind="car")[:5]
    [('9', False), ('8', False), ('A', False), ('-', False), ('1', True)]
    """
    pieces, place = [], 0
    for sign in plate_text(plate, None, colour, kind):
        pieces.append((sign, sign.isalnum() and place in changed))
        place += sign.isalnum()
    return pieces


def done(code: str | None) -> str:
    """The sentence for what was just done; nothing for an unknown code."""
    return gettext(sentences.DONE[code]) if code and code in sentences.DONE else ""
