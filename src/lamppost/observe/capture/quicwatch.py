"""The hellos of QUIC clients, put together out of the Initial packets of their datagrams."""

from collections import OrderedDict

from lamppost.observe.capture.layout import (
    E_FLOW,
    E_FROM_A,
    E_PART,
    E_SEQ,
    HEAD_OCTETS,
    QUIC_DATAGRAMS,
    QUIC_WAITING,
)
from lamppost.observe.capture.payloads.quic import (
    Initial,
    InitialKeys,
    client_keys,
    crypto_frames,
    initials,
    open_initial,
)
from lamppost.observe.capture.payloads.tls_hello import hello_size

MOST_WAITING = 20_000  # clients whose hello is not whole yet; beyond that the oldest are read as they are
MOST_WAITING_OCTETS = 1 << 25
_HEADER = 4


class QuicHello:
    """What one side of a UDP flow sends in the CRYPTO frames of its Initial packets (RFC 9000 §19.6)."""

    __slots__ = ("_ids", "_pieces", "_starts", "_waiting", "count", "event", "flow", "octets")

    def __init__(self, event: list[int], flow: list[int]) -> None:
        """Start with the first datagram, whose frame and time stand for the whole."""
        self.event = event
        self.flow = flow
        self.count = 0
        self.octets = 0
        self._ids: list[bytes] = []
        self._pieces: list[tuple[int, bytes, list[int]]] = []
        self._starts: list[tuple[int, list[int]]] = []
        self._waiting: list[tuple[bytes, list[int]]] = []

    def wait(self, datagram: bytes, event: list[int]) -> None:
        """Keep a datagram of a hello that the kernel may hear by itself; it is opened only if it does not."""
        self._waiting.append((datagram, event))
        self.octets += len(datagram)

    @property
    def is_waiting(self) -> bool:
        """Whether nothing of it was opened here yet."""
        return self.count == 0

    def open_waiting(self) -> None:
        """Open what waits: the kernel leaves the hello to be read here, or it is never whole."""
        for datagram, event in self._waiting:
            self.octets -= len(datagram)
            self._add(datagram, event)
        self._waiting.clear()

    def add(self, datagram: bytes, event: list[int]) -> None:
        """Keep what one more datagram holds of the hello."""
        self.open_waiting()
        self._add(datagram, event)

    def _add(self, datagram: bytes, event: list[int]) -> None:
        self.count += 1
        for packet in initials(datagram):
            frames = self._open(datagram, packet, event)
            for offset, data in crypto_frames(frames or b""):
                if offset < HEAD_OCTETS and self.octets < 4 * HEAD_OCTETS:
                    self.octets += len(data)
                    self._pieces.append((offset, data, event))

    def _open(self, datagram: bytes, packet: Initial, event: list[int]) -> bytes | None:
        """The packet's frames; a packet under keys of its own begins anew.

        The keys stay those of the first connection id when the server has answered with another (RFC 9001 §5.2),
        also where both have agreed on another version (RFC 9369 §4.1). After a Retry, or where the ports are used
        again, the whole hello is sent anew under new keys.
        """
        for known in self._ids:
            frames = _try(datagram, packet, client_keys(packet.version, known))
            if frames is not None:
                return frames
        if packet.destination in self._ids:
            return None
        frames = _try(datagram, packet, client_keys(packet.version, packet.destination))
        if frames is not None:
            if not self._pieces:
                self.event = event
            self._ids = [packet.destination]
            self._pieces.clear()
        return frames

    @property
    def is_client(self) -> bool:
        """Whether any packet opened under a client's keys."""
        return bool(self._ids)

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the hello is missing."""
        hello = self.joined()
        return len(hello) >= _HEADER and len(hello) >= hello_size(hello)

    def joined(self) -> bytes:
        """The hello from its first octet on, without repeats, up to the first gap."""
        joined = bytearray()
        self._starts = []
        for offset, data, event in sorted(self._pieces, key=lambda piece: piece[0]):
            if offset > len(joined):
                break
            fresh = data[len(joined) - offset :]
            if fresh:
                self._starts.append((len(joined), event))
                joined += fresh
        return bytes(joined)

    def event_of(self, data: bytes, value: str) -> list[int]:
        """The event of the datagram in which a value begins; the first one's where it stands nowhere whole.

        Args:
            data: What `joined` returned last.
            value: A value that was read in it.
        """
        at = data.lower().find(value.lower().encode())
        return next((event for start, event in reversed(self._starts) if start <= at), self.event)


def _try(datagram: bytes, packet: Initial, keys: InitialKeys | None) -> bytes | None:
    return None if keys is None else open_initial(datagram, packet, keys)


class QuicWatch:
    """Keeps the hellos that are not whole, within bounds."""

    def __init__(self) -> None:
        """Wait for nothing yet."""
        self._hellos: OrderedDict[tuple[int, int, int], QuicHello] = OrderedDict()
        self._octets = 0

    def __bool__(self) -> bool:
        """Whether a hello is waiting."""
        return bool(self._hellos)

    def add(self, datagram: bytes, event: list[int], flow: list[int]) -> QuicHello | None:
        """The hello that needs no more looking at: whole, given up, or the oldest where too many wait.

        Args:
            datagram: UDP data that begins like an Initial packet.
            event: Where it stands.
            flow: The flow's row.
        """
        key = event[E_PART], event[E_FLOW], event[E_FROM_A]
        hello = self._hellos.get(key)
        if hello is None:
            hello = self._hellos[key] = QuicHello(event, flow)
        before = hello.octets
        if event[E_SEQ] == QUIC_WAITING:
            hello.wait(datagram, event)
        else:
            hello.add(datagram, event)
        self._octets += hello.octets - before
        if hello.count >= QUIC_DATAGRAMS or hello.is_whole:
            return self._leave(key)
        if len(self._hellos) > MOST_WAITING or self._octets > MOST_WAITING_OCTETS:
            return self.leave_oldest()
        return None

    def leave_oldest(self) -> QuicHello:
        """The hello that has waited longest, as far as it is here."""
        return self._leave(next(iter(self._hellos)))

    def _leave(self, key: tuple[int, int, int]) -> QuicHello:
        hello = self._hellos.pop(key)
        self._octets -= hello.octets
        return hello
