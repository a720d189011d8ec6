"""Logs of a made network, as large as asked for: the same connections as Zeek writes them, and as Suricata does.

    python -m bench.logs_made FOLDER [CONNECTIONS]

writes `conn.log`, `ssl.log`, `dns.log` and `eve.json` into the folder. 5,000 devices call 200,000 destinations under
20,000 names; addresses are of 10.0.0.0/8, 198.18.0.0/15 and 2001:db8::/32 (RFC 1918, RFC 2544, RFC 3849), names end in
`example.net`. The same number of connections gives the same files, octet by octet.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

CONNECTIONS = 7_000_000
"""Make a `conn.log` of about 1 GB."""
DEVICES, DESTINATIONS, NAMES = 5_000, 200_000, 20_000

_OF_IPV4 = 1 << 17  # destinations
_PART = 100_000
_BEGIN = 1_700_000_000_000_000  # microseconds since 1970
_GAP = 20_000  # microseconds between connections, on average
_LETTERS = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", np.uint8)
_STATES = ("SF", "S0", "RSTO", "RSTR", "REJ", "OTH", "S1")
_HEAD = (
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t{path}\n"
    "#open\t2023-11-14-22-13-20\n#fields\t{fields}\n#types\t{types}\n"
)
_ID = "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p"
_ID_TYPES = "time\tstring\taddr\tport\taddr\tport"
_CONN = (
    "proto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory"
    "\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents"
)
_CONN_TYPES = "enum\tstring\tinterval\tcount\tcount\tstring\tbool\tbool\tcount\tstring\tcount\tcount\tcount\tcount\tset[string]"
_SSL = "version\tcipher\tcurve\tserver_name\tresumed\tnext_protocol\testablished"
_SSL_TYPES = "string\tstring\tstring\tstring\tbool\tstring\tbool"
_DNS = "proto\ttrans_id\tquery\tqtype\tqtype_name\trcode\trcode_name\tanswers"
_DNS_TYPES = "enum\tcount\tstring\tcount\tstring\tcount\tstring\tvector[string]"


def write_logs(folder: Path, connections: int = CONNECTIONS) -> None:
    """Write the logs of so many connections.

    Args:
        folder: Where they are put.
        connections: How many.
    """
    folder.mkdir(parents=True, exist_ok=True)
    heads = {
        "conn": _HEAD.format(path="conn", fields=f"{_ID}\t{_CONN}", types=f"{_ID_TYPES}\t{_CONN_TYPES}"),
        "ssl": _HEAD.format(path="ssl", fields=f"{_ID}\t{_SSL}", types=f"{_ID_TYPES}\t{_SSL_TYPES}"),
        "dns": _HEAD.format(path="dns", fields=f"{_ID}\t{_DNS}", types=f"{_ID_TYPES}\t{_DNS_TYPES}"),
    }
    files = {name: (folder / f"{name}.log").open("w", encoding="ascii", newline="") for name in heads}
    for name, file in files.items():
        file.write(heads[name])
    with (folder / "eve.json").open("w", encoding="ascii", newline="") as eve:
        for start in range(0, connections, _PART):
            rows = list(_connections(start, min(_PART, connections - start)))
            files["conn"].writelines(map(_conn_line, rows))
            files["ssl"].writelines(_ssl_line(row) for row in rows if row[8] == "ssl")
            files["dns"].writelines(_dns_line(row) for row in rows if row[8] == "dns")
            for row in rows:
                eve.writelines(_eve_lines(row))
    for file in files.values():
        file.close()


_Row = tuple[int, str, str, int, str, int, str, str, str, int, int, int, int, int, str, int]


def _connections(first: int, count: int) -> Iterator[_Row]:
    """Connections of a part.

    When, id, source and port, destination and port, protocol, name, service, microseconds, octets and packets either
    way, state, number.
    """
    chance = np.random.default_rng(first)
    at = _BEGIN + first * _GAP + np.cumsum(chance.integers(1, 2 * _GAP, count))
    letters = _LETTERS[chance.integers(0, len(_LETTERS), (count, 17))]
    uids = letters.reshape(-1).tobytes().decode()
    device = (DEVICES * chance.random(count) ** 2).astype(np.int64)
    kind = chance.choice(3, count, p=(0.55, 0.3, 0.15))
    destination = (DESTINATIONS * chance.random(count) ** 3).astype(np.int64)
    sent, answered = (np.exp(chance.normal(6, 1.8, count)).astype(np.int64) for _ in range(2))
    length = np.exp(chance.normal(13, 3, count)).astype(np.int64)
    ports = chance.integers(32768, 61000, count)
    state = chance.choice(len(_STATES), count, p=(0.8, 0.08, 0.04, 0.04, 0.02, 0.01, 0.01))
    for row, (when, who, what, whom, out, back, lasted, port, end) in enumerate(
        zip(
            *(one.tolist() for one in (at, device, kind, destination, sent, answered, length, ports, state)),
            strict=True,
        )
    ):
        if what == 1:
            src, dst = f"10.0.{who // 256}.{who % 256}", "10.255.0.53"
        elif whom < _OF_IPV4:
            src, dst = (
                f"10.0.{who // 256}.{who % 256}",
                f"198.{18 + whom // 65536}.{whom // 256 % 256}.{whom % 256}",
            )
        else:
            src, dst = f"2001:db8:1::{who:x}", f"2001:db8:2:{whom // 65536:x}::{whom % 65536:x}"
        yield (
            when, f"C{uids[row * 17 : row * 17 + 17]}", src, port, dst, (443, 53, 80)[what], ("tcp", "udp", "tcp")[what], f"host-{whom % NAMES}.example.net",
            ("ssl", "dns", "http")[what], lasted, out, back, out // 1400 + 3, back // 1400 + 2, _STATES[end],
            first + row,
        )  # fmt: skip


def _conn_line(row: _Row) -> str:
    when, uid, src, sport, dst, dport, proto, _, service, lasted, out, back, sent, answered, state, _ = row
    return (
        f"{when // 1_000_000}.{when % 1_000_000:06}\t{uid}\t{src}\t{sport}\t{dst}\t{dport}\t{proto}\t{service}\t"
        f"{lasted // 1_000_000}.{lasted % 1_000_000:06}\t{out}\t{back}\t{state}\tT\tF\t0\tShADadFf\t{sent}\t"
        f"{out + 40 * sent}\t{answered}\t{back + 40 * answered}\t-\n"
    )


def _ssl_line(row: _Row) -> str:
    when, uid, src, sport, dst, dport, _, name = row[:8]
    return (
        f"{when // 1_000_000}.{when % 1_000_000:06}\t{uid}\t{src}\t{sport}\t{dst}\t{dport}\tTLSv12\t"
        f"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\tx25519\t{name}\tF\th2\tT\n"
    )


def _dns_line(row: _Row) -> str:
    when, uid, src, sport, dst, dport, proto, name = row[:8]
    return (
        f"{when // 1_000_000}.{when % 1_000_000:06}\t{uid}\t{src}\t{sport}\t{dst}\t{dport}\t{proto}\t{sport}\t{name}\t1\tA\t0\t"
        f"NOERROR\t198.18.{sport % 256}.{row[15] % 256}\n"
    )


def _instant(when: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=when)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f+0000")


def _eve_lines(row: _Row) -> Iterator[str]:
    (
        when,
        _,
        src,
        sport,
        dst,
        dport,
        proto,
        name,
        service,
        lasted,
        out,
        back,
        sent,
        answered,
        state,
        number,
    ) = row
    started, ended = _instant(when), _instant(when + lasted)
    flow = number * 2_654_435_761 % (1 << 53)
    ends = (
        f'"src_ip":"{src}","src_port":{sport},"dest_ip":"{dst}","dest_port":{dport},"proto":"{proto.upper()}"'
    )
    if service == "ssl":
        yield (
            f'{{"timestamp":"{started}","flow_id":{flow},"in_iface":"eth0","event_type":"tls",{ends},"tls":'
            f'{{"subject":"CN={name}","issuerdn":"CN=Made CA","serial":"0A:1B","fingerprint":"00:11:22:33:44:55",'
            f'"sni":"{name}","version":"TLS 1.2","notbefore":"2023-01-01T00:00:00","notafter":"2024-01-01T00:00:00"}}}}\n'
        )
    elif service == "dns":
        yield (
            f'{{"timestamp":"{started}","flow_id":{flow},"in_iface":"eth0","event_type":"dns",{ends},"dns":{{"version":2,'
            f'"type":"answer","id":{sport},"flags":"8180","qr":true,"rd":true,"ra":true,"rrname":"{name}","rrtype":"A",'
            f'"rcode":"NOERROR","answers":[{{"rrname":"{name}","rrtype":"A","ttl":300,'
            f'"rdata":"198.18.{sport % 256}.{number % 256}"}}],"grouped":{{"A":["198.18.{sport % 256}.{number % 256}"]}}}}}}\n'
        )
    how = {"ssl": "tls", "dns": "dns", "http": "http"}[service]
    is_closed = "closed" if state == "SF" else "new"
    yield (
        f'{{"timestamp":"{ended}","flow_id":{flow},"in_iface":"eth0","event_type":"flow",{ends},"app_proto":"{how}","flow":'
        f'{{"pkts_toserver":{sent},"pkts_toclient":{answered},"bytes_toserver":{out + 40 * sent},"bytes_toclient":'
        f'{back + 40 * answered},"start":"{started}","end":"{ended}","age":{lasted // 1_000_000},"state":"{is_closed}",'
        f'"reason":"timeout","alerted":false}}}}\n'
    )


if __name__ == "__main__":
    write_logs(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else CONNECTIONS)
