"""Keep what a security key or the organisation's log-in was asked, so that an answer counts once.

Running version: safe, a new table. Back: drop it; log-ins that are under way begin again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "web_challenges",
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("data", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("purpose", "key", name=op.f("pk_web_challenges")),
    )
    op.create_index(op.f("ix_web_challenges_made_at"), "web_challenges", ["made_at"])


def downgrade() -> None:
    op.drop_table("web_challenges")
