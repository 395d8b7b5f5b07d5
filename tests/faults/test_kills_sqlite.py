"""Kill -9 at each named place on SQLite, start again, and nothing is lost and nothing doubled."""

from pathlib import Path

import pytest

from faults.killing import kill_and_start_again
from ticketing.kit.failpoints import NAMES

pytestmark = [pytest.mark.faults, pytest.mark.long]


@pytest.mark.parametrize("name", NAMES)
def test_killed_at(name: str, play: Path, tmp_path: Path) -> None:
    kill_and_start_again(name, tmp_path, play, lambda: None)
