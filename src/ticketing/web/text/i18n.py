"""Words on the screen: Vietnamese first, English second. Message ids are the English sentences.

The language stands in front of the session token in the one cookie (`vi.<token>`), so that a visitor without a log-in
has one too. Catalogues are compiled from the .po files when first used: no compiled file can be stale.
"""

import gettext as gettext_module
import re
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT = "vi"
LOCALE = Path(__file__).parent / "locale"

PLACE = re.compile(r"\{(\w+)\}")

language: ContextVar[str] = ContextVar("language", default=DEFAULT)


@cache
def catalogue(code: str) -> gettext_module.NullTranslations:
    """The translations of a language; English needs none, its sentences are the message ids."""
    path = LOCALE / code / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return gettext_module.NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(path))
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)


def read_catalogue(path: Path) -> Catalog:
    """The .po file as Babel reads it."""
    with path.open("rb") as file:
        return read_po(file)


def gettext(message: str) -> str:
    """`message` in the language of this request."""
    return catalogue(language.get()).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """The form for `count` in the language of this request."""
    return catalogue(language.get()).ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """`message` in a context: the same English word may be two in Vietnamese."""
    return catalogue(language.get()).pgettext(context, message)


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated where it is printed."""
    return message


_ = gettext


@cache
def _sentences(code: str) -> list[tuple[re.Pattern[str], str]]:
    """Sentences of the rooms, which are English, as patterns with their translation: {name} stands for what varies.

    Whole sentences are tried before pieces of sentences, and those with the most words of their own first:
    "{place}: {sentence}." fits nearly everything.
    """
    path = LOCALE / code / "LC_MESSAGES" / "sentences.po"
    if not path.exists():
        return []
    entries = [(str(entry.id), str(entry.string)) for entry in read_catalogue(path) if entry.id and entry.string]
    entries.sort(key=lambda entry: (not entry[0].endswith("."), -len(PLACE.sub("", entry[0]))))
    return [(_pattern(message), translation) for message, translation in entries]


def _pattern(message: str) -> re.Pattern[str]:
    parts = PLACE.split(message)
    pieces = (f"(?P<{part}>.*?)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    return re.compile("".join(pieces), re.DOTALL)


def translated(sentence: str, spoken: Callable[[str], str]) -> str:
    """A sentence of a room in the language of this request; as it is where nobody has translated it.

    spoken: how a word that stands in one of the sentence's places is said.
    """
    for pattern, translation in _sentences(language.get()):
        if found := pattern.fullmatch(sentence):
            return translation.format(**{place: spoken(word) for place, word in found.groupdict().items()})
    return sentence
