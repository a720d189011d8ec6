"""What is asked for ahead of a frame is what the frame then needs, and nothing outside of it is read."""

import random

import numpy as np
import pytest
from tests.engines import made
from tests.engines.checked_kernels import checked_kernel
from tools import make_capture

from lamppost.engine import kernel
from lamppost.engine.kernel import prefetch
from lamppost.observe.capture import ahead, layout
from lamppost.observe.capture.decoder import Decoder, Frames
from lamppost.observe.capture.framer import PCAP_HEADER, Framer
from lamppost.observe.capture.kernels import plain_kernels


@pytest.fixture(scope="module")
def capture(tmp_path_factory) -> bytes:
    """Half a megabyte of the mixed network."""
    path = tmp_path_factory.mktemp("ahead") / "mixed.pcap"
    make_capture.write_capture(path, 500_000)
    return path.read_bytes()


class Asking:
    """A capture, frame by frame, through the kernel that asks, with every index looked at."""

    def __init__(self, capture: bytes) -> None:
        self.buffer = bytearray(capture)
        self.frames = Frames()
        framer = Framer("pcap", capture[:PCAP_HEADER], 0)
        kernels = plain_kernels()
        self.n = framer.frame(kernels, self.buffer, PCAP_HEADER, len(capture), self.frames)
        self.decoder = Decoder(kernels)
        self.part = self.decoder.parts[0]
        self.tag = checked_kernel(ahead._tag_ahead, is_compiled=False)

    def count(self) -> None:
        self.decoder.frames = self.frames
        self.decoder.use(plain_kernels())
        self.decoder.count(self.buffer, self.n)

    def tags(self) -> list[int]:
        """Of each frame, in a buffer that ends with it."""
        state = memoryview(self.part.state)
        return [
            self.tag(bytes(self.buffer[at : at + size]), 0, size, state)
            for at, size in zip(
                self.frames.offsets[: self.n].tolist(), self.frames.captured[: self.n].tolist(), strict=True
            )
        ]


def test_the_slot_that_is_asked_for_is_that_of_the_frames_flow(capture):
    asking = Asking(capture)
    asking.count()
    used = asking.part._flow_slots[asking.part._flow_slots != 0]
    tags = [tag for tag in asking.tags() if tag >= 0]
    assert len(tags) > asking.n // 2
    assert set(tags) <= set((used >> 32).tolist())


@pytest.mark.parametrize("seed", range(20))
def test_no_octet_outside_a_frame_is_looked_at(seed):
    asking = Asking(made.make_pcap(random.Random(seed), 60))
    assert len(asking.tags()) == asking.n > 0


def test_rows_are_asked_for_in_time(capture, monkeypatch):
    asking = Asking(capture)
    asking.count()
    asked: list[tuple[str, int]] = []
    part, frames = asking.part, asking.frames
    columns = {"buf": asking.buffer, "flows": memoryview(part.flows), "slots": memoryview(part._flow_slots)}
    names = {id(column): name for name, column in columns.items()}
    monkeypatch.setattr(ahead, "prefetch", lambda column, at: asked.append((names[id(column)], at)))
    scratch = memoryview(np.full(layout.P_WIDTH, -1, np.int64))
    for index in range(asking.n):
        ahead.ask_ahead(
            columns["buf"], index, asking.n, memoryview(frames.offsets), memoryview(frames.captured), scratch,
            memoryview(part.state), columns["flows"], columns["slots"],
        )  # fmt: skip
    tags = asking.tags()
    starts = frames.offsets[ahead.HEADER_AHEAD : asking.n].tolist()
    assert [at for name, at in asked if name == "buf"][::2] == starts
    assert sum(name == "slots" for name, _ in asked) == sum(tag >= 0 for tag in tags[ahead.SLOT_AHEAD :])
    mask = int(part.state[layout.S_FLOW_MASK])
    entries = [(tag, int(part._flow_slots[tag & mask])) for tag in tags[ahead.SLOT_AHEAD :] if tag >= 0]
    wanted = [(entry & layout.SLOT_ROW) - 1 for tag, entry in entries if entry >> 32 == tag]
    assert len(wanted) > asking.n // 2
    assert [at // layout.FLOW_WIDTH for name, at in asked if name == "flows"][::2] == wanted


def test_asking_for_a_place_outside_of_an_array_does_nothing():
    column = np.zeros(4, np.int64)
    asking = kernel.compiled(_ask_far_away)
    assert asking(kernel.address(column)) == 7
    assert not column.any()


@kernel.kernel
def _ask_far_away(column: kernel.Longs) -> int:
    prefetch(column, 1 << 50)
    return 7
