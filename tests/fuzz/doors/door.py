"""What a door is: bytes of strangers go in by it, and whatever it raises is a finding."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).resolve().parents[3] / ".." / "shared" / "data"


class Door(NamedTuple):
    """One way in."""

    name: str
    covers: tuple[str, ...]
    """Modules and packages of lamppost behind it, without the `lamppost.` in front; their branches are counted."""
    attempt: Callable[[bytes, Path], str]
    """Takes the bytes and a folder to put them into; says in a word how they were read."""
    seeds: Callable[[], Iterable[bytes]]
    """Small made inputs to begin with, as `attempt` takes them."""
    shared: Callable[[], Iterable[bytes]] = tuple
    """Real ones, as far as they are here; they are read in place."""
    most_bytes: int = 4096


def put(folder: Path, name: str, data: bytes) -> Path:
    """A file of these bytes, new each time: one that is written anew waits for the disk."""
    path = folder / name
    path.unlink(missing_ok=True)
    path.write_bytes(data)
    return path


def files_of(*patterns: str, most_bytes: int = 20_000) -> list[bytes]:
    """Contents of files of the shared data, in the order of their names; of a longer one its beginning."""
    found = []
    for pattern in patterns:
        for path in sorted(DATA.glob(pattern)):
            with path.open("rb") as file:
                found.append(file.read(most_bytes))
    return found
