"""Kernels as machine code: made once, kept whole, found again, and the same as the plain functions."""

import sys

import llvmlite
import numpy as np
import pytest
from llvmlite import ir
from tests.engines.checked_kernels import checked_kernel
from tests.engines.float_kernels import lengths
from tools import make_capture

from lamppost.engine import kernel, machine_code
from lamppost.observe.capture import octets, packets
from lamppost.observe.capture.kernels import compiled_kernels, plain_kernels
from lamppost.observe.capture.reader import observe_captures


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    """A cache that nothing was left in, and a process that has linked nothing."""
    monkeypatch.setenv("LAMPPOST_KERNELS", str(tmp_path))
    monkeypatch.setattr(kernel, "_linked", {})
    return tmp_path


def test_no_compiled_kernel_of_captures_computes_with_floats():
    """A float loses the low bits of an address."""
    module = kernel._translated(packets.count_packets)
    assert len(module.functions) > 150
    assert "double" not in str(module)


def test_kernels_are_compiled_only_where_that_pays(monkeypatch):
    from lamppost.observe.capture import reader

    plain = plain_kernels().frame_pcap
    for is_known, size, is_plain in ((True, 1 << 20, True), (True, 1 << 23, False), (False, 1 << 23, True)):
        monkeypatch.setattr(reader, "is_cached", lambda _, is_known=is_known: is_known)
        assert (reader._Choice(size, None).kernels().frame_pcap is plain) == is_plain
    monkeypatch.setattr(reader, "compiler_is_here", lambda: False)
    assert reader._Choice(1 << 40, None).kernels().frame_pcap is plain


def test_a_first_compilation_is_announced_and_its_result_is_found_again(empty_cache, monkeypatch):
    told = []
    assert kernel.compiled(octets.mix, told.append)(1, 2) == octets.mix(1, 2)
    assert told == ["mix"]
    monkeypatch.setattr(kernel, "_linked", {})
    assert kernel.is_cached(octets.mix)
    assert kernel.compiled(octets.mix, told.append)(1, 2) == octets.mix(1, 2)
    assert told == ["mix"]


def test_machine_code_of_another_compiler_python_or_processor_is_not_taken(empty_cache, monkeypatch):
    kernel.compiled(octets.mix)
    assert kernel.is_cached(octets.mix)
    for target, name, other in (
        (llvmlite, "__version__", "0.0.1"),
        (machine_code, "_processor", lambda: "another"),
        (sys, "version_info", (3, 99, 0)),
    ):
        with monkeypatch.context() as patched:
            machine_code._made_for.cache_clear()
            patched.setattr(target, name, other)
            assert not kernel.is_cached(octets.mix)
        machine_code._made_for.cache_clear()
        assert kernel.is_cached(octets.mix)


def test_a_processor_is_told_apart_by_what_it_can_do(monkeypatch, tmp_path):
    """As Linux says it, and else as the compiler does."""
    told = machine_code._processor()
    assert told.strip()
    text = "vendor_id\t: V\ncpu family\t: 25\nmodel\t\t: 1\nstepping\t: 0\nflags\t\t: fpu avx2\n\nprocessor\t: 1\n"
    for content, expected in ((text, "V 25 1 0 fpu avx2"), (text.replace("flags", "Features"), None)):
        (tmp_path / "cpuinfo").write_text(content)
        monkeypatch.setattr(machine_code, "Path", lambda _: tmp_path / "cpuinfo")
        assert machine_code._said_by_linux() == (expected or "")
        assert machine_code._processor() != told
        assert bool(machine_code._processor())


def test_without_a_compiler_the_kernel_is_the_plain_function(monkeypatch):
    monkeypatch.setattr(kernel, "compiler_is_here", lambda: False)
    assert kernel.compiled(octets.mix) is octets.mix


@pytest.mark.parametrize("damage", [lambda code: code[:-1], lambda code: b"\0" + code[1:], lambda _: b""])
def test_machine_code_that_is_damaged_is_made_anew(empty_cache, monkeypatch, damage):
    kernel.compiled(octets.mix)
    (kept,) = empty_cache.rglob("*.o")
    kept.write_bytes(damage(kept.read_bytes()))
    monkeypatch.setattr(kernel, "_linked", {})
    told = []
    assert kernel.compiled(octets.mix, told.append)(3, 4) == octets.mix(3, 4)
    assert told == ["mix"]


def test_a_cache_that_cannot_be_written_costs_the_compilation_alone(monkeypatch):
    monkeypatch.setattr(kernel, "_is_writable", lambda _: False)
    monkeypatch.setattr(kernel, "_linked", {})
    assert kernel.compiled(octets.mix)(5, 6) == octets.mix(5, 6)


def test_code_that_calls_something_outside_itself_is_refused():
    module = kernel._translated(octets.mix)
    outside = ir.Function(module, ir.FunctionType(ir.VoidType(), []), "outside")
    builder = ir.IRBuilder(module.globals[machine_code.SYMBOL].entry_basic_block)
    builder.position_at_start(builder.block)
    builder.call(outside, [])
    with pytest.raises(machine_code.NotSelfContainedError, match="mix calls outside"):
        machine_code.build(module, "mix")


def _lengths(function, view):
    columns = np.array([3.0, 0.5, -0.0, 5e-324, 4.0, 0.25, 0.0, 1e308])
    order, out = np.array([3, 2, 1, 0]), np.full(4, np.nan)
    within = function(view(columns), view(order), 4, view(out))
    return within, out.tobytes()


def test_a_kernel_over_floats_gives_the_same_floats_compiled_plain_and_looked_at():
    plain = _lengths(lengths, memoryview)
    assert plain[0] == 2
    assert _lengths(kernel.compiled(lengths), kernel.address) == plain
    assert _lengths(checked_kernel(lengths, is_compiled=False), memoryview) == plain
    assert _lengths(checked_kernel(lengths, is_compiled=True), lambda column: column) == plain


def test_an_index_past_the_end_of_floats_is_seen():
    with pytest.raises(IndexError, match="outside"):
        checked_kernel(lengths, is_compiled=False)(
            memoryview(np.zeros(2)), memoryview(np.array([2])), 1, memoryview(np.zeros(1))
        )


def test_the_hash_overflows_for_no_value():
    """Compiled, an overflow is no wrap-around: what comes of it depends on where the code stands."""
    most = octets.M31 * octets.MIX_LOW + octets.M31 * octets.MIX_HIGH + 3 * octets.MIX_TOP
    assert most < 1 << 63


def test_a_name_that_is_asked_for_again_is_one_row_on_the_compiled_path(tmp_path):
    path = tmp_path / "names.pcap"
    make_capture.write_capture(path, 3_000_000)
    found = observe_captures([path], kernels=compiled_kernels())
    keys = zip(
        *(found.names[name].tolist() for name in found.names if name not in ("seen_at", "first_row", "client_mac")),
        strict=True,
    )  # fmt: skip
    rows = list(keys)
    assert len(rows) == len(set(rows)) > 500
