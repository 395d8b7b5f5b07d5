"""Keep what decisions about a penalty decision change: what is owed, by which days, and what was paid of it.

What for: a deferral, payment in parts, a remission or an amendment holds in the ledger, in reports and in the clocks.
Running version: safe, two empty columns and one with a default. Back: drop them; orders that were signed meanwhile stay
as papers and have no effect.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("decisions", sa.Column("changed_vnd", sa.Integer(), nullable=True))
    op.add_column("decisions", sa.Column("paid_vnd", sa.Integer(), server_default="0", nullable=False))
    op.add_column("decisions", sa.Column("pay_plan", sa.JSON(), nullable=True))
    op.execute(
        "UPDATE decisions SET paid_vnd = COALESCE("
        "(SELECT SUM(principal_vnd) FROM ledger_entries WHERE ledger_entries.decision_id = decisions.id), 0)"
    )


def downgrade() -> None:
    op.drop_column("decisions", "pay_plan")
    op.drop_column("decisions", "paid_vnd")
    op.drop_column("decisions", "changed_vnd")
