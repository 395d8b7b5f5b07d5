"""Begin: every table of the first version.

Running version: there is none yet. Back: drop the database.
"""

from alembic import op

from ticketing.flow.schema import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    metadata().create_all(op.get_bind())


def downgrade() -> None:
    metadata().drop_all(op.get_bind())
