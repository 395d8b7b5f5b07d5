"""Keep whose data each look at the registry showed.

What for: the file of an owner or a vehicle lists who looked, when and what for; the log itself names nobody.
Running version: safe, a new table that nothing reads yet. Back: drop it; looks stay in the log, under their cases.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "registry_looks",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("of_index", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", "of_index", name=op.f("pk_registry_looks")),
    )
    op.create_index(op.f("ix_registry_looks_of_index"), "registry_looks", ["of_index"])


def downgrade() -> None:
    op.drop_table("registry_looks")
