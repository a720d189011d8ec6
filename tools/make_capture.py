"""A made capture of a given size: cameras that stream, clients that browse, names, discovery.

Everything is made. Addresses are of ranges that belong to nobody: for documentation (192.0.2.0/24, 198.51.100.0/24,
203.0.113.0/24, RFC 5737; 2001:db8::/32, RFC 3849; MACs 00:00:5E:00:53:xx, RFC 9542; names of example.net, .com and
.org, RFC 2606) and, as those are few, 198.18.0.0/15 for hosts outside, which RFC 2544 keeps for benchmarks. The same
seed, size and shape give the same octets. A gigabyte holds about two million packets of more than 200,000 two-way
flows in 4,000 seconds, so that five-tuples are used again after minutes.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from made_capture.damage import damage
from made_capture.exchanges import Arena
from made_capture.frames import checksum_free_ipv4, dns, ethernet, tcp, udp
from made_capture.hellos import client_hello
from made_capture.shapes import BLOCK, SECONDS_PER_GB, SHAPES, shape

__all__ = ["checksum_free_ipv4", "client_hello", "dns", "ethernet", "tcp", "udp", "write_capture"]

START = 1_790_000_000_000_000  # microseconds
HEADER = bytes.fromhex("d4c3b2a1020004000000000000000000 00000400 01000000".replace(" ", ""))
SPAN = BLOCK * SECONDS_PER_GB // 1000  # microseconds of a block


def write_capture(
    path: Path, size: int, seed: int = 1, *, malformed: float = 0.0, kind: str = "mixed"
) -> int:
    """How many packets were written: a pcap file of at least `size` octets, and little more.

    Args:
        path: Where it goes.
        size: Octets of the file.
        seed: Decides everything random.
        malformed: Share of the packets that are broken, 0 to 1.
        kind: One of SHAPES.
    """
    fill, breaking = shape(kind, seed), np.random.default_rng(seed + 3)
    arena = Arena(BLOCK + (BLOCK >> 2))
    count, left, start = 0, size - len(HEADER), START
    with path.open("wb") as stream:
        stream.write(HEADER)
        while left > 0:
            fill(arena, start, SPAN)
            start += SPAN
            offsets, lengths, times = arena.in_order()
            now = int(np.searchsorted(times, start))
            ready = damage(breaking, arena.octets, offsets[:now], lengths[:now], malformed)
            wanted = int(np.searchsorted(np.cumsum(ready), left)) + 1
            ready = ready[:wanted]
            stream.write(_joined(arena, offsets[: len(ready)], ready))
            count, left = count + len(ready), left - int(ready.sum())
            _carry(arena, offsets[now:], lengths[now:], times[now:])
    return count


def _joined(arena: Arena, offsets: "np.ndarray", lengths: "np.ndarray") -> bytes:  # type: ignore[type-arg]
    """The frames one behind the other."""
    memory = memoryview(arena.octets)
    return b"".join(
        [memory[a:b] for a, b in zip(offsets.tolist(), (offsets + lengths).tolist(), strict=True)]
    )


def _carry(arena: Arena, offsets: "np.ndarray", lengths: "np.ndarray", times: "np.ndarray") -> None:  # type: ignore[type-arg]
    """Keep only these frames, which belong to the next block."""
    kept = np.frombuffer(_joined(arena, offsets, lengths), np.uint8)
    arena.clear()
    if len(times):
        rows, base = arena.rows(1, len(kept))
        rows[0] = kept
        arena.add(base + np.cumsum(lengths) - lengths, lengths, times)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path)
    parser.add_argument("--mb", type=float, default=100.0, help="size in millions of octets")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--malformed", type=float, default=0.0, metavar="SHARE", help="of packets, 0 to 1")
    parser.add_argument("--shape", choices=SHAPES, default="mixed")
    asked = parser.parse_args()
    count = write_capture(
        asked.path, int(asked.mb * 1e6), asked.seed, malformed=asked.malformed, kind=asked.shape
    )
    print(f"{asked.path}: {count} packets", file=sys.stderr)


if __name__ == "__main__":
    main()
