"""The signer's list names whom a paper is for, before he has opened it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from documents.decided.conftest import TODAY, Cases
from documents.document_fixtures import NOW, OWNER, DocumentContext
from ticketing.cases.owner.persons import PersonRole, save_person
from ticketing.cases.tables import Case
from ticketing.documents.content.draft import Extra, LetterFacts, freeze
from ticketing.documents.content.facts import PersonFacts
from ticketing.documents.content.orders.order_facts import HearingCall, Refusal, ReminderOrder, WarningEnds
from ticketing.documents.drafting.brief import in_brief
from ticketing.documents.drafting.document_context import document_context
from ticketing.documents.sealed import seal_content
from ticketing.documents.tables import Document

DRIVER = replace(OWNER, name="Trần Văn Lái", personal_id="024190000002", address="Thôn Thượng, xã Tân Yên")
FORMER_OWNER = "Lê Thị Chủ Cũ"
OF_A_FORMER_OWNER = WarningEnds("w1", "07/TB-CSGT", TODAY, "đã được giải quyết xong", PersonFacts(FORMER_OWNER))
OF_THE_NOTICE, OF_THE_FINE = ReminderOrder("c1", "notice", TODAY), ReminderOrder("c2", "decision", TODAY)


@pytest.mark.parametrize(
    ("kind", "extra", "name"),
    [
        ("decision", None, DRIVER.name),
        ("closing_note", LetterFacts("không có hành vi vi phạm", "Điều 65"), DRIVER.name),
        ("hearing_notice", HearingCall(NOW + timedelta(days=5), "trụ sở Đội", "Trưởng phòng", TODAY), DRIVER.name),
        ("easing_refusal", Refusal("deferral", TODAY, "đơn không có xác nhận"), DRIVER.name),
        ("reminder", OF_THE_FINE, DRIVER.name),
        ("reminder", OF_THE_NOTICE, OWNER.name),
        ("services_warning", None, OWNER.name),
        ("warning_lifted", OF_A_FORMER_OWNER, FORMER_OWNER),
    ],
)
def test_whoever_is_to_sign_sees_the_person_whom_the_paper_names(
    context: DocumentContext, cases: Cases, kind: str, extra: Extra | None, name: str
) -> None:
    context.act(save_person, context.keys, cases["small"], PersonRole.VIOLATOR, DRIVER, at=NOW)
    with context.database.reading() as session:
        draft = document_context(session, context.keys, session.get_one(Case, cases["small"]), kind, extra).draft
    content = seal_content(context.keys, "d1", {"draft": freeze(draft)})
    assert in_brief(context.keys, Document(id="d1", kind=kind, content=content)).person == name
