"""An archive as evidence of its own, where some of it was not read: what, and why."""

import hashlib
from pathlib import Path

from lamppost.model.observations import Evidence, Issue
from lamppost.model.saying import noted, say, say_n
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.opened import Progress, told_evidence, unopened
from lamppost.observe.standing import Standing
from lamppost.observe.within.listing import list_archive

_OTHERS = noted("What else is in it was read; unpack it by hand to see what this is.")
_BY_HAND = noted("Unpack it by hand, and give the folder.")


def recognise(start: bytes, name: str) -> str | None:
    """None: what is in archives is recognised by its own readers.

    Args:
        start: The first bytes.
        name: The name.
    """
    _ = start, name
    return None


def rank(form: str) -> int:
    """Behind all others: it tells nothing itself.

    Args:
        form: `tar archive` or `zip archive`.
    """
    _ = form
    return 30


def read(
    path: Path, evidence: int, name: str, form: str, into: Gathering, progress: Progress | None = None
) -> Evidence:
    """What the archive was; `into` gets what of it was not read.

    Args:
        path: The archive.
        evidence: Its number.
        name: How results call it.
        form: `tar archive` or `zip archive`.
        into: Where issues go.
        progress: Called with the name, bytes done and bytes in all.
    """
    _ = evidence
    standing = Standing(path)
    try:
        found = list_archive(path, form, lambda *_: True)
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return unopened(name, form, into, error)
    kinds: dict[str, list[str]] = {}
    for one in found.troubles:
        kinds.setdefault(one.partition(":")[0], []).append(one)
    hint = _OTHERS if found.held else _BY_HAND
    into.issues += [_issue(name, some[0], len(some), hint) for some in kinds.values()]
    into.issues += standing.trouble(name)
    size = standing.size_bytes
    if progress is not None:
        progress(name, size, size)
    return told_evidence(name, form, sha256, size, None, "part" if found.held else "none")


def _issue(name: str, what: str, count: int, hint: str) -> Issue:
    if count > 1:
        what = say_n("{what!t} (and {n} entry more)", "{what!t} (and {n} entries more)", count - 1, what=what)
    return Issue(
        evidence=name,
        row=None,
        what=what,
        expected=say("an archive of logs, with no links and no names that lead out of it"),
        hint=hint,
    )
