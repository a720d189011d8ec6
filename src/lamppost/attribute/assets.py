"""The rows of lists with who makes what they name, and what lists cannot show."""

from array import array
from collections.abc import Sequence

from lamppost.attribute.covering import coverage_of, gaps_of
from lamppost.attribute.laws import Laws
from lamppost.attribute.telling import Telling, Words
from lamppost.knowledge.base import Knowledge
from lamppost.model.asset_rows import AssetRows
from lamppost.model.assets import AssetRow
from lamppost.model.placed import PlacedAssets
from lamppost.model.placing import Placing
from lamppost.model.repeated import counted
from lamppost.model.result import Asset, Coverage, EvidenceFile
from lamppost.model.saying import noted, say

OF_A_LIST_ALONE = "not-a-network"
"""Code of the gap of a list that nothing was captured for."""
OF_LISTS = frozenset(
    {"rows-not-read", "rows-read-in-part", "rows-without-maker", "makers-not-held", "kind-unknown"}
)
"""Codes of the gaps of lists that a document of both has too."""
MOST_MADE = 1_000
"""Rows; of more, assets are made when they are asked for."""


def attribute_assets(
    rows: Sequence[AssetRow], knowledge: Knowledge, laws: Laws | None = None
) -> Sequence[Asset]:
    """One asset per row, in their order: maker, builder, owners, lists and kind, as far as its words tell.

    A row's words are a party's statement about what it lists. A name that is exactly one that the packs hold is
    `corroborated`, no more; one that they do not hold is a candidate; words that name different companies are disputed.
    Of many rows each asset is made when it is asked for.

    Args:
        rows: The rows.
        knowledge: The packs, as of a day.
        laws: The access laws of that day, where they are at hand.
    """
    placed = place_assets(rows, knowledge, laws)
    return placed if len(rows) > MOST_MADE else list(placed)


def place_assets(rows: Sequence[AssetRow], knowledge: Knowledge, laws: Laws | None = None) -> PlacedAssets:
    """The same, whose assets are made when they are asked for, however few they are."""
    telling = Telling(knowledge, laws or Laws(knowledge))
    placings: list[Placing] = []
    numbers: dict[int, int] = {}

    def number_of(words: Words) -> int:
        placing = telling.of(*words)
        number = numbers.setdefault(id(placing), len(placings))  # the telling keeps it
        if number == len(placings):
            placings.append(placing)
        return number

    if not isinstance(rows, AssetRows):
        words_of = ((one.maker, one.brand, one.model, one.kind, one.told_by) for one in rows)
        return PlacedAssets(rows, placings, array("I", map(number_of, words_of)))
    met: dict[tuple[int, int], int] = {}
    of = array("I")
    for key in zip(rows.of_words, rows.of_group, strict=True):
        number = met.get(key)
        if number is None:
            number = met[key] = number_of((*rows.words[key[0]], rows.groups[key[1]][2]))
        of.append(number)
    return PlacedAssets(rows, placings, of)


def cover_assets(assets: Sequence[Asset], files: Sequence[EvidenceFile], laws: Laws) -> Coverage:
    """What lists cannot show, measured over their rows.

    Args:
        assets: The rows that were read.
        files: The lists, which say how many rows were not.
        laws: The access laws of the day.
    """
    count, lost = len(assets), sum(file.rows_not_read for file in files)
    told = counted(assets)
    measured = (
        ("rows-not-read", say("rows that could not be read, and that nobody judged"), lost, count + lost),
        (
            "rows-read-in-part",
            say("rows of which a cell could not be read"),
            sum(file.rows_in_part for file in files),
            count,
        ),
        (
            "rows-without-maker",
            say("rows that name neither maker nor brand"),
            sum(n for one, n in told if one.maker is None),
            count,
        ),
        (
            "makers-not-held",
            say("rows whose maker no pack holds; of it nothing is known, and not that it is on no list"),
            sum(n for one, n in told if one.maker is not None and one.maker.id is None),
            count,
        ),
        (
            "kind-unknown",
            say("rows that do not say what they list; any of it may watch or listen"),
            sum(n for one, n in told if one.watches is None),
            count,
        ),
        (OF_A_LIST_ALONE, say("a list says nothing of what is in use, nor of where it sends"), None, None),
    )
    named = [one for asset, _ in told for one in (asset.maker, asset.builder)]
    gaps = gaps_of(measured)
    gaps += laws.gaps({one.id for one in named if one and one.id}, ("makers", "builders"))
    return coverage_of(gaps, told, noted("{proof!t} ({n} rows)"), rows=count, rows_not_read=lost)
