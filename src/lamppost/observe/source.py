"""The bytes of a file in blocks: read, hashed and unpacked beside the work on the block before.

The SHA-256 and the size are those of the file as it was handed over. Much is read by a thread into a ring of
buffers, and hashed by another that may lag behind by two of them; little is read and hashed at once. What `ahead` hashed
is not hashed again; of a file that is cut meanwhile, which `changed` tells, that may be more than is read. What was the
present block stays where it is until `release`, so that it can be worked on while the next one is looked through.
"""

import hashlib
import mmap
import os
import stat
import threading
from queue import SimpleQueue
from typing import BinaryIO, cast

from lamppost.model.saying import say
from lamppost.observe import ahead
from lamppost.observe.unpacking import START_BYTES, Problem, Unpacker, packing_of

BLOCK = 1 << 22  # bytes of one block
HEAD = 2 * ((1 << 23) + (1 << 17))  # room before a block for what is carried over from the one before it
SMALL = 1 << 20  # a file of no more bytes is read without threads
LARGE = (
    1 << 28
)  # a file of so many bytes is read in blocks of twice the length, where they are longer than usual
PACKED = 1 << 14  # packed bytes read at a time: how soon a file that unpacks beyond measure is seen
MOST_UNPACKED = 1 << 23  # above it …
MOST_RATIO = 500  # … a file that unpacks to so many times its size is not read on
_SLOTS = 3  # the block before, the present one, and one that is filled


class _Slot:
    """A buffer, and whether what it held is hashed.

    Most of a large one is room that is seldom needed. It is a map of no file, of which the system gives a page when it
    is first written to, and serves as a bytearray does to all who index, cut and fill it.
    """

    def __init__(self, head: int, size: int) -> None:
        self.data = bytearray(size) if head == 0 else _paged(head + size)
        self.head, self.size = head, size
        self.hashed = threading.Event()
        self.hashed.set()


def _paged(octets: int) -> bytearray:
    """A map of no file, in pages as large as the system has them."""
    if not hasattr(mmap, "MADV_HUGEPAGE"):
        return cast("bytearray", mmap.mmap(-1, octets))
    room = mmap.mmap(-1, octets, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    room.madvise(mmap.MADV_HUGEPAGE)
    return cast("bytearray", room)


class Source:
    """A stream in blocks; `data[start:end]` is the present one with what was carried over."""

    def __init__(self, stream: BinaryIO, times: int = 1) -> None:
        """Begin at the stream's position; the caller closes the source, then the stream.

        Args:
            stream: Unbuffered.
            times: How many times `BLOCK` one block is; more than once, twice that of a `LARGE` file.
        """
        self.packing: str | None = None
        self.size_bytes = 0
        self.unpacked_bytes = 0
        self.problem: Problem | None = None
        self.data = bytearray()
        self.start = self.end = 0
        self._stream = stream
        self._status = os.fstat(stream.fileno())
        self._sha256, self._n_hashed = ahead.taken(stream, self._status) or (hashlib.sha256(), 0)
        self._is_file = stat.S_ISREG(self._status.st_mode)
        is_large = self._is_file and self._status.st_size >= LARGE
        self._block = BLOCK * times * (2 if is_large and times > 1 else 1)
        self._unpacker: Unpacker | None = None
        self._is_draining = self._is_over = self._has_ended = False
        self._slot: _Slot | None = None
        self._before: _Slot | None = None
        self._begun = self._read_start()
        self._is_threaded = not self._is_file or self._status.st_size > SMALL
        if self._is_threaded:
            self._start_threads()

    @property
    def announced_bytes(self) -> int:
        """Bytes of the file as the system says; 0 for a pipe."""
        return self._status.st_size if self._is_file else 0

    @property
    def is_large(self) -> bool:
        """Whether blocks are kept in buffers of their own rather than the file in one of its size."""
        return self._is_threaded or self._unpacker is not None

    def next(self, keep: int, also: tuple[int, int] = (0, 0)) -> int | None:
        """How far the bytes from `keep` on moved when the next block was put behind them; None at the end.

        Args:
            keep: First place in `data` that is still needed.
            also: Place and length of what is wanted too; it is put right in front of `start`.
        """
        slot, length = self._full_slot()
        if length == 0:
            self._is_over = True
            return None
        start = slot.head - (self.end - keep)
        slot.data[start : slot.head] = self.data[keep : self.end]
        place, size = also
        if size:
            slot.data[start - size : start] = self.data[place : place + size]
        if self._slot is not None:
            self._leave(self._slot)
        self._slot, self.data = slot, slot.data
        self.start, self.end = start, slot.head + length
        self.unpacked_bytes += length
        return start - keep

    def release(self) -> None:
        """Let go of the block that was the present one when this was called last."""
        if self._before is not None:
            self._release(self._before)
            self._before = None

    def drain(self) -> None:
        """Read and hash the rest; nothing of it is wanted."""
        self._is_draining = True
        while self.next(self.end) is not None:
            pass

    def hexdigest(self) -> str:
        """SHA-256 of the file as it was handed over, once it was read to its end."""
        if self._is_threaded:
            self._to_hash.put(None)
            self._hasher.join()
            self._is_threaded = False
        return self._sha256.hexdigest()

    def close(self) -> None:
        """End the threads, also in the middle."""
        if self._is_threaded:
            self._is_draining = self._is_over = True
            self._free.put(None)
            self._reader.join()
            self.hexdigest()

    def changed(self) -> Problem | None:
        """Whether the file is another than the one that was begun with."""
        if not self._is_file:
            return None
        now = os.fstat(self._stream.fileno())
        if (now.st_size, now.st_mtime_ns) == (self._status.st_size, self._status.st_mtime_ns):
            return None
        words = say("from {before} to {now} bytes", before=self._status.st_size, now=now.st_size)
        return Problem("changed", self.size_bytes, words)

    def _read_start(self) -> bytes:
        """The first bytes, which tell the packing."""
        start = memoryview(bytearray(START_BYTES))
        length = 0
        while length < START_BYTES and (more := self._read_into(start[length:])):
            length += more
        begun = bytes(start[:length])
        self.packing = packing_of(begun)
        self.size_bytes = len(begun)
        self._sha256.update(begun[self._hashed_of(len(begun)) :])
        if self.packing is not None:
            self._unpacker = Unpacker(self.packing)
            self._unpacker.feed(begun)
        return begun

    # --- blocks, with or without threads ---------------------------------------------------------

    def _full_slot(self) -> tuple[_Slot, int]:
        if self._is_over or (self._has_ended and not self._is_threaded):
            return _Slot(0, 0), 0
        if not self._is_threaded:
            is_first = self._slot is None and self._unpacker is None
            slot = _Slot(0, self._status.st_size + 1) if is_first else _Slot(HEAD, self._block)
            return slot, self._fill(slot)
        found = self._filled.get()
        if isinstance(found, BaseException):
            raise found
        return found

    def _leave(self, slot: _Slot) -> None:
        """Keep the block until `release`; those that follow until then hold nothing that is wanted."""
        if self._before is None:
            self._before = slot
        else:
            self._release(slot)

    def _release(self, slot: _Slot) -> None:
        if self._is_threaded:
            self._free.put(slot)

    def _start_threads(self) -> None:
        self._free: SimpleQueue[_Slot | None] = SimpleQueue()
        self._filled: SimpleQueue[tuple[_Slot, int] | BaseException] = SimpleQueue()
        self._to_hash: SimpleQueue[tuple[_Slot, memoryview] | None] = SimpleQueue()
        for _ in range(_SLOTS):
            self._free.put(_Slot(HEAD, self._block))
        self._reader = threading.Thread(target=self._read_on, name="capture", daemon=True)
        self._hasher = threading.Thread(target=self._hash_on, name="sha256", daemon=True)
        self._reader.start()
        self._hasher.start()

    def _read_on(self) -> None:
        """Fill free buffers until the stream ends."""
        try:
            while (slot := self._free.get()) is not None:
                slot.hashed.wait()
                length = self._fill(slot)
                self._filled.put((slot, length))
                if length == 0:
                    return
        except BaseException as error:  # noqa: BLE001  # told to the one that waits
            self._filled.put(error)

    def _hash_on(self) -> None:
        """Hash what was read, in order."""
        while (found := self._to_hash.get()) is not None:
            slot, view = found
            self._sha256.update(view)
            view.release()
            slot.hashed.set()

    def _fill(self, slot: _Slot) -> int:
        """How many bytes were put behind the head; none at the end."""
        if self._unpacker is not None:
            return self._fill_unpacked(self._unpacker, slot)
        view, begun = memoryview(slot.data), self._begun
        length, self._begun = len(begun), b""
        view[slot.head : slot.head + length] = begun
        while length < slot.size and not self._has_ended:
            more = self._read_into(view[slot.head + length : slot.head + slot.size])
            length += more
            self._has_ended = more == 0
        fresh = view[slot.head + len(begun) : slot.head + length]
        self.size_bytes += len(fresh)
        fresh = fresh[self._hashed_of(len(fresh)) :]
        if self._is_threaded and fresh:
            slot.hashed.clear()
            self._to_hash.put((slot, fresh))
        else:
            self._sha256.update(fresh)
        return length

    def _fill_unpacked(self, unpacker: Unpacker, slot: _Slot) -> int:
        """The same with bytes as they were before the file was packed."""
        length, is_last = 0, False
        while length < slot.size and not self._is_draining:
            found = unpacker.take(slot.size - length, is_last=is_last)
            slot.data[slot.head + length : slot.head + length + len(found)] = found
            length += len(found)
            if found:
                continue
            if is_last or unpacker.problem is not None:
                break
            packed = self._read_packed()
            unpacker.feed(packed)
            is_last = not packed
        if is_last:
            unpacker.finish()
        if self._is_bomb(length):
            unpacker.problem = unpacker.problem or Problem("bomb", self.size_bytes)
        self.problem = self.problem or unpacker.problem
        if unpacker.problem is not None or self._is_draining:
            while self._read_packed():
                pass
        return length

    def _is_bomb(self, length: int) -> bool:
        unpacked = self.unpacked_bytes + length
        return unpacked > MOST_UNPACKED and unpacked > MOST_RATIO * self.size_bytes

    def _read_packed(self) -> bytes:
        """The next bytes of the file, hashed; none at its end, or where the medium fails."""
        packed = bytearray(PACKED)
        view = memoryview(packed)[: self._read_into(memoryview(packed))]
        self.size_bytes += len(view)
        self._sha256.update(view[self._hashed_of(len(view)) :])
        return bytes(view)

    def _hashed_of(self, length: int) -> int:
        """How many of the next bytes of the file were hashed before they were read."""
        hashed = min(self._n_hashed, length)
        self._n_hashed -= hashed
        return hashed

    def _read_into(self, view: memoryview) -> int:
        """How many bytes were read; none at the end, or where the medium fails."""
        try:
            return self._stream.readinto(view) or 0  # type: ignore[attr-defined]
        except OSError as error:
            self.problem = Problem("medium", self.size_bytes, error.strerror or str(error))
            return 0
