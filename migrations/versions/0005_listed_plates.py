"""Add the lists of stolen and of perhaps exempt vehicles, so that their cases wait for an officer.

Running version: safe, a new table that nothing reads yet. Back: drop it; the lists are loaded again from their files.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "listed_plates",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("key_index", sa.String(length=64), nullable=False),
        sa.Column("row_digest", sa.String(length=64), nullable=False),
        sa.Column("plate_index", sa.String(length=64), nullable=False),
        sa.Column("plate", sa.Text(), nullable=False),
        sa.Column("listing", sa.String(length=12), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("load_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_plates")),
        sa.UniqueConstraint("key_index", name=op.f("uq_listed_plates_key_index")),
    )
    op.create_index("ix_listed_plates_plate", "listed_plates", ["plate_index", "valid_from"])


def downgrade() -> None:
    op.drop_table("listed_plates")
