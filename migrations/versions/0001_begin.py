"""Begin: every table of the first version.

What for: an empty database becomes one that the program can work with.
Running version: there is none before this one.
Back: every table goes, with all it holds; a restored backup is the way back for an office.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column("post", sa.String(length=120), nullable=False),
        sa.Column("police_rank", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=True),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("rank", sa.String(length=40), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("totp_secret", sa.Text(), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
    )
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_commune_code"), ["commune_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_accounts_role"), ["role"], unique=False)

    op.create_table(
        "agency_versions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_versions")),
    )
    with op.batch_alter_table("agency_versions", schema=None) as batch_op:
        batch_op.create_index("ix_agency_versions_day", ["valid_from", "id"], unique=False)

    op.create_table(
        "cameras",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("functions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("plan_no", sa.Text(), nullable=True),
        sa.Column("calibrated_until", sa.Date(), nullable=True),
        sa.Column("certificate_no", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_cameras")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("province", sa.String(length=2), nullable=False),
        sa.Column("log_id", sa.String(length=60), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason_code", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("flags", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("event_id", sa.String(length=100), nullable=False),
        sa.Column("camera", sa.String(length=60), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("violated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plate", sa.String(length=20), nullable=True),
        sa.Column("plate_colour", sa.String(length=10), nullable=True),
        sa.Column("plate_rows", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("vehicle", sa.String(length=20), nullable=True),
        sa.Column("vehicle_class", sa.String(length=20), nullable=True),
        sa.Column("behaviour", sa.String(length=40), nullable=True),
        sa.Column("speed_kmh", sa.String(length=12), nullable=True),
        sa.Column("limit_kmh", sa.String(length=12), nullable=True),
        sa.Column("act_vi", sa.Text(), nullable=True),
        sa.Column("wording_confirmed", sa.Boolean(), nullable=False),
        sa.Column("law", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("registration", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("certificate", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("versions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("findings", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("lookup_code_hash", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index("ix_cases_commune", ["commune_code", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_lookup_code_hash"), ["lookup_code_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_plate"), ["plate"], unique=False)
        batch_op.create_index("ix_cases_queue", ["state", "violated_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_unit"), ["unit"], unique=False)

    op.create_table(
        "consignments",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("mailbox", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("close_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("print_sha256", sa.String(length=64), nullable=True),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_over_by", sa.String(length=60), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignments")),
    )
    with op.batch_alter_table("consignments", schema=None) as batch_op:
        batch_op.create_index("ix_consignments_commune", ["commune_code", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consignments_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_consignments_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_consignments_gathering",
            ["channel", "commune_code"],
            unique=True,
            sqlite_where=sa.text("state = 'gathering'"),
            postgresql_where=sa.text("state = 'gathering'"),
        )

    op.create_table(
        "evidence_events",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("log_id", sa.String(length=60), nullable=False),
        sa.Column("province", sa.String(length=2), nullable=False),
        sa.Column("at", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.Column("leaf_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_evidence_events")),
    )
    with op.batch_alter_table("evidence_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_events_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_events_subject"), ["subject"], unique=False)

    op.create_table(
        "evidence_head",
        sa.Column("log_id", sa.String(length=60), nullable=False),
        sa.Column("province", sa.String(length=2), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(length=64), nullable=False),
        sa.Column("last_at", sa.String(length=30), nullable=False),
        sa.Column("subtrees", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("log_id", name=op.f("pk_evidence_head")),
    )
    op.create_table(
        "evidence_items",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=True),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_items")),
    )
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_items_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_items_subject"), ["subject"], unique=False)

    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_shift_s", sa.BigInteger(), nullable=False),
        sa.Column("story", sa.String(length=20), nullable=True),
        sa.Column("acts_played", sa.Integer(), nullable=False),
        sa.Column("story_done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "number_series",
        sa.Column("series", sa.String(length=120), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_number_series")),
    )
    op.create_table(
        "observations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("province", sa.String(length=2), nullable=False),
        sa.Column("log_id", sa.String(length=60), nullable=False),
        sa.Column("drop", sa.String(length=300), nullable=False),
        sa.Column("drop_digest", sa.String(length=64), nullable=False),
        sa.Column("event_key", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("event_id", sa.String(length=100), nullable=True),
        sa.Column("camera", sa.String(length=60), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("latest_moment", sa.DateTime(timezone=True), nullable=True),
        sa.Column("behaviour", sa.String(length=40), nullable=True),
        sa.Column("speed_kmh", sa.String(length=12), nullable=True),
        sa.Column("limit_kmh", sa.String(length=12), nullable=True),
        sa.Column("vehicle", sa.String(length=20), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_by", sa.String(length=60), nullable=True),
        sa.Column("dismissed_because", sa.String(length=40), nullable=True),
        sa.Column("dismissed_note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
        sa.UniqueConstraint("drop_digest", name=op.f("uq_observations_drop_digest")),
        sa.UniqueConstraint("event_key", name=op.f("uq_observations_event_key")),
    )
    with op.batch_alter_table("observations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observations_camera"), ["camera"], unique=False)
        batch_op.create_index(batch_op.f("ix_observations_event_id"), ["event_id"], unique=False)
        batch_op.create_index("ix_observations_state", ["state", "id"], unique=False)

    op.create_table(
        "readings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("observation_id", sa.String(length=36), nullable=False),
        sa.Column("picture", sa.String(length=64), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("box", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("vehicle", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("data", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("networks", sa.String(length=300), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
    )
    with op.batch_alter_table("readings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_readings_observation_id"), ["observation_id"], unique=False)

    op.create_table(
        "registered_vehicles",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("key_index", sa.String(length=64), nullable=False),
        sa.Column("row_digest", sa.String(length=64), nullable=False),
        sa.Column("plate_index", sa.String(length=64), nullable=False),
        sa.Column("plate", sa.Text(), nullable=False),
        sa.Column("plate_colour", sa.String(length=10), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("make", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("colour", sa.Text(), nullable=True),
        sa.Column("owner_index", sa.String(length=64), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("load_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registered_vehicles")),
        sa.UniqueConstraint("key_index", name=op.f("uq_registered_vehicles_key_index")),
    )
    with op.batch_alter_table("registered_vehicles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registered_vehicles_owner_index"), ["owner_index"], unique=False)
        batch_op.create_index("ix_registered_vehicles_plate", ["plate_index", "valid_from"], unique=False)

    op.create_table(
        "registry_loads",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("content", sa.String(length=12), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("loaded", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_loads")),
    )
    op.create_table(
        "residents",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("owner_index", sa.String(length=64), nullable=False),
        sa.Column("row_digest", sa.String(length=64), nullable=False),
        sa.Column("owner_kind", sa.String(length=16), nullable=True),
        sa.Column("personal_id_index", sa.String(length=64), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("personal_id", sa.Text(), nullable=True),
        sa.Column("birth_date", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("load_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residents")),
        sa.UniqueConstraint("owner_index", name=op.f("uq_residents_owner_index")),
    )
    with op.batch_alter_table("residents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_residents_personal_id_index"), ["personal_id_index"], unique=False)

    op.create_table(
        "statements",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("sha256", name=op.f("uq_statements_sha256")),
    )
    op.create_table(
        "wakeups",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("task", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wakeups")),
        sa.UniqueConstraint("task", "key", name=op.f("uq_wakeups_task_key")),
    )
    with op.batch_alter_table("wakeups", schema=None) as batch_op:
        batch_op.create_index(
            "ix_wakeups_pending",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(batch_op.f("ix_wakeups_subject"), ["subject"], unique=False)

    op.create_table(
        "web_door_failures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("door", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=60), nullable=True),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_door_failures")),
    )
    with op.batch_alter_table("web_door_failures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_door_failures_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_web_door_failures_key", ["door", "key", "at"], unique=False)

    op.create_table(
        "web_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=60), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_sessions")),
    )
    with op.batch_alter_table("web_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_sessions_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_web_sessions_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "web_used_steps",
        sa.Column("account_id", sa.String(length=60), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "step", name=op.f("pk_web_used_steps")),
    )
    op.create_table(
        "wordings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("behaviour", sa.String(length=40), nullable=False),
        sa.Column("vehicle_class", sa.String(length=20), nullable=False),
        sa.Column("decree", sa.String(length=40), nullable=False),
        sa.Column("clause", sa.String(length=20), nullable=False),
        sa.Column("act_vi", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.String(length=60), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
    )
    with op.batch_alter_table("wordings", schema=None) as batch_op:
        batch_op.create_index("ix_wordings_act", ["behaviour", "vehicle_class", "state"], unique=False)

    op.create_table(
        "workers",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_workers")),
    )
    op.create_table(
        "case_answers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.Column("other_person", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_answers_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_answers")),
    )
    with op.batch_alter_table("case_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_answers_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_clocks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("safe_due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("warning", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_clocks_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_clocks")),
    )
    with op.batch_alter_table("case_clocks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_clocks_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "ix_case_clocks_due",
            ["due_on"],
            unique=False,
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )

    op.create_table(
        "case_first_voices",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_first_voices_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_first_voices")),
        sa.UniqueConstraint("case_id", "event", "version", name=op.f("uq_case_first_voices_case_id_event_version")),
    )
    with op.batch_alter_table("case_first_voices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_first_voices_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_persons",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("personal_id", sa.Text(), nullable=True),
        sa.Column("birth_date", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_persons_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_persons")),
        sa.UniqueConstraint("case_id", "role", "ordinal", name=op.f("uq_case_persons_case_id_role_ordinal")),
    )
    with op.batch_alter_table("case_persons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_persons_case_id"), ["case_id"], unique=False)

    op.create_table(
        "consignment_items",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("consignment_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("journey", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("handed_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.String(length=60), nullable=True),
        sa.Column("receiver", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("proof_sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_consignment_items_case_id")),
        sa.ForeignKeyConstraint(
            ["consignment_id"], ["consignments.id"], name=op.f("fk_consignment_items_consignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment_items")),
        sa.UniqueConstraint("document_id", "journey", name=op.f("uq_consignment_items_document_id_journey")),
    )
    with op.batch_alter_table("consignment_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consignment_items_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consignment_items_consignment_id"), ["consignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consignment_items_document_id"), ["document_id"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.String(length=60), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation", sa.Boolean(), nullable=False),
        sa.Column("driver_identified", sa.Boolean(), nullable=False),
        sa.Column("persons_over", sa.Integer(), nullable=False),
        sa.Column("amount_vnd", sa.Integer(), nullable=False),
        sa.Column("lowest_vnd", sa.Integer(), nullable=False),
        sa.Column("highest_vnd", sa.Integer(), nullable=False),
        sa.Column("usual_vnd", sa.Integer(), nullable=True),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("mitigating", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("aggravating", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("additional_sanctions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("justification", sa.Text(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("points_because", sa.Text(), nullable=False),
        sa.Column("term_code", sa.String(length=40), nullable=False),
        sa.Column("term_due_on", sa.Date(), nullable=False),
        sa.Column("pay_within_days", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("document_id", sa.String(length=36), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(length=60), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_decisions_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_decisions_living",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("state != 'withdrawn'"),
            postgresql_where=sa.text("state != 'withdrawn'"),
        )

    op.create_table(
        "documents",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.String(length=60), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.String(length=60), nullable=True),
        sa.Column("released_role", sa.String(length=20), nullable=True),
        sa.Column("released_rank", sa.String(length=40), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("sent_back_by", sa.String(length=60), nullable=True),
        sa.Column("sent_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_because", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("series", sa.String(length=120), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("symbol", sa.String(length=60), nullable=True),
        sa.Column("no", sa.String(length=60), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("signer_name", sa.Text(), nullable=True),
        sa.Column("form", sa.String(length=60), nullable=True),
        sa.Column("template", sa.String(length=120), nullable=True),
        sa.Column("form_from", sa.Date(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("content_sha256", sa.String(length=64), nullable=True),
        sa.Column("unsigned_sha256", sa.String(length=64), nullable=True),
        sa.Column("signed_sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("check_code", sa.String(length=60), nullable=True),
        sa.Column("lookup_code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_documents_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("series", "number", name=op.f("uq_documents_series_number")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_no"), ["no"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_signed_sha256"), ["signed_sha256"], unique=False)
        batch_op.create_index("ix_documents_waiting", ["state", "kind", "id"], unique=False)
        batch_op.create_index(
            "uq_documents_about",
            ["case_id", "kind", "about"],
            unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'released', 'signed')"),
            postgresql_where=sa.text("state IN ('waiting', 'released', 'signed')"),
        )

    op.create_table(
        "outbox_messages",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("consignment_id", sa.String(length=36), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consignment_id"], ["consignments.id"], name=op.f("fk_outbox_messages_consignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_messages")),
        sa.UniqueConstraint("consignment_id", name=op.f("uq_outbox_messages_consignment_id")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_messages_message_id")),
    )
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_messages_state"), ["state"], unique=False)

    op.create_table(
        "review_leases",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_review_leases_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_review_leases")),
    )
    with op.batch_alter_table("review_leases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_leases_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_leases_person"), ["person"], unique=False)

    op.create_table(
        "review_verdicts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("camera", sa.String(length=60), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_s", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("plate", sa.String(length=20), nullable=True),
        sa.Column("plate_colour", sa.String(length=10), nullable=True),
        sa.Column("behaviour", sa.String(length=40), nullable=True),
        sa.Column("vehicle", sa.String(length=20), nullable=True),
        sa.Column("read_plate", sa.String(length=20), nullable=True),
        sa.Column("read_plate_colour", sa.String(length=10), nullable=True),
        sa.Column("read_behaviour", sa.String(length=40), nullable=True),
        sa.Column("read_vehicle", sa.String(length=20), nullable=True),
        sa.Column("wording", sa.Text(), nullable=True),
        sa.Column("reason_code", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("second_because", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decisive", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_review_verdicts_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_verdicts")),
    )
    with op.batch_alter_table("review_verdicts", schema=None) as batch_op:
        batch_op.create_index("ix_review_verdicts_camera_decided", ["camera", "decided_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_verdicts_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_review_verdicts_person_state", ["person", "state"], unique=False)
        batch_op.create_index(
            "uq_review_verdicts_open",
            ["case_id", "person"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "statement_lines",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("statement_id", sa.String(length=36), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=True),
        sa.Column("reference", sa.String(length=100), nullable=True),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("identity", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=True),
        sa.Column("doubt", sa.String(length=30), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.Column("candidates", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["statement_id"], ["statements.id"], name=op.f("fk_statement_lines_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_lines")),
        sa.UniqueConstraint("statement_id", "row", name=op.f("uq_statement_lines_statement_id_row")),
    )
    with op.batch_alter_table("statement_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_lines_identity"), ["identity"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_lines_reference"), ["reference"], unique=False)
        batch_op.create_index("ix_statement_lines_state", ["state", "id"], unique=False)

    op.create_table(
        "delivery_proofs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("blob_sha256", sa.String(length=64), nullable=True),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_delivery_proofs_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_delivery_proofs_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_proofs")),
    )
    with op.batch_alter_table("delivery_proofs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_proofs_case_id"), ["case_id"], unique=False)

    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=False),
        sa.Column("principal_vnd", sa.BigInteger(), nullable=False),
        sa.Column("interest_vnd", sa.BigInteger(), nullable=False),
        sa.Column("over_vnd", sa.BigInteger(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "principal_vnd >= 0 AND interest_vnd >= 0 AND over_vnd >= 0", name=op.f("ck_ledger_entries_no_minus")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_ledger_entries_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_ledger_entries_decision_id")),
        sa.ForeignKeyConstraint(["line_id"], ["statement_lines.id"], name=op.f("fk_ledger_entries_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("line_id", name=op.f("uq_ledger_entries_line_id")),
    )
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_entries_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_entries_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_entries_value_date"), ["value_date"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_entries_value_date"))
        batch_op.drop_index(batch_op.f("ix_ledger_entries_decision_id"))
        batch_op.drop_index(batch_op.f("ix_ledger_entries_case_id"))

    op.drop_table("ledger_entries")
    with op.batch_alter_table("delivery_proofs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_proofs_case_id"))

    op.drop_table("delivery_proofs")
    with op.batch_alter_table("statement_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_statement_lines_state")
        batch_op.drop_index(batch_op.f("ix_statement_lines_reference"))
        batch_op.drop_index(batch_op.f("ix_statement_lines_identity"))

    op.drop_table("statement_lines")
    with op.batch_alter_table("review_verdicts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_review_verdicts_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_review_verdicts_person_state")
        batch_op.drop_index(batch_op.f("ix_review_verdicts_case_id"))
        batch_op.drop_index("ix_review_verdicts_camera_decided")

    op.drop_table("review_verdicts")
    with op.batch_alter_table("review_leases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_leases_person"))
        batch_op.drop_index(batch_op.f("ix_review_leases_expires_at"))

    op.drop_table("review_leases")
    with op.batch_alter_table("outbox_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_messages_state"))

    op.drop_table("outbox_messages")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_documents_about",
            sqlite_where=sa.text("state IN ('waiting', 'released', 'signed')"),
            postgresql_where=sa.text("state IN ('waiting', 'released', 'signed')"),
        )
        batch_op.drop_index("ix_documents_waiting")
        batch_op.drop_index(batch_op.f("ix_documents_signed_sha256"))
        batch_op.drop_index(batch_op.f("ix_documents_no"))
        batch_op.drop_index(batch_op.f("ix_documents_case_id"))

    op.drop_table("documents")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_decisions_living",
            sqlite_where=sa.text("state != 'withdrawn'"),
            postgresql_where=sa.text("state != 'withdrawn'"),
        )
        batch_op.drop_index(batch_op.f("ix_decisions_state"))
        batch_op.drop_index(batch_op.f("ix_decisions_number"))
        batch_op.drop_index(batch_op.f("ix_decisions_case_id"))

    op.drop_table("decisions")
    with op.batch_alter_table("consignment_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consignment_items_document_id"))
        batch_op.drop_index(batch_op.f("ix_consignment_items_consignment_id"))
        batch_op.drop_index(batch_op.f("ix_consignment_items_case_id"))

    op.drop_table("consignment_items")
    with op.batch_alter_table("case_persons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_persons_case_id"))

    op.drop_table("case_persons")
    with op.batch_alter_table("case_first_voices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_first_voices_case_id"))

    op.drop_table("case_first_voices")
    with op.batch_alter_table("case_clocks", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_case_clocks_due",
            sqlite_where=sa.text("state = 'running'"),
            postgresql_where=sa.text("state = 'running'"),
        )
        batch_op.drop_index(batch_op.f("ix_case_clocks_case_id"))

    op.drop_table("case_clocks")
    with op.batch_alter_table("case_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_answers_case_id"))

    op.drop_table("case_answers")
    op.drop_table("workers")
    with op.batch_alter_table("wordings", schema=None) as batch_op:
        batch_op.drop_index("ix_wordings_act")

    op.drop_table("wordings")
    op.drop_table("web_used_steps")
    with op.batch_alter_table("web_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_web_sessions_seen_at"))
        batch_op.drop_index(batch_op.f("ix_web_sessions_account_id"))

    op.drop_table("web_sessions")
    with op.batch_alter_table("web_door_failures", schema=None) as batch_op:
        batch_op.drop_index("ix_web_door_failures_key")
        batch_op.drop_index(batch_op.f("ix_web_door_failures_account_id"))

    op.drop_table("web_door_failures")
    with op.batch_alter_table("wakeups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wakeups_subject"))
        batch_op.drop_index(
            "ix_wakeups_pending",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )

    op.drop_table("wakeups")
    op.drop_table("statements")
    with op.batch_alter_table("residents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_residents_personal_id_index"))

    op.drop_table("residents")
    op.drop_table("registry_loads")
    with op.batch_alter_table("registered_vehicles", schema=None) as batch_op:
        batch_op.drop_index("ix_registered_vehicles_plate")
        batch_op.drop_index(batch_op.f("ix_registered_vehicles_owner_index"))

    op.drop_table("registered_vehicles")
    with op.batch_alter_table("readings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_readings_observation_id"))

    op.drop_table("readings")
    with op.batch_alter_table("observations", schema=None) as batch_op:
        batch_op.drop_index("ix_observations_state")
        batch_op.drop_index(batch_op.f("ix_observations_event_id"))
        batch_op.drop_index(batch_op.f("ix_observations_camera"))

    op.drop_table("observations")
    op.drop_table("number_series")
    op.drop_table("installation")
    with op.batch_alter_table("evidence_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_items_subject"))
        batch_op.drop_index(batch_op.f("ix_evidence_items_sha256"))

    op.drop_table("evidence_items")
    op.drop_table("evidence_head")
    with op.batch_alter_table("evidence_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_events_subject"))
        batch_op.drop_index(batch_op.f("ix_evidence_events_kind"))

    op.drop_table("evidence_events")
    with op.batch_alter_table("consignments", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_consignments_gathering",
            sqlite_where=sa.text("state = 'gathering'"),
            postgresql_where=sa.text("state = 'gathering'"),
        )
        batch_op.drop_index(batch_op.f("ix_consignments_state"))
        batch_op.drop_index(batch_op.f("ix_consignments_number"))
        batch_op.drop_index("ix_consignments_commune")

    op.drop_table("consignments")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cases_unit"))
        batch_op.drop_index("ix_cases_queue")
        batch_op.drop_index(batch_op.f("ix_cases_plate"))
        batch_op.drop_index(batch_op.f("ix_cases_lookup_code_hash"))
        batch_op.drop_index(batch_op.f("ix_cases_event_id"))
        batch_op.drop_index("ix_cases_commune")

    op.drop_table("cases")
    op.drop_table("cameras")
    with op.batch_alter_table("agency_versions", schema=None) as batch_op:
        batch_op.drop_index("ix_agency_versions_day")

    op.drop_table("agency_versions")
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accounts_role"))
        batch_op.drop_index(batch_op.f("ix_accounts_commune_code"))

    op.drop_table("accounts")
