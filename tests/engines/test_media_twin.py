"""The choice of datagrams that are looked at as media against its slow twin, plain and compiled."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines.slow_media import capture_of, made_datagrams, wanted

from lamppost.observe.capture.kernels import compiled_kernels, plain_kernels
from lamppost.observe.capture.layout import E_ROW
from lamppost.observe.capture.media import MediaWatch
from lamppost.observe.capture.reader import observe_captures


def chosen(path, kernels) -> list[int]:
    """Frames that reach the watch."""
    rows = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MediaWatch, "add", lambda _self, _payload, event, _flow: rows.append(event[E_ROW]))
        observe_captures([path], kernels=kernels)
    return rows


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), n=st.integers(0, 200))
def test_the_kernel_and_its_twin_look_at_the_same_datagrams(tmp_path, seed, n):
    datagrams = made_datagrams(random.Random(seed), n)
    path = tmp_path / "made.pcap"
    path.write_bytes(capture_of(datagrams))
    assert chosen(path, plain_kernels()) == wanted(datagrams)


@pytest.mark.parametrize("seed", range(4))
def test_the_compiled_kernel_looks_at_the_same_datagrams(tmp_path, seed):
    datagrams = made_datagrams(random.Random(seed), 300)
    path = tmp_path / "made.pcap"
    path.write_bytes(capture_of(datagrams))
    assert chosen(path, compiled_kernels()) == wanted(datagrams)
