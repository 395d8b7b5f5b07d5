"""The page on how good the reviewing is."""

from ticketing.review.tables import QualityHold
from web.town import NOW, Town
from web.visits import Browser


def test_a_supervisor_sees_the_figures_and_what_is_too_few(people: dict[str, Browser]) -> None:
    shown = people["supervisor"].get("/quality?from=01/10/2026&to=31/12/2026")
    assert shown.status_code == 200
    assert "còn quá ít để kết luận" in shown.text
    assert "Nguyễn Thị Hương Giang" in shown.text


def test_a_hold_is_named_and_lifted_with_a_reason(town: Town, people: dict[str, Browser]) -> None:
    with town.office.database.writing() as session:
        session.add(
            QualityHold(
                id="hold-1", kind="camera", subject="BG-NONE", judged=40, errors=12, evidence=250.0, held_at=NOW
            )
        )
    assert "BG-NONE" in people["auditor"].get("/quality").text
    assert people["supervisor"].post("/quality/hold-1/lift", {"reason": "  "}).status_code == 409
    assert people["supervisor"].post("/quality/hold-1/lift", {"reason": "Đã chỉnh lại góc máy"}).status_code == 303
    assert "BG-NONE" not in people["auditor"].get("/quality").text
