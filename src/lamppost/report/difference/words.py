"""The words of a difference, which the terminal and the page share."""

from lamppost.model.difference import Change, Dated, Difference, Fate, Pair
from lamppost.report.wording import counted, plain, sentence

INPUT_WORDS = {
    "as_of": "the day",
    "context": "what was told of you",
    "evidence": "the evidence",
    "known_by": "the day of knowing",
    "notes": "what was read on devices",
    "packs": "the packs",
    "policies": "the policies",
    "question": "the question",
    "suppressions": "the suppressions",
    "tables": "the reference tables",
    "tool": "the program",
}
MARKS = {"appeared": "+", "went": "-", "changed": "~"}
DATED_WORDS = {"began": "from", "ended": "no longer from", "due": "due for review, and stale from"}
PAIR_WORDS = {
    "mac": "the same MAC",
    "address_and_maker": "the same address and maker",
    "address": "the same address alone; no MAC was seen, so it may be another device",
    None: "",
}
NO_DAY = "no statement behind it has a day between the two"


def against(difference: Difference) -> str:
    """What the older document is held against."""
    new = difference.new
    if new is None:
        return "what the packs in hand say today"
    return f"itself as of {new.as_of}" if difference.two_days else f"{plain(new.name)} (as of {new.as_of})"


def how_decided(difference: Difference) -> str:
    """How the input behind each change was found; nothing where there is none to find."""
    if difference.undecided is not None:
        return f"Which of them makes which difference cannot be told: {plain(difference.undecided)}."
    if len(difference.inputs) < 2 or not difference.devices:
        return ""
    order = ", ".join(dict.fromkeys(INPUT_WORDS[name] for name in difference.steps))
    return f"Judged again with one after the other exchanged, in this order: {order}."


def in_both(difference: Difference) -> str:
    """How many devices are the same, and by what."""
    both = [pair for pair in difference.devices if pair.old and pair.new]
    only_old = sum(pair.new is None for pair in difference.devices)
    only_new = sum(pair.old is None for pair in difference.devices)
    by_mac, rows = (sum(pair.how == how for pair in both) for how in ("mac", "row"))
    told = counted(rows, "row") if rows else f"{counted(len(both), 'device')} ({by_mac} by MAC)"
    return f"In both: {told}; in the older alone: {only_old}; in the newer alone: {only_new}."


def whose(pair: Pair) -> str:
    """In which document a device is, where it is not in both."""
    return "" if pair.old and pair.new else "in the older alone" if pair.old else "in the newer alone"


def why_words(change: Change, difference: Difference) -> str:
    """The inputs behind a change, where more than one differs."""
    if len(difference.inputs) < 2:
        return ""
    words = [INPUT_WORDS[name] for name in change.why]
    if change.decided:
        return f"why: {' and '.join(words)}"
    return f"why: cannot be told; {' or '.join(words) or 'nothing recorded'}"


def has_no_day(change: Change) -> bool:
    """Whether the day makes the change, and no single statement shows how."""
    return "as_of" in change.why and change.decided and not change.dated


def day_words(dated: Dated) -> str:
    """A statement and the day on which it began, ended or fell due."""
    return f"{DATED_WORDS[dated.what]} {dated.on}: {plain(dated.words)} ({plain(dated.statement)})"


def fate_words(fate: Fate) -> str:
    """What became of a statement, when and by whom; without its id."""
    heads = {
        "retracted": f"withdrawn on {fate.on}",
        "disputed": f"contested since {fate.on}",
        "ended": f"ended on {fate.on}",
        "not_held": "held by no pack in hand",
    }
    by = f" by {plain(fate.said_by)}" if fate.said_by else ""
    instead = f" Said right by {plain(fate.replaced_by)}." if fate.replaced_by else ""
    return f"{heads[fate.what]}{by}: {sentence(fate.words)}{instead}"
