"""Links, tunnels and fragments: the decoder against its slow twin, compiled, and with every bound checked."""

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines.checked_kernels import checked_kernels
from tests.engines.made_links import LINKS, make_links, odd_frame
from tests.engines.slow_capture import look
from tests.engines.test_capture_twin import assert_equal_observations, assert_same, damage

from lamppost.observe.capture.decoder import Decoder
from lamppost.observe.capture.kernels import plain_kernels
from lamppost.observe.capture.layout import E_LENGTH, E_OFFSET, E_WIDTH, S_BEFORE, S_DATAGRAMS, S_TUNNELLED
from lamppost.observe.capture.reader import observe_captures

SPAN = np.zeros(E_WIDTH, np.int64)
SPAN[[E_OFFSET, E_LENGTH]] = 1  # where the octets of an event end

quick = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(seed=st.integers(0, 10**6), changes=st.integers(0, 30))
def test_the_decoder_and_its_twin_see_the_same_in_links_tunnels_and_fragments(tmp_path, seed, changes):
    rng = random.Random(seed)
    data = make_links(rng, 25)
    data = damage_frames(data, rng, changes)
    path = tmp_path / "made.pcapng"
    path.write_bytes(data)
    assert_same(observe_captures([path], kernels=plain_kernels()), look(data))


def damage_frames(data: bytes, rng: random.Random, changes: int) -> bytes:
    """Some octets inside frames changed."""
    if len(data) < 700:
        return data
    damaged = bytearray(data)
    for _ in range(changes):
        damaged[rng.randrange(600, len(damaged))] = rng.choice((0, 1, 4, 6, 0x45, 0x60, 0x7F, 0x80, 0xFF))
    return bytes(damaged)


@pytest.mark.parametrize("seed", range(6))
def test_plain_and_compiled_kernels_agree_on_links_tunnels_and_fragments(tmp_path, seed):
    path = tmp_path / "made.pcapng"
    path.write_bytes(damage(make_links(random.Random(seed), 150), random.Random(seed), 0))
    assert_equal_observations(path)


def test_no_kernel_reads_outside_a_frame_whatever_is_in_it():
    decoder = Decoder(checked_kernels(is_compiled=False))
    for seed in range(4000):
        rng = random.Random(seed)
        link = rng.choice(LINKS)
        frame = bytearray(odd_frame(rng, link))
        for _ in range(rng.randrange(5)):
            frame[rng.randrange(len(frame))] = rng.choice((0, 1, 4, 6, 0x45, 0x60, 0x7F, 0x80, 0xFF))
        frame = frame[: rng.randrange(1, len(frame) + 1)]
        frames = decoder.frames
        frames.captured[0], frames.original[0], frames.links[0] = (
            len(frame),
            rng.choice((len(frame), 1500)),
            link,
        )
        decoder.state[S_BEFORE] = -1
        (events,) = decoder.count(decoder.buffer(frame), 1)
        assert (events[events[:, E_LENGTH] > 0] @ SPAN <= len(frame)).all()
    assert decoder.state[S_TUNNELLED] > 500
    assert decoder.state[S_DATAGRAMS] > 10
