"""Large files are hashed while the program is loaded: the SHA-256 is that of the file, however much of it was hashed by then."""

import gzip
import hashlib
import os
import threading

import pytest

from lamppost.observe import ahead, source
from lamppost.observe.source import Source

TEXT = b"#separator \\x09\n" + bytes(range(256)) * 400


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Files, blocks and chunks so small that a short file takes several."""
    monkeypatch.setattr(ahead, "_LEAST", 100)
    monkeypatch.setattr(ahead, "_CHUNK", 1000)
    monkeypatch.setattr(ahead, "_begun", {})
    monkeypatch.setattr(source, "SMALL", 0)
    monkeypatch.setattr(source, "BLOCK", 4096)


def begun(*arguments):
    """The command line's files, hashed to their ends."""
    ahead.begin(arguments)
    for one in threading.enumerate():
        if one.name == "ahead":
            one.join()


def read(path):
    """SHA-256, bytes, and how many of them the source itself did not hash."""
    with path.open("rb", buffering=0) as stream:
        taken = ahead.taken(stream, os.fstat(stream.fileno()))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ahead, "taken", lambda *_: taken)
            found = Source(stream)
        while found.next(found.end) is not None:
            found.release()
        found.close()
        return found.hexdigest(), found.size_bytes, taken[1] if taken else 0


def sum_of(octets):
    return hashlib.sha256(octets).hexdigest()


@pytest.mark.parametrize("is_threaded", [True, False])
def test_what_was_hashed_is_not_hashed_again(tmp_path, monkeypatch, is_threaded):
    path = tmp_path / "conn.log"
    path.write_bytes(TEXT)
    monkeypatch.setattr(source, "SMALL", 0 if is_threaded else 1 << 20)
    begun("look", "-q", str(path))
    digest, length, was_ahead = read(path)
    assert (digest, length) == (sum_of(TEXT), len(TEXT))
    assert was_ahead == len(TEXT)
    assert read(path) == (sum_of(TEXT), len(TEXT), 0)  # it is given once


@pytest.mark.parametrize("length", [1, 15, 4096, 5000, len(TEXT) - 1])
def test_the_rest_is_hashed_when_it_is_read(tmp_path, length):
    path = tmp_path / "conn.log"
    path.write_bytes(TEXT)
    begun("check", str(path))
    [held] = ahead._begun.values()
    held._sha256, held._length = hashlib.sha256(TEXT[:length]), length  # as if it had been asked for by then
    assert read(path)[:2] == (sum_of(TEXT), len(TEXT))


@pytest.mark.parametrize("most", [0, 700, 150_000])
def test_no_more_is_hashed_ahead_than_memory_may_still_hold(tmp_path, monkeypatch, most):
    monkeypatch.setattr(ahead, "_MOST", most)
    paths = [tmp_path / "conn.log", tmp_path / "ssl.log"]
    for path in paths:
        path.write_bytes(TEXT)
    begun("look", *map(str, paths))
    lengths = [one._length for one in ahead._begun.values()]
    assert lengths == [min(most, len(TEXT)), max(0, most - len(TEXT))]
    assert [read(path)[:2] for path in paths] == [(sum_of(TEXT), len(TEXT))] * 2


def test_a_packed_file_has_the_sum_of_its_own_bytes(tmp_path, monkeypatch):
    path = tmp_path / "conn.log.gz"
    packed = gzip.compress(os.urandom(50_000))
    path.write_bytes(packed)
    monkeypatch.setattr(ahead, "_BEGINNINGS", (b"\x1f\x8b",))
    begun("look", str(path))
    assert read(path)[:2] == (sum_of(packed), len(packed))


def test_a_file_that_grew_since_is_hashed_anew(tmp_path):
    path = tmp_path / "conn.log"
    path.write_bytes(TEXT)
    begun("look", str(path))
    with path.open("ab") as stream:
        stream.write(b"more\n")
    assert read(path) == (sum_of(TEXT + b"more\n"), len(TEXT) + 5, 0)


@pytest.mark.parametrize(
    "arguments", [("ask", "{}"), ("look", "-o", "{}"), ("look", "{}x"), ("look", "-{}"), ("look",), ()]
)
def test_what_is_not_read_is_not_hashed(tmp_path, arguments):
    path = tmp_path / "conn.log"
    path.write_bytes(TEXT)
    (tmp_path / "conn.logx").write_bytes(b"\0" * len(TEXT))  # begins like nothing that is read whole
    begun(*(one.format(path) for one in arguments))
    assert not ahead._begun
