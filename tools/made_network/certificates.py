"""Self-made certificates whose subject has a published shape (X.509, RFC 5280)."""

from __future__ import annotations

import datetime as dt
import ssl
import tempfile
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_OIDS = {
    "C": NameOID.COUNTRY_NAME,
    "ST": NameOID.STATE_OR_PROVINCE_NAME,
    "L": NameOID.LOCALITY_NAME,
    "O": NameOID.ORGANIZATION_NAME,
    "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "CN": NameOID.COMMON_NAME,
}


def server_context(subject: str) -> ssl.SSLContext:
    """A TLS context that shows a self-made certificate, and shows it in the clear (TLS 1.2).

    Args:
        subject: Parts in the order of the certificate, such as `C=CN,O=Example,CN=device`.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    pem = _certificate(subject, key).public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.pem"
        path.write_bytes(pem)
        context.load_cert_chain(path)
    return context


def client_context() -> ssl.SSLContext:
    """A TLS context that trusts anybody: the other end is made, too."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _certificate(subject: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    parts = [part.split("=", 1) for part in subject.split(",")]
    name = x509.Name([x509.NameAttribute(_OIDS[kind], text) for kind, text in parts])
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
