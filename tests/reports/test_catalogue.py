"""A report that says too little stops the program, with a sentence each."""

from dataclasses import replace
from typing import Any

import pytest

from ticketing.kit.bilingual import Bilingual
from ticketing.reports.catalogue import _report_in, reports
from ticketing.reports.catalogue.funnel import REPORT
from ticketing.reports.report import IncompleteReport, check

COLUMN = REPORT.columns[0]
LACKS: dict[str, tuple[dict[str, Any], str]] = {
    "no title in English": ({"title": Bilingual("Tên", "")}, "has no title in English"),
    "no title in Vietnamese": ({"title": Bilingual(" ", "Name")}, "has no title in Vietnamese"),
    "no summary": ({"summary": Bilingual("Tên", "")}, "has no summary in English"),
    "no explanation": ({"explanation": Bilingual("", "x")}, "has no explanation in Vietnamese"),
    "no right": ({"roles": frozenset()}, "nobody may open it"),
    "no column": ({"columns": ()}, "it has no table"),
    "a code with a space": ({"code": "a b"}, "no word of small letters"),
    "a column without a name": ({"columns": (replace(COLUMN, name=Bilingual("", "x")),)}, "no name in Vietnamese"),
    "no definition": ({"columns": (replace(COLUMN, definition=Bilingual("x", "")),)}, "no definition in English"),
    "a column twice": ({"columns": (COLUMN, COLUMN)}, "two columns are called 'detected'"),
    "an unknown kind": ({"columns": (replace(COLUMN, kind="money"),)}, "of the kind 'money', which there is not"),
}


@pytest.mark.parametrize(("changed", "sentence"), LACKS.values(), ids=LACKS)
def test_what_a_report_lacks_is_said(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(IncompleteReport, match=sentence):
        check([replace(REPORT, **changed)])


def test_a_code_used_twice_is_refused() -> None:
    with pytest.raises(IncompleteReport, match="'funnel' stands in two files"):
        check([REPORT, REPORT])


def test_the_reports_of_the_house_are_complete_and_in_their_order() -> None:
    assert [report.code for report in check(reports())] == ["funnel", "collection"]


def test_a_file_of_the_catalogue_that_holds_no_report_is_refused() -> None:
    with pytest.raises(IncompleteReport, match="holds no REPORT"):
        _report_in("__init__")
