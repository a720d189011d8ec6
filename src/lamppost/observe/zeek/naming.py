"""Names that clients ask for or call, of `dns.log`, `ssl.log`, `quic.log` and `http.log`, and what both ends say of themselves there.

| log | column of Zeek | what it becomes |
| --- | --- | --- |
| dns | `id.orig_h`, `query`, `answers` | the client, the name it asks for, and each address that it was given; aliases are no names |
| dns | `qtype`, `qclass` | questions of class 1 for A (1), AAAA (28), SVCB (64) and HTTPS (65) count, others do not; of an answer whose question Zeek did not see, those addresses count |
| dns | `id.resp_p` | 137 (NetBIOS), 5353 (multicast DNS, see `announcements`) and 5355 (LLMNR) name no destination |
| dns | `ts`, `rtt` | when the question was asked; when the answer came |
| ssl, quic | `server_name`, `id.orig_h`, `id.resp_h`, `uid` | the name that the client calls the server by, in this connection; what ssl.log repeats of a connection of quic.log is passed over |
| ssl | `ssl_history` | with `^` the responder is the client; without `C` its hello was not seen |
| ssl | `subject`, `issuer` or `issuer_subject`; else the first of `cert_chain_fps` or `cert_chain_fuids` in x509.log | `tls.certificate_subject`, `tls.certificate_issuer` of the server |
| http | `host`, `id.orig_h`, `id.resp_h`, `uid` | the name that the client calls the server by |
| http | `method` CONNECT, or a `uri` that begins with http:// | the host in it, asked of a proxy, which is not named after it; nor is it in ssl.log, whose hello and certificate went through the tunnel |
| http | `user_agent` | `http.user_agent` of the client |

scripts/base/protocols/{dns,ssl,quic,http}/main.zeek and scripts/base/protocols/ssl/files.zeek of github.com/zeek/zeek.
"""

import ipaddress

import numpy as np

from lamppost.model.observations import NAME_SOURCES, Column
from lamppost.observe.logs.rows import NOT_TOLD, Addresses, Items, Rows
from lamppost.observe.zeek.announcements import PORT, take_announcements
from lamppost.observe.zeek.log import Log, new_numbers, one_of_each, some_of

_DNS, _TLS, _QUIC, _HTTP = (NAME_SOURCES.index(one) for one in ("dns", "tls_sni", "quic_sni", "http_host"))
_ASKED = (1, 28, 64, 65)  # A (RFC 1035), AAAA (RFC 3596), SVCB and HTTPS (RFC 9460)
_IN = 1
_OTHER_PORTS = (137, PORT, 5355)
_V4 = 0xFFFF << 32
_HALF = (1 << 64) - 1
_FLIPPED, _SEEN, _UNSEEN = "^", "C", ""


def take_look_ups(rows: Rows, log: Log) -> None:
    """Hand over the questions of clients, and the addresses that they were given; and what hosts announce."""
    take_announcements(rows, log)
    family, kind, port = rows.integers("qclass"), rows.integers("qtype"), rows.integers("id.resp_p", 65535)
    is_asked = np.isin(kind, _ASKED) & ((family == _IN) | (family == NOT_TOLD))
    is_asked |= (kind == NOT_TOLD) & (family == NOT_TOLD)  # Zeek saw the answer alone, or the row is none
    is_asked &= ~np.isin(port, _OTHER_PORTS)
    rows, kind = rows.where(is_asked), kind[is_asked]
    asked_at, client = log.times(rows), rows.addresses("id.orig_h")
    log.report(rows, (asked_at != NOT_TOLD) & client.is_told, ("ts", "id.orig_h"))
    answered, addresses = _addresses(rows.items("answers"))
    is_answered = np.zeros(len(rows), bool)
    is_answered[answered] = True
    without = np.flatnonzero(~is_answered & (kind != NOT_TOLD))
    at = np.concatenate([answered, without])
    order = np.argsort(at, kind="stable")
    at = at[order]
    nothing = np.zeros(len(without), np.uint64)
    given = Addresses(*(np.concatenate([half, nothing])[order] for half in addresses))
    took = rows.durations("rtt")
    came_at = np.where((took == NOT_TOLD) | ~is_answered | (asked_at == NOT_TOLD), asked_at, asked_at + took)
    log.into.names(
        log.evidence,
        rows.lines[at],
        source=_DNS,
        client=some_of(client, at),
        name=log.hosts(rows, "query")[at],
        seen_at=came_at[at],
        address=given,
    )


def take_handshakes(rows: Rows, log: Log) -> None:
    """Hand over the server names of TLS, and whose certificates the servers present."""
    if (is_told := log.before.quic.hold(rows.keys("uid"))).any():
        rows = rows.where(~is_told)
    seen_at, client, server = log.ends(rows)
    is_hello = np.ones(len(rows), bool)
    if log.has("ssl_history"):
        kinds = new_numbers()
        number = rows.numbers("ssl_history", kinds, _what_history_shows)
        shown = np.array([*kinds, _SEEN])[number]  # the last where it is not told
        is_hello = np.char.find(shown, _SEEN) >= 0
        client, server = _turned(np.char.startswith(shown, _FLIPPED), client, server)
    log.into.coverage.tls_without_name += int((is_hello & (rows.keys("server_name") == 0)).sum())
    is_tunnelled = log.before.tunnels.hold(rows.keys("uid"))
    server = _nowhere(is_tunnelled, server)  # it is the proxy that was spoken to
    _call(rows, log, _TLS, log.hosts(rows, "server_name"), seen_at, client, server, is_tunnelled)
    _say_certificates(rows, log, seen_at, server)


def take_quic(rows: Rows, log: Log) -> None:
    """Hand over the server names of QUIC; a connection that the server has repeat its beginning is one."""
    seen_at, client, server = log.ends(rows)
    name = log.hosts(rows, "server_name")
    is_retry = rows.numbers("history", new_numbers(), lambda cell: cell if "r" in cell else None) >= 0
    is_retry &= name < 0
    log.into.coverage.quic_flows += int((~is_retry).sum())
    log.into.coverage.quic_unnamed += int((~is_retry & (rows.keys("server_name") == 0)).sum())
    log.before.quic.put(rows.keys("uid"))
    _call(rows, log, _QUIC, name, seen_at, client, server)


def take_requests(rows: Rows, log: Log) -> None:
    """Hand over the hosts that clients ask for by HTTP, and their User-Agent."""
    seen_at, client, server = log.ends(rows)
    targets = new_numbers()
    proxied = rows.numbers("uri", targets, log.cells.proxied)
    tunnel = np.flatnonzero(rows.words("method", ("CONNECT",)) == 0)
    proxied[tunnel] = rows.where(tunnel).numbers("uri", targets, log.cells.tunnelled)
    hosts = log.into.host_names
    numbers = np.array([*(hosts.number(one) if one else -1 for one in targets), -1], np.int64)
    is_proxied = proxied >= 0
    is_proxied[tunnel] = True
    log.before.tunnels.put(rows.keys("uid")[tunnel])
    name = np.where(is_proxied, numbers[proxied], rows.numbers("host", hosts, log.cells.called))
    _call(rows, log, _HTTP, name, seen_at, client, _nowhere(is_proxied, server), is_proxied)
    log.says(rows, "http.user_agent", log.said(rows, "user_agent"), seen_at, client)


def _call(
    rows: Rows,
    log: Log,
    source: int,
    name: Column,
    seen_at: Column,
    client: Addresses,
    server: Addresses,
    is_elsewhere: Column | None = None,
) -> None:
    """A name that was sent in the connection itself, and is that of the server unless it is elsewhere."""
    connection = rows.keys("uid")
    log.into.names(
        log.evidence,
        rows.lines,
        source=source,
        client=client,
        name=name,
        seen_at=seen_at,
        address=server,
        connection=connection if is_elsewhere is None else np.where(is_elsewhere, 0, connection),
    )


def _nowhere(some: Column, addresses: Addresses) -> Addresses:
    """The addresses, some of which nobody knows."""
    nothing = np.uint64(0)
    return Addresses(*(np.where(some, nothing, half) for half in addresses)) if some.any() else addresses


def _say_certificates(rows: Rows, log: Log, seen_at: Column, server: Addresses) -> None:
    subject = log.subjects(rows, "subject")
    issuer = log.subjects(rows, "issuer" if log.has("issuer") else "issuer_subject")
    if log.before.certificates:
        missing = np.flatnonzero((subject < 0) & (issuer < 0))
        for field in ("cert_chain_fps", "cert_chain_fuids"):
            if len(missing) and rows.has(field):
                at, first = one_of_each(rows.where(missing), field)
                known = [log.before.certificates.get(one, (-1, -1)) for one in first]
                held = np.array(known, np.int64).reshape(-1, 2)
                subject[missing[at]], issuer[missing[at]] = held[:, 0], held[:, 1]
    log.says(rows, "tls.certificate_subject", subject, seen_at, server)
    log.says(rows, "tls.certificate_issuer", issuer, seen_at, server)


def _what_history_shows(history: str) -> str:
    """Whether sides are turned, and a client's hello was seen."""
    return (_FLIPPED if "^" in history else "") + (_SEEN if "C" in history else _UNSEEN)


def _turned(is_flipped: Column, client: Addresses, server: Addresses) -> tuple[Addresses, Addresses]:
    """Who is client and who server, where that is the other way round."""
    if not is_flipped.any():
        return client, server
    halves = list(zip(client, server, strict=True))
    return (
        Addresses(*(np.where(is_flipped, theirs, ours) for ours, theirs in halves)),
        Addresses(*(np.where(is_flipped, ours, theirs) for ours, theirs in halves)),
    )


def _addresses(answers: Items) -> tuple[Column, Addresses]:
    """Those answers that are addresses, and the row of each; all others are aliases, or say nothing of where a name leads."""
    known: dict[str, int] = {}
    numbers = [
        known[text] if text in known else known.setdefault(text, _number(text)) for text in answers.texts
    ]
    told = [at for at, number in enumerate(numbers) if number]
    high = np.array([numbers[at] >> 64 for at in told], np.uint64)
    low = np.array([numbers[at] & _HALF for at in told], np.uint64)
    return answers.rows[told].astype(np.int64), Addresses(high, low)


def _number(text: str) -> int:
    """The address as a number, IPv4 mapped into IPv6; 0: it is none."""
    if not text[-1:].isalnum() and not text.endswith(":"):
        return 0
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        return 0
    return int(parsed) if parsed.version == 6 else _V4 | int(parsed)
