"""What two documents say differently, and which of their inputs makes the difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import msgspec

from lamppost import __version__
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.fates import dated_between, fates_of, rule_days_between
from lamppost.knowledge.loading import NO_POLICY, choose_policies
from lamppost.knowledge.packs import Packs
from lamppost.model.answer import Answer
from lamppost.model.difference import (
    DIFFERENCE_VERSION,
    Dated,
    Difference,
    Input,
    Pair,
    Side,
    encode_difference,
)
from lamppost.model.difference import Change as Said
from lamppost.model.errors import LamppostError
from lamppost.model.language import ENGLISH, showing, speaking, tr
from lamppost.model.policy import Rule
from lamppost.model.result import ResultDocument, ToolRef
from lamppost.model.saying import say, with_sentences
from lamppost.pipeline.rejudging import Change, rejudge
from lamppost.report.difference.compare import Step, changes_between, inputs_that_differ
from lamppost.report.difference.pairing import pair_devices, pair_rows, pair_sites, same_subjects
from lamppost.report.difference.saying import said_by, statements_of
from lamppost.report.streets import credits_of

Document = ResultDocument | Answer
Named = tuple[str, Document]
"""A document and how to call it."""

EXCHANGED: tuple[Input, ...] = ("as_of", "policies", "context", "suppressions")
"""Inputs that a document can be judged again with, in this order; packs and program come before or after them."""
IN_HAND: tuple[Input, ...] = ("packs", "tool")
SEEN: tuple[Input, ...] = ("evidence", "notes", "street", "tables")
"""Inputs that a document cannot be judged again with: what was observed, and what tables said of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """What is in hand to judge a document again with."""

    packs: Packs
    policies: Sequence[str] = ()
    """Folders of policies that no pack holds."""


@dataclass(frozen=True, slots=True)
class _Way:
    """The documents between two, or why there are none."""

    steps: list[Step] = field(default_factory=list)
    undecided: str | None = None


def diff(old: Named, new: Named | None, as_of: date, hand: Hand) -> Difference:
    """What two documents say differently and why, and what became of the statements of the older one.

    Args:
        old: Name and document.
        new: The later one; None holds the older against the packs alone.
        as_of: The day of asking.
        hand: The packs and policies in hand.

    Raises:
        LamppostError: The two are of different kinds.
    """
    name, before = old
    fates = fates_of(statements_of(before), before.as_of, Knowledge(hand.packs, as_of))
    if new is None:
        return _difference(old, None, fates=fates)
    if type(before) is not type(new[1]):
        raise LamppostError(
            tr("{one} and {other}: one is a result, the other an answer", one=name, other=new[0]),
            hint=tr("Compare two of one kind."),
        )
    found = _compared(old, new, hand, {fate.statement for fate in fates})
    return msgspec.structs.replace(found, fates=fates)


def on_two_days(name: str, documents: Sequence[ResultDocument], hand: Hand) -> Difference:
    """What one evidence says differently on two days.

    Args:
        name: What to call the evidence.
        documents: Its two documents, one as of each day.
        hand: The packs that both were made with.
    """
    found = _compared((name, documents[0]), (name, documents[1]), hand, set())
    return msgspec.structs.replace(found, two_days=True)


def render_difference(difference: Difference, *, to: str, width: int) -> str:
    """The difference as text, as a page or as its document.

    Args:
        difference: What changed.
        to: `terminal`, `html` or `json`.
        width: Display columns of the text.
    """
    if to == "json":
        return encode_difference(difference).decode()
    with showing(difference):
        if to == "html":
            from lamppost.report.difference.page import render_page

            return render_page(difference)
        from lamppost.report.difference.renderer import render as render_text

        return render_text(difference, width=width)


def _compared(old: Named, new: Named, hand: Hand, fates: set[str]) -> Difference:
    before, after = old[1], new[1]
    details = inputs_that_differ(before, after)
    differing = list(details)
    pairs: list[Pair] = []
    way = _Way([Step(inputs=differing, document=after, same={})])
    if isinstance(before, ResultDocument) and isinstance(after, ResultDocument):
        pairs = pair_devices(before.devices, after.devices)
        pairs += pair_rows(before.assets, after.assets)
        pairs += pair_sites(before.sites, after.sites)
        same = same_subjects(pairs)
        way = _way(before, after, differing, same, hand)
    else:
        same = {}
    changes = changes_between(before, way.steps, differing, fates)
    behind, rules = _behind(before, after, same), _rules(hand)
    return _difference(
        old,
        new,
        inputs=differing,
        details=dict(details),
        changes=[_dated(row, behind, (before.as_of, after.as_of), hand.packs, rules) for row in changes],
        devices=pairs,
        credits=_credits(before, after),
        steps=[one for step in way.steps for one in step.inputs],
        undecided=way.undecided,
    )


def _credits(*documents: Document) -> list[str]:
    """Whom the maps of either are owed to, each once."""
    held = [one for one in documents if isinstance(one, ResultDocument)]
    return list(dict.fromkeys(text for one in held for text in credits_of(one)))


def _difference(old: Named, new: Named | None, **parts: object) -> Difference:
    nothing: dict[str, object] = {"inputs": [], "changes": [], "fates": []}
    made = Difference(
        difference_version=DIFFERENCE_VERSION,
        tool=ToolRef(name="lamppost", version=__version__),
        old=Side(name=old[0], as_of=old[1].as_of),
        new=Side(name=new[0], as_of=new[1].as_of) if new else None,
        **(nothing | parts),  # type: ignore[arg-type]
    )
    return with_sentences(made)


def _way(
    old: ResultDocument,
    new: ResultDocument,
    differing: Sequence[Input],
    same: Mapping[str, str],
    hand: Hand,
) -> _Way:
    """The documents from the older one to the newer, with one input exchanged in each.

    The older one is judged again with what the newer one was made with where the packs in hand are the newer
    one's; else, where they are the older one's, the newer one is, and the way is walked from its other end.
    """
    at_once = _Way([Step(inputs=differing, document=new, same=same)])
    if len(differing) < 2:
        return at_once
    held = [one for one in IN_HAND if one in differing] + _rewritten(old, new)
    # what nothing recorded explains was seen with packs or a program that read more of the evidence
    seen = [one for one in SEEN if one in differing] or held
    exchanged = [one for one in EXCHANGED if one in differing]
    forwards = _in_hand(new, hand.packs)
    if not forwards and not _in_hand(old, hand.packs):
        return replace(
            at_once, undecided=say("the packs in hand are neither those of the one nor of the other")
        )
    try:
        with speaking(ENGLISH):  # why not is written into the document
            made = (
                _exchanged(old, new, exchanged, hand) if forwards else _exchanged(new, old, exchanged, hand)
            )
    except LamppostError as error:
        return replace(at_once, undecided=error.message)
    inputs = [held, *([one] for one in exchanged), seen]
    if not forwards:
        made, inputs = made[::-1], inputs[::-1]
    their_ids = {} if forwards else same
    steps = [
        Step(inputs=names, document=document, same=their_ids)
        for names, document in zip(inputs, made, strict=False)
    ]
    return _Way([*steps, Step(inputs=inputs[-1], document=new, same=same)])


def _rewritten(old: ResultDocument, new: ResultDocument) -> list[Input]:
    """Whether a policy that judged both has another text in each; it is exchanged together with the packs."""
    before, after = ({ref.id: ref.sha256 for ref in one.policies} for one in (old, new))
    return ["policies"] if any(after.get(key, sha) != sha for key, sha in before.items()) else []


def _exchanged(
    start: ResultDocument, goal: ResultDocument, inputs: Sequence[Input], hand: Hand
) -> list[ResultDocument]:
    """A document judged again with the packs in hand, and then with one more input of another one each time.

    Raises:
        LamppostError: A policy or a pack is not in hand, or not the one that judged.
    """
    change = Change(policies=_at_hand(start, goal, hand))
    made = [rejudge(start, change, hand.packs)]
    for one in inputs:
        if one == "as_of":
            change = msgspec.structs.replace(change, as_of=goal.as_of)
        elif one == "policies":
            change = msgspec.structs.replace(change, policies=_at_hand(goal, goal, hand))
        elif one == "suppressions":
            change = msgspec.structs.replace(change, suppressions=goal.suppressions)
        else:
            facts = {key: value for row in goal.policies for key, value in row.context.items()}
            change = msgspec.structs.replace(change, context=facts)
        made.append(rejudge(start, change, hand.packs))
    return made


def _in_hand(document: ResultDocument, packs: Packs) -> bool:
    """Whether a document was made with the packs and the program in hand."""
    held = {(ref.origin, ref.id, ref.sha256) for ref in packs.refs}
    used = {(ref.origin, ref.id, ref.sha256) for ref in document.packs}
    return held == used and document.tool.version == __version__


def _at_hand(document: ResultDocument, goal: ResultDocument, hand: Hand) -> list[str]:
    """How to load the policies that judged a document: by name, or by folder.

    Args:
        document: The document that names them.
        goal: The document whose versions of them are to be in hand.
        hand: What is in hand.

    Raises:
        LamppostError: One is not in hand, or is another version than the one that judged.
    """
    folders = {choose_policies([folder], hand.packs)[0].policy.id: folder for folder in hand.policies}
    versions = {ref.id: ref.sha256 for ref in goal.policies}
    names = []
    for ref in document.policies:
        if ref.id == NO_POLICY:
            continue
        name = folders.get(ref.id, ref.id)
        held = choose_policies([name], hand.packs)[0]
        if held.sha256 != versions.get(ref.id, ref.sha256):
            raise LamppostError(say("policy {policy} in hand is not the version that judged", policy=ref.id))
        names.append(name)
    return names


def _behind(
    old: Document, new: Document, same: Mapping[str, str]
) -> Mapping[tuple[str, str], frozenset[str]]:
    """The statements behind what either document says, by what it is said of."""
    before, after = said_by(old, {}), said_by(new, same)
    return {
        key: frozenset(one for said in (before, after) if key in said for one in said[key].statements)
        for key in before.keys() | after.keys()
    }


def _dated(
    change: Said,
    behind: Mapping[tuple[str, str], frozenset[str]],
    days: tuple[date, date],
    packs: Packs,
    rules: Mapping[str, tuple[str, Rule]],
) -> Said:
    """The change with the statements that began, ended or fell due between the two days."""
    if days[0] == days[1] or "as_of" not in change.why:
        return change
    knowledge = Knowledge(packs, days[1])
    found: list[Dated] = dated_between(behind[change.subject, change.about], *days, knowledge)
    if (named := rules.get(change.about.removeprefix("rule "))) is not None:
        found = [*rule_days_between(*named, *days, knowledge), *found]
    return msgspec.structs.replace(change, dated=found)


def _rules(hand: Hand) -> Mapping[str, tuple[str, Rule]]:
    """The rules in hand with the ids of their policies, by `policy/rule`; a folder's before a pack's."""
    held = [*hand.packs.policies.values(), *choose_policies(hand.policies, hand.packs)]
    return {f"{one.policy.id}/{rule.id}": (one.policy.id, rule) for one in held for rule in one.policy.rules}
