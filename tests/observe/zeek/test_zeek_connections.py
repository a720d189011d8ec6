"""Connections of Zeek's conn.log are read as they stand there, in tables and in JSON; what is unset stays unknown."""

import json
import re

import pytest
from reading_zeek import SAMPLE, addresses, connections, names, read, rows_of, said, sample, written

from lamppost.model.observations import CONN_STATES
from lamppost.model.summing import NOT_TOLD
from lamppost.observe.logs.reading import read_lines

LINES = (SAMPLE / "conn.log").read_text().splitlines(keepends=True)
HEADER, ROWS = "".join(LINES[:8]), LINES[8:-1]
START = 1795773600000000
MAC, ROUTER = 0x00005E005301, 0x00005E0053FE
NUMBERS = ("src_bytes", "dst_bytes", "src_packets", "dst_packets", "active_us")


@pytest.fixture
def conn(tmp_path):
    def of(content, name="conn.log"):
        return read(written(tmp_path, name, content))

    return of


def as_json(line, **more):
    columns = LINES[6].split()[1:]
    types = LINES[7].split()[1:]
    row = dict(more)
    for column, kind, cell in zip(columns, types, line.rstrip("\n").split("\t"), strict=True):
        if cell != "-":
            row[column] = json.loads(cell) if kind in ("count", "int", "port", "time", "interval") else cell
    return json.dumps(row) + "\n"


def test_ends_and_numbers_are_those_of_the_rows():
    into = sample("conn")
    assert connections(into, "proto", *NUMBERS) == [
        (9, "192.0.2.10", 50000, "198.51.100.7", 443, 6, 1420, 4480, 10, 9, 12_500_000),
        (10, "192.0.2.10", 50001, "198.51.100.7", 443, 6, 60, 0, 1, 0, 0),
        (11, "2001:db8::10", 128, "2001:db8::1", 129, 58, 56, 56, NOT_TOLD, NOT_TOLD, 1_000_000),
        (12, "192.0.2.11", 40000, "192.0.2.53", 53, 17, 58, 88, 1, 1, 20_000),
        (13, "192.0.2.11", -1, "224.0.0.22", -1, 255, 40, 0, 1, 0, 0),
    ]


def test_times_states_vlans_and_macs_are_those_of_the_rows_and_only_tcp_has_a_state():
    rows = connections(
        sample("conn"), "first_seen_at", "last_seen_at", "conn_state", "vlan_id", "src_mac", "dst_mac"
    )
    assert [(one[5] - START, one[6] - START, CONN_STATES[one[7]], *one[8:]) for one in rows] == [
        (1, 12_500_001, "SF", 7, MAC, ROUTER),
        (1_250_000, 1_250_000, "S0", -1, -1, -1),
        (2_000_000, 3_000_000, "", 9, -1, -1),
        (3_000_000, 3_020_000, "", -1, -1, -1),
        (4_000_000, 4_000_000, "", -1, -1, -1),
    ]


def test_bytes_that_the_sensor_missed_are_added_up():
    assert sample("conn").coverage.missed_bytes == 20


def test_the_number_in_the_packet_tells_a_protocol_that_has_no_word(conn):
    header = HEADER.replace("\ttunnel_parents", "\tip_proto")
    into, _ = conn(header + ROWS[4].replace("\t40\t0\t0\t-\t", "\t40\t0\t0\t2\t"))
    assert connections(into, "proto")[0][-1] == 2


def test_json_tells_the_same_as_a_table(conn):
    into, (found,) = conn("".join(map(as_json, ROWS)))
    columns = (
        "proto",
        *NUMBERS,
        "first_seen_at",
        "last_seen_at",
        "conn_state",
        "vlan_id",
        "src_mac",
        "dst_mac",
    )
    assert found.read == "whole"
    expected = [(line - 8, *row) for line, *row in connections(sample("conn"), *columns)]
    assert connections(into, *columns) == expected


@pytest.mark.parametrize("time", ['"2026-11-27T10:00:00.000001Z"', '"2026-11-27T12:00:00.000001+02:00"'])
def test_json_tells_times_in_iso_8601(conn, time):
    into, _ = conn(re.sub(r'"ts": [0-9.]+', f'"ts": {time}', as_json(ROWS[0])))
    assert connections(into, "first_seen_at")[0][-1] == START + 1


def test_json_tells_times_in_milliseconds(conn):
    into, _ = conn(re.sub(r'"ts": [0-9.]+', '"ts": 1795773600123', as_json(ROWS[0])))
    assert connections(into, "first_seen_at")[0][-1] == START + 123_000


def test_kinds_of_rows_that_stand_in_one_file_are_told_apart_by_their_path(conn):
    look_up = {
        "_path": "dns", "ts": 1795773600, "id.orig_h": "192.0.2.10", "id.resp_p": 53, "query": "relay.example.net",
        "qtype": 1, "answers": ["198.51.100.7"],
    }  # fmt: skip
    other = {"_path": "weird", "ts": 1795773600, "name": "bad_TCP_checksum"}
    rows = [as_json(ROWS[0], _path="conn"), json.dumps(look_up) + "\n", json.dumps(other) + "\n"]
    into, (found,) = conn("".join(rows), "combined.log")
    assert found.format == "zeek json"
    assert [row[0] for row in connections(into)] == [1]
    assert into.coverage.passed_over == {"zeek weird": 1}
    assert names(into) == [(2, "dns", "192.0.2.10", "relay.example.net", "198.51.100.7")]


def test_what_others_add_to_json_is_passed_over(conn):
    added = {
        "_system_name": "sensor",
        "_write_ts": "2026-11-27T10:00:00Z",
        "community_id": "1:x",
        "agent": {"ts": 1},
    }
    assert connections(conn(as_json(ROWS[0], **added))[0]) == connections(conn(as_json(ROWS[0]))[0])


def test_a_header_in_the_middle_changes_the_columns_from_there_on(conn):
    columns = LINES[6].rstrip("\n").split("\t")[1:]
    turned = [columns.index(one) for one in reversed(columns)]
    second = ["\t".join(row.rstrip("\n").split("\t")[at] for at in turned) + "\n" for row in ROWS[1:2]]
    header = HEADER.replace("\t".join(columns), "\t".join(reversed(columns)))
    into, (found,) = conn(HEADER + ROWS[0] + LINES[-1] + header + second[0])
    rows = connections(into, *NUMBERS)
    assert found.read == "whole"
    assert [row[0] for row in rows] == [9, 19]
    expected = connections(sample("conn"), *NUMBERS)
    assert [row[1:] for row in rows] == [row[1:] for row in expected[:2]]


def test_a_header_of_another_log_in_the_middle_changes_what_the_rows_are(conn):
    into, _ = conn(HEADER + ROWS[0] + (SAMPLE / "dns.log").read_text())
    assert [row[0] for row in connections(into)] == [9]
    assert ("dns", "192.0.2.10", "relay.example.net", "198.51.100.7") in [row[1:] for row in names(into)]


def test_a_header_of_two_lines_is_enough_to_change_what_the_rows_are(conn):
    lines = (SAMPLE / "dns.log").read_text().splitlines(keepends=True)
    into, (found,) = conn(HEADER + ROWS[0] + lines[4] + lines[6] + lines[8])
    assert (found.read, into.issues, [row[0] for row in connections(into)]) == ("whole", [], [9])
    assert {row[3] for row in names(into)} == {"relay.example.net"}


def test_a_row_that_does_not_tell_its_path_is_what_the_file_is(conn):
    look_up = {
        "_path": "dns",
        "ts": 1795773600,
        "id.orig_h": "192.0.2.10",
        "query": "a.example.net",
        "qtype": 1,
    }
    rows = [as_json(ROWS[0], _path="conn"), *[as_json(ROWS[1])] * 80, json.dumps(look_up) + "\n"]
    into, (found,) = conn("".join(rows))
    assert (found.format, into.issues) == ("zeek conn", [])
    assert sum(row[5] for row in connections(into, "connections")) == 81
    assert [row[3] for row in names(into)] == ["a.example.net"]


def test_cells_are_parted_as_the_header_says(conn):
    text = (
        "".join(LINES[1:])
        .replace("\t", "|")
        .replace("|-", "|NONE")
        .replace("#unset_field|NONE", "#unset_field|NONE")
    )
    into, _ = conn("#separator \\x7c\n" + text)
    assert into.issues == []
    assert connections(into, *NUMBERS) == connections(sample("conn"), *NUMBERS)


def test_cells_that_more_than_one_byte_parts_are_refused_with_the_line_that_says_so(conn):
    into, (found,) = conn("#separator \\x7c\\x7c\n" + "".join(LINES[1:]).replace("\t", "||"))
    assert (found.read, connections(into), into.coverage.unread_lines) == ("none", [], 5)
    assert [(issue.row, issue.what) for issue in into.issues] == [
        (1, "its cells are parted by 2 bytes, which is not read")
    ]


def test_a_table_whose_first_line_names_its_columns_alone_is_read(conn):
    into, (found,) = conn("\t".join(LINES[6].split("\t")[1:]) + "".join(ROWS))
    assert found.read == "whole"
    assert [row[0] for row in connections(into)] == [2, 3, 4, 5, 6]


def test_a_log_without_its_beginning_is_refused_by_name(conn):
    into, (found,) = conn("".join(ROWS))
    assert (found.format, found.read, found.path) == ("zeek conn", "none", "conn.log")
    (issue,) = into.issues
    assert (issue.evidence, issue.row) == ("conn.log", 1)
    assert issue.what == (
        "its header is missing, so that nobody knows which column is which; 5 lines were not read"
    )
    assert ("another conn.log" in issue.hint, into.coverage.unread_lines) == (True, 5)


def test_rows_before_the_first_header_are_counted_and_the_others_read(conn):
    into, (found,) = conn(ROWS[0] + HEADER + ROWS[1])
    assert (found.read, [row[0] for row in connections(into)]) == ("part", [10])
    assert "one line was not read" in into.issues[0].what


def test_a_table_without_a_column_that_it_needs_is_reported_with_the_line_of_its_header(conn):
    into, (found,) = conn(HEADER.replace("\tid.resp_h", "\tother") + ROWS[0])
    assert (found.read, into.issues[0].row) == ("none", 7)
    assert into.issues[0].what == "it has no column id.resp_h, so that its rows tell nothing here"


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("192.0.2.10\t", "192.0.2.300\t", "field 'id.orig_h' is not an address"),
        ("1795773600.000001", "-", "field 'ts' is not told in every row"),
        ("\ttcp\t", "\tqqq\t", "field 'proto' is not tcp, udp, icmp or unknown_transport"),
        ("\t50000\t", "\t70000\t", "field 'id.orig_p' is '70000', not a whole number"),
        ("\tssl\t", "\tssl\tmore\t", "line 9 is not as many cells as there are columns"),
    ],
)
def test_a_row_that_cannot_be_read_is_reported_by_line_and_the_others_are_read(conn, before, after, what):
    into, (found,) = conn(HEADER + ROWS[0].replace(before, after, 1) + ROWS[1])
    assert (found.read, into.issues[0].row, into.issues[0].what) == ("whole", 9, what)
    assert len(into.issues) == 1
    assert connections(into)[-1][:2] == (10, "192.0.2.10")


def test_a_host_that_asks_whether_its_address_is_free_is_no_trouble(conn):
    into, _ = conn(HEADER + ROWS[2].replace("2001:db8::10", "::"))
    assert into.issues == []
    assert connections(into)[0][1:4] == ("", 128, "2001:db8::1")


def test_nothing_depends_on_where_the_lines_are_cut(conn, monkeypatch):
    content = "".join(map(as_json, ROWS))
    whole = connections(conn(content)[0], *NUMBERS, "last_seen_at", "vlan_id", "src_mac")

    def one_by_one(path, name, form, take, into, progress):
        return read_lines(
            path,
            name,
            form,
            lambda block: [take(block.between(at, at + 1)) for at in range(len(block))],
            into,
            progress,
        )

    monkeypatch.setattr("lamppost.observe.zeek.reader.read_lines", one_by_one)
    assert connections(conn(content)[0], *NUMBERS, "last_seen_at", "vlan_id", "src_mac") == whole


@pytest.mark.parametrize("kind", ["conn_long", "open_conn"])
@pytest.mark.parametrize("form", ["table", "json", "json by path"])
def test_connections_that_are_told_anew_while_they_are_open_are_counted_where_they_end(tmp_path, kind, form):
    again = [line.replace("198.51.100.7", "198.51.100.77") for line in ROWS[:1]] * 2 + ROWS[:1] * 3
    if form == "table":
        content = HEADER.replace("#path\tconn", f"#path\t{kind}") + "".join(again)
    else:
        content = "".join(as_json(line, **({"_path": kind} if "path" in form else {})) for line in again)
    ended = written(tmp_path, "conn.log", HEADER + "".join(ROWS[:1]))
    name = "export.log" if form != "json" else f"{kind}.2026-11-27-10-00-00.log"
    into, found = read(ended, written(tmp_path, name, content))
    assert [one.format for one in found] == ["zeek conn", f"zeek {kind}"]
    table = into.settled()
    told = {}
    for dst, count, sent in zip(
        addresses(table, "dst_ip"), table["connections"], table["src_bytes"], strict=True
    ):
        counts, octets = told.setdefault(dst, ([], []))
        counts.append(int(count))
        octets += [int(sent)] if sent != NOT_TOLD else []
    assert {dst: (sum(counts), octets) for dst, (counts, octets) in told.items()} == {
        "198.51.100.7": (1, [1420]),
        "198.51.100.77": (0, []),
    }


PUT_TOGETHER = ("conn", "dns", "ssl", "http", "x509")


@pytest.mark.parametrize("first", ["conn", "dns", "ssl"])
@pytest.mark.parametrize("is_said", [True, False])
def test_logs_of_json_that_were_put_together_tell_what_they_tell_apart(tmp_path, first, is_said):
    kinds = sorted(PUT_TOGETHER, key=lambda one: one != first)
    logs = {
        kind: [json.dumps(row | ({"_path": kind} if is_said else {})) + "\n" for row in rows_of(kind)]
        for kind in kinds
    }
    weird = {
        "ts": 1795773600,
        "uid": "C9",
        "id.orig_h": "192.0.2.10",
        "id.resp_h": "192.0.2.11",
        "peer": "zeek",
    }
    weird |= {"_path": "weird"} if is_said else {}
    together = [line for kind in kinds for line in logs[kind]] + [json.dumps(weird) + "\n"]
    one, _ = read(written(tmp_path, "all.json", "".join(together)))
    (tmp_path / "apart").mkdir()
    each, _ = read(
        *(written(tmp_path / "apart", f"{kind}.log", "".join(lines)) for kind, lines in logs.items())
    )

    def told(into):
        named = [row[1:] for row in connections(into, "proto", "src_bytes", "server_name")]
        return (
            sorted((*row[:-1], into.host_names[row[-1]] if row[-1] >= 0 else "") for row in named),
            sorted({row[1:] for row in names(into)}),
            said(into),
            into.coverage.tls_without_name,
        )

    assert told(one) == told(each)
    assert any(row[-1] for row in told(one)[0])
    assert one.coverage.passed_over == {"zeek weird": 1}
