"""Keep beside a transfer slip which police it goes to, so that it is sent there and the notice names them.

Running version: safe, an empty column. Back: drop it; slips that wait are drafted again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("documents", sa.Column("passed_to", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("documents", "passed_to")
