"""The decoder against its slow twin and against itself, compiled."""

import random
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.engines.made import make_pcap, make_pcapng
from tests.engines.made_flows import Sent, capture_of, connections, mixtures, turned
from tests.engines.observed import plain_flows, plain_names, plain_senders, twin_flows, twin_senders
from tests.engines.slow_capture import look

from lamppost.observe.capture.kernels import compiled_kernels, plain_kernels
from lamppost.observe.capture.reader import observe_captures

CAPTURES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "captures"
SHARED = sorted(CAPTURES.glob("*/*.pcap*")) + sorted(CAPTURES.glob("*/*/*.pcap*"))

needs_captures = pytest.mark.skipif(not SHARED, reason="needs ../shared/data/captures")


def assert_same(observations, seen) -> None:
    assert observations.coverage.packets == len(seen.frames)
    coverage = observations.coverage
    assert coverage.fragments == seen.fragments
    assert coverage.tunnelled_packets == seen.tunnelled
    assert coverage.fragmented_datagrams == seen.pieces.seen
    assert coverage.unjoined_datagrams == seen.pieces.seen - seen.pieces.whole
    assert coverage.contradicted_datagrams == seen.pieces.refused
    assert plain_flows(observations) == twin_flows(seen)
    ours, theirs = plain_senders(observations), twin_senders(seen)
    leased = {key: row for key, row in ours.items() if key not in theirs}
    assert all(packets == 0 and flags == 1 for packets, _, flags, _ in leased.values())
    for key, (packets, octets, flags, row) in theirs.items():
        mine = ours[key]
        assert (*mine[:2], mine[2] & ~1, mine[3]) == (packets, octets, flags & ~1, row) or mine[0] == 0
        assert mine[2] | flags == mine[2]


@needs_captures
@pytest.mark.parametrize("path", SHARED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_decoder_and_its_twin_see_the_same_in_real_captures(path):
    assert_same(observe_captures([path], kernels=plain_kernels()), look(path.read_bytes()))


@needs_captures
def test_plain_and_compiled_kernels_give_the_same_observations():
    for path in SHARED:
        assert_equal_observations(path)


@pytest.mark.parametrize("seed", range(6))
def test_plain_and_compiled_kernels_agree_on_made_captures(tmp_path, seed):
    for name, make in (("a.pcap", make_pcap), ("a.pcapng", make_pcapng)):
        path = tmp_path / name
        path.write_bytes(damage(make(random.Random(seed), 60), random.Random(seed), seed * 3))
        assert_equal_observations(path)


def assert_equal_observations(path) -> None:
    plain = observe_captures([path], kernels=plain_kernels())
    fast = observe_captures([path], kernels=compiled_kernels())
    for table in ("flows", "senders", "names"):
        ours, theirs = getattr(plain, table), getattr(fast, table)
        assert {name: column.tolist() for name, column in ours.items()} == {
            name: column.tolist() for name, column in theirs.items()
        }
    for part in ("evidence", "host_names", "self_descriptions", "issues", "coverage"):
        assert getattr(plain, part) == getattr(fast, part)


def damage(data: bytes, rng: random.Random, changes: int) -> bytes:
    """Some octets behind the file header changed."""
    damaged = bytearray(data)
    for _ in range(changes):
        damaged[rng.randrange(24, len(damaged))] = rng.choice((0, 1, 4, 6, 0x45, 0x60, 0x7F, 0x80, 0xFF))
    return bytes(damaged)


quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(seed=st.integers(0, 10**6), changes=st.integers(0, 12), is_ng=st.booleans(), cut=st.integers(0, 400))
def test_the_decoder_and_its_twin_see_the_same_in_damaged_captures(tmp_path, seed, changes, is_ng, cut):
    rng = random.Random(seed)
    data = damage((make_pcapng if is_ng else make_pcap)(rng, 25), rng, changes)
    data = data[: max(len(data) - cut, 24)] if rng.random() < 0.3 else data
    path = tmp_path / "made"
    path.write_bytes(data)
    observations, seen = observe_captures([path], kernels=plain_kernels()), look(data)
    assert (observations.evidence[0].read == "whole") == seen.whole
    assert_same(observations, seen)


def test_an_ipv6_address_that_stands_for_an_ipv4_one_is_that_one_to_both(tmp_path):
    """Found by a mutated capture: RFC 4291 §2.5.5.2."""
    path, mapped = tmp_path / "made", bytes(10) + b"\xff\xff"
    head = struct.pack(">IHBB", 0x60000000, 12, 17, 64) + mapped + bytes(4) + mapped + bytes([224, 0, 0, 1])
    packet = head + struct.pack(">HHHH", 40000, 50000, 12, 0) + bytes(4)
    data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)
    data += struct.pack("<IIII", 1_700_000_000, 0, len(packet), len(packet)) + packet
    path.write_bytes(data)
    assert_same(observe_captures([path], kernels=plain_kernels()), look(data))


@settings(quick, max_examples=300)
@given(packets=st.one_of(connections, mixtures))
@example([Sent(target=0, ports=(80, 80), flags=18, mac=1), Sent(target=0, ports=(80, 80))])
@example([Sent(flags=2), Sent(flags=18), Sent(step=300_000_000), Sent(step=300_000_001)])
@example([Sent(proto=58, icmp=(136, 0), is_v6=True), turned(Sent(proto=58, icmp=(136, 0), is_v6=True))])
@example([Sent(flags=2), turned(Sent(flags=18)), turned(Sent(flags=2)), Sent(flags=2, sequence=2)])
def test_the_decoder_and_its_twin_see_the_same_where_every_rule_of_flows_bites(tmp_path, packets):
    path, data = tmp_path / "made", capture_of(packets)
    path.write_bytes(data)
    assert_same(observe_captures([path], kernels=plain_kernels()), look(data))


@quick
@given(
    data=st.binary(max_size=300), magic=st.sampled_from(["d4c3b2a1", "a1b2c3d4", "0a0d0d0a", "34cdb2a1", ""])
)
def test_random_bytes_never_reach_the_caller_as_an_exception(tmp_path, data, magic):
    path = tmp_path / "random"
    path.write_bytes(bytes.fromhex(magic) + data)
    observations = observe_captures([path])
    assert observations.evidence[0].read in ("whole", "part", "none")
    assert observations.issues or observations.evidence[0].read == "whole"


@needs_captures
@pytest.mark.parametrize("folder", sorted({path.parent for path in SHARED}), ids=lambda path: path.name)
def test_threads_that_share_the_work_see_what_one_does(folder):
    for path in sorted(folder.glob("*.pcap*"))[:8]:
        one = observe_captures([path], kernels=compiled_kernels(threads=1))
        three = observe_captures([path], kernels=compiled_kernels(threads=3))
        assert plain_flows(three) == plain_flows(one)
        assert plain_senders(three) == plain_senders(one)
        assert sorted(plain_names(three), key=str) == sorted(plain_names(one), key=str)
        assert three.self_descriptions == one.self_descriptions
        assert (three.coverage, three.issues) == (one.coverage, one.issues)
