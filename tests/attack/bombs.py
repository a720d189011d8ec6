"""Files that are small and become large, deep or slow where they are taken at their word; each is written into a folder."""

import bz2
import gzip
import importlib
import io
import lzma
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import made_frames as made

zstd = importlib.import_module("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")

MEGABYTE = 1 << 20
DEEP = 100_000
CAM, ROUTER = "00:00:5e:00:53:20", "00:00:5e:00:53:01"
START = 1_772_438_400.0

Bomb = Callable[[int], bytes]
"""A file, of about so many megabytes once it is taken at its word; smaller where its kind has no size."""


def _pieces(start: bytes, piece: bytes, megabytes: int, end: bytes = b"") -> Iterator[bytes]:
    yield start
    block = piece * max(MEGABYTE // len(piece), 1)
    for _ in range(megabytes):
        yield block
    yield end


def _gzipped(pieces: Iterator[bytes]) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0) as packed:
        for piece in pieces:
            packed.write(piece)
    return out.getvalue()


def _zstd(pieces: Iterator[bytes]) -> bytes:
    packer = zstd.ZstdCompressor()
    return b"".join([*(packer.compress(piece) for piece in pieces), packer.flush()])


def _zipped(name: str, pieces: Iterator[bytes], others: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for other, content in (others or {}).items():
            archive.writestr(other, content)
        with archive.open(name, "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)
    return out.getvalue()


PCAP = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
RECORD = struct.pack("<IIII", 1_772_438_400, 0, 60, 60) + bytes(60)
SHEET = b"<?xml version='1.0'?><worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>"
_NS = "http://schemas.openxmlformats.org"
_WORKBOOK = {
    "[Content_Types].xml": (
        f"<Types xmlns='{_NS}/package/2006/content-types'><Default Extension='xml' ContentType='application/xml'/>"
        "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        "<Override PartName='/xl/workbook.xml' "
        "ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/></Types>"
    ).encode(),
    "_rels/.rels": (
        f"<Relationships xmlns='{_NS}/package/2006/relationships'><Relationship Id='r1' Target='xl/workbook.xml' "
        f"Type='{_NS}/officeDocument/2006/relationships/officeDocument'/></Relationships>"
    ).encode(),
    "xl/workbook.xml": (
        f"<workbook xmlns='{_NS}/spreadsheetml/2006/main' xmlns:r='{_NS}/officeDocument/2006/relationships'>"
        "<sheets><sheet name='A' sheetId='1' r:id='r1'/></sheets></workbook>"
    ).encode(),
    "xl/_rels/workbook.xml.rels": (
        f"<Relationships xmlns='{_NS}/package/2006/relationships'><Relationship Id='r1' "
        f"Type='{_NS}/officeDocument/2006/relationships/worksheet' Target='worksheets/sheet1.xml'/>"
        f"<Relationship Id='r2' Type='{_NS}/officeDocument/2006/relationships/sharedStrings' Target='sharedStrings.xml'/>"
        "</Relationships>"
    ).encode(),
}  # fmt: skip


def workbook(pieces: Iterator[bytes], others: dict[str, bytes] | None = None) -> bytes:
    """A workbook with one sheet of these pieces."""
    return _zipped("xl/worksheets/sheet1.xml", pieces, _WORKBOOK | (others or {}))


def _row(at: int, cells: str) -> str:
    return f"<row r='{at}'>{cells}</row>"


def _inline(place: str, text: str) -> str:
    return f"<c r='{place}' t='inlineStr'><is><t>{text}</t></is></c>"


HEAD = _row(1, _inline("A1", "supplier") + _inline("B1", "model")).encode()
BILLION_LAUGHS = "<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{at} '{f'&a{at - 1};' * 10}'>" for at in range(1, 11)
)


def _frames(*frames: bytes) -> bytes:
    return made.pcap([(START + at, frame) for at, frame in enumerate(frames)])


def _udp(port: int, payload: bytes) -> bytes:
    return made.ethernet(CAM, ROUTER, 0x0800, made.udp("192.168.1.21", port, "192.168.1.1", port, payload))


def _dns_loops() -> bytes:
    """Names that point at themselves, at each other, and at what stands behind them."""
    head = struct.pack(">HHHHHH", 1, 0x8180, 1, 200, 0, 0)
    loops = [
        b"\xc0\x0c\x00\x01\x00\x01",
        b"\xc0\x0e\xc0\x0c\x00\x01\x00\x01",
        b"\x01a\xc0\x0c\x00\x01\x00\x01",
        b"\xc0\xff\x00\x01\x00\x01",
        (b"\x3f" + b"a" * 63) * 20 + b"\xc0\x0c\x00\x01\x00\x01",
    ]
    answer = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x01\x00\x04\x01\x02\x03\x04"
    return _frames(*(_udp(port, head + loop + answer * 200) for loop in loops for port in (53, 5353, 5355)))


def _ipv6_headers() -> bytes:
    """Extension headers, one behind the other, to the end of the largest frame."""
    frames = []
    for kind in (0, 43, 60, 44):
        chain = bytes([kind, 0]) + bytes(6)
        payload = chain * 8000
        head = (
            struct.pack(">IHBB", 0x60000000, min(len(payload), 65535), kind, 64)
            + bytes(15)
            + b"\1"
            + bytes(15)
            + b"\2"
        )
        frames.append(made.ethernet(CAM, ROUTER, 0x86DD, head + payload))
    return _frames(*frames)


def _tunnels() -> bytes:
    """Tunnels in tunnels: VLAN marks, GRE, addresses in addresses, MPLS."""
    inner = made.udp("192.168.1.21", 53, "192.168.1.1", 53, b"x")
    marks = b"\x81\x00\x00\x01" * 10_000
    frames = [made.ethernet(CAM, ROUTER, 0x8100, marks[2:] + b"\x08\x00" + inner)]
    packet = inner
    for _ in range(300):
        size = len(packet) + 20
        packet = (
            struct.pack(
                ">BBHHHBBH4s4s", 0x45, 0, size, 0, 0, 64, 4, 0, b"\xc0\x00\x02\x01", b"\xc0\x00\x02\x02"
            )
            + packet
        )
    frames.append(made.ethernet(CAM, ROUTER, 0x0800, packet))
    frames.append(made.ethernet(CAM, ROUTER, 0x8847, b"\x00\x01\x00\xff" * 10_000))
    return _frames(*frames)


def _fragments(megabytes: int) -> bytes:
    """Pieces of datagrams none of which is ever whole."""
    rows = []
    for at in range(megabytes * 4000):
        head = struct.pack(
            ">BBHHHBBH4s4s",
            0x45,
            0,
            220,
            at & 0xFFFF,
            0x2000 | (at * 7 & 0x1FFF),
            64,
            17,
            0,
            struct.pack(">I", 0xC0000200 + (at & 255)),
            b"\xc0\x00\x02\x02",
        )
        rows.append((START, made.ethernet(CAM, ROUTER, 0x0800, head + bytes(200))))
    return made.pcap(rows)


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def _certificates() -> bytes:
    """A certificate whose parts are nested as deep as one record holds, and one that says more than there is."""
    nested = b""
    for _ in range(3500):
        nested = _der(0x30, nested)
    frames = []
    for number, certificate in enumerate((nested, b"\x30\x84\xff\xff\xff\xff" * 2000, b"\x30\x80" * 7000)):
        chain = len(certificate).to_bytes(3, "big") + certificate
        message = b"\x0b" + (len(chain) + 3).to_bytes(3, "big") + len(chain).to_bytes(3, "big") + chain
        record = b"\x16\x03\x03" + struct.pack(">H", len(message) & 0xFFFF) + message
        for at in range(0, len(record), 1400):
            piece = made.tcp(
                "192.168.1.21", 443, "192.168.1.1", 40_000 + number, 101 + at, 1, 0x18, record[at : at + 1400]
            )
            frames.append(made.ethernet(CAM, ROUTER, 0x0800, piece))
    return _frames(*frames)


def _block(kind: int, body: bytes) -> bytes:
    size = len(body) + 12
    return struct.pack("<II", kind, size) + body + struct.pack("<I", size)


def _pcapng_options(megabytes: int) -> bytes:
    """Blocks of nothing but options without content, or whose lengths lead nowhere; 65,536 interfaces."""
    section = _block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    face = _block(1, struct.pack("<HHI", 1, 0, 0))
    noisy = _block(1, struct.pack("<HHI", 1, 0, 0) + struct.pack("<HH", 1, 0) * (MEGABYTE // 8))
    names = _block(4, struct.pack("<HH", 1, 0) * (MEGABYTE // 8))
    loops = _block(6, struct.pack("<IIIII", 0, 0, 0, 0, 0) + struct.pack("<HH", 1, 0xFFFF) * 1000)
    return section + face * 70_000 + (noisy + names) * megabytes + loops * 1000


def _deep_json(head: str, unit: str, close: str, tail: str) -> bytes:
    return (head + unit * DEEP + close * DEEP + tail).encode()


def _pbf(size: int, is_claimed: bool) -> bytes:
    """A map whose one block says it unpacks to so many octets, or does."""
    packed = zlib.compress(bytes(size if not is_claimed else 10), 9)

    def varint(value: int) -> bytes:
        out = b""
        while value > 127:
            out, value = out + bytes([value & 127 | 128]), value >> 7
        return out + bytes([value])

    blob = b"\x10" + varint(size) + b"\x1a" + varint(len(packed)) + packed
    head = b"\x0a\x09OSMHeader\x18" + varint(len(blob))
    return struct.pack(">I", len(head)) + head + blob


def _shapefile_zip(megabytes: int) -> bytes:
    head = struct.pack(">IIIIIII", 9994, 0, 0, 0, 0, 0, 0x7FFFFFFF) + struct.pack(
        "<II8d", 1000, 1, *[0.0] * 8
    )
    table = struct.pack("<BBBBIHH20x", 3, 126, 1, 1, 0xFFFFFFFF, 65, 11)
    return _zipped(
        "points.shp", _pieces(head, bytes(28), megabytes), {"points.dbf": table, "points.shx": head}
    )


def _tarred(megabytes: int) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        info = tarfile.TarInfo("conn.log")
        info.size = megabytes * MEGABYTE
        archive.addfile(info, io.BytesIO(bytes(info.size)))
    return out.getvalue()


def _quine_zip() -> bytes:
    """Forty members that are the same octets."""
    packed = _zipped("a.xml", _pieces(b"", b"\0", 8))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for at in range(40):
            archive.writestr(f"xl/worksheets/sheet{at}.xml", packed)
    return out.getvalue()


ZEEK = (
    b"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
    b"#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\n#types\ttime\tstring\taddr\tport\taddr\tport\tenum\n"
)
EVE = b'{"timestamp":"2026-03-02T08:00:00.000000+0000","event_type":"dns","src_ip":"192.0.2.1","dest_ip":"192.0.2.2","dns":'

BOMBS: dict[str, Bomb] = {
    "zeros.pcap.gz": lambda size: _gzipped(_pieces(PCAP, bytes(1000), size)),
    "records.pcap.gz": lambda size: _gzipped(_pieces(PCAP, RECORD, size)),
    "records.pcap.zst": lambda size: _zstd(_pieces(PCAP, RECORD, size)),
    "records.pcap.xz": lambda size: lzma.compress(b"".join(_pieces(PCAP, RECORD, size)), preset=0),
    "records.pcap.bz2": lambda size: bz2.compress(b"".join(_pieces(PCAP, RECORD, size))),
    "gzip-in-gzip.pcap.gz": lambda size: _gzipped(iter([_gzipped(_pieces(PCAP, RECORD, size))])),
    "conn.log.gz": lambda size: _gzipped(_pieces(ZEEK, b"x" * 1000, size)),
    "conn-lines.log.gz": lambda size: _gzipped(_pieces(ZEEK, b"-\n", size)),
    "eve-nothings.json.gz": lambda size: _gzipped(_pieces(EVE + b"{}}\n", b"{}\n", size)),
    "eve.json.gz": lambda size: _gzipped(_pieces(EVE, b"[", size)),
    "one-line.csv": lambda size: b"".join(_pieces(b"supplier,model\n", b"a", size)),
    "one-line.txt": lambda size: b"".join(_pieces(b"", b"a", size)),
    "one-quoted.csv": lambda size: b"".join(_pieces(b'supplier,model\n"', b"a\n", min(size, 1))),
    "columns.csv": lambda size: b"".join(_pieces(b"supplier", b",", size, b"\nHikvision\n")),
    "headings.csv": lambda size: b"supplier" + b",supplier" * (size * 10_000) + b"\nHikvision\n",
    "heading.csv": lambda size: b"a" * (size * 10_000) + b"!" * 100 + b",model\nx,y\n",
    "list.csv.gz": lambda size: _gzipped(_pieces(b"supplier,model\n", b"Example,Camera\n", size)),
    "sheet.xlsx": lambda size: workbook(_pieces(SHEET + HEAD, b"<row/>", size, b"</sheetData></worksheet>")),
    "far-row.xlsx": lambda _: workbook(
        iter([SHEET + b"<dimension ref='A1:XFD1000000000'/>" + HEAD
              + _row(10**9, _inline("A1000000000", "Hikvision")).encode() + b"</sheetData></worksheet>"])
    ),
    "far-column.xlsx": lambda _: workbook(
        iter([SHEET + HEAD + _row(2, _inline("ZZZZZZZ2", "Hikvision")).encode() + b"</sheetData></worksheet>"])
    ),
    "strings.xlsx": lambda size: workbook(
        iter([SHEET + HEAD + b"</sheetData></worksheet>"]),
        {"xl/sharedStrings.xml": b"<sst>" + b"<si><t>a</t></si>" * (size * 60_000) + b"</sst>"},
    ),
    "laughs.xlsx": lambda _: workbook(iter([BILLION_LAUGHS.encode() + b"]><worksheet>&a10;</worksheet>"])),
    "same.xlsx": lambda _: _quine_zip(),
    "laughs.osm": lambda _: (BILLION_LAUGHS + "]><osm version='0.6'><node id='1' lat='1' lon='1'><tag k='man_made' v='&a10;'/></node></osm>").encode(),
    "laughs.xml": lambda _: (BILLION_LAUGHS + "]><nmaprun scanner='nmap'>&a10;</nmaprun>").encode(),
    "laughs.gpx": lambda _: (BILLION_LAUGHS + "]><gpx><trk>&a10;</trk></gpx>").encode(),
    "quadratic.xml": lambda size: ("<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a '" + "a" * 50_000 + "'>]><nmaprun scanner='nmap'>" + "&a;" * size * 1000 + "</nmaprun>").encode(),
    "deep.osm": lambda _: b"<osm version='0.6'>" + b"<relation id='1'>" * DEEP,
    "deep.xml": lambda _: b"<?xml version='1.0'?><nmaprun scanner='nmap'>" + b"<host>" * DEEP,
    "attributes.osm": lambda size: b"<osm version='0.6'><node " + b"".join(b"a%d='' " % at for at in range(size * 10_000)) + b"/></osm>",
    "deep.geojson": lambda _: _deep_json('{"type":"FeatureCollection","features":[', '{"a":[', "]}", "]}"),
    "deep-place.geojson": lambda _: _deep_json('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"man_made":"surveillance"},"geometry":{"type":"Polygon","coordinates":', "[", "]", "}}]}"),
    "deep-collection.geojson": lambda _: _deep_json('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":', '{"type":"GeometryCollection","geometries":[', "]}", "}]}"),
    "deep.json": lambda _: _deep_json('{"bomFormat":"CycloneDX","specVersion":"1.5","components":', "[", "]", "}"),
    "deep-components.json": lambda _: _deep_json('{"bomFormat":"CycloneDX","specVersion":"1.5","components":[', '{"type":"device","name":"x","components":[', "]}", "]}"),
    "deep-netbox.json": lambda _: _deep_json('{"count":1,"results":', "[", "]", "}"),
    "deep-overpass.json": lambda _: _deep_json('{"version":0.6,"elements":', "[", "]", "}"),
    "deep-eve.json": lambda _: _deep_json(EVE.decode(), "[", "]", "}\n"),
    "deep-conn.log": lambda _: _deep_json('{"ts":1.0,"uid":"C1","id.orig_h":', "[", "]", "}\n"),
    "deep-result.json": lambda _: _deep_json('{"schema_version":"4","tool":', "[", "]", "}"),
    "number.geojson": lambda size: ('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"height":' + "9" * size * 100_000 + '},"geometry":{"type":"Point","coordinates":[1e999,' + "1" * size * 100_000 + "]}}]}").encode(),
    "number-eve.json": lambda size: EVE + b"9" * (size * 100_000) + b"}\n",
    "number-conn.log": lambda size: ZEEK + b"9" * (size * 100_000) + b"\tC1\t192.0.2.1\t1\t192.0.2.2\t2\ttcp\n",
    "number.json": lambda size: b'{"count":' + b"9" * (size * 100_000) + b',"results":[{"id":1e400,"name":"x"}]}',
    "number.osm": lambda size: b"<osm version='0.6'><node id='" + b"9" * (size * 100_000) + b"' lat='1' lon='1'/></osm>",
    "caplen.pcap": lambda _: PCAP + struct.pack("<IIII", 1, 0, 0xFFFFFFFF, 0xFFFFFFFF) + bytes(100),
    "caplen-most.pcap": lambda _: PCAP + struct.pack("<IIII", 1, 0, 0x40000, 0xFFFFFFFF) + bytes(0x40000),
    "block.pcapng": lambda _: _block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)) + struct.pack("<II", 6, 0xFFFFFFF0) + bytes(100),
    "options.pcapng": lambda size: _pcapng_options(min(size, 8)),
    "dns.pcap": lambda _: _dns_loops(),
    "ipv6.pcap": lambda _: _ipv6_headers(),
    "tunnels.pcap": lambda _: _tunnels(),
    "fragments.pcap": lambda size: _fragments(min(size, 40)),
    "certificates.pcap": lambda _: _certificates(),
    "claimed.osm.pbf": lambda _: _pbf(0x7FFFFFFF, is_claimed=True),
    "packed.osm.pbf": lambda size: _pbf(size << 20, is_claimed=False),
    "header.osm.pbf": lambda _: b"\xff\xff\xff\xff" + b"\x0a\x09OSMHeader",
    "shape.zip": _shapefile_zip,
    "logs.tar.gz": _tarred,
    "picture.png": lambda size: b"\x89PNG\r\n\x1a\n" + b"".join(_pieces(b"", bytes(1000), size)),
    "picture.pcap": lambda _: b"\x89PNG\r\n\x1a\n" + bytes(1000),
}  # fmt: skip
"""By name, which is also that of the file."""


def write_bomb(folder: Path, name: str, megabytes: int) -> Path:
    """The file, in the folder."""
    path = folder / name
    path.write_bytes(BOMBS[name](megabytes))
    return path
