"""Mutated captures: a few here, a hundred thousand with `make check-slow`; and that what is looked for is found."""

import random
from dataclasses import replace

import numpy as np
import pytest
from tests.engines.checked_kernels import (
    UncountedFrameError,
    checked_kernel,
    checked_kernels,
    counting_exactly,
)
from tests.engines.fuzzing import ALL, Fuzz
from tests.engines.made import make_pcap
from tests.engines.mutated import mutated

from lamppost.observe.capture.octets import Longs, Octets
from lamppost.observe.capture.reader import observe_captures

CAPTURES, SHARES = 100_000, 20


def assert_all_well(fuzz: Fuzz, seeds: range) -> None:
    complaints = [complaint for seed in seeds if (complaint := fuzz.complaint(seed)) is not None]
    assert not complaints, f"{len(complaints)} seeds: " + "\n".join(complaints[:5])
    assert fuzz.frames > 4 * len(seeds)


def test_mutated_captures_are_read_within_their_bounds_and_every_frame_is_accounted_for(tmp_path):
    assert_all_well(Fuzz(tmp_path, ["checked"]), range(600))


def test_mutated_captures_are_read_alike_by_the_compiled_path(tmp_path):
    assert_all_well(Fuzz(tmp_path, ["checked", "compiled"]), [*range(67_690, 67_730), 22_233, 24_559, 39_970])


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_a_hundred_thousand_mutated_captures_are_read_alike_by_every_path(tmp_path, share):
    size = CAPTURES // SHARES
    assert_all_well(Fuzz(tmp_path, ALL), range(share * size, (share + 1) * size))


def test_a_seed_makes_the_same_capture_each_time():
    assert [mutated(seed) for seed in range(30)] == [mutated(seed) for seed in range(30)]


def reads(buf: Octets, at: int) -> int:
    return buf[at]


def writes(row: Longs, at: int) -> None:
    row[at] += 1


@pytest.mark.parametrize("is_compiled", [False, True])
@pytest.mark.parametrize("kernel", [reads, writes])
@pytest.mark.parametrize("at", [-1, -4, 4, 1 << 40])
def test_an_index_outside_an_array_is_found_below_zero_too(kernel, at, is_compiled):
    checked = checked_kernel(kernel, is_compiled=is_compiled)
    array = np.arange(4)
    checked(array, 3)
    with pytest.raises(IndexError, match="outside"):
        checked(array, at)


def test_a_kernel_that_reads_the_octets_of_the_next_frame_is_found(tmp_path):
    def beyond(buf, first, n, offsets, captured, *_):
        return n + 0 * buf[offsets[first] + captured[first]]

    with pytest.raises(IndexError):
        looked_at_by(tmp_path, beyond)


def test_a_frame_that_leaves_no_trace_is_found(tmp_path):
    with pytest.raises(UncountedFrameError, match="neither counted nor reported"):
        looked_at_by(tmp_path, lambda buf, first, n, *_: n)


def looked_at_by(tmp_path, count):
    path = tmp_path / "made"
    path.write_bytes(make_pcap(random.Random(1), 20))
    kernels = replace(checked_kernels(is_compiled=False), count_packets=counting_exactly(count))
    return observe_captures([path], kernels=kernels)
