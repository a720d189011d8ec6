"""Longest prefix, against the obvious way of looking at every prefix."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamppost.knowledge.ranges import PrefixTable

prefixes = st.one_of(
    st.builds(
        lambda n, l: ipaddress.ip_network((n, l), strict=False), st.integers(0, 2**32 - 1), st.integers(0, 32)
    ),
    st.builds(
        lambda n, l: ipaddress.ip_network((n, l), strict=False),
        st.integers(0, 2**128 - 1),
        st.integers(0, 128),
    ),
)
addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6))


@given(st.lists(prefixes, max_size=20), st.lists(addresses, max_size=5))
def test_the_longest_prefix_that_holds_an_address_wins(networks, wanted):
    table = PrefixTable((str(network), str(network)) for network in networks)
    inside = [next(iter(network.hosts()), network.network_address) for network in networks]
    for address in [*wanted, *inside]:
        holding = [n for n in networks if n.version == address.version and address in n]
        expected = max(holding, key=lambda n: n.prefixlen, default=None)
        found = table.longest(str(address))
        assert (found[0] if found else None) == (str(expected) if expected else None)


def test_a_prefix_that_is_none_is_refused_when_its_family_is_looked_up():
    table = PrefixTable([("192.0.2.0/24", "here"), ("2001:db8::/129", "nowhere")])
    assert table.longest("192.0.2.7") == ("192.0.2.0/24", "here")
    with pytest.raises(ValueError, match="2001:db8::/129"):
        table.longest("2001:db8::1")
