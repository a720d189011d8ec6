"""Inputs that broke something once: small files in `kept/`, each with the door it goes in by, its day and what it broke."""

import csv
from pathlib import Path
from typing import NamedTuple

KEPT = Path(__file__).parent / "kept"


class Kept(NamedTuple):
    """One of them."""

    door: str
    file: str
    broke: str

    @property
    def data(self) -> bytes:
        """Its bytes."""
        return (KEPT / self.file).read_bytes()


def kept_seeds() -> list[Kept]:
    """All of them, in the order of `kept/broke.csv`."""
    with (KEPT / "broke.csv").open(newline="", encoding="utf-8") as file:
        return [Kept(**row) for row in csv.DictReader(file)]
