"""Mail over SMTP. TLS is demanded of every server but the one on this machine.

Exactly once is impossible over SMTP: a connection that breaks after the last line leaves it open whether the mail
was taken. It counts as not taken and is sent again under the same Message-ID.
"""

import contextlib
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any

from ticketing.agency.dispatch_rules import MailServer, Tls
from ticketing.dispatch.channels.ports import Answer, Message, Verdict
from ticketing.kit.clock import VIETNAM
from ticketing.kit.digest import sha256
from ticketing.kit.hosts import THIS_MACHINE

TIMEOUT_SECONDS = 30
TEMPORARY, PERMANENT = range(400, 500), range(500, 600)


class WholeMessageId(EmailPolicy):
    """A Message-ID on one line: broken after its name, as long headers are, some receivers read it as another one."""

    def fold(self, name: str, value: Any) -> str:
        """See EmailPolicy."""
        return f"{name}: {value}{self.linesep}" if name == MESSAGE_ID else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """See EmailPolicy."""
        return self.fold(name, value).encode() if name == MESSAGE_ID else super().fold_binary(name, value)


MESSAGE_ID = "Message-ID"
POLICY = WholeMessageId(linesep="\r\n")


class TlsDemanded(ValueError):
    """Personal data may not travel unprotected."""


@dataclass(frozen=True)
class SmtpChannel:
    """Mail through one server. `password` belongs to `server.user`; empty: the server asks for none.

    context: for tests with a certificate of their own; None checks the server's against the system's.
    Raises TlsDemanded where the settings would send in clear to another machine.
    """

    server: MailServer
    password: str = ""
    context: ssl.SSLContext | None = None

    def __post_init__(self) -> None:
        if self.server.tls is Tls.NONE and self.server.host not in THIS_MACHINE:
            raise TlsDemanded(f"Mail to {self.server.host} must be secured: set mail.tls to starttls or tls.")

    def send(self, message: Message) -> Answer:
        """See Channel."""
        try:
            connection = self._connect()
        except (smtplib.SMTPException, OSError) as problem:
            return answer_to(problem)
        try:
            refused = connection.send_message(to_mail(message), from_addr=message.sender, to_addrs=[message.recipient])
        except (smtplib.SMTPException, OSError) as problem:
            return answer_to(problem)
        finally:
            # The mail is taken or not by now; how the server says goodbye changes nothing.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                connection.quit()
        return Answer(Verdict.ACCEPTED, "250") if not refused else Answer(Verdict.REFUSED, str(refused))

    def _connect(self) -> smtplib.SMTP:
        server, context = self.server, self.context or ssl.create_default_context()
        if server.tls is Tls.TLS:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        try:
            if server.tls is Tls.STARTTLS:
                connection.starttls(context=context)
            if server.user:
                connection.login(server.user, self.password)
        except (smtplib.SMTPException, OSError):
            connection.close()
            raise
        return connection


def answer_to(problem: Exception) -> Answer:
    """What an error of smtplib means: 5xx of the mail itself is final, everything else may pass by itself."""
    match problem:
        case smtplib.SMTPRecipientsRefused():
            code, text = next(iter(problem.recipients.values()))
            return _by_code(code, text)
        case smtplib.SMTPAuthenticationError() | smtplib.SMTPHeloError() | smtplib.SMTPConnectError():
            # The settings or the server are wrong, not this mail: it must survive until somebody mends them.
            return Answer(Verdict.LATER, f"{problem.smtp_code} {_readable(problem.smtp_error)}")
        case smtplib.SMTPResponseException():
            return _by_code(problem.smtp_code, problem.smtp_error)
        case smtplib.SMTPNotSupportedError():
            return Answer(Verdict.LATER, "The server offers no TLS (STARTTLS), which is demanded here.")
        case _:
            return Answer(Verdict.LATER, f"{type(problem).__name__}: {problem}")


def _by_code(code: int, text: bytes | str) -> Answer:
    verdict = Verdict.REFUSED if code in PERMANENT else Verdict.LATER
    return Answer(verdict, f"{code} {_readable(text)}")


def _readable(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text


def to_mail(message: Message) -> EmailMessage:
    """The mail, the same bytes each time: even the boundary follows from the Message-ID."""
    mail = EmailMessage(policy=POLICY)
    mail[MESSAGE_ID] = message.message_id
    mail["Date"] = format_datetime(message.written_at.astimezone(VIETNAM))
    mail["From"] = message.sender
    mail["To"] = message.recipient
    mail["Subject"] = message.subject
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body)
    for attachment in message.attachments:
        kind, _, subtype = attachment.media_type.partition("/")
        mail.add_attachment(attachment.data, maintype=kind, subtype=subtype, filename=attachment.name)
    if mail.is_multipart():
        mail.set_boundary(f"=_{sha256(message.message_id.encode())[:32]}")
    return mail
