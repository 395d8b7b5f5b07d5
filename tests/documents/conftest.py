"""Papers as they leave the press: rendered once for all tests, signed by a demo authority made for this run."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from ticketing.demo.sample_documents import Sample, issued_notice, sample
from ticketing.documents.layout.render import render
from ticketing.documents.samples.cases import FULL
from ticketing.documents.samples.marks import SIGNED_AT
from ticketing.documents.signing.authority import DemoAuthority, make_demo_authority
from ticketing.documents.signing.sign import SigningKey, open_key_file, sign_pdf
from ticketing.documents.signing.stamp import demo_stamp

SIGNER = "Trần Minh Quang"


@dataclass(frozen=True)
class Printed:
    """A rendered paper with the text that a reader sees, page by page."""

    sample: Sample
    pdf: bytes
    pages: tuple[str, ...]

    @property
    def text(self) -> str:
        """All pages, spaces made single."""
        return " ".join(" ".join(self.pages).split())


def text_of(pdf: bytes, page: int | None = None) -> str:
    """What poppler's pdftotext reads, a program that shares no code with ours."""
    pages = ["-f", str(page), "-l", str(page)] if page else []
    command = ["pdftotext", *pages, "-layout", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


@cache
def print_sample(kind: str, case: str = FULL) -> Printed:
    """The sample of `kind`, rendered. "issued_notice": the notice with its annex in one file."""
    filled = issued_notice(case) if kind == "issued_notice" else sample(kind, case)
    pdf = render(filled.sheets, filled.pictures, made_at=SIGNED_AT)
    return Printed(filled, pdf, tuple(text_of(pdf).split("\f")[:-1]))


@pytest.fixture
def printed() -> Callable[..., Printed]:
    """`print_sample`, for tests that take it by name."""
    return print_sample


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> DemoAuthority:
    """A demo authority with one signer."""
    made = make_demo_authority(tmp_path_factory.mktemp("authority"))
    made.issue("quang", SIGNER, "Phòng Cảnh sát giao thông Công an tỉnh Bắc Ninh", "Phó Trưởng phòng")
    return made


@pytest.fixture(scope="session")
def key(authority: DemoAuthority) -> SigningKey:
    """The signer's key, opened."""
    return open_key_file(authority.key("quang"), authority.certificate("quang"), chain=[authority.root_certificate])


@pytest.fixture(scope="session")
def signed(key: SigningKey) -> bytes:
    """A notice with its annex, signed and sealed."""
    return sign_pdf(print_sample("issued_notice").pdf, key, at=SIGNED_AT, stamp=demo_stamp(SIGNER))


@pytest.fixture(scope="session")
def signer_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo authority's keys, made once: making them takes longest."""
    return tmp_path_factory.mktemp("keys") / "signers"
