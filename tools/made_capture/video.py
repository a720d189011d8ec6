"""Cameras that stream RTP-like video to a recorder, over UDP or inside RTSP's TCP connection (RFC 2326, 3550)."""

import random
import struct
from dataclasses import dataclass

import numpy as np

from made_capture import frames
from made_capture.exchanges import ACK, PUSH, TCP, UDP, Arena, Ends, Exchange, Longs, Said, big
from made_capture.people import CAMERAS, MAC, PORTS, RECORDER, repeated
from made_capture.talk import connection

ACTIVE = 8  # cameras that stream at a time
SIZES = (1344, 920, 430)  # octets of RTP in full packets and in the last ones of a picture
SHARES = (0.84, 0.09, 0.07)
PORT, TO_PORT = 50000, 40000
CONTROL = 554
_RTP = 12


@dataclass(slots=True)
class Stream:
    """One camera's stream, from one set-up to its end."""

    camera: int
    is_tcp: bool
    port: int
    sequence: int
    clock: int
    sent: int
    received: int
    blocks: int
    fresh: bool = True


class Video:
    """All streams; what they said before decides how they go on."""

    def __init__(self, seed: int) -> None:
        """Build the scripts; nothing streams yet."""
        self._plain = random.Random(seed + 1)
        self._rng = np.random.default_rng(seed + 1)
        self._streams: list[Stream] = []
        self._noise = self._rng.integers(0, 256, 1 << 16, np.uint8)
        self._packets = {
            False: [Exchange(UDP, [Said(True, _rtp(size))]) for size in SIZES],
            True: [Exchange(TCP, [Said(True, _interleaved(size), PUSH | ACK)]) for size in SIZES],
        }
        self._acknowledged = Exchange(TCP, [Said(False, b"", ACK)])
        self._setup = {
            is_tcp: Exchange(TCP, connection(*_control(is_tcp=is_tcp))) for is_tcp in (False, True)
        }

    @property
    def octets(self) -> float:
        """Octets that a packet takes in the file on average."""
        return sum(share * script.octets for share, script in zip(SHARES, self._packets[False], strict=True))

    def stream(self, arena: Arena, start: int, span: int, packets: int) -> None:
        """So many packets of all streams within the span; those that end make room for others."""
        self._streams = [one for one in self._streams if one.blocks > 0]
        while len(self._streams) < ACTIVE:
            self._streams.append(self._begin())
        for one in self._streams:
            if one.fresh:
                self._set_up(arena, one, start)
            self._send(arena, one, start, span, packets // ACTIVE)
            one.blocks, one.fresh = one.blocks - 1, False

    def stream_one(self, arena: Arena, start: int, span: int, packets: int) -> None:
        """So many packets of a single connection, which never ends."""
        if not self._streams:
            self._streams = [self._begin()]
            self._streams[0].is_tcp = True
        self._send(arena, self._streams[0], start, span, packets)

    def _begin(self) -> Stream:
        rng = self._plain
        busy = {one.camera for one in self._streams}
        camera = rng.choice([index for index in range(1, CAMERAS + 1) if index not in busy])
        start = [rng.randrange(1 << 32) for _ in range(3)]
        return Stream(
            camera,
            camera % 5 < 2,
            rng.randrange(*PORTS),
            rng.randrange(1 << 16),
            *start,
            rng.randrange(1, 6),
        )

    def _ends(self, one: Stream, port: int, to_port: int, sent: Longs, received: Longs) -> Ends:
        """The camera as the client of these frames, whose sequence numbers are as given."""
        n = len(sent)
        return Ends(
            repeated(MAC + one.camera, n), repeated(RECORDER, n),
            repeated(bytes([192, 0, 2, one.camera]), n), repeated(bytes([192, 0, 2, 200]), n),
            np.full(n, port), np.full(n, to_port), sent, received,
        )  # fmt: skip

    def _set_up(self, arena: Arena, one: Stream, start: int) -> None:
        """The recorder asks the camera to describe, set up and play (RFC 2326 section 10)."""
        script = self._setup[one.is_tcp]
        camera = self._ends(one, CONTROL, one.port, np.array([one.sent]), np.array([one.received]))
        recorder = Ends(
            camera.server_mac, camera.client_mac, camera.server_ip, camera.client_ip,
            camera.server_port, camera.client_port, camera.server_isn, camera.client_isn,
        )  # fmt: skip
        script.play(arena, np.array([start]), recorder)
        one.received += 1 + sum(len(said.payload) for said in script.script if said.from_client)
        one.sent += 1 + sum(len(said.payload) for said in script.script if not said.from_client)

    def _send(self, arena: Arena, one: Stream, start: int, span: int, packets: int) -> None:
        """Packets a little apart; over TCP each fourth is acknowledged."""
        rng = self._rng
        pause = 1_000_000 if one.fresh else 0
        times = np.sort(rng.integers(start + pause, start + span, packets))
        sizes = rng.choice(len(SIZES), packets, p=SHARES)
        scripts = self._packets[one.is_tcp]
        octets = np.array([len(script.script[0].payload) for script in scripts])[sizes]
        sent = one.sent + np.cumsum(octets) - octets
        ports = (CONTROL, one.port) if one.is_tcp else (PORT + 2 * one.camera, TO_PORT + 2 * one.camera)
        number = one.sequence + np.arange(packets)
        clock = one.clock + np.cumsum(sizes > 0) * 3600
        at = 4 if one.is_tcp else 0
        for size, script in enumerate(scripts):
            mine = np.flatnonzero(sizes == size)
            ends = self._ends(one, *ports, sent[mine], np.full(len(mine), one.received))
            length = SIZES[size] - _RTP
            where = rng.integers(0, len(self._noise) - length, len(mine))
            noise = np.lib.stride_tricks.sliding_window_view(self._noise, length)[where]
            head = np.hstack(
                (
                    big(number[mine], 2),
                    big(clock[mine], 4),
                    np.tile(big(np.array([one.camera]), 4), (len(mine), 1)),
                )
            )
            script.play(arena, times[mine], ends, [(0, at + 2, head), (0, at + _RTP, noise)])
        if one.is_tcp:
            some = np.arange(3, packets, 4)
            received = np.full(len(some), one.received)
            ends = self._ends(one, *ports, (sent + octets)[some], received)
            self._acknowledged.play(arena, times[some] + 150, ends)
            one.sent += int(octets.sum())
        one.sequence, one.clock = int(number[-1]) + 1, int(clock[-1])


def _rtp(octets: int) -> bytes:
    """An RTP packet of payload type 96; the last of a picture carries the marker (RFC 3550 section 5.1)."""
    return struct.pack(">BB10x", 0x80, 96 | (0x80 if octets != SIZES[0] else 0)) + bytes(octets - _RTP)


def _interleaved(octets: int) -> bytes:
    """The same inside RTSP's connection (RFC 2326 section 10.12)."""
    return struct.pack(">cBH", b"$", 0, octets) + _rtp(octets)


def _control(*, is_tcp: bool) -> list[Said]:
    url = "rtsp://192.0.2.1:554/stream1"
    transport = "RTP/AVP/TCP;unicast;interleaved=0-1" if is_tcp else "RTP/AVP;unicast;client_port=40000-40001"
    body = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=made\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
    steps = (
        ("OPTIONS", (), ("Public: OPTIONS, DESCRIBE, SETUP, PLAY",), ""),
        ("DESCRIBE", ("Accept: application/sdp",), ("Content-Type: application/sdp",), body),
        ("SETUP", (f"Transport: {transport}",), (f"Transport: {transport}", "Session: 1"), ""),
        ("PLAY", ("Session: 1",), ("Session: 1",), ""),
    )
    said = []
    for number, (method, asked, answered, content) in enumerate(steps, 1):
        said += [
            Said(True, frames.rtsp_request(method, number, url, *asked), PUSH | ACK),
            Said(False, frames.rtsp_reply(number, *answered, body=content), PUSH | ACK),
        ]
    return said
