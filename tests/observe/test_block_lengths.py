"""Blocks of large files are longer where they are longer than usual: what is done once for each of them counts for less."""

import pytest

from lamppost.observe import source
from lamppost.observe.source import Source


@pytest.mark.parametrize(("times", "size", "length"), [(1, 8, 1), (2, 7, 2), (2, 8, 4), (3, 9, 6)])
def test_blocks_are_twice_as_long_in_large_files_alone(tmp_path, monkeypatch, times, size, length):
    monkeypatch.setattr(source, "BLOCK", 1024)
    monkeypatch.setattr(source, "LARGE", 8 * 1024)
    monkeypatch.setattr(source, "SMALL", 0)
    path = tmp_path / "made.log"
    path.write_bytes(bytes(size * 1024))
    with path.open("rb", buffering=0) as stream:
        found = Source(stream, times)
        assert found.next(found.end) is not None
        assert found.end - found.start == length * 1024
        found.close()
