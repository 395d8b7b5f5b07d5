"""Find the papers of a case by their state and kind.

Without figures of its tables, SQLite preferred the index of all papers in a state, and read every signed paper.
Running version: safe. Back: the index of the case alone.
"""

from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.create_index("ix_documents_case", "documents", ["case_id", "state", "kind"])
    op.drop_index("ix_documents_case_id", table_name="documents")


def downgrade() -> None:
    op.create_index("ix_documents_case_id", "documents", ["case_id"])
    op.drop_index("ix_documents_case", table_name="documents")
