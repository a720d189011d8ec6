"""Captures with QUIC Initials: what the kernels hear of them is what the parsers make of them."""

import random
import struct

import pytest
from made_payloads import client_hello, extension, server_name, tls_records
from made_quic import ACK, DRAFT_29, PING, V1, V2, crypto, datagrams, initial, long_packet
from test_payload_quic import ID
from test_payloads_in_captures import ip, tcp, udp, write
from tests.engines.made_initials import datagram, hello_in_parts, odd_datagram
from tests.engines.observed import plain_flows, plain_names

from lamppost.observe.capture.decoder import Frames
from lamppost.observe.capture.kernels import compiled_kernels, plain_kernels
from lamppost.observe.capture.layout import E_ROW
from lamppost.observe.capture.quicstash import STASHES
from lamppost.observe.capture.quicwatch import QuicHello
from lamppost.observe.capture.reader import observe_captures

BIG = client_hello(extension(51, bytes(1216)), extension(57, bytes(150)), server_name(b"relay.example.net"))
CLIENT, OTHER, ROUTER = (bytes.fromhex(f"00005e0053{number}") for number in ("01", "02", "fe"))
HERE, BESIDE, THERE = bytes([192, 0, 2, 21]), bytes([192, 0, 2, 22]), bytes([203, 0, 113, 7])
NAMES = [f"{word}.example.net" for word in ("one", "two", "three", "four", "five")]


def out(body: bytes, proto: int = 17) -> bytes:
    return ROUTER + CLIENT + b"\x08\0" + ip(HERE, THERE, proto, body)


def out_of_another(body: bytes) -> bytes:
    return ROUTER + OTHER + b"\x08\0" + ip(BESIDE, THERE, 17, body)


def back(body: bytes) -> bytes:
    return CLIENT + ROUTER + b"\x08\0" + ip(THERE, HERE, 17, body)


@pytest.fixture
def given_to_parsers(monkeypatch):
    """The frames with an Initial that are opened by the parsers."""
    rows: list[int] = []
    add = QuicHello._add
    monkeypatch.setattr(
        QuicHello, "_add", lambda self, data, event: rows.append(event[E_ROW]) or add(self, data, event)
    )
    return rows


def look(tmp_path, frames: list[bytes], rows: list[int]):
    """What both paths observe, which must be the same; then `rows` holds what the compiled one left."""
    path = write(tmp_path, frames)
    plain = observe_captures([path], kernels=plain_kernels())
    rows.clear()
    fast = observe_captures([path], kernels=compiled_kernels())
    assert plain_names(plain) == plain_names(fast)
    assert plain_flows(plain) == plain_flows(fast)
    assert flow_names(plain) == flow_names(fast)
    assert plain.self_descriptions == fast.self_descriptions
    assert (plain.coverage, plain.issues) == (fast.coverage, fast.issues)
    return fast


def flow_names(found) -> list[str | int]:
    numbers = found.flows["server_name"].tolist()
    return [found.host_names[number] if number >= 0 else number for number in numbers]


def hello(name: str, *more: bytes) -> bytes:
    return client_hello(server_name(name.encode()), extension(43, b"\2\3\4"), *more)


def asked(found) -> list[tuple[str, int]]:
    return [(name.name, name.first_row) for name in plain_names(found)]


def test_the_first_hello_of_a_kind_alone_is_left_to_the_parsers(tmp_path, given_to_parsers):
    frames = [out(udp(50000 + n, 443, datagrams(hello(name))[0])) for n, name in enumerate(NAMES)]
    found = look(tmp_path, frames, given_to_parsers)
    assert given_to_parsers == [1]
    assert asked(found) == list(zip(NAMES, range(1, 6), strict=True))
    assert flow_names(found) == NAMES
    assert [row.first_row for row in found.self_descriptions if row.field == "tls.ja4"] == [1]


def test_a_hello_without_a_name_is_counted_by_the_kernel_too(tmp_path, given_to_parsers):
    unnamed = client_hello(extension(43, b"\2\3\4"))
    found = look(
        tmp_path, [out(udp(50000 + n, 443, datagrams(unnamed)[0])) for n in range(4)], given_to_parsers
    )
    assert given_to_parsers == [1]
    assert found.coverage.tls_without_name == 4
    assert found.coverage.quic_unnamed == 4


def test_another_kind_and_another_sender_are_left_to_the_parsers(tmp_path, given_to_parsers):
    one, two = hello("one.example.net"), hello("two.example.net", extension(16, b"\0\3\2h3"))
    frames = [
        make(udp(50000 + n, 443, datagrams(message)[0]))
        for n, (make, message) in enumerate([(out, one), (out, two), (out_of_another, one)] * 2)
    ]
    found = look(tmp_path, frames, given_to_parsers)
    assert given_to_parsers == [1, 2, 3]
    assert len([row for row in found.self_descriptions if row.field == "tls.ja4"]) == 3


def test_a_hello_over_tcp_is_not_taken_for_one_over_quic(tmp_path, given_to_parsers):
    message = hello("one.example.net")
    frames = [
        *(out(tcp(40000, port, 7, 24, tls_records(message)), 6) for port in (8883, 8884)),
        *(out(udp(port, 443, datagrams(message)[0])) for port in (50000, 50001)),
    ]
    found = look(tmp_path, frames, given_to_parsers)
    assert given_to_parsers == [3]
    assert sorted(row.value[0] for row in found.self_descriptions if row.field == "tls.ja4") == ["q", "t"]
    assert [(name.source, name.first_row) for name in plain_names(found)] == [("tls_sni", 1), ("quic_sni", 3)]


def test_neither_side_of_a_flow_whose_hello_was_heard_is_looked_at_again(tmp_path, given_to_parsers):
    answer = initial(crypto(BIG[:900]), b"client-id", side="server", keyed=b"original", pad=1170)
    packet = datagrams(hello("one.example.net"))[0]
    frames = [out(udp(50000, 443, packet)), out(udp(50001, 443, packet)), back(udp(443, 50001, answer)),
              out(udp(50001, 443, packet)), out(udp(50001, 443, datagrams(hello("two.example.net"))[0]))]  # fmt: skip
    found = look(tmp_path, frames, given_to_parsers)
    assert given_to_parsers == [1]
    assert flow_names(found) == ["one.example.net"] * 2


def damaged(packet: bytes, at: int) -> bytes:
    at %= len(packet)
    return packet[:at] + bytes([packet[at] ^ 4]) + packet[at + 1 :]


ONE = hello("one.example.net")
TWO = hello("two.example.net")
PACKET = initial(crypto(TWO), pad=1170)
HALF = len(TWO) // 2
ORDINARY = {
    "one octet of number": [initial(crypto(TWO), packet=9, size=1, pad=1170)],
    "two octets of number": [initial(crypto(TWO), packet=700, size=2, pad=1170)],
    "three octets of number": [initial(crypto(TWO), packet=70000, size=3, pad=1170)],
    "four octets of number": [initial(crypto(TWO), packet=1 << 31, size=4, pad=1170)],
    "a token": [initial(crypto(TWO), token=b"token" * 20, pad=1170)],
    "version 2": [initial(crypto(TWO), version=V2, pad=1170)],
    "a long id": [initial(crypto(TWO), b"connection-id-of-20!", source=b"another-id-of-20-oct", pad=1150)],
    "shuffled frames": [initial(PING + crypto(TWO[HALF:], HALF) + ACK + crypto(TWO[:HALF]), pad=1170)],
    "two packets": [initial(crypto(TWO[:HALF])) + initial(crypto(TWO[HALF:], HALF), packet=1, pad=1170)],
    "0-RTT behind it": [PACKET + long_packet(1, bytes(60)) + b"\x40" * 9],
    "zeros behind it": [initial(crypto(TWO), pad=600) + bytes(700)],
}
ODD = {
    "damaged tag": [damaged(PACKET, -1)],
    "damaged tag, then sound": [damaged(PACKET, -1), PACKET],
    "damaged number": [damaged(PACKET, 20)],
    "damaged header": [damaged(PACKET, 15)],
    "a draft": [initial(crypto(TWO), version=DRAFT_29, pad=1170)],
    "an unknown version": [PACKET[:1] + b"\0\0\0\2" + PACKET[5:]],
    "two datagrams": datagrams(BIG, 2),
    "two datagrams, the other way round": datagrams(BIG, 2)[::-1],
    "the first of two alone": datagrams(BIG, 2)[:1],
    "after a retry": [datagrams(BIG, 2)[0], *datagrams(BIG, 2, destination=b"after-retry", token=b"token" * 20)],
    "frames that overlap": [initial(crypto(TWO[: HALF + 9]) + crypto(TWO[HALF:], HALF), pad=1170)],
    "frames that contradict": [initial(crypto(ONE) + crypto(TWO), pad=1170)],
    "another frame": [initial(crypto(TWO) + b"\x1c\0\0\0", pad=1170)],
    "a frame that is cut": [initial((crypto(TWO) + bytes(1170))[:1165] + b"\x06\x00\x40\x99")],
    "data far off": [initial(crypto(TWO) + crypto(b"far", 1 << 20), pad=1170)],
    "another id behind it": [PACKET + initial(crypto(ONE), b"another-id", pad=600)],
    "another version behind it": [PACKET + initial(crypto(ONE), version=V2, pad=600)],
    "a damaged one behind it": [PACKET + damaged(initial(crypto(ONE), packet=1, pad=300), -1)],
    "a retry behind it": [PACKET + long_packet(3, bytes(60))],
    "a length that leads too far": [PACKET[:16] + b"\x7f\xff" + PACKET[18:]],
    "a token that leads too far": [PACKET[:15] + b"\x7f\xff" + PACKET[17:]],
    "another message": [initial(crypto(b"\x02" + TWO[1:]), pad=1170)],
    "a hello that lies": [initial(crypto(TWO[:38] + b"\xff" + TWO[39:]), pad=1170)],
    "a name that is none": [initial(crypto(hello("a_b.example.net")), pad=1170)],
    "a server's": [initial(crypto(TWO), b"client-id", side="server", keyed=b"original", pad=1170)],
    "jumbo": [initial(crypto(TWO), pad=2100)],
}  # fmt: skip


@pytest.mark.parametrize("packets", ORDINARY.values(), ids=ORDINARY)
def test_an_ordinary_datagram_is_heard_by_the_kernel(tmp_path, packets, given_to_parsers):
    frames = [out(udp(50000, 443, datagrams(ONE)[0])), *(out(udp(50001, 4433, packet)) for packet in packets)]
    found = look(tmp_path, frames, given_to_parsers)
    assert given_to_parsers == [1]
    assert asked(found) == [("one.example.net", 1), ("two.example.net", 2)]


@pytest.mark.parametrize("packets", ODD.values(), ids=ODD)
def test_whatever_is_not_quite_so_ordinary_is_left_to_the_parsers(tmp_path, packets, given_to_parsers):
    frames = [
        *(out(udp(50000 + n, 443, datagrams(message)[0])) for n, message in enumerate((ONE, TWO))),
        *(out(udp(50002, 4433, packet)) for packet in packets),
    ]
    look(tmp_path, frames, given_to_parsers)
    is_chosen = packets is not ODD["an unknown version"]
    assert given_to_parsers == [1, *range(3, 3 + len(packets) * is_chosen)]


def test_a_datagram_that_was_cut_in_the_capture_is_left_to_the_parsers(tmp_path, given_to_parsers):
    frames = [out(udp(50000 + n, 443, initial(crypto(ONE), pad=1300))) for n in range(2)]
    path = write(tmp_path, [frames[0]])
    cut = frames[1][:1290]
    path.write_bytes(
        path.read_bytes() + struct.pack("<IIII", 1_700_000_001, 0, len(cut), len(frames[1])) + cut
    )
    plain, fast = (
        observe_captures([path], kernels=kernels) for kernels in (plain_kernels(), compiled_kernels())
    )
    assert plain_names(plain) == plain_names(fast)
    assert flow_names(plain) == flow_names(fast) == ["one.example.net", -1]
    assert given_to_parsers == [1, 2] * 2


def large(name: str, *more: bytes) -> bytes:
    """A hello as with a key share of ML-KEM: the name begins in the second of two datagrams."""
    return client_hello(
        extension(43, b"\2\3\4"), extension(51, bytes(1216)), *more, server_name(name.encode())
    )


def sent(port: int, name: str, parts: int = 2, **choices) -> list[bytes]:
    return [out(udp(port, 443, packet)) for packet in datagrams(large(name), parts, **choices)]


FIRST = sent(50000, "one.example.net")
"""The first of its kind: frames 1 and 2, which are left to the parsers."""


@pytest.mark.parametrize("version", [V1, V2])
@pytest.mark.parametrize("parts", [2, 3, 4])
@pytest.mark.parametrize("is_turned", [False, True])
def test_a_hello_over_several_datagrams_is_heard_by_the_kernel(
    tmp_path, version, parts, is_turned, given_to_parsers
):
    rest = sent(50001, "two.example.net", parts, version=version)
    found = look(tmp_path, FIRST + rest[:: -1 if is_turned else 1], given_to_parsers)
    assert given_to_parsers == [1, 2]
    assert asked(found) == [("one.example.net", 2), ("two.example.net", 3 if is_turned else 2 + parts)]
    assert flow_names(found) == ["one.example.net", "two.example.net"]


def test_hellos_that_come_between_each_other_are_told_apart(tmp_path, given_to_parsers):
    pairs = [sent(50001 + n, name) for n, name in enumerate(NAMES)]
    found = look(
        tmp_path, [*FIRST, *(pair[0] for pair in pairs), *(pair[1] for pair in pairs)], given_to_parsers
    )
    assert given_to_parsers == [1, 2]
    assert flow_names(found) == ["one.example.net", *NAMES]


def test_hellos_for_which_the_stash_has_no_place_are_left_to_the_parsers(tmp_path, given_to_parsers):
    pairs = [sent(50001 + n, f"{'abcdefghij'[n % 10]}.example.net") for n in range(2 * STASHES)]
    look(tmp_path, [*FIRST, *(pair[0] for pair in pairs), *(pair[1] for pair in pairs)], given_to_parsers)
    assert len(given_to_parsers) > 2


def test_a_hello_that_began_before_a_kind_was_new_says_so_in_its_own_frame(tmp_path, given_to_parsers):
    early, between = sent(50001, "early.example.net"), sent(50002, "between.example.net")
    found = look(tmp_path, [early[0], *between, early[1]], given_to_parsers)
    assert given_to_parsers == [2, 3, 1, 4]
    assert [row.first_row for row in found.self_descriptions if row.field == "tls.ja4"] == [1]


def test_a_name_counts_from_the_datagram_that_holds_its_text_first(tmp_path, given_to_parsers):
    message = client_hello(
        extension(43, b"\2\3\4"),
        extension(51, b"x TWO.example.net x".ljust(1216)),
        server_name(b"two.example.net"),
    )
    frames = [out(udp(50001, 443, packet)) for packet in datagrams(message, 2)]
    found = look(tmp_path, FIRST + frames, given_to_parsers)
    assert given_to_parsers == [1, 2]
    assert asked(found) == [("one.example.net", 2), ("two.example.net", 3)]


def test_a_name_that_is_cut_by_the_end_of_a_datagram_counts_from_where_it_begins(tmp_path, given_to_parsers):
    message = large("two.example.net")
    at = message.index(b"two.example") + 3
    packets = [initial(crypto(message[:at]), packet=0), initial(crypto(message[at:], at), packet=1, pad=1170)]
    found = look(tmp_path, FIRST + [out(udp(50001, 443, packet)) for packet in packets], given_to_parsers)
    assert given_to_parsers == [1, 2]
    assert asked(found)[1] == ("two.example.net", 3)


def test_a_hello_goes_on_under_the_servers_connection_id(tmp_path, given_to_parsers):
    message = large("two.example.net")
    packets = [
        initial(crypto(message[:900]), pad=1170),
        initial(crypto(message[900:], 900), b"servers-id", keyed=ID, packet=1, pad=1170),
    ]
    found = look(tmp_path, FIRST + [out(udp(50001, 443, packet)) for packet in packets], given_to_parsers)
    assert given_to_parsers == [1, 2]
    assert asked(found)[1] == ("two.example.net", 4)


def test_a_datagram_in_fragments_is_left_to_the_parsers(tmp_path, given_to_parsers):
    body = udp(50001, 443, datagrams(large("two.example.net"), 2)[0] + b"\x40" * 64)
    pieces = [
        ROUTER + CLIENT + b"\x08\0" + fragment(body[a:b], a, is_last=b == len(body))
        for a, b in ((0, 1240), (1240, len(body)))
    ]
    found = look(tmp_path, [*FIRST, *pieces, sent(50001, "two.example.net")[1]], given_to_parsers)
    assert len(given_to_parsers) == 4
    assert flow_names(found) == ["one.example.net", "two.example.net"]


def fragment(piece: bytes, at: int, *, is_last: bool) -> bytes:
    offset = at // 8 | (0 if is_last else 0x2000)
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(piece), 7, offset, 64, 17, 0) + HERE + THERE + piece


TURNED = datagrams(large("two.example.net"), 2)
BROKEN = {
    "sent twice": [TURNED[0], *TURNED],
    "damaged": [TURNED[0], damaged(TURNED[1], -1), TURNED[1]],
    "of another connection": [
        TURNED[0],
        datagrams(large("two.example.net"), 2, destination=b"another-id")[1],
    ],
    "of another version": [TURNED[0], datagrams(large("two.example.net"), 2, version=V2)[1]],
    "after a retry": [
        TURNED[0],
        *datagrams(large("two.example.net"), 2, destination=b"after-retry", token=b"token"),
    ],
    "over five": datagrams(large("two.example.net"), 5),
    "never whole": TURNED[:1],
    "no name": datagrams(large("a_b.example.net"), 2),
    "a lie": datagrams(large("two.example.net", extension(16, b"\0\3\2h3"))[:-3] + b"\0\0\0", 2),
    "too long": datagrams(large("two.example.net", *[extension(57, bytes(999))] * 3), 4),
}


@pytest.mark.parametrize("packets", BROKEN.values(), ids=BROKEN)
def test_several_datagrams_that_are_not_quite_so_ordinary_are_left_to_the_parsers(
    tmp_path, packets, given_to_parsers
):
    look(tmp_path, FIRST + [out(udp(50001, 443, packet)) for packet in packets], given_to_parsers)
    assert given_to_parsers == list(range(1, 3 + len(packets)))


def test_a_hello_whose_second_datagram_another_machine_sends_is_left_to_the_parsers(
    tmp_path, given_to_parsers
):
    first, rest = (
        [one, other[:6] + OTHER + other[12:]] for one, other in (sent(50000, NAMES[0]), sent(50001, NAMES[1]))
    )
    theirs = [frame[:6] + OTHER + frame[12:] for frame in sent(50002, NAMES[2])]
    look(tmp_path, first + theirs + rest, given_to_parsers)
    assert given_to_parsers == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("batch", [1, 2, 3, 4])
def test_a_hello_goes_on_in_the_next_batch_of_frames(tmp_path, batch, given_to_parsers, monkeypatch):
    monkeypatch.setattr(Frames.__init__, "__defaults__", (batch,))
    found = look(tmp_path, FIRST + sent(50001, "two.example.net", 3), given_to_parsers)
    assert given_to_parsers == [1, 2]
    assert asked(found)[1] == ("two.example.net", 5)


def test_a_hello_that_was_heard_in_a_later_batch_is_not_read_again(tmp_path, given_to_parsers, monkeypatch):
    monkeypatch.setattr(Frames.__init__, "__defaults__", (3,))
    frames = FIRST + sent(50001, "two.example.net") + sent(50002, "one.example.net", 3)[:1]
    look(tmp_path, frames, given_to_parsers)
    assert given_to_parsers == [1, 2, 5]


@pytest.mark.parametrize("names", [("a.pcap", "b.pcap"), ("b.pcap", "a.pcap")])
def test_a_hello_that_goes_on_in_another_file_is_left_to_the_parsers(tmp_path, names, given_to_parsers):
    early, late = sent(50001, "two.example.net")
    noise = [out(udp(40000, 40001, bytes(4)))] * 5  # so that it is the later one
    paths = []
    for name, part in zip(names, ([*FIRST, early], [*noise, late]), strict=True):
        paths.append(write(tmp_path, part).rename(tmp_path / name))
    plain, fast = (
        observe_captures(paths, kernels=kernels) for kernels in (plain_kernels(), compiled_kernels())
    )
    assert plain_names(plain) == plain_names(fast)
    assert plain.self_descriptions == fast.self_descriptions
    assert len(given_to_parsers) == 8


@pytest.mark.parametrize("seed", range(12))
def test_both_paths_agree_on_flows_of_all_kinds(tmp_path, seed, given_to_parsers):
    rng = random.Random(seed)
    frames = []
    for _ in range(50):
        if rng.random() < 0.3:
            port, parts = 50000 + rng.randrange(60), hello_in_parts(rng)
            frames += [out(udp(port, 443, part)) for part in parts]
            continue
        body = udp(50000 + rng.randrange(20), 443, (odd_datagram if rng.random() < 0.4 else datagram)(rng))
        frames.append((back if rng.random() < 0.1 else out)(body))
    for _ in range(rng.choice((0, 0, 9))):
        frames.insert(rng.randrange(len(frames)), frames.pop(rng.randrange(len(frames))))
    look(tmp_path, frames, given_to_parsers)


def test_most_flows_of_all_kinds_are_heard_by_the_kernel(tmp_path, given_to_parsers):
    rng = random.Random(1)
    bodies = [hello_in_parts(rng) if n % 2 else [datagram(rng)] for n in range(200)]
    frames = [out(udp(50000 + n, 443, body)) for n, parts in enumerate(bodies) for body in parts]
    look(tmp_path, frames, given_to_parsers)
    assert len(given_to_parsers) < 0.6 * len(frames)


def test_threads_that_share_the_work_hear_what_one_does(tmp_path):
    rng = random.Random(2)
    bodies = [hello_in_parts(rng) if n % 2 else [datagram(rng)] for n in range(120)]
    senders = (out, out_of_another)
    frames = [
        senders[n % 3 == 0](udp(50000 + n, 443, body)) for n, parts in enumerate(bodies) for body in parts
    ]
    path = write(tmp_path, frames)
    one, three = (observe_captures([path], kernels=compiled_kernels(threads=threads)) for threads in (1, 3))
    assert sorted(plain_names(three), key=str) == sorted(plain_names(one), key=str)
    assert flow_names(three) == flow_names(one)
    assert (three.self_descriptions, three.coverage) == (one.self_descriptions, one.coverage)
