"""Keep where a load's rejected rows are.

What for: the page of loads hands the file over to whoever corrects it, with the look in the log.
Running version: safe, an empty column that nothing reads yet. Back: drop it; the files stay in the home.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("registry_loads", sa.Column("rejects_file", sa.String(length=200), nullable=True))


def downgrade() -> None:
    op.drop_column("registry_loads", "rejects_file")
