"""Rows that another library hands over as a stream of Arrow, as numpy columns without a copy and without pyarrow.

The layout is that of the Arrow C stream interface (https://arrow.apache.org/docs/format/CStreamInterface.html) and the
C data interface (https://arrow.apache.org/docs/format/CDataInterface.html), handed over as a capsule of Python
(https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html).
"""

import ctypes
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from lamppost.model.observations import Column

_NUMBERS = {
    "c": "i1",
    "C": "u1",
    "s": "i2",
    "S": "u2",
    "i": "i4",
    "I": "u4",
    "l": "i8",
    "L": "u8",
    "f": "f4",
    "g": "f8",
}
"""Formats of columns of numbers, and what numpy calls them."""
_TEXTS = {"u": "i4", "U": "i8"}
"""Formats of columns of UTF-8, and the type of their offsets."""


class _Schema(ctypes.Structure):
    """`struct ArrowSchema`."""


class _Array(ctypes.Structure):
    """`struct ArrowArray`."""


class _Stream(ctypes.Structure):
    """`struct ArrowArrayStream`."""


_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(_Schema))),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_Schema))),
    ("private_data", ctypes.c_void_p),
]
_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_Array))),
    ("private_data", ctypes.c_void_p),
]
_Stream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Schema))),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Array))),
    ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(_Stream))),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_Stream))),
    ("private_data", ctypes.c_void_p),
]


def batches(capsule: Any, failed: Callable[[str], Exception]) -> Iterator[dict[str, Column]]:
    """The rows of a stream, some at a time: read-only columns that live as long as they are used.

    Columns with nulls are masked arrays, texts are of type object with None for null.

    Args:
        capsule: What `__arrow_c_stream__` gave.
        failed: Makes of what the stream says the error that is raised.

    Raises:
        TypeError: A column is neither of numbers nor of texts.
    """
    address = ctypes.pythonapi.PyCapsule_GetPointer
    address.restype, address.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    stream = _Stream.from_address(address(capsule, b"arrow_array_stream") or 0)
    formats = _formats(stream, failed)
    while True:
        batch = _Batch(stream, failed)
        if batch.is_end:
            return
        children = (batch.array.children[at].contents for at in range(len(formats)))
        yield {
            name: _column(form, child, batch) for (name, form), child in zip(formats, children, strict=True)
        }


class _Batch:
    """Some rows, given back to whoever made them once no column of them is used."""

    def __init__(self, stream: _Stream, failed: Callable[[str], Exception]) -> None:
        self.array = _Array()
        _ask(stream, failed, stream.get_next(ctypes.byref(stream), ctypes.byref(self.array)))
        self.is_end = not self.array.release

    def __del__(self) -> None:
        if self.array.release:
            self.array.release(ctypes.byref(self.array))


class _Lent:
    """A part of the memory of a batch, as numpy takes it."""

    def __init__(self, batch: _Batch, address: int, kind: str, count: int) -> None:
        self.batch = batch
        self.__array_interface__ = {
            "data": (address, True),
            "typestr": f"<{kind}",
            "shape": (count,),
            "version": 3,
        }


def _ask(stream: _Stream, failed: Callable[[str], Exception], status: int) -> None:
    if status:
        said = stream.get_last_error(ctypes.byref(stream))
        raise failed((said or b"").decode("utf-8", "backslashreplace"))


def _formats(stream: _Stream, failed: Callable[[str], Exception]) -> list[tuple[str, str]]:
    """Names and formats of the columns."""
    schema = _Schema()
    _ask(stream, failed, stream.get_schema(ctypes.byref(stream), ctypes.byref(schema)))
    children = [schema.children[at].contents for at in range(schema.n_children)]
    found = [(one.name.decode(), one.format.decode()) for one in children]
    schema.release(ctypes.byref(schema))
    for name, form in found:
        if form not in _NUMBERS and form not in _TEXTS:
            raise TypeError(f"{name}: no column of numbers or texts, but {form}")
    return found


def _column(form: str, array: _Array, batch: _Batch) -> Column:
    start, count = array.offset, array.length
    is_null = None
    if array.null_count and array.buffers[0]:
        bits = np.asarray(_Lent(batch, array.buffers[0], "u1", (start + count + 7) // 8))
        is_null = np.unpackbits(bits, bitorder="little")[start : start + count] == 0
    if form in _TEXTS:
        return _texts(array, _TEXTS[form], is_null, batch)
    kind = _NUMBERS[form]
    values = (
        np.asarray(_Lent(batch, array.buffers[1] or 0, kind, start + count))[start:]
        if count
        else np.empty(0, kind)
    )
    return values if is_null is None else np.ma.MaskedArray(values, is_null)


def _texts(array: _Array, offsets_kind: str, is_null: Column | None, batch: _Batch) -> Column:
    texts = np.empty(array.length, object)
    if not array.length:
        return texts
    offsets = np.asarray(_Lent(batch, array.buffers[1] or 0, offsets_kind, array.offset + array.length + 1))
    ends = offsets[array.offset :].tolist()
    octets = ctypes.string_at(array.buffers[2], ends[-1]) if ends[-1] else b""
    if is_null is None and octets.isascii():
        whole = octets.decode("ascii")
        texts[:] = [whole[start:end] for start, end in pairwise(ends)]
        return texts
    for at, (start, end) in enumerate(pairwise(ends)):
        if is_null is None or not is_null[at]:
            texts[at] = octets[start:end].decode("utf-8", "backslashreplace")
    return texts
