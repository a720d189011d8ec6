"""Lists in, a result document out: rows read, attributed and judged as devices are."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lamppost import __version__
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.files import readable
from lamppost.knowledge.packs import Judged
from lamppost.model.asset_rows import AssetRows, ListRead
from lamppost.model.assets import row_of
from lamppost.model.placed import PlacedAssets, PlacedVerdicts
from lamppost.model.repeated import counted
from lamppost.model.result import SCHEMA_VERSION, ResultDocument, ToolRef
from lamppost.pipeline.concluding import conclude
from lamppost.pipeline.looking import Progress, Question, judge_devices, policy_refs, read_question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lamppost.model.result import Asset, Verdict

    Context = Mapping[str, str | bool | None]


def look_at_lists(
    paths: Sequence[Path],
    question: Question,
    days: Sequence[date],
    progress: Progress | None = None,
    called: "Mapping[Path, str] | None" = None,
) -> list[ResultDocument]:
    """A result document for each day, of lists that are read once.

    Args:
        paths: Lists, each once or more often.
        question: Policies, context and suppressions; its day is not asked about.
        days: The days to ask about.
        progress: Called with file name, bytes done, and in all.
        called: How results call lists, by their resolved paths; others by path or name.

    Raises:
        LamppostError: Wrong use, a broken pack or policy; a list is missing, or no regular file.
    """
    from lamppost.attribute.assets import attribute_assets, cover_assets
    from lamppost.attribute.laws import Laws
    from lamppost.judge.suppressing import suppress

    packs, chosen = read_question(question)
    read = read_lists(paths, question, Knowledge(packs, days[-1]), progress, called)
    rows = rows_of(read)
    made = []
    for day in days:
        knowledge = Knowledge(packs, day)
        laws = Laws(knowledge)
        assets = attribute_assets(rows, knowledge, laws)
        result = ResultDocument(
            schema_version=SCHEMA_VERSION,
            tool=ToolRef(name="lamppost", version=__version__),
            as_of=day,
            packs=list(packs.refs),
            policies=policy_refs(chosen, question.context),
            tables=[],
            evidence=[one.evidence for one in read],
            devices=[],
            device_counts={},
            unknown_devices=[],
            sites=[],
            assets=assets,
            verdicts=judge_assets(assets, chosen, knowledge, question.context),
            coverage=cover_assets(assets, [one.evidence for one in read], laws),
            issues=[issue for one in read for issue in one.issues],
            suppressions=[],
        )
        result = suppress(result, question.suppressions, [held.policy for held in chosen])
        made.append(conclude(result, packs))
    return made


def read_lists(
    paths: Sequence[Path],
    question: Question,
    knowledge: Knowledge,
    progress: Progress | None,
    called: "Mapping[Path, str] | None" = None,
) -> list[ListRead]:
    """Lists, each once, as far as they can be read.

    Args:
        paths: Lists, each once or more often.
        question: How the user wants them read.
        knowledge: Whose names tell a column of makers.
        progress: Called with file name, bytes done, and in all.
        called: How results call lists, by their resolved paths; others by path or name.

    Raises:
        LamppostError: A list is missing, or no regular file.
    """
    from lamppost.pipeline.lists import known_names, read_list

    knows = known_names(knowledge)
    return [
        read_list(path, (called or {}).get(path) or _shown(path), knows, question.read_as, progress)
        for path in dict.fromkeys(path.resolve() for path in paths)
    ]


def rows_of(read: Sequence[ListRead]) -> AssetRows:
    """The rows of lists, one behind the other.

    Args:
        read: What was read of each.
    """
    return AssetRows.joined([one.rows for one in read])


def judge_assets(
    assets: "Sequence[Asset]", chosen: Sequence[Judged], knowledge: Knowledge, context: "Context"
) -> "Sequence[Verdict]":
    """The verdicts of policies on rows of lists; of rows that are made when they are asked for, so are the verdicts.

    Raises:
        PolicyError: A condition is broken.
    """
    if not chosen:
        return []
    from lamppost.attribute.judged_rows import as_devices

    things = [one for one, _ in counted(assets)]
    verdicts = judge_devices(chosen, knowledge, as_devices(things), context)
    if not isinstance(assets, PlacedAssets):
        return verdicts
    n = len(things)
    return PlacedVerdicts(assets, [verdicts[at : at + n] for at in range(0, len(verdicts), n)])


def attribute_again(result: ResultDocument, knowledge: Knowledge) -> ResultDocument:
    """The rows of a stored document attributed anew from their words, and covered anew."""
    from lamppost.attribute.assets import attribute_assets, cover_assets
    from lamppost.attribute.laws import Laws

    laws = Laws(knowledge)
    assets = attribute_assets([row_of(one) for one in result.assets], knowledge, laws)
    return msgspec.structs.replace(
        result, assets=assets, coverage=cover_assets(assets, result.evidence, laws)
    )


def _shown(path: Path) -> str:
    """How a list is called: by its path in the folder that is worked in, else by its name."""
    here = Path.cwd().resolve()
    name = path.relative_to(here).as_posix() if path.is_relative_to(here) else path.name
    return readable(name)
