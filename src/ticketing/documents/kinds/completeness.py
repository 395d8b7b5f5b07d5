"""Whether a row says everything that its paper needs on its way; the program does not start with one that does not."""

from collections.abc import Iterator, Sequence

from ticketing.agency.actors import Party
from ticketing.agency.values import NUMBER_SERIES
from ticketing.cases.states import MARKS, TRANSITIONS
from ticketing.documents.content.forms import forms
from ticketing.documents.kinds.row import DocumentKind
from ticketing.kit.shipped import shipped

EVENTS = frozenset(row.event for row in (*TRANSITIONS, *MARKS))
"""What the table of states knows."""


class IncompleteKind(Exception):
    """A row of a kind of paper lacks something, or says something that nothing else knows."""


def refuse_incomplete(row: DocumentKind) -> None:
    """Raises IncompleteKind with the first thing that the row lacks."""
    for problem in (*_of_every_paper(row), *_of_its_signature(row), *_of_its_way(row)):
        raise _incomplete(row.code, problem)


def refuse_alike(rows: Sequence[DocumentKind]) -> None:
    """Raises IncompleteKind for two rows of one code or place, and for an annex that is none of them."""
    by_code = dict[str, DocumentKind]()
    by_place = dict[int, DocumentKind]()
    for row in rows:
        if row.code in by_code:
            raise _incomplete(row.code, "`code` stands in two rows. Give one of them another code.")
        if other := by_place.get(row.place):
            raise _incomplete(row.code, f"`place` {row.place} is that of '{other.code}' as well. Take a free number.")
        by_code[row.code], by_place[row.place] = row, row
    for row in rows:
        if row.annex and row.annex not in by_code:
            raise _incomplete(row.code, f"`annex` '{row.annex}' is no kind. Add a row for it.")


def refuse_forms_of_nothing(codes: Sequence[str]) -> None:
    """Raises IncompleteKind for a form that no row stands for."""
    for code in forms().rows:
        if code not in codes:
            raise _incomplete(code, "`forms.yaml` has a form and no row stands for it. Add a row in documents/kinds.")


def _incomplete(code: str, problem: str) -> IncompleteKind:
    return IncompleteKind(f"`{code}` is an incomplete kind of paper: {problem}")


def _of_every_paper(row: DocumentKind) -> Iterator[str]:
    if not row.code.isidentifier():
        yield "`code` is no word. Write it in small letters and underscores."
    if not row.name:
        yield "`name` is empty. Write its English name, and the Vietnamese one in web/text/locale."
    if row.content is None:
        yield "`content` names no class. Name the dataclass that its template is filled with."
    if row.sample is None:
        yield "`sample` fills nothing. Name a function in documents/samples that fills it with invented facts."
    if row.code not in forms().rows:
        yield "`forms.yaml` has no form of it. Add one with template and first day to templates/notices/forms.yaml."
    for form in forms().rows.get(row.code, ()):
        if not (shipped("templates") / "notices" / form.template).is_file():
            yield f"`template` of its form is not there. Add templates/notices/{form.template}."


def _of_its_signature(row: DocumentKind) -> Iterator[str]:
    signing = row.signing
    if not row.of_a_case:
        if signing.states or signing.event or row.is_sent:
            yield "`signing.by` names nobody, and a paper of a case is signed. Say which party signs."
        return
    if signing.by not in (Party.SIGN, Party.OFF):
        yield f"`signing.by` is {signing.by}: papers are signed by a signer (SIGN) or by who draws them up (OFF)."
    if not signing.states:
        yield "`signing.states` is empty. Name the states of the case in which it may be signed."
    if signing.event is not None and signing.event not in EVENTS:
        yield f"`signing.event` '{signing.event}' stands in no row of cases/states.py. Add the row, or name another."
    if not signing.event_from <= signing.states:
        yield "`signing.event_from` names states in which it is not signed. Add them to `signing.states`."
    if row.drafting.about is None:
        yield "`drafting.about` says nothing. Say what the paper is about, so that it is prepared once."
    if row.drafting.compose is None:
        yield "`drafting.compose` builds nothing. Name the function that fills its form from draft and day."
    if row.numbering is None:
        yield "`numbering` says nothing. Name a series of numbers, or OF_ITS_CASE for a paper without one."
    elif row.numbering and row.numbering not in NUMBER_SERIES:
        yield f"`numbering` '{row.numbering}' is no series. Possible: {', '.join(NUMBER_SERIES)}."


def _of_its_way(row: DocumentKind) -> Iterator[str]:
    sending = row.sending
    if not row.is_sent:
        if sending.sent_in or sending.after_decision_in or sending.by_officer:
            yield "`sending.to` names no receiver. Say whom it is for."
        return
    if not sending.name_vi:
        yield "`sending.name_vi` is empty. Write how lists of consignments name it, in Vietnamese."
    if not (sending.sent_in or sending.after_decision_in or sending.by_officer or row.to_agencies):
        yield "`sending` sends it in no state. Name `sent_in` or `after_decision_in`, or say `by_officer`."
