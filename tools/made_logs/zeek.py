"""What Zeek logs of conversations and of what is said in them, as rows.

Each log by the script of Zeek that writes it: docs.zeek.org, *script reference*,
`base/protocols/{conn,dns,ssl,quic,http,dhcp}/main.zeek`, `policy/protocols/http/software.zeek`,
`policy/protocols/conn/mac-logging.zeek` and `vlan-logging.zeek`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping

from tools.made_logs.conversations import ACK, FIN, RST, SYN, TCP, UDP, Conversation, distinct
from tools.made_logs.sayings import CODES, DHCP, RECORDS, Hello, Lease, Message, Request, Said
from tools.made_logs.zeek_files import Row

_SECOND = 1_000_000
_DHCP_GAP_US = 5 * _SECOND
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def uid(number: int) -> str:
    """The key of the n-th connection, in the shape of Zeek's."""
    rest, letters = (number + 1) * 0x9E3779B97F4A7C15 % (1 << 64) * 0xD6E8FEB86659FD93 % (1 << 96), ""
    for _ in range(16):
        rest, at = divmod(rest, 62)
        letters += _ALPHABET[at]
    return f"C{letters}{_ALPHABET[number % 62]}"


def rows_of(
    of_frame: Mapping[int, Conversation], said: Said, *, macs: bool, vlans: bool
) -> dict[str, list[Row]]:
    """The rows of each log, by its name.

    Args:
        of_frame: Conversations by Zeek's rules.
        said: What is said in them.
        macs: Whether conn.log has the columns of mac-logging.
        vlans: Whether it has those of vlan-logging.
    """
    rows = {
        "conn": [_conn(held, macs=macs, vlans=vlans) for held in _logged(of_frame)],
        "dns": list(_dns(said.messages)),
        "ssl": [_ssl(hello) for hello in said.hellos],
        "quic": [_quic(hello) for hello in said.hellos if hello.is_quic],
        "http": [_http(request) for request in said.requests],
        "dhcp": list(_dhcp(said.leases)),
        "software": list(_software(said.requests)),
    }
    return {name: found for name, found in rows.items() if found}


def _logged(of_frame: Mapping[int, Conversation]) -> list[Conversation]:
    """As they end; before version 8 nothing but TCP, UDP and ICMP is a connection."""
    known = [held for held in distinct(dict(of_frame)) if held.proto in (TCP, UDP, 1, 58)]
    return sorted(known, key=lambda held: held.last_us)


def _id(held: Conversation, time_us: int) -> Row:
    return {
        "ts": time_us, "uid": held.key, "id.orig_h": held.src, "id.orig_p": held.sport, "id.resp_h": held.dst,
        "id.resp_p": held.dport,
    }  # fmt: skip


def _proto(held: Conversation) -> str:
    return {TCP: "tcp", UDP: "udp"}.get(held.proto, "icmp")


def _conn(held: Conversation, *, macs: bool, vlans: bool) -> Row:
    row = _id(held, held.first_us)
    lasted = held.last_us > held.first_us or held.there.packets + held.back.packets > 1
    row |= {
        "proto": _proto(held),
        "service": ",".join(held.services) or None,
        "duration": held.last_us - held.first_us if lasted else None,
        "orig_bytes": held.there.payload if lasted else None,
        "resp_bytes": held.back.payload if lasted else None,
        "conn_state": state_of(held),
        "local_orig": _is_local(held.src),
        "local_resp": _is_local(held.dst),
        "missed_bytes": 0,
        "history": held.history or None,
        "orig_pkts": held.there.packets,
        "orig_ip_bytes": held.there.octets,
        "resp_pkts": held.back.packets,
        "resp_ip_bytes": held.back.octets,
    }
    if vlans:
        row["vlan"] = held.vlan
    if macs:
        row["orig_l2_addr"] = held.there.macs[0] if held.there.macs else None
        row["resp_l2_addr"] = held.server_mac() or None
    return row


def _is_local(address: str) -> bool:
    return ipaddress.ip_address(address).is_private


def state_of(held: Conversation) -> str:
    """`conn_state`, as the table in the documentation of conn.log says."""
    if held.proto != TCP:
        return {(True, True): "SF", (True, False): "S0", (False, True): "SHR"}.get(
            (held.there.packets > 0, held.back.packets > 0), "OTH"
        )
    there, back, order = held.there.flags, held.back.flags, held.history
    asked, answered = bool(there & SYN), bool(back & SYN and back & ACK)
    reset = next((letter for letter in order if letter in "Rr"), "") if (there | back) & RST else ""
    if asked and answered:
        both = {(True, True): "SF", (True, False): "S2", (False, True): "S3", (False, False): "S1"}
        closed = both[bool(there & FIN), bool(back & FIN)]
        return closed if closed == "SF" else {"R": "RSTO", "r": "RSTR"}.get(reset, closed)
    if asked:
        return {"R": "RSTOS0", "r": "REJ"}.get(reset, "SH" if there & FIN else "S0")
    if answered:
        return "RSTRH" if reset == "r" else "SHR" if back & FIN else "OTH"
    return "OTH"


def _dns(messages: Iterable[Message]) -> Iterator[Row]:
    """A row a question, with its answer where that came; answers that nobody asked for have their own."""
    waiting: dict[tuple[str, int, str, int], Row] = {}
    rows: list[Row] = []
    for message in messages:
        is_multicast = "mdns" in message.packet.layers
        if not message.is_answer:
            for name, kind in message.questions:
                row = _question(message, name, kind)
                rows.append(row)
                if not is_multicast:
                    waiting[message.held.key, message.number, name.lower(), kind] = row
            continue
        asked = message.questions or [(one.name, one.kind) for one in message.answers[:1]]
        for name, kind in asked:
            row = waiting.pop((message.held.key, message.number, name.lower(), kind), None)
            if row is None:
                row = _question(message, name, kind)
                rows.append(row)
            else:
                row["rtt"] = message.packet.time_us - row["ts"]
            _answer(row, message)
    yield from rows


def _question(message: Message, name: str, kind: int) -> Row:
    return _id(message.held, message.packet.time_us) | {
        "proto": _proto(message.held), "trans_id": message.number, "query": name.lower(), "qclass": 1,
        "qclass_name": "C_INTERNET", "qtype": kind, "qtype_name": RECORDS.get(kind, f"query-{kind}"), "AA": False,
        "TC": bool(message.flags & 0x200), "RD": bool(message.flags & 0x100), "RA": False, "Z": 0, "rejected": False,
    }  # fmt: skip


def _answer(row: Row, message: Message) -> None:
    row["rcode"], row["rcode_name"] = message.code, CODES.get(message.code, f"unknown-{message.code}")
    row["AA"], row["RA"] = bool(message.flags & 0x400), bool(message.flags & 0x80)
    row["rejected"] = message.code != 0 and not message.answers
    told = [one for one in message.answers if one.text is not None]
    if told:
        row["answers"] = [one.text for one in told]
        row["TTLs"] = [one.ttl * _SECOND for one in told]


def _ssl(hello: Hello) -> Row:
    return _id(hello.held, hello.packet.time_us) | {
        "version": "TLSv" + hello.version.replace(".", "") if hello.is_answered else None,
        "server_name": hello.server_name,
        "resumed": False,
        "established": hello.is_answered,
        "cert_chain_fuids": [f"F{hello.held.key[1:]}"] if hello.subject else None,
        "subject": _distinguished(hello.subject),
        "issuer": _distinguished(hello.issuer),
    }


def _quic(hello: Hello) -> Row:
    """Beside the row in ssl.log that the hello inside has."""
    return _id(hello.held, hello.packet.time_us) | {
        "version": "1", "server_name": hello.server_name, "history": "ISishIHhs" if hello.is_answered else "IS",
    }  # fmt: skip


def _distinguished(name: list[tuple[str, str]]) -> str | None:
    """As RFC 4514 §2 writes it: the last attribute first, commas in values behind a backslash."""
    return ",".join(f"{kind}=" + value.replace(",", "\\,") for kind, value in reversed(name)) or None


def _http(request: Request) -> Row:
    return _id(request.held, request.packet.time_us) | {
        "trans_depth": request.depth,
        "method": request.method,
        "host": without_port(request.host),
        "uri": request.uri,
        "referrer": request.referrer,
        "version": request.version,
        "user_agent": request.user_agent,
        "request_body_len": 0,
        "response_body_len": request.length,
        "status_code": request.status,
        "status_msg": request.phrase,
        "tags": [],
        "resp_mime_types": [request.kind.partition(";")[0]] if request.kind else None,
    }


def without_port(host: str | None) -> str | None:
    """The host that a request names, without its port."""
    if host is None or host.startswith("[") or host.count(":") != 1:
        return host
    return host.partition(":")[0]


def _dhcp(leases: Iterable[Lease]) -> Iterator[Row]:
    """A row a transaction, with what `DHCP::aggregate_msgs` keeps of its messages."""
    rows: list[Row] = []
    current: dict[int, tuple[Row, int]] = {}
    for lease in leases:
        now = lease.packet.time_us
        row, last = current.get(lease.number, (None, 0))
        if row is None or now - last > _DHCP_GAP_US:
            row = {"ts": now, "uids": [], "msg_types": [], "duration": 0}
            rows.append(row)
        current[lease.number] = row, now
        row["duration"] = now - row["ts"]
        if lease.held.key not in row["uids"]:
            row["uids"].append(lease.held.key)
        row["msg_types"].append(DHCP.get(lease.kind, str(lease.kind)))
        _from_server(row, lease) if lease.is_reply else _from_client(row, lease)
    yield from rows


def _from_client(row: Row, lease: Lease) -> None:
    if lease.packet.src not in ("0.0.0.0", "255.255.255.255"):  # no address yet
        row["client_addr"] = lease.packet.src
    row["mac"] = lease.mac
    told = {"host_name": lease.host_name, "client_fqdn": lease.fqdn, "requested_addr": lease.requested}
    row.update({name: text for name, text in told.items() if text})


def _from_server(row: Row, lease: Lease) -> None:
    row.setdefault("mac", lease.mac)
    if lease.yours != "0.0.0.0":  # no address was given
        row["server_addr"], row["assigned_addr"] = lease.packet.src, lease.yours
        row.setdefault("client_addr", lease.yours)
    if lease.domain:
        row["domain"] = lease.domain
    if lease.lease_s is not None:
        row["lease_time"] = lease.lease_s * _SECOND


def _software(requests: Iterable[Request]) -> Iterator[Row]:
    """What is on hosts of the network itself, each once."""
    seen: set[tuple[str, str, str]] = set()
    for request in requests:
        held = request.held
        for host, port, kind, text, time_us in (
            (held.src, None, "HTTP::BROWSER", request.user_agent, request.packet.time_us),
            (held.dst, held.dport, "HTTP::SERVER", request.server, request.answered_us),
        ):
            if not text or not _is_local(host) or (host, kind, text) in seen:
                continue
            seen.add((host, kind, text))
            yield {
                "ts": time_us, "host": host, "host_p": port, "software_type": kind, "name": text.partition("/")[0],
                "unparsed_version": text,
            }  # fmt: skip
