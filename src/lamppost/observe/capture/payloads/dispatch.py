"""Which parser reads a payload: its own bytes decide, ports only say what to try first."""

from collections.abc import Callable

from lamppost.observe.capture.payloads.banners import read_ftp, read_ssh, read_telnet
from lamppost.observe.capture.payloads.broadcasts import (
    read_bosch_binary,
    read_foscam,
    read_hanwha,
    read_sony,
    read_ubiquiti,
)
from lamppost.observe.capture.payloads.dahua import read_dahua_legacy, read_dhip
from lamppost.observe.capture.payloads.device_streams import read_baichuan, read_dvrip
from lamppost.observe.capture.payloads.dhcp import read_dhcp
from lamppost.observe.capture.payloads.dhcpv6 import CLIENT_PORT, SERVER_PORT, read_dhcpv6
from lamppost.observe.capture.payloads.dns import read_dns, read_dns_stream
from lamppost.observe.capture.payloads.fixed_answers import (
    read_gvcp,
    read_lifx,
    read_mhed,
    read_miio,
    read_nice,
    read_vstarcam,
)
from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.http_message import read_requests, read_responses
from lamppost.observe.capture.payloads.llmnr import read_llmnr
from lamppost.observe.capture.payloads.mdns import read_mdns
from lamppost.observe.capture.payloads.netbios import read_netbios
from lamppost.observe.capture.payloads.peer_to_peer import read_bcudp, read_obfuscated_pppp, read_pppp
from lamppost.observe.capture.payloads.rtp import read_framed
from lamppost.observe.capture.payloads.rtsp import read_rtsp_requests, read_rtsp_responses
from lamppost.observe.capture.payloads.sip import is_sip, read_sip, read_sip_stream
from lamppost.observe.capture.payloads.snmp import read_snmp
from lamppost.observe.capture.payloads.ssdp import read_ssdp
from lamppost.observe.capture.payloads.text_answers import read_360vision, read_hid, read_topsee
from lamppost.observe.capture.payloads.tls_certificate import read_server_flight
from lamppost.observe.capture.payloads.tls_hello import read_client_hello
from lamppost.observe.capture.payloads.tplink import read_kasa, read_tdp
from lamppost.observe.capture.payloads.tuya import read_tuya
from lamppost.observe.capture.payloads.value_lists import read_panasonic, read_synology, read_vivotek
from lamppost.observe.capture.payloads.xml_discovery import read_xml_discovery

DNS_PORT = 53
MDNS_PORT = 5353
LLMNR_PORT = 5355
NETBIOS_PORT = 137

Reader = Callable[[bytes], Heard]

_BY_FIRST_BYTE: dict[int, tuple[Reader, ...]] = {
    0x00: (read_tuya, read_gvcp, read_panasonic),
    0x01: (read_dhcp, read_ubiquiti),
    0x02: (read_dhcp, read_ubiquiti, read_sony, read_tdp),
    0x0B: (read_hanwha,),
    0x12: (read_synology,),
    0x20: (read_dhip, read_xml_discovery),
    0x30: (read_snmp,),
    0x21: (read_miio,),
    0x29: (read_lifx,),
    0x3A: (read_bcudp,),
    0x99: (read_bosch_binary,),
    0xB3: (read_dahua_legacy,),
    0xD0: (read_kasa,),
    0xFF: (read_dvrip,),
    ord("D"): (read_vstarcam, read_360vision),
    ord("d"): (read_hid,),
    ord("H"): (read_ssdp,),
    **dict.fromkeys(b"IORS", (read_sip,)),
    ord("M"): (read_foscam, read_mhed, read_sip),
    ord("N"): (read_ssdp, read_nice, read_sip),
    **dict.fromkeys(b"<\xef\r\n\t", (read_topsee, read_xml_discovery)),
}

_REQUEST_LINE = 4 * 1024  # longest one looked for


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
    for reader in _BY_FIRST_BYTE.get(payload[0], ()):
        other = reader(payload)
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
    if MDNS_PORT in ports:
        return read_mdns(payload)
    if LLMNR_PORT in ports:
        return read_llmnr(payload)
    if NETBIOS_PORT in ports:
        return read_netbios(payload)
    if ports == (CLIENT_PORT, SERVER_PORT):
        return read_dhcpv6(payload)
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
