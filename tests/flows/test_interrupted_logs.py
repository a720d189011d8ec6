"""Interrupting a long `look` at logs: it ends at once, as interrupted, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lamppost.engine.choosing import open_engine

ROWS = 500_000
LINES = 200_000
FILES = 12
TABLE = f"""
SELECT 1760000000000000 + t.i * 1000 AS start_us, '10.0.' || (t.i % 200) || '.' || (t.i % 7 + 1) AS src_ip,
  '198.18.' || (t.i // 7 % 200) || '.' || (t.i % 250) AS dst_ip, 443 AS dst_port, 6 AS proto, t.i % 9000 AS src_bytes
FROM range(0, {ROWS}) AS t(i)
"""
LINE = "2025-10-09 08:53:20,10.0.{}.1,198.51.100.{},443,6,700\n"


def a_table(folder):
    with open_engine() as engine:
        engine.write(TABLE.replace("start_us", "start"), folder / "flows.parquet")
    return folder / "flows.parquet"


def a_text(folder):
    path = folder / "flows.csv"
    lines = "".join(LINE.format(at % 200, at % 250) for at in range(1_000)) * (LINES // 1_000)
    path.write_text("start,src_ip,dst_ip,dst_port,proto,src_bytes\n" + lines, encoding="utf-8")
    return path


def holds(process, path):
    """Whether the process has the file open."""
    try:
        return any(one.readlink() == path for one in Path(f"/proc/{process.pid}/fd").iterdir())
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
@pytest.mark.parametrize("make", [a_table, a_text])
def test_an_interrupted_look_at_a_long_log_ends_soon_says_so_and_leaves_nothing(tmp_path, make):
    folder, scratch, out = tmp_path / "logs", tmp_path / "scratch", tmp_path / "result.json"
    folder.mkdir()
    scratch.mkdir()
    first = make(folder)
    for number in range(1, FILES):  # so long that nobody has to be quick
        first.with_stem(f"flows{number}").hardlink_to(first)
    line = [sys.executable, "-m", "lamppost", "look", str(folder), "-o", str(out)]
    with subprocess.Popen(
        line,
        env={**os.environ, "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        until = time.monotonic() + 60
        while not holds(process, first):
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < until
            time.sleep(0.005)
        time.sleep(0.1)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        printed, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert printed == ""
    assert said.splitlines()[-1] == "lamppost: interrupted"
    assert "Traceback" not in said
    assert not out.exists()
    assert list(scratch.iterdir()) == []


GOING = """
import signal, sys, time
from lamppost.cli.entry import interrupted_later

class Held:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

sys.unraisablehook = interrupted_later
held = Held()
try:
    del held
    time.sleep(3)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interruption_while_an_object_goes_is_not_lost():
    done = subprocess.run(
        [sys.executable, "-c", GOING], capture_output=True, text=True, timeout=60, check=True
    )
    assert (done.stdout, done.stderr) == ("interrupted\n", "")


def test_what_else_is_raised_there_is_said_as_python_does():
    code = GOING.replace("signal.raise_signal(signal.SIGINT)", "raise ValueError('odd')").replace(
        "sleep(3)", "sleep(0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == ""
    assert "ValueError: odd" in done.stderr
