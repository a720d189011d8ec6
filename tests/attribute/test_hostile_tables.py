"""Tables of addresses made to break the reader: each is read, or refused in words."""

import gzip
import io
import json
import random
import zipfile
from datetime import date

import numpy as np
import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from lamppost.attribute.address_tables.built import build_table
from lamppost.attribute.address_tables.rows import read_rows
from lamppost.attribute.gaps import add_tables
from lamppost.attribute.user_tables import UserTables
from lamppost.model.errors import PackError
from lamppost.model.result import Coverage

ROW = "192.0.2.0,192.0.2.255,64496,Example\n"
HEAD = "2|ripencc|20261120|2|19830705|20261120|+0000\n"
ADDRESSES = ("192.0.2.1", "198.51.100.3", "2001:db8::1", "::", "ffff::", "255.255.255.255")
COVERAGE = Coverage(
    packets=0, first_seen_at=None, last_seen_at=None, hours_with_traffic=0, vlan_ids=[], connections=0,
    connections_without_name=0, gaps=[], next_proofs=[],
)  # fmt: skip


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    source = tmp_path_factory.mktemp("made") / "made.csv"
    source.write_text(
        ROW + "198.51.100.0,198.51.100.255,64497,Other\n2001:db8::,2001:db8::ffff,64497,Other\n"
    )
    content, _ = build_table(read_rows(source), source, "2026-11-20")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def used(path):
    """Ask a table as a look does."""
    tables = UserTables([path])
    for address in ADDRESSES:
        tables.first(address, lambda row: row)
    add_tables(COVERAGE, tables.refs(), date(2026, 11, 27))


def said_of(path):
    """What the refusal of a table says; its name where it answers."""
    try:
        used(path)
    except PackError as error:
        return error.message
    return path.name


def refused(tmp_path, content):
    path = tmp_path / "hostile.networks"
    path.write_bytes(content)
    with pytest.raises(PackError, match=r"hostile\.networks"):
        used(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("192.0.2.0,192.0.2.255,²,Example\n", ":1: AS number '²'"),
        (f"192.0.2.0,192.0.2.255,{'9' * 5000},Example\n", ":1: AS number '9999"),
        (ROW + '192.0.2.0,192.0.2.255,64496,"left open\n' + ROW, ":3: a cell of several lines"),
        (f"{HEAD}ripencc|DE|ipv4|192.0.2.0|²|20200101|allocated\n", ":2: 192.0.2.0|²"),
        (f"{HEAD}ripencc|DE|ipv4|192.0.2.0|{'1' * 5000}|20200101|allocated\n", ":2: 192.0.2.0|1111"),
        (f"{HEAD}ripencc|DE|ipv6|2001:db8::|999|20200101|allocated\n", ":2: 2001:db8::|999"),
        (HEAD.replace("20261120|+", "20269999|+"), ":1: day 20269999"),
    ],
)
def test_a_row_that_is_none_is_refused_by_line(tmp_path, text, said):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        read_rows(path, "located")
    assert said in caught.value.message


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"# a remark\n{ROW}\n# another, with a comma\n{ROW}", [2, 5]),
        ("# a remark\n192.0.2.0\t192.0.2.9\t5\tDE\tA\n#\n192.0.2.10\t192.0.2.19\t5\tDE\tB\n", [2, 4]),
        ("192.0.2.0\t192.0.2.9\t5\tDE\tA\u2028B\n192.0.2.10\t192.0.2.19\t5\tDE\tA\x85B\r\n", [1, 2]),
        (f"\n{HEAD}ripencc|DE|ipv4|192.0.2.0|256|20200101|allocated\n", [3]),
        (f"\ufeff{ROW}".replace("\n", "\r\n"), [1]),
    ],
)
def test_remarks_blank_lines_and_odd_line_ends_shift_no_row(tmp_path, text, lines):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8", newline="")
    read = read_rows(path, "registered")
    assert [row.line for row in read.rows] == lines
    assert all(row.operator is None or "\r" not in row.operator for row in read.rows)


def test_zz_is_no_country_in_any_table(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("prefix,operator,registered_in,located_in\n192.0.2.0/24,Example,ZZ,zz\n")
    held = UserTables([own]).first("192.0.2.1", lambda row: row)
    assert (held.operator, held.registered_in, held.located_in) == ("Example", None, None)
    writer = MMDBWriter(ip_version=4, database_type="made")
    writer.insert_network(IPSet(["192.0.2.0/24"]), {"country_code": "ZZ", "asn": "AS9999999999"})
    writer.to_db_file(str(tmp_path / "own.mmdb"))
    held = UserTables([tmp_path / "own.mmdb"]).first("192.0.2.1", lambda row: row)
    assert (held.as_number, held.located_in) == (None, None)


def test_a_damaged_download_is_refused(tmp_path):
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(ROW.encode())[:10] + b"\xff" * 50)
    with pytest.raises(PackError, match="cannot be read"):
        read_rows(path)


def test_a_table_of_ranges_heaped_on_one_address_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("".join(f"10.0.{at >> 8}.{at & 255},10.9.255.255,{at + 1},A\n" for at in range(600)))
    with pytest.raises(PackError, match=r"t\.csv:\d+: more than 256 ranges hold"):
        build_table(read_rows(path), path, "2026-11-20")


@pytest.mark.parametrize(
    "about",
    [
        "text", 1, None, {}, [],
        {"day": 5}, {"day": "2026-13-45"}, {"name": 5}, {"n_rows": "3"}, {"n_rows": 2}, {"version": 99},
    ],
)  # fmt: skip
def test_what_a_table_says_of_itself_is_checked(tmp_path, parts, about):
    held = json.loads(parts["about"])
    said = {**held, **about} if about and isinstance(about, dict) else about
    refused(tmp_path, packed({**parts, "about": json.dumps(said).encode()}))
    refused(tmp_path, packed({**parts, "about": b"[" * 100_000}))


@pytest.mark.parametrize(
    ("column", "values", "kind"),
    [
        ("registered_in", [b"\xff\xfe", b"de", b"de"], "S2"),
        ("located_in", [b"<>", b"de", b"de"], "S2"),
        ("as_number", [-5, 1, 2], "<i8"),
        ("as_number", [1 << 40, 1, 2], "<i8"),
        ("name_ends", [-3, 12], "<i8"),
        ("operator", [5, 0, 1], "<i4"),
        ("end_low", [0, 0, 0], "<u8"),
        ("end_high", [(1 << 64) - 1] * 3, "<u8"),
        ("line", [1, 2], "<i8"),
    ],
)
def test_columns_that_do_not_fit_each_other_are_refused(tmp_path, parts, column, values, kind):
    refused(tmp_path, packed({**parts, column: np.array(values, kind).tobytes()}))


def test_an_operators_name_that_is_no_text_is_shown_as_far_as_it_is_one(tmp_path, parts):
    path = tmp_path / "odd.networks"
    path.write_bytes(packed({**parts, "names": b"\xff" * len(parts["names"])}))
    assert "�" in UserTables([path]).tables[0].find("192.0.2.1").operator


def test_a_column_of_half_a_number_and_one_that_is_absent_are_refused(tmp_path, parts):
    refused(tmp_path, packed({**parts, "line": parts["line"][:-3]}))
    refused(tmp_path, packed({name: part for name, part in parts.items() if name != "line"}))


def test_no_flipped_byte_ends_in_anything_but_an_answer_or_a_refusal(tmp_path, parts):
    whole, chance = packed(parts), random.Random(7)
    path = tmp_path / "flipped.networks"
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(chance.choice((1, 2, 4))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        assert path.name in said_of(path)


def test_no_flipped_byte_of_a_maxmind_db_ends_in_anything_but_an_answer_or_a_refusal(tmp_path):
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type="made")
    writer.insert_network(
        IPSet(["192.0.2.0/24", "2001:db8::/32"]),
        {
            "autonomous_system_number": 64496,
            "autonomous_system_organization": "Example",
            "country": {"iso_code": "DE"},
        },
    )
    path, chance = tmp_path / "flipped.mmdb", random.Random(11)
    writer.to_db_file(str(path))
    whole = path.read_bytes()
    metadata = whole.rindex(b"MaxMind.com")
    for turn in range(600):
        damaged = bytearray(whole)
        first = metadata if turn % 2 else 0
        damaged[chance.randrange(first, len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        assert path.name in said_of(path)
