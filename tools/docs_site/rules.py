"""A page for every policy that ships: its questions, its rules with their texts, and what each rule has to say in each case."""

from docs_site.marking import code, page, quoted, table, words
from lamppost import pipeline
from lamppost.knowledge.packs import Judged
from lamppost.model.policy import Case, Exemption, Law, Rule


def pages() -> dict[str, str]:
    """A page for each policy by its path; the first lists every rule."""
    policies = pipeline.load_packs().policies
    made = {f"reference/rules/{name}.md": _page(held) for name, held in policies.items()}
    made["reference/rules/index.md"] = page(
        "Every rule of every policy",
        "None is applied unless you name its policy: `--policy NAME`. None of it is legal advice. How a rule is written, and "
        "what it may ask: [policies](../policies.md).",
        table(
            ("policy", "rule", "severity", "asks", "text"),
            [
                (
                    f"[{code(name)}]({name}.md)",
                    f"[{code(rule.id)}]({name}.md#{rule.id})",
                    rule.severity,
                    words(rule.title),
                    words(rule.law.citation),
                )
                for name, held in policies.items()
                for rule in held.policy.rules
            ],
        ),
    )
    return made


def _page(held: Judged) -> str:
    policy = held.policy
    return page(
        policy.name,
        words(policy.summary),
        f"`--policy {policy.id}`; `lamppost doctor --policy {policy.id}` prints what it asks of you.",
        "## What the text does not say" if policy.not_said else "",
        "\n".join(f"* {words(one)}" for one in policy.not_said),
        "## What it asks of you" if policy.questions else "",
        table(
            ("key", "answer", "question", "not told"),
            [
                (
                    code(one.key),
                    ", ".join(map(code, one.values)) if one.values else code(one.type),
                    words(one.text),
                    "stays unknown" if one.taken_as is None else f"taken as {code(_value(one.taken_as))}",
                )
                for one in policy.questions
            ],
        ),
        "## Rules",
        *(_rule(rule, [case for case in held.cases if case.rule == rule.id]) for rule in policy.rules),
    )


def _rule(rule: Rule, cases: list[Case]) -> str:
    days = [
        f"from {rule.valid_from}" if rule.valid_from else "",
        f"until {rule.valid_to}" if rule.valid_to else "",
    ]
    return "\n\n".join(
        part
        for part in (
            f"### {rule.id} {{ #{rule.id} }}",
            f"**{words(rule.title)}** · {rule.severity}" + "".join(f" · {day}" for day in days if day),
            f"Applies where\n\n```\n{rule.applies.strip()}\n```",
            f"Fails where\n\n```\n{rule.when.strip()}\n```",
            f"Why: {words(rule.why)}",
            f"Remedy: {words(rule.remedy)}",
            f"False alarms: {words(rule.false_alarms)}",
            _law(rule.law),
            *(_exemption(one) for one in rule.exemptions),
            table(
                ("case", "says", "on", "given"),
                [
                    (code(case.id), case.expect, str(case.as_of or rule.law.retrieved), _given(case))
                    for case in cases
                ],
            ),
        )
        if part
    )


def _law(law: Law) -> str:
    whose = {"official": "at its publisher's own place", None: "not settled whose place that is"}
    return (
        f"Text: {words(law.citation)}, read on {law.retrieved} at <{law.url}> "
        f"({whose.get(law.source_class, 'a copy, quotation or translation')}); to be read again by {law.review_by}.\n\n"
        f"{quoted(law.original)}"
    )


def _exemption(one: Exemption) -> str:
    days = [
        f"from {one.valid_from}" if one.valid_from else "",
        f"until {one.valid_to}" if one.valid_to else "",
    ]
    told = "".join(f", {day}" for day in days if day)
    return f"*{one.kind.capitalize()}* {code(one.id)}{told}: {words(one.title)}, where {code(one.when)}.\n\n{_law(one.law)}"


def _given(case: Case) -> str:
    told = [f"{name}: {_value(value)}" for name, value in case.given.items()]
    return ", ".join(map(code, told)) or "nothing"


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
