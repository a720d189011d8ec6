"""Machine code of kernels as files: made once by the compiler, then linked into the process without it.

An object file costs less than a millisecond (`linking`), or some with the linker of the compiler's back end. A function called this way
lets other threads run meanwhile.
"""

import ctypes
import hashlib
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from lamppost.engine import linking

OCTETS = "o"
LONGS = "l"
DOUBLES = "d"
WHOLE = "i"
FLOAT = "f"
_C_TYPES = {
    OCTETS: ctypes.c_void_p,
    LONGS: ctypes.c_void_p,
    DOUBLES: ctypes.c_void_p,
    WHOLE: ctypes.c_int64,
    FLOAT: ctypes.c_double,
}
SYMBOL = "lamppost_kernel"
_DIGEST = 32
_TOLD = ("vendor_id", "cpu family", "model", "stepping", "flags")
_FIRST_PROCESSOR = 1 << 14
"""Octets within which the first of all processors is described."""

_linked: list[Any] = []  # what holds the code in memory


class NotSelfContainedError(Exception):
    """The code calls something outside itself, so that it cannot be linked alone."""


def object_path(folder: Path, name: str) -> Path:
    """Where the machine code of a kernel is kept, apart for each kind of processor, each compiler and each Python."""
    return folder / f"{name}-{_made_for()}.o"


def save(path: Path, code: bytes) -> None:
    """Keep the machine code, whole or not at all, for the user alone.

    Raises:
        OSError: It cannot be written.
    """
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(hashlib.sha256(code).digest() + code)
    Path(file.name).replace(path)


def held(path: Path) -> bytes | None:
    """The machine code that `save` wrote; None where it is missing, cut short or damaged."""
    try:
        read = path.read_bytes()
    except OSError:
        return None
    code = read[_DIGEST:]
    return code if hashlib.sha256(code).digest() == read[:_DIGEST] else None


def link(code: bytes, signature: str) -> Callable[..., int]:
    """The code as a function.

    Args:
        code: What `build` made on a processor of this kind.
        signature: OCTETS, LONGS, DOUBLES, WHOLE or FLOAT for each argument; arrays are passed as their addresses.
    """
    engine = linking.linked(code) or _linked_by_compiler(code)
    _linked.append(engine)
    prototype = ctypes.CFUNCTYPE(ctypes.c_int64, *(_C_TYPES[kind] for kind in signature))
    return prototype(engine.get_function_address(SYMBOL))


def _linked_by_compiler(code: bytes) -> Any:
    """The same by the linker of the compiler's back end, which knows every machine."""
    from llvmlite import binding

    _start_back_end()
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), _target_machine())
    engine.add_object_file(binding.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return engine


def build(module: Any, name: str) -> bytes:
    """Object code of a module out of `engine.translation`.

    Args:
        module: It has a function called `SYMBOL`; all others are internal.
        name: How messages call it.

    Raises:
        NotSelfContainedError: It calls something outside itself.
    """
    from llvmlite import binding

    _start_back_end()
    machine = _target_machine()
    module.triple, module.data_layout = machine.triple, str(machine.target_data)
    parsed = binding.parse_assembly(str(module))
    passes = binding.create_pass_builder(machine, binding.create_pipeline_tuning_options(speed_level=3))
    passes.getModulePassManager().run(parsed, passes)
    outside = [
        one.name for one in parsed.functions if one.is_declaration and not one.name.startswith("llvm.")
    ]
    if outside:
        raise NotSelfContainedError(f"{name} calls {', '.join(outside)}")
    return bytes(machine.emit_object(parsed))


def prefetch() -> Callable[[Any, Sequence[Any]], None]:
    """The processor's instruction that asks for a place in memory: LLVM's `llvm.prefetch`, to be read, kept close."""
    from llvmlite import ir

    def write(builder: Any, arguments: Sequence[Any]) -> None:
        column, at = arguments
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        place = builder.bitcast(builder.gep(column, [at]), byte)
        wanted = builder.module.declare_intrinsic(
            "llvm.prefetch", [byte], ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        )
        builder.call(wanted, [place, number(0), number(3), number(1)])

    return write


def square_root() -> Callable[[Any, Sequence[Any]], Any]:
    """The processor's instruction for the square root: LLVM's `llvm.sqrt`, which calls no library."""
    from llvmlite import ir

    def write(builder: Any, arguments: Sequence[Any]) -> Any:
        double = ir.DoubleType()
        taken = builder.module.declare_intrinsic("llvm.sqrt", [double])
        return builder.call(taken, arguments)

    return write


@cache
def _made_for() -> str:
    """Twelve digits for the processor's kind and what it can do, and for what reads and compiles the kernel."""
    import llvmlite

    said = f"{_processor()} {llvmlite.__version__} {sys.version_info[:2]}"
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _processor() -> str:
    """The kind of this processor and what it can do: as Linux says it, which needs no compiler; else as that does."""
    if said := _said_by_linux():
        return said
    from llvmlite import binding

    _start_back_end()
    return f"{binding.get_host_cpu_name()} {binding.get_host_cpu_features().flatten()}"


def _said_by_linux() -> str:
    """Family, model, stepping and flags of the first processor (proc_cpuinfo(5)); nothing where they are not told."""
    try:
        with Path("/proc/cpuinfo").open("rb", buffering=0) as file:
            first = (file.read(_FIRST_PROCESSOR) or b"").partition(b"\n\n")[0].decode("ascii", "replace")
    except OSError:
        return ""
    told = {
        name.strip(): value.strip() for name, _, value in (line.partition(":") for line in first.splitlines())
    }
    return " ".join(told[one] for one in _TOLD) if told.keys() >= set(_TOLD) else ""


@cache
def _start_back_end() -> None:
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()


def _target_machine() -> Any:
    from llvmlite import binding

    return binding.Target.from_default_triple().create_target_machine(
        cpu=binding.get_host_cpu_name(),
        features=binding.get_host_cpu_features().flatten(),
        opt=3,
        codemodel="jitdefault",
        jit=True,
    )
