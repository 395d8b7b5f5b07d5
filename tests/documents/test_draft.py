"""Drafts wait for months and are kept for years: what an earlier version froze, this one reads."""

import json
from typing import Any

import pytest

from ticketing.documents.content.draft import CaseFacts, Draft, Extra, LetterFacts, freeze, thaw
from ticketing.documents.samples.world import FULL, WORLDS

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
