"""`ticketing demo` on sample_media: each drop stands where expected.yaml says, after pipeline and story."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ticketing.cases.states import CaseState
from ticketing.demo.demo_home import ACCOUNTS_FILE, Demo, drop_outcomes, open_demo
from ticketing.demo.mail_server import demo_mail_server
from ticketing.evidence.checkpoint import verify_log
from ticketing.flow.app_context import AppContext
from ticketing.kit.shipped import shipped
from ticketing.settings import read_settings

pytestmark = pytest.mark.models
MEDIA = shipped("sample_media")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "home"


@pytest.fixture(scope="module")
def played(home: Path) -> tuple[Demo, dict[str, tuple[str, str | None, str | None]]]:
    """The demo at its end, and (state, reason code, plate) of each drop just after the pipeline saw it."""
    demo = open_demo(read_settings({"TICKETING_HOME": str(home)}), story=True, media=MEDIA)
    first: dict[str, tuple[str, str | None, str | None]] = {}
    with demo_mail_server(demo.context.settings.mailboxes, port=demo.mail_port):
        for act in demo.play():
            if act.do == "drops_arrive":
                found = {outcome.drop: outcome for outcome in drop_outcomes(demo)}
                for name in act.each("drop"):
                    first.setdefault(name, (found[name].state, code(found[name].reason), found[name].plate))
    return demo, first


def code(reason: str | None) -> str | None:
    return reason.split(":")[0] if reason else None


def test_after_the_pipeline_each_drop_stands_where_it_should(played: tuple[Demo, dict]) -> None:
    demo, first = played
    wrong = {
        name: (found, line["after_pipeline"])
        for name, line in demo.expected.drops.items()
        if (found := first[name])[0] != (wanted := line["after_pipeline"])["state"]
        or found[1] != wanted.get("reason", found[1])
    }
    assert wrong == {}


def test_every_plate_that_a_person_can_read_is_read(played: tuple[Demo, dict]) -> None:
    demo, first = played
    before_a_case = {"CORRUPT", "OUT_OF_CERTIFICATE", "CAMERA_UNKNOWN"}
    misread = {
        name: (first[name][2], line["plate"])
        for name, line in demo.expected.drops.items()
        if first[name][0] not in before_a_case and (first[name][2] or None) != line["plate"]
    }
    assert misread == {}


def test_after_the_story_each_drop_stands_where_it_should(played: tuple[Demo, dict]) -> None:
    strange = [outcome for outcome in drop_outcomes(played[0]) if not outcome.as_expected]
    assert strange == []


def test_the_log_of_the_story_is_whole_and_has_checkpoints(played: tuple[Demo, dict]) -> None:
    context: AppContext = played[0].context
    key = (context.settings.keys / "log.vkey").read_text()
    report = verify_log(context.database, context.store, context.settings.checkpoints, key)
    assert report.faults == []
    assert report.uncovered == 0
    assert report.checkpoints >= 3


def test_the_accounts_are_written_for_their_owner_alone(played: tuple[Demo, dict], home: Path) -> None:
    path = home / ACCOUNTS_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    accounts = json.loads(path.read_text("utf-8"))
    roles = sorted(account["role"] for account in accounts)
    assert roles == sorted(
        ["officer", "officer", "senior", "signer", "supervisor", "commune_clerk", "finance_clerk", "administrator",
         "auditor"]
    )  # fmt: skip
    assert all(set(account) == {"role", "name", "password", "totp_secret"} for account in accounts)


def test_a_second_demo_changes_nothing_and_prints_the_same_table(played: tuple[Demo, dict], home: Path) -> None:
    """The command itself, in its own process."""
    before = [(outcome.drop, outcome.state) for outcome in drop_outcomes(played[0])]
    run = subprocess.run(
        [Path(sys.executable).with_name("ticketing"), "demo", "--no-serve"],
        env={"TICKETING_HOME": str(home), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert all(state in run.stdout for _, state in before)
    assert [(outcome.drop, outcome.state) for outcome in drop_outcomes(played[0])] == before


def test_every_state_of_the_way_to_a_paid_fine_was_passed(played: tuple[Demo, dict]) -> None:
    passed = {CaseState(outcome.state) for outcome in drop_outcomes(played[0]) if outcome.state in set(CaseState)}
    assert {
        CaseState.REVIEW_PENDING, CaseState.OWNER_IDENTIFIED, CaseState.NOTICE_SENT, CaseState.OWNER_ANSWERED,
        CaseState.VIOLATOR_IDENTIFIED, CaseState.MINUTES_MADE,
        CaseState.EXPLANATION, CaseState.DECISION_ISSUED, CaseState.DECISION_SENT, CaseState.DECISION_DELIVERED,
        CaseState.PAID, CaseState.OVERDUE, CaseState.ESCALATED,
    } <= passed  # fmt: skip
