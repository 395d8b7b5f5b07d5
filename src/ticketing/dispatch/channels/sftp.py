"""Files over SFTP: a folder a message, complete under its name or not there at all.

The server is known by the key that the home's known_hosts names, and by nothing else: an unknown or a changed key is
refused and shown to a person. We log in with a key file. Nothing here waits longer than `timeout_s` for one answer, or
`whole_s` for all of them.
"""

import errno
import posixpath
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import paramiko

from ticketing.agency.dispatch_rules import SftpServer
from ticketing.dispatch.channels.ports import Answer, Attachment, Message, Verdict

PIECE = 32 * 1024  # one packet of the protocol: an answer comes for each, so a full disk is told at once
SSH = 22
_UNREADABLE = (paramiko.SSHException, OSError, ValueError, TypeError)  # TypeError: the key asks for a passphrase


class UnknownServer(Exception):
    """The server shows a key that known_hosts does not name."""


class _KnownOnly(paramiko.MissingHostKeyPolicy):
    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        """See MissingHostKeyPolicy."""
        raise UnknownServer(f"{hostname} shows the key {key.get_name()} {key.fingerprint}")


@dataclass(frozen=True)
class Lack:
    """What stands in the way of a log-in, and what to do about it."""

    sentence: str
    do: str


@dataclass(frozen=True)
class SftpChannel:
    """One folder a message on a server, below the folder of its receiver.

    key_file: our private key. known_hosts: the server's keys, as OpenSSH writes them.
    """

    server: SftpServer
    key_file: Path
    known_hosts: Path
    timeout_s: float = 20
    whole_s: float = 600

    def send(self, message: Message) -> Answer:
        """See Channel. The same message again changes nothing."""
        return self._ask(lambda sftp: _upload(sftp, self.server.folder, message))

    def list_incoming(self) -> Answer:
        """Log in and look whether the folder is there; nothing is written."""
        return self._ask(lambda sftp: _found(sftp, self.server.folder))

    def lacks(self) -> list[Lack]:
        """What the files of this machine lack for a log-in. Nobody is asked."""
        return [*_key_lacks(self.key_file), *_host_lacks(self.host_name, self.server, self.known_hosts)]

    @property
    def host_name(self) -> str:
        """The server as known_hosts names it."""
        return self.server.host if self.server.port == SSH else f"[{self.server.host}]:{self.server.port}"

    def public_line(self) -> str:
        """Our public key, as the server's administrator needs it; empty where ours cannot be read."""
        try:
            key = paramiko.PKey.from_path(self.key_file)
        except _UNREADABLE:
            return ""
        return f"{key.get_name()} {key.get_base64()}"

    def known_keys(self) -> list[str]:
        """The keys by which the server is known: kind and fingerprint."""
        known = _host_keys(self.known_hosts).lookup(self.host_name)
        return [f"{kind} {key.fingerprint}" for kind, key in known.items()] if known else []

    def _ask(self, act: Callable[[paramiko.SFTPClient], str]) -> Answer:
        if not self.key_file.exists():
            return Answer(Verdict.LATER, f"Our own key is missing: put it into keys/{self.key_file.name} of the home.")
        try:
            with self._logged_in() as sftp:
                return Answer(Verdict.ACCEPTED, act(sftp))
        except UnknownServer as problem:
            return Answer(Verdict.REFUSED, f"{problem}, which keys/{self.known_hosts.name} does not name.")
        except paramiko.BadHostKeyException as problem:
            shown = f"{problem.key.get_name()} {problem.key.fingerprint}"
            return Answer(
                Verdict.REFUSED,
                f"{problem.hostname} shows another key than keys/{self.known_hosts.name} names: {shown}. Ask its "
                "administrator before you change the file.",
            )
        except paramiko.AuthenticationException as problem:
            # Ours to mend, or the server's: the message must survive until somebody does.
            return Answer(Verdict.LATER, f"The server refused the log-in of '{self.server.user}': {problem}")
        except (paramiko.SSHException, OSError, EOFError, ValueError, TypeError) as problem:
            return Answer(Verdict.LATER, _sentence(problem))

    @contextmanager
    def _logged_in(self) -> Iterator[paramiko.SFTPClient]:
        client = paramiko.SSHClient()
        if self.known_hosts.exists():
            client.load_host_keys(str(self.known_hosts))
        client.set_missing_host_key_policy(_KnownOnly())
        whole = threading.Timer(self.whole_s, client.close)  # a server that drips would keep every single wait short
        whole.daemon = True
        whole.start()
        try:
            client.connect(
                self.server.host, self.server.port, self.server.user,
                pkey=paramiko.PKey.from_path(self.key_file), allow_agent=False, look_for_keys=False,
                timeout=self.timeout_s, banner_timeout=self.timeout_s, auth_timeout=self.timeout_s,
                channel_timeout=self.timeout_s,
            )  # fmt: skip
            transport = client.get_transport()
            assert transport
            channel = transport.open_session(timeout=self.timeout_s)
            channel.settimeout(self.timeout_s)
            channel.invoke_subsystem("sftp")
            yield paramiko.SFTPClient(channel)
        finally:
            whole.cancel()
            client.close()


def _key_lacks(path: Path) -> Iterator[Lack]:
    name, make = f"keys/{path.name}", f"Make one without a passphrase: `ssh-keygen -t ed25519 -N '' -f {path}`."
    if not path.exists():
        yield Lack(f"Our own key for SFTP is missing: {name}.", make)
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Lack(f"Others on this machine can read {name} and log in with it.", f"chmod 600 {path}")
    try:
        paramiko.PKey.from_path(path)
    except TypeError:
        yield Lack(f"{name} asks for a passphrase, and nobody is there to type it.", make)
    except _UNREADABLE:
        yield Lack(f"{name} holds no private key that can be read.", make)


def _host_lacks(name: str, server: SftpServer, path: Path) -> Iterator[Lack]:
    if not _host_keys(path).lookup(name):
        yield Lack(
            f"keys/{path.name} names no key of {name}: the server cannot be told from another.",
            f"Take the line of `ssh-keyscan -p {server.port} {server.host}`, compare its fingerprint with the server's "
            f"administrator, and put it into {path}.",
        )
    elif stat.S_IMODE(path.stat().st_mode) & 0o022:
        yield Lack(f"Others on this machine can change keys/{path.name}.", f"chmod 600 {path}")


def _host_keys(path: Path) -> paramiko.HostKeys:
    return paramiko.HostKeys(str(path) if path.exists() else None)


def _found(sftp: paramiko.SFTPClient, folder: str) -> str:
    if not _is_folder(sftp, folder):
        raise OSError(errno.ENOENT, f"there is no folder '{folder}'")
    return f"The log-in opens, and the folder '{folder}' is there."


def _upload(sftp: paramiko.SFTPClient, folder: str, message: Message) -> str:
    """Write all files beside the target under a name that begins with a point, then give the folder its name."""
    name = message.message_id.strip("<>").partition("@")[0]
    box = posixpath.join(folder, message.recipient)
    target, unfinished = posixpath.join(box, name), posixpath.join(box, f".{name}.part")
    if _is_folder(sftp, target):
        return f"Lies in {target} already."
    for path in (box, unfinished):
        if not _is_folder(sftp, path):
            sftp.mkdir(path, 0o700)
    note = Attachment("READ-ME.txt", "text/plain", f"{message.subject}\n\n{message.body}".encode())
    for attachment in (*message.attachments, note):
        _write(sftp, posixpath.join(unfinished, attachment.name), attachment.data)
    sftp.posix_rename(unfinished, target)
    return f"Lies in {target}."


def _write(sftp: paramiko.SFTPClient, path: str, data: bytes) -> None:
    with sftp.open(path, "w") as file:
        for start in range(0, len(data), PIECE):
            file.write(data[start : start + PIECE])
    written = sftp.stat(path).st_size
    if written != len(data):
        raise OSError(errno.EIO, f"{posixpath.basename(path)} has {written} bytes there, not {len(data)}")


def _is_folder(sftp: paramiko.SFTPClient, path: str) -> bool:
    try:
        return stat.S_ISDIR(sftp.stat(path).st_mode or 0)
    except FileNotFoundError:
        return False


def _sentence(problem: Exception) -> str:
    match problem:
        case TimeoutError():
            return "The server did not answer in time."
        case TypeError():
            return "Our own key asks for a passphrase, and nobody is there to type it."
        case EOFError():
            return "The server closed the connection."
        case OSError() if str(problem) == "Failure":
            return "The server could not keep a file and says only 'Failure': is its disk full?"
        case OSError(strerror=str(said)):
            return f"{type(problem).__name__}: {said}"
        case _:
            return f"{type(problem).__name__}: {problem}"
