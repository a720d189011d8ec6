"""`lamppost watch --keep DAYS`: what is older is forgotten, what is kept gives the answer that it gave before."""

import json
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from lamppost.cli.entry import cli
from lamppost.model.result import ResultDocument
from lamppost.pipeline.looking import Question
from lamppost.pipeline.watching.watcher import Watcher

FIRST = datetime(2020, 3, 1, 10, tzinfo=UTC)
CAMERA, PHONE = "192.168.1.20", "192.168.1.30"
OLD, NEW = "198.51.100.7", "198.51.100.8"
VENDOR = "AXIS,Network Camera,P3343,5.20.3"
"""What a camera says of itself when it asks for an address (packs/fingerprints/axis.yml)."""


def event(kind: str, day: int, number: int, **more: object) -> str:
    stamp = (FIRST + timedelta(days=day, seconds=number)).isoformat()
    common = {"timestamp": stamp, "flow_id": 1 + 1000 * day + number, "event_type": kind, "proto": "TCP"}
    ends = {"src_ip": CAMERA, "src_port": 40000 + number, "dest_ip": OLD, "dest_port": 443}
    return json.dumps(common | ends | more) + "\n"


def flow(day: int, number: int, server: str, **more: object) -> str:
    stamp = (FIRST + timedelta(days=day, seconds=number)).isoformat()
    counts = {"pkts_toserver": 3, "pkts_toclient": 2, "bytes_toserver": 300, "bytes_toclient": 200}
    return event("flow", day, number, flow=counts | {"start": stamp, "end": stamp}, dest_ip=server, **more)


def tls(day: int, number: int, server: str, name: str) -> str:
    return event("tls", day, number, dest_ip=server, tls={"sni": name})


def answer(day: int, name: str, address: str) -> str:
    told = {
        "type": "answer",
        "rrname": name,
        "rrtype": "A",
        "answers": [{"rrname": name, "rrtype": "A", "rdata": address}],
    }
    return event("dns", day, 0, proto="UDP", dest_ip="192.168.1.1", dest_port=53, dns=told)


def lease(day: int) -> str:
    told = {"client_mac": "00:00:5e:00:53:20", "assigned_ip": CAMERA, "vendor_class_identifier": VENDOR}
    asks = {
        "src_ip": "0.0.0.0",
        "src_port": 68,
        "dest_ip": "255.255.255.255",
        "dest_port": 67,
        "proto": "UDP",
    }
    gets = {"src_ip": "192.168.1.1", "src_port": 67, "dest_ip": CAMERA, "dest_port": 68, "proto": "UDP"}
    asked = event("dhcp", day, 0, **asks, dhcp=told | {"type": "request", "dhcp_type": "request"})
    return asked + event("dhcp", day, 0, **gets, dhcp=told | {"type": "reply", "dhcp_type": "ack"})


@pytest.fixture
def logs(tmp_path):
    (tmp_path / "logs").mkdir()
    return tmp_path / "logs"


def kept(logs: Path, state: Path, days: int, *lines: str) -> ResultDocument:
    """The document after some lines, on the tenth day, when so many days are kept."""
    with (logs / "eve.json").open("a", encoding="utf-8") as file:
        file.writelines(lines)
    today = (FIRST + timedelta(days=10)).date()
    with closing(Watcher(logs, state, Question(as_of=today))) as watcher:
        watcher.step()
        assert watcher.forget(today, days) is None
        before = watcher.result(today)
    with closing(Watcher(logs, state, Question(as_of=today))) as watcher:
        assert watcher.result(today) == before  # what is in memory is what is on disk
    return before


def destinations(document: ResultDocument) -> dict[str | None, str | None]:
    return {one.address: one.name for device in document.devices for one in device.destinations}


def test_a_connection_that_ended_before_the_days_that_are_kept_is_forgotten(logs, tmp_path):
    lines = [lease(0), *(flow(day, 0, f"198.51.100.{day}") for day in range(11))]
    document = kept(logs, tmp_path / "state", 3, *lines)
    assert sorted(destinations(document)) == [f"198.51.100.{day}" for day in (10, 7, 8, 9)]
    assert document.coverage.first_seen_at == "2020-03-08T10:00:00Z"


def test_a_camera_that_said_long_ago_what_it_is_is_known_while_it_is_here(logs, tmp_path):
    document = kept(logs, tmp_path / "state", 3, lease(0), flow(0, 0, OLD), flow(9, 0, NEW))
    assert [(one.kind, one.mac) for one in document.devices] == [("camera", "00:00:5e:00:53:20")]
    assert list(destinations(document)) == [NEW]


def test_a_camera_of_which_nothing_is_left_is_gone(logs, tmp_path):
    document = kept(logs, tmp_path / "state", 3, lease(0), flow(0, 0, OLD), flow(9, 0, NEW, src_ip=PHONE))
    assert all(one.mac is None for one in document.devices)
    assert CAMERA not in str(document)


def test_a_name_that_was_told_long_ago_is_that_of_connections_that_are_left(logs, tmp_path):
    document = kept(
        logs, tmp_path / "state", 3, lease(0), answer(0, "relay.example.net", NEW), answer(0, "gone.example.net", OLD),
        flow(0, 0, OLD), flow(0, 1, NEW), flow(9, 2, NEW),
    )  # fmt: skip
    assert destinations(document) == {NEW: "relay.example.net"}
    assert b"gone.example.net" not in (tmp_path / "state").read_bytes() + _log_of(tmp_path / "state")


def _log_of(state: Path) -> bytes:
    log = state.with_name(state.name + "-wal")
    return log.read_bytes() if log.exists() else b""


def test_a_connection_that_is_not_told_yet_keeps_its_name_for_the_days_that_are_kept(logs, tmp_path):
    state = tmp_path / "state"
    kept(logs, state, 3, lease(9), tls(9, 5, NEW, "late.example.net"), flow(9, 0, OLD))
    assert destinations(kept(logs, state, 3, flow(9, 5, NEW)))[NEW] == "late.example.net"


def test_a_connection_that_is_never_told_is_forgotten_by_and_by(logs, tmp_path):
    state = tmp_path / "state"
    (logs / "eve.json").write_text(lease(9) + tls(9, 5, NEW, "never.example.net"), encoding="utf-8")
    first = (FIRST + timedelta(days=10)).date()
    with closing(Watcher(logs, state, Question(as_of=first))) as watcher:
        watcher.step()
        for after, left in ((0, 1), (3, 1), (4, 0)):
            assert watcher.forget(first + timedelta(days=after), 3) is None
            assert len(watcher._journal.gathering.names_told.sent.rows()["key"]) == left


def test_forgetting_everything_leaves_what_is_read_next(logs, tmp_path):
    state = tmp_path / "state"
    assert kept(logs, state, 3, lease(0), flow(0, 0, OLD)).devices == []
    document = kept(logs, state, 3, lease(10), answer(10, "cloud.example.net", NEW), flow(10, 3, NEW))
    assert destinations(document) == {NEW: "cloud.example.net"}


def test_the_days_that_are_kept_are_counted_from_today(logs, tmp_path):
    (logs / "eve.json").write_text(lease(0) + flow(0, 0, OLD), encoding="utf-8")
    for days, n_told in ((36500, 2), (1, 0)):
        state = str(tmp_path / f"state-{days}")
        done = CliRunner().invoke(cli, ["watch", str(logs), "--state", state, "--once", "--keep", str(days)])
        assert done.exception is None or done.exception.code == 0
        assert len(done.stdout.splitlines()) == n_told
        assert date.today() > date(2020, 3, 5)  # noqa: DTZ011  # else this says nothing
