"""Let the limitations rest where the law says so, and wake those that ended in a deferral.

One that began while a person evaded ran on; one that was over when somebody said so rested. The end of one that ran out
where the table had no event for it was looked at once and never again.
Running version: safe, it knows each of these states. Back: nothing to undo.
"""

from alembic import op

revision = "0047"
down_revision = "0046"

_WRITTEN = (
    # A term that began before it was said rests already.
    "UPDATE case_clocks SET state = 'resting', ended_on = started_on"
    " WHERE state = 'running' AND code = 'ENFORCEMENT_LIMITATION'"
    " AND case_id IN (SELECT id FROM cases WHERE CAST(flags AS VARCHAR) LIKE '%\"EVADING\"%')",
    "UPDATE case_clocks SET state = 'running', ended_on = NULL WHERE state = 'resting' AND ended_on > due_on",
    "DELETE FROM wakeups WHERE task = 'clock' AND state = 'done' AND key IN"
    " (SELECT id FROM case_clocks WHERE state = 'running' AND code IN ('LIMITATION', 'ENFORCEMENT_LIMITATION'))",
)


def upgrade() -> None:
    for statement in _WRITTEN:
        op.execute(statement)


def downgrade() -> None:
    pass
