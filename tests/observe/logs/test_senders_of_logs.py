"""Who sent in the connections of logs: what MAC addresses of frames prove, and what they do not."""

import numpy as np
import pytest

from lamppost.model.addresses import ip_numbers, ip_text
from lamppost.model.observations import (
    NO_MAC,
    NOT_TOLD,
    SENDER,
    SENDER_LINK_LOCAL,
    SENDER_NO_IP,
    SENDER_UNTOLD,
)
from lamppost.observe.logs import added, running, sending
from lamppost.observe.logs.added import AddedUp
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.hashes import adding
from lamppost.observe.logs.hashes.adding import END, WIDTH
from lamppost.observe.logs.held import HeldSums
from lamppost.observe.logs.outcome import observations_of
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.sending import _in_order
from lamppost.observe.logs.sums import FIRST, LAST, PLACE, ROW

MAC = 0x00005E005320


def addresses(*texts):
    pairs = [ip_numbers(text) for text in texts]
    return Addresses(*(np.array(halves, np.uint64) for halves in zip(*pairs, strict=True)))


def senders(src, dst, src_mac=MAC):
    gathering = Gathering()
    one = np.ones(1, np.int64)
    gathering.flows(
        0, one, first_seen_at=one, src=addresses(src), dst=addresses(dst), proto=one * 17, src_port=one * 40000,
        dst_port=one * 5353, src_packets=one, dst_packets=one * 0, src_mac=one * src_mac,
    )  # fmt: skip
    rows = {name: column.tolist() for name, column in observations_of(gathering, []).senders.items()}
    return [
        (mac, ip_text(high, low), flags)
        for mac, high, low, flags in zip(
            rows["mac"], rows["ip_high"], rows["ip_low"], rows["flags"], strict=True
        )
    ]


@pytest.mark.parametrize("dst", ["224.0.0.251", "239.255.255.250", "255.255.255.255"])
def test_who_sends_where_no_router_forwards_sends_of_its_own(dst):
    assert senders("192.0.2.20", dst) == [(MAC, "192.0.2.20", SENDER_UNTOLD | SENDER_LINK_LOCAL)]


def test_who_sends_to_the_groups_of_its_link_in_ipv6_sends_of_its_own():
    assert senders("2001:db8::20", "ff02::fb") == [(MAC, "2001:db8::20", SENDER_UNTOLD | SENDER_LINK_LOCAL)]


@pytest.mark.parametrize("dst", ["198.51.100.9", "239.1.2.3", "224.1.0.1", "192.0.2.255"])
def test_who_sends_to_where_routers_forward_may_be_a_router(dst):
    assert senders("192.0.2.20", dst) == [(MAC, "192.0.2.20", SENDER_UNTOLD)]


def test_groups_of_a_site_in_ipv6_are_forwarded():
    assert senders("2001:db8::20", "ff05::2") == [(MAC, "2001:db8::20", SENDER_UNTOLD)]


@pytest.mark.parametrize(("src", "dst"), [("0.0.0.0", "255.255.255.255"), ("::", "ff02::16")])
def test_who_has_no_address_yet_is_a_mac_without_one(src, dst):
    assert senders(src, dst) == [(MAC, "::", SENDER_NO_IP)]
    assert senders(src, dst, src_mac=NO_MAC) == []


def made_flows(rng, count):
    """Connections of few ends, of which much is not told."""
    addresses = np.array(
        [
            *((0, 0), (0, 0xFFFF << 32), (0, (0xFFFF << 32) | 0xC0000214), (0, (0xFFFF << 32) | 0xE00000FB)),
            *((0, (0xFFFF << 32) | 0xFFFFFFFF), (0, (0xFFFF << 32) | 0xEFFFFFFA), (0x20010DB8 << 32, 5)),
            *((0xFF02 << 48, 0xFB), (0xFF05 << 48, 2), (0xFE80 << 48, 1 << 63)),
        ],
        np.uint64,
    )
    src, dst = addresses[rng.integers(0, 10, count)].T.copy(), addresses[rng.integers(0, 10, count)].T.copy()
    told = {"src_ip_high": src[0], "src_ip_low": src[1], "dst_ip_high": dst[0], "dst_ip_low": dst[1]}
    for side in ("src", "dst"):
        told[f"{side}_mac"] = rng.choice(np.array([NO_MAC, NO_MAC, MAC, MAC + 1]), count)
        for what in ("packets", "bytes"):
            told[f"{side}_{what}"] = rng.choice(np.array([NOT_TOLD, 0, 1, 900]), count)
    first = rng.integers(0, 1 << 40, count)
    told["vlan_id"] = rng.choice(np.array([-1, -1, 7], np.int32), count)
    told[FIRST], told[LAST] = first, first + rng.integers(0, 9, count)
    told[PLACE] = (rng.integers(0, 3, count) << 46) | (rng.permutation(count) << 16) | 443
    return told


def slow_senders(flows):
    """The same as `SENDER` says of it, row by row."""
    rows = [
        dict(zip(flows, row, strict=True)) for row in zip(*(c.tolist() for c in flows.values()), strict=True)
    ]
    held = {}
    for row in rows:
        for side, other in (("src", "dst"), ("dst", "src")):
            packets, octets, mac = row[f"{side}_packets"], row[f"{side}_bytes"], row[f"{side}_mac"]
            ip = ip_text(row[f"{side}_ip_high"], row[f"{side}_ip_low"])
            lacks = ip in ("::", "0.0.0.0")
            sends = packets != 0 if side == "src" else (octets if packets == NOT_TOLD else packets) > 0
            if not sends or (lacks and mac == NO_MAC):
                continue
            to = ip_text(row[f"{other}_ip_high"], row[f"{other}_ip_low"])
            near = to.startswith(("224.0.0.", "239.255.", "ff02:")) or to == "255.255.255.255"
            flags = 0 if mac == NO_MAC else SENDER_NO_IP if lacks else SENDER_UNTOLD
            if flags == SENDER_UNTOLD and side == "src" and near:
                flags |= SENDER_LINK_LOCAL
            place = row[PLACE]
            key = place >> 46, mac, row["vlan_id"], "::" if lacks else ip
            told = max(packets, 0), max(octets, 0), flags, row[FIRST], row[LAST], (place >> 16) % (1 << 30)
            before = held.get(key, (0, 0, 0, *told[3:]))
            held[key] = (
                before[0] + told[0], before[1] + told[1], before[2] | told[2], min(before[3], told[3]),
                max(before[4], told[4]), min(before[5], told[5]),
            )  # fmt: skip
    return sorted((file, told[5], mac, vlan, ip, *told[:5]) for (file, mac, vlan, ip), told in held.items())


@pytest.mark.parametrize("run", [running.run_plain, running.run_compiled])
@pytest.mark.parametrize("count", [0, 1, 70, 2_000])
def test_senders_are_those_that_are_found_row_by_row(monkeypatch, run, count):
    monkeypatch.setattr(sending, "run_for_rows", lambda _: run)
    monkeypatch.setattr(sending, "_PART", 300)
    flows = made_flows(np.random.default_rng(count), count)
    found = sending.senders_of(Gathering(), flows)
    assert {name: column.dtype for name, column in found.items()} == SENDER
    ips = [ip_text(int(high), int(low)) for high, low in zip(found["ip_high"], found["ip_low"], strict=True)]
    names = [
        "evidence",
        "first_row",
        "mac",
        "vlan_id",
        "ip",
        "packets",
        "bytes",
        "flags",
        "first_seen_at",
        "last_seen_at",
    ]
    columns = [ips if name == "ip" else found[name].tolist() for name in names]
    told = list(zip(*columns, strict=True))
    assert [row[:2] for row in told] == sorted(row[:2] for row in told)
    assert sorted(told) == slow_senders(flows)
    assert count < 70 or len(told) > 20


@pytest.mark.parametrize("most", [3, 1 << 31])
def test_senders_stand_in_the_order_of_files_rows_macs_and_addresses(most):
    chance = np.random.default_rng(9)
    made = {
        name: chance.integers(0, 3, 200).astype(kind) for name, kind in SENDER.items() if name != "first_row"
    } | {"first_row": chance.integers(0, most, 200)}
    keys = [made[name].tolist() for name in ("evidence", "first_row", "mac", "ip_high", "ip_low")]
    rows = list(zip(*keys, strict=True))
    assert [rows[at] for at in _in_order(made).tolist()] == sorted(rows)


def held_flows(rng, count):
    """Sums of such connections as they are held, and what they tell as columns."""
    flows = made_flows(rng, count) | {
        "dst_port": np.full(count, 443, np.int32), "proto": rng.integers(0, 3, count).astype(np.uint8),
        "server_name": np.full(count, -1, np.int32), "conn_state": np.zeros(count, np.uint8),
        "turn": np.zeros(count, np.int32), "view": np.zeros(count, np.int32), "connections": np.ones(count, np.int64),
        "active_us": np.full(count, NOT_TOLD), "hour": np.zeros(count, np.int64),
    }  # fmt: skip
    flows[PLACE] = np.sort(flows[PLACE])
    sums = AddedUp()
    sums.add(flows)
    return sums.held(), sums.rows(ROW)


@pytest.mark.parametrize("run", [running.run_plain, running.run_compiled])
@pytest.mark.parametrize("count", [0, 1, 70, 2_000])
def test_senders_of_sums_as_they_are_held_are_those_of_their_columns(monkeypatch, run, count):
    monkeypatch.setattr(added, "run_compiled", run)
    monkeypatch.setattr(sending, "run_for_rows", lambda _: run)
    held, written = held_flows(np.random.default_rng(count), count)
    found, expected = (sending.senders_of(Gathering(), one) for one in (held, written))
    for name, kind in SENDER.items():
        assert np.array_equal(found[name], expected[name]), name
        assert found[name].dtype == kind, name
    assert len(slow_senders(written)) == len(found["mac"])


def test_there_is_room_for_senders_of_one_end_in_many_files(monkeypatch):
    monkeypatch.setattr(added, "run_compiled", running.run_plain)
    monkeypatch.setattr(sending, "run_for_rows", lambda _: running.run_plain)
    held, _ = held_flows(np.random.default_rng(3), 3_000)
    sums = held.sums.copy().reshape(-1, WIDTH)
    sums[:, adding.PLACE] = np.arange(len(sums)) << 46
    again = HeldSums(sums, held.whose.reshape(-1, END))
    assert len(sums) > 1_000
    columns = {name: column[:] for name, column in again.items()}
    assert len(sending.senders_of(Gathering(), again)["mac"]) == len(slow_senders(columns))
