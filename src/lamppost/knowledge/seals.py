"""The hash of every file of a pack, beside its manifest: a changed byte is refused by the file's name."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from lamppost.knowledge.files import put_whole, read_text, sum_of
from lamppost.knowledge.packs import MAX_FILE_BYTES
from lamppost.model.errors import PackError
from lamppost.model.language import tr

SEAL = "SHA256SUMS"
"""Lines of `hash  path`, as sha256sum writes and checks them; paths are relative to the pack."""
CUT_SHORT = ".update.part"
"""Stands in a pack while an update renames its files, and remains where the update was cut short."""
SUFFIXES = (".yml", ".csv")


def verify(root: Path, *, must: bool) -> dict[str, str]:
    """The sums of all files of the packs of a folder, held to the sums that the packs state.

    Args:
        root: The folder that holds the packs.
        must: Whether a pack without sums is refused; a user's own may have none.

    Returns:
        Hash by path, relative to the folder.

    Raises:
        PackError: A file changed, is missing, or stands in no sum; or an update was cut short.
    """
    sums: dict[str, str] = {}
    for manifest in sorted(root.glob("*/pack.yml")):
        pack = manifest.parent
        if (pack / CUT_SHORT).exists():
            raise PackError(
                f"{pack.name}: an update was cut short",
                hint="End it by the same again: lamppost packs update",
            )
        present = {name: sum_of(path) for name, path in _files(pack)}
        sums |= {f"{pack.name}/{name}": digest for name, digest in present.items()}
        seal = pack / SEAL
        if not seal.exists():
            if must:
                raise PackError(f"{pack.name}: {SEAL} is missing", hint="Install lamppost again.")
            continue
        listed = _read(seal)
        for name in sorted(listed.keys() | present.keys()):
            if name not in present:
                raise PackError(f"{pack.name}/{name}: named in {SEAL}, and not here", hint=_HINT)
            if name not in listed:
                raise PackError(f"{pack.name}/{name}: stands in no line of {SEAL}", hint=_HINT)
            if present[name] != listed[name]:
                raise PackError(f"{pack.name}/{name}: changed since {SEAL} was written", hint=_HINT)
    return sums


def build(root: Path, only: Collection[str] | None = None) -> list[str]:
    """Write the sums of each pack in a folder; the names of the packs.

    Args:
        root: The folder that holds the packs.
        only: The packs whose sums are written; all if None.

    Raises:
        PackError: There is no pack, or a file cannot be read, or the sums not written.
    """
    packs = [manifest.parent for manifest in sorted(root.glob("*/pack.yml"))]
    if not packs:
        raise PackError(
            f"{root.name}: no pack.yml one level down", hint="Give the folder that holds the packs."
        )
    packs = [pack for pack in packs if only is None or pack.name in only]
    for pack in packs:
        lines = [f"{sum_of(path)}  {name}\n" for name, path in _files(pack)]
        try:
            put_whole(pack / SEAL, "".join(lines).encode())
        except OSError as error:
            raise PackError(
                f"{pack.name}/{SEAL}: cannot be written: {error.strerror}",
                hint="May you write there? Is the disk full?",
            ) from None
    return [pack.name for pack in packs]


_HINT = "Was a file edited? After a change of your own: lamppost packs build FOLDER"


def _files(pack: Path) -> Iterator[tuple[str, str]]:
    """Relative name and path of every file that is read, by name.

    Raises:
        PackError: A folder in it, or the pack itself, is a link: what lies behind it would be read without
            a sum.
    """
    if pack.is_symlink():
        raise PackError(f"{pack.name}: a link, not a folder", hint="Put the pack itself in its place.")
    found: list[str] = []
    start = len(f"{pack}{os.sep}")
    for folder, folders, names in os.walk(pack):
        for name in folders:
            if (Path(folder) / name).is_symlink():
                raise PackError(
                    f"{pack.name}/{name}: a link, not a folder", hint="Put the folder itself in its place."
                )
        found += [f"{folder}{os.sep}{name}" for name in names if name.endswith(SUFFIXES)]
    yield from sorted((path[start:].replace(os.sep, "/"), path) for path in found)


def _read(seal: Path) -> dict[str, str]:
    listed = {}
    text = read_text(seal, MAX_FILE_BYTES, tr("the sums of a pack"), label=f"{seal.parent.name}/{SEAL}")
    for number, line in enumerate(text.splitlines(), start=1):
        digest, gap, name = line.partition("  ")
        if not gap or len(digest) != 64:
            raise PackError(f"{seal.parent.name}/{SEAL}:{number}: expected a hash, two spaces and a path")
        listed[name] = digest
    return listed
