"""From a draft and the day of signing to the sheets of a paper. Pure: each kind's own builder fills its form.

A form of the day of handling that lacks a fact refuses (`MissingFact`), and so does a day on which no form holds.
"""

from dataclasses import replace

from ticketing.documents.content.draft import Day, Draft
from ticketing.documents.content.facts import ViolationFacts
from ticketing.documents.content.forms import form_on
from ticketing.documents.content.sheet import Sheet
from ticketing.documents.kinds import KINDS
from ticketing.law.calendar import Calendar


def compose(kind: str, draft: Draft, day: Day, calendar: Calendar) -> tuple[Sheet, ...]:
    """The sheets of a paper. Raises MissingFact (what the form lacks), NoFormInForce, KeyError for a strange kind."""
    sheet, annex = _sheet(kind, draft, day, calendar), KINDS[kind].annex
    return (sheet, _sheet(annex, draft, day, calendar)) if annex else (sheet,)


def _sheet(kind: str, draft: Draft, day: Day, calendar: Calendar) -> Sheet:
    build = KINDS[kind].drafting.compose
    if build is None:
        raise KeyError(kind)
    content = build(draft, _filled(draft, day), day, calendar)
    return Sheet(form_on(kind, day.day), content)


def _filled(draft: Draft, day: Day) -> ViolationFacts:
    """The act with the name that the detecting unit bears on the day of signing."""
    return replace(draft.case.violation, detecting_unit=day.agency.unit_name(draft.case.unit))
