"""The packs in hand: the shipped ones, with the user's beside them."""

from collections.abc import Iterable
from pathlib import Path

from lamppost.knowledge.cache import load_cached
from lamppost.knowledge.packs import SHIPPED, Packs, merge
from lamppost.model.errors import PackError


def load_packs(user_folders: Iterable[Path] = ()) -> Packs:
    """The shipped packs, with those of the user beside them.

    Args:
        user_folders: Folders laid out like the shipped one (`organisations/`, `lists/`, …).

    Raises:
        PackError: A file is not what its schema says, or a user's pack would replace a
            shipped statement; the message names the file and what was expected.
    """
    packs = load_cached(SHIPPED, "shipped")
    for folder in user_folders:
        if not folder.is_dir():
            raise PackError(
                f"{folder.name}: no such pack folder", hint="Give the folder that holds pack.yml's."
            )
        packs = merge(packs, load_cached(folder, "user"), folder)
    return packs
