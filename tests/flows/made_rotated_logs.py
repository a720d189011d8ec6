"""Made logs of Zeek and Suricata, rotated so that what belongs together stands in different files."""

import json

START = 1795773600
CAMERA, OTHER = "44:19:b6:00:53:01", "00:00:5e:00:53:32"
FIELDS = {
    "conn": "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto duration conn_state orig_ip_bytes resp_ip_bytes missed_bytes",
    "dhcp": "ts uids mac assigned_addr msg_types host_name",
    "dns": "ts uid id.orig_h id.orig_p id.resp_h id.resp_p query qtype qtype_name answers",
    "http": "ts uid id.orig_h id.orig_p id.resp_h id.resp_p method host uri user_agent",
    "quic": "ts uid id.orig_h id.orig_p id.resp_h id.resp_p server_name history",
    "software": "ts host software_type unparsed_version",
    "ssl": "ts uid id.orig_h id.orig_p id.resp_h id.resp_p server_name cert_chain_fps",
    "weird": "ts uid name",
    "x509": "ts fingerprint certificate.subject certificate.issuer",
}


def table(kind, *rows):
    """A log of Zeek."""
    head = f"#separator \\x09\n#unset_field\t-\n#path\t{kind}\n#fields\t" + "\t".join(FIELDS[kind].split())
    return "\n".join([head, *("\t".join(row.split("|")) for row in rows)]) + "\n"


def ends(at, uid, port=443, host=20, server="198.51.100.7"):
    return f"{START + at}.5|{uid}|192.168.1.{host}|{40000 + at}|{server}|{port}"


ZEEK = {
    "dhcp.1": table("dhcp", f"{START}.1|U1|{CAMERA}|192.168.1.20|REQUEST,ACK|-"),
    "dhcp.2": table(
        "dhcp",
        f"{START + 5000}.1|U2|{OTHER}|192.168.1.20|REQUEST,ACK|-",
        f"{START}.1|U3|{CAMERA}|192.168.1.21|REQUEST,ACK|-",
    ),
    "dns.1": table("dns", f"{ends(1, 'D1', 53)}|one.example.net|1|A|198.51.100.9"),
    "dns.2": table("dns", f"{ends(4000, 'D2', 53)}|two.example.net|1|A|198.51.100.9"),
    "http.1": table(
        "http", f"{ends(7, 'H1', 3128)}|CONNECT|-|three.example.net:443|-", f"{ends(8, 'H2', 80)}|GET|four.example.net|/|x/1"
    ),
    "quic.1": table("quic", f"{ends(9, 'Q1')}|five.example.net|-"),
    "software.1": table("software", f"{START}.2|192.168.1.20|HTTP::SERVER|DNVRS-Webs"),
    "ssl.1": table(
        "ssl", f"{ends(10, 'C1')}|relay.example.net|f1", f"{ends(9, 'Q1')}|five.example.net|-", f"{ends(7, 'H1', 3128)}|six.example.net|-"
    ),
    "ssl.2": table("ssl", f"{ends(10, 'C1')}|relay2.example.net|-", f"{ends(4100, 'C9')}|relay.example.net|-"),
    "weird.1": table("weird", f"{START}.3|C1|bad_checksum"),
    "x509.1": table("x509", f"{START}.3|f1|CN=made|CN=maker"),
    "conn.1": table(
        "conn", *(f"{ends(at, uid)}|tcp|9.5|SF|900|300|12" for at, uid in ((10, "C1"), (9, "Q1"), (11, "C2"))),
        f"{ends(7, 'H1', 3128)}|tcp|-|S1|-|-|0", f"{ends(20, 'C3', 80, server='198.51.100.9')}|tcp|1.0|SF|1|2|0",
    ),
    "conn.2": table(
        "conn", *(f"{ends(at, uid)}|tcp|9.5|SF|900|300|0" for at, uid in ((4100, "C9"), (5100, "C10"))),
        f"{ends(4200, 'C4', 80, server='198.51.100.9')}|tcp|1.0|SF|1|2|0",
        f"{ends(5200, 'C5', 80, server='198.51.100.9')}|udp|-|-|-|-|0", "no row",
    ),
}  # fmt: skip
TIMES = {"start": "2026-11-27T10:00:10.000000+0000", "end": "2026-11-27T10:00:19.000000+0000"}


def event(kind, number, host=30, server="198.51.100.8", port=443, **more):
    """An event of Suricata."""
    return json.dumps(
        {
            "timestamp": f"2026-11-27T10:00:{number:02}.000000+0000", "flow_id": number, "event_type": kind,
            "src_ip": f"192.168.1.{host}", "src_port": 50000 + number, "dest_ip": server, "dest_port": port,
            "proto": "TCP", kind: more,
        }
    ) + "\n"  # fmt: skip


def flow(number, server="198.51.100.8", begins="10", host=30):
    times = TIMES | {"start": f"2026-11-27T10:00:{begins}.000000+0000"}
    counts = {"pkts_toserver": 5, "pkts_toclient": 4, "bytes_toserver": 500, "bytes_toclient": 400}
    return event("flow", number, host, server, **counts, **times, state="closed")


def answer(number, name):
    return event(
        "dns", number, port=53, type="answer", rrname=name, rrtype="A",
        answers=[{"rrname": name, "rrtype": "A", "rdata": "198.51.100.5"}],
    )  # fmt: skip


EVE = {
    "eve-1": event("tls", 11, sni="seven.example.net") + answer(5, "eight.example.net") + flow(12, "198.51.100.5"),
    "eve-2": flow(11) + event("tls", 13, sni="nine.example.net") + flow(14, "198.51.100.5") + answer(15, "ten.example.net"),
    "eve-3": flow(13) + flow(16) + event("http", 16, hostname="eleven.example.net") + flow(17, "198.51.100.5", "17")
    + flow(18, "198.51.100.7", host=20) + event("tls", 12, sni="late.example.net") + "{",
}  # fmt: skip


def write_logs(folder):
    """The logs, in a folder."""
    for name, text in ZEEK.items():
        kind, number = name.split(".")
        (folder / f"{kind}.2026-11-27-1{number}-00-00.log").write_text(text)
    for name, text in EVE.items():
        (folder / f"{name}.json").write_text(text)
    return folder
