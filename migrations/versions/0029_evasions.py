"""Keep why a person is said to evade, so that whoever handles the case later can read it.

Running version: safe, a new table; what was said before has no row, the log alone. Back: drop it, the reasons go.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "case_evasions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_by", sa.String(length=60), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.String(length=60), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_evasions_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_evasions")),
    )
    op.create_index(op.f("ix_case_evasions_case_id"), "case_evasions", ["case_id"])


def downgrade() -> None:
    op.drop_table("case_evasions")
