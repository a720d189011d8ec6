"""A run that was interrupted goes on from what is kept, and its document is that of a run that was not."""

import shutil
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from tests.flows.made_rotated_logs import write_logs
from tests.flows.test_captures_by_engines import MADE, cut

from lamppost.model.errors import LamppostError
from lamppost.pipeline import decoding, distributing
from lamppost.pipeline.resuming import Kept, how_many_kept

KILLED = """
import os, sys
from lamppost.pipeline import distributing
from lamppost.cli.entry import main
read, done = distributing.read_apart, []
def stop(task, progress=None):
    if len(done) == 3:
        task.folder.mkdir()
        (task.folder / "half").write_text("half")
        os.kill(os.getpid(), 9)
    done.append(read(task, progress))
distributing.read_apart = stop
sys.argv = ["lamppost", *sys.argv[1:]]
main()
"""


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "evidence"
    made.mkdir()
    for path in write_logs(made).iterdir():
        if not path.name.startswith(("conn.", "dns.2026-11-27-11", "ssl.2026-11-27-11", "eve-1", "eve-2")):
            path.unlink()
    return made


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "kept"


@pytest.fixture
def read(monkeypatch):
    """Names of what was read or decoded, until so many were: then it is interrupted."""

    class Read(list):
        most = 1 << 20

    names = Read()

    def counted(do, name_of):
        def one(task, progress=None):
            if len(names) == names.most:
                raise KeyboardInterrupt
            names.append(name_of(task))
            do(task, progress)

        return one

    monkeypatch.setattr(
        distributing, "read_apart", counted(distributing.read_apart, lambda task: task.share.name)
    )
    monkeypatch.setattr(
        decoding, "decode_task", counted(decoding.decode_task, lambda task: task.paths[0].name)
    )
    return names


def test_logs_that_were_read_are_not_read_again(folder, kept, read, lamppost):
    plain = lamppost("look", folder, "--json")
    whole = lamppost("look", folder, "--json", "--resume", kept)
    assert (whole.status, whole.out) == (plain.status, plain.out)
    assert not kept.exists()
    n_all, read.most = len(read), len(read) + 5
    run = lamppost("look", folder, "--json", "--resume", kept)
    assert (run.status, run.out) == (130, "")
    assert f"what 5 files told is kept in {kept}: say the same again to go on, or remove it" in run.err
    assert how_many_kept(kept) == 5
    assert (kept.stat().st_mode & 0o777, (kept / "parts").stat().st_mode & 0o777) == (0o700, 0o700)
    assert {one.name for one in kept.iterdir()} == {"parts", "lamppost-kept.lock"}
    read.most = 1 << 20
    run = lamppost("look", folder, "--json", "--resume", kept)
    assert (run.status, run.out) == (plain.status, plain.out)
    assert "what 5 files told is kept there" in run.err
    assert len(read) == 2 * n_all
    assert not kept.exists()


def test_sums_that_tasks_put_together_are_not_kept(folder, kept, read, lamppost, monkeypatch):
    plain = lamppost("look", folder, "--json")
    read.most = 5
    assert lamppost("look", folder, "--json", "--resume", kept).status == 130
    read.most = 1 << 20
    monkeypatch.setattr(distributing, "MERGED_FROM", 0)
    run = lamppost("look", folder, "--json", "--resume", kept)
    assert (run.status, run.out) == (plain.status, plain.out)


def test_captures_that_were_decoded_are_not_decoded_again(tmp_path, kept, read, lamppost):
    files = cut(MADE, tmp_path / "cut", 25)
    plain = lamppost("look", tmp_path / "cut", "--json")
    read.most = len(files) - 2
    assert lamppost("look", tmp_path / "cut", "--json", "--resume", kept).status == 130
    read.most = 1 << 20
    run = lamppost("look", tmp_path / "cut", "--json", "--resume", kept)
    assert (run.status, run.out) == (plain.status, plain.out)
    assert sorted(read) == sorted(path.name for path in files)
    assert not kept.exists()


def test_a_run_that_was_killed_is_gone_on_with(folder, kept, read, lamppost):
    plain = lamppost("look", folder, "--json")
    run = subprocess.run(
        [sys.executable, "-c", KILLED, "look", folder, "--json", "--resume", kept],
        capture_output=True,
        check=False,
    )
    assert run.returncode == -9
    assert (how_many_kept(kept), len(list(kept.glob("work-*")))) == (3, 1)
    run = lamppost("look", folder, "--json", "--resume", kept)
    assert (run.status, run.out) == (plain.status, plain.out)
    n_resumed = len(read)
    lamppost("look", folder, "--json", "--resume", kept)
    assert n_resumed + 3 == len(read) - n_resumed
    assert not kept.exists()


@pytest.mark.parametrize(
    "change",
    [
        *("a line more", "a file more", "damage"),
        *(pytest.param(one, marks=pytest.mark.slow) for one in ("a column more", "half", "no manifest")),
    ],
)
def test_what_is_no_longer_so_is_read_again(folder, kept, read, lamppost, change):
    read.most = 5
    lamppost("look", folder, "--json", "--resume", kept)
    read.most = 1 << 20
    columns = []
    parts = sorted((kept / "parts").iterdir())
    if change == "a line more":
        log = next(path for path in folder.iterdir() if path.name.startswith("dns."))
        log.write_text(log.read_text() + log.read_text().splitlines()[-1].replace("one.", "two.") + "\n")
    elif change == "a file more":
        log = next(path for path in folder.iterdir() if path.name.startswith("dns."))
        shutil.copy(log, folder / f"dns.0{log.suffix}")
    elif change == "a column more":
        columns = ["--flow-columns", "start=Zeit"]
    elif change == "damage":
        data = bytearray((parts[0] / "tables.npz").read_bytes())
        data[len(data) // 2] ^= 1
        (parts[0] / "tables.npz").write_bytes(bytes(data))
    elif change == "half":
        (parts[0] / "facts.msgpack").write_bytes(b"")
    else:
        (parts[0] / "manifest.json").unlink()
    plain = lamppost("look", folder, "--json", *columns)
    n_before = len(read)
    run = lamppost("look", folder, "--json", "--resume", kept, *columns)
    assert (run.status, run.out) == (plain.status, plain.out)
    n_resumed = len(read) - n_before
    lamppost("look", folder, "--json", "--resume", kept, *columns)
    n_all = len(read) - n_before - n_resumed
    assert n_all - 5 < n_resumed <= n_all


def test_files_within_an_archive_are_kept_too(folder, tmp_path, kept, read, lamppost):
    archive = tmp_path / "logs.tar.gz"
    with tarfile.open(archive, "w:gz") as made:
        made.add(folder, "logs")
    plain = lamppost("look", archive, "--json")
    read.most = 3
    assert lamppost("look", archive, "--json", "--resume", kept).status == 130
    read.most = 1 << 20
    run = lamppost("look", archive, "--json", "--resume", kept)
    assert (run.status, run.out) == (plain.status, plain.out)
    n_resumed = len(read)
    lamppost("look", archive, "--json", "--resume", kept)
    assert len(read) - n_resumed == n_resumed  # three less, and three before


def test_a_file_that_could_not_be_read_whole_is_tried_again(tmp_path, kept, read, lamppost):
    folder = tmp_path / "cut"
    files = cut(MADE, folder, 25)
    files[0].write_bytes(files[0].read_bytes()[:-3])
    read.most = 2
    assert lamppost("look", folder, "--resume", kept).status == 130
    assert how_many_kept(kept) == 1
    read.most = 1 << 20
    assert lamppost("look", folder, "--resume", kept).status == 3
    assert [read.count(path.name) for path in files[:3]] == [2, 1, 1]


def test_a_folder_that_holds_something_else_is_left_alone(folder, kept, lamppost):
    kept.mkdir()
    (kept / "thesis.txt").write_text("mine")
    run = lamppost("look", folder, "--resume", kept)
    assert (run.status, "holds thesis.txt" in run.err) == (2, True)
    assert [one.name for one in kept.iterdir()] == ["thesis.txt"]


def test_an_empty_folder_of_the_user_is_used_and_goes_with_what_was_kept(folder, kept, lamppost):
    kept.mkdir()
    assert lamppost("look", folder, "--resume", kept).status == 0
    assert not kept.exists()


def test_two_runs_do_not_share_a_folder(folder, kept, lamppost):
    kept.mkdir()
    other = sqlite3.connect(kept / "lamppost-kept.lock", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    run = lamppost("look", folder, "--resume", kept)
    assert (run.status, "another run keeps what it reads there" in run.err) == (2, True)
    other.close()
    assert lamppost("look", folder, "--resume", kept).status == 0


def test_what_is_kept_does_not_lie_within_the_evidence(folder, lamppost):
    run = lamppost("look", folder, "--resume", folder / "kept")
    assert (run.status, "lies within the evidence" in run.err) == (2, True)
    assert not (folder / "kept").exists()


def test_what_is_no_file_and_what_is_read_at_once_is_refused(folder, tmp_path, kept, lamppost):
    run = lamppost("look", folder, "-", "--resume", kept)
    assert (run.status, "--engine and --resume read files" in run.err) == (2, True)
    (tmp_path / "list.csv").write_text("name\ncamera\n")
    run = lamppost("look", tmp_path / "list.csv", "--resume", kept)
    assert (run.status, "keeps what captures and logs tell" in run.err) == (2, True)
    run = lamppost("look", Path(MADE).parent / "made-town.osm", "--resume", kept)
    assert (run.status, "keeps what captures and logs tell" in run.err) == (2, True)


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize("of", ["logs", "captures/iot-sentinel/D-LinkCam"])
def test_real_evidence_gives_the_same_document_in_two_runs_as_in_one(data, of, kept, read, lamppost):
    by_engine = lamppost("look", data / of, "--json", "--engine", "duckdb")
    n_all = len(read)
    read.most = n_all + n_all // 2
    assert lamppost("look", data / of, "--json", "--resume", kept).status == 130
    n_kept, read.most = how_many_kept(kept), 1 << 20
    assert n_kept > n_all // 3
    n_before = len(read)
    run = lamppost("look", data / of, "--json", "--resume", kept)
    assert (run.status, run.out) == (by_engine.status, by_engine.out)
    assert len(read) - n_before == n_all - n_kept


def test_a_lock_that_was_damaged_is_an_error_in_words(kept):
    kept.mkdir()
    (kept / "lamppost-kept.lock").write_bytes(b"no database" * 1000)
    with pytest.raises(LamppostError, match=r"lamppost-kept\.lock: cannot be used"), Kept(kept):
        pass
