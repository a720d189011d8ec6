"""Evidence of every sort, made and real, each piece of it damaged by its seed."""

import io
import json
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.engines import fuzzing_maps
from tests.engines.damaged_logs import damaged as damaged_log
from tests.engines.made_links import udp4
from tests.engines.mutated import _mutate_file as damaged_capture
from tests.engines.mutated import mutated
from tests.engines.sample_logs import real_logs, sample_logs
from tests.fuzz import fields
from tests.fuzz.doors.all import doors
from tests.fuzz.doors.door import DATA

MOST_BYTES = 200_000
"""Of a real file, whole; larger ones are taken in part where they are text."""
MOST_TEXT = 30_000
SORTS = (
    "captures",
    "captures",
    "logs",
    "logs",
    "lists",
    "lists",
    "maps",
    "mixture",
    "flows",
    "archives",
    "fields",
)
"""What each seed takes in its turn."""
Held = dict[str, bytes]


class Made(NamedTuple):
    """A file, damaged."""

    name: str
    data: bytes


def made(rng: random.Random, seed: int, sort: str) -> list[Made]:
    """One file of a sort, or two that belong together; the same for the same seed."""
    kind = rng.choice(("captures", "logs", "lists")) if sort == "mixture" else sort
    if kind == "captures" and rng.random() < 0.85:
        return [Made(f"{number}.pcap", data) for number, data in enumerate(mutated(seed))]
    held = HELD[kind]()
    name = rng.choice(sorted(held))
    whole = held[name]
    if kind == "fields":
        changes = list(fields.changes(name, whole, rng, most=40))
        data = rng.choice(changes).data if changes else whole
    elif rng.random() < 0.05:
        data = whole
    else:
        data = _DAMAGE.get(kind, fuzzing_maps.damaged)(seed, whole)
    return [Made(name.rpartition("/")[2], data)]


_DAMAGE: dict[str, Callable[[int, bytes], bytes]] = {
    "captures": lambda seed, data: damaged_capture(random.Random(seed), data),
    "logs": lambda seed, data: damaged_log(seed, data).data,
}


@cache
def captures() -> Held:
    """Real captures as they are, and captures of exports of flows."""
    return _files("captures/**/*.pcap*") | {"exports.pcap": exports()}


def exports() -> bytes:
    """A capture of exports of NetFlow 5 and 9 and of IPFIX, each with its template."""
    doors()
    from tests.fuzz.doors.captures import _exports

    data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)
    for number, message in enumerate(_exports()):
        packet = udp4(40_000, 2055, message)
        data += struct.pack("<IIII", 1_700_000_000 + number, 0, len(packet), len(packet)) + packet
    return data


@cache
def logs() -> Held:
    """Logs of Zeek and Suricata, and flows of nfdump."""
    return sample_logs() | real_logs()


@cache
def flows() -> Held:
    """Tables of flows as texts and Parquet, and files of nfdump."""
    doors()  # with them their makers of files can be imported
    from tests.fuzz.doors.logs import _nfdump, _parquet
    from tests.observe.flow_table.test_tables_of_text import EXPORTS

    held = {f"{name}/flows.csv": text.encode() for name, text in EXPORTS.items()}
    held |= {f"{at}/nfcapd.202611230800": data for at, data in enumerate(_nfdump())}
    return held | {"flows.parquet": _parquet()[0]}


@cache
def lists() -> Held:
    """Lists of suppliers, bills, inventories, scans, and every table of the shared data."""
    doors()  # with them their makers of files can be imported
    from tests.fuzz.doors.lists import NETBOX, SCAN, TABLE, XML_BILL, books

    held = {"a/list.csv": TABLE.encode(), "b/list.csv": TABLE.replace(";", ",").encode("utf-16"), "names.txt": b"Axis\nDahua\nExample Cameras\n",
            "scan.xml": SCAN.encode(), "bom.xml": XML_BILL.encode(), "netbox.json": json.dumps(NETBOX).encode()}  # fmt: skip
    held |= {f"{at}/list.xlsx": data for at, data in enumerate(books())}
    return held | {
        name: data
        for folder in ("us-lists", "oem", "ownership", "screening", "aigs-*", "bri", "frt-bans", "headline-sources", "iso", "laws", "regime", "fingerprints/lamppost-facts")
        for name, data in _files(f"{folder}/**/*.csv", f"{folder}/**/*.txt", f"{folder}/**/*.xlsx").items()
    }  # fmt: skip


@cache
def maps() -> Held:
    """Maps and registers of cameras."""
    with TemporaryDirectory() as folder:
        held = fuzzing_maps.samples(Path(folder))
    held = {name: data for name, data in held.items() if not name.endswith((".dbf", ".shp"))}
    real = _files("osm/*/*.pbf", "osm/*/*.csv", "osm/*/*.xml")
    return {f"{turn}/{name}": data for turn in range(4) for name, data in held.items()} | real


@cache
def archives() -> Held:
    """Archives of logs and captures."""
    named = {
        name.rpartition("/")[2]: data for name, data in sample_logs().items() if name.startswith("zeek/")
    }
    several = [named, {"a.pcap": exports(), **dict(list(named.items())[:1])}]
    held: Held = {}
    for at, files in enumerate(several):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        held[f"{at}/logs.zip"] = packed.getvalue()
        for ending, mode in (("tar", "w"), ("tar.gz", "w:gz")):
            taped = io.BytesIO()
            with tarfile.open(fileobj=taped, mode=mode) as tar:  # type: ignore[call-overload]
                for name, data in files.items():
                    told = tarfile.TarInfo(f"logs/{name}")
                    told.size = len(data)
                    tar.addfile(told, io.BytesIO(data))
            held[f"{at}/logs.{ending}"] = taped.getvalue()
    return held


@cache
def with_fields() -> Held:
    """Small files whose fields are known, of every sort."""
    held = {name: data for name, data in captures().items() if len(data) <= 16_000}
    for several in (flows(), archives(), lists(), maps(), logs()):
        held |= {
            name: data
            for name, data in several.items()
            if len(data) <= 60_000 and fields.walker_of(name) is not None
        }
    return held


HELD: dict[str, Callable[[], Held]] = {
    "captures": captures, "logs": logs, "flows": flows, "lists": lists, "maps": maps, "archives": archives, "fields": with_fields,
}  # fmt: skip


def _files(*patterns: str) -> Held:
    """Files of the shared data, by their paths; of long texts the beginning, other long ones not."""
    found: Held = {}
    for path in _paths(patterns):
        data = path.read_bytes()
        if path.suffix in (".csv", ".txt", ".json", ".xml") and len(data) > MOST_TEXT:
            data = data[: data.rfind(b"\n", 0, MOST_TEXT) + 1]
        if 0 < len(data) <= MOST_BYTES and path.name != "NOTICE.txt":
            found[str(path.relative_to(DATA))] = data
    return found


def _paths(patterns: tuple[str, ...]) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted(one for one in DATA.glob(pattern) if one.is_file())
