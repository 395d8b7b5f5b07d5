"""Warnings to the agencies of inspection and registration: one signed bundle a day, a receipt, and what lifts them."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from conftest import MONDAY
from dispatch.conftest import Issuer, closed
from second_connection import until_somebody_waits
from ticketing.agency.actors import machine
from ticketing.agency.agency import Agency, save_agency
from ticketing.agency.checks import faults_of, what_is_missing
from ticketing.agency.dispatch_rules import AgencyWay, WarnedOffice, WarningBundles
from ticketing.agency.form import demo_agency
from ticketing.cases import record
from ticketing.cases.tables import Case
from ticketing.dispatch.channels.folder import FolderChannel
from ticketing.dispatch.channels.ports import Answer, Message, Verdict
from ticketing.dispatch.consignments import closing
from ticketing.dispatch.consignments.bundle import press
from ticketing.dispatch.consignments.check_bundle import check_bundle
from ticketing.dispatch.consignments.outbox import send_again, send_due
from ticketing.dispatch.delivery.recording import (
    NotRecorded,
    Report,
    record_receipt,
    record_result,
    take_over,
)
from ticketing.dispatch.delivery_results import DeliveryResult
from ticketing.dispatch.signed_documents import NotConsigned
from ticketing.dispatch.tables import Consignment, ConsignmentItem, OutboxMessage
from ticketing.dispatch.warning_list import agency_stands, warning_lines
from ticketing.dispatch.warnings import newly_entered, tell_again, tell_agencies, tell_agency
from ticketing.documents.content.draft import CaseFacts, Draft, Extra, freeze
from ticketing.documents.content.orders.order_facts import WarningEnds
from ticketing.documents.samples.cases import FULL, WORLDS
from ticketing.documents.sealed import seal_content
from ticketing.documents.tables import Document
from ticketing.flow.app_context import AppContext
from ticketing.flow.timers import sweep_timers
from ticketing.kit.clock import VIETNAM, vietnam_day
from walked import FINANCE, MACHINE, OFFICER, walk_to

AFTERNOON = MONDAY.astimezone(VIETNAM).replace(hour=15, minute=0)
NEXT_DAY = AFTERNOON + timedelta(days=1)
FOLDERS = WarningBundles(
    inspection=WarnedOffice("Trung tâm Đăng kiểm Minh Họa", "Số 1", AgencyWay.FOLDER),
    registration=WarnedOffice("Cơ quan đăng ký xe Minh Họa", "Số 2", AgencyWay.FOLDER),
)
NOBODY = WarningBundles()


@dataclass
class AgencyBundles:
    """Makes and sends warnings of cases."""

    context: AppContext
    papers: Issuer
    agency: Agency
    out: Path

    def enters(self, warnings: WarningBundles, at: datetime = MONDAY) -> None:
        """An administrator enters the agencies."""
        agency = replace(self.agency, warnings=warnings, valid_from=at.date())
        with self.context.database.writing() as session:
            save_agency(session, agency, actor=machine("init"), at=at)

    def unanswered(self) -> Document:
        """A signed warning about a notice that nobody answered."""
        return self._signed(walk_to(self.context, "notice_sent"), "warning", "notice", None, MONDAY)

    def second_warning(self, first: Document) -> Document:
        """Another one of the same case."""
        return self._signed(first.case_id, "services_warning", "decision:2", None, MONDAY)

    def warning(self, *, at: datetime = MONDAY) -> Document:
        """A signed warning about an unpaid fine, of a case that is overdue."""
        case_id = walk_to(self.context, "decision_received", at=at)
        with self.context.database.writing() as session:
            record.apply(session, case_id, "payment_term_passed", actor=MACHINE, at=at)
        return self._signed(case_id, "services_warning", "decision", None, at)

    def lifted(self, warning: Document, *, at: datetime) -> Document:
        """The fine is paid, and what lifts the warning is signed."""
        with self.context.database.writing() as session:
            if session.get_one(Case, warning.case_id).state == "OVERDUE":
                record.apply(session, warning.case_id, "fine_paid", actor=FINANCE, at=at)
        ends = WarningEnds(warning.id, warning.no or "", vietnam_day(MONDAY), "đã nộp")
        return self._signed(warning.case_id, "warning_lifted", warning.id, ends, at)

    def tells(self, document: Document, at: datetime) -> list[ConsignmentItem]:
        """Put it with the bundles."""
        with self.context.database.writing() as session:
            return tell_agencies(session, document.id, at=at)

    def sends(self, at: datetime, channel: object = None) -> None:
        """Close the bundles that are due, signed, and send what waits."""
        context, signed = self.context, partial(press, sign=self.context.signing.paper_key.sign)
        with context.database.reading() as session:
            due = closing.due_to_close(session, at=at)
        for one in due:
            closing.close_consignment(context.database, context.store, context.keys, one, at=at, print_bundle=signed)
        way = channel or FolderChannel(self.out, by_receiver=True)
        send_due(context.database, context.store, {"warned_agency": way}, at=at)  # type: ignore[dict-item]

    def manifests(self, agency: str = "inspection") -> list[list[tuple[str, str]]]:
        """Number and action of the papers of each bundle that reached an agency."""
        folders = sorted((self.out / agency).iterdir()) if (self.out / agency).exists() else []
        read = [json.loads((folder / "manifest.json").read_text())["papers"] for folder in folders]
        return [[(paper["no"], paper["action"]) for paper in papers] for papers in read]

    def stands(self, paper: Document) -> Mapping[str, str]:
        """How it stands at each agency, by the list."""
        with self.context.database.reading() as session:
            lines = warning_lines(session, FOLDERS, NEXT_DAY, open_only=False)
        [line] = [one for one in lines if one.warning.id == paper.id]
        return {code: str(leg.stand) for code, leg in line.warned.items()}

    def _signed(self, case_id: str, kind: str, about: str, extra: Extra | None, at: datetime) -> Document:
        document_id, world = self.papers.of_case(case_id, kind, about=about, at=at), WORLDS[FULL]()
        facts = CaseFacts(case_id, None, world.vehicle, world.violation, may_explain=False)
        with self.context.database.writing() as session:
            document = session.get_one(Document, document_id)
            content = {"draft": freeze(Draft(facts, extra))}
            document.content = seal_content(self.context.keys, document_id, content)
            return document


@pytest.fixture
def bundles(context: AppContext, issuer: Issuer, agency: Agency, tmp_path: Path) -> AgencyBundles:
    """Both agencies get their bundles in a folder, every day."""
    made = AgencyBundles(context, issuer, agency, tmp_path / "out")
    made.enters(FOLDERS)
    return made


def test_a_warning_goes_to_both_agencies_with_what_a_program_enters_and_comes_back_as_received(
    bundles: AgencyBundles,
) -> None:
    warning = bundles.warning()
    assert len(bundles.tells(warning, MONDAY)) == 2 and len(bundles.tells(warning, MONDAY)) == 2, "once an agency"
    bundles.sends(AFTERNOON)
    for agency in ("inspection", "registration"):
        [folder] = (bundles.out / agency).iterdir()
        found = check_bundle(folder, bundles.context.signing.public_paper_keys())
        assert found.whole and found.papers == 1
        [paper] = json.loads((folder / "manifest.json").read_text())["papers"]
        said = {
            name: paper[name] for name in ("no", "date", "action", "plate", "plate_colour", "vehicle_type", "lifts")
        }
        assert said == {
            "no": warning.no, "date": "2026-11-16", "action": "warn", "plate": "98A-123.45", "plate_colour": "white",
            "vehicle_type": "car", "lifts": "",
        }  # fmt: skip
        assert (folder / "manifest.csv").read_text(encoding="utf-8-sig").splitlines()[0].endswith("vehicle_type,lifts")
    assert bundles.stands(warning) == {"inspection": "sent", "registration": "sent"}
    with bundles.context.database.writing() as session:
        query = sa.select(Consignment).where(Consignment.receiver_code == "inspection")
        [bundle] = session.scalars(query)
        later = NEXT_DAY + timedelta(days=7)
        [asked, _] = agency_stands(session, FOLDERS, later)
        assert [one.id for one in asked.overdue] == [bundle.id], "its receipt is asked for"
        day = vietnam_day(NEXT_DAY)
        with pytest.raises(NotRecorded, match="Name who signed"):
            record_receipt(session, bundles.context.keys, bundle.id, day, " ", actor=OFFICER, at=NEXT_DAY)
        assert record_receipt(session, bundles.context.keys, bundle.id, day, "số 12", actor=OFFICER, at=NEXT_DAY) == 1
        assert session.get_one(Consignment, bundle.id).state == "done"
        assert agency_stands(session, FOLDERS, later)[0].overdue == []
    assert bundles.stands(warning) == {"inspection": "received", "registration": "sent"}


@pytest.mark.parametrize("context_on_both", ["postgresql"], indirect=True)
def test_a_bundle_is_confirmed_behind_whoever_records_one_of_its_papers_at_that_moment(
    context_on_both: AppContext, tmp_path: Path
) -> None:
    desk = AgencyBundles(context_on_both, Issuer(context_on_both), demo_agency(), tmp_path / "out")
    desk.enters(FOLDERS)
    warnings = [desk.warning(), desk.warning()]
    items = [desk.tells(warning, MONDAY)[0] for warning in warnings]
    desk.sends(AFTERNOON)
    context, day = context_on_both, vietnam_day(NEXT_DAY)
    with context.database.writing() as session:
        take_over(session, items[0].consignment_id, actor=OFFICER, at=NEXT_DAY)

    def confirm() -> int:
        with context.database.writing() as session:
            return record_receipt(
                session, context.keys, items[0].consignment_id, day, "số 12", actor=OFFICER, at=NEXT_DAY
            )

    with ThreadPoolExecutor(1) as other:
        with context.database.writing() as session:
            record.locked(session, warnings[0].case_id)
            confirmed = other.submit(confirm)
            until_somebody_waits(context)
            report = Report(DeliveryResult.HANDED_OVER, day, receiver="Người nhận")
            record_result(session, context.keys, items[0].id, report, actor=OFFICER, at=NEXT_DAY)
        assert confirmed.result() == 1, "the other paper"
    assert [desk.stands(warning)["inspection"] for warning in warnings] == ["received", "received"]


def test_what_lifts_a_warning_never_leaves_before_it(bundles: AgencyBundles) -> None:
    class Refusing:
        def send(self, _: Message) -> Answer:
            return Answer(Verdict.REFUSED, "550 no")

    warning = bundles.warning()
    bundles.tells(warning, MONDAY)
    bundles.sends(AFTERNOON, Refusing())
    assert bundles.stands(warning) == {"inspection": "failed", "registration": "failed"}
    lifted = bundles.lifted(warning, at=NEXT_DAY)
    assert len(bundles.tells(lifted, AFTERNOON)) == 2
    bundles.sends(NEXT_DAY)
    assert bundles.manifests() == [], "the warning is still here, so the lifting waits"
    with bundles.context.database.writing() as session:
        for one in session.scalars(sa.select(Consignment.id).where(Consignment.state == "closed")):
            send_again(session, one, actor=OFFICER, at=NEXT_DAY)
    bundles.sends(NEXT_DAY + timedelta(minutes=1))
    bundles.sends(NEXT_DAY + timedelta(hours=2))
    assert bundles.manifests() == [[(warning.no, "warn")], [(lifted.no, "lift")]]


def test_a_warning_that_is_settled_before_its_bundle_leaves_stays_here_and_its_lifting_too(
    bundles: AgencyBundles,
) -> None:
    warning, other = bundles.warning(), bundles.warning()
    bundles.tells(warning, MONDAY)
    bundles.tells(other, MONDAY)
    bundles.tells(bundles.lifted(warning, at=MONDAY), MONDAY)
    bundles.sends(AFTERNOON)
    assert bundles.manifests() == [[(other.no, "warn")]]
    assert bundles.stands(warning) == {"inspection": "not_sent", "registration": "not_sent"}


def test_a_warning_stays_on_the_list_while_another_one_of_its_case_is_lifted(bundles: AgencyBundles) -> None:
    lifted = bundles.warning()
    standing = bundles.second_warning(lifted)
    bundles.lifted(lifted, at=NEXT_DAY)
    with bundles.context.database.reading() as session:
        shown = warning_lines(session, FOLDERS, NEXT_DAY, open_only=True)
    assert [line.warning.id for line in shown] == [standing.id]


def test_papers_wait_for_an_agency_until_it_is_entered(bundles: AgencyBundles) -> None:
    bundles.enters(NOBODY)
    warning, settled = bundles.warning(), bundles.warning()
    assert bundles.tells(warning, MONDAY) == bundles.tells(settled, MONDAY) == []
    assert bundles.tells(bundles.lifted(settled, at=MONDAY), MONDAY) == []
    with bundles.context.database.writing() as session:
        assert newly_entered(session, at=MONDAY) == []
        assert [one.waiting for one in agency_stands(session, NOBODY, MONDAY)] == [1, 1]
    missing = what_is_missing(replace(bundles.agency, warnings=NOBODY), MONDAY.date())
    assert sum("lacks name or way" in sentence for sentence in missing) == 2
    bundles.enters(FOLDERS)
    assert (sweep_timers(bundles.context), sweep_timers(bundles.context)) == (2, 0), "each agency is woken once"
    tell_agency(bundles.context.database, "inspection", at=MONDAY)
    bundles.sends(AFTERNOON)
    assert bundles.manifests() == [[(warning.no, "warn")]]
    assert bundles.manifests("registration") == [], "its own job has not come"


def test_an_agency_that_is_entered_again_as_it_was_gets_what_waited_meanwhile(bundles: AgencyBundles) -> None:
    assert sweep_timers(bundles.context) == 2
    bundles.enters(NOBODY)
    assert sweep_timers(bundles.context) == 0
    bundles.tells(bundles.warning(), MONDAY)
    bundles.enters(FOLDERS)
    assert sweep_timers(bundles.context) == 2


def test_a_bundle_goes_to_the_mailbox_of_the_day_on_which_it_is_closed(bundles: AgencyBundles) -> None:
    by_mail = WarnedOffice("Trung tâm Đăng kiểm Minh Họa", "Số 1", AgencyWay.SMTP, "dangkiem@example.vn")
    bundles.tells(bundles.warning(), MONDAY)
    bundles.enters(replace(FOLDERS, inspection=by_mail))
    closed(bundles.context, AFTERNOON)
    with bundles.context.database.reading() as session:
        sent = session.execute(sa.select(OutboxMessage.channel, OutboxMessage.recipient)).tuples().all()
    assert sorted(sent) == [("smtp", "dangkiem@example.vn"), ("warned_agency", "registration")]


def test_what_an_agency_gives_back_is_sent_again_and_leaves_no_mark_on_its_case(bundles: AgencyBundles) -> None:
    warning = bundles.unanswered()
    item = bundles.tells(warning, MONDAY)[0]
    bundles.sends(AFTERNOON)
    returned = Report(DeliveryResult.RETURNED, vietnam_day(NEXT_DAY), note="không đọc được")
    with bundles.context.database.writing() as session:
        with pytest.raises(NotConsigned, match="came back"):
            tell_again(session, item.id, actor=OFFICER, at=NEXT_DAY)
        take_over(session, item.consignment_id, actor=OFFICER, at=NEXT_DAY)
        record_result(session, bundles.context.keys, item.id, returned, actor=OFFICER, at=NEXT_DAY)
    assert bundles.stands(warning)["inspection"] == "refused"
    with bundles.context.database.writing() as session:
        again = tell_again(session, item.id, actor=OFFICER, at=NEXT_DAY)
        assert (again.journey, again.addressee) == (2, "inspection")
        assert session.get_one(Case, warning.case_id).reason_code is None


def test_a_warning_is_open_again_while_an_agency_has_given_back_what_lifts_it(bundles: AgencyBundles) -> None:
    warning = bundles.warning()
    bundles.tells(warning, MONDAY)
    item = bundles.tells(bundles.lifted(warning, at=MONDAY), MONDAY)[0]

    def is_open() -> bool:
        with bundles.context.database.reading() as session:
            return bool(warning_lines(session, FOLDERS, NEXT_DAY, open_only=True))

    assert not is_open()
    with bundles.context.database.writing() as session:
        session.get_one(ConsignmentItem, item.id).outcome = DeliveryResult.RETURNED
    assert is_open()
    with bundles.context.database.writing() as session:
        tell_again(session, item.id, actor=OFFICER, at=NEXT_DAY)
    assert not is_open()


@pytest.mark.parametrize(
    ("warnings", "fault"),
    [
        (replace(FOLDERS, inspection=WarnedOffice("A", way=AgencyWay.SMTP)), "goes by smtp"),
        (replace(FOLDERS, inspection=WarnedOffice("A", way=AgencyWay.SFTP)), "sftp needs host"),
        (replace(FOLDERS, registration=WarnedOffice("A", mailbox="x")), "is no mail address"),
        (replace(FOLDERS, weekday=8), "does not exist"),
        (replace(FOLDERS, receipt_days=0), "outside 1 to 60"),
    ],
)
def test_what_agency_yaml_says_of_warned_agencies_is_checked(
    warnings: WarningBundles, fault: str, agency: Agency
) -> None:
    assert any(fault in sentence for sentence in faults_of(replace(agency, warnings=warnings)))
