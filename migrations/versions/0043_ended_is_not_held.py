"""Take the mark HELD from cases that have ended, and let the machine look at them: nobody could release them, so that
what lifts a warning of theirs was never proposed.

Running version: safe, but what ends while it is held keeps the mark. Back: nothing, the older program works without it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0041"

ENDED = ("REJECTED", "EXPIRED", "NO_SANCTION", "CLOSED", "LAPSED", "ANNULLED")
CASES = sa.table(
    "cases", sa.column("id"), sa.column("state"), sa.column("flags", sa.JSON()), sa.column("changed_at")
)  # fmt: skip
WAKEUPS = sa.table(
    "wakeups", *(sa.column(name) for name in ("id", "task", "subject", "key", "state", "attempts", "due_at"))
)


def upgrade() -> None:
    held = sa.and_(CASES.c.state.in_(ENDED), sa.cast(CASES.c.flags, sa.String).like('%"HELD"%'))
    # A wakeup has an id of its own table: that of its case is as good as any there, and needs no random number here.
    woken = sa.select(
        CASES.c.id, sa.literal("react"), CASES.c.id, CASES.c.id + ":held no more", sa.literal("pending"), sa.literal(0),
        CASES.c.changed_at,
    )  # fmt: skip
    op.execute(WAKEUPS.insert().from_select([column.name for column in WAKEUPS.c], woken.where(held)))
    connection = op.get_bind()
    for case_id, flags in connection.execute(sa.select(CASES.c.id, CASES.c.flags).where(held)).all():
        kept = [flag for flag in flags if flag != "HELD"]
        connection.execute(CASES.update().where(CASES.c.id == case_id).values(flags=kept))


def downgrade() -> None:
    """Nothing to take back."""
