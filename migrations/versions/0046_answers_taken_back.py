"""Keep what stood before an answer of an owner, so that one that was recorded on the wrong case can be taken back.

Running version: safe, new columns that may be empty; an answer that it records cannot be taken back. Back: drop them,
once nothing was taken back: an earlier version would take it for an answer.
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0043"


def upgrade() -> None:
    with op.batch_alter_table("case_answers") as answers:
        answers.add_column(sa.Column("before", sa.JSON(none_as_null=True), nullable=True))
        answers.add_column(sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("case_answers") as answers:
        answers.drop_column("taken_back_at")
        answers.drop_column("before")
