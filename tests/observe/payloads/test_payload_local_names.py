"""Names that hosts claim on their own network: LLMNR, NetBIOS, DHCPv6."""

import struct

import pytest
from made_payloads import AAAA, A, dns, record, wire_name

from lamppost.observe.capture.payloads.dispatch import read_datagram
from lamppost.observe.capture.payloads.heard import NOTHING

ADDRESS = bytes([192, 0, 2, 7])


def pairs(payload: bytes, port: int) -> list[tuple[str, str]]:
    return [(said.field, said.value) for said in read_datagram(port, port, payload).said]


def llmnr(flags: int, kind: int = A) -> bytes:
    data = ADDRESS if kind == A else bytes(16)
    return dns("EX-CAM", flags=flags, kind=kind, answers=(record(wire_name("EX-CAM"), kind, data),))


def test_a_responder_of_llmnr_says_its_host_name():
    assert pairs(llmnr(0x8000), 5355) == [("llmnr.host", "EX-CAM")]
    assert pairs(llmnr(0x8000, AAAA), 5355) == [("llmnr.host", "EX-CAM")]


@pytest.mark.parametrize("flags", [0x0000, 0x8400, 0x8100, 0x8003, 0x8800])
def test_queries_conflicts_tentative_names_and_errors_say_nothing(flags):
    assert read_datagram(5355, 5355, llmnr(flags)) is NOTHING


def encoded(name: bytes, kind: int) -> bytes:
    octets = name.ljust(15) + bytes([kind])
    return b"\x20" + bytes(half + 0x41 for octet in octets for half in (octet >> 4, octet & 15)) + b"\0"


def netbios(flags: int, name: bytes, *, group: bool = False) -> bytes:
    """A registration, refresh or release: the question, and the record that is claimed."""
    data = struct.pack(">H", 0x8000 if group else 0) + ADDRESS
    return (
        struct.pack(">6H", 7, flags, 1, 0, 0, 1) + name + struct.pack(">HH", 0x20, 1) + record(b"\xc0\x0c", 0x20, data)
    )  # fmt: skip


@pytest.mark.parametrize("flags", [0x2910, 0x4010, 0x7910])
def test_a_host_that_registers_or_refreshes_a_name_says_it(flags):
    assert pairs(netbios(flags, encoded(b"EX-NVR", 0)), 137) == [("netbios.name", "EX-NVR")]
    assert pairs(netbios(flags, encoded(b"EX-NVR", 0x20)), 137) == [("netbios.name", "EX-NVR")]


def test_groups_other_services_releases_refusals_and_queries_say_nothing():
    assert pairs(netbios(0x2910, encoded(b"WORKGROUP", 0), group=True), 137) == []
    assert pairs(netbios(0x2910, encoded(b"EX-NVR", 0x1D)), 137) == []
    assert pairs(netbios(0x2910, wire_name("EX-NVR")), 137) == []
    for flags in (0x3010, 0xAD86, 0x0110):
        assert pairs(netbios(flags, encoded(b"EX-NVR", 0)), 137) == []


def query_answer(flags: int) -> bytes:
    owner = record(encoded(b"EX-NVR", 0x20), 0x20, b"\0\0" + ADDRESS)
    return struct.pack(">6H", 7, flags, 0, 1, 0, 0) + owner


def test_a_host_that_answers_for_its_name_says_it_and_a_name_server_does_not():
    assert pairs(query_answer(0x8500), 137) == [("netbios.name", "EX-NVR")]
    assert pairs(query_answer(0x8580), 137) == []
    assert pairs(query_answer(0x8503), 137) == []


def test_a_node_status_lists_the_hosts_own_names_alone():
    entries = (
        (b"EX-NVR", 0, 0x0400),
        (b"WORKGROUP", 0, 0x8400),
        (b"EX-NVR", 0x20, 0x0400),
        (b"ANNA", 3, 0x0400),
    )
    data = bytes([len(entries)]) + b"".join(
        name.ljust(15) + bytes([kind]) + struct.pack(">H", flags) for name, kind, flags in entries
    )
    answer = struct.pack(">6H", 7, 0x8400, 0, 1, 0, 0) + record(encoded(b"*", 0), 0x21, data + bytes(46))
    assert pairs(answer, 137) == [("netbios.name", "EX-NVR")]


def test_a_message_that_ends_early_is_malformed():
    for payload, port, word in (
        (llmnr(0x8000), 5355, "LLMNR"),
        (netbios(0x2910, encoded(b"A", 0)), 137, "NetBIOS"),
    ):
        assert read_datagram(port, port, payload[:-3]).malformed.startswith(word)


def option(code: int, data: bytes) -> bytes:
    return struct.pack(">HH", code, len(data)) + data


VENDOR = option(16, struct.pack(">IH", 32473, 7) + b"EX-100\0" + struct.pack(">H", 3) + b"two")
HOST = option(39, b"\1" + b"\6ex-cam\7example\3net\0")


def test_a_client_of_dhcpv6_says_its_class_and_host_name():
    message = b"\x01abc" + option(1, bytes(10)) + VENDOR + HOST
    heard = read_datagram(546, 547, message)
    assert [(said.field, said.value, said.mac) for said in heard.said] == [
        ("dhcp.vendor_class", "EX-100", None),
        ("dhcp.vendor_class", "two", None),
        ("dhcp.host_name", "ex-cam", None),
    ]
    partial = read_datagram(546, 547, b"\x0babc" + option(39, b"\0\6ex-cam"))
    assert [said.value for said in partial.said] == ["ex-cam"]


def test_servers_and_relays_of_dhcpv6_say_nothing_and_a_cut_option_is_malformed():
    assert read_datagram(547, 546, b"\x02abc" + VENDOR) is NOTHING
    assert read_datagram(546, 547, b"\x0cabc" + VENDOR) is NOTHING
    assert read_datagram(546, 547, b"\x01abc" + VENDOR[:-1]).malformed.startswith("DHCPv6")
