"""What devices say of themselves in answers of fixed layout: TVT, VStarcam, NICE, GigE Vision, miIO, LIFX.

Written from, in this order: PROTOCOL.md of ipcprobe (MHED: header and fields of an announcement);
UniversalScanner's Vstarcam.cs, NiceVision.cs and GigEVision.cs (offsets of the answers; a discovery
acknowledge is message 0003); Protocol.md of XiaomiRobotVacuumProtocol (miIO: header, and what the hello
differs in); lan.developer.lifx.com, pages “packet contents” and “information messages” (StateService).
Names, serial numbers and identifiers in these answers are passed over.
"""

import struct
from ipaddress import AddressValueError, IPv4Address

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.text import say, until_nul

_MHED_HEADER = struct.Struct("<4sHHH")  # magic, direction, constant, command
_MHED_ANNOUNCEMENT = (b"MHED", 8, 1, 2)
_MHED_SIZE = 240
_MHED_FIRMWARE, _MHED_MODEL, _MHED_VENDOR = slice(156, 172), slice(196, 212), slice(212, 228)

_VSTARCAM_MAGIC = b"\x44\x48\x01\x08"
_VSTARCAM_SIZE = 0x100
_VSTARCAM_IP, _VSTARCAM_FIRMWARE = slice(0x04, 0x14), slice(0xCC, 0xEC)

_NICE_SIZE = 0x5A
_NICE_MAC, _NICE_IP, _NICE_MASK = slice(0x0A, 0x10), slice(0x10, 0x14), slice(0x14, 0x18)

_GVCP_HEADER = b"\x00\x00\x00\x03\x00\xf8"  # success, discovery acknowledge, 248 octets follow
_GVCP_SIZE = 0x100
_GVCP_MANUFACTURER, _GVCP_MODEL, _GVCP_VERSION = slice(0x50, 0x70), slice(0x70, 0x90), slice(0x90, 0xB0)

_MIIO_HELLO = struct.Struct(">HHIII16s")  # magic, size, unknown, device, stamp, token or checksum
_NOBODY = 0xFFFFFFFF

_LIFX = struct.Struct(
    "<HHI8s6xBB8xH2xBI"
)  # size, protocol, source, target, flags, number, type, service, port
_LIFX_PROTOCOL, _LIFX_ADDRESSABLE, _LIFX_STATE_SERVICE = 1024, 0x1000, 3


def read_mhed(payload: bytes) -> Heard:
    """Vendor, model and firmware of a device that announces itself; nothing for a search or a setting."""
    if len(payload) != _MHED_SIZE or _MHED_HEADER.unpack_from(payload) != _MHED_ANNOUNCEMENT:
        return NOTHING
    return Heard(
        said=say(
            (
                ("mhed.answer", "MHED"),
                ("mhed.vendor", until_nul(payload[_MHED_VENDOR])),
                ("mhed.model", until_nul(payload[_MHED_MODEL])),
                ("mhed.firmware", until_nul(payload[_MHED_FIRMWARE])),
            )
        )
    )


def read_vstarcam(payload: bytes) -> Heard:
    """The firmware of a device that answers; recognised by its magic and the address text behind it."""
    if len(payload) < _VSTARCAM_SIZE or payload[:4] != _VSTARCAM_MAGIC:
        return NOTHING
    try:
        IPv4Address(until_nul(payload[_VSTARCAM_IP]).decode("ascii", "replace"))
    except AddressValueError:
        return NOTHING
    firmware = until_nul(payload[_VSTARCAM_FIRMWARE])
    return Heard(
        said=say((("vstarcam_discovery.answer", "44480108"), ("vstarcam_discovery.firmware", firmware)))
    )


def read_nice(payload: bytes) -> Heard:
    """That a NiceVision device answers; a request is shorter. Its name may be one that people chose.

    Recognised by its magic and by the mask of a network behind the address.
    """
    if len(payload) < _NICE_SIZE or payload[:4] != b"NICE":
        return NOTHING
    hosts = ~int.from_bytes(payload[_NICE_MASK], "big") & _NOBODY
    if hosts & (hosts + 1) or hosts == _NOBODY or not any(payload[_NICE_MAC]) or not any(payload[_NICE_IP]):
        return NOTHING
    return Heard(said=say((("nice_discovery.answer", "NICE"),)))


def read_gvcp(payload: bytes) -> Heard:
    """Manufacturer, model and version of a GigE Vision device that answers a discovery."""
    if len(payload) != _GVCP_SIZE or payload[: len(_GVCP_HEADER)] != _GVCP_HEADER:
        return NOTHING
    manufacturer = until_nul(payload[_GVCP_MANUFACTURER])
    if not manufacturer or not manufacturer.isascii():
        return NOTHING
    return Heard(
        said=say(
            (
                ("gvcp.manufacturer", manufacturer),
                ("gvcp.model", until_nul(payload[_GVCP_MODEL])),
                ("gvcp.version", until_nul(payload[_GVCP_VERSION])),
            )
        )
    )


def read_miio(payload: bytes) -> Heard:
    """That a miIO device answers a hello; the hello itself and encrypted messages say nothing."""
    if len(payload) != _MIIO_HELLO.size:
        return NOTHING
    magic, size, unknown, device, stamp, _token = _MIIO_HELLO.unpack(payload)
    if (magic, size, unknown) != (0x2131, _MIIO_HELLO.size, 0) or device in (0, _NOBODY) or stamp == _NOBODY:
        return NOTHING
    return Heard(said=say((("miio.answer", "2131"),)))


def read_lifx(payload: bytes) -> Heard:
    """That a LIFX device tells of its service."""
    if len(payload) != _LIFX.size:
        return NOTHING
    size, protocol, _source, target, _flags, _number, kind, service, port = _LIFX.unpack(payload)
    is_framed = size == _LIFX.size and protocol & 0x1FFF == _LIFX_PROTOCOL | _LIFX_ADDRESSABLE
    if not is_framed or kind != _LIFX_STATE_SERVICE:
        return NOTHING
    if not any(target) or not service or not 0 < port < 0x10000:
        return NOTHING
    return Heard(said=say((("lifx.answer", "StateService"),)))
