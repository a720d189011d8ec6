"""How fast many devices are judged by many policies; the last line is JSON.

python bench/policies.py                            10,000 devices by 9 policies
python bench/policies.py --devices 1000 --runs 1

The devices are made: makers, owners and listings are those of the shipped packs, and how sure each is, what it
is and where it sends are drawn by lot with a fixed seed. The policies are the shipped ones; where there are
fewer than asked for, copies of them under other names make up the number. `seconds` is from policies and packs
in memory to all verdicts. Peers: the same conditions asked device by device, with nothing kept from one
to the next; and, where they are installed, other languages, by the time that one rule takes them in
bench/expressions.py. `ratio` is of processor time, so that other work on the machine does not meet one side alone.
"""

import argparse
import json
import os
import platform
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import msgspec

from expressions import measured
from lamppost.attribute.listings import attribute_listings
from lamppost.attribute.makers import attribute_owners
from lamppost.judge.conditions import Conditions
from lamppost.judge.verdicts import Asking, judge, known_of
from lamppost.judge.views import PolicyView
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.model.reach import Destination
from lamppost.model.result import Device, Link, Named
from lamppost.pipeline.looking import view_policies

SEED = 20261127
AS_OF = date(2026, 11, 27)
CONTEXT: dict[str, str | bool | None] = {"site": "sensitive", "is_us_federal_contractor": True}
STATUSES = ("confirmed", "corroborated", "corroborated", "candidate", "disputed")
KINDS = ("camera", "camera", "recorder", "doorbell", "conference", "unknown")
COUNTRIES = ("cn", "us", "de", "ie", "nl", None)
OURS = "cel-expr-python"
"""What both sides of the comparison ask."""
ONE_BY_ONE = 200
"""Devices that the peer is asked of; its time is the same for each."""


def made_devices(count: int, knowledge: Knowledge) -> list[Device]:
    """Devices with makers that the packs hold, or none."""
    chance = random.Random(SEED)
    makers = sorted(knowledge.packs.organisations)
    told: dict[str, tuple[list[Named], list[Any]]] = {}
    devices = []
    for number in range(count):
        name = chance.choice(makers)
        if name not in told:
            whole = _named(name, "confirmed")
            owners = attribute_owners(whole, knowledge)
            told[name] = owners, attribute_listings(whole, owners, knowledge, AS_OF)
        maker = _named(name, chance.choice(STATUSES)) if chance.random() < 0.8 else None
        owners, listings = told[name] if maker else ([], [])
        devices.append(_device(number, maker, owners, listings, chance))
    return devices


def _named(name: str, status: str) -> Named:
    link = Link(
        subject=name, property="http.server", value=name, source="made.pcap", source_class="party",
        match="exact_id", day=AS_OF.isoformat(), locator="frame 1",
    )  # fmt: skip
    return Named(id=name, name=name, status=status, chain=[link], disproof="none")  # type: ignore[arg-type]


def _device(
    number: int, maker: Named | None, owners: list[Named], listings: list[Any], chance: random.Random
) -> Device:
    seen = AS_OF.isoformat()
    return Device(
        id=f"dev-{number:012x}", mac=None, addresses=[f"2001:db8::{number:x}"], kind=chance.choice(KINDS),  # type: ignore[arg-type]
        kind_chain=[], watches=chance.choice((True, True, None)), maker=maker, builder=None, model=None,
        firmware=None, owners=owners, listings=listings, reach="outside", inside_only=False, first_seen_at=seen,
        last_seen_at=seen, first_row=1, evidence="made.pcap", next_proof="Read its label.", tried=[],
        destinations=[_destination(chance) for _ in range(chance.randrange(3))],
    )  # fmt: skip


def _destination(chance: random.Random) -> Destination:
    return Destination(
        id="dst-000000000001", name=None, address="192.0.2.1", service_of=None, role=None, operator=None,
        as_number=None, registered_in=chance.choice(COUNTRIES), registered_source=None, located_in=None,
        sent_bytes=1, received_bytes=1, ports=["tcp/443"], first_row=1, evidence="made.pcap",
        first_seen_at=AS_OF.isoformat(), last_seen_at=AS_OF.isoformat(),
    )  # fmt: skip


def made_policies(
    count: int, knowledge: Knowledge, devices: Sequence[Device]
) -> tuple[list[PolicyView], int]:
    """As many policies as asked for, and how many of them are copies."""
    shipped = [held for _, held in sorted(knowledge.packs.policies.items())]
    chosen = [
        held
        if (copy := number // len(shipped)) == 0
        else msgspec.structs.replace(
            held, policy=msgspec.structs.replace(held.policy, id=f"{held.policy.id}-{copy}")
        )
        for number in range(count)
        for held in [shipped[number % len(shipped)]]
    ]
    return view_policies(chosen, knowledge, devices, CONTEXT), max(0, count - len(shipped))


def one_by_one(devices: Sequence[Device], policies: Sequence[PolicyView]) -> int:
    """Ask each rule of each device anew, and keep nothing; how many answers there are."""
    answers = 0
    for policy in policies:
        conditions = Conditions(policy.types)
        for rule in policy.rules:
            for device in devices:
                known = known_of(device, policy.ground, CONTEXT)
                Asking(rule, policy, conditions, AS_OF).answer(known)
                answers += 1
    return answers


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Seconds by the clock and of the processor, and what came of it."""
    started, used = time.perf_counter(), time.process_time()
    made = work()
    return time.perf_counter() - started, time.process_time() - used, made


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--devices", type=int, default=10_000)
    options.add_argument("--policies", type=int, default=9)
    options.add_argument("--runs", type=int, default=3)
    chosen = options.parse_args()
    knowledge = Knowledge(load_packs(), AS_OF)
    devices = made_devices(chosen.devices, knowledge)
    views, copies = made_policies(chosen.policies, knowledge, devices)
    runs = [timed(lambda: judge(devices, views, CONTEXT, AS_OF)) for _ in range(chosen.runs)]
    seconds, cpu, verdicts = min(runs, key=lambda run: run[0])
    cpu = min(cpu, *(run[1] for run in runs))
    rules = sum(len(view.rules) for view in views)
    assert len(verdicts) == len(devices) * rules
    few = devices[:ONE_BY_ONE]
    slow = timed(lambda: one_by_one(few, views))[1] / len(few) * len(devices)
    peers = {name: row["fail"] * 1e-6 * len(verdicts) for name, row in measured().items() if name != OURS}
    ratio = {"one by one": slow / cpu, **{name: taken / cpu for name, taken in peers.items()}}
    kinds = Counter(verdict.kind for verdict in verdicts)
    print(f"{len(devices)} devices, {len(views)} policies ({copies} of them copies), {rules} rules")
    print(
        f"{len(verdicts)} verdicts in {seconds:.2f} s: {', '.join(f'{kinds[one]} {one}' for one in sorted(kinds))}"
    )
    for name, times in ratio.items():
        print(f"   {name}: {times:.1f} times as long")
    print(
        json.dumps(
            {
                "bench": "policies",
                "devices": len(devices),
                "policies": len(views),
                "copies": copies,
                "rules": rules,
                "verdicts": dict(sorted(kinds.items())),
                "runs": chosen.runs,
                "seconds": round(seconds, 3),
                "cpu_s": round(cpu, 3),
                "ratio": {name: round(times, 1) for name, times in ratio.items()},
                "python": platform.python_version(),
                "cpus": os.cpu_count(),
            }
        )
    )


if __name__ == "__main__":
    main()
