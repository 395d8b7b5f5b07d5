"""The docs name what is there: every path, every command and option, every printed block, every setting."""

import doctest
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from ticketing.agency.form import DEMO_FILE
from ticketing.agency.values import Agency
from ticketing.settings import VARIABLES

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("**/*.md")),
    ROOT / "benchmarks" / "README.md",
    ROOT / "THIRD_PARTY_NOTICES.md",
]
FENCED = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)")
# What a home or another machine holds, and what only stands for a name.
ELSEWHERE = re.compile(
    r"^(/|~|plates/|https?:|s3:|[A-Z]|keys/|checkpoints/|trust/|rejects/|quarantine/|outgoing/|evidence/ab|blobs/|evidence_|\.ticketing/)"
)
# The rendered pictures, and what is made from them, come last.
PICTURES = {"docs/img/queue.png", "docs/img/case.png", "sample_media/drops"}


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_script", ROOT / "scripts" / "docs.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def words_of(page: Path) -> Iterator[str]:
    """Everything between backticks outside of fenced blocks."""
    yield from CODE.findall(FENCED.sub("", page.read_text("utf-8")))


def is_path(word: str) -> bool:
    return bool(re.fullmatch(r"[\w.@-]+(/[\w.@-]+)+/?|[\w-]+\.(py|md|sh|yaml|csv|json|html|toml)", word)) and not (
        ELSEWHERE.match(word)
    )


def there(page: Path, word: str) -> bool:
    """Whether a path is in the repository: from its root, from the package, or beside the page."""
    bases = (ROOT, ROOT / "src" / "ticketing", page.parent)
    return any((base / word).exists() or (base / f"{word}.py").exists() for base in bases)


# Files that a person writes or an export holds.
NOT_OURS = {
    "agency.yaml", "cameras.csv", "vehicles.csv", "residents.csv", "events.jsonl", "proof.json", "reason.txt",
    "verify.py", "NAME.json", "fines.csv", "score_plates.py", "manifest.csv", "manifest.json", "reply.csv",
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_path_that_a_page_names_is_there(page: Path) -> None:
    named = {word for word in words_of(page) if is_path(word)} - NOT_OURS - PICTURES
    linked = {link for link in LINK.findall(page.read_text("utf-8")) if not re.match(r"https?:", link)} - PICTURES
    assert [word for word in sorted(named | linked) if not there(page, word)] == []


LIBRARIES = [page for page in PAGES if ">>> " in page.read_text("utf-8")]


@pytest.mark.parametrize("page", LIBRARIES, ids=lambda path: path.name)
def test_what_a_page_shows_of_a_library_is_what_it_answers(page: Path) -> None:
    shown = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert (shown.failed, shown.attempted > 5) == (0, True)


def commands_of(page: Path) -> Iterator[str]:
    """Every command that a page names, in a sentence or in a block."""
    text = page.read_text("utf-8")
    for _, block in FENCED.findall(text):
        for line in block.splitlines():
            if found := re.search(r"(?:^|\s)(ticketing [a-z].*)", line):
                yield found[1].partition(" #")[0]
    for word in words_of(page):
        if word.startswith("ticketing "):
            yield word


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_command_that_a_page_names_is_there(page: Path) -> None:
    known = dict(script().leaves())
    nouns = {words.split()[1] for words in known}
    for line in commands_of(page):
        words = line.split()
        command = next((known[" ".join(words[:n])] for n in (4, 3, 2) if " ".join(words[:n]) in known), None)
        if command is None:
            assert len(words) == 2 and words[1] in nouns, f"{page.name}: there is no `{line}`"
            continue
        possible = {opt for parameter in command.params for opt in (*parameter.opts, *parameter.secondary_opts)}
        for option in re.findall(r"(?<!\S)--[a-z-]+", line):
            assert option in possible, f"{page.name}: `{line}` has no {option}"


def test_every_printed_block_is_what_the_code_prints() -> None:
    module = script()
    stale = [page.name for page in PAGES if module.printed(page.read_text("utf-8")) != page.read_text("utf-8")]
    assert stale == [], "run scripts/docs.py"


def test_every_variable_that_the_code_reads_is_in_the_table() -> None:
    for_tests = {"TICKETING_FAILPOINT"}
    code = [path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py")]
    outside_the_table = [re.sub(r"^VARIABLES\b.*?^\)$", "", text, flags=re.DOTALL | re.MULTILINE) for text in code]
    read = {name for text in outside_the_table for name in re.findall(r'"(TICKETING_[A-Z_]+)"', text)}
    assert read - for_tests == {variable.name for variable in VARIABLES}


def names_below(kind: type, prefix: str = "") -> Iterator[str]:
    for field in fields(kind):
        yield field.name
        default: Any = field.default
        if is_dataclass(default):
            yield from names_below(type(default))


def test_every_field_of_the_agency_is_told_to_the_administrator() -> None:
    page = (ROOT / "docs" / "administrator.md").read_text("utf-8")
    section = page.partition("`agency.yaml`: every field")[2].partition("\n\nLaw is data")[0]
    told = set(re.findall(r"\w+", section))
    example = yaml.safe_load(DEMO_FILE.read_text("utf-8"))
    listed = {name for name in ("offices", "units", "signers") for entry in example[name] for name in entry}
    assert {*names_below(Agency), *listed} - told == set()


def test_every_page_of_docs_is_linked_from_another() -> None:
    for page in (ROOT / "docs").glob("*.md"):
        assert any(page.name in other.read_text("utf-8") for other in PAGES if other != page), page.name


def test_whatever_of_others_is_shipped_is_in_the_notices() -> None:
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text("utf-8")
    vendor = ROOT / "src" / "ticketing" / "web" / "static" / "vendor"
    licences = [str(path.relative_to(ROOT)) for path in vendor.glob("*.LICENSE.txt")]
    assert licences and [path for path in licences if path not in notices] == []
