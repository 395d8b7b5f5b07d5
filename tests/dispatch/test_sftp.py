"""Bundles over SFTP, against OpenSSH's own server, and against one that stalls, closes or has no room."""

import getpass
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import paramiko
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conftest import MONDAY
from ticketing.agency.dispatch_rules import SftpServer
from ticketing.dispatch.channels.ports import Attachment, Message, Verdict
from ticketing.dispatch.channels.sftp import SftpChannel

SSHD = "/usr/sbin/sshd"
# The signal is ignored, so that the server answers "failure" as for a full disk, and is not killed.
NO_ROOM = "/bin/sh -c \"trap '' XFSZ; ulimit -f 20; exec /usr/lib/openssh/sftp-server\""
MESSAGE = Message(
    "<outbox-1@csgt.demo.invalid>", "a@demo.invalid", "07246", "Chuyến giao", "Kính gửi", MONDAY,
    (Attachment("in-01.pdf", "application/pdf", b"%PDF-" + bytes(90_000)), Attachment("manifest.json", "x", b"{}")),
)  # fmt: skip
TARGET = "07246/outbox-1"


def make_key(path: Path) -> str:
    """A key pair as OpenSSH writes it; gives the public line."""
    key = Ed25519PrivateKey.generate()
    openssh = serialization.PrivateFormat.OpenSSH
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, openssh, serialization.NoEncryption()))
    path.chmod(0o600)
    public = key.public_key()
    return public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@dataclass(frozen=True)
class Sshd:
    """OpenSSH's server as an ordinary process: its port, its host key's line, our key, where files go."""

    port: int
    host_line: str
    key_file: Path
    folder: Path

    def channel(self, tmp_path: Path, *, port: int | None = None, host_line: str | None = None) -> SftpChannel:
        """Our way to it; the port of a proxy before it, or another host key than it has."""
        port = port or self.port
        known = tmp_path / "sftp-known-hosts"
        known.write_text(f"[127.0.0.1]:{port} {host_line or self.host_line}\n" if host_line != "" else "")
        server = SftpServer("127.0.0.1", port, getpass.getuser(), str(self.folder))
        return SftpChannel(server, self.key_file, known, timeout_s=10, whole_s=20)


def impatient(channel: SftpChannel) -> SftpChannel:
    """Waits half a second for an answer, for servers that give none."""
    return replace(channel, timeout_s=0.5)


@contextmanager
def sshd(folder: Path, subsystem: str = "internal-sftp") -> Iterator[Sshd]:
    """Start it with a host key and a configuration of its own, on 127.0.0.1."""
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # what the system's own service makes
    port, files = free_port(), folder / "files"
    files.mkdir()
    host_line, user_line = make_key(folder / "host"), make_key(folder / "user")
    (folder / "authorized").write_text(f"{user_line}\n")
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\n"
        f"StrictModes no\nUsePAM no\nPasswordAuthentication no\nPidFile none\nSubsystem sftp {subsystem}\n"
    )
    process = subprocess.Popen([SSHD, "-D", "-e", "-f", folder / "config"], stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield Sshd(port, host_line, folder / "user", files)
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail("sshd did not start")


@pytest.fixture(scope="module")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    if not Path(SSHD).exists():
        pytest.fail("OpenSSH's server is not installed: run `make setup-test`.")
    with sshd(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.fixture
def server(_server: Sshd) -> Sshd:
    """The server with nothing on it."""
    for path in _server.folder.iterdir():
        shutil.rmtree(path)
    return _server


@contextmanager
def proxy(port: int, after: int, *, close: bool) -> Iterator[int]:
    """A way to the server that breaks after so many bytes of ours: closed, or silent from then on."""
    listening = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def carry(source: socket.socket, sink: socket.socket, most: float) -> None:
        seen = 0
        while not ended.is_set() and (data := receive(source)):
            seen += len(data)
            if seen > most:
                if close:
                    sink.shutdown(socket.SHUT_RDWR)
                    source.shutdown(socket.SHUT_RDWR)
                else:
                    ended.wait(10)
                return
            sink.sendall(data)

    def serve() -> None:
        ours, _ = listening.accept()
        theirs = socket.create_connection(("127.0.0.1", port))
        threading.Thread(target=carry, args=(theirs, ours, float("inf")), daemon=True).start()
        carry(ours, theirs, after)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        ended.set()
        listening.close()


def receive(source: socket.socket) -> bytes:
    try:
        return source.recv(65536)
    except OSError:
        return b""


def test_a_bundle_lies_complete_in_its_communes_folder_and_once(server: Sshd, tmp_path: Path) -> None:
    channel = server.channel(tmp_path)
    assert channel.send(MESSAGE).verdict is Verdict.ACCEPTED
    target = server.folder / TARGET
    assert {path.name: path.stat().st_size for path in target.iterdir() if path.suffix != ".txt"} == {
        "in-01.pdf": 90_005, "manifest.json": 2,
    }  # fmt: skip
    assert (target / "READ-ME.txt").read_text() == "Chuyến giao\n\nKính gửi"
    again = channel.send(MESSAGE)
    assert (again.verdict, again.text) == (Verdict.ACCEPTED, f"Lies in {target} already.")
    assert [path.name for path in target.parent.iterdir()] == ["outbox-1"]


OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"


@pytest.mark.parametrize(
    ("host_line", "said"),
    [("", "which keys/sftp-known-hosts does not name"), (OTHER, "shows another key than keys/sftp-known-hosts names")],
    ids=["unknown", "changed"],
)
def test_a_server_with_an_unknown_or_a_changed_key_is_refused_with_a_sentence(
    host_line: str, said: str, server: Sshd, tmp_path: Path
) -> None:
    answer = server.channel(tmp_path, host_line=host_line).send(MESSAGE)
    assert answer.verdict is Verdict.REFUSED
    assert said in answer.text
    assert "SHA256:" in answer.text, "its administrator can be asked for the fingerprint"
    assert list(server.folder.iterdir()) == []


def test_a_key_that_the_server_does_not_know_waits_for_who_mends_it(server: Sshd, tmp_path: Path) -> None:
    make_key(tmp_path / "mine")
    answer = replace(server.channel(tmp_path), key_file=tmp_path / "mine").send(MESSAGE)
    assert (answer.verdict, "refused the log-in" in answer.text) == (Verdict.LATER, True)
    missing = replace(server.channel(tmp_path), key_file=tmp_path / "none").send(MESSAGE)
    assert (missing.verdict, missing.text) == (
        Verdict.LATER, "Our own key is missing: put it into keys/none of the home.",
    )  # fmt: skip


@pytest.mark.parametrize("close", [True, False], ids=["closes", "stalls"])
@pytest.mark.parametrize("after", [0, 2_000, 50_000], ids=["at once", "in the log-in", "in a file"])
def test_a_connection_that_breaks_leaves_nothing_under_the_name_and_the_next_try_mends_it(
    after: int, close: bool, server: Sshd, tmp_path: Path
) -> None:
    with proxy(server.port, after, close=close) as port:
        began = time.monotonic()
        answer = impatient(server.channel(tmp_path, port=port)).send(MESSAGE)
        assert (answer.verdict, time.monotonic() - began < 3) == (Verdict.LATER, True), answer.text
    assert not (server.folder / TARGET).exists()
    assert server.channel(tmp_path).send(MESSAGE).verdict is Verdict.ACCEPTED
    assert (server.folder / TARGET / "in-01.pdf").stat().st_size == 90_005


def test_a_server_that_says_nothing_or_is_not_there_is_not_waited_for(server: Sshd, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        answer = impatient(server.channel(tmp_path, port=mute.getsockname()[1])).send(MESSAGE)
    assert answer.verdict is Verdict.LATER
    assert server.channel(tmp_path, port=free_port()).send(MESSAGE).verdict is Verdict.LATER


def test_a_server_that_drips_is_left_after_a_while(
    server: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = slowed(paramiko.SFTPFile.write)
    monkeypatch.setattr(paramiko.SFTPFile, "write", slow)
    began = time.monotonic()
    answer = replace(server.channel(tmp_path), whole_s=0.5).send(MESSAGE)
    assert (answer.verdict, time.monotonic() - began < 3) == (Verdict.LATER, True), answer.text


def slowed(write: Callable[..., None]) -> Callable[..., None]:
    """Each piece takes its time, none too long alone."""

    def dripping(file: paramiko.SFTPFile, data: bytes) -> None:
        time.sleep(0.3)
        write(file, data)

    return dripping


def test_a_full_disk_is_told_and_leaves_nothing_under_the_name(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    with sshd(tmp_path / "full", NO_ROOM) as full:
        answer = full.channel(tmp_path).send(MESSAGE)
        assert answer.verdict is Verdict.LATER, answer.text
        assert not (full.folder / TARGET).exists()


def test_a_folder_that_is_not_there_is_told(server: Sshd, tmp_path: Path) -> None:
    channel = server.channel(tmp_path)
    answer = replace(channel, server=replace(channel.server, folder="/nowhere")).send(MESSAGE)
    assert (answer.verdict, answer.text) == (Verdict.LATER, "FileNotFoundError: No such file")


def _readable_by_all(key: Path, known: Path) -> None:
    key.chmod(0o644)


def _with_a_passphrase(key: Path, known: Path) -> None:
    secret, openssh = serialization.BestAvailableEncryption(b"secret"), serialization.PrivateFormat.OpenSSH
    key.write_bytes(Ed25519PrivateKey.generate().private_bytes(serialization.Encoding.PEM, openssh, secret))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda key, known: None, []),
        (lambda key, known: key.unlink(), ["Our own key for SFTP is missing: keys/user."]),
        (_readable_by_all, ["Others on this machine can read keys/user and log in with it."]),
        (_with_a_passphrase, ["keys/user asks for a passphrase, and nobody is there to type it."]),
        (lambda key, known: key.write_text("x"), ["keys/user holds no private key that can be read."]),
        (lambda key, known: known.unlink(), ["names no key of [127.0.0.1]:2222"]),
        (lambda key, known: known.write_text("other.invalid ssh-ed25519 AAAA\n"), ["names no key of [127.0.0.1]:2222"]),
        (lambda key, known: known.chmod(0o666), ["Others on this machine can change keys/sftp-known-hosts."]),
    ],
    ids=("nothing", "no key", "open key", "passphrase", "no key in it", "no hosts", "other host", "open hosts"),
)
def test_what_the_files_lack_for_a_log_in_is_said_without_asking_anybody(
    spoil: Callable[[Path, Path], None], said: list[str], tmp_path: Path
) -> None:
    key, known = tmp_path / "user", tmp_path / "sftp-known-hosts"
    make_key(key)
    host_line = make_key(tmp_path / "host")
    known.write_text(f"[127.0.0.1]:2222 {host_line}\n")
    known.chmod(0o600)
    spoil(key, known)
    lacks = SftpChannel(SftpServer("127.0.0.1", 2222, "csgt", "."), key, known).lacks()
    assert len(lacks) == len(said)
    for lack, sentence in zip(lacks, said, strict=True):
        assert sentence in lack.sentence and lack.do


def test_the_server_is_asked_whether_the_folder_is_there_and_nothing_is_written(server: Sshd, tmp_path: Path) -> None:
    channel = server.channel(tmp_path)
    assert channel.list_incoming().verdict is Verdict.ACCEPTED
    elsewhere = replace(channel, server=replace(channel.server, folder="/nowhere"))
    assert "there is no folder '/nowhere'" in elsewhere.list_incoming().text
    assert list(server.folder.iterdir()) == []
