"""Which address is whose where a log tells MAC addresses and no time-to-live."""

import pytest
from tests.attribute.made_logs import CAM, HERE, NO_MAC, ROUTER, THERE, logged, sender

from lamppost.attribute.endpoints import Endpoints
from lamppost.model.addresses import mac_text
from lamppost.model.observations import (
    SENDER_ARP,
    SENDER_FORWARDED,
    SENDER_INITIAL_TTL,
    SENDER_NDP,
    SENDER_UNTOLD,
)


def keys(*rows, home=()):
    found = Endpoints(logged(senders=rows), home).rows
    return {row.key: (row.is_router, row.addresses) for row in found}


def test_a_mac_that_sends_for_one_address_inside_alone_holds_it():
    assert keys(sender(HERE, CAM)) == {mac_text(CAM): (False, [HERE])}


def test_a_mac_that_sends_for_another_inside_too_is_a_router_and_holds_neither():
    found = keys(sender(HERE, ROUTER), sender("192.168.2.5", ROUTER))
    assert found[mac_text(ROUTER)] == (True, [])
    assert found[HERE] == (False, [HERE])


@pytest.mark.parametrize("outside", [THERE, "2001:db8::7"])
def test_a_mac_that_sends_for_anybody_outside_is_a_router_and_holds_nothing(outside):
    found = keys(sender(HERE, ROUTER), sender(outside, ROUTER))
    assert found == {mac_text(ROUTER): (True, []), HERE: (False, [HERE])}


def test_addresses_in_networks_that_the_user_calls_home_are_inside():
    rows = sender(HERE, CAM), sender("2001:db8::7", CAM), sender("2001:db8::8", CAM)
    assert keys(*rows, home=["2001:db8::/32"]) == {
        mac_text(CAM): (False, [HERE, "2001:db8::7", "2001:db8::8"])
    }


def test_an_address_that_a_lease_gave_is_held_whatever_the_mac_sends_for():
    rows = sender(HERE, ROUTER, flags=SENDER_ARP), sender(THERE, ROUTER)
    assert keys(*rows) == {mac_text(ROUTER): (True, [HERE])}


def test_an_address_that_a_mac_claims_is_nobody_elses_whom_it_sends_for():
    rows = sender("2001:db8::7", CAM, flags=SENDER_NDP), sender(HERE, CAM)
    assert keys(*rows) == {mac_text(CAM): (False, ["2001:db8::7", HERE])}


def test_what_a_capture_shows_of_how_far_packets_came_counts_more_than_a_log():
    forwarded = SENDER_UNTOLD | SENDER_FORWARDED
    assert keys(sender(HERE, CAM, flags=forwarded))[mac_text(CAM)] == (True, [])
    direct = SENDER_UNTOLD | SENDER_INITIAL_TTL
    assert keys(sender(THERE, CAM, flags=direct)) == {mac_text(CAM): (False, [THERE])}


def test_an_address_of_which_the_log_tells_no_mac_is_a_device_of_its_own():
    assert keys(sender(HERE), sender(THERE)) == {HERE: (False, [HERE])}
    (row,) = Endpoints(logged(senders=[sender(HERE, NO_MAC)])).rows
    assert (row.of_log, row.mac, row.behind_router) == (True, None, False)
