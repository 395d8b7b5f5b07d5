"""What a notice costs: form and annex with two pictures, QR code and visible signature, as PDF/A.

Beside it, in the same run and paper by paper, so that a busy machine meets all alike: bare WeasyPrint of the same HTML
with its style sheet and fonts parsed once, as ours are; and Typst of the same pages, its compiler kept, under the same
key with the same visible signature. Every paper differs in number, owner, code and pictures.

usage: python -m benchmarks.press [PAPERS] [--memory PAPERS]
The last comparison needs benchmarks/requirements-press.txt. --memory: so many papers for the figures of memory.
"""

import argparse
import importlib.util
import io
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC
from pathlib import Path
from typing import Any

from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from weasyprint import HTML

from benchmarks.cost import Cost, measured
from ticketing.demo.sample_documents import SAMPLE_KEY, issued_notice
from ticketing.documents.content.sheet import Sheet
from ticketing.documents.layout import render as ours
from ticketing.documents.layout.qr import qr_svg
from ticketing.documents.layout.render_pool import RenderPool
from ticketing.documents.layout.typeface import FOLDER as FONTS
from ticketing.documents.samples.marks import SIGNED_AT, SIGNED_ON
from ticketing.documents.signing.authority import make_demo_authority
from ticketing.documents.signing.paper_code import with_code
from ticketing.documents.signing.sign import RESERVED_BYTES, SigningKey, open_key_file, sign_pdf, stamp_style
from ticketing.documents.signing.stamp import demo_stamp

PAPERS, TENTHS, TURNS = 200, 10, 4
SIGNER = "Trần Minh Quang"
FIELD = (340, 95, 510, 191)  # where the visible signature stands on Typst's first page, in points
WITH_TYPST = importlib.util.find_spec("typst") is not None


@dataclass(frozen=True)
class Paper:
    """One notice: its sheets with the code, and the pictures."""

    sheets: tuple[Sheet, ...]
    pictures: dict[str, bytes]


@dataclass
class Pressed:
    """Costs over the same papers. rendering: ours, from content to the unsigned file."""

    papers: int
    rendering: Cost = field(default_factory=Cost)
    weasyprint: Cost = field(default_factory=Cost)
    signature: Cost = field(default_factory=Cost)
    typst: Cost = field(default_factory=Cost)
    typst_signature: Cost = field(default_factory=Cost)

    @property
    def ours(self) -> float:
        """Processor seconds of rendering and signing."""
        return self.rendering.processor + self.signature.processor

    @property
    def to_weasyprint(self) -> float:
        """Ours as a multiple of bare WeasyPrint plus one signature."""
        return self.ours / (self.weasyprint.processor + self.signature.processor)

    @property
    def to_typst(self) -> float:
        """Ours as a multiple of Typst plus one signature."""
        return self.ours / (self.typst.processor + self.typst_signature.processor)


def run(papers: int = PAPERS) -> Pressed:
    """Press `papers` notices in each way."""
    found = Pressed(papers)
    with tempfile.TemporaryDirectory() as folder:
        key, stamp = _key(Path(folder)), demo_stamp(SIGNER)
        made = _documents(papers)
        typst = Typst(Path(folder)) if WITH_TYPST else None
        for ordinal, paper in enumerate(made):
            unsigned = _measure(found.rendering, _render, paper)
            _measure(found.signature, _sign, unsigned, key, stamp)
            _measure(found.weasyprint, _bare(paper))
            if typst:
                pages = _measure(found.typst, typst.pages(paper, ordinal))
                _measure(found.typst_signature, _sign_anywhere, pages, key, stamp)
    return found


def rate(papers: int, processes: int) -> float:
    """Notices a minute by the clock, laid out by so many processes and signed in this one, as a worker does it."""
    with tempfile.TemporaryDirectory() as folder, RenderPool(processes) as pool:
        key, stamp = _key(Path(folder)), demo_stamp(SIGNER)

        def press(paper: Paper) -> bytes:
            return _sign(pool.render(paper.sheets, paper.pictures, made_at=SIGNED_AT), key, stamp)

        with ThreadPoolExecutor(processes + 1) as threads:
            list(threads.map(press, _documents(2 * processes)))  # the processes begin
            with measured() as one:
                list(threads.map(press, _documents(papers)))
    return 60 * papers / one.wall


def memory(papers: int) -> Iterator[float]:
    """Megabytes of this process after each tenth of so many papers, rendered and signed by us alone."""
    with tempfile.TemporaryDirectory() as folder:
        key, stamp = _key(Path(folder)), demo_stamp(SIGNER)
        for ordinal, paper in enumerate(_documents(papers), start=1):
            _sign(_render(paper), key, stamp)
            if ordinal % max(1, papers // TENTHS) == 0:
                yield _resident_mb()


def _render(paper: Paper) -> bytes:
    return ours.render(paper.sheets, paper.pictures, made_at=SIGNED_AT)


def _sign(unsigned: bytes, key: SigningKey, stamp: bytes) -> bytes:
    return sign_pdf(unsigned, key, at=SIGNED_AT, stamp=stamp)


def _measure(cost: Cost, work: Callable[..., bytes], *given: Any) -> bytes:
    with measured() as one:
        made = work(*given)
    cost.processor += one.processor
    cost.wall += one.wall
    return made


def _documents(count: int) -> Iterator[Paper]:
    sample, photographs = issued_notice(), [_photograph(seed) for seed in range(8)]
    names = list(sample.pictures)
    for ordinal in range(1, count + 1):
        number = f"{ordinal:02}/TB-CSGT"
        form, annex = (sheet.content for sheet in sample.sheets)
        changed: tuple[Any, ...] = (
            replace(form, owner_name=f"Nguyễn Văn An {ordinal}", owner_id=f"0240860{ordinal:05}",
                    letterhead=replace(form.letterhead, number=f"Số: {number}")),
            replace(annex, notice_no=number),
        )  # fmt: skip
        sheets = tuple(replace(sheet, content=one) for sheet, one in zip(sample.sheets, changed, strict=True))
        pictures = {name: photographs[(ordinal + place) % 8] for place, name in enumerate(names)}
        yield Paper(with_code(sheets, number, SIGNED_ON, SAMPLE_KEY), pictures)


def _photograph(seed: int) -> bytes:
    """A JPEG of 1280 x 720 and about 200 kB, as a camera's pictures are once they are made ready for print."""
    grain = Image.frombytes("RGB", (320, 180), random.Random(seed).randbytes(320 * 180 * 3))
    out = io.BytesIO()
    grain.resize((1280, 720), Image.Resampling.BICUBIC).save(out, "JPEG", quality=70)
    return out.getvalue()


def _bare(paper: Paper) -> Callable[[], bytes]:
    assets = ours.assets_of(paper.pictures)
    html = ours.to_html(paper.sheets, assets, made_at=SIGNED_AT, own_templates=None)
    stationery = ours.stationery()

    def work() -> bytes:
        document = HTML(string=html, base_url=ours.BASE, url_fetcher=ours.KnownNames(assets.files))
        made: bytes = document.write_pdf(
            stylesheets=[stationery.stylesheet], font_config=stationery.fonts, pdf_variant="pdf/a-3b"
        )
        return made

    return work


class Typst:
    """A compiler that is kept, and the files that its pages show."""

    def __init__(self, folder: Path) -> None:
        """folder: where pictures and codes are put for it."""
        import typst

        self.folder = folder
        (folder / "press.typ").write_bytes((Path(__file__).parent / "press.typ").read_bytes())
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
        self.compiler = typst.Compiler(folder / "press.typ", root=folder, font_paths=fonts)

    def pages(self, paper: Paper, ordinal: int) -> Callable[[], bytes]:
        """How the pages of a paper are set. Drawing the code counts, putting the pictures into the folder does not."""
        form, annex = (asdict(sheet.content) for sheet in paper.sheets)
        for one in annex["pictures"]:
            one["file"] = f"{ordinal}-{one['name']}"
            (self.folder / one["file"]).write_bytes(paper.pictures[one["name"]])
        data = json.dumps({"form": form, "annex": annex, "qr": f"{ordinal}.svg"}, ensure_ascii=False)

        def work() -> bytes:
            (self.folder / f"{ordinal}.svg").write_bytes(qr_svg(annex["qr"]))
            made: bytes = self.compiler.compile(
                format="pdf", sys_inputs={"paper": data}, pdf_standards=["a-3b"], timestamp=SIGNED_AT.astimezone(UTC)
            )
            return made

        return work


def _sign_anywhere(pdf: bytes, key: SigningKey, stamp: bytes) -> bytes:
    """The same signature on a file that was made without a field for it."""
    metadata = signers.PdfSignatureMetadata(
        field_name="signature", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=key.name
    )
    where = SigFieldSpec("signature", on_page=0, box=FIELD)
    signer = signers.PdfSigner(metadata, key.signer, stamp_style=stamp_style(stamp), new_field_spec=where)
    signed: io.BytesIO = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=RESERVED_BYTES)
    return signed.getvalue()


def _key(folder: Path) -> SigningKey:
    authority = make_demo_authority(folder / "signers")
    authority.issue("quang", SIGNER, "Phòng Cảnh sát giao thông", "Phó Trưởng phòng")
    return open_key_file(authority.key("quang"), authority.certificate("quang"), chain=[authority.root_certificate])


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def rows(found: Pressed) -> Iterator[str]:
    """The rows of the table of benchmarks."""
    each = 1000 / found.papers
    ours_ms, signature = found.ours * each, found.signature.processor * each
    what = f"press, {found.papers} notices of two pages, {ours_ms:.0f} ms each"
    bare = found.weasyprint.processor * each
    a_minute = 60 * found.papers / found.ours
    yield (
        f"| {what} | {a_minute:.0f} a minute | bare WeasyPrint and one signature: {bare:.0f} + {signature:.0f} ms | "
        f"{found.to_weasyprint:.2f} |"
    )
    if found.typst.processor:
        set_ms, signed_ms = found.typst.processor * each, found.typst_signature.processor * each
        beside = f"Typst and one signature: {set_ms:.0f} + {signed_ms:.0f} ms"
        yield f"| {what} | {a_minute:.0f} a minute | {beside} | {found.to_typst:.2f} |"


def pool_row(papers: int, processes: int = 2) -> str:
    """The row of the pool: so many processes beside one, in turns, so that a busy machine meets both alike."""
    rates: dict[int, list[float]] = {1: [], processes: []}
    for _ in range(TURNS):
        for number, seen in rates.items():
            seen.append(rate(max(2, papers // TURNS), number))
    alone, many = (len(seen) / sum(1 / one for one in seen) for seen in rates.values())
    return (
        f"| press, {papers} notices by a pool of {processes} processes, by the clock | {many:.0f} a minute | "
        f"one process: {alone:.0f} a minute | {many / alone:.2f} times as many |"
    )


def main() -> None:
    """Memory first, while nothing but the press is loaded."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.press", description=__doc__.split("\n")[0])
    parser.add_argument("papers", nargs="?", type=int, default=PAPERS)
    parser.add_argument("--memory", type=int, metavar="PAPERS", help="as many as are compared if not given")
    given = parser.parse_args()
    for megabytes in memory(given.memory or given.papers):
        print(f"{megabytes:.0f} MB after another tenth of {given.memory or given.papers} papers", flush=True)
    for row in rows(run(given.papers)):
        print(row)
    print(pool_row(given.papers))
    if not WITH_TYPST:
        print("Typst is not installed: `pip install -r benchmarks/requirements-press.txt` to compare with it.")


if __name__ == "__main__":
    main()
