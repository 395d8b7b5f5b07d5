"""Forms in which cameras send: each knows its own sample alone, and one that breaks stops no other delivery."""

from pathlib import Path
from typing import Any

import pytest

from cameras.camera_drops import take_in
from ticketing.cameras.camera_format import CameraFormat, FirstLook, Unclaimed, camera_formats, claim
from ticketing.cameras.formats import drop_json
from ticketing.cameras.observation import Result
from ticketing.flow.app_context import AppContext
from ticketing.kit.registry import Score


@pytest.mark.parametrize("form", camera_formats(), ids=lambda one: one.name)
def test_each_sample_is_claimed_and_read_by_its_own_format(form: CameraFormat) -> None:
    raw = form.sample()
    assert claim(FirstLook(raw.name + raw.suffix, raw.message)) is form
    assert form.read(raw).event_id and raw.format == form.name


def test_two_formats_that_are_equally_sure_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drop_json.DropJson, "score", lambda self, look: Score(50, "alike"))
    monkeypatch.setattr("ticketing.cameras.camera_format.camera_formats", lambda: (drop_json.DropJson(),) * 2)
    with pytest.raises(Unclaimed, match="drop_json, drop_json, all equally sure"):
        claim(FirstLook("a.json", b"{}"))


def test_a_format_that_breaks_on_a_delivery_keeps_it_aside(
    estate: AppContext, inbox: Path, write_to_inbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_to_inbox("d1")
    monkeypatch.setattr(drop_json.DropJson, "read", lambda self, raw: 1 / 0)
    (answer,) = take_in(estate, inbox)
    assert answer.result is Result.QUARANTINED
    assert "The format drop_json broke on this delivery (ZeroDivisionError)" in (answer.reason or "")
