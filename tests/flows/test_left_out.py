"""What lies in a folder, is called as a log is, and is none that is read, is counted; the names of such files are not told."""

import gzip

import pytest

from lamppost.pipeline.left_out import left_out
from lamppost.pipeline.observing import files_of

EVE = (
    '{"timestamp":"2026-03-02T09:00:00.000000+0000","event_type":"flow","src_ip":"192.0.2.10","src_port":5,'
    '"dest_ip":"198.51.100.7","dest_port":443,"proto":"TCP","flow":{"start":"2026-03-02T09:00:00.000000+0000"}}\n'
)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "logs"
    (made / "below").mkdir(parents=True)
    (made / "eve.json").write_text(EVE)
    return made


def counted(folder):
    return [(one.evidence, one.what) for one in left_out([folder], files_of([folder]))]


def test_a_folder_of_which_all_is_read_leaves_nothing_out(folder):
    (folder / "README.md").write_text("# Logs\n")
    (folder / "empty.log").touch()
    (folder / ".hidden.json").write_text("{}\n")
    for name in (
        "conn-summary.10:00:00-11:00:00.log.gz",
        "stderr.log",
        "fast.log",
        "stats.log.1",
        "suricata-start.log",
    ):
        (folder / name).write_text("for people\n")
    (folder / "again.json").hardlink_to(folder / "eve.json")
    (folder / "linked.json").symlink_to("eve.json")
    assert counted(folder) == []


def test_files_that_are_called_as_logs_are_and_are_none_are_counted_by_ending(folder):
    (folder / "Anna-iPhone.log").write_text("Nov 20 08:00:00 sensor something else\n")
    (folder / "below" / "b.json.gz").write_bytes(gzip.compress(b"[" + EVE.strip().encode() + b"]"))
    (folder / "below" / "list.csv").write_text("maker,model\nExample,One\n")
    assert counted(folder) == [
        (
            "logs",
            "3 files in it are called as logs or tables are, and are none that are read (.csv: 1, .json: 1, .log: 1)",
        )
    ]


def test_the_report_says_so_and_the_status_stays(lamppost, folder):
    (folder / "Anna-iPhone.log").write_text("Nov 20 08:00:00 sensor something else\n")
    done = lamppost("look", folder)
    assert done.status == 0
    assert "one file in it is called as logs or tables are" in " ".join(done.out.split())
    assert "Anna" not in done.out
