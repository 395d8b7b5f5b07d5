"""Enforcement of an unpaid fine: who may order it, whom its copies reach, and how the payment ends it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from documents.decided.conftest import FINANCE, TODAY, Cases, balance, pay, printed, sign
from documents.paper_office import HAN, LAN, MACHINE, NOW, SENIOR, SIGNER, Office
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import agency_on, save_agency
from ticketing.agency.values import Channel, EnforcementRules
from ticketing.cases.record import apply
from ticketing.cases.states import Refused, S
from ticketing.cases.tables import Case
from ticketing.dispatch.channels.folder import FolderChannel
from ticketing.dispatch.channels.ports import Verdict
from ticketing.dispatch.consignments import close_due, consign, consign_to_holder, items_of
from ticketing.dispatch.holders import ask_to_tell_the_holder
from ticketing.dispatch.leaving import take_out
from ticketing.dispatch.outbox import send_due
from ticketing.dispatch.queries import came_back, view_of
from ticketing.dispatch.reply import enter_reply
from ticketing.dispatch.sent_again import consign_unchanged
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.content.order_facts import ACCOUNT, SALARY
from ticketing.documents.drafting import enforcing, orders, steps
from ticketing.documents.drafting.enforcing import Deduction
from ticketing.documents.drafting.orders import NewFine
from ticketing.documents.drafting.signing_day import authors_of
from ticketing.documents.standing import standing
from ticketing.documents.tables import Document
from ticketing.evidence.log import events_of
from ticketing.kit.clock import vietnam_day
from ticketing.kit.sheets import LoadReport

LATER = NOW + timedelta(days=40)
UNTIL = date(2027, 4, 30)
EMPLOYER = Deduction("Công ty Vận tải Minh Họa", "số 5, phường Bắc Giang", UNTIL, each_time="1.000.000 đồng.")
BANK = Deduction("Ngân hàng Minh Họa", "số 7, phường Bắc Giang", UNTIL, account="0000 1111", costs_vnd=50_000)


def enforce(
    office: Office, case_id: str, kind: str = SALARY, asked: Deduction = EMPLOYER, actor: Actor = HAN
) -> Document:
    interest_vnd = balance(office, case_id, vietnam_day(LATER)).interest_vnd
    return office.act(enforcing.enforce, office.keys, case_id, kind, asked, interest_vnd, actor=actor, at=LATER)


def overdue(office: Office, case_id: str) -> str:
    office.act(apply, case_id, "payment_term_passed", actor=MACHINE, at=NOW + timedelta(days=13))
    return case_id


def rules(office: Office, **enforcement: Any) -> None:
    """The agency says from today on who decides on enforcement."""
    with office.database.writing() as session:
        agency = replace(agency_on(session, TODAY), enforcement=EnforcementRules(**enforcement), valid_from=TODAY)
        save_agency(session, agency, actor=machine("init"), at=NOW)


def _goes_again_by_post(office: Office, signed: Document, at: datetime) -> None:
    """The case shows that the bank's copy came back, until it goes by post again."""
    assert office.read(signed.case_id).reason_code == "PAPER_RETURNED"
    with office.database.writing() as session:
        [(item, paper)] = came_back(session, signed.case_id)
        assert (item.addressee, paper.id) == ("holder", signed.id)
        again = consign_unchanged(session, office.keys, signed.id, "holder", reason="gửi lại", actor=HAN, at=at)
        way = session.get_one(Consignment, again.consignment_id)
        assert (again.addressee, again.journey, way.channel) == ("holder", 2, "post")
        assert came_back(session, signed.case_id) == []
    assert office.read(signed.case_id).reason_code is None


def test_an_unpaid_fine_is_enforced_from_an_account_and_the_payment_ends_it(office: Office, cases: Cases) -> None:
    case_id = overdue(office, cases["small"])
    salary, account = enforce(office, case_id), enforce(office, case_id, ACCOUNT, BANK)
    due = balance(office, case_id, vietnam_day(LATER))
    assert due.interest_vnd == due.fine_vnd * 28 * 5 // 10_000, "28 days after the 30th, a Monday"
    signed = sign(office, account, LATER)
    said = printed(office, signed.id)
    total = due.fine_vnd + due.interest_vnd + 50_000
    assert said["total"].startswith(f"{total:,} đồng".replace(",", "."))
    assert (said["holder"], said["holder_account"], said["each_time"]) == ("Ngân hàng Minh Họa", "0000 1111", "")
    assert signed.no == "01/QĐ-CCXP" and office.read(case_id).state == S.ENFORCEMENT
    with office.database.writing() as session:
        assert steps.papers_without_use(session, session.get_one(Case, case_id))[0].id == salary.id
        person = consign(session, signed.id, at=LATER)
        copy = consign_to_holder(session, signed.id, at=LATER)
        assert copy is not None and consign_to_holder(session, signed.id, at=LATER) is copy, "once"
        view = view_of(session, office.keys, copy)
        assert (view.receiver, view.address) == (BANK.holder, BANK.holder_address)
        ways = [session.get_one(Consignment, item.consignment_id).channel for item in (person, copy)]
        assert ways == ["commune_police", "post"]
    pay(office, vietnam_day(LATER), total, "FT1", text=f"khau tru tk theo QD so {signed.no}")
    paid = balance(office, case_id, vietnam_day(LATER))
    assert (paid.state, paid.unpaid_vnd, paid.interest_vnd, paid.costs_vnd, paid.over_vnd) == (S.PAID, 0, 0, 0, 0)
    with office.database.writing() as session:
        assert take_out(session, [copy], LATER) == [] and copy.outcome == "withdrawn", "nobody is to pay it twice"


def test_both_copies_of_an_enforcement_by_post_are_one_file_and_two_proofs(
    office: Office, cases: Cases, tmp_path: Path
) -> None:
    with office.database.writing() as session:
        agency = agency_on(session, TODAY)
        by_post = replace(agency, dispatch=replace(agency.dispatch, first_notice=Channel.POST), valid_from=TODAY)
        save_agency(session, by_post, actor=machine("init"), at=NOW)
    signed = sign(office, enforce(office, overdue(office, cases["small"]), ACCOUNT, BANK), LATER)
    with office.database.writing() as session:
        copy, person = consign_to_holder(session, signed.id, at=LATER), consign(session, signed.id, at=LATER)
    assert copy is not None and copy.consignment_id == person.consignment_id
    evening = LATER + timedelta(hours=1)
    close_due(office.database, office.store, office.keys, at=evening)
    [answer] = send_due(office.database, office.store, {"post": FolderChannel(tmp_path / "post")}, at=evening)
    assert answer.verdict is Verdict.ACCEPTED, answer.text
    [folder] = (tmp_path / "post").iterdir()
    assert [path.name for path in folder.glob("0*.pdf")] == ["01-QD-CCXP.pdf"]
    rows = (folder / "reply.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [row.rstrip(",") for row in rows] == ["01/QĐ-CCXP,holder", "01/QĐ-CCXP,person"]
    day = vietnam_day(evening)
    table = tmp_path / "reply.csv"

    def reply(addressee: str) -> LoadReport:
        line = f"01/QĐ-CCXP,{addressee},trả lại,{day},,không có người nhận"
        table.write_text(f"no,addressee,outcome,handed_on,receiver,note\n{line}\n")
        return enter_reply(
            office.database, office.store, office.keys, person.consignment_id, table, tmp_path, actor=HAN, at=evening
        )

    assert "whose copy" in reply("").rejections[0]["reason"]
    assert reply("holder").loaded == 1
    with office.database.reading() as session:
        kept = {item.addressee: item.outcome for item in items_of(session, person.consignment_id)}
        assert kept == {"holder": "returned", "": None}
    _goes_again_by_post(office, signed, evening)


@pytest.mark.parametrize("left", [True, False], ids=["the bank has its order", "the order has not left"])
def test_who_deducts_a_fine_is_told_what_changes_and_what_ends_it(office: Office, cases: Cases, left: bool) -> None:
    case_id = overdue(office, cases["small"])
    enforcement = sign(office, enforce(office, case_id, ACCOUNT, BANK), LATER)
    deadline = LATER + timedelta(hours=1)
    with office.database.writing() as session:
        order = consign_to_holder(session, enforcement.id, at=LATER)
        assert order is not None
        if left:
            session.get_one(Consignment, order.consignment_id).state = "closed"
    reduced = NewFine(4_400_000, mitigating=("Đã tự nguyện khai báo",))
    amend = (orders.amend, office.keys, case_id, "có tình tiết giảm nhẹ", ())
    amendment = sign(office, office.act(*amend, fine=reduced, actor=HAN, at=LATER), LATER)
    cancellation = sign(
        office, office.act(orders.cancel, office.keys, case_id, "sai người", actor=HAN, at=LATER), LATER
    )
    with office.database.writing() as session:
        assert standing(session, enforcement.signed_sha256 or "").withdrawn
        copies = [consign_to_holder(session, paper.id, at=LATER) for paper in (amendment, cancellation)]
        told = [copy for copy in copies if copy is not None]
        assert [view_of(session, office.keys, copy).receiver for copy in told] == [BANK.holder] * 2
        if left:
            assert take_out(session, [told[1]], deadline) == [told[1]], "its order comes first, and its mail waits"
            session.get_one(Consignment, order.consignment_id).sent_at = deadline
        gathering = told if left else [session.get_one(ConsignmentItem, order.id), *told]
        assert take_out(session, gathering, deadline) == []
        stays = [copy.document_id for copy in told if copy.outcome != "withdrawn"]
        assert stays == ([cancellation.id] if left else []), "nobody is told of the end of what he never got"


@pytest.mark.parametrize(("state", "asked"), [("sent", True), ("gathering", False)])
def test_an_officer_is_asked_to_tell_who_deducts_a_fine_that_it_is_paid(
    office: Office, cases: Cases, state: str, asked: bool
) -> None:
    case_id = overdue(office, cases["small"])
    enforcement = sign(office, enforce(office, case_id, ACCOUNT, BANK), LATER)
    with office.database.writing() as session:
        order = consign_to_holder(session, enforcement.id, at=LATER)
        assert order is not None
        session.get_one(Consignment, order.consignment_id).state = state
    assert not office.act(ask_to_tell_the_holder, case_id, actor=MACHINE, at=LATER), "nothing is paid yet"
    office.act(apply, case_id, "fine_paid", actor=FINANCE, at=LATER)
    once = [office.act(ask_to_tell_the_holder, case_id, actor=MACHINE, at=LATER) for _ in range(2)]
    assert once == [asked, False]
    assert office.read(case_id).reason_code == ("PAID_WHILE_DEDUCTED" if asked else None)


def test_whoever_wrote_a_paper_anew_is_its_author_and_none_of_its_authors_signs_it(
    office: Office, cases: Cases
) -> None:
    case_id = overdue(office, cases["small"])
    paper = enforce(office, case_id, actor=SENIOR)
    assert enforce(office, case_id, actor=HAN).prepared_by == SENIOR.person, "he changed nothing"
    dearer = replace(EMPLOYER, costs_vnd=50_000)
    assert enforce(office, case_id, asked=dearer, actor=LAN).prepared_by == LAN.person
    with office.database.reading() as session:
        redrawn = [event.actor for event in events_of(session, case_id) if event.kind == "paper_redrawn"]
        assert redrawn == [LAN.label] and authors_of(session, office.paper(paper.id)) == {"son", "lan"}
    with pytest.raises(Refused, match="Who judged or prepared"):
        office.release(paper.id, Actor(SENIOR.person, Role.SIGNER, rank=SIGNER.rank), at=LATER)


@pytest.mark.parametrize(
    ("kind", "changed", "sentence"),
    [
        (SALARY, {"holder": " "}, "Write name and address"),
        (ACCOUNT, {"account": ""}, "Write the account"),
        (SALARY, {"until": vietnam_day(LATER)}, "Write a later day"),
        (SALARY, {"until": date(2029, 1, 1)}, "at the latest"),
        ("deferral", {}, "is no enforcement decision"),
    ],
)
def test_what_lacks_on_an_enforcement_decision_is_named(
    office: Office, cases: Cases, kind: str, changed: dict[str, Any], sentence: str
) -> None:
    case_id = overdue(office, cases["small"])
    with pytest.raises(Refused, match=sentence):
        enforce(office, case_id, kind, replace(BANK, **changed))


def test_nothing_is_enforced_before_it_is_overdue_while_it_is_held_or_after_its_year(
    office: Office, cases: Cases
) -> None:
    with pytest.raises(Refused, match="DECISION_DELIVERED"):
        enforce(office, cases["large"])
    case_id = overdue(office, cases["small"])
    paper = enforce(office, case_id)
    with pytest.raises(Refused, match="limitation of enforcement ended"):
        office.release(paper.id, at=NOW + timedelta(days=366))
    office.act(apply, case_id, "flag_EVADING", actor=HAN, at=NOW + timedelta(days=366))
    with pytest.raises(Refused, match="limitation of enforcement ended"):
        office.release(paper.id, at=NOW + timedelta(days=366))
    short = enforce(office, case_id, ACCOUNT, replace(BANK, until=vietnam_day(LATER) + timedelta(days=1)))
    with pytest.raises(Refused, match="which leaves no time"):
        office.release(short.id, at=LATER + timedelta(days=1))
    office.act(apply, case_id, "flag_HELD", actor=HAN, at=LATER)
    with pytest.raises(Refused, match="is held"):
        enforce(office, case_id)


@pytest.mark.parametrize(
    ("enforcement", "sentence"),
    [
        ({}, "UNCONFIRMED"),
        ({"ranks": ("provincial_police_director",), "deputies": True}, "UNCONFIRMED"),
        ({"ranks": ("traffic_division_head",)}, "deputy decides on enforcement only"),
        ({"ranks": ("traffic_division_head",), "deputies": True}, "decree on enforcement"),
    ],
)
def test_who_is_not_named_by_the_legal_officer_signs_no_enforcement(
    office: Office, cases: Cases, enforcement: dict[str, Any], sentence: str
) -> None:
    paper = enforce(office, overdue(office, cases["small"]))
    rules(office, **enforcement)
    with pytest.raises(Refused, match=sentence):
        office.release(paper.id, at=LATER)
