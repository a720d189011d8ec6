"""No interface of a network, and no socket: the demo runs without either, and so does every other command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.attack.traced import DEVICE, LISTENS, Traced, calls_of, commands, first_device, trace

from lamppost.cli.entry import COMMANDS

SOURCE = Path(__file__).resolve().parents[2] / "src"
WITHOUT = ("unshare", "--map-root-user", "--net")
INTERRUPTED = 130


def without_interfaces(*command, **more):
    return subprocess.run(
        [*WITHOUT, *map(str, command)], capture_output=True, text=True, timeout=300, check=False, **more
    )


@pytest.fixture(scope="module")
def _namespaces():
    if shutil.which("unshare") is None:
        pytest.skip("needs unshare (util-linux)")
    tried = without_interfaces("true")
    if tried.returncode != 0:
        pytest.skip(f"no network namespace may be made here: {tried.stderr.strip()}")


@pytest.mark.usefixtures("_namespaces")
def test_the_demo_runs_where_there_is_no_interface(tmp_path):
    asks = "import socket; print([name for _, name in socket.if_nameindex()]); socket.create_connection(('192.0.2.1', 9))"
    there = without_interfaces(sys.executable, "-c", asks)
    assert there.stdout == "['lo']\n"
    assert "Network is unreachable" in there.stderr
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    demo = without_interfaces(
        sys.executable, "-m", "lamppost", "demo", "-o", "r.html", cwd=tmp_path, env=environment
    )
    assert demo.returncode == 0, demo.stderr
    assert (tmp_path / "r.html").stat().st_size > 0


@pytest.mark.usefixtures("strace")
def test_the_trace_sees_a_socket_where_one_is_opened(tmp_path):
    asks = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.2', 9))"
    assert trace([sys.executable, "-c", asks], tmp_path).outside == ["connect INET 127.0.0.2"]


def test_every_command_is_among_those_that_are_traced(tmp_path):
    assert {one.split(" ")[0] for one in commands(tmp_path)} == set(COMMANDS)


@pytest.mark.slow
@pytest.mark.usefixtures("strace")
def test_no_command_opens_a_socket_and_serve_listens_here_alone(tmp_path):
    for words, (arguments, until) in commands(tmp_path).items():
        named = [first_device(tmp_path) if one == DEVICE else one for one in arguments]
        traced = trace([sys.executable, "-m", "lamppost", *named], tmp_path, until=until)
        assert traced.status in (0, INTERRUPTED if until == LISTENS else 0), words
        opened = {"socket INET", "bind INET 127.0.0.1"} if words == "serve" else set()
        assert set(traced.calls) == opened, words


def test_what_reaches_for_another_machine_is_told_from_what_stays():
    text = """12 socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 4
12 bind(4, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
12 bind(4, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("0.0.0.0")}, 16) = 0
connect(5, {sa_family=AF_INET6, sin6_port=htons(53), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)}, 28) = -1
12 connect(5, {sa_family=AF_UNIX, sun_path="/run/nscd/socket"}, 110) = -1 ENOENT (No such file)
12 sendto(5, "x", 1, MSG_NOSIGNAL, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("192.0.2.1")}, 16) = 1
"""
    calls = calls_of(text)
    assert calls["connect UNIX"] == 1
    assert Traced(0, calls).outside == [
        "bind INET 0.0.0.0",
        "connect INET6 2001:db8::1",
        "sendto INET 192.0.2.1",
    ]
