"""What a result lists of a device with many destinations stands for all of them, and what it does not list is counted."""

from datetime import date

import pytest
from made_packs import MadePacks

import made_frames as made
from lamppost.attribute import talks
from lamppost.attribute.destinations import attribute_destinations
from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.ends import find_legs
from lamppost.attribute.unlisted import LIMITS, Limits, alikeness
from lamppost.attribute.user_tables import UserTables
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.model import columns
from lamppost.observe.capture.reader import observe_captures

CAMS, ROUTER = ("44:19:b6:00:53:01", "44:19:b6:00:53:02"), "00:00:5e:00:53:01"
DAY = date(2026, 11, 23)
FEW = Limits(of_device=3, in_all=100)


def own(cam):
    return f"192.168.1.{21 + cam}"


def claim(cam):
    return made.arp_reply(CAMS[cam], own(cam), ROUTER, "192.168.1.1")


def sent(cam, to, size=10, port=443):
    return made.ethernet(CAMS[cam], ROUTER, 0x0800, made.udp(own(cam), 40_000 + port, to, port, b"x" * size))


def frames():
    """One camera that talks to twenty addresses of one operator, two of another and one of nobody's; one that talks to two."""
    many = [sent(0, f"198.51.100.{host}", 10 + host % 5, port) for host in range(1, 21) for port in (1, 2)]
    rest = [sent(0, "203.0.113.7", 1), sent(0, "203.0.113.8", 2), sent(0, "192.0.2.7", 1)]
    return [claim(0), claim(1), *many, *rest, sent(1, "198.51.100.1"), sent(1, "198.51.100.2")]


@pytest.fixture
def knowledge(tmp_path):
    packs = MadePacks(tmp_path / "mine")
    packs.organisation("acme-net", []).organisation("acme-cloud", [])
    packs.network("acme-net", ["198.51.100.0/24"]).network("acme-cloud", ["203.0.113.0/24"])
    return Knowledge(load_packs([packs.root]), DAY)


def destinations(path, knowledge, limits):
    observations = observe_captures([path])
    endpoints = Endpoints(observations)
    at = [next(at for at, row in enumerate(endpoints.rows) if row.key == cam) for cam in CAMS]
    legs = find_legs(observations.flows, endpoints, at)
    found = attribute_destinations(observations, endpoints, legs, knowledge, UserTables([]), limits=limits)
    return [(found.listed.get(one, []), found.unlisted.get(one)) for one in at]


def test_what_is_listed_and_what_is_counted_are_together_all(capture, knowledge):
    path = capture(*frames())
    (whole, none), _ = destinations(path, knowledge, None)
    (listed, rest), (few, no_rest) = destinations(path, knowledge, FEW)
    assert (len(whole), none, len(few), no_rest) == (23, None, 2, None)
    assert len(listed) + rest.destinations == len(whole)
    for name in ("sent_bytes", "received_bytes"):
        total = sum(getattr(row, name) for row in [*listed, *rest.groups])
        assert total == sum(getattr(row, name) for row in whole)
    connections = sum(one.connections for row in listed for one in row.exchanges)
    assert connections + sum(row.connections for row in rest.groups) == 43
    assert listed == [row for row in whole if row.id in {one.id for one in listed}]


def test_one_of_each_operator_and_country_is_listed_beside_those_with_most_bytes(capture, knowledge):
    path = capture(*frames())
    (whole, _), _ = destinations(path, knowledge, None)
    (listed, rest), _ = destinations(path, knowledge, FEW)
    assert {alikeness(row) for row in listed} == {alikeness(row) for row in whole}
    assert [row.address for row in listed] == [
        *("198.51.100.14", "198.51.100.4", "198.51.100.9"),  # the first of those with most bytes
        *("203.0.113.8", "192.0.2.7"),
    ]
    assert [(row.operator, row.destinations) for row in rest.groups] == [("acme-net", 17), ("acme-cloud", 1)]


@pytest.mark.parametrize("part", [1, 2, 7, 1000])
def test_the_same_are_listed_however_many_sums_are_looked_at_in_one_go(capture, knowledge, monkeypatch, part):
    path = capture(*frames())
    at_once = destinations(path, knowledge, FEW)
    monkeypatch.setattr(talks, "ROWS", part)
    monkeypatch.setattr(columns, "PART", 4 * part)
    assert destinations(path, knowledge, FEW) == at_once


def test_devices_with_most_destinations_list_fewer_where_all_together_have_too_many(capture, knowledge):
    path = capture(*[claim(0), claim(1)], *[sent(0, f"198.51.100.{host}") for host in range(1, 31)])
    (listed, rest), _ = destinations(path, knowledge, Limits(of_device=20, in_all=8))
    assert (len(listed), rest.destinations) == (8, 22)
    path = capture(*frames())
    (listed, _), (few, no_rest) = destinations(path, knowledge, Limits(of_device=20, in_all=5))
    assert (len(few), no_rest) == (2, None)
    assert len(listed) == 3 + 2  # two stand for their kinds


def test_all_are_listed_of_a_device_that_talks_to_no_more_than_a_thousand(capture, knowledge):
    (listed, rest), _ = destinations(capture(*frames()), knowledge, LIMITS)
    assert (len(listed), rest) == (23, None)
