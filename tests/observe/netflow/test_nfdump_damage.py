"""Damaged files of nfdump are read as far as they hold, and what is not read is named."""

import random
import struct
import tracemalloc

import made_nfdump as made
import pytest
from gathered_rows import Kept
from made_nfdump import CAMERA, LZ4, LZO, PLAIN, SERVER, ZSTD

from lamppost.observe.nfdump import reader

RECORDS = [made.v3(made.flow(40000 + at, 443), made.ends(CAMERA, SERVER)) for at in range(5)]
WHOLE = made.layout_2(made.block(*RECORDS[:2]), made.block(*RECORDS[2:]))
FIRST_END = 40 + 12 + 2 * len(RECORDS[0])


def read(tmp_path, data):
    path = tmp_path / "nfcapd.1"
    path.write_bytes(data)
    kept = Kept()
    return reader.read(path, 0, path.name, "nfdump", kept), kept


def ports(kept):
    return sorted(one.src_port - 40000 for one in kept.told)


def test_a_file_that_ends_anywhere_is_named_and_what_stands_before_is_read(tmp_path):
    for end in range(2, len(WHOLE), 5):
        told, kept = read(tmp_path, WHOLE[:end])
        assert told.read == ("none" if end < 40 else "part"), end
        assert len(kept.issues) == 1, end
        assert ports(kept) == ([0, 1] if end >= FIRST_END else []), end


@pytest.mark.parametrize(
    ("data", "row", "words"),
    [
        (WHOLE[:30], None, "the file ends inside its header"),
        (WHOLE[:FIRST_END], 3, "the file ends behind block 1 of 2"),
        (WHOLE[: FIRST_END + 5], 3, "the file ends inside block 2, which begins at byte"),
        (WHOLE[:-1], 3, "the file ends inside block 2, which begins at byte"),
        (b"\xa5\x0c\0\2" + WHOLE[4:], None, "a file of nfdump that a machine wrote"),
        (made.layout_2(layout=3), None, "a file of nfdump in layout 3"),
        (made.layout_2(encryption=1), None, "a file of nfdump whose blocks are encrypted"),
        (made.layout_2(packing=9), None, "a file of nfdump whose blocks are packed in way 9"),
        (
            made.layout_2(made.block(size=0xFFFFFFFF)),
            1,
            "block 1 says that it has 4,294,967,295 bytes; not read on",
        ),
        (made.layout_2(made.block(RECORDS[0], kind=9)), 1, "block 1 is of type 9, which was not read"),
        (made.layout_2(made.block(RECORDS[0], b"\1\2\3", count=1)), 2, "1 record of block 1 was not read"),
        (made.layout_2(made.block(RECORDS[0], count=3)), 2, "2 records of block 1 were not read"),
        (
            made.layout_2(made.block(size=25 << 20)) + bytes(26 << 20),
            1,
            "block 1 says that it has 26,214,400 bytes",
        ),
    ],
    ids=range(13),
)
def test_each_kind_of_damage_has_its_own_words(tmp_path, data, row, words):
    _, kept = read(tmp_path, data)
    assert kept.issues[0].row == row
    assert kept.issues[0].what.startswith(words)
    assert kept.issues[0].expected
    assert kept.issues[0].hint


@pytest.mark.parametrize("packing", [LZO, LZ4, ZSTD])
def test_a_block_that_cannot_be_unpacked_is_named_and_the_next_one_is_read(tmp_path, packing):
    good = made.block(*RECORDS[2:], packing=packing)
    body = bytearray(made.block(*RECORDS[:2], packing=packing))
    body[12:20] = b"\0" * 8
    told, kept = read(tmp_path, made.layout_2(bytes(body), good, packing=packing))
    assert (told.read, ports(kept)) == ("part", [2, 3, 4])
    assert [one.row for one in kept.told] == [3, 4, 5]
    assert kept.issues[0].what.startswith(
        f"block 1 cannot be unpacked from {['', 'LZO', '', 'LZ4', 'zstd'][packing]}"
    )


@pytest.mark.parametrize("packing", [LZO, LZ4, ZSTD])
def test_what_unpacks_without_end_is_stopped_within_little_memory(tmp_path, packing):
    bombs = {
        LZO: b"\x12\0" + (b"\x20" + bytes(70000) + b"\x01\0\0") + b"\x11\0\0",
        LZ4: b"\x1f\0\x01\0" + b"\xff" * 70000 + b"\0\0",
        ZSTD: made.packed(bytes(1 << 25), ZSTD),
    }
    body = struct.pack("<IIHH", 1, len(bombs[packing]), 3, 0) + bombs[packing]
    tracemalloc.start()
    told, kept = read(
        tmp_path, made.layout_2(body, made.block(*RECORDS[2:], packing=packing), packing=packing)
    )
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (told.read, ports(kept)) == ("part", [2, 3, 4])
    assert kept.issues[0].what.endswith("more comes out than fits")
    assert most < 100 << 20


@pytest.mark.parametrize(
    ("record", "is_whole"),
    [
        (made.v3(made.flow(1, 2)), True),
        (made.v3(made.ends(CAMERA, SERVER)), True),
        (made.v3(made.flow(1, 2), made.ends(CAMERA, SERVER), count=5), True),
        (made.v3(made.flow(1, 2), struct.pack("<HH", 2, 0)), True),
        (made.v3(made.flow(1, 2), struct.pack("<HH", 2, 4000)), True),
        (made.v3(made.flow(1, 2), made.element(2, bytes(4))), True),
        (made.v3(made.flow(1, 2, first_ms=0), made.ends(CAMERA, SERVER)), True),
        (struct.pack("<HH", 11, 4), True),
        (made.v1(CAMERA, SERVER, 1, 2, number=77), True),
        (made.v3(made.flow(1, 2), made.ends(CAMERA, SERVER), size=3), False),
        (made.v3(made.flow(1, 2), made.ends(CAMERA, SERVER), size=0xFFFF), False),
    ],
    ids=range(11),
)
def test_a_broken_record_is_told_by_its_number_and_others_are_read(tmp_path, record, is_whole):
    told, kept = read(
        tmp_path, made.layout_2(made.block(RECORDS[0], record, RECORDS[1]), made.block(RECORDS[2]))
    )
    assert (told.read, ports(kept)) == (("whole", [0, 1, 2]) if is_whole else ("part", [0, 2]))
    assert kept.issues[0].row == 2
    assert [one.row for one in kept.told][-1] == 4


def test_records_of_layout_1_without_an_extension_map_that_holds_are_told(tmp_path):
    broken_map = struct.pack("<HHHHHH", 2, 12, 0, 4, 999, 0)
    block = made.block(broken_map, made.v1(CAMERA, SERVER, 40000, 443), kind=2)
    told, kept = read(tmp_path, made.layout_1(block))
    assert (told.read, kept.told) == ("whole", [])
    assert kept.words() == [
        (1, "2 records hold no addresses or counters, or not where their type says; this one first")
    ]


@pytest.mark.parametrize("packing", [PLAIN, LZO, LZ4])
def test_a_file_with_any_octet_changed_breaks_nothing(tmp_path, packing):
    chance = random.Random(packing)
    blocks = made.block(*RECORDS[:2], packing=packing), made.block(*RECORDS[2:], packing=packing)
    whole = made.layout_2(*blocks, packing=packing)
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 1, 3))):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        told, kept = read(tmp_path, bytes(data))
        assert told.size_bytes == len(data)
        assert told.read == "whole" or kept.issues


def test_very_many_stretches_that_are_not_read_are_counted(tmp_path):
    other = made.block(kind=40)
    evidence, kept = read(tmp_path, made.layout_2(*[other] * 5000))
    assert evidence.read == "part"
    assert len(kept.issues) == 21
    assert "4980 more stretches" in kept.issues[-1].what
