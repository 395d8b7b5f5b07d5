"""Mẫu số 01/73 and its annex: what may stand on which sheet (domain.md 0.2, 2.3)."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest

from documents.conftest import print_sample, text_of
from ticketing.documents.content.facts import LookupFacts, Mark, OfficeFacts, PersonFacts, PictureFacts
from ticketing.documents.content.forms import form_on
from ticketing.documents.content.notices.notice import EvidenceAnnex, Notice, build_annex, build_notice
from ticketing.documents.content.parts import MissingFact
from ticketing.documents.content.sheet import Sheet
from ticketing.documents.layout.pdfa import pdfa_findings
from ticketing.documents.layout.render import render
from ticketing.documents.samples.cases import FULL, LONGEST, WORLDS, scene
from ticketing.documents.samples.marks import NOTICE_MARK, SIGNED_AT, SIGNED_ON
from ticketing.law.penalties import article_text, fine_row

MONEY = re.compile(r"\bđồng\b|\bVND\b|₫|tài khoản|phạt tiền|tiền phạt|kho bạc|\d{1,3}(\.\d{3}){2,}", re.IGNORECASE)


def pictures_on(page: pikepdf.Page) -> Iterator[pikepdf.Object]:
    """The names that the page's own stream paints: WeasyPrint gives every page the resources of all."""
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Do":
            yield operands[0]


@pytest.mark.parametrize("case", [FULL, LONGEST])
def test_the_notice_names_no_money_no_account_and_no_code(case: str) -> None:
    notice = print_sample("notice", case)
    assert MONEY.findall(notice.text) == []
    assert "K7MPX" not in notice.text
    assert "1284-" not in notice.text
    assert "http" not in notice.text


@pytest.mark.parametrize("case", [FULL, LONGEST])
def test_the_notice_shows_no_picture_and_no_qr_code(case: str) -> None:
    with pikepdf.open(io.BytesIO(print_sample("notice", case).pdf)) as pdf:
        assert [name for page in pdf.pages for name in pictures_on(page)] == []


def test_the_annex_is_a_sheet_of_its_own_and_never_names_money() -> None:
    issued = print_sample("issued_notice")
    assert len(issued.pages) == 2
    assert "THÔNG BÁO" in issued.pages[0]
    assert "K7MPX-3RTAW" not in issued.pages[0]
    assert "PHỤ LỤC" in issued.pages[1]
    assert "K7MPX-3RTAW" in issued.pages[1]
    assert MONEY.findall(issued.pages[1]) == []
    with pikepdf.open(io.BytesIO(issued.pdf)) as pdf:
        assert list(pictures_on(pdf.pages[0])) == []
        with pdf.open_outline() as outline:
            assert [entry.title.split()[0] for entry in outline.root] == ["Thông", "Phụ"]


def annex_of(case: str, pictures: int, **changes: object) -> tuple[tuple[str, ...], bytes]:
    """The annex with so many pictures: the text of its pages, and the file."""
    world = WORLDS[case]()
    shown = [
        PictureFacts(f"{n}.jpg", "at", world.violation.violated_at + timedelta(seconds=n), f"{n:064x}")
        for n in range(pictures)
    ]
    violation = replace(world.violation, **changes)  # type: ignore[arg-type]
    lookup = LookupFacts("https://tracuu.csgt.example/tra-cuu", "K7MPX-3RTAW", "1284-AAAQE-AYEAU-DAOCA-JBIFQ")
    content = build_annex(world.agency, NOTICE_MARK, world.vehicle, violation, shown, lookup)
    sheet = Sheet(form_on("evidence_annex", SIGNED_ON), content)
    pdf = render([sheet], {one.name: scene(n) for n, one in enumerate(shown)}, made_at=SIGNED_AT)
    return tuple(text_of(pdf).split("\f")[:-1]), pdf


@pytest.mark.parametrize("case", [FULL, LONGEST])
@pytest.mark.parametrize("pictures", range(1, 11))
def test_the_annex_s_first_page_holds_codes_and_warning_and_four_pictures_the_next_one_the_rest(
    case: str, pictures: int
) -> None:
    pages, pdf = annex_of(case, pictures)
    assert len(pages) == (1 if pictures <= 4 else 2)
    for words in ("K7MPX-3RTAW", "1284-AAAQE", "CẢNH BÁO LỪA ĐẢO", "nơi gần nhất", "đã được làm mờ", "SHA-256"):
        assert words in pages[0]
    on_page = [[n for n in range(pictures) if f"{n:064x}" in page] for page in pages]
    assert on_page == [list(range(pictures))[:4], list(range(pictures))[4:]][: len(pages)]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        code = [1, 0]  # the QR code stands on the first page
        assert [len(list(pictures_on(page))) for page in opened.pages] == [
            len(shown) + one for shown, one in zip(on_page, code, strict=False)
        ]
    assert pdfa_findings(pdf) == ()


def test_the_longest_act_in_the_longest_place_leaves_room_for_three_pictures_on_one_page() -> None:
    entry = fine_row("NO_ENTRY", "car", SIGNED_ON)  # no act in fines.csv has more words
    assert entry is not None and entry.act_vi
    article = article_text(entry, SIGNED_ON)
    pages, _ = annex_of(LONGEST, 3, act_vi=entry.act_vi, article=article, speed_kmh=None)
    assert len(pages) == 1


def test_the_notice_for_an_organisation_names_its_code_and_not_a_person_s_number() -> None:
    text = print_sample("notice", LONGEST).text
    assert "Mã số doanh nghiệp/Mã số thuế: 2400912345-001" in text
    assert "Số định danh cá nhân" not in text


def notice_of(**changes: object) -> Notice:
    world = WORLDS[FULL]()
    arguments = {
        "agency": world.agency, "signer": world.signer, "mark": NOTICE_MARK, "owner": world.owner,
        "car": world.vehicle, "violation": world.violation, "appointment_at": SIGNED_AT,
        "office_a": OfficeFacts("Phòng Cảnh sát giao thông"),
        "office_b": OfficeFacts("Công an phường Bắc Giang"),
    }  # fmt: skip
    return build_notice(**(arguments | changes))


def test_a_deputy_signs_for_the_head_and_the_head_for_himself() -> None:
    world = WORLDS[FULL]()
    assert notice_of().signature.lines == ("KT. TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG")
    head = replace(world.signer, post="Trưởng phòng", acts_for="")
    assert notice_of(signer=head).signature.lines == ("TRƯỞNG PHÒNG",)


def test_a_measured_speed_stands_on_the_annex_with_its_limit() -> None:
    assert "79,9 km/h, tốc độ cho phép 60 km/h" in print_sample("evidence_annex", LONGEST).text


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"owner": PersonFacts(name="Nguyễn Văn An")}, "address of the owner"),
        ({"owner": PersonFacts(name="", address="Bắc Giang")}, "name of the addressee"),
        ({"mark": Mark("", SIGNED_ON)}, "number"),
        ({"signer": replace(WORLDS[FULL]().signer, name=" ")}, "name of the signer"),
        ({"violation": replace(WORLDS[FULL]().violation, act_vi="")}, "act in the words of the decree"),
        ({"car": replace(WORLDS[FULL]().vehicle, kind="ship")}, "ship"),
        ({"car": replace(WORLDS[FULL]().vehicle, plate_colour="green")}, "green"),
    ],
)
def test_a_notice_that_lacks_a_field_of_its_form_is_refused(changes: dict[str, object], named: str) -> None:
    with pytest.raises(MissingFact, match=named):
        notice_of(**changes)


def test_an_annex_without_a_picture_is_refused() -> None:
    world = WORLDS[FULL]()
    lookup = LookupFacts("https://tracuu.csgt.example", "K7MPX-3RTAW", "1-AAAAA-AAAAA-AAAAA-AAAAA")
    with pytest.raises(MissingFact, match="at least one picture"):
        build_annex(world.agency, NOTICE_MARK, world.vehicle, world.violation, (), lookup)


def test_strings_are_brought_into_one_form_before_they_are_printed() -> None:
    decomposed = "Nguye\u0302\u0303n  Va\u0306n\u202e A\x07n\n"
    content = notice_of(owner=PersonFacts(name=decomposed, address="Bắc Giang"))
    assert content.owner_name == "Nguyễn Văn An"


def test_the_moment_of_the_act_is_printed_in_vietnam_time() -> None:
    from datetime import UTC, datetime

    violation = replace(WORLDS[FULL]().violation, violated_at=datetime(2026, 11, 15, 17, 0, 5, tzinfo=UTC))
    assert notice_of(violation=violation).violated_at == "00 giờ 00 phút 05 giây, ngày 16 tháng 11 năm 2026"


def test_the_content_of_annex_and_notice_agree_on_the_act() -> None:
    notice, annex = (sheet.content for sheet in print_sample("issued_notice").sample.sheets)
    assert isinstance(notice, Notice)
    assert isinstance(annex, EvidenceAnnex)
    assert (notice.act, notice.violated_at, notice.vehicle) == (annex.act, annex.violated_at, annex.vehicle)
