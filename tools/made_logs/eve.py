"""Events as Suricata writes them to eve.json.

docs.suricata.io, *Eve JSON Format* (common section, http, dns, tls, dhcp, flow), and Suricata's own source where that says
less: `src/output-json.c` (`CreateEveHeader`, `CreateJSONEther`), `src/output-json-flow.c`, `rust/src/dhcp/logger.rs`.
Version 3 of the look-ups' events is of Suricata 8: the direction of a message over UDP is its packet's.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools.made_logs.conversations import ECHOES, TCP, Conversation, distinct
from tools.made_logs.packets import Packet
from tools.made_logs.sayings import CODES, DHCP, RECORDS, Hello, Lease, Message, Request, Said
from tools.made_logs.zeek import state_of, without_port

Event = dict[str, Any]

_PROTOS = {6: "TCP", 17: "UDP", 1: "ICMP", 58: "IPv6-ICMP", 2: "IGMP"}
_FLAGS = {1: "fin", 2: "syn", 4: "rst", 8: "psh", 16: "ack", 32: "urg", 64: "ecn", 128: "cwr"}
_APPS = {"ssl": "tls"}
_WITH_PORTS = (6, 17)
_DNS_PORT = 53


def flow_key(number: int) -> str:
    """The flow_id of the n-th flow, in decimal."""
    return str((number + 1) * 0x9E3779B97F4A7C15 % (1 << 51))


def events_of(
    of_frame: Mapping[int, Conversation], said: Said, *, ether: bool, dns_version: int
) -> list[Event]:
    """The events, in the order in which they are written.

    Args:
        of_frame: Conversations by Suricata's rules.
        said: What is said in them.
        ether: Whether events hold MAC addresses (`ethernet: yes`).
        dns_version: 2 or 3.
    """
    last = max((held.last_us for held in of_frame.values()), default=0)
    timed = [
        (message.packet.time_us, event) for message in said.messages for event in _dns(message, dns_version)
    ]
    timed += [(hello.packet.time_us, _quic(hello) if hello.is_quic else _tls(hello)) for hello in said.hellos]
    timed += [(request.answered_us or request.packet.time_us, _http(request)) for request in said.requests]
    timed += [(lease.packet.time_us, _dhcp(lease)) for lease in said.leases]
    timed += [(last, _flow(held)) for held in distinct(dict(of_frame))]
    packets = {id(event): packet for event, packet in _packets(timed)}
    events = []
    for time_us, event in sorted(timed, key=lambda one: one[0]):
        packet, held = packets[id(event)], event.pop("held")
        event.pop("packet", None)
        events.append(_headed(time_us, event, held, packet, ether=ether))
    return events


def write(events: Iterable[Event], path: Path) -> None:
    """One event a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(event, separators=(",", ":"), ensure_ascii=False) + "\n" for event in events]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def _packets(timed: Iterable[tuple[int, Event]]) -> Iterable[tuple[Event, Packet | None]]:
    return [(event, event.get("packet")) for _, event in timed]


def _headed(time_us: int, event: Event, held: Conversation, packet: Packet | None, *, ether: bool) -> Event:
    """The event behind what all events have."""
    is_turned = event.pop("is_turned", False)
    ends = (held.src, held.sport, held.dst, held.dport)
    src, sport, dst, dport = (*ends[2:], *ends[:2]) if is_turned else ends
    head: Event = {"timestamp": _time(time_us), "flow_id": int(held.key)}
    if packet is not None:
        head["pcap_cnt"] = packet.number
    head["event_type"] = event.pop("event_type")
    if held.vlan is not None:
        head["vlan"] = [held.vlan]
    has_ports = held.proto in _WITH_PORTS
    head |= {"src_ip": _address(src)} | ({"src_port": sport} if has_ports else {})
    head |= {"dest_ip": _address(dst)} | ({"dest_port": dport} if has_ports else {})
    head["proto"] = _PROTOS.get(held.proto, f"{held.proto:03d}")
    if held.proto in (1, 58):
        head |= _icmp(held)
    if ether:
        head |= _ether(held, packet, is_turned=is_turned)
    return head | event


def _ether(held: Conversation, packet: Packet | None, *, is_turned: bool) -> Event:
    """Of an event of a packet both MAC addresses, of a flow all that were seen on each side."""
    if packet is None:
        there = held.there.macs
        back = held.back.macs + [mac for mac in held.far_macs if mac not in held.back.macs]
        return {"ether": {"dest_macs": back, "src_macs": there}} if there or back else {}
    if not packet.macs[0]:
        return {}
    src, dst = packet.macs if held.is_from_src(packet) != is_turned else packet.macs[::-1]
    return {"ether": {"src_mac": src, "dest_mac": dst}}


def _icmp(held: Conversation) -> Event:
    """Type and code of the first packet, and of the answer where one came."""
    asks = ECHOES[held.proto]
    if held.sport not in asks:
        return {"icmp_type": held.sport, "icmp_code": held.dport}
    told: Event = {"icmp_type": held.sport, "icmp_code": 0}
    return told | ({"response_icmp_type": held.dport, "response_icmp_code": 0} if held.back.packets else {})


def _time(time_us: int) -> str:
    return (
        datetime.fromtimestamp(time_us // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        + f".{time_us % 1_000_000:06d}+0000"
    )


def _address(text: str) -> str:
    """IPv6 without `::`, all groups with four digits, as `PrintInet` of Suricata writes it."""
    address = ipaddress.ip_address(text)
    return address.exploded if address.version == 6 else text


def _flow(held: Conversation) -> Event:
    is_new = not held.back.packets
    state = "new" if is_new else "closed" if held.ended else "established"
    event: Event = {"event_type": "flow", "held": held}
    app = [_APPS.get(word, word) for word in held.services]
    if held.proto in _WITH_PORTS:
        event["app_proto"] = app[0] if app else "failed"
    event["flow"] = {
        "pkts_toserver": held.there.packets,
        "pkts_toclient": held.back.packets,
        "bytes_toserver": held.there.frame_octets,
        "bytes_toclient": held.back.frame_octets,
        "start": _time(held.first_us),
        "end": _time(held.last_us),
        "age": held.last_us // 1_000_000 - held.first_us // 1_000_000,
        "state": state,
        "reason": "shutdown",
        "alerted": False,
    }
    if held.proto == TCP:
        event["tcp"] = _tcp(held)
    return event


def _tcp(held: Conversation) -> Event:
    there, back = held.there.flags & 255, held.back.flags & 255
    told: Event = {
        "tcp_flags": f"{there | back:02x}",
        "tcp_flags_ts": f"{there:02x}",
        "tcp_flags_tc": f"{back:02x}",
    }
    told |= {word: True for bit, word in _FLAGS.items() if (there | back) & bit}
    states = {
        "S0": "syn_sent",
        "SF": "closed",
        "S1": "established",
        "REJ": "closed",
        "RSTO": "closed",
        "RSTR": "closed",
    }
    return told | {"state": states.get(state_of(held), "none")}


def _dns(message: Message, version: int) -> list[Event]:
    """Events of a message; Suricata looks for them on port 53."""
    if _DNS_PORT not in (message.packet.sport, message.packet.dport):
        return []
    common: Event = {"event_type": "dns", "held": message.held, "packet": message.packet}
    questions = [
        {"rrname": name, "rrtype": RECORDS.get(kind, f"TYPE{kind}")} for name, kind in message.questions
    ]
    if version == 3:
        told: Event = {
            "version": 3,
            "type": "response" if message.is_answer else "request",
            "tx_id": 0,
            "id": message.number,
        }
        told |= _flags(message) | {"opcode": 0, "queries": questions}
        if message.is_answer:
            told |= _answers(message)
        return [common | {"dns": told, "is_turned": message.is_answer}]
    if message.is_answer:
        told = {"version": 2, "type": "answer", "id": message.number} | _flags(message)
        told |= (questions[0] if questions else {}) | _answers(message)
        return [common | {"dns": told}]
    return [common | {"dns": {"type": "query", "id": message.number, **one, "tx_id": 0}} for one in questions]


def _flags(message: Message) -> Event:
    bits = {"qr": 0x8000, "aa": 0x400, "tc": 0x200, "rd": 0x100, "ra": 0x80}
    told: Event = {"flags": f"{message.flags:x}"}
    return told | {word: True for word, bit in bits.items() if message.flags & bit}


def _answers(message: Message) -> Event:
    told: Event = {"rcode": CODES.get(message.code, str(message.code))}
    answers, grouped = [], {}
    for one in message.answers:
        kind = RECORDS.get(one.kind, f"TYPE{one.kind}")
        row: Event = {"rrname": one.name, "rrtype": kind, "ttl": one.ttl}
        if one.text is not None:
            row["rdata"] = _address(one.text) if kind in ("A", "AAAA") else one.text
            grouped.setdefault(kind, []).append(row["rdata"])
        answers.append(row)
    if answers:
        told |= {"answers": answers} | ({"grouped": grouped} if grouped else {})
    return told


def _tls(hello: Hello) -> Event:
    told: Event = {}
    if hello.subject:
        told |= {"subject": _distinguished(hello.subject), "issuerdn": _distinguished(hello.issuer)}
    if hello.server_name:
        told["sni"] = hello.server_name
    told["version"] = f"TLS {hello.version}" if hello.is_answered else "UNDETERMINED"
    return {"event_type": "tls", "held": hello.held, "packet": hello.packet, "tls": told}


def _quic(hello: Hello) -> Event:
    told: Event = {"version": "1"} | ({"sni": hello.server_name} if hello.server_name else {})
    return {"event_type": "quic", "held": hello.held, "packet": hello.packet, "quic": told}


def _distinguished(name: list[tuple[str, str]]) -> str:
    return ", ".join(f"{kind}={value}" for kind, value in name)


def _http(request: Request) -> Event:
    host = request.host or ""
    told: Event = {"hostname": without_port(host)} if host else {}
    if without_port(host) != host:
        told["http_port"] = int(host.rpartition(":")[2] or 0)
    told |= {"url": request.uri}
    optional = {
        "http_user_agent": request.user_agent,
        "http_content_type": request.kind.partition(";")[0] if request.kind else None,
        "http_refer": request.referrer,
    }
    told |= {name: text for name, text in optional.items() if text}
    told |= {"http_method": request.method, "protocol": f"HTTP/{request.version}"}
    if request.status is not None:
        told["status"] = request.status
    told["length"] = request.length
    return {
        "event_type": "http",
        "held": request.held,
        "packet": request.packet,
        "tx_id": request.depth - 1,
        "http": told,
    }


def _dhcp(lease: Lease) -> Event:
    """In its extended form; the event of a reply is the server's."""
    told: Event = {
        "type": "reply" if lease.is_reply else "request",
        "id": lease.number,
        "client_mac": lease.mac,
        "assigned_ip": lease.yours,
        "client_ip": lease.client,
        "dhcp_type": DHCP.get(lease.kind, "unknown").lower(),
    }
    optional = {
        "hostname": lease.host_name,
        "requested_ip": lease.requested,
        "lease_time": lease.lease_s,
        "vendor_class_identifier": lease.vendor_class,
    }
    told |= {name: value for name, value in optional.items() if value is not None}
    is_turned = not lease.held.is_from_src(lease.packet)
    return {
        "event_type": "dhcp",
        "held": lease.held,
        "packet": lease.packet,
        "dhcp": told,
        "is_turned": is_turned,
    }
