#!/usr/bin/env python3
"""Write a migration from what the tables have and the database of the newest migration lacks.

usage: python scripts/migration.py 0003 add_handover_receipts "Add hand-over receipts"
"""

import sys
import tempfile

from alembic import command

from ticketing.flow.upgrade import alembic_config
from ticketing.kit.db import open_database

number, name, title = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    database = open_database(f"sqlite:///{folder}/empty.db")
    config = alembic_config()
    config.set_main_option("file_template", f"{number}_{name}")
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
        command.revision(config, title, autogenerate=True, rev_id=number)
