"""Connections before and after another answer of DNS are told apart; all others are not."""

import random

import numpy as np
import pytest
from checked_runs import run_checked

from lamppost.observe.logs import asking, hashed, running
from lamppost.observe.logs.asking import LookUps
from lamppost.observe.logs.rows import Addresses

CLIENTS, SERVERS = [(0, 1), (1, 1), (1 << 63, 0)], [(0, 7), (0, 8), (1 << 63, 7), (5, 1 << 63)]


def table(rows):
    """Answers: client, name, address, and when."""
    clients, names, addresses, times = zip(*rows, strict=True)
    ends = {"client_ip": clients, "ip": addresses}
    halves = {
        f"{end}_{half}": np.array([one[at] for one in pairs], np.uint64)
        for end, pairs in ends.items()
        for at, half in enumerate(("high", "low"))
    }
    return halves | {"name": np.array(names, np.int32), "seen_at": np.array(times, np.int64)}


def flows(rows):
    """Connections, as columns: client, server, name, and when."""
    clients, servers, names, times = zip(*rows, strict=True)
    ends = (
        Addresses(*(np.array(half, np.uint64) for half in zip(*one, strict=True)))
        for one in (clients, servers)
    )
    return *ends, np.array(names, np.int32), np.array(times, np.int64)


def turn(answers, client, server, name, seen_at):
    """Names that the client had been given for the server by then, where it was given several, and none was sent."""
    first = {}
    for who, told, address, when in answers:
        if (who, address) == (client, server):
            first[told] = min(when, first.get(told, when))
    if name != -1 or len(first) < 2:
        return 0
    return sum(when <= seen_at for when in first.values())


@pytest.mark.parametrize("run", [running.run_plain, running.run_compiled, run_checked])
def test_a_connection_knows_how_many_names_its_client_was_given_by_then(monkeypatch, run):
    monkeypatch.setattr(asking, "run_for_rows", lambda _: run)
    monkeypatch.setattr(hashed, "_FEWEST", 2)
    chance, look_ups, answers, seen = random.Random(3), LookUps(), [], set()
    for _ in range(20):
        made = [
            (chance.choice(CLIENTS), chance.choice(SERVERS), chance.choice((-1, -1, 0)), chance.randrange(60))
            for _ in range(40)
        ]
        wanted = [turn(answers, *one) for one in made]
        assert look_ups.turns(*flows(made)).tolist() == wanted
        seen.update(wanted)
        new = [
            (
                chance.choice(CLIENTS),
                chance.randrange(4),
                chance.choice((*SERVERS, (0, 0))),
                chance.randrange(60),
            )
            for _ in range(chance.randrange(1, 5))
        ]
        look_ups.put(table(new))
        answers += new
    assert seen >= {0, 1, 2}
