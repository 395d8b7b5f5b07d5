"""A small play on one drop, from the camera to the paid fine, for tests that kill it in the middle."""

import shutil
from pathlib import Path

import pytest
import yaml

from ticketing.kit.shipped import shipped

DROP, PLATE = "bg01-0821-0947", "98A-602.58"
CLERK_COMMUNE = "07210"

PLAY = """
acts:
- {at: "2026-08-21T09:55:00+07:00", do: drops_arrive, drop: DROP}
- {at: "2026-08-24T08:00:00+07:00", do: confirm, case: DROP, by: officer, second: officer2, plate: PLATE}
- {at: "2026-08-25T08:00:00+07:00", do: sign, paper: notice}
- {at: "2026-08-27T08:00:00+07:00", do: owner_answered, case: DROP, statement: "Tôi là người điều khiển xe."}
- {at: "2026-08-27T08:30:00+07:00", do: identify_violator, case: DROP}
- {at: "2026-08-27T09:00:00+07:00", do: make_minutes, case: DROP}
- {at: "2026-08-28T08:00:00+07:00", do: propose_decision, case: DROP, explanation_waived: true}
- {at: "2026-09-03T08:00:00+07:00", do: sign, paper: decision}
- {at: "2026-09-03T10:00:00+07:00", do: send_decision, case: DROP}
- {at: "2026-09-04T08:00:00+07:00", do: deliver_decision, case: DROP}
- {at: "2026-09-08T08:00:00+07:00", do: import_statement, file: statement.csv}
""".replace("DROP", DROP).replace("PLATE", PLATE)

STATEMENT = """value_date,reference,payer,amount_vnd,content
2026-09-07,KB0001,NGUOI NOP,19000000,Nop phat theo QD so {decision_no:DROP} ngay {decision_date:DROP}
""".replace("DROP", DROP)


@pytest.fixture(scope="session")
def play(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like sample_media with one drop and its play."""
    folder, source = tmp_path_factory.mktemp("play"), shipped("sample_media")
    drop = next((source / "drops").rglob(f"{DROP}.json")).parent
    (folder / "drops").mkdir()
    for path in drop.glob(f"{DROP}*"):
        shutil.copy2(path, folder / "drops" / path.name)
    shutil.copy2(source / "cameras.csv", folder / "cameras.csv")
    shutil.copytree(source / "registry", folder / "registry")
    (folder / "story.yaml").write_text(PLAY, encoding="utf-8")
    (folder / "statement.csv").write_text(STATEMENT, encoding="utf-8")
    expected = {"clock_end": "2026-09-09T09:00:00+07:00", "clerk_commune": CLERK_COMMUNE, "drops": {}}
    (folder / "expected.yaml").write_text(yaml.safe_dump(expected), encoding="utf-8")
    return folder
