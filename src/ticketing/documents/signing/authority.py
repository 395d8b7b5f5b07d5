"""The demo's own certificate authority: a root and a certificate for each demo signer, made on the first run.

A real agency's certificates come from a licensed authority; these say DEMO in their subject and are trusted by nobody
else. RSA-2048 with SHA-256, as Vietnamese authorities issue them.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.x509.oid import NameOID, ObjectIdentifier

VALID_FROM = datetime(2026, 1, 1, tzinfo=UTC)
VALID_TO = datetime(2046, 1, 1, tzinfo=UTC)
DEMO = "DEMO - không có giá trị pháp lý"
_PURPOSES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")


@dataclass(frozen=True)
class DemoAuthority:
    """A folder with root.pem, root.key and one pair of files for each signer."""

    folder: Path

    @property
    def root_certificate(self) -> Path:
        """The certificate that a check must trust."""
        return self.folder / "root.pem"

    @property
    def root_key(self) -> Path:
        """Mode 0600."""
        return self.folder / "root.key"

    def certificate(self, code: str) -> Path:
        """The certificate of signer `code`."""
        return self.folder / f"{code}.pem"

    def key(self, code: str) -> Path:
        """The private key of signer `code`, PKCS#8 PEM without a password, mode 0600."""
        return self.folder / f"{code}.key"

    def issue(self, code: str, name: str, organisation: str, title: str) -> None:
        """Make key and certificate of a signer, unless they are there. code: names the files (letters, digits, -)."""
        if self.certificate(code).exists():
            return
        root = x509.load_pem_x509_certificate(self.root_certificate.read_bytes())
        root_key = serialization.load_pem_private_key(self.root_key.read_bytes(), None)
        if not isinstance(root_key, RSAPrivateKey):
            raise TypeError(f"{self.root_key} holds no RSA key: remove the folder, it is made again.")
        key = _new_key()
        subject = _name(name, organisation, title)
        certificate = _builder(subject, root.subject, key).add_extension(
            # Without content_commitment (non-repudiation) no validator takes it for signing papers.
            _key_usage(digital_signature=True, content_commitment=True),
            critical=True,
        )
        certificate = certificate.add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        certificate = certificate.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
        )
        _write_key(self.key(code), key)
        _write(self.certificate(code), certificate.sign(root_key, hashes.SHA256()))


def make_demo_authority(folder: Path) -> DemoAuthority:
    """The demo authority in `folder` (mode 0700); made if it is not there, left alone if it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = DemoAuthority(folder)
    if authority.root_certificate.exists():
        return authority
    key = _new_key()
    subject = _name("Ticketing Demo Root", "Ticketing", "")
    root = _builder(subject, subject, key).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    root = root.add_extension(_key_usage(key_cert_sign=True, crl_sign=True), critical=True)
    _write_key(authority.root_key, key)
    _write(authority.root_certificate, root.sign(key, hashes.SHA256()))
    return authority


def _new_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def _name(name: str, organisation: str, title: str) -> x509.Name:
    parts = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, organisation[:64])]
    parts += [(NameOID.ORGANIZATIONAL_UNIT_NAME, DEMO), (NameOID.TITLE, title[:64]), (NameOID.COMMON_NAME, name[:64])]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts if value])


def _builder(subject: x509.Name, issuer: x509.Name, key: RSAPrivateKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_TO)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key_usage(**purposes: bool) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: purposes.get(name, False) for name in _PURPOSES})


def _write_key(path: Path, key: RSAPrivateKey) -> None:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(pem)


def _write(path: Path, certificate: x509.Certificate) -> None:
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
