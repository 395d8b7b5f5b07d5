"""The worked example "Add a kind of document": five files, and none of them may be left out."""

from pathlib import Path

import pytest

from contributing.worked_examples import ROOT, Copy, Example, copy_of_checkout, example

HEADING = "Add a kind of document"
ROW = "src/ticketing/documents/kinds/invitations.py"
TEMPLATE, FORMS = "templates/notices/invitation.html", "templates/notices/forms.yaml"
NAMES = "src/ticketing/web/text/locale/vi/LC_MESSAGES/messages.po"
KINDS, PAGES = "import ticketing.documents.kinds", "import ticketing.web.text.names.papers"


@pytest.fixture
def invitation() -> Example:
    return example(HEADING, ROOT / "docs/contributing/document_kind.md")


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return copy_of_checkout(tmp_path)


def test_a_new_kind_is_four_files_and_its_test(copy: Copy, invitation: Example) -> None:
    copy.add(invitation)
    assert invitation.shipped == sorted([ROW, TEMPLATE, FORMS, NAMES])
    assert copy.changed() == sorted([*invitation.shipped, "tests/documents/drafting/test_invitations.py"])


def test_it_is_drawn_up_printed_and_checked(copy: Copy, invitation: Example) -> None:
    copy.add(invitation)
    checked = copy.run("-m", "ticketing.cli.main", "documents", "check", home=copy.folder / "home")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "Giấy mời" in checked.stdout
    named = copy.run("-c", f"{PAGES} as papers; print(papers.PAPERS['invitation'])")
    assert named.stdout.strip() == "Invitation to the office", named.stderr
    tested = copy.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/documents/drafting/test_invitations.py")
    assert tested.returncode == 0, tested.stdout[-3000:] + tested.stderr


@pytest.mark.parametrize(
    ("left_out", "line", "asked", "sentence"),
    [
        (TEMPLATE, "", KINDS, "`template` of its form is not there. Add templates/notices/invitation.html."),
        (FORMS, "", KINDS, "`forms.yaml` has no form of it. Add one with template and first day"),
        (ROW, "", KINDS, "`forms.yaml` has a form and no row stands for it."),
        (NAMES, "", PAGES, "`name` 'Invitation to the office' has no Vietnamese one."),
        ("", r" +numbering=.*\n", KINDS, "`numbering` says nothing. Name a series of numbers"),
        ("", r"About\.NOTICE, compose", KINDS, "`drafting.about` says nothing."),
        ("", r", UNANSWERED(?=\),\n)", KINDS, "`signing.states` is empty."),
        ("", r", sent_in=.*\)(?=\),\n)", KINDS, "`sending` sends it in no state."),
    ],
)
def test_what_is_left_out_is_refused_by_name(
    copy: Copy, invitation: Example, left_out: str, line: str, asked: str, sentence: str
) -> None:
    copy.add(Example({path: file for path, file in invitation.files.items() if path != left_out}), without=line)
    answer = copy.run("-c", asked)
    assert answer.returncode != 0
    assert "IncompleteKind: `invitation` is an incomplete kind of paper: " in answer.stderr
    assert sentence in answer.stderr


def test_the_check_of_templates_refuses_half_a_kind_in_one_sentence(copy: Copy, invitation: Example) -> None:
    copy.add(invitation, without=r'(?<=name=)"Invitation to the office"(?=,)')
    row = copy.folder / ROW
    row.write_text(row.read_text("utf-8").replace("name=,", 'name="",'), "utf-8")
    checked = copy.run("-m", "ticketing.cli.main", "documents", "check", home=copy.folder / "home")
    assert (checked.returncode, checked.stdout) == (2, "")
    assert checked.stderr.strip() == (
        "`invitation` is an incomplete kind of paper: `name` is empty. Write its English name, and the Vietnamese one "
        "in web/text/locale."
    )
