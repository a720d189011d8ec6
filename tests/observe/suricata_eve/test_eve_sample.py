"""One event of each type that is read: what becomes of it."""

from reading_eve import LINES, SAMPLE, connections, held, names, read, said

from lamppost.observe.logs.blocks import Block
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.remembered import Remembered
from lamppost.observe.suricata_eve import reader
from lamppost.observe.suricata_eve.fields import FIELDS
from lamppost.observe.suricata_eve.reader import Events

CLIENT, MAC = "192.0.2.10", "00:00:5e:00:53:10"


def test_connections_have_the_side_that_opened_first_and_their_names_states_and_frames():
    into, told = read(SAMPLE)
    columns = "dst_port", "proto", "server_name", "conn_state", "src_bytes", "dst_bytes", "src_mac", "vlan_id"
    assert (told.format, told.read, into.issues) == ("suricata eve", "whole", [])
    assert connections(into, *columns) == [
        (15, CLIENT, "198.51.100.7", 443, 6, "cloud.example.net", "SF", 1200, 4800, MAC, 20),
        (16, CLIENT, "192.0.2.53", 0, 1, -1, "", 400, 300, "", -1),
        (17, CLIENT, "198.51.100.9", 8883, 6, -1, "REJ", 600, 500, "", -1),
    ]
    assert [one[3:] for one in connections(into, "src_packets", "dst_packets", "active_us", "dst_mac")] == [
        (10, 8, 9_000_000, ""), (4, 3, 3_000_000, ""), (6, 5, 5_000_000, "")
    ]  # fmt: skip


def test_names_are_those_that_clients_asked_for_in_every_version_of_dns():
    assert names(read(SAMPLE)[0]) == [
        (1, "dns", CLIENT, "old.example.net", ""),
        (3, "dns", CLIENT, "old.example.net", "198.51.100.21"),
        (4, "dns", CLIENT, "cloud.example.net", "198.51.100.7"),
        (5, "dns", CLIENT, "six.example.net", ""),
        (6, "dns", CLIENT, "six.example.net", "2001:db8:7::7"),
        (7, "tls_sni", CLIENT, "cloud.example.net", "198.51.100.7"),
        (9, "http_host", CLIENT, "update.example.net", ""),
        (10, "quic_sni", CLIENT, "video.example.net", "2001:db8:8::8"),
    ]


def test_devices_say_what_they_are_and_nobody_says_it_for_them():
    into = read(SAMPLE)[0]
    assert said(into) == [
        (7, "00:00:5e:00:53:01", "198.51.100.7", "tls.certificate_issuer", "O=Example CA"),
        (7, "00:00:5e:00:53:01", "198.51.100.7", "tls.certificate_subject", "O=Example Cameras, CN=cloud.example.net"),
        (7, MAC, CLIENT, "tls.ja4", "t12d0101h1_0123456789ab_0123456789ab"),
        (8, "", CLIENT, "http.user_agent", "Example/1.0"),
        (8, "", "192.0.2.20", "http.realm", "EX-1000"),
        (8, "", "192.0.2.20", "http.server", "EX-Webs"),
        (11, MAC, "", "dhcp.host_name", "EX-1000"),
        (11, MAC, "", "dhcp.vendor_class", "example-cam"),
        (14, "", "192.0.2.20", "mdns.host", "ex-1000.local"),
        (14, "", "192.0.2.20", "mdns.instance", "EX._rtsp._tcp.local"),
        (14, "", "192.0.2.20", "mdns.service", "_rtsp._tcp.local"),
        (14, "", "192.0.2.20", "mdns.txt", "md=EX-1000"),
    ]  # fmt: skip
    assert "anna" not in str(vars(into.values)) + str(vars(into.host_names))


def test_addresses_are_whose_dhcp_and_arp_say_and_lost_packets_are_counted():
    into = read(SAMPLE)[0]
    assert held(into) == [(MAC, CLIENT), ("00:00:5e:00:53:20", "192.0.2.20")]
    assert into.coverage.lost_packets == 15


def test_events_of_other_types_are_passed_over_and_counted():
    into, unread = Gathering(), []
    others = b'{"event_type":"x-new"}', b'{"event_type":"x-newer"}', b"", b"{}"
    Events(0, into).take(Block([*(line.encode() for line in LINES), *others], 1, unread))
    assert into.coverage.passed_over == {"suricata alert": 1, "suricata other": 2}
    assert [(one.line, one.field) for one in unread] == [(24, "")]


def test_keys_are_known_before_lines_are_gone_through_and_no_others_are_looked_for(monkeypatch):
    octets = SAMPLE.read_bytes()
    remembered = Remembered(len(octets))
    monkeypatch.setattr(reader, "FIELDS", ())
    Events(0, Gathering()).take(Block.of(octets, 0, len(octets), 1, [], remembered))
    assert set(remembered.fields) == set(FIELDS)


def test_wherever_blocks_of_lines_are_cut_the_same_is_told():
    whole = _told(LINES)
    for at in (2, 7, 14, 17):
        assert _told(LINES[:at], LINES[at:]) == whole, at


def _told(*blocks):
    into, first = Gathering(), 1
    events = Events(0, into)
    for lines in blocks:
        events.take(Block([line.encode() for line in lines], first, []))
        first += len(lines)
    events.end()
    columns = "server_name", "conn_state", "dst_bytes"
    return connections(into, *columns), names(into), said(into), held(into), into.coverage.lost_packets
