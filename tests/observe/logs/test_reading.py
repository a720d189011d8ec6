"""A log is given to its reader in whole lines, however it is cut into blocks, and whether or not it is read beside."""

import gzip
import random
from types import SimpleNamespace

import pytest

from lamppost.model.observations import Coverage
from lamppost.observe import source
from lamppost.observe.logs import reading, running
from lamppost.observe.logs.blocks import Block
from lamppost.observe.logs.reading import read_lines
from lamppost.observe.logs.remembered import Remembered


class Taken:
    """Takes blocks of a table of three columns, and keeps what they tell."""

    def __init__(self):
        self.blocks, self.rows = 0, []

    def __call__(self, block: Block) -> None:
        self.blocks += 1
        rows = block.delimited(["when", "name", "count"], not_told=[b"-"])
        columns = rows.times("when"), rows.texts("name"), rows.integers("count"), rows.keys("name")
        self.rows += zip(rows.lines.tolist(), *map(list, columns), strict=True)


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of some lines, which are read by a thread, whatever the file's size."""
    monkeypatch.setattr(source, "BLOCK", 2048)
    monkeypatch.setattr(source, "SMALL", 0)


@pytest.fixture
def beside(monkeypatch):
    """The way that is taken with machine code: the next block is made ready while one is taken."""
    monkeypatch.setattr(reading, "run_plain", None)


def made_lines(count: int) -> list[bytes]:
    chance = random.Random(7)
    return [
        b"%d.%06d\t%b\t%b"
        % (
            1_700_000_000 + row,
            chance.randrange(10**6),
            chance.choice([b"-", b"host-%d" % chance.randrange(50)]),
            chance.choice([b"-", b"7", b"x", b"9" * 19]),
        )
        for row in range(count)
    ]


def read(path, take):
    into = SimpleNamespace(issues=[], coverage=Coverage())
    told = read_lines(path, path.name, "made", take, into)
    return told, [(one.row, one.what) for one in into.issues]


def test_blocks_made_ready_beside_tell_what_one_block_tells(tmp_path, small_blocks, beside, monkeypatch):
    path = tmp_path / "made.log"
    path.write_bytes(b"\n".join(made_lines(400)) + b"\n")
    several = Taken()
    told = read(path, several)
    monkeypatch.undo()
    alone = Taken()
    assert read(path, alone) == told
    assert (several.rows, alone.blocks) == (alone.rows, 1)
    assert several.blocks > 2
    assert len(several.rows) == 400
    assert told[0].read == "whole"


def test_what_a_reader_raises_ends_the_threads_and_is_raised(tmp_path, small_blocks, beside):
    path = tmp_path / "made.log"
    path.write_bytes(b"\n".join(made_lines(400)) + b"\n")

    def refuse(block: Block) -> None:
        if block.first > 1:
            raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        read(path, refuse)


def test_lines_that_are_too_long_are_told_and_those_around_them_are_read(tmp_path, small_blocks, monkeypatch):
    monkeypatch.setattr(reading, "MOST_LINE", 6000)
    lines = made_lines(100)
    lines[40] = b"x" * 20_000
    path = tmp_path / "made.log"
    path.write_bytes(b"\r\n".join(lines) + b"\r\n")
    taken = Taken()
    told, issues = read(path, taken)
    assert [row[0] for row in taken.rows] == [*range(1, 41), *range(42, 101)]
    assert told.read == "part"
    assert issues[0][0] == 41


@pytest.mark.parametrize("form", ["utf-8-sig", "utf-16", "utf-16-le-mark", "utf-16-be-mark", "gzip"])
def test_marks_of_encodings_and_packing_are_no_part_of_the_first_line(tmp_path, small_blocks, form):
    text = (b"\n".join(made_lines(200)) + b"\n").decode()
    packed = {
        "utf-8-sig": text.encode("utf-8-sig"),
        "utf-16": text.encode("utf-16"),
        "utf-16-le-mark": b"\xff\xfe" + text.encode("utf-16-le"),
        "utf-16-be-mark": b"\xfe\xff" + text.encode("utf-16-be"),
        "gzip": gzip.compress(text.encode(), mtime=0),
    }[form]
    path, plain = tmp_path / "made.log", tmp_path / "plain.log"
    path.write_bytes(packed)
    plain.write_bytes(text.encode())
    ours, theirs = Taken(), Taken()
    assert read(path, ours)[0].read == read(plain, theirs)[0].read == "whole"
    assert ours.rows == theirs.rows


def test_a_line_that_the_end_cuts_is_told_and_not_read(tmp_path, small_blocks):
    path = tmp_path / "made.log"
    path.write_bytes(b"\n".join(made_lines(3)))
    taken = Taken()
    told, issues = read(path, taken)
    assert ([row[0] for row in taken.rows], told.read, issues[0][0]) == ([1, 2], "part", 3)


def test_of_a_pipe_the_path_is_chosen_anew_once_much_came(monkeypatch):
    monkeypatch.setattr(running, "compiler_is_here", lambda: True)
    monkeypatch.setattr(running, "is_cached", lambda _: True)
    monkeypatch.setattr(running, "_compiled", set())
    monkeypatch.setattr(running, "_read", [0])
    pipe = Remembered(0)
    pipe.read(running.COMPILED_FROM - 1)
    assert pipe.run is running.run_plain
    assert running.run_as_before() is running.run_plain
    pipe.read(1)
    assert pipe.run is running.run_compiled
    assert running.run_as_before() is running.run_compiled


def test_machine_code_is_made_only_where_that_pays(monkeypatch):
    monkeypatch.setattr(running, "compiler_is_here", lambda: True)
    monkeypatch.setattr(running, "is_cached", lambda _: False)
    monkeypatch.setattr(running, "_read", [0])
    monkeypatch.setattr(running, "_compiled", set())
    some = running.FIRST_COMPILED_FROM // 2
    assert running.run_for(some, some) is running.run_plain
    assert running.run_for(some, some) is running.run_compiled
    monkeypatch.setattr(running, "compiler_is_here", lambda: False)
    assert running.run_for(some, some) is running.run_plain


def test_many_short_logs_are_read_by_machine_code_once_they_are_as_much_as_a_long_one(monkeypatch):
    monkeypatch.setattr(running, "compiler_is_here", lambda: True)
    monkeypatch.setattr(running, "is_cached", lambda _: True)
    monkeypatch.setattr(running, "_read", [0])
    short = running.COMPILED_FROM // 4
    ways = [Remembered(short).run is running.run_compiled for _ in range(6)]
    assert ways == [False] * 3 + [True] * 3


def test_short_lines_behind_long_ones_are_all_found():
    kept, chance = Remembered(0), random.Random(9)
    for most in (300, 300, 0, 5, 300, 1, 0):
        lines = [b"x" * chance.randint(0, most) for _ in range(chance.randrange(150, 700))]
        data = b"\n".join(lines) + b"\n" + bytes(70)
        block = Block.of(data, 0, len(data) - 70, 1, [], kept)
        assert [block.line(at) for at in range(len(block))] == lines
