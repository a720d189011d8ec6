"""The words of a difference, which the terminal and the page share."""

from functools import reduce

from lamppost.model.difference import Change, Dated, Difference, Fate, Pair
from lamppost.model.language import tr, tr_n
from lamppost.model.saying import noted
from lamppost.report.wording import plain, sentence

INPUT_WORDS = {
    "as_of": noted("the day"),
    "context": noted("what was told of you"),
    "evidence": noted("the evidence"),
    "known_by": noted("the day of knowing"),
    "notes": noted("what was read on devices"),
    "packs": noted("the packs"),
    "policies": noted("the policies"),
    "question": noted("the question"),
    "street": noted("the place and the standard"),
    "suppressions": noted("the suppressions"),
    "tables": noted("the reference tables"),
    "tool": noted("the program"),
}
MARKS = {"appeared": "+", "went": "-", "changed": "~"}
DATED_WORDS = {
    "began": noted("from {day}"),
    "ended": noted("no longer from {day}"),
    "due": noted("due for review, and stale from {day}"),
}
PAIR_WORDS = {
    "mac": noted("the same MAC"),
    "address_and_maker": noted("the same address and maker"),
    "address": noted("the same address alone; no MAC was seen, so it may be another device"),
    None: "",
}
NO_DAY = noted("no statement behind it has a day between the two")

_FATES = {
    "retracted": noted("withdrawn on {day}"),
    "disputed": noted("contested since {day}"),
    "ended": noted("ended on {day}"),
    "not_held": noted("held by no pack in hand"),
}


def against(difference: Difference) -> str:
    """What the older document is held against."""
    new = difference.new
    if new is None:
        return tr("what the packs in hand say today")
    if difference.two_days:
        return tr("itself as of {day}", day=new.as_of)
    return tr("{name} (as of {day})", name=plain(new.name), day=new.as_of)


def how_decided(difference: Difference) -> str:
    """How the input behind each change was found; nothing where there is none to find."""
    if difference.undecided is not None:
        return tr(
            "Which of them makes which difference cannot be told: {why}.", why=plain(difference.undecided)
        )
    if len(difference.inputs) < 2 or not difference.devices:
        return ""
    order = ", ".join(dict.fromkeys(tr(INPUT_WORDS[name]) for name in difference.steps))
    return tr("Judged again with one after the other exchanged, in this order: {inputs}.", inputs=order)


def in_both(difference: Difference) -> str:
    """How many devices are the same, and by what."""
    both = [pair for pair in difference.devices if pair.old and pair.new]
    only_old = sum(pair.new is None for pair in difference.devices)
    only_new = sum(pair.old is None for pair in difference.devices)
    by_mac, rows, sites = (sum(pair.how == how for pair in both) for how in ("mac", "row", "site"))
    if sites:
        told = tr_n("{n} camera of a map", "{n} cameras of maps", sites)
    elif rows:
        told = tr_n("{n} row", "{n} rows", rows)
    else:
        told = tr_n("{n} device ({macs} by MAC)", "{n} devices ({macs} by MAC)", len(both), macs=by_mac)
    return tr(
        "In both: {both}; in the older alone: {old}; in the newer alone: {new}.",
        both=told,
        old=only_old,
        new=only_new,
    )


def whose(pair: Pair) -> str:
    """In which document a device is, where it is not in both."""
    if pair.old and pair.new:
        return ""
    return tr("in the older alone") if pair.old else tr("in the newer alone")


def why_words(change: Change, difference: Difference) -> str:
    """The inputs behind a change, where more than one differs."""
    if len(difference.inputs) < 2:
        return ""
    return tr("why: {reason}", reason=inputs_behind(change))


def inputs_behind(change: Change) -> str:
    """The inputs that make a change, or among which those that do lie."""
    words = [tr(INPUT_WORDS[name]) for name in change.why]
    if change.decided and words:
        return reduce(lambda one, other: tr("{one} and {other}", one=one, other=other), words)
    if words:
        among = reduce(lambda one, other: tr("{one} or {other}", one=one, other=other), words)
        return tr("cannot be told; {inputs}", inputs=among)
    return tr("cannot be told; nothing recorded")


def has_no_day(change: Change) -> bool:
    """Whether the day makes the change, and no single statement shows how."""
    return "as_of" in change.why and change.decided and not change.dated


def day_words(dated: Dated) -> str:
    """A statement and the day on which it began, ended or fell due."""
    when = tr(DATED_WORDS[dated.what], day=dated.on)
    return f"{when}: {plain(dated.words)} ({plain(dated.statement)})"


def fate_words(fate: Fate) -> str:
    """What became of a statement, when and by whom; without its id."""
    what = tr(_FATES[fate.what], day=fate.on)
    if fate.said_by:
        what = tr("{what} by {who}", what=what, who=plain(fate.said_by))
    told = f"{what}: {sentence(fate.words)}"
    if not fate.replaced_by:
        return told
    return f"{told} {tr('Said right by {statement}.', statement=plain(fate.replaced_by))}"
