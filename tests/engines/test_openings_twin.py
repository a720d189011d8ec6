"""The kernel that knows a QUIC Initial against its slow twin."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.slow_openings import TYPES, begins_quic

from lamppost.engine.kernel import address, compiled
from lamppost.observe.capture.openings import is_quic_initial

VERSIONS = st.sampled_from([*TYPES, 0, 2, 0x0A0A0A0A, 0xFF000016, 0xFF000023, 0x6B3343CE, 0xFF00001D])
PIECES = st.tuples(st.integers(0, 255), VERSIONS, st.integers(0, 24), st.sampled_from([6, 1199, 1200, 1350]))


@settings(max_examples=400, deadline=None)
@given(PIECES)
def test_the_kernel_and_its_twin_choose_the_same_datagrams(pieces):
    first, version, size, length = pieces
    datagram = (bytes([first]) + version.to_bytes(4, "big") + bytes([size])).ljust(length, b"\7")[:length]
    wanted = begins_quic(datagram)
    block = bytearray(b"\xc0" * 9 + datagram + b"\xc0" * 9)
    assert bool(is_quic_initial(block, 9, 9 + length)) == wanted
    fast = compiled(is_quic_initial)
    assert bool(fast(address(np.frombuffer(block, np.uint8)), 9, 9 + length)) == wanted
