"""Citations of the law as tables write them, and how they are said in Vietnamese.

A citation is an act by its name or number and, behind `art.`, places in it: article.clause.point, a range of articles
or clauses, and of the next place only what is new (`art. 47.6.c, d`). `art.` without an act is of the act before. What
stands between citations are free words, which this room does not translate.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from ticketing.law.dated import read_yaml

_ACTS: dict[str, dict[str, str]] = read_yaml("acts.yaml")
_KINDS, _NAMES, _ENDINGS, _LINKS = (_ACTS[part] for part in ("kinds", "names", "endings", "links"))

_NAME = "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))
_NUMBER = r"\d+/\d{4}(?:/[\w-]+)?"
_POINT = r"[a-zđ]\d?\b"
_PLACE = rf"\d+[a-zđ]?(?:\.\d+[a-zđ]?(?:\.{_POINT})?)?(?:-\d+)?"
_PLACES = rf"{_PLACE}(?:, (?:{_PLACE}|{_POINT}))*"
_CITATION = re.compile(
    rf"(?:(?P<name>{_NAME})\b(?: (?P<of_name>{_NUMBER}))?"
    rf"|(?P<kind>{'|'.join(_KINDS)}) (?P<of_kind>{_NUMBER})"
    rf"|(?P<decree>\d+/\d{{4}}/{_ENDINGS['Decree']}))"
    rf"(?: art\. (?P<places>{_PLACES})| form (?P<form>\d+))?"
    rf"|\bart\. (?P<more>{_PLACES})"
)
_PHRASE = re.compile(r"[^\s;(),](?:[^;()]*[^\s;(),])?")


@dataclass(frozen=True)
class Place:
    """An article, or a clause or point of it. to: the last of a range of articles, or of clauses where one is named."""

    article: str
    clause: str = ""
    point: str = ""
    to: str = ""


@dataclass(frozen=True)
class Citation:
    """An act, by its Vietnamese name, with the places in it or the form annexed to it. Neither: the act as a whole."""

    act: str
    places: tuple[Place, ...] = ()
    form: str = ""


def parse(text: str) -> tuple[Citation | str, ...]:
    """The citations of a text in their order, and as they stand the words between them.

    >>> parse("D168 art. 6.9.b")
    (Citation(act='Nghị định 168/2024/NĐ-CP', places=(Place(article='6', clause='9', point='b', to=''),), form=''),)
    """
    return tuple(_pieces(text))


def _pieces(text: str) -> Iterator[Citation | str]:
    act, end = "", 0
    for found in _CITATION.finditer(text):
        between = text[end : found.start()]
        if between:
            yield between
        named = _act(found)
        yield Citation(named or act, tuple(_places(found["places"] or found["more"] or "")), found["form"] or "")
        # What only amends the act before is not what a later `art.` is of.
        if named and between.strip(" ,") not in _LINKS:
            act = named
        end = found.end()
    if text[end:]:
        yield text[end:]


def _act(found: re.Match[str]) -> str:
    if found["name"]:
        return " ".join(filter(None, (_NAMES[found["name"]], found["of_name"])))
    kind, number = ("Decree", found["decree"]) if found["decree"] else (found["kind"], found["of_kind"])
    if not kind:
        return ""
    if number.count("/") == 1 and kind in _ENDINGS:
        number = f"{number}/{_ENDINGS[kind]}"
    return f"{_KINDS[kind]} {number}"


def _places(text: str) -> Iterator[Place]:
    place = Place("")
    for part in filter(None, text.split(", ")):
        named, _, to = part.partition("-")
        if named[0].isalpha():
            place = replace(place, point=named)
        else:
            article, clause, point = (*named.split("."), "", "")[:3]
            place = Place(article, clause, point, to)
        yield place


def places_text(places: Sequence[Place]) -> str:
    """Places of one act in the words of papers: point before clause before article.

    >>> places_text([Place("47", "6", "c"), Place("47", "6", "d"), Place("65"), Place("66", to="68")])
    'điểm c, điểm d khoản 6 Điều 47, Điều 65, Điều 66 đến Điều 68'
    """
    words = [_written_parts(place) for place in places]
    said = []
    for (point, clause, article), (_, next_clause, next_article) in zip_longest(words, words[1:], fillvalue=("",) * 3):
        # What the next place has too is said once, behind it.
        same_article = article == next_article
        same_clause = same_article and clause == next_clause
        said.append(" ".join(filter(None, (point, "" if same_clause else clause, "" if same_article else article))))
    return ", ".join(said)


def _written_parts(place: Place) -> tuple[str, str, str]:
    point = f"điểm {place.point}" if place.point else ""
    if not place.clause:
        return point, "", _range("Điều", place.article, place.to)
    return point, _range("khoản", place.clause, place.to), f"Điều {place.article}"


def _range(word: str, first: str, last: str) -> str:
    if not last:
        return f"{word} {first}"
    between = ", " if first.isdigit() and int(last) == int(first) + 1 else " đến "
    return f"{word} {first}{between}{word} {last}"


def in_vietnamese(text: str, words: Callable[[str], str] = str) -> str:
    """A text with its citations as Vietnamese officers write them. words: how a phrase between them is said.

    >>> in_vietnamese("LHAV art. 61.2; C73 form 04")
    'khoản 2 Điều 61 Luật XLVPHC; Mẫu số 04 Thông tư 73/2024/TT-BCA'
    """
    return "".join(
        _citation_text(piece)
        if isinstance(piece, Citation)
        else _PHRASE.sub(lambda found: _phrase(found[0], words), piece)
        for piece in parse(text)
    )


def _citation_text(citation: Citation) -> str:
    form = f"Mẫu số {citation.form}" if citation.form else ""
    return " ".join(filter(None, (form, places_text(citation.places), citation.act)))


def _phrase(phrase: str, words: Callable[[str], str]) -> str:
    return _LINKS.get(phrase) or words(phrase)
