"""Who registered the block of a MAC with the IEEE, from the table of the package aiooui."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from lamppost.attribute.installed import package_folder

_MAGIC = b"OUI1"
_HEAD_BYTES = 8
_NUMBER_BYTES = 4
_BLOCK_BITS = 24  # of the 48 of a MAC that the registrant does not choose


def mac_registrants(macs: Iterable[int]) -> dict[int, str]:
    """Who registered each MAC's 24-bit block with the IEEE; blocks in no table are left out.

    The table is read where it lies; one of another layout is left to the package, which imports asyncio.
    """
    wanted = sorted(set(macs))
    if not wanted:
        return {}
    folder = package_folder("aiooui")
    found = _read(folder / "oui.data", wanted) if folder is not None else None
    return _asked(wanted) if found is None else found


def _read(path: Path, macs: list[int]) -> dict[int, str] | None:
    """Names by MAC, None where the file is no table of the layout that is known.

    The layout, all numbers 32 bits with the least octet first, is said in a comment of aiooui 0.1.11: "OUI1", how
    many blocks, the rising blocks, where in the texts each one's name begins, the texts, each with a line end.
    """
    data = path.read_bytes() if path.is_file() else b""
    count = int.from_bytes(data[len(_MAGIC) : _HEAD_BYTES], "little")
    texts = _HEAD_BYTES + 2 * count * _NUMBER_BYTES
    if not data.startswith(_MAGIC) or not count or len(data) < texts:
        return None
    blocks, places = np.frombuffer(data, "<u4", 2 * count, _HEAD_BYTES).reshape(2, count)
    asked = np.array([mac >> _BLOCK_BITS for mac in macs], np.int64)
    at = np.minimum(np.searchsorted(blocks, asked), count - 1)
    starts = np.where(blocks[at] == asked, texts + places[at].astype(np.int64), len(data)).tolist()
    names = (data[start : data.find(b"\n", start)].decode() for start in starts)
    return {mac: name for mac, name in zip(macs, names, strict=True) if name}


def _asked(macs: list[int]) -> dict[int, str]:
    """The same, asked of the package."""
    import asyncio

    from aiooui import OUIManager

    manager = OUIManager()
    asyncio.run(manager.async_load())
    found = ((mac, manager.get_vendor(f"{mac:012x}")) for mac in macs)
    return {mac: name for mac, name in found if name}
