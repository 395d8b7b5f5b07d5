"""Papers by the thousand: several are printed at a time, each is numbered once, none is skipped."""

import os
import signal
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from documents.conftest import print_sample
from documents.document_fixtures import NOW, SIGNER, DocumentContext, context_at
from ticketing.demo.sample_documents import issued_notice
from ticketing.documents.issuing.batch import GIVE_UP_AFTER, Progress, press_all, progress_of, released_documents
from ticketing.documents.issuing.printing import Printed
from ticketing.documents.layout import render_pool
from ticketing.documents.layout.render import MissingGlyph, MissingPictureBytes
from ticketing.documents.layout.render_pool import RendererLost, RenderPool
from ticketing.documents.samples.marks import SIGNED_AT
from ticketing.documents.tables import WAITING
from ticketing.kit.db import open_database
from ticketing.kit.jobs import TryLater


@pytest.fixture(params=["sqlite", "postgresql"])
def context(request: pytest.FixtureRequest, tmp_path: Path, signer_folder: Path) -> DocumentContext:
    """A home, once on SQLite and once on PostgreSQL."""
    embedded = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'test.db'}" if embedded else request.getfixturevalue("postgres_url")
    return context_at(url, tmp_path, signer_folder)


@dataclass
class Typewriter:
    """A printer that types the number and nothing else. The first papers wait until so many are made at a time."""

    at_once: int
    refused: str = ""  # the first paper under this number cannot be printed
    typed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.together = threading.Barrier(self.at_once)

    def print(self, sheets: Any, _pictures: Mapping[str, bytes], _hand: Any, **_named: Any) -> Printed:
        number = sheets[0].content.letterhead.number
        self.typed.append(number)
        if len(self.typed) <= self.at_once:
            self.together.wait(timeout=20)
        if number == self.refused and self.typed.count(number) == 1:
            raise MissingGlyph("The typeface of papers has no character for this name.")
        return Printed(number.encode(), number.encode(), 1, "typewriter")


def test_a_paper_that_goes_back_while_others_are_made_leaves_no_gap(context: DocumentContext) -> None:
    papers, printer = context.in_the_press(5), Typewriter(3, refused="Số: 02/TB-CSGT")
    pressed = press_all(context.database, lambda one: context.press(one, printer=printer), at_once=3)
    assert (pressed.signed, pressed.back, pressed.problems) == (4, 1, [])
    made = [context.paper(one) for one in papers]
    back = [paper for paper in made if paper.state == WAITING]
    assert len(back) == 1 and "no character" in (back[0].problem or "") and back[0].no is None
    signed = sorted((paper for paper in made if paper.number), key=lambda paper: paper.number or 0)
    assert [paper.no for paper in signed] == [f"0{number}/TB-CSGT" for number in (1, 2, 3, 4)]
    assert [context.store.get(paper.signed_sha256 or "").decode() for paper in signed] == [
        f"Số: {paper.no}" for paper in signed
    ]
    with context.database.reading() as session:
        assert progress_of(session, SIGNER.person, NOW - timedelta(hours=1)) == Progress(signed=4, released=0)
        assert progress_of(session, SIGNER.person, NOW + timedelta(hours=1)).all == 0
        assert released_documents(session) == []


def test_no_number_is_signed_on_an_earlier_day_than_the_one_before(context: DocumentContext) -> None:
    first, second = context.in_the_press(2)
    printer = Typewriter(1)
    assert context.press(first, NOW + timedelta(days=1), printer)
    with pytest.raises(TryLater, match=r"The number before 02/TB-CSGT was signed on 2026-11-19"):
        context.press(second, NOW, printer)
    assert context.press(second, NOW + timedelta(days=1), printer)
    assert context.paper(second).no == "02/TB-CSGT"


def test_one_process_at_a_time_has_the_press(context: DocumentContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ticketing.documents.issuing.numbering_queue.WAIT_SECONDS", 0)
    context.in_the_press(1)
    other = open_database(context.database.engine.url.render_as_string(hide_password=False))
    held = other.hold("press", seconds=0)
    assert held is not None and context.database.hold("press", seconds=0) is None
    pressed = press_all(context.database, context.press, at_once=1)
    assert pressed.signed == 0 and pressed.problems == [
        "Another process presses papers now; this one comes after them."
    ]
    held.release()
    assert press_all(context.database, lambda one: context.press(one, printer=Typewriter(1)), at_once=1).signed == 1
    assert other.hold("press", seconds=0) is not None


def test_what_stops_all_papers_stops_the_batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papers, asked = [str(number) for number in range(GIVE_UP_AFTER + 5)], []

    def away(one: str) -> bool:
        asked.append(one)
        raise TryLater("The time stamp server gave no stamp.")

    monkeypatch.setattr("ticketing.documents.issuing.batch.released_documents", lambda _session: papers)
    pressed = press_all(open_database(f"sqlite:///{tmp_path}/home.db"), away, at_once=1)
    assert pressed.stuck and pressed.problems[-1] == "The time stamp server gave no stamp."
    assert len(asked) <= GIVE_UP_AFTER + 1


@pytest.fixture(scope="module")
def pool() -> Iterator[RenderPool]:
    """One process that lays papers out."""
    with RenderPool(1) as opened:
        yield opened


def laid_out(pool: RenderPool) -> bytes:
    notice = issued_notice()
    return pool.render(notice.sheets, notice.pictures, made_at=SIGNED_AT)


def renderer(pool: RenderPool) -> int | None:
    """Process id of the one that lays out next."""
    (idle,) = pool._idle.queue
    return idle.process.pid if idle else None


def test_another_process_lays_out_the_same_bytes_and_says_what_it_lacks(pool: RenderPool) -> None:
    assert laid_out(pool) == print_sample("issued_notice").pdf
    before = renderer(pool)
    with pytest.raises(MissingPictureBytes, match="which was not given"):
        pool.render(issued_notice().sheets, {}, made_at=SIGNED_AT)
    assert renderer(pool) == before


def test_a_process_that_died_or_has_grown_is_renewed(pool: RenderPool, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out(pool)
    before = renderer(pool)
    assert before is not None
    os.kill(before, signal.SIGKILL)
    assert laid_out(pool) == print_sample("issued_notice").pdf and renderer(pool) not in (None, before)
    monkeypatch.setattr(render_pool, "MOST_MB", 1)
    laid_out(pool)
    assert renderer(pool) is None


def test_a_paper_over_which_a_process_hangs_is_given_up(pool: RenderPool, monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out(pool)
    monkeypatch.setattr(render_pool, "SECONDS_A_PAPER", 0)
    with pytest.raises(RendererLost):
        laid_out(pool)
    monkeypatch.undo()
    assert laid_out(pool) == print_sample("issued_notice").pdf
