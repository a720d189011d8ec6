"""The log of a real sensor: the same counts as jq, which shares no code with this reader."""

from collections import Counter
from functools import cache

import pytest
from reading_eve import connections, names, said

from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.reading import read_lines
from lamppost.observe.suricata_eve.reader import FORMAT, Events

pytestmark = pytest.mark.data


@pytest.fixture
def log(data):
    """The log of a laboratory network."""
    return data / "logs" / "suricata-eve" / "eve.json"


@cache
def told(path):
    """What it tells, and what it was; read once."""
    into = Gathering()
    events = Events(0, into)
    file = read_lines(path, path.name, FORMAT, events.take, into)
    events.end()
    return into, file


def test_every_connection_packet_and_octet_is_counted(log):
    # jq -s 'map(select(.event_type=="flow")) | [length, (map(.flow.bytes_toserver)|add), (map(.flow.bytes_toclient)|add),
    #   (map(.flow.pkts_toserver)|add), (map(.flow.pkts_toclient)|add)]' eve.json
    into, file = told(log)
    table = into.settled()
    sums = ["connections", "src_bytes", "dst_bytes", "src_packets", "dst_packets"]
    assert [int(table[one].sum()) for one in sums] == [3511, 4381815, 648574, 30189, 8978]
    assert (file.read, into.issues) == ("whole", [])


def test_every_state_is_what_its_flags_say(log):
    # jq -r 'select(.event_type=="flow" and .proto=="TCP") | .tcp | .tcp_flags_ts+" "+.tcp_flags_tc' eve.json | sort | uniq -c
    # 15 of 00 00, 3 of 02 12, 1936 of 02 14, 15 of 06 12, 291 of 13 12, 12 of 13 13, 3 of 16 12, 39 of 1b 12, 4 of 1b 1b,
    # 6 of 1e 12, 1 of 1e 1b, 4 of 1f 12, 4 of 1f 16, 2 of c2 14; and 1176 of UDP
    states = Counter()
    for *_, state, count in connections(told(log)[0], "conn_state", "connections"):
        states[state] += count
    assert states == {"": 1176 + 15 + 4, "S1": 3, "REJ": 1938, "RSTO": 29, "S2": 330, "SF": 16}


def test_every_name_has_its_addresses(log):
    # jq -r 'select(.event_type=="dns") | .src_ip as $c | .dns.rrname as $n | (.dns.grouped.A // [""])[] | [$c,$n,.] | @tsv' \
    #   eve.json | sort -u
    found = {one[2:] for one in names(told(log)[0]) if one[1] == "dns"}
    client, site = "192.168.1.129", "www.myedimax.com"
    assert found == {(client, site, one) for one in ("", "122.248.252.67")} | {
        (client, "www.google.com", one) for one in ("", "172.217.23.196", "172.217.23.228", "216.58.201.68")
    }


def test_every_program_says_its_name(log):
    # jq -r 'select(.event_type=="http") | select(.http.http_user_agent) | [.src_ip, .http.http_user_agent] | @tsv' eve.json | sort -u | wc -l
    found = [one for one in said(told(log)[0]) if one[3].endswith(".user_agent")]
    assert len(found) == 7


def test_all_other_events_are_counted(log):
    # jq -r '.event_type' eve.json | sort | uniq -c
    assert told(log)[0].coverage.passed_over == {"suricata anomaly": 3, "suricata fileinfo": 2}
