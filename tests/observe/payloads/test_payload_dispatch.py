"""The parsers that are imported when a payload first needs them are there."""

import inspect

import pytest

from lamppost.observe.capture.payloads import dhcpv6, dispatch

PLACES = sorted(
    {*dispatch._BY_PORT.values(), *(one for row in dispatch._BY_FIRST_BYTE.values() for one in row)}
)


@pytest.mark.parametrize("place", PLACES)
def test_a_parser_that_is_named_takes_a_payload(place):
    reader = dispatch._reader(place)
    assert reader.__name__ == place.partition(":")[2]
    assert len(inspect.signature(reader).parameters) == 1


def test_dhcpv6_is_read_on_its_own_ports():
    assert (dhcpv6.CLIENT_PORT, dhcpv6.SERVER_PORT) == dispatch._DHCPV6_PORTS
