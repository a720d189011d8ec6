"""How many distinct addresses a second a built table answers; the last line is JSON.

python bench/networks.py                               a made table of 100,000 ranges
python bench/networks.py --table asn.networks          a table of yours, without a peer

The peer is `maxminddb` (its C extension, if it has one here), asked for the same addresses one by one, from
the same made ranges as a MaxMind DB. Both answer in the same run, and their answers are compared.
"""

import argparse
import ipaddress
import json
import platform
import random
import tempfile
import time
from importlib import metadata
from pathlib import Path

import numpy as np

from lamppost.attribute.address_tables.built import BuiltTable, build_table, open_table
from lamppost.attribute.address_tables.rows import MAPPED, Read, Row

SEED = 20261127


def made_rows(count: int) -> list[Row]:
    """As many /24 networks of IPv4, apart from each other."""
    chance = random.Random(SEED)
    starts = sorted(chance.sample(range(1 << 16, 224 << 16), count))
    return [
        Row(
            MAPPED | start << 8,
            MAPPED | start << 8 | 255,
            64496 + start % 1000,
            f"Example {start % 5000}",
            None,
            None,
            line,
        )
        for line, start in enumerate(starts, 1)
    ]


def built(rows: list[Row], folder: Path) -> BuiltTable:
    """The rows as a built table, from its file."""
    source = folder / "made.csv"
    source.write_text("made")
    path = folder / "made.networks"
    path.write_bytes(build_table(Read("ranges", None, rows, 0), source, "2026-11-27")[0])
    return open_table(path)


def peer_seconds(rows: list[Row], addresses: list[str], folder: Path) -> tuple[float, list[int | None]]:
    """How long maxminddb takes, and what it answers."""
    import maxminddb
    from mmdb_writer import MMDBWriter
    from netaddr import IPSet

    writer = MMDBWriter(4, "made")
    for row in rows:
        prefix = f"{ipaddress.IPv4Address(row.start & 0xFFFFFFFF)}/24"
        writer.insert_network(IPSet([prefix]), {"autonomous_system_number": row.as_number})
    writer.to_db_file(str(folder / "made.mmdb"))
    with maxminddb.open_database(folder / "made.mmdb") as reader:
        began = time.perf_counter()
        records = [reader.get(address) for address in addresses]
        seconds = time.perf_counter() - began
    answers = []
    for record in records:
        number = record["autonomous_system_number"] if isinstance(record, dict) else None
        answers.append(number if isinstance(number, int) else None)
    return seconds, answers


def main() -> None:
    """Time both, compare their answers, print a table and one line of JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--table", type=Path, help="a built table, instead of a made one")
    parser.add_argument("--addresses", type=int, default=5_000_000)
    parser.add_argument("--ranges", type=int, default=100_000)
    chosen = parser.parse_args()
    generator = np.random.default_rng(SEED)
    low = np.unique(generator.integers(1 << 24, 224 << 24, chosen.addresses, dtype=np.uint64)) | np.uint64(
        MAPPED
    )
    high = np.zeros(len(low), np.uint64)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [] if chosen.table else made_rows(chosen.ranges)
        table = open_table(chosen.table) if chosen.table else built(rows, folder)
        table.rows_of(high[:1000], low[:1000])
        began = time.perf_counter()
        found = table.rows_of(high, low)
        seconds = time.perf_counter() - began
        line = {
            "bench": "networks", "python": platform.python_version(), "numpy": np.__version__, "ranges": table.about.n_rows,
            "distinct_addresses": len(low), "found": int(np.count_nonzero(found >= 0)),
            "seconds": round(seconds, 3), "lookups_per_s": round(len(low) / seconds),
        }  # fmt: skip
        if rows:
            some = low[:: max(1, len(low) // 500_000)]
            texts = [str(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)) for number in some]
            peer, answers = peer_seconds(rows, texts, folder)
            ours = [
                rows[row].as_number if row >= 0 else None
                for row in table.rows_of(np.zeros(len(some), np.uint64), some)
            ]
            if answers != ours:
                raise SystemExit("the two tables do not answer the same")
            rate = len(texts) / peer
            line |= {
                "peer": f"maxminddb {metadata.version('maxminddb')}", "peer_lookups_per_s": round(rate),
                "ratio": {"maxminddb": round(len(low) / seconds / rate, 1)},
            }  # fmt: skip
    for key, value in line.items():
        print(f"{key:20} {value}")
    print(json.dumps(line))


if __name__ == "__main__":
    main()
