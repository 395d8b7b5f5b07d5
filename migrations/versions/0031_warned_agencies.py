"""Let consignments go to agencies as well as communes: warnings travel to the agencies of inspection and registration.

A consignment's receiver is no commune alone any more, and a warning goes to several receivers at once.
Running version: not safe, it reads a column that has another name now; both start together. Back: only while nothing
went to an agency; such consignments would read as those of a commune that does not exist.
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0031"
down_revision = "0030"

ONE, EACH = ("document_id", "journey"), ("document_id", "addressee", "journey")
GATHERING = sa.text("state = 'gathering'")


def upgrade() -> None:
    _receiver("commune_code", "receiver_code", 20, "ix_consignments_receiver", "ix_consignments_commune")
    with op.batch_alter_table("consignment_items") as batch:
        batch.add_column(sa.Column("addressee", sa.String(length=20), nullable=False, server_default=""))
        _unique_by(batch, ONE, EACH)


def downgrade() -> None:
    with op.batch_alter_table("consignment_items") as batch:
        _unique_by(batch, EACH, ONE)
        batch.drop_column("addressee")
    _receiver("receiver_code", "commune_code", 5, "ix_consignments_commune", "ix_consignments_receiver")


def _unique_by(batch: BatchOperations, old: tuple[str, ...], new: tuple[str, ...]) -> None:
    batch.drop_constraint(op.f(f"uq_consignment_items_{'_'.join(old)}"), type_="unique")
    batch.create_unique_constraint(op.f(f"uq_consignment_items_{'_'.join(new)}"), list(new))


def _receiver(old: str, new: str, length: int, index: str, old_index: str) -> None:
    op.drop_index("uq_consignments_gathering", "consignments")
    op.drop_index(old_index, "consignments")
    with op.batch_alter_table("consignments") as batch:
        batch.alter_column(old, new_column_name=new, type_=sa.String(length=length), existing_nullable=False)
    op.create_index(index, "consignments", [new, "state", "id"])
    op.create_index(
        "uq_consignments_gathering", "consignments", ["channel", new], unique=True, sqlite_where=GATHERING,
        postgresql_where=GATHERING,
    )  # fmt: skip
