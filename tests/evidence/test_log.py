"""The log: what is appended, what is refused, and what the verifier finds."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from conftest import MONDAY
from evidence.trees import root_over
from ticketing.cli.problems import in_a_sentence
from ticketing.evidence import merkle
from ticketing.evidence.checkpoint import CheckpointDiffers, verify_log
from ticketing.evidence.log import append, events_of, head_of, root_now, write_out
from ticketing.evidence.seal import record_sealed, store_blob
from ticketing.evidence.verify import Report, Tree
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import iso


def write(context: AppContext, count: int) -> None:
    with context.database.writing() as session:
        for number in range(count):
            append(session, at=context.clock.now(), kind="tested", subject="s", actor="machine:test",
                   data={"n": number, "word": "Bắc Giang"})  # fmt: skip


def seal(context: AppContext, data: bytes) -> str:
    item = store_blob(context.store, data, "overview")
    with context.database.writing() as session:
        record_sealed(session, "drop", [item], at=context.clock.now(), actor="machine:test")
    return item.sha256


def verdict(context: AppContext, **kwargs: object) -> Report:
    vkey = (context.settings.keys / "log.vkey").read_text()
    return verify_log(context.database, context.store, context.settings.checkpoints, vkey, **kwargs)


def fault_kinds(report: Report) -> set[str]:
    return {fault.kind for fault in report.faults}


def tamper(context: AppContext, statement: str) -> None:
    """What somebody with the database's password would do, triggers out of the way."""
    with context.database.writing() as session:
        for name in ("evidence_events_no_update", "evidence_events_no_delete"):
            if context.database.is_sqlite:
                session.execute(sa.text(f"DROP TRIGGER IF EXISTS {name}"))
            else:
                session.execute(sa.text(f"DROP TRIGGER IF EXISTS {name} ON evidence_events"))
        session.execute(sa.text(statement))


def test_a_log_that_nobody_touched_is_whole(context_on_both: AppContext) -> None:
    write(context_on_both, 30)
    seal(context_on_both, b"picture")
    context_on_both.finish()
    report = verdict(context_on_both)
    assert report.faults == []
    assert (report.events, report.blobs, report.uncovered) == (32, 1, 0)


def test_events_after_the_last_checkpoint_are_counted_as_uncovered(context: AppContext) -> None:
    context.finish()
    write(context, 3)
    assert verdict(context).uncovered == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence_events SET leaf = replace(leaf, 'tested', 'forged') WHERE seq = 5",
        "UPDATE evidence_events SET kind = 'forged' WHERE seq = 5",
        "UPDATE evidence_events SET actor = 'officer:x' WHERE seq = 5",
        "UPDATE evidence_events SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 5",
        "UPDATE evidence_events SET leaf_hash = leaf_hash || '0' WHERE seq = 5",
        "UPDATE evidence_events SET leaf = '{}' WHERE seq = 5",
        "UPDATE evidence_events SET log_id = 'other' WHERE seq = 5",
        "UPDATE evidence_events SET subject = 'other' WHERE seq = 5",
        "DELETE FROM evidence_events WHERE seq = 5",
        "DELETE FROM evidence_events WHERE seq > 10",
        "INSERT INTO evidence_events SELECT 40, log_id, province, at, kind, subject, actor, leaf, leaf_hash"
        " FROM evidence_events WHERE seq = 5",
        "UPDATE evidence_events SET seq = 50 WHERE seq = 5",
    ],
)
def test_a_touched_log_names_the_place(context: AppContext, statement: str) -> None:
    write(context, 12)
    context.finish()
    tamper(context, statement)
    report = verdict(context)
    assert report.faults, statement
    assert all(fault.where and fault.sentence for fault in report.faults)


def test_a_missing_tail_and_checkpoint_are_found_by_a_witness_alone(context: AppContext) -> None:
    write(context, 5)
    context.finish()
    write(context, 10)
    newest = context.checkpoint()
    witness = context.settings.home / "witness"
    witness.write_bytes(newest.read_bytes())
    newest.unlink()
    with context.database.reading() as session:
        before = session.execute(sa.text("SELECT leaf_hash FROM evidence_events WHERE seq = 6")).scalar_one()
    tamper(context, "DELETE FROM evidence_events WHERE seq > 6")
    tamper(context, f"UPDATE evidence_head SET size = 6, last_hash = '{before}'")
    assert verdict(context).faults == []
    assert fault_kinds(verdict(context, witnesses=[witness])) == {"events_missing"}


def test_a_checkpoint_signed_with_another_key_is_not_believed(context: AppContext) -> None:
    path = context.checkpoint()
    path.write_text(path.read_text()[:-8] + "AAAAA==\n")
    assert fault_kinds(verdict(context)) == {"checkpoint_invalid"}


def test_a_changed_and_a_removed_blob_are_named(context: AppContext) -> None:
    changed, removed = seal(context, b"one picture"), seal(context, b"another picture")
    context.finish()
    path = context.store.path_of(changed)
    path.chmod(0o600)
    path.write_bytes(b"one Picture")
    context.store.path_of(removed).unlink()
    found = {(fault.kind, fault.where) for fault in verdict(context).faults}
    assert found == {("blob_changed", f"blob {changed}"), ("blob_missing", f"blob {removed}")}


def sealed_rows(context: AppContext) -> str:
    """Two pictures of a drop, sealed and covered; gives the name of the second."""
    seal(context, b"one picture")
    name = seal(context, b"another picture")
    context.finish()
    return name


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM evidence_items WHERE sha256 = '{name}'", {"row_missing"}),
        ("UPDATE evidence_items SET sha256 = '{other}' WHERE sha256 = '{name}'", {"row_missing", "row_not_sealed"}),
        ("UPDATE evidence_items SET subject = 'other drop' WHERE sha256 = '{name}'", {"row_missing", "row_not_sealed"}),
        ("UPDATE evidence_items SET role = 'plate' WHERE sha256 = '{name}'", {"row_missing", "row_not_sealed"}),
        ("UPDATE evidence_items SET parent = '{other}' WHERE sha256 = '{name}'", {"row_missing", "row_not_sealed"}),
        (
            "INSERT INTO evidence_items (id, subject, role, sha256, size, received_at)"
            " SELECT 'put in', subject, role, sha256, size, received_at FROM evidence_items WHERE sha256 = '{name}'",
            {"row_not_sealed"},
        ),
    ],
    ids=["taken out", "another picture", "another drop", "another role", "another origin", "put in"],
)
def test_a_row_of_evidence_that_is_not_what_was_sealed_is_named(
    context: AppContext, statement: str, expected: set[str]
) -> None:
    name = sealed_rows(context)
    tamper(context, statement.format(name=name, other="0" * 64))
    faults = verdict(context).faults
    assert {fault.kind for fault in faults} == expected
    assert all(name in fault.where + fault.sentence or "0" * 64 in fault.sentence for fault in faults)


def test_a_checkpoint_under_another_number_is_named(context: AppContext) -> None:
    first = context.checkpoint()
    write(context, 3)
    context.finish()
    first.rename(first.with_name("000000000003"))
    (fault,) = verdict(context).faults
    assert (fault.kind, fault.where) == ("checkpoint_misnamed", "000000000003")


def test_a_checkpoint_that_says_something_else_is_never_taken_for_the_one_of_the_log(context: AppContext) -> None:
    path = context.checkpoint()
    assert context.checkpoint() == path, "the same again changes nothing"
    for wrong in (context.log_key.sign(1, b"\1" * 32), path.read_text()[:-8], ""):
        path.write_text(wrong)
        with pytest.raises(CheckpointDiffers, match="000000000001") as caught:
            context.checkpoint()
        assert in_a_sentence(caught.value) == str(caught.value)
        assert path.read_text() == wrong, "evidence of what happened is not written over"


def test_two_threads_that_write_one_checkpoint_leave_one_file(context: AppContext) -> None:
    write(context, 2)
    with ThreadPoolExecutor(4) as pool:
        paths = {*pool.map(lambda _: context.checkpoint(), range(8))}
    assert {*context.settings.checkpoints.iterdir()} == paths and len(paths) == 1
    assert not list(context.settings.home.glob(".checkpoint*"))
    assert verdict(context).faults == []


def test_a_history_that_grows_while_it_is_verified_is_whole(context_on_both: AppContext) -> None:
    seal(context_on_both, b"picture")
    with context_on_both.database.reading() as session:
        before = root_now(session)
        seal(context_on_both, b"another picture")
        session.expire_all()
        assert root_now(session) == before, "a reader sees one state"


def test_a_clock_that_went_back_is_noted_and_the_order_kept(context: AppContext) -> None:
    write(context, 1)
    with context.database.writing() as session:
        append(session, at=MONDAY - timedelta(days=1), kind="tested", subject="s", actor="machine:test")
        (event,) = write_out(session)
    assert event.data["clock_suspect"] < event.at


def test_an_event_that_another_overtook_is_no_doubt_of_the_clock(context: AppContext) -> None:
    write(context, 1)
    with context.database.writing() as session:
        append(
            session, at=context.clock.now() - timedelta(seconds=20), kind="tested", subject="s", actor="machine:test"
        )
        (event,) = write_out(session)
    assert "clock_suspect" not in event.data and event.at == iso(context.clock.now())


def test_an_event_says_what_was_said_when_it_was_appended(context: AppContext) -> None:
    said = {"lines": [1]}
    with context.database.writing() as session:
        append(session, at=MONDAY, kind="tested", subject="s", actor="machine:test", data=said)
        said["lines"].append(2)
        assert write_out(session)[0].data == {"lines": [1]}


def test_who_only_reads_appends_nothing(context: AppContext) -> None:
    with pytest.raises(RuntimeError, match="only reads"), context.database.reading() as session:
        append(session, at=MONDAY, kind="tested", subject="s", actor="machine:test")


@pytest.mark.parametrize("context_on_both", ["postgresql"], indirect=True)
def test_nobody_waits_for_who_has_appended_and_not_committed(context_on_both: AppContext) -> None:
    database, said = context_on_both.database, {"at": MONDAY, "kind": "tested", "actor": "machine:test"}
    with database.writing() as slow:
        append(slow, subject="slow", **said)
        with database.writing() as fast:
            append(fast, subject="fast", **said)
    with database.reading() as session:
        fast, slow = (events_of(session, subject)[0].seq for subject in ("fast", "slow"))
    assert fast < slow


def test_a_float_has_no_place_in_an_event(context: AppContext) -> None:
    with pytest.raises(TypeError, match="whole numbers"), context.database.writing() as session:
        append(session, at=MONDAY, kind="tested", subject="s", actor="machine:test", data={"score": 0.5})


def test_a_refused_transaction_leaves_no_event(context: AppContext) -> None:
    with pytest.raises(RuntimeError), context.database.writing() as session:
        append(session, at=MONDAY, kind="tested", subject="s", actor="machine:test")
        raise RuntimeError
    with context.database.reading() as session:
        assert events_of(session, "s") == []
        assert head_of(session).size == 1


def test_the_database_itself_refuses_to_change_an_event(context_on_both: AppContext) -> None:
    write(context_on_both, 2)
    for statement in ("UPDATE evidence_events SET kind = 'x'", "DELETE FROM evidence_events"):
        with pytest.raises(sa.exc.DatabaseError), context_on_both.database.writing() as session:
            session.execute(sa.text(statement))


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_writer_and_verifier_grow_the_same_tree(leaves: list[bytes]) -> None:
    tree = Tree()
    for leaf in leaves:
        tree.grow(leaf)
    assert tree.root() == root_over(map(merkle.leaf_hash, leaves))


def test_the_tree_has_the_root_that_rfc_9162_gives_it() -> None:
    a, b, c = (merkle.leaf_hash(leaf) for leaf in (b"a", b"b", b"c"))
    expected = merkle.node_hash(merkle.node_hash(a, b), c)
    assert root_over([a, b, c]) == expected


def test_the_head_and_the_table_agree(context: AppContext) -> None:
    write(context, 4)
    with context.database.reading() as session:
        size, root = root_now(session)
        leaves = [bytes.fromhex(h) for h in session.execute(
            sa.text("SELECT leaf_hash FROM evidence_events ORDER BY seq")).scalars()]  # fmt: skip
    assert len(leaves) == size and root_over(leaves) == root
