"""What the holder of a notice sees on the public page."""

from datetime import date

from documents.document_fixtures import COMPANY, HAN, NOW, OWNER, DocumentContext, context, look, walked_to_minutes
from ticketing.cases.decision.decisions import Request, decision_of
from ticketing.documents.case_documents import signed_documents
from ticketing.documents.drafting.manual_drafts import propose, takes_points
from ticketing.documents.queries import lookup_code_of

__all__ = ["context"]


def test_whoever_holds_the_notice_sees_his_case_and_nobody_else_anything(context: DocumentContext) -> None:
    case_id = context.case()
    paper = context.issue(case_id)
    code = lookup_code_of(context.keys, paper) or ""
    view = look(context, "01/TB-CSGT", "98a-123.45", f"{code[:5].lower()}-{code[5:]}")
    assert view is not None and view.plate == "98A-123.45" and view.come_until == date(2026, 12, 3)
    assert view.telephone and view.office and view.amount_vnd is None
    assert OWNER.name not in str(view) and OWNER.personal_id not in str(view)
    other = context.issue(context.case(plate="98A99999"))
    other_code = lookup_code_of(context.keys, other) or ""
    for wrong in (
        ("01/TB-CSGT", "98A12346", code), ("02/TB-CSGT", "98A12345", code), ("01/TB-CSGT", "98A12345", other_code),
        ("01/TB-CSGT", "98A12345", ""), ("", "", ""), ("01/TB-CSGT", "98A12345", "0" * 10),
    ):  # fmt: skip
        assert look(context, *wrong) is None


def test_after_a_decision_the_public_page_names_its_amount(context: DocumentContext) -> None:
    case_id = walked_to_minutes(context, owner=COMPANY)
    document_id = context.act(propose, context.keys, case_id, Request(), actor=HAN, at=NOW).id
    context.release(document_id)
    assert context.press(document_id), context.paper(document_id).problem
    with context.database.reading() as session:
        notice = signed_documents(session, case_id, "notice")[0]
        decision = decision_of(session, case_id)
        assert decision is not None and decision.amount_vnd == 10_000_000 and not takes_points(session, case_id)
    view = look(context, notice.no or "", "98A12345", lookup_code_of(context.keys, notice) or "")
    assert (view.amount_vnd, view.decision_no, view.come_until) == (10_000_000, "01/QĐ-XPHC", None)
    assert COMPANY.name not in str(view)
