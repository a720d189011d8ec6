"""The writer of logs, held against real logs of the tools it stands for, and against made traffic whose answer is plain."""

import csv
import json
import os
import re
import shutil
import subprocess
from collections import Counter, defaultdict

import pytest
from tools.made_logs.nfdump import HEADING
from tools.made_logs.writing import FORMS, write_logs
from tools.made_logs.zeek_files import COLUMNS

import made_frames as made

pytestmark = pytest.mark.skipif(shutil.which("tshark") is None, reason="needs tshark")

CAMERA, ROUTER = "00:00:5e:00:53:20", "00:00:5e:00:53:01"
AT, OUTSIDE, RESOLVER = "192.0.2.20", "198.51.100.9", "192.0.2.1"
START = 1_772_438_400
SYN, ACK, FIN, RST, PUSH = 2, 16, 1, 4, 8
NOT_COMPARED = {"flow_id", "pcap_cnt", "host", "tx_id", "parent_id", "in_iface", "pkt_src"}


def frame(payload, src=CAMERA, dst=ROUTER, vlan=7):
    return made.ethernet(src, dst, 0x0800, payload, vlan)


def there(kind, *rest):
    return frame(kind(AT, *rest))


def back(kind, *rest):
    return frame(kind(*rest), ROUTER, CAMERA)


def tcp_there(port, seq, flags, payload=b""):
    return there(made.tcp, port, OUTSIDE, 443, seq, 1, flags, payload)


def tcp_back(port, seq, flags, payload=b""):
    return back(made.tcp, OUTSIDE, 443, AT, port, seq, 1, flags, payload)


def exchange():
    """A look-up, a connection that asks for the name and is closed, one that is refused, a lease."""
    hello = made.client_hello("cloud.example.net", 1)
    return [
        (0.0, frame(made.udp("0.0.0.0", 68, "255.255.255.255", 67, made.dhcp_request(CAMERA, 9, host_name="cam-1")))),
        (1.0, there(made.udp, 40000, RESOLVER, 53, made.dns_query(5, "Cloud.example.net"))),
        (1.25, back(made.udp, RESOLVER, 53, AT, 40000, made.dns_answer(5, "Cloud.example.net", OUTSIDE))),
        (2.0, tcp_there(50000, 0, SYN)),
        (2.5, tcp_back(50000, 0, SYN | ACK)),
        (3.0, tcp_there(50000, 1, ACK | PUSH, hello)),
        (3.5, tcp_back(50000, 1, ACK | FIN)),
        (4.0, tcp_there(50000, 1 + len(hello), ACK | FIN)),
        (5.0, tcp_there(50001, 0, SYN)),
        (5.1, tcp_back(50001, 0, RST | ACK)),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("logs")
    (folder / "made.pcap").write_bytes(made.pcap([(START + at, one) for at, one in exchange()]))
    return write_logs(folder / "made.pcap", folder, macs=True, vlans=True)


def tsv(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[-1].startswith("#close")
    fields = next(line for line in lines if line.startswith("#fields")).split("\t")[1:]
    return [dict(zip(fields, line.split("\t"), strict=True)) for line in lines if not line.startswith("#")]


def objects(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def log(written, form, name):
    (path,) = [path for path in written[form] if path.stem == name]
    return tsv(path) if form == "zeek" else objects(path)


def test_every_form_is_written(written):
    assert list(written) == list(FORMS)
    assert [path.name for path in written["zeek"]] == ["conn.log", "dns.log", "ssl.log", "dhcp.log"]


def test_a_connection_of_zeeks_form_has_its_state_counts_and_macs(written):
    hello = len(made.client_hello("cloud.example.net", 1))
    (one,) = [row for row in log(written, "zeek", "conn") if row["id.orig_p"] == "50000"]
    assert (one["id.orig_h"], one["id.resp_h"], one["id.resp_p"], one["proto"]) == (AT, OUTSIDE, "443", "tcp")
    assert (one["ts"], one["duration"], one["conn_state"]) == (f"{START + 2}.000000", "2.000000", "SF")
    assert (one["orig_pkts"], one["orig_ip_bytes"], one["orig_bytes"]) == ("3", str(120 + hello), str(hello))
    assert (one["resp_pkts"], one["resp_ip_bytes"], one["resp_bytes"]) == ("2", "80", "0")
    assert (one["orig_l2_addr"], one["resp_l2_addr"], one["vlan"]) == (CAMERA, ROUTER, "7")
    assert (one["service"], one["history"]) == ("ssl", "ShDfF")
    (refused,) = [row for row in log(written, "zeek", "conn") if row["id.orig_p"] == "50001"]
    assert refused["conn_state"] == "REJ"


def test_a_look_up_of_zeeks_form_is_one_row_with_its_answer(written):
    (row,) = log(written, "zeek", "dns")
    assert (row["query"], row["answers"], row["rtt"]) == ("cloud.example.net", OUTSIDE, "0.250000")
    (same,) = log(written, "zeek-json", "dns")
    assert (same["query"], same["answers"], same["rtt"]) == ("cloud.example.net", [OUTSIDE], 0.25)
    assert "rejected" in same


def test_both_files_of_zeeks_form_tell_the_same(written):
    for path in written["zeek"]:
        types = COLUMNS[path.stem]
        for row, other in zip(tsv(path), log(written, "zeek-json", path.stem), strict=True):
            told = {name for name, cell in row.items() if cell != "-"}
            assert told == set(other)
            assert all(
                str(other[name]) == row[name]
                for name in told
                if types.get(name) in ("string", "port", "addr")
            )


def test_a_hello_and_a_lease_are_logged_by_whose_they_are(written):
    (hello,) = log(written, "zeek", "ssl")
    assert (hello["server_name"], hello["id.orig_h"]) == ("cloud.example.net", AT)
    (lease,) = log(written, "zeek", "dhcp")
    assert (lease["mac"], lease["host_name"], lease["msg_types"]) == (CAMERA, "cam-1", "DISCOVER")
    assert lease["client_addr"] == "-"


def test_events_tell_link_bytes_and_keep_a_look_ups_direction_by_version(written):
    hello = len(made.client_hello("cloud.example.net", 1))
    for version in ("2", "3"):
        events = objects(written[f"eve-{version}"][0])
        (flow,) = [one for one in events if one["event_type"] == "flow" and one.get("src_port") == 50000]
        assert flow["flow"]["bytes_toserver"] == 3 * 58 + hello
        assert flow["ether"] == {"dest_macs": [ROUTER], "src_macs": [CAMERA]}
        assert (flow["vlan"], flow["tcp"]["state"]) == ([7], "closed")
        (tls,) = [one for one in events if one["event_type"] == "tls"]
        assert (tls["tls"]["sni"], tls["ether"]["src_mac"]) == ("cloud.example.net", CAMERA)
        assert tls["flow_id"] == flow["flow_id"]
        asked, answered = [one for one in events if one["event_type"] == "dns"]
        assert asked["src_ip"] == AT
        assert answered["src_ip"] == {"2": AT, "3": RESOLVER}[version]
        assert answered["dns"]["answers"][0]["rdata"] == OUTSIDE


def test_a_row_of_nfdumps_form_is_one_direction(written):
    rows = [
        row
        for row in csv.DictReader(written["nfdump"][0].read_text(encoding="utf-8").splitlines())
        if row["sp"] in ("50000", "443")
    ]
    assert [(row["sa"], row["da"], row["flg"], row["ipkt"]) for row in rows[:2]] == [
        (AT, OUTSIDE, "...AP.SF", "3"),
        (OUTSIDE, AT, "...A..SF", "2"),
    ]
    assert (rows[0]["ismc"], rows[0]["odmc"], rows[0]["svln"]) == (CAMERA, ROUTER, "7")


@pytest.mark.data
def test_the_columns_of_real_zeek_logs_have_the_same_types_in_the_same_order(data):
    seen = 0
    for path in sorted((data / "logs" / "zeek-tsv").glob("*.log")):
        head = dict(
            line[1:].split("\t", 1)
            for line in path.read_text().splitlines()[:9]
            if "\t" in line and line[0] == "#"
        )
        if head["path"] not in COLUMNS or "mac\tassigned_ip" in head["fields"]:  # leases as before Zeek 2.6
            continue
        real = dict(
            zip(head["fields"].split("\t"), head["types"].replace("table[", "set[").split("\t"), strict=True)
        )
        ours = COLUMNS[head["path"]]
        both = [name for name in ours if name in real]
        assert {name: ours[name] for name in both} == {name: real[name] for name in both}, path.name
        if head["path"] != "ssl":  # of which version 2.2 had another order
            assert both == [name for name in real if name in ours], path.name
        seen += 1
    assert seen >= 6


@pytest.mark.data
def test_the_cells_of_real_zeek_logs_have_the_same_forms(data, written):
    for name in ("conn", "dns", "ssl", "dhcp"):
        for row, theirs in (
            (log(written, "zeek-json", name), objects(data / "logs" / "zeek-json" / f"{name}.log")),
        ):
            kinds = forms(theirs)
            for field, kind in forms(row).items():
                assert kind <= kinds.get(field, kind) | {int, float}, (name, field)
    real = tsv_cells(data / "logs" / "zeek-tsv" / "conn.log")
    ours = tsv_cells(next(path for path in written["zeek"] if path.stem == "conn"))
    for field in ("ts", "uid", "duration", "conn_state", "history", "tunnel_parents"):
        shape = {"ts": r"\d+\.\d{6}", "uid": r"C[0-9A-Za-z]{13,18}", "duration": r"-|\d+\.\d{6}"}.get(
            field, r"\S+"
        )
        assert all(re.fullmatch(shape, cell) for cell in real[field] + ours[field]), field


def tsv_cells(path):
    cells = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#fields"):
            fields = line.split("\t")[1:]
        elif line[0] != "#":
            for field, cell in zip(fields, line.split("\t"), strict=True):
                cells[field].append(cell)
    return cells


def forms(rows):
    kinds = defaultdict(set)
    for row in rows:
        for field, value in row.items():
            kinds[field].add(type(value))
    return kinds


@pytest.mark.data
def test_the_keys_of_real_events_are_those_that_are_written(data, written):
    real = defaultdict(set)
    for event in objects(data / "logs" / "suricata-eve" / "eve.json"):
        real[kind_of(event)] |= set(keys_of(event))
    compared = Counter()
    for event in objects(written["eve-2"][0]):
        kind, known = kind_of(event), real[kind_of(event)]
        if not known:
            continue
        compared[kind] += 1
        extra = {key for key in keys_of(event) if key[0] not in NOT_COMPARED | {"ether", "vlan"}} - known
        assert not {key for key in extra if key[0] != "tcp"}, kind  # what flags a connection has is its own
    assert set(compared) >= {"flow", "dns query", "dns answer", "tls"}


def kind_of(event):
    return f"dns {event['dns']['type']}" if event["event_type"] == "dns" else event["event_type"]


def keys_of(event):
    for key, value in event.items():
        if isinstance(value, dict):
            yield from ((key, inner, type(held)) for inner, held in value.items())
        else:
            yield key, type(value)


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("nfpcapd") is None, reason="needs nfdump")
@pytest.mark.parametrize("name", ["iot-sentinel/D-LinkCam/Setup-A-1-STA.pcap", "ndpi/upnp.pcap"])
def test_the_rows_of_nfdump_are_those_that_are_written(captures, tmp_path, name):
    surroundings = {**os.environ, "TZ": "UTC"}
    (tmp_path / "flows").mkdir()
    capture = ["nfpcapd", "-r", str(captures / name), "-w", str(tmp_path / "flows"), "-o", "fat"]
    subprocess.run(capture, env=surroundings, capture_output=True, check=False)
    printed = "".join(
        subprocess.run(
            ["nfdump", "-r", str(path), "-o", "csv"],
            env=surroundings,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for path in sorted((tmp_path / "flows").iterdir())
    )
    (path,) = write_logs(captures / name, tmp_path, ["nfdump"], macs=True)["nfdump"]
    assert printed.splitlines()[0] == HEADING
    assert flow_rows(printed) == flow_rows(path.read_text(encoding="utf-8"))


def flow_rows(text):
    """Times, ends, flags, counts and MAC addresses of each row; which router and when it was exported are not compared."""
    rows = [line.split(",") for line in text.splitlines()]
    kept = [row for row in rows if len(row) == 48 and row[0] != "ts"]
    return Counter(tuple(row[:2] + row[3:9] + row[11:13] + row[27:29]) for row in kept)
