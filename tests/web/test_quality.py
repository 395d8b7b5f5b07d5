"""The page on how good the reviewing is."""

import json
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from documents.conftest import text_of
from ticketing.agency.actors import Actor, Role
from ticketing.agency.tables import Account
from ticketing.cases.tables import Case
from ticketing.documents.layout.pdfa import pdfa_findings
from ticketing.documents.signing.verify import load_roots, verify_pdf
from ticketing.kit.digest import sha256
from ticketing.reports.months import Month
from ticketing.reports.quality_report import MonthRuns, quality_report
from ticketing.review.evaluate import Verdict
from ticketing.review.policy import Kind
from ticketing.review.tables import QualityHold, SeededCase
from ticketing.review.verdicts import give_verdict
from web.town import NOW, ROLES, Town, open_case_of
from web.visits import Browser


def test_a_supervisor_sees_the_figures_and_what_is_too_few(people: dict[str, Browser]) -> None:
    shown = people["supervisor"].get("/quality?from=01/10/2026&to=31/12/2026")
    assert shown.status_code == 200
    assert "còn quá ít để kết luận" in shown.text
    assert "Nguyễn Thị Hương Giang" in shown.text


def test_a_hold_is_named_and_lifted_with_a_reason(town: Town, people: dict[str, Browser]) -> None:
    with town.context.database.writing() as session:
        session.add(
            QualityHold(
                id="hold-1", kind="camera", subject="BG-NONE", judged=40, errors=12, evidence=250.0, held_at=NOW
            )
        )
    assert "BG-NONE" in people["auditor"].get("/quality").text
    assert people["supervisor"].post("/quality/hold-1/lift", {"reason": "  "}).status_code == 409
    assert people["supervisor"].post("/quality/hold-1/lift", {"reason": "Đã chỉnh lại góc máy"}).status_code == 303
    assert "BG-NONE" not in people["auditor"].get("/quality").text


OF_ITS_OWN = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}"), "ID"),
    (re.compile(r"VP-2026-\d{6}"), "NUMBER"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "TOKEN"),
    (re.compile(r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d"), "MOMENT"),
    (re.compile(r"\d+ vụ chờ"), "COUNT"),
)


def desk_of(person: Browser, case_id: str) -> str:
    """What a case shows, without what every case has of its own."""
    html = person.get(f"/desk/{case_id}").text
    for pattern, word in OF_ITS_OWN:
        html = pattern.sub(word, html)
    return html


def test_a_known_case_shows_what_the_case_showed_before_its_verdict(town: Town, people: dict[str, Browser]) -> None:
    origin = open_case_of(town, 0, 56, acted=NOW - timedelta(days=1))
    before = desk_of(people["senior"], origin)
    for officer in ("officer1", "officer2"):
        town.do(give_verdict, town.context.keys, origin, Verdict(Kind.CONFIRM), by=officer)
    with town.context.database.reading() as session:
        number = session.get_one(Case, origin).number
    assert people["supervisor"].post("/quality/known", {"number": number}).status_code == 303
    with town.context.database.reading() as session:
        known = session.scalars(sa.select(SeededCase).where(SeededCase.origin_id == origin)).one().case_id
    assert desk_of(people["senior"], known) == before
    assert "Vụ việc mẫu" in people["supervisor"].get("/quality").text
    assert "Vụ việc mẫu" not in people["auditor"].get("/quality").text


def report_of(town: Town, month: str) -> tuple[bytes, bytes]:
    with town.context.database.reading() as session:
        signer = session.scalars(sa.select(Account).where(Account.name == "signer")).one()
        made = quality_report(
            session, town.context.signing, Month.read(month), actor=Actor(signer.id, Role.SIGNER),
            account_name="signer", name_of=str, at=NOW,
        )  # fmt: skip
    return made.pdf, made.figures


def test_the_monthly_report_is_signed_names_nobody_and_stands_for_its_figures(town: Town) -> None:
    pdf, figures = report_of(town, "2026-10")
    roots = load_roots([town.context.settings.keys / "signers" / "root.pem"])
    assert (verify_pdf(pdf, roots).genuine, pdfa_findings(pdf)) == (True, ())
    said = json.loads(figures)
    assert (said["month"], set(said["by"])) == ("2026-10", {"camera", "behaviour", "model"})
    assert "officer" not in figures.decode().replace('"officer":', "")
    printed = text_of(pdf)
    assert all(sha256(figures)[start : start + 8] in printed for start in range(0, 64, 8))
    assert not any(full_name in printed for name, _, full_name in ROLES if name != "signer")


def test_a_month_that_is_not_over_has_no_report(town: Town) -> None:
    with pytest.raises(MonthRuns):
        report_of(town, "2026-11")
