"""The user's own tables: CSV and MaxMind DB, several at once, the first that knows wins."""

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from lamppost.attribute.user_tables import UserTables
from lamppost.model.errors import PackError


def mmdb(path, rows, kind="made"):
    writer = MMDBWriter(6, kind, ipv4_compatible=True)
    for prefix, record in rows.items():
        writer.insert_network(IPSet([prefix]), record)
    writer.to_db_file(str(path))
    return path


def table(path, text):
    path.write_text(text)
    return path


@pytest.fixture
def tables(tmp_path):
    numbers = mmdb(
        tmp_path / "asn.mmdb",
        {
            "203.0.113.0/24": {
                "autonomous_system_number": 64496,
                "autonomous_system_organization": "Example Cloud",
            },
            "2001:db8::/32": {"asn": "AS64497", "as_name": "Example Six"},
        },
    )
    countries = mmdb(
        tmp_path / "country.mmdb",
        {"203.0.113.0/24": {"country": {"iso_code": "XA"}, "registered_country": {"iso_code": "XB"}}},
    )
    return UserTables([numbers, countries])


def test_each_field_is_answered_by_the_first_table_that_has_it(tables):
    operator = tables.first("203.0.113.7", lambda row: row.operator)
    assert (operator.operator, operator.as_number, operator.table) == ("Example Cloud", 64496, "asn.mmdb")
    assert operator.locator == "203.0.113.0/24"
    place = tables.first("203.0.113.7", lambda row: row.registered_in)
    assert (place.registered_in, place.located_in, place.table) == ("xb", "xa", "country.mmdb")
    assert tables.first("198.51.100.1", lambda row: row.operator) is None


def test_ipv6_and_a_number_written_with_its_letters_are_read(tables):
    six = tables.first("2001:db8::1", lambda row: row.operator)
    assert (six.operator, six.as_number) == ("Example Six", 64497)


def test_each_table_says_the_day_it_was_built(tables):
    assert all(ref.day for ref in tables.refs())


def test_a_csv_before_a_database_wins(tmp_path, tables):
    own = table(tmp_path / "own.csv", "prefix,operator\n203.0.113.0/25,Mine\n")
    both = UserTables([own, tmp_path / "asn.mmdb"])
    assert both.first("203.0.113.7", lambda row: row.operator).operator == "Mine"
    assert both.first("203.0.113.200", lambda row: row.operator).operator == "Example Cloud"


@pytest.mark.parametrize("content", [b"", b"not a database", b"\xab\xcd\xefMaxMind.com" * 3])
def test_what_is_no_database_is_refused_in_words(tmp_path, content):
    path = tmp_path / "broken.mmdb"
    path.write_bytes(content)
    with pytest.raises(PackError, match=r"broken\.mmdb: not a MaxMind DB"):
        UserTables([path])
    with pytest.raises(PackError, match=r"gone\.mmdb"):
        UserTables([tmp_path / "gone.mmdb"])
