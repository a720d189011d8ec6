"""Labels of devices in captures, made by looking: what they hold, and whether they hold together."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from lamppost.model.vocabulary import DEVICE_KINDS, PERSONAL_KINDS

LABELS = Path(__file__).resolve().parent / "labels"
CANNOT_TELL = "cannot tell"
ORIGINS = ("captured", "replayed", "made")
"""Real traffic; real answers in made frames; made throughout. Only the first counts."""
CERTAINTIES = ("high", "medium", "low")
_FILE = {"folder", "origin", "read_on", "captures", "note", "device"}
_DEVICE = {
    "id", "mac", "addresses", "kind", "also", "maker", "maker_read_off", "builder", "platform", "model", "certainty", "how", "sources",
}  # fmt: skip

Origin = Literal["captured", "replayed", "made"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What one device is, as far as people could tell."""

    file: str
    """Name of the label file: what the table of scores calls the folder."""
    folder: str
    origin: Origin
    captures: tuple[str, ...]
    device: str
    """The same in two files is the same device."""
    mac: int | None
    addresses: tuple[str, ...]
    kinds: frozenset[str] | None
    """The kinds that are right; None where it cannot be told."""
    maker: str | None
    builder: str | None
    builder_asked: bool
    """Whether the label speaks of a builder at all."""
    certainty: str
    read_off_block: bool
    """Whether the label knows the maker by the MAC block alone: an answer by the block then only reads alike."""

    @property
    def is_personal(self) -> bool:
        """Whether people carry it or sit at it: its maker is not asked for."""
        return self.kinds is not None and bool(self.kinds & PERSONAL_KINDS)

    @property
    def tells_maker(self) -> bool:
        """Whether an answer about the maker can be held against it."""
        return not (self.is_personal or self.read_off_block or self.certainty == "low" or self.maker is None)


def read_labels(folder: Path = LABELS) -> list[Label]:
    """Every label, by file and in the order of the file.

    Raises:
        ValueError: A label does not hold together; the message names file and device.
    """
    return [label for path in sorted(folder.glob("*.toml")) for label in _read(path)]


def digest_of(folder: Path = LABELS) -> str:
    """SHA-256 over names and contents of the label files, in hex."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.toml")):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _read(path: Path) -> list[Label]:
    held = tomllib.loads(path.read_text(encoding="utf-8"))
    _expect(set(held) <= _FILE, path, f"no such key: {', '.join(sorted(set(held) - _FILE))}")
    _expect(held["origin"] in ORIGINS, path, f"origin is one of {', '.join(ORIGINS)}")
    _expect(bool(held["captures"]), path, "it covers no capture")
    devices = held["device"]
    ids = [device["id"] for device in devices]
    _expect(len(set(ids)) == len(ids), path, "a device comes twice")
    return [_label(path, held, device) for device in devices]


def _label(path: Path, held: dict[str, Any], device: dict[str, Any]) -> Label:
    where = f"{path.name}, {device['id']}"
    _expect(set(device) <= _DEVICE, where, f"no such key: {', '.join(sorted(set(device) - _DEVICE))}")
    _expect("mac" in device or "addresses" in device, where, "neither MAC nor address")
    _expect(device["certainty"] in CERTAINTIES, where, f"certainty is one of {', '.join(CERTAINTIES)}")
    _expect(
        bool(device["how"] and device["sources" if "sources" in device else "how"]), where, "says not how"
    )
    _expect(device.get("maker_read_off", "mac_block") == "mac_block", where, "maker_read_off is mac_block")
    kinds = frozenset({device["kind"], *device.get("also", [])})
    _expect(kinds == {CANNOT_TELL} or kinds <= set(DEVICE_KINDS) - {"unknown"}, where, f"no kind: {kinds}")
    _expect(
        not (kinds & PERSONAL_KINDS and device["kind"] in PERSONAL_KINDS and "mac" in device),
        where,
        "a person's device stands under an address",
    )
    return Label(
        file=path.stem,
        folder=held["folder"],
        origin=held["origin"],
        captures=tuple(held["captures"]),
        device=device["id"],
        mac=int(device["mac"].replace(":", ""), 16) if "mac" in device else None,
        addresses=tuple(device.get("addresses", ())),
        kinds=None if CANNOT_TELL in kinds else kinds,
        maker=_told(device["maker"]),
        builder=_told(device.get("builder", CANNOT_TELL)),
        builder_asked="builder" in device,
        certainty=device["certainty"],
        read_off_block=device.get("maker_read_off") == "mac_block",
    )


def _told(value: str) -> str | None:
    return None if value == CANNOT_TELL else value


def _expect(holds: bool, where: object, problem: str) -> None:
    if not holds:
        name = where.name if isinstance(where, Path) else where
        raise ValueError(f"{name}: {problem}")
