"""Two documents in, what they say differently out, and which of their inputs makes the difference."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lamppost.model.answer import Answer
from lamppost.model.difference import Change, Input
from lamppost.model.result import ResultDocument
from lamppost.model.saying import noted, say
from lamppost.report.difference.places import asked
from lamppost.report.difference.saying import DESTINATION, NOT_LISTED, Document, Key, Said, data, said_by
from lamppost.report.reading import read_as_said
from lamppost.report.wording import judged_by

__all__ = ["Step", "changes_between", "inputs_that_differ"]

_ORIGINS = {"shipped": noted("shipped"), "user": noted("user")}
_NOTES = {
    "label": noted("label on {device}, read on {day}: {text}"),
    "document": noted("document on {device}, read on {day}: {text}"),
    "reply": noted("reply on {device}, read on {day}: {text}"),
    "look": noted("seen at {device} on {day}: {text}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A document on the way from the older one to the newer, and what was exchanged to come to it."""

    inputs: Sequence[Input]
    document: Document
    same: Mapping[str, str]
    """Other ids for its devices, as `said_by` takes them."""


def changes_between(
    old: Document, steps: Sequence[Step], differing: Sequence[Input], fates: Collection[str]
) -> list[Change]:
    """What appeared, went and changed, sorted by subject and by what is said.

    Args:
        old: The earlier document.
        steps: The documents after it, one input exchanged in each; the last one is the newer document.
        differing: The inputs that the two do not share.
        fates: Statements of which something became.
    """
    said = [said_by(old, {}), *(said_by(step.document, step.same) for step in steps)]
    before, after = said[0], said[-1]
    changes = []
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        if one and other and one.words == other.words:
            continue
        if (one is None and _may_be_counted(key, before)) or (other is None and _may_be_counted(key, after)):
            continue
        why, decided = _why(key, said, steps, differing)
        behind = {*(one.statements if one else ()), *(other.statements if other else ())}
        changes.append(
            Change(
                how="appeared" if one is None else "went" if other is None else "changed",
                subject=key[0],
                about=key[1],
                before=one.words if one else None,
                after=other.words if other else None,
                statements=sorted(behind & set(fates)),
                why=why,
                decided=decided,
            )
        )
    return changes


def _may_be_counted(key: Key, said: Mapping[Key, Said]) -> bool:
    """Whether a destination that a document does not name may be among those that it counts alone."""
    return key[1].startswith(DESTINATION) and (key[0], NOT_LISTED) in said


def _why(
    key: Key, said: Sequence[Mapping[Key, Said]], steps: Sequence[Step], differing: Sequence[Input]
) -> tuple[list[Input], bool]:
    """The inputs whose exchange changes what is said, and whether each of them surely does."""
    words = [held[key].words if key in held else None for held in said]
    met = [step for step, one, other in zip(steps, words, words[1:], strict=False) if one != other]
    if any(not step.inputs for step in met):
        return list(differing), False
    why = [one for step in met for one in step.inputs]
    return list(dict.fromkeys(why)), all(len(step.inputs) == 1 for step in met)


def inputs_that_differ(old: Document, new: Document) -> dict[Input, list[str]]:
    """The inputs of the two documents that are not the same, by name, each with what of it."""
    details: dict[Input, list[str]] = {
        "as_of": _exchanged({data(str(old.as_of)): ""}, {data(str(new.as_of)): ""})
    }
    details["packs"] = _exchanged(_packs(old), _packs(new))
    details["tool"] = _exchanged({data(old.tool.version): ""}, {data(new.tool.version): ""})
    if isinstance(old, ResultDocument) and isinstance(new, ResultDocument):
        details["evidence"] = _exchanged(_files(old), _files(new))
        details["policies"] = _exchanged(_policies(old), _policies(new))
        details["context"] = _exchanged(facts_told(old), facts_told(new))
        details["notes"] = _exchanged(_notes(old), _notes(new))
        details["street"] = _exchanged(asked(old), asked(new))
        details["suppressions"] = _exchanged(_suppressions(old), _suppressions(new))
        details["tables"] = _exchanged(_tables(old), _tables(new))
    if isinstance(old, Answer) and isinstance(new, Answer):
        details["question"] = _exchanged({_question(old): ""}, {_question(new): ""})
        details["known_by"] = _exchanged({data(str(old.known_by)): ""}, {data(str(new.known_by)): ""})
    return {name: details[name] for name in sorted(details) if details[name]}


def _exchanged(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """`- x` for what went, `+ x` for what came, `x: a → b` for what has another value."""
    rows = []
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            rows.append(say("- {row!t}", row=_told(name, old[name])))
        elif name not in old:
            rows.append(say("+ {row!t}", row=_told(name, new[name])))
        elif old[name] != new[name]:
            rows.append(say("{name!t}: {old!t} → {new!t}", name=name, old=old[name], new=new[name]))
    return rows


def _told(name: str, value: str) -> str:
    return say("{name!t}: {value!t}", name=name, value=value) if value else name


def _packs(document: Document) -> dict[str, str]:
    """Packs by name; the policies that are shipped are an input of their own."""
    return {
        say("{pack} ({origin!t})", pack=ref.id, origin=_ORIGINS.get(ref.origin, ref.origin)): say(
            "{version} of {day}, {sha256}", version=ref.version, day=str(ref.day), sha256=ref.sha256[:12]
        )
        for ref in document.packs
        if (ref.origin, ref.id) != ("shipped", "policies")
    }


def _files(result: ResultDocument) -> dict[str, str]:
    return {
        data(f"SHA-256 {file.sha256[:12]}"): say("{file}, {read!t}", file=file.path, read=read_as_said(file))
        for file in result.evidence
    }


def _policies(result: ResultDocument) -> dict[str, str]:
    return {data(policy.id): data(policy.sha256[:12]) for policy in judged_by(result.policies)}


def facts_told(result: ResultDocument) -> dict[str, str]:
    """The facts about the user that the rules of a result asked for and were told."""
    return {
        data(key): data(value) if isinstance(value, str) else noted("yes") if value else noted("no")
        for policy in result.policies
        for key, value in policy.context.items()
        if value is not None
    }


def _notes(result: ResultDocument) -> dict[str, str]:
    held = [(one.id, note) for one in result.devices for note in one.notes]
    held += [(one.id, note) for one in result.sites for note in one.notes or ()]
    return {
        say(_NOTES[note.kind], device=identity, day=str(note.seen_on), text=note.text): data(note.maker)
        if note.maker
        else ""
        for identity, note in held
    }


def _suppressions(result: ResultDocument) -> dict[str, str]:
    return {
        say("{rule} on {subject}", rule=f"{row.policy}/{row.rule}", subject=row.subject): say(
            "until {day}, {who}: {why}", day=str(row.until), who=row.who, why=row.why
        )
        for row in result.suppressions
    }


def _tables(result: ResultDocument) -> dict[str, str]:
    return {
        data(table.id): say("{version} of {day}", version=table.version, day=str(table.day))
        if table.day
        else say("{version} of no day", version=table.version)
        for table in result.tables
    }


def _question(answer: Answer) -> str:
    return data(f"{answer.subject} {answer.id}")
