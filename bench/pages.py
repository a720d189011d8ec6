"""How long pages of a large result take on the server, and what they weigh; the last line is JSON.

python bench/pages.py                               5,000 devices by two policies
python bench/pages.py --devices 500 --runs 3

The devices are those of bench/policies.py, each named and with destinations of its own. Pages are asked for in this process,
without a socket, with the cookie of a browser. `ms_p95` is over all requests but the first of each page, the slowest of which is
`first_ms`; `kb` is the heaviest page.
"""

import argparse
import json
import math
import os
import platform
import tempfile
import time
from pathlib import Path

import msgspec
from starlette.testclient import TestClient

from lamppost import pipeline
from lamppost.judge.verdicts import judge
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.model.result import Device, ResultDocument
from lamppost.web.app import make_app
from lamppost.web.desk import Desk
from lamppost.web.shelf import Shelf
from policies import AS_OF, CONTEXT, made_devices

SAMPLE = Path(str(pipeline.__file__)).parents[1] / "samples" / "made-network.pcap"
POLICIES = ("us-ndaa-889", "no-outside-reach")
PORT, TOKEN = 8123, "made-token"


def made_result(count: int) -> ResultDocument:
    """A result with so many devices: all but these and their verdicts is that of the bundled capture."""
    knowledge = Knowledge(load_packs(), AS_OF)
    devices = [_apart(number, device) for number, device in enumerate(made_devices(count, knowledge))]
    held = [knowledge.packs.policies[name] for name in POLICIES]
    verdicts = judge(devices, pipeline.view_policies(held, knowledge, devices, CONTEXT), CONTEXT, AS_OF)
    sample = pipeline.look([SAMPLE], pipeline.Question(as_of=AS_OF, policies=POLICIES, context=CONTEXT))
    return msgspec.structs.replace(sample, devices=devices, verdicts=verdicts, suppressions=[])


def _apart(number: int, device: Device) -> Device:
    """The device with destinations that are its own."""
    sends = [
        msgspec.structs.replace(one, id=f"dst-{number:08x}{at:04x}", name=f"host-{number}-{at}.example.net")
        for at, one in enumerate(device.destinations)
    ]
    return msgspec.structs.replace(device, destinations=sends)


def asked_for(identity: str, result: ResultDocument) -> dict[str, list[str]]:
    """The addresses of each screen."""
    here = f"/results/{identity}"
    sending = [device for device in result.devices if device.destinations]
    some = sending[:: max(1, len(sending) // 20)]
    return {
        "start": ["/"],
        "findings": [
            here,
            *(f"{here}?page={page}" for page in (2, 20, 90)),
            *(f"{here}?{query}" for query in ("kind=camera", "verdict=fail", "words=hikvision")),
        ],
        "thing": [f"{here}/things/{device.id}" for device in some],
        "flows": [
            f"{here}/flows",
            *(
                f"{here}/flows?{query}"
                for query in ("page=20", "country=cn", "sort=device", f"device={some[0].id}")
            ),
        ],
        "sources": [f"{here}/sources"],
        "report": [f"{here}/report"],
        "company": ["/company/hikvision"],
        "country": ["/country/us"],
        "figures": ["/figures"],
        "map": ["/map", "/map?edition=aigs-2019&beside_edition=aigs-2022&view=difference"],
    }


def measured(client: TestClient, address: str, runs: int) -> tuple[float, list[float], int]:
    """Milliseconds of the first request and of those after it, and octets as sent."""
    taken, size = [], 0
    for _ in range(runs + 1):
        started = time.perf_counter()
        with client.stream("GET", address) as answer:
            assert answer.status_code == 200, address
            size = sum(map(len, answer.iter_raw()))
        taken.append(1000 * (time.perf_counter() - started))
    return taken[0], taken[1:], size


def p95(times: list[float]) -> float:
    """What nineteen of twenty stay within."""
    return sorted(times)[math.ceil(0.95 * len(times)) - 1]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--devices", type=int, default=5_000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--lang", default="en", help="the language of the reader")
    chosen = options.parse_args()
    result = made_result(chosen.devices)
    rows, every, first_all, heaviest = [], [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Shelf(Path(folder)), pipeline.Question(as_of=AS_OF, context=CONTEXT), most_bytes=1)
        client = TestClient(make_app(desk, port=PORT, token=TOKEN), base_url=f"http://127.0.0.1:{PORT}")
        client.get(f"/?token={TOKEN}")
        client.headers["Accept-Language"] = chosen.lang
        for screen, addresses in asked_for(desk.shelf.put(result), result).items():
            found = [measured(client, address, chosen.runs) for address in addresses]
            later = [one for _, times, _ in found for one in times]
            first, size = max(one for one, _, _ in found), max(size for *_, size in found)
            rows.append((screen, first, p95(later), size / 1000))
            every, first_all, heaviest = every + later, [*first_all, first], max(heaviest, size)
        desk.close()
    print(f"{len(result.devices)} devices, {len(result.verdicts)} verdicts")
    print(f"{'screen':10} {'first ms':>9} {'p95 ms':>8} {'kB':>7}")
    for screen, first, later_ms, size_kb in rows:
        print(f"{screen:10} {first:9.0f} {later_ms:8.0f} {size_kb:7.0f}")
    print(
        json.dumps(
            {
                "bench": "pages",
                "devices": len(result.devices),
                "verdicts": len(result.verdicts),
                "runs": chosen.runs,
                "lang": chosen.lang,
                "ms_p95": round(p95(every), 1),
                "first_ms": round(max(first_all), 1),
                "kb": round(heaviest / 1000, 1),
                "python": platform.python_version(),
                "cpus": os.cpu_count(),
            }
        )
    )


if __name__ == "__main__":
    main()
