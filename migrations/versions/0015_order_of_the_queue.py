"""Keep the day of the act and the order inside that day, so that the next case is found by an index.

Running version: what it opens meanwhile stands first in the queue. Back: drop both, the queue sorts by itself again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

DAY = {
    "sqlite": sa.text("date(violated_at, '+7 hours')"),
    "postgresql": sa.text("(violated_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"),
}


def upgrade() -> None:
    # A default of the table's own, because SQLite would have to copy the table for a column without one.
    op.add_column("cases", sa.Column("acted_on", sa.Date(), nullable=False, server_default="1970-01-01"))
    op.add_column("cases", sa.Column("queue_rank", sa.Double(), nullable=False, server_default="0"))
    cases = sa.table("cases", *(sa.column(name) for name in ("acted_on", "queue_rank", "reason_code", "confidence")))
    rank = sa.case((cases.c.reason_code.is_(None), 2.0), else_=0.0) + sa.func.coalesce(cases.c.confidence, 0.0)
    op.execute(cases.update().values(acted_on=DAY[op.get_bind().dialect.name], queue_rank=rank))
    op.create_index("ix_cases_next", "cases", ["state", "acted_on", "queue_rank", "violated_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_cases_next", "cases")
    op.drop_column("cases", "queue_rank")
    op.drop_column("cases", "acted_on")
