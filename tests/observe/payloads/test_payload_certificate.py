"""The certificate that a server presents in clear gives its subject and issuer, wherever it is cut."""

import datetime as dt

import made_certificate as made
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from lamppost.observe.capture.payloads.dispatch import read_stream
from lamppost.observe.capture.payloads.tls_certificate import is_flight_read

SAID = [
    ("tls.certificate_subject", "C=XX, O=Example Cameras, Ltd., CN=EX-100"),
    ("tls.certificate_issuer", "CN=Example Root, O=Example Holding"),
]


def said(head: bytes, *, from_opener: bool = False) -> list[tuple[str, str]]:
    heard = read_stream(head, from_opener=from_opener, server_port=443)
    assert heard.malformed is None
    return [(row.field, row.value) for row in heard.said]


def test_the_first_certificate_of_the_server_is_described_in_its_own_order():
    assert said(made.FLIGHT) == SAID
    separate = made.records(made.SERVER_HELLO) + made.records(made.certificates(made.certificate(), made.CA))
    assert said(separate) == SAID
    assert said(made.records(made.SERVER_HELLO + made.certificates(made.certificate(version=False)))) == SAID


def test_a_message_in_many_records_is_put_together():
    assert said(made.records(made.SERVER_HELLO + made.certificates(made.certificate()), size=50)) == SAID


def test_nothing_is_said_before_the_subject_is_whole_and_all_of_it_from_then_on():
    ends = [end for end in range(len(made.FLIGHT)) if said(made.FLIGHT[:end])]
    assert ends == list(range(ends[0], len(made.FLIGHT)))
    assert all(said(made.FLIGHT[:end]) == SAID for end in ends)
    assert [end for end in range(len(made.FLIGHT)) if is_flight_read(made.FLIGHT[:end])] == ends


def test_a_certificate_that_the_client_sends_is_not_read():
    assert said(made.FLIGHT, from_opener=True) == []


def test_an_encrypted_certificate_says_nothing_and_is_not_waited_for():
    assert said(made.FLIGHT_1_3) == []
    assert is_flight_read(made.FLIGHT_1_3[:60])
    assert not is_flight_read(made.records(made.SERVER_HELLO))


WARNING, FATAL = (made.records(bytes([level, 112]), kind=0x15) for level in (1, 2))


@pytest.mark.parametrize("warnings", [1, 3])
def test_a_warning_before_the_server_hello_hides_no_name(warnings):
    flight = WARNING * warnings + made.FLIGHT
    ends = [end for end in range(len(flight)) if said(flight[:end])]
    assert said(flight) == SAID
    assert [end for end in range(len(flight)) if is_flight_read(flight[:end])] == ends
    assert (
        said(made.records(made.SERVER_HELLO) + WARNING + made.records(made.certificates(made.certificate())))
        == SAID
    )


def test_a_server_whose_alert_is_fatal_or_none_is_not_waited_for():
    for start in (FATAL, made.records(b"\1", kind=0x15), made.records(bytes([1, 112, 1, 112]), kind=0x15)):
        assert said(start + made.FLIGHT) == []
        assert is_flight_read(start + made.FLIGHT)
    assert said(WARNING + made.FLIGHT, from_opener=True) == []


@pytest.mark.parametrize(
    ("tag", "raw", "shown"),
    [
        (0x0C, "Ö".encode(), "Ö"),
        (0x13, b"A", "A"),
        (0x14, b"\xd6", "Ö"),
        (0x1E, b"\0A\0\xd6", "AÖ"),
        (0x16, b"a@b", "a@b"),
    ],
)
def test_every_kind_of_text_in_a_name_is_decoded(tag, raw, shown):
    flight = made.records(
        made.SERVER_HELLO + made.certificates(made.certificate(made.name(("CN", raw), tag=tag)))
    )
    assert said(flight)[0] == ("tls.certificate_subject", f"CN={shown}")


def test_attributes_without_a_short_word_and_empty_names_are_left_out():
    subject = made.name(("other", b"hidden"), ("CN", b"EX"))
    flight = made.records(made.SERVER_HELLO + made.certificates(made.certificate(subject, made.name())))
    assert said(flight) == [("tls.certificate_subject", "CN=EX")]


@pytest.mark.parametrize("old", [b"\x55\4\3", b"\x30\x82", b"\xa0\3\2\1\2"])
def test_what_is_no_certificate_says_nothing(old):
    broken = made.certificate().replace(old, b"\xff" * len(old))
    assert said(made.records(made.SERVER_HELLO + made.certificates(broken)))[:1] != SAID[:1]


def test_another_writer_of_certificates_is_read_the_same():
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "EX 200"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Ex"),
        ]
    )
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    built = (
        x509.CertificateBuilder(subject, subject, key.public_key(), 5, day, day + dt.timedelta(1))
        .sign(key, hashes.SHA256())
        .public_bytes(encoding=Encoding.DER)
    )
    flight = made.records(made.SERVER_HELLO + made.certificates(built))
    assert said(flight) == [
        ("tls.certificate_subject", "CN=EX 200, O=Ex"),
        ("tls.certificate_issuer", "CN=EX 200, O=Ex"),
    ]
