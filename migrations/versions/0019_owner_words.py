"""Keep what owners write on the public page until an officer has dealt with it.

Running version: safe, a new table. Back: drop it; what nobody has read yet is lost, so read it first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "owner_words",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("other_person", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("handled_by", sa.String(length=60), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_owner_words_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_owner_words")),
    )
    op.create_index(op.f("ix_owner_words_case_id"), "owner_words", ["case_id"])
    op.create_index(
        "ix_owner_words_waiting",
        "owner_words",
        ["received_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def downgrade() -> None:
    op.drop_index("ix_owner_words_waiting", "owner_words")
    op.drop_index(op.f("ix_owner_words_case_id"), "owner_words")
    op.drop_table("owner_words")
