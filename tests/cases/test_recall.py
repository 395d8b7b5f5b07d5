"""One fault, all cases that rest on it: held in one action, by one person; released by two."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cases.walked_cases import confirm, filled, reading, receive, walk
from ticketing.agency.actors import Actor, Role
from ticketing.cases import holding
from ticketing.cases.recall import recalls
from ticketing.cases.recall.recalls import NothingNamed, Scope
from ticketing.cases.recall.tables import RELEASE, WITHDRAW
from ticketing.cases.states import Refused
from ticketing.cases.tables import Case
from ticketing.cli.main import app
from ticketing.evidence.log import events_of
from ticketing.flow.app_context import AppContext
from ticketing.flow.engine import run_job
from ticketing.flow.reactions import TASKS
from ticketing.kit.clock import parse_moment
from ticketing.kit.jobs import PENDING, Job

NGA, SON, HAN = Actor("nga", Role.SUPERVISOR), Actor("son", Role.SIGNER), Actor("han", Role.OFFICER)
DAY = parse_moment("2026-11-16T00:00:00+07:00")
NEXT_DAY = DAY + timedelta(days=1)
VERSIONS = {"networks": "yolo/aa plate-net/bb", "registry": "load-1", "fines.csv": "0123456789abcdef"}


@pytest.mark.parametrize(
    ("named", "covered"),
    [
        ({"camera": "BG-01"}, True),
        ({"camera": "BG-02"}, False),
        ({"model": "plate-net/bb"}, True),
        ({"model": "yolo/aa plate-net/bb"}, True),
        ({"model": "plate-net"}, False),
        ({"load": "load-1"}, True),
        ({"load": "load-2"}, False),
        ({"law": "01234567"}, True),
        ({"law": "yolo/aa p"}, False),
        ({"camera": "BG-01", "load": "load-2"}, False),
    ],
)
def test_a_scope_covers_what_rests_on_all_that_it_names(named: dict[str, str], covered: bool) -> None:
    scope = Scope(DAY, NEXT_DAY, **named)
    assert scope.covers("BG-01", DAY, VERSIONS) is covered
    assert not scope.covers("BG-01", NEXT_DAY, VERSIONS), "the end does not count"
    assert Scope.of_json(scope.as_json()) == scope


@pytest.mark.parametrize("named", [{}, {"law": "0123"}])
def test_a_scope_that_names_no_fault_is_refused(named: dict[str, str]) -> None:
    with pytest.raises(NothingNamed):
        Scope(DAY, NEXT_DAY, **named)


def test_a_time_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(NothingNamed):
        Scope(NEXT_DAY, DAY, camera="BG-01")


@pytest.fixture
def town(context: AppContext, tmp_path: Path) -> AppContext:
    """Three cases of one camera: one waits for an officer, one is confirmed, one was rejected."""
    filled(context, tmp_path)
    for name in ("waits", "confirmed", "rejected"):
        take_in(context, tmp_path, name)
    ids = cases(context)
    confirm(context, ids["confirmed"])
    with context.database.writing() as session:
        session.get_one(Case, ids["rejected"]).state = "REJECTED"
    return context


def take_in(context: AppContext, folder: Path, name: str) -> Case:
    return walk(context, receive(context, folder / "inbox", name), reading())


def cases(context: AppContext) -> dict[str, str]:
    with context.database.reading() as session:
        return {case.event_id: case.id for case in session.query(Case)}


def flags(context: AppContext) -> dict[str, list[str]]:
    with context.database.reading() as session:
        return {case.event_id: case.flags for case in session.query(Case)}


def states(context: AppContext) -> dict[str, str]:
    with context.database.reading() as session:
        return {case.event_id: case.state for case in session.query(Case)}


def scope_of(context: AppContext) -> Scope:
    with context.database.reading() as session:
        case = session.query(Case).first()
        assert case is not None
        return Scope(case.violated_at, case.violated_at + timedelta(days=1), camera=case.camera)


def recalled(context: AppContext, by: Actor = NGA) -> str:
    return recalls.recall(context.database, scope_of(context), "Biển hạn chế bị che", actor=by, at=context.clock.now())


def work(context: AppContext) -> None:
    """What a worker does of recalls."""
    with context.database.reading() as session:
        query = session.query(Job.id).where(Job.state == PENDING, Job.task.like("recall%"))
        waiting = [job_id for (job_id,) in query]
    for job_id in waiting:
        run_job(context, TASKS, job_id)


def speak(context: AppContext, step: Callable[..., Any], recall_id: str, by: Actor, **more: Any) -> None:
    with context.database.writing() as session:
        step(session, recall_id, actor=by, at=context.clock.now(), **more)


def test_every_case_that_has_not_ended_is_held(town: AppContext) -> None:
    recalled(town)
    assert flags(town) == {"waits": ["HELD"], "confirmed": ["HELD"], "rejected": []}


def test_a_recall_writes_of_a_case_what_a_hold_writes(town: AppContext) -> None:
    ids = cases(town)
    with town.database.writing() as session:
        holding.hold(session, town.keys, ids["waits"], reason="Biển hạn chế bị che", actor=NGA, at=town.clock.now())
    recall_id = recalled(town)
    with town.database.reading() as session:
        one, other = (json.loads(events_of(session, ids[name])[-1].leaf) for name in ("waits", "confirmed"))
    assert other["data"].pop("recall") == recall_id
    assert (one["kind"], one["actor"]) == (other["kind"], other["actor"]) == ("flag_HELD", "supervisor:nga")
    assert one["data"].keys() == other["data"].keys()
    assert one["data"]["commitments"].keys() == other["data"]["commitments"].keys()


def test_two_persons_release_what_the_recall_held_and_no_more(town: AppContext) -> None:
    ids = cases(town)
    with town.database.writing() as session:
        holding.hold(session, town.keys, ids["waits"], reason="Khiếu nại", actor=HAN, at=town.clock.now())
    recall_id = recalled(town)
    speak(town, recalls.propose_end, recall_id, SON, ending=RELEASE, reason="Biển vẫn nhìn rõ")
    speak(town, recalls.agree_to_end, recall_id, NGA)
    work(town)
    assert flags(town) == {"waits": ["HELD"], "confirmed": [], "rejected": []}


def test_one_person_does_not_release_alone(town: AppContext) -> None:
    recall_id = recalled(town)
    with pytest.raises(Refused, match="propose it first"):
        speak(town, recalls.agree_to_end, recall_id, NGA)
    speak(town, recalls.propose_end, recall_id, NGA, ending=RELEASE, reason="Biển vẫn nhìn rõ")
    with pytest.raises(Refused, match="another person"):
        speak(town, recalls.agree_to_end, recall_id, NGA)


def test_a_withdrawal_ends_what_has_no_notice_and_leaves_the_rest_held(town: AppContext) -> None:
    recall_id = recalled(town)
    law = "Điều 65 Luật Xử lý vi phạm hành chính"
    speak(town, recalls.propose_end, recall_id, HAN, ending=WITHDRAW, reason="Biển hạn chế bị che khuất", law=law)
    with pytest.raises(Refused, match="The signer agrees"):
        speak(town, recalls.agree_to_end, recall_id, NGA)
    speak(town, recalls.agree_to_end, recall_id, SON)
    work(town)
    assert flags(town) == {"waits": ["HELD"], "confirmed": [], "rejected": []}
    assert states(town) == {"waits": "REVIEW_PENDING", "confirmed": "REJECTED", "rejected": "REJECTED"}


def test_a_withdrawal_names_its_article(town: AppContext) -> None:
    recall_id = recalled(town)
    with pytest.raises(Refused, match="Name the article"):
        speak(town, recalls.propose_end, recall_id, HAN, ending=WITHDRAW, reason="Biển hạn chế bị che khuất")


def test_what_two_recalls_hold_stays_held_when_one_is_released(town: AppContext) -> None:
    first, second = recalled(town), recalled(town)
    speak(town, recalls.propose_end, first, SON, ending=RELEASE, reason="Biển vẫn nhìn rõ")
    speak(town, recalls.agree_to_end, first, NGA)
    work(town)
    assert flags(town)["confirmed"] == ["HELD"]
    speak(town, recalls.propose_end, second, SON, ending=RELEASE, reason="Biển vẫn nhìn rõ")
    speak(town, recalls.agree_to_end, second, NGA)
    work(town)
    assert flags(town)["confirmed"] == []


def test_a_drop_that_comes_in_under_a_recall_is_held(town: AppContext, tmp_path: Path) -> None:
    recalled(town)
    take_in(town, tmp_path, "late")
    assert flags(town)["late"] == ["HELD"]


def test_a_recall_that_broke_off_is_gone_on_with(town: AppContext, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(recalls, "hold_touched", None)
        with pytest.raises(TypeError):
            recalled(town)
    assert flags(town)["waits"] == []
    work(town)
    assert flags(town) == {"waits": ["HELD"], "confirmed": ["HELD"], "rejected": []}


def test_the_command_lists_first_and_holds_then(town: AppContext) -> None:
    words = ("recall", "--camera", "BG-01", "--from", "2020-01-01", "--to", "2030-01-01", "--reason", "che", "--json")
    environment = {"TICKETING_HOME": str(town.settings.home)}
    dry = json.loads(CliRunner().invoke(app, [*words, "--dry-run"], env=environment).stdout)
    assert (dry["recall_id"], dry["touched"], dry["held"]) == (None, 2, 0)
    done = json.loads(CliRunner().invoke(app, words, env=environment).stdout)
    assert (done["touched"], done["held"], done["cases"]) == (2, 2, dry["cases"])
    assert flags(town)["waits"] == ["HELD"]
