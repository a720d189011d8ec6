"""The kernels that tests run as machine code, compiled once for all processes: `python -m tests.engines.kept_kernels`.

Compiling the decoder takes most of a minute. Whoever does it first keeps the machine code where every other process
finds it, and beside it what the compiler took its numbers for, so that a test of that need not compile again.
"""

import json
import sys
from pathlib import Path

from lamppost.attribute.street.kernels import crossing, looking, standing
from lamppost.engine import kernel, machine_code
from lamppost.observe.capture import copying, naming, packets, pcap_records, pcapng_blocks, quicstash, tables

KERNELS = (
    pcap_records.frame_pcap,
    pcapng_blocks.frame_pcapng,
    copying.copy_frames,
    tables.rehash,
    tables.touch_sender,
    naming.find_name,
    naming.note_answer,
    quicstash.open_datagram,
    standing.settle,
    looking.look,
    crossing.cross,
)


def types_in(function) -> dict[str, list[str]]:
    """The signatures that the compiler gave to each kernel that a kernel calls, by where it stands.

    They are kept beside the machine code, by the same hash of the code, and by the compiler's version.
    """
    folder = kernel._cache_directory(function)
    path = None if folder is None else _beside(kernel._path(function, folder))
    if path is not None and path.is_file() and kernel.is_cached(function):
        return json.loads(path.read_text("utf-8"))
    before = dict(kernel._jitted)
    kernel._jitted.clear()  # so that none is left out that was compiled before
    code = kernel._build(function, kernel._signature(function))
    found = {
        f"{one.__module__}.{one.__name__}": [str(types) for types in fast.signatures]
        for one, fast in kernel._jitted.items()
    }
    kernel._jitted.update(before)
    if path is not None:
        if not kernel.is_cached(function):
            machine_code.save(kernel._path(function, folder), code)
        path.write_text(json.dumps(found), "utf-8")
    return found


def _beside(code: Path) -> Path:
    import numba

    versions = f"{numba.__version__}-{sys.version_info.major}.{sys.version_info.minor}"
    return code.with_suffix(f".types-{versions}.json")


if __name__ == "__main__":
    types_in(packets.count_packets)
    for one in KERNELS:
        kernel.compiled(one)
