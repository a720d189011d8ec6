"""What a host says of itself by DHCP, and the addresses that servers confirm.

Written from RFC 2131 (§2 message), RFC 2132 (options 12, 52, 53, 60) and RFC 3396 (options that
stand more than once are one option).
"""

from lamppost.model.saying import noted
from lamppost.observe.capture.payloads.heard import NOTHING, Bound, Heard
from lamppost.observe.capture.payloads.text import say, until_nul

_COOKIE = b"\x63\x82\x53\x63"
_OPTIONS_AT = 240
_REQUEST, _REPLY = 1, 2  # op
_ETHERNET = 1
_PAD, _HOST_NAME, _OVERLOAD, _MESSAGE_TYPE, _VENDOR_CLASS, _END = 0, 12, 52, 53, 60, 255
_CLIENT_MESSAGES = frozenset({1, 3, 4, 7, 8})  # DISCOVER, REQUEST, DECLINE, RELEASE, INFORM
_ACK = 5

_CUT = Heard(malformed=noted("DHCP: an option is longer than the message"))


def read_dhcp(payload: bytes) -> Heard:
    """Host name and vendor class of a client's message; the lease of an acknowledgement.

    Args:
        payload: UDP data, on whatever port.

    Returns:
        Self-descriptions for the client's hardware address, or one lease; nothing where the magic
        cookie is missing or the hardware is not Ethernet; `malformed` where an option is cut.
    """
    if payload[236:_OPTIONS_AT] != _COOKIE or payload[1] != _ETHERNET or payload[2] != 6:
        return NOTHING
    options: dict[int, bytes] = {}
    if not _read_options(payload[_OPTIONS_AT:], options):
        return _CUT
    overload = options.get(_OVERLOAD, b"\0")[:1]
    for bit, start, end in ((1, 108, 236), (2, 44, 108)):
        if overload and overload[0] & bit and not _read_options(payload[start:end], options):
            return _CUT
    kind = options.get(_MESSAGE_TYPE, b"")
    mac = int.from_bytes(payload[28:34], "big")
    if payload[0] == _REQUEST and kind and kind[0] in _CLIENT_MESSAGES:
        return _client(options, mac)
    if payload[0] == _REPLY and kind == bytes([_ACK]) and payload[16:20] != bytes(4):
        a, b, c, d = payload[16:20]
        return Heard(bound=(Bound(mac, f"{a}.{b}.{c}.{d}"),))
    return NOTHING


def _client(options: dict[int, bytes], mac: int) -> Heard:
    said = say(
        (
            ("dhcp.vendor_class", until_nul(options.get(_VENDOR_CLASS, b""))),
            ("dhcp.host_name", until_nul(options.get(_HOST_NAME, b""))),
        ),
        mac,
    )
    return Heard(said=said) if said else NOTHING


def _read_options(field: bytes, options: dict[int, bytes]) -> bool:
    """Add a field's options; false where one is cut."""
    at = 0
    while at < len(field) and field[at] != _END:
        code = field[at]
        at += 1
        if code == _PAD:
            continue
        if at >= len(field):
            return False
        end = at + 1 + field[at]
        if end > len(field):
            return False
        options[code] = options.get(code, b"") + field[at + 1 : end]
        at = end
    return True
