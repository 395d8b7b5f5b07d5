"""agency.yaml: read into `Agency`, every fault as a sentence, and written back.

Every scalar is read as the text that stands there: YAML would turn the commune 07210 into another number and
"no" into false.
"""

import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

from ticketing.agency.checks import faults_of
from ticketing.agency.values import Agency

DEMO_FILE = Path(__file__).parent / "data" / "demo_agency.yaml"
MAX_CHARACTERS = 300_000
YES, NO = ("true", "yes"), ("false", "no")


class AgencyFault(ValueError):
    """agency.yaml cannot be used. `sentences` says each fault with its place and what to write instead."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = tuple(sentences)


class _Loader(yaml.BaseLoader):
    """Text only, and a key once only: of two mailboxes for one commune YAML would keep the last, silently."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        if key.value in seen:
            raise AgencyFault([f"Line {key.start_mark.line + 1}: '{key.value}' stands here a second time."])
        seen.add(key.value)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_agency(text: str) -> Agency:
    """Read agency.yaml. Raises AgencyFault with every fault found."""
    if len(text) > MAX_CHARACTERS:
        raise AgencyFault([f"{len(text)} characters are too many for agency.yaml: at most {MAX_CHARACTERS}."])
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506  a BaseLoader makes texts, lists and mappings only
    except (yaml.YAMLError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f"Line {mark.line + 1}: " if mark else ""
        raise AgencyFault([f"{where}this is no YAML ({getattr(problem, 'problem', problem)})."]) from None
    return agency_from(data)


def agency_from(data: Any) -> Agency:
    """`Agency` from plain data (YAML or JSON). Raises AgencyFault."""
    reading = _Reading()
    found = reading.value(Agency, data, "")
    if reading.faults:
        raise AgencyFault(reading.faults)
    assert isinstance(found, Agency)
    if faults := faults_of(found):
        raise AgencyFault(faults)
    return found


def agency_data(agency: Agency) -> dict[str, Any]:
    """`Agency` as plain data: texts, whole numbers, lists, mappings. `agency_from` reads it back."""
    plain = _plain(agency)
    assert isinstance(plain, dict)
    return plain


def demo_agency() -> Agency:
    """The demo's agency: invented, for the former Bắc Giang part of Bắc Ninh, with a mailbox for all 99 communes."""
    return read_agency(DEMO_FILE.read_text(encoding="utf-8"))


def write_agency(agency: Agency) -> str:
    """`Agency` as agency.yaml; codes and days are quoted, so that other programs read them as text too."""
    return yaml.dump(agency_data(agency), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)


class _Dumper(yaml.SafeDumper):
    """Quotes what looks like a number: some readers take 07228 for one and drop its zero."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="'" if text.isdecimal() else None)


_Dumper.add_representer(str, _text)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    match value:
        case None:
            return ""  # a reader of texts would take "null" for a text
        case Enum():
            return str(value.value)
        case date():
            return value.isoformat()
        case Mapping():
            return {key: _plain(inner) for key, inner in value.items()}
        case tuple() | list():
            return [_plain(inner) for inner in value]
        case _:
            return value


@dataclass
class _Reading:
    """Reads plain data into the declared types and gathers what does not fit."""

    faults: list[str] = field(default_factory=list)

    def value(self, kind: Any, data: Any, place: str) -> Any:
        """`data` as `kind`; None and a fault where it does not fit."""
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if origin in (types.UnionType, typing.Union):
            return None if data in (None, "") else self.value(arguments[0], data, place)
        if origin is tuple:
            return self._items(arguments[0], data, place)
        if origin is not None and issubclass(origin, Mapping):
            return self._texts(data, place)
        if is_dataclass(kind):
            return self._dataclass(kind, data, place)
        return self._scalar(kind, data, place)

    def _dataclass(self, kind: Any, data: Any, place: str) -> Any:
        if not isinstance(data, Mapping):
            self._fault(place or "agency.yaml", f"expected fields with values, found {_shown(data)}")
            return None
        known = {item.name: item for item in fields(kind)}
        for name in data:
            if name not in known:
                self._fault(_inside(place, name), f"is no field here. Possible: {', '.join(known)}")
        hints, values = typing.get_type_hints(kind), {}
        for name, item in known.items():
            if name in data:
                values[name] = self.value(hints[name], data[name], _inside(place, name))
            elif type(None) in typing.get_args(hints[name]):
                values[name] = None
            elif item.default is MISSING and item.default_factory is MISSING:
                self._fault(_inside(place, name), "is missing")
        return None if self.faults else kind(**values)

    def _items(self, kind: Any, data: Any, place: str) -> tuple[Any, ...]:
        if data in (None, ""):
            return ()
        if not isinstance(data, list):
            self._fault(place, f"expected a list (lines that begin with '-'), found {_shown(data)}")
            return ()
        return tuple(self.value(kind, item, f"{place}[{number}]") for number, item in enumerate(data, start=1))

    def _texts(self, data: Any, place: str) -> dict[str, str]:
        if data in (None, ""):
            return {}
        if not isinstance(data, Mapping):
            self._fault(place, f"expected lines of the form 'code: text', found {_shown(data)}")
            return {}
        return {str(key): self._scalar(str, value, _inside(place, str(key))) for key, value in data.items()}

    def _scalar(self, kind: Any, data: Any, place: str) -> Any:
        if isinstance(data, (Mapping, list)) or data is None:
            self._fault(place, f"expected one value, found {_shown(data)}")
            return None
        text = str(data).strip()
        try:
            return _READERS.get(kind, kind)(text)
        except ValueError:
            self._fault(place, f"'{text}' is {_expected(kind)}")
            return None

    def _fault(self, place: str, sentence: str) -> None:
        self.faults.append(f"{place}: {sentence}.")


def _yes_or_no(text: str) -> bool:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise ValueError(text)


_READERS: dict[Any, Any] = {bool: _yes_or_no, date: date.fromisoformat}


def _expected(kind: Any) -> str:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return f"not possible here. Possible: {', '.join(str(item.value) for item in kind)}"
    wanted = {int: "no whole number", bool: "neither true nor false", date: "no day: write it like 2026-11-18"}
    return wanted.get(kind, "not readable")


def _inside(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _shown(data: Any) -> str:
    match data:
        case Mapping():
            return "fields"
        case list():
            return "a list"
        case None | "":
            return "nothing"
        case _:
            text = str(data)
            return f"'{text[:60]}…'" if len(text) > 61 else f"'{text}'"
