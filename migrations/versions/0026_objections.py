"""Keep complaints and suits, and how they ended.

Running version: safe, a new table. Back: drop it; the log keeps that there were any, and not their words.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
OPEN = sa.text("result IS NULL")


def upgrade() -> None:
    op.create_table(
        "case_objections",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("lodged_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.String(length=16), nullable=True),
        sa.Column("answer_no", sa.String(length=60), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_objections_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_objections")),
    )
    op.create_index(op.f("ix_case_objections_case_id"), "case_objections", ["case_id"])
    op.create_index(
        "uq_case_objections_open", "case_objections", ["case_id", "kind"], unique=True, sqlite_where=OPEN,
        postgresql_where=OPEN,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("case_objections")
