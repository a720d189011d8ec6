"""Files of a folder that are called as logs or tables are, and of which nothing is read: what is passed over is said."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from lamppost.model.observations import Issue
from lamppost.model.saying import noted, say_n
from lamppost.observe.opening import STANDARD_INPUT, display_name, files_below

_CALLED = re.compile(r"(\.(?:log|json|jsonl|ndjson|csv|tsv))(\.(gz|zst|xz|bz2))?$", re.IGNORECASE)

_FOR_PEOPLE = re.compile(r"(conn[-_]summary|stdout|stderr|fast|stats|suricata)[.-]", re.IGNORECASE)
"""How text begins to be called that ZeekControl and Suricata (suricata.yaml) write for people beside their logs."""


def left_out(paths: Sequence[Path], files: Sequence[Path]) -> list[Issue]:
    """One issue for each folder with such files, which names how many there are and no file.

    Args:
        paths: What the user gave.
        files: What of it is read.
    """
    read = {held for one in files if (held := _known_as(one)) is not None}
    folders = [one for one in dict.fromkeys(paths) if one != STANDARD_INPUT and one.is_dir()]
    return [issue for one in folders if (issue := _of_folder(one, read)) is not None]


def _of_folder(folder: Path, read: set[tuple[int, int]]) -> Issue | None:
    endings: Counter[str] = Counter()
    for path in files_below(folder):
        called = (
            None if path.name.startswith(".") or _FOR_PEOPLE.match(path.name) else _CALLED.search(path.name)
        )
        held = None if called is None else _known_as(path)
        if called and held is not None and held not in read:
            read.add(held)
            endings[called[1].lower()] += 1
    if not endings:
        return None
    return Issue(
        evidence=display_name(folder) or ".",
        row=None,
        what=say_n(
            "one file in it is called as logs or tables are, and is none that is read ({endings})",
            "{n} files in it are called as logs or tables are, and are none that are read ({endings})",
            endings.total(),
            endings=", ".join(f"{ending}: {count}" for ending, count in sorted(endings.items())),
        ),
        expected=noted("logs, flow tables and captures"),
        hint=noted(
            "Give one by itself to see why. What a tool writes for people is never read; lists are given by their names."
        ),
    )


def _known_as(path: Path) -> tuple[int, int] | None:
    """By what the system knows a file that holds something; None: it is none."""
    try:
        held = path.stat()
    except OSError:  # one within an archive, or gone
        return None
    return (held.st_dev, held.st_ino) if path.is_file() and held.st_size else None
