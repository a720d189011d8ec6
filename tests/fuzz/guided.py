"""One door, fuzzed to coverage by atheris in a process of its own: `python -m tests.fuzz.guided DOOR FOLDER -max_total_time=60`.

The functions behind the door are instrumented; every kernel runs plain, with each index looked at.
What escapes from the door is written to `FOLDER/findings`, once for each place it comes from, and the run goes on; a
hang, or more memory than allowed, ends the process, and libFuzzer leaves the input there too.
"""

import hashlib
import inspect
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FunctionType, ModuleType

sys.modules["llvmlite"] = None  # type: ignore[assignment]  # what is instrumented cannot be compiled

import atheris  # noqa: E402

MOST_SECONDS = 10
"""Of processor time for one input; libFuzzer itself ends one that takes four times as long by the clock."""


def main() -> None:
    """Run until libFuzzer ends it."""
    door_name, place, *options = sys.argv[1:]
    folder = Path(place)
    findings, corpus = folder / "findings", folder / "corpus" / door_name
    for one in (findings, corpus):
        one.mkdir(parents=True, exist_ok=True)
    from tests.fuzz.doors.all import doors

    door = doors()[door_name]
    import_all(door.covers)
    instrument(door.covers)
    with TemporaryDirectory(prefix="lamppost-fuzz-") as work:
        once = Attempt(door_name, lambda data: door.attempt(data, Path(work)), findings)
        atheris.Setup(
            [
                sys.argv[0],
                str(corpus),
                f"-max_len={door.most_bytes}",
                f"-artifact_prefix={findings}/{door_name}-",
                "-timeout=40",
                "-rss_limit_mb=1024",
                "-print_final_stats=1",
                *options,
            ],
            once,
        )
        atheris.Fuzz()


class Attempt:
    """Tries bytes; what escapes is written down once for each place it comes from."""

    def __init__(self, door: str, attempt: Callable[[bytes], str], findings: Path) -> None:
        """Nothing was found yet, but for what lies in the folder."""
        self._door, self._attempt, self._findings = door, attempt, findings
        self._known: set[str] = set()

    def __call__(self, data: bytes) -> None:
        """Try them."""
        begun = time.process_time()
        try:
            self._attempt(data)
            if (taken := time.process_time() - begun) > MOST_SECONDS:
                raise TimeoutError(f"{taken:.0f} s of processor time")  # noqa: TRY301  # told as what escapes is
        except Exception as error:  # noqa: BLE001  # whatever escapes is what is looked for
            where = place_of(error)
            if where in self._known:
                return
            self._known.add(where)
            digest = hashlib.sha256(where.encode()).hexdigest()[:12]
            path = self._findings / f"{self._door}-{digest}"
            if not path.exists():
                path.write_bytes(data)
                path.with_name(f"{path.name}.txt").write_text(traceback.format_exc(), "utf-8", "replace")


def place_of(error: BaseException) -> str:
    """Kind of the error, and the last places of ours it came through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        f"{Path(one.filename).name}:{one.lineno}"
        for one in frames
        if "lamppost" in one.filename or "tests" in one.filename
    ]
    return f"{type(error).__name__} {' '.join(ours[-2:])}"


def import_all(covers: tuple[str, ...]) -> None:
    """Import the modules, and those of the packages."""
    import pkgutil
    from importlib import import_module

    for one in covers:
        module = import_module(f"lamppost.{one}")
        for held in pkgutil.walk_packages(getattr(module, "__path__", []), f"{module.__name__}."):
            import_module(held.name)


def instrument(covers: tuple[str, ...]) -> None:
    """Count the branches of every function behind a door; kernels look at each index besides."""
    from tests.engines import checked_kernels

    from lamppost.engine import kernel

    checked_kernels.each = atheris.instrument_func
    for function in list(kernel._kernels):
        if isinstance(function, FunctionType):
            checked_kernels.check_in_place(function)
    names = tuple(f"lamppost.{one}" for one in covers)
    for name, module in list(sys.modules.items()):
        if name in names or name.startswith(tuple(f"{one}." for one in names)):
            for function in functions_of(module):
                atheris.instrument_func(function)


def functions_of(module: ModuleType) -> Iterator[FunctionType]:
    """Functions and methods that a module itself holds."""
    for held in list(vars(module).values()):
        if getattr(held, "__module__", None) != module.__name__:
            continue
        for one in [held, *(vars(held).values() if isinstance(held, type) else ())]:
            function = getattr(one, "fget", None) or inspect.unwrap(getattr(one, "__func__", one))
            if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                yield function


if __name__ == "__main__":
    main()
