"""Make the bundled capture: a small network that never existed, and says so.

Addresses are documentation ranges (RFC 5737) outside and private ones inside; MAC addresses lie in the
makers' real blocks, for otherwise nothing could be attributed, with made lower halves. What the devices
say follows published descriptions: SADP answers as in the samples of the UniversalScanner project
(Hikvision.selftest), Axis' DHCP vendor class as in the Satori fingerprints (dhcp.xml), mDNS service types
as Axis registers them, WS-Discovery (OASIS 1.1) with ONVIF scopes (ONVIF Core Specification §7.3.2).
"""

from __future__ import annotations

import random
from pathlib import Path

import made_frames as made

SAMPLES = Path(__file__).resolve().parents[1] / "src" / "lamppost" / "samples"
START = 1_772_438_400.0  # 2026-03-02 08:00 UTC
ROUTER_MAC, ROUTER_IP = "00:00:5e:00:53:01", "192.168.1.1"

SADP_ANSWER = """<?xml version="1.0" encoding="UTF-8"?>
<ProbeMatch>
<Uuid>00000000-0000-4000-8000-0000000000AA</Uuid>
<Types>inquiry</Types>
<DeviceType>138503</DeviceType>
<DeviceDescription>DS-2CD2043G2-I</DeviceDescription>
<DeviceSN>DS-2CD2043G2-I20260101MADE000000000</DeviceSN>
<CommandPort>8000</CommandPort>
<HttpPort>80</HttpPort>
<MAC>{mac}</MAC>
<IPv4Address>{ip}</IPv4Address>
<SoftwareVersion>V5.7.3build 260101</SoftwareVersion>
<Activated>true</Activated>
</ProbeMatch>
"""

ONVIF_HELLO = """<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl">
<s:Header><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Hello</a:Action></s:Header>
<s:Body><d:Hello><a:EndpointReference><a:Address>urn:uuid:00000000-0000-4000-8000-0000000000bb</a:Address></a:EndpointReference>
<d:Types>dn:NetworkVideoTransmitter</d:Types>
<d:Scopes>onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/hardware/IPC onvif://www.onvif.org/name/IPC</d:Scopes>
<d:XAddrs>http://{ip}/onvif/device_service</d:XAddrs></d:Hello></s:Body></s:Envelope>
"""


class Network:
    """Frames of the made network, in time."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.frames: list[tuple[float, bytes]] = []
        self.port = 40_000

    def add(self, at: float, frame: bytes) -> None:
        self.frames.append((START + at, frame))

    def join(self, at: float, mac: str, ip: str, **dhcp: str) -> None:
        """A device asks for a lease and says its address aloud."""
        request = made.dhcp_request(mac, self.random.getrandbits(32), **dhcp)
        packet = made.udp("0.0.0.0", 68, "255.255.255.255", 67, request)
        self.add(at, made.ethernet(mac, made.BROADCAST, 0x0800, packet))
        self.add(at + 0.4, made.arp_reply(mac, ip, ROUTER_MAC, ROUTER_IP))
        self.add(at + 0.5, made.arp_reply(ROUTER_MAC, ROUTER_IP, mac, ip))

    def announce(
        self, at: float, mac: str, ip: str, group: str, port: int, payload: bytes, ttl: int = 1
    ) -> None:
        packet = made.udp(ip, port, group, port, payload, ttl)
        self.add(at, made.ethernet(mac, made.multicast_mac(group), 0x0800, packet))

    def look_up(self, at: float, mac: str, ip: str, name: str, address: str) -> None:
        number = self.random.getrandbits(16)
        query = made.udp(ip, 50_000, ROUTER_IP, 53, made.dns_query(number, name))
        answer = made.udp(ROUTER_IP, 53, ip, 50_000, made.dns_answer(number, name, address))
        self.add(at, made.ethernet(mac, ROUTER_MAC, 0x0800, query))
        self.add(at + 0.01, made.ethernet(ROUTER_MAC, mac, 0x0800, answer))

    def upload(self, at: float, mac: str, ip: str, name: str, address: str, segments: int) -> None:
        """A TLS connection that sends more than it receives."""
        self.port += 1
        port, seq, ack = self.port, self.random.getrandbits(31), self.random.getrandbits(31)
        there = lambda flags, payload=b"": made.ethernet(
            mac, ROUTER_MAC, 0x0800, made.tcp(ip, port, address, 443, seq, ack, flags, payload)
        )
        back = lambda flags, payload=b"": made.ethernet(
            ROUTER_MAC, mac, 0x0800, made.tcp(address, 443, ip, port, ack, seq, flags, payload, ttl=52)
        )
        self.add(at, there(0x02))
        seq += 1
        self.add(at + 0.02, back(0x12))
        ack += 1
        self.add(at + 0.021, there(0x10))
        hello = made.client_hello(name, port)
        self.add(at + 0.03, there(0x18, hello))
        seq += len(hello)
        for index in range(segments):
            payload = b"\x17\x03\x03" + self.random.randbytes(8) + bytes(600)
            self.add(at + 0.1 + index * 0.05, there(0x18, payload))
            seq += len(payload)
            if index % 4 == 0:
                self.add(at + 0.11 + index * 0.05, back(0x10))
        self.add(at + 0.2 + segments * 0.05, there(0x11))


def make() -> bytes:
    """The capture's bytes; the same every time."""
    net = Network(seed=20260302)
    hik, hik_ip = "44:19:b6:00:53:01", "192.168.1.21"
    net.join(1, hik, hik_ip)
    net.announce(
        2,
        hik,
        hik_ip,
        "239.255.255.250",
        37020,
        SADP_ANSWER.format(mac=hik.replace(":", "-"), ip=hik_ip).encode(),
    )
    for hour in range(3):
        base = 10 + hour * 3600
        net.look_up(base, hik, hik_ip, "dev.hik-connect.com", "203.0.113.10")
        net.upload(base + 1, hik, hik_ip, "dev.hik-connect.com", "203.0.113.10", 60)
    axis, axis_ip = "ac:cc:8e:00:53:02", "192.168.1.22"
    net.join(
        3, axis, axis_ip, host_name="axis-accc8e005302", vendor_class="AXIS,Network Camera,P3245-LV,10.12.200"
    )
    instance = "AXIS P3245-LV - ACCC8E005302|_axis-video._tcp.local"
    net.announce(
        4,
        axis,
        axis_ip,
        "224.0.0.251",
        5353,
        made.mdns_answer(
            [
                ("_axis-video._tcp.local", 12, made.dns_name_raw(instance)),
                (instance, 16, b"\x17macaddress=ACCC8E005302"),
            ]
        ),
        ttl=255,
    )
    quiet, quiet_ip = "e0:50:8b:00:53:03", "192.168.1.23"
    net.join(5, quiet, quiet_ip)
    net.look_up(20, quiet, quiet_ip, "time.example.net", "198.51.100.7")
    request = made.udp(quiet_ip, 123, "198.51.100.7", 123, b"\x23" + bytes(47))
    net.add(21, made.ethernet(quiet, ROUTER_MAC, 0x0800, request))
    nameless, nameless_ip = "00:00:5e:00:53:04", "192.168.1.24"
    net.join(6, nameless, nameless_ip)
    net.announce(
        7, nameless, nameless_ip, "239.255.255.250", 3702, ONVIF_HELLO.format(ip=nameless_ip).encode()
    )
    net.look_up(30, nameless, nameless_ip, "relay.example.net", "203.0.113.77")
    net.upload(31, nameless, nameless_ip, "relay.example.net", "203.0.113.77", 30)
    people(net)
    return made.pcap(net.frames)


def people(net: Network) -> None:
    """A phone, a computer and a printer: they must come out as counts and nothing else."""
    phone, phone_ip = "02:00:00:00:53:05", "192.168.1.31"
    net.join(8, phone, phone_ip, host_name="Anna-iPhone")
    net.announce(
        9,
        phone,
        phone_ip,
        "224.0.0.251",
        5353,
        made.mdns_answer(
            [
                (
                    "_companion-link._tcp.local",
                    12,
                    made.dns_name_raw("Anna-iPhone|_companion-link._tcp.local"),
                ),
                ("Anna-iPhone.local", 1, bytes([192, 168, 1, 31])),
            ]
        ),
        ttl=255,
    )
    net.look_up(40, phone, phone_ip, "annas-diary.example.net", "198.51.100.99")
    net.upload(41, phone, phone_ip, "annas-diary.example.net", "198.51.100.99", 5)
    laptop, laptop_ip = "00:00:5e:00:53:06", "192.168.1.32"
    net.join(10, laptop, laptop_ip, host_name="DESKTOP-BOB", vendor_class="MSFT 5.0")
    printer, printer_ip = "00:00:5e:00:53:07", "192.168.1.33"
    net.join(12, printer, printer_ip)
    net.announce(
        13,
        printer,
        printer_ip,
        "224.0.0.251",
        5353,
        made.mdns_answer(
            [
                ("_ipp._tcp.local", 12, made.dns_name_raw("Hall printer|_ipp._tcp.local")),
            ]
        ),
        ttl=255,
    )


if __name__ == "__main__":
    SAMPLES.mkdir(parents=True, exist_ok=True)
    (SAMPLES / "made-network.pcap").write_bytes(make())
