"""The rows of a list as they were read, before it is known what they mean (design §4: `asset`)."""

from typing import Protocol

import msgspec

from lamppost.model.ids import make_id
from lamppost.model.result import Asset
from lamppost.model.saying import noted
from lamppost.model.vocabulary import ToldBy

KIND_PROOF = noted("Write into a column named kind what it is: camera, recorder, router, …")
"""What settles whether the thing of a row watches or listens."""


class Placed(Protocol):
    """What stands in a row."""

    @property
    def sheet(self) -> str | None:
        """The sheet, where the file has some."""

    @property
    def line(self) -> int:
        """The line of the file, or the row of the sheet."""


class AssetRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row: its words, null where a cell is empty, and where it stands."""

    file: str
    sheet: str | None = None
    line: int
    end_line: int
    end_column: int
    maker: str | None
    brand: str | None
    model: str | None
    kind: str | None
    mac: str | None = None
    """In lower case, apart by colons; of a row of a stored result perhaps its block alone."""
    address: str | None = None
    host: str | None = None
    told_by: ToldBy = "list"
    nth: int
    """1 for the first row of the file with these words, 2 for the next."""

    @property
    def id(self) -> str:
        """The same wherever in the file the row stands."""
        words = (self.maker, self.brand, self.model, self.kind)
        return make_id("ast", self.file, *(word or "" for word in words), str(self.nth))


def place_of(row: Placed) -> str:
    """The locator of what a row of a list says itself."""
    return f"line {row.line}" if row.sheet is None else f"row {row.line} of {row.sheet}"


def row_of(asset: Asset) -> AssetRow:
    """The row behind a stored asset."""
    return AssetRow(
        file=asset.file,
        sheet=asset.sheet,
        line=asset.line,
        end_line=asset.end_line,
        end_column=asset.end_column,
        maker=asset.maker_text,
        brand=asset.brand_text,
        model=asset.model_text,
        kind=asset.kind_text,
        mac=asset.mac,
        address=asset.address,
        host=asset.host,
        told_by=asset.told_by,
        nth=asset.nth,
    )
