"""Each field of a file that says how long, how many, where or of what sum something is, set to what it should not be: nothing breaks,
and what was not read is said."""

import random

import pytest
from tests.fuzz import fields
from tests.fuzz.at_large import looked_at
from tests.fuzz.pool import with_fields

FEW = ("exports.pcap", "a/list.csv", "0/list.xlsx", "0/logs.zip", "1/logs.tar", "0/nfcapd.202611230800", "0/map.osm.pbf", "0/city.geojson", "flows.parquet", "zeek/conn.log", "netbox.json")  # fmt: skip
"""One file of each format, made here."""
EACH_TIME, NOW_AND_THEN = 4, 60


def tried(folder, name, seed, most):
    changes = list(fields.changes(name, with_fields()[name], random.Random(seed), most))
    path = folder / name.rpartition("/")[2]
    for what, data in random.Random(seed).sample(changes, min(most, len(changes))):
        path.unlink(missing_ok=True)
        path.write_bytes(data)
        try:
            looked_at([path], "fields")
        except Exception as error:
            raise AssertionError(f"{name}, {what}: {error!r}") from error


@pytest.mark.parametrize("name", FEW)
def test_a_field_that_is_not_what_it_should_be_breaks_nothing(name, tmp_path):
    tried(tmp_path, name, seed=1, most=EACH_TIME)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(with_fields()))
def test_fields_that_are_not_what_they_should_be_break_nothing(name, tmp_path):
    tried(tmp_path, name, seed=2, most=NOW_AND_THEN)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("exports.pcap", {"captured", "length of IP", "length of UDP", "template", "length of set"}),
        ("0/logs.zip", {"field of b'PK\\x01\\x02'"}),
        ("0/map.osm.pbf", {"length of header"}),
        ("flows.parquet", {"length of footer"}),
    ],
)
def test_the_fields_of_a_format_are_found(name, known):
    data = with_fields()[name]
    found = {field.what for field in fields.walker_of(name)(data)}
    assert known <= found
    assert all(
        len(changed) == len(data) and changed != data
        for _, changed in fields.changes(name, data, random.Random(1), 40)
    )


def test_names_hellos_and_leases_of_real_captures_are_walked():
    named = {
        field.what for name, data in with_fields().items() if ".pcap" in name for field in fields.pcap(data)
    }
    if len([name for name in with_fields() if name.startswith("captures/")]) < 5:
        pytest.skip("no shared captures")
    assert {
        "length of label",
        "length of record",
        "length of TLS",
        "length of extension",
        "length of option",
        "code of option",
    } <= named
