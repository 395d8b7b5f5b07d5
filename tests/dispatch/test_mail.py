"""Mail against a real SMTP server: accepted, put off, refused, dropped, and a crash at the worst moment."""

import datetime as dt
import ssl
from dataclasses import replace
from datetime import timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from conftest import MONDAY
from dispatch.conftest import Issuer, Received, closed, consigned, mail_server
from ticketing.agency.actors import Actor, Role
from ticketing.agency.dispatch_rules import MailServer, Tls
from ticketing.demo.mail_server import demo_mail_server
from ticketing.dispatch.channels.folder import FolderChannel
from ticketing.dispatch.channels.ports import Verdict
from ticketing.dispatch.channels.smtp import SmtpChannel, TlsDemanded
from ticketing.dispatch.consignments.outbox import SEND_TASK, send_again, send_due
from ticketing.dispatch.tables import FAILED, Consignment, OutboxMessage
from ticketing.flow.app_context import AppContext
from ticketing.kit.jobs import Job
from walked import OFFICER

LATER = MONDAY + timedelta(minutes=31)


@pytest.fixture
def posted(context: AppContext, issuer: Issuer) -> AppContext:
    """A home with one consignment of two notices whose mail waits."""
    consigned(context, issuer.notice(owner="Trần Thị Bí Mật"), issuer.notice())
    closed(context, LATER)
    return context


def channel(port: int) -> SmtpChannel:
    return SmtpChannel(MailServer(port=port, tls=Tls.NONE))


def sent(context: AppContext, port: int, at: dt.datetime = LATER) -> list[Verdict]:
    channels = {"commune_police": channel(port)}
    return [answer.verdict for answer in send_due(context.database, context.store, channels, at=at)]


def row_of(context: AppContext) -> OutboxMessage:
    with context.database.reading() as session:
        return session.scalars(sa.select(OutboxMessage)).one()


def test_a_mail_brings_print_file_single_papers_and_manifest(posted: AppContext) -> None:
    received = Received()
    with mail_server(received) as port:
        assert sent(posted, port) == [Verdict.ACCEPTED]
        assert sent(posted, port) == []
    mail = BytesParser(policy=policy.default).parsebytes(received.raw[0])
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert names == [
        "in-01-DS-CSGT.pdf",
        "01-TB-CSGT.pdf",
        "02-TB-CSGT.pdf",
        "manifest.json",
        "manifest.csv",
        "reply.csv",
    ]
    assert mail["To"] == "cong-an.07210@demo.invalid"
    assert mail["Message-ID"] == row_of(posted).message_id
    with posted.database.reading() as session:
        consignment = session.scalars(sa.select(Consignment)).one()
    assert (consignment.state, consignment.sent_at) == ("sent", LATER)


def test_subject_and_body_carry_no_personal_data(posted: AppContext) -> None:
    received = Received()
    with mail_server(received) as port:
        sent(posted, port)
    mail = BytesParser(policy=policy.default).parsebytes(received.raw[0])
    body = mail.get_body().get_content()
    assert mail["Subject"] == "[CSGT] Chuyến giao văn bản số 01/DS-CSGT: 02 văn bản"
    assert "Kính gửi: Công an phường Bắc Giang" in body and "gồm 02 văn bản" in body
    for text in (mail["Subject"], body):
        assert not any(word in text for word in ("Bí Mật", "Trình Diễn", "98B1", "đồng", "đèn"))


def test_a_server_that_puts_off_is_tried_again_later_with_the_same_mail(posted: AppContext) -> None:
    received = Received(["451 greylisted", "451 again", "250 OK"])
    with mail_server(received) as port:
        assert sent(posted, port) == [Verdict.LATER]
        row = row_of(posted)
        assert (row.state, row.attempts, row.last_answer) == ("waiting", 1, "451 greylisted")
        assert row.next_at == LATER + timedelta(minutes=1)
        assert sent(posted, port, LATER + timedelta(seconds=59)) == []
        assert sent(posted, port, LATER + timedelta(minutes=1)) == [Verdict.LATER]
        assert row_of(posted).next_at == LATER + timedelta(minutes=6)
        assert sent(posted, port, LATER + timedelta(minutes=6)) == [Verdict.ACCEPTED]
    assert len(received.mails) == 1


def test_every_try_has_its_job(posted: AppContext) -> None:
    with mail_server(Received(["451 later"])) as port:
        sent(posted, port)
    with posted.database.reading() as session:
        due = session.scalars(sa.select(Job.due_at).where(Job.task == SEND_TASK).order_by(Job.due_at)).all()
    assert due == [LATER, LATER + timedelta(minutes=1)]


def test_a_server_that_refuses_ends_the_tries_and_a_person_sees_it(posted: AppContext) -> None:
    received = Received(["550 no such mailbox", "250 OK"])
    with mail_server(received) as port:
        assert sent(posted, port) == [Verdict.REFUSED]
        assert sent(posted, port, LATER + timedelta(days=1)) == []
        with posted.database.writing() as session:
            failed = session.scalars(sa.select(OutboxMessage)).one()
            assert (failed.state, failed.last_answer) == (FAILED, "550 no such mailbox")
            for role in (Role.COMMUNE_CLERK, Role.SIGNER, Role.SUPERVISOR):
                with pytest.raises(PermissionError):
                    send_again(session, failed.consignment_id, actor=Actor("c", role), at=LATER)
            send_again(session, failed.consignment_id, actor=OFFICER, at=LATER)
            with pytest.raises(ValueError, match="has not"):
                send_again(session, failed.consignment_id, actor=OFFICER, at=LATER)
        assert sent(posted, port) == [Verdict.ACCEPTED]


def test_after_three_days_of_silence_a_person_has_to_look(posted: AppContext) -> None:
    with mail_server(Received(["451 later"])) as port:
        assert sent(posted, port, LATER + timedelta(days=3)) == [Verdict.LATER]
    assert row_of(posted).state == "failed"


def test_a_dropped_connection_is_tried_again_under_the_same_message_id(posted: AppContext) -> None:
    received = Received(["drop", "250 OK"])
    with mail_server(received) as port:
        assert sent(posted, port) == [Verdict.LATER]
        assert sent(posted, port, LATER + timedelta(minutes=1)) == [Verdict.ACCEPTED]
    assert received.mails[0]["Message-ID"] == row_of(posted).message_id


def test_no_server_at_all_is_tried_again(posted: AppContext) -> None:
    with mail_server(Received()) as port:
        pass
    assert sent(posted, port) == [Verdict.LATER]
    assert "refused" in (row_of(posted).last_answer or "").lower()


def test_a_crash_between_the_servers_yes_and_our_mark_sends_the_very_same_mail(
    posted: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    received = Received()
    monkeypatch.setenv("TICKETING_FAILPOINT", "mail_accepted_before_mark:raise:1")
    monkeypatch.setattr("ticketing.kit.failpoints._passed", {})
    with mail_server(received) as port:
        with pytest.raises(RuntimeError, match="failpoint"):
            sent(posted, port)
        monkeypatch.delenv("TICKETING_FAILPOINT")
        assert sent(posted, port, LATER + timedelta(minutes=5)) == [Verdict.ACCEPTED]
    first, second = received.raw
    assert first == second  # a receiver, or a person, sees that it is one mail
    assert row_of(posted).state == "sent"


def self_signed(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, private = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return pem, private


def test_tls_is_demanded_of_every_other_server() -> None:
    with pytest.raises(TlsDemanded, match=r"Mail to mail\.vn must be secured"):
        SmtpChannel(MailServer(host="mail.vn", tls=Tls.NONE))


def test_a_secured_connection_carries_the_mail_and_a_strange_certificate_does_not(
    posted: AppContext, tmp_path: Path
) -> None:
    pem, private = self_signed(tmp_path)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(pem, private)
    received = Received()
    with mail_server(received, tls_context=server_side, require_starttls=True) as port:
        server = MailServer(host="localhost", port=port, tls=Tls.STARTTLS)
        strange = {"commune_police": SmtpChannel(server)}
        [answer] = send_due(posted.database, posted.store, strange, at=LATER)
        assert answer.verdict is Verdict.LATER and "certificate verify failed" in answer.text
        trusted = {"commune_police": SmtpChannel(server, context=ssl.create_default_context(cafile=str(pem)))}
        [answer] = send_due(posted.database, posted.store, trusted, at=LATER + timedelta(minutes=1))
        assert answer.verdict is Verdict.ACCEPTED
    assert len(received.mails) == 1


def test_a_server_without_tls_gets_nothing(posted: AppContext) -> None:
    received = Received()
    with mail_server(received) as port:
        secured = SmtpChannel(replace(MailServer(), host="localhost", port=port, tls=Tls.STARTTLS))
        [answer] = send_due(posted.database, posted.store, {"commune_police": secured}, at=LATER)
    assert answer.verdict is Verdict.LATER and "offers no TLS" in answer.text
    assert received.tried == 0


def test_what_goes_by_post_lies_ready_in_a_folder_once(context: AppContext, issuer: Issuer, tmp_path: Path) -> None:
    consigned(context, issuer.notice("00004"))
    closed(context, LATER)
    channels = {"post": FolderChannel(tmp_path / "outgoing")}
    [answer] = send_due(context.database, context.store, channels, at=LATER)
    assert answer.verdict is Verdict.ACCEPTED
    [folder] = (tmp_path / "outgoing").iterdir()
    assert {path.name for path in folder.iterdir()} == {
        "in-01-DS-CSGT.pdf", "01-TB-CSGT.pdf", "manifest.json", "manifest.csv", "reply.csv", "READ-ME.txt",
    }  # fmt: skip


def test_the_demos_mail_server_keeps_a_mail_once_in_its_mailbox(posted: AppContext, tmp_path: Path) -> None:
    with demo_mail_server(tmp_path / "boxes", port=0) as port:
        sent(posted, port)
        with posted.database.writing() as session:
            session.scalars(sa.select(OutboxMessage)).one().state = "waiting"
        sent(posted, port)
    [box] = (tmp_path / "boxes").iterdir()
    assert box.name == "cong-an.07210@demo.invalid"
    [mail] = box.iterdir()
    assert mail.suffix == ".eml" and b"Message-ID: <outbox-" in mail.read_bytes()
