"""Keep which verdicts were blind, which networks had read the case, and who or what is held from issuing.

Running version: safe, two columns with values of their own and a new table. Back: drop them; holds are forgotten.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("review_verdicts", sa.Column("blind", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("review_verdicts", sa.Column("model", sa.String(length=200), nullable=True))
    op.create_index("ix_review_verdicts_decided", "review_verdicts", ["decided_at"])
    op.create_index(
        "ix_review_verdicts_blind_model",
        "review_verdicts",
        ["model", "decided_at"],
        sqlite_where=sa.text("blind"),
        postgresql_where=sa.text("blind"),
    )
    op.create_table(
        "quality_holds",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("judged", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Double(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=60), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_holds")),
    )
    op.create_index(
        "uq_quality_holds_standing",
        "quality_holds",
        ["kind", "subject"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_quality_holds_standing", "quality_holds")
    op.drop_table("quality_holds")
    op.drop_index("ix_review_verdicts_blind_model", "review_verdicts")
    op.drop_index("ix_review_verdicts_decided", "review_verdicts")
    op.drop_column("review_verdicts", "model")
    op.drop_column("review_verdicts", "blind")
