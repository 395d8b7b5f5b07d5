"""Add where a camera stands and at which junction, so that twins and second records of one act are told by distance.

Running version: safe, two empty columns. Back: drop both; the table of cameras is loaded again from its file.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("cameras", sa.Column("position", sa.String(length=40), nullable=True))
    op.add_column("cameras", sa.Column("junction", sa.String(length=60), nullable=True))


def downgrade() -> None:
    op.drop_column("cameras", "junction")
    op.drop_column("cameras", "position")
