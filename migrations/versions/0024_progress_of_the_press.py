"""Find what a signer signed today without reading all papers: his page shows how far the press is with it.

Running version: safe, an index; writes wait while it is made. Back: drop it.
"""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_index("ix_documents_released", "documents", ["released_by", "released_at"])


def downgrade() -> None:
    op.drop_index("ix_documents_released", "documents")
