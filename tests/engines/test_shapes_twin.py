"""Lines that are like lines before them, wholly or nearly, are read as the twin reads them."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.slow_rows import slow_objects
from tests.engines.test_rows_twin import (
    FIELDS,
    KEYS,
    VALUES,
    asked_again,
    assert_same,
    block_of,
    damaged,
    lines_of,
    remembering,
    run_checked,
)

from lamppost.observe.logs.blocks import Block
from lamppost.observe.logs.cells.shapes import BELOW, DEBT, MOST_BESIDE, N_PIECES, PATIENCE
from lamppost.observe.logs.running import run_compiled, run_plain

PLAIN = [one for one in VALUES if one[:1] in b'"0123456789-tfn']
WIDE = [b'"%s":' % (b"key" * times) for times in (7, 21, 22, 43)]
CASES = [
    (run_plain, 12),
    (run_checked, 4),
    pytest.param(run_plain, 300, marks=pytest.mark.slow),
    pytest.param(run_checked, 100, marks=pytest.mark.slow),
    pytest.param(run_compiled, 600, marks=pytest.mark.slow),
]


def shape_of(chance: random.Random, depth: int = 0) -> list[bytes | None]:
    """What stands between the values of an object; None in the place of each value."""
    parts: list[bytes | None] = [chance.choice([b"{", b"{", b" {\t"])]
    for at in range(chance.choice((0, 1, 2, 3, 4))):
        parts.append(b", " if at and chance.random() < 0.3 else b"," if at else b"")
        parts.append(
            chance.choice(WIDE)
            if chance.random() < 0.1
            else b'"%s"%s' % (chance.choice(KEYS), chance.choice([b":", b":", b" : "]))
        )
        parts += value_of(chance, depth)
    return [*parts, chance.choice([b"}", b"}", b" }"])]


def value_of(chance: random.Random, depth: int) -> list[bytes | None]:
    which = chance.random()
    if depth < 3 and which < 0.3:
        return shape_of(chance, depth + 1)
    if depth < 3 and which < 0.45:
        members = [value_of(chance, depth + 1) for _ in range(chance.randrange(3))]
        inner = [part for at, one in enumerate(members) for part in ([b","] if at else []) + one]
        return [b"[", *inner, b"]"]
    return [None]


def alike_lines(chance: random.Random) -> list[bytes]:
    """Lines of few shapes, with other values in each, some of them damaged."""
    shapes = [shape_of(chance) for _ in range(chance.choice((1, 2, 3)))]
    lines = []
    for _ in range(chance.randrange(4, 14)):
        some = chance.sample(PLAIN, 3)
        line = b"".join(chance.choice(some) if one is None else one for one in chance.choice(shapes))
        lines.append(damaged(chance, line).replace(b"\n", b"") if chance.random() < 0.25 else line)
    return lines


def assert_read_alike(run, lines: list[bytes], end: bytes = b"\n") -> None:
    """The lines in two blocks, the second of which finds what was kept of the first."""
    data, remembered = b"\n".join(lines) + end, remembering(run)
    for block in (block_of, block_of, asked_again):
        rows = block(data, remembered).objects(FIELDS)
        assert_same(rows, slow_objects(lines_of(data)), FIELDS)


@pytest.mark.parametrize(("run", "n_cases"), CASES)
def test_lines_like_lines_before_are_read_as_the_twin_reads_them(run, n_cases):
    chance = random.Random(run.__name__)
    for _ in range(n_cases):
        assert_read_alike(run, alike_lines(chance), chance.choice([b"\n", b"", b"\n" + b" " * 70 + b"\n"]))


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_a_line_that_is_another_in_one_octet_is_read_for_itself(data):
    line = b'{"a":{"b":"tcp","b.c":[1,{"c":"x"}],"c":-1.5e3},"b":true,"abcdefghijklmnopq":null,"a.b.c":{}}'
    at = data.draw(st.integers(0, len(line)))
    new = data.draw(st.binary(max_size=2).filter(lambda one: b"\n" not in one))
    other = line[:at] + new + line[at + data.draw(st.integers(0, 2)) :]
    assert_read_alike(run_plain, [line, line, other, line, other])


@pytest.mark.parametrize("cut", range(1, 24))
def test_what_stands_behind_the_end_of_a_block_is_none_of_its_last_line(cut):
    line = b'{"a":"tcp","b":{"c":17}}'
    data, remembered = b"\n".join([line] * 4) + b"\n", remembering(run_plain)
    whole = data + line + bytes(80)
    end = len(data) + cut
    lines = [*lines_of(data), line[:cut]]
    assert_same(Block.of(whole, 0, end, 1, [], remembered).objects(FIELDS), slow_objects(lines), FIELDS)


def kept(lines: list[bytes]) -> list[int]:
    """What is known of the lines behind them: pieces, lines of late that were not found, and whether one was sought."""
    remembered = remembering(run_plain)
    block_of(b"\n".join([*lines, b"x" * 80]) + b"\n", remembered).objects(FIELDS)
    pieces = remembered.shapes.of(tuple(FIELDS), tuple)[0]
    return [int(pieces[at]) for at in (N_PIECES, DEBT, PATIENCE, BELOW)]


def test_lines_of_one_shape_are_found_from_the_second_on():
    lines = [json.dumps({"a": {"b": at, "c": [str(at)]}, "x": at % 2 == 0}).encode() for at in range(9)]
    assert kept(lines) == [4, 2, 0, 1]  # the line behind them is none of theirs


def test_lines_that_tell_a_key_twice_are_not_kept():
    assert kept([b'{"a":1,"b":{"b":1},"a":2}'] * 3)[0] == 0


def test_where_no_line_is_like_another_the_tree_is_left_alone_and_stays_small():
    lines = [b'{"%s":1}' % (b"k%d" % at) for at in range(90)]
    pieces, _, patience, _ = kept(lines)
    assert pieces <= 2 * MOST_BESIDE
    assert patience > 0
