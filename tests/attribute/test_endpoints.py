"""Which address is whose, on made captures."""

import made_frames as made
from lamppost.attribute.endpoints import Endpoints
from lamppost.observe.capture.reader import observe_captures

CAM, ROUTER, HOST = "44:19:b6:00:53:01", "00:00:5e:00:53:01", "00:00:5e:00:53:09"


def bound(*paths, home=()):
    return Endpoints(observe_captures(list(paths)), home)


def keys(endpoints):
    return {row.key: (row.is_router, row.addresses) for row in endpoints.rows}


def test_an_address_that_a_mac_claims_by_arp_is_its_own(capture):
    path = capture(made.arp_reply(CAM, "192.168.1.21", ROUTER, "192.168.1.1"))
    assert keys(bound(path)) == {CAM: (False, ["192.168.1.21"])}


def test_a_mac_that_sends_for_many_addresses_is_a_router_and_gives_them_no_mac(capture):
    frames = [
        made.ethernet(ROUTER, HOST, 0x0800, made.udp(f"10.0.0.{host}", 5000, "10.9.9.9", 5001, b"x", ttl=63))
        for host in range(1, 6)
    ]
    found = keys(bound(capture(*frames)))
    assert found[ROUTER] == (True, [])
    assert [found[f"10.0.0.{host}"] for host in range(1, 6)] == [
        (False, [f"10.0.0.{host}"]) for host in range(1, 6)
    ]


def test_one_forwarded_address_alone_makes_a_router_too(capture):
    path = capture(
        made.ethernet(ROUTER, HOST, 0x0800, made.udp("10.0.0.7", 5000, "10.9.9.9", 5001, b"x", ttl=63))
    )
    assert keys(bound(path)) == {ROUTER: (True, []), "10.0.0.7": (False, ["10.0.0.7"])}


def test_one_unforwarded_address_alone_is_the_senders_own(capture):
    path = capture(
        made.ethernet(CAM, ROUTER, 0x0800, made.udp("192.168.1.21", 5000, "203.0.113.1", 5001, b"x"))
    )
    assert keys(bound(path)) == {CAM: (False, ["192.168.1.21"])}


def test_a_public_host_behind_a_router_is_outside_and_no_endpoint(capture):
    path = capture(
        made.arp_reply(ROUTER, "192.168.1.1", CAM, "192.168.1.21"),
        made.ethernet(ROUTER, CAM, 0x0800, made.udp("203.0.113.1", 53, "192.168.1.21", 5000, b"x", ttl=51)),
    )
    endpoints = bound(path)
    assert keys(endpoints) == {ROUTER: (True, ["192.168.1.1"])}
    assert not endpoints.is_inside("203.0.113.1")


def test_a_home_network_of_the_user_is_inside(capture):
    path = capture(
        made.ethernet(ROUTER, CAM, 0x0800, made.udp("203.0.113.1", 53, "192.168.1.21", 5000, b"x", ttl=51))
    )
    endpoints = bound(path, home=["203.0.113.0/24"])
    assert endpoints.is_inside("203.0.113.1")
    assert "203.0.113.1" in keys(endpoints)


def test_broadcast_from_an_unset_address_belongs_to_the_mac_alone(capture):
    request = made.udp("0.0.0.0", 68, "255.255.255.255", 67, made.dhcp_request(CAM, 7))
    assert keys(bound(capture(made.ethernet(CAM, made.BROADCAST, 0x0800, request)))) == {CAM: (False, [])}


def test_the_same_device_in_two_files_is_one(capture):
    first = capture(made.arp_reply(CAM, "192.168.1.21", ROUTER, "192.168.1.1"), name="a.pcap")
    second = capture(made.arp_reply(CAM, "192.168.1.99", ROUTER, "192.168.1.1"), name="b.pcap")
    assert keys(bound(first, second)) == {CAM: (False, ["192.168.1.21", "192.168.1.99"])}


def test_a_routed_real_capture_gives_the_routers_maker_to_nobody(captures):
    endpoints = bound(captures / "ndpi" / "sites.pcapng")
    routers = [row for row in endpoints.rows if row.is_router]
    assert routers
    assert all(row.mac is None for row in endpoints.rows if row.behind_router)
