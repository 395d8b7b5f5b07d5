"""Remember what people chose for ambiguous addresses.

What for: the commune of a hamlet is asked for once, not for each owner there; a wrong choice can be taken back.
Running version: safe, a new table that nothing reads yet. Back: drop it; every ambiguous address is asked for again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "commune_choices",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("place_index", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("ground", sa.String(length=30), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("chosen_by", sa.String(length=60), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tables", sa.String(length=64), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=60), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commune_choices")),
    )
    op.create_index(op.f("ix_commune_choices_case_id"), "commune_choices", ["case_id"])
    op.create_index(op.f("ix_commune_choices_place_index"), "commune_choices", ["place_index"])


def downgrade() -> None:
    op.drop_table("commune_choices")
