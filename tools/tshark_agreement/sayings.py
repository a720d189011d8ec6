"""The names and self-descriptions in tshark's fields, as far as lamppost promises to keep them.

The rules are those of `docs/reference/self-descriptions.md`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID

from tshark_agreement.judge import Frame, read_payloads
from tshark_agreement.packets import REASSEMBLES_FRAGMENTS, Packet

_A, _CNAME, _PTR, _TXT, _AAAA, _SRV, _HTTPS = 1, 5, 12, 16, 28, 33, 65
_HOST_NAME = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_SRV_OWNER = (
    "dns.srv.service",
    "dns.srv.proto",
    "dns.srv.name",
)  # tshark shows the owner of an SRV record in parts
_CLIENT_MESSAGES = {"1", "3", "4", "7", "8"}  # RFC 2132 §9.6: what clients send
_OIDS = {
    NameOID.COMMON_NAME: "CN", NameOID.SERIAL_NUMBER: "serialNumber", NameOID.COUNTRY_NAME: "C",
    NameOID.LOCALITY_NAME: "L", NameOID.STATE_OR_PROVINCE_NAME: "ST", NameOID.ORGANIZATION_NAME: "O",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "OU", NameOID.EMAIL_ADDRESS: "emailAddress",
}  # fmt: skip
_KEPT = 200  # characters of one value

Fact = tuple[str, str, str, str]
"""What kind it is, whose it is, the name or value, and the address or "" where there is none."""


@dataclass(frozen=True, slots=True)
class Places:
    """The frames in which a fact stands the first time: tshark names the one that completes it."""

    frame: int
    others: frozenset[int]


def facts_of(path: Path, packets: Iterable[Packet]) -> dict[Fact, Places]:
    """Each fact that lamppost should keep, and where it stands first."""
    found: dict[Fact, Places] = {}
    packets = list(packets)
    fragments: dict[int, list[int]] = defaultdict(list)
    for packet in packets:
        if packet.whole_in is not None:
            fragments[packet.whole_in].append(packet.frame.number)
    for packet in packets:
        for fact in _facts(packet):
            found.setdefault(fact, _places(packet.frame, fragments[packet.frame.number]))
    if any("rtsp" in packet.inside for packet in packets):
        payloads = read_payloads(path, "rtsp", defragment=REASSEMBLES_FRAGMENTS)
        for packet in packets:
            for fact in _rtsp(packet, payloads.get(packet.frame.number, b"")):
                found.setdefault(fact, _places(packet.frame, fragments[packet.frame.number]))
    return found


def _places(frame: Frame, fragments: Iterable[int]) -> Places:
    parts = [*frame.all("tcp.segment"), *frame.all("tls.segment")]
    return Places(frame.number, frozenset({frame.number, *fragments, *map(int, parts)}))


def _facts(packet: Packet) -> Iterator[Fact]:
    inside = packet.inside
    if "dns" in inside:
        yield from _dns(packet)
    if "llmnr" in inside:
        yield from _llmnr(packet)
    if "mdns" in inside:
        yield from _mdns(packet)
    if packet.proto == 6 and "tls" in inside:
        yield from _tls(packet)
    elif "quic" in inside:
        yield from _server_names(packet, "quic_sni")
    if packet.proto == 6 and "http" in inside:
        yield from _http(packet)
    if "ssdp" in inside:
        yield from _ssdp(packet)
    if "dhcp" in inside:
        yield from _dhcp(packet)


def _said(field: str, packet: Packet, values: Iterable[str]) -> Iterator[Fact]:
    address = "" if packet.src[0] in ("0.0.0.0", "::") else packet.src[0]
    for value in values:
        kept = _one_line(value)
        if kept:
            yield field, address, kept, ""


def _one_line(value: str) -> str:
    """As lamppost prints a value: one line, no control characters, at most 200 characters."""
    shown = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in value)
    return " ".join(shown.split())[:_KEPT].rstrip()


def _host(name: str) -> str | None:
    """A host name (RFC 1123 §2.1) in lower case; None for an address or anything else."""
    name = name.lower().removesuffix(".")
    is_name = len(name) <= 253 and _HOST_NAME.fullmatch(name) and not name.rpartition(".")[2].isdigit()
    return name if is_name else None


def _tls(packet: Packet) -> Iterator[Fact]:
    yield from _server_names(packet, "tls_sni")
    certificates = packet.frame.all("tls.handshake.certificate")
    for first in certificates[:1]:
        names = _certificate_names(bytes.fromhex(first.replace(":", "")))
        yield from _said("tls.certificate_subject", packet, [names[0]])
        yield from _said("tls.certificate_issuer", packet, [names[1]])


def _server_names(packet: Packet, kind: str) -> Iterator[Fact]:
    for value in packet.frame.all("tls.handshake.extensions_server_name"):
        name = _host(value)
        if name:
            yield kind, packet.src[0], name, packet.dst[0]


def _certificate_names(der: bytes) -> tuple[str, str]:
    """Subject and issuer; empty where another library cannot read the certificate."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        return _name(certificate.subject), _name(certificate.issuer)
    except ValueError:
        return "", ""


def _name(name: x509.Name) -> str:
    return ", ".join(f"{_OIDS[part.oid]}={part.value!s}" for part in name if part.oid in _OIDS)


def _http(packet: Packet) -> Iterator[Fact]:
    frame = packet.frame
    for host in frame.all("http.host"):
        name = _host(re.sub(r":\d*$", "", host))
        if name:
            yield "http_host", packet.src[0], name, packet.dst[0]
    yield from _said("http.user_agent", packet, frame.all("http.user_agent"))
    if not any(line.lower().startswith("via:") for line in frame.all("http.response.line")):
        # what a proxy hands on describes another machine (RFC 9110 §7.6.3)
        yield from _said("http.server", packet, frame.all("http.server"))


def _ssdp(packet: Packet) -> Iterator[Fact]:
    if packet.frame.first("http.request.method") != "M-SEARCH":  # a search says nothing of its sender
        yield from _said("ssdp.server", packet, packet.frame.all("http.server"))


def _rtsp(packet: Packet, payload: bytes) -> Iterator[Fact]:
    for field, header in (("rtsp.server", b"server"), ("rtsp.user_agent", b"user-agent")):
        values = re.findall(rb"(?im)^" + header + rb":[ \t]*([^\r\n]*)", payload)
        yield from _said(field, packet, [value.decode("utf-8", "replace") for value in values])


def _dhcp(packet: Packet) -> Iterator[Fact]:
    """What a client says of its hardware address (RFC 2132 §3.14, §9.13)."""
    frame = packet.frame
    if frame.first("dhcp.type") != "1" or frame.first("dhcp.option.dhcp") not in _CLIENT_MESSAGES:
        return
    mac = frame.first("dhcp.hw.mac_addr") or ""
    for field, name in (
        ("dhcp.vendor_class", "dhcp.option.vendor_class_id"),
        ("dhcp.host_name", "dhcp.option.hostname"),
    ):
        for kind, address, value, _ in _said(field, packet, frame.all(name)):
            yield kind, address, value, mac


@dataclass(frozen=True, slots=True)
class _Message:
    """One DNS message: records are name, type and data where tshark shows it."""

    is_response: bool
    opcode: int
    questions: list[tuple[str, int]]
    records: list[tuple[str, int, str]]
    n_answers: int
    n_authority: int
    is_settled: bool
    """An answer that is no error, of a name that is neither in conflict nor tentative (RFC 4795 §2.1.1)."""


def _messages(frame: Frame) -> Iterator[_Message]:
    """The DNS messages of a frame, its flat lists of values dealt out to them."""
    lists = {
        name: iter(frame.all(name))
        for name in (
            "dns.qry.name", "dns.qry.type", "dns.resp.name", "dns.resp.type",
            "dns.a", "dns.aaaa", "dns.cname", "dns.ptr.domain_name",
            "dns.srv.service", "dns.srv.proto", "dns.srv.name", "dns.srv.target",
        )
    }  # fmt: skip
    data = {
        _A: "dns.a", _AAAA: "dns.aaaa", _CNAME: "dns.cname", _PTR: "dns.ptr.domain_name", _SRV: "dns.srv.target",
    }  # fmt: skip
    counts = zip(
        *(
            frame.all(f"dns.{name}")
            for name in (
                "flags.response", "flags.opcode", "count.queries", "count.answers", "count.auth_rr", "count.add_rr",
            )
        ),
        strict=False,
    )  # fmt: skip
    unsettled = {"1", "True"} & {
        value for name in ("conflict", "tentative") for value in frame.all(f"dns.flags.{name}")
    }
    is_settled = not unsettled and all(int(code, 0) == 0 for code in frame.all("dns.flags.rcode"))
    for response, opcode, *sections in counts:
        n_questions, n_answers, n_authority, n_additional = map(int, sections)
        questions = [
            (next(lists["dns.qry.name"], ""), int(next(lists["dns.qry.type"], "0"), 0))
            for _ in range(n_questions)
        ]
        records = []
        for _ in range(n_answers + n_authority + n_additional):
            kind = int(next(lists["dns.resp.type"], "0"), 0)
            parts = _SRV_OWNER if kind == _SRV else ("dns.resp.name",)
            owner = ".".join(next(lists[part], "") for part in parts)
            records.append((owner, kind, next(lists[data[kind]], "") if kind in data else ""))
        yield _Message(
            response in ("1", "True"), int(opcode), questions, records, n_answers, n_authority, is_settled
        )


def _dns(packet: Packet) -> Iterator[Fact]:
    """The host asked for, and the addresses that its name leads to (RFC 1035 §3.6.2: through aliases)."""
    for message in _messages(packet.frame):
        if (
            message.opcode
            or len(message.questions) != 1
            or message.questions[0][1] not in (_A, _AAAA, _HTTPS)
        ):
            continue
        asked = message.questions[0][0].lower()
        name = _host(asked)
        if name is None:
            continue
        if not message.is_response:
            yield "dns", packet.src[0], name, ""
            continue
        addresses = _addresses(message, asked)
        for address in addresses or [""]:
            yield "dns", packet.dst[0], name, address


def _addresses(message: _Message, asked: str) -> list[str]:
    answers = message.records[: message.n_answers]
    wanted = {asked}
    for _ in answers:
        wanted |= {
            data.lower() for owner, kind, data in answers if kind == _CNAME and owner.lower() in wanted
        }
    return [data for owner, kind, data in answers if kind in (_A, _AAAA) and owner.lower() in wanted and data]


def _llmnr(packet: Packet) -> Iterator[Fact]:
    """The host name of whoever answers (RFC 4795 §2.3); who asks asks for a neighbour, which names no destination."""
    for message in _messages(packet.frame):
        if message.is_response and not message.opcode and message.is_settled:
            answers = message.records[: message.n_answers]
            owners = [owner for owner, kind, _ in answers if kind in (_A, _AAAA)]
            yield from _said("llmnr.host", packet, owners)


def _mdns(packet: Packet) -> Iterator[Fact]:
    """What a host announces (RFC 6762 §8.3), or is about to claim in a probe (§8.2)."""
    for message in _messages(packet.frame):
        if message.opcode:
            continue
        records = message.records
        if not message.is_response:
            records = records[message.n_answers : message.n_answers + message.n_authority]
        for owner, kind, data in records:
            for field, value in _announced(owner, kind, data):
                yield from _said(field, packet, [value])


def _announced(owner: str, kind: int, data: str) -> Iterator[tuple[str, str]]:
    """Service, instance and host of one record (RFC 6763 §4.1, §7.1, §9)."""
    lower = owner.lower()
    if kind == _PTR and lower.startswith("_services._dns-sd._udp."):
        yield from _service(data)
    elif kind == _PTR and lower.startswith("_"):
        yield from _service(owner[lower.find("._sub.") + 6 :] if "._sub." in lower else owner)
        yield from _instance(data)
    elif kind == _SRV:
        yield from _instance(owner)
        if not data.startswith("_"):
            yield "mdns.host", data
    elif kind == _TXT:
        yield from _instance(owner)
    elif kind in (_A, _AAAA) and not owner.startswith("_"):
        yield "mdns.host", owner


def _service(name: str) -> Iterator[tuple[str, str]]:
    if name.startswith("_") and re.search(r"\._(tcp|udp)\.", name.lower()):
        yield "mdns.service", name


def _instance(name: str) -> Iterator[tuple[str, str]]:
    if not name.startswith("_") and re.search(r"\._(tcp|udp)\.", name.lower()):
        yield "mdns.instance", name
