"""Registries that are folders: each module of a package is one entry, and adding a file adds an entry.

A module of the package holds an object `FORMAT` with all members that the protocol of the registry names; helpers
stand beside the package, or begin with an underscore. An entry that lacks something stops the program at its start
(`IncompleteEntry`): one that is skipped in silence would lose what is sent in its form.

Who reads a thing is decided by points: each entry looks at it and says how sure it is, and why. The best one reads
it; where two are equally sure, or none is, nobody guesses (`NotOne`).
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any, Generic, Protocol, TypeVar

MEMBER = "FORMAT"
MOST_SURE = 100


class IncompleteEntry(RuntimeError):
    """A module of a registry cannot be used; the sentence says what it lacks. The program does not start with it."""


@dataclass(frozen=True)
class Score:
    """How sure an entry is that a thing is its own, from 0 (not mine) to 100, and why, as a part of a sentence."""

    sure: int
    why: str

    def __post_init__(self) -> None:
        """Raises ValueError for points outside the scale, or without a reason."""
        if not 0 <= self.sure <= MOST_SURE or not self.why.strip():
            raise ValueError(f"Score({self.sure}, {self.why!r}): 0 to {MOST_SURE} points and a reason are expected.")


class Entry(Protocol):
    """What every registry needs: the entry's short name, and what it understands, in words for people."""

    name: str
    words: str


E = TypeVar("E", bound=Entry)


class NotOne(ValueError, Generic[E]):
    """No entry is the best: none claims the thing, or several do alike. scores: what each said of it."""

    def __init__(self, scores: Sequence[tuple[E, Score]]) -> None:
        """`scores`: of all entries, the surest first."""
        super().__init__("; ".join(f"{entry.name}: {score.why}" for entry, score in scores))
        self.scores = tuple(scores)

    @property
    def tied(self) -> tuple[E, ...]:
        """Those that claim it alike; empty where none does."""
        best = self.scores[0][1].sure if self.scores else 0
        return tuple(entry for entry, score in self.scores if best and score.sure == best)


def discover(package: ModuleType, protocol: type[E], member: str = MEMBER) -> tuple[E, ...]:
    """All entries of a package, by name. Raises IncompleteEntry with what to do."""
    found: dict[str, tuple[str, E]] = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
        if module.startswith("_"):
            continue
        path = f"{package.__name__}.{module}"
        entry = _entry(path, protocol, member)
        if entry.name in found:
            raise IncompleteEntry(f"{path} and {found[entry.name][0]} are both called '{entry.name}': rename one.")
        found[entry.name] = (path, entry)
    return tuple(found[name][1] for name in sorted(found))


def _entry(path: str, protocol: type[E], member: str) -> E:
    """The entry of a module, whole."""
    try:
        entry: E | None = getattr(import_module(path), member, None)
    except Exception as problem:  # whatever a module of somebody else's does when it is loaded
        raise IncompleteEntry(f"{path} cannot be loaded ({type(problem).__name__}: {problem}).") from problem
    if entry is None:
        raise IncompleteEntry(f"{path} has no {member}: end it with `{member}: {protocol.__name__} = …`, or move it.")
    data, methods = members_of(protocol)
    lacking = [name for name in data if not isinstance(getattr(entry, name, None), str) or not getattr(entry, name)]
    lacking += [f"{name}()" for name in methods if not callable(getattr(entry, name, None))]
    if lacking:
        needed = ", ".join([*data, *(f"{name}()" for name in methods)])
        raise IncompleteEntry(f"{path} is incomplete: {member} has no {', '.join(lacking)}. It needs {needed}.")
    return entry


def members_of(protocol: type[Any]) -> tuple[list[str], list[str]]:
    """Names of a protocol's texts and of its methods, its bases included."""
    bases = [base for base in reversed(protocol.__mro__) if base not in (object, Protocol, Generic)]
    data = [name for base in bases for name in inspect.get_annotations(base)]
    methods = [name for base in bases for name, what in vars(base).items() if callable(what) and name[0] != "_"]
    return list(dict.fromkeys(data)), list(dict.fromkeys(methods))


def best_of(entries: Iterable[E], score: Callable[[E], Score]) -> E:
    """The entry that is surest. Raises NotOne where none is sure at all, or two are equally sure."""
    scores = sorted(((entry, _asked(entry, score)) for entry in entries), key=lambda one: -one[1].sure)
    sure = [one.sure for _, one in scores]
    if not sure or not sure[0] or sure[1:2] == sure[:1]:
        raise NotOne(scores)
    return scores[0][0]


def _asked(entry: E, score: Callable[[E], Score]) -> Score:
    try:
        return score(entry)
    except Exception as problem:  # one entry that breaks on a stranger's bytes must not keep the others from them
        return Score(0, f"it broke while it looked ({type(problem).__name__})")
