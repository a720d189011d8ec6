"""What is said in packets: look-ups of names, hellos of TLS and QUIC, requests of HTTP, leases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tools.made_logs.certificates import Name, names_of
from tools.made_logs.conversations import Conversation
from tools.made_logs.packets import Packet

RECORDS = {
    1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 33: "SRV", 41: "OPT",
    43: "DS", 46: "RRSIG", 47: "NSEC", 48: "DNSKEY", 64: "SVCB", 65: "HTTPS", 255: "ANY",
}  # fmt: skip
"""Types of records (IANA, DNS parameters)."""
CODES = {0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}
DHCP = {1: "DISCOVER", 2: "OFFER", 3: "REQUEST", 4: "DECLINE", 5: "ACK", 6: "NAK", 7: "RELEASE", 8: "INFORM"}
"""Types of messages (RFC 2132 §9.6)."""
_TEXTS = {1: "dns.a", 28: "dns.aaaa", 5: "dns.cname", 12: "dns.ptr.domain_name", 33: "dns.srv.target"}
_CLIENT_HELLO, _SERVER_HELLO = "1", "2"
VERSIONS = {0x0300: "3.0", 0x0301: "1.0", 0x0302: "1.1", 0x0303: "1.2", 0x0304: "1.3"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One record of an answer."""

    name: str
    kind: int
    text: str | None
    """Address or name; None for records whose text is not kept here."""
    ttl: int


@dataclass(slots=True)
class Message:
    """A message of DNS."""

    packet: Packet
    held: Conversation
    number: int
    is_answer: bool
    flags: int
    questions: list[tuple[str, int]]
    answers: list[Answer]

    @property
    def code(self) -> int:
        """Zero: no error."""
        return self.flags & 15


@dataclass(slots=True)
class Hello:
    """A handshake of TLS."""

    packet: Packet
    held: Conversation
    server_name: str | None
    version: str = "1.2"
    is_quic: bool = False
    subject: Name = field(default_factory=list)
    issuer: Name = field(default_factory=list)
    is_answered: bool = False


@dataclass(slots=True)
class Request:
    """A request of HTTP, and its answer."""

    packet: Packet
    held: Conversation
    depth: int
    method: str
    host: str | None
    uri: str
    version: str
    user_agent: str | None
    referrer: str | None
    status: int | None = None
    phrase: str | None = None
    server: str | None = None
    kind: str | None = None
    length: int = 0
    answered_us: int | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """A message of DHCP."""

    packet: Packet
    held: Conversation
    is_reply: bool
    number: int
    mac: str
    client: str
    yours: str
    kind: int
    host_name: str | None
    fqdn: str | None
    domain: str | None
    requested: str | None
    lease_s: int | None
    vendor_class: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """All that was said."""

    messages: list[Message]
    hellos: list[Hello]
    requests: list[Request]
    leases: list[Lease]


def sayings_of(packets: Iterable[Packet], of_frame: Mapping[int, Conversation]) -> Said:
    """What the packets say, in order; the conversations get the names of their services."""
    packets = list(packets)
    said = Said(
        [
            one
            for packet in packets
            if "dns.id" in packet.said
            for one in _messages(packet, of_frame[packet.number])
        ],
        list(_hellos(packets, of_frame)),
        list(_requests(packets, of_frame)),
        [_lease(packet, of_frame[packet.number]) for packet in packets if "dhcp.type" in packet.said],
    )
    for word, found in (
        ("dns", said.messages),
        ("ssl", said.hellos),
        ("http", said.requests),
        ("dhcp", said.leases),
    ):
        for one in found:
            _serve(one.held, word)  # type: ignore[attr-defined]
    return said


def _serve(held: Conversation, word: str) -> None:
    if word not in held.services:
        held.services.append(word)


def _messages(packet: Packet, held: Conversation) -> Iterator[Message]:
    flags = int(packet.one("dns.flags") or "0", 16)
    questions = list(zip(packet.all("dns.qry.name"), map(int, packet.all("dns.qry.type")), strict=False))
    yield Message(
        packet=packet,
        held=held,
        number=int(packet.one("dns.id") or "0", 16),
        is_answer=bool(flags & 0x8000),
        flags=flags,
        questions=questions[: int(packet.one("dns.count.queries") or 0)],
        answers=list(_answers(packet)),
    )


def _answers(packet: Packet) -> Iterator[Answer]:
    """The records of the answer section, which stand first."""
    texts = {kind: iter(packet.all(name)) for kind, name in _TEXTS.items()}
    records = zip(
        packet.all("dns.resp.name"), packet.all("dns.resp.type"), packet.all("dns.resp.ttl"), strict=False
    )
    most = int(packet.one("dns.count.answers") or 0)
    for number, (name, kind, ttl) in enumerate(records):
        if number == most:
            break
        text = next(texts[int(kind)], None) if int(kind) in texts else None
        yield Answer(name, int(kind), text, int(ttl))


def _hellos(packets: Iterable[Packet], of_frame: Mapping[int, Conversation]) -> Iterator[Hello]:
    """Of each conversation the first hello; what its server presents is added to it."""
    found: dict[str, Hello] = {}
    for packet in packets:
        kinds = packet.all("tls.handshake.type")
        held = of_frame[packet.number]
        if _CLIENT_HELLO in kinds and held.key not in found:
            found[held.key] = Hello(
                packet,
                held,
                packet.one("tls.handshake.extensions_server_name"),
                is_quic="quic" in packet.layers,
            )
        hello = found.get(held.key)
        if hello is None:
            continue
        if _SERVER_HELLO in kinds:
            hello.is_answered = True
            chosen = (
                packet.one("tls.handshake.extensions.supported_version")
                or packet.all("tls.handshake.version")[-1]
            )
            hello.version = VERSIONS.get(int(chosen, 16), "1.2")
        certificate = packet.one("tls.handshake.certificate")
        if certificate and not hello.subject and not held.is_from_src(packet):
            names = names_of(bytes.fromhex(certificate.replace(":", "")))
            hello.subject, hello.issuer = names or ([], [])
    yield from found.values()


def _requests(packets: Iterable[Packet], of_frame: Mapping[int, Conversation]) -> Iterator[Request]:
    found: list[Request] = []
    waiting: dict[str, list[Request]] = {}
    depths: dict[str, int] = {}
    for packet in packets:
        held = of_frame[packet.number]
        if "ssdp" in packet.layers or packet.proto != 6:  # TCP; neither tool takes SSDP for HTTP
            continue
        for at, method in enumerate(packet.all("http.request.method")):
            depths[held.key] = depths.get(held.key, 0) + 1
            found.append(_request(packet, held, method, at, depths[held.key]))
            waiting.setdefault(held.key, []).append(found[-1])
        for at, status in enumerate(packet.all("http.response.code")):
            if waiting.get(held.key):
                _answer(waiting[held.key].pop(0), packet, int(status), at)
    yield from found


def _at(packet: Packet, name: str, at: int) -> str | None:
    values = packet.all(name)
    return values[at] if at < len(values) else None


def _request(packet: Packet, held: Conversation, method: str, at: int, depth: int) -> Request:
    return Request(
        packet=packet,
        held=held,
        depth=depth,
        method=method,
        host=_at(packet, "http.host", at),
        uri=_at(packet, "http.request.uri", at) or "/",
        version=(_at(packet, "http.request.version", at) or "HTTP/1.1").removeprefix("HTTP/"),
        user_agent=_at(packet, "http.user_agent", at),
        referrer=_at(packet, "http.referer", at),
    )


def _answer(request: Request, packet: Packet, status: int, at: int) -> None:
    request.status, request.answered_us = status, packet.time_us
    request.phrase = _at(packet, "http.response.phrase", at)
    request.server = _at(packet, "http.server", at)
    request.kind = _at(packet, "http.content_type", at)
    length = _at(packet, "http.content_length", at)
    request.length = int(length) if length and length.isdigit() else 0


def _lease(packet: Packet, held: Conversation) -> Lease:
    seconds = packet.one("dhcp.option.ip_address_lease_time")
    return Lease(
        packet=packet,
        held=held,
        is_reply=packet.one("dhcp.type") == "2",
        number=int(packet.one("dhcp.id") or "0", 16),
        mac=packet.one("dhcp.hw.mac_addr") or "",
        client=packet.one("dhcp.ip.client") or "0.0.0.0",
        yours=packet.one("dhcp.ip.your") or "0.0.0.0",
        kind=int(packet.one("dhcp.option.dhcp") or 0),
        host_name=packet.one("dhcp.option.hostname"),
        fqdn=packet.one("dhcp.fqdn.name"),
        domain=packet.one("dhcp.option.domain_name"),
        requested=packet.one("dhcp.option.requested_ip_address"),
        lease_s=int(seconds) if seconds else None,
        vendor_class=packet.one("dhcp.option.vendor_class_id"),
    )
