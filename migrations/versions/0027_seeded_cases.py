"""Keep seeded cases, by which the reviewing is tested: the mark on the case, what is known of it, the verdicts on it.

Running version: safe, columns with values of their own and a new table; it opens none. Back: end those that wait
(`seeded_case_ended`) first, then drop; verdicts on them are kept and can no longer be told from others.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

STATES = "'CLOSED', 'DETECTED', 'EXPIRED', 'MANUAL_QUEUE', 'REVIEW_PENDING'"


def upgrade() -> None:
    # In one piece: SQLite takes a constraint with a new column only, and would have to copy the table for one alone.
    op.execute(
        "ALTER TABLE cases ADD COLUMN seeded BOOLEAN DEFAULT FALSE NOT NULL "
        f"CONSTRAINT ck_cases_seeded_never_issued CHECK (NOT seeded OR state IN ({STATES}))"
    )
    op.add_column("review_verdicts", sa.Column("seeded", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "seeded_cases",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("origin_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("plate", sa.String(length=20), nullable=True),
        sa.Column("plate_colour", sa.String(length=10), nullable=True),
        sa.Column("behaviour", sa.String(length=40), nullable=True),
        sa.Column("vehicle", sa.String(length=20), nullable=True),
        sa.Column("filed_by", sa.String(length=60), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_seeded_cases_case_id_cases")),
        sa.ForeignKeyConstraint(["origin_id"], ["cases.id"], name=op.f("fk_seeded_cases_origin_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_seeded_cases")),
        sa.UniqueConstraint("origin_id", name=op.f("uq_seeded_cases_origin_id")),
    )


def downgrade() -> None:
    op.drop_table("seeded_cases")
    op.drop_column("review_verdicts", "seeded")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_cases_seeded_never_issued", "cases")
    op.drop_column("cases", "seeded")
