"""What a host says of itself by DHCPv6: the class of its maker, and its host name.

Written from RFC 8415 (§8 messages, §21.1 options, §21.16 vendor class) and RFC 4704 §4 (client FQDN). A message that a
relay passed on speaks of another host than its sender, and is left out.
"""

from lamppost.model.saying import noted
from lamppost.observe.capture.payloads.domain_names import BrokenMessageError, read_name
from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.text import say

CLIENT_PORT, SERVER_PORT = 546, 547
_CLIENT_MESSAGES = frozenset({1, 3, 4, 5, 6, 8, 9, 11})
"""SOLICIT, REQUEST, CONFIRM, RENEW, REBIND, RELEASE, DECLINE, INFORMATION-REQUEST."""
_HEADER = 4
_VENDOR_CLASS, _FQDN = 16, 39
_MAX_OPTIONS = 64
_MAX_ITEMS = 8


def read_dhcpv6(message: bytes) -> Heard:
    """Vendor classes and host name of a client's message, under the same fields as those of DHCP.

    Args:
        message: UDP data from port 546 to port 547.

    Returns:
        Self-descriptions of the frame's source; nothing for what servers and relays send; `malformed` where an
        option is cut.
    """
    if len(message) < _HEADER or message[0] not in _CLIENT_MESSAGES:
        return NOTHING
    pairs: list[tuple[str, bytes]] = []
    at = _HEADER
    for _ in range(_MAX_OPTIONS):
        if at == len(message):
            break
        code, size = int.from_bytes(message[at : at + 2]), int.from_bytes(message[at + 2 : at + 4])
        data = message[at + 4 : at + 4 + size]
        if at + 4 + size > len(message):
            return Heard(malformed=noted("DHCPv6: an option is longer than the message"))
        if code == _VENDOR_CLASS:
            pairs += (("dhcp.vendor_class", item) for item in _items(data[4:]))
        elif code == _FQDN:
            pairs.append(("dhcp.host_name", _host(data[1:])))
        at += 4 + size
    said = say(pairs)
    return Heard(said=said) if said else NOTHING


def _items(data: bytes) -> list[bytes]:
    """The items behind the enterprise number, each with its length before it, as far as they are whole."""
    items: list[bytes] = []
    at = 0
    while at + 2 <= len(data) and len(items) < _MAX_ITEMS:
        end = at + 2 + int.from_bytes(data[at : at + 2])
        if end > len(data):
            break
        items.append(data[at + 2 : end])
        at = end
    return items


def _host(name: bytes) -> bytes:
    """The first label; a partial name has no root behind it (RFC 4704 §4.2)."""
    try:
        return read_name(name + b"\0", 0)[0].partition(b".")[0]
    except (BrokenMessageError, IndexError):
        return b""
