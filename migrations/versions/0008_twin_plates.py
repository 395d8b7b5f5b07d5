"""Keep the look of a vehicle with its case, and the plates that are proven to have a twin.

What for: two looks that cannot be of one vehicle are told apart, and a marked plate makes each later case wait.
Running version: safe, a new table and an empty column. Back: drop both; the marks are still in the log, by their ids.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "twin_plates",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("plate", sa.String(length=20), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("marked_by", sa.String(length=60), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=60), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_twin_plates_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_twin_plates")),
    )
    op.create_index(op.f("ix_twin_plates_case_id"), "twin_plates", ["case_id"])
    standing = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "uq_twin_plates_standing",
        "twin_plates",
        ["plate"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.add_column("cases", sa.Column("seen", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "seen")
    op.drop_table("twin_plates")
