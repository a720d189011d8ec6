"""Plain functions that can be compiled: the one place that knows the compiler.

A kernel is an ordinary function over flat arrays of numbers. Called as it is, it runs without a
compiler; `compiled` gives the same function as machine code, with every kernel it calls compiled into it.
"""

import hashlib
import importlib.util
import inspect
import math
import os
import sys
import tempfile
from collections.abc import Callable, MutableSequence, Sequence
from functools import cache
from pathlib import Path
from threading import RLock
from types import FunctionType
from typing import Any, TypeVar, cast

from lamppost.engine import machine_code

Octets = Sequence[int]
"""Bytes: a bytearray on the plain path, their address on the compiled one."""

Longs = MutableSequence[int]
"""Signed 64-bit integers: a memoryview on the plain path, their address on the compiled one."""

Doubles = MutableSequence[float]
"""64-bit floats: a memoryview on the plain path, their address on the compiled one."""

Heap = bytearray
"""Bytes that a kernel writes to."""

_COMPILING = (
    "kernel", "machine_code", "instructions", "machine_instructions", "translation", "expressions", "kinds", "arithmetic",
)  # fmt: skip
"""Modules that decide what machine code is made."""

Function = TypeVar("Function", bound=Callable[..., Any])

_kernels: set[Callable[..., Any]] = set()
_by_hand: dict[Callable[..., Any], Callable[[], Callable[..., Any]]] = {}
_making = RLock()
"""Held while machine code is made or linked: Python's own parser is not to be asked by two threads at once (3.11), and once is enough."""
_linked: dict[tuple[Callable[..., Any], Path | None], Callable[..., Any]] = {}


def kernel(function: Function) -> Function:
    """The same function, known from now on as one that may be compiled.

    Args:
        function: Numbers, `Octets`, `Longs` and `Doubles` in, an integer or nothing out, each by its annotation; no closure, no
            Python objects, no index below 0, of functions on floats `root` alone. It may call
            other kernels by their global names, with numbers of any kind and a number of any kind out.
    """
    _kernels.add(function)
    return function


def by_hand(make: Callable[[], Callable[..., Any]]) -> Callable[[Function], Function]:
    """Gives a kernel machine code that the compiler would not find by itself.

    Args:
        make: Gives, at the first use, what compiled kernels call in its place; it does the same.
    """

    def known(function: Function) -> Function:
        _by_hand[function] = make
        return function

    return known


@by_hand(machine_code.prefetch)
@kernel
def prefetch(_column: Longs | Octets, _at: int) -> None:
    """Ask for a place of an array that is used soon, so that it is on its way; it may lie outside of it.

    Compiled, this is one instruction that waits for nothing; else it does nothing.
    """


@by_hand(machine_code.square_root)
@kernel
def root(x: float) -> float:
    """The square root of a number that is not below 0."""
    return math.sqrt(x)


@cache
def compiler_is_here() -> bool:
    """Whether the compiler is installed; looks without importing it."""
    return importlib.util.find_spec("llvmlite") is not None


def compiled(function: Function, on_compile: Callable[[str], None] | None = None) -> Function:
    """The kernel as machine code, from the cache where an earlier run left it.

    Args:
        function: A kernel.
        on_compile: Called with the kernel's name when no earlier run on this machine left the machine
            code, so that making it takes seconds.

    Returns:
        A function with the same results that takes arrays by their address, see `address`, and lets other
        threads run; the plain one where no compiler is installed.
    """
    if not compiler_is_here():
        return function
    folder = _cache_directory(function)
    key = function, folder
    if key not in _linked:
        with _making:
            _linked[key] = _made(function, folder, on_compile)
    return cast("Function", _linked[key])


def _made(
    function: Callable[..., Any], folder: Path | None, on_compile: Callable[[str], None] | None
) -> Callable[..., Any]:
    """The machine code of a kernel, linked."""
    if (linked := _linked.get((function, folder))) is not None:
        return linked  # another thread was the first
    code = None if folder is None else machine_code.held(_path(function, folder))
    if code is None:
        if on_compile is not None:
            on_compile(_name(function))
        code = _build(function)
        if folder is not None:
            machine_code.save(_path(function, folder), code)
    return machine_code.link(code, _signature(function))


def address(column: Any) -> int:
    """Where an array starts in memory; it must be held, and not be moved, while the address is used."""
    return int(column.__array_interface__["data"][0])


def is_cached(function: Callable[..., Any]) -> bool:
    """Whether an earlier run left the machine code of this kernel, as it is now, on this machine."""
    folder = _cache_directory(function)
    return folder is not None and _path(function, folder).is_file()


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", "kernel")


def _path(function: Callable[..., Any], folder: Path) -> Path:
    return machine_code.object_path(folder, _name(function))


def _signature(function: Callable[..., Any]) -> str:
    """One letter for each argument, by its annotation."""
    kinds = {
        Octets: machine_code.OCTETS,
        Heap: machine_code.OCTETS,
        Longs: machine_code.LONGS,
        Doubles: machine_code.DOUBLES,
        float: machine_code.FLOAT,
    }
    annotations = [one.annotation for one in inspect.signature(function).parameters.values()]
    return "".join(kinds.get(one, machine_code.WHOLE) for one in annotations)


def _build(function: Callable[..., Any]) -> bytes:
    return machine_code.build(_translated(function), _name(function))


def _translated(function: Callable[..., Any]) -> Any:
    """The kernel, and all that it calls, as a module of LLVM's."""
    from lamppost.engine import kinds, translation

    arrays = (
        (Octets, kinds.OF_BYTES),
        (Heap, kinds.OF_BYTES),
        (Longs, kinds.OF_LONGS),
        (Doubles, kinds.OF_DOUBLES),
    )
    plain = cast("FunctionType", function)
    return translation.translated(plain, machine_code.SYMBOL, _kernels, _by_hand, arrays)


def _cache_directory(function: Callable[..., Any]) -> Path | None:
    """A folder for this version of the kernels, or None where nothing can be written."""
    package = Path(cast("FunctionType", function).__code__.co_filename).parent
    directory = kernels_folder() / _digest(package)
    return directory if _is_writable(directory) else None


def kernels_folder() -> Path:
    """The folder of the compiled kernels of every version; it need not be there."""
    chosen = os.environ.get("LAMPPOST_KERNELS")
    return Path(chosen) if chosen else _user_cache() / "kernels"


@cache
def _digest(package: Path) -> str:
    """Sixteen digits for the contents of the package whose constants and kernels a kernel uses."""
    digest = hashlib.sha256()
    ours = Path(__file__).parent
    compiling = [ours / f"{name}.py" for name in _COMPILING]
    for path in [*sorted(package.glob("*.py")), *compiling]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _user_cache() -> Path:
    """The user's cache folder on this platform."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "lamppost"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "lamppost"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lamppost"


def _is_writable(directory: Path) -> bool:
    """Make the folder, private to the user: machine code is loaded from it."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            return True
    except (OSError, RuntimeError):
        return False
