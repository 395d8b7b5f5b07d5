"""Where this installation lives and what it is connected to. Read once, where a process starts (`cli`, `flow`).

TICKETING_HOME holds the embedded database, evidence, keys, checkpoints, quarantine and the agency's own templates; the
other variables move the database and the evidence out of it. Who else reads the environment: `evidence/blobs.py`, where
a bucket is named by the usual AWS_ variables, and `kit/failpoints.py` for tests.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEFAULT_HOME = ".ticketing"
DEFAULT_ORIGIN = "http://localhost:8000"


@dataclass(frozen=True)
class Variable:
    """A variable of the environment; docs/administrator.md prints this table."""

    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable(
        "TICKETING_HOME",
        f"`{DEFAULT_HOME}` in the working folder",
        "The folder that holds database, evidence, keys, checkpoints and quarantine. Only its owner may read it.",
    ),
    Variable(
        "TICKETING_DATABASE_URL",
        "`ticketing.db` in the home (SQLite)",
        "The database: `postgresql://USER@HOST/DATABASE`. The engine keeps its own tables there too.",
    ),
    Variable(
        "TICKETING_EVIDENCE_URL",
        "`evidence` in the home",
        "Where sealed bytes lie: a folder, or `s3://BUCKET/PREFIX` (address and credentials in the usual `AWS_` "
        "variables).",
    ),
    Variable(
        "TICKETING_REGISTER_URL",
        "the tables loaded here",
        "Where the register of vehicles and owners is asked: `https://HOST/PATH`, by the protocol of "
        "`docs/register-openapi.yaml`. Its token lies in `keys/register-token`.",
    ),
    Variable(
        "TICKETING_TSA_URL",
        "no time stamps",
        "An RFC 3161 time stamp server: its proof of time goes into every signature (PAdES-B-T). While it is away "
        "papers wait for it.",
    ),
    Variable(
        "TICKETING_ORIGIN",
        "`http://localhost:8000`",
        "The address of the pages in a browser, without a path: `https://HOST`. Security keys are bound to its host, "
        "and the organisation's log-in comes back to it.",
    ),
    Variable(
        "TICKETING_BREACHED_PASSWORDS",
        "none",
        "A file of breached passwords, a line `SHA-1:count` each, in the order of the hashes (as Pwned Passwords is "
        "handed out). None of them is taken as a new password; while it cannot be read, nobody sets one.",
    ),
    Variable(
        "TICKETING_WORKER",
        "name of the machine and number of the process",
        "The name of a worker in the list of the living; it must differ between workers of one database.",
    ),
    Variable(
        "TICKETING_CLOCK",
        "the machine's clock",
        "A moment like `2026-11-24T08:00:00+07:00` at which the clock begins. Refused in a home that is no demo.",
    ),
)


@dataclass(frozen=True)
class Settings:
    """One installation, as the environment describes it."""

    home: Path
    database_url: str
    engine_url: str
    evidence_url: str
    clock: str | None
    worker_name: str
    register_url: str | None = None
    tsa_url: str | None = None
    origin: str = DEFAULT_ORIGIN
    breached_passwords: Path | None = None

    @property
    def keys(self) -> Path:
        """Private keys: log.key, fields.json, signing certificates. Mode 0700."""
        return self.home / "keys"

    @property
    def checkpoints(self) -> Path:
        """One file a checkpoint, nothing else."""
        return self.home / "checkpoints"

    @property
    def quarantine(self) -> Path:
        """Bad drops, each with its reason.txt."""
        return self.home / "quarantine"

    @property
    def templates(self) -> Path | None:
        """The agency's own paper templates, which go before the shipped ones; None: it has no such folder."""
        folder = self.home / "templates"
        return folder if folder.is_dir() else None

    @property
    def mailboxes(self) -> Path:
        """Where the demo's own mail server puts what it was given."""
        return self.home / "mailboxes"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Empty variables count as not set."""

    def value(name: str, default: str) -> str:
        return environment.get(name) or default

    home = Path(value("TICKETING_HOME", DEFAULT_HOME)).expanduser().absolute()
    database_url = value("TICKETING_DATABASE_URL", f"sqlite:///{home / 'ticketing.db'}")
    breached = environment.get("TICKETING_BREACHED_PASSWORDS")
    embedded = database_url.startswith("sqlite")
    return Settings(
        home=home,
        database_url=database_url,
        engine_url=f"sqlite:///{home / 'engine.db'}" if embedded else database_url,
        evidence_url=value("TICKETING_EVIDENCE_URL", str(home / "evidence")),
        clock=environment.get("TICKETING_CLOCK") or None,
        worker_name=value("TICKETING_WORKER", f"{os.uname().nodename}-{os.getpid()}"),
        register_url=environment.get("TICKETING_REGISTER_URL") or None,
        tsa_url=environment.get("TICKETING_TSA_URL") or None,
        origin=value("TICKETING_ORIGIN", DEFAULT_ORIGIN),
        breached_passwords=Path(breached).expanduser().absolute() if breached else None,
    )
