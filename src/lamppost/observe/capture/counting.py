"""What the evidence covers, counted batch by batch over columns."""

import numpy as np

from lamppost.model.columns import distinct_numbers, parts_of
from lamppost.model.observations import Coverage, Issue
from lamppost.observe.capture import trouble
from lamppost.observe.capture.decoder import Column, Decoder
from lamppost.observe.capture.layout import (
    BAD_SHIFT,
    BIT_QUIC,
    FLOW_BITS,
    FLOW_KEY,
    FLOW_NAME,
    NO_NAME,
    S_CLOSED,
    S_DATAGRAMS,
    S_DUPLICATES,
    S_ENCRYPTED,
    S_FRAGMENTS,
    S_JOINED,
    S_MALFORMED,
    S_REFUSED,
    S_TLS_UNNAMED,
    S_TUNNEL,
    S_TUNNELLED,
)
from lamppost.observe.capture.link_types import ETHER_NAMES, LINK_NAMES, TUNNEL_NAMES
from lamppost.observe.capture.listening import Listener

_HOUR = 3_600_000_000
_FRAMED = (1 << BAD_SHIFT) - 1
_LEAST_VALUE = -1  # link type that is not known
_VALUES = 1 << 32  # link types take 26 bits
_DNS_OVER_TLS = 853  # RFC 7858; RFC 8094 and RFC 9250 over UDP


class Counter:
    """Adds up the frames of all files."""

    def __init__(self, decoder: Decoder) -> None:
        """Count what this decoder frames."""
        self._decoder = decoder
        self._coverage = Coverage()
        self.hours: set[int] = set()
        """Hours since 1970 in which something was sent."""
        self._links: dict[tuple[int, int], list[int]] = {}
        self._bad: dict[tuple[int, int], list[int]] = {}

    def count(self, n: int) -> None:
        """Add the first n frames of the present batch."""
        frames, coverage = self._decoder.frames, self._coverage
        captured, original, times = (
            column[:n] for column in (frames.captured, frames.original, frames.times)
        )
        coverage.packets += n
        coverage.packet_bytes += int(original.sum())
        coverage.cut_packets += int((captured < original).sum())
        first, last = int(times.min()), int(times.max())
        if coverage.first_seen_at is None or first < coverage.first_seen_at:
            coverage.first_seen_at = first
        if coverage.last_seen_at is None or last > coverage.last_seen_at:
            coverage.last_seen_at = last
        if first // _HOUR == last // _HOUR:
            self.hours.add(first // _HOUR)
        else:
            self.hours.update(distinct_numbers(times // _HOUR).tolist())
        self._add(self._links, frames.links[:n], n)

    def count_malformed(self, n: int) -> None:
        """Add what was wrong with the first n frames of the batch, once their headers are read."""
        bad = self._decoder.frames.bad[:n]
        found = np.flatnonzero(bad)
        if len(found):
            self._add(self._bad, bad & _FRAMED, n, found)
            self._add(self._bad, bad >> BAD_SHIFT, n, found)

    def _add(
        self, into: dict[tuple[int, int], list[int]], values: Column, n: int, where: Column | None = None
    ) -> None:
        """Count each value of each file, with the first frame that has it."""
        frames = self._decoder.frames
        files, rows = frames.files[:n], frames.rows[:n]
        if where is not None:
            values, files, rows = values[where], files[where], rows[where]
        keys = files * _VALUES + (values - _LEAST_VALUE)
        if keys[0] == keys[-1] and (keys == keys[0]).all():
            numbers, places, counts = keys[:1], np.zeros(1, np.int64), np.array([len(keys)])
        else:
            numbers, places, counts = np.unique(keys, return_index=True, return_counts=True)
        for key, place, count in zip(numbers.tolist(), places.tolist(), counts.tolist(), strict=True):
            file, value = key // _VALUES, key % _VALUES + _LEAST_VALUE
            into.setdefault((file, value), [0, int(rows[place])])[0] += count

    def issues(self, name: str, file: int, malformed: dict[str, list[int]]) -> list[Issue]:
        """What is wrong with a file's packets: link types not read, and one issue per kind of malformation.

        Args:
            name: The file's name.
            file: Which file.
            malformed: Sentences of the payload parsers → count and first frame.
        """
        links = [
            trouble.link_not_read(name, row, link, count)
            for (one, link), (count, row) in sorted(self._links.items())
            if one == file and link >= 0 and link not in LINK_NAMES
        ]
        bad = [
            trouble.malformed_packets(name, kind, count, row)
            for (one, kind), (count, row) in sorted(self._bad.items())
            if one == file and kind > 0
        ]
        return links + bad + trouble.malformed_payloads(name, malformed)

    def lose(self, packets: int) -> None:
        """Add packets that a file says were lost."""
        self._coverage.lost_packets += packets

    def coverage(self, listener: Listener) -> Coverage:
        """The whole count."""
        coverage, decoder = self._coverage, self._decoder
        coverage.hours_with_traffic = len(self.hours)
        payloads = sum(count for found in listener.malformed.values() for count, _ in found.values())
        coverage.malformed_packets = decoder.sum_of(S_MALFORMED) + payloads
        for (_, link), (count, _) in sorted(self._links.items()):
            name = LINK_NAMES.get(link, "unknown" if link < 0 else str(link))
            coverage.link_types[name] = coverage.link_types.get(name, 0) + count
        coverage.fragments = decoder.sum_of(S_FRAGMENTS)
        coverage.fragmented_datagrams = decoder.sum_of(S_DATAGRAMS)
        coverage.unjoined_datagrams = decoder.sum_of(S_DATAGRAMS) - decoder.sum_of(S_JOINED)
        coverage.contradicted_datagrams = decoder.sum_of(S_REFUSED)
        coverage.tunnelled_packets = decoder.sum_of(S_TUNNELLED)
        coverage.closed_tunnel_packets = decoder.sum_of(S_CLOSED)
        coverage.encrypted_frames = decoder.sum_of(S_ENCRYPTED)
        coverage.tunnels = {
            name: count for kind, name in TUNNEL_NAMES.items() if (count := decoder.sum_of(S_TUNNEL + kind))
        }
        coverage.duplicate_packets = decoder.sum_of(S_DUPLICATES)
        coverage.tls_without_name = listener.tls_without_name + decoder.sum_of(S_TLS_UNNAMED)
        coverage.vlan_ids = {int(tag) for part in decoder.parts for tag in np.flatnonzero(part.vlans)}
        ethers = decoder.parts[0].ethers
        coverage.not_ip = {
            ETHER_NAMES.get(number, f"0x{number:04x}"): int(ethers[number])
            for number in np.flatnonzero(ethers).tolist()
        }
        for part in decoder.parts:
            rows = part.flow_rows()
            for some in parts_of(len(rows)):
                count_unnamed(coverage, rows[some])
        return coverage


def count_unnamed(coverage: Coverage, rows: Column) -> None:
    """Add flows whose names cannot be read.

    Args:
        coverage: Is added to.
        rows: Flows as the decoder has them, shape (n, FLOW_WIDTH).
    """
    keys, bits = rows[:, FLOW_KEY], rows[:, FLOW_BITS]
    a_port, b_port, proto = (keys >> 38) - 1, ((keys >> 21) & 0x1FFFF) - 1, (keys >> 13) & 0xFF
    private = ((a_port == _DNS_OVER_TLS) | (b_port == _DNS_OVER_TLS)) & ((proto == 6) | (proto == 17))
    coverage.encrypted_dns_flows += int(private.sum())
    is_quic = bits & BIT_QUIC != 0
    coverage.quic_flows += int(is_quic.sum())
    coverage.quic_unnamed += int((is_quic & (rows[:, FLOW_NAME] == NO_NAME)).sum())
