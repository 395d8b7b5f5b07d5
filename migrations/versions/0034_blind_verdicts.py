"""Find the blind verdicts on a camera or of a person without reading all others.

Running version: safe, two indexes that it does not use. Back: drop them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

COLUMNS = ("camera", "person")


def upgrade() -> None:
    for column in COLUMNS:
        op.create_index(
            f"ix_review_verdicts_blind_{column}",
            "review_verdicts",
            [column, "decided_at"],
            sqlite_where=sa.text("blind"),
            postgresql_where=sa.text("blind"),
        )


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_index(f"ix_review_verdicts_blind_{column}", "review_verdicts")
