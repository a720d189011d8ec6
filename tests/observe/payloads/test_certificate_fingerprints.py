"""What fingerprints match on certificates is what the reader says of real ones, in either order of their names."""

import datetime as dt
import re
from itertools import starmap

import made_certificate as made
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from lamppost.knowledge.loading import load_packs
from lamppost.observe.capture.payloads.dispatch import read_stream

KINDS = {
    "CN": NameOID.COMMON_NAME, "O": NameOID.ORGANIZATION_NAME, "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "C": NameOID.COUNTRY_NAME, "L": NameOID.LOCALITY_NAME, "ST": NameOID.STATE_OR_PROVINCE_NAME,
    "serialNumber": NameOID.SERIAL_NUMBER, "emailAddress": NameOID.EMAIL_ADDRESS,
}  # fmt: skip
BETWEEN = re.compile(rf", (?=(?:{'|'.join(KINDS)})=)")
ROWS = [row for row in load_packs().fingerprints.values() if row.field.startswith("tls.certificate_")]
EXAMPLES = [
    pytest.param(row, text, id=f"{row.id}-{n}") for row in ROWS for n, text in enumerate(row.examples)
]
KEY = ec.generate_private_key(ec.SECP256R1())
DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def _said(pairs, field):
    """What the reader says of a server whose certificate bears these attributes, in this order."""
    names = {
        "tls.certificate_subject": x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "made")]),
        "tls.certificate_issuer": x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "made")]),
    }
    names[field] = x509.Name(list(starmap(x509.NameAttribute, pairs)))
    builder = x509.CertificateBuilder(names["tls.certificate_issuer"], names["tls.certificate_subject"])
    builder = builder.public_key(KEY.public_key()).serial_number(1)
    signed = builder.not_valid_before(DAY).not_valid_after(DAY).sign(KEY, hashes.SHA256())
    flight = made.records(made.SERVER_HELLO + made.certificates(signed.public_bytes(Encoding.DER)))
    heard = read_stream(flight, from_opener=False, server_port=443)
    return {row.field: row.value for row in heard.said}[field]


def _attributes(text):
    return [(KINDS[kind], value) for kind, _, value in (one.partition("=") for one in BETWEEN.split(text))]


def _matches(row, text):
    return re.search(row.pattern, text, re.IGNORECASE)


def test_there_are_fingerprints_of_certificates():
    assert len(ROWS) > 20


@pytest.mark.parametrize(("row", "text"), EXAMPLES)
def test_the_reader_can_say_what_a_fingerprint_gives_as_an_example(row, text):
    said = _said(_attributes(text), row.field)
    assert said == text
    assert _matches(row, said)


@pytest.mark.parametrize(("row", "text"), EXAMPLES)
def test_a_name_is_known_in_either_order_since_sources_print_it_from_last_to_first(row, text):
    said = _said(_attributes(text)[::-1], row.field)
    assert any(_matches(one, said) for one in ROWS if one.shows == row.shows and one.field == row.field)
