"""Communes that are not connected: one signed bundle a week, and a table that comes back and is entered once."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from conftest import MONDAY
from dispatch.conftest import ELSEWHERE, HOME, Issuer, consigned
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import Agency, save_agency
from ticketing.agency.checks import faults_of
from ticketing.agency.dispatch_rules import SftpServer, WeeklyBundles
from ticketing.cases.answers.owner_answers import last_answer, opened_answer
from ticketing.cases.tables import Case
from ticketing.dispatch.channels.folder import FolderChannel
from ticketing.dispatch.consignments.bundle import press
from ticketing.dispatch.consignments.check_bundle import NoBundle, check_bundle
from ticketing.dispatch.consignments.closing import close_consignment
from ticketing.dispatch.consignments.outbox import send_due
from ticketing.dispatch.delivery.recording import NotYours
from ticketing.dispatch.delivery.reply import enter_reply
from ticketing.dispatch.tables import Consignment, ConsignmentItem, OutboxMessage
from ticketing.evidence.seal import items_of
from ticketing.flow.app_context import AppContext
from ticketing.kit.clock import VIETNAM
from ticketing.kit.sheets import LoadReport, SheetFault
from walked import OFFICER

FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=VIETNAM)
NEXT_WEEK = FRIDAY + timedelta(days=5)
HEAD = "no,outcome,handed_on,receiver,note,other_name,other_address\n"


@dataclass
class Bundle:
    """A bundle of two notices that lies in a folder, as a commune gets it."""

    context: AppContext
    consignment_id: str
    folder: Path
    rejects: Path

    @property
    def public_keys(self) -> tuple[bytes, ...]:
        """Keys that may have signed its manifest."""
        return self.context.signing.public_paper_keys()

    def reply(self, text: str, actor: Actor = OFFICER) -> LoadReport:
        """Enter a table."""
        path = self.folder.parent / "reply.csv"
        path.write_text(text, encoding="utf-8")
        context = self.context
        return enter_reply(
            context.database, context.store, context.keys, self.consignment_id, path, self.rejects, actor=actor,
            at=NEXT_WEEK,
        )  # fmt: skip

    def recorded_results(self) -> list[tuple[str | None, date | None]]:
        """What is recorded of its papers."""
        with self.context.database.reading() as session:
            query = sa.select(ConsignmentItem).where(ConsignmentItem.consignment_id == self.consignment_id)
            return [(one.outcome, one.handed_on) for one in session.scalars(query.order_by(ConsignmentItem.id))]


@pytest.fixture
def bundle(context: AppContext, issuer: Issuer, agency: Agency, tmp_path: Path) -> Bundle:
    """Commune HOME gets its papers in a folder, once a week."""
    weekly = replace(agency, weekly=WeeklyBundles(communes={HOME: "folder"}), valid_from=MONDAY.date())
    with context.database.writing() as session:
        save_agency(session, weekly, actor=machine("init"), at=MONDAY)
    consigned(context, issuer.notice(), issuer.notice(), issuer.notice(ELSEWHERE))
    with context.database.reading() as session:
        closes = {one.receiver_code: one.close_at for one in session.scalars(sa.select(Consignment))}
    assert closes == {HOME: FRIDAY, ELSEWHERE: MONDAY + timedelta(minutes=30)}
    signed = partial(press, sign=context.signing.paper_key.sign)
    with context.database.reading() as session:
        weekly_id = session.scalars(sa.select(Consignment.id).where(Consignment.receiver_code == HOME)).one()
    close_consignment(context.database, context.store, context.keys, weekly_id, at=FRIDAY, print_bundle=signed)
    channel = FolderChannel(tmp_path / "out", by_receiver=True)
    assert send_due(context.database, context.store, {"folder": channel}, at=FRIDAY)
    with context.database.reading() as session:
        row = session.scalars(sa.select(OutboxMessage)).one()
    assert (row.channel, row.recipient, row.state) == ("folder", HOME, "sent")
    [folder] = (tmp_path / "out" / HOME).iterdir()
    return Bundle(context, weekly_id, folder, tmp_path / "rejects")


def test_a_bundle_is_read_back_and_each_change_is_told(bundle: Bundle) -> None:
    folder, keys = bundle.folder, bundle.public_keys
    found = check_bundle(folder, keys)
    assert (found.signature, found.problems, found.papers, found.whole) == ("valid", (), 2, True)
    (folder / "01-TB-CSGT.pdf").write_bytes(b"%PDF-another")
    (folder / "02-TB-CSGT.pdf").unlink()
    assert check_bundle(folder, keys).problems == (
        "01-TB-CSGT.pdf is another file than the manifest names.", "02-TB-CSGT.pdf is missing.",
    )  # fmt: skip
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"papers": manifest["papers"][:1]}))
    assert check_bundle(folder, keys).signature == "invalid"
    (folder / "manifest.json.sig").unlink()
    assert (check_bundle(folder, keys).signature, check_bundle(folder, keys).whole) == ("none", False)
    (folder / "manifest.json").write_text("[]")
    with pytest.raises(NoBundle):
        check_bundle(folder, keys)


def test_the_table_that_comes_back_is_entered_once_and_bad_lines_are_kept_aside(bundle: Bundle) -> None:
    form = (bundle.folder / "reply.csv").read_text(encoding="utf-8-sig").splitlines()
    head = HEAD.strip().replace("no,", "no,addressee,") + ",other_birth,other_id,received_on,owner_words"
    assert form == [head, "01/TB-CSGT,person" + "," * 10, "02/TB-CSGT,person" + "," * 10]
    assert bundle.reply("\n".join(form)).rows == 0, "a line without an outcome is still open"
    table = HEAD + (
        "01/TB-CSGT,Đã giao,23/11/2026,Nguyễn Văn Thử,,,\n"
        "02/TB-CSGT,mất,23/11/2026,,,,\n"
        "09/TB-CSGT,đã giao,23/11/2026,x,,,\n"
        "02/TB-CSGT,đã giao,hôm qua,x,,,\n"
        "02/TB-CSGT,đã giao,23/12/2026,x,,,\n"
        "02/TB-CSGT,đã giao,23/11/2026,,,,\n"
    )
    first = bundle.reply(table)
    assert (first.rows, first.loaded, first.rejected) == (6, 1, 5)
    assert [one["reason"].partition(":")[0] for one in first.rejections] == [
        "The outcome is none of", "No paper 09/TB-CSGT lies in this consignment.", "The day is missing or is none",
        "The paper is of 2026-11-16 and today is 2026-11-25", "Name who signed for the paper.",
    ]  # fmt: skip
    assert first.rejects_file and Path(first.rejects_file).stat().st_mode & 0o777 == 0o600
    again = bundle.reply(table)
    assert (again.loaded, again.unchanged, again.rejected) == (0, 1, 5)
    others = "01/TB-CSGT,trả lại,23/11/2026,,không gặp,,\n02/TB-CSGT,không cư trú,24/11/2026,,,,\n"
    changed = bundle.reply(HEAD + others)
    assert (changed.loaded, changed.rejections[0]["reason"]) == (1, "This paper is recorded as handed over already.")
    assert bundle.recorded_results() == [("handed_over", date(2026, 11, 23)), ("not_resident", date(2026, 11, 24))]
    with bundle.context.database.reading() as session:
        sealed = items_of(session, f"consignment:{bundle.consignment_id}")
        assert [one.role for one in sealed].count("delivery_reply") == 3, "each table once, the same again not"
        assert session.get_one(Consignment, bundle.consignment_id).state == "done"
        case_id = session.scalars(sa.select(ConsignmentItem.case_id).order_by(ConsignmentItem.id)).all()[1]
        assert session.get_one(Case, case_id).state == "OWNER_ANSWERED"
        answer = last_answer(session, case_id)
        assert answer and answer.code == "NOT_RESIDENT"


def test_a_reply_says_who_had_the_vehicle_in_the_owners_own_words(bundle: Bundle) -> None:
    head = "no,outcome,handed_on,receiver,other_name,other_birth,other_id,other_address,received_on,owner_words\n"
    words = "Tôi cho mượn, không rõ."
    line = f'01/TB-CSGT,{{}},24/11/2026,,Trần Văn Mượn,{{}},024090000001,"Số 9, phường Bắc Giang",{{}},"{words}"\n'
    report = bundle.reply(
        head + line.format("cho mượn", "9x", "23/11/2026") + line.format("cho mượn", "1990", "25/11/2026")
    )
    assert [one["reason"].split(":")[0][:26] for one in report.rejections] == [
        "Write the year of birth wi", "The paper is of 2026-11-16",
    ]  # fmt: skip
    assert bundle.reply(head + line.format("Cho mượn", "1990", "23/11/2026")).loaded == 1
    with bundle.context.database.reading() as session:
        item = session.scalars(sa.select(ConsignmentItem).where(ConsignmentItem.outcome == "lent")).one()
        assert item.received_on == date(2026, 11, 23)
        answer = last_answer(session, item.case_id)
        assert answer and (answer.code, answer.channel) == ("OTHER_DRIVER", "commune")
        said = opened_answer(bundle.context.keys, answer)
    assert said.statement == words and said.other_person
    assert (said.other_person.name, said.other_person.details) == ("Trần Văn Mượn", {"birth_year": "1990"})
    lent = "02/TB-CSGT,cho mượn,24/11/2026,\n"
    assert bundle.reply("no,outcome,handed_on,receiver\n" + lent).loaded == 1, "a slip that names nobody is one, too"


def test_only_officers_enter_it_and_a_strange_table_is_refused_whole(
    bundle: Bundle, clerk: Callable[[str], str]
) -> None:
    with pytest.raises(NotYours, match="not connected is recorded by an officer"):
        bundle.reply(HEAD, Actor(clerk(HOME), Role.COMMUNE_CLERK))
    with pytest.raises(SheetFault, match="has no column"):
        bundle.reply("so,ket_qua\n1,2\n")


@pytest.mark.parametrize(
    ("weekly", "fault"),
    [
        (WeeklyBundles(communes={"7210": "smtp"}), "is no commune code"),
        (WeeklyBundles(communes={HOME: "pigeon"}), "'pigeon' is no way of a bundle. Possible: smtp, sftp, folder."),
        (WeeklyBundles(communes={"00004": "smtp"}), "has no address under `mailboxes`"),
        (WeeklyBundles(communes={HOME: "sftp"}), "host and user are needed"),
        (WeeklyBundles(weekday=8), "does not exist"),
        (WeeklyBundles(sftp=SftpServer(port=0)), "is no port"),
    ],
)
def test_what_agency_yaml_says_of_bundles_is_checked(weekly: WeeklyBundles, fault: str, agency: Agency) -> None:
    assert any(fault in sentence for sentence in faults_of(replace(agency, weekly=weekly)))
