"""Registries that are folders: what is found, what stops the program, and who reads a thing."""

import sys
from pathlib import Path
from types import ModuleType
from typing import Protocol

import pytest

from ticketing.kit.registry import Entry, IncompleteEntry, NotOne, Score, best_of, discover


class Form(Entry, Protocol):
    def score(self, text: str) -> Score: ...
    def read(self, text: str) -> str: ...


WHOLE = """
from ticketing.kit.registry import Score
class One:
    name = "{name}"
    words = "lines"
    def score(self, text): return Score({sure}, "so it looks")
    def read(self, text): return text
FORMAT = One()
"""


def package(folder: Path, monkeypatch: pytest.MonkeyPatch, **modules: str) -> ModuleType:
    name = f"forms_{abs(hash(folder))}"
    (folder / name).mkdir()
    (folder / name / "__init__.py").touch()
    for module, text in modules.items():
        (folder / name / f"{module}.py").write_text(text)
    monkeypatch.syspath_prepend(str(folder))
    __import__(name)
    return sys.modules[name]


def test_each_module_is_an_entry_and_the_surest_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = WHOLE.format(name="a", sure=10), WHOLE.format(name="b", sure=90)
    found = discover(package(tmp_path, monkeypatch, a=a, b=b, _helper="1/0"), Form)  # type: ignore[type-abstract]
    assert [one.name for one in found] == ["a", "b"]
    assert best_of(found, lambda one: one.score("")).name == "b"
    with pytest.raises(NotOne) as refused:
        best_of(found, lambda one: Score(50, "alike"))
    assert [one.name for one in refused.value.tied] == ["a", "b"]
    with pytest.raises(NotOne, match="a: it broke while it looked"):
        best_of(found, lambda one: Score(101, "too much"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "has no FORMAT"),
        ("import nothing_of_that_name", "cannot be loaded"),
        (WHOLE.format(name="", sure=1), "has no name"),
        (WHOLE.format(name="x", sure=1).replace("words", "word"), "has no words"),
        (WHOLE.format(name="x", sure=1).replace("def score", "def scored"), r"has no score\(\)"),
        (WHOLE.format(name="x", sure=1).replace("def read", "def reads"), r"has no read\(\)"),
        (WHOLE.format(name="whole", sure=1), "both called 'whole'"),
    ],
)
def test_an_incomplete_entry_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, sentence: str
) -> None:
    forms = package(tmp_path, monkeypatch, whole=WHOLE.format(name="whole", sure=1), z=text)
    with pytest.raises(IncompleteEntry, match=sentence):
        discover(forms, Form)  # type: ignore[type-abstract]
