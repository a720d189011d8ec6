"""Captures: the file whole, with bounds checks and the twin; and each payload parser by itself."""

import inspect
import ipaddress
import pkgutil
import random
import re
import struct
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path

from tests.engines import fuzzing
from tests.engines.made import make_pcap, make_pcapng
from tests.engines.made_initials import datagram
from tests.engines.made_links import make_links, udp4
from tests.engines.mutated import CAPTURES
from tests.fuzz.doors.door import Door
from tests.observe.netflow import made_exports as made
from tests.observe.payloads import made_certificate, made_discovery, made_media, made_payloads
from tests.observe.payloads.made_quic import datagrams

from lamppost.observe.capture import payloads
from lamppost.observe.capture.payloads.dispatch import read_datagram, read_stream
from lamppost.observe.capture.payloads.heard import FIELDS, NOTHING, Heard
from lamppost.observe.capture.payloads.quic import client_keys, crypto_frames, initials, open_initial

MOST_DATAGRAMS = 12
LONGEST_VALUE = 200
HOST_NAME = re.compile(r"[a-z0-9_*-]+(\.[a-z0-9_*-]+)*")
PORTS = (
    53,
    67,
    68,
    80,
    137,
    443,
    546,
    547,
    554,
    1900,
    2055,
    3702,
    5353,
    5355,
    5060,
    6343,
    8000,
    34567,
    37777,
    40000,
)


# --- files ----------------------------------------------------------------------------------------


@cache
def _checked(folder: Path) -> fuzzing.Fuzz:
    return fuzzing.Fuzz(folder, ["checked"])


def attempt_file(data: bytes, folder: Path) -> str:
    """Within its bounds, each frame accounted for, as the twin has it."""
    fuzz = _checked(folder)
    before = fuzz.frames
    fuzz._try([data])
    return "whole" if fuzz.frames > before else "none"


def _files() -> Iterator[bytes]:
    for seed in range(6):
        for make in (make_pcap, make_pcapng, make_links):
            yield make(random.Random(seed), 4)
    for seed in range(4):
        yield _pcap(udp4(50_000, 443, datagram(random.Random(seed))))
    for head in _made_payloads():
        yield _pcap(udp4(5353, 5353, head))
    for message in _exports():
        yield _pcap(udp4(40_000, 2055, message))


def _pcap(*packets: bytes) -> bytes:
    """A capture of packets of IP, of link type 101."""
    data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)
    for number, one in enumerate(packets):
        data += struct.pack("<IIII", 1_700_000_000 + number, 0, len(one), len(one)) + one
    return data


def _real_files() -> Iterator[bytes]:
    """The beginnings of real captures, cut between two frames where they are pcap."""
    for path in sorted(CAPTURES.rglob("*.pcap*")):
        with path.open("rb") as file:
            data = file.read(4000)
        at, order = 24, ">" if data[:2] == b"\xa1\xb2" else "<"
        while data[:4] != b"\n\r\r\n" and at + 16 <= len(data):
            step = 16 + struct.unpack(order + "I", data[at + 8 : at + 12])[0]
            if at + step > len(data):
                break
            at += step
        yield data if data[:4] == b"\n\r\r\n" else data[:at]


# --- payloads -------------------------------------------------------------------------------------


@cache
def parsers() -> list[tuple[str, Callable[..., Heard]]]:
    """Every function of a payload's bytes that says what was heard, found rather than listed."""
    found = []
    for module in sorted(one.name for one in pkgutil.iter_modules(payloads.__path__)):
        held = import_module(f"{payloads.__name__}.{module}")
        for name, function in sorted(vars(held).items()):
            if (
                inspect.isfunction(function)
                and function.__module__ == held.__name__
                and name.startswith("read_")
                and function.__annotations__.get("return") is Heard
                and name not in ("read_datagram", "read_stream", "read_hello")
            ):
                found.append((f"{module}.{name}", function))
    return found


def attempt_payload(data: bytes, _: Path) -> str:
    """The first octet chooses the parser, the next two are a port where it asks for one."""
    if len(data) < 3:
        return "none"
    held = parsers()
    return _heard(held[data[0] % len(held)][1], data[3:], int.from_bytes(data[1:3], "big"))


def _heard(parser: Callable[..., Heard], payload: bytes, port: int) -> str:
    asked = list(inspect.signature(parser).parameters)[1:]
    heard = parser(payload, *([port] if asked else []))
    assert_heard(heard)
    return "none" if heard is NOTHING else "part" if heard.malformed else "whole"


def attempt_datagram(data: bytes, _: Path) -> str:
    """Two ports and a datagram, as the decoder hands it over."""
    if len(data) < 4:
        return "none"
    src, dst = struct.unpack(">HH", data[:4])
    heard = read_datagram(src, dst, data[4:])
    assert_heard(heard)
    return "none" if heard is NOTHING else "part" if heard.malformed else "whole"


def attempt_stream(data: bytes, _: Path) -> str:
    """A side and a port, and the head of that side of a connection; what is cut from it is no malformation of the rest."""
    if len(data) < 3:
        return "none"
    heard = read_stream(data[3:], from_opener=bool(data[0] & 1), server_port=int.from_bytes(data[1:3], "big"))
    assert_heard(heard)
    return "none" if heard is NOTHING else "part" if heard.malformed else "whole"


def assert_heard(heard: Heard) -> None:
    """What was heard keeps what its fields promise: names of hosts, fields of the allow-list, short and printable values."""
    for one in heard.names:
        assert HOST_NAME.fullmatch(one.name), "no name of a host"
        assert all(ipaddress.ip_address(address) for address in one.addresses)
    for said in heard.said:
        assert said.field in FIELDS
        assert 0 < len(said.value) <= LONGEST_VALUE
        assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in said.value)
    for bound in heard.bound:
        assert 0 <= bound.mac < 1 << 48
        ipaddress.ip_address(bound.ip)
    assert heard.malformed is None or len(heard.malformed) <= LONGEST_VALUE


@cache
def _made_payloads() -> list[bytes]:
    """What the makers of the tests' payloads make when nothing more is said, and what takes words."""
    found: list[bytes] = []
    for module in (made_discovery, made_payloads, made_media, made_certificate):
        for function in vars(module).values():
            if not inspect.isfunction(function) or function.__module__ != module.__name__:
                continue
            needed = [
                one
                for one in inspect.signature(function).parameters.values()
                if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD
            ]
            made_one = function() if not needed else None
            found += (
                [made_one] if isinstance(made_one, bytes) else made_one if isinstance(made_one, list) else []
            )
    hello = made_payloads.client_hello(made_payloads.server_name(b"cam.example.net"))
    found += [
        made_payloads.tls_records(hello),
        made_media.framed(made_media.h264()),
        made_media.interleaved(made_media.jpeg()),
        made_payloads.dhip(b'{"mac":"00:00:5e:00:53:01","params":{"deviceInfo":{"DeviceType":"IPC"}}}'),
        b"HTTP/1.1 200 OK\r\nServer: made/1.0\r\nContent-Length: 20\r\n\r\n<title>Cam</title>  ",
        b"GET /onvif HTTP/1.1\r\nHost: cam.example.net\r\nUser-Agent: made\r\n\r\n",
        b'RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm="Cam"\r\n\r\n',
        b"DESCRIBE rtsp://192.0.2.7/live RTSP/1.0\r\nCSeq: 2\r\n\r\n",
        b"NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nSERVER: Linux UPnP/1.0 made/1\r\nNT: upnp:rootdevice\r\n\r\n",
        b"REGISTER sip:192.0.2.1 SIP/2.0\r\nUser-Agent: IPC\r\nFrom: <sip:34020000001320000001@3402000000>\r\n\r\n",
        b"SSH-2.0-dropbear_2016\r\n",
        b"220 made FTP\r\n",
        b"\xff\xfd\x01\xff\xfd\x1flogin: ",
        bytes.fromhex("302602010104067075626c6963a21902022a3e020100020100300d300b06072b060102010101000400"),
        (b'<?xml version="1.0"?><Envelope xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><Body><d:ProbeMatches>'
        b"<d:ProbeMatch><d:Scopes>onvif://www.onvif.org/hardware/C-100</d:Scopes></d:ProbeMatch></d:ProbeMatches></Body></Envelope>"),
    ]  # fmt: skip
    return found


def _payload_seeds() -> Iterator[bytes]:
    """Each made payload for each parser that hears something in it."""
    for at, (_, parser) in enumerate(parsers()):
        for payload in _made_payloads():
            if _heard(parser, payload, 80) != "none":
                yield bytes([at, 0, 80]) + payload


def _datagram_seeds() -> Iterator[bytes]:
    for payload in _made_payloads():
        for port in PORTS:
            if read_datagram(port, port, payload) is not NOTHING:
                yield struct.pack(">HH", port, port) + payload
                break


def _stream_seeds() -> Iterator[bytes]:
    for payload in _made_payloads():
        for side in (0, 1):
            yield bytes([side, 0, 80]) + payload


# --- exports of flows, and QUIC ---------------------------------------------------------------------


def attempt_exports(data: bytes, _: Path) -> str:
    """Datagrams of an exporter, each with its length in front."""
    from lamppost.observe.logs.outcome import observations_of
    from lamppost.pipeline.exported import Exported

    exported, row = Exported(["capture"], view=4), 0
    for row, message in enumerate(_apart(data), start=1):
        exported.take(message, (40_000, 2055), (0, 0xFFFF_C000_0201), 0, row)
    gathering = exported.gathered()
    if gathering is None:
        return "none"
    found = observations_of(gathering, [])
    assert len({len(column) for column in found.flows.values()}) == 1
    return "whole" if len(found.flows["proto"]) else "part"


def _apart(data: bytes) -> Iterator[bytes]:
    at = 0
    for _ in range(MOST_DATAGRAMS):
        if at + 2 > len(data):
            return
        size = int.from_bytes(data[at : at + 2], "big")
        yield data[at + 2 : at + 2 + size]
        at += 2 + size


def _joined(*messages: bytes) -> bytes:
    return b"".join(len(one).to_bytes(2, "big") + one for one in messages)


def _exports() -> list[bytes]:
    ends = "192.0.2.10", "198.51.100.7", 50_000, 443
    record = made.plain_record(*ends)
    options = made.options_template(260, ((1, 4),), ((34, 4), (35, 1)))
    return [
        made.v5(made.v5_record(*ends), made.v5_record(*ends), sampling=0x4064),
        made.v9(made.template(256, *made.PLAIN), made.one_set(256, record, record)),
        made.ipfix(made.template(256, *made.PLAIN, version=10), made.one_set(256, record)),
        made.ipfix(made.template(257, (8, 4), (12, 4), (82, 65535), (1, 8), version=10),
                   made.one_set(257, made.address(ends[0]), made.address(ends[1]), b"\x04eth0", bytes(8))),
        made.v9(options, made.one_set(260, bytes(4), made.number(100, 4), b"\x01")),
    ]  # fmt: skip


def _export_seeds() -> Iterator[bytes]:
    yield _joined(*_exports())
    for one in _exports():
        yield _joined(one, one)


def attempt_quic(data: bytes, _: Path) -> str:
    """A datagram with Initials, opened and taken apart by the readable path."""
    opened = 0
    for packet in islice(initials(data), MOST_DATAGRAMS):
        keys = client_keys(packet.version, packet.destination)
        plain = None if keys is None else open_initial(data, packet, keys)
        opened += plain is not None
        for offset, part in crypto_frames(data if plain is None else plain):
            assert offset >= 0
            assert part
    return "whole" if opened else "none"


def _quic_seeds() -> Iterator[bytes]:
    yield from datagrams(made_payloads.client_hello(made_payloads.server_name(b"cam.example.net")))


DOORS = [
    Door("captures", ("observe.capture", "observe.ahead", "observe.source", "observe.unpacking", "observe.opening", "observe.magic"), attempt_file, _files, _real_files, 2048),
    Door("payloads", ("observe.capture.payloads",), attempt_payload, _payload_seeds),
    Door("datagrams", ("observe.capture.payloads",), attempt_datagram, _datagram_seeds, most_bytes=1500),
    Door("streams", ("observe.capture.payloads",), attempt_stream, _stream_seeds),
    Door("exports", ("observe.netflow", "pipeline.exported"), attempt_exports, _export_seeds, most_bytes=3000),
    Door("quic", ("observe.capture.payloads.quic",), attempt_quic, _quic_seeds, most_bytes=1500),
]  # fmt: skip
