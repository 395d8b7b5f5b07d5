"""scripts/setup.sh on machines that lack something: it ends with a sentence that says what, and exit code 2."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("bash", "dirname", "grep", "sha256sum", "cut", "cat", "id", "mktemp", "rm", "mkdir", "touch", "chmod", "env")
INSTALLED = "echo 'install ok installed'"
MISSING = "exit 1"


class Machine:
    """A machine whose PATH holds the tools of every system and the programs that a test gives it."""

    def __init__(self, folder: Path) -> None:
        self.bin, self.clone = folder / "bin", folder / "clone"
        self.bin.mkdir()
        for name in TOOLS:
            (self.bin / name).symlink_to(shutil.which(name) or f"/usr/bin/{name}")
        (self.clone / "scripts").mkdir(parents=True)
        for name in ("scripts/setup.sh", "requirements.lock", "pyproject.toml"):
            shutil.copy2(ROOT / name, self.clone / name)

    def program(self, name: str, script: str, folder: Path | None = None) -> None:
        path = (folder or self.bin) / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/usr/bin/env bash\n{script}\n")
        path.chmod(0o755)

    def set_up(self, what: str = "run", **environment: str) -> tuple[int, str]:
        done = subprocess.run(
            [self.bin / "bash", self.clone / "scripts" / "setup.sh", what],
            env={"PATH": str(self.bin), "HOME": str(self.clone), **environment},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        return done.returncode, done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.program("dpkg-query", INSTALLED)
    return made


def python(version: str, *, pip: str = "exit 0", uv: str = "exit 0") -> str:
    """A python3 of some version whose `-m venv` makes an environment with this pip and uv."""
    inner = f'case "$*" in "-m pip"*) {pip} ;; *) exit 0 ;; esac'
    return f"""
case "$1 $2" in
  "-c "*) exit {0 if version == "3.11" else 1} ;;
  "-m venv")
    mkdir -p "$3/bin"
    printf '#!/usr/bin/env bash\\n%s\\n' '{inner}' > "$3/bin/python"
    printf '#!/usr/bin/env bash\\n%s\\n' '{uv}' > "$3/bin/uv"
    chmod 755 "$3/bin/python" "$3/bin/uv" ;;
esac"""


def test_missing_debian_packages_are_named_to_who_is_not_root(machine: Machine) -> None:
    machine.program("dpkg-query", MISSING)
    machine.program("id", "echo 1000")
    code, sentence = machine.set_up()
    assert code == 2
    assert "these Debian packages are missing: libpango-1.0-0" in sentence and "apt-get install libpango" in sentence


def test_apt_without_a_network_says_where_its_own_words_are(machine: Machine) -> None:
    machine.program("dpkg-query", MISSING)
    machine.program("id", "echo 0")
    machine.program("apt-get", "echo 'Temporary failure resolving'; exit 100")
    code, sentence = machine.set_up()
    assert code == 2 and "is there a network? Its own words are in " in sentence
    log = Path(sentence.rpartition(" in ")[2].rstrip("."))
    assert "Temporary failure" in log.read_text()
    log.unlink()


def test_another_distribution_is_told_how_to_go_on(machine: Machine) -> None:
    (machine.bin / "dpkg-query").unlink()
    code, sentence = machine.set_up()
    assert code == 2 and "no Debian machine" in sentence and "SKIP_PACKAGES=1" in sentence
    machine.program("python3.11", python("3.11", pip="exit 1"))
    assert "pip could not fetch uv" in machine.set_up(SKIP_PACKAGES="1")[1]


def test_pip_without_a_network_is_named(machine: Machine) -> None:
    machine.program("python3.11", python("3.11", pip="exit 1"))
    code, sentence = machine.set_up()
    assert code == 2 and "pip could not fetch uv" in sentence and "PIP_INDEX_URL" in sentence


def test_a_machine_with_python_3_13_alone_asks_uv_for_3_11(machine: Machine) -> None:
    machine.program("python3", python("3.13", uv="exit 1"))
    code, sentence = machine.set_up()
    assert code == 2 and "uv could not fetch Python 3.11" in sentence and "install Python 3.11 yourself" in sentence


def test_python_3_13_alone_needs_its_venv_package(machine: Machine) -> None:
    machine.program("dpkg-query", '[ "$3" = python3-venv ] && exit 1; echo "install ok installed"')
    machine.program("id", "echo 1000")
    machine.program("python3", python("3.13"))
    code, sentence = machine.set_up()
    assert code == 2 and "missing: python3-venv." in sentence


def test_a_folder_that_may_not_be_written_is_named(machine: Machine) -> None:
    machine.program("python3.11", 'case "$1" in -c) exit 0 ;; *) exit 1 ;; esac')
    code, sentence = machine.set_up()
    assert code == 2 and "could not make .venv: may you write in" in sentence


def test_torch_that_nobody_offers_is_named(machine: Machine) -> None:
    machine.program("python3.11", python("3.11", uv="exit 1"))
    pip = machine.clone / ".venv" / "bin"
    pip.mkdir(parents=True)
    machine.program("pip", "exit 1", pip)
    code, sentence = machine.set_up(TORCH_INDEX="http://127.0.0.1:1")
    assert code == 2 and "Set TORCH_INDEX" in sentence and "PIP_FIND_LINKS" in sentence


def test_a_wrong_word_gets_the_usage(machine: Machine) -> None:
    assert machine.set_up("everything") == (2, "setup: usage: scripts/setup.sh run|test")


def test_what_is_set_up_already_is_left_alone(machine: Machine) -> None:
    machine.program("python3.11", python("3.11"))
    (machine.clone / ".venv" / "bin").mkdir(parents=True)
    machine.program("pip", "exit 0", machine.clone / ".venv" / "bin")
    assert machine.set_up()[0] == 0
    machine.program("python3.11", "exit 1")
    assert machine.set_up() == (0, "")
    assert len(list((machine.clone / ".venv").glob("set-up-*"))) == 1


def test_the_script_is_a_program() -> None:
    assert os.access(ROOT / "scripts" / "setup.sh", os.X_OK)
