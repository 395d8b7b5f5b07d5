"""A recall may end by withdrawing its cases: keep how it ends and the article that the letters name.

Running version: safe, two empty columns. Back: drop them; finish a withdrawal that is under way first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("recalls", sa.Column("ending", sa.String(length=10), nullable=True))
    op.add_column("recalls", sa.Column("law", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("recalls", "law")
    op.drop_column("recalls", "ending")
