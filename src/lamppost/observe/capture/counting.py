"""What the evidence covers, counted batch by batch over columns."""

import numpy as np

from lamppost.model.observations import Coverage, Issue
from lamppost.observe.capture import trouble
from lamppost.observe.capture.decoder import Column, Decoder
from lamppost.observe.capture.layout import (
    BIT_QUIC,
    FLOW_BITS,
    FLOW_KEY,
    LINK_NAMES,
    S_DUPLICATES,
    S_FRAGMENTS,
    S_MALFORMED,
    S_TLS_UNNAMED,
    S_TUNNELLED,
)
from lamppost.observe.capture.listening import Listener

_HOUR = 3_600_000_000
_DNS_OVER_TLS = 853  # RFC 7858; RFC 8094 and RFC 9250 over UDP


class Counter:
    """Adds up the frames of all files."""

    def __init__(self, decoder: Decoder) -> None:
        """Count what this decoder frames."""
        self._decoder = decoder
        self._coverage = Coverage()
        self._hours: set[int] = set()
        self._links: dict[int, list[int]] = {}

    def start_file(self) -> None:
        """Issues about link types are told per file."""
        self._links = {}

    def count(self, n: int) -> None:
        """Add the first n frames of the present batch, before their numbers are given out."""
        if n == 0:
            return
        frames, coverage = self._decoder.frames, self._coverage
        captured, original, times, links = (
            column[:n] for column in (frames.captured, frames.original, frames.times, frames.links)
        )
        coverage.packets += n
        coverage.packet_bytes += int(original.sum())
        coverage.cut_packets += int((captured < original).sum())
        first, last = int(times.min()), int(times.max())
        if coverage.first_seen_at is None or first < coverage.first_seen_at:
            coverage.first_seen_at = first
        if coverage.last_seen_at is None or last > coverage.last_seen_at:
            coverage.last_seen_at = last
        self._hours.update(np.unique(times // _HOUR).tolist())
        row = self._decoder.row
        numbers, places, counts = np.unique(links, return_index=True, return_counts=True)
        for link, place, count in zip(numbers.tolist(), places.tolist(), counts.tolist(), strict=True):
            self._links.setdefault(link, [0, row + place + 1])[0] += count

    def link_issues(self, name: str) -> list[Issue]:
        """One issue for each link type that this file has and no decoder reads."""
        return [
            trouble.link_not_read(name, row, link, count)
            for link, (count, row) in sorted(self._links.items())
            if link >= 0 and link not in LINK_NAMES
        ]

    def finish_file(self) -> None:
        """Carry this file's counts over."""
        for link, (count, _) in sorted(self._links.items()):
            name = LINK_NAMES.get(link, "unknown" if link < 0 else str(link))
            self._coverage.link_types[name] = self._coverage.link_types.get(name, 0) + count

    def coverage(self, listener: Listener) -> Coverage:
        """The whole count."""
        coverage, decoder = self._coverage, self._decoder
        coverage.hours_with_traffic = len(self._hours)
        payloads = sum(count for found in listener.malformed.values() for count, _ in found.values())
        coverage.malformed_packets = decoder.sum_of(S_MALFORMED) + payloads
        coverage.fragments = decoder.sum_of(S_FRAGMENTS)
        coverage.tunnelled_packets = decoder.sum_of(S_TUNNELLED)
        coverage.duplicate_packets = decoder.sum_of(S_DUPLICATES)
        coverage.tls_without_name = listener.tls_without_name + decoder.sum_of(S_TLS_UNNAMED)
        coverage.vlan_ids = {int(tag) for part in decoder.parts for tag in np.flatnonzero(part.vlans)}
        ethers = decoder.parts[0].ethers
        coverage.not_ip = {
            "llc" if number == 0 else f"0x{number:04x}": int(ethers[number])
            for number in np.flatnonzero(ethers).tolist()
        }
        for part in decoder.parts:
            self._count_encrypted(part.flow_rows())
        return coverage

    def _count_encrypted(self, rows: Column) -> None:
        """Flows whose names cannot be read."""
        keys, bits = rows[:, FLOW_KEY], rows[:, FLOW_BITS]
        a_port, b_port, proto = (keys >> 38) - 1, ((keys >> 21) & 0x1FFFF) - 1, (keys >> 13) & 0xFF
        private = ((a_port == _DNS_OVER_TLS) | (b_port == _DNS_OVER_TLS)) & ((proto == 6) | (proto == 17))
        self._coverage.encrypted_dns_flows += int(private.sum())
        self._coverage.quic_flows += int((bits & BIT_QUIC != 0).sum())
