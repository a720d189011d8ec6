"""Plain functions that can be compiled: the one place that knows the compiler.

A kernel is an ordinary function over flat arrays of integers. Called as it is, it runs without a
compiler; `compiled` gives the same function as machine code, with every kernel it calls compiled too.
"""

import hashlib
import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])

_kernels: set[Callable[..., Any]] = set()
_compiled: dict[Callable[..., Any], Callable[..., Any]] = {}


def kernel(function: Function) -> Function:
    """The same function, known from now on as one that may be compiled.

    Args:
        function: Integers and flat arrays in and out; no closure, no Python objects. It may call
            other kernels by their global names.
    """
    _kernels.add(function)
    return function


def compiler_is_here() -> bool:
    """Whether the compiler is installed; looks without importing it."""
    return importlib.util.find_spec("numba") is not None


def compiled(function: Function, on_compile: Callable[[str], None] | None = None) -> Function:
    """The kernel as machine code, from the cache where an earlier run left it.

    Args:
        function: A kernel.
        on_compile: Called with the kernel's name when no earlier run on this machine left the machine
            code, so that the first call will take seconds.

    Returns:
        A function with the same arguments and results; the plain one where no compiler is installed.
    """
    if not compiler_is_here():
        return function
    if function not in _compiled:
        directory = _cache_directory(function)
        if on_compile is not None and not is_cached(function):
            on_compile(_name(function))
        _compile(function, directory)
    return cast("Function", _compiled[function])


def is_cached(function: Callable[..., Any]) -> bool:
    """Whether an earlier run left the machine code of this kernel, as it is now, on this machine."""
    directory = _cache_directory(function)
    if directory is None or not directory.is_dir():
        return False
    tag = f"py{sys.version_info.major}{sys.version_info.minor}"
    return any(directory.rglob(f"*.{_name(function)}-*.{tag}*.nbi"))


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", "kernel")


def _compile(function: Callable[..., Any], directory: Path | None) -> Callable[..., Any]:
    """Compile with every called kernel replaced by its compiled form."""
    if function in _compiled:
        return _compiled[function]
    import numba

    plain = cast("FunctionType", function)
    names = dict(plain.__globals__)
    for name in plain.__code__.co_names:
        called = names.get(name)
        if isinstance(called, FunctionType) and called in _kernels and called is not function:
            names[name] = _compile(called, directory)
    copy = FunctionType(plain.__code__, names, plain.__name__, plain.__defaults__)
    copy.__qualname__, copy.__module__ = plain.__qualname__, plain.__module__
    if directory is not None:
        numba.config.CACHE_DIR = str(directory)  # type: ignore[attr-defined]
    _compiled[function] = numba.njit(cache=directory is not None)(copy)
    return _compiled[function]


def _cache_directory(function: Callable[..., Any]) -> Path | None:
    """A folder for this version of the kernels, or None where nothing can be written.

    The compiler notices a change in a kernel's own file only, not in the modules whose constants and
    kernels it uses, so the folder is named after the contents of the whole package.
    """
    package = Path(cast("FunctionType", function).__code__.co_filename).parent
    digest = hashlib.sha256()
    for path in sorted(package.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    directory = (Path(chosen) if chosen else _user_cache() / "kernels") / digest.hexdigest()[:16]
    return directory if _is_writable(directory) else None


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
