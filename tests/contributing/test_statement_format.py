"""A statement format is one file, replayed in a copy as its page says; an incomplete one is refused in a sentence."""

from pathlib import Path

from contributing.worked_examples import ROOT, copy_of_checkout, example

ADDED = example("Add a statement format", ROOT / "docs" / "contributing" / "statement_format.md")
LOAD = "from ticketing.payments.statements.reading import statement_formats as all_of; all_of()"


def test_one_file_and_its_test_are_enough(tmp_path: Path) -> None:
    copy = copy_of_checkout(tmp_path)
    copy.add(ADDED)
    assert len(ADDED.shipped) == 1 and copy.changed() == sorted(ADDED.files)
    ran = copy.run("-m", "pytest", "-q", "tests/payments/test_piped.py")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_one_without_score_stops_the_program_in_a_sentence(tmp_path: Path) -> None:
    copy = copy_of_checkout(tmp_path)
    (file,) = ADDED.shipped
    whole = ADDED.files[file][0].replace("def score", "def scored")
    (copy.folder / file).write_text(whole, "utf-8")
    ran = copy.run("-c", LOAD)
    assert ran.returncode and "has no score()" in ran.stderr
