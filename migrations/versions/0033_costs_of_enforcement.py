"""Keep the costs of an enforcement, so that money for them is not taken for money to be paid back.

Running version: safe, each column has a value of its own for rows that do not name it. Back: drop them; what came in
for costs then reads as nothing, and its lines no longer add up.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

NO_MINUS = "principal_vnd >= 0 AND interest_vnd >= 0 AND over_vnd >= 0"


def upgrade() -> None:
    op.add_column("decisions", sa.Column("costs_vnd", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("ledger_entries") as batch:
        batch.add_column(sa.Column("costs_vnd", sa.BigInteger(), nullable=False, server_default="0"))
        batch.drop_constraint(op.f("ck_ledger_entries_no_minus"), type_="check")
        batch.create_check_constraint(op.f("ck_ledger_entries_no_minus"), f"{NO_MINUS} AND costs_vnd >= 0")


def downgrade() -> None:
    with op.batch_alter_table("ledger_entries") as batch:
        batch.drop_constraint(op.f("ck_ledger_entries_no_minus"), type_="check")
        batch.create_check_constraint(op.f("ck_ledger_entries_no_minus"), NO_MINUS)
        batch.drop_column("costs_vnd")
    op.drop_column("decisions", "costs_vnd")
