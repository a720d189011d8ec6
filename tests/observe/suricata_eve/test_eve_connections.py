"""`flow` and `netflow` events: how they ended, who opened, which are one."""

import pytest
from reading_eve import connections, event, flow, read_events


@pytest.mark.parametrize(
    ("ours", "theirs", "state"),
    [
        ("1b", "1b", "SF"), ("1a", "12", "S1"), ("13", "12", "S2"), ("12", "13", "S3"), ("16", "12", "RSTO"),
        ("12", "16", "RSTR"), ("02", "14", "REJ"), ("06", "00", "RSTOS0"), ("03", "00", "SH"), ("00", "16", "RSTRH"),
        ("00", "13", "SHR"), ("10", "12", "OTH"), ("18", "18", "OTH"), ("02", "10", "OTH"), ("14", "14", "OTH"), ("c2", "14", "REJ"),
        ("00", "00", ""),  # not followed
        ("16", "16", ""), ("17", "13", ""), ("13", "17", ""),  # whose RST came first, and before what, is not told
        ("10", "16", "RSTRH"), ("14", "16", ""), ("zz", "12", ""), (None, "12", ""),
        ("02", "00", ""),  # it counts answers that it did not take for some
    ],
)  # fmt: skip
def test_a_state_is_told_where_the_flags_of_both_sides_prove_it(tmp_path, ours, theirs, state):
    assert connections(read_events(tmp_path, flow(ours, theirs)), "conn_state")[0][3] == state


def test_a_syn_without_any_answer_is_s0_and_one_that_was_bypassed_has_no_state(tmp_path):
    alone = flow("02", "00")
    alone["flow"]["pkts_toclient"] = 0
    into = read_events(tmp_path, alone, flow(state="bypassed"), flow(proto="SCTP", src_port=9))
    assert [one[3] for one in connections(into, "conn_state")] == ["S0", "", ""]


@pytest.mark.parametrize(
    ("proto", "number"),
    [("UDP", 17), ("IPv6-ICMP", 58), ("IPV6-ICMP", 58), ("SCTP", 132), ("47", 47), ("050", 50), ("gre", 47)],
)
def test_protocols_are_told_by_name_or_number(tmp_path, proto, number):
    assert connections(read_events(tmp_path, flow(proto=proto)), "proto")[0][3] == number


@pytest.mark.parametrize("proto", ["Any", "256", "", None, "ARP"])
def test_a_connection_of_no_protocol_is_left_out_and_named(tmp_path, proto):
    into = read_events(tmp_path, flow(), flow(proto=proto))
    assert len(connections(into)) == 1
    assert [(one.row, one.what.partition(" is ")[0]) for one in into.issues] == [(2, "field 'proto'")]


@pytest.mark.parametrize(
    ("told", "opened", "port"),
    [
        ((1, 8, 0), "192.0.2.10", 0), ((1, 0, 0), "198.51.100.7", 0), ((58, 135, 0), "192.0.2.10", 136),
        ((58, 136, 0), "198.51.100.7", 136), ((1, 3, 1), "192.0.2.10", 1), ((1, None, None), "192.0.2.10", -1),
    ],
)  # fmt: skip
def test_an_answer_of_icmp_was_asked_for_by_the_other_side(tmp_path, told, opened, port):
    proto, kind, code = told
    more = {} if kind is None else {"icmp_type": kind, "icmp_code": code}
    into = read_events(tmp_path, flow(proto=str(proto), **more))
    assert [one[1:] for one in connections(into, "dst_port")] == [
        (opened, ({"192.0.2.10", "198.51.100.7"} - {opened}).pop(), port)
    ]


def test_a_connection_is_timed_by_its_packets_and_else_by_its_event(tmp_path):
    early = flow()
    del early["flow"]["start"]
    late, none = flow(src_ip="192.0.2.11"), flow(src_ip="192.0.2.12")
    late["flow"]["end"] = "2026-03-02T08:59:59.000000+0000"
    none["flow"] = {}
    into = read_events(tmp_path, early, late, none)
    start = 1_772_442_000_000_000
    assert [one[3:] for one in connections(into, "first_seen_at", "last_seen_at")] == [
        (start + 5_000_000, start + 5_000_000), (start, start), (start, start)
    ]  # fmt: skip
    assert all(one[3] < 0 for one in connections(into, "active_us"))
    assert not into.issues


def test_numbers_that_are_not_told_are_not_zero(tmp_path):
    bare = flow()
    for name in ("pkts_toserver", "bytes_toserver", "bytes_toclient"):
        del bare["flow"][name]
    row = connections(read_events(tmp_path, bare), "src_bytes", "dst_bytes", "src_packets", "dst_packets")[0]
    assert row[3] < 0
    assert row[4] < 0
    assert row[5] < 0
    assert row[6] == 4


def test_of_tags_of_vlans_the_outermost_counts_and_a_wrong_one_is_named(tmp_path):
    vlans = [[0, 30, 40], [20, 30], 50, [], ["x"]]
    into = read_events(tmp_path, *(flow(vlan=one, src_ip=f"192.0.2.{at}") for at, one in enumerate(vlans, 1)))
    assert [one[3] for one in connections(into, "vlan_id")] == [30, 20, 50, -1, -1]
    assert [one.row for one in into.issues] == [5]


def test_macs_of_a_connection_count_where_each_side_has_one(tmp_path):
    macs = {"src_macs": ["00:00:5e:00:53:10"], "dest_macs": ["00:00:5e:00:53:01", "00:00:5e:00:53:02"]}
    row = connections(read_events(tmp_path, flow(ether=macs)), "src_mac", "dst_mac")[0]
    assert row[3:] == ("00:00:5e:00:53:10", "")


def one_way(turned=False, flow_id=7, **more):
    ends = {"src": "198.51.100.7", "dst": "192.0.2.10", "ports": (443, 50001)} if turned else {}
    held = {
        "pkts": 2 if turned else 3,
        "bytes": 200 if turned else 300,
        "start": "2026-03-02T09:00:00.000000+0000",
    }
    return event("netflow", **ends, flow_id=flow_id, netflow=held | more)


def test_two_directions_are_one_connection_and_one_alone_tells_nothing_of_the_other(tmp_path):
    into = read_events(tmp_path, one_way(), one_way(turned=True), one_way(flow_id=8))
    rows = connections(into, "connections", "src_bytes", "dst_bytes", "dst_packets")
    assert [one[1:] for one in rows] == [("192.0.2.10", "198.51.100.7", 2, 600, 200, 2)]


def test_a_direction_whose_other_one_is_of_another_time_or_missing_stays_alone(tmp_path):
    other = one_way(turned=True, start="2026-03-02T10:00:00.000000+0000")
    into = read_events(tmp_path, one_way(), other)
    assert [one[:3] for one in connections(into)] == [
        (1, "192.0.2.10", "198.51.100.7"), (2, "198.51.100.7", "192.0.2.10")
    ]  # fmt: skip


def test_a_connection_that_both_types_of_event_tell_counts_once(tmp_path):
    into = read_events(tmp_path, one_way(), one_way(turned=True), flow(), one_way(flow_id=8))
    assert connections(into, "connections", "conn_state") == [
        (3, "192.0.2.10", "198.51.100.7", 1, "SF"), (4, "192.0.2.10", "198.51.100.7", 1, "")
    ]  # fmt: skip


def test_a_number_of_connections_used_again_names_only_those_of_the_same_ports(tmp_path):
    hello = event("tls", tls={"sni": "cloud.example.net"})
    into = read_events(tmp_path, hello, flow(), flow(src_port=50002, dest_port=8443))
    assert [one[3] for one in connections(into, "server_name")] == ["cloud.example.net", -1]


@pytest.mark.parametrize("src", ["0000:0000:0000:0000:0000:0000:0000:0000", "::"])
def test_a_host_that_has_no_address_yet_opens_connections_too(tmp_path, src):
    into = read_events(
        tmp_path, flow(proto="IPv6-ICMP", src_ip=src, dest_ip="ff02::16", icmp_type=143, icmp_code=0)
    )
    assert [one[1:] for one in connections(into, "dst_port")] == [("", "ff02::16", 0)]
    assert into.issues == []


@pytest.mark.parametrize("src", ["", None, "::x", "0.0.0"])
def test_a_connection_that_tells_no_address_is_left_out_and_named(tmp_path, src):
    into = read_events(tmp_path, flow(), flow(src_ip=src))
    assert len(connections(into)) == 1
    assert [one.row for one in into.issues] == [2]
