"""Which of several addresses of one MAC are its own: moved and renumbered hosts, and those that answer for others."""

import made_frames as made
from lamppost.attribute.endpoints import Endpoints
from lamppost.observe.capture.reader import observe_captures

PLUG, ROUTER, PEER = "00:00:5e:00:53:21", "00:00:5e:00:53:01", "00:00:5e:00:53:09"
VIRTUAL = "00:00:5e:00:01:07"  # RFC 9568: a virtual router's own MAC address
FIN, RETRANSMITS = 0x11, 6


def rows_of(path):
    return {row.key: (row.is_router, row.addresses) for row in Endpoints(observe_captures([path])).rows}


def claim(mac, ip):
    return made.arp_reply(mac, ip, ROUTER, "192.0.2.1")


def talk(mac, ip, ttl=64, port=50_000, to_mac=ROUTER):
    """A question to a host outside, and its answer."""
    asked = made.udp(ip, port, "203.0.113.9", 123, b"x", ttl)
    told = made.udp("203.0.113.9", 123, ip, port, b"y", 51)
    return [made.ethernet(mac, to_mac, 0x0800, asked), made.ethernet(to_mac, mac, 0x0800, told)]


def linger(mac, ip, to, ttl=64):
    """The end of a connection, sent again and again since nobody answers."""
    return [
        made.ethernet(mac, ROUTER, 0x0800, made.tcp(ip, 10_000, to, 51_904, 1, 1, FIN, ttl=ttl))
    ] * RETRANSMITS


def test_an_address_of_a_network_that_it_left_is_still_the_devices_and_makes_no_router(capture):
    frames = [
        claim(PLUG, "10.10.10.186"),
        *talk(PLUG, "10.10.10.186"),
        *linger(PLUG, "192.168.20.3", "192.168.20.100"),
        *talk(PLUG, "10.10.10.186"),
    ]
    assert rows_of(capture(*frames))[PLUG] == (False, ["192.168.20.3", "10.10.10.186"])


def test_a_host_behind_a_router_that_keeps_the_time_to_live_is_answered_through_it(capture):
    frames = [claim(PLUG, "10.10.10.1"), *talk(PLUG, "10.10.10.1"), *talk(PLUG, "192.168.20.3", port=50_001)]
    found = rows_of(capture(*frames))
    assert found[PLUG] == (True, ["10.10.10.1"])
    assert found["192.168.20.3"] == (False, ["192.168.20.3"])


def test_a_router_whose_hosts_are_never_answered_stays_a_router(capture):
    frames = [
        claim(PLUG, "10.10.10.1"),
        *talk(PLUG, "10.10.10.1"),
        *linger(PLUG, "192.168.20.3", "192.168.20.100", ttl=63),
    ]
    assert rows_of(capture(*frames))[PLUG] == (True, ["10.10.10.1"])


def test_a_translator_behind_which_a_host_is_not_answered_stays_a_router(capture):
    frames = [
        claim(PLUG, "10.10.10.1"),
        *talk(PLUG, "10.10.10.1", ttl=63),
        *linger(PLUG, "192.168.20.3", "192.168.20.100"),
    ]
    assert rows_of(capture(*frames))[PLUG] == (True, ["10.10.10.1"])


def test_an_unanswered_neighbour_of_the_same_network_is_not_the_devices_own(capture):
    frames = [
        claim(PLUG, "192.168.1.5"),
        *talk(PLUG, "192.168.1.5"),
        *linger(PLUG, "192.168.7.3", "192.168.7.9"),
    ]
    assert rows_of(capture(*frames))[PLUG] == (True, ["192.168.1.5"])


def test_two_unanswered_addresses_make_a_router(capture):
    frames = [
        claim(PLUG, "10.10.10.1"),
        *talk(PLUG, "10.10.10.1"),
        *linger(PLUG, "192.168.20.3", "192.168.20.100"),
        *linger(PLUG, "192.168.21.3", "192.168.20.100"),
    ]
    assert rows_of(capture(*frames))[PLUG] == (True, ["10.10.10.1"])


def test_of_a_capture_of_one_direction_alone_nothing_is_said_to_be_left(capture):
    frames = [
        claim(PLUG, "10.10.10.1"),
        talk(PLUG, "10.10.10.1")[0],
        *linger(PLUG, "192.168.20.3", "192.168.20.100"),
    ]
    assert rows_of(capture(*frames))[PLUG] == (True, ["10.10.10.1"])


def test_an_unanswered_address_outside_is_no_devices_own(capture):
    frames = [
        claim(PLUG, "10.10.10.1"),
        *talk(PLUG, "10.10.10.1"),
        *linger(PLUG, "203.0.113.77", "10.10.10.9", ttl=32),
    ]
    assert rows_of(capture(*frames))[PLUG] == (True, ["10.10.10.1"])


def test_an_address_that_another_mac_claims_is_not_left_behind_by_this_one(capture):
    frames = [
        claim(PLUG, "10.10.10.186"),
        claim(PEER, "192.168.20.3"),
        *talk(PLUG, "10.10.10.186"),
        *linger(PLUG, "192.168.20.3", "192.168.20.100"),
    ]
    found = rows_of(capture(*frames))
    assert found[PEER] == (False, ["192.168.20.3"])
    assert found[PLUG][1] == ["10.10.10.186"]


def test_a_renumbered_host_is_one_device_though_old_connections_linger(capture):
    frames = [
        claim(PLUG, "192.168.20.3"),
        *talk(PLUG, "192.168.20.3"),
        claim(PLUG, "10.10.10.186"),
        *talk(PLUG, "10.10.10.186", port=50_001),
        *linger(PLUG, "192.168.20.3", "192.168.20.100"),
        *talk(PLUG, "10.10.10.186", port=50_002),
        *talk(PLUG, "10.10.10.186", port=50_003),
    ]
    assert rows_of(capture(*frames))[PLUG] == (False, ["192.168.20.3", "10.10.10.186"])


def test_a_repeater_that_brings_two_networks_their_answers_owns_neither_address(capture):
    frames = [claim(PLUG, "192.168.20.3"), claim(PLUG, "10.10.10.186")]
    for port in range(50_000, 50_004):
        frames += [*talk(PLUG, "192.168.20.3", port=port), *talk(PLUG, "10.10.10.186", port=port)]
    found = rows_of(capture(*frames))
    assert found[PLUG][1] == []
    assert {"192.168.20.3", "10.10.10.186"} < found.keys()


def test_a_bridge_owns_no_address_of_its_network_though_one_is_never_answered(capture):
    frames = [claim(PLUG, "192.168.20.3"), claim(PLUG, "192.168.20.4")]
    for port in range(50_000, 50_004):
        frames += [*talk(PLUG, "192.168.20.3", port=port), *linger(PLUG, "192.168.20.4", "192.168.20.9")]
    assert rows_of(capture(*frames))[PLUG][1] == []


def test_a_repeated_guest_that_announces_itself_is_not_the_repeaters_own(capture):
    group = made.multicast_mac("239.255.255.250")
    search = made.udp("192.168.20.3", 1900, "239.255.255.250", 1900, b"x", 1)
    frames = [claim(PLUG, "192.168.20.3"), claim(PLUG, "10.10.10.186")]
    for port in range(50_000, 50_004):
        frames += [*talk(PLUG, "10.10.10.186", port=port), made.ethernet(PLUG, group, 0x0800, search)]
    assert rows_of(capture(*frames))[PLUG][1] == []


def test_a_translator_keeps_one_address_and_is_no_router(capture):
    frames = [claim(PLUG, "10.10.10.186"), *talk(PLUG, "10.10.10.186"), *talk(PLUG, "10.10.10.186", ttl=63)]
    row = Endpoints(observe_captures([capture(*frames)])).rows[0]
    assert (row.is_shared, row.is_router, row.addresses) == (True, False, ["10.10.10.186"])


def test_a_virtual_router_gives_its_masters_address_no_mac(capture):
    """RFC 9568: advertisements leave the master's address with the virtual MAC, which answers ARP for another."""
    advertisement = made.ipv4("10.10.10.2", "224.0.0.18", 112, b"\x31\x07\xff\x01" + bytes(8), 255)
    frames = [
        *[made.ethernet(VIRTUAL, made.multicast_mac("224.0.0.18"), 0x0800, advertisement)] * 5,
        claim(VIRTUAL, "10.10.10.1"),
        *talk(VIRTUAL, "203.0.113.50", ttl=60),
        *[made.ethernet(VIRTUAL, made.multicast_mac("224.0.0.18"), 0x0800, advertisement)] * 5,
        claim(VIRTUAL, "10.10.10.1"),
    ]
    found = rows_of(capture(*frames))
    assert found[VIRTUAL] == (True, [])
    assert found["10.10.10.2"] == (False, ["10.10.10.2"])


def test_a_real_plug_that_just_left_its_setup_network_is_one_device_and_no_router(captures):
    for path in sorted((captures / "iot-sentinel" / "EdimaxPlug1101W").glob("Setup-*.pcap")):
        found = rows_of(path)
        assert found["74:da:38:4a:76:49"] == (False, ["192.168.20.3", "10.10.10.186"])
