"""What a case page offers: found in the package, complete, decided by facts, and asked for with few statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from ticketing.web.access.rights import RIGHTS
from ticketing.web.actions.action import Action
from ticketing.web.actions.registry import IncompleteAction, actions, check_actions, refuse_ambiguous
from web.town import Town
from web.visits import Browser

MOST_STATEMENTS = 37
"""Of a whole case page with the gate before it; the goal is 12."""
SETTLE = Action("settle", 1, ("case_settle",), lambda case: True)


@contextmanager
def counted(town: Town) -> Iterator[list[str]]:
    statements: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            statements.append(statement)

    engine = town.context.database.engine
    sa.event.listen(engine, "before_cursor_execute", count)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", count)


@pytest.mark.parametrize("person", ["officer1", "signer", "supervisor", "auditor"])
@pytest.mark.parametrize("case", ["open0", "noticed", "answered", "minutes", "delivered", "paid", "address", "unknown"])
def test_a_case_page_asks_the_database_little(case: str, person: str, town: Town, people: dict[str, Browser]) -> None:
    people[person].get(f"/cases/{town.cases[case]}")
    with counted(town) as statements:
        assert people[person].get(f"/cases/{town.cases[case]}").status_code == 200
    assert len(statements) <= MOST_STATEMENTS


def test_actions_stand_in_the_order_of_the_procedure_and_are_complete() -> None:
    found = actions()
    assert [action.place for action in found] == sorted(action.place for action in found)
    check_actions(found, RIGHTS)


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        (replace(SETTLE, rights=()), "The action 'settle' names no right"),
        (replace(SETTLE, rights=("case_nothing",)), "names rights without a row .*case_nothing"),
        (replace(SETTLE, name="dance"), "The action 'dance' has no form: write templates/acts/dance.html"),
    ],
)
def test_an_incomplete_action_is_refused_with_a_sentence(action: Action, sentence: str) -> None:
    with pytest.raises(IncompleteAction, match=sentence):
        check_actions([action], RIGHTS)


def test_two_actions_of_one_name_or_place_are_refused() -> None:
    with pytest.raises(IncompleteAction, match="Two actions are called 'settle'"):
        refuse_ambiguous([SETTLE, replace(SETTLE, place=2)])
    with pytest.raises(IncompleteAction, match="'settle' and 'licence' have one place, 1"):
        refuse_ambiguous([SETTLE, replace(SETTLE, name="licence")])
