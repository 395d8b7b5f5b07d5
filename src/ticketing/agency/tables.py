"""Tables of the agency: accounts, versions of agency.yaml, wordings of its own, days off, legal bases."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ticketing.kit.db import Base

IS_AGREED = sa.text("state = 'agreed'")
"""As words of SQL: SQLite uses the index of these rows alone where a query says just that."""


class Account(Base):
    """A person who logs in. Rows are disabled, never deleted: the log names them by id.

    name:     log-in name, often the person's own. full_name, post, police_rank: as papers name the person.
    rank:     rank code of competence.csv, where the person has one; a signer's is that of agency.yaml.
    totp_secret: base32, sealed under "accounts|totp_secret|<id>"; None where there is none, or security keys instead.
    """

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    full_name: Mapped[str] = mapped_column(sa.String(120), default="")
    post: Mapped[str] = mapped_column(sa.String(120), default="")
    police_rank: Mapped[str] = mapped_column(sa.String(40), default="")
    role: Mapped[str] = mapped_column(sa.String(20), index=True)
    unit: Mapped[str | None] = mapped_column(sa.String(60))
    commune_code: Mapped[str | None] = mapped_column(sa.String(5), index=True)
    rank: Mapped[str | None] = mapped_column(sa.String(40))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    totp_secret: Mapped[str | None] = mapped_column(sa.Text)
    must_change_password: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class SecurityKey(Base):
    """A security key or passkey of an account (WebAuthn); its rows go when it is removed, the log keeps what happened.

    credential_id, public_key: base64url, as the key gave them. sign_count: what it had counted when it was last used.
    cloned_at: it counted less than before, so there are two of it: it opens nothing any more.
    """

    __tablename__ = "security_keys"

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    account_id: Mapped[str] = mapped_column(sa.String(36), index=True)
    credential_id: Mapped[str] = mapped_column(sa.String(1364), unique=True)
    public_key: Mapped[str] = mapped_column(sa.Text)
    sign_count: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    name: Mapped[str] = mapped_column(sa.String(60))
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    cloned_at: Mapped[datetime | None]


class AgencyVersion(Base):
    """The agency from a day on. Of two versions for one day the later saved one holds; none is ever changed."""

    __tablename__ = "agency_versions"
    __table_args__ = (sa.Index("ix_agency_versions_day", "valid_from", "id"),)

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    valid_from: Mapped[date] = mapped_column(sa.Date)
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(sa.String(60))


class DualControlRow(Base):
    """What one person proposes and another decides on (agency.two_persons). reason: why it was refused or withdrawn."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(sa.String(36), primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(10))
    decided_by: Mapped[str | None] = mapped_column(sa.String(60))
    decided_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(sa.String(60))
    withdrawn_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(sa.Text)


class Wording(DualControlRow):
    """A wording of the agency for an act whose point names several (domain.md 11.12): it counts once two have agreed.

    vehicle_class, decree, clause: the row of fines that it words. state: proposed, agreed, refused or withdrawn.
    """

    __tablename__ = "wordings"
    __table_args__ = (sa.Index("ix_wordings_act", "behaviour", "vehicle_class", "state"),)

    behaviour: Mapped[str] = mapped_column(sa.String(40))
    vehicle_class: Mapped[str] = mapped_column(sa.String(20))
    decree: Mapped[str] = mapped_column(sa.String(40))
    clause: Mapped[str] = mapped_column(sa.String(20))
    act_vi: Mapped[str] = mapped_column(sa.Text)
    source: Mapped[str] = mapped_column(sa.Text)
    proposed_by: Mapped[str] = mapped_column(sa.String(60))
    proposed_at: Mapped[datetime]


class RetentionTerm(DualControlRow):
    """After how many days things of one kind are deleted (agency.retention); it counts once two have agreed.

    code: of data/retention.yaml. source: the order or decision that fixes it. state: as of a wording.
    """

    __tablename__ = "retention_terms"
    __table_args__ = (
        sa.Index("uq_retention_terms_agreed", "code", unique=True, sqlite_where=IS_AGREED,
                 postgresql_where=IS_AGREED),
    )  # fmt: skip

    code: Mapped[str] = mapped_column(sa.String(40))
    days: Mapped[int]
    source: Mapped[str] = mapped_column(sa.Text)
    proposed_by: Mapped[str] = mapped_column(sa.String(60))
    proposed_at: Mapped[datetime]


class DaysOffList(DualControlRow):
    """The days off of a year (agency.days_off); it counts once two have agreed, one list a year.

    days: [day, kind of law.calendar, name] in their order. final: no further notice is awaited. state: as of a wording.
    """

    __tablename__ = "days_off_lists"
    __table_args__ = (
        sa.Index("uq_days_off_lists_agreed", "year", unique=True, sqlite_where=IS_AGREED,
                 postgresql_where=IS_AGREED),
    )  # fmt: skip

    year: Mapped[int]
    days: Mapped[list[Any]]
    final: Mapped[bool]
    source: Mapped[str] = mapped_column(sa.Text)
    proposed_by: Mapped[str] = mapped_column(sa.String(60))
    proposed_at: Mapped[datetime]


class LegalBase(DualControlRow):
    """A written base for publishing more than the law's list (agency.legal_bases). Rows are kept for ever.

    says: what it allows, in its own words. scan_sha256: its scan in the evidence store.
    state: filed, approved, refused or withdrawn; at most one is approved.
    """

    __tablename__ = "legal_bases"
    __table_args__ = (
        sa.Index("uq_legal_bases_approved", "state", unique=True, sqlite_where=sa.text("state = 'approved'"),
                 postgresql_where=sa.text("state = 'approved'")),
    )  # fmt: skip

    number: Mapped[str] = mapped_column(sa.String(60))
    issued_on: Mapped[date] = mapped_column(sa.Date)
    issuer: Mapped[str] = mapped_column(sa.String(200))
    says: Mapped[str] = mapped_column(sa.Text)
    scan_sha256: Mapped[str] = mapped_column(sa.String(64))
    filed_by: Mapped[str] = mapped_column(sa.String(60))
    filed_at: Mapped[datetime]
