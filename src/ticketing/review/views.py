"""Views of the queue that a person saved under a name: his own, and nobody else's."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.cases.states import Refused
from ticketing.kit.ids import new_id
from ticketing.review.tables import ReviewView

MOST = 20


def views_of(session: Session, person: str) -> Sequence[ReviewView]:
    """His views by name."""
    return session.scalars(sa.select(ReviewView).where(ReviewView.person == person).order_by(ReviewView.name)).all()


def save_view(session: Session, person: str, name: str, query: str) -> ReviewView:
    """Save a view, or change the one of that name. query: as it stands in the address. Raises Refused."""
    name = name.strip()
    if not name:
        raise Refused("Give the view a name.")
    views = {view.name: view for view in views_of(session, person)}
    if name in views:
        views[name].query = query
        return views[name]
    if len(views) >= MOST:
        raise Refused("You have saved 20 views: delete one that you no longer need.")
    view = ReviewView(id=new_id(), person=person, name=name[:60], query=query)
    session.add(view)
    session.flush()
    return view


def delete_view(session: Session, person: str, view_id: str) -> None:
    """Forget a view; one that is not his own is left alone."""
    session.execute(sa.delete(ReviewView).where(ReviewView.id == view_id, ReviewView.person == person))
