"""Call eight tables what the field calls them: what they hold, what seals it and what the log says stay as they are.

Running version: it finds its tables no more; stop every process of this home before the first one of the new version
starts. Back: the old names again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"

TABLES = {
    "wakeups": "jobs",
    "case_words": "case_notes",
    "case_first_voices": "case_proposals",
    "owner_words": "owner_statements",
    "twin_plates": "cloned_plates",
    "case_evasions": "case_obstructions",
    "web_door_failures": "web_login_failures",
    "registry_looks": "registry_lookups",
}
COLUMNS = (
    ("web_login_failures", "door", "throttle"),
    ("installation", "story", "scenario"),
    ("installation", "story_done", "scenario_done"),
)


def upgrade() -> None:
    for old, new in TABLES.items():
        _rename(old, new)
    for table, old, new in COLUMNS:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")


def downgrade() -> None:
    for table, old, new in COLUMNS:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {new} TO {old}")
    for old, new in TABLES.items():
        _rename(new, old)


def _rename(old: str, new: str) -> None:
    """Rename a table with the names of its indices and constraints, which hold its own."""
    op.rename_table(old, new)
    if op.get_bind().dialect.name == "sqlite":
        _rename_in_sqlite(old, new)
    else:
        _rename_in_postgresql(old, new)


def _rename_in_sqlite(old: str, new: str) -> None:
    bind = op.get_bind()
    indices = sa.text(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :name AND sql IS NOT NULL"
    )
    for name, sql in bind.execute(indices, {"name": new}).all():
        bind.execute(sa.text(f"DROP INDEX {name}"))
        bind.execute(sa.text(sql.replace(name, name.replace(old, new), 1)))
    for unique in sa.inspect(bind).get_unique_constraints(new):
        name = str(unique["name"])
        with op.batch_alter_table(new) as table:
            table.drop_constraint(name, type_="unique")
            table.create_unique_constraint(name.replace(old, new), unique["column_names"])


def _rename_in_postgresql(old: str, new: str) -> None:
    bind = op.get_bind()
    constraints = sa.text("SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(:name)")
    for name in bind.scalars(constraints, {"name": new}).all():
        if old in name:
            bind.execute(sa.text(f"ALTER TABLE {new} RENAME CONSTRAINT {name} TO {name.replace(old, new)}"))
    indices = sa.text("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = :name")
    for name in bind.scalars(indices, {"name": new}).all():
        if old in name:
            bind.execute(sa.text(f"ALTER INDEX {name} RENAME TO {name.replace(old, new)}"))
