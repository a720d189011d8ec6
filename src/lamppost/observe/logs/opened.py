"""A file of a reader of logs as evidence: opened, and told what it was; or not, and why."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from lamppost.model.ids import make_id
from lamppost.model.memory import keep_memory
from lamppost.model.observations import Evidence
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.trouble import not_opened
from lamppost.observe.opening import open_evidence
from lamppost.observe.source import Source

Progress = Callable[[str, int, int], None]
Read = Literal["whole", "part", "none"]


def read_source(
    path: Path, name: str, form: str, into: Gathering, read: Callable[[Source], Evidence], times: int = 1
) -> Evidence:
    """What the file was; where it cannot be opened, that it was not read, and `into.issues` says why.

    Args:
        path: The file, packed or not; `-` is standard input.
        name: How results call it.
        form: What it is: `zeek conn`.
        into: Where issues go.
        read: Reads its bytes to their end.
        times: How many times as long as usual its blocks are.
    """
    try:
        with open_evidence(path) as stream:
            keep_memory()  # before there are threads, each of which may take its memory elsewhere
            source = Source(stream, times)
            try:
                return read(source)
            finally:
                source.close()
    except OSError as error:
        return unopened(name, form, into, error)


def unopened(name: str, form: str, into: Gathering, error: OSError) -> Evidence:
    """A file that was not read; `into.issues` says why.

    Args:
        name: How results call it.
        form: What it is.
        into: Where issues go.
        error: What the system said.
    """
    into.issues.append(not_opened(name, error.strerror or str(error)))
    return Evidence(id=make_id("ev", name), path=name, sha256="", size_bytes=0, format=form, read="none")


def evidence_of(source: Source, name: str, form: str, read: Read) -> Evidence:
    """What a file was, once its bytes were read to their end: with the SHA-256 and the size that it was handed over with.

    Args:
        source: Its bytes.
        name: How results call it.
        form: What it is, unpacked.
        read: How much of it was read.
    """
    return told_evidence(name, form, source.hexdigest(), source.size_bytes, source.packing, read)


def told_evidence(
    name: str, form: str, sha256: str, size_bytes: int, packing: str | None, read: Read
) -> Evidence:
    """The same of a file of which all is known.

    Args:
        name: How results call it.
        form: What it is, unpacked.
        sha256: Of the file as it was handed over, in hex.
        size_bytes: Of the file as it was handed over.
        packing: How it is packed; None: it is not.
        read: How much of it was read.
    """
    return Evidence(
        id=f"ev-{sha256[:12]}",
        path=name,
        sha256=sha256,
        size_bytes=size_bytes,
        format=f"{form}+{packing}" if packing else form,
        read=read,
    )


def tell_progress(source: Source, name: str, progress: Progress | None) -> None:
    """Say how far the bytes of a file were read.

    Args:
        source: Its bytes.
        name: How results call it.
        progress: Called with the name, bytes done and bytes in all.
    """
    if progress is not None:
        done = source.size_bytes
        progress(name, done, max(source.announced_bytes, done))
