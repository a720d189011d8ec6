"""Connections of logs count by how many each row stands for, and a number that no log tells is no number."""

from datetime import date

import msgspec
import numpy as np
import pytest
from tests.attribute.made_logs import (
    CAM,
    ELSEWHERE,
    HERE,
    ROUTER,
    SECOND,
    START,
    connections,
    evidence,
    logged,
    sender,
)

import made_frames as made
from lamppost.attribute.counted import one_way
from lamppost.attribute.destinations import attribute_destinations
from lamppost.attribute.devices import attribute_capture
from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.ends import find_legs
from lamppost.attribute.holding import _last_use
from lamppost.attribute.leaving import Leaving, count_leaving, home_proofs, named_pairs
from lamppost.attribute.logged import log_proofs
from lamppost.attribute.recording import Recorded
from lamppost.attribute.talks import sum_talks
from lamppost.attribute.unlisted import Limits
from lamppost.attribute.user_tables import UserTables
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.model.addresses import mac_text
from lamppost.model.evidence import are_logs, is_log, row_kind
from lamppost.model.observations import FLOW, NOT_TOLD, Ends
from lamppost.observe.capture.reader import observe_captures

NOTHING = dict.fromkeys(("src_bytes", "dst_bytes", "src_packets", "dst_packets", "active_us"), NOT_TOLD)


def talks(observations):
    endpoints = Endpoints(observations)
    at = next(at for at, row in enumerate(endpoints.rows) if HERE in row.addresses)
    return sum_talks(observations, endpoints, find_legs(observations.flows, endpoints, [at]))


def totals(*rows):
    (talk,) = talks(logged(*rows))
    return talk.totals


def destinations(observations, limits=None):
    endpoints = Endpoints(observations)
    at = next(at for at, row in enumerate(endpoints.rows) if HERE in row.addresses)
    legs = find_legs(observations.flows, endpoints, [at])
    knowledge = Knowledge(load_packs(), date(2026, 11, 27))
    found = attribute_destinations(observations, endpoints, legs, knowledge, UserTables([]), limits=limits)
    return found.listed[at], found.unlisted.get(at)


def test_a_row_counts_for_as_many_connections_as_it_stands_for():
    (total,) = totals(connections(5), connections(2, state="REJ", dst_bytes=0))
    assert (total.connections, total.sent_bytes, total.received_bytes) == (7, 7_000, 10_000)
    assert (total.active_us, total.untold) == (14 * SECOND, [])
    assert (total.outcomes.established, total.outcomes.refused) == (5, 2)


def test_how_long_connections_lasted_is_taken_as_told_and_not_from_first_to_last():
    (total,) = totals(connections(3, active_us=9 * SECOND, last_seen_at=START + 3_600 * SECOND))
    assert total.active_us == 9 * SECOND


def test_what_no_row_tells_is_not_told_and_what_some_tell_is_at_least_that():
    (total,) = totals(connections(3, **NOTHING))
    assert total.connections == 3
    assert [total.sent_bytes, total.received_bytes, total.sent_packets, total.received_packets] == [None] * 4
    assert total.active_us is None
    (total,) = totals(connections(3, **NOTHING), connections(2, dst_bytes=NOT_TOLD))
    assert (total.sent_bytes, total.received_bytes, total.sent_packets) == (2_000, None, 20)
    assert total.untold == ["sent_bytes", "received_bytes", "sent_packets", "received_packets", "active_s"]


def test_the_sums_of_logs_do_not_depend_on_how_many_are_looked_at_in_one_go(monkeypatch):
    rows = [connections(at + 1, dst_port=443 + at % 2) for at in range(6)]
    rows += [connections(1, **NOTHING), connections(2, dst=ELSEWHERE, src_bytes=NOT_TOLD)]
    whole = talks(logged(*rows))
    monkeypatch.setattr("lamppost.attribute.talks.ROWS", 1)
    monkeypatch.setattr("lamppost.model.columns.PART", 2)
    assert sorted(talks(logged(*rows)), key=lambda one: one.first) == sorted(whole, key=lambda one: one.first)
    assert [one.sent_bytes for one in whole[1].totals] == [None]


def test_a_destination_says_nothing_of_bytes_that_are_not_told_and_tells_no_shape():
    (found,), _ = destinations(logged(connections(3, **NOTHING)))
    assert (found.sent_bytes, found.received_bytes, found.traffic) == (None, None, "unknown")
    assert (found.first_row, found.row_kind, found.evidence) == (7, "line", "conn.log")
    (row,) = found.exchanges
    assert (row.connections, row.active_s, row.row_kind) == (3, None, "line")
    (found,), _ = destinations(logged(connections(3, **NOTHING), connections(1, src_bytes=9_000_000)))
    assert (found.sent_bytes, found.traffic) == (9_000_000, "unknown")
    (found,), _ = destinations(logged(connections(3)))
    assert (found.sent_bytes, found.exchanges[0].untold, found.traffic) == (
        3_000,
        msgspec.UNSET,
        "web_exchange",
    )


def test_destinations_that_are_counted_together_tell_bytes_only_where_one_of_them_does():
    rows = [
        connections(1, dst=f"198.51.100.{at}", src_bytes=NOT_TOLD, dst_bytes=at * 10) for at in range(1, 5)
    ]
    listed, unlisted = destinations(logged(*rows), Limits(of_device=1, in_all=1))
    assert (listed[0].sent_bytes, listed[0].received_bytes, unlisted.destinations) == (None, 40, 3)
    assert [(one.sent_bytes, one.received_bytes) for one in unlisted.groups] == [(None, 60)]


def test_a_ping_that_does_not_tell_bytes_is_a_destination_and_an_error_from_outside_is_none():
    assert [one.address for one in talks(logged(connections(1, proto=1, **NOTHING)))] == ["198.51.100.7"]
    assert talks(logged(connections(1, proto=1, src=ELSEWHERE, dst=HERE, **NOTHING))) == []


def test_connections_that_leave_and_unanswered_ones_are_counted_by_weight():
    observations = logged(
        connections(5, dst_bytes=0, dst_packets=0, state="S0"),
        connections(3),
        connections(7, dst_packets=NOT_TOLD, dst_bytes=NOT_TOLD),
        connections(11, dst_packets=NOT_TOLD, dst_bytes=0),
        connections(2, dst="192.168.1.9"),
    )
    assert count_leaving(observations, Endpoints(observations), named_pairs(observations)) == Leaving(
        26, 26, 0, 28
    )
    assert one_way(observations) == (16, 21)


def test_ends_that_are_told_once_give_the_same_counts():
    rows = [
        connections(5, dst="198.51.100.9"),
        connections(3, src="203.0.113.7"),
        connections(2, dst="192.168.1.9"),
        connections(1, src="203.0.113.7", dst="224.0.0.251"),
        connections(9, proto=1),
    ]
    observations = logged(*rows)
    endpoints = Endpoints(observations)
    expected = count_leaving(observations, endpoints, named_pairs(observations))
    flows = observations.flows
    lows = np.concatenate([flows["src_ip_low"], flows["dst_ip_low"]])
    ip_low, places = np.unique(lows, return_inverse=True)
    src, dst = places[: len(rows)], places[len(rows) :]
    observations.ends = Ends(src=src, dst=dst, ip_high=np.zeros(len(ip_low), np.uint64), ip_low=ip_low)
    assert (
        count_leaving(observations, endpoints, named_pairs(observations)) == expected == Leaving(5, 5, 3, 11)
    )


def test_connections_between_others_are_counted_until_somebody_says_whose_network_it_is():
    rows = [
        connections(4, src="203.0.113.7"),
        connections(2),
        connections(1, src="203.0.113.7", dst="224.0.0.251"),
    ]
    observations = logged(*rows)
    assert count_leaving(observations, Endpoints(observations), named_pairs(observations)) == Leaving(
        2, 2, 4, 7
    )
    knowledge = Knowledge(load_packs(), date(2026, 11, 27))
    attributed = attribute_capture(observations, knowledge, user_tables=UserTables([]))
    (gap,) = [one for one in attributed.coverage.gaps if one.code == "between-others"]
    assert (gap.count, gap.of) == (4, 7)
    assert any("--home" in one for one in attributed.coverage.next_proofs)
    assert home_proofs([msgspec.structs.replace(gap, count=3)]) == []  # fewer than half of them
    at_home = Endpoints(observations, ["203.0.113.0/24"])
    assert count_leaving(observations, at_home, named_pairs(observations)).between_others == 0


def test_an_address_was_last_used_no_earlier_than_the_last_of_several_connections_can_have_begun():
    late = START + 60 * SECOND
    last = _last_use(
        logged(connections(1), connections(4, dst=ELSEWHERE)).flows, np.array([0xFFFFC0A80115], np.uint64)
    )
    assert last == {0xFFFFC0A80115: late}
    last = _last_use(
        logged(connections(1, dst_packets=NOT_TOLD)).flows, np.array([0xFFFFC0A80115], np.uint64)
    )
    assert last == {0xFFFFC0A80115: START}
    assert _last_use(logged(connections(1, **NOTHING)).flows, np.array([0xFFFFC0A80115], np.uint64)) == {}


def test_flows_of_captures_count_the_same_beside_those_of_logs(capture):
    cam, router = mac_text(CAM), mac_text(ROUTER)
    frames = [made.arp_reply(cam, HERE, router, "192.168.1.1")]
    frames += [
        made.ethernet(cam, router, 0x0800, made.udp(HERE, 40_000, "198.51.100.7", 5_000, b"x"))
        for _ in range(4)
    ]
    observations = observe_captures([capture(*frames)])
    (alone,) = talks(observations)
    n = len(observations.flows["first_row"])
    observations.flows |= {"connections": np.ones(n, np.int64), "active_us": np.full(n, NOT_TOLD)}
    assert talks(observations) == [alone]
    assert alone.totals[0].active_us == 3 * SECOND


def test_a_log_does_not_make_the_time_between_two_captures_recorded():
    rows = [
        sender(HERE, evidence=0, last_seen_at=START + 10 * SECOND),
        sender(HERE, evidence=1, first_seen_at=START + 2_000 * SECOND, last_seen_at=START + 2_010 * SECOND),
        sender(HERE, evidence=2, last_seen_at=START + 9_000 * SECOND),
    ]
    files = [evidence("a.pcap", "pcap"), evidence("b.pcap", "pcap+gzip"), evidence("conn.log", "zeek conn")]
    senders = logged(senders=rows).senders
    first, last = np.array([START]), np.array([START + 2_005 * SECOND])
    assert Recorded(senders, files).between(first, last).tolist() == [0]
    assert Recorded(senders, files).between(first, first + 4 * SECOND).tolist() == [4 * SECOND]


@pytest.mark.parametrize(
    ("form", "kind", "log"),
    [
        ("pcap", "frame", False),
        ("pcapng+gzip", "frame", False),
        ("unknown", "frame", False),
        ("zeek conn", "line", True),
        ("zeek conn+gzip", "line", True),
        ("suricata eve", "line", True),
        ("nfdump", "record", True),
        ("flows parquet", "record", True),
        ("supplier_list", "line", False),
        ("osm pbf", "line", False),
        ("osm xml+bzip2", "line", False),
        ("overpass json+gzip", "line", False),
        ("camera_register csv", "line", False),
        ("map", "line", False),
    ],
)
def test_rows_are_frames_lines_or_records_by_the_format_of_the_evidence(form, kind, log):
    assert (row_kind(form), is_log(form)) == (kind, log)


def test_packets_are_counted_where_a_capture_is_among_the_evidence():
    assert are_logs(["zeek conn", "supplier_list", "unknown"])
    assert not are_logs(["zeek conn", "pcap+gzip"])
    assert not are_logs(["supplier_list"])
    assert not are_logs(["unknown"])
    assert not are_logs(["osm pbf", "camera_register csv"])


def covered(*rows, **changes):
    knowledge = Knowledge(load_packs(), date(2026, 11, 27))
    found = attribute_capture(logged(*rows, **changes), knowledge, user_tables=UserTables([]))
    return found, {gap.code: (gap.count, gap.of) for gap in found.coverage.gaps}


def test_what_logs_cannot_show_is_measured():
    found, gaps = covered(
        connections(3),
        connections(2, dst_bytes=NOT_TOLD),
        connections(4, dst="192.168.1.9", src_packets=NOT_TOLD),
        unread_lines=2,
        passed_over={"alert": 3, "stats": 4},
        missed_bytes=1_200,
        told_twice=6,
    )
    coverage = found.coverage
    assert (coverage.packets, coverage.connections, coverage.connections_logged) == (None, 5, 9)
    assert gaps["unread-lines"] == (2, None)
    assert gaps["passed-over"] == (7, None)
    assert gaps["missed-bytes"] == (1_200, None)
    assert gaps["told-twice"] == (6, None)
    assert gaps["connections-without-bytes"] == (2, 9)
    assert gaps["connections-without-packets"] == (4, 9)
    assert gaps["addresses-without-mac"] == (1, 1)
    assert gaps["log-alone"] == (None, None)
    assert any("alert 3, stats 4" in gap.text for gap in coverage.gaps)
    assert "in a log that tells no MAC" in found.unknown_devices[0].reason


def test_a_reader_knows_of_more_connections_without_bytes_than_their_sums_show():
    _, gaps = covered(connections(8), connections_without_bytes=3)
    assert gaps["connections-without-bytes"] == (3, 8)
    _, gaps = covered(connections(8), connections_without_bytes=30)
    assert gaps["connections-without-bytes"] == (8, 8)  # the others are told better by other evidence


def test_exports_within_a_capture_are_counted_beside_what_it_shows_itself():
    own = connections(1, active_us=NOT_TOLD)
    found, gaps = covered(
        own, connections(3, dst_bytes=NOT_TOLD, active_us=NOT_TOLD), connections(2), form="pcap", packets=9
    )
    assert (found.coverage.packets, found.coverage.connections_logged) == (9, 5)
    assert gaps["connections-without-bytes"] == (3, 5)
    assert "log-alone" not in gaps
    found, gaps = covered(own, form="pcap", packets=9)
    assert (found.coverage.connections_logged, "addresses-without-mac" in gaps) == (msgspec.UNSET, False)


def test_an_empty_log_covers_no_hour():
    found, _ = covered(senders=[], hours_with_traffic=0)
    assert any("no log here tells a connection" in gap.text for gap in found.coverage.gaps)


@pytest.mark.parametrize(
    ("form", "mac", "words"),
    [
        ("zeek conn", None, "policy/protocols/conn/mac-logging"),
        ("suricata eve", None, "ethernet: yes"),
        ("nfdump", None, None),
        ("zeek conn", CAM, None),
    ],
)
def test_the_next_proof_is_what_to_turn_on_where_the_log_was_written(form, mac, words):
    held = [sender(HERE)] if mac is None else [sender(HERE, mac)]
    found, _ = covered(connections(1), form=form, senders=held)
    proofs = [text for text in found.coverage.next_proofs if "Turn on" in text]
    assert [words in text for text in proofs] == ([True] if words else [])
    assert any(text.startswith("Give the logs of a day") for text in found.coverage.next_proofs)


@pytest.mark.parametrize(
    ("forms", "is_asked"),
    [
        (["zeek conn+gzip"], True),
        (["nfdump"], True),
        (["suricata eve flow"], True),
        (["zeek conn", "zeek ssl+gzip"], False),
        (["suricata eve"], False),
        (["nfdump", "pcap+gzip"], False),
        (["pcap"], False),
        (["supplier_list"], False),
    ],
)
def test_where_nothing_tells_names_the_next_proof_is_what_would(forms, is_asked):
    assert any("flows alone name no maker" in text for text in log_proofs(forms, 0)) == is_asked


def test_flows_of_captures_say_nothing_of_logs(capture):
    frame = made.ethernet(mac_text(CAM), mac_text(ROUTER), 0x0800, made.udp(HERE, 1, ELSEWHERE, 2, b"x"))
    observations = observe_captures([capture(frame)])
    knowledge = Knowledge(load_packs(), date(2026, 11, 27))
    coverage = attribute_capture(observations, knowledge, user_tables=UserTables([])).coverage
    assert (coverage.packets, coverage.connections_logged) == (1, msgspec.UNSET)
    assert set(observations.flows) == set(FLOW)
    assert not {"log-alone", "addresses-without-mac"} & {gap.code for gap in coverage.gaps}
