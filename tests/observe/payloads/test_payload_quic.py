"""Initial packets of QUIC: the examples of the RFCs, and hellos that come in pieces."""

import made_quic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_payloads import client_hello, extension, server_name
from made_quic import ACK, ACK_ECN, DRAFT_29, PING, V1, V2, crypto, datagrams, initial, long_packet

from lamppost.observe.capture.payloads.quic import (
    client_keys,
    crypto_frames,
    expand_label,
    initials,
    open_initial,
)
from lamppost.observe.capture.payloads.tls_hello import read_hello
from lamppost.observe.capture.quicwatch import QuicHello

ID = bytes.fromhex("8394c8f03e515708")
EXAMPLE = bytes.fromhex(
    "060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c000004130113"
    "02010000c000000010000e00000b6578616d706c652e636f6dff01000100000a00080006001d00170018001000070005"
    "04616c706e000500050100000000003300260024001d00209370b2c9caa47fbabaf4559fedba753de171fa71f50f1ce1"
    "5d43e994ec74d748002b0003020304000d0010000e0403050306030203080408050806002d00020101001c0002400100"
    "3900320408ffffffffffffffff05048000ffff07048000ffff0801100104800075300901100f088394c8f03e51570806"
    "048000ffff"
)
"""The CRYPTO frame of RFC 9001 and RFC 9369, appendix A.2."""

KEYS = {
    V1: ("1f369613dd76d5467730efcbe3b1a22d", "fa044b2f42a3fd3b46fb255c", "9f50449e04a0e810283a1e9933adedd2"),
    V2: ("8b1a0bc121284290a29e0971b5cd045d", "91f73e2351d8fa91660e909f", "45b95e15235d6f45a6b19cbcb0294ba9"),
}
STARTS = {
    V1: "c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9b",
    V2: "d76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485dd04de806071",
}
TAGS = {V1: "e221af44860018ab0856972e194cd934", V2: "a18b2faa745b6fe189cf772a9f84cbfc"}
"""The last sixteen octets of the protected packet, which vouch for all that stand before them."""
SERVERS = {
    V1: "cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780bb3"
    "8cc5a99f5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84"
    "022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158407dd074ee",
    V2: "dc6b3343cf0008f067a5502a4262b5004075d92faaf16f05d8a4398c47089698baeea26b91eb761d9b89237bbf872630"
    "17915358230035f7fd3945d88965cf17f9af6e16886c61bfc703106fbaf3cb4cfa52382dd16a393e42757507698075b2"
    "c984c707f0a0812d8cd5a6881eaf21ceda98f4bd23f6fe1a3e2c43edd9ce7ca84bed8521e2e140",
}
RETRIES = {
    V1: "ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496ba",
    V2: "cf6b3343cf0008f067a5502a4262b5746f6b656ec8646ce8bfe33952d955543665dcc7b6",
}

BIG = client_hello(
    extension(0x0A0A, b""), extension(51, bytes(1216)), server_name(b"relay.example.net"), extension(57, bytes(200))
)  # fmt: skip
"""As large as a hello with a key share of ML-KEM: the name stands in the second datagram."""


def name_of(packets: list[bytes]) -> list[str]:
    hello = put_together(packets)
    return [name.name for name in read_hello(hello.joined(), "q").names]


def put_together(packets: list[bytes]) -> QuicHello:
    hello = QuicHello([0], [0])
    for index, packet in enumerate(packets):
        hello.add(packet, [index])
    return hello


@pytest.mark.parametrize("version", [V1, V2])
def test_the_keys_of_the_rfcs_are_derived(version):
    assert [part.hex() for part in client_keys(version, ID)] == list(KEYS[version])
    assert made_quic.keys(version, ID) == client_keys(version, ID)


def test_the_secret_of_the_rfc_is_expanded_with_its_label():
    secret = bytes.fromhex("c00cf151ca5be075ed0ebfb5c80323c42d6b7db67881289af4008f1f6c357aea")
    assert expand_label(secret, b"quic iv", 12).hex() == "fa044b2f42a3fd3b46fb255c"


@pytest.mark.parametrize("version", [V1, V2])
def test_the_client_packet_of_the_rfcs_is_opened(version):
    packet = initial(EXAMPLE, version=version, packet=2, size=4, pad=1162)
    assert len(packet) == 1200
    assert packet.startswith(bytes.fromhex(STARTS[version]))
    assert packet.endswith(bytes.fromhex(TAGS[version]))
    (found,) = initials(packet)
    frames = open_initial(packet, found, client_keys(version, found.destination))
    assert frames == EXAMPLE.ljust(1162, b"\0")
    heard = read_hello(b"".join(data for _, data in crypto_frames(frames)), "q")
    assert [(name.source, name.name) for name in heard.names] == [("quic_sni", "example.com")]
    assert [one.value[:10] for one in heard.said] == ["q13d0211an"]


@pytest.mark.parametrize("version", [V1, V2])
def test_the_server_packet_and_the_retry_of_the_rfcs_are_no_clients(version):
    packet = bytes.fromhex(SERVERS[version])
    (found,) = initials(packet)
    assert open_initial(packet, found, client_keys(version, ID)) is None
    assert open_initial(packet, found, client_keys(version, found.destination)) is None
    assert list(initials(bytes.fromhex(RETRIES[version]))) == []
    assert not put_together([packet, bytes.fromhex(RETRIES[version])]).is_client


@pytest.mark.parametrize("version", [V1, V2, DRAFT_29])
@pytest.mark.parametrize("parts", [1, 2, 3])
def test_a_hello_in_several_datagrams_is_put_together_in_any_order(version, parts):
    packets = datagrams(BIG, parts, version=version)
    assert name_of(packets) == ["relay.example.net"]
    assert name_of(packets[::-1]) == ["relay.example.net"]
    assert name_of([packets[-1], *packets, packets[0]]) == ["relay.example.net"]
    assert put_together(packets).is_whole
    assert not put_together(packets[:-1]).is_whole


def test_frames_that_are_shuffled_and_mixed_with_others_are_put_in_order():
    pieces = [crypto(BIG[at : at + 100], at) for at in range(0, len(BIG), 100)]
    first = PING + pieces[3] + bytes(7) + ACK + b"".join(pieces[8::-1]) + ACK_ECN
    rest = b"".join(reversed(pieces[9:])) + PING
    assert name_of([initial(first, pad=1162), initial(rest, packet=1, pad=1162)]) == ["relay.example.net"]


def test_frames_that_overlap_are_joined_once():
    cuts = [(0, 900), (300, 700), (850, 1400), (200, 500), (1300, len(BIG))]
    frames = [initial(crypto(BIG[a:b], a), packet=n, pad=1162) for n, (a, b) in enumerate(cuts)]
    assert put_together(frames).joined() == BIG


def test_packets_that_share_a_datagram_are_each_read():
    half = len(BIG) // 2
    early, late = crypto(BIG[:half]), crypto(BIG[half:], half)
    together = (
        initial(early) + long_packet(1, bytes(60)) + initial(late, packet=1) + long_packet(2, bytes(30)) + b"\x40" * 9
    )  # fmt: skip
    assert name_of([together]) == ["relay.example.net"]


def test_a_hello_that_goes_on_under_the_servers_connection_id_keeps_the_first_keys():
    first, second = datagrams(BIG, 2)
    half = -(-len(BIG) // 2)
    second = initial(crypto(BIG[half:], half), b"servers-id", keyed=ID, packet=1, pad=1162)
    assert name_of([first, second]) == ["relay.example.net"]


def test_a_hello_that_goes_on_in_another_version_keeps_the_first_connection_id():
    first, _ = datagrams(BIG, 2)
    half = -(-len(BIG) // 2)
    second = initial(crypto(BIG[half:], half), b"servers-id", version=V2, keyed=ID, packet=1, pad=1162)
    assert name_of([first, second]) == ["relay.example.net"]


def test_after_a_retry_the_hello_is_read_under_the_new_keys():
    old, _ = datagrams(BIG, 2)
    new = datagrams(BIG, 2, destination=b"after-retry", token=b"token" * 20)
    hello = put_together([old, *new])
    assert hello.joined() == BIG
    assert hello.event_of(hello.joined(), "relay.example.net") == [2]


def test_another_connection_of_the_same_ports_begins_anew():
    other = client_hello(server_name(b"other.example.net"), extension(51, bytes(1500)))
    hello = put_together([datagrams(other, 2)[0], *datagrams(BIG, 2, destination=b"another-id")])
    assert hello.joined() == BIG


def test_a_name_is_found_in_the_datagram_that_holds_it():
    hello = put_together(datagrams(BIG, 2))
    assert hello.event_of(hello.joined(), "relay.example.net") == [1]
    assert hello.event_of(hello.joined(), "q13d0211") == [0]


def test_a_server_never_counts_as_a_client():
    answer = initial(crypto(BIG), b"", side="server", keyed=ID, pad=1162)
    assert not put_together([answer, answer]).is_client


def test_a_changed_packet_is_not_opened():
    packet = bytearray(datagrams(BIG[:900])[0])
    packet[700] ^= 1
    assert put_together([bytes(packet)]).joined() == b""


def test_versions_that_are_not_known_and_negotiation_say_nothing():
    packet = datagrams(BIG[:900])[0]
    for version in (0, 2, 0x0A0A0A0A, 0x51303436, 0xFF000016, 0xFF000023):
        assert list(initials(packet[:1] + version.to_bytes(4, "big") + packet[5:])) == []


def test_data_far_behind_the_beginning_is_not_kept():
    hello = put_together([initial(crypto(bytes(1000), 1 << 40), packet=n, pad=1162) for n in range(5)])
    assert hello.octets == 0
    many = [initial(crypto(bytes(1100), 64), packet=n, pad=1162) for n in range(90)]
    assert put_together(many).octets < 70_000


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([V1, V2, DRAFT_29]))
def test_any_frames_are_read_or_left(frames, version):
    put_together([initial(frames, version=version, pad=600)]).joined()


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_or_cut_datagram_is_read_or_left(data):
    packets = datagrams(BIG, 2, version=data.draw(st.sampled_from([V1, V2])))
    damaged = bytearray(packets[data.draw(st.integers(0, 1))])
    for _ in range(data.draw(st.integers(0, 4))):
        damaged[data.draw(st.integers(0, 40))] = data.draw(st.integers(0, 255))
    put_together([bytes(damaged[: data.draw(st.integers(0, len(damaged)))]), *packets]).joined()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_octets_behind_a_long_header_are_read_or_left(rest):
    for start in (b"\xc0\0\0\0\1\x08", b"\xd0\x6b\x33\x43\xcf\x08"):
        put_together([start + rest]).joined()
        for packet in initials(start + rest):
            assert packet.end <= len(start + rest)
