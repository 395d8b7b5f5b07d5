"""Find the verdicts on what a version of the networks had read, so that counting those of a new one reads no others.

Running version: safe, an index. Back: drop it; the first verdicts after a new version take longer.
"""

from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_index("ix_review_verdicts_model_decided", "review_verdicts", ["model", "decided_at"])


def downgrade() -> None:
    op.drop_index("ix_review_verdicts_model_decided", "review_verdicts")
