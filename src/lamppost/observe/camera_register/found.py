"""What was read of a register: its cameras, and what could not be read, of which the first are told one by one."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, Literal

from lamppost.model.ground import SiteRow, StreetMap
from lamppost.model.mercator import MOST_LATITUDE_DEG, on_map, scale
from lamppost.model.observations import Issue
from lamppost.model.saying import noted, say, say_n
from lamppost.observe.camera_register.coordinates import is_on_earth
from lamppost.observe.camera_register.words import says_nothing, value_of

MOST_ROWS = 1_000_000
MOST_ISSUES = 100
SAME_WITHIN_M: Final = 10.0
"""How far apart two rows may have the camera to which they give the same id."""
HowFar = Literal["whole", "part", "none"]
_MEND = noted("Write latitude and longitude in degrees, with a point: 46.2044, 6.1432.")


class Found:
    """Cameras of one register, in its order."""

    def __init__(self, shown_as: str) -> None:
        """Nothing yet.

        Args:
            shown_as: How results call the file.
        """
        self.shown_as = shown_as
        self.sites: list[SiteRow] = []
        self.issues: list[Issue] = []
        self.rows = self.rows_not_read = 0
        self.is_cut = False
        self.relations_not_read: set[str] = set()
        """Relations of cameras and what they see, as `relation/123`."""
        self._untold = 0
        self._places: dict[str, tuple[float, float]] = {}
        self._words: set[int] = set()
        self._doubles: list[int | None] = []
        self._ids_apart: list[str] = []
        self._unknown_words: Counter[str] = Counter()

    def tell(self, row: int | None, what: str, expected: str, hint: str) -> None:
        """Add an issue; of very many the rest is counted."""
        if len(self.issues) < MOST_ISSUES:
            self.issues.append(
                Issue(evidence=self.shown_as, row=row, what=what, expected=expected, hint=hint)
            )
        else:
            self._untold += 1

    def lose(self, row: int | None, what: str) -> None:
        """Count a row that is read as nothing, and say why."""
        self.rows += 1
        self.rows_not_read += 1
        self.tell(row, what, noted("latitude and longitude in degrees"), _MEND)

    def put(
        self,
        place: tuple[float, float] | None,
        tags: Mapping[str, str],
        *,
        row: int | None,
        locator: str,
        ref: str | None = None,
        source: Literal["osm", "register"] = "register",
        whole: object = None,
    ) -> None:
        """Add a camera, or why its row is none; one that the file has twice counts once, as its first row has it.

        It is the same where both rows give it the same id, within `SAME_WITHIN_M` of each other (OpenStreetMap's ids are of one thing
        wherever it is), and where rows without an id are the same word for word, what is not read of them too.

        Args:
            place: Latitude and longitude in degrees.
            tags: In OpenStreetMap's words.
            row: Its number, for issues.
            locator: Where it stands in the file.
            ref: What the register calls it.
            source: Whether it is a copy of OpenStreetMap's data.
            whole: All that the row says; asked where it has no id.
        """
        if place is None:
            self.lose(row, say("{locator}: no coordinates that can be read, not read", locator=locator))
        elif not is_on_earth(*place):
            self.lose(
                row, say("{locator}: coordinates that are no place on earth, not read", locator=locator)
            )
        elif self._is_held(place, ref, source, whole):
            self.rows += 1
            self._doubles.append(row)
        else:
            self.rows += 1
            self.sites.append(
                SiteRow(
                    evidence=0,
                    ref=ref or locator,
                    locator=locator,
                    lat_deg=place[0],
                    lon_deg=place[1],
                    tags=tags,
                    source=source,
                )
            )

    def _is_held(self, place: tuple[float, float], ref: str | None, source: str, whole: object) -> bool:
        """Whether a row before has the same camera; what is new is remembered."""
        if ref is None:
            key = hash((*place, repr(whole)))
            known = key in self._words
            self._words.add(key)
            return whole is not None and known
        first = self._places.setdefault(ref, place)
        if first is place:
            return False
        if source == "osm" or _metres_apart(first, place) <= SAME_WITHIN_M:
            return True
        self._ids_apart.append(ref)
        return False

    def tags_of(self, cells: Iterable[tuple[str, str]]) -> dict[str, str]:
        """Tags out of cells, in order of their names; the first that says something wins.

        Args:
            cells: Tag and cell of each column that holds one.
        """
        found: dict[str, str] = {}
        for tag, cell in cells:
            if tag in found or says_nothing(cell):
                continue
            value = value_of(tag, cell)
            if value is None:
                self._unknown_words[tag] += 1
            else:
                found[tag] = value
        return dict(sorted(found.items()))

    def street_map(self) -> tuple[StreetMap, HowFar]:
        """The register as a map, and how far it was read."""
        for tag, n in sorted(self._unknown_words.items()):
            self.tell(
                None,
                say_n("{tag}: {n} cell whose words are not known, left out", "{tag}: {n} cells whose words are not known, left out", n, tag=tag),
                noted("a word of OpenStreetMap's for it"),
                noted("Nothing needs doing; what they say is not known then."),
            )  # fmt: skip
        self._tell_of_doubles()
        if not self.sites and not self.issues:
            self.tell(
                None, noted("nothing in it"), noted("a camera in each row"), noted("Is it the right file?")
            )
        if self._untold:
            self.issues.append(
                Issue(
                    evidence=self.shown_as,
                    row=None,
                    what=say("{n} more cells and rows could not be read, as those before", n=self._untold),
                    expected=noted("what the issues before them say"),
                    hint=noted("Mend those first; most lists are wrong in one way throughout."),
                )
            )
        how_far: HowFar = "none" if not self.sites else "part" if self._is_part() else "whole"
        lons, lats = [site.lon_deg for site in self.sites], [site.lat_deg for site in self.sites]
        found = StreetMap(
            sites=self.sites,
            issues=self.issues,
            rows_read=len(self.sites) + len(self._doubles),
            rows_not_read=self.rows_not_read,
            relations_not_read=self.relations_not_read,
        )
        if self.sites:
            found.bounds = (min(lons), min(lats), max(lons), max(lats))
        return found, how_far

    def _tell_of_doubles(self) -> None:
        if n := len(self._doubles):
            self.tell(
                self._doubles[0],
                say_n(
                    "{n} row is of a camera that a row before it has, by its id or word for word; it counts once, as the first has it",
                    "{n} rows are of cameras that rows before them have, by their ids or word for word, this the first of them; each counts once, as the first has it",
                    n,
                ),
                noted("each camera once"),
                noted("Take the second rows out; where they are cameras of their own, give each an id."),
            )
        if n := len(self._ids_apart):
            self.tell(
                None,
                say_n(
                    "{n} row has the id of a camera that is somewhere else; both are counted",
                    "{n} rows have ids of cameras that are somewhere else; all are counted",
                    n,
                ),
                noted("an id for each camera"),
                noted("Is the id one of a street or a building?"),
            )

    def _is_part(self) -> bool:
        return self.is_cut or self.rows_not_read > len(self.sites)


def _metres_apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """How far two places are from each other, latitudes and longitudes in degrees; not a number beyond where the map is used."""
    lats, lons = zip(one, other, strict=True)
    if max(map(abs, lats)) > MOST_LATITUDE_DEG:
        return math.nan
    east, north = on_map(lats, lons)
    return math.hypot(float(east[1] - east[0]), float(north[1] - north[0])) / float(scale(lats[0]))
