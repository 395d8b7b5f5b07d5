"""Let the database itself refuse to change or delete an event of the log.

What for: a casual UPDATE by somebody with the application's password fails and is seen.
Running version: safe, it only ever inserts. Back: drop the triggers (and the function on PostgreSQL).
"""

from alembic import op

revision = "0002"
down_revision = "0001"

ACTIONS = ("update", "delete")
REFUSAL = "the evidence log is append-only"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ACTIONS:
            op.execute(
                f"CREATE TRIGGER evidence_events_no_{action} BEFORE {action.upper()} ON evidence_events "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for action in ACTIONS:
        op.execute(
            f"CREATE TRIGGER evidence_events_no_{action} BEFORE {action.upper()} ON evidence_events "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER evidence_events_no_truncate BEFORE TRUNCATE ON evidence_events "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ACTIONS:
            op.execute(f"DROP TRIGGER evidence_events_no_{action}")
        return
    op.execute("DROP FUNCTION refuse_change() CASCADE")
