"""Ways on which less is seen, over random walks: how much less, how long a way takes, and networkx on the same graph.

    PYTHONPATH=src:. python -m bench.streets_walks munich.osm.pbf Helsinki.osm.pbf

A walk leads from one node of the largest connected part of the ways to another, both drawn evenly. A cut is that of all walks together:
1 - metres seen of the least watched ways / metres seen of the shortest ones, at the standard's lowest level, cut off by walls, where cameras of
unknown direction see all round; `at most` is the most that any way of that length could cut. networkx, where it is installed, finds
shortest paths between the same crossings, for one weight and for each of the weights that are searched here.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from lamppost.attribute.laws import Laws
from lamppost.attribute.street.looked import looked_at, taken_by
from lamppost.attribute.street.looks import looks_of
from lamppost.attribute.street.network import Network, Spot, network_of
from lamppost.attribute.street.sites import sites_of
from lamppost.attribute.street.unions import watched
from lamppost.attribute.street.ways import Found, Router, Watched
from lamppost.attribute.street.weighing_ways import WEIGHTS
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.model.ground import StreetMap
from lamppost.pipeline.street.reading import read_maps

AS_OF = date(2026, 11, 28)
WALKS = 300
SEED = 10
DETOUR = 0.2


@dataclass(frozen=True, slots=True)
class Town:
    """A map with what is seen of its ways, by lens."""

    street: StreetMap
    network: Network
    watched: dict[str, Watched]


def town_of(path: Path, standard: str | None = None) -> Town:
    """A map as `look` takes it."""
    street = read_maps([path])
    knowledge = Knowledge(load_packs([], require_signed=False), AS_OF)
    found = sites_of(street, street.sites, knowledge, Laws(knowledge))
    looks = looks_of(looked_at(found.placed, street, taken_by(knowledge, standard)))
    lowest = looks[0].level
    return Town(
        street,
        network_of(street.nodes, street.edges),
        {
            look.lens: watched(look.measure(street.nodes, street.edges), len(street.edges["start"]))
            for look in looks
            if (look.kind, look.level) == ("seen", lowest)
        },
    )


def random_ends(network: Network, n: int, seed: int) -> list[tuple[Spot, Spot]]:
    """Pairs of nodes of the largest connected part."""
    chance = random.Random(seed)
    part = network.component
    nodes = np.flatnonzero(part == np.bincount(part[part >= 0]).argmax()).tolist()

    def spot(node: int) -> Spot:
        edge = int(network.rows[network.around[network.at_node[node]]])
        is_start = int(network.edges["start"][edge]) == node
        return Spot(
            edge=edge, along_m=0.0 if is_start else float(network.edges["length_m"][edge]), away_m=0.0
        )

    return [(spot(chance.choice(nodes)), spot(chance.choice(nodes))) for _ in range(n)]


def walk_all(
    network: Network, seen: Watched, n: int = WALKS, seed: int = SEED, detour: float = DETOUR
) -> tuple[list[Found], list[float]]:
    """What is found for so many walks, and the processor's seconds of each."""
    router = Router(network, seen)
    found: list[Found] = []
    seconds: list[float] = []
    for one, other in random_ends(network, n, seed):
        begun = time.process_time()
        ways = router.between(one, other, detour)
        seconds.append(time.process_time() - begun)
        if ways is not None:
            found.append(ways)
    return found, seconds


def floor(found: Sequence[Found]) -> float:
    """The most by which less could be seen in all."""
    before = sum(one.shortest.seen_m for one in found)
    return 1 - sum(one.least_watched.floor_m for one in found) / before


def cut(found: Sequence[Found]) -> float:
    """How much less is seen in all."""
    before = sum(one.shortest.seen_m for one in found)
    return 1 - sum(one.least_watched.seen_m for one in found) / before


def peers(network: Network, seen: Watched, n: int, seed: int) -> dict[str, float]:
    """Milliseconds of processor time for a path of networkx, between crossings drawn at random."""
    try:
        import networkx as nx
    except ImportError:
        return {}
    graph = nx.Graph()
    watched_m = network.of_links(seen.seen_m)
    for start, end, length, part in zip(network.start, network.end, network.length_m, watched_m, strict=True):
        graph.add_edge(int(start), int(end), length=float(length), seen=float(part))
    part = sorted(max(nx.connected_components(graph), key=len))
    chance = random.Random(seed)
    pairs = [chance.sample(part, 2) for _ in range(n)]

    def weighed(weight: float) -> Callable[[Any, Any, dict[str, float]], float]:
        return lambda _a, _b, edge: edge["length"] + weight * edge["seen"]

    def spent(ask: Callable[[int, int], object]) -> float:
        begun = time.process_time()
        for one, other in pairs:
            ask(one, other)
        return 1e3 * (time.process_time() - begun) / n

    return {
        "networkx, shortest path alone": spent(lambda a, b: nx.dijkstra_path(graph, a, b, "length")),
        "networkx, a path for each of the weights": spent(
            lambda a, b: [nx.dijkstra_path(graph, a, b, weighed(one)) for one in WEIGHTS]
        ),
    }


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("maps", nargs="+", type=Path)
    parser.add_argument("--walks", type=int, default=WALKS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--standard")
    asked = parser.parse_args()
    print(
        "| map | lens | ways seen | of shortest ways | less seen | at most | ms a way, median | mean | most |"
    )
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    beside = {}
    for path in asked.maps:
        town = town_of(path, asked.standard)
        rows = town.network.rows
        whole = float(town.street.edges["length_m"][rows].sum())
        for lens, seen in town.watched.items():
            found, seconds = walk_all(town.network, seen, asked.walks, asked.seed)
            ms = [1e3 * one for one in seconds]
            part = sum(one.shortest.seen_m for one in found) / sum(one.shortest.length_m for one in found)
            print(
                f"| {path.name} | {lens} | {seen.seen_m[rows].sum() / whole:.1%} | {part:.1%} | {cut(found):.1%} | {floor(found):.1%} "
                f"| {statistics.median(ms):.1f} | {statistics.mean(ms):.1f} | {max(ms):.1f} |"
            )
        beside[path.name] = peers(town.network, town.watched["middle"], min(asked.walks, 60), asked.seed)
    for name, measured in beside.items():
        for tool, ms_each in measured.items():
            print(f"{name}: {tool}: {ms_each:.1f} ms")


if __name__ == "__main__":
    main()
