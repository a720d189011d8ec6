"""WS-Discovery messages as ONVIF devices send them, in the variety of prefixes that firmware shows.

Written from OASIS WS-Discovery 1.1 (draft of April 2005, which ONVIF names), the ONVIF Core Specification
§7.3 (scopes), and the answer in UniversalScanner's Wsdiscovery.selftest (header parts and their order).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tools.made_network.host import Host
from tools.made_network.servers import listen_udp

GROUP, PORT = "239.255.255.250", 3702
SCOPE = "onvif://www.onvif.org/"
_SOAP = "http://www.w3.org/2003/05/soap-envelope"
_ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
_DISCOVERY = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
_PREFIXES = (("s", "a", "d"), ("env", "wsa", "wsadis"), ("SOAP-ENV", "wsa", "wsdd"), ("e", "a", "d"))


@dataclass
class Described:
    """What a device says in a Hello or a ProbeMatch."""

    scopes: list[str]
    xaddrs: list[str]
    types: str = "dn:NetworkVideoTransmitter tds:Device"


def scopes_of(host: Host, name: str, hardware: str, more: list[str] | None = None) -> list[str]:
    """Scopes in a shuffled order, with those that not every firmware has."""
    rows = [f"{SCOPE}name/{name}", f"{SCOPE}hardware/{hardware}", f"{SCOPE}Profile/Streaming"]
    rows += [f"{SCOPE}{word}" for word in more or []]
    optional = [("Profile/G", ""), ("Profile/T", ""), ("type/audio_encoder", ""), ("type/ptz", "")]
    return host.shuffled(rows + [SCOPE + word for word, _ in host.some(optional)])


def hello(host: Host, described: Described) -> bytes:
    """A device says that it has joined."""
    return _envelope(host, "Hello", None, described)


def probe_matches(host: Host, described: Described, relates_to: str) -> bytes:
    """A device answers a probe."""
    return _envelope(host, "ProbeMatches", relates_to, described)


def answer_probes(host: Host, answer: Callable[[bytes], bytes | None]) -> None:
    """Answer what is asked on the group, from port 3702 to the asker."""
    listen_udp(PORT, lambda payload, _sender: answer(payload), group=GROUP, interface=host.seat.address)


def probe(host: Host) -> bytes:
    """A client asks for cameras."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="{_SOAP}" xmlns:a="{_ADDRESSING}">'
        f"<s:Header><a:Action>{_DISCOVERY}/Probe</a:Action><a:MessageID>uuid:{host.uuid()}</a:MessageID>"
        "<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>"
        f'<s:Body><d:Probe xmlns:d="{_DISCOVERY}" xmlns:dn="http://www.onvif.org/ver10/network/wsdl">'
        "<d:Types>dn:NetworkVideoTransmitter</d:Types></d:Probe></s:Body></s:Envelope>"
    ).encode()


def message_id(payload: bytes) -> str:
    """What an answer relates to: the text of the request's MessageID."""
    text = payload.decode("utf-8", "replace")
    return text.partition("MessageID>")[2].partition("<")[0]


def _envelope(host: Host, action: str, relates_to: str | None, described: Described) -> bytes:
    s, a, d = host.random.choice(_PREFIXES)
    spaces = f'xmlns:{s}="{_SOAP}" xmlns:{a}="{_ADDRESSING}" xmlns:{d}="{_DISCOVERY}"'
    spaces += ' xmlns:dn="http://www.onvif.org/ver10/network/wsdl" xmlns:tds="http://www.onvif.org/ver10/device/wsdl"'
    end = host.random.choice(("", "\n", "\r\n"))
    header = [f"<{a}:MessageID>urn:uuid:{host.uuid()}</{a}:MessageID>"]
    if relates_to is not None:
        header.append(f"<{a}:RelatesTo>{relates_to}</{a}:RelatesTo>")
    header += [
        f"<{a}:To>{_ADDRESSING}/role/anonymous</{a}:To>",
        f"<{a}:Action>{_DISCOVERY}/{action}</{a}:Action>",
    ]
    if host.random.random() < 0.5:
        number = host.random.randrange(1, 200)
        header.append(f'<{d}:AppSequence InstanceId="1" MessageNumber="{number}"></{d}:AppSequence>')
    match = [
        f"<{a}:EndpointReference><{a}:Address>urn:uuid:{host.uuid()}</{a}:Address></{a}:EndpointReference>"
    ]
    match += [
        f"<{d}:Types>{described.types}</{d}:Types>",
        f"<{d}:Scopes>{' '.join(described.scopes)}</{d}:Scopes>",
    ]
    match += [f"<{d}:XAddrs>{' '.join(described.xaddrs)}</{d}:XAddrs>"]
    match += [f"<{d}:MetadataVersion>{host.random.randrange(1, 12)}</{d}:MetadataVersion>"]
    wrapped = [f"<{d}:ProbeMatch>", *match, f"</{d}:ProbeMatch>"] if action == "ProbeMatches" else match
    rows = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{s}:Envelope {spaces}>", f"<{s}:Header>", *header]
    rows += [f"</{s}:Header>", f"<{s}:Body>", f"<{d}:{action}>", *wrapped, f"</{d}:{action}>"]
    return end.join([*rows, f"</{s}:Body>", f"</{s}:Envelope>"]).encode()
