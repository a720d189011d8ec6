"""Tables of addresses that others publish: read by row, flattened, and asked in columns, against a slow twin."""

import gzip
import ipaddress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from lamppost.attribute.address_tables.built import build_table, open_table
from lamppost.attribute.address_tables.overlaps import flatten
from lamppost.attribute.address_tables.rows import Read, Row, read_rows
from lamppost.attribute.user_tables import UserTables, read_mmdb
from lamppost.model.errors import PackError

RANGES = '192.0.2.0,192.0.2.127,64496,"Example, Inc."\n198.51.100.0,198.51.100.255,64497,Example Two\n'
IPTOASN = (
    "192.0.2.0\t192.0.2.255\t64496\tDE\tEXAMPLE-ONE\n"
    "198.51.100.0\t198.51.100.255\t0\tNone\tNot routed\n"
    "2001:db8::\t2001:db8:ffff:ffff:ffff:ffff:ffff:ffff\t64497\tNone\tEXAMPLE-SIX\n"
)
DELEGATED = (
    "# made\n2|ripencc|20261120|4|19830705|20261119|+0200\nripencc|*|ipv4|*|2|summary\n"
    "ripencc|DE|ipv4|192.0.2.0|256|20100101|allocated|a1\n"
    "ripencc||ipv4|198.51.100.0|256||available|\n"
    "ripencc|FR|ipv6|2001:db8::|32|20100101|assigned|a2\n"
    "ripencc|FR|asn|64496|1|20100101|allocated|a3\n"
)


def written(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def built(tmp_path, read, day="2026-11-20"):
    source = written(tmp_path / "source.csv", "made")
    target = tmp_path / "table.networks"
    target.write_bytes(build_table(read, source, day)[0])
    return target


def test_ranges_of_numbers_and_operators_are_read(tmp_path):
    read = read_rows(written(tmp_path / "asn.csv", RANGES))
    table = open_table(built(tmp_path, read))
    row = table.find("192.0.2.5")
    assert (row.operator, row.as_number, row.prefix) == (
        "Example, Inc.",
        64496,
        "192.0.2.0 to 192.0.2.127",
    )
    assert (row.locator, row.table) == ("row 1", "source.csv (2026-11-20)")
    assert table.find("192.0.2.128") is None
    assert table.find("2001:db8::1") is None


def test_the_same_ranges_as_numbers_are_the_same(tmp_path):
    number = int(ipaddress.ip_address("2001:db8::"))
    plain = read_rows(written(tmp_path / "a.csv", "2001:db8::,2001:db8::ff,DE\n"), "located")
    other = read_rows(written(tmp_path / "b.csv", f"{number},{number + 255},DE\n"), "located")
    assert plain.rows == other.rows
    low = int(ipaddress.ip_address("192.0.2.0"))
    assert (
        read_rows(written(tmp_path / "c.csv", f"{low},{low + 3},DE\n"), "located").rows
        == read_rows(written(tmp_path / "d.csv", "192.0.2.0,192.0.2.3,DE\n"), "located").rows
    )


def test_a_country_is_registered_or_located_and_never_just_a_country(tmp_path):
    path = written(tmp_path / "country.csv", "192.0.2.0,192.0.2.255,DE\n")
    with pytest.raises(PackError, match="do not say of what"):
        read_rows(path)
    for word, expected in (("registered", ("de", None)), ("located", (None, "de"))):
        row = open_table(built(tmp_path, read_rows(path, word))).find("192.0.2.1")
        assert (row.registered_in, row.located_in) == expected


def test_iptoasn_says_who_and_leaves_out_what_is_not_routed(tmp_path):
    packed = tmp_path / "ip2asn.tsv.gz"
    packed.write_bytes(gzip.compress(IPTOASN.encode()))
    read = read_rows(packed, "registered")
    table = open_table(built(tmp_path, read))
    assert (read.format, read.skipped) == ("iptoasn", 1)
    assert table.find("192.0.2.1").registered_in == "de"
    assert table.find("198.51.100.1") is None
    assert (table.find("2001:db8::1").operator, table.find("2001:db8::1").registered_in) == (
        "EXAMPLE-SIX",
        None,
    )


def test_delegated_statistics_say_their_day_and_countries_of_registration(tmp_path):
    read = read_rows(written(tmp_path / "delegated-ripencc-extended", DELEGATED))
    table = open_table(built(tmp_path, read, read.day))
    assert (read.day, read.skipped, len(read.rows)) == ("2026-11-19", 2, 2)
    assert table.find("192.0.2.255").registered_in == "de"
    assert table.find("2001:db8:ffff::").registered_in == "fr"
    assert table.find("2001:db9::") is None


def test_a_maxmind_db_is_built_as_it_is_read(tmp_path):
    writer = MMDBWriter(6, "made", ipv4_compatible=True)
    rows = {
        "203.0.113.0/24": {"country": {"iso_code": "XA"}, "registered_country": {"iso_code": "XB"}},
        "2001:db8::/32": {"asn": "AS64497", "as_name": "Example Six"},
    }
    for prefix, record in rows.items():
        writer.insert_network(IPSet([prefix]), record)
    writer.to_db_file(str(tmp_path / "made.mmdb"))
    table = open_table(built(tmp_path, read_mmdb(tmp_path / "made.mmdb")))
    direct = UserTables([tmp_path / "made.mmdb"]).tables[0]
    for address in ("203.0.113.7", "2001:db8::7", "198.51.100.1"):
        one, other = table.find(address), direct.find(address)
        assert (one is None) == (other is None)
        if one is not None:
            for part in ("operator", "as_number", "registered_in", "located_in"):
                assert getattr(one, part) == getattr(other, part)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b,c\n", ":1: no table of addresses"),
        ("", ":1: no table of addresses"),
        ("192.0.2.0,192.0.2.255\n", ":1: no table of addresses"),
        ("192.0.2.0,192.0.2.255,64496,A\n192.0.2.0\n", ":2: 1 cells; expected 3"),
        ("192.0.2.9,192.0.2.1,64496,A\n", ":1: 192.0.2.9 to 192.0.2.1; expected the first and the last"),
        ("192.0.2.0,2001:db8::,64496,A\n", ":1: 192.0.2.0 to 2001:db8::; expected the first and the last"),
        ("192.0.2.0,192.0.2.9,x,A\n", ":1: AS number 'x'"),
        ("192.0.2.0,192.0.2.9,4294967296,A\n", ":1: AS number '4294967296'"),
        ("192.0.2.0,192.0.2.9,deu\n", ":1: country 'deu'; expected two letters"),
        ("192.0.2.0\t192.0.2.9\t5\tDE\tA\n192.0.2.0\t5\n", ":2: 2 cells; expected 5"),
        (DELEGATED.replace("|256|2010", "|0|2010"), ":4: 192.0.2.0|0; expected a range of ipv4"),
        (DELEGATED.replace("db8::|32", "db8::|x"), ":6: 2001:db8::|x; expected an address and a count"),
    ],
)
def test_a_row_that_is_none_is_refused_by_line(tmp_path, text, said):
    with pytest.raises(PackError) as caught:
        read_rows(written(tmp_path / "t.csv", text), "located")
    assert said in caught.value.message


def test_a_narrower_range_holds_and_the_wider_goes_on_behind_it():
    wide, narrow = Row(0, 99, 1, "wide", None, None, 1), Row(10, 19, 2, "narrow", None, None, 2)
    flat, contested = flatten([narrow, wide])
    assert [(row.start, row.end, row.operator) for row in flat] == [
        (0, 9, "wide"),
        (10, 19, "narrow"),
        (20, 99, "wide"),
    ]
    assert contested == 0


def test_what_two_ranges_contest_is_neithers():
    one, other = Row(0, 50, 1, "one", None, None, 1), Row(40, 99, 2, "other", None, None, 2)
    flat, contested = flatten([one, other])
    assert [(row.start, row.end, row.operator) for row in flat] == [(0, 39, "one"), (51, 99, "other")]
    assert contested == 1
    same = Row(0, 50, 3, "same extent", None, None, 3)
    assert flatten([one, same]) == ([], 1)
    assert flatten([one, one._replace(line=9)]) == ([one], 0)


rows = st.lists(
    st.tuples(st.integers(0, 120), st.integers(0, 40), st.sampled_from(["a", "b", "c"])), max_size=8
)


def _slow(given_rows, address):
    """The row of an address by looking at every row: the narrowest, if it lies in all others that hold it."""
    holding = [row for row in given_rows if row.start <= address <= row.end]
    if not holding:
        return None
    best = min(holding, key=lambda row: (row.end - row.start, row.line))
    for row in holding:
        if not (row.start <= best.start and best.end <= row.end):
            return None
        if (row.start, row.end) == (best.start, best.end) and row.operator != best.operator:
            return None
    return best.operator


@settings(deadline=None, max_examples=150)
@given(rows, st.sampled_from([0, (1 << 64) - 60, 0xFFFF << 32]))
def test_asking_in_columns_says_what_looking_at_every_row_says(made, base):
    given_rows = [
        Row(base + start, base + start + length, 1, name, None, None, line)
        for line, (start, length, name) in enumerate(made, 1)
    ]
    flat, _ = flatten(given_rows)
    table = _table(flat)
    wanted = [base + address for address in range(-1 if base else 0, 170)]
    high = np.array([address >> 64 for address in wanted], np.uint64)
    low = np.array([address & ((1 << 64) - 1) for address in wanted], np.uint64)
    found = [flat[row].operator if row >= 0 else None for row in table.rows_of(high, low).tolist()]
    assert found == [_slow(given_rows, address) for address in wanted]


def _table(flat):
    from lamppost.attribute.address_tables.built import About, BuiltTable

    half = (1 << 64) - 1
    columns = {
        "start_high": np.array([row.start >> 64 for row in flat], np.uint64),
        "start_low": np.array([row.start & half for row in flat], np.uint64),
        "end_high": np.array([row.end >> 64 for row in flat], np.uint64),
        "end_low": np.array([row.end & half for row in flat], np.uint64),
    }
    return BuiltTable(columns, About("t", "", "ranges", "2026-11-20", len(flat)), "t")


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "text"])
def test_a_damaged_table_is_refused(tmp_path, damage):
    path = built(tmp_path, Read("ranges", None, [Row(0, 9, 1, "a", None, None, 1)], 0))
    data = bytearray(path.read_bytes())
    if damage == "flipped":
        data[len(data) // 2] ^= 0xFF
    path.write_bytes({"cut": bytes(data[:-40]), "flipped": bytes(data), "empty": b"", "text": b"no"}[damage])
    with pytest.raises(PackError, match="table"):
        open_table(path)


def test_columns_that_do_not_fit_each_other_are_refused(tmp_path, monkeypatch):
    import lamppost.attribute.address_tables.built as module

    read = Read("ranges", None, [Row(5, 9, 1, "a", None, None, 1), Row(0, 3, 1, "b", None, None, 2)], 0)
    monkeypatch.setattr(module, "flatten", lambda rows, name: (list(rows), 0))
    with pytest.raises(PackError, match="do not fit each other"):
        open_table(built(tmp_path, read))


def test_a_range_of_ipv6_does_not_answer_for_an_address_of_ipv4(tmp_path):
    text = "::,ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,64496,Everything\n198.51.100.0,198.51.100.255,64497,Four\n"
    table = open_table(built(tmp_path, read_rows(written(tmp_path / "all.csv", text))))
    assert table.find("192.0.2.1") is None
    assert table.find("198.51.100.7").operator == "Four"
    assert table.find("2001:db8::1").operator == "Everything"
    assert table.find("::1").operator == "Everything"
