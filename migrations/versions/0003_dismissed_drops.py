"""Let a person set a held drop aside: when, who, and why.

Running version: safe, it does not know the columns. Back: drop them; the events stay in the log.
"""

import sqlalchemy as sa
from alembic import op

from ticketing.kit.db import Moment

revision = "0003"
down_revision = "0002"

COLUMNS = (
    sa.Column("dismissed_at", Moment(), nullable=True),
    sa.Column("dismissed_by", sa.String(60), nullable=True),
    sa.Column("dismissed_because", sa.String(40), nullable=True),
    sa.Column("dismissed_note", sa.Text(), nullable=True),
)


def upgrade() -> None:
    # A fresh database has them: the first migration makes the tables as they are today.
    there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("observations")}
    for column in COLUMNS:
        if column.name not in there:
            op.add_column("observations", column.copy())


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_column("observations", column.name)
