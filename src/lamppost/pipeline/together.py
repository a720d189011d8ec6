"""A document of captures and lists together: the rows beside the devices, and how the two fit."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec

from lamppost.attribute.assets import OF_A_LIST_ALONE, OF_LISTS, attribute_assets, cover_assets
from lamppost.attribute.inventory import inventory_again
from lamppost.attribute.laws import Laws
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.packs import Judged
from lamppost.model.assets import AssetRow, row_of
from lamppost.model.covered import Coverage
from lamppost.model.evidence import LISTS
from lamppost.model.result import Inventory, ResultDocument
from lamppost.pipeline.listing import judge_assets, read_lists, rows_of
from lamppost.pipeline.looking import Progress, Question, read_question

Context = Mapping[str, str | bool | None]


class Lists:
    """Lists that were read once, to be held against captures on any day."""

    def __init__(
        self,
        paths: Sequence[Path],
        question: Question,
        day: date,
        progress: Progress | None,
        called: Mapping[Path, str] | None = None,
    ) -> None:
        """Read them.

        Args:
            paths: The lists.
            question: How the user wants them read.
            day: Whose names tell a column of makers.
            progress: Called with file name, bytes done, and in all.
            called: How results call lists, by their resolved paths; others by path or name.

        Raises:
            LamppostError: A broken pack or policy; a list is missing, or no regular file.
        """
        packs, _ = read_question(question)
        self._read = read_lists(paths, question, Knowledge(packs, day), progress, called)
        self.rows: Sequence[AssetRow] = rows_of(self._read)

    def put_into(
        self,
        result: ResultDocument,
        inventory: Inventory | msgspec.UnsetType,
        chosen: Sequence[Judged],
        knowledge: Knowledge,
        context: Context,
    ) -> ResultDocument:
        """The document of captures with the rows in it, attributed, judged and joined to its devices.

        Args:
            result: The document of the captures.
            inventory: How the rows fit; unset where the lists hold none.
            chosen: The policies.
            knowledge: The packs, as of a day.
            context: The facts about the user.
        """
        laws = Laws(knowledge)
        assets = attribute_assets(self.rows, knowledge, laws)
        files = [one.evidence for one in self._read]
        return msgspec.structs.replace(
            result,
            evidence=[*result.evidence, *files],
            assets=assets,
            inventory=inventory,
            verdicts=[*result.verdicts, *judge_assets(assets, chosen, knowledge, context)],
            coverage=covered_together(result.coverage, cover_assets(assets, files, laws)),
            issues=[*result.issues, *(issue for one in self._read for issue in one.issues)],
        )


def rows_listing(result: ResultDocument) -> dict[str, list[AssetRow]]:
    """The rows that list a device by its MAC address, by its id."""
    found: dict[str, list[AssetRow]] = {}
    if result.inventory is msgspec.UNSET:
        return found
    rows = {one.id: row_of(one) for one in result.assets}
    for one in result.inventory.joined:
        if one.by == "mac" and one.device is not None:
            found.setdefault(one.device, []).append(rows[one.row])
    return found


def with_rows_again(
    changed: ResultDocument,
    before: ResultDocument,
    chosen: Sequence[Judged],
    knowledge: Knowledge,
    context: Context,
) -> ResultDocument:
    """A document whose devices were judged again, with its rows judged again, and held against the devices again.

    Args:
        changed: The document, with its devices as they are now.
        before: The document as it was.
        chosen: The policies.
        knowledge: The packs, as of a day.
        context: The facts about the user.
    """
    laws = Laws(knowledge)
    assets = attribute_assets([row_of(one) for one in before.assets], knowledge, laws)
    files = [one for one in before.evidence if one.format in LISTS]
    gaps = [gap for gap in changed.coverage.gaps if gap.code not in OF_LISTS]
    coverage = msgspec.structs.replace(changed.coverage, gaps=gaps)
    return msgspec.structs.replace(
        changed,
        assets=assets,
        inventory=inventory_again(changed, before, knowledge),
        verdicts=[*changed.verdicts, *judge_assets(assets, chosen, knowledge, context)],
        coverage=covered_together(coverage, cover_assets(assets, files, laws)),
    )


def covered_together(captured: Coverage, listed: Coverage) -> Coverage:
    """What captures and lists cover together, each gap once.

    Args:
        captured: What the captures cover.
        listed: What the lists cover.
    """
    told = {(gap.code, gap.text) for gap in captured.gaps}
    more = [gap for gap in listed.gaps if gap.code != OF_A_LIST_ALONE and (gap.code, gap.text) not in told]
    return msgspec.structs.replace(
        captured,
        rows=listed.rows,
        rows_not_read=listed.rows_not_read,
        gaps=[*captured.gaps, *more],
        next_proofs=[*captured.next_proofs, *listed.next_proofs],
    )
