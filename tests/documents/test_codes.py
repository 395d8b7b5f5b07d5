"""Codes, numbers and strings that papers carry."""

import doctest
import importlib
import io
import json
from dataclasses import replace

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ticketing.demo.sample_documents import issued_notice, sample
from ticketing.documents.content.decisions import vietqr
from ticketing.documents.content.decisions.vietqr import BadTransfer, Transfer, payload
from ticketing.documents.content.snapshot import BadSnapshot, content_hash, content_json, read_content
from ticketing.documents.issuing.numbering import number_text
from ticketing.documents.kinds import KINDS
from ticketing.documents.layout.pictures import for_print
from ticketing.documents.layout.qr import qr_png, qr_svg
from ticketing.documents.samples.marks import SIGNED_ON
from ticketing.documents.signing.check_code import (
    BadCheckCode,
    check_code,
    lookup_hash,
    printed_lookup_code,
    read_check_code,
    read_lookup_code,
)
from ticketing.kit.ids import new_code

MODULES = (
    "content.wording", "content.decisions.vietqr", "content.forms", "content.lists.consignment", "layout.typeface",
    "signing.check_code", "issuing.numbering",
)  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"ticketing.documents.{name}")).failed == 0


@given(size=st.integers(0, 10**12 - 1), root=st.binary(min_size=32, max_size=32))
def test_a_check_code_is_read_back_however_it_is_typed(size: int, root: bytes) -> None:
    printed = str(check_code(size, root))
    for typed in (printed, printed.lower(), printed.replace("-", " "), f"  {printed} ", printed.replace("-", "–")):
        assert read_check_code(typed).fits(root)
        assert read_check_code(typed).size == size


def test_a_check_code_does_not_fit_another_root() -> None:
    code = check_code(1284, bytes(32))
    assert not code.fits(bytes([1]) + bytes(31))
    assert code.fits(bytes(31) + b"\x01")  # 100 bits are printed, not all 256


@pytest.mark.parametrize("typed", ["", "1284", "x-AAAAA-AAAAA-AAAAA-AAAAA", "1284-AAAAA-AAAAA-AAAAA-AAAA1", "12-A"])
def test_what_is_no_check_code_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(BadCheckCode, match="Type it again from the annex sheet"):
        read_check_code(typed)


def test_a_look_up_code_survives_the_way_over_paper() -> None:
    for _ in range(200):
        code = new_code()
        assert read_lookup_code(printed_lookup_code(code).lower()) == code


def test_the_hash_of_a_look_up_code_is_bound_to_notice_and_key() -> None:
    hashes = {
        lookup_hash(key, notice, code)
        for key in (b"one", b"two")
        for notice in ("05/TB-CSGT", "06/TB-CSGT")
        for code in ("K7MPX3RTAW", "K7MPX3RTAX")
    }
    assert len(hashes) == 8
    assert lookup_hash(b"one", "05/TB-CSGT", "K7MPX3RTAW") in hashes


def test_vietqr_payload_of_the_napas_sample() -> None:
    sample_code = payload(Transfer("970403", "0011012345678", 180_000, "NPS6869", "thanh toan don hang"))
    assert sample_code.endswith("63042E2E")


def test_vietqr_payload_of_our_own_vector_letter_for_letter() -> None:
    reference = vietqr.payment_reference(123, 2026)
    assert payload(Transfer("970436", "1234567890123", 5_000_000, reference, f"PHAT VPHC {reference}")) == (
        "00020101021238570010A00000072701270006970436011312345678901230208QRIBFTTA5303704540750000005802VN"
        "62380110QD000123260820PHAT VPHC QD000123266304B9DB"
    )


@pytest.mark.parametrize(
    ("transfer", "named"),
    [
        (Transfer("97043", "123", 1), "bank BIN"),
        (Transfer("970436", "12 3", 1), "account"),
        (Transfer("970436", "123", 0), "amount"),
        (Transfer("970436", "123", 1, "QĐ1"), "bill number"),
        (Transfer("970436", "123", 1, "", "x" * 26), "purpose"),
    ],
)
def test_a_transfer_that_has_no_place_in_the_payload_is_refused(transfer: Transfer, named: str) -> None:
    with pytest.raises(BadTransfer, match=named):
        payload(transfer)


def test_a_qr_code_is_read_back_equal() -> None:
    text = payload(Transfer("970436", "1234567890123", 5_000_000, "QD00012326", "PHAT VPHC QD00012326"))
    assert qr_svg(text).startswith(b"<svg")
    picture = Image.open(io.BytesIO(qr_png(text))).convert("L")
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [text]


def test_numbers_below_ten_have_a_leading_zero_and_zero_is_none() -> None:
    assert number_text(9, "TB-CSGT") == "09/TB-CSGT"
    assert number_text(1284, "TB-CSGT") == "1284/TB-CSGT"
    with pytest.raises(ValueError, match="run from 1"):
        number_text(0, "TB-CSGT")
    with pytest.raises(ValueError, match="no symbol"):
        number_text(1, " ")


@pytest.mark.parametrize("kind", KINDS)
def test_content_is_read_back_from_what_a_case_holds(kind: str) -> None:
    content = sample(kind).sheets[0].content
    assert read_content(kind, content_json(content)) == content


def test_an_annex_that_an_earlier_version_kept_is_read_by_its_old_names() -> None:
    annex = sample("evidence_annex").sheets[0].content
    kept = json.loads(content_json(annex))
    del kept["qr"]
    for picture in kept["pictures"]:
        picture["taken_at"] = picture.pop("taken").removeprefix("Chụp lúc ")
    assert read_content("evidence_annex", json.dumps(kept)) == replace(annex, qr="")


def test_content_of_another_form_is_refused() -> None:
    with pytest.raises(BadSnapshot, match="does not fit its form"):
        read_content("decision", content_json(sample("notice").sheets[0].content))
    with pytest.raises(BadSnapshot, match="is no paper"):
        read_content("ticket", "{}")


@pytest.mark.parametrize(
    ("kind", "later"),
    [
        ("decision", {"late_rate": "0,05%"}),
        ("points_notice", {"licence_part": "", "full_points": "12", "test_after_months": "06",
                           "restored_after_months": "12"}),
        ("remission", {"title": "Giảm một phần tiền phạt vi phạm hành chính", "verb": "giảm"}),
        ("easing_refusal", {"receiver": "Ông Nguyễn Văn An"}),
        ("reminder", {"receiver": "Ông Nguyễn Văn An",
                      "payment": "Văn bản này không yêu cầu chuyển tiền và không kèm đường dẫn."}),
    ],
)  # fmt: skip
def test_content_of_an_earlier_version_says_what_its_template_said(kind: str, later: dict[str, str]) -> None:
    kept = json.loads(content_json(sample(kind).sheets[0].content))
    earlier = {name: value for name, value in kept.items() if name not in later}
    read = json.loads(content_json(read_content(kind, json.dumps(earlier))))
    assert {name: read[name] for name in later} == later


def test_the_hash_of_the_content_changes_with_every_word() -> None:
    from dataclasses import replace

    issued = issued_notice()
    notice = issued.sheets[0]
    other = replace(notice, content=replace(notice.content, place="Nơi khác"))  # type: ignore[type-var]
    assert content_hash(issued.sheets) != content_hash((other, *issued.sheets[1:]))
    assert len(content_hash(issued.sheets)) == 64


def test_a_picture_for_print_is_small_and_holds_nothing_but_the_picture() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Nguyễn Văn An, 98A-123.45"
    Image.new("RGBA", (4000, 3000), (10, 200, 30, 255)).convert("RGB").save(out, "JPEG", exif=exif)
    printed = for_print(out.getvalue())
    assert printed == for_print(out.getvalue())
    with Image.open(io.BytesIO(printed)) as image:
        assert (image.size, image.mode, image.format) == ((1600, 1200), "RGB", "JPEG")
        assert len(image.getexif()) == 0


def test_a_small_picture_is_not_blown_up() -> None:
    out = io.BytesIO()
    Image.new("L", (320, 200), 90).save(out, "PNG")
    with Image.open(io.BytesIO(for_print(out.getvalue()))) as image:
        assert (image.size, image.mode) == ((320, 200), "RGB")


def test_samples_are_dated_on_a_day_on_which_all_forms_hold() -> None:
    assert SIGNED_ON.year == 2026
