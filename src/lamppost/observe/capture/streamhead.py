"""The beginning of what one side of a TCP connection says, put in order."""

from lamppost.observe.capture.payloads.tls_certificate import is_flight_read
from lamppost.observe.capture.payloads.tls_hello import is_hello_whole

_MODULUS = 1 << 32
_HALF = 1 << 31
_TLS_RECORD = 5
_SERVER_HELLO = 2


class Head:
    """Up to a few segments, in the order of their sequence numbers (RFC 9293 §3.4)."""

    __slots__ = ("_events", "_segments", "_starts", "count", "event", "flow", "octets")

    def __init__(self, event: list[int], flow: list[int]) -> None:
        """Start with the event of the first segment, whose frame and time stand for the whole."""
        self.event = event
        self.flow = flow
        self.count = 0
        self.octets = 0
        self._segments: list[tuple[int, bytes]] = []
        self._events: list[list[int]] = []
        self._starts: list[tuple[int, int]] = []

    def add(self, sequence: int, payload: bytes, event: list[int]) -> None:
        """Keep one more segment.

        Args:
            sequence: 32-bit sequence number of its first octet.
            payload: Its octets.
            event: The segment's event, for its frame and time.
        """
        self._events.append(event)
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
        self._starts = []
        for place, index in placed:
            offset = place - start
            if offset > len(joined):
                break
            fresh = self._segments[index][1][len(joined) - offset :]
            if fresh:
                self._starts.append((len(joined), index))
                joined += fresh
        return bytes(joined)

    def event_of(self, data: bytes, value: str) -> list[int]:
        """The event of the segment in which a value begins; the first one's where it stands nowhere whole.

        Args:
            data: What `joined` returned last.
            value: A value that was read in it.
        """
        at = data.lower().find(value.lower().encode())
        index = next((index for start, index in reversed(self._starts) if start <= at), None)
        return self.event if index is None else self._events[index]


def is_whole(data: bytes) -> bool:
    """Whether later octets would add nothing: to a ClientHello, a server's names, a greeting or the head of a GET.

    A GET that names the whole address goes to a proxy, whose connections ask for many hosts.
    """
    if data[:2] == b"\x15\x03":  # a server's warning before its hello
        return is_flight_read(data)
    if data[:2] == b"\x16\x03":
        if len(data) > _TLS_RECORD and data[_TLS_RECORD] == _SERVER_HELLO:
            return is_flight_read(data)
        return is_hello_whole(data)
    if data[:4] in (b"SSH-", b"220 ", b"220-"):
        return b"\n" in data
    return data[:4] == b"GET " and data[4:5] == b"/" and b"\r\n\r\n" in data
