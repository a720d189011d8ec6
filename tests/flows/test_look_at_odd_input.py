"""Wrong use and damaged evidence: an error or an issue that says where and what to try; the status as designed."""

import json

import pytest

import made_frames as made

CAM = "44:19:b6:00:53:01"
ROUTER = "00:00:5e:00:53:01"


def frames(count=5):
    return [
        made.ethernet(
            CAM, ROUTER, 0x0800, made.udp("192.168.1.21", 5000 + at, "203.0.113.1", 5001, b"x" * 40)
        )
        for at in range(count)
    ]


def read(run):
    result = json.loads(run.out)
    return result["evidence"][0]["read"], result["issues"]


def test_a_cut_capture_is_read_in_part_and_says_where_it_ends(capture, lamppost):
    path = capture(*frames())
    path.write_bytes(path.read_bytes()[:-10])
    run = lamppost("look", path, "--json")
    state, issues = read(run)
    assert (run.status, state) == (3, "part")
    assert issues[0]["row"] == 5
    assert all(issues[0][key] for key in ("what", "expected", "hint"))


@pytest.mark.parametrize("content", [b"", b"not a capture\n" * 20, b"\0" * 4096, b"\x1f\x8b\x08\0garbage"])
def test_what_is_no_capture_is_not_read_and_says_so(tmp_path, lamppost, content):
    path = tmp_path / "evidence.pcap"
    path.write_bytes(content)
    run = lamppost("look", path, "--json")
    state, issues = read(run)
    assert (run.status, state) == (3, "none")
    assert issues
    said = " ".join(lamppost("look", path, "-o", tmp_path / "report.html").out.split())
    for text in (said, (tmp_path / "report.html").read_text(encoding="utf-8")):
        assert "evidence.pcap" in text
        assert "othing was read, so nothing can be said of this evidence" in text
        assert "nothing found" not in text.lower()


def test_a_capture_with_no_packet_says_nothing_found(capture, lamppost):
    run = lamppost("look", capture())
    assert run.status == 0
    assert "nothing found in this evidence" in " ".join(run.out.split())


def test_a_packet_of_no_bytes_is_an_issue_and_not_the_end(capture, lamppost):
    run = lamppost("look", capture(*frames(2), b"", *frames(2)), "--json")
    state, issues = read(run)
    assert (run.status, state) == (0, "whole")
    assert any(issue["row"] == 3 for issue in issues)


def test_a_missing_file_is_wrong_use(tmp_path, lamppost):
    run = lamppost("look", tmp_path / "gone.pcap")
    assert run.status == 2
    assert run.err.startswith("lamppost: gone.pcap: no such file\n  ")


def test_a_folder_is_read_as_the_captures_in_it(capture, tmp_path, lamppost):
    capture(*frames(1), name="one.pcap")
    capture(*frames(1), name="two.pcap")
    (tmp_path / "notes.txt").write_text("nothing to see")
    result = json.loads(lamppost("look", tmp_path, "--json").out)
    assert [file["path"] for file in result["evidence"]] == ["one.pcap", "two.pcap"]


def test_a_folder_without_a_capture_is_wrong_use(tmp_path, lamppost):
    run = lamppost("look", tmp_path)
    assert run.status == 2
    assert "without a capture" in run.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--policy", "us-ndaa-88"], "no policy 'us-ndaa-88'"),
        (["--as-of", "yesterday"], "is not a day"),
        (["--home", "not-a-network"], "--home"),
        (["-o", "report.docx"], "no report has this ending"),
        (["--context", "gone.toml"], "gone.toml"),
        (["--networks", "gone.csv"], "gone.csv"),
        (["--packs", "gone"], "no such pack folder"),
    ],
)
def test_wrong_use_is_refused_in_words(capture, lamppost, arguments, says):
    run = lamppost("look", capture(*frames(1)), *arguments)
    assert run.status in (2, 4)
    assert says in run.err
    assert "Traceback" not in run.err


def test_a_result_that_is_none_is_refused(tmp_path, lamppost):
    path = tmp_path / "result.json"
    for text in ("", "{}", "[1, 2", '{"schema_version": "99"}', '{"schema_version": "1"}'):
        path.write_text(text)
        run = lamppost("explain", path, "dev-0")
        assert run.status == 2
        assert run.err.startswith("lamppost: result.json: ")


@pytest.mark.parametrize("begins", ["head", "tail"])
def test_half_a_capture_is_no_list_whatever_its_name_ends_in(lamppost, tmp_path, begins):
    held = b"\x0c\x00\x00\x00axis-00408c1,\x00\x01\x02\x03\x04\x05 - 0 0 M Axis\n\x07\x08maker;model\n" * 4
    path = tmp_path / "half.csv"
    path.write_bytes(b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00" + bytes(16) if begins == "head" else b"")
    with path.open("ab") as file:
        file.write(held)
    run = lamppost("look", "--json", path)
    (evidence,) = json.loads(run.out)["evidence"]
    assert run.status == 3
    assert evidence["format"] != "supplier_list"
    assert evidence["read"] != "whole"
