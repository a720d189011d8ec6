"""Kernels that are first used behind the last block of a log: those that an earlier run left are linked while blocks are read."""

from threading import Thread

from lamppost.engine.kernel import compiled, is_cached
from lamppost.engine.lookup.kernels import hold
from lamppost.observe.logs.hashes.counting import count_sums
from lamppost.observe.logs.hashes.sending import add_senders_told
from lamppost.observe.logs.hashes.sums_sending import add_senders_of_sums
from lamppost.observe.logs.hashes.unasked import find_unasked

KERNELS = (find_unasked, add_senders_of_sums, add_senders_told, hold, count_sums)


def link_beside() -> None:
    """Begin a thread that links them; where none is left they are made when they are called, which is told then."""
    Thread(target=_link, name="linking", daemon=True).start()


def _link() -> None:
    for kernel in KERNELS:
        if is_cached(kernel):
            compiled(kernel)
