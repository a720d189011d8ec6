"""Made events of Suricata, read; and what was read in words that a test can compare."""

import json
from pathlib import Path

from lamppost.model.addresses import ip_text, mac_text
from lamppost.model.observations import CONN_STATES, NAME_SOURCES
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.sums import row_of
from lamppost.observe.suricata_eve import reader

SAMPLE = Path(__file__).with_name("sample.json")
LINES = SAMPLE.read_text().splitlines()


def read(path):
    """What a file tells, and what it was."""
    into = Gathering()
    form = reader.recognise(path.read_bytes()[: 1 << 16], path.name) or reader.FORMAT
    return into, reader.read(path, 0, path.name, form, into)


def read_events(folder, *events):
    """What some events tell: objects, or lines as they are."""
    path = folder / "eve.json"
    path.write_text("".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in events))
    return read(path)[0]


def event(kind, src="192.0.2.10", dst="198.51.100.7", ports=(50001, 443), **more):
    """An event of TCP as Suricata writes it."""
    return {
        "timestamp": "2026-03-02T09:00:00.000000+0000", "flow_id": 7, "event_type": kind, "src_ip": src,
        "src_port": ports[0], "dest_ip": dst, "dest_port": ports[1], "proto": "TCP",
    } | more  # fmt: skip


def flow(ours="1b", theirs="1b", state="closed", **more):
    """A `flow` event with the flags of both sides."""
    held = {
        "pkts_toserver": 5, "pkts_toclient": 4, "bytes_toserver": 500, "bytes_toclient": 400,
        "start": "2026-03-02T09:00:00.000000+0000", "end": "2026-03-02T09:00:05.000000+0000", "state": state,
    }  # fmt: skip
    flags = {"tcp_flags": "1b", "tcp_flags_ts": ours, "tcp_flags_tc": theirs}
    return event("flow", flow=held, tcp=flags) | more


def _addresses(table, name):
    return [
        ip_text(int(high), int(low)) if high or low else ""
        for high, low in zip(table[f"{name}_high"], table[f"{name}_low"], strict=True)
    ]


def connections(into, *columns):
    """Connections in the order of their lines: line, source, destination, and some columns."""
    table = into.settled()
    words = {
        "conn_state": [CONN_STATES[one] for one in table["conn_state"].tolist()],
        "server_name": [into.host_names[one] if one >= 0 else one for one in table["server_name"].tolist()],
        "src_mac": [mac_text(one) if one >= 0 else "" for one in table["src_mac"].tolist()],
        "dst_mac": [mac_text(one) if one >= 0 else "" for one in table["dst_mac"].tolist()],
    }
    rest = [words.get(one, table[one].tolist()) for one in columns]
    lines = row_of(table["first_place"]).tolist()
    return sorted(zip(lines, _addresses(table, "src_ip"), _addresses(table, "dst_ip"), *rest, strict=True))


def names(into):
    """Names in the order of their lines: line, source, client, name and address."""
    table = into.names_told.table.columns()
    rows = zip(
        table["first_row"].tolist(),
        [NAME_SOURCES[one] for one in table["source"].tolist()],
        _addresses(table, "client_ip"),
        [into.host_names[one] for one in table["name"].tolist()],
        _addresses(table, "ip"),
        strict=True,
    )
    return sorted(rows)


def said(into):
    """What devices say of themselves: line, MAC, address, field and value."""
    return sorted(
        (one.first_row, mac_text(one.mac) if one.mac >= 0 else "", one.ip, one.field, one.value)
        for one in into.said.since(0)
    )


def held(into):
    """Whose addresses are: MAC and address."""
    table = into.leases.rows()
    return sorted(zip(map(mac_text, table["mac"].tolist()), _addresses(table, "ip"), strict=True))
