"""Damaged events: what cannot be read is named with its line, the rest is read, and nothing stops."""

import json
import time
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reading_eve import LINES, SAMPLE, connections, event, flow, names, read, read_events

READ_AS_TOLD = {
    (1, "timestamp"), (1, "src_ip"), (1, "dest_ip"), (2, "src_port"), (3, "dns.rdata"), (4, "dns.grouped.A"),
    (4, "dns.id"), (6, "dns.answers"), (6, "dns.queries"), (6, "dns.version"), (7, "ether.src_mac"), (7, "dest_ip"),
    (8, "http.response_headers"), (10, "timestamp"), (11, "dhcp.client_mac"), (12, "dhcp.assigned_ip"),
    (13, "arp.src_ip"), (13, "arp.src_mac"), (14, "mdns.answers"), (15, "flow.start"), (15, "flow.end"),
    (15, "flow.bytes_toserver"), (15, "flow.pkts_toclient"), (15, "ether.src_macs"), (15, "vlan"), (15, "proto"),
    (16, "icmp_type"), (17, "netflow.start"), (18, "netflow.bytes"), (20, "stats.uptime"),
    (20, "stats.capture.kernel_drops"),
}  # fmt: skip
"""Line and key of cells that hold more than words."""
NOT_CHECKED = {(4, "dns.id")}  # told in version 1 alone


def damaged(line, key, value):
    """The sample's lines with one value changed."""
    events = [json.loads(one) for one in LINES]
    *path, last = key.split(".")
    held = events[line - 1]
    for one in path:
        held = held[one]
    held[last] = [value] if isinstance(held[last], list) and last != "answers" else value
    return [json.dumps(one) for one in events]


@cache
def whole():
    """Connections and names of the sample as it is."""
    into = read(SAMPLE)[0]
    return connections(into), names(into)


@pytest.mark.parametrize(("line", "key"), sorted(READ_AS_TOLD - NOT_CHECKED))
def test_a_value_that_is_not_what_it_should_be_is_named_with_its_line(tmp_path, line, key):
    into = read_events(tmp_path, *damaged(line, key, "qqq"))
    assert [(one.row, one.what.split("'")[1]) for one in into.issues] == [(line, key)]
    assert "qqq" not in into.issues[0].what


@pytest.mark.parametrize("kind", ["dns", "tls", "http", "quic", "dhcp", "mdns", "stats", "flow", "netflow"])
@pytest.mark.parametrize("held", [999, "qqq", [1], True])
def test_an_event_whose_own_key_holds_no_object_is_named_with_its_line(tmp_path, kind, held):
    into = read_events(tmp_path, event("tls"), event(kind, **{kind: held}), event("tls"))
    (issue,) = into.issues
    assert (issue.row, issue.expected, f"'{kind}'" in issue.what) == (2, "an object", True)
    assert "qqq" not in issue.what


@settings(max_examples=12)
@given(st.sampled_from(sorted(READ_AS_TOLD)), st.data())
def test_whatever_stands_in_a_place_the_other_events_are_read(tmp_path_factory, place, data):
    value = data.draw(
        st.none() | st.booleans() | st.integers(-(2**70), 2**70).filter(lambda one: abs(one) < 2**63)
        | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20)
        | st.lists(st.text(max_size=5), max_size=2) | st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2)
    )  # fmt: skip
    line, _ = place
    into = read_events(tmp_path_factory.mktemp("eve"), *damaged(*place, value))
    kept = {one for one in connections(into) if one[0] != line} | {
        one for one in names(into) if one[0] != line
    }
    assert {one for one in whole()[0] if one[0] not in (line, 17)} <= kept
    assert {one for one in whole()[1] if one[0] not in (line, 3)} <= kept
    assert {one.row for one in into.issues} <= {line}


@settings(max_examples=12)
@given(
    st.integers(1, 20),
    st.binary(min_size=1, max_size=30).filter(lambda one: one.strip() and b"\n" not in one),
)
def test_a_line_that_is_no_event_is_named(tmp_path_factory, line, octets):
    lines = [one.encode() for one in LINES]
    lines.insert(line - 1, octets)
    path = tmp_path_factory.mktemp("eve") / "eve.json"
    path.write_bytes(b"\n".join(lines) + b"\n")
    into, told = read(path)
    assert [one.row for one in into.issues] == [line]
    assert told.read == "whole"
    assert len(connections(into)) == 3


@settings(max_examples=12)
@given(st.integers(1, SAMPLE.stat().st_size - 1))
@example(SAMPLE.stat().st_size - 1)
@example(SAMPLE.stat().st_size - 2)
def test_a_file_that_is_cut_is_read_up_to_there_and_named(tmp_path_factory, size):
    path = tmp_path_factory.mktemp("eve") / "eve.json"
    path.write_bytes(SAMPLE.read_bytes()[:size])
    into, told = read(path)
    ends_a_line = b"\n" in SAMPLE.read_bytes()[size - 1 : size + 1]
    assert (told.read, len(into.issues)) == (("whole", 0) if ends_a_line else ("part", 1))


@pytest.mark.parametrize("missing", ["src_ip", "dest_ip", "timestamp", "proto"])
@pytest.mark.parametrize(
    "made", [flow(), event("netflow", netflow={}), event("tls", tls={"sni": "a.example.net"})]
)
def test_an_event_without_a_time_an_address_or_a_protocol_is_named_and_left_out(tmp_path, made, missing):
    needs = missing != "proto" or made["event_type"] != "tls"
    if missing == "timestamp" and made["event_type"] == "flow":
        made = made | {"flow": {}}
    into = read_events(tmp_path, {name: one for name, one in made.items() if name != missing})
    assert [one.row for one in into.issues] == [1] * needs
    assert not connections(into)


def test_a_list_of_records_that_are_none_says_nothing(tmp_path):
    asked = {"type": "answer", "version": 2, "rrname": "a.example.net", "rrtype": "A"}
    deep = "[" * 50 + "]" * 50
    lines = [
        json.dumps(event("dns", dns=asked | {"answers": held}))
        for held in (5, [5], {"a": 1}, [{"rrname": 5}])
    ]
    into = read_events(
        tmp_path, *lines, json.dumps(event("dns", dns=asked | {"answers": 0})).replace("0}", deep + "}")
    )
    assert [one.row for one in into.issues] == [1]
    assert "(5 lines, this one first)" in str(into.issues[0].what)
    assert {one[4] for one in names(into)} == {""}


@pytest.mark.parametrize(("zone", "is_said"), [("+0000", False), ("Z", False), ("", True), ("+02:00", False)])
def test_times_that_do_not_say_by_which_clock_they_are_are_taken_as_utc_and_it_is_said(
    tmp_path, zone, is_said
):
    made = flow() | {"timestamp": f"2026-03-02T09:00:05.000000{zone}"}
    into = read_events(tmp_path, made, made)
    assert [one.what for one in into.issues] == [
        "the times in 'timestamp' do not say by which clock they are; they were taken as UTC"
    ] * is_said


def test_packets_that_were_lost_are_counted_alike_whatever_the_clock_of_this_machine(tmp_path, monkeypatch):
    began, ended = ({"uptime": up, "capture": {"kernel_drops": lost}} for up, lost in ((30, 7), (90, 9)))
    events = [
        event("stats", stats=began) | {"timestamp": "2026-03-02T09:00:30"},
        event("stats", stats=ended) | {"timestamp": "2026-03-02T09:01:30"},
    ]
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    try:
        assert read_events(tmp_path, *events).coverage.lost_packets == 9
    finally:
        monkeypatch.undo()
        time.tzset()
