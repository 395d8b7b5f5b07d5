"""Count the cases that wait for a person without reading them.

Running version: safe, an index that it does not use. Back: drop it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

WAITS = sa.text("state IN ('REVIEW_PENDING', 'MANUAL_QUEUE')")


def upgrade() -> None:
    op.create_index("ix_cases_waiting", "cases", ["state", "reason_code"], sqlite_where=WAITS, postgresql_where=WAITS)


def downgrade() -> None:
    op.drop_index("ix_cases_waiting", "cases")
