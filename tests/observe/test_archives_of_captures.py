"""A capture in an archive is not read, and that is said: the archive is never called whole with nothing in it."""

import gzip
import io
import tarfile
import zipfile

import pytest
from tests.engines.sample_logs import sample_logs
from tests.fuzz.pool import exports

from lamppost.pipeline.observing import files_of, observe


def archive(path, files):
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as held:
            for name, data in files.items():
                held.writestr(name, data)
        return path
    with tarfile.open(path, "w") as tar:
        for name, data in files.items():
            told = tarfile.TarInfo(name)
            told.size = len(data)
            tar.addfile(told, io.BytesIO(data))
    return path


@pytest.mark.parametrize("name", ["logs.zip", "logs.tar"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_capture_beside_a_log_in_an_archive_is_named(tmp_path, name, pack):
    files = {"conn.log": sample_logs()["zeek/conn.log"], "a.pcap": pack(exports())}
    found = observe(files_of([archive(tmp_path / name, files)]))
    assert {one.path: one.read for one in found.evidence} == {"conn.log": "whole", name: "part"}
    assert any("a capture in the archive was not read: a.pcap" in issue.what for issue in found.issues)


def test_an_archive_of_captures_alone_is_not_read(tmp_path):
    for name in ("logs.zip", "logs.tar"):
        found = observe(files_of([archive(tmp_path / name, {"a.pcap": exports()})]))
        assert [one.read for one in found.evidence] == ["none"]
        assert found.issues
