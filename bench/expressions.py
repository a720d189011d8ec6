"""What a condition costs in the expression languages that were weighed; the last line is JSON.

python bench/expressions.py

One rule, asked of facts that make it fail, pass and unknown: microseconds of the processor for one answer, and whether the
language tells the unknown apart by itself. What is not installed is left out and named.
"""

import json
import platform
import time
from collections.abc import Callable
from importlib import metadata
from typing import Any

Facts = dict[str, Any]
Ask = Callable[[Facts], bool | None]

KNOWN: Facts = {
    "watches": True,
    "is_contractor": True,
    "site": "sensitive",
    "listed": {"the-list": True},
    "scopes": {"the-list": ["video_surveillance", "affiliates"]},
}
CASES: dict[str, tuple[Facts, bool | None]] = {
    "fail": (KNOWN, True),
    "pass": ({**KNOWN, "site": "ordinary"}, False),
    "unknown": ({key: value for key, value in KNOWN.items() if key != "is_contractor"}, None),
}
CEL = (
    'watches && is_contractor && listed["the-list"] && "video_surveillance" in scopes["the-list"]'
    ' && site in ["sensitive", "critical_infrastructure", "public_safety"]'
)
CEDAR = """
permit(principal, action, resource) when {
  context.watches && context.is_contractor && context.listed.contains("the-list")
  && context.scopes.contains("video_surveillance")
  && ["sensitive", "critical_infrastructure", "public_safety"].contains(context.site)
};
"""
REGO = """
package lamppost
fails if {
  input.watches
  input.is_contractor
  input.listed["the-list"]
  "video_surveillance" in input.scopes["the-list"]
  input.site in {"sensitive", "critical_infrastructure", "public_safety"}
}
"""


def cel_expr_python() -> Ask:
    """CEL by Google's C++ implementation, as the product asks it."""
    from lamppost.judge.conditions import Conditions
    from lamppost.judge.lexis import read_condition

    conditions = Conditions({"is_contractor": "bool", "site": "string"})
    assert read_condition(CEL).lists == {"the-list"}
    conditions.compile(CEL, "bench")
    return lambda facts: conditions.ask(CEL, facts, "bench")[0]


def cel_python() -> Ask:
    """CEL in Python alone."""
    import celpy

    program = celpy.Environment().program(celpy.Environment().compile(CEL))

    def ask(facts: Facts) -> bool | None:
        try:
            return bool(program.evaluate(celpy.json_to_cel(facts)))
        except celpy.CELEvalError:
            return None

    return ask


def cedarpy() -> Ask:
    """Cedar by its Rust implementation; an absent attribute is an error, and the policy does not permit."""
    import cedarpy as cedar

    def ask(facts: Facts) -> bool | None:
        context = {**facts, "listed": [*facts["listed"]], "scopes": facts["scopes"]["the-list"]}
        request = {"principal": 'U::"a"', "action": 'A::"a"', "resource": 'R::"a"', "context": context}
        return bool(cedar.is_authorized(request, CEDAR, []).allowed)

    return ask


def regopy() -> Ask:
    """Rego by its C++ implementation; what depends on the absent is undefined, and not told from false."""
    import regopy as rego

    interpreter = rego.Interpreter()
    interpreter.add_module("lamppost", REGO)

    def ask(facts: Facts) -> bool | None:
        interpreter.set_input(facts)
        return "true" in str(interpreter.query("data.lamppost.fails"))

    return ask


LANGUAGES = {
    "cel-expr-python": cel_expr_python,
    "cel-python": cel_python,
    "cedarpy": cedarpy,
    "regopy": regopy,
}


def measure(ask: Ask, facts: Facts) -> float:
    """Microseconds for one answer: the least of five times as many as take a tenth of a second."""
    times, taken = 1, 0.0
    while taken < 0.1:
        times *= 2
        taken = _seconds(ask, facts, times)
    return min(taken, *(_seconds(ask, facts, times) for _ in range(4))) / times * 1e6


def _seconds(ask: Ask, facts: Facts, times: int) -> float:
    started = time.process_time()
    for _ in range(times):
        ask(facts)
    return time.process_time() - started


def measured() -> dict[str, dict[str, float | bool]]:
    """Of each language that is installed: microseconds by case, and whether all answers are right."""
    found: dict[str, dict[str, float | bool]] = {}
    for name, made in LANGUAGES.items():
        try:
            ask = made()
        except ImportError:
            continue
        row: dict[str, float | bool] = {
            case: round(measure(ask, facts), 2) for case, (facts, _) in CASES.items()
        }
        assert all(ask(CASES[case][0]) is CASES[case][1] for case in ("fail", "pass")), name
        row["tells_unknown"] = all(ask(facts) is expected for facts, expected in CASES.values())
        found[name] = row
    return found


def main() -> None:
    rows = measured()
    print(f"{'microseconds an answer':<24}{'fail':>9}{'pass':>9}{'unknown':>9}  tells the unknown apart")
    for name, row in rows.items():
        print(
            f"{name + ' ' + metadata.version(name):<24}"
            f"{row['fail']:>9}{row['pass']:>9}{row['unknown']:>9}  {'yes' if row['tells_unknown'] else 'no'}"
        )
    if absent := sorted(set(LANGUAGES) - set(rows)):
        print(f"not installed: {', '.join(absent)}")
    print(json.dumps({"bench": "expressions", "python": platform.python_version(), "us": rows}))


if __name__ == "__main__":
    main()
