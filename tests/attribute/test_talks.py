"""What columns say of connections is the same in parts as in one go, and each connection is counted once."""

import numpy as np
import pytest

import made_frames as made
from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.ends import find_legs
from lamppost.attribute.looked_up import spelled_rank
from lamppost.attribute.talks import sum_talks
from lamppost.model import columns
from lamppost.model.addresses import ip_numbers
from lamppost.observe.capture.reader import observe_captures

CAM, OTHER_CAM, ROUTER = "00:00:5e:00:53:21", "00:00:5e:00:53:22", "00:00:5e:00:53:01"
HERE, THERE, ELSEWHERE = "192.168.1.21", "198.51.100.7", "203.0.113.9"


def claim(mac, address=HERE):
    return made.arp_reply(mac, address, ROUTER, "192.168.1.1")


def sent(port, *, mac=CAM, to=THERE, own_port=40_000, size=10):
    return made.ethernet(mac, ROUTER, 0x0800, made.udp(HERE, own_port, to, port, b"x" * size))


def back(port, *, own_port, ttl=51, origin=THERE):
    return made.ethernet(ROUTER, CAM, 0x0800, made.udp(origin, port, HERE, own_port, b"x" * 20, ttl=ttl))


def seen(path):
    observations = observe_captures([path])
    endpoints = Endpoints(observations)
    at = next(at for at, row in enumerate(endpoints.rows) if row.key == CAM)
    legs = find_legs(observations.flows, endpoints, [at])
    return observations, endpoints, legs


@pytest.mark.parametrize("part", [1, 2, 3, 1000])
def test_the_sums_do_not_depend_on_how_many_flows_are_looked_at_in_one_go(capture, monkeypatch, part):
    frames = [claim(CAM)]
    for number in range(12):
        frames += [sent(5_000 + number % 3, to=(THERE, ELSEWHERE)[number % 2], own_port=40_000 + number)]
        frames += [back(6_000, own_port=50_000 + number)]
    path = capture(*frames)
    observations, endpoints, legs = seen(path)
    whole = sum_talks(observations, endpoints, legs)
    monkeypatch.setattr(columns, "PART", part)
    observations, endpoints, legs = seen(path)
    assert sum_talks(observations, endpoints, legs) == whole
    assert sum(total.connections for talk in whole for total in talk.totals) == 24
    assert [talk.address for talk in whole] == [THERE, ELSEWHERE]
    assert {total.opener for talk in whole for total in talk.totals} == {"device", "outside"}


def test_a_connection_of_an_address_that_changed_hands_is_counted_once_and_given_to_neither(capture):
    path = capture(claim(CAM), sent(5_000), claim(OTHER_CAM), sent(5_000, mac=OTHER_CAM), claim(CAM))
    observations, endpoints, legs = seen(path)
    assert endpoints.nobodys_connections == 1
    assert sum_talks(observations, endpoints, legs) == []


def test_the_machine_itself_is_no_destination_and_not_outside(capture):
    path = capture(claim(CAM), sent(5_000, to="127.0.0.1"))
    observations, endpoints, legs = seen(path)
    assert sum_talks(observations, endpoints, legs) == []
    flows = observations.flows
    assert not endpoints.outside_column(flows["dst_ip_high"], flows["dst_ip_low"]).any()


@pytest.mark.parametrize(
    ("home", "address", "is_inside"),
    [
        ("198.51.100.0/24", "198.51.100.7", True),
        ("198.51.100.0/25", "198.51.100.200", False),
        ("0.0.0.0/0", "198.51.100.7", True),
        ("2001:db8::/33", "2001:db8::1", True),
        ("2001:db8::/33", "2001:db8:8000::1", False),
        ("::/0", "198.51.100.7", False),
        ("2001:db8::7/128", "2001:db8::7", True),
    ],
)
def test_columns_know_the_home_networks_as_single_addresses_do(capture, home, address, is_inside):
    endpoints = Endpoints(observe_captures([capture(claim(CAM))]), [home])
    high, low = (np.array([half], np.uint64) for half in ip_numbers(address))
    assert endpoints.is_inside(address) == is_inside
    assert endpoints.inside_column(high, low).tolist() == [is_inside]


def test_of_names_given_for_one_address_at_one_instant_their_letters_tell_which_stands_last():
    words = ["c.example.net", "a.example.net", "b.example.net"]
    numbers, instants = np.array([0, 1, 2, 0]), np.array([7, 7, 8, 7])
    assert spelled_rank(numbers, instants, words).tolist() == [1, 0, 0, 1]
