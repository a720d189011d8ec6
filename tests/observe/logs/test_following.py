"""Logs that grow, are rotated, copied, emptied and packed: every line is new once."""

import gzip
from pathlib import Path

import pytest

from lamppost.observe.logs.following import HEAD, Follower, header_of

LONG = HEAD // 20


def line(number: int) -> bytes:
    return b'{"number": %012d}\n' % number


def lines(start: int, end: int) -> bytes:
    return b"".join(map(line, range(start, end)))


@pytest.fixture
def follower(tmp_path):
    return Follower(tmp_path, [], lambda path: ("made", "made log") if "other" not in path.name else None)


def new_lines(follower: Follower) -> list[int]:
    """The numbers of the lines that are new, file by file."""
    found = []
    for path in follower.changed():
        if (news := follower.news(path)) is not None:
            follower.read(news)
            numbers = [int(one[11:23]) for one in news.lines.splitlines()]
            assert news.followed.lines - news.skipped == len(numbers)
            found += numbers
    return found


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def test_what_is_appended_is_new_and_what_was_read_is_not(tmp_path, follower):
    log = tmp_path / "a.log"
    append(log, lines(0, 3))
    assert new_lines(follower) == [0, 1, 2]
    assert new_lines(follower) == []
    append(log, lines(3, 4))
    assert new_lines(follower) == [3]


def test_a_line_counts_once_its_line_feed_is_there(tmp_path, follower):
    log = tmp_path / "a.log"
    append(log, lines(0, 1) + line(1)[:9])
    assert new_lines(follower) == [0]
    append(log, line(1)[9:])
    assert new_lines(follower) == [1]


@pytest.mark.parametrize("count", [1, LONG - 1, 3 * LONG])
def test_a_file_that_is_renamed_goes_on_where_it_was(tmp_path, follower, count):
    log = tmp_path / "a.log"
    append(log, lines(0, count))
    assert new_lines(follower) == list(range(count))
    append(log, lines(count, count + 2))
    log.rename(tmp_path / "a.1.log")
    append(log, lines(900_000, 900_002))
    assert sorted(new_lines(follower)) == [count, count + 1, 900_000, 900_001]


@pytest.mark.parametrize("count", [1, 3 * LONG])
def test_a_file_that_is_packed_goes_on_where_it_was(tmp_path, follower, count):
    log = tmp_path / "a.log"
    append(log, lines(0, count))
    assert len(new_lines(follower)) == count
    (tmp_path / "a.1.log.gz").write_bytes(gzip.compress(log.read_bytes() + line(count)))
    log.unlink()
    assert new_lines(follower) == [count]
    assert new_lines(follower) == []


def test_a_copy_of_a_log_is_not_new_and_an_emptied_one_is_another(tmp_path, follower):
    log = tmp_path / "a.log"
    append(log, lines(0, 400))
    assert len(new_lines(follower)) == 400
    append(log, lines(400, 500))
    (tmp_path / "a.copy.log").write_bytes(log.read_bytes())
    assert new_lines(follower) == list(range(400, 500))
    log.write_bytes(lines(700, 702))
    assert new_lines(follower) == [700, 701]
    assert len(follower.followed) == 2


def test_a_copy_that_is_still_being_written_is_waited_for(tmp_path, follower):
    append(tmp_path / "a.log", lines(0, 400))
    assert len(new_lines(follower)) == 400
    copy = tmp_path / "b.log"
    append(copy, lines(0, 300))
    assert new_lines(follower) == []
    append(copy, lines(300, 401))
    assert new_lines(follower) == [400]


def test_a_log_that_begins_as_another_and_goes_on_otherwise_is_another(tmp_path, follower):
    append(tmp_path / "a.log", lines(0, 400))
    assert len(new_lines(follower)) == 400
    append(tmp_path / "b.log", lines(0, 300) + lines(500, 800))
    assert new_lines(follower) == [*range(300), *range(500, 800)]


def test_what_is_followed_can_be_gone_on_with_elsewhere(tmp_path, follower):
    append(tmp_path / "a.log", lines(0, 5))
    new_lines(follower)
    append(tmp_path / "a.log", lines(5, 6))
    other = Follower(tmp_path, follower.followed, lambda _: ("made", "made log"))
    assert new_lines(other) == [5]


def test_files_that_are_no_logs_and_hidden_ones_are_left_alone(tmp_path, follower):
    append(tmp_path / "other", lines(0, 5))
    append(tmp_path / ".a.log", lines(0, 5))
    assert new_lines(follower) == []


def test_folders_that_links_point_to_are_looked_into_once(tmp_path, follower):
    spool = tmp_path / "spool"
    spool.mkdir()
    (tmp_path / "current").symlink_to(spool)
    (spool / "around").symlink_to(tmp_path)
    append(spool / "a.log", lines(0, 5))
    assert new_lines(follower) == [0, 1, 2, 3, 4]
    assert new_lines(follower) == []


def test_lines_that_say_what_the_columns_are_are_handed_on_with_what_follows():
    head = b"#separator \\x09\n#fields\tts\tuid\n#types\ttime\tstring\n"
    assert header_of(head + b"1.0\ta\n", b"") == head
    assert header_of(b"2.0\tb\n", head) == head
    changed = b"#separator \\x09\n#fields\tts\n#types\ttime\n"
    assert header_of(b"2.0\tb\n#close\t1\n" + changed + b"3.0\n", head) == b"#close\t1\n" + changed
    assert header_of(b"src,dst\n1,2\n", b"") == b"src,dst\n"
    assert header_of(b'{"a": 1}\n', b"") == b""
