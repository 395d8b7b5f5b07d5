"""Keep corrected rows of the registry, and loads that broke off.

What for: an officer sees what the register said before a correction; a load that was killed is gone on with.
Running version: safe, a new table and an empty column. Back: drop both; corrections made meanwhile lose their past.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "registry_former_rows",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("content", sa.String(length=12), nullable=False),
        sa.Column("key_index", sa.String(length=64), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("replaced_by", sa.String(length=36), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_former_rows")),
    )
    op.create_index(op.f("ix_registry_former_rows_key_index"), "registry_former_rows", ["key_index"])
    op.add_column("registry_loads", sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE registry_loads SET finished_at = loaded_at")


def downgrade() -> None:
    op.drop_column("registry_loads", "finished_at")
    op.drop_index(op.f("ix_registry_former_rows_key_index"), "registry_former_rows")
    op.drop_table("registry_former_rows")
