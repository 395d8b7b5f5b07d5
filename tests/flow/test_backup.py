"""A home can be copied while it runs, and what comes back verifies."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from conftest import MONDAY
from ticketing.cli.main import app
from ticketing.evidence.checkpoint import verify_log
from ticketing.evidence.log import append, events_of
from ticketing.evidence.seal import record_sealed, store_blob
from ticketing.flow.app_context import AppContext
from ticketing.flow.backup import BackupRefused, backup, restore
from ticketing.settings import read_settings


def fill(context: AppContext) -> None:
    with context.database.writing() as session:
        append(session, at=MONDAY, kind="tested", subject="s", actor="machine:test")
        record_sealed(
            session, "drop", [store_blob(context.store, b"picture", "before")], at=MONDAY, actor="machine:test"
        )


def test_a_restored_home_verifies_and_says_that_it_was_restored(
    context_on_both: AppContext, tmp_path: Path, request
) -> None:
    fill(context_on_both)
    backup(context_on_both, tmp_path / "copy")
    environment = {"TICKETING_HOME": str(tmp_path / "back")}
    if not context_on_both.database.is_sqlite:
        environment["TICKETING_DATABASE_URL"] = request.getfixturevalue("second_postgres_url")
    restored = restore(read_settings(environment), tmp_path / "copy")
    settings = restored.settings
    report = verify_log(
        restored.database, restored.store, settings.checkpoints, (settings.keys / "log.vkey").read_text()
    )
    assert (report.faults, report.blobs, report.uncovered) == ([], 1, 0)
    with restored.database.reading() as session:
        assert [event.kind for event in events_of(session, "home")] == ["restored_from"]
    restored.database.engine.dispose()


def test_a_restore_never_writes_over_a_home(context: AppContext, tmp_path: Path) -> None:
    backup(context, tmp_path / "copy")
    with pytest.raises(BackupRefused, match="not empty"):
        restore(context.settings, tmp_path / "copy")


def test_a_changed_backup_is_refused_with_the_file_s_name(context: AppContext, tmp_path: Path) -> None:
    backup(context, tmp_path / "copy")
    (tmp_path / "copy" / "keys" / "log.vkey").write_text("forged")
    with pytest.raises(BackupRefused, match=r"log\.vkey"):
        restore(read_settings({"TICKETING_HOME": str(tmp_path / "back")}), tmp_path / "copy")


def test_a_log_that_differs_from_its_checkpoint_is_copied_whole_and_said_loudly(
    context: AppContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(context)
    checkpoint = context.checkpoint()
    assert checkpoint
    checkpoint.write_text("not what the log says")
    monkeypatch.setenv("TICKETING_HOME", str(context.settings.home))
    said = CliRunner().invoke(app, ["backup", str(tmp_path / "copy")])
    assert said.exit_code == 1 and checkpoint.name in said.stderr and "files in" in said.stdout
    assert (tmp_path / "copy" / "checkpoints" / checkpoint.name).read_text() == "not what the log says"
    assert (tmp_path / "copy" / "ticketing.db").exists() and (tmp_path / "copy" / "manifest.json").exists()


def test_a_backup_needs_a_folder_of_its_own(context: AppContext, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "old").write_text("")
    with pytest.raises(BackupRefused, match="not empty"):
        backup(context, tmp_path / "copy")
