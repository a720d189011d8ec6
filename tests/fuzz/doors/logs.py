"""Logs and tables of flows, each through its own reader as `look` chooses it."""

import hashlib
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from pathlib import Path
from unittest.mock import patch

from tests.engines.sample_logs import real_logs, sample_logs
from tests.fuzz.doors.door import Door, files_of, put
from tests.fuzz.judges import assert_told
from tests.observe.flow_table.test_tables_of_text import EXPORTS
from tests.observe.netflow import made_nfdump as made

from lamppost.model.errors import LamppostError
from lamppost.model.observations import Observations
from lamppost.observe.logs import running
from lamppost.pipeline.observing import files_of as files_of_paths
from lamppost.pipeline.observing import log_of, observe

MOST_ISSUES = 100
LONGEST_TEXT = 2000
NEVER = 1 << 62


def attempt(data: bytes, folder: Path, name: str, kind: str | None) -> str:
    """Read on the plain path; what was not read is said, shortly, and what is damaged is not called whole."""
    path = put(folder, name, data)
    with patch.multiple(running, COMPILED_FROM=NEVER, FIRST_COMPILED_FROM=NEVER):
        known = log_of(path)
        found = observe([path])
    (evidence,) = found.evidence
    assert evidence.sha256 == hashlib.sha256(data).hexdigest()
    assert evidence.size_bytes == len(data)
    assert_sound(found)
    is_plain = "+" not in evidence.format and not found.coverage.passed_over
    assert_told(kind if known is not None and is_plain else None, data, evidence.read, len(found.issues))
    return evidence.read


def assert_sound(found: Observations) -> None:
    """Columns are of one length, what they refer to is there, and issues are short."""
    assert len(found.issues) <= MOST_ISSUES
    for issue in found.issues:
        assert len(f"{issue.what} {issue.expected} {issue.hint}") <= LONGEST_TEXT
    for table in (found.flows, found.senders, found.names):
        assert len({len(column) for column in table.values()}) == 1
    assert ((found.flows["server_name"] >= -2) & (found.flows["server_name"] < len(found.host_names))).all()
    assert ((found.names["name"] >= 0) & (found.names["name"] < len(found.host_names))).all()
    for name in ("src_port", "dst_port"):
        assert ((found.flows[name] >= -1) & (found.flows[name] <= 0xFFFF)).all()
    assert (found.flows.get("connections", found.flows["proto"] + 1) > 0).all()


def _samples(*starts: str) -> Callable[[], Iterator[bytes]]:
    def made_ones() -> Iterator[bytes]:
        for name, data in sample_logs().items():
            if name.startswith(starts):
                yield _head(data)

    return made_ones


def _head(data: bytes, most: int = 3000) -> bytes:
    """The first whole lines."""
    return data if len(data) <= most else data[: data.rfind(b"\n", 0, most) + 1]


def _real(*starts: str) -> Callable[[], Iterator[bytes]]:
    def real_ones() -> Iterator[bytes]:
        for name, data in real_logs().items():
            if name.startswith(starts):
                yield _head(data)

    return real_ones


def _nfdump() -> Iterator[bytes]:
    ends = made.ends("192.0.2.10", "198.51.100.7")
    record = made.v3(made.flow(50_000, 443), ends, made.macs(0x5E005301))
    old = made.v1("192.0.2.10", "198.51.100.7", 50_000, 443)
    six = made.v1("2001:db8::1", "2001:db8::2", 50_000, 443, packets=1 << 33)
    for packing in (made.PLAIN, made.LZO, made.BZIP2, made.LZ4):
        yield made.layout_2(made.block(record, record, packing=packing), packing=packing)
        if packing != made.BZIP2:
            yield made.layout_1(
                made.block(made.extension_map(0), old, six, packing=packing, kind=2), packing=packing
            )
    yield made.layout_2(made.block(record), made.sums(3))


def attempt_archive(data: bytes, folder: Path) -> str:
    """An archive of logs: whatever is taken out of it is sound, and what is not taken is said."""
    place = folder / "archive"
    place.mkdir(exist_ok=True)
    name = "logs.zip" if data[:2] == b"PK" else "logs.tar"
    for other in place.iterdir():
        other.unlink()
    put(place, name, data)
    try:
        files = files_of_paths([place / name])
    except LamppostError:
        return "none"
    with patch.multiple(running, COMPILED_FROM=NEVER, FIRST_COMPILED_FROM=NEVER):
        found = observe(files)
    assert_sound(found)
    reads = [one.read for one in found.evidence]
    assert found.issues or all(one == "whole" for one in reads)
    return "whole" if "whole" in reads else "none"


def _archives() -> Iterator[bytes]:
    logs = {
        name.rpartition("/")[2]: _head(data, 1500)
        for name, data in sample_logs().items()
        if name.startswith("zeek/")
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in list(logs.items())[:3]:
            archive.writestr(name, data)
    yield held.getvalue()
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in list(logs.items())[:3]:
            told = tarfile.TarInfo(f"logs/{name}")
            told.size = len(data)
            tar.addfile(told, io.BytesIO(data))
    yield held.getvalue()


def _flow_texts() -> Iterator[bytes]:
    return (text.encode() for text in EXPORTS.values())


@cache
def _parquet() -> tuple[bytes, ...]:
    from tempfile import TemporaryDirectory

    import numpy as np
    from tests.observe.flow_table.test_parquet_tables import TYPED, write

    with TemporaryDirectory() as folder:
        return (write(Path(folder) / "t.parquet", {"n": np.arange(1)}, TYPED).read_bytes(),)


def _door(
    name: str, covers: Iterable[str], file: str, kind: str | None, seeds: Callable[[], Iterable[bytes]], shared: Callable[[], Iterable[bytes]] = tuple
) -> Door:  # fmt: skip
    return Door(name, ("observe.logs", *covers), partial(attempt, name=file, kind=kind), seeds, shared)


DOORS = [
    _door("zeek", ("observe.zeek",), "conn.log", "zeek", _samples("zeek/"), _real("zeek-tsv")),
    _door("zeek-json", ("observe.zeek",), "conn.json", "lines", _samples("zeek-json/"), _real("zeek-json")),
    _door("eve", ("observe.suricata_eve",), "eve.json", "lines", _samples("eve"), _real("suricata", "eve")),
    _door("nfdump", ("observe.nfdump",), "nfcapd.202611230800", None, _nfdump, lambda: files_of("logs/nfdump/**/nfcapd*", most_bytes=4000)),
    _door("flow-texts", ("observe.flow_table",), "flows.csv", None, _flow_texts),
    _door("flow-parquet", ("observe.flow_table",), "flows.parquet", None, _parquet),
    Door("archives", ("observe.within", "observe.archives"), attempt_archive, _archives, most_bytes=12_000),
]  # fmt: skip
