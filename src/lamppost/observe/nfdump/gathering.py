"""Fixed layouts taken out of a block at many places at once."""

import numpy as np

from lamppost.model.observations import Column


def gather(block: Column, places: Column, layout: np.dtype) -> Column:
    """What stands at some places of a block, shape (n,) of a layout.

    Args:
        block: Octets, shape (m,).
        places: Where each begins, shape (n,); all of each must lie within the block.
        layout: Fields of fixed sizes.
    """
    if not len(places):
        return np.empty(0, layout)
    size = layout.itemsize
    windows = np.ndarray((len(block) - size + 1,), f"V{size}", np.ascontiguousarray(block), strides=(1,))
    return windows[places].view(layout)


def shorts(block: Column) -> Column:
    """The 16-bit number at each octet of a block, shape (m - 1,)."""
    return np.ndarray((max(len(block) - 1, 0),), "<u2", np.ascontiguousarray(block), strides=(1,))
