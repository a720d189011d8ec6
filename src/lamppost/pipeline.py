"""Observe, attribute, judge, report: the one module that sees all four stages and wires them.

Stages are imported where they are used: asking the packs needs none of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from lamppost import __version__
from lamppost.knowledge.answers.question import answer_question
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.check import check_context, check_home, check_packs, check_questions
from lamppost.knowledge.files import read_context, read_small, readable
from lamppost.knowledge.loading import NO_POLICY, choose_policies, describe_packs, load_packs
from lamppost.knowledge.own import mark_own
from lamppost.knowledge.packs import Judged, Packs
from lamppost.knowledge.seals import build as build_packs
from lamppost.knowledge.signatures import is_locked
from lamppost.knowledge.trust import distrust, sign_packs, trust, trusted_keys
from lamppost.model.addresses import mac_number
from lamppost.model.answer import Answer, Subject, encode_answer
from lamppost.model.errors import LamppostError, PolicyError, ResultError
from lamppost.model.result import (
    SCHEMA_VERSION,
    Device,
    EvidenceFile,
    Issue,
    PolicyRef,
    ResultDocument,
    ToolRef,
)

if TYPE_CHECKING:
    from lamppost.judge.verdicts import PolicyView
    from lamppost.model.observations import Observations

Progress = Callable[[str, int, int], None]
Context = Mapping[str, str | bool | None]

# what other modules hold, and callers reach through this one
__all__ = [
    "build_packs",
    "choose_policies",
    "describe_packs",
    "distrust",
    "is_locked",
    "load_packs",
    "read_context",
    "sign_packs",
    "trust",
    "trusted_keys",
]
FORMATS = ("terminal", "json", "html")
MAX_RESULT_BYTES = 512 * 1024 * 1024
_NOT_JSON = (msgspec.MsgspecError, ValueError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """How the evidence is to be looked at: the user's choices, and nothing else."""

    as_of: date
    policies: Sequence[str] = ()
    """Names of shipped policies, or folders."""
    context: Context = field(default_factory=dict)
    context_name: str = "context"
    """How errors name the file that the context was read from."""
    home: Sequence[str] = ()
    pack_folders: Sequence[Path] = ()
    require_signed: bool = False
    networks_tables: Sequence[Path] = ()


def look(
    paths: Sequence[Path],
    question: Question,
    progress: Progress | None = None,
    on_compile: Callable[[str], None] | None = None,
) -> ResultDocument:
    """The result document for some captures.

    Args:
        paths: Capture files, or folders of them.
        question: Day, policies and context.
        progress: Called with file name, bytes done and bytes in all.
        on_compile: Called with a kernel's name before it is compiled for the first time here.

    Raises:
        LamppostError: Wrong use, a broken pack or a broken policy; unreadable evidence is no
            error but part of the document.
    """
    from lamppost.attribute.devices import attribute_capture
    from lamppost.attribute.tables import table_refs
    from lamppost.attribute.user_tables import UserTables
    from lamppost.judge.verdicts import judge
    from lamppost.observe.capture.reader import observe_captures
    from lamppost.observe.opening import expand

    check_home(question.home)
    packs = load_packs(question.pack_folders, require_signed=question.require_signed)
    chosen = choose_policies(question.policies, packs)
    for held in chosen:
        for problem in check_questions(held.policy, _facts()):
            raise PolicyError(problem, hint="Give the question another key.")
    check_context(question.context, [held.policy for held in chosen], question.context_name)
    files = expand(paths)
    tables = UserTables(question.networks_tables)
    observations = observe_captures(files, progress, on_compile=on_compile)
    observations.evidence = [replace(file, path=readable(file.path)) for file in observations.evidence]
    knowledge = Knowledge(packs, question.as_of)
    attributions = attribute_capture(observations, knowledge, home=question.home, user_tables=tables)
    verdicts = judge(
        attributions.devices,
        [view_policy(held, knowledge, attributions.devices) for held in chosen],
        question.context,
        question.as_of,
    )
    result = ResultDocument(
        schema_version=SCHEMA_VERSION,
        tool=ToolRef(name="lamppost", version=__version__),
        as_of=question.as_of,
        packs=list(packs.refs),
        policies=[_policy_ref(held, question.context) for held in chosen] or [_no_policy()],
        tables=[*table_refs(), *tables.refs()],
        evidence=_evidence(observations),
        devices=attributions.devices,
        device_counts=attributions.device_counts,
        unknown_devices=attributions.unknown_devices,
        sites=[],
        assets=[],
        verdicts=verdicts,
        coverage=attributions.coverage,
        issues=_issues(observations),
        suppressions=[],
    )
    return mark_own(result, packs)


def view_policy(held: Judged, knowledge: Knowledge, devices: Sequence[Device]) -> "PolicyView":
    """A policy with what the packs let it take for known on the day, of these devices."""
    from lamppost.judge.verdicts import PolicyView

    lists = knowledge.packs.lists
    named = {(row.list, row.organisation) for device in devices for row in device.listings}
    scopes: dict[str, dict[str, list[str]]] = {name: {} for name in lists}
    for list_id, organisation in named:
        scopes[list_id][organisation] = knowledge.scope_of(list_id, organisation)
    makers = {device.maker.id for device in devices if device.maker and device.maker.id}
    return PolicyView(
        id=held.policy.id,
        rules=held.policy.rules,
        questions={question.key: question.text for question in held.policy.questions},
        types={
            question.key: question.type for question in held.policy.questions if question.key not in DERIVED
        },
        scopes=scopes,
        whole_lists=[name for name in lists if knowledge.is_held_whole(name)],
        list_names={name: listed.file.short_name for name, listed in lists.items()},
        owners_held=sorted(name for name in makers if knowledge.owners_held_whole(name)),
    )


DERIVED = frozenset({"components_known"})
"""Context that judging turns into a fact about the device (`judge.facts`)."""


def ask(
    subject: Subject,
    asked: str,
    as_of: date,
    packs: Packs,
    known_by: date | None = None,
) -> Answer:
    """What the packs say of one thing on a day; with `known_by`, as far as somebody had read it by then.

    Raises:
        LamppostError: A MAC address that is none.
    """
    registrant, asked = None, readable(asked)
    if subject == "mac":
        from lamppost.attribute.tables import mac_registrants

        try:
            mac = mac_number(asked)
        except ValueError:
            raise LamppostError(
                f"{asked[:40]!r} is no MAC address", hint="Write it as 44:19:b6:00:53:01."
            ) from None
        registrant = mac_registrants([mac]).get(mac)
    tool = ToolRef(name="lamppost", version=__version__)
    answer = answer_question(subject, asked, packs, as_of, tool, registrant=registrant, known_by=known_by)
    return mark_own(answer, packs)


def render_answer(answer: Answer, *, as_json: bool, width: int, verbose: int) -> str:
    """The answer as text, or as its document."""
    if as_json:
        return encode_answer(answer).decode()
    from lamppost.report.answer.renderer import render as render_text

    return render_text(answer, width=width, verbose=verbose)


def supplies(
    as_of: date,
    chosen: Mapping[str, Sequence[str]],
    between: str | None,
    to: str,
    packs: Packs,
) -> str:
    """Who supplies whom, as CSV, JSON or GeoJSON: the rows, or what two editions or suppliers have in common.

    Raises:
        LamppostError: A filter names what is not held, or a comparison is not of two.
    """
    from lamppost.knowledge.answers.spread import differences, spread
    from lamppost.report.spread import render_rows

    knowledge = Knowledge(packs, as_of)
    rows = spread(knowledge, **chosen)
    named = {row.edition for row in rows}
    owed = [one.edition.attribution for one in knowledge.editions() if one.edition.id in named]
    places = {}
    if to == "geojson":
        from lamppost.knowledge.outlines import outline_of, outlines_source

        places = {row.country: outline_of(row.country) for row in rows}
        owed.append(f"Outlines: {outlines_source()}; coarse, and of no legal meaning")
    return render_rows(differences(rows, between) if between else rows, to, places, owed)


def check(folders: Sequence[Path] = ()) -> list[str]:
    """What is wrong with the shipped packs and some of the user's, one line each.

    Raises:
        PackError: A file does not even fit its schema.
    """
    packs = load_packs(folders)
    return [
        *check_packs(packs),
        *(problem for held in packs.policies.values() for problem in check_policy(held)),
    ]


def check_policy(held: Judged) -> list[str]:
    """What is wrong with a policy: rules without cases, cases that say otherwise.

    Raises:
        PolicyError: A condition is broken.
    """
    from lamppost.judge.verdicts import judge_case

    policy = held.policy
    types = {question.key: question.type for question in policy.questions if question.key not in DERIVED}
    problems = check_questions(policy, _facts())
    if problems:
        return problems
    for rule in policy.rules:
        where = f"{policy.id}/{rule.id}"
        cases = [case for case in held.cases if case.rule == rule.id]
        absent = {"fail", "pass", "open"} - {case.expect for case in cases}
        problems += [f"{where}: no case for {kind}" for kind in sorted(absent)]
        for case in cases:
            said = judge_case(rule, case.given, types, f"{where}/{case.id}")
            if said != case.expect:
                problems.append(f"{where}: case {case.id} expects {case.expect}, the rule says {said}")
        keys = {question.key for question in policy.questions}
        problems += [
            f"{where}: needs {key!r}, but no question asks for it" for key in rule.needs if key not in keys
        ]
    rules = {rule.id for rule in policy.rules}
    return problems + [
        f"{policy.id}: case {case.id} is of no rule" for case in held.cases if case.rule not in rules
    ]


def read_result(path: Path) -> ResultDocument:
    """A result document from a file.

    Raises:
        ResultError: It is none, or of a version this program does not read.
    """
    try:
        content = read_small(path, MAX_RESULT_BYTES, "a result document", error=ResultError)
        version = msgspec.json.decode(content, type=_Versioned).schema_version
    except _NOT_JSON as error:
        raise ResultError(
            f"{path.name}: not a result document: {error}", hint="Make one with: lamppost look FILE --json"
        ) from None
    if version != SCHEMA_VERSION:
        raise ResultError(
            f"{path.name}: schema_version {version!r}; this program reads {SCHEMA_VERSION!r}",
            hint="Make it anew from the evidence, or use the version that wrote it.",
        )
    try:
        return msgspec.json.decode(content, type=ResultDocument)
    except _NOT_JSON as error:
        raise ResultError(f"{path.name}: {error}", hint="Was the file edited or cut?") from None


def render(result: ResultDocument, to: str, **options: object) -> str:
    """The document in one of the formats.

    Raises:
        LamppostError: There is no such format, or the document holds a number that no count can be.
    """
    if to not in FORMATS:
        raise LamppostError(f"no format {to!r}", hint=f"There are {', '.join(FORMATS)}.")
    with _numbers_that_fit():
        return str(import_module(f"lamppost.report.{to}.renderer").render(result, **options))


def explain(result: ResultDocument, finding_id: str, width: int = 80) -> str:
    """The chain of one finding in words.

    Raises:
        ResultError: The document holds no such id.
    """
    from lamppost.report.explain.renderer import render as render_explanation

    with _numbers_that_fit():
        return render_explanation(result, finding_id, width=width)


@contextmanager
def _numbers_that_fit() -> Iterator[None]:
    try:
        yield
    except OverflowError as error:
        raise ResultError(f"a number of the document is too large: {error}", hint="Was it edited?") from None


class _Versioned(msgspec.Struct):
    schema_version: str


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
                    what=f"this file and {first[file.sha256]} are the same; their bytes are counted twice",
                    expected="each file once",
                    hint="Give one of the two.",
                )
            )
        first.setdefault(file.sha256, file.path)
    return issues


def _facts() -> frozenset[str]:
    """What rules may ask about a device, so that no fact about the user can take its place."""
    from lamppost.judge.conditions import FACTS

    return frozenset(FACTS)


def _policy_ref(held: Judged, context: Context) -> PolicyRef:
    asked = {question.key: context.get(question.key) for question in held.policy.questions}
    return PolicyRef(id=held.policy.id, name=held.policy.name, sha256=held.sha256, context=asked)


def _no_policy() -> PolicyRef:
    return PolicyRef(id=NO_POLICY, name="no policy chosen", sha256="", context={})
