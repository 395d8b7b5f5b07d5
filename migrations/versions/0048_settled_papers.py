"""Keep who settled a paper that came back and is not sent again, so that the list of such papers can become empty.

Running version: safe, new columns that may be empty; it goes on listing what is settled. Back: drop them; the log keeps
who settled what.
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    with op.batch_alter_table("consignment_items") as items:
        items.add_column(sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
        items.add_column(sa.Column("settled_by", sa.String(60), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("consignment_items") as items:
        items.drop_column("settled_by")
        items.drop_column("settled_at")
