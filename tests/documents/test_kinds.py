"""One row a kind of paper: each is complete, and what one lacks is said in a sentence."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ticketing.agency.actors import Party
from ticketing.agency.values import NUMBER_SERIES
from ticketing.cases.states import CaseState, Refused
from ticketing.documents import codes
from ticketing.documents.content.forms import forms
from ticketing.documents.kinds import KINDS, completeness, document_kind, kinds_where
from ticketing.documents.kinds.completeness import (
    IncompleteKind,
    refuse_alike,
    refuse_forms_of_nothing,
    refuse_incomplete,
)
from ticketing.documents.kinds.row import DocumentKind

NOTICE = KINDS[codes.NOTICE]


def with_signing(**changed: Any) -> DocumentKind:
    return replace(NOTICE, signing=replace(NOTICE.signing, **changed))


def with_sending(**changed: Any) -> DocumentKind:
    return replace(NOTICE, sending=replace(NOTICE.sending, **changed))


def with_drafting(**changed: Any) -> DocumentKind:
    return replace(NOTICE, drafting=replace(NOTICE.drafting, **changed))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (replace(NOTICE, code="no word"), "`code` is no word. Write it in small letters and underscores."),
        (replace(NOTICE, name=""), "`name` is empty."),
        (replace(NOTICE, content=None), "`content` names no class."),
        (replace(NOTICE, sample=None), "`sample` fills nothing."),
        (replace(NOTICE, code="unheard_of"), "`forms.yaml` has no form of it."),
        (replace(NOTICE, numbering=None), "`numbering` says nothing."),
        (replace(NOTICE, numbering="unheard_of"), "`numbering` 'unheard_of' is no series. Possible: notice,"),
        (with_signing(by=None), "`signing.by` names nobody"),
        (with_signing(by=Party.SYS), "papers are signed by a signer (SIGN) or by who draws them up (OFF)."),
        (with_signing(states=frozenset()), "`signing.states` is empty."),
        (with_signing(event="unheard_of"), "`signing.event` 'unheard_of' stands in no row of cases/states.py."),
        (with_signing(event_from=frozenset({CaseState.PAID})), "`signing.event_from` names states in which"),
        (with_drafting(about=None), "`drafting.about` says nothing."),
        (with_drafting(compose=None), "`drafting.compose` builds nothing."),
        (with_sending(to=None), "`sending.to` names no receiver."),
        (with_sending(name_vi=""), "`sending.name_vi` is empty."),
        (with_sending(sent_in=frozenset()), "`sending` sends it in no state."),
    ],
)
def test_an_incomplete_row_is_refused_by_name(row: DocumentKind, sentence: str) -> None:
    with pytest.raises(IncompleteKind) as refused:
        refuse_incomplete(row)
    assert str(refused.value).startswith(f"`{row.code}` is an incomplete kind of paper: `")
    assert sentence in str(refused.value)


def test_a_form_without_its_template_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(completeness, "shipped", lambda _folder: tmp_path)
    with pytest.raises(IncompleteKind, match=r"`template` of its form is not there\. Add templates/notices/notice"):
        refuse_incomplete(NOTICE)


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (replace(NOTICE, place=21), "`code` stands in two rows"),
        (replace(NOTICE, code="other"), "`place` 20 is that of 'notice' as well"),
        (replace(NOTICE, code="other", place=21, annex="unheard_of"), "`annex` 'unheard_of' is no kind"),
    ],
)
def test_two_rows_may_not_be_alike(other: DocumentKind, sentence: str) -> None:
    with pytest.raises(IncompleteKind, match=sentence):
        refuse_alike([replace(NOTICE, annex=""), other])


def test_a_form_that_no_row_stands_for_is_refused() -> None:
    with pytest.raises(IncompleteKind, match=r"`notice` is an incomplete kind of paper: `forms\.yaml` has a form"):
        refuse_forms_of_nothing([code for code in KINDS if code != codes.NOTICE])


def test_every_code_has_a_row_and_every_series_a_paper() -> None:
    named = {code for name, code in vars(codes).items() if name.isupper()}
    assert set(KINDS) == named == set(forms().rows)
    assert {row.numbering for row in KINDS.values() if row.numbering} == set(NUMBER_SERIES)


def test_rows_answer_questions_in_the_order_of_the_procedure() -> None:
    assert kinds_where(lambda row: row.is_warning) == (codes.WARNING, codes.OF_DEBT)
    assert [row.place for row in KINDS.values()] == sorted(row.place for row in KINDS.values())


def test_only_papers_of_a_case_are_drawn_up_in_one() -> None:
    with pytest.raises(Refused, match=r"'cover_list' is no paper of a case\. Possible: evidence_record, notice,"):
        document_kind(codes.COVER_LIST)
