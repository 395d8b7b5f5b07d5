"""Remember of a log-in whether the organisation's log-in opened it, and whether its account lacks a second step.

Running version: safe, it leaves both columns to their defaults. Back: drop them; open log-ins go on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
COLUMNS = ("by_provider", "lacks_step")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("web_sessions", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("web_sessions", name)
