"""Destinations on made captures: who opened, how much, whose it is, and how far a device's traffic went."""

from datetime import date

import msgspec
import pytest
from made_packs import MadePacks, source, statement
from tests.report.made_devices import device

import made_frames as made
from lamppost.attribute.destinations import attribute_destinations
from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.ends import find_legs
from lamppost.attribute.gaps import reach_gaps
from lamppost.attribute.laws import Laws
from lamppost.attribute.reached import attribute_reach
from lamppost.attribute.reattribution import reattribute_destinations, with_laws
from lamppost.attribute.user_tables import UserTables
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.observe.capture.reader import observe_captures

CAM, ROUTER, NVR = "44:19:b6:00:53:01", "00:00:5e:00:53:01", "00:00:5e:00:53:09"
HERE, THERE, INSIDE = "192.168.1.21", "198.51.100.7", "192.168.1.50"
CLAIM = made.arp_reply(CAM, HERE, ROUTER, "192.168.1.1")
DAY = date(2026, 11, 23)
START = 1_772_438_400.0


def sent(port, size, *, to=THERE, to_mac=ROUTER, own_port=40_000):
    return made.ethernet(CAM, to_mac, 0x0800, made.udp(HERE, own_port, to, port, b"x" * size))


def back(port, size, *, own_port=40_000, ttl=51):
    return made.ethernet(ROUTER, CAM, 0x0800, made.udp(THERE, port, HERE, own_port, b"x" * size, ttl=ttl))


class Seen:
    """What was made of a capture for the one device in it."""

    def __init__(self, path, packs=(), as_of=DAY, tables=()):
        self.observations = observe_captures([path])
        self.endpoints = Endpoints(self.observations)
        self.at = next(at for at, row in enumerate(self.endpoints.rows) if row.key == CAM)
        self.knowledge = Knowledge(load_packs(packs), as_of)
        self.laws = Laws(self.knowledge)
        self.legs = find_legs(self.observations.flows, self.endpoints, [self.at])
        self.rows = attribute_destinations(
            self.observations, self.endpoints, self.legs, self.knowledge, UserTables(tables), self.laws
        ).listed

    @property
    def destinations(self):
        return self.rows.get(self.at, [])

    @property
    def reach(self):
        return attribute_reach(self.observations, self.endpoints, [self.at], self.legs, self.rows)[self.at]


@pytest.fixture
def packs(tmp_path):
    packs = MadePacks(tmp_path / "mine")
    packs.organisation("acme-net", [statement("acme-net-in", "registered_in", "xa")])
    packs.organisation("acme-cloud", [statement("acme-cloud-in", "registered_in", "xb")])
    packs.law("act-a", "xa").law("act-b", "xb")
    packs.network("acme-net", ["198.51.100.0/24"], anycast=source(locator="anycast"))
    packs.network("acme-cloud", ["203.0.113.0/24"], [("relay.example.net", {"role": "relay"})])
    return packs


def test_the_shape_is_told_per_port_from_the_numbers_of_both_ways(capture):
    seen = Seen(capture(CLAIM, sent(123, 48), back(123, 48), sent(5_000, 1_000)))
    (row,) = seen.destinations
    assert [(one.port, one.traffic) for one in row.exchanges] == [
        ("udp/5000", "unanswered"),
        ("udp/123", "time"),
    ]
    time = row.exchanges[1]
    assert (time.sent_bytes, time.received_bytes, time.sent_packets, time.received_packets) == (76, 76, 1, 1)
    assert time.active_s == 1.0
    assert (row.sent_bytes, row.received_bytes, row.traffic) == (76 + 1_028, 76, "unanswered")


def test_who_opened_is_kept_apart(capture):
    seen = Seen(
        capture(CLAIM, back(40_001, 10, own_port=554), sent(40_001, 500, own_port=554), sent(443, 10))
    )
    (row,) = seen.destinations
    assert {(one.port, one.opened_by) for one in row.exchanges} == {
        ("udp/554", "outside"),
        ("udp/443", "device"),
    }
    assert row.opened_by == "both"


def test_operator_service_seats_marks_and_laws_come_from_the_packs(capture, packs):
    query, answer = made.dns_query(7, "relay.example.net"), made.dns_answer(7, "relay.example.net", THERE)
    frames = [
        made.ethernet(CAM, ROUTER, 0x0800, made.udp(HERE, 5_353, "192.168.1.1", 53, query)),
        made.ethernet(ROUTER, CAM, 0x0800, made.udp("192.168.1.1", 53, HERE, 5_353, answer)),
        sent(443, 100), back(443, 100),
    ]  # fmt: skip
    (row,) = Seen(capture(CLAIM, *frames), [packs.root]).destinations
    assert (row.name, row.operator.id, row.service_of.id) == ("relay.example.net", "acme-net", "acme-cloud")
    assert [seat.country for seat in row.operator_seats + row.service_seats] == ["xa", "xb"]
    assert [(mark.kind, mark.chain[0].value) for mark in row.marks] == [
        ("relay", "relay"),
        ("anycast", "anycast"),
    ]
    assert [(law.law, law.through, law.status) for law in row.laws] == [
        ("act-a", "operator", "confirmed"),
        ("act-b", "service", "confirmed"),
    ]


def test_where_an_address_is_registered_makes_no_law_reach_anybody(capture, tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text(f"prefix,registered_in,located_in\n{THERE}/32,us,us\n")
    (row,) = Seen(capture(CLAIM, sent(443, 100)), tables=[table]).destinations
    assert (row.registered_in, row.operator, row.laws) == ("us", None, [])


def test_another_day_without_the_flows_gives_what_that_day_gives(capture, packs):
    path = capture(CLAIM, sent(123, 48), back(123, 48))
    today, before = (Seen(path, [packs.root], day) for day in (DAY, date(2018, 1, 1)))
    stored = with_laws(device(1, destinations=today.destinations), today.laws)
    again = reattribute_destinations(stored, today.knowledge)
    assert msgspec.json.encode(again) == msgspec.json.encode(stored)
    assert stored.law_grounds
    then = reattribute_destinations(stored, before.knowledge)
    assert then.destinations == before.destinations
    assert then.law_grounds == []


def test_an_operator_from_a_table_of_the_users_own_stays_without_the_table(capture, packs, tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text(f"prefix,operator,as_number\n{THERE}/32,Example Transit,64496\n")
    seen = Seen(capture(CLAIM, sent(443, 100)), [packs.root], tables=[table])
    stored = device(1, destinations=seen.destinations)
    again = reattribute_destinations(stored, seen.knowledge)
    assert again.destinations == stored.destinations
    (row,) = again.destinations
    assert (row.operator.name, row.as_number, row.laws) == ("Example Transit", 64496, [])


@pytest.mark.parametrize(
    ("frame", "reach"),
    [
        (sent(443, 10), "outside"),
        (sent(554, 10, to=INSIDE, to_mac=NVR), "inside_only"),
        (
            sent(1_900, 10, to="239.255.255.250", to_mac=made.multicast_mac("239.255.255.250")),
            "announcements_only",
        ),
        (CLAIM, "silent"),
    ],
)
def test_inside_alone_announcements_and_silence_read_differently(capture, frame, reach):
    nvr = made.arp_reply(NVR, INSIDE, ROUTER, "192.168.1.1")
    assert Seen(capture(CLAIM, nvr, frame)).reach == reach


def test_gaps_count_unknown_operators_and_name_the_countries_without_a_law(capture, packs):
    seen = Seen(capture(CLAIM, sent(443, 10), sent(443, 10, to="192.0.2.77")), [packs.root], date(2018, 1, 1))
    gaps = {gap.code: gap for gap in reach_gaps([device(1, destinations=seen.destinations)], seen.laws)}
    assert (gaps["unknown-operators"].count, gaps["unknown-operators"].of) == (1, 2)
    assert "XA" in gaps["countries-without-law"].text
    assert "unknown-seats" not in gaps


def test_the_same_ports_after_a_break_in_the_recording_are_another_connection(tmp_path):
    """What lies between two recordings is nobody's length: each connection lasted a second."""
    paths = []
    for number, (start, frames) in enumerate(
        ((0, [CLAIM, sent(443, 100), back(443, 100)]), (400_000, [sent(443, 100), back(443, 100)]))
    ):
        timed = [(START + start + at, frame) for at, frame in enumerate(frames)]
        path = tmp_path / f"{number}.pcap"
        path.write_bytes(made.pcap([*timed, (START + start + 100, CLAIM)]))
        paths.append(path)
    observations = observe_captures(paths)
    endpoints = Endpoints(observations)
    at = next(at for at, row in enumerate(endpoints.rows) if row.key == CAM)
    rows = attribute_destinations(
        observations,
        endpoints,
        find_legs(observations.flows, endpoints, [at]),
        Knowledge(load_packs(), DAY),
        UserTables([]),
    ).listed
    assert [(one.connections, one.active_s) for one in rows[at][0].exchanges] == [(2, 2.0)]
