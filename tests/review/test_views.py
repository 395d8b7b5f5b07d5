"""Views of the queue under a name: one's own alone."""

import pytest

from review.conftest import NOW, Reviewing
from ticketing.cases.states import Refused
from ticketing.review import queue
from ticketing.review.views import MOST, delete_view, save_view, views_of


def names(reviewing: Reviewing, person: str) -> dict[str, str]:
    with reviewing.database.reading() as session:
        return {view.name: view.query for view in views_of(session, person)}


def test_a_view_is_saved_changed_and_deleted_by_its_owner_alone(reviewing: Reviewing) -> None:
    with reviewing.database.writing() as session:
        saved = save_view(session, "han", " Đèn đỏ ", "behaviour=RED_LIGHT")
        save_view(session, "han", "Đèn đỏ", "behaviour=RED_LIGHT&camera=BN-001")
        delete_view(session, "lan", saved.id)
    assert (names(reviewing, "han"), names(reviewing, "lan")) == ({"Đèn đỏ": "behaviour=RED_LIGHT&camera=BN-001"}, {})
    with reviewing.database.writing() as session:
        delete_view(session, "han", saved.id)
    assert names(reviewing, "han") == {}


def test_a_view_has_a_name_and_nobody_keeps_a_hundred(reviewing: Reviewing) -> None:
    with reviewing.database.writing() as session:
        with pytest.raises(Refused, match="a name"):
            save_view(session, "han", "  ", "")
        for number in range(MOST):
            save_view(session, "han", f"v{number}", "")
        with pytest.raises(Refused, match="delete one"):
            save_view(session, "han", "one more", "")


def test_the_queue_is_filtered_by_a_part_of_the_place(reviewing: Reviewing) -> None:
    reviewing.case()
    with reviewing.database.reading() as session:
        found = [
            len(queue.page(session, queue.Filters(place=place), queue.Reader("han"), at=NOW, wall=NOW).rows)
            for place in ("hùng vương", "Lê Lợi", "100%")
        ]
    assert found == [1, 0, 0]
