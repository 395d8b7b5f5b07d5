"""Keep what officers saw to be wrong with a camera until it is mended.

Running version: safe, a new table. Back: drop it; the orders are forgotten, the rejected cases keep their reasons.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "camera_work_orders",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("camera", sa.String(length=60), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.Column("case_ids", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=60), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=60), nullable=True),
        sa.Column("done", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_camera_work_orders")),
    )
    op.create_index(
        "uq_camera_work_orders_open",
        "camera_work_orders",
        ["camera", "reason_code"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_camera_work_orders_open", "camera_work_orders")
    op.drop_table("camera_work_orders")
