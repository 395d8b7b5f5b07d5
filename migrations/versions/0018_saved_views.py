"""Keep the views of the queue that a person has saved under a name.

Running version: safe, a new table. Back: drop it; people filter by hand again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "review_views",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_views")),
        sa.UniqueConstraint("person", "name", name=op.f("uq_review_views_person_name")),
    )


def downgrade() -> None:
    op.drop_table("review_views")
