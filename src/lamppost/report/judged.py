"""What verdicts are about, for reports to machines: what to call it, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from lamppost.model.assets import LISTS
from lamppost.model.result import Asset, ResultDocument
from lamppost.report.wording import device_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A device of a capture, or a row of a list."""

    name: str
    file: str
    row: int
    """Frame of a capture, line of a list."""
    end: tuple[int, int] | None
    """Line and column behind the last letter; None for a frame, which has no lines."""
    sheet: str | None = None
    """The sheet or part of the file that `row` is counted in."""
    words: tuple[str, ...]
    """What makes it this one and no other in its file, wherever it stands there."""

    @property
    def place(self) -> str:
        """`suppliers.csv:12`, `suppliers.xlsx, Cameras, row 12`, or `cameras.pcap, frame 5`."""
        if self.sheet is not None:
            return f"{self.file}, {self.sheet}, row {self.row}"
        return f"{self.file}:{self.row}" if self.end else f"{self.file}, frame {self.row}"


def judged_by_id(result: ResultDocument) -> Mapping[str, Judged]:
    """Everything that verdicts of a result may be about, by id."""
    devices = {
        one.id: Judged(name=device_name(one), file=one.evidence, row=one.first_row, end=None, words=(one.id,))
        for one in result.devices
    }
    return devices | {
        one.id: Judged(
            name=asset_name(one),
            file=one.file,
            row=one.line,
            end=(one.end_line, one.end_column) if one.sheet is None else None,
            sheet=one.sheet,
            words=(*(text or "" for text in asset_words(one)), str(one.nth)),
        )
        for one in result.assets
    }


def is_of_lists(result: ResultDocument) -> bool:
    """Whether a result is of lists rather than of captures."""
    return bool(result.evidence) and all(file.format in LISTS for file in result.evidence)


def asset_words(asset: Asset) -> tuple[str | None, ...]:
    """Maker, brand, model and kind of a row, as it spells them."""
    return asset.maker_text, asset.brand_text, asset.model_text, asset.kind_text


def asset_place(asset: Asset) -> str:
    """Where a row stands: `suppliers.csv:12`, or `suppliers.xlsx, Cameras, row 12`."""
    return (
        f"{asset.file}:{asset.line}"
        if asset.sheet is None
        else f"{asset.file}, {asset.sheet}, row {asset.line}"
    )


def asset_name(asset: Asset) -> str:
    """What to call a row: its words, each once."""
    words = " · ".join(dict.fromkeys(text for text in asset_words(asset) if text))
    return words or asset.host or asset.address or asset.mac or "row without words"
