"""Fragments of the datagrams that are to be read, put together (RFC 791 §3.2, RFC 815, RFC 8200 §4.5).

Which fragments belong together, and that none contradicts another, is the kernel's to say: see `fragments`.
"""

from collections import OrderedDict

import msgspec

from lamppost.observe.capture.layout import (
    DATAGRAM,
    E_AS,
    E_CUT,
    E_DATAGRAM,
    E_LAST,
    E_LENGTH,
    E_SENT,
    E_SEQ,
    E_START,
    FRAGMENT,
    MEDIA,
    MOST_DATAGRAMS,
    QUIC,
)

MOST_WAITING_OCTETS = 1 << 25
_UDP_HEADER = 8
_TCP_LEAST = 20


class _Waiting(msgspec.Struct):
    first: list[int] | None = None  # event of the first part
    pieces: dict[int, tuple[bytes, int]] = msgspec.field(
        default_factory=dict
    )  # start -> octets, and how many were sent
    octets: int = 0


class Datagrams:
    """Datagrams of which some fragments were seen; the oldest give way beyond MOST_DATAGRAMS or 32 MiB."""

    def __init__(self) -> None:
        """Start with none."""
        self._waiting: OrderedDict[int, _Waiting] = OrderedDict()
        self._octets = 0

    def add(self, payload: bytes, event: list[int]) -> tuple[bytes, list[int]] | None:
        """The payload of the datagram and its event, where this fragment was the last that it lacked.

        Args:
            payload: What was captured of the fragment, from the transport header on in the first part.
            event: Its row, of kind FRAGMENT.

        Returns:
            The octets behind the transport header, and the first part's row with the kind that it was chosen
            for; None while fragments are missing, or where the oldest ones gave way.
        """
        waiting = self._waiting.setdefault(event[E_DATAGRAM], _Waiting())
        waiting.pieces[event[E_START]] = payload, event[E_SENT]
        waiting.octets += len(payload)
        self._octets += len(payload)
        if event[E_AS] != FRAGMENT:
            waiting.first = event
        if event[E_LAST]:
            self._octets -= self._waiting.pop(event[E_DATAGRAM]).octets
            return _whole(waiting)
        while len(self._waiting) > MOST_DATAGRAMS or self._octets > MOST_WAITING_OCTETS:
            self._octets -= self._waiting.popitem(last=False)[1].octets
        return None


def _whole(waiting: _Waiting) -> tuple[bytes, list[int]] | None:
    """The datagram, up to the first octet that was not captured."""
    if waiting.first is None:
        return None
    event = list(waiting.first)
    data = bytearray()
    end = start = min(waiting.pieces)
    for place, (octets, sent) in sorted(waiting.pieces.items()):
        if place != end:
            return None  # a piece gave way
        if len(data) == end - start:  # nothing is missing so far
            data += octets
        end = place + sent
    event[E_CUT] = int(len(data) < end - start)
    event[E_SEQ] = event[E_AS]
    head = _UDP_HEADER
    if event[E_AS] not in (DATAGRAM, MEDIA, QUIC):
        head = (data[12] >> 4) * 4 if len(data) >= _TCP_LEAST else len(data)
    elif len(data) >= _UDP_HEADER and int.from_bytes(data[4:6]) >= _UDP_HEADER:
        del data[int.from_bytes(data[4:6]) :]
    payload = bytes(data[head:])
    event[E_LENGTH] = len(payload)
    return (payload, event) if payload else None
