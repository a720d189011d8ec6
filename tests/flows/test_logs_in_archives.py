"""Logs within archives give the answer of the same logs unpacked; what is hostile in an archive is told and not read."""

import gzip
import io
import json
import random
import shutil
import stat
import subprocess
import tarfile
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from lamppost import pipeline
from lamppost.engine.choosing import open_engine
from lamppost.model.result import ResultDocument
from lamppost.pipeline.looking import Question
from lamppost.pipeline.observing import files_of

QUESTION = Question(as_of=date(2026, 11, 27))
NUMBERED = "1732600000000000000"
CONNECTION = {
    "ts": 1700000000.5, "uid": "C1", "id.orig_h": "192.168.1.20", "id.orig_p": 40000, "id.resp_h": "198.51.100.7",
    "id.resp_p": 443, "proto": "tcp", "duration": 1.5, "orig_bytes": 10, "resp_bytes": 20, "conn_state": "SF",
    "orig_pkts": 3, "orig_ip_bytes": 300, "resp_pkts": 2, "resp_ip_bytes": 200,
}  # fmt: skip
LOG = json.dumps(CONNECTION).encode() + b"\n"


@pytest.fixture
def logs(data, tmp_path):
    """Real logs of Zeek, one of them packed, in a folder of folders."""
    folder = tmp_path / "unpacked"
    (folder / "2026-11-20").mkdir(parents=True)
    for one in (data / "logs" / "zeek-json").glob("*.log"):
        shutil.copyfile(one, folder / "2026-11-20" / one.name)
    held = folder / "2026-11-20" / "dns.log"
    held.with_name("dns.log.gz").write_bytes(gzip.compress(held.read_bytes(), mtime=0))
    held.unlink()
    return folder


def look(*paths: Path) -> ResultDocument:
    return pipeline.look(list(paths), QUESTION)


def text(result: ResultDocument) -> str:
    return pipeline.render(result, "json")


def packed(folder: Path, path: Path, mode: str) -> Path:
    if mode == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for one in sorted(folder.rglob("*")):
                archive.write(one, one.relative_to(folder))
        return path
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        archive.add(folder, arcname=".")
    return path


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("l.tgz", "w:gz"),
        ("l.zip", "zip"),
        pytest.param("l.tar", "w", marks=pytest.mark.slow),
        pytest.param("l.tar.xz", "w:xz", marks=pytest.mark.slow),
        pytest.param("l.tar.bz2", "w:bz2", marks=pytest.mark.slow),
    ],
)
def test_an_archive_gives_the_answer_of_its_logs_unpacked_octet_by_octet(logs, tmp_path, name, mode):
    archive = packed(logs, tmp_path / name, mode)
    unpacked = text(look(logs))
    assert text(look(archive)) == unpacked
    shutil.rmtree(logs)
    assert text(look(tmp_path)) == unpacked
    assert len(json.loads(unpacked)["evidence"]) == 8


@pytest.mark.skipif(shutil.which("tar") is None, reason="needs tar")
@pytest.mark.parametrize(
    "form",
    ["gnu", "pax", *(pytest.param(one, marks=pytest.mark.slow) for one in ("oldgnu", "posix", "ustar"))],
)
def test_archives_as_gnu_tar_writes_them_are_read(logs, tmp_path, form):
    deep = logs / ("a" * 90) / ("b" * 40)  # a name longer than the first field of a header
    deep.mkdir(parents=True)
    (deep / "conn.log").write_bytes(LOG)
    subprocess.run(["tar", f"--format={form}", "-cf", tmp_path / "l.tar", "-C", logs, "."], check=True)
    assert text(look(tmp_path / "l.tar")) == text(look(logs))


def test_logs_that_malcolm_unpacked_beside_their_archive_count_once(logs, tmp_path):
    """As filebeat-process-zeek-folder.sh of Malcolm lays them out: processed/NAME, processed/NAME_TIME/, links in current/."""
    alone = look(logs)
    zeek = tmp_path / "zeek-logs"
    (zeek / "current").mkdir(parents=True)
    (zeek / "processed").mkdir()
    name = "capture.pcap-made-1732600000.tar.gz"
    packed(logs, zeek / "processed" / name, "w:gz")
    assert look(zeek).devices == alone.devices  # those that were unpacked are deleted after some time
    beside = zeek / "processed" / f"{name}_{NUMBERED}"
    shutil.copytree(logs, beside)
    for one in beside.rglob("*.log"):
        (zeek / "current" / f"{one.stem}(made,{NUMBERED}).log").symlink_to(one)
    assert text(look(zeek)) == text(alone)
    (beside / "2026-11-20" / "conn.log").write_bytes(b"")  # cut: the archive has it whole
    assert look(zeek).devices == alone.devices


def test_the_folders_of_security_onion_are_read_with_what_is_written_now(logs, data, tmp_path):
    """zeek/logs/DAY, zeek/logs/current as a link to the spool, suricata/eve-HOUR.json, those before packed with gzip."""
    nsm = tmp_path / "nsm"
    spool = nsm / "zeek" / "spool" / "zeek"
    spool.mkdir(parents=True)
    (nsm / "zeek" / "logs").mkdir()
    shutil.copytree(logs / "2026-11-20", nsm / "zeek" / "logs" / "2026-11-20")
    (nsm / "zeek" / "logs" / "current").symlink_to(spool)
    (spool / "conn.log").write_bytes(LOG)
    (spool / "stderr.log").write_bytes(b"listening on eth1\n")
    (nsm / "suricata").mkdir()
    shutil.copyfile(
        data / "logs" / "suricata-eve" / "eve.json", nsm / "suricata" / "eve-2026-11-20-10:00.json"
    )
    found = [str(path.relative_to(nsm)) for path in files_of([nsm])]
    assert "suricata/eve-2026-11-20-10:00.json" in found
    assert "zeek/spool/zeek/conn.log" in found  # by its own path, and once
    assert len([one for one in found if one.endswith("conn.log")]) == 2
    assert "zeek/logs/current/conn.log" in [
        str(path.relative_to(nsm)) for path in files_of([nsm / "zeek" / "logs"])
    ]


def test_a_link_of_another_name_is_not_followed_and_one_in_a_circle_ends(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (inside / "conn.log").write_bytes(LOG)
    (outside / "ssl.log").write_bytes(LOG)
    (inside / "elsewhere").symlink_to(outside)
    (inside / "current").symlink_to(inside)
    assert [path.name for path in files_of([inside])] == ["conn.log"]


def member(name: str, data: bytes = LOG, **more: object) -> tuple[tarfile.TarInfo, bytes]:
    made = tarfile.TarInfo(name)
    made.size = len(data)
    for key, value in more.items():
        setattr(made, key, value)
    return made, data


def made_tar(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        for info, data in members:
            archive.addfile(info, io.BytesIO(data))
    return path


HOSTILE = {
    "above": (member("../../conn.log"), "leads out of it"),
    "absolute": (member("/etc/conn.log"), "leads out of it"),
    "hidden": (member("a/../../conn.log"), "leads out of it"),
    "link": (member("conn.log", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd"), "a link"),
    "hard": (member("conn.log", b"", type=tarfile.LNKTYPE, linkname="/etc/passwd"), "a link"),
    "device": (member("conn.log", b"", type=tarfile.CHRTYPE, devmajor=1, devminor=5), "no ordinary file"),
    "pipe": (member("conn.log", b"", type=tarfile.FIFOTYPE), "no ordinary file"),
    "long": (member("a/" * 700 + "conn.log"), "a name that no file has"),
    "twice": (member("good/conn.log"), "stands in the archive twice"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_entry_is_told_and_what_else_is_in_the_archive_is_read(tmp_path, what):
    entry, words = HOSTILE[what]
    archive = made_tar(tmp_path / "l.tar", member("good/conn.log"), entry)
    result = look(archive)
    assert [(one.path, one.read) for one in result.evidence] == [("conn.log", "whole"), ("l.tar", "part")]
    assert [(one.evidence, words in one.what) for one in result.issues] == [("l.tar", True)]
    assert sum(result.device_counts.values()) == sum(
        look(made_tar(tmp_path / "g.tar", member("conn.log"))).device_counts.values()
    )


def test_nothing_of_an_archive_is_written_anywhere(tmp_path, monkeypatch):
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    away = tmp_path / "away" / "conn.log"
    made_tar(tmp_path / "l.tar", member("conn.log"), member("../conn.log"), member(str(away)))
    before = sorted(tmp_path.rglob("*"))
    look(tmp_path / "l.tar")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_bomb_is_not_read_on(tmp_path, monkeypatch):
    for module in ("forward", "zips"):
        monkeypatch.setattr(f"lamppost.observe.within.{module}.MOST_UNPACKED", 1 << 20)
    held = tmp_path / "held"
    held.mkdir()
    (held / "conn.log").write_bytes(LOG + b" " * (1 << 23) + b"\n")
    for name, mode in (("l.tar.gz", "w:gz"), ("l.zip", "zip")):
        result = look(packed(held, tmp_path / name, mode))
        assert any("unpacks to more than 500 times its size" in one.what for one in result.issues), name
        assert all(one.read != "whole" for one in result.evidence), name


def test_headers_that_would_fill_the_memory_are_not_read(tmp_path):
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 1 << 32
    (tmp_path / "l.tar").write_bytes(header.tobuf(tarfile.USTAR_FORMAT) + b"1" * (1 << 21))
    result = look(tmp_path / "l.tar")
    assert ["longer than" in one.what for one in result.issues] == [True]
    assert [one.read for one in result.evidence] == ["none"]


def test_a_zip_with_more_entries_than_are_read_is_refused_before_its_directory_is(tmp_path, monkeypatch):
    monkeypatch.setattr("lamppost.observe.within.zips.MOST_DIRECTORY", 100)
    with zipfile.ZipFile(tmp_path / "l.zip", "w") as archive:
        for number in range(4):
            archive.writestr(f"{number}/conn.log", LOG)
    assert "is a zip archive" in look(tmp_path / "l.zip").issues[0].what


def test_links_and_encrypted_entries_of_a_zip_are_told(tmp_path):
    with zipfile.ZipFile(tmp_path / "l.zip", "w") as archive:
        archive.writestr("conn.log", LOG)
        link = zipfile.ZipInfo("dns.log")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("../ssl.log", LOG)
        archive.writestr("http.log", LOG)
        archive.infolist()[-1].flag_bits |= 1
    result = look(tmp_path / "l.zip")
    assert [one.path for one in result.evidence] == ["conn.log", "l.zip"]
    told = " ".join(one.what for one in result.issues)
    assert all(words in told for words in ("a link", "encrypted", "leads out of it"))


def test_an_archive_of_other_things_is_passed_over_in_a_folder_and_named_when_it_is_given(tmp_path):
    (tmp_path / "conn.log").write_bytes(LOG)
    made_tar(tmp_path / "other.tar", member("readme.txt", b"words\n"))
    with zipfile.ZipFile(tmp_path / "sheet.xlsx", "w") as archive:
        archive.writestr("../x", b"words")
    assert [path.name for path in files_of([tmp_path])] == ["conn.log"]
    assert "is a tar archive" in look(tmp_path / "other.tar").issues[0].what


@pytest.mark.parametrize("mode", ["w", "w:gz", "zip"])
def test_a_damaged_archive_is_read_or_told(tmp_path, mode):
    chance = random.Random(9)
    held = tmp_path / "held"
    held.mkdir()
    for name in ("conn.log", "ssl.log"):
        (held / name).write_bytes(
            b"".join(json.dumps(CONNECTION | {"ts": 1.7e9 + at}).encode() + b"\n" for at in range(40))
        )
    whole = packed(held, tmp_path / "whole", mode).read_bytes()
    for turn in range(16):
        octets = bytearray(whole)
        for _ in range(chance.randrange(1, 4)):
            octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)
        if turn % 2:
            del octets[chance.randrange(1, len(octets)) :]
        (tmp_path / "l").write_bytes(octets)
        result = look(tmp_path / "l")
        read = [one for one in result.evidence if one.read == "whole" and one.path in {"conn.log", "ssl.log"}]
        assert len(read) == 2 or result.issues, turn


@pytest.mark.parametrize("mode", ["w:gz", "zip"])
def test_tables_of_flows_within_an_archive_are_read_as_text_and_as_parquet(tmp_path, mode):
    held = tmp_path / "held"
    held.mkdir()
    table = (
        "start,src_ip,dst_ip,dst_port,proto,bytes\n2026-11-20T10:00:00Z,192.168.1.20,198.51.100.7,443,6,300\n"
    )
    (held / "flows.csv").write_text(table, encoding="utf-8")
    rows = {"start": np.array([1_700_000_000]), "dst_port": np.array([443])}
    with open_engine() as engine:
        engine.hold("rows", rows)
        engine.write(
            "SELECT start, '192.168.1.21' AS src_ip, '198.51.100.8' AS dst_ip, dst_port FROM rows",
            held / "flows.parquet",
        )
    told = look(held)
    assert [one.format for one in told.evidence] == ["flow table", "flow parquet"]
    assert text(look(packed(held, tmp_path / "l", mode))) == text(told)
