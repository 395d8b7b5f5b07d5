"""Decision, points notice and minutes: what follows from the facts, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from documents.conftest import print_sample
from ticketing.cases.decision.additional_sanctions import Imposed, Remedy, Withdrawal
from ticketing.demo.sample_documents import sample
from ticketing.documents.content.decisions.additional_sanctions import remedies_in_words, sanctions_in_words
from ticketing.documents.content.decisions.decision import Decision, DecisionFacts, build_decision
from ticketing.documents.content.decisions.points import build_points_notice
from ticketing.documents.content.facts import (
    CommunePoliceFacts,
    FineFacts,
    LicenceFacts,
    Mark,
    PersonFacts,
    TreasuryFacts,
)
from ticketing.documents.content.forms import form_on
from ticketing.documents.content.letters.warnings import build_warning
from ticketing.documents.content.minutes.compose import is_minor
from ticketing.documents.content.minutes.evidence_record import build_evidence_record
from ticketing.documents.content.minutes.violation import Minutes, MinutesFacts, build_minutes
from ticketing.documents.content.notices.transfer import build_commune_slip
from ticketing.documents.content.parts import MissingFact, party
from ticketing.documents.content.sheet import Sheet
from ticketing.documents.layout.render import assets_of, to_html
from ticketing.documents.samples.cases import FULL, LONGEST, WORLDS
from ticketing.documents.samples.marks import SIGNED_AT, SIGNED_ON
from ticketing.law.penalties import article_text, decree_text, fine_row, owner_liability

MINUTES = Mark("21/BB-VPHC", SIGNED_ON)
TREASURY = TreasuryFacts("Kho bạc Nhà nước Khu vực VI", account="7111.1.1234567")


def decision_of(
    fine: FineFacts | None = None, ground: DecisionFacts | None = None, treasury: TreasuryFacts = TREASURY,
    amended_by: str = "",
) -> Decision:  # fmt: skip
    world = WORLDS[FULL]()
    violation = replace(world.violation, amended_by=amended_by)
    return build_decision(
        world.agency, world.signer, Mark("17/QĐ-XPHC", SIGNED_ON), world.owner, world.vehicle, violation,
        fine or FineFacts(19_000_000), treasury, ground or DecisionFacts(MINUTES, pay_within_days=10),
    )  # fmt: skip


def test_a_hearing_adds_its_minutes_to_the_bases_and_no_article_of_criminal_procedure() -> None:
    bases = decision_of(ground=DecisionFacts(MINUTES, 10, hearing=Mark("02/BB-GTTT", SIGNED_ON))).bases
    assert bases[0].startswith("Căn cứ Điều 57, Điều 68, Điều 70, Điều 78, Điều 85 Luật")
    assert any("Biên bản phiên giải trình trực tiếp số 02/BB-GTTT" in base for base in bases)


def test_every_minutes_of_verification_stand_among_the_bases_in_their_order() -> None:
    several = (Mark("11/BB-XM", SIGNED_ON), Mark("14/BB-XM", SIGNED_ON))
    bases = decision_of(ground=DecisionFacts(MINUTES, 10, verification=several)).bases
    about = [base for base in bases if "xác minh tình tiết của vụ việc vi phạm hành chính" in base]
    assert [base.partition(" lập ngày ")[0] for base in about] == [
        "Căn cứ Biên bản số 11/BB-XM", "Căn cứ Biên bản số 14/BB-XM",
    ]  # fmt: skip


def test_each_base_ends_with_a_semicolon_and_the_last_with_a_full_stop() -> None:
    bases = decision_of().bases
    assert [base[-1] for base in bases] == [";"] * (len(bases) - 1) + ["."]


def test_an_amended_row_names_the_amending_decree_with_day_and_title_among_the_bases() -> None:
    amending = decree_text("238/2026/NĐ-CP", first_mention=True)
    assert amending.startswith("Nghị định số 238/2026/NĐ-CP ngày 26 tháng 6 năm 2026 của Chính phủ sửa đổi, bổ sung")
    bases = decision_of(amended_by=amending).bases
    assert bases[1].startswith("Căn cứ Nghị định số 168/2024/NĐ-CP ngày 26 tháng 12 năm 2024 của Chính phủ quy định")
    assert bases[2] == f"Căn cứ {amending};" and bases[2] not in decision_of().bases


def test_an_owner_who_did_not_drive_answers_by_an_article_of_its_own_after_the_fining_decree() -> None:
    article = "điểm b khoản 8 Điều 47 Nghị định số 168/2024/NĐ-CP"
    bases = decision_of(ground=DecisionFacts(MINUTES, 10, other_bases=(article,))).bases
    assert bases.index(f"Căn cứ {article};") == 2 and "168/2024/NĐ-CP ngày 26" in bases[1]
    row = owner_liability(SIGNED_ON)
    assert row is not None and article_text(row, SIGNED_ON) == article
    assert owner_liability(date(2024, 12, 31)) is None


def test_a_deputy_s_delegation_stands_last_among_the_bases() -> None:
    assert "Quyết định số 08/QĐ-GQXP ngày 01 tháng 7 năm 2026 về việc giao quyền" in decision_of().bases[-1]


def test_the_fine_is_printed_in_digits_and_words() -> None:
    assert decision_of(FineFacts(5_000_000)).fine == "5.000.000 đồng (Bằng chữ: Năm triệu đồng)"


@pytest.mark.parametrize("amount", [0, -1])
def test_a_decision_on_nothing_is_refused(amount: int) -> None:
    with pytest.raises(MissingFact, match="is none"):
        decision_of(FineFacts(amount))


def test_a_warning_names_no_amount_no_account_and_nobody_who_collects_it() -> None:
    paper = decision_of(FineFacts(0, warning=True), treasury=TreasuryFacts(""))
    assert any("khoản 3 Điều 134" in base for base in paper.bases)
    sheet = Sheet(form_on("decision", SIGNED_ON), paper)
    printed = to_html([sheet], assets_of({}), made_at=SIGNED_AT, own_templates=None).partition("<body")[2]
    assert "Hình thức xử phạt chính: <b>Cảnh cáo</b>" in printed
    for word in ("Mức phạt", "Tài khoản", "Kho bạc", "0,05%", "đồng", "VietQR"):
        assert word not in printed, word


def test_what_stands_beside_the_fine_is_written_with_start_length_term_and_costs() -> None:
    day = date(2026, 11, 24)
    weaving, hidden = fine_row("WEAVING", "motorcycle", day), fine_row("HIDDEN_PLATE", "car", day)
    assert weaving is not None and hidden is not None
    vehicle = WORLDS[FULL]().vehicle
    since = Imposed(Withdrawal(11, date(2027, 1, 5)), confiscates_plate=True)
    assert sanctions_in_words(since, weaving, vehicle) == (
        "Tước quyền sử dụng giấy phép lái xe trong thời hạn 11 (mười một) tháng, kể từ ngày 05 tháng 01 năm 2027, theo "
        "quy định tại điểm b khoản 12 Điều 7 Nghị định số 168/2024/NĐ-CP",
        f"Tịch thu biển số {vehicle.plate} gắn trên phương tiện",
    )
    assert "kể từ ngày Quyết định này có hiệu lực" in sanctions_in_words(Imposed(Withdrawal(10)), weaving, vehicle)[0]
    [line] = remedies_in_words(Imposed(remedy=Remedy("Buộc khôi phục biển số.", 10)), hidden)
    assert line == (
        "Buộc khôi phục biển số (theo quy định tại điểm a khoản 11 Điều 13 Nghị định số 168/2024/NĐ-CP). Thời hạn thực "
        "hiện: 10 ngày, kể từ ngày nhận được Quyết định này. Chi phí: Không"
    )


def test_a_decision_without_a_place_to_pay_is_refused() -> None:
    with pytest.raises(MissingFact, match="revenue account of the State Treasury"):
        decision_of(treasury=TreasuryFacts("Kho bạc Nhà nước Khu vực VI"))


def test_circumstances_are_listed_and_none_is_said() -> None:
    assert decision_of().mitigating == "Không."
    listed = decision_of(FineFacts(18_500_000, mitigating=("Đã tự nguyện khai báo.", "Lần đầu"))).mitigating
    assert listed == "Đã tự nguyện khai báo; Lần đầu."


def test_no_payment_code_stands_on_a_decision_unless_the_agency_switched_it_on() -> None:
    assert decision_of().payment_code == ""
    assert "VietQR" not in print_sample("decision").text
    assert "VietQR" in print_sample("decision", LONGEST).text


def test_an_organisation_is_named_with_its_representative() -> None:
    text = print_sample("decision", LONGEST).text
    assert "Mã số doanh nghiệp: 2400912345-001" in text
    assert "Tổng giám đốc, là đại diện cho tổ chức vi phạm" in text
    assert "theo ủy quyền (nếu có): Không" in text
    assert "Quốc tịch" not in text


def test_more_points_than_are_left_cannot_be_deducted() -> None:
    world = WORLDS[FULL]()
    licence = LicenceFacts("24", "B", SIGNED_ON, "Phòng Cảnh sát giao thông", 2, 4)
    decision = Mark("17/QĐ-XPHC", date(2026, 11, 20))
    mark = Mark("03/TB-CSGT", SIGNED_ON)
    notice = build_points_notice(world.agency, world.signer, mark, world.driver, licence, decision=decision)
    assert notice.deducted_on == "ngày 20 tháng 11 năm 2026"  # the decision took effect; the notice is of a later day
    assert (notice.points_deducted, notice.points_left, notice.none_left) == ("02", "00", True)
    assert (notice.full_points, notice.test_after_months, notice.restored_after_months) == ("12", "06", "12")
    none_left = print_sample("points_notice", LONGEST).text
    assert "bị trừ hết điểm" in none_left and "Nguyễn Thị Thượng Trường Khuê Nghiêm Huyền được tham gia" in none_left
    assert "Loại giấy phép lái xe bị trừ điểm: không thời hạn" in none_left, "of a motorcycle (50.1.d)"
    assert "bị trừ điểm: có thời hạn" in print_sample("points_notice").text


def test_no_line_of_a_signed_paper_waits_for_what_nobody_knows() -> None:
    world = WORLDS[FULL]()
    stranger = PersonFacts("Nguyễn Văn An")
    told = build_warning(
        world.agency, world.signer, MINUTES, ["Cục Đăng kiểm"], stranger, world.vehicle, world.violation, ground="x",
        law="y",
    )  # fmt: skip
    assert (told.owner_id, told.owner_address, party(stranger).address) == ("Không rõ", "Không rõ", "Không rõ")
    police = CommunePoliceFacts("Công an xã Tân Yên", "tỉnh Bắc Ninh")
    slip = build_commune_slip(
        world.agency, world.signer, MINUTES, police, replace(stranger, address="Thôn Hạ"), world.vehicle,
        world.violation, notice=MINUTES,
    )  # fmt: skip
    assert (slip.owner_id, slip.owner_phone) == ("Không rõ", "Không rõ")


@pytest.mark.parametrize(
    ("certificate", "measures", "said"),
    [
        ("", False, "Không thuộc trường hợp phải kiểm định"),
        ("", True, "Không rõ"),
        ("KĐ-1", False, "KĐ-1, có giá trị đến ngày 09/04/2027"),
    ],
    ids=["seen", "measured", "certified"],
)
def test_a_device_that_measures_nothing_needs_no_certificate(certificate: str, measures: bool, said: str) -> None:
    world = WORLDS[FULL]()
    device = replace(world.device, certificate_no=certificate, measures=measures, plan_no="")
    record = build_evidence_record(
        world.agency, MINUTES, world.officer, device, world.vehicle, world.violation, world.pictures,
        confirmed_at=SIGNED_AT,
    )  # fmt: skip
    assert (record.device_certificate, record.device_plan) == (said, "Không rõ")


def test_the_right_to_explain_is_ticked_only_where_it_exists() -> None:
    minutes = sample("minutes").sheets[0].content
    without = replace(minutes, may_explain=False)  # type: ignore[type-var]
    assert minutes.may_explain  # type: ignore[attr-defined]
    assert without.may_explain is False


def test_what_was_not_said_at_the_desk_is_a_line_to_be_written_on() -> None:
    assert "............" in print_sample("minutes", LONGEST).text
    assert "Tôi công nhận hành vi" in print_sample("minutes").text


def test_minutes_count_their_sheets_and_have_a_place_to_sign_for_who_is_named() -> None:
    short, long = print_sample("minutes"), print_sample("minutes", LONGEST)
    assert "gồm 02 tờ" in short.text and len(short.pages) == 2
    assert "gồm 03 tờ" in long.text and len(long.pages) == 3
    assert [post in short.text.upper() for post in ("NGƯỜI PHIÊN DỊCH", "NGƯỜI BỊ THIỆT HẠI")] == [True, False]
    assert long.text.upper().count("NGƯỜI PHIÊN DỊCH") == 2 and "NGƯỜI BỊ THIỆT HẠI" in long.text.upper()


@pytest.mark.parametrize(
    ("parents", "line"),
    [
        ("Trần Văn Cha", "- Trần Văn Cha (cha mẹ hoặc người giám hộ của người vi phạm);"),
        ("", "- Cha mẹ hoặc người giám hộ của người vi phạm;"),
    ],
)
def test_the_decision_about_a_minor_names_his_parents_among_its_recipients(parents: str, line: str) -> None:
    warned = FineFacts(0, warning=True)
    made = decision_of(warned, DecisionFacts(MINUTES, 10, parents=parents, for_parents=True))
    assert made.recipients == ("- Như Điều 3;", line, "- Lưu: Hồ sơ.")
    assert decision_of(warned).recipients == ("- Như Điều 3;", "- Lưu: Hồ sơ."), "of nobody else"


def test_the_parents_of_a_minor_get_a_copy_of_the_minutes() -> None:
    world = WORLDS[FULL]()
    assert is_minor(replace(world.driver, birth_date=date(2010, 3, 1)), SIGNED_ON)
    assert not is_minor(replace(world.driver, birth_date=date(2008, 11, 24)), SIGNED_ON), "eighteen on that day"
    year_alone = replace(world.driver, birth_date=None)
    assert is_minor(replace(year_alone, birth_year="2008"), SIGNED_ON), "he may have been born on 31 December"
    assert not is_minor(replace(year_alone, birth_year="2007"), SIGNED_ON)
    assert not is_minor(year_alone, SIGNED_ON), "minutes without any birth date are not drawn up at all"
    desk = MinutesFacts(SIGNED_AT, "trụ sở Đội", "", ("Căn cứ kết quả",), parents="Trần Văn Cha", for_parents=True)
    made = minutes_of(desk)
    assert (made.copies, made.for_parents, made.parents) == ("03", True, "Trần Văn Cha")
    with pytest.raises(MissingFact, match="place of the appointment"):
        minutes_of(replace(desk, appointment_at=SIGNED_AT))


def minutes_of(desk: MinutesFacts) -> Minutes:
    world = WORLDS[FULL]()
    return build_minutes(
        world.agency, MINUTES, world.officer, world.driver, world.vehicle, world.violation, desk,
        written_explanation_days=5, hearing_request_days=2,
    )  # fmt: skip
