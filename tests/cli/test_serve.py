"""`serve` listens on this machine alone, and nothing else of the process may."""

import subprocess
import sys

import pytest

from lamppost.cli.offline import ConnectingError, _refuse
from lamppost.model.errors import LamppostError
from lamppost.web.listening import listen, port_of


def test_it_listens_on_the_loopback_address_alone():
    with listen(0) as taken:
        assert taken.getsockname()[0] == "127.0.0.1"
        assert port_of(taken) > 0


def test_a_port_that_is_taken_is_refused_in_words():
    with listen(0) as taken:
        taken.listen()
        with pytest.raises(LamppostError, match=f"port {port_of(taken)} of 127.0.0.1 cannot be used"):
            listen(port_of(taken))


@pytest.mark.parametrize(
    "address", [("0.0.0.0", 80), ("", 80), ("192.0.2.1", 80), ("::", 80, 0, 0), "/run/made", b"\0made"]
)
def test_nothing_listens_anywhere_else(address):
    with pytest.raises(ConnectingError):
        _refuse("socket.bind", (None, address))


@pytest.mark.parametrize("address", [("127.0.0.1", 0), ("::1", 8000, 0, 0)])
def test_the_loopback_address_may_be_listened_on(address):
    _refuse("socket.bind", (None, address))


def test_whoever_came_in_is_answered_and_nobody_else():
    _refuse("socket.sendmsg", (None, None))
    for address in (("192.0.2.1", 53), ("127.0.0.1", 53)):
        with pytest.raises(ConnectingError):
            _refuse("socket.sendmsg", (None, address))


def test_a_socket_that_was_made_before_does_not_get_out_either():
    for event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        with pytest.raises(ConnectingError):
            _refuse(event, (None, ("192.0.2.1", 80)))


def test_there_is_no_option_for_another_host():
    from lamppost.cli.serve import command

    names = {name for option in command.params for name in option.opts}
    assert not names & {"--host", "--bind", "--address", "--listen"}
    assert {"--port", "--data"} <= names


def test_it_prints_an_address_with_a_secret_of_its_own_each_time(tmp_path, monkeypatch, capsys):
    from starlette.testclient import TestClient

    from lamppost.cli.serve import command

    started = []
    monkeypatch.setattr("lamppost.web.listening.serve", lambda *what: started.append(what))
    secrets = set()
    for _ in range(2):
        arguments = ["--data", str(tmp_path / "held"), "--policy", "no-outside-reach"]
        assert command.main(arguments, standalone_mode=False) == 0
        printed = capsys.readouterr()
        address = printed.out.strip()
        app, taken, _ = started[-1]
        here = f"http://127.0.0.1:{port_of(taken)}"
        assert address.startswith(f"{here}/?token=")
        secrets.add(address.split("token=")[1])
        client = TestClient(app, base_url=here, follow_redirects=False)
        assert client.get(address.removeprefix(here)).status_code == 303
        taken.close()
    assert len(secrets) == 2
    assert min(map(len, secrets)) >= 43
    assert str(tmp_path / "held") in printed.err
    assert "token" not in printed.err


def test_a_policy_that_there_is_not_is_refused_before_anything_is_shown(tmp_path, monkeypatch):
    from lamppost.cli.serve import command

    monkeypatch.setattr("lamppost.web.listening.serve", lambda *_: pytest.fail("it was shown"))
    with pytest.raises(LamppostError):
        command.main(["--data", str(tmp_path / "held"), "--policy", "none-such"], standalone_mode=False)


def test_it_listens_before_its_address_is_printed():
    import socket

    with listen(0) as taken:
        assert taken.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1


def test_who_interrupts_before_the_server_listens_ends_it_all_the_same(tmp_path):
    program = """
import os, signal
from lamppost.web import app, listening
make = app.make_app
def interrupted(*what, **how):
    os.kill(os.getpid(), signal.SIGINT)  # as a user who saw the address
    return make(*what, **how)
app.make_app = interrupted
run = listening.serve
def running(app, taken, is_over):
    assert is_over()
    print("served", flush=True)
    run(app, taken, is_over)
listening.serve = running
from lamppost.cli.entry import run as lamppost
lamppost()
"""
    ran = subprocess.run(
        [sys.executable, "-c", program, "serve", "--data", tmp_path / "held"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 130, ran.stderr
    assert ran.stdout.splitlines()[1:] == ["served"]
    assert ran.stderr.splitlines()[-1] == "lamppost: interrupted"


def test_a_thread_that_waits_for_ever_does_not_keep_who_interrupts():
    program = """
import threading
from lamppost.cli import entry
entry._ENDS_WITHIN_S = 0.3
def status():
    threading.Thread(target=threading.Event().wait).start()
    return entry.INTERRUPTED
entry._status = status
entry.run()
"""
    ran = subprocess.run([sys.executable, "-c", program], timeout=60, check=False)
    assert ran.returncode == 130
