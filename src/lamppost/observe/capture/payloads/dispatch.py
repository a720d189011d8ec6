"""Which parser reads a payload: its own bytes decide, ports only say what to try first."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import cast

from lamppost.observe.capture.payloads.banners import read_ftp, read_ssh, read_telnet
from lamppost.observe.capture.payloads.device_streams import read_baichuan, read_dvrip
from lamppost.observe.capture.payloads.dns import read_dns, read_dns_stream
from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.http_message import read_requests, read_responses
from lamppost.observe.capture.payloads.peer_to_peer import read_obfuscated_pppp, read_pppp
from lamppost.observe.capture.payloads.rtp import read_framed
from lamppost.observe.capture.payloads.rtsp import read_rtsp_requests, read_rtsp_responses
from lamppost.observe.capture.payloads.sip import is_sip, read_sip_stream
from lamppost.observe.capture.payloads.tls_certificate import read_server_flight
from lamppost.observe.capture.payloads.tls_hello import read_client_hello
from lamppost.observe.capture.payloads.value_lists import read_vivotek

DNS_PORT = 53
MDNS_PORT = 5353
LLMNR_PORT = 5355
NETBIOS_PORT = 137

Reader = Callable[[bytes], Heard]

_BY_FIRST_BYTE: dict[int, tuple[str, ...]] = {
    0x00: ("tuya:read_tuya", "fixed_answers:read_gvcp", "value_lists:read_panasonic"),
    0x01: ("dhcp:read_dhcp", "broadcasts:read_ubiquiti"),
    0x02: ("dhcp:read_dhcp", "broadcasts:read_ubiquiti", "broadcasts:read_sony", "tplink:read_tdp"),
    0x0B: ("broadcasts:read_hanwha",),
    0x12: ("value_lists:read_synology",),
    0x20: ("dahua:read_dhip", "xml_discovery:read_xml_discovery"),
    0x30: ("snmp:read_snmp",),
    0x21: ("fixed_answers:read_miio",),
    0x29: ("fixed_answers:read_lifx",),
    0x3A: ("peer_to_peer:read_bcudp",),
    0x99: ("broadcasts:read_bosch_binary",),
    0xB3: ("dahua:read_dahua_legacy",),
    0xD0: ("tplink:read_kasa",),
    0xFF: ("device_streams:read_dvrip",),
    ord("D"): ("fixed_answers:read_vstarcam", "text_answers:read_360vision"),
    ord("d"): ("text_answers:read_hid",),
    ord("H"): ("ssdp:read_ssdp",),
    **dict.fromkeys(b"IORS", ("sip:read_sip",)),
    ord("M"): ("broadcasts:read_foscam", "fixed_answers:read_mhed", "sip:read_sip"),
    ord("N"): ("ssdp:read_ssdp", "fixed_answers:read_nice", "sip:read_sip"),
    **dict.fromkeys(b"<\xef\r\n\t", ("text_answers:read_topsee", "xml_discovery:read_xml_discovery")),
}
"""Parsers of datagrams by their first octet, as module and function: a capture holds few of these protocols, so that
each module is imported when such a payload first comes."""
_BY_PORT = {MDNS_PORT: "mdns:read_mdns", LLMNR_PORT: "llmnr:read_llmnr", NETBIOS_PORT: "netbios:read_netbios"}
"""Likewise for protocols of names that no first octet tells; the first of these ports decides."""
_DHCPV6_PORTS = 546, 547
"""Of a client that sends, and of a server or relay that receives, as `dhcpv6` has them."""

_REQUEST_LINE = 4 * 1024  # longest one looked for


@cache
def _reader(place: str) -> Reader:
    """The parser of that name, in the module of that name beside this one."""
    module, _, name = place.partition(":")
    return cast("Reader", getattr(import_module(f"{__package__}.{module}"), name))


def read_datagram(src_port: int, dst_port: int, payload: bytes) -> Heard:
    """What one UDP payload says.

    Args:
        src_port: UDP port of the sender.
        dst_port: UDP port of the receiver.
        payload: The UDP data, whole or as far as it was captured.

    Returns:
        The names, self-descriptions and leases in it; empty if it is none of the known formats.
        `malformed` where it claims a format and breaks it, which a payload that was captured short
        also does. Never raises, whatever the bytes.
    """
    if not payload:
        return NOTHING
    heard = _read_by_port(src_port, dst_port, payload)
    if heard is not NOTHING and not heard.malformed:
        return heard
    for place in _BY_FIRST_BYTE.get(payload[0], ()):
        other = _reader(place)(payload)
        if other is not NOTHING:
            return other
    for other in (
        read_pppp(payload, src_port),
        read_obfuscated_pppp(payload, src_port),
        read_vivotek(payload),
    ):
        if other is not NOTHING:
            return other
    return heard


def _read_by_port(src_port: int, dst_port: int, payload: bytes) -> Heard:
    """The protocols of names and leases that no first octet tells."""
    ports = src_port, dst_port
    if DNS_PORT in ports:
        return read_dns(payload)
    for port, place in _BY_PORT.items():
        if port in ports:
            return _reader(place)(payload)
    if ports == _DHCPV6_PORTS:
        return _reader("dhcpv6:read_dhcpv6")(payload)
    return NOTHING


def read_stream(payload: bytes, *, from_opener: bool, server_port: int) -> Heard:
    """What the in-order head of one direction of a TCP connection says.

    Args:
        payload: The first bytes of that direction, from its first byte on; may be cut anywhere.
        from_opener: The side that opened the connection sent them.
        server_port: TCP port of the other side than the opener.

    Returns:
        The names and self-descriptions in it; empty if it is none of the known formats. A cut is no
        malformation. Never raises, whatever the bytes.
    """
    if payload[:2] == b"\x16\x03":
        return read_client_hello(payload) if from_opener else read_server_flight(payload)
    if payload[:2] == b"\x15\x03" and not from_opener:  # a warning, and then the same
        return read_server_flight(payload)
    heard = _read_opener(payload) if from_opener else _read_answerer(payload, server_port)
    if heard is NOTHING and server_port == DNS_PORT:
        return read_dns_stream(payload)
    return heard


def _read_opener(payload: bytes) -> Heard:
    line_end = payload.find(b"\n", 0, _REQUEST_LINE)
    if b" HTTP/1." in payload[: max(line_end, 0)]:
        return read_requests(payload)
    if b" RTSP/" in payload[: max(line_end, 0)]:
        return read_rtsp_requests(payload)
    return _read_either(payload)


def _read_answerer(payload: bytes, server_port: int) -> Heard:
    if payload.startswith(b"HTTP/1."):
        return read_responses(payload)
    if payload.startswith(b"RTSP/"):
        return read_rtsp_responses(payload)
    if payload.startswith(b"SSH-"):
        return read_ssh(payload)
    if payload.startswith(b"220"):
        return read_ftp(payload, server_port)
    heard = read_dvrip(payload) if payload.startswith(b"\xff") else read_baichuan(payload)
    if heard is NOTHING:
        heard = read_telnet(payload, server_port)
    return _read_either(payload) if heard is NOTHING else heard


def _read_either(payload: bytes) -> Heard:
    """Protocols in which both sides begin alike."""
    return read_sip_stream(payload) if is_sip(payload) else read_framed(payload)
