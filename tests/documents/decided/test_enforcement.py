"""Enforcement of an unpaid fine: who may order it, whom its copies reach, and how the payment ends it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from documents.decided.conftest import FINANCE, TODAY, Cases, balance, pay, printed, sign
from documents.document_fixtures import HAN, LAN, MACHINE, NOW, SENIOR, SIGNER, DocumentContext
from ticketing.agency.actors import Actor, Role, machine
from ticketing.agency.agency import agency_on, save_agency
from ticketing.agency.dispatch_rules import Channel
from ticketing.agency.values import EnforcementRules
from ticketing.cases.record import apply
from ticketing.cases.states import CaseState, Refused
from ticketing.cases.tables import Case
from ticketing.dispatch.channels.folder import FolderChannel
from ticketing.dispatch.channels.ports import Verdict
from ticketing.dispatch.consignments.closing import close_due, consign, consign_to_garnishee, items_of
from ticketing.dispatch.consignments.outbox import send_due
from ticketing.dispatch.consignments.resend import consign_unchanged
from ticketing.dispatch.delivery.queries import came_back, view_of
from ticketing.dispatch.delivery.reply import enter_reply
from ticketing.dispatch.garnishees import ask_to_inform_garnishee
from ticketing.dispatch.release_rules import take_out
from ticketing.dispatch.tables import Consignment, ConsignmentItem
from ticketing.documents.codes import ACCOUNT, SALARY
from ticketing.documents.drafting import enforcing, orders, steps
from ticketing.documents.drafting.enforcing import Deduction
from ticketing.documents.drafting.orders import NewFine
from ticketing.documents.drafting.signing_day import authors_of
from ticketing.documents.tables import Document
from ticketing.documents.validity import validity_of
from ticketing.evidence.log import events_of
from ticketing.kit.clock import vietnam_day
from ticketing.kit.sheets import LoadReport

LATER = NOW + timedelta(days=40)
UNTIL = date(2027, 4, 30)
EMPLOYER = Deduction("Công ty Vận tải Minh Họa", "số 5, phường Bắc Giang", UNTIL, each_time="1.000.000 đồng.")
BANK = Deduction("Ngân hàng Minh Họa", "số 7, phường Bắc Giang", UNTIL, account="0000 1111", costs_vnd=50_000)


def enforce(
    context: DocumentContext, case_id: str, kind: str = SALARY, asked: Deduction = EMPLOYER, actor: Actor = HAN
) -> Document:
    interest_vnd = balance(context, case_id, vietnam_day(LATER)).interest_vnd
    return context.act(enforcing.enforce, context.keys, case_id, kind, asked, interest_vnd, actor=actor, at=LATER)


def overdue(context: DocumentContext, case_id: str) -> str:
    context.act(apply, case_id, "payment_term_passed", actor=MACHINE, at=NOW + timedelta(days=13))
    return case_id


def rules(context: DocumentContext, **enforcement: Any) -> None:
    """The agency says from today on who decides on enforcement."""
    with context.database.writing() as session:
        agency = replace(agency_on(session, TODAY), enforcement=EnforcementRules(**enforcement), valid_from=TODAY)
        save_agency(session, agency, actor=machine("init"), at=NOW)


def _goes_again_by_post(context: DocumentContext, signed: Document, at: datetime) -> None:
    """The case shows that the bank's copy came back, until it goes by post again."""
    assert context.read(signed.case_id).reason_code == "PAPER_RETURNED"
    with context.database.writing() as session:
        [(item, paper)] = came_back(session, signed.case_id)
        assert (item.addressee, paper.id) == ("holder", signed.id)
        again = consign_unchanged(session, context.keys, signed.id, "holder", reason="gửi lại", actor=HAN, at=at)
        way = session.get_one(Consignment, again.consignment_id)
        assert (again.addressee, again.journey, way.channel) == ("holder", 2, "post")
        assert came_back(session, signed.case_id) == []
    assert context.read(signed.case_id).reason_code is None


def test_an_unpaid_fine_is_enforced_from_an_account_and_the_payment_ends_it(
    context: DocumentContext, cases: Cases
) -> None:
    case_id = overdue(context, cases["small"])
    salary, account = enforce(context, case_id), enforce(context, case_id, ACCOUNT, BANK)
    due = balance(context, case_id, vietnam_day(LATER))
    assert due.interest_vnd == due.fine_vnd * 28 * 5 // 10_000, "28 days after the 30th, a Monday"
    signed = sign(context, account, LATER)
    said = printed(context, signed.id)
    total = due.fine_vnd + due.interest_vnd + 50_000
    assert said["total"].startswith(f"{total:,} đồng".replace(",", "."))
    assert (said["holder"], said["holder_account"], said["each_time"]) == ("Ngân hàng Minh Họa", "0000 1111", "")
    assert signed.no == "01/QĐ-CCXP" and context.read(case_id).state == CaseState.ENFORCEMENT
    with context.database.writing() as session:
        assert steps.documents_without_use(session, session.get_one(Case, case_id))[0].id == salary.id
        person = consign(session, signed.id, at=LATER)
        copy = consign_to_garnishee(session, signed.id, at=LATER)
        assert copy is not None and consign_to_garnishee(session, signed.id, at=LATER) is copy, "once"
        view = view_of(session, context.keys, copy)
        assert (view.receiver, view.address) == (BANK.holder, BANK.holder_address)
        ways = [session.get_one(Consignment, item.consignment_id).channel for item in (person, copy)]
        assert ways == ["commune_police", "post"]
    pay(context, vietnam_day(LATER), total, "FT1", text=f"khau tru tk theo QD so {signed.no}")
    paid = balance(context, case_id, vietnam_day(LATER))
    assert (paid.state, paid.unpaid_vnd, paid.interest_vnd, paid.costs_vnd, paid.over_vnd) == (
        CaseState.PAID,
        0,
        0,
        0,
        0,
    )
    with context.database.writing() as session:
        assert take_out(session, [copy], LATER) == [] and copy.outcome == "withdrawn", "nobody is to pay it twice"


def test_both_copies_of_an_enforcement_by_post_are_one_file_and_two_proofs(
    context: DocumentContext, cases: Cases, tmp_path: Path
) -> None:
    with context.database.writing() as session:
        agency = agency_on(session, TODAY)
        by_post = replace(agency, dispatch=replace(agency.dispatch, first_notice=Channel.POST), valid_from=TODAY)
        save_agency(session, by_post, actor=machine("init"), at=NOW)
    signed = sign(context, enforce(context, overdue(context, cases["small"]), ACCOUNT, BANK), LATER)
    with context.database.writing() as session:
        copy, person = consign_to_garnishee(session, signed.id, at=LATER), consign(session, signed.id, at=LATER)
    assert copy is not None and copy.consignment_id == person.consignment_id
    evening = LATER + timedelta(hours=1)
    close_due(context.database, context.store, context.keys, at=evening)
    [answer] = send_due(context.database, context.store, {"post": FolderChannel(tmp_path / "post")}, at=evening)
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
            context.database, context.store, context.keys, person.consignment_id, table, tmp_path, actor=HAN, at=evening
        )

    assert "whose copy" in reply("").rejections[0]["reason"]
    assert reply("holder").loaded == 1
    with context.database.reading() as session:
        kept = {item.addressee: item.outcome for item in items_of(session, person.consignment_id)}
        assert kept == {"holder": "returned", "": None}
    _goes_again_by_post(context, signed, evening)


@pytest.mark.parametrize("left", [True, False], ids=["the bank has its order", "the order has not left"])
def test_who_deducts_a_fine_is_told_what_changes_and_what_ends_it(
    context: DocumentContext, cases: Cases, left: bool
) -> None:
    case_id = overdue(context, cases["small"])
    enforcement = sign(context, enforce(context, case_id, ACCOUNT, BANK), LATER)
    deadline = LATER + timedelta(hours=1)
    with context.database.writing() as session:
        order = consign_to_garnishee(session, enforcement.id, at=LATER)
        assert order is not None
        if left:
            session.get_one(Consignment, order.consignment_id).state = "closed"
    reduced = NewFine(4_400_000, mitigating=("Đã tự nguyện khai báo",))
    amend = (orders.amend, context.keys, case_id, "có tình tiết giảm nhẹ", ())
    amendment = sign(context, context.act(*amend, fine=reduced, actor=HAN, at=LATER), LATER)
    cancellation = sign(
        context, context.act(orders.cancel, context.keys, case_id, "sai người", actor=HAN, at=LATER), LATER
    )
    with context.database.writing() as session:
        assert validity_of(session, enforcement.signed_sha256 or "").withdrawn
        copies = [consign_to_garnishee(session, paper.id, at=LATER) for paper in (amendment, cancellation)]
        told = [copy for copy in copies if copy is not None]
        assert [view_of(session, context.keys, copy).receiver for copy in told] == [BANK.holder] * 2
        if left:
            assert take_out(session, [told[1]], deadline) == [told[1]], "its order comes first, and its mail waits"
            session.get_one(Consignment, order.consignment_id).sent_at = deadline
        gathering = told if left else [session.get_one(ConsignmentItem, order.id), *told]
        assert take_out(session, gathering, deadline) == []
        stays = [copy.document_id for copy in told if copy.outcome != "withdrawn"]
        assert stays == ([cancellation.id] if left else []), "nobody is told of the end of what he never got"


@pytest.mark.parametrize(("state", "asked"), [("sent", True), ("gathering", False)])
def test_an_officer_is_asked_to_tell_who_deducts_a_fine_that_it_is_paid(
    context: DocumentContext, cases: Cases, state: str, asked: bool
) -> None:
    case_id = overdue(context, cases["small"])
    enforcement = sign(context, enforce(context, case_id, ACCOUNT, BANK), LATER)
    with context.database.writing() as session:
        order = consign_to_garnishee(session, enforcement.id, at=LATER)
        assert order is not None
        session.get_one(Consignment, order.consignment_id).state = state
    assert not context.act(ask_to_inform_garnishee, case_id, actor=MACHINE, at=LATER), "nothing is paid yet"
    context.act(apply, case_id, "fine_paid", actor=FINANCE, at=LATER)
    once = [context.act(ask_to_inform_garnishee, case_id, actor=MACHINE, at=LATER) for _ in range(2)]
    assert once == [asked, False]
    assert context.read(case_id).reason_code == ("PAID_WHILE_DEDUCTED" if asked else None)


def test_whoever_wrote_a_paper_anew_is_its_author_and_none_of_its_authors_signs_it(
    context: DocumentContext, cases: Cases
) -> None:
    case_id = overdue(context, cases["small"])
    paper = enforce(context, case_id, actor=SENIOR)
    assert enforce(context, case_id, actor=HAN).prepared_by == SENIOR.person, "he changed nothing"
    dearer = replace(EMPLOYER, costs_vnd=50_000)
    assert enforce(context, case_id, asked=dearer, actor=LAN).prepared_by == LAN.person
    with context.database.reading() as session:
        redrawn = [event.actor for event in events_of(session, case_id) if event.kind == "paper_redrawn"]
        assert redrawn == [LAN.label] and authors_of(session, context.paper(paper.id)) == {"son", "lan"}
    with pytest.raises(Refused, match="Who judged or prepared"):
        context.release(paper.id, Actor(SENIOR.person, Role.SIGNER, rank=SIGNER.rank), at=LATER)


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
    context: DocumentContext, cases: Cases, kind: str, changed: dict[str, Any], sentence: str
) -> None:
    case_id = overdue(context, cases["small"])
    with pytest.raises(Refused, match=sentence):
        enforce(context, case_id, kind, replace(BANK, **changed))


def test_nothing_is_enforced_before_it_is_overdue_while_it_is_held_or_after_its_year(
    context: DocumentContext, cases: Cases
) -> None:
    with pytest.raises(Refused, match="DECISION_DELIVERED"):
        enforce(context, cases["large"])
    case_id = overdue(context, cases["small"])
    paper = enforce(context, case_id)
    with pytest.raises(Refused, match="limitation of enforcement ended"):
        context.release(paper.id, at=NOW + timedelta(days=366))
    context.act(apply, case_id, "flag_EVADING", actor=HAN, at=NOW + timedelta(days=366))
    with pytest.raises(Refused, match="limitation of enforcement ended"):
        context.release(paper.id, at=NOW + timedelta(days=366))
    short = enforce(context, case_id, ACCOUNT, replace(BANK, until=vietnam_day(LATER) + timedelta(days=1)))
    with pytest.raises(Refused, match="which leaves no time"):
        context.release(short.id, at=LATER + timedelta(days=1))
    context.act(apply, case_id, "flag_HELD", actor=HAN, at=LATER)
    with pytest.raises(Refused, match="is held"):
        enforce(context, case_id)


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
    context: DocumentContext, cases: Cases, enforcement: dict[str, Any], sentence: str
) -> None:
    paper = enforce(context, overdue(context, cases["small"]))
    rules(context, **enforcement)
    with pytest.raises(Refused, match=sentence):
        context.release(paper.id, at=LATER)
