"""An older database is brought to the program's version when it is opened, once; a newer one is left alone."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from typer.testing import CliRunner

from conftest import MONDAY
from ticketing.agency.actors import machine
from ticketing.cases.record import REACT, Opening, apply, open_case
from ticketing.cases.tables import Case, CaseClock, ClockState
from ticketing.cases.terms.clocks import LIMITATIONS
from ticketing.cli.main import app
from ticketing.flow.app_context import AppContext, NoHome, WrongVersion, open_app
from ticketing.flow.doctor import examine
from ticketing.flow.timers import CLOCK
from ticketing.flow.upgrade import alembic_config, current_version, newest_version
from ticketing.kit.jobs import DONE, Job, enqueue
from walked import OFFICER, walk_to

OLDER, NEWER = "0001", "9999"
OPEN = "from ticketing.flow.app_context import open_app; from ticketing.settings import read_settings; "
OPEN += "open_app(read_settings())"


def environment(context: AppContext) -> dict[str, str]:
    settings = context.settings
    return {"TICKETING_HOME": str(settings.home), "TICKETING_DATABASE_URL": settings.database_url}


def downgrade(context: AppContext, version: str = OLDER) -> None:
    """The database as that version of the program left it."""
    config = alembic_config()
    with context.database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, version)
        connection.commit()
    assert current_version(context.database) == version


def claim_version(context: AppContext, version: str) -> None:
    with context.database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def refuses_changes(context: AppContext) -> bool:
    """Whether what migration 0002 brought is there: the log that refuses an UPDATE."""
    try:
        with context.database.engine.begin() as connection:
            connection.execute(sa.text("UPDATE evidence_events SET kind = kind"))
    except sa.exc.DBAPIError as problem:
        return "append-only" in str(problem)
    return False


def test_opening_brings_an_older_database_up_to_date(context_on_both: AppContext) -> None:
    downgrade(context_on_both)
    assert not refuses_changes(context_on_both)
    opened = open_app(context_on_both.settings)
    assert current_version(opened.database) == newest_version()
    assert refuses_changes(opened)
    opened.database.engine.dispose()


def test_processes_that_open_an_older_database_at_once_migrate_it_once(context_on_both: AppContext) -> None:
    downgrade(context_on_both)
    context_on_both.database.engine.dispose()
    started = [
        subprocess.Popen([sys.executable, "-c", OPEN], env=os.environ | environment(context_on_both), stderr=-1)
        for _ in range(3)
    ]
    assert [(process.communicate(timeout=300)[1], process.returncode) for process in started] == [(b"", 0)] * 3
    assert current_version(context_on_both.database) == newest_version()


def test_limitations_that_an_older_program_let_run_or_rest_wrongly_are_put_right(context_on_both: AppContext) -> None:
    context = context_on_both
    ran_on, revived, lies = (walk_to(context, event) for event in ("decision_sent", "minutes_made", "decision_sent"))
    with context.database.writing() as session:
        for case_id in (ran_on, revived):
            apply(session, case_id, "flag_EVADING", actor=OFFICER, at=MONDAY)
        of_case = {clock.case_id: clock for clock in session.scalars(sa.select(CaseClock)) if clock.code in LIMITATIONS}
        of_case[ran_on].state, of_case[ran_on].ended_on = ClockState.RUNNING, None
        of_case[revived].ended_on = of_case[revived].due_on + timedelta(days=1)
        job_id = enqueue(session, CLOCK, of_case[lies].id, key=of_case[lies].id, at=MONDAY)
        session.get_one(Job, job_id).state = DONE
    downgrade(context, "0046")
    opened = open_app(context.settings)
    with opened.database.reading() as session:
        now = {case_id: session.get_one(CaseClock, clock.id) for case_id, clock in of_case.items()}
        assert (now[ran_on].state, now[ran_on].ended_on) == (ClockState.RESTING, now[ran_on].started_on)
        assert (now[revived].state, now[revived].ended_on) == (ClockState.RUNNING, None)
        assert session.scalar(sa.select(Job).where(Job.task == CLOCK)) is None, "it is looked at again"
    opened.database.engine.dispose()


def test_a_newer_database_is_refused_in_a_sentence_and_not_touched(context_on_both: AppContext) -> None:
    claim_version(context_on_both, NEWER)
    with pytest.raises(WrongVersion, match=f"are of version {NEWER}, this program knows them up to {newest_version()}"):
        open_app(context_on_both.settings)
    assert current_version(context_on_both.database) == NEWER


def test_a_migration_that_fails_leaves_the_older_version(context_on_both: AppContext) -> None:
    downgrade(context_on_both)
    sqlite = context_on_both.database.is_sqlite
    taken = "TRIGGER evidence_events_no_delete BEFORE DELETE ON evidence_events BEGIN SELECT 1; END"
    taken = taken if sqlite else "FUNCTION refuse_change() RETURNS integer LANGUAGE sql AS 'SELECT 1'"
    with context_on_both.database.engine.begin() as connection:
        connection.execute(sa.text(f"CREATE {taken}"))
    with pytest.raises(WrongVersion, match=r"could not be brought from version 0001 to .* already exists"):
        open_app(context_on_both.settings)
    assert current_version(context_on_both.database) == OLDER
    assert not refuses_changes(context_on_both)


def test_cases_that_ended_while_they_were_held_are_held_no_more_and_looked_at(context_on_both: AppContext) -> None:
    database, marks = context_on_both.database, {"ended": ["COMPLAINT", "HELD"], "goes_on": ["HELD"], "free": []}
    config = alembic_config()
    with database.writing() as session:
        for name in marks:
            open_case(session, Opening(name, name, "BG-01", "somewhere", MONDAY, MONDAY), actor=machine("t"), at=MONDAY)
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0041")
        for name, flags in marks.items():
            state = "DETECTED" if name == "goes_on" else "EXPIRED"
            connection.execute(sa.update(Case).where(Case.id == name).values(state=state, flags=flags))
        command.upgrade(config, "head")
    with database.reading() as session:
        assert {case.id: case.flags for case in session.scalars(sa.select(Case))} == marks | {"ended": ["COMPLAINT"]}
        [job] = session.scalars(sa.select(Job))
    assert (job.task, job.subject, job.due_at) == (REACT, "ended", MONDAY)


def test_doctor_says_which_version_holds_and_changes_nothing(context_on_both: AppContext) -> None:
    def doctor() -> tuple[int, str]:
        done = CliRunner().invoke(app, ["doctor"], env=environment(context_on_both))
        return done.exit_code, done.output

    found = {finding.check: finding for finding in examine(context_on_both)}
    assert found["database"].sentence.endswith(f"tables of version {newest_version()}.")
    downgrade(context_on_both)
    code, output = doctor()
    assert code == 1 and "version 0001, this program needs" in output and "Make a backup" in output
    assert current_version(context_on_both.database) == OLDER
    claim_version(context_on_both, NEWER)
    code, output = doctor()
    assert code == 1 and "a newer `ticketing` has written here" in output


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "cannot be used: .*refused.* correct TICKETING_DATABASE_URL"),
        ("somewhere", "no address of a database"),
        ("postgresql://localhost:port/x", "no address of a database"),
        ("mysql://localhost/x", "no address of a database"),
    ],
)
def test_a_database_that_cannot_be_used_is_named_in_a_sentence(context: AppContext, url: str, sentence: str) -> None:
    from ticketing.settings import read_settings

    settings = read_settings({"TICKETING_HOME": str(context.settings.home), "TICKETING_DATABASE_URL": url})
    with pytest.raises(NoHome, match=sentence):
        open_app(settings)


def test_a_file_that_is_no_database_is_named_in_a_sentence(context: AppContext) -> None:
    context.database.engine.dispose()
    for path in Path(context.settings.home).glob("ticketing.db*"):
        path.write_bytes(b"no database at all" * 100)
    with pytest.raises(NoHome, match="file is not a database"):
        open_app(context.settings)
