"""A run of RTP is called by its medium where its packets prove it, and not otherwise."""

import random

import made_media as made
import pytest

from lamppost.observe.capture.payloads.dispatch import read_stream
from lamppost.observe.capture.payloads.rtp import media_of, read_packet

MEDIA = {
    "video h264": made.h264(),
    "video h265": made.h265(),
    "video jpeg": made.jpeg(),
    "video mpeg-ps": made.program_stream(),
    "audio pcmu": made.pcmu(),
}


def medium(datagrams: list[bytes]) -> str | None:
    return media_of([packet for data in datagrams if (packet := read_packet(data))])


@pytest.mark.parametrize("name", MEDIA)
def test_a_run_is_called_by_its_medium(name):
    assert medium(MEDIA[name]) == name


@pytest.mark.parametrize("name", MEDIA)
def test_two_packets_prove_nothing(name):
    assert medium(MEDIA[name][:2]) is None


@pytest.mark.parametrize("name", MEDIA)
def test_packets_that_do_not_count_up_prove_nothing(name):
    packets = MEDIA[name]
    assert medium(packets[::-1]) is None
    assert medium([packets[0]] * len(packets)) is None
    far = [data[:2] + (index * 1000 % 65536).to_bytes(2) + data[4:] for index, data in enumerate(packets)]
    assert medium(far) is None


@pytest.mark.parametrize("name", MEDIA)
def test_packets_of_changing_sources_prove_nothing(name):
    changing = [data[:8] + index.to_bytes(4) + data[12:] for index, data in enumerate(MEDIA[name])]
    assert medium(changing) is None


def test_a_capture_on_two_interfaces_holds_every_packet_twice_and_proves_the_same():
    assert medium([data for data in made.h264() for _ in range(2)]) == "video h264"


def test_a_late_packet_and_a_lost_one_are_let_pass():
    packets = made.h264(16)
    assert medium([*packets[:8], packets[10], packets[9], *packets[12:]]) == "video h264"


def test_header_extensions_contributors_and_padding_are_passed_over():
    packets = []
    for data in made.h264():
        header = bytes([0x80 | 0x20 | 0x10 | 1]) + data[1:12] + bytes(4) + b"\xbe\xde\0\1abcd"
        packets.append(header + data[12:] + b"\0\0\3")
    assert medium(packets) == "video h264"


def test_parameter_sets_in_one_aggregate_prove_h264():
    both = b"\x78" + len(made.SPS).to_bytes(2) + made.SPS + len(made.PPS).to_bytes(2) + made.PPS
    slices = [(3600 * at, b"\x61\x9a" + made.BODY) for at in range(1, 4)]
    assert medium(made.run([(0, both), *slices])) == "video h264"
    assert medium(made.run(slices)) is None


@pytest.mark.parametrize("name", ["video h264", "video h265"])
def test_one_payload_that_is_none_takes_the_proof_away(name):
    packets = list(MEDIA[name])
    packets[-1] = packets[-1][:12] + b"\xff" + packets[-1][13:]
    assert medium(packets) is None


def test_fragments_that_do_not_join_prove_nothing():
    packets = made.h264()
    packets[3] = packets[3][:13] + b"\x01" + packets[3][14:]  # goes on as another type
    assert medium(packets) is None
    packets = made.h265()
    packets[3] = packets[3][:4] + b"\0\0\0\1" + packets[3][8:]  # goes on at another time
    assert medium(packets) is None


@pytest.mark.parametrize("kind", [0, 26, 96, 111])
def test_encrypted_payloads_prove_nothing(kind):
    rng = random.Random(kind)
    for _ in range(3000):
        run = made.run(
            [(160 * at, rng.randbytes(170)) for at in range(3)], kind=kind, start=rng.randrange(65536)
        )
        assert medium(run) is None


def test_sound_that_is_longer_than_its_time_is_encrypted():
    assert medium(made.pcmu(added=10)) is None


def test_control_packets_and_other_protocols_are_no_packets_of_media():
    report = b"\x80\xc8\0\6" + bytes(24)
    assert medium([report] * 5) is None
    stun = b"\0\1\0\0\x21\x12\xa4\x42" + bytes(12)
    quic, dtls = b"\xc3\0\0\0\1" + bytes(30), b"\x16\xfe\xfd" + bytes(30)
    assert [read_packet(data) for data in (stun, quic, dtls, b"", b"\x80" * 12)] == [None] * 5


def said(head: bytes, *, from_opener: bool = False, port: int = 554) -> set[tuple[str, str]]:
    return {
        (row.field, row.value) for row in read_stream(head, from_opener=from_opener, server_port=port).said
    }


PLAY = b"RTSP/1.0 200 OK\r\nCSeq: 5\r\nSession: 1\r\n\r\n"


def test_media_inside_an_rtsp_connection_are_said_of_the_side_that_sends_them():
    head = PLAY + made.interleaved(made.h264()[:6])
    assert said(head) == {("rtp.media", "video h264")}
    assert said(PLAY + made.interleaved(made.h264()[:2])) == set()
    record = b"RECORD rtsp://192.0.2.1/a RTSP/1.0\r\nCSeq: 1\r\n\r\n" + made.interleaved(made.h265()[:6])
    assert said(record, from_opener=True) == {("rtp.media", "video h265")}


def test_channels_of_one_connection_are_told_apart():
    both = b"".join(
        made.interleaved([one], 0) + made.interleaved([two], 2)
        for one, two in zip(made.h264(6), made.pcmu(6), strict=True)
    )
    assert said(PLAY + both) == {("rtp.media", "video h264"), ("rtp.media", "audio pcmu")}


def test_a_program_stream_behind_lengths_is_media_of_its_sender():
    head = made.framed(made.program_stream())
    assert said(head, from_opener=True, port=30000) == {("rtp.media", "video mpeg-ps")}
    assert said(head, port=30000) == {("rtp.media", "video mpeg-ps")}
    assert said(made.framed(made.h264()), port=30000) == set()
    assert said(head.replace(b"\0\0\1\xe0", b"\0\0\1\xc0"), port=30000) == set()
