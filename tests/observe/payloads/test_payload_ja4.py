"""JA4 against the examples that its authors publish (FoxIO-LLC/ja4, technical_details/JA4.md and python/test)."""

import struct

import pytest
from made_payloads import extension, tls_records

from lamppost.observe.capture.payloads.dispatch import read_stream
from lamppost.observe.capture.payloads.ja4 import ja4
from lamppost.observe.capture.payloads.tls_hello import read_hello

CIPHERS = "1301,1302,1303,c02b,c02f,c02c,c030,cca9,cca8,c013,c014,009c,009d,002f,0035"
EXTENSIONS = "001b,0000,0033,0010,4469,0017,002d,000d,0005,0023,0012,002b,ff01,000b,000a,0015"
CLOUDFLARE = "0000,0017,ff01,000a,000b,0023,0010,0005,000d,0012,0033,002d,002b,001b,4469,0015"
ALGORITHMS = "0403,0804,0401,0503,0805,0501,0806,0601"
PUBLISHED = "t13d1516h2_8daaf6152771_e5627efa2ab1"


def octets(words: str) -> bytes:
    return bytes.fromhex(words.replace(",", ""))


def hello(
    ciphers: str = CIPHERS,
    extensions: str = EXTENSIONS,
    *,
    versions: str | None = "7a7a,0304,0303",
    legacy: str = "0303",
    alpn: bytes = b"h2",
    algorithms: str = ALGORITHMS,
) -> bytes:
    """A hello with these lists, and something in each extension that the fingerprint reads."""
    contents = {
        0x0000: b"\0\x14\0\0\x11relay.example.net",
        0x0010: struct.pack(">HB", len(alpn) + 1, len(alpn)) + alpn,
        0x000D: struct.pack(">H", len(octets(algorithms))) + octets(algorithms),
        0x002B: bytes([len(octets(versions or ""))]) + octets(versions or ""),
    }
    kinds = [int(word, 16) for word in extensions.split(",") if word]
    data = b"".join(extension(kind, contents.get(kind, b"")) for kind in kinds)
    suites = octets(ciphers)
    body = octets(legacy) + bytes(32) + b"\0" + struct.pack(">H", len(suites)) + suites + b"\1\0"
    body += struct.pack(">H", len(data)) + data
    return b"\1" + len(body).to_bytes(3, "big") + body


def fingerprint(message: bytes, transport: str = "t") -> str:
    (said,) = read_hello(message, transport).said
    assert said.field == "tls.ja4"
    return said.value


@pytest.mark.parametrize("extensions", [EXTENSIONS, CLOUDFLARE])
def test_the_published_examples_have_their_fingerprints(extensions):
    assert fingerprint(hello(extensions=extensions)) == PUBLISHED


def test_a_hello_over_quic_begins_with_q():
    assert fingerprint(hello(), "q") == "q" + PUBLISHED[1:]


def test_values_that_only_keep_the_way_free_do_not_count():
    greased = hello("dada," + CIPHERS, "1a1a," + EXTENSIONS + ",fafa", algorithms="0a0a," + ALGORITHMS)
    assert fingerprint(greased) == PUBLISHED


def test_without_signature_algorithms_the_list_ends_without_a_mark():
    kinds = [word for word in EXTENSIONS.split(",") if word != "000d"]
    assert fingerprint(hello(extensions=",".join(kinds)))[:10] == "t13d1515h2"
    without = ja4("t", octets("0304"), octets(CIPHERS), octets(EXTENSIONS), b"h2", b"")
    assert without == "t13d1516h2_8daaf6152771_6d807ffa2a79"


def test_nothing_offered_is_shown_as_zeros():
    assert fingerprint(hello("", "", versions=None)) == "t12i000000_000000000000_000000000000"


def test_more_than_99_are_shown_as_99():
    many = ",".join(f"{number:04x}" for number in range(0xC100, 0xC100 + 120))
    assert fingerprint(hello(many))[4:6] == "99"


@pytest.mark.parametrize(
    ("alpn", "shown"),
    [("ab", "ab"), ("abcd", "ad"), ("30ab", "3b"), ("3031abcd", "3d"), ("30abcd31", "01"), ("78", "xx"), ("", "00")],
)  # fmt: skip
def test_the_ends_of_the_protocol_are_as_published(alpn, shown):
    assert fingerprint(hello(alpn=bytes.fromhex(alpn)))[8:10] == shown


@pytest.mark.parametrize(
    ("versions", "legacy", "shown"),
    [
        ("0304,0303", "0303", "13"),
        ("0302,8a8a,0303", "0301", "12"),
        (None, "0301", "10"),
        (None, "0300", "s3"),
        ("7f1c", "0303", "00"),
    ],
)
def test_the_version_is_the_highest_offered(versions, legacy, shown):
    kinds = EXTENSIONS if versions else EXTENSIONS.replace(",002b", "")
    assert fingerprint(hello(extensions=kinds, versions=versions, legacy=legacy))[1:3] == shown


def test_a_hello_that_is_cut_has_no_fingerprint():
    message = hello()
    for end in range(len(message)):
        assert read_hello(message[:end], "t").said == ()


def test_a_client_says_its_fingerprint_over_tcp_and_a_server_none():
    records = tls_records(hello(), 90)
    heard = read_stream(records, from_opener=True, server_port=8883)
    assert [(said.field, said.value) for said in heard.said] == [("tls.ja4", PUBLISHED)]
    assert not read_stream(records, from_opener=False, server_port=8883).said
