"""Files of nfdump in both layouts and every packing are read as nfdump reads them."""

import datetime as dt
import json
import os
import shutil
import subprocess
from pathlib import Path

import made_nfdump as made
import pytest
from gathered_rows import Kept
from made_nfdump import BZIP2, CAMERA, CAMERA_6, FIRST_MS, LZ4, LZO, PLAIN, SERVER, SERVER_6, ZSTD

from lamppost.model.addresses import ip_text
from lamppost.observe.logs.one_way import joined
from lamppost.observe.nfdump import reader
from lamppost.observe.nfdump.kernels import compiled_kernels

REAL = Path(__file__).parents[4] / "shared" / "data" / "logs" / "nfdump" / "test1-malicious.nfdump"
SYN, ACK, RST = 2, 16, 4
MAC, ROUTER = 0x00005E005310, 0x00005E0053FE
there = made.v3(
    made.flow(40000, 443, packets=9, octets=900, flags=SYN | ACK, last_ms=FIRST_MS + 50),
    made.ends(CAMERA, SERVER),
)
back = made.v3(
    made.flow(443, 40000, packets=7, octets=7000, flags=SYN | ACK, first_ms=FIRST_MS + 5),
    made.ends(SERVER, CAMERA),
)
six = made.v3(
    made.ends(CAMERA_6, SERVER_6), made.macs(MAC, 0, ROUTER), made.flow(40001, 53, 17), made.vlan(30, 40)
)
needs_nfdump = pytest.mark.skipif(shutil.which("nfdump") is None, reason="needs nfdump (Debian: nfdump)")


def read(tmp_path, data, name="nfcapd.202311142213"):
    path = tmp_path / name
    path.write_bytes(data)
    kept = Kept()
    assert reader.recognise(data[:65536], name) == "nfdump"
    return reader.read(path, 3, name, "nfdump", kept), kept


def records_of(path, monkeypatch):
    """The records of a file before they are paired, as rows of `ONE_WAY`."""
    tables = []

    class Unpaired:
        def __init__(self, *_):
            pass

        def add(self, rows):
            tables.append(rows)

        def finish(self):
            pass

    monkeypatch.setattr(reader, "Pairer", Unpaired)
    kept = Kept()
    told = reader.read(path, 0, path.name, "nfdump", kept)
    assert (told.read, kept.issues) == ("whole", [])
    return joined(tables)


def as_nfdump_prints(rows):
    """What `nfdump -o json` says of each record."""
    return [
        (
            ip_text(int(row["src_high"]), int(row["src_low"])),
            ip_text(int(row["dst_high"]), int(row["dst_low"])),
            *((int(row["src_port"]), int(row["dst_port"])) if row["proto"] in (6, 17) else (None, None)),
            int(row["proto"]),
            int(row["packets"]),
            int(row["octets"]),
            int(row["first_seen_at"]) // 1000,
            int(row["last_seen_at"]) // 1000,
            int(row["flags"]) & 0x3F if row["proto"] == 6 else None,
        )
        for row in rows
    ]


def printed_by_nfdump(path):
    done = subprocess.run(
        ["nfdump", "-r", path, "-o", "json"], capture_output=True, check=True, env={**os.environ, "TZ": "UTC"}
    )
    return [_printed(one) for one in json.loads(done.stdout)]


def _printed(one):
    has_ports = one["proto"] in (6, 17)
    return (
        one.get("src4_addr") or one.get("src6_addr"),
        one.get("dst4_addr") or one.get("dst6_addr"),
        *((one["src_port"], one["dst_port"]) if has_ports else (None, None)),
        one["proto"],
        one["in_packets"],
        one["in_bytes"],
        _ms(one["first"]),
        _ms(one["last"]),
        sum(1 << at for at, letter in enumerate("FSRPAU") if letter in one["tcp_flags"])
        if one["proto"] == 6
        else None,
    )


def _ms(text):
    return round(dt.datetime.fromisoformat(f"{text}+00:00").timestamp() * 1000)


def test_records_of_layout_2_are_paired_with_their_elements_in_any_order(tmp_path):
    told, kept = read(tmp_path, made.layout_2(made.block(back, there, six)))
    assert (told.read, told.format, kept.issues) == ("whole", "nfdump", [])
    call, lookup = sorted(kept.told, key=lambda one: one.proto)
    assert (call.src, call.src_port, call.dst_port, call.sent, call.answered) == (
        CAMERA,
        40000,
        443,
        (9, 900),
        (7, 7000),
    )
    assert (call.first_ms, call.last_ms, call.row, call.evidence) == (FIRST_MS, FIRST_MS + 50, 1, 3)
    assert (lookup.src, lookup.dst, lookup.vlan) == (CAMERA_6, SERVER_6, 30)
    assert (lookup.src_mac, lookup.dst_mac, lookup.answered) == (MAC, ROUTER, (None, None))


@pytest.mark.parametrize("exporter", [None, 4])
def test_records_of_layout_1_are_laid_out_by_their_extension_maps(tmp_path, exporter):
    macs = made.struct.pack("<QQ", MAC, 0), made.struct.pack("<QQ", ROUTER, 0)
    records = [
        made.extension_map(0, 5),
        made.v1(
            CAMERA,
            SERVER,
            40000,
            443,
            packets=9,
            octets=1 << 40,
            flags=SYN,
            extensions=bytes(8),
            exporter=exporter,
        ),
        made.extension_map(1, 13, 20, 21),
        made.extension_map(0),
        made.v1(
            CAMERA_6,
            SERVER_6,
            40001,
            53,
            17,
            number=1,
            extensions=b"\x1e\0\0\0" + b"".join(macs),
            exporter=exporter,
        ),
        made.v1(SERVER, CAMERA, 443, 40000, flags=RST | ACK, exporter=exporter),
    ]
    told, kept = read(tmp_path, made.layout_1(made.block(*records, kind=2)))
    assert (told.read, kept.issues) == ("whole", [])
    call, lookup = sorted(kept.told, key=lambda one: one.proto)
    assert (call.sent, call.answered, call.state, call.row) == ((9, 1 << 40), (1, 40), "REJ", 2)
    assert (lookup.src, lookup.dst, lookup.vlan, lookup.src_mac, lookup.dst_mac) == (
        CAMERA_6,
        SERVER_6,
        30,
        MAC,
        ROUTER,
    )


@pytest.mark.parametrize("packing", [LZO, BZIP2, LZ4, ZSTD])
def test_blocks_of_every_packing_hold_the_same_records(tmp_path, packing):
    plain = made.layout_2(made.block(back, there), made.block(*[six] * 40))
    blocks = made.block(back, there, packing=packing), made.block(*[six] * 40, packing=packing)
    told, kept = read(tmp_path, made.layout_2(*blocks, packing=packing))
    assert (told.read, kept.issues) == ("whole", [])
    assert kept.told == read(tmp_path, plain)[1].told


@pytest.mark.parametrize("packing", [LZO, BZIP2, LZ4])
def test_blocks_of_layout_1_are_packed_too(tmp_path, packing):
    records = [made.extension_map(0), made.v1(CAMERA, SERVER, 1, 2), made.v1(CAMERA, SERVER, 1, 3)]
    packed = made.block(*records, kind=2, packing=packing, flags=2)
    left_plain = made.block(made.v1(CAMERA, SERVER, 1, 4), kind=2, flags=1)
    told, kept = read(tmp_path, made.layout_1(packed, left_plain, packing=packing))
    assert (told.read, kept.issues, sorted(one.dst_port for one in kept.told)) == ("whole", [], [2, 3, 4])


def test_a_gzipped_file_is_unpacked_first(tmp_path):
    import gzip

    path = tmp_path / "nfcapd.gz"
    path.write_bytes(gzip.compress(made.layout_2(made.block(there))))
    kept = Kept()
    assert reader.read(path, 0, path.name, "nfdump", kept).format == "nfdump+gzip"
    assert len(kept.told) == 1


def test_records_that_the_collector_multiplied_are_counted(tmp_path):
    sampled = made.v3(made.flow(1, 2), made.ends(CAMERA, SERVER), flags=2)
    _, kept = read(tmp_path, made.layout_2(made.block(there, sampled)))
    assert kept.coverage.multiplied_records == 1


def test_how_often_exports_were_missing_is_told_as_both_layouts_say(tmp_path):
    records = made.block(made.extension_map(0), made.v1(CAMERA, SERVER, 1, 2), kind=2)
    _, first = read(tmp_path, made.layout_1(records, lost=443))
    told, second = read(tmp_path, made.layout_2(made.block(there), made.sums(77), told=1))
    assert (first.coverage.lost_exports, second.coverage.lost_exports) == (443, 77)
    assert (told.read, len(second.told), second.issues) == ("whole", 1, [])


def test_events_of_firewalls_are_no_flows_and_are_told(tmp_path):
    event = made.v3(made.flow(1, 2), made.ends(CAMERA, SERVER), flags=1)
    told, kept = read(tmp_path, made.layout_2(made.block(there, event, event)))
    assert (told.read, len(kept.told)) == ("whole", 1)
    assert kept.words() == [
        (
            2,
            "2 records tell events of a firewall or of address translation, and were passed over; this one first",
        )
    ]


def test_a_capture_that_nfpcapd_read_tells_where_its_frames_went(tmp_path):
    record = made.v3(made.flow(1, 2), made.ends(CAMERA, SERVER), made.macs(MAC, ROUTER), version=0x41)
    (one,) = read(tmp_path, made.layout_2(made.block(record)))[1].told
    assert (one.src_mac, one.dst_mac) == (MAC, ROUTER)


@pytest.mark.parametrize(
    "start", [b"\x0c\xa5", b"\x0c\xa5\0\0", b"\x0c\xa5\x01", b"PK\x03\x04", b"\x0c\xa5\xff\xff"]
)
def test_other_files_are_not_taken_for_files_of_nfdump(start):
    assert reader.recognise(start, "nfcapd.1") is None


@pytest.mark.data
@needs_nfdump
def test_a_real_file_of_layout_1_holds_the_records_that_nfdump_prints(monkeypatch):
    rows = records_of(REAL, monkeypatch)
    assert as_nfdump_prints(rows) == printed_by_nfdump(REAL)
    assert rows["row"][0] == 4


@pytest.mark.data
@needs_nfdump
@pytest.mark.parametrize("option", ["-z", "-y", "-j", None])
def test_files_that_nfdump_packs_hold_the_records_that_it_prints(tmp_path, monkeypatch, option):
    path = tmp_path / "packed"
    command = ["nfdump", "-r", REAL, "-c", "300", "-w", path, *([option] if option else [])]
    subprocess.run(command, check=True, capture_output=True)
    printed = printed_by_nfdump(path)
    assert len(printed) == 300
    assert as_nfdump_prints(records_of(path, monkeypatch)) == printed


@pytest.mark.slow
@pytest.mark.parametrize("packing", [LZO, LZ4])
def test_the_compiled_kernels_find_the_same_records(tmp_path, monkeypatch, packing):
    path = tmp_path / "made"
    path.write_bytes(made.layout_2(made.block(*[there, back, six] * 50, packing=packing), packing=packing))
    plain = records_of(path, monkeypatch)
    monkeypatch.setattr(reader, "kernels_for", lambda _: compiled_kernels())
    assert records_of(path, monkeypatch).tobytes() == plain.tobytes()


@needs_nfdump
@pytest.mark.parametrize("packing", [PLAIN, LZO, BZIP2, LZ4])
def test_nfdump_reads_made_files_of_layout_1_the_same(tmp_path, monkeypatch, packing):
    macs = made.struct.pack("<QQ", MAC, 0)
    records = [
        made.extension_map(0, 5),
        made.v1(CAMERA, SERVER, 40000, 443, packets=1 << 33, flags=SYN, extensions=bytes(8), exporter=0),
        made.extension_map(1, 13, 20),
        made.v1(CAMERA_6, SERVER_6, 40001, 53, 17, number=1, extensions=b"\x1e\0\0\0" + macs, exporter=0),
    ] * 30
    path = tmp_path / "made"
    blocks = [made.block(*records, kind=2, packing=packing, flags=0 if packing == PLAIN else 2)]
    path.write_bytes(made.layout_1(*blocks, packing=packing))
    rows = records_of(path, monkeypatch)
    assert len(rows) == 60
    assert as_nfdump_prints(rows) == printed_by_nfdump(path)
