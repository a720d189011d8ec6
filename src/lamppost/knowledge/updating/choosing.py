"""Which format a file is, and which of its lists are wanted under which id."""

import pkgutil
import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import cast

from lamppost.knowledge.updating import formats, surveillance_index
from lamppost.knowledge.updating.rows import Format, Reader, UpdateError, slug

HEAD_BYTES = 64 * 1024
LONGEST_WORDY_ID = 24
LONGEST_ID = 40
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def readers() -> Iterator[Reader]:
    """Every reader in `formats`, by name of its module."""
    for module in sorted(pkgutil.iter_modules(formats.__path__), key=lambda one: one.name):
        yield cast("Reader", import_module(f"{formats.__name__}.{module.name}"))


def choose_format(path: Path, format_id: str | None) -> Reader:
    """The reader for a file: the one asked for, or the only one that knows its beginning.

    Raises:
        UpdateError: There is no such format, or the file is of none or of several.
    """
    held = {reader.FORMAT.id: reader for reader in readers()}
    known = ", ".join(sorted([*held, surveillance_index.FORMAT.id]))
    if format_id is not None:
        if format_id not in held:
            raise UpdateError(f"no format {format_id!r}", hint=f"There are {known}.")
        return held[format_id]
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise UpdateError(f"{path.name}: cannot be read: {error.strerror}", hint="Check the path.") from None
    fitting = [reader for reader in held.values() if reader.sniff(head, path.name)]
    if len(fitting) != 1:
        what = " and ".join(reader.FORMAT.id for reader in fitting) or "no format that is known"
        raise UpdateError(
            f"{path.name}: looks like {what}", hint=f"Say which it is: --format, one of {known}."
        )
    return fitting[0]


def default_id(of: Format, printed: str) -> str:
    """The id of a list that nobody named: the format, and the list's name or abbreviation as printed."""
    if not of.has_many_lists:
        return of.id
    prefix = "opensanctions" if of.id == "ftm" else of.id
    name = printed.partition(" - ")[0]
    short = re.search(r"\(([A-Z][A-Z-]+)", name)
    wordy = slug(re.sub(r"\(.*?\)", " ", name), LONGEST_ID - len(prefix) - 1)
    if short and len(wordy) > LONGEST_WORDY_ID:
        wordy = slug(short[1])
    return f"{prefix}-{wordy}"


class Choice:
    """The lists that are wanted, by the names that the file prints."""

    def __init__(self, of: Format, wanted: Sequence[str]) -> None:
        """Read the wishes: `ID`, or `NAME=ID` for another id than the default.

        Raises:
            UpdateError: An id is none, or one list is to have two.
        """
        self._format, self._ids, self._met = of, dict[str, str](), set[str]()
        self._seen: dict[str, str | None] = {}
        self.printed: dict[str, str] = {}
        """Id → name of the list, as first printed."""
        for wish in wanted:
            name, sign, chosen = wish.rpartition("=")
            list_id = chosen if sign or not of.has_many_lists else wish
            name = name if sign else (wish if of.has_many_lists else of.id)
            if sign and (not _ID.fullmatch(list_id) or len(list_id) > LONGEST_ID):
                raise UpdateError(
                    f"--list {wish!r}: {list_id!r} is no id",
                    hint=f"Small letters, digits and hyphens, at most {LONGEST_ID}.",
                )
            if not sign and not of.has_many_lists and not _ID.fullmatch(wish):
                raise UpdateError(f"--list {wish!r} is no id", hint="Small letters, digits and hyphens.")
            self._ids[name.casefold()] = list_id

    def of(self, printed: str) -> str | None:
        """The id under which a list is wanted; None if it is not."""
        if printed not in self._seen:
            self._seen[printed] = self._find(printed)
        return self._seen[printed]

    def expect_all_found(self, file: str) -> None:
        """Refuse a wish that the file does not hold.

        Raises:
            UpdateError: The message names the wish, the hint what there is.
        """
        for name in self._ids.keys() - self._met:
            there = ", ".join(sorted(default_id(self._format, printed) for printed in self._seen))
            raise UpdateError(f"{file}: no list {name!r} in it", hint=f"It holds {there or 'none'}.")

    def _find(self, printed: str) -> str | None:
        usual = default_id(self._format, printed)
        found: str | None = usual
        if self._ids:
            keys = [usual, printed.casefold(), *re.findall(r"\(([A-Z-]+)\)", printed)]
            met = [key.casefold() for key in keys if key.casefold() in self._ids]
            self._met |= set(met)
            found = self._ids[met[0]] if met else None
            if found is not None and not _ID.fullmatch(found):
                found = usual
        if found is not None:
            first = self.printed.setdefault(found, printed)
            if first != printed:
                raise UpdateError(
                    f"{first!r} and {printed!r} would both be {found!r}",
                    hint="Give one of them: --list NAME=ID.",
                )
        return found
