"""An update that was cut short between two files, ended by the next one.

What is to be renamed is written down before the first name changes, and removed behind the last: a folder in which it is found is refused
by whoever reads it, and the next update does what is left.
"""

from pathlib import Path

import msgspec

from lamppost.knowledge.files import UNFINISHED, put_whole, read_small
from lamppost.knowledge.packs import MAX_FILE_BYTES
from lamppost.knowledge.seals import CUT_SHORT, build
from lamppost.knowledge.trust import SIGNATURE
from lamppost.knowledge.updating.places import refuse_links
from lamppost.knowledge.updating.rows import UpdateError

Move = tuple[str, str]
"""What a new file is called while it waits, and what it will be called; both relative to the folder of packs."""
_HINT = "Was it edited? Put back the folder as it was, from a copy."


def begin(into: Path, pack: str, moves: list[Move]) -> None:
    """Write down what is to be renamed.

    Raises:
        OSError: It cannot be written; then nothing was renamed.
    """
    put_whole(into / pack / CUT_SHORT, msgspec.json.encode(moves))


def end(into: Path, pack: str, moves: list[Move]) -> None:
    """Rename what still waits, write the sums, and take the signature of the old ones away.

    Raises:
        OSError: It cannot be done; the next update does it.
    """
    for waiting, name in moves:
        if (into / waiting).exists():
            (into / waiting).replace(into / name)
    build(into, only=(pack,))
    (into / pack / SIGNATURE).unlink(missing_ok=True)
    (into / pack / CUT_SHORT).unlink()


def resume(into: Path) -> list[str]:
    """End the updates of a folder that were cut short; the packs that they are of.

    Raises:
        UpdateError: What was written down leads elsewhere, or cannot be done.
    """
    found = sorted(into.glob(f"*/{CUT_SHORT}"))
    for path in found:
        pack = path.parent.name
        refuse_links(into, f"{pack}/{CUT_SHORT}")
        moves = _moves(path)
        for waiting, name in moves:
            for one in (waiting, name):
                if (
                    not one.startswith(f"{pack}/")
                    or ".." in Path(one).parts
                    or not waiting.endswith(UNFINISHED)
                ):
                    raise UpdateError(f"{pack}/{CUT_SHORT}: names what is no part of the pack", hint=_HINT)
                refuse_links(into, one)
        try:
            end(into, pack, moves)
        except OSError as error:
            raise UpdateError(
                f"{into.name}: cannot be written: {error.strerror}",
                hint="May you write there? Is the disk full?",
            ) from None
    return [path.parent.name for path in found]


def _moves(path: Path) -> list[Move]:
    content = read_small(path, MAX_FILE_BYTES, "what an update wrote down", error=UpdateError)
    try:
        return msgspec.json.decode(content, type=list[Move])
    except msgspec.MsgspecError as error:
        raise UpdateError(f"{path.parent.name}/{path.name}: {error}", hint=_HINT) from None
