"""Whoever reads logs is told when machine code has to be made, whatever thread makes it."""

from threading import Thread

import numpy as np
import pytest

from lamppost.engine.kernel import compiler_is_here, is_cached
from lamppost.observe.logs import running
from lamppost.observe.logs.cells.lines import count_lines
from lamppost.observe.logs.running import announced, machine_code, run_compiled
from lamppost.pipeline.observing import observe

pytestmark = pytest.mark.skipif(not compiler_is_here(), reason="no compiler is installed")


@pytest.fixture
def unmade(monkeypatch, tmp_path):
    """No kernel was compiled on this machine yet."""
    monkeypatch.setenv("LAMPPOST_KERNELS", str(tmp_path / "kernels"))
    machine_code.cache_clear()
    yield
    machine_code.cache_clear()


def lines_in(octets):
    return run_compiled(count_lines, np.frombuffer(octets, np.uint8), 0, len(octets))


@pytest.mark.usefixtures("unmade")
def test_a_kernel_is_announced_once_to_all_who_wait_and_to_nobody_behind():
    told, also = [], []
    assert not is_cached(count_lines)
    with announced(told.append), announced(None), announced(also.append):
        other = Thread(target=lines_in, args=(b"a\nb\n",))
        other.start()
        other.join()
        assert lines_in(b"a\nb\n") == 2
    assert told == also == ["count_lines"]
    machine_code.cache_clear()
    with announced(told.append):
        assert lines_in(b"a\n") == 1
    assert told == ["count_lines"]
    assert is_cached(count_lines)
    assert not running._told


@pytest.mark.usefixtures("unmade")
def test_who_looks_at_a_log_is_told_before_its_kernels_are_compiled(monkeypatch, tmp_path):
    log, told = tmp_path / "conn.log", []
    log.write_text(
        "#separator \\x09\n#path\tconn\n#fields\tts\tid.orig_h\tid.resp_h\tproto\n"
        + "1700000000.0\t192.0.2.1\t198.51.100.1\ttcp\n" * 9
    )
    made = []
    monkeypatch.setattr(running, "run_for_rows", lambda _: running.run_plain)
    monkeypatch.setattr(
        running, "compiled", lambda function, on_compile: made.append(function) or on_compile("x") or function
    )
    monkeypatch.setattr(running, "address", lambda column: memoryview(column.data))
    monkeypatch.setattr(running, "COMPILED_FROM", 1)
    monkeypatch.setattr(running, "FIRST_COMPILED_FROM", 1)
    monkeypatch.setattr(running, "_compiled", set())
    observe([log], on_compile=told.append)
    assert made
    assert told == ["x"] * len(made)
