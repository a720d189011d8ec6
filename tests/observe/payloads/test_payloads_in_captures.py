"""Media, certificates and greetings on their way from frames to observations, with sender and frame."""

import struct
from pathlib import Path

import made_certificate
import made_media
import pytest
from test_payload_pages import SYS_DESCR, SYS_NAME, snmp
from test_payload_sip import message

from lamppost.attribute.endpoints import Endpoints
from lamppost.observe.capture.kernels import compiled_kernels, plain_kernels
from lamppost.observe.capture.layout import HEAD_SHORT, MEDIA_DATAGRAMS
from lamppost.observe.capture.listening import MOST_VALUES, Listener
from lamppost.observe.capture.media import MediaWatch
from lamppost.observe.capture.reader import observe_captures

CAM, HUB, ROUTER = (bytes.fromhex(f"00005e00530{number}") for number in (1, 2, 9))
CAM_IP, HUB_IP, OUTSIDE = bytes([192, 168, 1, 21]), bytes([192, 168, 1, 2]), bytes([203, 0, 113, 7])


def ip(source: bytes, target: bytes, proto: int, body: bytes, *, ttl: int = 64) -> bytes:
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 1, 0, ttl, proto, 0) + source + target + body


def udp(src_port: int, dst_port: int, data: bytes) -> bytes:
    return struct.pack(">HHHH", src_port, dst_port, 8 + len(data), 0) + data


def tcp(src_port: int, dst_port: int, sequence: int, flags: int, data: bytes = b"") -> bytes:
    return struct.pack(">HHIIBBHHH", src_port, dst_port, sequence, 0, 0x50, flags, 9, 0, 0) + data


def from_cam(body: bytes, proto: int = 17) -> bytes:
    return HUB + CAM + b"\x08\0" + ip(CAM_IP, HUB_IP, proto, body)


def to_cam(body: bytes, proto: int = 17) -> bytes:
    return CAM + HUB + b"\x08\0" + ip(HUB_IP, CAM_IP, proto, body)


def from_outside(body: bytes) -> bytes:
    return CAM + ROUTER + b"\x08\0" + ip(OUTSIDE, CAM_IP, 6, body, ttl=50)


def write(tmp_path, frames: list[bytes]) -> Path:
    data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    for number, frame in enumerate(frames):
        data += struct.pack("<IIII", 1_700_000_000 + number, 0, len(frame), len(frame)) + frame
    path = tmp_path / "made.pcap"
    path.write_bytes(data)
    return path


def said(tmp_path, frames: list[bytes]) -> list[tuple[int, str, str, str, int]]:
    """What both paths of the kernels say, which must be the same."""
    path = write(tmp_path, frames)
    plain, fast = (
        observe_captures([path], kernels=kernels) for kernels in (plain_kernels(), compiled_kernels())
    )
    assert plain.self_descriptions == fast.self_descriptions
    assert not plain.issues
    return [(row.mac, row.ip, row.field, row.value, row.first_row) for row in plain.self_descriptions]


def streamed(packets: list[bytes]) -> list[bytes]:
    return [from_cam(udp(50000, 40000, packet)) for packet in packets]


CAM_SENDS = (int.from_bytes(CAM), "192.168.1.21", "rtp.media")


@pytest.mark.parametrize("medium", ["h264", "h265", "jpeg"])
def test_a_stream_of_datagrams_is_said_of_its_sender_with_the_first_frame(tmp_path, medium):
    noise = to_cam(udp(40000, 50000, b"\x80\xc9\0\1" + bytes(28)))
    frames = [noise, *streamed(getattr(made_media, medium)()), noise]
    assert said(tmp_path, frames) == [(*CAM_SENDS, f"video {medium}", 2)]


def test_a_stream_shorter_than_is_looked_at_is_judged_at_the_end_of_the_file(tmp_path):
    assert said(tmp_path, streamed(made_media.h264(5)))[0][3] == "video h264"
    assert said(tmp_path, streamed(made_media.h264()[:2])) == []


def test_datagrams_of_other_sources_in_between_do_not_disturb_a_stream(tmp_path):
    packets = made_media.h264(10)
    other = [packet[:8] + b"none" + packet[12:] for packet in packets]
    mixed = [packet for pair in zip(packets, other, strict=True) for packet in pair]
    assert said(tmp_path, streamed([*packets[:2], *mixed[4:]]))[0][3] == "video h264"


def test_a_stream_that_never_proves_anything_is_left_after_a_few_datagrams(tmp_path):
    path = write(tmp_path, streamed(made_media.run([(at, bytes([0xFF]) * 90) for at in range(500)])))
    heard = count_media(path)
    assert heard == MEDIA_DATAGRAMS
    assert observe_captures([path]).self_descriptions == []


def count_media(path: Path) -> int:
    """Datagrams that reach the watch."""
    n = 0
    add = MediaWatch.add

    def counted(self, *arguments):
        nonlocal n
        n += 1
        return add(self, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MediaWatch, "add", counted)
        observe_captures([path], kernels=plain_kernels())
    return n


@pytest.mark.parametrize(
    "first",
    [
        b"\0\1\0\0\x21\x12\xa4\x42",
        b"\x16\xfe\xfd\0\0\0\0\0",
        b"\xc3\0\0\0\1\x08ab",
        b"\x80\xc8\0\6abcd",
        b"\x80\x3fabcdef",
    ],
    ids=["STUN", "DTLS", "QUIC", "RTCP", "unused type"],
)
def test_datagrams_that_do_not_begin_like_media_never_reach_the_watch(tmp_path, first):
    assert count_media(write(tmp_path, streamed([first + bytes(40)] * 40))) == 0
    quic = [from_cam(udp(50000, 443, packet)) for packet in made_media.h264()]
    assert count_media(write(tmp_path, quic)) == 0


def server_hello(back, port: int = 443) -> list[bytes]:
    """A connection whose server presents a certificate in segments of 400 octets."""
    flight = made_certificate.FLIGHT
    parts = [(at, flight[at : at + 400]) for at in range(0, len(flight), 400)]
    parts[0], parts[1] = parts[1], parts[0]  # out of order
    return [
        back(tcp(port, 40000, 100, 18)),
        *(back(tcp(port, 40000, 101 + at, 24, part)) for at, part in parts),
    ]


def test_a_certificate_in_many_segments_is_said_of_the_server(tmp_path):
    frames = server_hello(lambda body: from_cam(body, 6))
    assert [row[:4] for row in said(tmp_path, frames)] == [
        (*CAM_SENDS[:2], "tls.certificate_subject", "C=XX, O=Example Cameras, Ltd., CN=EX-100"),
        (*CAM_SENDS[:2], "tls.certificate_issuer", "CN=Example Root, O=Example Holding"),
    ]


def test_the_certificate_of_a_server_outside_is_said_of_nobody_inside(tmp_path):
    arp = b"\xff" * 6 + CAM + b"\x08\6\0\1\x08\0\6\4\0\2" + CAM + CAM_IP + CAM + CAM_IP
    path = write(tmp_path, [arp, *server_hello(from_outside)])
    observations = observe_captures([path])
    rows = [row for row in observations.self_descriptions if row.field.startswith("tls.")]
    endpoints = Endpoints(observations, ())
    assert {row.ip for row in rows} == {"203.0.113.7"}
    assert [endpoints.find(row.mac, row.ip) for row in rows] == [None] * 2


def test_a_server_that_speaks_on_is_listened_to_for_a_few_segments_only(tmp_path):
    tail = [from_cam(tcp(22, 40000, 200 + at, 24, b"x" * 9), 6) for at in range(0, 900, 9)]
    frames = [
        from_cam(tcp(22, 40000, 100, 18), 6),
        from_cam(tcp(22, 40000, 101, 24, b"SSH-2.0-EX\r\n"), 6),
        *tail,
    ]
    path = write(tmp_path, frames)
    assert [row[2:] for row in said(tmp_path, frames)] == [("ssh.banner", "SSH-2.0-EX", 2)]
    kept = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Listener, "_keep", lambda self, payload, event, flow: kept.append(payload))
        observe_captures([path], kernels=plain_kernels())
    assert len(kept) == HEAD_SHORT


@pytest.mark.parametrize(
    ("port", "data", "field"),
    [
        (21, b"220 EX FTP server\r\n", "ftp.banner"),
        (23, b"EX login: ", "telnet.banner"),
        (2323, b"\xff\xfd\1\xff\xfb\3EX\r\n", "telnet.banner"),
    ],
)
def test_a_greeting_is_said_of_the_server(tmp_path, port, data, field):
    frames = [from_cam(tcp(port, 40000, 100, 18), 6), from_cam(tcp(port, 40000, 101, 24, data), 6)]
    assert [row[2] for row in said(tmp_path, frames)] == [field]
    backwards = [from_cam(tcp(40000, port, 100, 2), 6), from_cam(tcp(40000, port, 101, 24, data), 6)]
    assert said(tmp_path, backwards) == []


def test_sip_and_snmp_reach_the_parsers_on_any_port_and_from_agents_alone(tmp_path):
    frames = [from_cam(udp(15060, 7100, message()))]
    frames += [from_cam(udp(161, 40000, snmp((SYS_NAME, b"x"), (SYS_DESCR, b"EX"))))]
    frames += [
        from_cam(udp(40000, 161, snmp((SYS_DESCR, b"no agent")))),
        from_cam(udp(161, 40000, snmp((SYS_NAME, b"x")))),
    ]
    assert [row[2:] for row in said(tmp_path, frames)] == [
        ("gb28181.device_type_code", "132", 1),
        ("snmp.sys_descr", "EX", 2),
    ]


def test_a_program_stream_over_tcp_is_media_of_its_sender(tmp_path):
    data = made_media.framed(made_media.program_stream())
    frames = [from_cam(tcp(40000, 30000, 100, 2), 6)]
    frames += [
        from_cam(tcp(40000, 30000, 101 + at, 24, data[at : at + 700]), 6) for at in range(0, len(data), 700)
    ]
    assert said(tmp_path, frames) == [(*CAM_SENDS, "video mpeg-ps", 2)]


def test_one_sender_is_heard_with_a_bounded_number_of_paths(tmp_path):
    frames = [
        from_cam(tcp(20000 + n, 80, 101, 24, b"GET /%d HTTP/1.1\r\n\r\n" % n), 6)
        for n in range(MOST_VALUES + 50)
    ]
    path = write(tmp_path, frames)
    assert len(observe_captures([path]).self_descriptions) == MOST_VALUES
