"""The capture bench's figures as tables: on the screen, and between markers in the page about them."""

from pathlib import Path
from typing import Any

from peers import PEERS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "capture-speed.md"


def table(result: dict[str, Any]) -> str:
    """The figures in Markdown: machine and versions, one row per tool, and the decoder alone."""
    lines = [_about(result), ""]
    if "by_mb" in result:
        lines += ["| MB | best | median | anonymous memory |", "|---|---|---|---|"]
        lines += [f"| {mb} | {_seconds(one, 'best_s', 'look')} | {_seconds(one, 'median_s', 'look')} | {_memory(one)} |"
                  for mb, one in result["by_mb"].items()]  # fmt: skip
        return "\n".join([*lines, "", f"Times the time: {result['times_the_time']}."])
    lines += _rows(result, result["versions"])
    size = result["sizes"]["bytes"] / 1e6
    decoder = f"{result['decoder_gb_per_s']:.2f} GB/s; without it {result['unhashed_gb_per_s']:.2f} GB/s"
    decoder += f"; without payloads {result['kernels_gb_per_s']:.2f} GB/s; without both {result['flows_gb_per_s']:.2f} GB/s"
    lines += ["", f"{size:,.0f} MB of shape `{result['shape']}`. Decoder alone, SHA-256 included: {decoder}."]
    lines += [f"Anonymous memory of `look` at most {_memory(result)}."]
    if "malformed" in result:
        broken = result["malformed"]
        lines += ["", f"The same with {broken['share']:.0%} of the packets broken, one run:", ""]
        lines += _rows(broken, result["versions"])
    return "\n".join(lines)


def _about(result: dict[str, Any]) -> str:
    machine, versions = result["machine"], result["versions"]
    own = ", ".join(f"{name} {versions[name]}" for name in ("lamppost", "python", "llvmlite", "numpy"))
    return (
        f"{machine['system']} on {machine['processor']}, {machine['cores']} cores, load before {machine['load_before']}; "
        f"{own}; {result['runs']} runs."
    )


def _rows(part: dict[str, Any], versions: dict[str, str]) -> list[str]:
    """One row per tool, the slowest last, those that failed behind."""
    rows = ["| tool | version | gives | best | median | times `look` |", "|---|---|---|---|---|---|"]
    order = [*sorted(part["best_s"], key=part["best_s"].__getitem__), *part["failed"]]
    for name in order:
        gives = PEERS[name].gives if name in PEERS else "devices, makers, destinations, verdicts; SHA-256"
        what = f"| {name} | {versions.get(name, versions['lamppost'] if name == 'look' else '')} | {gives} "
        if name in part["failed"]:
            rows.append(f"{what}| {part['failed'][name].replace('|', '/')} | | |")
        else:
            ratio = part["ratio"].get(name)
            rows.append(
                f"{what}| {_seconds(part, 'best_s', name)} | {_seconds(part, 'median_s', name)} "
                f"| {'' if ratio is None else f'{ratio:.2f}'} |"
            )
    return rows


def _seconds(part: dict[str, Any], which: str, name: str) -> str:
    return f"{part[which][name]:.2f} s" if name in part[which] else part["failed"].get(name, "not run")


def _memory(part: dict[str, Any]) -> str:
    return "unknown" if part["anon_mb"] is None else f"{part['anon_mb']} MB"


def print_tables(result: dict[str, Any]) -> None:
    """Print what the page would say."""
    print(table(result))


def key_of(result: dict[str, Any]) -> str:
    """Which of the page's tables a result is for."""
    if "by_mb" in result:
        return "large"
    return "mixed" if result["shape"] == "mixed" else result["shape"]


def put(page: str, key: str, text: str) -> str:
    """The page with the table between its two markers replaced, or added at the end."""
    begin, end = f"<!-- {key}: begin -->", f"<!-- {key}: end -->"
    block = f"{begin}\n{text}\n{end}"
    if begin not in page:
        return f"{page.rstrip()}\n\n## {key}\n\n{block}\n"
    before, rest = page.split(begin, 1)
    return before + block + rest.split(end, 1)[1]


def write_page(result: dict[str, Any]) -> None:
    """Put the figures into the page."""
    PAGE.write_text(put(PAGE.read_text(), key_of(result), table(result)))
