"""Evidence in, a result document out: observe, attribute, judge."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Protocol

import msgspec

from lamppost import __version__
from lamppost.engine.choosing import EngineChoice
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.check import check_context, check_home
from lamppost.knowledge.files import readable
from lamppost.knowledge.loading import NO_POLICY, choose_policies, load_packs
from lamppost.knowledge.packs import Judged, Packs
from lamppost.model.asked import AskedStreet
from lamppost.model.assets import AssetRow
from lamppost.model.errors import PackError
from lamppost.model.language import tr
from lamppost.model.policy import Rule
from lamppost.model.result import (
    SCHEMA_VERSION,
    Device,
    EvidenceFile,
    Inventory,
    Issue,
    PolicyRef,
    ResultDocument,
    RuleRef,
    Suppression,
    ToolRef,
    Verdict,
)
from lamppost.model.saying import say
from lamppost.model.sheets import ReadAs
from lamppost.pipeline.checking import context_types, refuse_broken
from lamppost.pipeline.concluding import conclude

if TYPE_CHECKING:
    from lamppost.attribute.user_tables import UserTables
    from lamppost.judge.views import PolicyView
    from lamppost.model.observations import Observations
    from lamppost.pipeline.observing import Decode, Gather
    from lamppost.pipeline.resuming import Kept

Progress = Callable[[str, int, int], None]
Context = Mapping[str, str | bool | None]
_BEHIND = "lamppost.attribute.devices"
_LARGE = 1 << 26
"""Bytes of a file that takes longer to read than what is behind it to import."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """How the evidence is to be looked at: the user's choices, and nothing else."""

    as_of: date
    policies: Sequence[str] = ()
    """Names of shipped policies, or folders."""
    context: Context = msgspec.field(default_factory=dict)
    context_name: str = "context"
    """How errors name the file that the context was read from."""
    home: Sequence[str] = ()
    pack_folders: Sequence[Path] = ()
    require_signed: bool = False
    networks_tables: Sequence[Path] = ()
    suppressions: Sequence[Suppression] = ()
    all_destinations: bool = False
    """List every destination, however many there are."""
    read_as: ReadAs = ReadAs()
    """How lists are to be read, where they do not tell themselves."""
    flow_columns: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Of flow tables: by field, what heads its column; `-` for none."""
    engine: EngineChoice | None = None
    """The engine that reads logs; None: none."""
    resume: Path | None = None
    """A folder in which what each file told is kept until the answer is there; None: nowhere."""
    street: AskedStreet = AskedStreet()
    """What is asked of maps."""


class Alongside(Protocol):
    """Lists that are held against captures."""

    rows: Sequence[AssetRow]

    def put_into(
        self,
        result: ResultDocument,
        inventory: Inventory | msgspec.UnsetType,
        chosen: Sequence[Judged],
        knowledge: Knowledge,
        context: Context,
    ) -> ResultDocument:
        """The document of the captures with the rows in it."""


def look_at_captures(
    paths: Sequence[Path],
    question: Question,
    days: Sequence[date],
    progress: Progress | None = None,
    on_compile: Callable[[str], None] | None = None,
    lists: "Alongside | None" = None,
) -> list[ResultDocument]:
    """A result document for each day, of captures that are read once.

    Args:
        paths: Capture files, or folders of them.
        question: Policies and context; its day is not asked about.
        days: The days to ask about.
        progress: Called with file name, bytes done and bytes in all.
        on_compile: Called with a kernel's name before it is compiled for the first time here.
        lists: Lists of what is said to be here, to hold against the captures.

    Raises:
        LamppostError: Wrong use, a broken pack or a broken policy; unreadable evidence is no
            error but part of the document.
    """
    from lamppost.attribute.user_tables import UserTables
    from lamppost.pipeline.left_out import left_out
    from lamppost.pipeline.observing import files_of, observe

    packs, chosen = read_question(question)
    files = files_of(paths)
    tables = UserTables(question.networks_tables)
    with _kept(question.resume, paths) as kept:
        observations = observe(files, _importing(progress), on_compile, *_read_by(question.engine, kept))
        observations.issues += left_out(paths, files)
        observations.evidence = [
            msgspec.structs.replace(file, path=readable(file.path)) for file in observations.evidence
        ]
        return [
            conclude_observations(
                observations, msgspec.structs.replace(question, as_of=day), chosen, packs, tables, lists
            )
            for day in days
        ]


def _importing(progress: Progress | None) -> Progress:
    """Tells how far files were read, and imports what comes behind them while a large one is read, which is not Python's work most of the time."""
    begun: list[Thread] = []

    def step(name: str, done: int, total: int) -> None:
        if total >= _LARGE and not begun:
            begun.append(Thread(target=import_module, args=(_BEHIND,), name="imports", daemon=True))
            begun[0].start()
        if progress is not None:
            progress(name, done, total)

    return step


def _kept(folder: Path | None, paths: Sequence[Path]) -> "AbstractContextManager[Kept | None]":
    """What an earlier run left in a folder; the folder is let go of at the end."""
    if folder is None:
        return nullcontext()
    from lamppost.pipeline.resuming import Kept, refuse_within

    refuse_within(folder, paths)
    return Kept(folder)


def _read_by(engine: EngineChoice | None, kept: "Kept | None") -> "tuple[Gather | None, Decode | None]":
    """How logs are read and captures decoded: by the engine that was chosen, if one was; file by file where that is to be kept."""
    if engine is None and kept is None:
        return None, None
    from lamppost.pipeline.decoding import decode_distributed
    from lamppost.pipeline.distributing import gather_distributed

    chosen = engine or EngineChoice("duckdb")
    return partial(gather_distributed, chosen, kept=kept), partial(decode_distributed, chosen, kept=kept)


def read_question(question: Question) -> tuple[Packs, list[Judged]]:
    """The packs and the policies that a question names, checked before any evidence is read.

    Raises:
        LamppostError: Wrong use, a broken pack or a broken policy.
    """
    check_home(question.home)
    packs = load_packs(question.pack_folders, require_signed=question.require_signed)
    chosen = choose_policies(question.policies, packs)
    if question.require_signed and (
        loose := [one.policy.id for one in chosen if one.policy.id not in packs.policies]
    ):
        raise PackError(
            tr("--policy {policy}: a folder that nobody signed", policy=loose[0]),
            hint=tr("Put it into policies/ of a pack of yours, and sign that."),
        )
    refuse_broken(chosen, packs)
    check_context(question.context, [held.policy for held in chosen], question.context_name)
    return packs, chosen


def conclude_observations(
    observations: "Observations",
    question: Question,
    chosen: Sequence[Judged],
    packs: Packs,
    tables: "UserTables",
    lists: "Alongside | None" = None,
) -> ResultDocument:
    """The document that follows from what was observed, on the day of the question.

    Args:
        observations: What was read.
        question: How it is to be looked at, and for which day.
        chosen: The policies.
        packs: The packs.
        tables: The user's own tables of addresses.
        lists: Lists that are held against what was observed.
    """
    from lamppost.attribute.devices import attribute_capture
    from lamppost.attribute.gaps import add_tables
    from lamppost.attribute.tables import table_refs
    from lamppost.attribute.unlisted import LIMITS

    knowledge = Knowledge(packs, question.as_of)
    attributions = attribute_capture(
        observations,
        knowledge,
        home=question.home,
        user_tables=tables,
        limits=None if question.all_destinations else LIMITS,
        rows=lists.rows if lists else None,
    )
    verdicts = judge_devices(chosen, knowledge, attributions.devices, question.context)
    used = [*table_refs(), *tables.refs()]
    result = ResultDocument(
        schema_version=SCHEMA_VERSION,
        tool=ToolRef(name="lamppost", version=__version__),
        as_of=question.as_of,
        packs=list(packs.refs),
        policies=policy_refs(chosen, question.context),
        tables=used,
        evidence=_evidence(observations),
        devices=attributions.devices,
        device_counts=attributions.device_counts,
        unknown_devices=attributions.unknown_devices,
        sites=[],
        assets=[],
        verdicts=verdicts,
        coverage=add_tables(attributions.coverage, used, question.as_of),
        issues=_issues(observations),
        suppressions=[],
    )
    if lists:
        result = lists.put_into(result, attributions.inventory, chosen, knowledge, question.context)
    if question.suppressions:
        from lamppost.judge.suppressing import suppress

        result = suppress(result, question.suppressions, [held.policy for held in chosen])
    return conclude(result, packs)


def judge_devices(
    chosen: Sequence[Judged], knowledge: Knowledge, devices: Sequence[Device], context: Context
) -> list[Verdict]:
    """The verdicts of policies on devices, or on what rules ask about as such.

    Raises:
        PolicyError: A condition is broken.
    """
    if not chosen:
        return []
    from lamppost.judge.verdicts import judge  # with what evaluates conditions: where there is one

    views = view_policies(chosen, knowledge, devices, context)
    return judge(devices, views, context, knowledge.as_of)


def view_policies(
    chosen: Sequence[Judged], knowledge: Knowledge, devices: Sequence[Device], context: Context
) -> "list[PolicyView]":
    """Policies with what the packs let them take for known on the day, of these devices and the user's place."""
    from lamppost.judge.views import PolicyView
    from lamppost.pipeline.grounds import ground_of

    ground = ground_of(knowledge, devices, context.get("place")) if chosen else None
    return [
        PolicyView(
            id=held.policy.id,
            rules=held.policy.rules,
            questions={question.key: question.text for question in held.policy.questions},
            types=context_types(held.policy),
            ground=ground,
            taken_as=held.policy.taken_as,
            places=held.places,
        )
        for held in chosen
        if ground is not None
    ]


def _evidence(observations: "Observations") -> list[EvidenceFile]:
    return [
        EvidenceFile(
            id=file.id,
            path=file.path,
            sha256=file.sha256,
            size_bytes=file.size_bytes,
            format=file.format,
            read=file.read,
        )
        for file in observations.evidence
    ]


def _issues(observations: "Observations") -> list[Issue]:
    """What could not be read, and files that are the same as one before them."""
    issues = [
        Issue(
            evidence=readable(issue.evidence),
            row=issue.row,
            what=issue.what,
            expected=issue.expected,
            hint=issue.hint,
        )
        for issue in observations.issues
    ]
    first: dict[str, str] = {}
    for file in observations.evidence:
        if file.read != "none" and file.sha256 in first:
            issues.append(
                Issue(
                    evidence=file.path,
                    row=None,
                    what=say(
                        "this file and {other} are the same; their bytes are counted twice",
                        other=first[file.sha256],
                    ),
                    expected=say("each file once"),
                    hint=say("Give one of the two."),
                )
            )
        first.setdefault(file.sha256, file.path)
    return issues


def policy_refs(chosen: Sequence[Judged], context: Context) -> list[PolicyRef]:
    """The policies that judge, each with the facts about the user that it asks for; else that there is none."""
    return [_policy_ref(held, context) for held in chosen] or [_no_policy()]


def _policy_ref(held: Judged, context: Context) -> PolicyRef:
    asked = {question.key: context.get(question.key) for question in held.policy.questions}
    return PolicyRef(
        id=held.policy.id,
        name=held.policy.name,
        sha256=held.sha256,
        context=asked,
        rules=[_rule_ref(rule) for rule in held.policy.rules],
    )


def _rule_ref(rule: Rule) -> RuleRef:
    return RuleRef(
        id=rule.id,
        title=rule.title,
        severity=rule.severity,
        why=rule.why,
        remedy=rule.remedy,
        false_alarms=rule.false_alarms,
        law=rule.law.citation,
        url=rule.law.url,
    )


def _no_policy() -> PolicyRef:
    return PolicyRef(id=NO_POLICY, name=say("no policy chosen"), sha256="", context={})
