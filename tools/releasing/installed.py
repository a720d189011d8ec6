"""What the program needs at run time: the pinned packages, as they are installed here and as they describe themselves."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_SCRIPTS = (".js", ".mjs", ".wasm")
_LIBRARY = re.compile(r"\.libs/([^/]+?)(?:-[0-9a-f]{8})*\.so[.0-9]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One line of a constraints file."""

    version: str
    hashes: tuple[str, ...]
    """SHA-256 in hex of each file that may be installed: source archive, and wheels of all platforms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One installed package."""

    name: str
    version: str
    needs: tuple[str, ...]
    """Names of the packages that it asks for on this Python, in order."""
    told: metadata.PackageMetadata
    licence_texts: tuple[str, ...]
    scripts: tuple[str, ...]
    """Files of JavaScript and WebAssembly in it."""
    libraries: tuple[str, ...]
    """Shared libraries of others that its wheel for this platform carries."""


class NotInstalledError(Exception):
    """What is pinned is not what is installed here, so that nothing can be said of it."""


def read_pins(path: Path) -> dict[str, Pin]:
    """The pins of a constraints file, by canonical name."""
    pins = {}
    for block in path.read_text("utf-8").replace("\\\n", " ").splitlines():
        found = _PIN.match(block)
        if found:
            hashes = tuple(sorted(_HASH.findall(block)))
            pins[canonicalize_name(found["name"])] = Pin(version=found["version"], hashes=hashes)
    return pins


def asked_for(root: Path) -> list[Requirement]:
    """What pyproject.toml asks for at run time, with its markers."""
    told = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    return [Requirement(line) for line in told["project"]["dependencies"]]


def runtime(root: Path) -> list[Package]:
    """Every package that the program needs at run time on this Python, by name.

    Raises:
        NotInstalledError: One is missing, is not pinned, or is of another version than the pin.
    """
    pins = read_pins(root / "constraints.txt")
    held: dict[str, Package] = {}
    waiting = list(_needed(asked_for(root), ()))
    while waiting:
        name, extras = waiting.pop()
        if name in held:
            continue
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            raise NotInstalledError(f"{name} is not installed") from None
        pinned = pins[name].version if name in pins else "not pinned"
        if found.version != pinned:
            raise NotInstalledError(f"{name}: {found.version} is installed, and the pin is {pinned}")
        needs = list(_needed([Requirement(line) for line in found.requires or []], extras))
        held[name] = _described(name, found, tuple(sorted({need for need, _ in needs})))
        waiting += needs
    return [held[name] for name in sorted(held)]


def _needed(asked: list[Requirement], extras: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in asked:
        holds = one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in ("", *extras))
        if holds:
            yield canonicalize_name(one.name), tuple(sorted(one.extras))


def _described(name: str, found: metadata.Distribution, needs: tuple[str, ...]) -> Package:
    files = sorted(str(path) for path in found.files or [])
    texts = [path for path in found.files or [] if _is_licence(str(path))]
    libraries = [match[1] for path in files if (match := _LIBRARY.search(path))]
    return Package(
        name=name,
        version=found.version,
        needs=needs,
        told=found.metadata,
        licence_texts=tuple(path.read_text("utf-8") for path in sorted(texts)),
        scripts=tuple(path for path in files if path.endswith(_SCRIPTS)),
        libraries=tuple(dict.fromkeys(libraries)),
    )


def _is_licence(path: str) -> bool:
    """Whether a file is the licence of the whole package: in its dist-info, by its name."""
    return ".dist-info/" in path and bool(re.search(r"/(LICEN[CS]E|COPYING)[^/]*$", path, re.IGNORECASE))
