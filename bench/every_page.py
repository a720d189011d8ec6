"""The page of all benches: machine and versions, growth with size, ratios beside other tools, and what did not run."""

from collections.abc import Sequence
from importlib import metadata
from typing import TYPE_CHECKING, Any

from every_plan import Bench

if TYPE_CHECKING:
    from every import Ran

HEAD = """# Benchmarks

Written by `make bench` from one run on one machine; `make bench NAME=capture` runs one of them alone, `make bench ARGS="--within 3600"` takes more time.
`--peers-python PROGRAM` names a Python that other tools are installed for, `--spark-python PROGRAM` one that has Spark.

{machine}

{warning}A ratio says how many times lamppost's time the other tool took at the same size in the same run: above 1 lamppost was
faster, below 1 slower. What other tools give differs from what lamppost gives, and mostly is less; the bench of each says what. No figure is for another
machine.
"""
QUIET = 1.0
_PACKAGES = (
    "lamppost",
    "numpy",
    "llvmlite",
    "duckdb",
    "scipy",
    "cel-expr-python",
    "rapidfuzz",
    "shapely",
    "maxminddb",
)


def render(machine: dict[str, Any], benches: Sequence[Bench], ran: Sequence["Ran"]) -> str:
    """The page.

    Args:
        machine: What the figures were taken on, with `load_before` and `load_after`.
        benches: What was to be run.
        ran: What came of it.
    """
    parts = [HEAD.format(machine=_machine(machine), warning=_warning(machine))]
    parts += [_section(bench, [one for one in ran if one.bench == bench.name]) for bench in benches]
    missing = [f"* `{one.bench}`, {one.size}: {one.why_not}" for one in ran if one.line is None]
    parts.append("\n".join(["## Not run", "", *(missing or ["Nothing was left out."]), ""]))
    return "\n".join(parts)


def _machine(machine: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {version}" for name in _PACKAGES if (version := _version(name)))
    memory = "memory unknown" if machine["memory_gb"] is None else f"{machine['memory_gb']} GB of memory"
    loads = [machine["load_before"], machine["load_after"]]
    load = "load unknown" if None in loads else f"load {loads[0]} before and {loads[1]} after"
    return (
        f"{machine['system']} on {machine['processor']}, {machine['cores']} cores, {memory}, {load}; "
        f"Python {machine['python']}, {versions}."
    )


def _warning(machine: dict[str, Any]) -> str:
    before = machine["load_before"]
    if before is None or before <= QUIET:
        return ""
    return "**Other work was on the machine: seconds are too long, and ratios are rough.**\n\n"


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _section(bench: Bench, ran: Sequence["Ran"]) -> str:
    done = [(one, bench.figures(one.line)) for one in ran if one.line is not None]
    lines = [f"## {bench.name}", "", bench.does, ""]
    if not done:
        return "\n".join([*lines, "It did not run (see below).", ""])
    headings = list(dict.fromkeys(heading for _, figures in done for heading in figures))
    grows = bench.cost is not None and len(done) > 1
    if len(bench.sizes) == 1:
        (_, figures), *_ = done
        lines += [
            "| | |",
            "|---|---|",
            *(f"| {heading} | {_shown(figures[heading])} |" for heading in headings),
        ]
    else:
        lines.append(
            "| "
            + " | ".join(["size", *headings, *([f"times the first ({bench.cost})"] if grows else [])])
            + " |"
        )
        lines.append("|---" * (len(headings) + 1 + grows) + "|")
        for one, figures in done:
            cells = [_shown(figures.get(heading)) for heading in headings]
            growth = [_times(figures[bench.cost], done[0][1][bench.cost])] if grows and bench.cost else []
            lines.append("| " + " | ".join([one.size, *cells, *growth]) + " |")
    return "\n".join([*lines, "", *_beside(bench, [one for one, _ in done])])


def _beside(bench: Bench, done: Sequence["Ran"]) -> list[str]:
    """Ratios by size; and which of the tools that are known to the bench were not there."""
    held = [one.line.get("ratio") or {} for one in done if one.line is not None]
    named = list(dict.fromkeys(name for ratio in held for name in ratio))
    lines = []
    if named:
        lines += ["| beside | " + " | ".join(one.size for one in done) + " |", "|---" * (len(done) + 1) + "|"]
        lines += [
            f"| {name}{_told_version(name, done)} | "
            + " | ".join(_shown(ratio.get(name)) for ratio in held)
            + " |"
            for name in named
        ]
        lines.append("")
    absent = [name for name in bench.peers if name not in named]
    if absent:
        lines += [f"Not installed, or without an answer, and so not beside it: {', '.join(absent)}.", ""]
    return lines


def _told_version(name: str, done: Sequence["Ran"]) -> str:
    told = [
        one.line["versions"].get(name)
        for one in done
        if one.line and isinstance(one.line.get("versions"), dict)
    ]
    return f" {told[-1]}" if told and told[-1] else ""


def _times(cost: float | None, first: float | None) -> str:
    return _shown(cost / first) if cost is not None and first else ""


def _shown(value: float | None) -> str:
    """Three digits that count, with a comma in thousands; empty for what was not measured."""
    if value is None:
        return ""
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"
