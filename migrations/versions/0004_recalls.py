"""Keep recalls: which fault was named, which cases it touched, who held and who released them.

Running version: safe, two new tables. Back: drop both; cases stay held, and are released one by one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "recalls",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("release_reason", sa.Text(), nullable=True),
        sa.Column("proposed_by", sa.String(length=60), nullable=True),
        sa.Column("proposed_role", sa.String(length=20), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.String(length=60), nullable=True),
        sa.Column("released_role", sa.String(length=20), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
    )
    op.create_table(
        "recalled_cases",
        sa.Column("recall_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_recalled_cases_case_id")),
        sa.ForeignKeyConstraint(["recall_id"], ["recalls.id"], name=op.f("fk_recalled_cases_recall_id")),
        sa.PrimaryKeyConstraint("recall_id", "case_id", name=op.f("pk_recalled_cases")),
    )
    op.create_index(op.f("ix_recalled_cases_case_id"), "recalled_cases", ["case_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_recalled_cases_case_id"), "recalled_cases")
    op.drop_table("recalled_cases")
    op.drop_table("recalls")
