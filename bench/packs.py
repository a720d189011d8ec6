"""How fast what is known answers, with half a million made facts; the last line is JSON.

python bench/packs.py --facts 500000

The peer is what answered before there was a store: all packs as one msgpack file that is decoded whole, and
a walk over the rows. Both answer the same questions from the same facts in the same run.
"""

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import msgspec

from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.compiling import compile_packs, stored_packs
from lamppost.knowledge.packs import Packs
from lamppost.knowledge.store import Database, Store
from lamppost.knowledge.structs import Organisation, Source, Statement

FIRST = date(2000, 1, 1)
AS_OF = date(2020, 6, 1)
SEED = 20261126
LOOKUPS = 2000
STATEMENTS_EACH = 5
"""Of each made organisation: two names, a country, an owner that ended, and the owner that follows."""


def made_packs(facts: int) -> Packs:
    """Organisations that own one another in chains of four, with names of their own."""
    chance = random.Random(SEED)
    source = Source(
        title="A made register of owners",
        url="https://example.net/register",
        publisher="Example Authority",
        source_class="official",
        retrieved=date(2026, 11, 20),
        read="here",
        locator="line 1",
    )
    held = {}
    for number in range(facts // STATEMENTS_EACH):
        one = f"made-{number}"
        owner = f"made-{number + 1}" if number % 5 != 4 else "private individuals"
        turn = FIRST + timedelta(days=chance.randrange(6000))

        def said(
            what: str, value: str, begins: date | None = None, ends: date | None = None, one: str = one
        ) -> Statement:
            return Statement(
                id=f"{one}-{what.replace('_', '-')}-{begins or 0}",
                property=what,  # type: ignore[arg-type]
                value=value,
                valid_from=begins,
                valid_to=ends,
                original=f"made words on {value}",
                source=source,
                review_by=date(2030, 1, 1),
            )

        statements = [
            said("legal_name", f"Made Works {number} Technology Co., Ltd."),
            said("other_name", f"Werk {chance.getrandbits(40):x}"),
            said("registered_in", "xa"),
            said("owner", f"made-{chance.randrange(facts // STATEMENTS_EACH)}", FIRST, turn),
            said("owner", owner, turn),
        ]
        held[one] = Organisation(id=one, name=f"Made {number}", owners_held="part", statements=statements)
    empty: dict[str, dict[str, object]] = {
        name: {}
        for name in (
            "brands", "fingerprints", "networks", "lists", "policies", "laws", "editions", "projects", "places",
            "unions", "corrections", "measured",
        )
    }  # fmt: skip
    return Packs(refs=[], organisations=held, **empty)  # type: ignore[arg-type]


def timed(work: Callable[[], object], times: int = 1) -> float:
    """Seconds for one call."""
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def cpu_of_a_question() -> float:
    """Seconds of CPU of `lamppost ask company hikvision` as a whole process, once the packs are compiled."""
    line = [sys.executable, "-m", "lamppost", "ask", "company", "hikvision"]
    subprocess.run(line, check=True, capture_output=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(line, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def walk_owners(held: dict[str, Organisation], one: str) -> list[str]:
    """The owners of an organisation, by a walk over its rows: the peer."""
    chain = []
    while one in held:
        rows = [
            row.value
            for row in held[one].statements
            if row.property == "owner"
            and (row.valid_from is None or row.valid_from <= AS_OF)
            and (row.valid_to is None or row.valid_to > AS_OF)
        ]
        if not rows or rows[0] in chain:
            break
        one = rows[0]
        chain.append(one)
    return chain


def bench(facts: int) -> dict[str, object]:
    """Seconds and sizes."""
    packs = made_packs(facts)
    chance = random.Random(SEED + 1)
    asked = [f"made-{chance.randrange(facts // STATEMENTS_EACH // 5) * 5}" for _ in range(LOOKUPS)]
    names = [packs.organisations[one].statements[0].value for one in asked[:200]]
    with tempfile.TemporaryDirectory() as folder:
        path, whole = Path(folder) / "made.sqlite", Path(folder) / "made.msgpack"
        compiled = timed(lambda: compile_packs(packs, path).close())
        whole.write_bytes(msgspec.msgpack.encode(packs.organisations))
        opened = timed(lambda: open_store(path), 20)
        knowledge = Knowledge(open_store(path), AS_OF)
        store: Store = knowledge.store
        peer_opened = timed(lambda: decode_whole(whole))
        held = decode_whole(whole)
        for one in asked[:200]:
            ours = [owner.organisation or owner.name for owner in knowledge.owners(one)]
            if ours[:4] != walk_owners(held, one)[:4]:
                raise SystemExit(f"{one}: the store says {ours}, the walk {walk_owners(held, one)}")
        seconds = {
            "compile": compiled,
            "open": opened,
            "as_of": timed(lambda: [store.facts_of(one, ["owner"], knowledge.when) for one in asked])
            / LOOKUPS,
            "four_owners": timed(lambda: [knowledge.owners(one) for one in asked]) / LOOKUPS,
            "name": timed(
                lambda: [store.names_normalised("organisations", name, knowledge.when) for name in names]
            )
            / len(names),
            "near_name": timed(
                lambda: [
                    store.names_near("organisations", f"made works {one[5:]}1", knowledge.when)
                    for one in asked[:50]
                ]
            )
            / 50,
            "peer_open": peer_opened,
            "peer_four_owners": timed(lambda: [walk_owners(held, one) for one in asked]) / LOOKUPS,
        }
        sizes = {"facts": facts, "store_mb": round(path.stat().st_size / 1e6, 1)}
    ours, theirs = (
        seconds[f"{who}open"] + LOOKUPS / 100 * seconds[f"{who}four_owners"] for who in ("", "peer_")
    )
    return {
        "name": "packs",
        "sizes": sizes,
        "versions": {"python": platform.python_version(), "cores": os.cpu_count()},
        "seconds": {key: float(f"{value:.3g}") for key, value in seconds.items()},
        "ask_cpu_s": round(cpu_of_a_question(), 3),
        "ratio": {"msgpack decoded whole, then 20 questions": round(theirs / ours, 1)},
    }


def open_store(path: Path) -> Packs:
    """The packs of a store, as a command opens them."""
    import sqlite3

    database = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, factory=Database)
    database.execute("PRAGMA mmap_size = 4294967296")
    return stored_packs(Store(database))


def decode_whole(path: Path) -> dict[str, Organisation]:
    """All organisations of the peer's file."""
    return msgspec.msgpack.decode(path.read_bytes(), type=dict[str, Organisation])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--facts", type=int, default=500_000)
    found = bench(parser.parse_args().facts)
    for name, taken in found["seconds"].items():  # type: ignore[attr-defined]
        print(f"{name:<18}{taken * 1e6:14.1f} µs")
    print(f"{'ask (CPU)':<18}{found['ask_cpu_s']:14} s, whole process")
    print(json.dumps(found, sort_keys=True))


if __name__ == "__main__":
    main()
