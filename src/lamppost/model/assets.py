"""The rows of a list as they were read, before it is known what they mean (design §4: `asset`)."""

from dataclasses import dataclass

from lamppost.model.ids import make_id
from lamppost.model.result import Asset, EvidenceFile, Issue

LIST = "supplier_list"
"""The format of evidence that is a list."""

KIND_PROOF = "Write into a column named kind what it is: camera, recorder, router, …"
"""What settles whether the thing of a row watches or listens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRow:
    """One row: its words, null where a cell is empty, and where it stands."""

    file: str
    line: int
    end_line: int
    end_column: int
    maker: str | None
    brand: str | None
    model: str | None
    kind: str | None
    nth: int
    """1 for the first row of the file with these words, 2 for the next."""

    @property
    def id(self) -> str:
        """The same wherever in the file the row stands."""
        words = (self.maker, self.brand, self.model, self.kind)
        return make_id("ast", self.file, *(word or "" for word in words), str(self.nth))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRead:
    """What was read of a list."""

    evidence: EvidenceFile
    rows: list[AssetRow]
    issues: list[Issue]


def place_of(line: int) -> str:
    """The locator of what a row of a list says itself."""
    return f"line {line}"


def row_of(asset: Asset) -> AssetRow:
    """The row behind a stored asset."""
    return AssetRow(
        file=asset.file,
        line=asset.line,
        end_line=asset.end_line,
        end_column=asset.end_column,
        maker=asset.maker_text,
        brand=asset.brand_text,
        model=asset.model_text,
        kind=asset.kind_text,
        nth=asset.nth,
    )
