"""How connections went is counted by the rules of flows, and the first of them can be found in other tools."""

import re
from datetime import date
from pathlib import Path

import msgspec
import pytest
from tests.report.made_devices import device

import made_frames as made
from lamppost.attribute.destinations import attribute_destinations
from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.ends import find_legs
from lamppost.attribute.reattribution import reattribute_destinations
from lamppost.attribute.talks import OUTCOMES
from lamppost.attribute.user_tables import UserTables
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.model.community_id import community_id
from lamppost.model.observations import CONN_STATES
from lamppost.model.reach import Exchange, Outcomes
from lamppost.observe.capture.reader import observe_captures

CAM, ROUTER = "44:19:b6:00:53:01", "00:00:5e:00:53:01"
HERE, THERE = "192.168.1.21", "198.51.100.7"
CLAIM = made.arp_reply(CAM, HERE, ROUTER, "192.168.1.1")
FIN, SYN, RST, ACK = 1, 2, 4, 16
REFERENCE = Path(__file__).parents[2] / "docs/reference/reach.md"


def out(own_port, flags, seq=100, port=443):
    return made.ethernet(CAM, ROUTER, 0x0800, made.tcp(HERE, own_port, THERE, port, seq, 0, flags))


def back(own_port, flags, port=443):
    return made.ethernet(ROUTER, CAM, 0x0800, made.tcp(THERE, port, HERE, own_port, 1, 0, flags, ttl=51))


ESTABLISHED = [out(50_001, SYN), back(50_001, SYN | ACK), out(50_001, ACK)]
REFUSED = [out(50_002, SYN), back(50_002, RST | ACK)]
UNANSWERED = [out(50_003, SYN), out(50_003, SYN)]
GIVEN_UP = [out(50_004, SYN), out(50_004, RST)]
BEGUN_BEFORE = [out(50_005, ACK), back(50_005, ACK)]
SYN_NOT_SEEN = [back(50_006, SYN | ACK), back(50_006, RST)]


def exchanges(capture, *frames):
    """What is said of each port of the one destination."""
    observations = observe_captures([capture(CLAIM, *frames)])
    endpoints = Endpoints(observations)
    at = next(at for at, row in enumerate(endpoints.rows) if row.key == CAM)
    knowledge = Knowledge(load_packs(), date(2026, 11, 27))
    legs = find_legs(observations.flows, endpoints, [at])
    (found,) = attribute_destinations(observations, endpoints, legs, knowledge, UserTables([])).listed[at]
    again = reattribute_destinations(device(1, destinations=[found]), knowledge)
    assert [row.outcomes for row in again.destinations[0].exchanges] == [
        row.outcomes for row in found.exchanges
    ]
    return found.exchanges


@pytest.mark.parametrize(
    ("frames", "counts"),
    [
        (ESTABLISHED, (1, 0, 0)),
        ([*ESTABLISHED, out(50_001, RST)], (1, 0, 0)),
        (REFUSED, (0, 1, 0)),
        (UNANSWERED, (0, 0, 1)),
        (GIVEN_UP, (0, 0, 1)),
        (BEGUN_BEFORE, (0, 0, 0)),
        (SYN_NOT_SEEN, (0, 0, 0)),
        ([out(50_007, SYN), out(50_007, FIN)], (0, 0, 1)),
        ([out(50_007, SYN), back(50_007, ACK)], (0, 0, 0)),
        ([*ESTABLISHED, *REFUSED, *UNANSWERED, *GIVEN_UP, *BEGUN_BEFORE], (1, 1, 2)),
    ],
)
def test_each_connection_counts_as_what_the_recording_shows_of_it(capture, frames, counts):
    (row,) = exchanges(capture, *frames)
    established, refused, unanswered = counts
    assert row.outcomes == Outcomes(established=established, refused=refused, unanswered=unanswered)


def test_ports_used_again_with_a_new_syn_are_another_connection(capture):
    (row,) = exchanges(capture, *REFUSED, out(50_002, SYN, seq=900), back(50_002, SYN | ACK))
    assert (row.connections, row.outcomes) == (2, Outcomes(established=1, refused=1, unanswered=0))


def test_outcomes_are_counted_for_each_port(capture):
    rows = exchanges(capture, *ESTABLISHED, out(50_009, SYN, port=8883), back(50_009, RST, port=8883))
    assert {row.port: row.outcomes for row in rows} == {
        "tcp/443": Outcomes(established=1, refused=0, unanswered=0),
        "tcp/8883": Outcomes(established=0, refused=1, unanswered=0),
    }


def test_what_is_no_tcp_has_no_outcomes_and_yet_an_id(capture):
    (row,) = exchanges(capture, made.ethernet(CAM, ROUTER, 0x0800, made.udp(HERE, 40_000, THERE, 53, b"x")))
    assert row.outcomes is None
    assert row.community_id == community_id(17, HERE, THERE, 40_000, 53)


def test_the_first_connection_of_a_port_is_named_by_frame_file_and_community_id(capture):
    rows = exchanges(capture, *REFUSED, *ESTABLISHED, out(50_009, SYN, port=8883))
    by_port = {row.port: row for row in rows}
    assert (by_port["tcp/443"].first_row, by_port["tcp/8883"].first_row) == (2, 7)
    assert by_port["tcp/443"].community_id == community_id(6, THERE, HERE, 443, 50_002)
    assert by_port["tcp/8883"].community_id == community_id(6, HERE, THERE, 50_009, 8883)
    assert all(row.evidence for row in rows)


def test_a_row_of_an_older_document_is_read_and_says_nothing_of_outcomes():
    fields = ("port", "opened_by", "connections", "sent_bytes", "received_bytes", "sent_packets")
    old = dict.fromkeys((*fields, "received_packets"), 1) | {"active_s": 1.0, "traffic": "unknown"}
    row = msgspec.convert(old | {"port": "tcp/443", "opened_by": "device"}, Exchange)
    assert (row.outcomes, row.first_row, row.evidence, row.community_id) == (None, None, None, None)


def test_the_reference_has_the_word_of_every_state():
    """The table of `docs/reference/reach.md`, against the one that counts."""
    rows = re.findall(
        r"^\| (established|refused|unanswered|none) \| (.*?) \|", REFERENCE.read_text(), re.MULTILINE
    )
    written = {word: set(re.findall(r"`(\w+)`", states)) for word, states in rows}
    none = set(CONN_STATES[1:]) - {state for states in OUTCOMES.values() for state in states}
    assert written == {word: set(states) for word, states in OUTCOMES.items()} | {"none": none}
