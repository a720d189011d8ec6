"""What is written beside a row of the user's own sheet: who really makes it, who owns whom, on which lists, what rules say, and why."""

import re
from collections.abc import Sequence

import msgspec

from lamppost.model.language import ENGLISH, speaking
from lamppost.model.result import Asset, Issue, Link, Listing, Named, ResultDocument, Verdict, gravity
from lamppost.model.sites import Site
from lamppost.report.wording import (
    VERDICT_WORDS,
    judged_by,
    kind_name,
    plain,
    says,
    watching,
    where,
)

MOST_LINKS = 40
_LINE = re.compile(r"line (\d+)")
MARK = "lamppost"
"""Stands before each heading of ours, so that nobody takes it for one of theirs."""


class Beside:
    """The columns of a result, and what stands in them beside each row."""

    def __init__(self, result: ResultDocument) -> None:
        """Look at a result once."""
        self._as_of = result.as_of
        self._policies = [policy.id for policy in judged_by(result.policies)]
        self._assets: dict[tuple[str, str | None, int | None], Asset | Site] = {
            (one.file, one.sheet, one.line): one for one in result.assets
        }
        self._assets |= {(one.file, None, line_of(one)): one for one in result.sites if not one.is_home}
        self._is_of_cameras = result.street is not msgspec.UNSET and result.street is not None
        self._phrases: dict[Link, str] = {}
        self._verdicts: dict[str, list[Verdict]] = {}
        for one in result.verdicts:
            self._verdicts.setdefault(one.subject, []).append(one)
        self._issues: dict[tuple[str, int], list[Issue]] = {}
        for issue in result.issues:
            if issue.row is not None:
                self._issues.setdefault((issue.evidence, issue.row), []).append(issue)

    @property
    def headings(self) -> list[str]:
        """What heads the columns."""
        told = ["id", "maker", "status of the maker", "builder", "status of the builder", "owners"]
        told += [f"lists on {self._as_of}", "kind"]
        told += [f"verdict of {plain(policy)}" for policy in self._policies]
        if self._is_of_cameras:
            told += ["operator", "kind of operator", "status of the operator"]
        told += ["rests on", "next proof", "not read"]
        return [f"{MARK}: {one}" for one in told]

    def cells(self, file: str, sheet: str | None, line: int) -> list[str]:
        """What stands beside a row, in English for every reader; nothing but empty cells where it is no thing.

        Args:
            file: How the result calls the file.
            sheet: The sheet, where the file has some.
            line: The row.
        """
        with speaking(ENGLISH):
            return self._cells(file, sheet, line)

    def _cells(self, file: str, sheet: str | None, line: int) -> list[str]:
        asset = self._assets.get((file, sheet, line))
        told = [""] * (len(self.headings) - 1)
        if asset is not None:
            verdicts = self._verdicts.get(asset.id, [])
            told = [
                asset.id,
                *_named(asset.maker),
                *_named(asset.builder),
                _owners(asset),
                "; ".join(map(_listed, asset.listings)),
                f"{kind_name(asset.kind)}, {watching(asset)}",
                *(_judged([one for one in verdicts if one.policy == policy]) for policy in self._policies),
                *(_operator(asset) if self._is_of_cameras else ()),
                self._rests_on(asset),
                asset.next_proof or "",
            ]
        return [*told, self._not_read(file, sheet, line)]

    def _rests_on(self, asset: Asset | Site) -> str:
        """Each link behind what is said, once, with its source and day."""
        operator = asset.operator if isinstance(asset, Site) else None
        held = (asset.maker, asset.builder, operator, *asset.owners, *asset.builder_owners)
        chains = [one.chain for one in held if one] + [one.chain for one in asset.listings]
        links = list(dict.fromkeys(link for chain in (*chains, asset.kind_chain) for link in chain))
        told = [self._phrase(link, asset) for link in links[:MOST_LINKS]]
        if len(links) > MOST_LINKS:
            told.append(f"and {len(links) - MOST_LINKS} more: lamppost explain RESULT {asset.id}")
        return " · ".join(told)

    def _phrase(self, link: Link, asset: Asset | Site) -> str:
        """What a link says, and where; those that many rows rest on are put into words once."""
        if link.source == asset.file:
            return _in_words(link)
        if link not in self._phrases:
            self._phrases[link] = _in_words(link)
        return self._phrases[link]

    def _not_read(self, file: str, sheet: str | None, line: int) -> str:
        """What could not be read of a row, in the words of the issues."""
        begin = "" if sheet is None else f"sheet {sheet}: "
        held = [one for one in self._issues.get((file, line), ()) if one.what.startswith(begin)]
        return "; ".join(f"{one.what.removeprefix(begin)}; expected {one.expected}" for one in held)


def line_of(site: Site) -> int | None:
    """The line of its register that a camera stands in; None of one that stands in no text of lines."""
    found = _LINE.fullmatch(site.locator)
    return int(found[1]) if found else None


def _operator(thing: Asset | Site) -> tuple[str, str, str]:
    """Who runs a camera, of which kind, and how sure that is; no name where it may be a person's."""
    if not isinstance(thing, Site):
        return "", "", ""
    name, status = _named(thing.operator)
    return name, thing.operator_kind.replace("_", " "), status


def _named(named: Named | None) -> tuple[str, str]:
    return ("", "") if named is None else (named.name, named.status)


def _owners(asset: Asset | Site) -> str:
    """The owners of maker and builder, each once, nearest first."""
    held = [f"{one.name} ({one.status})" for one in [*asset.owners, *asset.builder_owners]]
    return "; ".join(dict.fromkeys(held))


def _listed(one: Listing) -> str:
    """Which list names whom, since when."""
    until = f", until {one.until}" if one.until is not None else ""
    since = f"{'by' if one.since_at_latest else 'since'} {one.since}"
    return f"{one.list_name}: {one.named}, {since}{until} ({one.status})"


def _judged(verdicts: Sequence[Verdict]) -> str:
    """What a policy says of a row, the gravest first; passes are said once."""
    graver = [one for one in sorted(verdicts, key=gravity) if one.kind in ("fail", "open")]
    if not graver:
        kinds = dict.fromkeys(VERDICT_WORDS[one.kind] for one in sorted(verdicts, key=gravity))
        return next(iter(kinds), "")
    return "; ".join(
        f"{VERDICT_WORDS[one.kind]}{' (suppressed)' if one.suppressed_by else ''}: {one.rule}: {one.reason}"
        + (f": {one.question}" if one.question else "")
        for one in graver
    )


def _in_words(link: Link) -> str:
    return f"{says(link)} ({where(link)}{_status(link)})"


def _status(link: Link) -> str:
    return f"; {link.status}" if link.status is not None else ""
