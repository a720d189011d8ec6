"""Kernels of the street with every index looked at, and where they are compiled."""

import numpy as np
import pytest
from tests.engines.checked_kernels import checked_kernel

from lamppost.attribute.street import exposure, running, seeing


class Checked:
    """Runs kernels slowly, and refuses an index outside of an array."""

    def __init__(self, *_):
        pass

    def __call__(self, kernel, *arguments):
        taken = [
            memoryview(one.reshape(-1).data) if isinstance(one, np.ndarray) else one for one in arguments
        ]
        return checked_kernel(kernel, is_compiled=False)(*taken)


def _town(seed):
    """Cameras on, in and between houses of a grid, one of which is cut by the edge; walls and ways."""
    chance = np.random.default_rng(seed)
    corners = np.array([(x, y) for x in range(0, 200, 40) for y in range(0, 200, 40)], float) + chance.random(
        (25, 2)
    )
    box = np.array([(0, 0), (25, 0), (25, 25), (0, 25)], float)
    ends = np.concatenate([np.hstack([at + box, at + np.roll(box, -1, 0)]) for at in corners])[:-1]
    building = np.repeat(np.arange(25), 4)[:-1]
    walls = seeing._walls(ends, np.arange(len(ends)), building, np.full(25, np.inf))
    places = np.concatenate(
        [
            corners[:6],
            corners[:6] + 12.5,
            corners[:6] + np.array([3.0, 0.0]),
            chance.uniform(-50, 250, (14, 2)),
        ]
    )
    cameras = [
        seeing.Camera(0.0, 0.0, "fixed", (float(number * 11),) if number % 3 else ())
        for number in range(len(places))
    ]
    views = seeing.views_of(cameras, field_deg=103, far_m=90, height_m=4)
    views |= {"east": places[:, 0].copy(), "north": places[:, 1].copy(), "scale": np.ones(len(places))}
    points = chance.uniform(-20, 220, (80, 2))
    nodes = {"east": points[:, 0].copy(), "north": points[:, 1].copy()}
    edges = {"start": np.arange(40) * 2, "end": np.arange(40) * 2 + 1}
    edges["length_m"] = np.hypot(*(points[1::2] - points[::2]).T)
    return views, walls, nodes, edges


@pytest.mark.parametrize("seed", range(4))
def test_no_index_of_a_kernel_of_the_street_lies_outside_and_a_look_at_it_changes_nothing(monkeypatch, seed):
    views, walls, nodes, edges = _town(seed)
    seen = seeing.outlines(views, walls)
    found = exposure.stretches(seen, nodes, edges)
    monkeypatch.setattr(seeing, "Runner", Checked)
    monkeypatch.setattr(exposure, "Runner", Checked)
    slow = seeing.outlines(views, walls)
    again = exposure.stretches(slow, nodes, edges)
    assert np.allclose(seeing.areas(slow), seeing.areas(seen), rtol=1e-9)
    assert exposure.length_seen(again, 40) == pytest.approx(exposure.length_seen(found, 40))
    assert len(found["edge"]) > 20


def test_rooms_that_are_too_small_at_first_are_made_larger():
    views, walls, nodes, edges = _town(0)
    many = {name: np.tile(column, 300) for name, column in views.items()}
    seen, whole = seeing.outlines(views, walls), seeing.outlines(many, walls)
    assert np.allclose(seeing.areas(whole), np.tile(seeing.areas(seen), 300))
    counts = exposure.by_view(exposure.stretches(whole, nodes, edges), len(many["site"]))
    assert np.allclose(
        counts, np.tile(exposure.by_view(exposure.stretches(seen, nodes, edges), len(views["site"])), 300)
    )


def test_few_cameras_are_not_worth_compiling_for(monkeypatch):
    compiled = []
    monkeypatch.setattr(running, "compiled", lambda kernel, _: lambda *_: compiled.append(kernel))
    monkeypatch.setattr(running, "is_cached", lambda _: False)
    run = running.Runner(running.COMPILE_FROM - 1, None)
    assert run(len, np.zeros(3)) == 3
    running.Runner(running.COMPILE_FROM, None)(len, np.zeros(3))
    assert compiled == [len]
