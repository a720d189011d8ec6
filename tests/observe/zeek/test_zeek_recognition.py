"""A log of Zeek is known by its header, its path, its keys or its name; nothing else is taken for one."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_zeek import SAMPLE

from lamppost.observe.zeek.reader import rank, recognise
from lamppost.observe.zeek.recognition import KEYS

HERE = {"ts": 1795773600.5, "uid": "C1", "id.orig_h": "192.0.2.10"}


def line(**row):
    return json.dumps(row).encode() + b"\n"


@pytest.mark.parametrize("path", sorted(SAMPLE.glob("*.log")), ids=lambda one: one.stem)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_known_by_its_header_whatever_it_is_called(path, encoding):
    assert recognise(path.read_text().encode(encoding), "export.txt") == f"zeek {path.stem}"


def test_a_table_whose_path_is_none_of_ours_is_known_by_its_columns():
    start = (SAMPLE / "conn.log").read_bytes()
    assert recognise(start.replace(b"#path\tconn", b"#path\tconn_red"), "x") == "zeek conn"
    assert recognise(b"#separator \\x09\n#path\tnotice\n#fields\tts\tnote\n", "x") == "zeek notice"


@pytest.mark.parametrize("kind", KEYS)
def test_json_is_known_by_its_path_else_by_its_keys(kind):
    for keys in KEYS[kind]:
        row = HERE | dict.fromkeys(keys, "x")
        assert recognise(line(**row), "export.json") == f"zeek {kind}"
        assert recognise(line(_path="dns", **row), "export.json") == "zeek dns"


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("known_hosts.2026-11-27-10-00-00.log.gz", "zeek known_hosts"),
        ("conn_20261127.log", "zeek conn"),
        ("capture-loss.log", "zeek capture_loss"),
        ("some.json", None),
    ],
)
def test_json_without_keys_of_its_own_is_known_by_its_name(name, form):
    assert recognise(line(ts=1795773600.5, host="192.0.2.1"), name) == form


def test_json_of_a_connection_that_nobody_knows_is_a_log_all_the_same():
    assert recognise(line(**HERE, other=1), "some.json") == "zeek log"


def test_rows_without_a_header_are_known_by_the_name_of_the_file_alone():
    row = b"1795773600.000001\tC1\t192.0.2.10\t50000\n"
    assert (recognise(row, "conn.log"), recognise(row, "list.tsv")) == ("zeek conn", None)


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"maker,brand,model\nExample,,\n",
        b"# a list of ours\nmaker,brand\n",
        b"#Version: 1.0\n#Fields: date time c-ip\n",
        b"<?xml version='1.0'?><nmaprun>",
        line(timestamp="2026-11-27T10:00:00.0+0000", event_type="flow", src_ip="192.0.2.1"),
        line(ts=1, event_type="dns", uid="x"),
        line(bomFormat="CycloneDX", specVersion="1.5"),
        b'{"schema_version": 3,\n "tool": {"name": "lamppost"}}\n',
        b"[]\n",
        b"{\n",
        bytes.fromhex("d4c3b2a1020004000000000000000000ffff000001000000"),
        bytes.fromhex("0a0d0d0a"),
    ],
)
def test_other_files_are_not_taken_for_logs_even_by_name(start):
    assert recognise(start, "assets.csv") is None
    assert recognise(start, "conn.log") is None


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"#separator ", b"#fields\tts\t", b"{", b'{"ts": 1, "', b"\xff\xfe"]),
)
def test_bytes_of_any_kind_raise_nothing(rest, start):
    recognise(start + rest, "conn.log")


def test_certificates_are_read_before_names_and_names_before_connections():
    forms = ("zeek conn", "zeek weird", "zeek json", "zeek ssl", "zeek x509", "zeek quic", "zeek http")
    order = sorted(forms, key=rank)
    assert order == [
        "zeek x509",
        "zeek quic",
        "zeek http",
        "zeek ssl",
        "zeek json",
        "zeek conn",
        "zeek weird",
    ]


def test_the_samples_are_short():
    for path in Path(SAMPLE).glob("*.log"):
        assert len(path.read_text().splitlines()) <= 8 + 20 + 1
