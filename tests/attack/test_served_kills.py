"""A server that is killed while something is handed over or looked at: what it left on the disk is removed at the next start."""

import os
import signal
import subprocess
import sys
import time
import urllib.parse

import pytest
from tests.attack.warm import ROOT

from lamppost.web.working import remove_left, working_in

CANARY = b"Anna-iPhone"


def files_below(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_what_is_written_for_a_while_goes_with_the_run(tmp_path):
    import tempfile

    with working_in(tmp_path) as folder:
        made = tempfile.mkdtemp()
        assert os.path.dirname(made) == str(folder)  # noqa: PTH120
        assert folder.stat().st_mode & 0o77 == 0
        remove_left(tmp_path)  # another server starts
        assert os.path.isdir(made)  # noqa: PTH112
    assert list(tmp_path.iterdir()) == []


KILLED = """
import os, pathlib, sys, tempfile
from lamppost.web.working import working_in
with working_in(pathlib.Path(sys.argv[1])):
    pathlib.Path(tempfile.mkdtemp(), "evidence.pcap").write_bytes(b"Anna-iPhone")
    os.kill(os.getpid(), 9)
"""


def test_what_a_killed_run_left_goes_at_the_next_start(tmp_path):
    (tmp_path / "res-0123456789ab.json").write_text("{}")
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    ran = subprocess.run([sys.executable, "-c", KILLED, tmp_path], env=env, check=False, timeout=60)
    assert ran.returncode == -signal.SIGKILL
    assert any(name.endswith("evidence.pcap") for name in files_below(tmp_path))
    with working_in(tmp_path):
        assert not any(name.endswith("evidence.pcap") for name in files_below(tmp_path))
    assert files_below(tmp_path) == ["res-0123456789ab.json"]


def started(data, folder):
    """A server and the address that it prints."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-m", "lamppost", "serve", "--data", data],
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    )
    return process, urllib.parse.urlsplit(process.stdout.readline().strip())


HANDING = """
import sys, time, urllib.parse
from http.client import HTTPConnection
address = urllib.parse.urlsplit(sys.argv[1])
asking = HTTPConnection(address.hostname, address.port, timeout=60)
asking.request("GET", f"{address.path}?{address.query}")
answer = asking.getresponse()
answer.read()
cookie = answer.headers["Set-Cookie"].split(";")[0]
head = b'--x\\r\\nContent-Disposition: form-data; name="file"; filename="a.csv"\\r\\n\\r\\n'
body = head + b"supplier,model\\n" + b"Anna-iPhone" * 1_000_000 + b"\\r\\n"
end = b'--x\\r\\nContent-Disposition: form-data; name="as_of"\\r\\n\\r\\n2026-11-23\\r\\n--x--\\r\\n'
asking.putrequest("POST", "/look")
told = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(len(body) + len(end))}
told |= {"Cookie": cookie, "Origin": f"http://{address.netloc}"}
for name, value in told.items():
    asking.putheader(name, value)
asking.endheaders()
asking.send(body + end)
print("sent", flush=True)
time.sleep(60)
"""
"""Hands a file over, and waits."""


@pytest.mark.slow
@pytest.mark.parametrize("wait_s", [0, 0.05, 0.2, 0.5, 1])
def test_an_upload_that_a_kill_cuts_leaves_nothing_behind_the_next_start(tmp_path, wait_s):
    data, temporary = tmp_path / "data", tmp_path / "tmp"
    temporary.mkdir()
    process, address = started(data, temporary)
    try:
        handing = subprocess.Popen(
            [sys.executable, "-c", HANDING, urllib.parse.urlunsplit(address)], stdout=subprocess.PIPE
        )
        assert handing.stdout.readline() == b"sent\n"
        time.sleep(wait_s)
    finally:
        process.kill()
        process.wait(timeout=30)
        process.stdout.close()
        handing.kill()
        handing.wait(timeout=30)
        handing.stdout.close()
    again, _ = started(data, temporary)
    again.kill()
    again.wait(timeout=60)
    again.stdout.close()
    held = [path for path in tmp_path.rglob("*") if path.is_file() and CANARY in path.read_bytes()]
    assert held == []
