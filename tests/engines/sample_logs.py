"""Small logs of every form, of a made exchange; without tshark, so that a fuzzer needs nothing but them."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.made_logs.packets import Packet
from tools.made_logs.writing import FORMS, write_packets

LOGS = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "logs"
MOST_LINES = 60
"""Lines that are taken of a real log."""
CAMERA, PHONE, ROUTER = "00:00:5e:00:53:20", "00:00:5e:00:53:30", "00:00:5e:00:53:01"
START = 1_772_438_400_000_000
SYN, ACK, FIN, PUSH = 2, 16, 1, 8


@cache
def sample_logs() -> dict[str, bytes]:
    """Name, with its form in front, and content of each log."""
    with TemporaryDirectory() as folder:
        written = write_packets(_packets(), Path(folder), FORMS, macs=True, vlans=True)
        return {f"{form}/{path.name}": path.read_bytes() for form, paths in written.items() for path in paths}


@cache
def real_logs() -> dict[str, bytes]:
    """The beginnings of real logs, where they are here."""
    found = {}
    for path in sorted(
        [*(LOGS / "zeek-tsv").glob("*.log"), *(LOGS / "zeek-json").glob("*.log"), *LOGS.glob("*/eve.json")]
    ):
        lines = path.read_bytes().splitlines(keepends=True)
        found[f"{path.parent.name}-real/{path.name}"] = b"".join(lines[:MOST_LINES])
    return found


def _packets() -> list[Packet]:
    packets = [
        _dhcp(1, CAMERA, "cam-1", "0.0.0.0", "255.255.255.255", kind=3),
        _dhcp(2, CAMERA, None, "192.0.2.1", "255.255.255.255", kind=5),
    ]
    for at, (client, mac, name, server) in enumerate(
        (
            ("192.0.2.20", CAMERA, "cloud.example.net", "198.51.100.9"),
            ("192.0.2.30", PHONE, "news.example.net", "203.0.113.5"),
            ("2001:db8::20", CAMERA, "six.example.net", "2001:db8:1::9"),
        )
    ):
        packets += _look_up(len(packets), client, mac, name, server, 40_000 + at)
        packets += _connection(len(packets), client, mac, name, server, 50_000 + at, is_tls=at % 2 == 0)
    packets.append(_packet(len(packets), PHONE, "192.0.2.30", 5353, "224.0.0.251", 5353, 17, 90))
    packets.append(_packet(len(packets), CAMERA, "192.0.2.20", 8, "192.0.2.1", 0, 1, 84))
    return packets


def _packet(
    number: int, mac: str, src: str, sport: int, dst: str, dport: int, proto: int, octets: int, **more: object
) -> Packet:
    mac_to = ROUTER if mac != ROUTER else CAMERA
    values = {"payload": max(octets - 40, 0), "flags": 0, "seq": 0} | more
    return Packet(
        number=number + 1, time_us=START + number * 250_000, length=octets + 18, macs=(mac, mac_to), vlan=7, src=src,
        dst=dst, proto=proto, sport=sport, dport=dport, octets=octets, **values,
    )  # fmt: skip


def _dhcp(number: int, mac: str, host: str | None, src: str, dst: str, *, kind: int) -> Packet:
    is_reply = kind == 5
    ports = (67, 68) if is_reply else (68, 67)
    said = {
        "dhcp.type": ["2" if is_reply else "1"], "dhcp.id": ["0x00000009"], "dhcp.hw.mac_addr": [mac],
        "dhcp.ip.your": ["192.0.2.20" if is_reply else "0.0.0.0"], "dhcp.option.dhcp": [str(kind)],
    }  # fmt: skip
    said |= {"dhcp.option.hostname": [host]} if host else {"dhcp.option.ip_address_lease_time": ["3600"]}
    return _packet(number, ROUTER if is_reply else mac, src, ports[0], dst, ports[1], 17, 328, said=said)


def _look_up(number: int, client: str, mac: str, name: str, server: str, port: int) -> list[Packet]:
    kind, resolver = ("28", "2001:db8::1") if ":" in client else ("1", "192.0.2.1")
    asked = {
        "dns.id": [hex(port)], "dns.flags": ["0x0100"], "dns.count.queries": ["1"], "dns.qry.name": [name],
        "dns.qry.type": [kind], "dns.count.answers": ["0"],
    }  # fmt: skip
    answered = asked | {
        "dns.flags": ["0x8180"], "dns.count.answers": ["2"], "dns.resp.name": [name, f"edge.{name}"],
        "dns.resp.type": ["5", kind], "dns.resp.ttl": ["60", "60"], "dns.cname": [f"edge.{name}"],
        "dns.aaaa" if kind == "28" else "dns.a": [server],
    }  # fmt: skip
    return [
        _packet(number, mac, client, port, resolver, 53, 17, 70, said=asked, layers=("eth", "ip", "udp", "dns")),
        _packet(number + 1, ROUTER, resolver, 53, client, port, 17, 120, said=answered, layers=("eth", "ip", "udp", "dns")),
    ]  # fmt: skip


def _connection(
    number: int, client: str, mac: str, name: str, server: str, port: int, *, is_tls: bool
) -> list[Packet]:
    service = 443 if is_tls else 80
    hello = {"tls.handshake.type": ["1"], "tls.handshake.extensions_server_name": [name]}
    request = {
        "http.request.method": ["GET"], "http.host": [name], "http.request.uri": ["/"],
        "http.request.version": ["HTTP/1.1"], "http.user_agent": ["made/1.0"],
    }  # fmt: skip
    there = (mac, client, port, server, service, 6)
    back = (ROUTER, server, service, client, port, 6)
    return [
        _packet(number, *there, 60, flags=SYN, seq=port),
        _packet(number + 1, *back, 60, flags=SYN | ACK),
        _packet(number + 2, *there, 300, flags=ACK | PUSH, said=hello if is_tls else request),
        _packet(
            number + 3, *back, 900, flags=ACK | PUSH, said={} if is_tls else {"http.response.code": ["200"]}
        ),
        _packet(number + 4, *there, 40, flags=ACK | FIN),
        _packet(number + 5, *back, 40, flags=ACK | FIN),
    ]
