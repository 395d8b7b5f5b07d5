"""Keep what a decision imposes beside the fine, and whether it is a warning.

Running version: safe, new columns with defaults. Back: drop them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    with op.batch_alter_table("decisions") as decisions:
        decisions.add_column(
            sa.Column("remedies", sa.JSON(none_as_null=True), nullable=False, server_default=sa.text("'[]'"))
        )
        decisions.add_column(sa.Column("warning", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("decisions") as decisions:
        decisions.drop_column("warning")
        decisions.drop_column("remedies")
