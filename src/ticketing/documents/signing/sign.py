"""PAdES-B-B signatures: the only door to pyHanko beside `verify.py`.

A key lies in a file or in a PKCS#11 token. Signing as pyHanko's manual shows it costs 117-159 ms; with the size
reserved, the key parsed once and the stamp made beforehand it is 16 ms.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_private_key
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from ticketing.documents.layout.finish import SIGNATURE_FIELD
from ticketing.kit.jobs import TryLater

# Room for chain, signature and a time stamp, in bytes of DER; saves pyHanko a dry run that signs twice.
RESERVED_BYTES = 16_384


class SigningRefused(ValueError):
    """The paper cannot be signed with this key now; the sentence says why."""


class StampServerAway(TryLater):
    """The time stamp server gives no stamp now: the paper waits for it, it is not signed without."""


@dataclass(frozen=True)
class SigningKey:
    """A key with its certificate, opened once in a process and used for many papers."""

    signer: signers.Signer
    name: str
    valid_from: datetime
    valid_to: datetime


class _ParsedOnce(signers.SimpleSigner):
    """SimpleSigner parses and checks its key on every signature (36-54 ms); this one does it once."""

    _parsed: Any = None

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        if self._parsed is None:
            self._parsed = load_der_private_key(self.signing_key.dump(), None)
        if isinstance(self._parsed, RSAPrivateKey) and digest_algorithm == "sha256":
            return self._parsed.sign(data, PKCS1v15(), SHA256())
        return bytes(super().sign_raw(data, digest_algorithm))


class _Stamp(ImportedPdfPage):
    """The first page of a PDF in memory as the picture of a signature."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__(file_name="")  # type: ignore[no-untyped-call]
        self.pdf = pdf

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self.pdf)))
        name = f"/Stamp{uuid4().hex}"
        self.resources.xobject[name] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return f"{name} Do".encode()


class _TimeStamper(timestamps.HTTPTimeStamper):
    """A server that answers with rubbish is away like one that does not answer: whatever it sends, the paper waits."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise timestamps.TimestampRequestError(f"no answer of the protocol: {type(error).__name__}") from error


class _AtMoment(signers.PdfSigner):
    """Signs at the moment that the procedure calls now, not at the machine's."""

    moment: datetime

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.moment
        return session


def open_key_file(
    key: Path, certificate: Path | None = None, *, chain: Sequence[Path] = (), passphrase: bytes | None = None
) -> SigningKey:
    """A key from a file: PEM key with PEM `certificate`, or a PKCS#12 file (`certificate` None) with all in it.

    Raises SigningRefused for a wrong password, a file of another kind, or a certificate of another key.
    """
    others = [str(path) for path in chain]
    # `load` of a subclass gives the base class, so the parts are taken over by hand.
    loaded: Any = (
        signers.SimpleSigner.load_pkcs12(str(key), ca_chain_files=others, passphrase=passphrase)  # type: ignore[no-untyped-call]
        if certificate is None
        else signers.SimpleSigner.load(str(key), str(certificate), ca_chain_files=others, key_passphrase=passphrase)  # type: ignore[no-untyped-call]
    )
    if loaded is None:
        raise SigningRefused(f"{key.name} could not be opened as a signing key: check the file and its password.")
    signer = _ParsedOnce(
        signing_cert=loaded.signing_cert,
        signing_key=loaded.signing_key,
        cert_registry=_without_roots(loaded.cert_registry),
        embed_roots=False,  # who checks has the root, and no signature covers the certificates that lie beside it
    )
    if loaded.signing_cert.public_key.dump() != _public_der(loaded.signing_key.dump()):
        raise SigningRefused(f"{key.name} is not the key of the certificate: take the pair that belongs together.")
    return _signing_key(signer, loaded.signing_cert)


def open_token(library: Path, *, token_label: str, pin: str, certificate_label: str) -> SigningKey:
    """A key in a PKCS#11 token. One session a process; do not fork after opening it.

    library: the token's PKCS#11 library. Raises SigningRefused when the token or the certificate is not found.
    """
    # python-pkcs11 loads a native library; who signs with a file needs none.
    from pkcs11.exceptions import PKCS11Error
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    try:
        session = open_pkcs11_session(str(library), token_criteria=TokenCriteria(label=token_label), user_pin=pin)
        signer = PKCS11Signer(session, cert_label=certificate_label)
        certificate = signer.signing_cert
    except (PKCS11Error, PdfError, SigningError) as error:
        raise SigningRefused(
            f"The token '{token_label}' gave no key and certificate '{certificate_label}' ({type(error).__name__}): "
            "check that it is plugged in, its label and its PIN."
        ) from error
    return _signing_key(signer, certificate)


def sign_pdf(
    pdf: bytes, key: SigningKey, *, at: datetime, stamp: bytes | None = None, tsa_url: str | None = None
) -> bytes:
    """Sign the paper in its signature field.

    at:      the moment of signing, by the procedure's clock. stamp: one-page PDF shown in the field (`stamp.py`).
    tsa_url: an RFC 3161 time stamp server; its proof of time goes into the signature (PAdES-B-T).
    Raises SigningRefused for a paper without an empty field and for a certificate that is not valid at that moment,
    StampServerAway where the server is not reached, is slow, or answers with something that is no stamp.
    """
    _refuse_lapsed(key, at)
    signer = _AtMoment(
        signers.PdfSignatureMetadata(
            field_name=SIGNATURE_FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=key.name
        ),
        signer=key.signer,
        timestamper=_TimeStamper(tsa_url) if tsa_url else None,
        stamp_style=stamp_style(stamp),
    )
    signer.moment = at
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signed: io.BytesIO = signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=RESERVED_BYTES)
    except timestamps.TimestampRequestError as error:
        raise StampServerAway(f"The time stamp server gave no stamp ({error}).") from error
    except (PdfError, SigningError) as error:
        raise SigningRefused(
            f"The paper has no empty signature field ({error}): sign the paper as it was made."
        ) from error
    return signed.getvalue()


def _signing_key(signer: signers.Signer, certificate: x509.Certificate) -> SigningKey:
    validity = certificate["tbs_certificate"]["validity"]
    return SigningKey(
        signer=signer,
        name=str(certificate.subject.native.get("common_name", "")),
        valid_from=validity["not_before"].native.astimezone(UTC),
        valid_to=validity["not_after"].native.astimezone(UTC),
    )


def stamp_style(stamp: bytes | None) -> StaticStampStyle:
    """How pyHanko shows the one-page PDF `stamp` in the field; None: nothing is shown."""
    # The field has the size of the stamp; pyHanko's own defaults would shrink it and make it pale.
    whole = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0))
    return StaticStampStyle(
        background=_Stamp(stamp) if stamp else None,
        background_layout=whole,
        background_opacity=1.0,
        border_width=0,
    )


def _refuse_lapsed(key: SigningKey, at: datetime) -> None:
    if key.valid_from <= at <= key.valid_to:
        return
    raise SigningRefused(
        f"The signer's certificate is valid from {key.valid_from:%Y-%m-%d} to {key.valid_to:%Y-%m-%d} and the paper is "
        f"signed on {at:%Y-%m-%d}: enter a certificate that is valid on that day."
    )


def _without_roots(registry: Iterable[x509.Certificate]) -> SimpleCertificateStore:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for certificate in registry:
        if not certificate.self_issued:
            store.register(certificate)
    return store


def _public_der(private: bytes) -> bytes:
    public = load_der_private_key(private, None).public_key()
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
