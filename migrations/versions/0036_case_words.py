"""Keep what people write for the file when something happens to a case: reasons and explanations, sealed.

Running version: safe, a table that it does not know. Back: drop it; the log keeps the commitments.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.create_table(
        "case_words",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("event", sa.String(60), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_by", sa.String(60), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_words_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_words")),
    )
    op.create_index(op.f("ix_case_words_case_id"), "case_words", ["case_id"])


def downgrade() -> None:
    op.drop_table("case_words")
