"""What takes long says so, on a terminal and nowhere else."""

import sys
import threading

from lamppost.cli import output


def test_a_slow_reading_says_so_on_a_terminal_and_a_quick_one_does_not(monkeypatch, capsys):
    monkeypatch.setattr(output, "PATIENCE_S", 0.01)
    said = threading.Event()
    monkeypatch.setattr(output.click, "echo", lambda *_, **__: said.set())
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with output.asking_for_patience("slow"):
        assert said.wait(5)
    said.clear()
    monkeypatch.setattr(output, "PATIENCE_S", 60)
    with output.asking_for_patience("quick"):
        pass
    assert not said.is_set()


def test_nothing_is_said_where_nobody_looks(monkeypatch):
    monkeypatch.setattr(output, "PATIENCE_S", 0.0)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    started = []
    monkeypatch.setattr(threading.Timer, "start", started.append)
    with output.asking_for_patience("slow"):
        pass
    assert started == []
