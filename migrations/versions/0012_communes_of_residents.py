"""Keep in which of today's communes each resident lives, and let a first load drop the index of its rows' keys.

What for: a registry's addresses are resolved by a job of their own; two million rows load in a third of the time when
what finds a row by its key is made at their end, which a constraint does not allow and an index does.
Running version: safe, it reads the new table nowhere and finds the same rows. Back: drop the table, make the two
constraints again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

KEYS = (
    ("registered_vehicles", "key_index", "ix_registered_vehicles_key"),
    ("residents", "owner_index", "ix_residents_owner"),
)


def upgrade() -> None:
    op.create_table(
        "resident_communes",
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("row_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("tables", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("resident_id", name=op.f("pk_resident_communes")),
    )
    for table, column, index in KEYS:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"uq_{table}_{column}"), type_="unique")
        op.create_index(index, table, [column], unique=True)


def downgrade() -> None:
    for table, column, index in KEYS:
        op.drop_index(index, table)
        with op.batch_alter_table(table) as batch:
            batch.create_unique_constraint(op.f(f"uq_{table}_{column}"), [column])
    op.drop_table("resident_communes")
