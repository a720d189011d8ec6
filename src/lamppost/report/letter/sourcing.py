"""The numbered list of sources at the end of a letter."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from lamppost.model.evidence import LISTS, is_log
from lamppost.model.result import EvidenceFile, Link, ResultDocument
from lamppost.report.letter.kinds import Basis
from lamppost.report.letter.restraint import accuses, quoted
from lamppost.report.wording import is_observation, web_address

_HASH = 16
_MOST_FRAMES = 6
_ROW = re.compile(r"^(frame|line|row|record) (\d+)$")


class Source(NamedTuple):
    """One source: what it is and its day, and where it stands in the web."""

    text: str
    url: str | None


class Sources:
    """Gives each source its number, in the order in which the letter names them."""

    def __init__(self, result: ResultDocument, words: dict[str, dict[str, str]]) -> None:
        self._words, self._instead = words["sources"], words["words"]["left_out"]
        self._result = result
        self._maps = {one.file for one in result.sites}
        self._files: dict[str, list[EvidenceFile]] = {}
        for file in result.evidence:
            self._files.setdefault(file.path, []).append(file)
        self.held: list[Source] = []

    def number(self, source: Source) -> int:
        """The number of a source, new where it was not named before."""
        if source not in self.held:
            self.held.append(source)
        return self.held.index(source) + 1

    def of_basis(self, basis: Basis) -> int:
        """The number of a text of law."""
        words = self._words["basis"].format(
            citation=basis.citation, place=basis.place, day=basis.retrieved, original=basis.original
        )
        return self.number(Source(words, basis.url))

    def of_law(self, citation: str, url: str, day: str | None) -> int:
        """The number of a text that a rule of a policy rests on."""
        form = self._words["statement_alone"] if day else "{source}"
        words = form.format(source=quoted(citation, self._instead), day=day)
        return self.number(Source(words, self._address(url)))

    def of_chain(self, chain: Iterable[Link]) -> list[int]:
        """The numbers of what a claim rests on; what was seen in one recording on one day is one source."""
        seen: dict[tuple[str, str], list[str]] = {}
        numbers: list[int] = []
        for link in chain:
            if not is_observation(link):
                numbers.append(self.number(self._stated(link)))
            elif link.property in ("label", "document") or link.property.startswith(("reply.", "look.")):
                numbers.append(self.number(self._noted(link)))
            else:
                seen.setdefault((link.source, link.day), []).append(link.locator)
        recorded = [self.of_recording(file, day, rows) for (file, day), rows in seen.items()]
        return list(dict.fromkeys([*recorded, *numbers]))

    def of_recording(self, path: str, day: str, locators: Iterable[str] = ()) -> int:
        """The number of a recording or list of the sender; its name stays here, its hash goes out."""
        if path in self._maps:
            return self.of_map(path)
        files = self._files.get(path, [])
        form = "recording" if len(files) == 1 else "recording_alone"
        if len(files) == 1 and files[0].format in LISTS:
            form = "list"
        elif len(files) == 1 and is_log(files[0].format):
            form = "log"
        words = self._words[form].format(
            hash=files[0].sha256[:_HASH] if files else "", frames=self._frames(locators), day=day[:10]
        )
        return self.number(Source(words, None))

    def of_map(self, path: str) -> int:
        """The number of a map or register of the sender, with whom its data is owed to."""
        files, street = self._files.get(path, []), self._result.street or None
        words = self._words["map" if len(files) == 1 else "map_alone"].format(
            hash=files[0].sha256[:_HASH] if files else "",
            day=street.map_day if street is not None and street.map_day else self._words["no_day"],
            credits="; ".join(quoted(one, self._instead) for one in (street.credits if street else [])),
        )
        return self.number(Source(words, None))

    def _frames(self, locators: Iterable[str]) -> str:
        rows = [one for text in locators if (one := _ROW.match(text))]
        found = sorted({int(one[2]) for one in rows})
        if not found:
            return self._words["whole"]
        shown = ", ".join(map(str, found[:_MOST_FRAMES])) + (", …" if len(found) > _MOST_FRAMES else "")
        counted = rows[0][1]
        return self._words[counted if len(found) == 1 else f"{counted}s"].format(numbers=shown)

    def _noted(self, link: Link) -> Source:
        """What somebody entered: a label, a document, or a reply, of which the sender is named and no file."""
        day = quoted(link.day, "")
        if link.property.startswith("reply."):
            return Source(
                self._words["reply"].format(source=quoted(link.source, self._instead), day=day), None
            )
        return Source(self._words["statement_alone"].format(source=self._words["noted"], day=day), None)

    def _stated(self, link: Link) -> Source:
        source, locator = quoted(link.source, self._instead), quoted(link.locator, self._instead)
        form = "statement" if locator and locator != source else "statement_alone"
        words = self._words[form].format(source=source, locator=locator, day=quoted(link.day, ""))
        return Source(words, self._address(link.url))

    def _address(self, url: str | None) -> str | None:
        address = web_address(url)
        return None if address is None or " " in address or accuses(address) else address


def marks(numbers: Iterable[int]) -> str:
    """`[1]` and `[1, 3]`; nothing where there is none."""
    text = ", ".join(map(str, sorted(set(numbers))))
    return f"[{text}]" if text else ""
