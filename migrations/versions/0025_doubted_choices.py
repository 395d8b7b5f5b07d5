"""Doubt what was chosen for a hamlet or street when the police of that commune send a paper back as not theirs.

Running version: safe, two empty columns. Back: drop them; doubted choices are taken for sure again, so withdraw them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("commune_choices", sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("commune_choices", sa.Column("doubted_by", sa.String(length=60), nullable=True))


def downgrade() -> None:
    op.drop_column("commune_choices", "doubted_by")
    op.drop_column("commune_choices", "doubted_at")
