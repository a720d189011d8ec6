"""What is no ordinary file ends with an error or a stated partial reading, and soon."""

import os

from tests.attack.warm import SAMPLES, assert_honest

PCAP = SAMPLES / "made-network.pcap"
WRONG_USE, REPORTED = 2, 3


def test_devices_and_loops_of_links_are_refused(warm, tmp_path):
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    for one in ("/dev/zero", tmp_path / "zero.csv", tmp_path / "a"):
        ran = warm.run("look", one, "--json")
        assert_honest(ran, statuses=(WRONG_USE,))
        assert "lamppost: " in ran.err


def test_a_folder_that_leads_into_itself_and_holds_a_pipe_is_read_once(warm, tmp_path):
    folder = tmp_path / "held"
    folder.mkdir()
    (folder / "one.pcap").write_bytes(PCAP.read_bytes())
    (folder / "current").symlink_to(folder)
    (folder / "again").symlink_to(".")
    os.mkfifo(folder / "pipe.pcap")
    ran = warm.run("look", folder, "--json")
    assert_honest(ran, statuses=(0,))
    assert [one["path"] for one in ran.result["evidence"]] == ["one.pcap"]


def test_a_line_of_many_megabytes_is_said_to_be_too_long(warm, tmp_path):
    path = tmp_path / "conn.log"
    with path.open("wb") as file:
        file.write(
            b"#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\n"
        )
        file.truncate(64 << 20)
    ran = warm.run("look", path, "--json")
    assert_honest(ran, statuses=(REPORTED,))
    assert "is longer than 4194304 bytes" in ran.result["issues"][0]["what"]


def test_zeros_without_a_name_are_no_evidence(warm, tmp_path):
    path = tmp_path / "zeros"
    with path.open("wb") as file:
        file.truncate(64 << 20)
    ran = warm.run("look", "-", "--json", stdin=str(path))
    assert_honest(ran, statuses=(REPORTED,))
    assert ran.result["evidence"][0]["read"] == "none"
