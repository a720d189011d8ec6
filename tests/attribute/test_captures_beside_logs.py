"""Captures and logs that are given together: files in the order given, each with its own kind of place."""

import json
from datetime import date

import pytest

import made_frames as made
from lamppost.pipeline.evidence import look
from lamppost.pipeline.looking import Question
from lamppost.pipeline.observing import observe
from lamppost.pipeline.rejudging import Change, rejudge

CAM, ROUTER = "44:19:b6:00:53:01", "00:00:5e:00:53:01"
OTHER = "192.168.1.77"


@pytest.fixture
def eve(tmp_path):
    """A log of Suricata with one connection of another host than those of the captures, an hour later."""
    path = tmp_path / "eve.json"
    flow = {"start": "2026-03-02T09:30:00.000000+0000", "end": "2026-03-02T09:31:00.000000+0000"}
    numbers = dict.fromkeys(("pkts_toserver", "pkts_toclient", "bytes_toserver", "bytes_toclient"), 9)
    event = {
        "timestamp": "2026-03-02T09:31:00.000000+0000",
        "event_type": "flow",
        "src_ip": OTHER,
        "src_port": 40_000,
        "dest_ip": "198.51.100.7",
        "dest_port": 443,
        "proto": "TCP",
        "flow": flow | numbers,
    }
    path.write_text(json.dumps(event) + "\n")
    return path


def frames():
    return [
        made.arp_reply(CAM, "192.168.1.21", ROUTER, "192.168.1.1"),
        made.ethernet(CAM, ROUTER, 0x0800, made.udp("192.168.1.21", 40_000, "198.51.100.7", 5_000, b"x")),
    ]


def test_files_are_told_in_the_order_in_which_they_are_given(capture, eve):
    one, two = capture(*frames(), name="one.pcap"), capture(*frames(), name="two.pcap")
    for given in ([one, eve, two], [eve, two, one], [one, two, eve]):
        seen = observe(given)
        assert [file.path for file in seen.evidence] == [path.name for path in given]
        at = seen.flows["evidence"].tolist()
        assert {seen.evidence[row].format for row in at} == {"pcap", "suricata eve flow"}
        log = [path.name for path in given].index("eve.json")
        assert seen.flows["evidence"][seen.flows["dst_port"] == 443].tolist() == [log]
        assert log in seen.senders["evidence"].tolist()


def test_hours_of_captures_and_of_logs_are_counted_once(capture, eve):
    path = capture(*frames())
    assert observe([path]).coverage.hours_with_traffic == 1
    assert observe([path, eve]).coverage.hours_with_traffic == 2
    text = eve.read_text().replace("T09:3", "T08:0")
    eve.write_text(text)
    assert observe([path, eve]).coverage.hours_with_traffic == 1


def test_a_document_of_both_counts_packets_and_the_connections_of_the_log(capture, eve):
    result = look([eve, capture(*frames())], Question(as_of=date(2026, 11, 27)))
    assert [file.path for file in result.evidence] == ["eve.json", "made.pcap"]
    coverage = result.coverage
    assert (coverage.packets, coverage.connections_logged, coverage.connections) == (2, 1, 2)
    assert result.devices[0].evidence == "made.pcap"
    assert not result.devices[0].row_kind
    assert {"log-alone", "addresses-without-mac"} <= {gap.code for gap in coverage.gaps}


def test_a_document_of_logs_that_is_judged_again_says_the_same_of_what_it_covers(eve):
    result = look([eve], Question(as_of=date(2026, 11, 27)))
    assert any("ethernet: yes" in text for text in result.coverage.next_proofs)
    assert any(text.startswith("Give the logs of a day") for text in result.coverage.next_proofs)
    assert rejudge(result, Change()).coverage == result.coverage
