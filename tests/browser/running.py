"""An office as it runs in earnest: commands in processes of their own, on a home that holds one camera's drop."""

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError

import yaml

from browser.served import free_port
from ticketing.agency.actors import machine
from ticketing.agency.agency import agency_on, save_agency
from ticketing.demo.demo_home import Demo, open_demo
from ticketing.kit.clock import vietnam_day
from ticketing.kit.shipped import shipped
from ticketing.registry.address_book import resident_commune
from ticketing.settings import read_settings

DROP, PLATE = "bg01-0821-0947", "98A-602.58"
PATIENCE_SECONDS = 180  # on a busy machine


def register_row(table: str, column: str, value: str) -> dict[str, str]:
    """The row of sample_media/registry that has `value` in `column`."""
    with (shipped("sample_media") / "registry" / f"{table}.csv").open(encoding="utf-8") as file:
        return next(row for row in csv.DictReader(file) if row[column] == value)


def registered_vehicle() -> dict[str, str]:
    """The vehicle that the camera saw, as the register has it."""
    return register_row("vehicles", "plate", PLATE)


def registered_owner() -> dict[str, str]:
    """Its owner."""
    return register_row("residents", "owner_id", registered_vehicle()["owner_id"])


def media_with_one_drop(folder: Path, begins: datetime) -> Path:
    """A folder like sample_media with the drop, the cameras and the register; the clerk is of the owner's commune."""
    source = shipped("sample_media")
    drop = next((source / "drops").rglob(f"{DROP}.json")).parent
    (folder / "drops").mkdir(parents=True)
    for path in drop.glob(f"{DROP}*"):
        shutil.copy2(path, folder / "drops" / path.name)
    shutil.copy2(source / "cameras.csv", folder / "cameras.csv")
    shutil.copytree(source / "registry", folder / "registry")
    commune = resident_commune(registered_owner()["address"]).commune_code
    expected = {"clock_end": begins.isoformat(), "clerk_commune": commune, "drops": {}}
    (folder / "expected.yaml").write_text(yaml.safe_dump(expected), encoding="utf-8")
    return folder


@dataclass
class RunningSystem:
    """A home, the processes that work in it, and its address while it is open."""

    demo: Demo
    media: Path
    environment: Mapping[str, str]
    address: str = ""
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `ticketing WORDS` to its end."""
        return subprocess.run(self._command_line(*words), env=self._env(), capture_output=True, text=True, check=False)

    def open(self) -> None:
        """Begin the day: pages and worker start."""
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self._start("serve", "--port", str(port))
        if not self.demo.context.database.is_sqlite:  # on an embedded database `serve` brings its worker along
            self._start("work")
        self._wait_for_pages()

    def close(self) -> None:
        """End the day as an administrator would: each process is asked to stop and ends with a checkpoint."""
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        for process in self._processes:
            assert process.wait(timeout=PATIENCE_SECONDS) == 0, self.log()
        self._processes.clear()

    def account(self, name: str) -> dict[str, Any]:
        """Password and one-time secret of a person, from demo-accounts.json."""
        return next(account for account in self.demo.accounts() if account["name"] == name)

    def log(self) -> str:
        """What the processes printed."""
        return self._log_path.read_text(encoding="utf-8")

    @property
    def _log_path(self) -> Path:
        return self.media.parent / "processes.log"

    def _start(self, *words: str) -> None:
        with self._log_path.open("ab") as log:
            self._processes.append(
                subprocess.Popen(self._command_line(*words), env=self._env(), stdout=log, stderr=log)
            )

    def _wait_for_pages(self) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end and self._processes[0].poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/health", timeout=5):
                    return
            except (URLError, ConnectionError):
                time.sleep(0.1)
        raise AssertionError(f"The pages did not come: {self.log()}")

    def _command_line(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "ticketing.cli.main", *words]

    def _env(self) -> dict[str, str]:
        return os.environ | self.environment


def make_system(folder: Path, begins: datetime, **environment: str) -> RunningSystem:
    """A demo home with agency, people, cameras and register, and nothing that a camera sent yet."""
    environment |= {"TICKETING_HOME": str(folder / "home")}
    media = media_with_one_drop(folder / "media", begins)
    demo = open_demo(read_settings(environment), story=False, media=media)
    consignments_close_at_once(demo, begins)
    demo.run_on()
    return RunningSystem(demo, media, environment)


def consignments_close_at_once(demo: Demo, begins: datetime) -> None:
    """Papers of one commune gather for no time, so that the whole walk goes in one morning."""
    with demo.context.database.writing() as session:
        agency = agency_on(session, vietnam_day(begins))
        sooner = replace(agency.dispatch, gather_minutes=0)
        changed = replace(agency, valid_from=vietnam_day(begins), dispatch=sooner)
        save_agency(session, changed, actor=machine("demo"), at=begins)
