"""Every form under templates/notices: printed from an ordinary and from the longest case, and looked at."""

import re
import subprocess
from pathlib import Path

import pytest

from documents.conftest import print_sample, text_of
from ticketing.demo.sample_documents import reminder_of_fine
from ticketing.demo.template_check import check_forms
from ticketing.documents.content.forms import NoFormInForce, form_on, forms
from ticketing.documents.kinds import KINDS
from ticketing.documents.layout.pdfa import pdfa_findings
from ticketing.documents.layout.render import render
from ticketing.documents.samples.cases import FULL, LONGEST
from ticketing.documents.samples.marks import SIGNED_AT, SIGNED_ON
from ticketing.kit.shipped import shipped
from ticketing.law.dated import TableFault, timeline

TEMPLATES = shipped("templates") / "notices"
EVERY_PAPER = [(kind, case) for kind in KINDS for case in (FULL, LONGEST)]

# What a reader must find on each paper, letter for letter.
MUST_SAY = {
    "notice": ["THÔNG BÁO", "Vi phạm hành chính về trật tự, an toàn giao thông đường bộ", "Kính gửi: Ông Nguyễn Văn An",
               "Số: 05/TB-CSGT", "Bắc Ninh, ngày 24 tháng 11 năm 2026", "Biển số: 98A-123.45", "Màu biển số: Trắng",
               "07 giờ 42 phút 18 giây, ngày 16 tháng 11 năm 2026", "điểm b khoản 9 Điều 6 Nghị định số 168/2024/NĐ-CP",
               "08 giờ 00 phút, ngày 08 tháng 12 năm 2026", "mang theo Thông báo này", "cơ quan đăng kiểm",
               "KT. TRƯỞNG PHÒNG", "Thượng tá Trần Minh Quang", "Nơi nhận:", "- Lưu: VT, XLVP."],
    "evidence_annex": ["PHỤ LỤC", "K7MPX-3RTAW", "1284-AAAQE-AYEAU-DAOCA-JBIFQ", "https://tracuu.csgt.example/tra-cuu",
                       "CẢNH BÁO LỪA ĐẢO", "Chụp lúc 07:42:18,320 ngày 16/11/2026", "Ảnh 2. Thời điểm vi phạm",
                       "Không chấp hành hiệu lệnh của đèn tín hiệu giao thông"],
    "points_notice": ["Trừ điểm giấy phép lái xe", "17/QĐ-XPHC", "phục hồi đủ 12 điểm", "thời hạn 12 tháng",
                      "Số điểm bị trừ: 04 điểm", "Số điểm còn lại: 02 điểm"],
    "transfer_slip": ["PHIẾU CHUYỂN", "09/PC-CSGT", "Công an tỉnh Lạng Sơn", "Thông báo số 05/TB-CSGT"],
    "commune_slip": ["168/2024/NĐ-CP ngày 26 tháng 12 năm 2024 của Chính phủ quy định",
                     "PHIẾU GỬI", "31/PG-CSGT", "Công an phường Bắc Giang", "PHIẾU BÁO", "không còn cư trú", "đã bán"],
    "evidence_record": ["BẢN GHI NHẬN KẾT QUẢ", "BG-0217", "214/PA-CSGT", "có giá trị đến ngày 09/04/2027",
                        "Thượng úy Phạm Văn Sơn"],
    "minutes": ["BIÊN BẢN VI PHẠM HÀNH CHÍNH", "21/BB-VPHC", "Quyền và thời hạn giải trình", "05 ngày làm việc",
                "yêu cầu cá nhân vi phạm chấm dứt", "này, cá nhân vi phạm có quyền"],
    "verification_minutes": ["Xác minh tình tiết của vụ việc", "11/BB-XM", "Người cung cấp thông tin"],
    "decision": ["QUYẾT ĐỊNH", "17/QĐ-XPHC", "19.000.000 đồng (Bằng chữ: Mười chín triệu đồng)", "Điều 57, Điều 68",
                 "(sửa đổi, bổ sung năm 2020 và năm 2025)", "0,05%", "trong thời hạn 10 ngày", "08/QĐ-GQXP",
                 "quyền khiếu nại hoặc khởi kiện"],
    "hearing_minutes": ["Phiên giải trình trực tiếp", "02/BB-GTTT", "21/BB-VPHC", "ngày 17/11/2026", "Bên giải trình",
                        "xe cứu thương", "Thượng tá Trần Minh Quang"],
    "deferral": ["Hoãn thi hành quyết định phạt tiền", "Điều 76 Luật", "17/QĐ-XPHC", "19.000.000 đồng", "08/QĐ-GQXP",
                 "từ ngày 24 tháng 11 năm 2026 đến hết ngày 24 tháng 02 năm 2027", "khiếu nại hoặc khởi kiện"],
    "remission": ["Giảm một phần tiền phạt", "Điều 77 Luật", "9.000.000 đồng (Bằng chữ: Chín triệu đồng)",
                  "5.000.000 đồng (Bằng chữ: Năm triệu đồng)"],
    "instalments": ["Nộp tiền phạt nhiều lần", "Điều 79 Luật", "8.000.000 đồng", "29/04/2027", "cưỡng chế"],
    "salary_enforcement": ["Cưỡng chế khấu trừ một phần lương", "Điều 86, Điều 87 Luật",
                           "296/2025/NĐ-CP ngày 16 tháng 11 năm 2025 của Chính phủ quy định về cưỡng chế",
                           "17/QĐ-XPHC", "19.499.500 đồng (Bằng chữ:", "199.500 đồng", "0,05%", "300.000 đồng",
                           "7111.1.1234567", "Vận tải Minh Họa", "mỗi tháng 2.000.000 đồng", "giao quyền cưỡng chế",
                           "đến hết ngày 31 tháng 5 năm 2027", "khiếu nại hoặc khởi kiện"],
    "account_enforcement": ["Cưỡng chế khấu trừ tiền từ tài khoản", "0000 1111 2222", "chi nhánh Bắc Giang",
                            "Điều 86, Điều 87", "19.499.500 đồng", "Mã cơ quan ra quyết định: 1059999"],
    "amendment": ["Sửa đổi, bổ sung, hủy bỏ một phần", "118/2021/NĐ-CP", "18.500.000 đồng", "giữ nguyên hiệu lực"],
    "correction": ["Đính chính quyết định", "Đã ghi là", "Bộ Công an", "bộ phận không tách rời"],
    "cancellation": ["Hủy bỏ toàn bộ Quyết định xử phạt", "17/QĐ-XPHC", "Hoàn trả số tiền phạt", "để biết"],
    "reminder": ["V/v đôn đốc thực hiện Thông báo số 05/TB-CSGT", "Kính gửi: Ông Nguyễn Văn An", "cảnh báo đối với"],
    "easing_refusal": ["V/v trả lời đơn đề nghị hoãn thi hành", "52/CV-CSGT", "ngày 19/11/2026", "17/QĐ-XPHC",
                       "Điều 76", "không chấp nhận", "khiếu nại hoặc khởi kiện"],
    "hearing_notice": ["phiên giải trình trực tiếp", "118/TB-CSGT", "21/BB-VPHC", "08 giờ 00 phút", "khoản 3 Điều 61"],
    "warning_lifted": ["Gỡ cảnh báo đối với phương tiện", "88/CB-CSGT", "Cục Đăng kiểm Việt Nam", "đã được nộp đủ"],
    "warning": ["Cảnh báo đối với phương tiện", "Cục Đăng kiểm Việt Nam", "khoản 11 Điều 47"],
    "services_warning": ["Cảnh báo đối với phương tiện", "91/CB-CSGT", "17/QĐ-XPHC", "đã quá thời hạn mà chưa",
                         "khoản 4 Điều 23"],
    "withdrawal_letter": ["V/v rút Thông báo số 05/TB-CSGT", "Thông báo không còn giá trị"],
    "not_liable_letter": ["V/v rút Thông báo số 05/TB-CSGT", "không bị xử phạt theo Thông báo", "đã được bán"],
    "closing_note": ["không ra quyết định xử phạt", "2026-000217", "hết thời hạn ra quyết định xử phạt"],
    "cover_list": ["DANH SÁCH", "Công an phường Bắc Giang", "Người nhận", "Ký nhận", "05/TB-CSGT"],
    "address_sheet": ["Nguyễn Văn An", "Người gửi:", "Thông báo số 05/TB-CSGT"],
    "quality_report": ["BÁO CÁO", "tháng 10 năm 2026", "11.100", "khoảng tin cậy 95%: 1,7% – 3,1%", "BG-0001"],
    "delivery_manifest": ["BẢNG KÊ", "SHA-256", "thong-bao-00005-TB-CSGT.pdf"],
}  # fmt: skip


def test_a_reminder_of_a_fine_says_where_alone_it_is_paid_and_no_sum_and_no_account() -> None:
    filled = reminder_of_fine()
    text = " ".join(text_of(render(filled.sheets, {}, made_at=SIGNED_AT)).split())
    assert "Chỉ nộp tiền phạt tại nơi và theo tài khoản ghi trong Quyết định" in text
    assert "không yêu cầu chuyển tiền và" not in text and "đề nghị ông Nguyễn Văn An sớm thực hiện" in text
    assert "Văn bản này không yêu cầu chuyển tiền" in print_sample("reminder").text


@pytest.mark.long
def test_every_form_passes_the_product_s_own_check() -> None:
    assert {check.form.kind: check.missing for check in check_forms() if not check.ok} == {}


@pytest.mark.parametrize(("kind", "case"), EVERY_PAPER)
def test_a_paper_is_pdfa_and_printed_in_the_typeface_of_the_decree(kind: str, case: str, pdf_file) -> None:
    paper = print_sample(kind, case)
    assert pdfa_findings(paper.pdf) == ()
    listed = subprocess.run(["pdffonts", pdf_file(paper.pdf)], capture_output=True, check=True, text=True).stdout
    fonts = listed.splitlines()[2:]
    assert fonts
    assert all("Liberation-Serif" in line and " yes yes " in line for line in fonts)


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_says_what_its_form_holds_in_vietnamese_with_all_marks(kind: str) -> None:
    paper = print_sample(kind)
    assert [words for words in MUST_SAY[kind] if words not in paper.text] == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_ordinary_paper_has_the_pages_its_form_names(kind: str) -> None:
    assert len(print_sample(kind).pages) == form_on(kind, SIGNED_ON).pages


@pytest.mark.parametrize(("kind", "case"), EVERY_PAPER)
def test_no_signature_stands_alone_on_a_page(kind: str, case: str) -> None:
    pages = print_sample(kind, case).pages
    alone = [i for i, page in enumerate(pages) if i and re.match(r"\s*\d*\s*(Nơi nhận|KT\.)", page)]
    assert alone == []


def test_page_numbers_begin_on_the_second_page_and_each_annex_counts_its_own() -> None:
    notice = print_sample("issued_notice", LONGEST)
    first_lines = [page.strip().splitlines()[0].strip() for page in notice.pages]
    assert [line if line.isdigit() else "" for line in first_lines] == ["", "2", "", "2"]


def test_every_template_belongs_to_a_form_and_every_form_has_its_template() -> None:
    files = {path.name for path in TEMPLATES.glob("*.html") if not path.name.startswith("_")}
    assert {form.template for form in forms()} == files
    assert set(forms().rows) == set(KINDS)


def test_the_read_me_lists_the_forms_as_they_are_registered() -> None:
    text = (TEMPLATES / "README.md").read_text(encoding="utf-8")
    rows = [
        f"| `{form.template}` | {form.form} | {form.valid_from} – {form.valid_to or 'today'} | {form.source} |"
        for form in forms()
    ]
    assert [row for row in rows if row not in text] == [], "paste these rows into templates/notices/README.md"


def test_a_day_before_the_first_form_is_refused_with_that_day() -> None:
    with pytest.raises(NoFormInForce, match="the first one holds from 2025-03-01"):
        form_on("notice", SIGNED_ON.replace(year=2024))
    with pytest.raises(NoFormInForce, match=r"is no paper\. Possible: .*decision"):
        form_on("ticket", SIGNED_ON)


def test_two_forms_of_one_kind_may_not_hold_on_the_same_day() -> None:
    with pytest.raises(TableFault, match="overlap"):
        timeline("forms.yaml", [form_on("notice", SIGNED_ON)] * 2, key=lambda form: form.kind)


def test_the_fonts_are_those_of_the_read_me() -> None:
    from hashlib import sha256

    from ticketing.documents.layout.typeface import FOLDER, font_files

    text = (Path(FOLDER) / "README.md").read_text(encoding="utf-8")
    assert [name for name, data in font_files().items() if f"| {name} | {sha256(data).hexdigest()} |" not in text] == []
