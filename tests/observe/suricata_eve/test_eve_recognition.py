"""Which files are logs of Suricata, and in which order they are best read."""

import json

import pytest
from reading_eve import LINES, event, flow

from lamppost.observe.suricata_eve.reader import CONNECTIONS, FORMAT, rank, recognise

SAMPLE = "\n".join(LINES).encode()
STATS = b'{"timestamp":"2026-03-02T09:00:00.000000+0000","event_type":"stats","stats":{"threads":{'


@pytest.mark.parametrize(
    ("start", "form"),
    [
        (SAMPLE, FORMAT),
        (SAMPLE[:300], FORMAT),
        (STATS + b'"x":1,' * 9000, FORMAT),
        (b"\xef\xbb\xbf" + SAMPLE, FORMAT),
        (SAMPLE.decode().encode("utf-16"), FORMAT),
        (b"cut off }\n" + SAMPLE, FORMAT),
        (json.dumps(flow()).encode(), CONNECTIONS),
        (b'{"ts":1.5,"uid":"C1","id.orig_h":"192.0.2.1"}\n', None),
        (b'{"timestamp":"2026-03-02","event_type":"login"}\n', None),
        (json.dumps(event("flow") | {"timestamp": 5}).encode(), None),
        (b'{"bomFormat":"CycloneDX"}', None),
        (json.dumps({"timestamp": "2026-03-02T09:00:00Z", "data": flow()}).encode(), None),
        (b"[" * 70000, None),
        (b'{"timestamp":' * 5000, None),
        (b"\xff\xfe\x00", None),
        (b"\xd4\xc3\xb2\xa1" + bytes(60), None),
        (b"name,timestamp,event_type\nx,1,flow\n", None),
        (b"", None),
    ],
)
def test_events_are_recognised_by_what_their_first_lines_hold(start, form):
    assert recognise(start, "eve.json") == form


def test_files_of_connections_alone_are_read_behind_those_that_tell_names():
    assert rank(FORMAT) < rank(CONNECTIONS)
