"""The one fixed wording of each status, verdict, severity and match, and who speaks; messages, said where they are shown."""

from collections.abc import Mapping

from lamppost.model.language import tr, tr_in
from lamppost.model.saying import noted
from lamppost.model.vocabulary import Match, Severity, SourceClass, Status, VerdictKind

OWNER_WORDS: dict[str, str] = {
    "candidate": noted("may be owned by"),
    "corroborated": noted("appears to be owned by"),
    "confirmed": noted("is owned by"),
    "disputed": noted("is said, and denied, to be owned by"),
    "retracted": noted("was once said to be owned by"),
    "stale": noted("was, when last reviewed, said to be owned by"),
}
OWNED_WORDS: dict[str, str] = {
    "candidate": noted("{owned} may be owned by {owner}"),
    "corroborated": noted("{owned} appears to be owned by {owner}"),
    "confirmed": noted("{owned} is owned by {owner}"),
    "disputed": noted("{owned} is said, and denied, to be owned by {owner}"),
    "retracted": noted("{owned} was once said to be owned by {owner}"),
    "stale": noted("{owned} was, when last reviewed, said to be owned by {owner}"),
}
BUILDER_WORDS: dict[str, str] = {
    "candidate": noted("may be built by"),
    "corroborated": noted("appears to be built by"),
    "confirmed": noted("is built by"),
    "disputed": noted("is claimed by more than one builder, one of them"),
    "retracted": noted("was once said to be built by"),
    "stale": noted("was, when last reviewed, said to be built by"),
}
OPERATOR_WORDS: dict[str, str] = {
    "candidate": noted("may be run by"),
    "corroborated": noted("appears to be run by"),
    "confirmed": noted("is run by"),
    "disputed": noted("is said, and denied, to be run by"),
    "retracted": noted("was once said to be run by"),
    "stale": noted("was, when last reviewed, said to be run by"),
}
MAYBE_WORDS: dict[str, str] = {
    "candidate": noted("may be {name}"),
    "disputed": noted("is said, and denied, to be {name}"),
    "retracted": noted("was once said to be {name}"),
    "stale": noted("was, when last reviewed, said to be {name}"),
}
"""Of those of whom it is not sure: who runs a network, where only the name has room."""
SERVICE_WORDS: dict[str, str] = {
    "candidate": noted("may be a service of"),
    "corroborated": noted("appears to be a service of"),
    "confirmed": noted("is a service of"),
    "disputed": noted("is said, and denied, to be a service of"),
    "retracted": noted("was once said to be a service of"),
    "stale": noted("was, when last reviewed, said to be a service of"),
}
LIST_WORDS: dict[str, str] = {
    "candidate": noted("may be on list"),
    "corroborated": noted("appears to be on list"),
    "confirmed": noted("is on list"),
    "disputed": noted("is said, and denied, to be on list"),
    "retracted": noted("was once said to be on list"),
    "stale": noted("was, when last reviewed, on list"),
}
STATUS_MEANS: dict[Status, str] = {
    "candidate": noted("one kind of evidence, or a match that is not exact: a lead to follow, not a finding"),
    "corroborated": noted("two different kinds of evidence, or a source that was read, say the same"),
    "confirmed": noted("an exact match, and an official source, a document or two independent sources"),
    "disputed": noted("another side says otherwise; the words of both are kept"),
    "retracted": noted("its source withdrew it, or it holds no longer"),
    "stale": noted("its day for review has passed and nobody has looked again"),
}
STATUS_NAMES: dict[Status, str] = {
    "candidate": noted("candidate"),
    "corroborated": noted("corroborated"),
    "confirmed": noted("confirmed"),
    "disputed": noted("disputed"),
    "retracted": noted("retracted"),
    "stale": noted("stale"),
}
SEVERITY_NAMES: dict[Severity, str] = {
    "informational": noted("informational"),
    "low": noted("low"),
    "medium": noted("medium"),
    "high": noted("high"),
    "critical": noted("critical"),
}
SOURCE_WORDS: dict[SourceClass, str] = {
    "official": noted("a public body"),
    "party": noted("the company itself"),
    "independent": noted("a third party"),
    "crowd": noted("volunteers"),
    "inferred": noted("a rule applied to the evidence"),
}
TEXT_WORDS: dict[SourceClass | None, str] = {
    "official": noted("the text, at its publisher's own place"),
    "independent": noted("a copy, quotation or translation of the text, in a third place"),
    None: noted("the text, and it is not settled whether its publisher keeps it there"),
}
"""Who speaks where a rule is quoted."""
MATCH_WORDS: dict[Match, str] = {
    "exact_id": noted("exact, by identifier"),
    "exact_name": noted("exact, by name"),
    "fuzzy": noted("approximate"),
    "none": noted("not tied to a name or identifier"),
}
VERDICT_WORDS: dict[VerdictKind, str] = {
    "fail": noted("fail"),
    "open": noted("open (cannot tell)"),
    "pass": noted("pass"),
    "notApplicable": noted("not applicable"),
}
VERDICT_ORDER: tuple[VerdictKind, ...] = ("fail", "open", "pass", "notApplicable")
_COUNTED_VERDICTS: dict[VerdictKind, str] = {
    "fail": noted("{n} fail"),
    "open": noted("{n} open"),
    "pass": noted("{n} pass"),
    "notApplicable": noted("{n} not applicable"),
}


def status_word(status: Status) -> str:
    """`corroborated`."""
    return tr(STATUS_NAMES[status])


def severity_word(severity: Severity) -> str:
    """`high`."""
    return tr(SEVERITY_NAMES[severity])


def verdict_word(kind: VerdictKind) -> str:
    """`open`, where there is no room for `open (cannot tell)`."""
    return tr_in("verdict", "open") if kind == "open" else tr(VERDICT_WORDS[kind])


def verdict_counts(counts: Mapping[VerdictKind, int]) -> list[str]:
    """`1 fail`, `2 open`: how many of each kind there are, the gravest first; nothing of those that there are none of."""
    return [tr(_COUNTED_VERDICTS[kind], n=counts[kind]) for kind in VERDICT_ORDER if counts.get(kind)]
