"""Keep the lists of days off that two persons agree to.

Running version: safe, a table that it does not know. Back: drop it; the log names every list.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
AGREED = sa.text("state = 'agreed'")


def upgrade() -> None:
    op.create_table(
        "days_off_lists",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(length=60), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=60), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_days_off_lists")),
    )
    op.create_index(
        "uq_days_off_lists_agreed",
        "days_off_lists",
        ["year"],
        unique=True,
        sqlite_where=AGREED,
        postgresql_where=AGREED,
    )


def downgrade() -> None:
    op.drop_table("days_off_lists")
