"""Rows and verdicts of a document that are put in their places when they are asked for: what is told of their words is held once."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from lamppost.model.assets import AssetRow
from lamppost.model.ids import make_id
from lamppost.model.placing import Placing
from lamppost.model.repeated import Repeated
from lamppost.model.result import Asset, Verdict


class PlacedAssets(Repeated[Asset]):
    """Rows of lists."""

    def __init__(self, rows: Sequence[AssetRow], placings: Sequence[Placing], of: "array[int]") -> None:
        """Hold them.

        Args:
            rows: The rows.
            placings: What their words tell, each once, in the order of their first rows.
            of: Of each row the place of its own among the placings.
        """
        self.rows, self.placings, self.of = rows, placings, of

    def __len__(self) -> int:
        return len(self.rows)

    def one(self, at: int) -> Asset:
        """The row at a place."""
        return self.placings[self.of[at]].in_row(self.rows[at])

    def in_words(self, at: int) -> Asset:
        """The row at a place with what is its own, in less time: in its chains row and words of the model are left open."""
        placing = self.placings[self.of[at]]
        return msgspec.structs.replace(placing.told, **placing.own(self.rows[at]))

    def counted(self) -> list[tuple[Asset, int]]:
        """What rows tell, place and words of the model left open, in the order of the first rows; and how many rows do."""
        often = Counter(self.of)
        told: dict[int, Asset] = {}
        counts: Counter[int] = Counter()
        for number, placing in enumerate(self.placings):
            told.setdefault(id(placing.told), placing.told)
            counts[id(placing.told)] += often[number]
        return [(one, counts[key]) for key, one in told.items()]

    def numbers(self) -> Iterator[int]:
        """Of each row the place in `counted()` of what its words tell."""
        places: dict[int, int] = {}
        of = [places.setdefault(id(one.told), len(places)) for one in self.placings]
        return map(of.__getitem__, self.of)

    def told_otherwise(self, change: Callable[[Asset], Asset]) -> "PlacedAssets":
        """The same rows, with what their words tell changed."""
        changed: dict[int, Placing] = {}
        seen: dict[Any, Any] = {}
        shared: dict[int, Any] = {}
        placings = []
        for one in self.placings:
            if id(one.told) not in changed:
                changed[id(one.told)] = Placing(change(one.told), seen, shared)
            placings.append(changed[id(one.told)].worded(list(one.words.values())))
        return PlacedAssets(self.rows, placings, self.of)


class PlacedVerdicts(Repeated[Verdict]):
    """What rules say of rows of lists: of all rows by the first rule, then by the next."""

    def __init__(self, assets: PlacedAssets, said: Sequence[Sequence[Verdict]]) -> None:
        """Hold them.

        Args:
            assets: The rows.
            said: For each rule a verdict on each thing of `assets.counted()`, in their order.
        """
        self.assets, self.said = assets, said
        places: dict[int, int] = {}
        self.of = [places.setdefault(id(placing.told), len(places)) for placing in assets.placings]
        """Of each placing the place of the verdict on what it tells."""

    def __len__(self) -> int:
        return len(self.said) * len(self.assets)

    def one(self, at: int) -> Verdict:
        """The verdict at a place."""
        rule, row = divmod(at, len(self.assets))
        number = self.assets.of[row]
        verdict, held = self.said[rule][self.of[number]], self.assets.rows[row]
        return msgspec.structs.replace(
            verdict,
            id=make_id("ver", held.id, verdict.policy, verdict.rule),
            subject=held.id,
            chain=self.assets.placings[number].chain_in_row(verdict.chain, held),
        )

    def counted(self) -> list[tuple[Verdict, int]]:
        """What each rule says of rows, their place and the words of their model left open; and of how many."""
        counts = [n for _, n in self.assets.counted()]
        return [pair for verdicts in self.said for pair in zip(verdicts, counts, strict=True)]

    def numbers(self) -> Iterator[int]:
        """Of each verdict the place in `counted()` of what it says."""
        before = 0
        for verdicts in self.said:
            yield from (before + number for number in self.assets.numbers())
            before += len(verdicts)

    def told_otherwise(self, change: Callable[[Verdict], Verdict]) -> "PlacedVerdicts":
        """The same verdicts, changed."""
        return PlacedVerdicts(self.assets, [[change(one) for one in verdicts] for verdicts in self.said])
