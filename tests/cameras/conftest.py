"""An inbox, and a home that knows three cameras."""

from functools import partial
from pathlib import Path

import pytest

from cameras.camera_drops import with_cameras, write_drop
from ticketing.flow.app_context import AppContext


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An empty folder that cameras write to."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def write_to_inbox(inbox: Path) -> "partial[Path]":
    """Put a drop into the inbox: write_to_inbox("NAME", files={"a.jpg": bytes}, event_id=...)."""
    return partial(write_drop, inbox)


@pytest.fixture
def estate(context: AppContext, tmp_path: Path) -> AppContext:
    """A home that knows three cameras."""
    return with_cameras(context, tmp_path)
