"""Who sent in the connections of logs: what MAC addresses of frames prove, and what they do not."""

import numpy as np
import pytest

from lamppost.model.addresses import ip_numbers, ip_text
from lamppost.model.observations import NO_MAC, SENDER_LINK_LOCAL, SENDER_NO_IP, SENDER_UNTOLD
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.outcome import observations_of
from lamppost.observe.logs.rows import Addresses

MAC = 0x00005E005320


def addresses(*texts):
    pairs = [ip_numbers(text) for text in texts]
    return Addresses(*(np.array(halves, np.uint64) for halves in zip(*pairs, strict=True)))


def senders(src, dst, src_mac=MAC):
    gathering = Gathering()
    one = np.ones(1, np.int64)
    gathering.flows(
        0, one, first_seen_at=one, src=addresses(src), dst=addresses(dst), proto=one * 17, src_port=one * 40000,
        dst_port=one * 5353, src_packets=one, dst_packets=one * 0, src_mac=one * src_mac,
    )  # fmt: skip
    rows = {name: column.tolist() for name, column in observations_of(gathering, []).senders.items()}
    return [
        (mac, ip_text(high, low), flags)
        for mac, high, low, flags in zip(
            rows["mac"], rows["ip_high"], rows["ip_low"], rows["flags"], strict=True
        )
    ]


@pytest.mark.parametrize("dst", ["224.0.0.251", "239.255.255.250", "255.255.255.255"])
def test_who_sends_where_no_router_forwards_sends_of_its_own(dst):
    assert senders("192.0.2.20", dst) == [(MAC, "192.0.2.20", SENDER_UNTOLD | SENDER_LINK_LOCAL)]


def test_who_sends_to_the_groups_of_its_link_in_ipv6_sends_of_its_own():
    assert senders("2001:db8::20", "ff02::fb") == [(MAC, "2001:db8::20", SENDER_UNTOLD | SENDER_LINK_LOCAL)]


@pytest.mark.parametrize("dst", ["198.51.100.9", "239.1.2.3", "224.1.0.1", "192.0.2.255"])
def test_who_sends_to_where_routers_forward_may_be_a_router(dst):
    assert senders("192.0.2.20", dst) == [(MAC, "192.0.2.20", SENDER_UNTOLD)]


def test_groups_of_a_site_in_ipv6_are_forwarded():
    assert senders("2001:db8::20", "ff05::2") == [(MAC, "2001:db8::20", SENDER_UNTOLD)]


@pytest.mark.parametrize(("src", "dst"), [("0.0.0.0", "255.255.255.255"), ("::", "ff02::16")])
def test_who_has_no_address_yet_is_a_mac_without_one(src, dst):
    assert senders(src, dst) == [(MAC, "::", SENDER_NO_IP)]
    assert senders(src, dst, src_mac=NO_MAC) == []
