"""Built tables of addresses from the tables that others publish."""

from pathlib import Path
from typing import Literal

import msgspec

from lamppost.model.errors import PackError
from lamppost.model.language import tr


class BuiltFile(msgspec.Struct, frozen=True, kw_only=True):
    """A table, ready to be written."""

    content: bytes
    day: str
    n_ranges: int
    n_skipped: int
    """Rows that name nobody."""
    n_contested: int
    """Stretches of addresses that two rows contest; the table says nothing of them."""


def build_networks(
    source: Path, *, day: str | None, country: Literal["registered", "located"] | None
) -> BuiltFile:
    """A table of address ranges in columns.

    Args:
        source: A table as its publisher gives it.
        day: Of which day it is; needed where it does not say so itself.
        country: What its countries are; needed where it does not say so itself.

    Raises:
        PackError: It is no table, a row of it is none, or something needed was not told.
    """
    from lamppost.attribute.address_tables.built import build_table
    from lamppost.attribute.address_tables.rows import read_rows
    from lamppost.attribute.user_tables import MMDB, read_mmdb

    read = read_mmdb(source) if source.suffix.lower() == MMDB else read_rows(source, country)
    if read.day is not None and day is not None and read.day != day:
        raise PackError(
            tr("{name}: says that it is of {day}", name=source.name, day=read.day),
            hint=tr("Leave --day out."),
        )
    held = read.day or day
    if held is None:
        raise PackError(
            tr("{name}: does not say of which day it is", name=source.name),
            hint=tr("Say it with --day 2026-11-23."),
        )
    content, contested = build_table(read, source, held)
    return BuiltFile(
        content=content,
        day=held,
        n_ranges=len(read.rows),
        n_skipped=read.skipped,
        n_contested=contested,
    )
