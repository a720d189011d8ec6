"""Which benches are run at which sizes, what of their lines goes into the page, and which tools stand beside them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from peers import PEERS as CAPTURE_PEERS
from screening_peers import PEERS as SCREENING_PEERS

Line = dict[str, Any]
Figures = Callable[[Line], dict[str, float | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One bench."""

    name: str
    does: str
    """What is measured, in one sentence."""
    sizes: tuple[tuple[str, tuple[str, ...]], ...]
    """What a size is called, and the options that ask for it, the smallest first."""
    figures: Figures
    """Of a line: what is shown, by a heading that carries the unit."""
    cost: str | None
    """The heading of which growth is told; None where sizes are not comparable."""
    peers: tuple[str, ...] = ()
    """What stands beside it where it is installed, as the line's `ratio` calls it."""
    peers_python: tuple[str, ...] = ()
    """Options that end with the Python which other tools are installed for."""
    spark_python: tuple[str, ...] = ()
    """Options that end with the Python which has Spark."""

    def with_pythons(self, peers: str | None, spark: str | None) -> "Bench":
        """The same bench, told which Pythons have what stands beside it; None where none has."""
        words = (*self.peers_python, peers) if peers and self.peers_python else ()
        words += (*self.spark_python, spark) if spark and self.spark_python else ()
        return replace(self, sizes=tuple((size, (*options, *words)) for size, options in self.sizes))


def _each(option: str, *numbers: int, more: tuple[str, ...] = ()) -> tuple[tuple[str, tuple[str, ...]], ...]:
    unit = option.removeprefix("--")
    return tuple((f"{number:,} {unit}", (option, str(number), *more)) for number in numbers)


def _capture(line: Line) -> dict[str, float | None]:
    return {
        "look, s": line["best_s"].get("look"),
        "decoder alone, GB/s": line["decoder_gb_per_s"],
        "memory, MB": line["anon_mb"],
    }


def _logs(line: Line) -> dict[str, float | None]:
    return {
        "look conn.log and ssl.log, s": line["connections"] / line["connections_per_s"],
        "connections/s": line["connections_per_s"],
        "EVE events/s": line["events_per_s"],
        "rows of a flow table/s": line["rows_per_s"],
    }


def _policies(line: Line) -> dict[str, float | None]:
    return {"processor, s": line["cpu_s"], "clock, s": line["seconds"]}


def _screening(line: Line) -> dict[str, float | None]:
    return {
        "a question, ms": 1000 / line["queries_per_s"],
        "F1": line["f1"],
        "recall at 5 % false alerts": line["recall_at_5pct"],
    }


def _pages(line: Line) -> dict[str, float | None]:
    return {
        "95 of 100 pages within, ms": line["ms_p95"],
        "first page, ms": line["first_ms"],
        "heaviest, kB": line["kb"],
    }


def _packs(line: Line) -> dict[str, float | None]:
    seconds = line["seconds"]
    return {
        "compile, s": seconds["compile"],
        "open, ms": 1e3 * seconds["open"],
        "an owner on a day, µs": 1e6 * seconds["as_of"],
        "a near name, µs": 1e6 * seconds["near_name"],
    }


def _networks(line: Line) -> dict[str, float | None]:
    return {"an address, µs": 1e6 / line["lookups_per_s"], "addresses/s": line["lookups_per_s"]}


def _streets(line: Line) -> dict[str, float | None]:
    shown: dict[str, float | None] = {f"look {name}, s": taken for name, taken in line["seconds"].items()}
    return shown | {"cameras/s": line["cameras_per_s"], "memory, MB": line["peak_mb"]}


def _identification(line: Line) -> dict[str, float | None]:
    shown: dict[str, float | None] = {"labelled devices": line["sizes"]["devices"]}
    for what in ("kind", "maker", "builder"):
        shown |= {f"{what}, precision": line[what]["precision"], f"{what}, recall": line[what]["recall"]}
    return shown | {"share unknown": line["unknown_share"]}


def _expressions(line: Line) -> dict[str, float | None]:
    return {
        f"{name}, {which}, µs": row[which]
        for name, row in line["us"].items()
        for which in ("fail", "pass", "unknown")
    }


RUN_ONCE = (("as it is", ()),)
BENCHES = (
    Bench(
        name="capture",
        does="A made capture, from the file to the judged document, a whole process.",
        sizes=tuple((f"{mb} MB", ("--mb", str(mb), "--runs", "1")) for mb in (1, 10, 100)),
        figures=_capture,
        cost="look, s",
        peers=tuple(CAPTURE_PEERS),
        peers_python=("--nfstream-python",),
    ),
    Bench(
        name="logs",
        does="Made logs of Zeek and Suricata and a flow table, from the files to the document.",
        sizes=tuple(
            (
                f"{number:,} connections",
                ("--connections", str(number), "--rows", str(5 * number), "--runs", "1"),
            )
            for number in (10_000, 100_000, 1_000_000)
        ),
        figures=_logs,
        cost="look conn.log and ssl.log, s",
        peers=(
            "zat",
            "awk",
            "cut-awk",
            "cut-awk-names",
            "jq",
            "flows beside statement",
            "flows beside statement-spark",
        ),
        peers_python=("--zat-python",),
        spark_python=("--spark-python",),
    ),
    Bench(
        name="policies",
        does="Made devices judged by nine policies, from memory to all verdicts.",
        sizes=_each("--devices", 100, 1_000, 10_000, more=("--runs", "1")),
        figures=_policies,
        cost="processor, s",
        peers=("one by one",),
    ),
    Bench(
        name="screening",
        does="The organisation that a name means, among as many that are held.",
        sizes=_each("--organisations", 500, 5_000, 50_000, more=("--queries", "500")),
        figures=_screening,
        cost="a question, ms",
        peers=tuple(name for name in SCREENING_PEERS if name != "lamppost"),
        peers_python=("--peers-python",),
    ),
    Bench(
        name="packs",
        does="What the compiled packs answer, with made facts besides.",
        sizes=_each("--facts", 5_000, 50_000, 500_000),
        figures=_packs,
        cost="an owner on a day, µs",
        peers=("msgpack decoded whole, then 20 questions",),
    ),
    Bench(
        name="networks",
        does="Addresses looked up in a made table of ranges.",
        sizes=_each("--ranges", 1_000, 10_000, 100_000, more=("--addresses", "1000000")),
        figures=_networks,
        cost="an address, µs",
        peers=("maxminddb",),
    ),
    Bench(
        name="pages",
        does="Pages of `serve` over a made result, without a socket.",
        sizes=_each("--devices", 50, 500, 5_000, more=("--runs", "1")),
        figures=_pages,
        cost="95 of 100 pages within, ms",
    ),
    Bench(
        name="streets",
        does="Extracts of OpenStreetMap, from the file to the ground that is seen.",
        sizes=(("two cities", ("--runs", "1", "--walks", "50")),),
        figures=_streets,
        cost=None,
        peers=("numpy fan", "shapely", "pyrosm, reading 32 MB"),
        peers_python=("--large", "--pyrosm"),
    ),
    Bench(
        name="identification",
        does="Kind, maker and builder on labelled captures: how often right, and not how fast.",
        sizes=RUN_ONCE,
        figures=_identification,
        cost=None,
    ),
    Bench(
        name="expressions",
        does="One condition of a policy, asked once, in the languages that were weighed.",
        sizes=RUN_ONCE,
        figures=_expressions,
        cost=None,
    ),
)
"""All benches that make a line of JSON by themselves; parts of others (`streets_walks`, `logs_flows`, …) run within these."""
