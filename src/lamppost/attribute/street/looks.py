"""Everything that is asked of a walk: seen at each level, through each lens, with and without walls and unknown directions."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from lamppost.attribute.street.exposure import limited, stretches
from lamppost.attribute.street.looked import Looked, field_rad
from lamppost.attribute.street.seeing import Outlines
from lamppost.attribute.street.walks import Kind, Look
from lamppost.model.ground import Table

OnCompile = Callable[[str], None]


def looks_of(looked: Looked, on_compile: OnCompile | None = None) -> list[Look]:
    """What is asked of a walk past cameras.

    Args:
        looked: What the cameras see.
        on_compile: Called with the name of a kernel when its machine code has to be made.

    Returns:
        For each level and lens: what is seen, and what of it by cameras of known direction; what would be without walls, where walls are known;
        and at levels of faces what is seen flat enough for one.
    """
    taken, views = looked.taken, looked.seen.views
    of_walls = _Held(looked.seen, on_compile)
    of_open = _Held(looked.without_walls, on_compile) if looked.without_walls is not None else None
    site_of = [looked.sites[site].id for site in views["site"].tolist()]
    is_known = np.asarray(views["is_known"], bool)
    made = []
    for level in taken.levels:
        for lens in taken.lenses:
            near, far = taken.rings(level, lens, views["height_m"])
            ring = {"near_m": near, "far_m": far, "field_rad": field_rad(lens)}
            asked: list[tuple[Kind, _Held, dict[str, Any]]] = [
                ("seen", of_walls, ring),
                ("known", of_walls, {**ring, "only": is_known}),
            ]
            if of_open is not None:
                asked.append(("without_walls", of_open, ring))
            if level.of_faces:
                near, flat = taken.rings(level, lens, views["height_m"], of_faces=True)
                asked.append(
                    ("told_apart", of_walls, {**ring, "near_m": near, "far_m": np.minimum(flat, far)})
                )
            made += [
                Look(
                    kind=kind, level=level.id, lens=lens.profile, site_of=site_of, measure=partial(held.measure, **limits)
                )
                for kind, held, limits in asked
            ]  # fmt: skip
    return made


class _Held:
    """Outlines, and what they see of the line that was asked about last."""

    def __init__(self, seen: Outlines, on_compile: OnCompile | None) -> None:
        self._seen, self._on_compile = seen, on_compile
        self._of: Table | None = None
        self._stretches: Table = {}

    def measure(self, nodes: Table, edges: Table, **limits: Any) -> Table:
        """The stretches of edges that lie within the outlines and some limits; none of what is covered."""
        if self._of is not edges:
            found = stretches(self._seen, nodes, edges, on_compile=self._on_compile)
            open_air = ~np.asarray(edges["is_covered"], bool)[found["edge"]]
            self._of, self._stretches = edges, {name: column[open_air] for name, column in found.items()}
        return limited(self._stretches, self._seen, nodes, edges, **limits)
