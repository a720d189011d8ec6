"""What verdicts are about, for reports to machines: what to call it, and where it stands."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from lamppost.model.assets import AssetRow
from lamppost.model.evidence import LISTS
from lamppost.model.language import tr
from lamppost.model.placed import PlacedAssets
from lamppost.model.result import Asset, ResultDocument
from lamppost.model.saying import noted, say
from lamppost.model.vocabulary import RowKind
from lamppost.report.streets import site_name, sites_of
from lamppost.report.wording import device_name

_PLACES: dict[RowKind, str] = {
    "frame": noted("{file}, frame {frame}"),
    "line": noted("{file}, line {frame}"),
    "record": noted("{file}, record {frame}"),
}
_NO_WORDS = noted("row without words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A device of a capture, a row of a list, or a camera of a map."""

    name: str
    file: str
    row: int
    """Frame of a capture, line of a list or a log; 0 for a camera of a map."""
    end: tuple[int, int] | None
    """Line and column behind the last letter; None for a frame, which has no lines."""
    kind: RowKind = "frame"
    """What `row` counts, where it has no end."""
    locator: str | None = None
    """Where it stands in the file where that is no row: `node/101` of a map."""
    sheet: str | None = None
    """The sheet or part of the file that `row` is counted in."""
    words: tuple[str, ...]
    """What makes it this one and no other in its file, wherever it stands there."""

    of_list: bool = False
    """It is a row of a list."""

    @property
    def place(self) -> str:
        """`suppliers.csv:12`, `suppliers.xlsx, Cameras, row 12`, `town.osm.pbf, node/101`, or `cameras.pcap, frame 5`."""
        if self.sheet is not None:
            return tr("{file}, {sheet}, row {row}", file=self.file, sheet=self.sheet, row=self.row)
        if self.locator is not None:
            return tr("{file}, {locator}", file=self.file, locator=self.locator)
        if self.end:
            return f"{self.file}:{self.row}"
        return tr(_PLACES[self.kind], file=self.file, frame=self.row)


def judged_by_id(result: ResultDocument, ids: Collection[str] | None = None) -> Mapping[str, Judged]:
    """Everything that verdicts of a result may be about, by id.

    Args:
        result: The result.
        ids: Those of which rows are told; None: of all.
    """
    devices = {
        one.id: Judged(
            name=device_name(one),
            file=one.evidence,
            row=one.first_row,
            end=None,
            kind=one.row_kind or "frame",
            words=(one.id,),
        )
        for one in result.devices
    }
    sites = {
        one.id: Judged(
            name=site_name(one),
            file=one.file,
            row=0,
            end=None,
            locator=one.locator or None,
            words=(one.id,),
        )
        for one in sites_of(result)
    }
    return (
        devices
        | sites
        | {
            one.id: judged_asset(one)
            for one in (in_words(result.assets) if ids is None else _assets_of(result.assets, ids))
        }
    )


def judged_asset(asset: Asset) -> Judged:
    """A row of a list as what verdicts are about."""
    return Judged(
        name=asset_name(asset),
        file=asset.file,
        row=asset.line,
        end=(asset.end_line, asset.end_column) if asset.sheet is None else None,
        sheet=asset.sheet,
        words=(*(text or "" for text in asset_words(asset)), str(asset.nth)),
        of_list=True,
    )


def in_words(assets: Sequence[Asset]) -> Iterator[Asset]:
    """Rows with what is their own, in their order; of many the chains are left open."""
    if isinstance(assets, PlacedAssets):
        return map(assets.in_words, range(len(assets)))
    return iter(assets)


def _assets_of(assets: Sequence[Asset], ids: Collection[str]) -> Iterator[Asset]:
    """Some rows; no further is looked at than the last of them."""
    left = set(ids)
    found: Iterable[AssetRow | Asset] = assets.rows if isinstance(assets, PlacedAssets) else assets
    for at, one in enumerate(found):
        if not left:
            return
        if (identity := one.id) in left:
            left.remove(identity)
            yield assets[at]


def is_of_lists(result: ResultDocument) -> bool:
    """Whether a result is of lists rather than of captures."""
    return bool(result.evidence) and all(file.format in LISTS for file in result.evidence)


def asset_words(asset: Asset) -> tuple[str | None, ...]:
    """Maker, brand, model and kind of a row, as it spells them."""
    return asset.maker_text, asset.brand_text, asset.model_text, asset.kind_text


def asset_place(asset: Asset) -> str:
    """Where a row stands: `suppliers.csv:12`, or `suppliers.xlsx, Cameras, row 12`."""
    if asset.sheet is None:
        return f"{asset.file}:{asset.line}"
    return tr("{file}, {sheet}, row {row}", file=asset.file, sheet=asset.sheet, row=asset.line)


def asset_name(asset: Asset) -> str:
    """What to call a row: its words, each once."""
    return _joined(asset) or tr(_NO_WORDS)


def asset_as_said(asset: Asset) -> str:
    """The same for a document: English, and told in each language from there; its words stay as they are."""
    return say("{name}", name=_joined(asset)) if _joined(asset) else _NO_WORDS


def _joined(asset: Asset) -> str:
    words = " · ".join(dict.fromkeys(text for text in asset_words(asset) if text))
    return words or asset.host or asset.address or asset.mac or ""
