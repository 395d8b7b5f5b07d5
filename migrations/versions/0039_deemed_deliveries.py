"""Keep from which day a delivery that is only deemed is counted, before it counts.

Running version: safe, it writes a day of receipt and knows no other. Back: drop what never counted, then the column.
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    with op.batch_alter_table("delivery_proofs") as batch:
        batch.add_column(sa.Column("begun_on", sa.Date(), nullable=True))
        batch.alter_column("received_on", existing_type=sa.Date(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM delivery_proofs WHERE received_on IS NULL")
    with op.batch_alter_table("delivery_proofs") as batch:
        batch.alter_column("received_on", existing_type=sa.Date(), nullable=False)
        batch.drop_column("begun_on")
