"""The beginning of what one side of a TCP connection says, put in order."""

_MODULUS = 1 << 32
_HALF = 1 << 31
_TLS_RECORD = 5
_TLS_HANDSHAKE = 4


class Head:
    """Up to a few segments, in the order of their sequence numbers (RFC 9293 §3.4)."""

    __slots__ = ("_segments", "count", "event", "flow", "octets")

    def __init__(self, event: list[int], flow: list[int]) -> None:
        """Start with the event of the first segment, whose frame and time stand for the whole."""
        self.event = event
        self.flow = flow
        self.count = 0
        self.octets = 0
        self._segments: list[tuple[int, bytes]] = []

    def add(self, sequence: int, payload: bytes) -> None:
        """Keep one more segment.

        Args:
            sequence: 32-bit sequence number of its first octet.
            payload: Its octets.
        """
        self.count += 1
        self.octets += len(payload)
        self._segments.append((sequence, payload))

    def joined(self) -> bytes:
        """The octets in order without repeats, up to the first gap.

        A first-seen segment starts the stream: what came before it in sequence starts it instead.
        """
        first = self._segments[0][0]
        placed = sorted(
            ((sequence - first + _HALF) % _MODULUS - _HALF, index)
            for index, (sequence, _) in enumerate(self._segments)
        )
        start = placed[0][0]
        joined = bytearray()
        for place, index in placed:
            offset = place - start
            if offset > len(joined):
                break
            joined += self._segments[index][1][len(joined) - offset :]
        return bytes(joined)


def is_whole(data: bytes) -> bool:
    """Whether a ClientHello, or the head of a GET, is all there: later octets would add nothing."""
    if data[:2] == b"\x16\x03":
        if len(data) < _TLS_RECORD + _TLS_HANDSHAKE:
            return False
        record = int.from_bytes(data[3:5])
        handshake = int.from_bytes(data[6:9])
        return len(data) >= _TLS_RECORD + record and handshake + _TLS_HANDSHAKE <= record
    return data[:4] == b"GET " and b"\r\n\r\n" in data
