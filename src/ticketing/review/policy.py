"""When a second verdict is needed, and whether two verdicts agree. Pure; the rules are data (data/policy.yaml).

Nobody decides alone where the machine doubted, where a person changed what it read, where much money follows, where
officer or camera are new, and in a share of all cases that nobody can foresee. The second verdict is blind: the other
one is not shown. Where two differ a senior decides, with both before him.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ticketing.kit.digest import keyed_hash
from ticketing.law.dated import timeline

DATA = Path(__file__).parent / "data"
DRAWS = 10_000
BY_HAND = "by hand"  # what a case's versions say of a reading that no machine made


class Kind(StrEnum):
    """What a verdict says."""

    CONFIRM = "confirm"
    REJECT = "reject"
    MANUAL = "manual"
    BETTER_EVIDENCE = "better_evidence"


@dataclass(frozen=True)
class Policy:
    """The rules of one period. `rules`: name of the rule to its figures, as in the file."""

    valid_from: date
    valid_to: date | None
    rules: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Situation:
    """What the policy looks at.

    doubted:          the case came with a reason that doubts the reading.
    confidence:       chance that the whole plate is read right; None where no machine read it.
    read_by_hand:     a person read the plate in the manual queue.
    corrected:        fields that the verdict changes.
    highest_fine_vnd: upper end of the range for an individual; None where no row of law is known.
    officer_verdicts: decided verdicts of this officer before this one.
    camera_cases:     decided cases of this camera before this one.
    model_cases:      decided cases that the same networks had read before this one; None where no machine read it.
    draw:             the case's own number from 0 to 9,999 (`draw`).
    """

    doubted: bool
    confidence: float | None
    read_by_hand: bool
    corrected: tuple[str, ...]
    highest_fine_vnd: int | None
    officer_verdicts: int
    camera_cases: int
    model_cases: int | None
    draw: int


@dataclass(frozen=True)
class Judgement:
    """What counts when two verdicts are compared: what would become of the case."""

    kind: str
    plate: str | None = None
    plate_colour: str | None = None
    behaviour: str | None = None
    vehicle: str | None = None
    wording: str | None = None


Holds = Callable[[Situation, Mapping[str, Any]], bool]

# Each rule of the file by its name; a rule without a test, or a test without a rule, does not load.
TESTS: dict[str, Holds] = {
    "doubtful_reading": lambda s, rule: s.doubted or (s.confidence or 0.0) < rule["min_confidence"],
    "read_by_hand": lambda s, rule: s.read_by_hand,
    "corrected": lambda s, rule: bool(s.corrected),
    "high_fine": lambda s, rule: (s.highest_fine_vnd or 0) >= rule["from_vnd"],
    "new_officer": lambda s, rule: s.officer_verdicts < rule["first_verdicts"],
    "new_camera": lambda s, rule: s.camera_cases < rule["first_verdicts"],
    "new_model": lambda s, rule: s.model_cases is not None and s.model_cases < rule["first_verdicts"],
    "sample": lambda s, rule: s.draw < rule["per_ten_thousand"],
}


# Rules that pick a case for no doubt in it: what is found there holds for all cases.
UNBIASED = frozenset({"sample", "new_officer", "new_camera", "new_model"})


class NoPolicy(LookupError):
    """The file has no rules for a day."""


def make_policy(block: Mapping[str, Any]) -> Policy:
    """A block of the file. Raises ValueError for a rule or a verdict that nobody knows."""
    unknown = set(block["rules"]) - set(TESTS)
    kinds = {kind for rule in block["rules"].values() for kind in rule["verdicts"]} - set(Kind)
    if unknown or kinds:
        raise ValueError(
            f"review policy from {block['valid_from']}: {', '.join(sorted(unknown | kinds))} is not known. "
            f"Rules: {', '.join(TESTS)}; verdicts: {', '.join(Kind)}."
        )
    return Policy(block["valid_from"], block.get("valid_to"), block["rules"])


@cache
def _policies() -> Any:
    blocks = yaml.safe_load((DATA / "policy.yaml").read_text(encoding="utf-8"))
    return timeline("review/data/policy.yaml", map(make_policy, blocks), key=lambda _: "policy")


def policy_on(day: date) -> Policy:
    """The rules that hold on `day`. Raises NoPolicy."""
    found: Policy | None = _policies().on("policy", day)
    if found is None:
        raise NoPolicy(f"review/data/policy.yaml has no rules for {day}: add a block that begins then or before.")
    return found


def draw(secret: bytes, case_id: str) -> int:
    """The case's number from 0 to 9,999: fixed for the case, not to be foreseen without the home's secret."""
    return int(keyed_hash(secret, "second verdict", case_id)[:8], 16) % DRAWS


def second_verdict_because(policy: Policy, kind: str, situation: Situation) -> tuple[str, ...]:
    """The rules that ask for a second verdict on a verdict of `kind`; () where one is enough.

    >>> quiet = Situation(False, 0.99, False, (), 2_000_000, 500, 500, 500, 9_999)
    >>> second_verdict_because(policy_on(date(2026, 11, 24)), "confirm", quiet)
    ()
    """
    return tuple(
        name for name, rule in policy.rules.items() if kind in rule["verdicts"] and TESTS[name](situation, rule)
    )


def agree(first: Judgement, second: Judgement) -> bool:
    """Whether two verdicts would do the same to the case. Two rejections agree, whatever their codes."""
    if first.kind != second.kind:
        return False
    return first.kind != Kind.CONFIRM or first == second
