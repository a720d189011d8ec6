"""`lamppost watch` over logs that grow: the same answer as `look`, each line once, each alert once."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.observe.netflow import made_nfdump

from lamppost.cli.entry import cli
from lamppost.model.errors import LamppostError
from lamppost.pipeline.looking import Question
from lamppost.pipeline.watching.journal import Journal
from lamppost.pipeline.watching.store import Store
from lamppost.pipeline.watching.watcher import Watcher

DAY = date(2026, 11, 27)
SERVER = "198.51.100.7"
SERVER_NAME = "cloud.example.net"
VENDOR = "AXIS,Network Camera,P3343,5.20.3"
"""What a camera says of itself when it asks for an address (packs/fingerprints/axis.yml)."""


def stamped(number: int) -> str:
    """So many seconds after ten o'clock."""
    minutes, seconds = divmod(number, 60)
    return f"2026-11-26T{10 + minutes // 60}:{minutes % 60:02}:{seconds:02}.000000+0000"


def event(kind: str, number: int, **more: object) -> str:
    stamp = stamped(number)
    common = {
        "timestamp": stamp,
        "flow_id": number + 1,
        "event_type": kind,
        "src_ip": "192.168.1.20",
        "proto": "TCP",
    }
    ends = {"src_port": 40000 + number, "dest_ip": SERVER, "dest_port": 443}
    return json.dumps(common | ends | more) + "\n"


def flow(number: int) -> str:
    stamp = stamped(number)
    counts = {"pkts_toserver": 3, "pkts_toclient": 2, "bytes_toserver": 300, "bytes_toclient": 200}
    return event("flow", number, flow=counts | {"start": stamp, "end": stamp})


def tls(number: int, name: str = SERVER_NAME) -> str:
    return event("tls", number, tls={"sni": name})


def lease() -> str:
    """A camera gets its address, and says what it is."""
    told = {
        "client_mac": "00:00:5e:00:53:20",
        "assigned_ip": "192.168.1.20",
        "vendor_class_identifier": VENDOR,
    }
    asks = {
        "src_ip": "0.0.0.0",
        "src_port": 68,
        "dest_ip": "255.255.255.255",
        "dest_port": 67,
        "proto": "UDP",
    }
    gets = {
        "src_ip": "192.168.1.1",
        "src_port": 67,
        "dest_ip": "192.168.1.20",
        "dest_port": 68,
        "proto": "UDP",
    }
    asked = event("dhcp", 0, **asks, dhcp=told | {"type": "request", "dhcp_type": "request"})
    return asked + event("dhcp", 0, **gets, dhcp=told | {"type": "reply", "dhcp_type": "ack"})


def watch(folder: Path, state: Path, *more: str) -> tuple[int, list[dict[str, object]], str]:
    """Status, alerts and announcements of one look."""
    line = ["watch", str(folder), "--state", str(state), "--once", *more]
    done = CliRunner().invoke(cli, line, standalone_mode=False)
    assert done.exception is None, done.exception
    return done.return_value, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@pytest.fixture
def logs(tmp_path):
    (tmp_path / "logs").mkdir()
    return tmp_path / "logs"


def told(state: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(state)) as base:
        found: tuple[int, int] = base.execute("SELECT SUM(connections), SUM(src_bytes) FROM sums").fetchone()
        return found


def append(path: Path, *lines: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(lines)


def test_a_device_a_destination_and_a_verdict_are_told_when_they_are_new_and_not_again(logs, tmp_path):
    state, policy = tmp_path / "state", ("--policy", "no-outside-reach")
    append(logs / "eve.json", lease(), tls(0), flow(0))
    _, first, said = watch(logs, state, *policy)
    assert {one["what"] for one in first} == {"device", "destination", "verdict"}
    assert "files read: 1, lines: 4" in said
    assert watch(logs, state, *policy)[1] == []
    append(logs / "eve.json", tls(1, "other.example.net"), flow(1))
    _, more, _ = watch(logs, state, *policy)
    assert [(one["what"], one.get("name")) for one in more] == [("destination", "other.example.net")]
    assert len({one["id"] for one in [*first, *more]}) == len(first) + len(more)


def test_files_that_are_whole_when_they_come_are_not_followed_and_it_is_said(logs, tmp_path):
    state = tmp_path / "state"
    assert "no log that grows is here yet" in watch(logs, state)[2]
    (logs / "nfcapd.202611261000").write_bytes(made_nfdump.layout_2(made_nfdump.block(b"\n" * 40)))
    (logs / "flows.csv").write_text("start,src_ip,dst_ip\n2026-11-26T10:00:00Z,192.168.1.20,198.51.100.7\n")
    _, alerts, said = watch(logs, state, "-o", str(tmp_path / "r.json"))
    assert "2 files here are whole when they come, and are not followed" in said
    assert alerts == []
    assert json.loads((tmp_path / "r.json").read_bytes())["issues"] == []
    append(logs / "eve.json", flow(0))
    assert "files read: 1, lines: 1" in watch(logs, state)[2]


def test_a_part_of_which_no_line_could_be_read_is_no_log_of_which_none_could(logs, tmp_path):
    watcher = Watcher(logs, tmp_path / "state", Question(as_of=DAY))
    for lines in ([flow(0)], ["{}\n"], [flow(1)], ["nonsense\n", "{}\n"]):
        append(logs / "eve.json", *lines)
        watcher.step()
    result = watcher.result(DAY)
    watcher.close()
    assert [(one.row, "The rest of the log was read" in one.hint) for one in result.issues] == [
        (2, True),
        (4, True),
    ]
    assert result.evidence[0].read == "whole"


def test_what_was_read_in_parts_gives_the_answer_of_all_at_once(logs, tmp_path, data):
    source = (data / "logs" / "suricata-eve" / "eve.json").read_bytes().splitlines(keepends=True)
    written = b"".join(source[:1500])
    watcher = Watcher(logs, tmp_path / "parts", Question(as_of=DAY))
    (logs / "eve.json").write_bytes(written)
    watcher.step()
    watcher.close()
    with (logs / "eve.json").open("ab") as file:
        file.write(b"".join(source[1500:]))
    watcher = Watcher(logs, tmp_path / "parts", Question(as_of=DAY))
    watcher.step()
    parts = watcher.result(DAY)
    watcher.close()
    whole = Watcher(logs, tmp_path / "whole", Question(as_of=DAY))
    whole.step()
    assert parts == whole.result(DAY)
    whole.close()


def test_what_cannot_be_kept_is_told_and_kept_later(logs, tmp_path, monkeypatch):
    append(logs / "eve.json", flow(0))
    watcher = Watcher(logs, tmp_path / "state", Question(as_of=DAY))
    with monkeypatch.context() as full:
        full.setattr(watcher._journal.store, "set_file", _raise_full)
        assert watcher.step().trouble == "database or disk is full"
    append(logs / "eve.json", flow(1))
    assert watcher.step() == (1, False, None)
    watcher.close()
    assert told(tmp_path / "state") == (2, 600)


def _raise_full(_: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


def test_alerts_that_cannot_be_written_are_written_later_and_never_in_half(logs, tmp_path, monkeypatch):
    append(logs / "eve.json", lease(), tls(0), flow(0))
    alerts = tmp_path / "alerts"
    with monkeypatch.context() as full:
        full.setattr("os.fsync", _raise_no_room)
        status, _, said = watch(logs, tmp_path / "state", "--alerts", str(alerts))
    assert (status, alerts.read_bytes()) == (2, b"")
    assert "is tried again: [Errno 28]" in said
    assert watch(logs, tmp_path / "state", "--alerts", str(alerts))[0] == 0
    assert {json.loads(line)["what"] for line in alerts.read_text().splitlines()} == {"device", "destination"}


def _raise_no_room(_: int) -> None:
    raise OSError(28, "No space left on device")


def test_lines_that_there_is_no_room_for_are_read_at_the_next_look(logs, tmp_path, monkeypatch):
    append(logs / "eve.json", flow(0))
    watcher = Watcher(logs, tmp_path / "state", Question(as_of=DAY))
    with monkeypatch.context() as full:
        full.setattr("tempfile.NamedTemporaryFile", lambda **_: _raise_no_room(0))
        assert watcher.step() == (0, False, "[Errno 28] No space left on device")
    assert watcher.step() == (1, False, None)
    assert watcher.step() == (0, False, None)
    watcher.close()
    assert told(tmp_path / "state") == (1, 300)


def test_alerts_of_which_nothing_could_be_kept_are_told_again_and_stop_nothing(logs, tmp_path, monkeypatch):
    append(logs / "eve.json", lease(), tls(0), flow(0))
    watcher = Watcher(logs, tmp_path / "state", Question(as_of=DAY))
    watcher.step()
    alerts = watcher.alerts(watcher.result(DAY))
    with monkeypatch.context() as full:
        full.setattr(watcher._journal.store, "commit", lambda: _raise_full(None))
        with pytest.raises(sqlite3.OperationalError):
            watcher.told(alerts)
    append(logs / "eve.json", flow(1))
    assert watcher.step() == (1, False, None)
    again = watcher.alerts(watcher.result(DAY))
    assert {one.id for one in alerts} < {one.id for one in again}  # and one more destination
    watcher.told(again)
    assert watcher.alerts(watcher.result(DAY)) == []
    watcher.close()


def test_a_report_that_cannot_be_written_ends_nothing(logs, tmp_path):
    append(logs / "eve.json", flow(0))
    status, _, said = watch(logs, tmp_path / "state", "-o", str(tmp_path / "none" / "r.json"))
    assert (status, "cannot be written" in said) == (2, True)
    assert told(tmp_path / "state") == (1, 300)


def test_nothing_is_lost_when_what_is_read_is_not_kept_before_the_end(logs, tmp_path, monkeypatch):
    append(logs / "eve.json", flow(0), flow(1))
    watcher = Watcher(logs, tmp_path / "state", Question(as_of=DAY))
    with monkeypatch.context() as full:
        full.setattr(watcher._journal.store, "commit", lambda: _raise_full(None))
        watcher.step()
    watcher.close()
    again = Watcher(logs, tmp_path / "state", Question(as_of=DAY))
    assert again.is_new
    assert again.step().lines == 2
    again.close()
    assert told(tmp_path / "state") == (2, 600)


def test_sums_on_disk_are_put_together_and_stay_the_same(logs, tmp_path, monkeypatch):
    monkeypatch.setattr("lamppost.pipeline.watching.journal.PUT_TOGETHER_FROM", 3)
    watcher = Watcher(logs, tmp_path / "state", Question(as_of=DAY))
    for number in range(12):
        append(logs / "eve.json", flow(number))
        watcher.step()
    watcher.close()
    assert told(tmp_path / "state") == (12, 3600)
    with closing(sqlite3.connect(tmp_path / "state")) as base:
        assert base.execute("SELECT COUNT(*) FROM sums").fetchone()[0] < 8
    journal = Journal(tmp_path / "state")
    assert journal.gathering.settled()["connections"].sum() == 12
    journal.store.close()


def test_a_name_told_before_a_stop_is_that_of_a_connection_told_behind_it(logs, tmp_path):
    append(logs / "eve.json", lease(), tls(0))
    watch(logs, tmp_path / "state")
    append(logs / "eve.json", flow(0))
    _, alerts, _ = watch(logs, tmp_path / "state")
    assert [one["name"] for one in alerts if one["what"] == "destination"] == [SERVER_NAME]


def test_the_rows_of_what_cannot_be_read_are_those_of_the_file(logs, tmp_path):
    append(logs / "eve.json", flow(0), flow(1))
    watch(logs, tmp_path / "state")
    append(logs / "eve.json", flow(2), "no event\n")
    watch(logs, tmp_path / "state", "-o", str(tmp_path / "r.json"))
    assert [one["row"] for one in json.loads((tmp_path / "r.json").read_text())["issues"]] == [4]


def test_what_could_not_be_read_is_said_in_any_language_after_a_stop(logs, tmp_path, monkeypatch):
    append(logs / "eve.json", flow(0), "no event\n", "none either\n")
    watch(logs, tmp_path / "state")
    monkeypatch.setattr("lamppost.model.saying._made", {})
    watch(logs, tmp_path / "state", "-o", str(tmp_path / "r.json"))
    document = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert document["issues"][0]["what"] in document["sentences"]


def test_two_watches_of_one_state_are_refused(logs, tmp_path):
    append(logs / "eve.json", flow(0))
    watcher = Watcher(logs, tmp_path / "state", Question(as_of=DAY))
    watcher.step()
    done = CliRunner().invoke(cli, ["watch", str(logs), "--state", str(tmp_path / "state"), "--once"])
    watcher.close()
    assert "cannot be used" in str(done.exception)


def test_metrics_hold_counts_and_no_address(logs, tmp_path):
    append(logs / "eve.json", lease(), tls(0), flow(0))
    watch(
        logs, tmp_path / "state", "--metrics", str(tmp_path / "lamppost.prom"), "--policy", "no-outside-reach"
    )
    text = (tmp_path / "lamppost.prom").read_text(encoding="utf-8")
    assert 'lamppost_devices{watches="yes"} 1\n' in text
    assert "lamppost_log_lines_total 4\n" in text
    assert 'policy="no-outside-reach"' in text
    assert "192.168" not in text
    assert SERVER not in text


def test_a_command_is_run_for_what_is_new_behind_the_first_look(logs, tmp_path):
    command = (
        f"{sys.executable} -c \"import sys; open(r'{tmp_path / 'heard'}', 'a').write(sys.stdin.read())\""
    )
    append(logs / "eve.json", lease(), tls(0), flow(0))
    watch(logs, tmp_path / "state", "--on-alert", command, "--alerts", str(tmp_path / "alerts"))
    assert not (tmp_path / "heard").exists()
    append(logs / "eve.json", tls(1, "other.example.net"), flow(1))
    watch(logs, tmp_path / "state", "--on-alert", command, "--alerts", str(tmp_path / "alerts"))
    heard = (tmp_path / "heard").read_text(encoding="utf-8")
    assert json.loads(heard)["name"] == "other.example.net"
    assert (tmp_path / "alerts").read_text(encoding="utf-8").endswith(heard)
    _, _, said = watch(logs, tmp_path / "state")
    assert "--on-alert" not in said


def test_a_phone_is_in_no_alert_and_no_metric(logs, tmp_path):
    append(logs / "eve.json", tls(0, "Anna-iPhone.example.net"), flow(0))
    _, alerts, said = watch(logs, tmp_path / "state", "--metrics", str(tmp_path / "a.prom"))
    assert alerts == []
    assert "Anna" not in said + (tmp_path / "a.prom").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_watch_that_is_killed_at_any_time_loses_nothing_and_tells_nothing_twice(logs, tmp_path):
    state = tmp_path / "state"
    command = [
        sys.executable,
        "-m",
        "lamppost",
        "watch",
        str(logs),
        "--state",
        str(state),
        "--every",
        "0.1",
        "-q",
    ]
    number = 0
    for kill in range(100):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            for _ in range(kill % 9 + 1):
                append(logs / "eve.json", *(flow(one) for one in range(number, number + 30)))
                number += 30
                if kill % 10 == 9:
                    shutil.move(logs / "eve.json", logs / f"eve.{kill}.{number}.json")
            try:
                process.wait(0.2 + kill % 13 / 10)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
    watch(logs, state)
    assert told(state) == (number, 300 * number)


def test_a_state_that_is_refused_is_let_go_at_once(tmp_path):
    held = tmp_path / "state"
    with closing(sqlite3.connect(held)) as base:
        base.execute("PRAGMA user_version = 99")
    for _ in range(2):
        with pytest.raises(LamppostError, match="is of version 99") as refused:
            Store(held, {})
        with closing(sqlite3.connect(held, timeout=0, isolation_level=None)) as base:
            base.execute("BEGIN EXCLUSIVE")
        assert refused.value.hint
