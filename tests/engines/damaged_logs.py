"""Logs with something wrong in them, each from its seed: what disks, editors, writers that are cut short and strangers do.

The lines that nothing was done to are known, so that what stands in them can be looked for in the answer.
"""

import gzip
import random
from collections.abc import Callable
from typing import NamedTuple

CELLS = (
    b"", b"-", b"(empty)", b"0", b"-1", b"1e309", b"NaN", b"inf", b"9" * 20, b"9" * 400, b"65536", b"::", b"::1",
    b"999.1.1.1", b"0x10", b"1795747606.681015", b"99999999999.0", b"-99999999999.9", b"\xff\xfe", b"\xed\xa0\x80",
    "\u202e\U0001f52d".encode(), b"a" * 70_000, b"\\x", b"\\xff", b"\\", b"T", b"null", b"\x00", b"\x1b[31m", b"F\tT",
)  # fmt: skip
"""What a cell or a value becomes."""
VALUES = (
    b"null", b"true", b"[]", b"{}", b'""', b"-1", b"1e309", b"1.5", b"9" * 400, b'"\\ud800"', b'"\\u0000"', b"[[1]]",
    b'{"a":{"b":{}}}', b"[" * 3000 + b"]" * 3000, b'"' + b"a" * 70_000 + b'"', b"NaN", b"'x'", b'["a",1,null,{}]',
)  # fmt: skip
"""What a value of JSON becomes."""
DEEP = 100_000
LONG = 10_000_000


class Damaged(NamedTuple):
    """A log after something was done to it."""

    data: bytes
    untouched: list[bytes]
    """Lines that stand in it as they did, where its header, if it has one, is whole; none where nobody can say."""


Lines = list[bytes]
Change = Callable[[random.Random, Lines, set[int]], None]


def damaged(seed: int, data: bytes) -> Damaged:
    """A log, damaged; the same for the same seed."""
    rng = random.Random(seed)
    lines = data.split(b"\n")[:-1]
    touched: set[int] = set()
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        rng.choice(_CHANGES)(rng, lines, touched)
    is_header_whole = not any(at in touched for at, line in enumerate(lines) if line.startswith(b"#"))
    is_header_whole &= [line for line in data.split(b"\n") if line.startswith(b"#")] == [
        line for line in lines if line.startswith(b"#")
    ]
    untouched = [line for at, line in enumerate(lines) if at not in touched] if is_header_whole else []
    whole = b"\n".join(lines) + b"\n"
    if rng.random() < 0.3:
        return rng.choice(_FILES)(rng, whole, untouched)
    return Damaged(whole, untouched)


def _line(rng: random.Random, lines: Lines) -> int:
    return rng.randrange(len(lines)) if lines else 0


def _change_octet(rng: random.Random, lines: Lines, touched: set[int]) -> None:
    at = _line(rng, lines)
    if lines[at : at + 1] and lines[at]:
        line, place = bytearray(lines[at]), rng.randrange(len(lines[at]))
        line[place] = rng.choice(
            (0, 9, 10, 13, 32, 34, 44, 45, 58, 91, 92, 123, 125, 0x7F, 0x80, 0xFF, rng.randrange(256))
        )
        lines[at] = bytes(line)
        touched.add(at)


def _drop_octets(rng: random.Random, lines: Lines, touched: set[int]) -> None:
    at = _line(rng, lines)
    if lines[at : at + 1]:
        place = rng.randrange(len(lines[at]) + 1)
        lines[at] = lines[at][:place] + lines[at][place + rng.choice((1, 1, 2, 9, 60)) :]
        touched.add(at)


def _cut_line(rng: random.Random, lines: Lines, touched: set[int]) -> None:
    at = _line(rng, lines)
    if lines[at : at + 1]:
        lines[at] = lines[at][: rng.randrange(len(lines[at]) + 1)]
        touched.add(at)


def _put_nuls(rng: random.Random, lines: Lines, touched: set[int]) -> None:
    at = _line(rng, lines)
    if lines[at : at + 1]:
        place = rng.randrange(len(lines[at]) + 1)
        lines[at] = lines[at][:place] + b"\0" * rng.choice((1, 8, 4096)) + lines[at][place:]
        touched.add(at)


def _change_cell(rng: random.Random, lines: Lines, touched: set[int]) -> None:
    at = _line(rng, lines)
    if not lines[at : at + 1]:
        return
    touched.add(at)
    if lines[at].startswith(b"{"):
        marks = [place for place, octet in enumerate(lines[at][:4096]) if octet == ord(":")]
        if marks:
            start = rng.choice(marks) + 1
            comma = lines[at].find(b",", start)
            end = comma if comma >= 0 else max(len(lines[at]) - 1, start)
            lines[at] = lines[at][:start] + rng.choice(VALUES) + lines[at][end:]
        return
    separator = b"\t" if b"\t" in lines[at] else b","
    cells = lines[at].split(separator)
    cells[rng.randrange(len(cells))] = rng.choice(CELLS)
    lines[at] = separator.join(cells)


def _swap_lines(rng: random.Random, lines: Lines, touched: set[int]) -> None:
    """Two lines behind the header, which say the same wherever they stand."""
    free = [at for at, line in enumerate(lines) if not line.startswith(b"#") and at not in touched]
    if len(free) > 1:
        one, other = rng.sample(free, 2)
        lines[one], lines[other] = lines[other], lines[one]


def _add_line(rng: random.Random, lines: Lines, touched: set[int]) -> None:
    """At the end, so that the places of the others stay."""
    kinds = (b"", b" ", b"#", b"#fields", b"#close\t-", b"{}", b"[]", b"{", b"null", b"x" * 300, b"\0" * 300)
    touched.add(len(lines))
    lines.append(rng.choice(kinds))


def _put_line(lines: Lines, touched: set[int], at: int, line: bytes) -> None:
    """In place of the one that stands there, or at the end."""
    touched.add(at)
    lines[at : at + 1] = [line]


def _add_deep(rng: random.Random, lines: Lines, touched: set[int]) -> None:
    begin, end = rng.choice(((b"[", b"]"), (b'{"a":', b"}")))
    deep = begin * DEEP + (b"1" + end * DEEP if rng.random() < 0.5 else b"")
    if rng.random() < 0.3:  # as the first line, by which a file is recognised
        _put_line(lines, touched, 0, deep)
    elif lines and lines[-1].endswith(b"}"):
        _put_line(lines, touched, len(lines) - 1, lines[-1][:-1] + b',"deep":' + deep + b"}")
    else:
        _put_line(lines, touched, len(lines), deep)


def _add_long(rng: random.Random, lines: Lines, touched: set[int]) -> None:
    """One line of ten megabytes, seldom."""
    if rng.random() < 0.1:
        touched.add(len(lines))
        lines.append(rng.choice((b"a", b"\t", b"[", b'"', b"\0")) * LONG)


_CHANGES: tuple[Change, ...] = (
    _change_octet, _change_octet, _drop_octets, _cut_line, _put_nuls, _change_cell, _change_cell, _change_cell,
    _swap_lines, _swap_lines, _add_line, _add_deep, _add_long,
)  # fmt: skip


def _cut_file(rng: random.Random, data: bytes, untouched: list[bytes]) -> Damaged:
    kept = data[: rng.randrange(len(data) + 1)]
    whole = kept[: kept.rfind(b"\n") + 1].split(b"\n")
    return Damaged(kept, [line for line in untouched if line in whole])


def _with_carriage_returns(_: random.Random, data: bytes, untouched: list[bytes]) -> Damaged:
    return Damaged(data.replace(b"\n", b"\r\n"), untouched)


def _with_mark(_: random.Random, data: bytes, untouched: list[bytes]) -> Damaged:
    return Damaged(b"\xef\xbb\xbf" + data, untouched)


def _in_utf16(rng: random.Random, data: bytes, untouched: list[bytes]) -> Damaged:
    order, mark = rng.choice((("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")))
    try:
        return Damaged(mark + data.decode().encode(order), untouched)
    except UnicodeDecodeError:
        return Damaged(data, untouched)


def _packed(rng: random.Random, data: bytes, untouched: list[bytes]) -> Damaged:
    packed = gzip.compress(data, 1, mtime=0)
    if rng.random() < 0.5:
        return Damaged(packed, untouched)
    return Damaged(packed[: rng.randrange(len(packed))], [])


_FILES = (_cut_file, _cut_file, _with_carriage_returns, _with_mark, _in_utf16, _packed)
