"""Keep what a reply slip says: when the police of the commune had the paper, and the owner's own words.

Running version: safe, two columns that it leaves empty. Back: drop them; the log commits to the words.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    with op.batch_alter_table("consignment_items") as batch:
        batch.add_column(sa.Column("received_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("owner_words", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("consignment_items") as batch:
        batch.drop_column("owner_words")
        batch.drop_column("received_on")
