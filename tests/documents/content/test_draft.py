"""Drafts wait for months and are kept for years: what an earlier version froze, this one reads."""

import json
from typing import Any

import pytest

from ticketing.demo.sample_documents import sample
from ticketing.documents.content.draft import CaseFacts, Confirmation, Draft, Extra, LetterFacts, freeze, thaw
from ticketing.documents.content.minutes.violation import MinutesFacts
from ticketing.documents.content.snapshot import content_json, read_content
from ticketing.documents.samples.cases import FULL, WORLDS
from ticketing.documents.samples.marks import SIGNED_AT

WORLD = WORLDS[FULL]()
CASE = CaseFacts("24-000001", "DOI1", WORLD.vehicle, WORLD.violation, may_explain=True, owner=WORLD.owner)


def frozen_before(extra: Extra, **then: Any) -> str:
    """The draft with what another version said of its own part."""
    draft = json.loads(freeze(Draft(CASE, extra)))
    draft["extra"] |= then
    return json.dumps(draft)


@pytest.mark.parametrize("then", [{}, {"": "Letter"}])
def test_a_letter_is_read_under_the_name_that_it_has_and_the_one_that_it_had(then: dict[str, Any]) -> None:
    letter = LetterFacts("phương tiện được ưu tiên", "Điều 11")
    assert thaw(frozen_before(letter, **then)) == Draft(CASE, letter)


@pytest.mark.parametrize(
    ("extra", "then"),
    [
        (Confirmation(SIGNED_AT), {"other": ""}),
        (
            MinutesFacts(SIGNED_AT, "trụ sở Đội", "", ("Căn cứ kết quả",)),
            {"written_explanation_days": 5, "hearing_request_days": 2},
        ),
    ],
    ids=["evidence record", "minutes"],
)
def test_what_no_paper_asks_for_any_more_is_read_over(extra: Extra, then: dict[str, Any]) -> None:
    assert thaw(frozen_before(extra, **then)) == Draft(CASE, extra)


def test_an_act_that_was_kept_with_a_preventive_measure_is_read() -> None:
    draft = json.loads(freeze(Draft(CASE)))
    draft["case"]["violation"]["preventive_measure"] = ""
    assert thaw(json.dumps(draft)) == Draft(CASE)


def test_a_printed_person_who_was_kept_with_his_telephone_is_read() -> None:
    decision = sample("decision").sheets[0].content
    kept = json.loads(content_json(decision))
    kept["violator"]["phone"] = "0900000001"
    assert read_content("decision", json.dumps(kept)) == decision
