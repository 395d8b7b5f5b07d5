"""Keep who withdrew a wording beside who agreed to it.

Running version: safe, two columns that it does not write. Back: drop them; the log names who did.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.add_column("wordings", sa.Column("withdrawn_by", sa.String(length=60), nullable=True))
    op.add_column("wordings", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("wordings", "withdrawn_at")
    op.drop_column("wordings", "withdrawn_by")
