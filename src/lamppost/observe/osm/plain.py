"""PBF files as nearly all writers make them, decoded by kernels; whatever is otherwise is left to osmium.

A file is taken here if its elements come in the order of nodes, ways and relations, its nodes are dense and their ids rise, its units are
the usual ones, and every block is whole. Of all else, and of what is damaged, `UnusualError` is raised, and nothing is said: then osmium
reads the file from its beginning, and says what is wrong with it.

The file is read twice, as for osmium: the blocks with relations, which are the last; then those with nodes or ways. One thread unpacks
and decodes while another takes what was decoded.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from lamppost.engine.kernel import compiler_is_here, is_cached
from lamppost.observe.osm.blocks import Blob, UnusualError, blobs_of
from lamppost.observe.osm.decoded import Block, Decoder, Element, Ints, Spots, Walked, moment_of
from lamppost.observe.osm.decoding.block import read_block
from lamppost.observe.osm.decoding.layout import HAS_NODES, HAS_RELATIONS, HAS_WAYS, NODE, RELATION
from lamppost.observe.osm.gathering import Gathering
from lamppost.observe.osm.lines import SpotLines
from lamppost.observe.osm.words import RELATION_KEYS, WALKED

COMPILE_FROM: Final = 8_000_000
"""Octets of a file from which making the machine code pays."""
MOST_BLOCKS: Final = 1 << 18
"""Blocks of a file: those of a country are fewer, and each takes memory."""
_AHEAD: Final = 3
"""Blocks that are decoded before they are taken."""
Told = Callable[[int], None]
Place = Callable[[int], tuple[int, int] | None]


def is_worth_it(size: int) -> bool:
    """Whether a file of so many octets is read sooner by kernels, with what was compiled here before."""
    return compiler_is_here() and (size >= COMPILE_FROM or is_cached(read_block))


def gathered_of(path: Path, progress: Told, *, is_compiled: bool = True) -> tuple[Gathering, Place]:
    """What a file holds, and what gives east and north of a node in units of 1e-7 degrees, None where the file does not have it.

    Args:
        path: The file, unpacked.
        progress: Called with how many octets were read.
        is_compiled: Whether by machine code.

    Raises:
        UnusualError: It is not as most are, or damaged.
    """
    blobs = list(islice(blobs_of(path), MOST_BLOCKS + 1))
    if (
        not 1 < len(blobs) <= MOST_BLOCKS
        or blobs[0].kind != b"OSMHeader"
        or blobs[-1].start + blobs[-1].size < path.stat().st_size
    ):
        raise UnusualError
    spots: list[Spots] = []
    gathered = Gathering(lambda: SpotLines(spots))
    with path.open("rb") as file, ThreadPoolExecutor(1) as pool:
        decoder = Decoder(file, is_compiled=is_compiled)
        before, mixed = _take_relations(decoder, blobs[1:], gathered)
        members = np.array(sorted(gathered.members), np.int64)
        for blob, block in _ahead(pool, decoder, [*before, *mixed], members):
            if block.kinds & HAS_RELATIONS and blob not in mixed:
                raise UnusualError
            spots.append(block.spots)
            _take(block, gathered)
            progress(blob.start + blob.size)
    decoder.end_nodes()
    return gathered, _looked_up(decoder)


def _take_relations(
    decoder: Decoder, blobs: Sequence[Blob], gathered: Gathering
) -> tuple[list[Blob], list[Blob]]:
    """Take the relations of the last blocks; gives the blocks before them, and those of them that hold something else besides."""
    first, none = len(blobs), np.empty(0, np.int64)
    blocks: list[Block] = []
    while first and (block := decoder.block(blobs[first - 1], none)).kinds & HAS_RELATIONS:
        blocks.append(block)
        first -= 1
    mixed = []
    for nth, block in enumerate(reversed(blocks), first):
        for element in block.elements():
            if isinstance(element, Element) and element.kind == RELATION:
                is_wanted = any(element.tags.get(key) is not None for key in RELATION_KEYS)
                (gathered.take_relation if is_wanted else gathered.take_other_relation)(element)
        if block.kinds & (HAS_NODES | HAS_WAYS):
            mixed.append(blobs[nth])
    return list(blobs[:first]), mixed


def _ahead(
    pool: ThreadPoolExecutor, decoder: Decoder, blobs: Sequence[Blob], members: Ints
) -> Iterator[tuple[Blob, Block]]:
    """Blocks, some of which are decoded while those before are taken."""
    waiting: deque[tuple[Blob, Future[Block]]] = deque()
    for blob in blobs:
        waiting.append((blob, pool.submit(decoder.next_block, blob, members)))
        if len(waiting) > _AHEAD:
            done, block = waiting.popleft()
            yield done, block.result()
    for done, block in waiting:
        yield done, block.result()


def _take(block: Block, gathered: Gathering) -> None:
    """Take the nodes and ways of a block."""
    if block.latest:
        gathered.look_at(moment_of(block.latest))
    for element in block.elements():
        if isinstance(element, Walked):
            gathered.take_walked(element, WALKED[element.highway], element.name)
        elif element.kind == NODE:
            gathered.take_node(element)
        elif element.kind != RELATION:
            gathered.take_way(element)


def _looked_up(decoder: Decoder) -> Place:
    def place(ref: int) -> tuple[int, int] | None:
        at = int(np.searchsorted(decoder.ids, ref))
        if at == len(decoder.ids) or decoder.ids[at] != ref:
            return None
        spot = int(decoder.spots[at])
        return ((spot & 0xFFFFFFFF) ^ 0x80000000) - 0x80000000, spot >> 32

    return place
