"""Hellos over several segments, of kinds that their sender is known for: kept, joined, or handed over, they say the same."""

import random

import pytest
from made_payloads import client_hello, extension, server_name, tls_records
from test_capture_hellos import names, out
from test_payloads_in_captures import tcp, write

from lamppost.observe.capture import keeping
from lamppost.observe.capture.kernels import compiled_kernels, plain_kernels
from lamppost.observe.capture.listening import Listener
from lamppost.observe.capture.reader import observe_captures

_KEY_SHARE = extension(51, bytes(1216))


def hello(name: str) -> bytes:
    return tls_records(client_hello(_KEY_SHARE, server_name(name.encode())))


def syn(port: int) -> bytes:
    return out(tcp(port, 443, 6, 2), 6)


def segment(port: int, data: bytes, at: int, end: int) -> bytes:
    return out(tcp(port, 443, 7 + at, 24, data[at:end]), 6)


def way(chance: random.Random, port: int, name: str) -> tuple[list[bytes], int | None]:
    """Frames of one connection, and which of them its name begins in; None where it does not arrive."""
    data = hello(name)
    cuts = sorted(chance.sample(range(1, len(data)), chance.randrange(6)))
    pieces = list(zip([0, *cuts], [*cuts, len(data)], strict=True))
    if chance.random() < 0.1:
        del pieces[chance.randrange(len(pieces))]
    order = list(pieces)
    if len(pieces) <= 4 and chance.random() < 0.3:
        chance.shuffle(order)
    else:
        for piece in chance.sample(pieces, min(len(pieces), 2)) if pieces else []:
            if chance.random() < 0.5:
                order.insert(order.index(piece) + 1, piece)
    begins, ends = data.find(name.encode()), data.find(name.encode()) + len(name)
    reached = 0
    for at, end in pieces:
        if at == reached:
            reached = end
    frames = [syn(port), *(segment(port, data, at, end) for at, end in order)]
    if reached < ends:
        return frames, None
    return frames, 1 + next(index for index, (at, end) in enumerate(order) if at <= begins < end)


def woven(chance: random.Random, n: int) -> tuple[list[bytes], set[tuple[str, int]]]:
    """Connections of one client beside each other, and the names of those that arrive, with their frames."""
    known = [syn(39999), segment(39999, hello("first.example.net"), 0, 9999)]
    ways = [way(chance, 40000 + number, f"host-{number}.example.net") for number in range(n)]
    frames, expected = list(known), {("first.example.net", 2)}
    left = [(number, 0) for number in range(n)]
    while left:
        index = chance.randrange(min(len(left), 5))
        number, at = left[index]
        frames.append(ways[number][0][at])
        if at == ways[number][1]:
            expected.add((f"host-{number}.example.net", len(frames)))
        if at + 1 < len(ways[number][0]):
            left[index] = number, at + 1
        else:
            del left[index]
    return frames, expected


def heard(tmp_path, frames, kernels) -> set[tuple[str, int]]:
    return {
        (name, row) for _, name, _, row in names(observe_captures([write(tmp_path, frames)], kernels=kernels))
    }


@pytest.mark.parametrize("seed", range(12))
def test_each_hello_that_arrives_names_its_server_in_the_frame_where_the_name_begins(tmp_path, seed):
    frames, expected = woven(random.Random(seed), 60)
    assert heard(tmp_path, frames, compiled_kernels()) == expected
    assert heard(tmp_path, frames, plain_kernels()) == expected


@pytest.mark.parametrize("seed", range(4))
def test_a_hello_that_has_to_make_room_for_another_is_still_read(tmp_path, seed, monkeypatch):
    monkeypatch.setattr(keeping, "KEPT_SLOTS", 2)
    frames, expected = woven(random.Random(seed), 60)
    assert heard(tmp_path, frames, plain_kernels()) == expected


def test_a_kept_hello_of_a_known_kind_reaches_no_parser(tmp_path, monkeypatch):
    data = hello("second.example.net")
    frames = [syn(39999), segment(39999, hello("first.example.net"), 0, 9999)]
    frames += [syn(40000), segment(40000, data, 0, 700), segment(40000, data, 700, 9999)]
    seen = []
    keep = Listener._keep
    monkeypatch.setattr(Listener, "_keep", lambda *given: (seen.append(given), keep(*given)))
    found = heard(tmp_path, frames, plain_kernels())
    assert {name for name, _ in found} == {"first.example.net", "second.example.net"}
    assert len(seen) == 1


def test_a_hello_of_a_new_kind_over_two_segments_says_its_fingerprint(tmp_path):
    data = hello("only.example.net")
    frames = [syn(40000), segment(40000, data, 0, 700), segment(40000, data, 700, 9999)]
    for kernels in (plain_kernels(), compiled_kernels()):
        found = observe_captures([write(tmp_path, frames)], kernels=kernels)
        assert [row.field for row in found.self_descriptions] == ["tls.ja4"]
        assert [name for _, name, _, _ in names(found)] == ["only.example.net"]


def test_a_hello_whose_rest_never_comes_names_its_server_when_the_capture_ends(tmp_path):
    data = tls_records(client_hello(server_name(b"early.example.net"), _KEY_SHARE))
    frames = [syn(40000), segment(40000, data, 0, 700)]
    for kernels in (plain_kernels(), compiled_kernels()):
        assert heard(tmp_path, frames, kernels) == {("early.example.net", 2)}


def test_a_fingerprint_stands_in_the_frame_in_which_the_first_hello_of_its_kind_began(tmp_path):
    data = hello("slow.example.net")
    frames = [
        syn(40000),
        segment(40000, data, 0, 700),
        syn(40001),
        segment(40001, hello("quick.example.net"), 0, 9999),
    ]
    frames += [segment(40000, data, 700, 9999)]
    for kernels in (plain_kernels(), compiled_kernels()):
        found = observe_captures([write(tmp_path, frames)], kernels=kernels)
        assert [(row.field, row.first_row) for row in found.self_descriptions] == [("tls.ja4", 2)]


def test_a_segment_in_fragments_behind_a_kept_hello_loses_nothing_of_it(tmp_path):
    data = tls_records(client_hello(server_name(b"early.example.net"), _KEY_SHARE))
    whole = out(tcp(40000, 443, 7 + 710, 24, data[710:]), 6)  # some octets are missing before it
    first, ip, body = whole[:14], whole[14:34], whole[34:]
    pieces = []
    for at, end in ((0, 400), (400, len(body))):
        part = body[at:end]
        more = 0x2000 if end < len(body) else 0
        head = ip[:2] + (20 + len(part)).to_bytes(2) + ip[4:6] + (more | at // 8).to_bytes(2) + ip[8:]
        pieces.append(first + head + part)
    frames = [syn(40000), segment(40000, data, 0, 700), *pieces]
    for kernels in (plain_kernels(), compiled_kernels()):
        assert heard(tmp_path, frames, kernels) == {("early.example.net", 2)}
