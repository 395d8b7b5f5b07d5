"""Items 6b and 6c of a decision (MQĐ02): additional sanctions with start and length, the remedy with term and costs."""

from ticketing.cases.decision.additional_sanctions import Imposed
from ticketing.documents.content import wording
from ticketing.documents.content.facts import VehicleFacts
from ticketing.kit.money import number_in_words
from ticketing.law.penalties import FineRow, clause_text, decree_text


def sanctions_in_words(beside: Imposed, row: FineRow, vehicle: VehicleFacts) -> tuple[str, ...]:
    """The additional sanctions, one sentence each."""
    lines = []
    if withdrawal := beside.withdrawal:
        since = (
            wording.day_in_words(withdrawal.starts_on) if withdrawal.starts_on else "ngày Quyết định này có hiệu lực"
        )
        months = f"{withdrawal.months:02} ({number_in_words(withdrawal.months)}) tháng"
        lines.append(
            f"Tước quyền sử dụng giấy phép lái xe trong thời hạn {months}, kể từ {since}, theo quy định tại "
            f"{_article(row)}"
        )
    if beside.confiscates_plate:
        lines.append(f"Tịch thu biển số {vehicle.plate} gắn trên phương tiện")
    return tuple(lines)


def remedies_in_words(beside: Imposed, row: FineRow) -> tuple[str, ...]:
    """The remedy: its words, where the decree orders it, its term from receipt and who bears its costs."""
    if beside.remedy is None:
        return ()
    text, days, costs = beside.remedy.words.strip(" .;"), beside.remedy.days, beside.remedy.costs.strip(" .;")
    return (
        f"{text} (theo quy định tại {_article(row)}). Thời hạn thực hiện: {days:02} ngày, kể từ ngày nhận được Quyết "
        f"định này. Chi phí: {costs or wording.NONE}",
    )


def _article(row: FineRow) -> str:
    clause = f"{clause_text(row.measure_clause)} " if row.measure_clause else ""
    return f"{clause}{decree_text(row.decree)}"
