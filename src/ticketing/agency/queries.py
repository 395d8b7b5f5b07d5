"""What pages and lists read of accounts."""

import unicodedata
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ticketing.agency.actors import Role
from ticketing.agency.tables import Account


def account_named(session: Session, name: str) -> Account | None:
    """The account with that log-in name; spaces and the way in which accents were typed do not matter."""
    written = " ".join(unicodedata.normalize("NFC", name).split())
    return session.scalar(sa.select(Account).where(Account.name == written))


def accounts(session: Session, *, role: Role | None = None, open_only: bool = False) -> list[Account]:
    """Accounts by name."""
    query = sa.select(Account).order_by(Account.name)
    if role:
        query = query.where(Account.role == role)
    if open_only:
        query = query.where(Account.disabled_at.is_(None))
    return list(session.scalars(query))


def names_of(session: Session, account_ids: Iterable[str]) -> dict[str, str]:
    """Full names (log-in names where none is known) for pages that show who did what."""
    ids = list(account_ids)
    if not ids:
        return {}
    query = sa.select(Account.id, Account.full_name, Account.name).where(Account.id.in_(ids))
    return {account_id: full_name or name for account_id, full_name, name in session.execute(query)}
