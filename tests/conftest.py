"""What all tests share: no network, the real data where it is, made captures."""

import gc
import os
import socket
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

import made_frames as made
from lamppost.knowledge import loading
from lamppost.knowledge.packs import Packs

# thousands of tests leave much that is soon dropped: looking for circles 70 times less often saves a twelfth of the time
gc.set_threshold(50_000, 20, 20)

# CI looks at the same examples each time, so that a failure there is the change's own
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
START = 1_772_438_400.0


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the clock: every command asks for the same day unless it names another."""
    monkeypatch.setenv("LAMPPOST_AS_OF", "2026-11-23")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a test tried to open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)


@pytest.fixture(autouse=True, scope="session")
def _shipped_packs_once() -> Iterator[None]:
    """The shipped packs are parsed and summed once in a process: most tests load them, and none changes them in place."""
    read, summed, shipped = loading.load_folder, loading.verify, loading.SHIPPED
    parsed, sums = cache(lambda: read(shipped, "shipped")), cache(lambda: summed(shipped, must=True))

    def load_folder(root: Path, origin: str) -> Packs:
        return parsed() if (root, origin) == (shipped, "shipped") else read(root, origin)

    def verify(root: Path, *, must: bool) -> dict[str, str]:
        return dict(sums()) if root == shipped else summed(root, must=must)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "load_folder", load_folder)
        patch.setattr(loading, "verify", verify)
        yield


@pytest.fixture
def data() -> Path:
    """The folder of real captures and lists; the test skips where it is missing."""
    if not DATA.is_dir():
        if os.environ.get("LAMPPOST_REQUIRE_DATA"):
            pytest.fail("../shared/data is missing")
        pytest.skip("needs ../shared/data, which is not part of the repository")
    return DATA


@pytest.fixture(autouse=True)
def _data_where_marked(request: pytest.FixtureRequest) -> None:
    """A test that is marked `data` skips where the folder is missing, also if it does not ask for it by name."""
    if request.node.get_closest_marker("data"):
        request.getfixturevalue("data")


@pytest.fixture
def captures(data: Path) -> Path:
    """The folder of real captures."""
    return data / "captures"


@pytest.fixture
def capture(tmp_path: Path) -> Callable[..., Path]:
    """Writes frames, each a second after the one before, as a pcap file."""

    def write(*frames: bytes, name: str = "made.pcap") -> Path:
        path = tmp_path / name
        path.write_bytes(made.pcap([(START + at, frame) for at, frame in enumerate(frames)]))
        return path

    return write
